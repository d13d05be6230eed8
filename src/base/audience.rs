//! Audiences: who may read — decided by set intersection, and by nothing else.
//!
//! In:    the names of the configured audiences.
//! Out:   `Audience`, `Readers`, `Guarded`.
//! Never: widens: the only operation on `Readers` that code may use to combine decisions is `and`.

/// One configured audience (`internal`, `partner`, …): its place in the configured list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Audience(u8);

impl Audience {
    /// The most audiences a playbook can have.
    pub const MOST: usize = 64;

    /// The audience at `place` of the configured list. `None` past [`Audience::MOST`].
    pub fn at(place: usize) -> Option<Self> {
        u8::try_from(place).ok().filter(|&place| usize::from(place) < Self::MOST).map(Self)
    }

    /// Its place in the configured list.
    pub fn place(self) -> usize {
        usize::from(self.0)
    }
}

/// A set of audiences: those who may read something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Readers(u64);

impl Readers {
    /// Nobody: the value of every doubt.
    pub const NOBODY: Self = Self(0);
    /// All audiences, the value of a fragment without a tag: it follows the page that includes it.
    pub const EVERYONE: Self = Self(u64::MAX);

    /// Just one audience.
    pub fn only(audience: Audience) -> Self {
        Self(1 << audience.0)
    }

    /// The first `count` audiences of the configured list.
    pub fn first(count: usize) -> Self {
        if count >= Audience::MOST { Self::EVERYONE } else { Self((1 << count) - 1) }
    }

    /// Those in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in either set: for collecting what one author's tag names, and for reports; never for admitting.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those in this set and not in the other.
    #[must_use]
    pub fn except(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether `audience` is in the set.
    pub fn include(self, audience: Audience) -> bool {
        self.0 & (1 << audience.0) != 0
    }

    /// Whether every reader of `other` is in the set.
    pub fn cover(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether the set is empty.
    pub fn is_nobody(self) -> bool {
        self.0 == 0
    }

    /// The audiences of the set, in configured order.
    pub fn iter(self) -> impl Iterator<Item = Audience> {
        (0..64).map(Audience).filter(move |&audience| self.include(audience))
    }
}

/// Something that not everyone may read.
///
/// There are two ways to the content: [`Guarded::admit`], which asks for the reader, and [`Guarded::inspect`], which asks for the reason why
/// what is seen will not be shown to a reader. Searching the code for `inspect(` lists every place that looks past an audience.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Guarded<T> {
    readers: Readers,
    content: T,
}

impl<T> Guarded<T> {
    /// Puts `content` behind `readers`.
    pub fn new(readers: Readers, content: T) -> Self {
        Self { readers, content }
    }

    /// Who may read it.
    pub fn readers(&self) -> Readers {
        self.readers
    }

    /// The content, for a reader who may see it.
    pub fn admit(&self, audience: Audience) -> Option<&T> {
        self.readers.include(audience).then_some(&self.content)
    }

    /// The content, for work whose result no reader sees; `_why` says so at the place of use.
    pub fn inspect(&self, _why: &'static str) -> &T {
        &self.content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_readers_are_admitted() {
        let (internal, partner) = (Audience::at(0).unwrap(), Audience::at(1).unwrap());
        let guarded = Guarded::new(Readers::only(internal), "secret");
        assert_eq!(guarded.admit(internal), Some(&"secret"));
        assert_eq!(guarded.admit(partner), None);
        assert!(Readers::only(internal).and(Readers::only(partner)).is_nobody());
        assert!(Readers::first(2).cover(Readers::only(partner)));
        assert!(!Readers::NOBODY.cover(Readers::only(partner)));
        assert_eq!(Audience::at(64), None);
    }
}
