//! Xref maps: what other sites publish about their uids.
//!
//! In:    the text of an `xrefmap.yml` or `xrefmap.json`.
//! Out:   `XrefEntry` for each uid, in the order of the file; or the one problem that stands in the way.
//! Never: fetches a map; fails on an entry that it does not understand, which is left out.
//!
//! Source of the shape: DocFX (`YamlMime:XRefMap`).

use std::collections::BTreeMap;

use crate::base::url;
use crate::input::json;
use crate::input::yaml::{self, Yaml, YamlProblem};

/// What a map says about one uid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct XrefEntry {
    /// The uid; its case counts.
    pub uid: String,
    /// The short name; the uid, where none is given.
    pub name: String,
    /// The long name; the short one, where none is given.
    pub full_name: String,
    /// Where it is described, the map's `baseUrl` put before it.
    pub href: Option<String>,
    /// The other texts of the entry, such as `name.csharp`, for those who ask with `displayProperty`.
    pub others: BTreeMap<String, String>,
}

impl XrefEntry {
    /// A text of the entry by the name it has in the map.
    pub fn property(&self, name: &str) -> Option<&str> {
        match name {
            "uid" => Some(&self.uid),
            "name" => Some(&self.name),
            "fullName" => Some(&self.full_name),
            "href" => self.href.as_deref(),
            _ => self.others.get(name).map(String::as_str),
        }
    }
}

/// Reads a map in YAML.
///
/// # Errors
/// The text is not YAML, or not the mapping that a map is.
pub fn read_yaml(text: &str) -> Result<Vec<XrefEntry>, YamlProblem> {
    entries(&yaml::read(text)?)
}

/// Reads a map in JSON.
///
/// # Errors
/// The text is not JSON, or not the mapping that a map is.
pub fn read_json(text: &str) -> Result<Vec<XrefEntry>, YamlProblem> {
    entries(&json::read(text)?)
}

fn entries(map: &Yaml) -> Result<Vec<XrefEntry>, YamlProblem> {
    if map.as_map().is_none() {
        return Err(YamlProblem::new(format!("an xref map has a list of `references`, and {} stands here", map.kind()), map.range));
    }
    let base = value(map, "baseUrl").and_then(Yaml::as_text);
    let Some(references) = value(map, "references").filter(|references| !references.is_null()) else { return Ok(Vec::new()) };
    let Some(list) = references.as_list() else {
        return Err(YamlProblem::new(format!("`references` is a list, and {} stands here", references.kind()), references.range));
    };
    Ok(list.iter().filter_map(|item| entry(item, base)).collect())
}

fn entry(item: &Yaml, base: Option<&str>) -> Option<XrefEntry> {
    let mut texts: BTreeMap<String, String> =
        item.as_map()?.iter().filter_map(|(key, value)| Some((key.text.clone(), value.as_text()?.to_owned()))).collect();
    let uid = texts.remove("uid").filter(|uid| !uid.is_empty())?;
    let name = texts.remove("name").unwrap_or_else(|| uid.clone());
    let full_name = texts.remove("fullName").unwrap_or_else(|| name.clone());
    let href = texts.remove("href").filter(|href| !href.is_empty()).map(|href| joined(base, href));
    Some(XrefEntry { uid, name, full_name, href, others: texts })
}

fn value<'y>(map: &'y Yaml, key: &str) -> Option<&'y Yaml> {
    map.as_map()?.iter().find(|(name, _)| name.text == key).map(|(_, value)| value)
}

fn joined(base: Option<&str>, href: String) -> String {
    let Some(base) = base.filter(|_| url::scheme(&href).is_none() && !href.starts_with("//")) else { return href };
    let (base, _) = url::split_suffix(base);
    // The path begins at the first slash behind the host.
    let host_end = base.find("://").map_or(0, |scheme| base[scheme + 3..].find('/').map_or(base.len(), |slash| scheme + 3 + slash));
    if href.starts_with('/') {
        return format!("{}{href}", &base[..host_end]);
    }
    match base[host_end..].rfind('/') {
        Some(slash) => format!("{}/{href}", &base[..host_end + slash]),
        None => format!("{base}/{href}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_in_yaml() {
        let text = "### YamlMime:XRefMap\nbaseUrl: https://h.example/api/\nreferences:\n- uid: A.B\n  name: B\n  name.vb: Bv\n  fullName: A.B\n  href: a.html#b\n\
                    - name: no uid\n- just text\n- uid: C\n  href: https://other.example/c\n- {uid: D, href: /d}\n- uid: E\n";
        let entries = read_yaml(text).expect("a map");
        let short: Vec<_> = entries.iter().map(|entry| (&*entry.uid, &*entry.name, &*entry.full_name, entry.href.as_deref())).collect();
        assert_eq!(
            short,
            [
                ("A.B", "B", "A.B", Some("https://h.example/api/a.html#b")),
                ("C", "C", "C", Some("https://other.example/c")),
                ("D", "D", "D", Some("https://h.example/d")),
                ("E", "E", "E", None),
            ]
        );
        assert_eq!(
            (entries[0].property("name.vb"), entries[0].property("fullName"), entries[0].property("x")),
            (Some("Bv"), Some("A.B"), None)
        );
    }

    #[test]
    fn maps_in_json() {
        let entries = read_json(r#"{"sorted": true, "references": [{"uid": "A", "name": "a<b>", "href": "x/y.html"}]}"#).expect("a map");
        assert_eq!((entries.len(), &*entries[0].name, entries[0].href.as_deref()), (1, "a<b>", Some("x/y.html")));
    }

    #[test]
    fn texts_that_are_no_maps() {
        for (text, message) in [("- a", "a list stands here"), ("references: 1", "a number stands here"), ("a: [", "")] {
            assert!(read_yaml(text).expect_err(text).message.ends_with(message), "{text}");
        }
        assert_eq!((read_yaml("references:\n"), read_yaml("a: 1")), (Ok(Vec::new()), Ok(Vec::new())));
        assert!(read_json("{").is_err());
    }

    #[test]
    fn bases() {
        for (base, href, expected) in [
            ("https://h.example", "a", "https://h.example/a"),
            ("https://h.example/x/index.html?q", "a", "https://h.example/x/a"),
            ("https://h.example/x", "/a", "https://h.example/a"),
            ("/x/y", "a", "/x/a"),
            ("https://h.example/", "//o.example/a", "//o.example/a"),
        ] {
            assert_eq!(joined(Some(base), href.to_owned()), expected, "{base} {href}");
        }
    }
}
