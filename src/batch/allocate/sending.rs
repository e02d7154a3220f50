//! What will be done with each request: those that earlier runs have sent as
//! they were sent, the others as they were planned. Pure.

use super::Change;
use super::earlier::{Earlier, Item, what};
use super::requests::requests;
use super::wishes::Wish;
use crate::batch::journal::{History, Key, Known};
use crate::batch::plan::{Found, Step, steps};
use crate::batch::results::Status;
use crate::batch::roster::{Roster, RosterRow};
use crate::endpoints::allocate::SET;
use crate::endpoints::spec::Field;
use crate::endpoints::write::{Filled, Finding};
use crate::lang::{Both, both};
use crate::order;
use crate::secret::Secret;
use std::collections::{HashMap, HashSet};

/// The requests, each with its changes and what will be done.
#[derive(Debug)]
pub struct Sending {
    /// The requests as rows of the roster, which has nothing else.
    pub roster: Roster,
    /// What each changes.
    pub changes: Vec<Vec<Change>>,
    /// What will be done with each.
    pub steps: Vec<Step>,
}

/// What a request in doubt is that is not what is wished for now.
const OTHER: Both = both(
    "an earlier run may have sent it; now something else is asked for, not sent",
    "此前的执行可能已发送；现在的要求与当时不同，未发送",
);

/// What a target in doubt is that was computed from what is not there any more.
const MOVED: Both = both(
    "an earlier run may have set it; what it was computed from has changed since, not sent",
    "此前的执行可能已设置；计算所依据的数量此后已变，未发送",
);

/// What a request that was done is that is not what is wished for now.
const ELSE: Both = both(
    "an earlier run sent something else for it, so this was not sent",
    "此前的执行为它发送了其他内容，因此未发送",
);

impl Sending {
    /// Of what earlier runs have sent and of the changes that were planned, in
    /// the order of the wishes. Differences in doubt are only looked up, unless
    /// `sends_unknown`.
    ///
    /// # Errors
    /// A change breaks a rule of its call.
    pub fn new(
        earlier: Earlier,
        planned: &[Change],
        wishes: &[Wish],
        mut roster: Roster,
        history: &History,
    ) -> Result<Self, Vec<Finding>> {
        let planned = requests(planned)?.into_iter().map(|request| {
            let of = |at: &usize| planned[*at].clone();
            let changes: Vec<Change> = request.changes.iter().map(of).collect();
            (request.filled, changes, None)
        });
        let planned: Vec<_> = planned.collect();
        let again: HashSet<Key> = planned.iter().map(|(filled, ..)| key_of(filled)).collect();
        let sent = earlier.items.into_iter().map(|item| {
            let words = if item.moved { MOVED } else { OTHER };
            let other = item.differs.then_some((item.known, words));
            (item.filled, item.changes, other)
        });
        // What is refilled once more is one request, with one result.
        let sent = sent.filter(|(filled, ..)| !again.contains(&key_of(filled)));
        let mut all: Vec<_> = sent.chain(planned).collect();
        let places = wishes.iter().zip(0..);
        let key = |wish: &Wish| (wish.email.to_lowercase(), what(wish));
        let mut first = HashMap::new();
        for (wish, place) in places {
            first.entry(key(wish)).or_insert(place);
        }
        order::sort_by_key(&mut all, |(filled, ..)| {
            let key = (filled.key().to_lowercase(), filled.call.what);
            first.get(&key).copied().unwrap_or(usize::MAX)
        });
        let lines: HashMap<u64, &RosterRow> = roster.rows.iter().map(|it| (it.line, it)).collect();
        let rows = all.iter().map(|(filled, changes, _)| RosterRow {
            line: changes.first().and_then(|it| it.line).unwrap_or_default(),
            filled: filled.clone(),
            password_generated: false,
            original: cells(&roster, &lines, changes),
        });
        roster.rows = rows.collect();
        let mut steps = steps(&roster, history, &Found::new());
        for ((row, step), (.., other)) in roster.rows.iter().zip(&mut steps).zip(&all) {
            match other {
                // Whatever was set before: it is planned for what there is now.
                None if again.contains(&Key::of(row)) => *step = Step::Send,
                None => {}
                Some((Known::Open(_), words)) => {
                    *step = Step::Done(row.result(Status::Unknown).because(*words));
                }
                Some(_) => {
                    *step = Step::Done(row.result(Status::Changed).because(ELSE));
                }
            }
        }
        let changes = all.into_iter().map(|(_, changes, _)| changes).collect();
        Ok(Self {
            roster,
            changes,
            steps,
        })
    }

    /// Of what a journal alone tells: nothing is sent, what is in doubt is looked
    /// up.
    pub fn settling(items: Vec<Item>, history: &History) -> Self {
        let rows = items.iter().map(|item| RosterRow {
            line: item
                .changes
                .first()
                .and_then(|it| it.line)
                .unwrap_or_default(),
            filled: item.filled.clone(),
            password_generated: false,
            original: Vec::new(),
        });
        let roster = Roster::of(rows.collect());
        let mut steps = steps(&roster, history, &Found::new());
        for step in &mut steps {
            if let Step::Again(intents) = step {
                *step = Step::LookUp(std::mem::take(intents));
            }
        }
        Self {
            roster,
            changes: items.into_iter().map(|item| item.changes).collect(),
            steps,
        }
    }

    /// The accounts whose log a difference needs: of those that are sent, and
    /// whether any is only looked up.
    pub fn differences(&self, sends_unknown: bool) -> (Vec<String>, bool) {
        let rows = self.roster.rows.iter().zip(&self.steps);
        let rows = rows.filter(|(row, _)| row.what() != SET.what);
        let (mut emails, mut looks) = (Vec::new(), false);
        for (row, step) in rows {
            match step {
                Step::LookUp(_) if !sends_unknown => looks = true,
                step if step.sends() => emails.push(row.key().to_owned()),
                _ => {}
            }
        }
        (emails, looks)
    }
}

fn key_of(filled: &Filled) -> Key {
    Key::new(filled.key(), filled.call.what)
}

/// The cells of a request's own line that ask for its changes.
fn cells(roster: &Roster, lines: &HashMap<u64, &RosterRow>, changes: &[Change]) -> Vec<Secret> {
    let row = changes.first().and_then(|it| lines.get(&it.line?));
    let is_own = |field: &Field| {
        let resource = field.api.split_once(' ').map(|(_, word)| word);
        resource.is_none_or(|word| changes.iter().any(|it| it.resource.word == word))
    };
    row.map_or_else(Vec::new, |row| roster.cells_of(row, &is_own))
}

#[cfg(test)]
mod tests;
