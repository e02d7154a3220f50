//! The rows of a list already seen, in little more than eight bytes each: a
//! group may have a million sub-accounts.

use std::hash::{BuildHasher, RandomState};

/// The ids of rows already seen. Only 64 bits of a keyed hash are kept for
/// each. Two ids that fall together would make the list one short of its total,
/// which is noticed.
#[derive(Default)]
pub(super) struct SeenRows {
    here: Hashes,
    earlier: Hashes,
    keys: RandomState,
}

impl SeenRows {
    /// Another list begins.
    pub(super) fn next_list(&mut self) {
        for shard in &mut self.here.shards {
            for hash in shard.drain(..) {
                self.earlier.insert(hash);
            }
        }
        self.here.count = 0;
    }

    /// Notes a row of the list at hand: whether it is here for the first time,
    /// and whether it was in an earlier list.
    pub(super) fn note(&mut self, id: &str) -> (bool, bool) {
        let hash = self.keys.hash_one(id);
        (self.here.insert(hash), self.earlier.contains(hash))
    }
}

/// Hashes in a shard on average, at most: what a new one has to move.
const SHARD: usize = 128;

/// A set of evenly spread numbers. Each shard holds those of its share of the
/// range, sorted. They grow by little, and are split one after the other: there
/// is never a copy of them all.
struct Hashes {
    /// As many as two to the power of `bits`.
    shards: Vec<Vec<u64>>,
    bits: u32,
    count: usize,
}

impl Default for Hashes {
    fn default() -> Self {
        let (shards, bits, count) = (vec![Vec::new()], 0, 0);
        Self {
            shards,
            bits,
            count,
        }
    }
}

impl Hashes {
    /// The shard of a hash: its first bits say which.
    fn shard(&self, hash: u64) -> usize {
        let first = hash.checked_shr(u64::BITS - self.bits);
        usize::try_from(first.unwrap_or(0)).expect("there are as many shards")
    }

    fn contains(&self, hash: u64) -> bool {
        self.count > 0 && self.shards[self.shard(hash)].binary_search(&hash).is_ok()
    }

    /// Whether it is new.
    fn insert(&mut self, hash: u64) -> bool {
        let at = self.shard(hash);
        let shard = &mut self.shards[at];
        let Err(place) = shard.binary_search(&hash) else {
            return false;
        };
        if shard.len() == shard.capacity() {
            shard.reserve_exact((shard.len() / 4).max(4));
        }
        shard.insert(place, hash);
        self.count += 1;
        if self.count > self.shards.len() * SHARD {
            self.split();
        }
        true
    }

    /// Twice as many shards, of half the range each.
    fn split(&mut self) {
        self.bits += 1;
        let shards = std::mem::take(&mut self.shards).into_iter();
        let halves = shards.zip(0_u64..).flat_map(|(mut shard, at)| {
            let middle = (2 * at + 1) << (u64::BITS - self.bits);
            let upper = shard.split_off(shard.partition_point(|hash| *hash < middle));
            shard.shrink_to_fit();
            [shard, upper]
        });
        self.shards = halves.collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    /// Evenly spread numbers (splitmix64).
    fn spread(number: u64) -> u64 {
        let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    impl Hashes {
        /// Bytes set aside, with two words that an allocation costs.
        fn bytes(&self) -> usize {
            let shards = self.shards.iter();
            let hashes: usize = shards.map(|shard| shard.capacity() * 8 + 16).sum();
            hashes + self.shards.capacity() * size_of::<Vec<u64>>()
        }
    }

    #[test]
    fn a_million_hashes_take_ten_megabytes() {
        let mut hashes = Hashes::default();
        for number in 1..=1_000_000 {
            assert!(hashes.insert(spread(number)));
            if number.is_power_of_two() {
                let most = 10 * number + 4_000;
                assert!(
                    hashes.bytes() as u64 <= most,
                    "{} of {number}",
                    hashes.bytes()
                );
            }
        }
        assert!(hashes.bytes() < 10_000_000, "{} bytes", hashes.bytes());
        for number in 1..=1_000_000 {
            assert!(hashes.contains(spread(number)));
        }
        assert!(!hashes.contains(spread(0)) && !hashes.contains(spread(1_000_001)));
    }

    proptest! {
        /// Few numbers at the ends of the range, so that many are there twice.
        #[test]
        fn it_is_a_set(numbers in proptest::collection::vec(0..2000_u64, 0..3000)) {
            let (mut hashes, mut set) = (Hashes::default(), HashSet::new());
            for number in numbers {
                let hash = match number % 3 {
                    0 => number,
                    1 => u64::MAX - number,
                    _ => spread(number),
                };
                prop_assert_eq!(hashes.contains(hash), set.contains(&hash));
                prop_assert_eq!(hashes.insert(hash), set.insert(hash));
                prop_assert_eq!(hashes.count, set.len());
            }
        }
    }

    #[test]
    fn rows_of_earlier_lists_are_told_from_those_of_this_one() {
        let mut seen = SeenRows::default();
        let ids: Vec<String> = (0..1000).map(|id| id.to_string()).collect();
        for id in &ids {
            assert_eq!(seen.note(id), (true, false));
            assert_eq!(seen.note(id), (false, false));
        }
        seen.next_list();
        for id in &ids {
            assert_eq!(seen.note(id), (true, true));
        }
        seen.next_list();
        assert_eq!(seen.note("7"), (true, true));
        assert_eq!(seen.note("1000"), (true, false));
    }
}
