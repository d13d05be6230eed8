//! Starter: a small playbook to start from.
//!
//! In:    an empty folder, or one that does not exist.
//! Out:   a playbook for two audiences which builds with no diagnostic.
//! Never: overwrites a file.

use std::fs;
use std::path::Path;

use super::{MachineError, terminal};

const FILES: &[(&str, &str)] = &[
    ("playbook.yml", include_str!("starter/playbook.yml")),
    ("docfx.json", include_str!("starter/docfx.json")),
    ("toc.yml", include_str!("starter/toc.yml")),
    ("index.md", include_str!("starter/index.md")),
    ("onboarding/toc.yml", include_str!("starter/onboarding/toc.yml")),
    ("onboarding/kickoff.md", include_str!("starter/onboarding/kickoff.md")),
    ("onboarding/handover.md", include_str!("starter/onboarding/handover.md")),
    ("includes/contact.md", include_str!("starter/includes/contact.md")),
];

/// Writes the starter into `folder`.
pub(super) fn write(folder: &Path) -> Result<(), MachineError> {
    let is_taken = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) || folder.is_file();
    if is_taken {
        return Err(MachineError::new(format!("`{}` is there already and is not empty; name a new folder", folder.display())));
    }
    for (path, text) in FILES {
        let file = folder.join(path);
        let cannot = |why: std::io::Error| MachineError::with_file("write", &file, &why);
        fs::create_dir_all(file.parent().unwrap_or(folder)).map_err(cannot)?;
        fs::write(&file, text).map_err(cannot)?;
    }
    let shown = folder.display();
    terminal::say(&format!("a playbook for two audiences lies in {shown}; build it with\n\n    playbook build {shown}\n"))
}
