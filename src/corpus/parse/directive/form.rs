//! Forms: `::: form`, a button that another page's script brings to life.
//!
//! In:    a line without its indentation.
//! Out:   the form as written.
//! Never: sends anything anywhere.
//!
//! Source of the rule: DocFX (`ChromelessFormExtension`). The closing colons may be left out, since the line ends it.

use super::attributes::{self, Reading};
use super::code::lost_text;
use crate::rules::form_invalid::RULE;

/// A form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Form {
    /// What it asks for.
    pub(crate) model: Option<String>,
    /// What it does.
    pub action: String,
    /// What its button says.
    pub submit_text: String,
}

/// Reads a line. `None`: it is no form.
pub(crate) fn read(text: &str) -> Option<Reading<Form>> {
    let end = text.trim_end().len();
    let attributes = match attributes::read(text) {
        Ok(attributes) if attributes.name == "form" => attributes,
        Err(wrong) if wrong.name == "form" => return Some(Reading { construct: None, end, problems: vec![wrong.problem(&RULE)] }),
        Ok(_) | Err(_) => return None,
    };
    let mut problems = attributes.unknown(&RULE, &["model", "action", "submittext"]);
    if problems.is_empty() {
        problems.extend(attributes.missing(&RULE, "action", "subscribe"));
        problems.extend(attributes.missing(&RULE, "submitText", "Subscribe"));
    }
    let (Some(action), Some(submit_text), true) = (attributes.text("action"), attributes.text("submittext"), problems.is_empty()) else {
        return Some(Reading { construct: None, end, problems });
    };
    problems.extend(lost_text(text, attributes.end, &RULE));
    Some(Reading { construct: Some(Form { model: attributes.text("model"), action, submit_text }), end, problems })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (text, model, reports) in [
            ("::: form action=\"ask\" submitText=\"Go\" :::", None, 0),
            (":::form model=\"m\" action=\"ask\" SubmitText=\"Go\":::", Some("m"), 0),
            ("::: form action=\"ask\" submitText=\"Go\"", None, 0),
            ("::: form action=\"ask\" submitText=\"Go\" ::: lost", None, 1),
        ] {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            let form = Form { model: model.map(ToOwned::to_owned), action: "ask".to_owned(), submit_text: "Go".to_owned() };
            assert_eq!((reading.construct, reading.problems.len()), (Some(form), reports), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_text() {
        for text in [
            "::: form action=ask submitText=\"Go\" :::",
            "::: form action=\"ask\" submitText=\"Go :::",
            "::: form action submitText=\"Go\" :::",
            "::: form action=\"ask\" submitText=\"\" :::",
            "::: form submitText=\"Go\" :::",
            "::: form action=\"ask\" :::",
            "::: form action=\"ask\" submitText=\"Go\" method=\"post\" :::",
        ] {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((reading.construct, reading.problems.len()), (None, 1), "{text}");
        }
        assert_eq!(read("::: format action=\"ask\""), None);
    }
}
