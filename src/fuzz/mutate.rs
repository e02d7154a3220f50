//! Inputs made of other inputs: bits flip, pieces go, come twice or from
//! elsewhere, numbers and words become others.

use super::random::Random;
use std::ops::Range;

/// Changes of one input, one upon the other.
const MOST_CHANGES: usize = 6;

/// Numbers at which readers err.
const NUMBERS: [&str; 30] = [
    "0",
    "1",
    "-1",
    "-0",
    "00",
    "0.1",
    "127",
    "128",
    "255",
    "256",
    "16384",
    "32767",
    "32768",
    "65535",
    "65536",
    "1048576",
    "2147483647",
    "2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "79228162514264337593543950336",
    "0.00000000000000000000000000001",
    "1e308",
    "1e309",
    "1e-400",
];

/// Bytes at which readers err: what ends, opens or escapes something, NUL, and
/// what is no UTF-8.
const BYTES: &[u8] = b"\0\n\r\t \"'\\/<>&;,:=()[]{}#-+.%_\x7f\x80\xc2\xe4\xed\xf0\xff";

/// What inputs are made of.
pub(super) struct Source<'s> {
    pub(super) corpus: &'s [Vec<u8>],
    pub(super) words: &'s [&'s str],
    /// Bytes of the longest input.
    pub(super) most: usize,
}

impl Source<'_> {
    /// The next input.
    pub(super) fn input(&self, random: &mut Random) -> Vec<u8> {
        let mut input = random.pick(self.corpus).clone();
        let mut changes = 1;
        while changes < MOST_CHANGES && !random.is_one_in(2) {
            changes += 1;
        }
        for _ in 0..changes {
            self.change(&mut input, random);
            input.truncate(self.most);
        }
        input
    }

    fn change(&self, input: &mut Vec<u8>, random: &mut Random) {
        let here = piece(input.len(), random);
        match random.below(12) {
            0 if !input.is_empty() => {
                let at = random.below(input.len());
                input[at] ^= 1 << random.below(8);
            }
            1 if !input.is_empty() => {
                let at = random.below(input.len());
                input[at] = match random.is_one_in(4) {
                    true => random.byte(),
                    false => *random.pick(BYTES),
                };
            }
            2 => drop(input.drain(here)),
            3 => {
                let most = if random.is_one_in(8) { 100 } else { 4 };
                let times = 1 + random.below(most);
                let repeated = input[here.clone()].repeat(times);
                put(input, here.end..here.end, &repeated);
            }
            4 | 5 if !self.words.is_empty() => {
                let word = random.pick(self.words).as_bytes();
                let replaced = here.start..if random.is_one_in(2) {
                    here.start
                } else {
                    here.end
                };
                put(input, replaced, word);
            }
            6 => {
                // The rest of another one.
                let other = random.pick(self.corpus);
                input.truncate(here.start);
                input.extend_from_slice(&other[random.below(other.len() + 1)..]);
            }
            7 => {
                let other = random.pick(self.corpus);
                let piece = &other[piece(other.len(), random)];
                put(input, here, piece);
            }
            8 | 9 => {
                if let Some(digits) = number(input, random) {
                    let number = random.pick(&NUMBERS).as_bytes();
                    put(input, digits, number);
                }
            }
            10 => {
                let (line, other) = (line(input, random), line(input, random));
                let line = input[line].to_vec();
                let replaced = other.start..if random.is_one_in(2) {
                    other.start
                } else {
                    other.end
                };
                put(input, replaced, &line);
            }
            _ => input.truncate(random.below(input.len() + 1)),
        }
    }
}

fn put(input: &mut Vec<u8>, at: Range<usize>, bytes: &[u8]) {
    drop(input.splice(at, bytes.iter().copied()));
}

/// Where a piece of so many bytes is: a short one mostly.
fn piece(length: usize, random: &mut Random) -> Range<usize> {
    let start = random.below(length + 1);
    let longest = if random.is_one_in(4) { length } else { 8 };
    let end = start + random.below(longest + 1);
    start..end.min(length)
}

/// Where some number is.
fn number(input: &[u8], random: &mut Random) -> Option<Range<usize>> {
    let from = random.below(input.len());
    let start = from + input[from..].iter().position(u8::is_ascii_digit)?;
    let digits = input[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit());
    Some(start..start + digits.count())
}

/// Where some line is, its end included.
fn line(input: &[u8], random: &mut Random) -> Range<usize> {
    let at = random.below(input.len());
    let start = input[..at].iter().rposition(|byte| *byte == b'\n');
    let end = input[at..].iter().position(|byte| *byte == b'\n');
    start.map_or(0, |start| start + 1)..end.map_or(input.len(), |end| at + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_many_bounded_and_the_same_again() {
        let corpus = vec![b"minutes = 5\nbalance < 7\n".to_vec(), Vec::new()];
        let source = Source {
            corpus: &corpus,
            words: &["and"],
            most: 50,
        };
        let inputs = |seed| {
            let mut random = Random::of(seed);
            let inputs = (0..1000).map(|_| source.input(&mut random));
            inputs.collect::<Vec<_>>()
        };
        let first = inputs(1);
        assert_eq!(inputs(1), first);
        assert_ne!(inputs(2), first);
        assert!(first.iter().all(|input| input.len() <= 50));
        let all: std::collections::HashSet<_> = first.iter().collect();
        assert!(all.len() > 400, "{}", all.len());
        let has = |word: &[u8]| {
            first
                .iter()
                .any(|input| input.windows(word.len()).any(|it| it == word))
        };
        assert!(has(b"and") && has(b"4294967295"));
    }
}
