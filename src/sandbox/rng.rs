//! A small generator of repeatable numbers (SplitMix64): the same seed gives
//! the same data on every machine and in every release, which no library
//! promises. Not for anything that must be hard to guess.

/// Two odd constants of SplitMix64's finisher, and its step.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
const MIX_1: u64 = 0xBF58_476D_1CE4_E5B9;
const MIX_2: u64 = 0x94D0_49BB_1331_11EB;

/// The generator, from a seed.
pub(super) struct Rng(pub(super) u64);

impl Rng {
    /// For what must differ wherever the text does.
    pub(super) fn of_text(text: &str) -> Rng {
        let digest = md5::compute(text).0;
        let half = digest.first_chunk().expect("16 bytes hold 8");
        Rng(u64::from_be_bytes(*half))
    }

    /// The next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(MIX_1);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(MIX_2);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `limit` - 1. `limit` is small, so the bias of the
    /// remainder does not matter here.
    pub(super) fn below(&mut self, limit: i64) -> i64 {
        let limit = u64::try_from(limit.max(1)).unwrap_or(1);
        i64::try_from(self.next() % limit).unwrap_or(0)
    }

    /// One of `items`, which must not be empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let index = self.below(i64::try_from(items.len()).unwrap_or(i64::MAX));
        &items[usize::try_from(index).unwrap_or(0)]
    }

    /// `length` lower-case letters and digits.
    pub(super) fn code(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        (0..length)
            .map(|_| char::from(*self.pick(LETTERS)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs for seed 1234567 of the generator's published
    /// reference code.
    #[test]
    fn it_is_the_published_generator() {
        let mut rng = Rng(1_234_567);
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
    }
}
