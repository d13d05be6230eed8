"""Seeds: the pages and contents of tests/cases and the examples of tests/dialect, one file each, named by what they hold.

    python3 seeds.py TESTS FOLDER
"""

import hashlib
import pathlib
import re
import sys

BETWEEN = b"\xff"
LARGEST = 4096

tests, folder = map(pathlib.Path, sys.argv[1:])
folder.mkdir(parents=True, exist_ok=True)


def seed(page=b"", fragment=b"", toc=b""):
    text = BETWEEN.join([page, fragment, toc]).rstrip(BETWEEN)
    if text and len(text) <= LARGEST:
        (folder / hashlib.sha256(text).hexdigest()[:16]).write_bytes(text)


for file in sorted((tests / "cases").glob("*/*/input/**/*")):
    if file.name.lower() in ("toc.yml", "toc.md"):
        seed(toc=file.read_bytes())
    elif file.suffix == ".md":
        page = file.read_bytes()
        # The target gives pages their tag and the fence above it.
        seed(page=re.sub(rb"\A---\n", b"", page))
        seed(page=re.sub(rb"\A---\n.*?^---\n", b"", page, flags=re.S | re.M), fragment=page)

for file in sorted((tests / "dialect").glob("*.md")):
    for example in re.finditer(r"^(`{3,})markdown example.*?\n(.*?)^\1$", file.read_text("utf-8"), re.S | re.M):
        seed(page=example[2].encode())
        seed(page=b"[!INCLUDE [x](f.md)]\n", fragment=example[2].encode())

print(len(list(folder.iterdir())), "seeds", file=sys.stderr)
