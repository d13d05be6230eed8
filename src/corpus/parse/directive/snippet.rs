//! Snippets: `[!code-lang[name](path?query#bookmark "title")]` and `[!notebook-lang[name](path)]`, on a line of their own.
//!
//! In:    a line, its indentation taken off; or the attributes of a `:::code`.
//! Out:   `Snippet`: which part of which file is shown, and how; with what is wrong in the query.
//! Never: reads the file.
//!
//! Source of the rule: DocFX (`CodeSnippetParser`, `CodeExtension`). Of a query the items before the first malformed one stay in force.

use std::ops::Range;

use super::Problem;
use super::attributes::Value;
use super::code::CodeDirective;
use super::include::{remove_escapes, unescaped};
use crate::base::nearest::nearest;
use crate::rules;

/// A part of a file that is shown as code.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Snippet {
    /// The language as written, without `-interactive`.
    pub language: Option<Box<str>>,
    /// Where the language stands, in bytes of the line; where the path does, if none is given.
    pub language_range: Range<usize>,
    /// The text in the inner brackets.
    pub name: Box<str>,
    /// The path as written, escapes removed.
    pub path: Box<str>,
    /// Where the path stands, in bytes of the line.
    pub path_range: Range<usize>,
    /// The part of the file.
    pub selection: Selection,
    /// Where the part is chosen, in bytes of the line; where the path stands, if nothing chooses.
    pub selection_range: Range<usize>,
    /// The lines to be marked, counted in what is shown: `1,3-4,7-`. Empty: none.
    pub highlight: Box<str>,
    /// How much indentation is taken off at most. `None`: as much as all lines have.
    pub dedent: Option<i32>,
    /// The title; may be empty.
    pub title: Box<str>,
    /// Whether the file is a notebook, and a region one of its cells.
    pub is_notebook: bool,
    /// Whether readers may run the code.
    pub is_interactive: bool,
    /// Where it runs: `interactive="try-dotnet"` of a `:::code`. Otherwise empty.
    pub interactive_mode: Box<str>,
    /// Whether this is a `:::code`.
    pub in_triple_colon: bool,
}

/// The part of a file that a snippet shows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Selection {
    /// All of it.
    Whole,
    /// What stands between two markers, or in a cell of a notebook.
    Region(Box<str>),
    /// Some lines, in this order. A line may be shown twice.
    Lines(Vec<LineRange>),
}

/// Lines of a file, counted from 1. It may reach beyond the file, and may be empty.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct LineRange {
    /// The first line.
    pub first: u32,
    /// The last line. `None`: to the end of the file.
    pub last: Option<u32>,
}

/// A language as a fence or a directive names it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct LanguageClass<'a> {
    /// What follows `lang-` in the class, as written.
    pub language: &'a str,
    /// Whether readers may run the code.
    pub is_interactive: bool,
}

/// What a language says: `csharp-interactive` is `csharp` that runs. The suffix counts in lower case only.
pub(crate) fn language_class(language: &str) -> LanguageClass<'_> {
    match language.strip_suffix("-interactive") {
        Some(language) => LanguageClass { language, is_interactive: true },
        None => LanguageClass { language, is_interactive: false },
    }
}

const FORMS: [(&str, bool); 2] = [("[!code", false), ("[!notebook", true)];
const KEYS: [&str; 6] = ["name", "start", "end", "range", "highlight", "dedent"];

