//! Globs: patterns of paths in DocFX's dialect — a match takes time in proportion to the path, and no memory.
//!
//! In:    a pattern as it stands in `docfx.json` or `playbook.yml`, and paths with `/`.
//! Out:   `Glob`, which says yes or no; and what is not supported in its pattern.
//! Never: touches the disk; knows what a match is for.
//!
//! Source of the rules: DocFX's file mappings, as observed. A pattern is expanded at its braces first, and each alternative is split
//! at `/` then; so a brace inside a class is a brace, and a class cannot hold a `/`.

use std::fmt;

/// The most alternatives that the braces of one pattern may give: `{a,b}` ten times over.
const MOST_ALTERNATIVES: usize = 1024;

/// The switches of a file mapping.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "these are the six independent switches of a mapping in docfx.json")]
pub struct GlobOptions {
    /// Whether wildcards match names that begin with a dot (`dot`).
    pub dot: bool,
    /// Whether case counts (`case`).
    pub case: bool,
    /// Whether a leading `!` is an ordinary character (`noNegate`).
    pub no_negate: bool,
    /// Whether braces are ordinary characters (`noExpand`).
    pub no_expand: bool,
    /// Whether `\` is an ordinary character (`noEscape`).
    pub no_escape: bool,
    /// Whether `**` is no more than `*` (`noGlobStar`).
    pub no_glob_star: bool,
}

/// A pattern of paths.
///
/// Case does not count unless asked for. Character classes know ranges, `^`, escapes and `\d \w \s`; not the class subtraction of .NET.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Glob {
    pattern: String,
    options: GlobOptions,
    is_negated: bool,
    alternatives: Vec<Alternative>,
    complaint: Option<&'static str>,
}

/// One pattern without braces.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Alternative {
    segments: Vec<Segment>,
    /// ASCII bytes, folded, that every matching path ends in: the quick way to say no.
    tail: Vec<u8>,
    /// Whether the pattern ends in `/`: it matches folders and nothing else.
    is_folder: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Segment {
    /// `**/`: any number of folders.
    Folders,
    /// A final `**`: one or more segments, the last of which is a file.
    Rest,
    /// Text without wildcards, folded.
    Plain(String),
    /// Text with wildcards.
    Wild(Vec<Token>),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Token {
    Char(char),
    One,
    Run,
    Class(Class),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Class {
    is_negated: bool,
    ranges: Vec<(char, char)>,
    kinds: Vec<(Kind, bool)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Kind {
    Digit,
    Word,
    Space,
}

impl Glob {
    /// Reads a pattern. Every text is a pattern; one that is malformed matches nothing, and [`Glob::complaint`] says why.
    pub fn new(pattern: &str, options: GlobOptions) -> Self {
        let body = if options.no_negate { pattern } else { pattern.trim_start_matches('!') };
        let is_negated = (pattern.len() - body.len()) % 2 == 1;
        let expanded = if options.no_expand { Ok(vec![body.to_owned()]) } else { expand(body, options) };
        let (texts, complaint) = match expanded {
            Ok(texts) => (texts, None),
            Err(complaint) => (Vec::new(), Some(complaint)),
        };
        let complaint = complaint.or_else(|| texts.iter().find_map(|text| unsupported(text)));
        let alternatives = texts.iter().map(|text| Alternative::new(text, options)).collect();
        Self { pattern: pattern.to_owned(), options, is_negated, alternatives, complaint }
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }

    /// Why the pattern cannot do what its author expects, for a diagnostic. `None` when nothing is wrong.
    pub fn complaint(&self) -> Option<&'static str> {
        self.complaint
    }

    /// Whether the pattern begins with an odd number of `!`: it matches what its rest does not.
    pub fn is_negated(&self) -> bool {
        self.is_negated
    }

    /// Whether the pattern matches a file. The path is relative to the root of the mapping, with `/`, without a leading one.
    pub fn matches(&self, path: &str) -> bool {
        self.is_negated ^ self.alternatives.iter().any(|alternative| !alternative.is_folder && alternative.matches(path, self.options))
    }

    /// Whether the pattern matches a folder itself: only one with a final `/` does, or one with `!`.
    pub fn matches_folder(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.is_negated ^ self.alternatives.iter().any(|alternative| alternative.is_folder && alternative.matches(path, self.options))
    }

    /// Whether the pattern could match any folder itself. When not, nobody needs to ask for each folder.
    pub fn can_match_folders(&self) -> bool {
        self.is_negated || self.alternatives.iter().any(|alternative| alternative.is_folder)
    }

    /// Whether something below a folder could match. Says yes in doubt. A negated pattern answers the opposite of its rest, as DocFX does.
    pub fn may_match_below(&self, folder: &str) -> bool {
        let folder = folder.trim_end_matches('/');
        self.is_negated ^ self.alternatives.iter().any(|alternative| alternative.may_match_below(folder, self.options))
    }
}

impl fmt::Debug for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Glob({:?})", self.pattern)
    }
}

