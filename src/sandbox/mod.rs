//! A simulator of the service, so that everything can be tried without a
//! group account, a network or a configuration.
//!
//! It shares no type and no code with the client: signatures, queries and JSON
//! are worked out here a second time, so that client and server cannot be wrong
//! together. It is stricter than the service is known to be (parameters that no
//! document names are refused), because its purpose is to find mistakes.
//!
//! [`Sandbox::handle`] answers one request; [`server`] puts it on a loopback
//! port. What belongs to whom: [`Options`] says how much is seeded, `world`
//! holds it, `store` keeps what was created, `faults` spoils answers on demand.

mod account;
mod check;
mod china;
mod endpoints;
mod envelope;
mod fault;
mod faults;
mod json;
mod message;
mod page;
mod params;
mod record;
mod refusal;
mod rng;
mod route;
mod seed;
pub mod server;
mod signature;
mod state;
mod store;
mod world;

#[cfg(test)]
mod client;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

pub use fault::{Fault, FaultError};
pub use message::{Answer, Outcome, Request};
pub use store::reset;

use faults::Faults;
use route::Call;
use state::State;

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
    /// How long every request is held before it is looked at.
    pub latency: Duration,
    /// Answers to spoil.
    pub faults: Vec<Fault>,
    /// Where created accounts are kept; `None` keeps them in memory only.
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
            latency: Duration::ZERO,
            faults: Vec::new(),
            state_file: None,
        }
    }
}

/// Why a sandbox could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The state file holds something else than a sandbox's state.
    #[error(
        "{} is not the state of a sandbox ({reason}); `polyv-group sandbox reset` removes it",
        file.display()
    )]
    BadState {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The state file, its lock or its folder could not be read or written.
    #[error(
        "cannot use the sandbox's state file {}: {reason}; `polyv-group sandbox reset` may help",
        file.display()
    )]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's reason.
        reason: std::io::Error,
    },
}

/// The simulated service. Shared between threads by `Arc`.
pub struct Sandbox {
    latency: Duration,
    faults: Faults,
    /// Numbers the requests, for request ids.
    requests: AtomicU64,
    state: Mutex<State>,
}

impl Sandbox {
    /// Seeds the data and reads what earlier runs created.
    ///
    /// # Errors
    ///
    /// Only with a state file: it cannot be read, or is none.
    pub fn open(options: Options) -> Result<Sandbox, SandboxError> {
        let world = seed::world(&options);
        Ok(Sandbox {
            latency: options.latency,
            faults: Faults::new(options.faults),
            requests: AtomicU64::new(options.seed),
            state: Mutex::new(State::open(world, options.state_file)?),
        })
    }

    /// Answers one request as the service would at `now_ms` (Unix time in
    /// milliseconds), or spoils the answer as the faults say. Sleeps for the
    /// latency asked for.
    pub fn handle(&self, request: &Request<'_>, now_ms: i64) -> Outcome {
        thread::sleep(self.latency);
        let answer = || self.answer(request, now_ms);
        match self.faults.next(request.path()) {
            None => Outcome::Reply(answer()),
            Some(fault) => fault.apply(request, now_ms, answer),
        }
    }

    fn answer(&self, request: &Request<'_>, now_ms: i64) -> Answer {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let request_id = envelope::request_id(number, now_ms);
        // A panic in one request must not end the sandbox: the state is only
        // changed by whole accounts, so it is sound even then.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        route::answer(
            Call {
                request,
                now_ms,
                state: &mut state,
            },
            &request_id,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sandbox_is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Sandbox>();
    }

    #[test]
    fn the_printed_secret_carries_the_marker_and_the_usual_length() {
        assert!(APP_SECRET.contains("s3cr3t"));
        assert_eq!(APP_SECRET.len(), 32);
    }
}
