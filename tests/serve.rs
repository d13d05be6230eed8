//! The preview server over real sockets: who gets an answer and what, and that a save is shown.
#![expect(clippy::disallowed_methods, reason = "tests write files and open connections")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use playbook::shell::serve::editor::Editor;
use playbook::shell::serve::engine::Engine;
use playbook::shell::serve::preview::Preview;
use playbook::shell::serve::request::Names;
use playbook::shell::serve::socket::{self, Signal};
use tempfile::TempDir;

mod support;

// ---------------------------------------------------------------------------------------------------------------- helpers

struct Served {
    folder: TempDir,
    port: u16,
}

const BOTH: &str = "---\nft.audience: internal, partner\n---\n";
const INTERNAL: &str = "---\nft.audience: internal\n---\n";

impl Served {
    fn new(poll: bool, files: &[(&str, &str)]) -> Self {
        Self::with_editor(poll, files, None)
    }

    fn with_editor(poll: bool, files: &[(&str, &str)], editor: Option<Editor>) -> Self {
        Self::for_audiences(&[], poll, files, editor)
    }

    fn for_audiences(audiences: &[String], poll: bool, files: &[(&str, &str)], editor: Option<Editor>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("docs");
        for (name, text) in files {
            write(&root.join(name), text);
        }
        let (listener, port) = socket::listen(IpAddr::V4(Ipv4Addr::LOCALHOST), 0, 0).expect("a port");
        let preview = Arc::new(Preview::new(Names::new(port, [], false), editor));
        let signal = Signal::default();
        let (served, given) = (Arc::clone(&preview), signal.clone());
        std::thread::spawn(move || socket::serve(listener, &served, &given));
        let mut engine = Engine::new(&root, audiences, poll, &preview, &signal).expect("a playbook");
        engine.first(|_| {}).expect("its sites");
        std::thread::spawn(move || engine.run());
        Self { folder, port }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("docs")
    }

    fn write(&self, name: &str, text: &str) {
        write(&self.root().join(name), text);
    }

    // Sends bytes as they are, and gives all that comes back.
    fn raw(&self, bytes: &[u8]) -> Reply {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time");
        stream.write_all(bytes).expect("bytes are sent");
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        let end = reply.windows(4).position(|four| four == b"\r\n\r\n").map_or(reply.len(), |end| end + 4);
        let head = String::from_utf8_lossy(&reply[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Reply { status, head, body: reply[end..].to_vec() }
    }

    fn send(&self, method: &str, target: &str, headers: &str) -> Reply {
        let host = if headers.to_lowercase().contains("host:") { String::new() } else { format!("Host: 127.0.0.1:{}\r\n", self.port) };
        self.raw(format!("{method} {target} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n").as_bytes())
    }

    fn get(&self, target: &str) -> Reply {
        self.send("GET", target, "")
    }

    fn until(&self, target: &str, is_there: impl Fn(&Reply) -> bool) {
        let begun = Instant::now();
        loop {
            let reply = self.get(target);
            if is_there(&reply) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{target} is still: {}\n{}", reply.head, reply.text());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn shows(&self, target: &str, text: &str) {
        self.until(target, |reply| reply.status == 200 && reply.text().contains(text));
    }
}

struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.split_once(": ").filter(|(known, _)| known.eq_ignore_ascii_case(name)))
            .map(|(_, value)| value)
    }
}

fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
    fs::write(file, text).expect("a file can be written");
}

fn handbook() -> Vec<(&'static str, String)> {
    vec![
        ("playbook.yml", "audiences: [internal, partner]\n".to_owned()),
        ("toc.yml", "- href: index.md\n- href: guides/Start.md\n- href: secret.md\n".to_owned()),
        ("index.md", format!("{BOTH}# Home\n\n![Map](media/map.png) [start](guides/Start.md)\n")),
        ("guides/Start.md", format!("{BOTH}# Start\n\nFirst words. [gone](gone.md)\n")),
        ("secret.md", format!("{INTERNAL}# Secret\n\nCanary of the internal page.\n")),
        ("media/map.png", "0123456789".to_owned()),
        ("notes.txt", "Canary of a file that no page refers to.".to_owned()),
    ]
}

fn served() -> Served {
    let files = handbook();
    Served::new(false, &files.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())
}

// ---------------------------------------------------------------------------------------------------------------- what is served