impl Alternative {
    fn new(text: &str, options: GlobOptions) -> Self {
        let is_folder = text.ends_with('/');
        let mut parts = text.split('/').filter(|part| !part.is_empty()).peekable();
        let mut segments = Vec::new();
        while let Some(part) = parts.next() {
            let is_last = parts.peek().is_none() && !is_folder;
            let mut part = part;
            if !options.no_glob_star && part.starts_with("**") {
                if part.len() > 2 {
                    // `**.md` is short for `**/*.md`.
                    push_folders(&mut segments);
                    part = &part[1..];
                }
                if part == "**" {
                    if is_last {
                        segments.push(Segment::Rest);
                    } else {
                        push_folders(&mut segments);
                    }
                    continue;
                }
            }
            segments.push(segment(part, options));
        }
        let tail = segments.last().map_or_else(Vec::new, tail);
        Self { segments, tail, is_folder }
    }

    /// The two-pointer way over segments: at a mismatch only the last `**` is asked to take one segment more. That is enough although `**`
    /// takes no dot-name: a segment of the pattern matches either only dot-names or none, so an earlier `**` could never have done better.
    fn matches(&self, path: &str, options: GlobOptions) -> bool {
        if path.is_empty() || !ends_with(path, &self.tail, options) {
            return false;
        }
        let segments = &self.segments[..];
        let mut rest = path;
        let mut at = 0;
        let mut retry: Option<(usize, &str)> = None;
        loop {
            let fits = match (segments.get(at), rest.is_empty()) {
                (None, true) => return true,
                (Some(Segment::Folders), _) => {
                    at += 1;
                    retry = Some((at, rest));
                    continue;
                }
                (Some(Segment::Rest), false) => return rest.split('/').all(|name| options.dot || !name.starts_with('.')),
                (Some(segment @ (Segment::Plain(_) | Segment::Wild(_))), false) => {
                    let (name, below) = split_first(rest);
                    let fits = segment_matches(segment, name, options);
                    if fits {
                        at += 1;
                        rest = below;
                    }
                    fits
                }
                (None, false) | (Some(Segment::Rest | Segment::Plain(_) | Segment::Wild(_)), true) => false,
            };
            if fits {
                continue;
            }
            let Some((after, from)) = retry else { return false };
            // A file's own name is no folder; a folder's own name is, and may be the last that `**/` takes.
            let Some((name, below)) = split_folder(from, self.is_folder) else { return false };
            if !options.dot && name.starts_with('.') {
                return false;
            }
            retry = Some((after, below));
            at = after;
            rest = below;
        }
    }

