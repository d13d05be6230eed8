//! Rules: every kind of mistake that the tool knows, one file each.
//!
//! In:    nothing.
//! Out:   `RULES`, sorted by code; each rule's weight, summary and manual page.
//! Never: looks for the mistake: the code that can see it names the rule.

pub mod abbreviation_duplicate;
pub mod alert_invalid;
pub mod alert_unknown;
pub mod audience_conflict;
pub mod audience_missing;
pub mod audience_unknown;
pub mod audience_zone_empty;
pub mod bookmark_not_found;
pub mod code_invalid;
pub mod code_snippet_not_found;
pub mod column_invalid;
pub mod config_ignored_key;
pub mod config_invalid;
pub mod config_unknown_key;
pub mod content_empty;
pub mod content_ignored;
pub mod control_character;
pub mod date_ambiguous;
pub mod date_invalid;
pub mod date_mismatch;
pub mod directive_unclosed;
pub mod email_without_mailto;
pub mod file_case_mismatch;
pub mod file_not_found;
pub mod file_unreadable;
pub mod footnote_unused;
pub mod form_invalid;
pub mod front_matter_duplicate_key;
pub mod front_matter_invalid;
pub mod glob_unsupported;
pub mod heading_anchor_duplicate;
pub mod html_comment_unclosed;
pub mod html_unknown_element;
pub mod html_unsafe;
pub mod image_alt_missing;
pub mod image_invalid;
pub mod include_cycle;
pub mod include_joined;
pub mod include_limit;
pub mod include_not_found;
pub mod include_withheld;
pub mod internal_error;
pub mod invalid_utf8;
pub mod link_malformed;
pub mod link_out_of_scope;
pub mod link_to_other_site;
pub mod link_withheld;
pub mod math_invalid;
pub mod merge_conflict_marker;
pub mod moniker_invalid;
pub mod notebook_invalid;
pub mod orphan_page;
pub mod output_collision;
pub mod output_name_invalid;
pub mod region_not_found;
pub mod row_invalid;
pub mod safelink;
pub mod snippet_language_unknown;
pub mod stale_page;
pub mod tab_group_invalid;
pub mod table_repaired;
pub mod table_too_wide;
pub mod task_conflict;
pub mod task_details_unused;
pub mod task_malformed_row;
pub mod task_unknown_role;
pub mod task_without_details;
pub mod title_missing;
pub mod toc_cycle;
pub mod toc_dead;
pub mod toc_entry_empty;
pub mod toc_entry_missing_name;
pub mod toc_invalid;
pub mod uid_duplicate;
pub mod uid_not_found;
pub mod url_without_scheme;
pub mod video_host_unknown;
pub mod video_invalid;
pub mod zone_invalid;

use crate::base::diagnostic::Rule;

/// All rules, by code.
pub const RULES: &[&Rule] = &[
    &abbreviation_duplicate::RULE,
    &alert_invalid::RULE,
    &alert_unknown::RULE,
    &audience_conflict::RULE,
    &audience_missing::RULE,
    &audience_unknown::RULE,
    &audience_zone_empty::RULE,
    &bookmark_not_found::RULE,
    &code_invalid::RULE,
    &code_snippet_not_found::RULE,
    &column_invalid::RULE,
    &config_ignored_key::RULE,
    &config_invalid::RULE,
    &config_unknown_key::RULE,
    &content_empty::RULE,
    &content_ignored::RULE,
    &control_character::RULE,
    &date_ambiguous::RULE,
    &date_invalid::RULE,
    &date_mismatch::RULE,
    &directive_unclosed::RULE,
    &email_without_mailto::RULE,
    &file_case_mismatch::RULE,
    &file_not_found::RULE,
    &file_unreadable::RULE,
    &footnote_unused::RULE,
    &form_invalid::RULE,
    &front_matter_duplicate_key::RULE,
    &front_matter_invalid::RULE,
    &glob_unsupported::RULE,
    &heading_anchor_duplicate::RULE,
    &html_comment_unclosed::RULE,
    &html_unknown_element::RULE,
    &html_unsafe::RULE,
    &image_alt_missing::RULE,
    &image_invalid::RULE,
    &include_cycle::RULE,
    &include_joined::RULE,
    &include_limit::RULE,
    &include_not_found::RULE,
    &include_withheld::RULE,
    &internal_error::RULE,
    &invalid_utf8::RULE,
    &link_malformed::RULE,
    &link_out_of_scope::RULE,
    &link_to_other_site::RULE,
    &link_withheld::RULE,
    &math_invalid::RULE,
    &merge_conflict_marker::RULE,
    &moniker_invalid::RULE,
    &notebook_invalid::RULE,
    &orphan_page::RULE,
    &output_collision::RULE,
    &output_name_invalid::RULE,
    &region_not_found::RULE,
    &row_invalid::RULE,
    &safelink::RULE,
    &snippet_language_unknown::RULE,
    &stale_page::RULE,
    &tab_group_invalid::RULE,
    &table_repaired::RULE,
    &table_too_wide::RULE,
    &task_conflict::RULE,
    &task_details_unused::RULE,
    &task_malformed_row::RULE,
    &task_unknown_role::RULE,
    &task_without_details::RULE,
    &title_missing::RULE,
    &toc_cycle::RULE,
    &toc_dead::RULE,
    &toc_entry_empty::RULE,
    &toc_entry_missing_name::RULE,
    &toc_invalid::RULE,
    &uid_duplicate::RULE,
    &uid_not_found::RULE,
    &url_without_scheme::RULE,
    &video_host_unknown::RULE,
    &video_invalid::RULE,
    &zone_invalid::RULE,
];

/// The rule of this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    let place = RULES.binary_search_by(|rule| rule.code.cmp(code)).ok()?;
    RULES.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::{RULES, rule};

    #[test]
    fn rules_are_sorted_and_unique() {
        for pair in RULES.windows(2) {
            assert!(pair[0].code < pair[1].code, "`{}` stands before `{}`", pair[0].code, pair[1].code);
        }
    }

    #[test]
    fn every_rule_is_found_by_its_code() {
        for known in RULES {
            assert_eq!(rule(known.code).map(|found| found.code), Some(known.code));
        }
        assert!(rule("no-such-rule").is_none());
    }

    #[test]
    fn every_file_is_named_for_its_code() {
        let source = include_str!("mod.rs");
        let listed: Vec<&str> = source.lines().filter_map(|line| line.strip_prefix("    &")?.strip_suffix("::RULE,")).collect();
        let codes: Vec<String> = RULES.iter().map(|rule| rule.code.replace('-', "_")).collect();
        assert_eq!(listed, codes);
        let mut files: Vec<&str> = source.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
        files.sort_unstable();
        assert_eq!(files, codes);
    }

    #[test]
    fn every_manual_has_its_headings() {
        for rule in RULES {
            let headings: Vec<&str> = rule.manual.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(headings, ["What it finds", "Why it matters", "Example", "How to mend it"], "`{}`", rule.code);
        }
    }

    #[test]
    fn every_summary_is_lower_case_without_a_full_stop() {
        for rule in RULES {
            assert!(!rule.summary.is_empty() && !rule.summary.ends_with('.'), "`{}`", rule.code);
            assert!(!rule.summary.starts_with(char::is_uppercase), "`{}`", rule.code);
        }
    }
}
