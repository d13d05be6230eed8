//! Index: documents → who is where; whole corpus, serial.
//!
//! In:    every file of the playbook.
//! Out:   `Targets`.
//! Never: decides who may see what (that is `view`).

mod near;
mod otherwise;
mod slips;
pub(super) mod targets;
pub(super) mod typed;