/// Reads a line, its indentation taken off. What is no snippet after all is running text, where `snippet_in_text` judges it.
pub(crate) fn read(line: &str) -> (Option<Snippet>, Vec<Problem>) {
    let Some((word, is_notebook)) = word(line) else { return (None, Vec::new()) };
    let Some(parts) = parts(line, word) else { return (None, Vec::new()) };
    if parts.path.is_empty() || !line[parts.end..].trim().is_empty() {
        return (None, Vec::new());
    }
    let mut problems = Vec::new();
    let mut query = Query::default();
    if let Err(why) = query.read(line, parts.query.clone()) {
        problems.push(why);
    }
    let bookmark = &line[parts.bookmark.clone()];
    let marked_lines = line_range(bookmark, "L");
    if !bookmark.is_empty() && marked_lines.is_none() {
        query.region = Some(parts.bookmark.clone());
    }
    let (selection, selection_range) = match (query.region, marked_lines, query.start) {
        (Some(region), _, _) => (Selection::Region(line[region.clone()].into()), region),
        (None, Some(lines), _) => (Selection::Lines(vec![lines]), parts.bookmark),
        (None, None, Some(start)) => {
            (Selection::Lines(vec![LineRange { first: start, last: Some(query.end.unwrap_or(start)) }]), parts.query)
        }
        (None, None, None) if !query.ranges.is_empty() => (Selection::Lines(query.ranges), parts.query),
        (None, None, None) => (Selection::Whole, parts.path.clone()),
    };
    let language_range = parts.language.clone().unwrap_or_else(|| parts.path.clone());
    let class = parts.language.map(|range| language_class(&line[range]));
    let snippet = Snippet {
        language: class.map(|class| class.language).filter(|language| !language.is_empty()).map(Into::into),
        language_range,
        name: without_backslashes(&line[parts.name]).into(),
        path: remove_escapes(&line[parts.path.clone()]).into(),
        path_range: parts.path,
        selection,
        selection_range,
        highlight: written(&query.highlight).into(),
        dedent: query.dedent.filter(|most| *most >= 0),
        title: without_backslashes(&line[parts.title]).into(),
        is_notebook,
        is_interactive: class.is_some_and(|class| class.is_interactive),
        interactive_mode: "".into(),
        in_triple_colon: false,
    };
    (Some(snippet), problems)
}

