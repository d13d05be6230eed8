//! Excerpts: the part of a code file that a snippet shows, cut and moved to the margin.
//!
//! In:    a snippet, and the text of the file that it names.
//! Out:   `Excerpt`: the code, its language, and what is wrong.
//! Never: reads a file; shows the whole where a part was asked for.
//!
//! Source of the rule: DocFX (`HtmlCodeSnippetRenderer`, `CodeExtension`). Unlike there, a missing region is told, and an unnamed `#region` does not
//! end the named one around it.

use std::collections::BTreeMap;

use crate::base::diagnostic::Rule;
use crate::base::nearest::nearest;
use crate::corpus::parse::directive::snippet::{LineRange, Selection, Snippet};
use crate::input::json;
use crate::input::yaml::Yaml;
use crate::rules;

mod regions;

use regions::{ALL, LANGUAGES, NO_EXTENSION, Regions, Style, language_of, styles_of};

/// What a snippet shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Excerpt {
    /// The code, not escaped. Each line ends with a line break, except the last one of a `:::code` and of a cell.
    pub code: String,
    /// What follows `lang-` in the class; empty for none.
    pub language: String,
    /// Rule, message and help of each problem.
    pub problems: Vec<(&'static Rule, String, String)>,
}

/// Cuts what `snippet` selects out of `text`, the contents of the file that it names.
pub(crate) fn cut(snippet: &Snippet, text: &str, file_extension: &str) -> Excerpt {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let extension = file_extension.trim_start_matches('.').to_lowercase();
    let mut problems = Vec::new();
    let language = match &snippet.language {
        Some(language) => language.to_string(),
        None if snippet.in_triple_colon => inferred(&extension, &mut problems),
        None => String::new(),
    };
    let lines: Vec<&str> = text.lines().collect();
    let selected = match &snippet.selection {
        Selection::Region(name) if snippet.is_notebook => {
            let code = cell(text, name).unwrap_or_else(|(message, help)| {
                problems.push((&rules::notebook_invalid::RULE, message, help));
                String::new()
            });
            return Excerpt { code, language, problems };
        }
        Selection::Whole if snippet.is_notebook => return Excerpt { code: text.to_owned(), language, problems },
        Selection::Whole => lines,
        // None of them could be read, which was said where they stand.
        Selection::Lines(ranges) if ranges.is_empty() => return Excerpt { code: String::new(), language, problems },
        Selection::Lines(ranges) => {
            let selected = by_number(&lines, ranges);
            if selected.is_empty() {
                let message = format!("these lines are not in `{}`, which has {}", snippet.path, lines.len());
                problems.push((&rules::code_invalid::RULE, message, "write lines that exist, the smaller number first: `3-9`".to_owned()));
            }
            selected
        }
        Selection::Region(name) => region(snippet, name, &lines, &extension, &mut problems),
    };
    let mut code = dedented(&selected, snippet.dedent);
    if snippet.in_triple_colon {
        code.truncate(code.trim_end().len());
        if code.is_empty() && problems.is_empty() {
            let message = format!("there is no code in what is selected of `{}`", snippet.path);
            problems.push((&rules::code_invalid::RULE, message, "select other lines, or another file".to_owned()));
        }
    }
    Excerpt { code, language, problems }
}

// DocFX takes a file without an extension for Ruby; no colours are better than wrong ones.
fn inferred(extension: &str, problems: &mut Vec<(&'static Rule, String, String)>) -> String {
    if extension.is_empty() {
        return String::new();
    }
    language_of(extension).map_or_else(
        || {
            let message = format!("the extension `.{extension}` does not tell the language of this code");
            problems.push((&rules::code_invalid::RULE, message, "name the language: `language=\"…\"`".to_owned()));
            String::new()
        },
        str::to_owned,
    )
}

// More lines than this are not shown, however often `range` repeats them.
const MOST_LINES: usize = 100_000;

fn by_number<'a>(lines: &[&'a str], ranges: &[LineRange]) -> Vec<&'a str> {
    let place = |number: u32| usize::try_from(number).unwrap_or(usize::MAX).min(lines.len());
    ranges
        .iter()
        .flat_map(|range| {
            let end = range.last.map_or(lines.len(), place);
            lines.get(place(range.first.saturating_sub(1))..end).unwrap_or_default()
        })
        .copied()
        .take(MOST_LINES.max(lines.len()))
        .collect()
}

