// A corpus written down as each tool wants it — the same pages and the same navigation.
//
// In:    a `Corpus` and an empty folder.
// Out:   a source tree, and the names of the HTML files that a build of it must write.
// Never: runs anything.
//
// The navigation is the same for all: every section of the corpus, and the pages of the folder that
// the page lies in. mdBook alone keeps it out of the pages, in one file for the whole book.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** Writes `corpus` for Hugo; `navigation` is "cached" (once a folder) or "page" (once a page). */
export function hugo(corpus, root, navigation) {
  const write = writer(root);
  const config = [
    `baseURL = "https://example.org/"`,
    `title = "Bench"`,
    // The same file names as the others have; and no folder for every page to be made.
    `uglyURLs = true`,
    `disablePathToLower = true`,
    // Nothing that the others do not write.
    `disableKinds = ["taxonomy", "term", "rss", "sitemap", "robotstxt", "404"]`,
    `[markup.goldmark.renderer]`,
    `unsafe = true`,
    `[markup.highlight]`,
    `noClasses = false`,
  ];
  for (const [at, section] of corpus.sections.entries()) {
    config.push(
      `[[menus.main]]`,
      `identifier = ${quote(section.path)}`,
      `name = ${quote(section.title)}`,
      `url = ${quote(`/${htmlPath(section.landing)}`)}`,
      `weight = ${at + 1}`,
    );
  }
  write("hugo.toml", `${config.join("\n")}\n`);
  const call =
    navigation === "cached"
      ? `{{ partialCached "navigation.html" . .CurrentSection.Path }}`
      : `{{ partial "navigation.html" . }}`;
  write("layouts/all.html", HUGO_PAGE.replace("NAVIGATION", call));
  write("layouts/_partials/navigation.html", HUGO_NAVIGATION[navigation]);
  const known = new Set(corpus.folders.map((folder) => folder.path));
  for (const folder of corpus.folders) {
    const params = {
      opens: folder.section,
      landing: `/${htmlPath(folder.landing)}`,
      own: folder.hasIndex,
    };
    for (const page of folder.pages) {
      const matter = [`title: ${quote(page.title)}`, `description: ${quote(page.description)}`];
      const own = page.name === "index";
      if (own) matter.push(`params: ${JSON.stringify(params)}`);
      const text = `---\n${matter.join("\n")}\n---\n\n${page.body}`;
      write(posix.join("content", page.folder, `${own ? "_index" : page.name}.md`), text);
    }
    if (!folder.hasIndex) {
      const matter = [
        `title: ${quote(folder.title)}`,
        `build: {render: never}`,
        `params: ${JSON.stringify(params)}`,
      ];
      write(posix.join("content", folder.path, "_index.md"), `---\n${matter.join("\n")}\n---\n`);
    }
    // Hugo would invent a page for a folder that holds only folders.
    for (let path = dirname(folder.path); path !== "."; path = dirname(path)) {
      if (known.has(path)) continue;
      write(posix.join("content", path, "_index.md"), `---\nbuild: {render: never}\n---\n`);
      known.add(path);
    }
  }
  return corpus.pages.map((page) => ({ path: htmlPath(page), page }));
}

const HUGO_PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{ .Title }}</title>
{{ with .Description }}<meta name="description" content="{{ . }}">{{ end }}
</head>
<body>
<nav>NAVIGATION</nav>
<main>
{{ .Content }}
</main>
</body>
</html>
`;

const HUGO_NAVIGATION = {
  cached: hugoNavigation(`<a href="{{ .RelPermalink }}">`),
  page: hugoNavigation(`<a href="{{ .RelPermalink }}"{{ if eq . $page }} aria-current="page"{{ end }}>`),
};

function hugoNavigation(link) {
  return `{{ $page := . }}{{ $here := .CurrentSection }}{{ $opens := $here.Params.opens -}}