    /// All ways at once: which segments of the pattern could come next after each name of the folder.
    fn may_match_below(&self, folder: &str, options: GlobOptions) -> bool {
        let count = self.segments.len();
        let mut places = vec![false; count + 1];
        let open = |places: &mut Vec<bool>, place: usize| {
            // Any number of folders may be none at all: the segment behind `**/` could come next as well.
            let folders = self.segments[place..].iter().take_while(|segment| **segment == Segment::Folders).count();
            places[place..=place + folders].fill(true);
        };
        open(&mut places, 0);
        for name in folder.split('/').filter(|name| !name.is_empty()) {
            let mut next = vec![false; count + 1];
            for (place, segment) in self.segments.iter().enumerate() {
                if !places[place] {
                    continue;
                }
                match segment {
                    Segment::Folders | Segment::Rest => {
                        if options.dot || !name.starts_with('.') {
                            open(&mut next, place);
                        }
                    }
                    Segment::Plain(_) | Segment::Wild(_) => {
                        if segment_matches(segment, name, options) {
                            open(&mut next, place + 1);
                        }
                    }
                }
            }
            places = next;
        }
        places[..count].contains(&true)
    }
}

fn push_folders(segments: &mut Vec<Segment>) {
    // Two in a row mean no more than one.
    if segments.last() != Some(&Segment::Folders) {
        segments.push(Segment::Folders);
    }
}

fn split_first(path: &str) -> (&str, &str) {
    path.split_once('/').unwrap_or((path, ""))
}

fn split_folder(path: &str, last_is_folder: bool) -> Option<(&str, &str)> {
    match path.split_once('/') {
        None if last_is_folder && !path.is_empty() => Some((path, "")),
        split => split,
    }
}

/// What is not supported in a pattern without braces.
fn unsupported(text: &str) -> Option<&'static str> {
    if text.split('/').any(|part| part == "..") {
        Some("`../` is not supported in a pattern, so it matches nothing")
    } else if text.starts_with("./") {
        Some("a pattern with a leading `./` never matches")
    } else {
        None
    }
}

/// Expands braces from left to right: `a{b,c{d,}}` gives `ab`, `acd`, `ac`.
fn expand(pattern: &str, options: GlobOptions) -> Result<Vec<String>, &'static str> {
    const UNBALANCED: &str = "the braces are not balanced, so the pattern matches nothing";
    if !pattern.contains(['{', '}']) {
        return Ok(vec![pattern.to_owned()]);
    }
    // One frame per open brace: the alternatives that are complete, and the texts of the one being read.
    let mut frames: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    let mut texts = vec![String::new()];
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' if !options.no_escape => {
                let escaped = chars.next();
                for text in &mut texts {
                    text.push('\\');
                    text.extend(escaped);
                }
            }
            '{' => frames.push((Vec::new(), std::mem::replace(&mut texts, vec![String::new()]))),
            ',' if !frames.is_empty() => {
                if let Some((complete, _)) = frames.last_mut() {
                    complete.append(&mut texts);
                }
                texts.push(String::new());
            }
            '}' => {
                let Some((mut endings, beginnings)) = frames.pop() else { return Err(UNBALANCED) };
                endings.append(&mut texts);
                if endings.len().saturating_mul(beginnings.len()) > MOST_ALTERNATIVES {
                    return Err("the braces give more than 1024 alternatives, so the pattern matches nothing");
                }
                texts = beginnings.iter().flat_map(|start| endings.iter().map(move |end| format!("{start}{end}"))).collect();
            }
            other => texts.iter_mut().for_each(|text| text.push(other)),
        }
    }
    if frames.is_empty() { Ok(texts) } else { Err(UNBALANCED) }
}

fn segment(part: &str, options: GlobOptions) -> Segment {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = part.chars();
    while let Some(char) = rest.next() {
        let token = match char {
            '*' if tokens.last() == Some(&Token::Run) => continue,
            '*' => Token::Run,
            '?' => Token::One,
            '[' => match class(rest.as_str()) {
                Some((class, after)) => {
                    rest = after.chars();
                    Token::Class(class)
                }
                None => Token::Char('['),
            },
            '\\' if !options.no_escape => Token::Char(fold(rest.next().unwrap_or('\\'), options)),
            other => Token::Char(fold(other, options)),
        };
        tokens.push(token);
    }
    let plain: Option<String> = tokens.iter().map(|token| if let Token::Char(char) = token { Some(*char) } else { None }).collect();
    plain.map_or(Segment::Wild(tokens), Segment::Plain)
}

