//! Everything a sandbox holds in memory: what was seeded, and what was written
//! since. It knows nothing of files, requests or faults.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::accounts::{Account, Figures, literal};
use super::log::{self, Record};
use super::{APP_ID, APP_SECRET, Options, oddities, seed};

/// Layout of [`Kept`]; another number is refused.
pub(super) const VERSION: u32 = 1;

/// How long the old secret still counts after a reset (documented).
const OLD_SECRET_MS: i64 = 5 * 60 * 1000;

/// Who a request comes from: a sub-account by its index, or `None` for the
/// group's main account.
pub(super) type Caller = Option<usize>;

/// What was written, as the state file has it. Files of earlier releases have
/// accounts only.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    pub(super) version: u32,
    /// Created accounts, in their order.
    pub(super) accounts: Vec<Account>,
    /// By appId.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) secrets: BTreeMap<String, Reset>,
    /// Changed members of children's rows, by lower-case e-mail.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) children: BTreeMap<String, Map<String, Value>>,
}

/// A new appSecret, and the one that counts for a while yet.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Reset {
    pub(super) app_secret: String,
    pub(super) old_secret: String,
    /// Unix milliseconds.
    pub(super) at_ms: i64,
}

/// The group, its sub-accounts, their log and their children. An account's
/// index is its place in the list: seeded ones first, then created ones.
pub(super) struct World {
    pub(super) seed: u64,
    seeded: Vec<Account>,
    /// Seeded records, newest first.
    log: Vec<Record>,
    /// Children of the group's main account.
    children: usize,
    /// Whether odd ones are the first of them.
    odd_first: bool,
    /// What the group has in all.
    pub(super) owned: Figures,
    pub(super) kept: Kept,
}

impl World {
    /// The seeded data; what the group owns is what its accounts were given
    /// and some more.
    pub(super) fn new(options: &Options) -> World {
        let seeded = seed::accounts(options.accounts, options.seed, options.odd_first);
        let mut world = World {
            seed: options.seed,
            log: seed::log(&seeded, options.logs, options.seed, options.odd_first),
            seeded,
            children: options.children,
            odd_first: options.odd_first,
            owned: seed::HEADROOM,
            kept: Kept::default(),
        };
        world.owned = world.owned.plus(world.sum(|account| account.given));
        world
    }

    /// Who has this appId, and the secret that counts at `now_ms`.
    pub(super) fn caller(&self, app_id: &str, now_ms: i64) -> Option<(Caller, &str)> {
        if app_id == APP_ID {
            return Some((None, APP_SECRET));
        }
        let mut accounts = self.accounts();
        let index = accounts.position(|account| account.app_id == app_id)?;
        Some((Some(index), self.secret(index, now_ms)))
    }

    /// The secret of this account that counts at `now_ms`.
    pub(super) fn secret(&self, index: usize, now_ms: i64) -> &str {
        let account = self.account(index);
        match self.kept.secrets.get(&account.app_id) {
            Some(reset) if now_ms < reset.at_ms + OLD_SECRET_MS => &reset.old_secret,
            Some(reset) => &reset.app_secret,
            None => &account.app_secret,
        }
    }

    pub(super) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.seeded.iter().chain(&self.kept.accounts)
    }

    pub(super) fn account(&self, index: usize) -> &Account {
        match self.seeded.get(index) {
            Some(account) => account,
            None => &self.kept.accounts[index - self.seeded.len()],
        }
    }

    /// Its row of package/list.
    pub(super) fn row(&self, index: usize) -> Value {
        let account = self.account(index);
        let mut row = literal(account.row.get());
        if let Some(reset) = self.kept.secrets.get(&account.app_id) {
            row["appSecret"] = reset.app_secret.as_str().into();
        }
        row
    }

    /// Indexes of the accounts with these e-mails, an array in lower case; in the
    /// list's order and each once.
    pub(super) fn find(&self, emails: &Value) -> Vec<usize> {
        let emails = emails.as_array().map_or(&[][..], Vec::as_slice);
        let wanted = |account: &Account| {
            let known = account.email.to_lowercase();
            emails.iter().any(|email| *email == known)
        };
        let accounts = self.accounts().enumerate();
        let found = accounts.filter(|(_, account)| wanted(account));
        found.map(|(index, _)| index).collect()
    }

    /// The log of these accounts, newest first. A created account has a record
    /// of each amount it was given.
    pub(super) fn log(&self, accounts: &[usize]) -> Vec<Record> {
        let new = accounts.iter().rev().flat_map(|index| {
            let Account { created, given, .. } = self.account(*index);
            created.map(|at_ms| log::of_new_account(*index, *given, at_ms))
        });
        let asked = |record: &&Record| accounts.binary_search(&record.account).is_ok();
        let old = self.log.iter().filter(asked).copied();
        let mut log: Vec<Record> = new.flatten().chain(old).collect();
        log.sort_by_key(|record| std::cmp::Reverse(record.at_ms));
        log
    }

    /// The e-mails of the caller's children, in lower case.
    pub(super) fn child_emails(&self, caller: Caller) -> impl Iterator<Item = String> {
        let count = match caller {
            None => self.children,
            // Every tenth of the seeded sub-accounts has two.
            Some(index) if index < self.seeded.len() && index.is_multiple_of(10) => 2,
            Some(_) => 0,
        };
        (0..count).map(move |index| seed::child_email(caller, index))
    }

    /// A child's row of children/list, with what was changed.
    pub(super) fn child(&self, caller: Caller, index: usize) -> Value {
        let mut row = seed::child(caller, index, self.seed);
        let names = oddities::CHILDREN;
        let odd = oddities::which(index, self.children, names.len(), self.odd_first);
        if let Some(odd) = odd.filter(|_| caller.is_none()) {
            row["childName"] = names[odd].into();
            row["description"] = "负责直播测试,并整理\"问题清单\"".into();
        }
        let changes = self.kept.children.get(&seed::child_email(caller, index));
        for (name, value) in changes.into_iter().flatten() {
            row[name] = value.clone();
        }
        row
    }

    /// The sum of a figure over all accounts.
    pub(super) fn sum(&self, figures: fn(&Account) -> Figures) -> Figures {
        let none = Figures::default();
        self.accounts().map(figures).fold(none, Figures::plus)
    }
}
