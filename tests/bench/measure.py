"""Runs one command and says what it took, as one line of JSON on standard output.

    measure.py LOG COMMAND [ARGUMENT]...

The clock starts when the command is started and stops when it has ended, so nothing of this script
is in the figure. CPU time is that of the command and of every process it waited for; the peak is the
resident set of the largest of them. `foreign` is the CPU time that the rest of the machine used
meanwhile, in seconds: a run beside somebody else's work says little.
"""

import json
import os
import sys
import time


def busy():
    """Seconds of CPU that the whole machine has used, or None where there is no /proc."""
    try:
        with open("/proc/stat", encoding="ascii") as stat:
            user, nice, system, _idle, _wait, irq, softirq, *_ = map(int, stat.readline().split()[1:])
    except OSError:
        return None
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def main():
    log, *command = sys.argv[1:]
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    files = [(os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, out, 2)]
    before = busy()
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    after = busy()
    cpu = used.ru_utime + used.ru_stime
    # Linux counts the peak in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    foreign = None if before is None else max(0.0, after - before - cpu)
    print(json.dumps({
        "exit": os.waitstatus_to_exitcode(status),
        "wall": wall,
        "user": used.ru_utime,
        "system": used.ru_stime,
        "peak": used.ru_maxrss * unit,
        "foreign": foreign,
    }))


main()
