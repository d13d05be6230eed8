// The pages that every tool is given — the same text, in the same folders, for all of them.
//
// In:    a folder of Markdown to cut down, or a number of pages to invent.
// Out:   a `Corpus`, the same one every time.
// Never: knows how any tool wants its input; that is `layouts.mjs`.
//
// A corpus is { name, about, pages, folders, sections, bytes }:
//   page    { folder, name, title, description, body, token }   `name` without `.md`; `token` is a
//           word that stands on this page alone, or null where the text is not ours
//   folder  { path, title, pages, children, landing, section }  '' is the root; `landing` is the page
//           that a link to the folder leads to; `section` the path of the section it belongs to
//   section a folder that stands in the navigation of every page

import { readFileSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";

/** The most sections a navigation has, and the most pages a folder of an invented corpus has. */
const SECTIONS = 63;
const FOLDER_PAGES = 24;

/**
 * Cuts a real repository down to what every tool can take.
 *
 * Every Markdown file outside `includes` folders, each text once; includes expanded; front matter
 * cut to title and description; no images; file names that no tool gives a meaning to.
 * `copies` writes the whole under `copy-02`, `copy-03` … again, to see how a tool grows.
 */
export function cut(root, name, copies = 1) {
  const files = markdownFiles(root);
  const texts = new Map(files.map((file) => [file, readText(join(root, file))]));
  const seen = new Set();
  const pages = [];
  for (const file of files) {
    const text = texts.get(file);
    if (`/${file}`.includes("/includes/") || seen.has(text)) continue;
    seen.add(text);
    pages.push(cutPage(file, text, texts));
  }
  const originals = pages.length;
  for (let copy = 2; copy <= copies; copy++) {
    const prefix = `copy-${String(copy).padStart(2, "0")}`;
    for (const page of pages.slice(0, originals)) {
      pages.push({ ...page, folder: posix.join(prefix, page.folder), copyOf: page.folder });
    }
  }
  const about = copies === 1 ? "cut from a repository" : `cut from a repository, ${copies} copies`;
  return corpus(copies === 1 ? name : `${name} x${copies}`, about, pages);
}

/**
 * Invents `count` pages: 63 sections, in each a tree of folders small enough to be listed.
 *
 * The same pages for the same number, on every machine.
 */
export function generate(count) {
  const sections = Math.max(1, Math.min(SECTIONS, Math.floor(count / 8)));
  const places = [{ folder: "", name: "index", title: "Welcome" }];
  for (let section = 0; section < sections; section++) {
    const from = 1 + Math.floor(((count - 1) * section) / sections);
    const to = 1 + Math.floor(((count - 1) * (section + 1)) / sections);
    places.push(...sectionPlaces(section, to - from));
  }
  const pages = places.map((place, number) => inventPage(place, number, places));
  return corpus(`generated ${count}`, "generated", pages);
}

/** The names of the Markdown files below `root`, sorted, hidden folders left out. */
function markdownFiles(root) {
  const found = [];
  const visit = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) visit(path);
      else if (/\.md$/i.test(entry.name)) found.push(path);
    }
  };
  visit("");
  return found.sort((a, b) => (a < b ? -1 : 1));
}

function readText(path) {
  return readFileSync(path, "utf8").replace(/^\uFEFF/, "").replace(/\r\n/g, "\n");
}

function cutPage(file, text, texts) {
  const { matter, body } = splitMatter(text);
  const expanded = expandIncludes(body, file, texts, [file]);
  const plain = withoutImages(expanded)
    // Hugo takes `{{` for a shortcode, and reads no further when it is not one.
    .replaceAll("{{", "{ {")
    // A suffix of two hyphens selects an audience: the links follow the renamed files.
    .replace(/--(internal|partner)(?=\.(?:md|html)\b)/g, "-$1");
  const path = plainName(file);
  const heading = /^#\s+(.+?)\s*#*$/m.exec(plain)?.[1];
  const stem = posix.basename(path).replace(/\.md$/i, "");
  return {
    folder: folderOf(path),
    name: stem,
    title: matterValue(matter, "title") || plainText(heading ?? "") || humanise(stem),
    description: matterValue(matter, "description"),
    body: `${plain.trim()}\n`,
    token: null,
  };
}

function splitMatter(text) {
  const found = /^---[ \t]*\n([\s\S]*?)\n---[ \t]*(?:\n|$)/.exec(text);
  return found ? { matter: found[1], body: text.slice(found[0].length) } : { matter: "", body: text };
}

