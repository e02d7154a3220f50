//! One write, from its request to what is known of it. A write that is not
//! repeatable is never sent again on a guess: a lost answer is looked up, or
//! else it stays unknown whether the write was done.

use super::spec::Read;
use super::write::{Filled, Repeat};
use crate::api::{Call, CallError, Cause, Client, Success};
use crate::clock;
use crate::failure::Failure;
use crate::http::SendError;
use crate::lang::{Text, both};
use crate::row::Row;
use crate::text;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

/// Between two looks: at most twice a second.
pub(crate) const BETWEEN_LOOKS: Duration = Duration::from_millis(500);
/// The service shows a new account one to three seconds after the answer;
/// 15 s leave room for a slow day.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(15);
/// The longest that the service is known to take until an account shows; a
/// shorter wait may miss it.
pub const SHOWN_AFTER: Duration = Duration::from_secs(3);

/// What a service that hangs is given once the user wants out, and between two
/// looks at whether that is so.
const GRACE: Duration = Duration::from_secs(3);
const BETWEEN_ASKS: Duration = Duration::from_millis(50);

/// What became of a write.
#[derive(Debug)]
pub enum Fate {
    /// It was done.
    Done {
        /// The answer, unless it was lost.
        answer: Option<Answered>,
        /// The target as it is now, if it was seen in time.
        seen: Option<Row>,
    },
    /// It was refused, or the request cannot have reached the service.
    NotDone(CallError),
    /// What it takes away was gone before: the service refused it, and the list
    /// does not have it.
    GoneBefore(CallError),
    /// The service said that it was done, and the list shows what it takes away
    /// all the same.
    StillThere,
    /// The answer was lost, and nothing has told what became of it.
    Unknown(CallError),
}

/// The service's word that a write was done.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Its `data`, where that says something.
    pub row: Option<Row>,
    /// For support cases.
    pub request_id: Option<String>,
}