fn region<'a>(
    snippet: &Snippet,
    name: &str,
    lines: &[&'a str],
    extension: &str,
    problems: &mut Vec<(&'static Rule, String, String)>,
) -> Vec<&'a str> {
    let written = snippet.language.as_deref().filter(|_| !snippet.in_triple_colon);
    let styles: Vec<&Style> = match (written.and_then(styles_of), styles_of(if extension.is_empty() { NO_EXTENSION } else { extension })) {
        (Some(styles), _) => styles.iter().collect(),
        (None, Some(styles)) if written.is_none() => styles.iter().collect(),
        // What the extension says is likelier, but any style may be meant.
        (None, Some(styles)) if !extension.is_empty() => styles.iter().chain(ALL.iter().filter(|style| !styles.contains(style))).collect(),
        (None, _) => {
            problems.push(language_unknown(written, extension));
            ALL.iter().collect()
        }
    };
    let wanted = name.to_lowercase();
    let mut names = Vec::new();
    let mut is_unclosed = false;
    for style in styles {
        let mut regions = Regions::of(style, lines);
        if let Some(range) = regions.closed.remove(&wanted).or_else(|| regions.closed.remove(&format!("snippet{wanted}"))) {
            let first = range.start;
            return lines[range].iter().enumerate().filter(|(place, _)| !regions.is_marker[first + place]).map(|(_, line)| *line).collect();
        }
        is_unclosed |= regions.is_open(&wanted);
        names.extend(regions.names);
    }
    let path = &snippet.path;
    problems.push(if is_unclosed {
        let help = "mark its end, in the same style of comment as its start".to_owned();
        (&rules::region_not_found::RULE, format!("the region `{name}` of `{path}` is not closed"), help)
    } else {
        let help = suggestion(name, &names, || "mark the part in the file, or select lines: `#L10-L20`".to_owned());
        (&rules::region_not_found::RULE, format!("`{path}` has no region `{name}`"), help)
    });
    Vec::new()
}

fn language_unknown(written: Option<&str>, extension: &str) -> (&'static Rule, String, String) {
    let unknown = written.unwrap_or(extension);
    let message = match written {
        Some(language) => format!("`{language}` is no language whose comments are known; all styles of comments are tried"),
        None => format!("the extension `.{extension}` tells no language whose comments are known; all styles of comments are tried"),
    };
    let near =
        nearest(unknown, LANGUAGES.iter().flat_map(|language| std::iter::once(language.name).chain(language.aliases.iter().copied())));
    let help = near.map_or_else(
        || "name the language as in `[!code-csharp[…](…)]`, or select lines: `#L10-L20`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    (&rules::snippet_language_unknown::RULE, message, help)
}

fn suggestion(name: &str, names: &[String], otherwise: impl Fn() -> String) -> String {
    const MOST: usize = 8;
    let near = nearest(name, names.iter().map(String::as_str));
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => otherwise(),
        None => {
            let listed: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
            format!("there are: {}{}", listed.join(", "), if names.len() > MOST { ", …" } else { "" })
        }
    }
}

fn dedented(lines: &[&str], most: Option<i32>) -> String {
    let indents: Vec<(usize, &str)> = lines.iter().map(|line| indent(line)).collect();
    let smallest = || indents.iter().zip(lines).filter(|(_, line)| !line.is_empty()).map(|((columns, _), _)| *columns).min().unwrap_or(0);
    let removed = most.and_then(|most| usize::try_from(most).ok()).unwrap_or_else(smallest);
    let mut code = String::new();
    for (columns, rest) in indents {
        code.extend(std::iter::repeat_n(' ', columns.saturating_sub(removed)));
        code.push_str(rest);
        code.push('\n');
    }
    code
}

// The columns of white space that a line begins with, tabs going to stops of 4; and what follows.
fn indent(line: &str) -> (usize, &str) {
    let rest = line.trim_start_matches([' ', '\t']);
    let blanks = &line[..line.len() - rest.len()];
    (blanks.chars().fold(0, |columns, c| if c == '\t' { columns / 4 * 4 + 4 } else { columns + 1 }), rest)
}

// The source of the cell of this name; or message and help.
fn cell(text: &str, name: &str) -> Result<String, (String, String)> {
    let notebook =
        json::read(text).map_err(|why| (format!("this file is no notebook: {}", why.message), "save it again as a notebook".to_owned()))?;
    let mut cells: BTreeMap<String, Vec<&Yaml>> = BTreeMap::new();
    for cell in field(&notebook, "cells").and_then(Yaml::as_list).unwrap_or_default() {
        if let Some(name) = field(cell, "metadata").and_then(|metadata| field(metadata, "name")).and_then(Yaml::as_text) {
            cells.entry(name.to_owned()).or_default().push(cell);
        }
    }
    match cells.get(name).map(Vec::as_slice) {
        Some([cell]) => Ok(source(cell)),
        Some(several) if !several.is_empty() => {
            Err((format!("{} cells of this notebook are named `{name}`", several.len()), "give each cell a name of its own".to_owned()))
        }
        _ => {
            let names: Vec<String> = cells.into_keys().collect();
            let otherwise = || format!("name the cell in its metadata: `\"name\": \"{name}\"`");
            Err((format!("no cell of this notebook is named `{name}`"), suggestion(name, &names, otherwise)))
        }
    }
}

