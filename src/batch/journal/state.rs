//! What a journal tells of each e-mail: its lines read in order, pure.

use super::record::{Ended, Intent, Outcome, Record, Stamp, Start, VERSION};
use std::collections::HashMap;

/// What is known of an e-mail that a POST was meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// The account exists.
    Done {
        /// What it was created with.
        intent: Intent,
        /// What came back.
        outcome: Outcome,
    },
    /// The POST may or may not have been done.
    Open(Intent),
    /// It was not done.
    Failed,
}

/// Everything a journal tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Whose journal it is; `None` before the first run.
    pub start: Option<Start>,
    /// The credentials file that was named last.
    pub credentials: Option<String>,
    /// Every file of failed rows that was put in place.
    pub failed_rows: Vec<Stamp>,
    known: HashMap<String, (Intent, Option<Outcome>)>,
}

/// E-mails are told apart without regard to case.
fn key(email: &str) -> String {
    email.to_lowercase()
}

impl State {
    /// Takes one more line.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn take(&mut self, record: Record) -> Result<(), String> {
        match record {
            Record::Start(start) => return self.begin(start),
            _ if self.start.is_none() => return Err("the first line is no start".into()),
            Record::Intent(intent) => {
                self.known.insert(key(&intent.email), (intent, None));
            }
            Record::Outcome(outcome) => {
                let intent = self.known.get_mut(&key(&outcome.email));
                intent.ok_or("an outcome without an intent")?.1 = Some(outcome);
            }
            Record::FailedRows(stamp) => self.failed_rows.push(stamp),
        }
        Ok(())
    }

    fn begin(&mut self, start: Start) -> Result<(), String> {
        if start.version != VERSION {
            return Err(format!("version {} is not understood", start.version));
        }
        self.credentials = start.credentials.clone().or(self.credentials.take());
        let first = self.start.get_or_insert_with(|| start.clone());
        if (&first.app_id, &first.base) != (&start.app_id, &start.base) {
            return Err("it is of two accounts".into());
        }
        Ok(())
    }

    /// What is known of an e-mail.
    pub fn of(&self, email: &str) -> Option<Known> {
        let (intent, outcome) = self.known.get(&key(email))?;
        Some(match outcome {
            Some(outcome) if outcome.status == Ended::Created => Known::Done {
                intent: intent.clone(),
                outcome: outcome.clone(),
            },
            Some(outcome) if outcome.status == Ended::Failed => Known::Failed,
            _ => Known::Open(intent.clone()),
        })
    }

    /// The e-mails, as they were sent, of which nobody knows whether they were
    /// created; in no order.
    pub fn open(&self) -> impl Iterator<Item = &str> {
        let known = self.known.values();
        let open = known.filter(|(_, outcome)| {
            outcome
                .as_ref()
                .is_none_or(|outcome| outcome.status == Ended::Unknown)
        });
        open.map(|(intent, _)| intent.email.as_str())
    }

    /// Whether an account exists, or may exist, with a password made here.
    pub fn needs_made_passwords(&self) -> bool {
        let mut known = self.known.values();
        known.any(|(intent, outcome)| {
            let failed = outcome.as_ref().is_some_and(|o| o.status == Ended::Failed);
            intent.made_password && !failed
        })
    }

    /// Whether a POST has ever been meant to leave.
    pub fn has_intents(&self) -> bool {
        !self.known.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(app_id: &str) -> Record {
        Record::Start(Start {
            version: VERSION,
            app_id: app_id.into(),
            base: "https://a".into(),
            at: 1,
            credentials: None,
        })
    }

    fn intent(email: &str, at: i64) -> Record {
        Record::Intent(Intent {
            email: email.into(),
            fingerprint: "f".into(),
            at,
            made_password: false,
        })
    }

    fn outcome(email: &str, status: Ended) -> Record {
        Record::Outcome(Outcome {
            email: email.into(),
            status,
            user_id: String::new(),
            app_id: String::new(),
            api_code: None,
            message: String::new(),
            request_id: String::new(),
        })
    }

    fn state(records: Vec<Record>) -> State {
        let mut state = State::default();
        for record in records {
            state.take(record).unwrap();
        }
        state
    }

    #[test]
    fn the_last_intent_and_its_outcome_count_whatever_the_case() {
        let of = |records: Vec<Record>| {
            let all = std::iter::once(start("a")).chain(records).collect();
            state(all).of("X@b.cn")
        };
        let open = |at| match intent("x@b.cn", at) {
            Record::Intent(intent) => Some(Known::Open(intent)),
            _ => None,
        };
        assert_eq!(of(vec![]), None);
        assert_eq!(of(vec![intent("x@b.cn", 5)]), open(5));
        let failed = vec![intent("x@b.cn", 5), outcome("X@B.cn", Ended::Failed)];
        assert_eq!(of(failed.clone()), Some(Known::Failed));
        let again = [failed, vec![intent("x@b.cn", 9)]].concat();
        assert_eq!(of(again.clone()), open(9));
        let unknown = [again.clone(), vec![outcome("x@b.cn", Ended::Unknown)]].concat();
        assert_eq!(of(unknown), open(9));
        let opened = state(std::iter::once(start("a")).chain(again.clone()).collect());
        assert_eq!(opened.open().collect::<Vec<_>>(), ["x@b.cn"]);
        let done = [again, vec![outcome("x@b.cn", Ended::Created)]].concat();
        assert!(matches!(of(done), Some(Known::Done { .. })));
    }

    #[test]
    fn made_passwords_are_needed_unless_what_they_went_with_failed() {
        let needed = |made_password, ended: Option<Ended>| {
            let intent = Record::Intent(Intent {
                email: "x@b.cn".into(),
                fingerprint: "f".into(),
                at: 5,
                made_password,
            });
            let outcome = ended.map(|status| outcome("x@b.cn", status));
            let records = [start("a"), intent].into_iter().chain(outcome);
            state(records.collect()).needs_made_passwords()
        };
        for ended in [None, Some(Ended::Created), Some(Ended::Unknown)] {
            assert!(needed(true, ended) && !needed(false, ended), "{ended:?}");
        }
        assert!(!needed(true, Some(Ended::Failed)));
    }

    #[test]
    fn lines_out_of_place_are_errors() {
        let mut state = State::default();
        assert!(state.take(intent("a@b.cn", 1)).is_err(), "before the start");
        state.take(start("a")).unwrap();
        assert!(state.take(outcome("a@b.cn", Ended::Failed)).is_err());
        state.take(start("a")).unwrap();
        assert_eq!(state.take(start("b")), Err("it is of two accounts".into()));
    }
}
