//! Who has claimed which record of the allocation log, over all runs of this
//! machine's user on one account; and the lock that lets one of them run at a
//! time. Records have no id: without this, two equal differences of two
//! commands, one of them lost, would both find the one record.
//!
//! A file of JSON Lines in the state folder, a claim a line. It is no journal:
//! what it lacks makes a lost answer look done only where an equal one was done
//! within the same minutes.

use super::records::{Sought, Within};
use crate::clock;
use crate::files::{Locked, absent_is_none, beside, open_to_append, replace, try_lock};
use crate::locks::held;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

/// Between two looks whether the other run has ended.
const PAUSE: Duration = Duration::from_millis(100);

/// Claims are kept for so long: a lost answer that nobody has settled by then
/// is settled by a look at the account.
const KEPT_MILLIS: i64 = 90 * 24 * 60 * 60 * 1000;

/// A difference that was done: its record is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// What the record tells.
    #[serde(flatten)]
    pub of: Sought,
    /// When it was sent, by the service's clock, in Unix milliseconds.
    pub sent: i64,
    /// Which request it was.
    pub id: String,
}

/// The claims, locked.
#[derive(Debug)]
pub struct Book {
    claims: Mutex<Vec<Claim>>,
    file: Mutex<File>,
    /// Held as long as the book is open.
    _lock: Locked,
}

impl Book {
    /// Opens the book once no other run holds it. `told` is called where it has
    /// to be waited for, once.
    ///
    /// # Errors
    /// The system's; [`io::ErrorKind::WouldBlock`] where another run held it
    /// until `longest` was over.
    pub fn open(path: &Path, longest: Duration, told: &dyn Fn()) -> io::Result<Self> {
        let lock = wait_for(&beside(path, ".lock"), longest, told)?;
        let text = absent_is_none(std::fs::read(path))?.unwrap_or_default();
        let kept = clock::unix_millis() - KEPT_MILLIS;
        let claims = kept_claims(&text, kept);
        let lines: Vec<String> = claims.iter().filter_map(|it| line(it).ok()).collect();
        // Also where a killed run left half a line.
        if lines.concat().as_bytes() != text {
            replace(path, lines.concat().as_bytes())?;
        }
        let file = open_to_append(path)?;
        Ok(Self {
            claims: Mutex::new(claims),
            file: Mutex::new(file),
            _lock: lock,
        })
    }

    /// Notes that a record is taken.
    ///
    /// # Errors
    /// The system's.
    pub fn claim(&self, claim: Claim) -> io::Result<()> {
        let line = line(&claim)?;
        held(&self.claims).push(claim);
        held(&self.file).write_all(line.as_bytes())
    }

    /// How many records of this time are taken that are like it, by others than
    /// the request `id`.
    pub fn taken(&self, like: &Sought, within: &Within, id: &str) -> usize {
        let claims = held(&self.claims);
        let is = |claim: &Claim| claim.of.is_like(like) && within.has(claim.sent);
        let others = claims.iter().filter(|claim| claim.id != id && is(claim));
        others.count()
    }

    /// Whether the request `id` has its record.
    pub fn has(&self, id: &str) -> bool {
        held(&self.claims).iter().any(|claim| claim.id == id)
    }
}

fn wait_for(path: &Path, longest: Duration, told: &dyn Fn()) -> io::Result<Locked> {
    let mut deadline = None;
    loop {
        if let Some(lock) = try_lock(path)? {
            return Ok(lock);
        }
        let now = clock::instant();
        let deadline = *deadline.get_or_insert_with(|| {
            told();
            now + longest
        });
        if now >= deadline {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        std::thread::sleep(PAUSE);
    }
}

/// Those that can be read and are not too old.
fn kept_claims(text: &[u8], kept: i64) -> Vec<Claim> {
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let claims = lines.filter_map(|line| serde_json::from_slice::<Claim>(line).ok());
    claims.filter(|claim| claim.sent >= kept).collect()
}

fn line(claim: &Claim) -> io::Result<String> {
    Ok(serde_json::to_string(claim)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::super::records::SLACK;
    use super::*;
    use std::cell::Cell;

    fn claim(amount: u64, sent: i64, id: &str) -> Claim {
        Claim {
            of: Sought {
                email: "a@b.cn".into(),
                resource: "minutes".into(),
                takes: false,
                amount: Some(amount),
            },
            sent,
            id: id.into(),
        }
    }

    fn open(path: &Path) -> Book {
        Book::open(path, Duration::ZERO, &|| ()).unwrap()
    }

    #[test]
    fn a_claim_outlives_its_run_and_half_a_line_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claims.jsonl");
        let now = clock::unix_millis();
        let book = open(&path);
        for (amount, sent, id) in [
            (5, now, "1"),
            (5, now - 9_000, "2"),
            (6, now, "3"),
            (5, 0, "4"),
        ] {
            book.claim(claim(amount, sent, id)).unwrap();
        }
        drop(book);
        let mut text = std::fs::read_to_string(&path).unwrap();
        text += r#"{"email":"a@b.cn","resou"#;
        std::fs::write(&path, text).unwrap();
        let book = open(&path);
        let (five, within) = (claim(5, now, "").of, Within::after(now, SLACK));
        assert_eq!(book.taken(&five, &within, ""), 1);
        assert_eq!(book.taken(&five, &within, "1"), 0);
        assert!(book.has("3"));
        assert!(!book.has("4"), "it is too old");
        let lines = std::fs::read_to_string(&path).unwrap();
        let first = format!(
            r#"{{"email":"a@b.cn","resource":"minutes","takes":false,"amount":5,"sent":{now},"id":"1"}}"#
        );
        assert_eq!(lines.lines().next().unwrap(), first);
        assert_eq!(lines.lines().count(), 3);
    }

    #[test]
    fn one_run_at_a_time_and_the_other_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claims.jsonl");
        let held = open(&path);
        let told = Cell::new(0);
        let tell = || told.set(told.get() + 1);
        let error = Book::open(&path, PAUSE * 2, &tell).unwrap_err();
        assert_eq!((error.kind(), told.get()), (io::ErrorKind::WouldBlock, 1));
        drop(held);
        open(&path);
    }
}