fn source(cell: &Yaml) -> String {
    match field(cell, "source") {
        Some(source) => match source.as_list() {
            Some(lines) => lines.iter().filter_map(Yaml::as_text).collect(),
            None => source.as_text().unwrap_or_default().to_owned(),
        },
        None => String::new(),
    }
}

fn field<'a>(map: &'a Yaml, key: &str) -> Option<&'a Yaml> {
    map.as_map()?.iter().find(|(known, _)| known.text == key).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::parse::directive::snippet::{of_text, read};

    fn excerpt(directive: &str, text: &str) -> Excerpt {
        let snippet = read(directive).0.unwrap_or_else(|| panic!("{directive}"));
        let extension = snippet.path.rsplit_once('.').map_or("", |(_, extension)| extension).to_owned();
        cut(&snippet, text, &extension)
    }

    fn codes(excerpt: &Excerpt) -> Vec<&'static str> {
        excerpt.problems.iter().map(|(rule, _, _)| rule.code).collect()
    }

    const LINES: &str = "  one\n\ttwo\n\n    four\n      five\nsix\n";

    #[test]
    fn snippet_lines() {
        for (query, code) in [
            ("", "  one\n    two\n\n    four\n      five\nsix\n"),
            ("#L4-L5", "four\n  five\n"),
            ("#L5-L999", "      five\nsix\n"),
            ("?range=2,1,5-6,2", "    two\n  one\n      five\nsix\n    two\n"),
            ("?range=4,5&dedent=0", "    four\n      five\n"),
            ("?range=4,5&dedent=5", "four\n five\n"),
            ("?range=4,5&dedent=-4", "four\n  five\n"),
            ("?start=4&end=5", "four\n  five\n"),
            ("?start=2", "two\n"),
            ("?start=0&end=1", "one\n"),
        ] {
            let excerpt = excerpt(&format!("[!code[](a.txt{query})]"), LINES);
            assert_eq!((excerpt.code.as_str(), codes(&excerpt)), (code, vec![]), "{query}");
        }
        for query in ["?range=9-7", "#L70", "?range=0"] {
            let excerpt = excerpt(&format!("[!code[](a.txt{query})]"), LINES);
            assert_eq!((excerpt.code.as_str(), codes(&excerpt)), ("", vec!["code-invalid"]), "{query}");
        }
        assert_eq!(excerpt("[!code[](a.txt)]", "\u{feff}  a\r\n    \r\n   b").code, "a\n  \n b\n");
    }

    #[test]
    fn snippet_styles_of_each_language() {
        for (language, start, end) in [
            ("csharp", "// <m.1>", "  //</M.1>"),
            ("csharp", "#region m.1", "#endregion // m"),
            ("c++", "//<m.1>", "// </m.1>"),
            ("xml", "<!-- <m.1> -->", "<!--</m.1>-->"),
            ("cshtml", "<!--<m.1>-->", "<!--</m.1>-->"),
            ("ruby", "# <m.1>", "# </m.1>"),
            ("vb", "' <m.1>", "'</m.1>"),
            ("vbnet", "#Region M.1", "#End Region"),
            ("vb", "#Region \"m.1\"", "#End Region"),
            ("sql", "-- <m.1>", "-- </m.1>"),
            ("bash", "#<m.1>", "#</m.1>"),
            ("cmd", "REM <m.1>", "rem </m.1>"),
            ("erlang", "% <m.1>", "%</m.1>"),
            ("lsp", "; <m.1>", ";</m.1>"),
            ("css", "/* <m.1> */", "/*</other>*/"),
        ] {
            let excerpt = excerpt(&format!("[!code-{language}[](a.zzz?name=m.1)]"), &format!("x\n{start}\n  a\n\n  b\n{end}\ny\n"));
            assert_eq!((excerpt.code.as_str(), codes(&excerpt)), ("a\n\nb\n", vec![]), "{language}: {start}");
            assert_eq!(excerpt.language, language);
        }
    }

    #[test]
    fn snippet_regions() {
        for (text, name, code) in [
            ("//<SnippetProg>\na\n//</snippetprog>", "prog", "a\n"),
            ("//<snippetprog>\na\n//</snippetprog>", "snippetprog", "a\n"),
            ("//<a>\n1\n//<b>\n2\n//</b>\n// <X a=\"b\">\n#region q\n//</a>", "A", "1\n2\n// <X a=\"b\">\n#region q\n"),
            ("#region\n#region Two words\n#region in\n1\n#endregion\n#endregion\n#endregion", "in", "1\n"),
            ("#region out\n1\n#region Two words\n2\n#endregion\n3\n#endregion\n4", "out", "1\n2\n3\n"),
            ("//<a>\n1\n//<a>\n2\n//</a>\n3\n//</a>", "a", "2\n"),
            ("#region a\n1\n#region a\n2\n#endregion\n3\n#endregion", "a", "2\n"),
            ("//<a>\n1\n//</a>\n//<a>\n2\n//</a>", "a", "2\n"),
            ("//<a>\n//<b>\n1\n//</a>\n2\n//</b>", "b", "1\n2\n"),
        ] {
            let excerpt = excerpt(&format!("[!code[](a.cs?name={name})]"), text);
            assert_eq!((excerpt.code.as_str(), codes(&excerpt)), (code, vec![]), "{text}");
        }
    }

    #[test]
    fn snippet_problems() {
        for (directive, text, code, problems) in [
            ("[!code[](a.cs?name=strat)]", "#region start\n#endregion", "", [("region-not-found", "did you mean `start`?")]),
            ("[!code[](a.cs#x)]", "#region start\n#endregion", "", [("region-not-found", "there are: `start`")]),
            ("[!code[](a.cs#x)]", "", "", [("region-not-found", "mark the part in the file, or select lines: `#L10-L20`")]),
            ("[!code[](a.cs#x)]", "//<x>\n1", "", [("region-not-found", "mark its end, in the same style of comment as its start")]),
            ("[!code-CSharp[](a.zzz#x)]", "%<x>\n1\n%</x>", "1\n", [("snippet-language-unknown", "did you mean `csharp`?")]),
        ] {
            let excerpt = excerpt(directive, text);
            let found: Vec<_> = excerpt.problems.iter().map(|(rule, _, help)| (rule.code, help.as_str())).collect();
            assert_eq!((excerpt.code.as_str(), found.as_slice()), (code, &problems[..]), "{directive}");
        }
        // The extension tells what the language does not.
        let azure = excerpt("[!code-azurecli-interactive[](a.sh#x)]", "# <x>\n1\n# </x>");
        assert_eq!((azure.code.as_str(), azure.language.as_str(), codes(&azure)), ("1\n", "azurecli", vec![]));
        assert_eq!(codes(&excerpt("[!code[](Rakefile#x)]", "# <x>\n1\n# </x>")), [""; 0]);
    }

    #[test]
    fn snippet_in_triple_colon() {
        for (extension, language, range, id, code, shown, problems) in [
            ("cs", "", "2-3", "", "a\n b", "csharp", vec![]),
            (".CS", "xml", "2-3", "r", "a\n b", "xml", vec![]),
            ("", "", "3", "", "b", "", vec![]),
            ("zzz", "", "3", "", "b", "", vec!["code-invalid"]),
            ("cs", "", "9", "", "", "csharp", vec!["code-invalid"]),
            ("cs", "", "", "q", "", "csharp", vec!["region-not-found"]),
            ("cs", "", "5", "", "", "csharp", vec!["code-invalid"]),
        ] {
            let snippet = of_text("s", language, range, id, "", "");
            let excerpt = cut(&snippet, "//<r>\n  a\n   b\n//</r>\n   \n", extension);
            assert_eq!(
                (excerpt.code.as_str(), excerpt.language.as_str(), codes(&excerpt)),
                (code, shown, problems),
                "{extension} {range} {id}"
            );
        }
    }

    #[test]
    fn snippet_cells() {
        let notebook = "{\"cells\": [{\"metadata\": {\"name\": \"load\"}, \"source\": [\"  a\\n\", \"b\"]}, {\"metadata\": {\"name\": \"one\"}, \"source\": \"c\"},
            {\"metadata\": {\"name\": \"two\"}}, {\"metadata\": {\"name\": \"two\"}}, {\"source\": []}, 1]}";
        for (text, name, code, problem) in [
            (notebook, "load", "  a\nb", None),
            (notebook, "one", "c", None),
            (notebook, "Load", "", Some("no cell of this notebook is named `Load`")),
            (notebook, "two", "", Some("2 cells of this notebook are named `two`")),
            ("[]", "two", "", Some("no cell of this notebook is named `two`")),
            ("x = 1", "two", "", Some("this file is no notebook: `x` is no value; texts stand in double quotes")),
        ] {
            let excerpt = excerpt(&format!("[!notebook-python[](n.ipynb?name={name})]"), text);
            let found = excerpt.problems.first().map(|(_, message, _)| message.as_str());
            assert_eq!((excerpt.code.as_str(), found), (code, problem), "{name}");
        }
        assert_eq!(excerpt("[!notebook[](n.ipynb)]", "[1]").code, "[1]");
    }
}