/// Reads a class from behind its `[`. `None` when it is not closed: the bracket is a bracket then.
fn class(text: &str) -> Option<(Class, &str)> {
    let body = text.strip_prefix('^');
    let mut class = Class { is_negated: body.is_some(), ranges: Vec::new(), kinds: Vec::new() };
    let body = body.unwrap_or(text);
    // What may be the lower end of a range, and whether a `-` has followed it.
    let mut lower: Option<char> = None;
    let mut is_range = false;
    let mut chars = body.char_indices();
    while let Some((at, char)) = chars.next() {
        let literal = match char {
            // A `]` that comes first is one of the characters, as in every regex dialect.
            ']' if at > 0 => {
                if is_range {
                    class.ranges.push(('-', '-'));
                }
                return Some((class, &body[at + 1..]));
            }
            '-' if lower.is_some() && !is_range => {
                is_range = true;
                continue;
            }
            '\\' => {
                let (_, escaped) = chars.next()?;
                let kind = match escaped {
                    'd' | 'D' => Some(Kind::Digit),
                    'w' | 'W' => Some(Kind::Word),
                    's' | 'S' => Some(Kind::Space),
                    _ => None,
                };
                if let Some(kind) = kind {
                    class.kinds.push((kind, escaped.is_lowercase()));
                    lower = None;
                    is_range = false;
                    continue;
                }
                escaped
            }
            other => other,
        };
        match lower {
            Some(low) if is_range => {
                class.ranges.push((low, literal));
                lower = None;
                is_range = false;
            }
            _ => {
                class.ranges.push((literal, literal));
                lower = Some(literal);
            }
        }
    }
    None
}

impl Class {
    fn holds(&self, char: char, options: GlobOptions) -> bool {
        let within = |char: char| {
            self.ranges.iter().any(|&(low, high)| (low..=high).contains(&char))
                || self.kinds.iter().any(|&(kind, wanted)| {
                    wanted
                        == match kind {
                            Kind::Digit => char.is_numeric(),
                            Kind::Word => char.is_alphanumeric() || char == '_',
                            Kind::Space => char.is_whitespace(),
                        }
                })
        };
        let found = within(char) || (!options.case && (within(fold(char, options)) || within(raised(char))));
        found != self.is_negated
    }
}

/// One character for comparing. Only pairs of one character each are folded, and none across the border of ASCII.
fn fold(char: char, options: GlobOptions) -> char {
    if options.case {
        return char;
    }
    if char.is_ascii() {
        return char.to_ascii_lowercase();
    }
    let mut lower = char.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) if !one.is_ascii() => one,
        _ => char,
    }
}

fn raised(char: char) -> char {
    let mut upper = char.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) if one.is_ascii() == char.is_ascii() => one,
        _ => char,
    }
}

/// The ASCII characters in which a segment ends for certain.
fn tail(segment: &Segment) -> Vec<u8> {
    let mut bytes: Vec<u8> = match segment {
        Segment::Folders | Segment::Rest => Vec::new(),
        Segment::Plain(text) => text.bytes().rev().take_while(u8::is_ascii).collect(),
        Segment::Wild(tokens) => {
            let ascii = |token: &Token| if let Token::Char(char) = token { u8::try_from(*char).ok().filter(u8::is_ascii) } else { None };
            tokens.iter().rev().map_while(ascii).collect()
        }
    };
    bytes.reverse();
    bytes
}

fn ends_with(path: &str, tail: &[u8], options: GlobOptions) -> bool {
    let Some(start) = path.len().checked_sub(tail.len()) else { return false };
    let end = &path.as_bytes()[start..];
    if options.case { end == tail } else { end.eq_ignore_ascii_case(tail) }
}