/// The snippet that a `:::code` asks for. Empty attributes count as absent; `id` beats `range`, of which malformed items are left out.
pub(crate) fn of_directive(code: &CodeDirective) -> (Snippet, Vec<Problem>) {
    let text = |value: &Option<Value>| value.as_ref().map(|value| value.text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut problems = Vec::new();
    let (selection, selection_range) = match (&code.id, &code.range) {
        (Some(id), _) if !id.text.trim().is_empty() => (Selection::Region(id.text.trim().into()), id.range.clone()),
        (_, Some(range)) if !range.text.trim().is_empty() => {
            let (lines, malformed) = line_ranges(&range.text);
            problems.extend(malformed.map(|malformed| no_lines(range, malformed)));
            (Selection::Lines(lines), range.range.clone())
        }
        (_, _) => (Selection::Whole, code.source.range.clone()),
    };
    let mut highlight = text(&code.highlight).unwrap_or_default();
    if let Some(value) = code.highlight.as_ref().filter(|value| !value.text.trim().is_empty())
        && let (ranges, Some(malformed)) = line_ranges(&value.text)
    {
        problems.push(no_lines(value, malformed));
        highlight = written(&ranges);
    }
    let interactive = text(&code.interactive);
    let snippet = Snippet {
        language: text(&code.language).map(Into::into),
        language_range: code.language.as_ref().unwrap_or(&code.source).range.clone(),
        name: "".into(),
        path: code.source.text.trim().into(),
        path_range: code.source.range.clone(),
        selection,
        selection_range,
        highlight: highlight.into(),
        dedent: None,
        title: "".into(),
        is_notebook: false,
        is_interactive: interactive.is_some(),
        interactive_mode: interactive.unwrap_or_default().into(),
        in_triple_colon: true,
    };
    (snippet, problems)
}

// What is wrong where a list of lines is none, counted from the start of its value.
fn no_lines(value: &Value, malformed: Range<usize>) -> Problem {
    let range = malformed.start + value.range.start..malformed.end + value.range.start;
    let (message, help) = ("this is no line and no range of lines".to_owned(), "write lines as `3-9,12`".to_owned());
    Problem { rule: &rules::code_invalid::RULE, range, message, help }
}

/// The snippet of a `:::code` with these attributes.
#[cfg(test)]
pub(crate) fn of_text(source: &str, language: &str, range: &str, id: &str, highlight: &str, interactive: &str) -> Snippet {
    let value = |text: &str| Some(Value { text: text.to_owned(), range: 0..0 });
    let (language, range, id) = (value(language), value(range), value(id));
    let source = Value { text: source.to_owned(), range: 0..0 };
    of_directive(&CodeDirective { language, source, range, id, highlight: value(highlight), interactive: value(interactive) }).0
}

/// A list of lines, `2,1,5-6,8-`: the well-formed items, and the place of the first malformed one.
pub(crate) fn line_ranges(text: &str) -> (Vec<LineRange>, Option<Range<usize>>) {
    let (mut ranges, mut malformed, mut place) = (Vec::new(), None, 0);
    for item in text.split(',') {
        match line_range(item, "") {
            Some(range) => ranges.push(range),
            None => malformed = malformed.or(Some(place..place + item.len())),
        }
        place += item.len() + 1;
    }
    (ranges, malformed)
}

/// How long the word is that a directive begins with, and whether it means a notebook.
pub(super) fn word(text: &str) -> Option<(usize, bool)> {
    let is_it = |word: &str| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    FORMS.into_iter().find(|(word, _)| is_it(word)).map(|(word, is_notebook)| (word.len(), is_notebook))
}

/// The places of the parts of a directive; all but the language may be empty.
pub(super) struct Parts {
    language: Option<Range<usize>>,
    name: Range<usize>,
    pub(super) path: Range<usize>,
    query: Range<usize>,
    bookmark: Range<usize>,
    title: Range<usize>,
    pub(super) end: usize,
}

/// The parts of a directive at the start of a line, after its word.
pub(super) fn parts(line: &str, word: usize) -> Option<Parts> {
    let skip = |place: usize| place + (line[place..].len() - line[place..].trim_start().len());
    let until = |place: usize, ends: &[char]| place + line[place..].find(ends).unwrap_or(line.len() - place);
    let (language, open) = if line[word..].starts_with('-') {
        let open = word + line[word..].find('[')?;
        (Some(trimmed(line, word + 1..open)), open)
    } else {
        (None, word)
    };
    let name_start = open + line[open..].strip_prefix('[').map(|_| 1)?;
    let name = name_start..name_start + unescaped(&line[name_start..], |c| c == ']')?;
    let paren = skip(name.end + 1);
    let path_start = paren + line[paren..].strip_prefix('(').map(|_| 1)?;
    let mut place = path_start + path_length(&line[path_start..])?;
    let path = trimmed(line, path_start..place);
    let mut query = place..place;
    if line[place..].starts_with('?') {
        query = place + 1..until(place + 1, &['#', '"', ')']);
        place = query.end;
        query = trimmed(line, query);
    }
    let mut bookmark = place..place;
    if line[place..].starts_with('#') {
        bookmark = place + 1..until(place + 1, &['"', ')']);
        place = bookmark.end;
        bookmark = trimmed(line, bookmark);
    }
    let mut title = place..place;
    if line[place..].starts_with('"') {
        title = place + 1..place + 1 + unescaped(&line[place + 1..], |c| c == '"')?;
        place = title.end + 1;
    }
    place = skip(place);
    line[place..].strip_prefix(')')?;
    place = skip(place + 1);
    line[place..].strip_prefix(']')?;
    Some(Parts { language, name, path, query, bookmark, title, end: place + 1 })
}

fn path_length(text: &str) -> Option<usize> {
    let (mut depth, mut is_escaped) = (0_usize, false);
    for (place, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '#' | '?' | '"' => return Some(place),
            '(' => depth += 1,
            ')' if depth == 0 => return Some(place),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn trimmed(line: &str, range: Range<usize>) -> Range<usize> {
    let text = &line[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

fn without_backslashes(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        result.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    result
}

#[derive(Default)]
struct Query {
    region: Option<Range<usize>>,
    start: Option<u32>,
    end: Option<u32>,
    ranges: Vec<LineRange>,
    highlight: Vec<LineRange>,
    dedent: Option<i32>,
}

impl Query {
    // Reads the items up to the first malformed one.
    fn read(&mut self, line: &str, range: Range<usize>) -> Result<(), Problem> {
        let mut place = range.start;
        if range.is_empty() {
            return Ok(());
        }
        for item in line[range].split('&') {
            let item_range = place..place + item.len();
            place = item_range.end + 1;
            self.item(line, item_range)?;
        }
        Ok(())
    }

    fn item(&mut self, line: &str, range: Range<usize>) -> Result<(), Problem> {
        let item = &line[range.clone()];
        let wrong = |at: Range<usize>, message: String, help: &str| Problem {
            rule: &rules::code_invalid::RULE,
            range: at,
            message: format!("{message}; it and what follows it in the query are ignored"),
            help: help.to_owned(),
        };
        let Some((key, value)) = item.split_once('=').filter(|(_, value)| !value.contains('=')) else {
            return Err(wrong(range, format!("`{item}` is no `key=value`"), "join the items by `&`: `?name=main&highlight=2-3`"));
        };
        let value_range = range.start + key.len() + 1..range.end;
        let malformed = |what: &str, help: &str| wrong(value_range.clone(), format!("`{value}` is no {what}"), help);
        let number = |value: &str| value.trim().parse::<u32>();
        let lines = |value: &str| match line_ranges(value) {
            (ranges, None) => Ok(ranges),
            (_, Some(at)) => {
                let at = value_range.start + at.start..value_range.start + at.end;
                Err(wrong(at.clone(), format!("`{}` is no range of lines", &line[at]), "write lines like `1,3-4,7-`"))
            }
        };
        match key.trim().to_ascii_lowercase().as_str() {
            "name" if value.trim().is_empty() => {
                let message = "the name of the region is missing; it and what follows it in the query are ignored".to_owned();
                let help = "write the name that the file marks: `?name=main`".to_owned();
                return Err(Problem { rule: &rules::region_not_found::RULE, range, message, help });
            }
            "name" => self.region = Some(trimmed(line, value_range)),
            "start" => self.start = Some(number(value).map_err(|_| malformed("line number", "write a number: `start=3`"))?),
            "end" => self.end = Some(number(value).map_err(|_| malformed("line number", "write a number: `end=9`"))?),
            "range" => self.ranges = lines(value)?,
            "highlight" => self.highlight = lines(value)?,
            "dedent" => self.dedent = Some(value.trim().parse().map_err(|_| malformed("number of spaces", "write a number: `dedent=4`"))?),
            other => {
                let help = nearest(other, KEYS)
                    .map_or_else(|| format!("known keys: {}", KEYS.join(", ")), |near| format!("did you mean `{near}`?"));
                return Err(wrong(range.start..range.start + key.len(), format!("`{}` is no key of a code query", key.trim()), &help));
            }
        }
        Ok(())
    }
}

// `3`, `3-5` or `3-`; each number after `sign`, in either case.
fn line_range(text: &str, sign: &str) -> Option<LineRange> {
    let number = |text: &str| {
        let text = text.trim();
        let digits = text.get(sign.len()..).filter(|_| text[..sign.len()].eq_ignore_ascii_case(sign))?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    match text.split_once('-') {
        None => number(text).map(|line| LineRange { first: line, last: Some(line) }),
        Some((first, last)) if last.trim().is_empty() => number(first).map(|first| LineRange { first, last: None }),
        Some((first, last)) => Some(LineRange { first: number(first)?, last: Some(number(last)?) }),
    }
}

fn written(ranges: &[LineRange]) -> String {
    let items: Vec<String> = ranges
        .iter()
        .map(|range| match range.last {
            Some(last) if last == range.first => last.to_string(),
            Some(last) => format!("{}-{last}", range.first),
            None => format!("{}-", range.first),
        })
        .collect();
    items.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(selection: &Selection) -> String {
        match selection {
            Selection::Whole => "all".to_owned(),
            Selection::Region(name) => format!("region {name}"),
            Selection::Lines(ranges) => format!("lines {}", written(ranges)),
        }
    }

    #[test]
    fn forms_that_are_snippets() {
        for (line, language, path, selection) in [
            ("[!code[](a.cs)]", "-", "a.cs", "all"),
            ("[!CODE-Go [x]( my dir/a (1).go ) ] ", "Go", "my dir/a (1).go", "all"),
            ("[!code-c#[x\\]y] (q\\(\\#.cs?name=Main)]", "c#", "q(#.cs", "region Main"),
            ("[!code-cs[x](a.cs?start=3&end=5&name=X#Y)]", "cs", "a.cs", "region Y"),
            ("[!code-cs[x](a.cs?start=3&END=5&range=7)]", "cs", "a.cs", "lines 3-5"),
            ("[!code-cs[x](a.cs?start=3)]", "cs", "a.cs", "lines 3"),
            ("[!code-cs[x](a.cs?end=3)]", "cs", "a.cs", "all"),
            ("[!code-cs[x](a.cs?range=2,1,5-6,8-)]", "cs", "a.cs", "lines 2,1,5-6,8-"),
            ("[!code-cs[x](a.cs?start=1#l10-L20)]", "cs", "a.cs", "lines 10-20"),
            ("[!code-cs[x](a.cs?name=n#L10-)]", "cs", "a.cs", "region n"),
            ("[!code-cs[x](a.cs#10)]", "cs", "a.cs", "region 10"),
            ("[!code-cs[x](a.cs#é \"t\")]", "cs", "a.cs", "region é"),
            ("[!notebook-python[](n.ipynb?name=load)]", "python", "n.ipynb", "region load"),
            ("[!code-azurecli-interactive[](f)]", "azurecli", "f", "all"),
            ("[!code[](..\\s\\a.cs)]", "-", "..\\s\\a.cs", "all"),
        ] {
            let (snippet, problems) = read(line);
            let snippet = snippet.unwrap_or_else(|| panic!("{line}"));
            assert!(problems.is_empty(), "{line}: {problems:?}");
            let found = (snippet.language.as_deref().unwrap_or("-"), &*snippet.path, shown(&snippet.selection));
            assert_eq!(found, (language, path, selection.to_owned()), "{line}");
            assert_eq!(remove_escapes(&line[snippet.path_range.clone()]), path, "{line}");
            assert_eq!(snippet.is_notebook, line.contains("notebook"));
            assert_eq!(snippet.is_interactive, line.contains("-interactive"));
        }
    }

    #[test]
    fn title_highlight_and_dedent() {
        let line = "[!code-cs[a\\]b](a.cs?highlight=2-2,4-,6-7&dedent=8 \"say \\\"<x>\\\"\" )]";
        let snippet = read(line).0.unwrap();
        assert_eq!((&*snippet.name, &*snippet.highlight, snippet.dedent, &*snippet.title), ("a]b", "2,4-,6-7", Some(8), "say \"<x>\""));
        assert_eq!(&line[snippet.path_range], "a.cs");
        assert_eq!(read("[!code[](a.cs?dedent=-4)]").0.unwrap().dedent, None);
    }

    #[test]
    fn forms_that_are_text() {
        for line in [
            "[!code [a](b.cs)]",
            "[!codex[a](b.cs)]",
            "[!code[a](b.cs]",
            "[!code[a](b.cs)",
            "[!code[a](b.cs \"t)]",
            "[!code[a](b.cs \"t\" x)]",
            "[!code-cs",
            "[!code-cs[",
            "[!é",
            "",
            "a [!code[a](b.cs)]",
            "[!code[a](b.cs)].",
            "[!code[a]()]",
        ] {
            let (snippet, problems) = read(line);
            assert!(snippet.is_none() && problems.is_empty(), "{line}");
        }
    }

    #[test]
    fn problems_have_a_place() {
        for (line, at) in [
            ("[!code[a](b.cs?start=x&name=a)]", "x"),
            ("[!code[a](b.cs?name=a&colour=red)]", "colour"),
            ("[!code[a](b.cs?name=a=b)]", "name=a=b"),
            ("[!code[a](b.cs?main)]", "main"),
            ("[!code[a](b.cs?name=)]", "name="),
            ("[!code[a](b.cs?range=1,b-2)]", "b-2"),
            ("[!code[a](b.cs?dedent=two)]", "two"),
        ] {
            let (snippet, problems) = read(line);
            assert!(snippet.is_some(), "{line}");
            assert_eq!(problems.iter().map(|problem| &line[problem.range.clone()]).collect::<Vec<_>>(), [at], "{line}");
        }
        assert_eq!(shown(&read("[!code[a](b.cs?name=a&x=1&name=c)]").0.unwrap().selection), "region a");
    }

    #[test]
    fn attributes_of_a_triple_colon() {
        for (range, id, selection) in
            [("", "", "all"), (" 3 - 9, 12", "", "lines 3-9,12"), ("3", "reg", "region reg"), ("1,x", "", "lines 1")]
        {
            let snippet = of_text("s.cs", "", range, id, "2", "try-dotnet");
            assert_eq!(shown(&snippet.selection), selection);
            assert!(snippet.is_interactive && snippet.language.is_none() && snippet.dedent.is_none());
        }
        assert_eq!(line_ranges("1, x-2").1, Some(2..6));
    }

    proptest::proptest! {
        #[test]
        fn any_text(line in "\\[!code(-c)?[\\[\\]()\\\\?#\"&= -L0-9ané]{0,40}") {
            let (snippet, problems) = read(&line);
            for range in problems.iter().map(|problem| &problem.range).chain(snippet.iter().flat_map(|snippet| [&snippet.path_range, &snippet.selection_range])) {
                assert!(line.get(range.clone()).is_some());
            }
        }
    }
}
