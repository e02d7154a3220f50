//! E-mail filters: how many fit into one request.

use crate::sign::{Params, encode};

/// At most so many bytes of percent-encoded e-mails a request: with the path
/// and the signature a URL stays below the 8 KiB that web servers commonly
/// allow for a request line.
const MOST_BYTES: usize = 6 * 1024;

/// Splits e-mails over requests of at most so many, in order. No e-mails give
/// no request.
pub fn chunks(emails: &[String], most: usize) -> Vec<Vec<String>> {
    let mut chunks: Vec<Vec<String>> = Vec::new();
    let mut bytes = 0;
    for email in emails {
        let size = encode(&Params::new().with("", email.as_str())).len() + "%2C".len();
        match chunks.last_mut() {
            Some(chunk) if chunk.len() < most && bytes + size <= MOST_BYTES => {
                chunk.push(email.clone());
                bytes += size;
            }
            _ => {
                chunks.push(vec![email.clone()]);
                bytes = size;
            }
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_a_hundred_go_together_in_order() {
        let emails: Vec<_> = (0..250).map(|n| format!("a{n}@b.c")).collect();
        let chunks = chunks(&emails, 100);
        assert_eq!(
            chunks.iter().map(Vec::len).collect::<Vec<_>>(),
            [100, 100, 50]
        );
        assert_eq!(chunks.concat(), emails);
    }

    #[test]
    fn long_ones_are_split_by_their_encoded_length() {
        let emails: Vec<_> = (0..60).map(|n| format!("{n:0>230}@b.c")).collect();
        let chunks = chunks(&emails, 100);
        assert_eq!(
            chunks.iter().map(Vec::len).collect::<Vec<_>>(),
            [25, 25, 10]
        );
    }

    #[test]
    fn no_emails_are_no_request() {
        assert!(chunks(&[], 100).is_empty());
    }
}
