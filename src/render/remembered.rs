//! Remembered: what several pages have in common, made once.
//!
//! In:    a key, and how to make what belongs to it.
//! Out:   the value, made for the first who asks.
//! Never: decides what is the same: whoever asks puts everything that a value depends on into its key.

use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

use crate::base::hash::HashMap;

/// Values by key. Threads that ask for a new one at the same time may make it more than once.
#[derive(Debug)]
pub struct Remembered<K, V>(RwLock<HashMap<K, V>>);

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<K: Hash + Eq, V: Clone> Remembered<K, V> {
    /// The value of a key.
    pub fn get(&self, key: K, make: impl FnOnce() -> V) -> V {
        if let Some(value) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return value.clone();
        }
        let value = make();
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, value.clone());
        value
    }
}
