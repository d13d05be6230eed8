//! Any bytes as the texts of a page, of what it includes, and of a table of contents: the laws of `tests/support/sound.rs` hold.
#![no_main]

#[path = "../support/mod.rs"]
mod support;

// A byte that UTF-8 does not have parts the three texts.
const BETWEEN: u8 = 0xff;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut texts = bytes.splitn(3, |byte| *byte == BETWEEN).map(String::from_utf8_lossy);
    let [page, fragment, toc] = std::array::from_fn(|_| texts.next().unwrap_or_default());
    if let Err(why) = support::sound::read_soundly(&page, &fragment, &toc, support::sound::articles) {
        panic!("{why}");
    }
});