#[test]
fn pages_are_what_is_built_but_for_the_script() {
    let served = served();
    let built = support::build(&support::snapshot_of(&served.root()));
    for (name, tree) in &built.trees {
        for (address, bytes) in tree.iter().filter(|(address, _)| !address.ends_with(".png") && !address.contains('(')) {
            let reply = served.get(&format!("/{name}/{address}"));
            assert_eq!(reply.status, 200, "{name}/{address}");
            let mut sent = reply.text();
            if address.ends_with(".html") {
                let start = sent.find("<script src=\"/_playbook/preview.js\"").expect("the script");
                let end = start + sent[start..].find("</script>").expect("its end") + "</script>".len();
                sent.replace_range(start..end, "");
            }
            assert!(sent.as_bytes() == bytes.as_slice(), "{name}/{address} is not what is built");
        }
    }
    assert_eq!(served.get("/internal/media/map.png").body, b"0123456789");
}

#[test]
fn addresses_are_found_as_on_the_old_host() {
    let served = served();
    let leads = |from: &str, to: &str| {
        let reply = served.get(from);
        assert_eq!((reply.status, reply.header("location")), (307, Some(to)), "{from}");
    };
    leads("/", "/internal/");
    leads("/partner", "/partner/");
    leads("/partner/guides/start.html?a=b", "/partner/guides/Start.html?a=b");
    leads("/PARTNER/Guides/START.HTML", "/partner/Guides/START.HTML");
    assert_eq!(served.get("/partner/").status, 200);
    let missing = served.get("/partner/guides/Strat.html");
    assert!(missing.status == 404 && missing.text().contains("href=\"/partner/guides/Start.html\""), "{}", missing.text());
    // What another audience has is no name to be near to.
    let withheld = served.get("/partner/secret.html");
    assert!(withheld.status == 404 && !withheld.text().contains("Canary") && !withheld.text().contains("/partner/secret.html\""));
    assert_eq!(served.get("/internal/secret.html").status, 200);
    assert_eq!(served.get("/nobody/index.html").status, 404);
}

#[test]
fn known_content_is_not_sent_again_and_parts_are_sent_alone() {
    let served = served();
    for target in ["/internal/index.html", "/internal/media/map.png", "/_playbook/preview.js"] {
        let whole = served.get(target);
        let etag = whole.header("etag").expect("a tag").to_owned();
        let again = served.send("GET", target, &format!("If-None-Match: {etag}\r\n"));
        assert_eq!((again.status, again.body.len()), (304, 0), "{target}");
        let head = served.send("HEAD", target, "");
        assert_eq!((head.status, head.body.len()), (200, 0), "{target}");
        assert_eq!(head.header("content-length"), Some(whole.body.len().to_string().as_str()), "{target}");
        assert_eq!(head.header("content-type"), whole.header("content-type"));
        let part = served.send("GET", target, "Range: bytes=2-4\r\n");
        assert_eq!((part.status, part.body.as_slice()), (206, &whole.body[2..5]), "{target}");
        assert_eq!(served.send("GET", target, "Range: bytes=99999999-\r\n").status, 416);
    }
    assert_eq!(served.get("/internal/media/map.png").header("content-type"), Some("image/png"));
}

// ---------------------------------------------------------------------------------------------------------------- attacks

// Each was a way into a preview server of another tool; the names are those of the reports.

fn is_refused(reply: &Reply) -> bool {
    matches!(reply.status, 400 | 403 | 404 | 405 | 414 | 431 | 0)
        && !reply.text().contains("Canary")
        && !reply.head.to_lowercase().contains("access-control")
}

#[test]
fn no_page_of_another_origin_gets_an_answer_cve_2025_24010_cve_2018_14732_ghsa_67mh_4wv8_2f99() {
    let served = served();
    let port = served.port;
    for target in [
        "/internal/secret.html",
        "/_playbook/",
        "/_playbook/live",
        "/_playbook/page?site=internal&page=secret.html",
        "/_playbook/preview.js",
    ] {
        for origin in [
            "http://evil.example",
            "http://127.0.0.1",
            "http://127.0.0.1:1",
            "https://127.0.0.1:{port}",
            "http://localhost:{port}",
            "file://",
            "http://10.0.0.1:{port}",
        ] {
            let origin = origin.replace("{port}", &port.to_string());
            let reply = served.send("GET", target, &format!("Origin: {origin}\r\n"));
            assert!(is_refused(&reply), "{target} for {origin}: {}", reply.head);
        }
    }
}

#[test]
fn an_opaque_origin_is_foreign_cve_2026_27977() {
    let served = served();
    for target in ["/internal/secret.html", "/_playbook/live"] {
        assert!(is_refused(&served.send("GET", target, "Origin: null\r\n")), "{target}");
    }
}

