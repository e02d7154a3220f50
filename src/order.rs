//! Sorting by one copy of the algorithm. The standard library's own is compiled
//! once for each type and key, some ten KB of program each time.

use std::cmp::Ordering;

/// In rising order, equal ones as they stand.
pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// In the rising order of their keys, equal ones as they stand.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places = sorted(items.len(), &|one, other| {
        compare(&items[one], &items[other])
    });
    for start in 0..places.len() {
        let mut at = start;
        loop {
            let next = std::mem::replace(&mut places[at], at);
            if next == start {
                break;
            }
            items.swap(at, next);
            at = next;
        }
    }
}

/// So many places, in the order of what is there.
#[inline(never)]
pub(crate) fn sorted(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(mut pairs in prop::collection::vec((0u8..9, 0u16..), 0..200)) {
            let (mut by_key, mut all) = (pairs.clone(), pairs.clone());
            by_key.sort_by_key(|pair| pair.0);
            all.sort();
            sort_by_key(&mut pairs, |pair| pair.0);
            prop_assert_eq!(&pairs, &by_key);
            sort(&mut pairs);
            prop_assert_eq!(pairs, all);
        }
    }
}