/** One plain scalar, read by the line: front matter that is not YAML has a title, too. */
function matterValue(matter, key) {
  const found = new RegExp(`^${key}:[ \\t]*(.*?)[ \\t]*$`, "m").exec(matter);
  return (found?.[1] ?? "").replace(/^(["'])(.*)\1$/, "$2").replace(/[\u200B\t]/g, "");
}

/** Splices included files, their relative links seen from the page; what is missing leaves nothing. */
function expandIncludes(body, file, texts, open) {
  return body.replace(/\[!INCLUDE\s*\[[^\]]*\]\(([^)]*)\)\]/gi, (_, href) => {
    const target = posix.normalize(posix.join(folderOf(file), href.trim().replaceAll("\\", "/")));
    if (!texts.has(target) || open.includes(target)) return "";
    const inner = splitMatter(texts.get(target)).body;
    const expanded = expandIncludes(inner, target, texts, [...open, target]);
    return expanded.replace(/\]\((?!\w+:|[/#<])([^)\s]+)/g, (_, link) => {
      const path = posix.join(folderOf(target), link);
      return `](${posix.relative(folderOf(file) || ".", path)}`;
    });
  });
}

function withoutImages(text) {
  return text
    .replace(/!\[[^\]]*\]\((?:[^()]|\([^()]*\))*\)/g, "")
    .replace(/(?<!!)\[\s*\]\((?:[^()]|\([^()]*\))*\)/g, "");
}

function plainName(file) {
  return file.replace(/\s+/g, "-").replace(/--+/g, "-");
}

function plainText(markdown) {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*_`]/g, "").trim();
}

function humanise(name) {
  const words = name.replace(/[-_]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function folderOf(path) {
  const folder = posix.dirname(path);
  return folder === "." ? "" : folder;
}

/** The pages of a section of `count` pages: one folder, or an index and folders of few pages each. */
function sectionPlaces(section, count) {
  const path = `section-${String(section + 1).padStart(2, "0")}`;
  const title = `${titleWords(randomFor(`section ${section}`))}`;
  if (count <= FOLDER_PAGES + 8) return folderPlaces(path, title, count);
  const parts = Math.ceil((count - 1) / FOLDER_PAGES);
  const places = [{ folder: path, name: "index", title }];
  for (let part = 0; part < parts; part++) {
    const from = Math.floor(((count - 1) * part) / parts);
    const to = Math.floor(((count - 1) * (part + 1)) / parts);
    const name = `part-${String(part + 1).padStart(2, "0")}`;
    places.push(...folderPlaces(`${path}/${name}`, `${title}, part ${part + 1}`, to - from));
  }
  return places;
}

function folderPlaces(folder, title, count) {
  const places = [];
  for (let page = 0; page < count; page++) {
    const random = randomFor(`${folder} ${page}`);
    const words = titleWords(random);
    const name = page === 0 ? "index" : `${slug(words)}-${String(page).padStart(2, "0")}`;
    places.push({ folder, name, title: page === 0 ? title : words });
  }
  return places;
}

/** A page of about 6 KB: paragraphs, lists, alerts, a task table, links to other pages. */
function inventPage(place, number, places) {
  const random = randomFor(`page ${number} ${place.folder}/${place.name}`);
  const token = `Record${String(number).padStart(6, "0")}.`;
  const near = places.slice(Math.max(0, number - 12), number + 12);
  const link = () => {
    const other = random.pick(near);
    const path = posix.relative(place.folder || ".", posix.join(other.folder, `${other.name}.md`));
    return `[${other.title}](${path})`;
  };
  const parts = [`# ${place.title}`, paragraph(random, link)];
  const wanted = 2800 + random.below(4200);
  let size = 0;
  for (let step = 1; size < wanted; step++) {
    const chapter = [`## ${step}. ${titleWords(random)}`, paragraph(random, link)];
    if (step === 1) chapter.push(`### FTOP Tasks`, taskTable(random, number));
    if (step % 2 === 0) chapter.push(`> [!${random.pick(ALERTS)}]\n> ${sentence(random)}`);
    chapter.push(random.below(2) ? bullets(random, link) : steps(random, link));
    if (step === 2 && number % 32 === 0) chapter.push(codeBlock(random, number));
    chapter.push(`### ${titleWords(random)}`, paragraph(random, link), paragraph(random, link));
    parts.push(...chapter);
    size += chapter.reduce((sum, part) => sum + part.length + 2, 0);
  }
  parts.push(`${sentence(random)} ${token}`);
  return {
    ...place,
    description: sentence(random),
    body: `${parts.join("\n\n")}\n`,
    token,
  };
}

const ALERTS = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
const WORDS = (
  "access account active adoption agreement approach assess assign backup baseline benefit calendar " +
  "change channel check client cloud collect compliance configure connect consent contact content " +
  "customer data default deploy design device directory discover document domain drive eligible " +
  "enable endpoint engage environment evaluate export feature field filter group guide health " +
  "identity import include inventory issue kickoff label launch license lifecycle list mailbox " +
  "manage manager measure meeting message method migrate milestone model monitor network objective " +
  "offer onboard option owner partner pilot plan policy portal prepare process profile project " +
  "provision publish queue readiness record region release remediate report request require resource " +
  "review role rollout scenario schedule scope script security service session setting share source " +
  "stage status step storage success support survey sync target team template tenant test ticket " +
  "timeline tool track training transfer update usage user validate value verify version wave work"
).split(" ");
const SMALL = ["the", "a", "and", "for", "with", "to", "of", "in", "on", "from", "before", "when"];

function titleWords(random) {
  const words = Array.from({ length: 2 + random.below(3) }, () => random.pick(WORDS));
  return humanise(words.join(" "));
}

function sentence(random) {
  const words = [];
  for (let length = 8 + random.below(10); length > 0; length--) {
    words.push(random.below(3) ? random.pick(WORDS) : random.pick(SMALL));
  }
  return `${humanise(words.join(" "))}.`;
}

function paragraph(random, link) {
  const parts = Array.from({ length: 2 + random.below(3) }, () => sentence(random));
  if (random.below(4) === 0) parts.push(`See ${link()} for **${random.pick(WORDS)}** details.`);
  if (random.below(8) === 0) parts.push(`Set \`${random.pick(WORDS)}.${random.pick(WORDS)}\` first.`);
  return parts.join(" ");
}

function bullets(random, link) {
  const lines = Array.from({ length: 3 + random.below(4) }, () => `- ${sentence(random)}`);
  lines.push(`- ${link()}`);
  return lines.join("\n");
}

function steps(random, link) {
  const lines = Array.from({ length: 3 + random.below(3) }, (_, at) => `${at + 1}. ${sentence(random)}`);
  lines.push(`${lines.length + 1}. Go to ${link()}.`);
  return lines.join("\n");
}

function taskTable(random, number) {
  const rows = Array.from({ length: 4 + random.below(4) }, (_, at) => {
    const id = 10000 + number * 8 + at;
    const role = `${random.pick(["FastTrack", "Customer", "Partner"])} ${random.pick(["Engineer", "Manager"])}`;
    return `| ${id} | ${titleWords(random)} | ${random.pick(["M", "O"])} | ${role} | ${sentence(random)} |`;
  });
  return ["| Task ID | Task | M/O | Role | Services |", "|---|---|---|---|---|", ...rows].join("\n");
}

function codeBlock(random, number) {
  const name = random.pick(WORDS);
  return [
    "```powershell",
    `# ${sentence(random)}`,
    `$${name} = Get-${humanise(random.pick(WORDS))} -Identity "user${number}@example.org"`,
    `foreach ($item in $${name}) {`,
    `    Set-${humanise(random.pick(WORDS))} -Name $item.Name -Enabled $true`,
    `}`,
    "```",
  ].join("\n");
}

function slug(words) {
  return words.toLowerCase().replaceAll(" ", "-");
}

/** A stream of numbers that depends on `seed` alone (FNV-1a to seed, mulberry32 to run). */
function randomFor(seed) {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ letter.codePointAt(0), 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit) => next() % limit;
  return { below, pick: (list) => list[below(list.length)] };
}

