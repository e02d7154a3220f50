//! A simulator of the service, so that everything can be tried without a
//! group account, a network or a configuration.
//!
//! It shares no type and no code with the client: signatures, queries and JSON
//! are worked out here a second time, so that client and server cannot be wrong
//! together. It is stricter than the service is known to be (parameters that no
//! document names are refused), because its purpose is to find mistakes.
//!
//! [`Sandbox::handle`] answers one request; [`server`] puts it on a loopback
//! port. `routes` is the table of endpoints, `seed` the data, `store` keeps what
//! was written, `fault` spoils answers on demand.

mod accounts;
mod allot;
mod check;
mod china;
mod fault;
mod log;
mod oddities;
mod params;
mod reads;
mod refusal;
mod resources;
mod rng;
mod routes;
mod seed;
pub mod server;
mod staff;
mod staffing;
mod store;
mod world;
mod writes;

#[cfg(test)]
mod allotted;
#[cfg(test)]
mod client;

use crate::locks::held;
use std::cell::LazyCell;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

pub use fault::Fault;
pub use store::reset;

use fault::Faults;
use store::Store;
use world::World;

/// The appId of the simulated group account.
pub const APP_ID: &str = "sandboxapp";

/// The appSecret that belongs to [`APP_ID`]. It opens nothing but a sandbox, so
/// it is printed freely; like every secret in here it contains `s3cr3t`, which
/// makes leaks easy to search for.
pub const APP_SECRET: &str = "sandbox0s3cr3t0for0trying0out000";

/// How a sandbox is filled and how it behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// Number of seeded sub-accounts.
    pub accounts: usize,
    /// Number of seeded child accounts of the group's main account.
    pub children: usize,
    /// Number of seeded allocation records (none if there are no accounts).
    pub logs: usize,
    /// Same seed and numbers, same data.
    pub seed: u64,
    /// Whether the values that break naive programs come first, not last.
    pub odd_first: bool,
    /// Whether the group is billed by concurrency; by minutes otherwise.
    pub by_concurrency: bool,
    /// Whether package/update sets what an account was given in all, used or not;
    /// what it has left otherwise. Which of them the service means by minutes,
    /// concurrency, flow and space is not documented beyond doubt.
    pub sets_totals: bool,
    /// How long the list of sub-accounts hides what was given and taken.
    pub list_delay: Duration,
    /// How long both logs of allotments do.
    pub log_delay: Duration,
    /// How long every request is held before it is looked at.
    pub latency: Duration,
    /// Answers to spoil.
    pub faults: Vec<Fault>,
    /// Where what is written is kept; `None` keeps it in memory only.
    pub state_file: Option<PathBuf>,
}

impl Default for Options {
    /// More than one page of everything: 230 accounts pass the 100 of
    /// package/list, 1205 children the 1000 of children/list, 2400 records the
    /// 1000 of the log.
    fn default() -> Options {
        Options {
            accounts: 230,
            children: 1205,
            logs: 2400,
            seed: 1,
            odd_first: false,
            by_concurrency: false,
            sets_totals: false,
            list_delay: Duration::ZERO,
            log_delay: Duration::ZERO,
            latency: Duration::ZERO,
            faults: Vec::new(),
            state_file: None,
        }
    }
}

/// What is made when it is first asked for: most requests read little.
type Later<T> = LazyCell<T, Box<dyn FnOnce() -> T + Send>>;

/// One request, as far as the simulator looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, ... in capitals.
    pub method: String,
    /// Path and query as sent, percent-encoded: `/live/v4/...?appId=...`.
    pub target: String,
    /// The Content-Type header.
    pub content_type: Option<String>,
    /// The body, empty for none.
    pub body: Vec<u8>,
}

impl Request {
    /// The target up to the question mark.
    fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The target behind the question mark, without a fragment.
    fn query(&self) -> &str {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        query.split('#').next().unwrap_or_default()
    }

