//! Hashing: maps and sets whose order nobody asks for.
//!
//! In:    keys.
//! Out:   `HashMap` and `HashSet`, those of the standard library with a hasher that is made for short keys.
//! Never: is the same from one run to the next: what depends on the order of such a map would not be reproducible.
//!
//! A build looks up hundreds of thousands of paths and ids. The standard hasher withstands whoever chooses keys to slow a server down; the authors of a
//! playbook wait for it themselves.

use foldhash::fast::RandomState;

/// A map without an order.
pub type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// A set without an order.
pub type HashSet<T> = std::collections::HashSet<T, RandomState>;

/// An empty map with room for so many.
pub fn map_for<K, V>(count: usize) -> HashMap<K, V> {
    HashMap::with_capacity_and_hasher(count, RandomState::default())
}

/// An empty set with room for so many.
pub fn set_for<T>(count: usize) -> HashSet<T> {
    HashSet::with_capacity_and_hasher(count, RandomState::default())
}