fn segment_matches(segment: &Segment, name: &str, options: GlobOptions) -> bool {
    match segment {
        Segment::Plain(text) => {
            if options.case {
                text == name
            } else {
                let mut chars = text.chars();
                name.chars().all(|char| chars.next() == Some(fold(char, options))) && chars.next().is_none()
            }
        }
        Segment::Wild(tokens) => {
            let begins_wild = !matches!(tokens.first(), Some(Token::Char(_)));
            (options.dot || !begins_wild || !name.starts_with('.')) && name_matches(tokens, name, options)
        }
        // These two never stand for one name.
        Segment::Folders | Segment::Rest => false,
    }
}

/// The two-pointer way over characters: at a mismatch only the last `*` is asked to take one character more.
fn name_matches(tokens: &[Token], name: &str, options: GlobOptions) -> bool {
    let mut rest = name.chars();
    let mut at = 0;
    let mut retry: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        if let Some(Token::Run) = tokens.get(at) {
            at += 1;
            if at == tokens.len() {
                return true;
            }
            retry = Some((at, rest.clone()));
            continue;
        }
        let before = rest.clone();
        let fits = match (tokens.get(at), rest.next()) {
            (None, None) => return true,
            (Some(Token::Char(wanted)), Some(char)) => *wanted == fold(char, options),
            (Some(Token::One), Some(_)) => true,
            (Some(Token::Class(class)), Some(char)) => class.holds(char, options),
            (Some(_), None) | (None | Some(Token::Run), Some(_)) => false,
        };
        if fits {
            at += 1;
            continue;
        }
        // Without a character left, a longer `*` leaves even less.
        if before.as_str().is_empty() {
            return false;
        }
        let Some((after, mut from)) = retry.take() else { return false };
        if from.next().is_none() {
            return false;
        }
        rest = from.clone();
        at = after;
        retry = Some((after, from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glob(pattern: &str) -> Glob {
        Glob::new(pattern, GlobOptions::default())
    }

    /// Pattern, paths that match, paths that do not.
    type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

    fn check(options: GlobOptions, table: &[Row]) {
        for (pattern, yes, no) in table {
            let glob = Glob::new(pattern, options);
            for path in *yes {
                assert!(glob.matches(path), "`{pattern}` should match `{path}`");
            }
            for path in *no {
                assert!(!glob.matches(path), "`{pattern}` should not match `{path}`");
            }
        }
    }

    #[test]
    fn every_row_of_the_dialect() {
        check(
            GlobOptions::default(),
            &[
                // `*`
                ("*.md", &["a.md", "A.MD", "a.b.md"], &["x/a.md", "a.mdx", "amd", ".md", ".a.md"]),
                ("a*", &["a", "ab", "a.b"], &["ba", "a/b"]),
                ("*", &["a", "a.b"], &["a/b", ".a"]),
                ("x/*/y", &["x/a/y"], &["x/y", "x/a/b/y", "x/.a/y"]),
                // `?`
                ("a?c", &["abc", "aéc", "a.c"], &["ac", "abbc", "a/c"]),
                ("?a", &["ba"], &[".a", "a"]),
                // `**/`
                ("**/a.md", &["a.md", "x/a.md", "x/y/A.md"], &["x/b.md", ".x/a.md", "x/.y/a.md", "xa.md"]),
                ("x/**/a.md", &["x/a.md", "x/y/z/a.md"], &["a.md", "y/x/a.md", "x/.y/a.md"]),
                ("**/x/**/a", &["x/a", "b/x/c/d/a", "x/x/a", "b/x/x/x/a"], &["b/a", "x/b"]),
                ("**/b/c", &["b/b/c", "a/b/x/b/c"], &["b/c/d", "b/x/c"]),
                // A final `**`
                ("**", &["a", "a/b", "a/b/c.d"], &[".a", "a/.b/c", "a/b/.c"]),
                ("x/**", &["x/a", "x/a/b"], &["x", "y/x/a", "x/.a", "x/.git/a"]),
                ("**/obj/**", &["obj/a", "a/obj/b/c"], &["obj", "a/obj", "objx/a"]),
                // `**name`
                ("**.md", &["a.md", "x/y/a.md"], &["a.yml", ".a.md"]),
                ("**/**.yml", &["a.yml", "x/toc.yml", "x/y/z.YML"], &["a.md", "x/.a.yml"]),
                ("x/**y", &["x/y", "x/a/y", "x/a/by"], &["y", "x/a/yb"]),
                // Stars elsewhere
                ("a**b", &["ab", "axxb"], &["a/b", "ax/b"]),
                ("***", &["a", "x/a"], &[".a"]),
                // Braces
                ("{a,b}.md", &["a.md", "b.md"], &["c.md", "{a,b}.md", "ab.md"]),
                ("**/*.{md,yml}", &["a.md", "x/b.yml"], &["a.txt", "a.{md,yml}"]),
                ("{a,b{c,d}}", &["a", "bc", "bd"], &["b", "c", "ac"]),
                ("a{,b}", &["a", "ab"], &["abb", "b"]),
                ("{x/y,z}/a", &["x/y/a", "z/a"], &["x/a", "y/a"]),
                ("{md|yml}", &["md|yml"], &["md", "yml"]),
                ("{a}", &["a"], &["{a}"]),
                ("a,b", &["a,b"], &["a", "b"]),
                ("{a,b", &[], &["a", "b", "{a,b", "a,b"]),
                ("a}", &[], &["a", "a}"]),
                ("{a,{b,c}", &[], &["a", "b"]),
                // Classes
                ("[abc].md", &["a.md", "B.md"], &["d.md", "ab.md", "[abc].md"]),
                ("[a-c1-3]x", &["ax", "Cx", "2x"], &["dx", "4x", "-x"]),
                ("a[^x]b", &["acb", "a^b"], &["axb", "aXb", "ab"]),
                ("a[!x]b", &["a!b", "axb"], &["acb"]),
                ("a[b", &["a[b"], &["ab", "a["]),
                ("[", &["["], &["a"]),
                ("a[]b]c", &["a]c", "abc"], &["ac"]),
                ("a[\\]x]c", &["a]c", "axc"], &["a\\c"]),
                ("a[b-]", &["ab", "a-"], &["ac"]),
                ("v[\\d]", &["v1"], &["vx", "vd", "v\\"]),
                ("[.a]b", &["ab"], &[".b"]),
                // `!`
                ("!*.md", &["a.txt", "x/a.md"], &["a.md"]),
                ("!!*.md", &["a.md"], &["a.txt"]),
                ("a!b", &["a!b"], &["ab"]),
                // `\`
                ("a\\*b", &["a*b"], &["axb", "a\\*b"]),
                ("\\{a", &["{a"], &["a"]),
                ("\\!a", &["!a"], &["a", "b"]),
                ("a\\b", &["ab"], &["a/b"]),
                // Slashes
                ("obj/", &[], &["obj", "obj/a", "a/obj"]),
                ("/a//b", &["a/b"], &["/a/b", "x/a/b"]),
                ("./a", &[], &["a", "x/a"]),
                ("../a", &[], &["a"]),
                ("x/../a", &[], &["a", "x/a"]),
                ("~/a", &["~/a"], &["a"]),
                // Dot-names
                (".x/*", &[".x/a"], &[".x/.a", "x/a"]),
                ("**/.x/**", &["a/.x/b", ".x/b/c"], &["a/.x/.b", "a/x/b"]),
                (".*", &[".gitignore"], &["a", "a/.b"]),
                ("{.a,b}", &[".a", "b"], &["a"]),
                // Nothing
                ("", &[], &["a"]),
                ("!", &["a"], &[]),
                // Beyond ASCII
                ("größe*.md", &["GRÖßE.md", "größen.md"], &["grösse.md", "GROßE.md"]),
            ],
        );
    }

    #[test]
    fn the_switches_of_a_mapping() {
        let case = GlobOptions { case: true, ..GlobOptions::default() };
        check(case, &[("*.md", &["a.md"], &["a.MD"]), ("A/[b]", &["A/b"], &["a/b", "A/B"])]);
        let dot = GlobOptions { dot: true, ..GlobOptions::default() };
        check(dot, &[("**/*.md", &[".a.md", ".x/a.md", "x/.y/.a.md"], &[]), ("**", &[".a", "a/.b"], &[]), ("?a", &[".a"], &[])]);
        check(GlobOptions { no_negate: true, ..GlobOptions::default() }, &[("!a", &["!a"], &["a", "b"])]);
        check(GlobOptions { no_expand: true, ..GlobOptions::default() }, &[("{a,b}", &["{a,b}"], &["a"])]);
        check(GlobOptions { no_escape: true, ..GlobOptions::default() }, &[("a\\*", &["a\\b"], &["a*"])]);
        check(
            GlobOptions { no_glob_star: true, ..GlobOptions::default() },
            &[("**/a", &["x/a"], &["a", "x/y/a"]), ("**", &["a"], &["a/b"])],
        );
    }

    #[test]
    fn folders() {
        let table: &[(&str, &[&str], &[&str])] = &[
            ("obj/", &["obj"], &["a/obj", "objx"]),
            ("**/obj/", &["obj", "a/b/obj"], &["obj/a", ".a/obj"]),
            ("obj", &[], &["obj"]),
            ("obj/**", &[], &["obj", "obj/a"]),
            ("**/", &["a", "a/b"], &[".a"]),
            ("!keep/**", &["keep", "other"], &[]),
        ];
        for (pattern, yes, no) in table {
            for path in *yes {
                assert!(glob(pattern).matches_folder(path), "`{pattern}` should match the folder `{path}`");
            }
            for path in *no {
                assert!(!glob(pattern).matches_folder(path), "`{pattern}` should not match the folder `{path}`");
            }
        }
        assert!(!glob("**/obj/**").can_match_folders());
    }

    #[test]
    fn what_may_lie_below_a_folder() {
        let table: &[(&str, &[&str], &[&str])] = &[
            ("**/*.md", &["", "a", "a/b"], &[".git", "a/.b"]),
            ("a/b/*.md", &["", "a", "a/b"], &["b", "a/c", "a/b/c"]),
            ("a/**", &["", "a", "a/b/c"], &["b"]),
            ("*.md", &[""], &["a"]),
            ("a/**/b/c", &["a/x/y", "a/b", "a/b/x"], &["x"]),
        ];
        for (pattern, yes, no) in table {
            for path in *yes {
                assert!(glob(pattern).may_match_below(path), "`{pattern}` may match below `{path}`");
            }
            for path in *no {
                assert!(!glob(pattern).may_match_below(path), "`{pattern}` cannot match below `{path}`");
            }
        }
    }

    #[test]
    fn complaints() {
        for pattern in ["../a", "a/../b", "{a,b", "a}", "./a", &"{a,b}".repeat(11)] {
            assert!(glob(pattern).complaint().is_some(), "{pattern}");
        }
        for pattern in ["**/*.md", "a..b", "{a,{b,c}}", "[", "!x", &"{a,b}".repeat(10)] {
            assert_eq!(glob(pattern).complaint(), None, "{pattern}");
        }
    }

    #[test]
    fn many_stars_take_no_longer_than_a_few() {
        let pattern = format!("{}b", "*a".repeat(60));
        assert!(!glob(&pattern).matches(&"a".repeat(20_000)));
        let pattern = format!("{}b", "**/a/".repeat(60));
        assert!(!glob(&pattern).matches(&"a/".repeat(5_000)));
        assert!(glob(&pattern).matches(&format!("{}b", "a/".repeat(5_000))));
    }

    proptest::proptest! {
        #[test]
        fn any_pattern_and_path(pattern in "[a-c*?/\\[\\]{},!.\\\\^-]{0,24}", path in "[a-c./é]{0,16}") {
            let glob = glob(&pattern);
            glob.matches(&path);
            glob.matches_folder(&path);
            // What matches must be reachable.
            let path = path.trim_matches('/');
            if !glob.is_negated() && !path.contains("//") && glob.matches(path) {
                for (at, _) in path.match_indices('/') {
                    proptest::prop_assert!(glob.may_match_below(&path[..at]), "{} {}", pattern, path);
                }
            }
        }
    }
}
