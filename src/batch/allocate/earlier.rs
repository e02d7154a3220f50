//! What earlier runs of a journal have sent, taken out of what is wished for
//! now: the list has moved since, so what was sent counts as it was noted, and
//! nothing of it is computed again. Pure.

use super::look::Noted;
use super::requests::{difference, plain, requests};
use super::wishes::{Wish, Wished};
use super::{Change, Mode, Via, amount};
use crate::batch::files::unsent;
use crate::batch::journal::{History, Intent, Key, Known};
use crate::endpoints::allocate::SET;
use crate::endpoints::resources::RESOURCES;
use crate::endpoints::write::Filled;
use crate::failure::Failure;
use crate::lang::both;
use crate::order;
use crate::row::Row;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// A change as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    line: Option<u64>,
    email: String,
    user_id: String,
    resource: String,
    mode: String,
    from: Option<String>,
    to: Option<String>,
    delta: Option<String>,
    via: String,
    computed: bool,
}

impl Kept {
    /// Of a change that is about to be sent.
    pub fn of(change: &Change) -> Self {
        let text = |amount: Option<Decimal>| amount.map(plain);
        Self {
            line: change.line,
            email: change.email.clone(),
            user_id: change.user_id.clone(),
            resource: change.resource.word.to_owned(),
            mode: change.mode.word().to_owned(),
            from: text(change.from),
            to: text(change.to),
            delta: text(change.delta),
            via: change.via.word().to_owned(),
            computed: change.computed,
        }
    }

    fn change(&self) -> Option<Change> {
        let amount = |text: &Option<String>| match text {
            Some(text) => Decimal::from_str_exact(text).ok().map(Some),
            None => Some(None),
        };
        let vias = [
            Via::Set,
            Via::Difference { all: false },
            Via::Difference { all: true },
        ];
        Some(Change {
            line: self.line,
            email: self.email.clone(),
            user_id: self.user_id.clone(),
            resource: RESOURCES.iter().find(|it| it.word == self.resource)?,
            mode: Mode::of(&self.mode)?,
            from: amount(&self.from)?,
            to: amount(&self.to)?,
            delta: amount(&self.delta)?,
            via: vias.into_iter().find(|via| via.word() == self.via)?,
            computed: self.computed,
            needs: Vec::new(),
        })
    }
}

/// A request that an earlier run has sent.
#[derive(Clone, Debug)]
pub struct Item {
    /// What was sent.
    pub filled: Filled,
    /// The changes that it makes, as they were planned.
    pub changes: Vec<Change>,
    /// What is known of it.
    pub known: Known,
    /// What was wished for, also what was so already.
    wished: Vec<String>,
    /// Whether something else is wished for now: it is not sent.
    pub differs: bool,
    /// Whether it was computed from an amount that somebody has changed since: it
    /// differs then.
    pub moved: bool,
    /// Whether it has ended and its floors are tested once more: it counts only
    /// where they hold.
    pub tested: bool,
}

impl Item {
    /// Whether something else is wished for now. A refill is tested with what is
    /// wished for now, once that which was sent has ended.
    fn differs_from(&self, group: &[&Wish]) -> bool {
        let now = in_words(group);
        match self.known {
            Known::Done(..) if group.iter().all(|wish| wish.line.is_some()) => {
                let others = |words: &[String]| -> Vec<String> {
                    let others = words.iter().filter(|words| !is_of_refill(words));
                    others.cloned().collect()
                };
                others(&self.wished) != others(&now)
            }
            _ => self.wished != now,
        }
    }
}

/// Whether its floor is tested in every run: that of a saved plan was tested once.
fn is_refill(wish: &Wish) -> bool {
    matches!(wish.how, Wished::Refill { .. }) && wish.line.is_some()
}

/// The same of what [`in_words`] makes of a wish.
fn is_of_refill(words: &str) -> bool {
    words.split(' ').nth(1) == Some(Mode::Refill.word())
}

/// What earlier runs leave.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// Wishes for which nothing was sent, or surely not done; and those for a
    /// refill of which nothing is in doubt, as a floor is tested in every run.
    pub fresh: Vec<Wish>,
    /// What was sent for the others.
    pub items: Vec<Item>,
    /// What is in doubt and not asked for any more, by its e-mail and the word of
    /// its request: no run looks it up.
    pub orphans: Vec<(String, &'static str)>,
}

/// Takes what was sent out of the wishes. What was sent and is not wished for any
/// more belongs to the run where the list decides of whom it is (`by_list`): it is
/// no longer listed because it was sent. Else it is named where it is in doubt.
///
/// # Errors
/// The journal has an intent that this program did not write.
pub fn earlier(wishes: &[Wish], history: &History, by_list: bool) -> Result<Earlier, Failure> {
    let (mut earlier, mut fresh) = (Earlier::default(), HashSet::new());
    let mut refilled = HashSet::new();
    let groups = grouped(wishes);
    for known in history.all() {
        let Some(item) = item(Some(known))? else {
            continue;
        };
        let (email, what) = (item.filled.key(), item.filled.call.what);
        match known {
            _ if groups.contains_key(&Key::new(email, what)) => {}
            _ if by_list => earlier.items.push(item),
            Known::Open(_) => earlier.orphans.push((email.to_owned(), what)),
            _ => {}
        }
    }
    for (key, group) in groups {
        let Some(mut item) = item(history.get(&key))? else {
            fresh.insert(key);
            continue;
        };
        item.differs = item.differs_from(&group);
        let has_ended = matches!(item.known, Known::Done(..)) && !item.differs;
        if has_ended {
            let refills = group.iter().filter(|wish| is_refill(wish)).count();
            item.tested = refills == group.len();
            refilled.insert(key);
            // What a finished run has refilled is no part of this one.
            if item.tested && history.ended.is_some() {
                continue;
            }
        }
        for change in &mut item.changes {
            let same = group
                .iter()
                .find(|wish| wish.resource.word == change.resource.word);
            change.line = same.or(group.first()).and_then(|wish| wish.line);
        }
        earlier.items.push(item);
    }
    let is_fresh = |wish: &&Wish| {
        let key = Key::new(&wish.email, what(wish));
        fresh.contains(&key) || is_refill(wish) && refilled.contains(&key)
    };
    earlier.fresh = wishes.iter().filter(is_fresh).cloned().collect();
    order::sort(&mut earlier.orphans);
    Ok(earlier)
}