/** Sorts pages into folders and folders into sections. */
function corpus(name, about, pages) {
  const folders = new Map();
  const paths = new Set();
  for (const page of pages) {
    const path = posix.join(page.folder, page.name);
    if (paths.has(path)) throw new Error(`two pages are called ${path}`);
    paths.add(path);
    if (!folders.has(page.folder)) {
      folders.set(page.folder, { path: page.folder, pages: [], children: [], copyOf: page.copyOf });
    }
    folders.get(page.folder).pages.push(page);
  }
  const list = [...folders.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const folder of list) {
    const index = folder.pages.find((page) => page.name === "index");
    // A folder's own page first, as a table of contents has it.
    if (index) folder.pages = [index, ...folder.pages.filter((page) => page !== index)];
    folder.landing = folder.pages[0];
    folder.hasIndex = index !== undefined;
    folder.title = folder.path === "" ? "Home" : humanise(posix.basename(folder.path));
    if (index?.token) folder.title = index.title;
    folder.section = folder.copyOf ?? (index?.token ? folder.path.split("/")[0] : folder.path);
    const parent = folders.get(folderOf(folder.path));
    if (folder.path !== "" && parent && parent.path !== "") parent.children.push(folder);
  }
  const sections = list.filter((folder) => folder.path !== "" && folder.section === folder.path);
  const bytes = pages.reduce((sum, page) => sum + Buffer.byteLength(page.body), 0);
  return { name, about, pages, folders: list, sections, bytes };
}
