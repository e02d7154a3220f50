//! What the service has that a write meets, as a look before it finds.

use crate::lang::Text;

/// Found before a write is confirmed; by default there is nothing to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// What it conflicts with, in words: nothing is sent.
    pub conflict: Option<Text>,
    /// That nothing is left to do, in words: nothing is sent, and that is no
    /// fault.
    pub done: Option<Text>,
    /// What else is shown of what will be done: a short name and a text.
    pub told: Vec<(Text, Text)>,
    /// What probably is a mistake, in words.
    pub warnings: Vec<Text>,
    /// What is typed to confirm it, where that is not the target's key.
    pub called: Option<String>,
    /// The target's key in the letters of the list, in which it is sent.
    pub spelled: Option<String>,
    /// The ids of rows that a look after a lost answer would take for the one
    /// that the write makes.
    pub alike: Vec<String>,
}

impl Met {
    /// A conflict.
    pub fn conflict(words: impl Into<Text>) -> Self {
        let conflict = Some(words.into());
        Self {
            conflict,
            ..Self::default()
        }
    }

    /// Nothing to do.
    pub fn done(words: impl Into<Text>) -> Self {
        let done = Some(words.into());
        Self {
            done,
            ..Self::default()
        }
    }
}
