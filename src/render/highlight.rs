//! Highlighting: code → pieces with one of a dozen classes.
//!
//! In:    a language as authors name it, and code.
//! Out:   `Piece`s that cover the code; colours are the theme's business.
//! Never: fails: what it does not know, or trips over, is plain text.
//!
//! The only file that names `syntect` and `two_face`. One kilobyte of code costs as much as forty pages, so results are kept by content.

use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::base::hash::HashMap;
use crate::par;

/// A piece of code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// Where it stands.
    pub range: Range<usize>,
    /// Its class without the prefix `hl-`; `None` for plain text.
    pub class: Option<char>,
}

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);
type Kept = HashMap<(String, String), Arc<Vec<Piece>>>;
static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

// More than this is shown plain: nobody reads it in colours, and it would hold up the build.
const MOST_BYTES: usize = 128 * 1024;

/// The pieces of `code`.
pub fn pieces(language: &str, code: &str) -> Arc<Vec<Piece>> {
    let plain = || Arc::new(vec![Piece { range: 0..code.len(), class: None }]);
    if language.is_empty() || code.len() > MOST_BYTES {
        return plain();
    }
    let Some(syntax) = syntax(language) else { return plain() };
    let key = (language.to_owned(), code.to_owned());
    if let Some(known) = KEPT.lock().ok().and_then(|kept| kept.get(&key).cloned()) {
        return known;
    }
    // A bad expression in a syntax makes syntect panic (its issue 508).
    let found = par::guarded(|| highlight(syntax, code)).ok().flatten().map_or_else(plain, Arc::new);
    if let Ok(mut kept) = KEPT.lock() {
        kept.insert(key, Arc::clone(&found));
    }
    found
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let language = language.to_ascii_lowercase();
    let name = match language.as_str() {
        "csharp" | "c#" => "cs",
        "azurecli" | "console" | "shell" | "bash" | "sh" | "cli" | "cmd-sh" => "sh",
        "azurepowershell" | "powershell" | "ps" | "pwsh" => "ps1",
        "batch" | "batchfile" | "cmd" | "dos" => "bat",
        "cpp" | "c++" => "cpp",
        "fsharp" | "f#" => "fs",
        "vbnet" | "vb.net" => "vb",
        "aspx-csharp" | "cshtml" => "html",
        "jsonc" => "json",
        "golang" => "go",
        "output" | "text" | "txt" | "plaintext" | "mermaid" => return None,
        other => other,
    };
    SYNTAXES.find_syntax_by_token(name)
}

fn highlight(syntax: &SyntaxReference, code: &str) -> Option<Vec<Piece>> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let operations = state.parse_line(line, &SYNTAXES).ok()?;
        let mut done = 0;
        for (place, operation) in operations {
            add(&mut pieces, start + done..start + place, &stack);
            done = place;
            stack.apply(&operation).ok()?;
        }
        add(&mut pieces, start + done..start + line.len(), &stack);
        start += line.len();
    }
    Some(pieces)
}

fn add(pieces: &mut Vec<Piece>, range: Range<usize>, stack: &ScopeStack) {
    if range.is_empty() {
        return;
    }
    let class = stack.scopes.iter().rev().find_map(|scope| class(*scope));
    match pieces.last_mut() {
        Some(last) if last.class == class => last.range.end = range.end,
        _ => pieces.push(Piece { range, class }),
    }
}

static CLASSES: LazyLock<Vec<(Scope, char)>> = LazyLock::new(|| {
    [
        ("comment", 'c'),
        ("punctuation.definition.comment", 'c'),
        ("string", 's'),
        ("punctuation.definition.string", 's'),
        ("constant.character.escape", 'n'),
        ("constant", 'n'),
        ("keyword.operator", 'o'),
        ("keyword", 'k'),
        ("storage", 'k'),
        ("variable.language", 'k'),
        ("entity.name.function", 'f'),
        ("support.function", 'f'),
        ("variable.function", 'f'),
        ("entity.name.tag", 'a'),
        ("entity.other.attribute-name", 'a'),
        ("entity.name.type", 't'),
        ("entity.name.class", 't'),
        ("support.type", 't'),
        ("support.class", 't'),
        ("variable", 'v'),
        ("markup.heading", 'm'),
        ("markup.inserted", 'i'),
        ("markup.deleted", 'd'),
        ("punctuation", 'p'),
    ]
    .into_iter()
    .filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, class)))
    .collect()
});

fn class(scope: Scope) -> Option<char> {
    // The longest prefix that fits is the most telling one.
    CLASSES.iter().filter(|(prefix, _)| prefix.is_prefix_of(scope)).max_by_key(|(prefix, _)| prefix.len()).map(|(_, class)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_the_code() {
        for (language, code) in [
            ("powershell", "$a = 1 # x\nGet-Item 'b'\n"),
            ("csharp", "var x = \"y\";\n"),
            ("json", "{\"a\": [1, true]}\n"),
            ("no-such", "a\n"),
        ] {
            let pieces = pieces(language, code);
            assert_eq!(pieces.iter().map(|piece| &code[piece.range.clone()]).collect::<String>(), code);
            assert_eq!(pieces.iter().any(|piece| piece.class.is_some()), language != "no-such", "{language}");
        }
    }
}