#[test]
fn foreign_pages_cannot_run_what_is_served_cve_2025_30359() {
    let served = served();
    for site in ["cross-site", "same-site", "nonsense"] {
        for (mode, destination) in [("no-cors", "script"), ("no-cors", "image"), ("navigate", "iframe"), ("cors", "empty")] {
            let headers = format!("Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: {mode}\r\nSec-Fetch-Dest: {destination}\r\n");
            assert!(is_refused(&served.send("GET", "/internal/secret.html", &headers)), "{headers}");
        }
        // Following a link is allowed, but not to what belongs to the preview itself.
        let headers = format!("Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n");
        assert_eq!(served.send("GET", "/internal/index.html", &headers).status, 200);
        assert!(is_refused(&served.send("GET", "/_playbook/live", &headers)));
    }
    let reply = served.get("/internal/index.html");
    assert_eq!(reply.header("cross-origin-resource-policy"), Some("same-origin"));
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    assert!(reply.header("content-security-policy").is_some_and(|policy| policy.contains("frame-ancestors 'self'")));
}

#[test]
fn a_name_that_only_leads_here_gets_nothing_dns_rebinding() {
    let served = served();
    let port = served.port;
    for host in [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1.evil.example:{port}",
        "localhost.:{port}",
        "10.1.2.3:{port}",
        "localhost:{port}@evil.example",
        "",
    ] {
        let reply = served.send("GET", "/internal/secret.html", &format!("Host: {}\r\n", host.replace("{port}", &port.to_string())));
        assert!(is_refused(&reply), "{host}: {}", reply.head);
    }
    for host in ["localhost:{port}", "LOCALHOST:{port}", "127.0.0.1:{port}", "[::1]:{port}"] {
        let reply = served.send("GET", "/internal/secret.html", &format!("Host: {}\r\n", host.replace("{port}", &port.to_string())));
        assert_eq!(reply.status, 200, "{host}");
    }
    let twice = format!("Host: localhost:{port}\r\nHost: evil.example\r\n");
    assert!(is_refused(&served.send("GET", "/internal/secret.html", &twice)));
    assert!(is_refused(&served.raw(b"GET /internal/secret.html HTTP/1.1\r\nConnection: close\r\n\r\n")));
    assert!(is_refused(&served.send("GET", &format!("http://evil.example:{port}/internal/secret.html"), "")));
}

