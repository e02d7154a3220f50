//! Everything a sandbox holds in memory: what was seeded, and what was written
//! since. It knows nothing of files, requests or faults.

use crate::order;
use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::accounts::{Account, Figures, HUNDREDTHS, literal};
use super::log::{self, Record};
use super::resources::{self, Allotment};
use super::staff::Staff;
use super::{APP_ID, APP_SECRET, Later, Options, oddities, seed};

/// Layout of [`Kept`]; another number is refused.
pub(super) const VERSION: u32 = 1;

/// What the group has left to hand out: enough for rosters of a thousand rows
/// with the default 100 G each.
const HEADROOM: Figures = Figures {
    channels: 200_000,
    minutes: 20_000_000,
    concurrent: 0,
    flow: 500_000 * HUNDREDTHS,
    space: 500_000 * HUNDREDTHS,
};

/// The same in viewers at a time, of a group that is billed by them.
const HEADROOM_CONCURRENT: i64 = 200_000;

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
    /// What accounts were given and what was taken back, in its order; by appId.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) allotments: BTreeMap<String, Vec<Allotment>>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) staff: Staff,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
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
    log: Later<Vec<Record>>,
    /// Children of the group's main account.
    children: usize,
    /// Whether odd ones are the first of them.
    odd_first: bool,
    /// Whether the group is billed by concurrency, not by minutes.
    pub(super) by_concurrency: bool,
    /// Whether targets are what was given in all.
    pub(super) sets_totals: bool,
    /// How long the list, and the log, hide what was just allotted.
    late: (Duration, Duration),
    /// What the group has in all.
    pub(super) owned: Figures,
    pub(super) kept: Kept,
}

impl World {
    /// The seeded data; what the group owns is what its accounts were given
    /// and some more.
    pub(super) fn new(options: &Options) -> World {
        let of_log = options.clone();
        let mut headroom = HEADROOM;
        if options.by_concurrency {
            (headroom.minutes, headroom.concurrent) = (0, HEADROOM_CONCURRENT);
        }
        let mut world = World {
            seed: options.seed,
            log: LazyCell::new(Box::new(move || seed::log(&of_log))),
            seeded: seed::accounts(options),
            children: options.children,
            odd_first: options.odd_first,
            by_concurrency: options.by_concurrency,
            sets_totals: options.sets_totals,
            late: (options.list_delay, options.log_delay),
            owned: headroom,
            kept: Kept::default(),
        };
        world.owned = world.owned.plus(world.given());
        world
    }

    /// As package/list calls the way the group is billed.
    pub(super) fn charge_type(&self) -> &'static str {
        match self.by_concurrency {
            true => "parallelConcurrent",
            false => "minutes",
        }
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

    /// Its row of package/list, with what the list shows already of what was
    /// allotted.
    pub(super) fn row(&self, index: usize, now_ms: i64) -> Value {
        let account = self.account(index);
        let mut row = literal(account.row.get());
        let allotted = self.allotted(account).iter();
        let shown = allotted.filter(|one| is_shown(one.at_ms, self.late.0, now_ms));
        for (resource, amount) in resources::sums(shown) {
            resource.add_to_row(amount, &mut row);
        }
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

    fn allotted(&self, account: &Account) -> &[Allotment] {
        let found = self.kept.allotments.get(&account.app_id);
        found.map_or(&[], Vec::as_slice)
    }

    /// What was allotted to this account, newest first, as far as the log shows it
    /// already.
    pub(super) fn logged(&self, index: usize, now_ms: i64) -> impl Iterator<Item = &Allotment> {
        let allotted = self.allotted(self.account(index)).iter().rev();
        allotted.filter(move |one| is_shown(one.at_ms, self.late.1, now_ms))
    }

    /// The log of these accounts, newest first. A created account has a record
    /// of each amount it was given.
    pub(super) fn log(&self, accounts: &[usize], now_ms: i64) -> Vec<Record> {
        let allotted = accounts.iter().flat_map(|index| {
            let logged = self.logged(*index, now_ms);
            logged.filter_map(|one| one.record(*index))
        });
        let new = accounts.iter().rev().flat_map(|index| {
            let Account { created, given, .. } = self.account(*index);
            created.map(|at_ms| log::of_new_account(*index, *given, at_ms))
        });
        let asked = |record: &&Record| accounts.binary_search(&record.account).is_ok();
        let old = self.log.iter().filter(asked).copied();
        let new = allotted.chain(new.flatten());
        let mut log: Vec<Record> = new.chain(old).collect();
        order::sort_by_key(&mut log, |record| std::cmp::Reverse(record.at_ms));
        log
    }

    /// The e-mails of the caller's seeded children, in lower case.
    pub(super) fn seeded_children(&self, caller: Caller) -> impl Iterator<Item = String> {
        let count = match caller {
            None => self.children,
            // Every tenth of the seeded sub-accounts has two.
            Some(index) if index < self.seeded.len() && index.is_multiple_of(10) => 2,
            Some(_) => 0,
        };
        (0..count).map(move |index| seed::child_email(caller, index))
    }

    /// A seeded child's row of children/list, with what was changed.
    pub(super) fn seeded_child(&self, caller: Caller, index: usize) -> Value {
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

    /// What this account was given in all, allotments included.
    fn given_to(&self, account: &Account) -> Figures {
        let mut given = account.given;
        for one in self.allotted(account) {
            one.add_to(&mut given);
        }
        given
    }

    /// What all accounts were given.
    pub(super) fn given(&self) -> Figures {
        let given = self.accounts().map(|account| self.given_to(account));
        given.fold(Figures::default(), Figures::plus)
    }

    /// What all accounts have used.
    pub(super) fn used(&self) -> Figures {
        let used = self.accounts().map(|account| account.used);
        used.fold(Figures::default(), Figures::plus)
    }

    /// The minutes that accounts have used beyond what they were given.
    pub(super) fn over(&self) -> i64 {
        let over = |one: &Account| one.used.minutes - self.given_to(one).minutes;
        self.accounts().map(|one| over(one).max(0)).sum()
    }
}

/// Whether something made then shows at `now_ms`, this late. What was made "later
/// than now" does: clocks go back, and nothing must vanish for that.
fn is_shown(made_ms: i64, late: Duration, now_ms: i64) -> bool {
    let late = i64::try_from(late.as_millis()).unwrap_or(i64::MAX);
    !(made_ms..made_ms.saturating_add(late)).contains(&now_ms)
}
