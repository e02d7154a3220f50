//! Which rows have come already. What follows from it is the audit's business.

use crate::row::Row;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// The ids of rows already seen. Only 64 bits of a keyed hash are kept for
/// each, so that 100 000 rows cost 2 MB. Two ids that fall together would make
/// the list one short of its total, which is noticed.
#[derive(Default)]
pub struct SeenIds {
    here: HashSet<u64>,
    earlier: HashSet<u64>,
    keys: RandomState,
}

/// Whether a row has been seen before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    New,
    /// In an earlier list: it counts for this one, but is not given out again.
    Elsewhere,
    /// In this list.
    Twice,
}

impl SeenIds {
    /// Notes a row. One without an id always is new.
    pub(super) fn note(&mut self, row: &Row, id_field: &str) -> Sight {
        let Some(id) = row.get(id_field).filter(|id| !id.is_null()) else {
            return Sight::New;
        };
        let hash = self.keys.hash_one(id.as_text());
        if !self.here.insert(hash) {
            Sight::Twice
        } else if self.earlier.contains(&hash) {
            Sight::Elsewhere
        } else {
            Sight::New
        }
    }

    /// Another list begins.
    pub fn next_list(&mut self) {
        self.earlier.extend(self.here.drain());
    }
}
