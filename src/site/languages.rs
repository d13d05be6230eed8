//! Languages: where each page is told in another language.
//!
//! In:    the pages of a site, each with its language and what it has in common with its translations.
//! Out:   `Languages`: for a page, the ways to the others.
//! Never: knows a page that is not in the site: a translation for other readers is none.

use std::collections::BTreeMap;

use super::PageId;
use crate::base::hash::HashMap;

/// The languages of a site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Languages {
    /// The languages that pages may be in, in the order in which readers are offered them.
    pub all: Vec<LanguageName>,
    // By page, only where there are others than itself.
    alternates: HashMap<PageId, Vec<Alternate>>,
}

/// A language, and what readers see it called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LanguageName {
    /// The tag (BCP 47).
    pub tag: String,
    /// The name.
    pub name: String,
}

/// The way from a page to another language.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Alternate {
    /// The place of the language in [`Languages::all`].
    pub language: usize,
    /// Where it leads.
    pub page: PageId,
    /// Whether that is the same page; else it is the first page of the nearest folder that is there in that language.
    pub is_translation: bool,
}

/// A page, for finding its translations.
#[derive(Debug)]
pub struct Spoken {
    /// The page.
    pub page: PageId,
    /// The place of its language.
    pub language: usize,
    /// What all its translations have in common: a path without folder and suffix of a language.
    pub key: String,
    /// Whether it stands among the pages of its own language.
    pub is_at_home: bool,
}

impl Languages {
    /// Finds the translations of pages.
    pub fn new(all: Vec<LanguageName>, pages: &[Spoken]) -> Self {
        let mut groups: BTreeMap<&str, Vec<Option<(PageId, bool)>>> = BTreeMap::new();
        for spoken in pages {
            let group = groups.entry(&spoken.key).or_insert_with(|| vec![None; all.len()]);
            let slot = &mut group[spoken.language];
            // Of two pages that say the same, the one at home counts, then the first.
            if slot.is_none_or(|(_, is_at_home)| !is_at_home && spoken.is_at_home) {
                *slot = Some((spoken.page, spoken.is_at_home));
            }
        }
        let mut alternates = HashMap::default();
        for spoken in pages {
            let ways = ways(spoken, &groups, all.len());
            if ways.len() > 1 {
                alternates.insert(spoken.page, ways);
            }
        }
        Self { all, alternates }
    }

    /// The ways from a page to the languages, in their order, its own among them; nothing where it is the only one.
    pub fn alternates(&self, page: PageId) -> &[Alternate] {
        self.alternates.get(&page).map_or(&[], Vec::as_slice)
    }
}

fn ways(spoken: &Spoken, groups: &BTreeMap<&str, Vec<Option<(PageId, bool)>>>, count: usize) -> Vec<Alternate> {
    let in_language = |key: &str, language: usize| groups.get(key).and_then(|group| group[language]).map(|(page, _)| page);
    let mut ways = Vec::new();
    for language in 0..count {
        if language == spoken.language {
            let is_translation = in_language(&spoken.key, language) == Some(spoken.page);
            ways.push(Alternate { language, page: spoken.page, is_translation });
        } else if let Some(page) = in_language(&spoken.key, language) {
            ways.push(Alternate { language, page, is_translation: true });
        } else {
            // The first page of the same folder, or of one above it.
            let mut folder = spoken.key.as_str();
            while !folder.is_empty() {
                folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
                let index = if folder.is_empty() { "index".to_owned() } else { format!("{folder}/index") };
                if let Some(page) = in_language(&index, language) {
                    ways.push(Alternate { language, page, is_translation: false });
                    break;
                }
            }
        }
    }
    ways
}

/// What a language calls itself; the tag itself for one that is not listed here.
pub fn own_name(tag: &str) -> &str {
    const NAMES: &[(&str, &str)] = &[
        ("ar", "العربية"),
        ("bg", "Български"),
        ("ca", "Català"),
        ("cs", "Čeština"),
        ("da", "Dansk"),
        ("de", "Deutsch"),
        ("el", "Ελληνικά"),
        ("en", "English"),
        ("es", "Español"),
        ("et", "Eesti"),
        ("eu", "Euskara"),
        ("fi", "Suomi"),
        ("fr", "Français"),
        ("gl", "Galego"),
        ("he", "עברית"),
        ("hi", "हिन्दी"),
        ("hr", "Hrvatski"),
        ("hu", "Magyar"),
        ("id", "Indonesia"),
        ("is", "Íslenska"),
        ("it", "Italiano"),
        ("ja", "日本語"),
        ("ko", "한국어"),
        ("lt", "Lietuvių"),
        ("lv", "Latviešu"),
        ("ms", "Melayu"),
        ("nb", "Norsk bokmål"),
        ("nl", "Nederlands"),
        ("no", "Norsk"),
        ("pl", "Polski"),
        ("pt", "Português"),
        ("pt-br", "Português (Brasil)"),
        ("pt-pt", "Português (Portugal)"),
        ("ro", "Română"),
        ("ru", "Русский"),
        ("sk", "Slovenčina"),
        ("sl", "Slovenščina"),
        ("sr", "Српски"),
        ("sv", "Svenska"),
        ("th", "ไทย"),
        ("tr", "Türkçe"),
        ("uk", "Українська"),
        ("vi", "Tiếng Việt"),
        ("zh", "中文"),
        ("zh-cn", "简体中文"),
        ("zh-hans", "简体中文"),
        ("zh-hant", "繁體中文"),
        ("zh-hk", "繁體中文（香港）"),
        ("zh-tw", "繁體中文"),
    ];
    let lower = tag.to_lowercase();
    let named = |tag: &str| NAMES.iter().find(|(known, _)| *known == tag).map(|(_, name)| *name);
    named(&lower).or_else(|| named(lower.split('-').next().unwrap_or(""))).unwrap_or(tag)
}
