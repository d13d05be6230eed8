//! Editor: opens a file of the playbook at a line.
//!
//! In:    `--editor`, `VISUAL`, `EDITOR`.
//! Out:   a program started with the file and the place.
//! Never: hands a shell anything; opens a file that the playbook does not have.

use std::path::Path;
use std::process::{Command, Stdio};

/// A program that opens files, and how it is told the line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Editor {
    program: String,
    arguments: Vec<String>,
    style: Style,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    // `code --goto file:line:column`
    Goto,
    // `idea --line 3 --column 4 file`
    Options,
    // `subl file:line:column`, `zed file:line:column`
    Colons,
    // `gvim +3 file`, `kate -l` and others that know `+`
    Plus,
    // Only the file.
    File,
}

impl Editor {
    /// The editor that is asked for, or else the one that the environment names. Editors that need the terminal cannot be started from a browser: those of
    /// the environment are passed over.
    pub fn of(asked: Option<&str>) -> Option<Self> {
        let named = asked.map(str::to_owned);
        let environment = || {
            ["VISUAL", "EDITOR"].iter().filter_map(|name| std::env::var(name).ok()).find(|line| {
                let name = name_of(line.split_whitespace().next().unwrap_or(""));
                style_of(&name).is_some()
            })
        };
        Self::read(&named.or_else(environment)?)
    }

    // A command line: the program, then arguments that always come first.
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace().map(str::to_owned);
        let program = words.next()?;
        let style = style_of(&name_of(&program)).unwrap_or(Style::File);
        Some(Self { program, arguments: words.collect(), style })
    }

    fn words(&self, file: &Path, line: u32, column: u32) -> Vec<String> {
        let path = file.display().to_string();
        let mut words = self.arguments.clone();
        words.extend(match self.style {
            Style::Goto => vec!["--goto".to_owned(), format!("{path}:{line}:{column}")],
            Style::Options => vec!["--line".to_owned(), line.to_string(), "--column".to_owned(), column.to_string(), path],
            Style::Colons => vec![format!("{path}:{line}:{column}")],
            Style::Plus => vec![format!("+{line}"), path],
            Style::File => vec![path],
        });
        words
    }

    /// Opens a file, whose path is absolute.
    ///
    /// # Errors
    /// A sentence, when the program cannot be started.
    pub fn open(&self, file: &Path, line: u32, column: u32) -> Result<(), String> {
        let words = self.words(file, line, column);
        let started = Command::new(&self.program).args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        match started {
            Ok(mut child) => {
                // Someone must wait for it, or its entry stays in the table of processes.
                std::thread::spawn(move || child.wait());
                Ok(())
            }
            Err(why) => Err(format!("`{}` cannot be started: {why}", self.program)),
        }
    }
}

fn name_of(program: &str) -> String {
    let name = Path::new(program).file_stem().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    name.strip_suffix("64").map_or(name.clone(), str::to_owned)
}

// How an editor with windows of its own is told the line; `None` for others.
fn style_of(name: &str) -> Option<Style> {
    Some(match name {
        "code" | "code-insiders" | "codium" | "vscodium" | "cursor" | "windsurf" => Style::Goto,
        "idea" | "webstorm" | "pycharm" | "phpstorm" | "rider" | "clion" | "goland" | "rubymine" | "rustrover" => Style::Options,
        "subl" | "sublime_text" | "zed" | "zeditor" | "atom" | "lapce" => Style::Colons,
        "gvim" | "mvim" | "emacsclient" | "gedit" | "gnome-text-editor" => Style::Plus,
        "kate" | "notepad" | "notepad++" | "open" | "xdg-open" => Style::File,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        let editor = Editor::read(line).unwrap();
        std::iter::once(editor.program.clone()).chain(editor.words(Path::new("/a b.md"), 3, 4)).collect()
    }

    #[test]
    fn each_editor_is_told_the_line_in_its_way() {
        assert_eq!(words("code -r"), ["code", "-r", "--goto", "/a b.md:3:4"]);
        assert_eq!(words("/opt/idea64"), ["/opt/idea64", "--line", "3", "--column", "4", "/a b.md"]);
        assert_eq!(words("subl"), ["subl", "/a b.md:3:4"]);
        assert_eq!(words("gvim"), ["gvim", "+3", "/a b.md"]);
        assert_eq!(words("my-editor"), ["my-editor", "/a b.md"]);
        assert_eq!(Editor::read(" "), None);
    }
}
