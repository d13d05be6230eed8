//! playbook
#![forbid(unsafe_code)]
pub mod base;
pub mod input;
pub mod par;
pub mod rules;
pub mod shell;
