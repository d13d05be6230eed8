//! Serve: a preview of all sites that follows every change.
//!
//! In:    a folder, and who may ask.
//! Out:   an HTTP server on this machine, until the process is ended.
//! Never: writes a file; shows other bytes than `build` would write, but for one script on each page.
//!
//! One thread reads and builds (`engine`), two answer (`socket`). Between them stands one value, exchanged whole (`preview`).

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use super::args;
use super::{MachineError, terminal};

pub mod answer;
pub mod editor;
pub mod engine;
pub mod findings;
pub mod generation;
pub mod pages;
pub mod preview;
pub mod request;
pub mod socket;
pub mod watch;

use editor::Editor;
use engine::Engine;
use generation::Mounted;
use preview::Preview;
use request::Names;
use socket::Signal;

// Another server in the way is no reason not to start.
const TRIES: u16 = 20;

/// Serves a preview until the process is ended.
///
/// # Errors
/// When the folder cannot be read, or no address can be had.
pub fn serve(wanted: &args::Serve) -> Result<ExitCode, MachineError> {
    let started = Instant::now();
    let (addresses, names): (Vec<IpAddr>, Vec<String>) = sorted(&wanted.hosts);
    let address = addresses.first().copied().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let (listener, port) = socket::listen(address, wanted.port, TRIES)?;
    let shown_host = match address {
        _ if address.is_unspecified() => "127.0.0.1".to_owned(),
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    };
    let more = names.into_iter().chain([shown_host.clone()]);
    let editor = Editor::of(wanted.editor.as_deref());
    let preview = Arc::new(Preview::new(Names::new(port, more, address.is_unspecified()), editor));
    let signal = Signal::default();
    // What asks before there is anything to show waits.
    let (served, given) = (Arc::clone(&preview), signal.clone());
    std::thread::spawn(move || {
        if let Err(error) = socket::serve(listener, &served, &given) {
            terminal::fail(&error);
        }
    });
    let mut engine = Engine::new(&wanted.source, &wanted.audiences, wanted.poll, &preview, &signal)?;
    let base = format!("http://{shown_host}:{port}");
    if port != wanted.port && wanted.port != 0 {
        terminal::warn(&format!("note: port {} is taken; port {port} is used\n", wanted.port));
    }
    if let Some(warning) = opened(address, port) {
        terminal::warn(&warning);
    }
    let findings = engine.first(|sites| greet(&base, sites, started, wanted.open))?;
    terminal::say(&format!("{}; all of it at {base}/_playbook/\n", findings.counts()))?;
    engine.run();
    Ok(ExitCode::SUCCESS)
}

// What is given with `--host`: addresses to listen at, and names to answer to.
fn sorted(hosts: &[String]) -> (Vec<IpAddr>, Vec<String>) {
    let mut addresses = Vec::new();
    let mut names = Vec::new();
    for host in hosts {
        match host.trim_start_matches('[').trim_end_matches(']').parse() {
            Ok(address) => addresses.push(address),
            Err(_) => names.push(host.clone()),
        }
    }
    (addresses, names)
}

// What an address opens to others than the people at this machine.
fn opened(address: IpAddr, port: u16) -> Option<String> {
    let who = match address {
        _ if address.to_canonical().is_loopback() => return None,
        _ if address.is_unspecified() => "this machine by any of its addresses".to_owned(),
        IpAddr::V4(_) | IpAddr::V6(_) => address.to_string(),
    };
    Some(format!(
        "warning: everyone who reaches {who}, port {port}, can read all sites of this playbook, whoever they are for, and what is wrong with them\n"
    ))
}

fn greet(base: &str, sites: &[Mounted], started: Instant, opens: bool) {
    let mut text = format!("ready in {} ms; Ctrl-C ends it\n", started.elapsed().as_millis());
    for site in sites {
        let (name, path) = if site.name.is_empty() { ("site", String::new()) } else { (site.name.as_str(), format!("{}/", site.name)) };
        let _ = writeln!(text, "  {name:10} {base}/{path}");
    }
    let _ = terminal::say(&text);
    if opens && let Err(why) = open::that_detached(format!("{base}/")) {
        terminal::warn(&format!("note: no browser could be started: {why}\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_others_reach_is_said() {
        let said = |address: &str| opened(address.parse().unwrap(), 8080);
        for here in ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(said(here), None, "{here}");
        }
        for (address, who) in [
            ("0.0.0.0", "this machine by any of its addresses, port 8080,"),
            ("::", "this machine by any of its addresses, port 8080,"),
            ("192.168.1.5", "192.168.1.5, port 8080,"),
            ("fd00::5", "fd00::5, port 8080,"),
        ] {
            let warning = said(address).unwrap();
            assert!(warning.contains(who) && warning.contains("all sites"), "{warning}");
        }
    }

    #[test]
    fn hosts_are_addresses_to_listen_at_or_names_to_answer_to() {
        let hosts = ["[::1]", "docs.example", "127.0.0.1"].map(str::to_owned);
        let (addresses, names) = sorted(&hosts);
        assert_eq!(addresses, ["::1", "127.0.0.1"].map(|address| address.parse::<IpAddr>().unwrap()));
        assert_eq!(names, ["docs.example"]);
    }
}
