//! Everything a sandbox holds in memory, with its indexes and sums. It knows
//! nothing of files, requests or faults.

use std::collections::HashMap;

use super::account::{Account, Figures};
use super::record::{self, Record};
use super::{APP_ID, APP_SECRET};

/// Who a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    /// The group's main account.
    Group,
    /// A sub-account, by its index.
    SubAccount(usize),
}

/// A child account: its e-mail in lower case and its row of children/list.
pub(super) struct Child {
    pub(super) email: String,
    pub(super) row: String,
}

/// The group, its sub-accounts, their log and their children.
#[derive(Default)]
pub(super) struct World {
    /// Seeded ones first, then created ones in the order of creation.
    accounts: Vec<Account>,
    /// How many of them are seeded.
    seeded: usize,
    by_email: HashMap<String, usize>,
    by_app: HashMap<String, usize>,
    /// How many accounts use a phone number.
    phones: HashMap<String, usize>,
    /// Newest first.
    log: Vec<Record>,
    group_children: Vec<Child>,
    sub_account_children: HashMap<usize, Vec<Child>>,
    owned: Figures,
    given: Figures,
}

impl World {
    /// A world of seeded accounts; what the group owns is what they were given
    /// and `headroom`.
    pub(super) fn new(accounts: Vec<Account>, headroom: Figures) -> World {
        let mut world = World::default();
        for account in accounts {
            world.index(account);
        }
        world.seeded = world.accounts.len();
        world.owned = world.given + headroom;
        world
    }

    /// Seeded records, in any order.
    pub(super) fn set_log(&mut self, mut log: Vec<Record>) {
        log.sort_by_key(|record| std::cmp::Reverse(record.at_ms));
        self.log = log;
    }

    /// Seeded children of the group and of some sub-accounts.
    pub(super) fn set_children(
        &mut self,
        group: Vec<Child>,
        sub_accounts: HashMap<usize, Vec<Child>>,
    ) {
        self.group_children = group;
        self.sub_account_children = sub_accounts;
    }

    /// Adds a created account, with the records of what it was given.
    pub(super) fn add(&mut self, account: Account) {
        let index = self.accounts.len();
        let at_ms = account.created.unwrap_or(0);
        let records: Vec<Record> =
            record::of_new_account((index, &account.email), account.given, at_ms).collect();
        let place = self.log.partition_point(|record| record.at_ms > at_ms);
        self.log.splice(place..place, records);
        self.index(account);
    }

    /// Replaces all created accounts by these. Mostly some are new at the end,
    /// so what is the same at the start stays.
    pub(super) fn replace_created(&mut self, accounts: Vec<Account>) {
        let pairs = self.created().iter().zip(&accounts);
        let same = pairs
            .take_while(|(old, new)| old.app_id == new.app_id)
            .count();
        self.keep(self.seeded + same);
        for account in accounts.into_iter().skip(same) {
            self.add(account);
        }
    }

    /// Takes back the newest [`World::add`].
    pub(super) fn forget_newest(&mut self) {
        self.keep(self.accounts.len().saturating_sub(1).max(self.seeded));
    }

    fn keep(&mut self, count: usize) {
        while self.accounts.len() > count {
            self.forget_last();
        }
        self.log.retain(|record| record.account < count);
    }

    fn index(&mut self, account: Account) {
        let index = self.accounts.len();
        self.by_email.insert(account.email.to_lowercase(), index);
        self.by_app.insert(account.app_id.clone(), index);
        if let Some(phone) = &account.phone {
            *self.phones.entry(phone.clone()).or_default() += 1;
        }
        self.given = self.given + account.given;
        self.accounts.push(account);
    }

    fn forget_last(&mut self) {
        let Some(account) = self.accounts.pop() else {
            return;
        };
        self.by_email.remove(&account.email.to_lowercase());
        self.by_app.remove(&account.app_id);
        if let Some(count) = account.phone.and_then(|phone| self.phones.get_mut(&phone)) {
            *count -= 1;
        }
        self.given = self.given - account.given;
    }

    /// Who has this appId, and the secret that goes with it.
    pub(super) fn caller(&self, app_id: &str) -> Option<(Caller, &str)> {
        if app_id == APP_ID {
            return Some((Caller::Group, APP_SECRET));
        }
        let index = *self.by_app.get(app_id)?;
        Some((Caller::SubAccount(index), &self.accounts[index].app_secret))
    }

    pub(super) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The accounts that did not come from the seed.
    pub(super) fn created(&self) -> &[Account] {
        &self.accounts[self.seeded..]
    }

    /// Indexes of the accounts with these lower-case e-mails, in the list's
    /// order and each once.
    pub(super) fn find(&self, emails: &[String]) -> Vec<usize> {
        let known = emails.iter().filter_map(|email| self.by_email.get(email));
        let mut found: Vec<usize> = known.copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// How many accounts use this phone number.
    pub(super) fn phone_uses(&self, phone: &str) -> usize {
        self.phones.get(phone).copied().unwrap_or(0)
    }

    /// The log, newest first.
    pub(super) fn log(&self) -> &[Record] {
        &self.log
    }

    pub(super) fn children(&self, caller: Caller) -> &[Child] {
        match caller {
            Caller::Group => &self.group_children,
            Caller::SubAccount(index) => self
                .sub_account_children
                .get(&index)
                .map_or(&[], Vec::as_slice),
        }
    }

    /// What the group has in all.
    pub(super) fn owned(&self) -> Figures {
        self.owned
    }

    /// What it has handed out.
    pub(super) fn given(&self) -> Figures {
        self.given
    }

    /// What the sub-accounts have used.
    pub(super) fn used(&self) -> Figures {
        let none = Figures::default();
        self.accounts
            .iter()
            .fold(none, |sum, account| sum + account.used)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, seed};
    use super::*;

    fn small() -> World {
        seed::world(&Options {
            accounts: 5,
            children: 3,
            logs: 4,
            ..Options::default()
        })
    }

    fn another(email: &str) -> Account {
        let mut account = seed::accounts(1, 7).remove(0);
        account.email = email.into();
        account.app_id = "created".into();
        account.created = Some(i64::MAX / 2);
        account
    }

    #[test]
    fn an_added_account_is_found_and_counted_until_it_is_replaced() {
        let mut world = small();
        let before = world.given();
        world.add(another("New@example.com"));
        assert_eq!(world.find(&["new@example.com".into()]), [5]);
        assert_eq!(world.given() - before, world.created()[0].given);
        assert_eq!(world.log()[0].account, 5);
        assert_eq!(world.caller("created").unwrap().0, Caller::SubAccount(5));

        world.replace_created(Vec::new());
        assert!(world.find(&["new@example.com".into()]).is_empty());
        assert_eq!(world.given(), before);
        assert_eq!(world.log().len(), 4);
        assert!(world.caller("created").is_none());
    }

    #[test]
    fn the_newest_account_can_be_taken_back_but_no_seeded_one() {
        let mut world = small();
        let before = world.given();
        world.add(another("new@example.com"));
        world.forget_newest();
        world.forget_newest();
        assert_eq!((world.accounts().len(), world.log().len()), (5, 4));
        assert_eq!(world.given(), before);
    }

    #[test]
    fn an_email_asked_for_twice_is_found_once() {
        let world = small();
        let email = world.accounts()[2].email.to_lowercase();
        assert_eq!(world.find(&[email.clone(), email]), [2]);
    }
}
