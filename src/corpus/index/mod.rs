//! Index: documents → who is where; whole corpus, serial.
//!
//! In:    every file of the playbook.
//! Out:   `Targets`.
//! Never: decides who may see what (that is `view`).

pub(super) mod targets;