#[test]
fn garbage_in_headers_ends_nothing_cve_2026_14631() {
    let served = served();
    let port = served.port;
    for bytes in [
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nHost: [::1\r\nOrigin: ://\r\nConnection: close\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"\0\0\0\0\r\n\r\n".to_vec(),
        b"GET \xf0\x9f\x8e\x89 HTTP/1.1\r\n\r\n".to_vec(),
        format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: \x01\r\nConnection: close\r\n\r\n").into_bytes(),
        format!("GET /{} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n", "a".repeat(100_000)).into_bytes(),
        format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n{}\r\n", "X: y\r\n".repeat(500)).into_bytes(),
        format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nX: {}\r\n\r\n", "y".repeat(40_000)).into_bytes(),
        format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\nConnection: close\r\n\r\n0\r\n\r\n").into_bytes(),
    ] {
        let reply = served.raw(&bytes);
        assert!(reply.status != 200, "{}: {}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]), reply.head);
        assert_eq!(served.get("/internal/index.html").status, 200);
    }
}

#[test]
fn no_spelling_of_an_address_reaches_the_disk_cve_2023_40274_cve_2021_40978_cve_2025_30208_cve_2025_58751_cve_2026_53571() {
    let served = served();
    fs::write(served.folder.path().join("canary.md"), "Canary outside the root").expect("a file");
    fs::create_dir_all(served.folder.path().join("docs-internal")).expect("a folder");
    fs::write(served.folder.path().join("docs-internal/canary.md"), "Canary of a sibling").expect("a file");
    write(&served.root().join(".git/config"), "Canary of the repository");
    let climbs = [
        "../",
        "..%2f",
        "%2e%2e/",
        "%2e%2e%2f",
        "..%5c",
        "..\\",
        "%252e%252e%252f",
        "....//",
        ".%00./",
        "..;/",
        "%c0%ae%c0%ae/",
        "/",
        "//",
        "%2f",
    ];
    let wanted = ["canary.md", "docs-internal/canary.md", "docs/.git/config", "docs/notes.txt", "docs/secret.md", "etc/passwd"];
    let starts = ["/", "/internal/", "/partner/", "/partner/guides/", "/_playbook/", "/partner/assets/"];
    let mut count = 0;
    for start in starts {
        for climb in climbs {
            for depth in [1, 2, 3, 8] {
                for name in wanted {
                    let reply = served.get(&format!("{start}{}{name}", climb.repeat(depth)));
                    assert!(is_refused(&reply), "{start}{}{name}: {}", climb.repeat(depth), reply.head);
                    count += 1;
                }
            }
        }
    }
    for target in [
        "/partner/secret.html?raw??",
        "/partner/secret.md",
        "/partner/../internal/secret.html",
        "/partner/%2e%2e/internal/secret.html",
        "/partner/index.html::$DATA",
        "/partner/secret.html/.",
        "/internal/notes.txt",
        "/internal/secret.md",
        "/internal/.git/config",
        "/partner/C:/x",
        "/partner/INDEX~1.HTM",
        "/@fs/etc/passwd",
        "/internal/./secret.html",
        "/internal//secret.html",
        "/internal/secret.html%00.png",
        "/internal/media%2fmap.png",
        "/internal/%6dedia%5cmap.png",
        "*",
        "internal/index.html",
    ] {
        let reply = served.get(target);
        assert!(is_refused(&reply), "{target}: {}", reply.head);
        count += 1;
    }
    assert!(count > 1300);
}

#[test]
fn a_redirect_never_leaves_cve_2021_28861() {
    let served = served();
    for target in [
        "//evil.example/",
        "//evil.example/%2e%2e",
        "/\\evil.example/",
        "///partner/",
        "//partner/INDEX.html",
        "/partner//evil.example/INDEX.html",
        "/Partner//evil.example",
    ] {
        let reply = served.get(target);
        let location = reply.header("location").unwrap_or("/");
        assert!(location.starts_with('/') && !location.starts_with("//") && !location.contains('\\'), "{target} leads to {location}");
    }
    let reply = served.get("/PARTNER/a%0d%0aSet-Cookie:%20x=y");
    assert!(!reply.head.to_lowercase().contains("set-cookie"), "{}", reply.head);
}

#[test]
fn only_reading_is_allowed_and_the_editor_is_for_our_own_pages() {
    let served = served();
    let port = served.port;
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND"] {
        let reply = served.send(method, "/internal/index.html", "");
        assert!(reply.status == 405 || reply.status == 400 || reply.status == 403, "{method}: {}", reply.head);
        assert!(!reply.head.to_lowercase().contains("access-control"));
    }
    assert_eq!(served.get("/_playbook/open?file=index.md").status, 405);
    for headers in [
        String::new(),
        "Origin: null\r\n".to_owned(),
        "Origin: http://evil.example\r\n".to_owned(),
        format!("Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: cross-site\r\n"),
        format!(
            "Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
        ),
    ] {
        let reply = served.send("POST", "/_playbook/open", &format!("{headers}Content-Length: 13\r\n"));
        assert_eq!(reply.status, 403, "{headers}");
    }
}

#[test]
fn slow_and_silent_clients_keep_nobody_waiting() {
    let served = served();
    let port = served.port;
    let open = |bytes: &str| {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("a connection");
        stream.write_all(bytes.as_bytes()).expect("sent");
        stream
    };
    let request = format!("GET /internal/index.html HTTP/1.1\r\nHost: localhost:{port}\r\n");
    let silent: Vec<TcpStream> = (0..100).map(|_| open("")).collect();
    let halfway: Vec<TcpStream> = (0..100).map(|_| open(&request)).collect();
    // They ask, and never take the answer.
    let deaf: Vec<TcpStream> = (0..100).map(|_| open(&format!("{request}\r\n").repeat(20))).collect();
    for _ in 0..50 {
        assert_eq!(served.get("/internal/index.html").status, 200);
    }
    // Who says nothing for long is sent away.
    let mut first = silent.into_iter().next().expect("one of them");
    first.set_read_timeout(Some(Duration::from_mins(1))).expect("a time");
    assert_eq!(first.read(&mut [0; 64]).expect("the end of the connection, or a refusal").min(1), 0);
    drop((halfway, deaf));
    assert_eq!(served.get("/internal/index.html").status, 200);
}

#[test]
fn no_range_is_too_strange() {
    let served = served();
    let target = "/internal/media/map.png";
    for (range, status, body) in [
        ("bytes=0-0", 206, "0"),
        ("bytes=8-", 206, "89"),
        ("bytes=-3", 206, "789"),
        ("bytes=0-99", 206, "0123456789"),
        ("bytes=-99", 206, "0123456789"),
        ("bytes=10-", 416, ""),
        ("bytes=-0", 416, ""),
    ] {
        let reply = served.send("GET", target, &format!("Range: {range}\r\n"));
        assert_eq!(reply.status, status, "{range}");
        if status == 206 {
            assert_eq!(reply.text(), body, "{range}");
        }
    }
    for range in
        ["bytes=5-2", "bytes=0-1,3-4", "bytes=a-b", "bytes=", "bytes=-", "items=0-1", "bytes=0-18446744073709551616", "bytes= 1-2", "-"]
    {
        let reply = served.send("GET", target, &format!("Range: {range}\r\n"));
        assert!(reply.status == 200 && reply.text() == "0123456789" || [206, 416].contains(&reply.status), "{range}: {}", reply.head);
        assert!(reply.body.len() <= 10 || reply.status == 416, "{range}");
    }
}

// ---------------------------------------------------------------------------------------------------------------- the program

#[test]
fn a_port_that_is_taken_is_said_and_the_next_one_used_and_an_interrupt_ends_it() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("index.md"), "# Home\n");
    let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = taken.local_addr().expect("its address").port();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_playbook"))
        .args(["serve", "--port", &port.to_string()])
        .arg(folder.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = std::io::BufReader::new(child.stdout.take().expect("its output"));
    let mut said = String::new();
    while !said.contains("/_playbook/") {
        assert!(std::io::BufRead::read_line(&mut lines, &mut said).expect("a line") > 0, "it ended: {said}");
    }
    let shown: u16 = said.split("http://127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()?.parse().ok()).expect("its port");
    assert_ne!(shown, port);
    TcpStream::connect((Ipv4Addr::LOCALHOST, shown)).expect("it listens there");
    let interrupt = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("a signal");
    assert!(interrupt.success());
    assert!(!child.wait().expect("it ends").success());
    let mut notes = String::new();
    child.stderr.take().expect("its notes").read_to_string(&mut notes).expect("text");
    assert!(notes.contains(&format!("port {port} is taken; port {shown} is used")), "{notes}");
}

#[test]
fn an_editor_is_offered_where_one_is_known() {
    let files = [("index.md", "# Home\n\n[gone](gone.md)\n")];
    for (editor, words, others) in [(None, "Copy the place", "Open in editor"), (Some("code"), "Open in editor", "Copy the place")] {
        let served = Served::with_editor(false, &files, editor.and_then(|editor| Editor::of(Some(editor))));
        let list = served.get("/_playbook/").text();
        assert!(list.contains(words) && !list.contains(others), "{list}");
        let state = served.get("/_playbook/page").text();
        let digest = state.split("\"digest\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a digest");
        assert!(!digest.is_empty() && list.contains(digest), "the list would load itself again: {state}");
    }
}

// A program that does not outlive its test.
#[cfg(target_os = "linux")]
struct Running(std::process::Child);

#[cfg(target_os = "linux")]
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_changes_while_events_are_lost_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name);
    write(&file("index.md"), "# Home\n\nbefore\n");
    write(&file("gone.md"), "# Gone\n");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_playbook"))
        .args(["serve", "--port", "0"])
        .arg(folder.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .map(Running)
        .expect("the program starts");
    let mut lines = std::io::BufReader::new(child.0.stdout.take().expect("its output"));
    let mut said = String::new();
    while !said.contains("/_playbook/") {
        assert!(std::io::BufRead::read_line(&mut lines, &mut said).expect("a line") > 0, "it ended: {said}");
    }
    // Nobody reads what follows, but it must be possible to say it.
    std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
    let port: u16 = said.split("http://127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()?.parse().ok()).expect("its port");
    let served = Served { folder: tempfile::tempdir().expect("a folder"), port };
    served.shows("/index.html", "before");
    let signal = |name: &str| {
        let sent = std::process::Command::new("kill").args([name, &child.0.id().to_string()]).status().expect("a signal");
        assert!(sent.success());
    };
    signal("-STOP");
    let most: usize = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").expect("a number").trim().parse().expect("a number");
    // Each of these is opened, changed and closed; the same event twice in a row counts once.
    for number in 0..most / 2 {
        fs::write(file(if number % 2 == 0 { "one.txt" } else { "two.txt" }), number.to_string()).expect("written");
    }
    write(&file("index.md"), "# Home\n\nafter\n");
    write(&file("new/page.md"), "# New\n");
    fs::remove_file(file("gone.md")).expect("removed");
    signal("-CONT");
    served.shows("/index.html", "after");
    served.shows("/new/page.html", "New");
    served.until("/gone.html", |reply| reply.status == 404);
    write(&file("new/page.md"), "# Newer\n");
    served.shows("/new/page.html", "Newer");
}

#[test]
fn what_authors_write_is_shown_as_text_in_the_pages_of_the_preview() {
    let files = [("index.md", "# Home\n\n[<script>alert(1)</script>](<\"><img src=x onerror=alert(1)>.md>)\n".to_owned())];
    let served = Served::new(false, &files.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
    for target in [
        "/_playbook/",
        "/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E.html",
        "/nowhere.html?%3Cscript%3Ealert(1)%3C/script%3E",
        "/%3Cscript%3Ealert(1)",
    ] {
        let text = served.get(target).text();
        assert!(!text.contains("<img") && !text.contains("<script>alert") && text.contains("preview.js"), "{text}");
    }
}

// ---------------------------------------------------------------------------------------------------------------- watching

#[test]
fn every_way_of_saving_is_seen() {
    for poll in [false, true] {
        let files = handbook();
        let served = Served::new(poll, &files.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
        let root = served.root();
        let start = root.join("guides/Start.md");
        let page = "/partner/guides/Start.html";
        let text = |words: &str| format!("{BOTH}# Start\n\n{words}\n");
        // In place.
        fs::write(&start, text("one")).expect("written");
        served.shows(page, "<p>one</p>");
        // Truncated, and written a while later.
        fs::write(&start, "").expect("written");
        std::thread::sleep(Duration::from_millis(60));
        fs::write(&start, text("two")).expect("written");
        served.shows(page, "<p>two</p>");
        // A new file in the place of the old one.
        fs::write(root.join("guides/.Start.md.swp"), text("three")).expect("written");
        fs::rename(root.join("guides/.Start.md.swp"), &start).expect("renamed");
        served.shows(page, "<p>three</p>");
        // The old one moved away as a backup first.
        fs::rename(&start, root.join("guides/Start.md~")).expect("renamed");
        fs::write(&start, text("four")).expect("written");
        fs::remove_file(root.join("guides/Start.md~")).expect("removed");
        served.shows(page, "<p>four</p>");
        // Deleted and made again.
        fs::remove_file(&start).expect("removed");
        served.until(page, |reply| reply.status == 404);
        fs::write(&start, text("five")).expect("written");
        served.shows(page, "<p>five</p>");
        // In pieces.
        let mut file = fs::File::create(&start).expect("made");
        for piece in [BOTH, "# Start\n\n", "six", " and more\n"] {
            file.write_all(piece.as_bytes()).expect("written");
            file.flush().expect("written");
            std::thread::sleep(Duration::from_millis(20));
        }
        served.shows(page, "<p>six and more</p>");
        // The same length at the same time.
        let before = fs::metadata(&start).expect("there").modified().expect("a time");
        fs::write(&start, text("SIX AND MORE")).expect("written");
        fs::File::options().write(true).open(&start).expect("there").set_modified(before).expect("set");
        served.shows(page, "<p>SIX AND MORE</p>");
        // Another spelling of the same name.
        fs::rename(&start, root.join("guides/start.md")).expect("renamed");
        served.shows("/partner/guides/start.html", "SIX AND MORE");
        // A folder moved, and one made with files in it.
        fs::rename(root.join("guides"), root.join("moved")).expect("renamed");
        served.shows("/partner/moved/start.html", "SIX AND MORE");
        served.until("/partner/guides/start.html", |reply| reply.status == 404);
        write(&root.join("new/deep/down/page.md"), &text("seven"));
        served.shows("/partner/new/deep/down/page.html", "<p>seven</p>");
        write(&root.join("new/deep/down/page.md"), &text("eight"));
        served.shows("/partner/new/deep/down/page.html", "<p>eight</p>");
        // Many at once.
        for state in ["before", "after"] {
            for number in 0..1000 {
                write(&root.join(format!("many/{}/p{number}.md", number % 7)), &text(&format!("page {number} {state}")));
            }
            served.shows("/partner/many/5/p999.html", &format!("page 999 {state}"));
            served.shows("/partner/many/0/p0.html", &format!("page 0 {state}"));
            served.shows("/internal/many/3/p500.html", &format!("page 500 {state}"));
        }
        // A fragment, a picture, the TOC and the configuration.
        write(&root.join("part.md"), &format!("{BOTH}A part.\n"));
        served.write("index.md", &format!("{BOTH}# Home\n\n[!INCLUDE [x](part.md)]\n\n![Map](media/map.png)\n"));
        served.shows("/internal/index.html", "A part.");
        write(&root.join("part.md"), &format!("{BOTH}Another part.\n"));
        served.shows("/internal/index.html", "Another part.");
        served.write("media/map.png", "abc");
        served.until("/partner/media/map.png", |reply| reply.body == b"abc");
        served.write("toc.yml", "- name: The first page\n  href: index.md\n");
        served.shows("/partner/toc.html", "The first page");
        served.write("playbook.yml", "title: Another name\naudiences: [internal, partner]\n");
        served.shows("/partner/index.html", "Another name");
        // Owners stand where hosts look for them; other hidden folders are no content, whatever is made in them.
        served.write("playbook.yml", "title: Another name\naudiences: [internal, partner]\nreports: [internal]\n");
        served.shows("/internal/freshness.html", "Another name");
        write(&root.join(".github/CODEOWNERS"), "* @the-first-team\n");
        served.shows("/internal/freshness.html", "the-first-team");
        write(&root.join(".github/CODEOWNERS"), "* @the-second-team\n");
        served.shows("/internal/freshness.html", "the-second-team");
        write(&root.join(".hidden/page.md"), &text("never"));
        write(&root.join("node_modules/page.md"), &text("never"));
        write(&root.join("new/deep/down/page.md"), &text("nine"));
        served.shows("/partner/new/deep/down/page.html", "<p>nine</p>");
        assert_eq!(served.get("/partner/.hidden/page.html").status, 404);
        assert_eq!(served.get("/partner/node_modules/page.html").status, 404);
        served.write("playbook.yml", "audiences: [internal, partner, third]\n");
        served.until("/third/", |reply| reply.status != 404 || reply.text().contains("/third/"));
    }
}

#[test]
fn a_root_that_goes_and_comes_back_is_followed() {
    let served = served();
    let root = served.root();
    fs::rename(&root, served.folder.path().join("away")).expect("renamed");
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(served.get("/partner/index.html").status, 200, "the last state is shown");
    write(&root.join("index.md"), &format!("{BOTH}# Home\n\nBack again\n"));
    served.shows("/partner/index.html", "Back again");
    write(&root.join("index.md"), &format!("{BOTH}# Home\n\nAnd changed\n"));
    served.shows("/partner/index.html", "And changed");
}

#[test]
fn a_folder_whose_name_begins_with_a_dot_is_followed_where_a_pattern_names_it() {
    let page = |words: &str| format!("{BOTH}# Page\n\n{words}\n");
    let settings = |patterns: &str| format!("{{\"build\": {{\"content\": [{{\"files\": [{patterns}]}}]}}}}");
    let served = Served::new(
        false,
        &[
            ("playbook.yml", "audiences: [internal, partner]\n"),
            ("docfx.json", &settings("\"*.md\", \".a/*.md\"")),
            ("index.md", &page("Home")),
            (".a/one.md", &page("First of one")),
            (".b/two.md", &page("First of two")),
        ],
    );
    served.shows("/partner/.a/one.html", "First of one");
    served.write(".a/one.md", &page("Second of one"));
    served.shows("/partner/.a/one.html", "Second of one");
    served.write("docfx.json", &settings("\"*.md\", \".*/*.md\""));
    served.shows("/partner/.b/two.html", "First of two");
    served.write(".b/two.md", &page("Second of two"));
    served.shows("/partner/.b/two.html", "Second of two");
}

#[test]
fn what_cannot_be_shown_leaves_the_last_state_and_clears_itself() {
    let served = served();
    served.write("playbook.yml", "audiences: [internal\n");
    served.until("/_playbook/page?site=partner&page=index.html", |reply| reply.text().contains("the configuration cannot be read"));
    assert_eq!(served.get("/partner/index.html").status, 200);
    served.write("playbook.yml", "audiences: [internal, partner]\ntheme: look\n");
    served.until("/_playbook/page?site=partner&page=index.html", |reply| reply.text().contains("\"trouble\":null"));
    served.write("look/templates/page.html", "{{ no end");
    served.until("/_playbook/page?site=partner&page=index.html", |reply| reply.text().contains("the theme in `look` does not work"));
    assert_eq!(served.get("/partner/index.html").status, 200);
    served.write("look/templates/page.html", "{{ page.no_such_thing }}");
    served.until("/_playbook/page?site=partner&page=index.html", |reply| reply.text().contains("no_such_thing"));
    assert_eq!(served.get("/partner/index.html").status, 200);
    fs::remove_dir_all(served.root().join("look")).expect("removed");
    served.shows("/partner/index.html", "Home");
}

#[test]
fn a_page_that_lost_its_readers_says_so_in_its_place() {
    let served = served();
    served.shows("/partner/guides/Start.html", "First words");
    served.write("guides/Start.md", "---\nft.audience: [internal\n---\n# Start\n");
    served.until("/partner/guides/Start.html", |reply| {
        reply.status == 404 && reply.text().contains("This page is not in this site") && reply.text().contains("front-matter-invalid")
    });
    let state = served.get("/_playbook/page?site=partner&page=guides/Start.html").text();
    assert!(state.contains("front-matter-invalid") && state.contains("Not in this site: "), "{state}");
    served.write("guides/Start.md", &format!("{BOTH}# Start\n\nLast words.\n"));
    served.shows("/partner/guides/Start.html", "Last words");
}

// What is wrong in these quotes what partners may not read, in each place in which it can stand.
fn slips() -> Vec<(&'static str, String)> {
    let zone = |text: &str| format!("::: zone audience=\"internal\"\n{text}\n::: zone-end\n");
    let slip = "<script>Canary</script> [!code-cs[Canary](canary.cs?range=x)] [Canary](canary.md)";
    vec![
        ("playbook.yml", "audiences: [internal, partner]\n".to_owned()),
        (
            "toc.yml",
            "- href: index.md\n- href: secret.md\n- name: Canary\n  href: canary.md\n  audience: internal\n  canary: 1\n".to_owned(),
        ),
        ("toc--internal.yml", "- name: Canary\n  hreff: canary.md\n".to_owned()),
        ("index.md", format!("{BOTH}# Home\n\n<script>Told</script>\n\n{}\n[!INCLUDE [x](both.md)]\n", zone(slip))),
        ("both.md", format!("{BOTH}{}\n> [!div audience=\"intern\"]\n> Canary <script>Canary</script>\n", zone(slip))),
        ("secret.md", format!("---\nft.audience: internal\ntitle: Canary\ntitle: Canary\n---\n\n{slip}\n\n[!INCLUDE [x](part.md)]\n")),
        ("includes/part.md", format!("{slip}\n")),
        ("lost.md", format!("---\nft.audience: intern\n---\n# Canary\n\n{slip}\n")),
    ]
}

#[test]
fn beside_a_page_nothing_is_quoted_that_is_for_other_readers() {
    let slips = slips();
    let files: Vec<(&str, &str)> = slips.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let both = Served::new(false, &files);
    let only = Served::for_audiences(&["partner".to_owned()], false, &files, None);
    let pages = ["index.html", "both.html", "secret.html", "lost.html", "part.html", "includes/part.html", "toc.html", "nowhere.html"];
    let targets = |page: &str| [format!("/partner/{page}"), format!("/_playbook/page?site=partner&page={page}")];
    for served in [&both, &only] {
        for target in pages.iter().flat_map(|page| targets(page)) {
            let told = served.get(&target).text().to_lowercase();
            assert!(!told.contains("canary"), "{target}: {told}");
        }
        let told = served.get("/_playbook/page?site=partner&page=index.html").text();
        assert!(told.contains("html-unsafe") && told.contains("Told"), "{told}");
        let told = served.get("/_playbook/page?site=partner&page=both.html").text();
        assert!(told.contains("audience-unknown"), "{told}");
    }
    assert!(both.get("/_playbook/page?site=internal&page=index.html").text().contains("Canary"));
    assert!(both.get("/_playbook/").text().contains("Canary"));
    // Where only partners are served, nothing tells that others have more.
    for target in pages.iter().flat_map(|page| targets(page)).chain(["/_playbook/".to_owned(), "/internal/secret.html".to_owned()]) {
        let told = only.get(&target).text().to_lowercase();
        assert!(!told.contains("canary") && !told.contains("not for partner"), "{target}: {told}");
    }
    assert!(only.get("/_playbook/").text().contains("Told"));
}

#[test]
fn a_theme_that_fails_leaves_the_last_state() {
    let served = served();
    served.write("playbook.yml", "audiences: [internal, partner]\ntheme: look\n");
    served.write("look/templates/footer.html", "A foot of our own.");
    served.shows("/internal/", "A foot of our own");
    served.write("look/templates/footer.html", "{{ site.nothing.there }}");
    served.shows("/_playbook/", "The last good state is shown");
    served.shows("/internal/", "A foot of our own");
    served.write("look/templates/footer.html", "Another foot.");
    served.shows("/internal/", "Another foot");
}

#[test]
fn the_state_of_a_page_names_its_mistakes_and_where_else_it_is() {
    let served = served();
    let state = |target: &str| -> serde_json::Value { serde_json::from_str(&served.get(target).text()).expect("JSON") };
    let start = state("/_playbook/page?site=partner&page=guides/Start.html");
    assert_eq!(start["findings"][0]["code"], "file-not-found");
    assert_eq!((&start["findings"][0]["file"], &start["findings"][0]["line"]), (&"guides/Start.md".into(), &6.into()));
    assert_eq!(start["sites"][0]["href"], "/internal/guides/Start.html");
    let secret = state("/_playbook/page?site=internal&page=secret.html");
    assert_eq!(secret["sites"][1]["href"], serde_json::Value::Null);
    let why = secret["sites"][1]["why"].as_str().expect("why");
    assert!(why.contains("`secret.md` is not for partner: `ft.audience: internal`"), "{why}");
}

// ---------------------------------------------------------------------------------------------------------------- the stream

#[test]
fn every_change_is_told_on_the_stream() {
    let served = served();
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, served.port)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time");
    write!(stream, "GET /_playbook/live HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", served.port).expect("sent");
    let mut heard = String::new();
    let mut until = |words: &dyn Fn(&str) -> bool| {
        while !words(&heard) {
            let mut buffer = [0; 1024];
            let read = stream.read(&mut buffer).expect("events");
            assert!(read > 0, "the stream ended: {heard}");
            heard.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
        std::mem::take(&mut heard)
    };
    let first = until(&|heard| heard.contains("data: "));
    assert!(first.contains("text/event-stream") && !first.to_lowercase().contains("access-control"), "{first}");
    for number in 0..5 {
        served.write("guides/Start.md", &format!("{BOTH}# Start\n\nversion {number}\n"));
        let told = until(&|heard| heard.contains("data: "));
        assert!(!told.contains("Start"), "it says nothing but a number: {told}");
        served.shows("/partner/guides/Start.html", &format!("version {number}"));
    }
}