    /// Whether the body is of this media type, parameters such as a charset
    /// left aside.
    fn is(&self, media_type: &str) -> bool {
        let sent = self.content_type.as_deref().unwrap_or_default();
        let sent = sent.split(';').next().unwrap_or_default().trim();
        sent.eq_ignore_ascii_case(media_type)
    }
}

/// A whole answer. Content-Length and Connection are left to the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names and values; always a Date and a Content-Type.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer dated `now_ms` (Unix milliseconds).
    fn new(status: u16, content_type: &str, body: String, now_ms: i64) -> Answer {
        let now = Duration::from_millis(u64::try_from(now_ms).unwrap_or(0));
        let date = httpdate::fmt_http_date(UNIX_EPOCH + now);
        let answer = Answer {
            status,
            headers: Vec::new(),
            body: body.into_bytes(),
        };
        answer
            .with("Date", &date)
            .with("Content-Type", content_type)
    }

    /// One more header.
    fn with(mut self, name: &str, value: &str) -> Answer {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// What happens to a request: an answer, or one of the ways to lose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The answer is sent.
    Reply(Answer),
    /// The connection is closed; nothing was done.
    Reset,
    /// The headers promise the whole body, half of it is sent.
    Cut(Answer),
    /// Nothing is sent and the connection stays open.
    Hang,
    /// The work is done and the connection closed without an answer.
    Drop,
}

/// The simulated service. Shared between threads by `Arc`.
pub struct Sandbox {
    latency: Duration,
    faults: Faults,
    /// Numbers the requests, for request ids.
    requests: AtomicU64,
    store: Mutex<Store>,
}

impl Sandbox {
    /// Seeds the data and reads what earlier runs wrote.
    ///
    /// # Errors
    ///
    /// Only with a state file: it cannot be read, or is something else. A
    /// sentence that names the file and the way out.
    pub fn open(options: Options) -> Result<Sandbox, String> {
        let world = World::new(&options);
        let mut store = Store::new(world, options.state_file);
        // The words of the refusal that requests would meet.
        store.refresh().map_err(|refusal| refusal.facts(false).2)?;
        Ok(Sandbox {
            latency: options.latency,
            faults: Faults::new(options.faults),
            requests: AtomicU64::new(options.seed),
            store: Mutex::new(store),
        })
    }

    /// Answers one request as the service would at `now_ms` (Unix time in
    /// milliseconds), or spoils the answer as the faults say. Sleeps for the
    /// latency asked for.
    pub fn handle(&self, request: &Request, now_ms: i64) -> Outcome {
        thread::sleep(self.latency);
        let answer = || {
            let number = self.requests.fetch_add(1, Ordering::Relaxed);
            let id = refusal::request_id(number, now_ms);
            // A panic in one request must not end the sandbox: the state is only
            // changed by whole accounts, so it is sound even then.
            let mut store = held(&self.store);
            let data = routes::data(request, now_ms, &mut store);
            refusal::answer(request.path(), data, &id, now_ms)
        };
        match self.faults.next(request.path()) {
            None => Outcome::Reply(answer()),
            Some(fault) => fault.apply(request.path(), now_ms, answer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_secret_carries_the_marker_and_the_usual_length() {
        assert!(APP_SECRET.contains("s3cr3t"));
        assert_eq!(APP_SECRET.len(), 32);
    }

    #[test]
    fn a_target_is_split_and_an_answer_dated() {
        let request = Request {
            method: "GET".into(),
            target: "/a/b?c=d?e#f".into(),
            content_type: Some("Application/JSON; charset=utf-8".into()),
            body: Vec::new(),
        };
        assert_eq!((request.path(), request.query()), ("/a/b", "c=d?e"));
        assert!(request.is("application/json"));
        let answer = Answer::new(200, "text/plain", "x".into(), 1_700_000_000_000);
        let date = ("Date".into(), "Tue, 14 Nov 2023 22:13:20 GMT".into());
        assert_eq!(answer.headers[0], date);
    }
}
