//! The nearest name: what an author probably meant.
//!
//! In:    a name that is not known, and the names that are.
//! Out:   the likeliest one, or none when nothing is near.
//! Never: guesses across more than a third of the letters, or more than five.

/// The candidate nearest to `typed`, if one is near enough to be worth saying. Case is not counted.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let letters = Letters::of(&typed);
    let most = (letters.count / 3).clamp(1, 5);
    let is_far = |name: &str| letters.least_distance(&Letters::of(name)) > most;
    candidates
        .into_iter()
        .filter_map(|candidate| {
            // The distance is dear, and a playbook has a thousand names: what the length or the letters alone rule out is not measured.
            if candidate.is_ascii() && (candidate.len().abs_diff(letters.count) > most || is_far(candidate)) {
                return None;
            }
            let lower = candidate.to_lowercase();
            if is_far(&lower) {
                return None;
            }
            let distance = strsim::osa_distance(&typed, &lower);
            (distance <= most).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

// How often each letter occurs, in 32 classes. Both cases of an ASCII letter are in one.
struct Letters {
    count: usize,
    classes: [u16; 32],
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters = Self { count: 0, classes: [0; 32] };
        for c in text.chars() {
            letters.count += 1;
            letters.classes[(u32::from(c) % 32) as usize] = letters.classes[(u32::from(c) % 32) as usize].saturating_add(1);
        }
        letters
    }

    // No edit changes more than one letter into one other.
    fn least_distance(&self, other: &Self) -> usize {
        let (mut more, mut less) = (0_usize, 0_usize);
        for (a, b) in self.classes.iter().zip(&other.classes) {
            more += usize::from(a.saturating_sub(*b));
            less += usize::from(b.saturating_sub(*a));
        }
        more.max(less)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_not_near() {
        assert_eq!(nearest("partnr", ["internal", "partner"]), Some("partner"));
        assert_eq!(nearest("Partner", ["internal", "partner"]), Some("partner"));
        assert_eq!(nearest("instal.md", ["index.md", "install.md"]), Some("install.md"));
        assert_eq!(nearest("aptrner", ["internal", "partner"]), Some("partner"));
        assert_eq!(nearest("customers", ["internal", "partner"]), None);
    }
}
