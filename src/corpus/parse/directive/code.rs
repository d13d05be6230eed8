//! Code from a file: `:::code`, as it is written.
//!
//! In:    a line without its indentation.
//! Out:   the directive's parts with their places.
//! Never: reads the file; knows languages or ranges.
//!
//! Source of the rule: DocFX (`CodeExtension`). The closing colons may be left out, since the line ends it.

use std::collections::HashSet;
use std::hash::BuildHasher;

use super::attributes::{self, Reading, Value, skip_blanks};
use super::{MARKER, Problem, snippet};
use crate::base::diagnostic::Rule;
use crate::base::find::Needle;
use crate::rules::code_invalid::RULE;

/// Code from a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CodeDirective {
    /// The language. `None`: the file's extension tells it.
    pub language: Option<Value>,
    /// The file.
    pub source: Value,
    /// The lines to show.
    pub range: Option<Value>,
    /// The named region to show; stronger than `range`.
    pub id: Option<Value>,
    /// The lines to mark.
    pub highlight: Option<Value>,
    /// Where the reader can run it.
    pub interactive: Option<Value>,
}

/// Reads a line. `None`: it is no code directive.
pub(crate) fn read(text: &str) -> Option<Reading<CodeDirective>> {
    let end = text.trim_end().len();
    let attributes = match attributes::read(text) {
        Ok(attributes) if attributes.name == "code" => attributes,
        Err(wrong) if wrong.name == "code" => return Some(Reading { construct: None, end, problems: vec![wrong.problem(&RULE)] }),
        Ok(_) | Err(_) => return None,
    };
    let mut problems = attributes.unknown(&RULE, &["language", "source", "range", "id", "highlight", "interactive"]);
    if problems.is_empty() {
        problems.extend(attributes.missing(&RULE, "source", "sample.cs"));
    }
    let Some(source) = attributes.value("source").filter(|_| problems.is_empty()) else {
        return Some(Reading { construct: None, end, problems });
    };
    problems.extend(lost_text(text, attributes.end, &RULE));
    let construct = CodeDirective {
        language: attributes.value("language"),
        source,
        range: attributes.value("range"),
        id: attributes.value("id"),
        highlight: attributes.value("highlight"),
        interactive: attributes.value("interactive"),
    };
    Some(Reading { construct: Some(construct), end, problems })
}

// The farthest from its beginning that a directive names its file; a line may hold many.
const LONGEST: usize = 2048;

// What a directive with colons begins with.
static FENCE: Needle = Needle::of(":::");

/// The names, in lower case, of the files that the snippets of a text show: for loading them before anything is parsed. Some may be named in vain.
pub fn files_named(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for word in [&MARKER, &FENCE] {
        for place in word.places(text) {
            let after = text[place + word.length()..].trim_start_matches([' ', '\t']);
            let is_code = |name: &str| after.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
            if !is_code("code") && !is_code("notebook") {
                continue;
            }
            let line = text[place..].lines().next().unwrap_or_default();
            let line = &line[..line.floor_char_boundary(LONGEST)];
            let path = snippet::read(line).0.map(|snippet| snippet.path).or_else(|| Some(read(line)?.construct?.source.text.into()));
            let name = path.and_then(|path| path.rsplit(['/', '\\']).next().map(str::to_lowercase));
            names.extend(name.filter(|name| !name.is_empty()));
        }
    }
    names
}

/// Whether a file of that name may be shown by what names these: as the file itself, or as a variant of it. What stands before the name of an audience is
/// not known before all is read, so any mark may.
pub fn is_named<S: BuildHasher>(file: &str, names: &HashSet<&str, S>) -> bool {
    let file = file.to_lowercase();
    let (stem, extension) = file.split_at(file.rfind('.').unwrap_or(file.len()));
    let is_before_mark = |place: &usize| *place > 0 && stem[*place..].starts_with(|c: char| !c.is_alphanumeric());
    let originals = (0..stem.len()).filter(|place| stem.is_char_boundary(*place)).filter(is_before_mark);
    names.contains(&*file) || originals.map(|end| format!("{}{extension}", &stem[..end])).any(|name| names.contains(&*name))
}

/// What is wrong with text after a directive that has its line for itself.
pub(super) fn lost_text(text: &str, from: usize, rule: &'static Rule) -> Option<Problem> {
    let range = skip_blanks(text, from)..text.trim_end().len();
    (range.start < range.end).then(|| Problem {
        rule,
        range,
        message: "text follows the directive on the same line, and is not shown".to_owned(),
        help: "put the text on a line of its own".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files() {
        let names = HashSet::from(["a.cs", "b-c.js", "makefile"]);
        for (file, expected) in [
            ("A.cs", true),
            ("a--internal.cs", true),
            ("a_partner.CS", true),
            ("b-c--internal.js", true),
            ("b--internal.js", false),
            ("ab.cs", false),
            ("a--internal.js", false),
            ("Makefile--partner", true),
            ("--internal.cs", false),
        ] {
            assert_eq!(is_named(file, &names), expected, "{file}");
        }
    }

    #[test]
    fn directives() {
        let text =
            ":::code language=\"csharp\" source=\"a/b c.cs\" range=\"3 - 9, 12\" id=\"reg\" highlight=\"2\" interactive=\"try-dotnet\":::";
        let reading = read(text).expect("a directive");
        assert_eq!(reading.problems, []);
        let code = reading.construct.expect("a directive");
        let values = [code.language, Some(code.source), code.range, code.id, code.highlight, code.interactive];
        let texts: Vec<_> = values.iter().flatten().map(|value| value.text.as_str()).collect();
        assert_eq!(texts, ["csharp", "a/b c.cs", "3 - 9, 12", "reg", "2", "try-dotnet"]);
        assert!(values.iter().flatten().all(|value| text[value.range.clone()] == value.text));
    }

    #[test]
    fn what_is_wrong_is_said_once() {
        for (text, is_code, reports) in [
            ("::: code source=\"a.rs\"", true, 0),
            (":::code source=\"a.rs\"::: lost", true, 1),
            (":::code language=\"csharp\":::", false, 1),
            (":::code source=\"\":::", false, 1),
            (":::code source=\"a.rs\" lines=\"1\":::", false, 1),
            (":::code lines=\"1\":::", false, 1),
            (":::code source=a.rs:::", false, 1),
        ] {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((reading.construct.is_some(), reading.problems.len()), (is_code, reports), "{text}");
        }
        for text in [":::code-block", ":::: code source=\"a\"", "::: codes"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