impl Earlier {
    /// Holds targets in doubt back that were computed from an amount, where the
    /// list says neither that nor what was sent.
    pub fn hold_moved(&mut self, accounts: &BTreeMap<String, Row>) {
        let has_moved = |it: &Change| {
            let account = accounts.get(&it.email.to_lowercase());
            let now = account.map(|account| amount(account, it.resource.left));
            it.computed && now.is_some_and(|now| now != it.from && now != it.to)
        };
        for item in &mut self.items {
            let is_target = item.filled.call.what == SET.what;
            let is_open = is_target && matches!(item.known, Known::Open(_));
            item.moved = is_open && !item.differs && item.changes.iter().any(has_moved);
            item.differs |= item.moved;
        }
    }
}

/// All requests of a journal that may have been done, in the order of their
/// e-mails.
///
/// # Errors
/// As [`earlier`].
pub fn all(history: &History) -> Result<Vec<Item>, Failure> {
    let items = history.all().map(|known| item(Some(known)));
    let mut items = items
        .filter_map(Result::transpose)
        .collect::<Result<Vec<Item>, _>>()?;
    order::sort_by_key(&mut items, |item| {
        let line = item.changes.first().and_then(|change| change.line);
        (
            line,
            item.filled.key().to_lowercase(),
            item.filled.call.what,
        )
    });
    Ok(items)
}

/// The word of the request that makes a wish true.
pub fn what(wish: &Wish) -> &'static str {
    match wish.how {
        Wished::Give(_) | Wished::Take(_) if difference(wish.resource).is_some() => {
            wish.resource.word
        }
        _ => SET.what,
    }
}

/// The wishes of each request.
fn grouped(wishes: &[Wish]) -> BTreeMap<Key, Vec<&Wish>> {
    let mut groups: BTreeMap<Key, Vec<&Wish>> = BTreeMap::new();
    for wish in wishes {
        let key = Key::new(&wish.email, what(wish));
        groups.entry(key).or_default().push(wish);
    }
    groups
}

/// What is wished for of each request, sorted: `minutes give 500`.
pub fn wished(wishes: &[Wish]) -> BTreeMap<Key, Vec<String>> {
    let groups = grouped(wishes).into_iter();
    groups.map(|(key, group)| (key, in_words(&group))).collect()
}

fn in_words(group: &[&Wish]) -> Vec<String> {
    let words = group.iter().map(|wish| {
        let (mode, typed) = (wish.how.mode().word(), wish.how.typed());
        let floor = match wish.how {
            Wished::Refill { floor, .. } => format!("{} ", plain(floor)),
            _ => String::new(),
        };
        format!("{} {mode} {floor}{typed}", wish.resource.word)
    });
    let mut words: Vec<String> = words.collect();
    order::sort(&mut words);
    words
}

/// What the journal keeps of a request that is about to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it changes.
    pub changes: Vec<Kept>,
    /// What was wished for of it.
    pub wished: Vec<String>,
    /// What a look into the allocation log needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<Noted>,
}

impl Note {
    /// Of the changes of a request, and what was wished for of it.
    pub fn of(changes: &[Change], wished: &[String]) -> Self {
        Self {
            changes: changes.iter().map(Kept::of).collect(),
            wished: wished.to_vec(),
            log: None,
        }
    }

    /// Of an intent, if this program wrote it.
    pub fn read(intent: &Intent) -> Option<Self> {
        serde_json::from_value(intent.noted.clone()?).ok()
    }
}

/// What was sent last of a request that may have been done.
fn item(known: Option<&Known>) -> Result<Option<Item>, Failure> {
    let (Some(known), Some(Known::Done(intents, _) | Known::Open(intents))) = (known, known) else {
        return Ok(None);
    };
    let item = intents.last().and_then(|intent| {
        let note = Note::read(intent)?;
        let changes: Option<Vec<Change>> = note.changes.iter().map(Kept::change).collect();
        let changes = changes?;
        Some(Item {
            filled: requests(&changes).ok()?.pop()?.filled,
            changes,
            known: known.clone(),
            wished: note.wished,
            differs: false,
            moved: false,
            tested: false,
        })
    });
    let message = both(
        "the journal is damaged: it does not say what was changed",
        "执行日志已损坏：其中没有更改的内容",
    );
    let hint = both(
        "look at it before anything is sent again",
        "请先检查该文件，再重新发送",
    );
    item.ok_or_else(|| unsent(message, hint)).map(Some)
}