<ul>
{{- if eq $opens "" }}{{ template "folder" (dict "page" $page "here" $here) }}{{ end }}
{{- range site.Menus.main }}
<li><a href="{{ .URL }}">{{ .Name }}</a>
{{- if eq .Identifier $opens }}{{ template "folder" (dict "page" $page "here" $here) }}{{ end -}}
</li>
{{- end }}
</ul>
{{- define "folder" }}{{ $page := .page }}
<ul>
{{- with .here }}{{ if .Params.own }}
<li>${link}{{ .Title }}</a></li>
{{- end }}{{ end }}
{{- range .here.RegularPages }}
<li>${link}{{ .LinkTitle }}</a></li>
{{- end }}
{{- if not .here.IsHome }}{{ range .here.Sections }}{{ $title := .Title }}{{ with .Params.landing }}
<li><a href="{{ . }}">{{ $title }}</a></li>
{{- end }}{{ end }}{{ end }}
</ul>
{{- end }}
`;
}

/** Writes `corpus` for mdBook, without search and without the page that holds the whole book. */
export function mdbook(corpus, root) {
  const write = writer(root);
  write(
    "book.toml",
    `[book]
title = "Bench"
[build]
create-missing = false
use-default-preprocessors = false
[output.html.search]
enable = false
[output.html.print]
enable = false
`,
  );
  const lines = ["# Summary", ""];
  const item = (depth, title, path) => lines.push(`${"  ".repeat(depth)}- [${bracket(title)}](${path})`);
  const placed = new Set();
  const list = (folder, depth) => {
    placed.add(folder.path);
    const [first, ...rest] = folder.pages;
    const top = folder.path === "";
    if (top) for (const page of folder.pages) item(0, page.title, sourcePath(page));
    else {
      item(depth, folder.title, folder.hasIndex ? sourcePath(first) : "");
      for (const page of folder.hasIndex ? rest : folder.pages) {
        item(depth + 1, page.title, sourcePath(page));
      }
    }
    for (const child of folder.children) list(child, depth + 1);
  };
  for (const folder of corpus.folders) if (!placed.has(folder.path)) list(folder, 0);
  write("src/SUMMARY.md", `${lines.join("\n")}\n`);
  for (const page of corpus.pages) write(posix.join("src", sourcePath(page)), page.body);
  return corpus.pages.map((page) => ({ path: htmlPath(page), page }));
}

/** Writes `corpus` for playbook: docfx.json, a TOC for every folder, and one that names the sections. */
export function playbook(corpus, root) {
  const write = writer(root);
  const config = { build: { content: [{ files: ["**/*.md", "**/toc.yml"] }] } };
  write("docfx.json", `${JSON.stringify(config, null, 2)}\n`);
  const node = (title, href) => `- name: ${quote(title)}\n  href: ${quote(href)}\n`;
  let hasRoot = false;
  for (const folder of corpus.folders) {
    const nodes = folder.pages.map((page) => node(page.title, `${page.name}.md`));
    for (const child of folder.children) {
      nodes.push(node(child.title, `${posix.relative(folder.path, child.path)}/`));
    }
    if (folder.path === "") {
      hasRoot = true;
      nodes.push(...sectionNodes());
    }
    write(posix.join(folder.path, "toc.yml"), nodes.join(""));
  }
  if (!hasRoot) write("toc.yml", sectionNodes().join(""));
  for (const page of corpus.pages) {
    const matter = [`title: ${quote(page.title)}`, `description: ${quote(page.description)}`];
    write(sourcePath(page), `---\n${matter.join("\n")}\n---\n\n${page.body}`);
  }
  return corpus.pages.map((page) => ({ path: htmlPath(page), page }));

  function sectionNodes() {
    return corpus.sections.map((section) => node(section.title, `${section.path}/`));
  }
}

function writer(root) {
  const made = new Set();
  return (path, text) => {
    const full = join(root, path);
    const folder = dirname(full);
    if (!made.has(folder)) {
      mkdirSync(folder, { recursive: true });
      made.add(folder);
    }
    writeFileSync(full, text);
  };
}

function sourcePath(page) {
  return posix.join(page.folder, `${page.name}.md`);
}

function htmlPath(page) {
  return posix.join(page.folder, `${page.name}.html`);
}

/** A string in double quotes, as YAML, TOML and JSON all read it. */
function quote(text) {
  return JSON.stringify(text);
}

function bracket(text) {
  return text.replace(/[[\]\\]/g, "\\$&");
}
