//! Vocabulary: the words by which task tables and change histories are known — data, not code.
//!
//! In:    `vocabulary.yml`, which is built in, and `tasks.words` of `playbook.yml`.
//! Out:   `Vocabulary`: what a header, label, letter or heading means, and in which language that is said.
//! Never: looks at a page.
//!
//! Words are compared by their letters and digits alone, in lower case: `**(M)andatory / (O)ptional**` is `mandatoryoptional`.

use std::cell::RefCell;
use std::sync::LazyLock;

use super::names::Names;
use super::setting::Settings;
use super::yaml::{self, Yaml};
pub use crate::base::cell::bare;
use crate::base::cell::letters;
use crate::base::hash::HashMap;

/// What a word can mean. The names are the keys of `vocabulary.yml` and of `tasks.words`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Word {
    /// The header of the ids: its table is a task table.
    Id,
    /// The header of the names.
    Name,
    /// The header of the letters for mandatory and optional.
    Mandatory,
    /// The header of the roles.
    Roles,
    /// The header of the services.
    Services,
    /// A header or label: the phase.
    Phase,
    /// A header or label: who leads the step.
    PrimaryRole,
    /// A header or label: what the step is for.
    AppliesTo,
    /// A header or label: who answers for the page.
    ProgramManager,
    /// A cell that says: mandatory.
    IsMandatory,
    /// A cell that says: optional.
    IsOptional,
    /// A heading that is no step.
    TasksHeading,
    /// The header of the dates of a change history.
    RefreshDate,
    /// The header of what was changed, or by whom.
    RefreshChange,
}

const WORDS: [(&str, Word); 14] = [
    ("id", Word::Id),
    ("name", Word::Name),
    ("mandatory", Word::Mandatory),
    ("roles", Word::Roles),
    ("services", Word::Services),
    ("phase", Word::Phase),
    ("primary_role", Word::PrimaryRole),
    ("applies_to", Word::AppliesTo),
    ("program_manager", Word::ProgramManager),
    ("is_mandatory", Word::IsMandatory),
    ("is_optional", Word::IsOptional),
    ("tasks_heading", Word::TasksHeading),
    ("refresh_date", Word::RefreshDate),
    ("refresh_change", Word::RefreshChange),
];

static BUILT_IN: LazyLock<Vocabulary> = LazyLock::new(|| {
    let root = yaml::read(include_str!("vocabulary.yml")).expect("the built-in vocabulary is YAML; a test reads it");
    let mut vocabulary = Vocabulary { meanings: HashMap::default(), longest: 0 };
    for (key, languages) in root.as_map().unwrap_or_default() {
        let Some((_, word)) = WORDS.iter().find(|(name, _)| *name == key.text) else { continue };
        for (language, spellings) in languages.as_map().unwrap_or_default() {
            for spelling in spellings.as_list().unwrap_or_default().iter().filter_map(Yaml::as_text) {
                vocabulary.add(*word, spelling, &language.text);
            }
        }
    }
    vocabulary
});

/// What `tasks` in `playbook.yml` says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TaskSettings {
    /// The words by which task tables are known.
    pub words: Vocabulary,
    /// The roles that there are. When none are named, every role is one.
    pub roles: Names,
    /// What services are called.
    pub services: Names,
    /// What phases are called.
    pub phases: Names,
}

impl TaskSettings {
    pub(super) fn read(settings: &mut Settings<'_>, value: &Yaml) -> Self {
        let mut tasks = Self::default();
        for (key, value) in settings.map("tasks", value) {
            match key.text.as_str() {
                "words" => tasks.words.read(settings, value),
                "roles" => tasks.roles = Names::read(settings, "roles", value),
                "services" => tasks.services = Names::read(settings, "services", value),
                "phases" => tasks.phases = Names::read(settings, "phases", value),
                _ => settings.unknown(key, ["words", "roles", "services", "phases"]),
            }
        }
        tasks
    }
}

