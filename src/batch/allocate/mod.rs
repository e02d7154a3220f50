//! What accounts are given and what is taken back: what was wished for becomes
//! changes, changes become requests, and requests are found again in the
//! service's log.
//!
//! | file | why it exists |
//! |---|---|
//! | [`declared`] | what may be typed |
//! | [`wishes`] | what was typed, of which account |
//! | [`undo`] | wishes that take back an earlier run |
//! | [`changes`] | what the wishes come to |
//! | [`rails`] | what of it must be allowed by name |
//! | [`saved`] | changes as JSON, written and read |
//! | [`requests`] | the calls that make changes |
//! | [`allotments`] | the batch: notes, looks, results |
//! | [`earlier`] | what earlier runs have sent |
//! | [`sending`] | what will be done with each request |
//! | [`records`] | what the allocation log tells of a difference |
//! | [`book`] | who has claimed which record |
//! | [`look`] | whether a lost difference was done |

pub mod allotments;
pub mod book;
pub mod changes;
pub mod declared;
pub mod earlier;
#[cfg(test)]
mod fuzz;
pub mod look;
pub mod rails;
pub mod records;
pub mod requests;
pub mod saved;
pub mod sending;
pub mod undo;
pub mod wishes;

use crate::endpoints::allocate::SET;
use crate::endpoints::resources::{RESOURCES, Resource};
use crate::lang::{Both, Text, both};
use crate::output::Values;
use crate::row::Row;
use clap::ValueEnum;
use rust_decimal::Decimal;

/// No account and no group has so much of anything: sums of as many amounts as
/// a roster has rows are exact below.
const BEYOND_ALL: u64 = 1_000_000_000_000_000_000;

/// One resource of one account, and how much of it there will be.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The line of the roster that asks for it, from 1.
    pub line: Option<u64>,
    /// The account, in the letters that the list has.
    pub email: String,
    /// Its id, as the list has it.
    pub user_id: String,
    /// What changes, in [`Resource::unit`].
    pub resource: &'static Resource,
    /// What was wished for.
    pub mode: Mode,
    /// What the list says is left; `None` where it does not.
    pub from: Option<Decimal>,
    /// What will be there; `None` where that follows from an unknown `from`.
    pub to: Option<Decimal>,
    /// `to` less `from`: above 0 it is given, below it is taken. Always known of
    /// a [`Via::Difference`] that does not take all.
    pub delta: Option<Decimal>,
    /// The kind of call that makes it.
    pub via: Via,
    /// Whether what is sent was computed from `from`, so that it is wrong where
    /// that moved meanwhile.
    pub computed: bool,
    /// What must be allowed by name before it is made.
    pub needs: Vec<Rail>,
}

impl Change {
    /// The word of the request that makes it.
    pub fn what(&self) -> &'static str {
        match self.via {
            Via::Set => SET.what,
            Via::Difference { .. } => self.resource.word,
        }
    }
}

/// What was wished for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// So much in all.
    Set,
    /// So much more.
    Give,
    /// So much less, or nothing left.
    Take,
    /// So much in all, where less than the floor is left.
    Refill,
}

impl Mode {
    /// Its word in options, plans and results: `set`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Give => "give",
            Self::Take => "take",
            Self::Refill => "refill",
        }
    }

    /// What people call it: that word, or the Chinese one.
    pub fn name(self) -> Both {
        let zh = match self {
            Self::Set => "设为",
            Self::Give => "增加",
            Self::Take => "回收",
            Self::Refill => "补足到",
        };
        Both {
            en: self.word(),
            zh,
        }
    }

    /// The mode of this word.
    pub fn of(word: &str) -> Option<Self> {
        let mut all = [Self::Set, Self::Give, Self::Take, Self::Refill].into_iter();
        all.find(|mode| mode.word() == word)
    }
}

/// The kind of call that makes a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// The target `to` is set: may be sent again.
    Set,
    /// `delta` is given or taken: never sent twice.
    Difference {
        /// Everything is taken back, whatever there is.
        all: bool,
    },
}

impl Via {
    /// Its word in plans: `set`, `difference` or `all`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Difference { all: false } => "difference",
            Self::Difference { all: true } => "all",
        }
    }
}

/// What is not done unless it is allowed by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub enum Rail {
    /// Nothing will be left.
    #[value(help = both("Nothing will be left", "归零").now())]
    Zero,
    /// Half of what is left, or less, will be left.
    #[value(help = both(
        "Half of what is left, or less, will be left",
        "剩余减到一半或更少",
    ).now())]
    Decrease,
    /// More is given than the group has left.
    #[value(help = both(
        "More is given than the group has left",
        "增加的数量超出集团剩余",
    ).now())]
    OverPool,
    /// More than 30 % of the group's accounts are changed, and more than 10.
    #[value(help = both(
        "More than 30 % of the group's accounts are changed, and more than 10",
        "更改超过 30% 的分账号，且多于 10 个",
    ).now())]
    Many,
}

impl Rail {
    /// Its name: `over-pool`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::Decrease => "decrease",
            Self::OverPool => "over-pool",
            Self::Many => "many",
        }
    }
}

/// An amount, or that it is not known.
fn or_unknown(amount: Option<Decimal>) -> Text {
    let unknown = both("unknown", "未知").into();
    amount.map_or(unknown, |amount| Text::verbatim(requests::plain(amount)))
}

/// What people call the requests of this word: by their resource, or that they
/// set targets.
pub fn called(what: &'static str) -> Both {
    let mut all = RESOURCES.iter();
    match all.find(|resource| resource.word == what) {
        Some(resource) => resource.name(),
        None => both(what, Mode::Set.name().zh),
    }
}

/// The number in a field of a row, such as [`Resource::left`] of an account;
/// `None` where there is none that can be reckoned with.
pub fn amount(row: &Row, field: &str) -> Option<Decimal> {
    let number = Values::Number.number(&row.text(field)?)?;
    (number.abs() < Decimal::from(BEYOND_ALL)).then_some(number)
}
