//! Rows and columns: `:::row:::` and `:::column span="2":::`, text side by side.
//!
//! In:    a line without its indentation.
//! Out:   the row or column that it opens.
//! Never: asks what the row holds.
//!
//! Source of the rule: DocFX (`RowExtension`, `NestedColumnExtension`). Our own: blanks before `column`.

use std::ops::Range;

use super::Problem;
use super::attributes::{self, Reading, skip_blanks};
use crate::base::diagnostic::Rule;
use crate::rules;

/// A row or column that a line opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Row {
    /// `:::row:::`
    Row {
        /// How many colons opened it; as many close it.
        colons: usize,
    },
    /// `:::column:::`
    Column {
        /// How many colons opened it; as many close it.
        colons: usize,
        /// How many parts of the row it takes: digits, or nothing for `span=""`. `None`: one part, or nothing said.
        span: Option<String>,
    },
}

/// Reads an opening line. `None`: it is neither.
pub(crate) fn read(text: &str) -> Option<Reading<Row>> {
    let (colons, name, place) = attributes::name(text)?;
    match name.as_str() {
        "row" => row(text, colons, place),
        "column" => column(text, colons, place),
        // Nothing has to stand between the two words.
        "columnspan" => column(text, colons, place - "span".len()),
        _ => None,
    }
}

fn row(text: &str, colons: usize, place: usize) -> Option<Reading<Row>> {
    let rule = &rules::row_invalid::RULE;
    if text[place..].starts_with(":::") {
        return Some(opened(Row::Row { colons }, text, place, rule, Vec::new()));
    }
    let help = "write `:::row:::`, alone on its line; the columns in it tell their number";
    let message = if text[place..].contains('=') { "a row has no attributes" } else { "three colons do not follow `row` directly" };
    text_instead(text, place, rule, message, help)
}

fn column(text: &str, colons: usize, place: usize) -> Option<Reading<Row>> {
    let rule = &rules::column_invalid::RULE;
    let help = "write `:::column:::` or `:::column span=\"2\":::`, alone on its line";
    let start = skip_blanks(text, place);
    let key = "span=\"";
    if !text[start..].get(..key.len()).is_some_and(|typed| typed.eq_ignore_ascii_case(key)) {
        // The blank before the last colons is as harmless as the one after the first.
        if text[start..].starts_with(":::") {
            return Some(opened(Row::Column { colons, span: None }, text, start, rule, Vec::new()));
        }
        let message = if text[start..].contains('=') {
            "a column has `span=\"…\"` and nothing else"
        } else {
            "three colons do not follow `column`"
        };
        return text_instead(text, start, rule, message, help);
    }
    let value_start = start + key.len();
    let Some(length) = text[value_start..].find('"') else {
        return text_instead(text, value_start - 1, rule, "the value of `span` has no closing quote", help);
    };
    let value = value_start..value_start + length;
    let after = value.end + 1;
    if !text[after..].starts_with(":::") {
        return text_instead(text, after, rule, "three colons do not follow `span=\"…\"` directly", help);
    }
    let typed = text[value.clone()].trim();
    let mut problems = Vec::new();
    let span = match typed {
        "1" => None,
        _ if typed.bytes().all(|byte| byte.is_ascii_digit()) => Some(typed.to_owned()),
        _ => {
            let (message, help) =
                (format!("`{typed}` is no whole number"), "write how many parts of the row it takes: `span=\"2\"`".to_owned());
            problems.push(Problem { rule, range: value, message, help });
            None
        }
    };
    Some(opened(Row::Column { colons, span }, text, after, rule, problems))
}

// A construct whose last colons stand at `place`; what follows them would be lost without a word.
fn opened(construct: Row, text: &str, place: usize, rule: &'static Rule, mut problems: Vec<Problem>) -> Reading<Row> {
    let after = text.len() - text[place..].trim_start_matches(':').len();
    let end = text.trim_end().len();
    let start = skip_blanks(text, after);
    if start < end {
        problems.push(Problem {
            rule,
            range: start..end,
            message: "text follows the opening line, and is not shown".to_owned(),
            help: "put the text on a line of its own".to_owned(),
        });
    }
    Reading { construct: Some(construct), end, problems }
}

// What has the look of a directive is reported, what has the look of a sentence is not.
fn text_instead(text: &str, place: usize, rule: &'static Rule, message: &str, help: &str) -> Option<Reading<Row>> {
    let rest = text[place..].trim();
    let is_meant = rest.is_empty() || rest.contains(['=', '"']) || rest.contains(":::");
    let range: Range<usize> = if rest.is_empty() { 0..text.trim_end().len() } else { skip_blanks(text, place)..text.trim_end().len() };
    is_meant.then(|| {
        let problems = vec![Problem { rule, range, message: message.to_owned(), help: help.to_owned() }];
        Reading { construct: None, end: text.len(), problems }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(colons: usize, span: Option<&str>) -> Row {
        Row::Column { colons, span: span.map(ToOwned::to_owned) }
    }

    #[test]
    fn openers() {
        for (text, row, odd) in [
            (":::row:::", Row::Row { colons: 3 }, None),
            (":::: ROW:::  ", Row::Row { colons: 4 }, None),
            ("::::row::::", Row::Row { colons: 4 }, None),
            (":::row::: lost", Row::Row { colons: 3 }, Some("lost")),
            (":::column:::", column(3, None), None),
            ("::: column:::", column(3, None), None),
            ("::: Column :::", column(3, None), None),
            (":::column span=\"4\":::", column(3, Some("4")), None),
            (":::::columnSPAN=\"2\":::", column(5, Some("2")), None),
            (":::column span=\"1\":::", column(3, None), None),
            (":::column span=\"\":::", column(3, Some("")), None),
            (":::column span=\"wide\":::", column(3, None), Some("wide")),
            (":::column::: x", column(3, None), Some("x")),
        ] {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(reading.construct, Some(row), "{text}");
            assert_eq!(reading.problems.first().map(|problem| &text[problem.range.clone()]), odd, "{text}");
        }
    }

    #[test]
    fn what_is_text() {
        for (text, at) in [
            (":::row count=\"2\":::", Some("count=\"2\":::")),
            (":::row :::", Some(":::")),
            (":::row", Some(":::row")),
            (":::row of trees", None),
            (":::rows:::", None),
            (":::column span=\"2:::", Some("\"2:::")),
            (":::column span=\"2\" :::", Some(":::")),
            (":::column width=\"2\":::", Some("width=\"2\":::")),
            (":::column", Some(":::column")),
            (":::column by column", None),
            ("::row:::", None),
        ] {
            let reading = read(text);
            let problem = reading.as_ref().and_then(|reading| reading.problems.first());
            assert_eq!(problem.map(|problem| &text[problem.range.clone()]), at, "{text}");
            assert_eq!(reading.and_then(|reading| reading.construct), None, "{text}");
        }
    }
}
