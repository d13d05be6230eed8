//! Input: what we are given, as values.
//!
//! In:    texts and names of files.
//! Out:   `Snapshot`, `Config`, and the readers of YAML, globs and `docfx.json` that they need.
//! Never: touches the disk; knows of pages or audiences' sites.

pub mod config;
pub mod docfx;
pub mod extensions;
pub mod freshness;
pub mod glob;
pub mod json;
pub mod languages;
pub mod metadata;
pub mod names;
pub mod pivots;
pub mod publishing;
mod reach;
pub mod redirects;
mod setting;
pub mod snapshot;
pub mod vocabulary;
pub mod xrefmap;
pub mod yaml;