impl Filled {
    /// Sends it, once unless it is repeatable or was surely not done (no
    /// connection, a 429, an expired timestamp). `before` is called right
    /// before each attempt leaves; when it fails nothing leaves.
    ///
    /// # Errors
    /// [`crate::api::Cause::in_doubt`] tells whether it may have been done.
    pub fn send(
        &self,
        client: &Client,
        before: &dyn Fn() -> Result<(), Text>,
    ) -> Result<Answered, CallError> {
        let request = self.request();
        let read = |mut done: Success<'_>| {
            let row = done.data.step_in();
            let has = self.call.has;
            let lacks = row.as_ref().is_none_or(|row| row.get(has).is_none());
            if lacks && !has.is_empty() {
                return Err(text!("its data has no {has}", "应答的数据中没有 {has}"));
            }
            let request_id = done.request_id;
            Ok(Answered { row, request_id })
        };
        client.send(&Call {
            before,
            repeatable: matches!(self.call.repeat, Repeat::Safe(_)),
            remarks: Some(&self.remarks),
            ..Call::new(&request, &read)
        })
    }

    /// Sends it, and looks for what it has done: until that is seen or `wait`
    /// is over. A wait of zero does not look after an answer, but a lost answer
    /// is always followed by one look. `answered` is told of the answer as soon
    /// as it is there.
    pub fn carry_out(
        &self,
        client: &Arc<Client>,
        wait: Duration,
        answered: &dyn Fn(&Answered),
    ) -> Fate {
        let (answer, lost) = match self.send(client, &|| Ok(())) {
            Ok(answer) => (Some(answer), None),
            Err(error) if error.cause.in_doubt() => (None, Some(error)),
            Err(error) => return self.refused(client, error),
        };
        answer.iter().for_each(answered);
        let deadline = clock::instant() + wait;
        let seen = match self.call.repeat {
            Repeat::Gone(_) => return self.gone(client, deadline, answer, lost),
            Repeat::LookUp(_) if lost.is_some() || !wait.is_zero() => {
                self.look_until(client, deadline)
            }
            Repeat::Safe(list) if lost.is_none() => list.find(client, self.key(), client.retries()),
            Repeat::Safe(_) => self.proof(client, &[self.key()], client.retries()),
            _ => Ok(None),
        };
        match (lost, seen.ok().flatten()) {
            (Some(error), None) => Fate::Unknown(error),
            (_, seen) => Fate::Done { answer, seen },
        }
    }

    /// A refusal to take away what is not there does no harm.
    fn refused(&self, client: &Arc<Client>, error: CallError) -> Fate {
        match self.may_be_gone(&error) {
            true if self.is_nowhere(client) == Ok(true) => Fate::GoneBefore(error),
            _ => Fate::NotDone(error),
        }
    }

    /// Whether the whole list does not have the target: a filter that finds
    /// nothing may mind letter case, or lie.
    fn is_nowhere(&self, client: &Arc<Client>) -> Result<bool, Failure> {
        let Repeat::Gone(list) = self.call.repeat else {
            return Ok(false);
        };
        if list.emails.is_some() {
            return Ok(list.search(client, self.key())?.is_none());
        }
        let rows = list.all(client, client.retries());
        let rows = rows.map_err(|error| error.failure(list.attempt()))?;
        Ok(!rows.iter().any(|row| self.is_target(list, row)))
    }

    /// What became of a write that takes its target away: the list knows.
    fn gone(
        &self,
        client: &Arc<Client>,
        deadline: Instant,
        answer: Option<Answered>,
        lost: Option<CallError>,
    ) -> Fate {
        let seen = self.look_until(client, deadline);
        let is_gone = match seen {
            Ok(Some(_)) => self.is_nowhere(client).ok(),
            Ok(None) => Some(false),
            Err(_) => None,
        };
        match (lost, is_gone) {
            (Some(error), Some(false) | None) => Fate::Unknown(error),
            (None, Some(false)) => Fate::StillThere,
            _ => Fate::Done { answer, seen: None },
        }
    }

    fn look_until(
        &self,
        client: &Arc<Client>,
        deadline: Instant,
    ) -> Result<Option<Row>, CallError> {
        let (filled, client) = (self.clone(), Arc::clone(client));
        let look = move || filled.proof(&client, &[filled.key()], 0);
        look_until(look, deadline, &|| false)
    }

    fn is_target(&self, list: &Read, row: &Row) -> bool {
        let id = list.ids.and_then(|(id, _)| row.text(id));
        let is_older = id.is_some_and(|id| self.alike.iter().any(|alike| *alike == id));
        !is_older && (self.call.is_it)(self, row)
    }

    /// Whether a refusal may mean that what it takes away is not there.
    pub fn may_be_gone(&self, error: &CallError) -> bool {
        matches!(self.call.repeat, Repeat::Gone(_)) && error.cause.is_business()
    }

    /// One look at the list, with so many retries, for proof that it was done,
    /// under each of these e-mails: the target, of targets only where it shows them all, or an empty
    /// row where it is gone. `None` proves nothing.
    ///
    /// # Errors
    /// The list could not be had.
    pub fn proof(
        &self,
        client: &Client,
        emails: &[&str],
        retries: u32,
    ) -> Result<Option<Row>, CallError> {
        let (Repeat::Safe(list) | Repeat::LookUp(list) | Repeat::Gone(list)) = self.call.repeat
        else {
            return Ok(None);
        };
        let found = if list.emails.is_some() {
            let mut looks = emails.iter().map(|email| list.find(client, email, retries));
            let found = looks.find(|found| !matches!(found, Ok(None)));
            found.unwrap_or(Ok(None))?
        } else {
            let mut rows = list.all(client, retries)?.into_iter();
            rows.find(|row| self.is_target(list, row))
        };
        Ok(match (self.call.repeat, found) {
            (Repeat::Gone(_), None) => Row::parse("{}").ok(),
            (Repeat::Gone(_), Some(_)) => None,
            (Repeat::Safe(_), found) => {
                found.filter(|row| self.is_shown_by(row) && self.is_shown_whole_by(row))
            }
            (_, found) => found,
        })
    }

    /// Tells who keeps an account of writes that this one was done, and the
    /// fields that it sent as its target, where there still is one, has them now.
    pub(crate) fn tell_seen(&self, client: &Client, target: Option<&Row>) {
        let value = |name: &String| serde_json::from_str(target?.get(name)?.as_str()).ok();
        let names = self.masked().into_iter().map(|(name, _)| name);
        let now = names.filter_map(|name| Some((name.clone(), value(&name)?)));
        client.seen(&self.remarks, &now.collect());
    }
}

