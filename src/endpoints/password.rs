//! Generated passwords.

use crate::failure::{Failure, Kind};
use crate::lang::{Text, both};
use crate::secret::Secret;
use crate::text;
use getrandom::Error;

/// Letters and digits that are not mistaken for one another when read from
/// paper: no `0 O o`, no `1 I l`. 56 of them.
const ALPHABET: &[u8; 56] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";

/// Characters of a generated password: 16 of 56 are 92 bits, and the service
/// takes 8 to 16 for a child account, to 32 for a sub-account.
const LENGTH: usize = 16;

/// Bytes from here on are thrown away: below it lie exactly four times the
/// alphabet, so that no character is likelier than another.
const FAIR_BELOW: u8 = 224;

/// Random bytes asked for at a time: twice the need, since one in eight is
/// thrown away.
const DRAW: usize = 32;

/// Draws before the source is called broken. One in twelve has no digit, so a
/// sound source fails this once in 10^50 times.
const DRAWS: usize = 50;

/// A password of 16 easily read letters and digits, with one of each at
/// least, from the system's random source.
///
/// # Errors
/// When that source fails.
pub fn generate() -> Result<Secret, Failure> {
    from_source(getrandom::fill).map_err(|why| Failure::new(Kind::Unexpected, why))
}

fn from_source(mut fill: impl FnMut(&mut [u8]) -> Result<(), Error>) -> Result<Secret, Text> {
    for _ in 0..DRAWS {
        let mut bytes = [0; DRAW];
        fill(&mut bytes).map_err(|why| {
            text!(
                "the system gives no random bytes for a password: {why}",
                "系统未提供生成密码所需的随机数：{why}"
            )
        })?;
        if let Some(password) = from_bytes(&bytes) {
            return Ok(Secret::new(password));
        }
    }
    Err(both(
        "the system's random bytes are not random",
        "系统提供的随机数并不随机",
    )
    .into())
}

/// A draw that lacks a digit or a letter is thrown away whole: putting one in
/// would make some passwords likelier than others.
fn from_bytes(bytes: &[u8]) -> Option<String> {
    let password: String = bytes
        .iter()
        .filter(|byte| **byte < FAIR_BELOW)
        .take(LENGTH)
        .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
        .collect();
    let complete = password.len() == LENGTH
        && password.contains(|c: char| c.is_ascii_digit())
        && password.contains(|c: char| c.is_ascii_alphabetic());
    complete.then_some(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_characters_in_order_and_unfair_ones_are_dropped() {
        let mut bytes: Vec<u8> = vec![224, 255, 0, 55, 56, 223];
        bytes.extend([1; 20]);
        assert_eq!(from_bytes(&bytes).as_deref(), Some("A9A9BBBBBBBBBBBB"));
    }

    #[test]
    fn every_character_is_hit_by_four_bytes() {
        let mut hits = [0; 56];
        for byte in 0..FAIR_BELOW {
            hits[usize::from(byte) % ALPHABET.len()] += 1;
        }
        assert_eq!(hits, [4; 56]);
    }

    #[test]
    fn a_draw_without_a_digit_or_a_letter_is_drawn_again() {
        let mut draws = [0, 55, 54].into_iter();
        let mut asked = 0;
        let password = from_source(|buffer| {
            asked += 1;
            buffer.fill(draws.next().unwrap());
            if asked == 3 {
                buffer[15] = 0;
            }
            Ok(())
        });
        assert_eq!(password.unwrap().expose(), "888888888888888A");
        assert_eq!(asked, 3);
    }

    #[test]
    fn a_source_that_is_not_random_is_an_error_not_an_endless_loop() {
        for constant in [0, 55, 255] {
            let result = from_source(|buffer| {
                buffer.fill(constant);
                Ok(())
            });
            let words = "the system's random bytes are not random";
            assert_eq!(result.unwrap_err(), words, "{constant}");
        }
    }

    #[test]
    fn a_failing_source_is_an_error() {
        let words = from_source(|_| Err(Error::UNSUPPORTED)).unwrap_err();
        assert!(
            words.en().starts_with("the system gives no random bytes"),
            "{words}"
        );
    }

    #[test]
    fn the_systems_source_makes_passwords_that_keep_the_rules() {
        let (one, two) = (generate().unwrap(), generate().unwrap());
        let now = crate::endpoints::spec::Now { unix_millis: 0 };
        assert!(crate::endpoints::rules::password::<8, 16>(one.expose(), &now).is_ok());
        assert_ne!(one, two);
    }
}