/// The words that are known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vocabulary {
    // By bare word: what it means, and the languages that say it so; none for words of `playbook.yml`.
    meanings: HashMap<String, Vec<(Word, Vec<String>)>>,
    // The length of the longest bare word: what is longer means nothing.
    longest: usize,
}

impl Default for Vocabulary {
    fn default() -> Self {
        BUILT_IN.clone()
    }
}

impl Vocabulary {
    /// Whether a text means `word`.
    pub fn means(&self, text: &str, word: Word) -> bool {
        self.languages(text, word).is_some()
    }

    /// Which of `words` a text means: the first one.
    pub fn find(&self, text: &str, words: &[Word]) -> Option<Word> {
        let meanings = self.meanings(text)?;
        words.iter().copied().find(|word| meanings.iter().any(|(meaning, _)| meaning == word))
    }

    /// The languages (BCP 47) in which a text means `word`; none of them when only `playbook.yml` says so.
    pub fn languages(&self, text: &str, word: Word) -> Option<&[String]> {
        let meanings = self.meanings(text)?;
        meanings.iter().find(|(meaning, _)| *meaning == word).map(|(_, languages)| languages.as_slice())
    }

    fn meanings(&self, text: &str) -> Option<&[(Word, Vec<String>)]> {
        thread_local! {
            // Every cell of a task table is asked about: all of them use one room.
            static KEY: RefCell<String> = RefCell::default();
        }
        KEY.with_borrow_mut(|key| {
            key.clear();
            for c in letters(text) {
                if key.len() >= self.longest {
                    return None;
                }
                key.push(c);
            }
            self.meanings.get(key.as_str()).map(Vec::as_slice)
        })
    }

    fn add(&mut self, word: Word, spelling: &str, language: &str) {
        let key = bare(spelling);
        if !key.is_empty() {
            self.longest = self.longest.max(key.len());
            let meanings = self.meanings.entry(key).or_default();
            let place = meanings.iter().position(|(meaning, _)| *meaning == word).unwrap_or_else(|| {
                meanings.push((word, Vec::new()));
                meanings.len() - 1
            });
            let languages = &mut meanings[place].1;
            if !language.is_empty() && !languages.iter().any(|known| known == language) {
                languages.push(language.to_owned());
            }
        }
    }

    /// Reads `tasks.words`: by meaning, a spelling or a list of them.
    fn read(&mut self, settings: &mut Settings<'_>, value: &Yaml) {
        for (key, spellings) in settings.map("words", value) {
            let Some((name, word)) = WORDS.iter().find(|(name, _)| *name == key.text) else {
                settings.unknown(key, WORDS.iter().map(|(name, _)| *name));
                continue;
            };
            for (spelling, _) in settings.texts(name, spellings) {
                self.add(*word, spelling, "");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_file_is_a_word_and_every_word_has_six_languages() {
        let root = yaml::read(include_str!("vocabulary.yml")).unwrap();
        let keys: Vec<&str> = root.as_map().unwrap().iter().map(|(key, _)| key.text.as_str()).collect();
        assert_eq!(keys, WORDS.map(|(name, _)| name));
        for (key, languages) in root.as_map().unwrap() {
            let languages: Vec<&str> = languages.as_map().unwrap().iter().map(|(language, _)| language.text.as_str()).collect();
            assert_eq!(languages, ["en", "de", "ja", "zh-CN", "pt", "es"], "{}", key.text);
        }
    }

    #[test]
    fn marks_blanks_and_case_do_not_count() {
        let words = Vocabulary::default();
        for text in ["Task ID", "**task  id**", "Task\u{a0}ID\u{200b}", "TASK-ID"] {
            assert_eq!(words.languages(text, Word::Id), Some(&["en".to_owned()][..]), "{text}");
        }
        assert!(words.means("(M)andatory / (O)ptional", Word::Mandatory) && words.means("((M)andatorio / (O)pcional", Word::Mandatory));
        assert!(!words.means("Task", Word::Id) && !words.means("", Word::Name));
        assert_eq!(words.find("Fase", &[Word::Id, Word::Phase]), Some(Word::Phase));
    }
}
