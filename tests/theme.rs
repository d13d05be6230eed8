//! Theming: what templates see, and what settings of the frame do to pages.
//!
//! The model is compared with `tests/theme/model.txt`; `SNAPSHOTS=overwrite` accepts a new one.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::{env, fs};

use playbook::input::snapshot::Snapshot;
use playbook::render::{Content, Output, Theme};

mod support;

const PLAYBOOK: &str = "\
title: Harbour
url: {internal: https://in.example.com/h/, partner: https://out.example.com/}
audiences: [internal, partner]
languages: [{tag: de, suffix: \"-de\"}]
metadata: {_appName: The Harbour, _appLogoPath: brand/logo.svg, _appFaviconPath: brand/icon.png, _appLogoUrl: 'https://example.com/', _appFooter: '<p>Foot</p>'}
policy: {connect-src: https://count.example.com, frame-src: [https://video.example.com]}
integrity: true
extras: [feed.xml, llms.txt, markdown, index.json, staticwebapp.config.json, _headers, nginx.conf, web.config]
parameters: {headerId: {internal: Crew, partner: Guests}, key: abc}
";

const FILES: &[(&str, &str)] = &[
    ("playbook.yml", PLAYBOOK),
    ("toc.yml", "- name: Guide\n  href: guide/index.md\n"),
    (
        "guide/toc.yml",
        "- name: Start\n  href: index.md\n- name: Berths\n  items:\n  - name: North\n    href: north.md\n  - name: South\n    href: south.md\n",
    ),
    ("index.md", "---\nft.audience: internal, partner\n_disableNavbar: true\n_disableFooter: true\n_noindex: true\n---\n# Welcome\n"),
    ("guide/index.md", "---\nft.audience: internal, partner\n---\n# Start\n"),
    (
        "guide/north.md",
        "---\nft.audience: internal, partner\ndescription: Where to moor\nms.date: 2/3/2020\n---\n# North\n\n## Depth\n\n### Tides\n\n> [!NOTE]\n> See [south](south.md#x) & *go* `a|b`.\n\n| A | B |\n|---|:-:|\n| 1\\|2 | **x** |\n\n1. One\n   - Two\n2. Three\n\n```sh\nls\n```\n",
    ),
    (
        "guide/north-de.md",
        "---\nft.audience: internal, partner\n---\n# Norden\n\n[Hafen](index.md)\n\n> Ein Zitat sagt nicht, wovon eine Seite handelt.\n\nSchiffe machen *hier* fest, wenn der Wind aus Süden kommt & die Flut läuft.\n",
    ),
    (
        "guide/south.md",
        "---\nft.audience: internal, partner\n---\n# South\n\n![](https://pictures.example.com/a.png) <iframe src=\"https://www.youtube.com/embed/x\" title=\"x\"></iframe>\n",
    ),
    ("brand/logo--internal.svg", "<svg/>"),
    ("brand/logo--partner.svg", "<svg></svg>"),
    ("brand/icon.png", "png"),
];

// The files of a site built with a theme.
fn built(own: &[(&str, &str)], audience: &str) -> BTreeMap<String, String> {
    let mut files: Vec<(String, Vec<u8>)> = FILES.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    files.sort();
    let snapshot = Snapshot::new(files.iter().map(|(name, bytes)| {
        let file = support::path(name);
        let entry = support::entry_of(&file, bytes);
        (file, entry)
    }));
    let (_, sites) = support::sites(&snapshot);
    let site = sites.into_iter().find(|(name, _, _)| name == audience).expect("the site is there").2;
    let own = own.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let output = Output::new(site, Arc::new(Theme::with(&own).expect("the theme works")));
    output
        .addresses()
        .map(|address| {
            let text = match output.content(address).expect("it has content").expect("the template works") {
                Content::Bytes(bytes) => String::from_utf8(bytes).expect("a text"),
                Content::CopyOf(file) => format!("copy of {file}"),
            };
            (address.as_str().to_owned(), text)
        })
        .collect()
}

#[test]
fn the_model_is_what_the_manual_says() {
    const DUMP: &str = "\
{% for name, value in site %}site.{{ name }} = {{ value | safe }}
{% endfor %}{% for name, value in assets %}assets.{{ name }}
{% endfor %}{% for name, value in page %}page.{{ name }} = {{ value | safe }}
{% endfor %}{% for name, value in nav %}nav.{{ name }} = {{ value | safe }}
{% endfor %}";
    let files = built(&[("templates/page.html", DUMP)], "partner");
    let version = env!("CARGO_PKG_VERSION");
    let shown: String =
        files["guide/north.html"].replace(version, "VERSION").lines().map(|line| line.trim_end().to_owned() + "\n").collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/theme/model.txt");
    if env::var("SNAPSHOTS").is_ok_and(|what| what == "overwrite") {
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
        fs::write(&file, &shown).expect("the snapshot can be written");
    }
    assert_eq!(shown, fs::read_to_string(file).unwrap_or_default(), "the model changed; SNAPSHOTS=overwrite accepts it");
}

#[test]
fn flags_change_the_frame() {
    let files = built(&[], "partner");
    let page = &files["guide/north.html"];
    for expected in [
        "<a class=\"brand\" href=\"https://example.com/\"><img src=\"../brand/logo.svg\" alt=\"\"><b>The Harbour</b>",
        "<link rel=\"icon\" href=\"../brand/icon.png\">",
        "<footer class=\"foot\"><div><p>Foot</p></div></footer>",
        "<title>North | Harbour</title>",
        "<meta name=\"description\" content=\"Where to moor\">",
        "<meta property=\"og:site_name\" content=\"Harbour\">",
        "<link rel=\"canonical\" href=\"https://out.example.com/guide/north.html\">",
    ] {
        assert!(page.contains(expected), "{expected} in\n{page}");
    }
    assert_eq!(files["brand/logo.svg"], "copy of brand/logo--partner.svg");
    // The first sentence stands in for a description; a link or a quote does not.
    assert!(
        files["guide/north-de.html"].contains(
            "<meta name=\"description\" content=\"Schiffe machen hier fest, wenn der Wind aus Süden kommt &amp; die Flut läuft.\">"
        )
    );
    let welcome = &files["index.html"];
    assert!(!welcome.contains("class=\"foot\"") && !welcome.contains("class=\"top\""));
    assert!(welcome.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(built(&[], "internal")["404.html"].contains("<img src=\"/h/brand/logo.svg\" alt=\"\">"));
}

#[test]
fn a_theme_adds_files_and_uses_parameters() {
    let header = "<div id=\"{{ site.parameters.headerId }}\" data-key=\"{{ site.parameters.key }}\"></div>\n";
    let own = [
        ("custom.css", "a { color: red }\n"),
        ("custom.js", "1;\n"),
        ("analytics.js", "2;\n"),
        ("templates/header.html", header),
        ("templates/footer.html", "<p>Own</p>\n"),
    ];
    for (audience, id) in [("internal", "Crew"), ("partner", "Guests")] {
        let files = built(&own, audience);
        let page = &files["guide/south.html"];
        assert!(page.contains(&format!("<div id=\"{id}\" data-key=\"abc\"></div>")), "{page}");
        assert!(page.contains("<footer class=\"foot\"><p>Own</p>"), "{page}");
        for (start, text) in [("assets/custom.", "a { color: red }\n"), ("assets/analytics.", "2;\n")] {
            let (address, content) = files.iter().find(|(address, _)| address.starts_with(start)).expect("it is shipped");
            assert!(content == text && page.contains(&format!("=\"../{address}\"")), "{address} in\n{page}");
        }
    }
}

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: https://pictures.example.com; media-src 'self'; \
                      frame-src https://video.example.com https://www.youtube.com; connect-src 'self' https://count.example.com; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

#[test]
fn servers_are_told_the_policy_and_what_lasts() {
    let files = built(&[], "internal");
    let style = files.keys().find(|address| address.starts_with("assets/style.")).expect("there is a style");
    let azure: serde_json::Value = serde_json::from_str(&files["staticwebapp.config.json"]).expect("it is JSON");
    assert_eq!(azure["globalHeaders"]["Content-Security-Policy"], POLICY);
    assert_eq!(azure["responseOverrides"]["404"]["rewrite"], "/404.html");
    let routes = azure["routes"].as_array().expect("a list");
    assert!(routes.iter().any(|route| route["route"] == format!("/{style}")));
    assert!(routes.iter().any(|route| route["route"] == "/search/index/*"));
    assert!(files["_headers"].starts_with(&format!("/*\n  Content-Security-Policy: {POLICY}\n")));
    assert!(files["_headers"].contains(&format!("/{style}\n  Cache-Control: public, max-age=31536000, immutable\n")));
    let nginx = &files["nginx.conf"];
    assert!(nginx.contains("server_name in.example.com;") && nginx.contains("error_page 404 /h/404.html;"), "{nginx}");
    assert!(nginx.contains(&format!("location = /h/{style} {{")) && nginx.matches('{').count() == nginx.matches('}').count());
    let iis = &files["web.config"];
    assert!(iis.contains(&format!("value=\"{POLICY}\"")) && iis.contains("path=\"/h/404.html\"") && iis.contains(".pf_meta"), "{iis}");
    // What browsers may make ahead stands in a file: a page holds no script.
    let ahead = files.keys().find(|address| address.starts_with("assets/ahead.")).expect("there are rules");
    assert_eq!(azure["globalHeaders"]["Speculation-Rules"], format!("\"/{ahead}\""));
    assert_eq!(azure["mimeTypes"][".speculationrules"], "application/speculationrules+json");
    assert!(files["_headers"].contains(&format!("  Speculation-Rules: \"/{ahead}\"\n")));
    assert!(files["_headers"].contains(&format!(
        "/{ahead}\n  Cache-Control: public, max-age=31536000, immutable\n  Content-Type: application/speculationrules+json\n"
    )));
    assert!(nginx.contains(&format!("add_header Speculation-Rules \"\\\"/h/{ahead}\\\"\" always;")), "{nginx}");
    assert!(nginx.contains("application/speculationrules+json speculationrules;"), "{nginx}");
    assert!(iis.contains(&format!("<add name=\"Speculation-Rules\" value=\"&quot;/h/{ahead}&quot;\" />")), "{iis}");
}

#[test]
fn listings_name_what_can_be_found() {
    let files = built(&[], "partner");
    let feed = &files["feed.xml"];
    assert!(feed.contains("<entry><title>North</title><id>https://out.example.com/guide/north.html</id>"), "{feed}");
    assert!(feed.contains("<updated>2020-02-03T00:00:00Z</updated>") && feed.matches("<entry>").count() == 1);
    assert!(files["guide/north.html"].contains("type=\"application/atom+xml\" href=\"../feed.xml\""));
    assert_eq!(
        files["llms.txt"],
        "# Harbour\n\n## Guide\n\n- [Start](https://out.example.com/guide/index.md)\n\
         - [North](https://out.example.com/guide/north.md): Where to moor\n- [South](https://out.example.com/guide/south.md)\n\
         - [Norden](https://out.example.com/guide/north-de.md)\n"
    );
    let index: serde_json::Value = serde_json::from_str(&files["index.json"]).expect("it is JSON");
    assert_eq!(index["guide/north.html"]["title"], "North | Harbour");
    assert_eq!(index["guide/north.html"]["summary"], "North Depth Tides See south & go a|b. A B 1|2 x One Two Three ls");
    assert!(
        index.get("index.html").is_none() && !files["sitemap.xml"].contains("index.html</loc><lastmod>"),
        "a page that asks not to be found"
    );
}

#[test]
fn a_copy_in_markdown_has_what_the_page_has() {
    let files = built(&[], "partner");
    assert_eq!(
        files["guide/north.md"],
        "# North\n\n## Depth\n\n### Tides\n\n> [!NOTE]\n> See [south](south.md#x) & *go* `a|b`.\n\n\
         | A | B |\n| --- | :-: |\n| 1\\|2 | **x** |\n\n1. One\n   - Two\n2. Three\n\n```sh\nls\n```\n"
    );
    assert!(files["guide/north.html"].contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"north.md\">"));
}

#[test]
fn pages_say_what_their_files_must_be() {
    let page = &built(&[("custom.js", "alert('Hello, world.');")], "partner")["guide/south.html"];
    assert!(page.contains(" integrity=\"sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO\"></script>"), "{page}");
    assert_eq!(page.matches(" integrity=\"sha384-").count(), 4, "style, scheme, theme, custom");
}

// A playbook of two audiences with these settings, in which one page is for the crew alone.
fn built_with(settings: &str) -> support::Built {
    let playbook = format!("audiences: [internal, partner]\n{settings}\n");
    let docfx = r#"{"build": {"content": ["**/*.md"], "resource": ["media/**"]}}"#;
    let both = "---\nft.audience: internal, partner\n---\n# A\n\n## B\n";
    let crew = "---\nft.audience: internal\n---\n# Crew\n";
    let files = [
        ("playbook.yml", &*playbook),
        ("docfx.json", docfx),
        ("index.md", both),
        ("guide/start.md", both),
        ("guide/next.md", both),
        ("crew.md", crew),
        ("media/a.png", ""),
    ];
    support::build(&Snapshot::of_texts(files))
}

#[test]
fn name_and_picture_lead_where_a_link_would() {
    let hosts = "hosts: {crew.example.com: internal, out.example.com: partner}";
    let built = |home: &str| built_with(&format!("{hosts}\nmetadata: {{_appLogoUrl: {home:?}}}"));
    let brands = |built: &support::Built, audience: &str| -> Vec<String> {
        let brand = |address: &str| {
            let page = String::from_utf8_lossy(&built.tree(audience)[address]).into_owned();
            page.split_once("<a class=\"brand\" href=\"").and_then(|(_, rest)| rest.split_once('"')).expect("a brand").0.to_owned()
        };
        ["index.html", "guide/start.html", "guide/next.html", "404.html"].map(brand).to_vec()
    };
    let said = |built: &support::Built| -> Vec<String> {
        let about = built.diagnostics.iter().filter(|one| one.message.contains("_appLogoUrl"));
        about.map(|one| format!("{} {}", one.rule.code, one.message)).collect()
    };
    // A page, from wherever it is seen; the page itself whole, since its neighbours share the frame.
    let start = built("guide/start.md#b");
    assert_eq!(brands(&start, "partner"), ["guide/start.html#b", "start.html#b", "start.html#b", "/guide/start.html#b"]);
    assert_eq!(said(&start), [""; 0]);
    let away = built("https://example.com/?a=b");
    assert_eq!(brands(&away, "partner"), ["https://example.com/?a=b"; 4]);
    assert_eq!(said(&away), [""; 0]);
    // What leads these readers nowhere leads to the first page, as without the key.
    let first = ["index.html", "../index.html", "../index.html", "/index.html"];
    let crew = built("crew.md");
    assert_eq!(brands(&crew, "internal"), ["crew.html", "../crew.html", "../crew.html", "/crew.html"]);
    assert_eq!(brands(&crew, "partner"), first);
    assert_eq!(said(&crew), ["link-withheld `_appLogoUrl` is `crew.md`: `crew.md` is not for every reader of this page"]);
    let host = built("https://crew.example.com/crew.html");
    assert_eq!(brands(&host, "internal"), ["crew.html", "../crew.html", "../crew.html", "/crew.html"]);
    assert_eq!(brands(&host, "partner"), first);
    for (home, message) in [
        (
            "javascript:alert(1)",
            "html-unsafe `_appLogoUrl` is `javascript:alert(1)`: this address could run a program; the link is not published",
        ),
        ("none.md", "file-not-found `_appLogoUrl` is `none.md`: `none.md` does not exist"),
        ("guide/start.md#x", "bookmark-not-found `_appLogoUrl` is `guide/start.md#x`: there is no `#x` on that page"),
    ] {
        let built = built(home);
        assert_eq!(said(&built), [message]);
        if !home.contains('#') {
            assert_eq!(brands(&built, "partner"), first);
        }
    }
}

#[test]
fn the_foot_has_what_each_audience_may_have() {
    let built = |foot: &str| built_with(&format!("metadata: {{_appFooter: {foot:?}}}"));
    let foot = |built: &support::Built, audience: &str, address: &str| -> String {
        let page = String::from_utf8_lossy(&built.tree(audience)[address]).into_owned();
        let start = page.split_once("<footer class=\"foot\"><div>").map_or("", |(_, rest)| rest);
        start.split_once("</div></footer>").map_or("", |(foot, _)| foot).to_owned()
    };
    let said = |built: &support::Built| -> Vec<String> {
        let about = built.diagnostics.iter().filter(|one| one.message.contains("_appFooter"));
        about.map(|one| format!("{} {}", one.rule.code, one.message)).collect()
    };
    // Links and pictures, from wherever they are seen; what is open is closed, and no comment goes out.
    let links =
        built("<p class=x><a href='guide/start.md#b'>Start &amp; go</a><img src=media/a.png alt=A><br><!-- note -->&copy; <b>Us</p>");
    let expected = |to: &str| {
        let picture = format!("{to}media/a.png");
        let page = if to == "../" { "start.html".to_owned() } else { format!("{to}guide/start.html") };
        format!("<p class=\"x\"><a href=\"{page}#b\">Start &amp; go</a><img src=\"{picture}\" alt=\"A\"><br>\u{a9} <b>Us</b></p>")
    };
    for (address, to) in [("index.html", ""), ("guide/start.html", "../"), ("404.html", "/")] {
        assert_eq!(foot(&links, "partner", address), expected(to), "{address}");
    }
    assert_eq!(said(&links), [""; 0]);
    // What these readers do not have leaves its text.
    let crew = built("<a href='/crew.md'>Crew</a> <a href='https://example.com/'>Else</a>");
    assert_eq!(foot(&crew, "internal", "guide/start.html"), "<a href=\"../crew.html\">Crew</a> <a href=\"https://example.com/\">Else</a>");
    assert_eq!(foot(&crew, "partner", "guide/start.html"), "Crew <a href=\"https://example.com/\">Else</a>");
    assert_eq!(said(&crew), ["link-withheld `_appFooter` names `/crew.md`: `crew.md` is not for every reader of this page"]);
    // What could run, and what is none, goes out nowhere, and the owner is told.
    let odd = built("<a@h.example> <xref href='x'/>&#7;");
    assert_eq!(foot(&odd, "partner", "index.html"), "&lt;a@h.example&gt; &lt;xref href='x'/&gt;\u{fffd}");
    assert_eq!(
        said(&odd),
        [
            "control-character `_appFooter`: it holds a character that nobody can see",
            "html-unknown-element `_appFooter`: `<a@h.example>` is no HTML element; it is shown as text",
            "html-unknown-element `_appFooter`: `<xref href='x'/>` is no HTML element; it is shown as text",
        ]
    );
    let unsafe_ones = built("<i onclick=x()>a</i><script>y()</script><a href='javascript:z()'>b</a><partner>c <!-- d");
    assert_eq!(foot(&unsafe_ones, "partner", "index.html"), "<i>a</i>b&lt;partner&gt;c ");
    assert_eq!(
        said(&unsafe_ones),
        [
            "html-comment-unclosed `_appFooter`: a comment has no end; all that follows is left out",
            "html-unknown-element `_appFooter`: `<partner>` is no HTML element; it is shown as text",
            "html-unsafe `_appFooter` names `javascript:z()`: this address could run a program; the link is not published",
            "html-unsafe `_appFooter`: `<script>` is not published",
            "html-unsafe `_appFooter`: the attribute `onclick` is not published",
        ]
    );
}
