//! The least that a build of these pages takes on a machine: walk, read, parse, write — with nothing in between.
//!
//!     floor SOURCE OUT THREADS
//!
//! Every Markdown file below `SOURCE` becomes a file of HTML below `OUT`: its text without front matter, by `pulldown-cmark` and its own writer, behind as
//! many bytes as the frame of a page has. No link is looked at, no template filled in, no file is known to another.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

// What stands around the content of a page, in bytes: head, navigation, foot.
const FRAME: usize = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, out, threads] = arguments.as_slice() else {
        println!("floor {}", env!("CARGO_PKG_VERSION"));
        return Ok(());
    };
    rayon::ThreadPoolBuilder::new().num_threads(threads.parse()?).build_global()?;
    let (source, out) = (Path::new(source), Path::new(out));
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in walkdir::WalkDir::new(source) {
        let path = entry?.into_path();
        if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path.strip_prefix(source)?.to_owned());
        }
    }
    let texts: Vec<String> = files.par_iter().map(|file| fs::read_to_string(source.join(file))).collect::<Result<_, _>>()?;
    let pages: Vec<String> = texts.par_iter().map(|text| page(text)).collect();
    let mut folders: Vec<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    folders.dedup();
    for folder in folders {
        fs::create_dir_all(out.join(folder))?;
    }
    let frame = "x".repeat(FRAME);
    files.par_iter().zip(&pages).try_for_each(|(file, page)| fs::write(out.join(file).with_extension("html"), frame.clone() + page))?;
    Ok(())
}

fn page(text: &str) -> String {
    let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(text, |(_, body)| body);
    let mut page = String::with_capacity(body.len() * 2);
    html::push_html(&mut page, Parser::new_ext(body, Options::ENABLE_TABLES));
    page
}
