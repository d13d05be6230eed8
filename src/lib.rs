//! playbook: one content repository in, one navigable site per audience out, with no trace of the one in the other.
//!
//! > A **snapshot** of files is read into a **corpus** (everything the authors wrote). A corpus, asked for one audience, yields a **site**
//! > (everything that audience may know). A site, given a theme, yields an **output** (every file of the result). **Diagnostics** are values that
//! > accompany each step.
//!
//! ```text
//!           shell (disk, terminal, arguments): the only place with effects
//!    disk ─load→ Snapshot ─read→ Corpus ─view(audience)→ Site ─(theme)→ Output ─publish→ disk
//!                                  └──────── diagnostics ────────────────────────→ terminal, CI
//! ```
//!
//! Data goes one way; nothing downstream holds a reference upstream.
//!
//! # Reading order
//!
//! [`base`] (words every layer speaks), [`input`] (what we are given), [`markup`] (the shape of content), [`corpus`] (the vault),
//! [`site`] (what one audience may know), [`render`] (pages), [`pipeline`] (the whole story), [`shell`] (the outside world).
//!
//! # Invariants
//!
//! - *The folder is the vault.* A document's fields are visible in `src/corpus/` only.
//! - *Absence, not exclusion.* A `Site` is an owned value; what an audience may not read is not in it.
//! - *Ids are issued by the view.* A link to a withheld page has no `PageId` to name.
//! - *Fail closed.* No tag, an unknown name, a tag in doubt: nobody reads the page, and an error says so.
//! - *Non-interference.* Whatever is changed in material that an audience may not read, that audience's output stays byte-identical (`tests/laws.rs`).
//!
//! # Glossary
//!
//! | word | meaning |
//! |---|---|
//! | document | a file as authored |
//! | page | a document as one audience sees it |
//! | fragment | a document that is only included |
//! | variant | a file that stands for another one with one audience: `index--partner.md` |
//! | logical path | the path of a file without the suffix of a variant |
//! | front matter | the YAML block at the top of a document |
//! | TOC | a table of contents: `toc.yml` or `toc.md` |
//! | alert | a note, tip, warning, … in a quote |
//! | include | a directive that puts a fragment in its place |
//! | anchor | the id of a heading |
//! | xref | a link by the uid of a page |
//! | moniker | the name of a product version |
//! | href | what an author typed as the target of a link |
//! | target | what an href means in the playbook |
//! | link | where a reader is led |
//! | address | where a file of the output stands |
//! | audience | one group of readers with a site of its own |
//! | readers | a set of audiences |
//! | mistake | something an author can mend; becomes a diagnostic |
//! | error | something the machine could not do; exit code 2 |

pub mod base;
pub mod corpus;
pub mod input;
pub mod markup;
pub mod par;
pub mod pipeline;
pub mod render;
pub mod rules;
pub mod shell;
pub mod site;
