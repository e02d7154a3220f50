//! Looks at eight bytes of a text at once, as one number. Nearly all that lists
//! are made of needs no closer look, and is stepped over in a few steps so.

/// A one in each byte.
const ONES: u64 = u64::MAX / 0xff;
/// The first bit of each byte.
const FIRST_BITS: u64 = ONES << 7;

/// The first bit of each byte that is below `limit`, which is 0x80 at most. Of
/// those marks the lowest is right; the borrow of a subtraction may set others.
fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(limit)) & !word & FIRST_BITS
}

/// The same of each byte that is this one, which is ASCII.
fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ (ONES * u64::from(byte)), 1)
}

/// Where the first byte is that `marks` finds in eight, and `is_one` in the rest
/// of a text; its length where there is none.
#[inline]
fn first(bytes: &[u8], marks: impl Fn(u64) -> u64, is_one: impl Fn(u8) -> bool) -> usize {
    let mut rest = bytes;
    while let Some((word, more)) = rest.split_first_chunk() {
        let marks = marks(u64::from_le_bytes(*word));
        if marks != 0 {
            return bytes.len() - rest.len() + marks.trailing_zeros() as usize / 8;
        }
        rest = more;
    }
    let found = rest.iter().position(|byte| is_one(*byte));
    bytes.len() - rest.len() + found.unwrap_or(rest.len())
}

/// How many bytes there are before the quote, backslash or control at which a
/// string in JSON ends or goes on otherwise.
#[inline]
pub(crate) fn plain_in_json(bytes: &[u8]) -> usize {
    // With this bit turned a quote is the one byte beside the controls.
    let marks = |word| below(word ^ (ONES * 2), (b'"' ^ 2) + 1) | equal(word, b'\\');
    first(bytes, marks, |byte| matches!(byte, 0..b' ' | b'"' | b'\\'))
}

/// How many bytes of a string in JSON there are before an escape or a comma.
#[inline]
pub(crate) fn plain_in_csv(bytes: &[u8]) -> usize {
    let marks = |word| equal(word, b'\\') | equal(word, b',');
    first(bytes, marks, |byte| matches!(byte, b'\\' | b','))
}

/// How many bytes there are at the start of both that are the same.
#[inline]
pub(crate) fn alike(one: &[u8], other: &[u8]) -> usize {
    let pairs = one.as_chunks().0.iter().zip(other.as_chunks().0);
    let mut same = 0;
    for (a, b) in pairs {
        let differ = u128::from_le_bytes(*a) ^ u128::from_le_bytes(*b);
        if differ != 0 {
            return same + differ.trailing_zeros() as usize / 8;
        }
        same += size_of_val(a);
    }
    let rest = one[same..].iter().zip(&other[same..]);
    same + rest.take_while(|(a, b)| a == b).count()
}

/// Whether one of these bytes is in a text. Below 0x7f none of them is.
#[inline]
pub(crate) fn holds(bytes: &[u8], is_one: fn(u8) -> bool) -> bool {
    let beyond = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        (word | word.wrapping_add(ONES)) & FIRST_BITS
    };
    let may = |bytes: &[u8]| bytes.iter().any(|byte| is_one(*byte));
    let may_word = |word: &[u8; 8]| beyond(word) != 0 && may(word);
    let (words, rest) = bytes.as_chunks();
    let (fours, words) = words.as_chunks();
    let is_plain = |[a, b, c, d]: &[_; 4]| beyond(a) | beyond(b) | beyond(c) | beyond(d) == 0;
    let mut odd = fours.iter().filter(|four| !is_plain(four));
    odd.any(|four| four.iter().any(may_word)) || words.iter().any(may_word) || may(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each byte behind, between and before others, in each place of a word.
    fn each_place(test: impl Fn(u8, &[u8], usize)) {
        for byte in 0..=u8::MAX {
            for around in [b' ', b'!', b'#', b'~', 0x80, 0xff] {
                for at in 0..20 {
                    let mut bytes = [around; 20];
                    bytes[at] = byte;
                    test(byte, &bytes, at);
                }
            }
        }
    }

    #[test]
    fn the_first_byte_of_a_kind_is_found_wherever_it_is() {
        each_place(|byte, bytes, at| {
            let ends = |is_one: bool| if is_one { at } else { bytes.len() };
            let in_json = matches!(byte, 0..b' ' | b'"' | b'\\');
            assert_eq!(plain_in_json(bytes), ends(in_json), "{bytes:?}");
            let in_csv = matches!(byte, b',' | b'\\');
            assert_eq!(plain_in_csv(bytes), ends(in_csv), "{bytes:?}");
        });
        assert_eq!(plain_in_json(b"two\nand one\""), 3);
        assert_eq!(plain_in_csv(b""), 0);
    }

    #[test]
    fn two_texts_are_alike_up_to_the_first_byte_that_differs() {
        each_place(|byte, bytes, at| {
            let mut other = [bytes[(at + 1) % 20]; 20];
            let same = if bytes[at] == other[0] { 20 } else { at };
            assert_eq!(alike(bytes, &other), same);
            assert_eq!(alike(&bytes[..at], &other), at);
            other[at] = byte;
            assert_eq!((alike(&other, bytes), alike(&other, &[])), (20, 0));
        });
    }

    #[test]
    fn a_byte_beyond_plain_letters_is_held_wherever_it_is() {
        each_place(|byte, bytes, _| {
            let is_one = matches!(byte, 0x7f | 0xc2);
            let twice = [bytes, bytes].concat();
            assert_eq!(holds(&twice, |byte| matches!(byte, 0x7f | 0xc2)), is_one);
        });
    }
}
