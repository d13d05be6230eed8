//! Reach: which folders the patterns of a configuration lead into, whatever is closed to them.
//!
//! In:    the mappings of a configuration.
//! Out:   whether something below a folder could be content, and what would be sources in an output folder.
//! Never: takes a file in: that is for the mappings themselves.

use crate::base::path::FilePath;
use crate::input::config::Config;
use crate::input::docfx::Mapping;

impl Mapping {
    /// What is taken in as a resource where no configuration says more: pictures and downloads, also where the wiki of Azure DevOps puts them.
    pub(super) fn of_resources(exclude: &[&str]) -> Self {
        const ENDINGS: &str = "{png,jpg,jpeg,gif,svg,webp,avif,ico,bmp,pdf,pptx,docx,xlsx,zip,mp4,webm,mp3,csv,txt}";
        let [all, attachments] = ["**/", "**/.attachments/**/"].map(|folders| format!("{folders}*.{ENDINGS}"));
        Self::of_patterns(&[&all, &attachments], exclude)
    }

    /// Whether a pattern could take a file somewhere below a folder; one whose name begins with a dot must be named by the pattern.
    pub fn may_take_below(&self, folder: &FilePath) -> bool {
        let is_above = format!("{}/", self.src).starts_with(&format!("{folder}/"));
        is_above
            || self.relative(folder).is_some_and(|inner| self.files.iter().any(|glob| !glob.is_negated() && glob.may_match_below(inner)))
    }
}

impl Config {
    /// The mappings of content as they are written, which take in what lies in the output folder, too.
    pub fn content_as_written(&self) -> Vec<Mapping> {
        self.content.iter().map(|mapping| Mapping { closed: Vec::new(), ..mapping.clone() }).collect()
    }
}
