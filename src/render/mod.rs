//! Render: site × theme → output.
//!
//! In:    what one audience may know, and a theme.
//! Out:   `Output`: every file of the result, by address.
//! Never: reads the disk or the clock; knows a document.

pub mod alternates;
pub mod changes;
pub mod contents;
pub mod export;
pub mod frame;
pub mod freshness;
pub mod highlight;
pub mod hosts;
pub mod html;
pub mod listings;
pub mod markdown;
pub mod model;
pub mod nav;
pub mod output;
pub mod remembered;
pub mod search_index;
pub mod strings;
pub mod tasks;
pub mod theme;
pub mod workbook;

pub use output::{Content, File, Output};
pub use theme::Theme;
