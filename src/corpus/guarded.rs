//! Guarded texts: files that may hold something for some readers only, though they are no pages — told by name, and data by what it speaks of.
//!
//! In:    a file of the snapshot, and the configuration.
//! Out:   whether nobody may get it as it stands, where there are audiences.
//! Never: asks whose it is: a file is shipped byte by byte, so what is for others cannot be taken out of it.

use crate::base::find::holds;
use crate::base::path::FilePath;
use crate::input::config::Config;
use crate::input::redirects;
use crate::input::snapshot::Snapshot;

/// Whether a file is a text that authors write for this program: its comments, front matter and sections are not for every reader.
pub(super) fn is_source(logical: &FilePath) -> bool {
    let name = logical.name();
    is_markdown(logical) || is_toc(logical) || [redirects::FILE, "CODEOWNERS"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether a file is Markdown.
pub(super) fn is_markdown(file: &FilePath) -> bool {
    file.has_extension("md") || file.has_extension("markdown")
}

/// Whether a file is a TOC by its name.
pub(super) fn is_toc(logical: &FilePath) -> bool {
    logical.name().eq_ignore_ascii_case("toc.yml") || logical.name().eq_ignore_ascii_case("toc.md")
}

/// Whether a file is data that speaks of the audiences of this playbook. `audience` alone is a word of other programs, too.
pub(super) fn speaks_of_audiences(file: &FilePath, snapshot: &Snapshot, config: &Config) -> bool {
    if !["yml", "yaml", "json"].iter().any(|extension| file.has_extension(extension)) {
        return false;
    }
    let Some(text) = snapshot.text(file) else { return false };
    holds(text, &config.audience_key)
        || ["audience", "Audience", "AUDIENCE"].iter().any(|word| holds(text, word)) && {
            let text = text.to_lowercase();
            config.audiences.iter().any(|name| holds(&text, name))
        }
}
