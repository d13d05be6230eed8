//! The nearest name: what an author probably meant.
//!
//! In:    a name that is not known, and the names that are.
//! Out:   the likeliest one, or none when nothing is near.
//! Never: guesses across more than a third of the letters.

/// The candidate nearest to `typed`, if one is near enough to be worth saying. Case is not counted.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let most = (typed.chars().count() / 3).max(1);
    candidates
        .into_iter()
        // Names of very different length cannot be near; this keeps a large playbook fast.
        .filter(|candidate| candidate.len().abs_diff(typed.len()) <= most * 3)
        .map(|candidate| (strsim::osa_distance(&typed, &candidate.to_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_not_near() {
        assert_eq!(nearest("partnr", ["internal", "partner"]), Some("partner"));
        assert_eq!(nearest("Partner", ["internal", "partner"]), Some("partner"));
        assert_eq!(nearest("customers", ["internal", "partner"]), None);
    }
}
