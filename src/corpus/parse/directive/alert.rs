//! Alerts: `> [!NOTE]` and its kin.
//!
//! In:    the text right after a quote mark, and the kinds that are configured.
//! Out:   an alert that starts on this line.
//! Never: decides how an alert is called on the page: that is a matter of the page's language.
//!
//! Source of the rule: DocFX (`QuoteSectionNoteParser`). The marker stands alone on its line; text after it makes the quote an ordinary one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Block, Found, Line, Problem};
use crate::base::nearest::nearest;
use crate::markup::Alert;
use crate::rules;

/// The five kinds of DocFX and Microsoft Learn.
pub(crate) const KINDS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

// Translated markers that authors write although only the English ones are defined; each is read as the kind it means.
const TRANSLATED: &[(&str, &str)] = &[
    ("HINWEIS", "NOTE"),
    ("TIPP", "TIP"),
    ("WICHTIG", "IMPORTANT"),
    ("WARNUNG", "WARNING"),
    ("ACHTUNG", "CAUTION"),
    ("VORSICHT", "CAUTION"),
    ("NOTA", "NOTE"),
    ("SUGERENCIA", "TIP"),
    ("IMPORTANTE", "IMPORTANT"),
    ("ADVERTENCIA", "WARNING"),
    ("PRECAUCIÓN", "CAUTION"),
    ("OBSERVAÇÃO", "NOTE"),
    ("DICA", "TIP"),
    ("AVISO", "WARNING"),
    ("CUIDADO", "CAUTION"),
    ("注意", "NOTE"),
    ("注", "NOTE"),
    ("メモ", "NOTE"),
    ("ヒント", "TIP"),
    ("重要", "IMPORTANT"),
    ("警告", "WARNING"),
    ("备注", "NOTE"),
    ("提示", "TIP"),
    ("小心", "CAUTION"),
];

/// The kinds of alert that a playbook knows, by their names in upper case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct AlertKinds(BTreeMap<String, Arc<Alert>>);

impl AlertKinds {
    /// The built-in kinds and the configured ones (`markdownEngineProperties.alerts`), which may replace them.
    pub(crate) fn with(configured: &BTreeMap<String, String>) -> Self {
        let alert = |kind: &str, class: &str| Arc::new(Alert { kind: kind.into(), class: class.into() });
        let mut kinds: BTreeMap<_, _> = KINDS.iter().map(|kind| ((*kind).to_owned(), alert(kind, kind))).collect();
        for (name, class) in configured {
            let upper = name.to_uppercase();
            // A kind of the playbook is called as its author spells it.
            let kind = if KINDS.contains(&upper.as_str()) { &upper } else { name };
            kinds.insert(upper.clone(), alert(kind, class));
        }
        Self(kinds)
    }

    fn find(&self, name: &str) -> Option<Arc<Alert>> {
        self.0.get(&name.to_uppercase()).cloned()
    }
}

/// How long the marker at the start of a line is that is none and must not become the text of a link or the name of a reference: `[!NOTE]: x`, and
/// `[!NOTE](x)` and `[!NOTE][x]`, too, where an alert of some kinds may begin, which is right after a quote mark.
pub(crate) fn unlinked(text: &str, kinds: Option<&AlertKinds>) -> Option<usize> {
    let length = text.strip_prefix("[!")?.find(']')? + 3;
    let name = &text[2..length - 1];
    let is_word = !name.is_empty() && name.chars().all(char::is_alphabetic);
    let is_it = match text.as_bytes().get(length)? {
        b':' => is_word || kinds.is_some() && !name.contains(['[', '`']),
        b'(' | b'[' => kinds.is_some_and(|kinds| kinds.find(name).is_some()),
        _ => false,
    };
    is_it.then_some(length)
}

/// Reads the text right after a quote mark.
pub(crate) fn read(text: &str, kinds: &AlertKinds) -> Found {
    let Some(end) = text.strip_prefix("[!").and_then(|rest| rest.find(']')) else { return Found::default() };
    let (name, after) = (&text[2..end + 2], &text[end + 3..]);
    if name.is_empty() || name.contains(['[', '`']) {
        return Found::default();
    }
    let is_alone = after.trim().is_empty();
    let problem = |rule, range, message: String, help: String| vec![Problem { rule, range, message, help }];
    let marker = 0..end + 3;
    if let Some(alert) = kinds.find(name) {
        if is_alone {
            return Found::of(Some(Block::Alert(alert)), Vec::new());
        }
        let help = match after.trim_start_matches(':').trim() {
            "" => format!("write `> [!{}]`, and nothing else on this line", alert.kind),
            text => format!("put the text on a line of its own: `> [!{}]` and below it `> {text}`", alert.kind),
        };
        let message = format!("text follows `[!{name}]` on the same line, so this is no alert");
        return Found {
            line: Line::Text,
            problems: problem(&rules::alert_invalid::RULE, text.len() - after.trim_start().len()..text.trim_end().len(), message, help),
        };
    }
    let word = name.trim();
    // Of any other name a link or a reference may be made: `[!a](x)`, `[!a][b]`.
    if word.is_empty() || after.starts_with(['(', '[']) || !word.chars().all(char::is_alphabetic) {
        return Found::default();
    }
    let upper = word.to_uppercase();
    let meant = kinds.find(word).or_else(|| {
        let (_, kind) = TRANSLATED.iter().find(|(translated, _)| *translated == upper)?;
        kinds.find(kind)
    });
    match meant {
        Some(alert) if is_alone => {
            let help = format!("write `[!{}]`; the heading is shown in the language of the page", alert.kind);
            let message = format!("`[!{name}]` is no kind of alert; it is read as `[!{}]`", alert.kind);
            Found::of(Some(Block::Alert(alert)), problem(&rules::alert_unknown::RULE, marker, message, help))
        }
        // Directives of the quote family are no alerts.
        _ if ["DIV", "VIDEO", "INCLUDE", "CODE"].contains(&upper.as_str()) => Found::default(),
        _ => {
            let near = nearest(&upper, kinds.0.keys().map(String::as_str));
            let help = near.map_or_else(
                || format!("known kinds: {}", kinds.0.keys().cloned().collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `[!{near}]`?"),
            );
            Found {
                line: Line::Text,
                problems: problem(&rules::alert_unknown::RULE, marker, format!("`[!{name}]` is no kind of alert"), help),
            }
        }
    }
}