/// Looks until there is proof, or a look begun at or after the deadline has
/// ended. `stop` makes the next look the last one. What a look that hangs or
/// cannot begin would have seen is not known.
///
/// # Errors
/// That of the last look.
pub fn look_until(
    look: impl Fn() -> Result<Option<Row>, CallError> + Clone + Send + 'static,
    deadline: Instant,
    stop: &dyn Fn() -> bool,
) -> Result<Option<Row>, CallError> {
    loop {
        let last = clock::instant() >= deadline || stop();
        let found = leave_if(stop, look.clone()).unwrap_or_else(|| Err(not_looked()));
        if last || matches!(found, Ok(Some(_))) {
            return found;
        }
        let left = deadline.saturating_duration_since(clock::instant());
        std::thread::sleep(left.min(BETWEEN_LOOKS));
    }
}

fn not_looked() -> CallError {
    let why = both("the list was not looked at to its end", "列表未查看完");
    CallError {
        cause: Cause::Fault(SendError::Lost(why.into())),
        attempts: 1,
        url: String::new(),
    }
}

/// Does work that may hang, on a thread of its own. `None` where it goes on
/// after `stop` has said so for a while: it is left behind.
pub fn leave_if<T: Send + 'static>(
    stop: &dyn Fn() -> bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (sender, done) = channel();
    // Where no thread can start nothing is done, and the channel is closed.
    let _ = Builder::new().spawn(move || sender.send(work()));
    let mut stopped = None;
    loop {
        match done.recv_timeout(BETWEEN_ASKS) {
            Err(RecvTimeoutError::Timeout) => {}
            done => return done.ok(),
        }
        if stop() && stopped.get_or_insert_with(clock::instant).elapsed() >= GRACE {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Event, Observer};
    use crate::clock::Clock;
    use crate::endpoints::children::UPDATE;
    use crate::endpoints::spec::Now;
    use crate::endpoints::subaccounts::LIST;
    use crate::endpoints::write::Draft;
    use crate::http::{Exchange, Reply, Transport, Wire, Writes};
    use crate::secret::Secret;
    use std::sync::atomic::{AtomicBool, Ordering};

    struct Hangs;

    impl Exchange for Hangs {
        fn exchange(&self, _: &Wire) -> Result<Reply, SendError> {
            loop {
                std::thread::park();
            }
        }
    }

    fn transport(exchange: Box<dyn Exchange>) -> Transport {
        Transport {
            exchange,
            base: String::new(),
            app_id: "a".into(),
            app_secret: Secret::new("s"),
            writes: Writes::Allowed,
            clock: Clock::default(),
        }
    }

    impl Observer for Hangs {
        fn note(&self, _: &Event<'_>) {}
    }

    /// Loses the answer of the first request; the next ones reach nobody.
    struct Leaves(AtomicBool);

    impl Exchange for Leaves {
        fn exchange(&self, _: &Wire) -> Result<Reply, SendError> {
            match self.0.swap(true, Ordering::Relaxed) {
                true => Err(SendError::NotSent(Text::verbatim("refused"))),
                false => Err(SendError::Lost(Text::verbatim("reset"))),
            }
        }
    }

    #[test]
    fn a_write_is_in_doubt_where_any_of_its_tries_is() {
        let transport = transport(Box::new(Leaves(false.into())));
        let client = Arc::new(Client::new(transport, 8, 1, None, Box::new(Hangs)));
        let mut draft = Draft::new(&UPDATE);
        draft.set("childEmail", "a@b.cn");
        draft.set("childName", "x");
        let filled = draft.check(&Now { unix_millis: 0 }).unwrap();
        let fate = filled.carry_out(&client, Duration::ZERO, &|_| ());
        let Fate::Unknown(error) = fate else {
            panic!("{fate:?}");
        };
        assert_eq!((error.cause.in_doubt(), error.attempts), (true, 2));
        let words = "refused; the answer of an earlier try was lost";
        assert_eq!(error.cause.words(), words);
    }

    #[test]
    fn a_look_that_is_left_behind_has_not_seen_that_there_is_nothing() {
        let transport = transport(Box::new(Hangs));
        let client = Arc::new(Client::new(transport, 8, 0, None, Box::new(Hangs)));
        let look = move || LIST.find(&client, "a@b.cn", 0);
        let seen = look_until(look, clock::instant(), &|| true);
        let error = seen.unwrap_err();
        assert!(error.cause.in_doubt(), "{error:?}");
    }
}
