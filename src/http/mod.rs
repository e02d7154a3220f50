//! Requests signed and carried over HTTP, one attempt at a time, and the
//! policies around them.
//!
//! | file | what it knows |
//! |---|---|
//! | `request` | a request before and after signing |
//! | `reply` | what can come back, or not |
//! | `agent` | the HTTP library |
//! | `dns_cache` | host names, looked up once |
//! | `link` | whether a request has left, and when it is over |
//! | `redact` | what a failure repeats of a request |
//! | `proxy` | which proxy |
//! | `curl` | the same request as a curl command |
//! | `retry` | what is tried again |
//! | `limits` | 1500 requests in 10 s, and the pause after a 429 |
//!
//! The meaning of a reply, and the loop that tries again, are `api`'s.

pub(crate) mod agent;
pub(crate) mod curl;
pub(crate) mod dns_cache;
pub mod limits;
mod link;
pub(crate) mod proxy;
pub(crate) mod redact;
pub mod reply;
pub mod request;
pub(crate) mod retry;

pub use reply::{Exchange, Reply, SendError};
pub use request::{Account, Body, Method, Request, Wire};

use crate::clock::Clock;
use crate::secret::Secret;
use redact::Secrets;

/// Host and port of a URL, as failures of the network name them.
pub(crate) fn place(url: &str) -> String {
    let url: ureq::http::Uri = url.parse().unwrap_or_default();
    let usual = match url.scheme_str() {
        Some("http") => 80,
        _ => 443,
    };
    let port = url.port_u16().unwrap_or(usual);
    format!("{}:{port}", url.host().unwrap_or_default())
}

/// Whether writes may leave. Enforced here, whatever a command does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Writes {
    /// They may.
    #[default]
    Allowed,
    /// The profile is read-only.
    ReadOnly,
    /// `--dry-run` was given.
    DryRun,
    /// `--print-curl` was given: nothing leaves, not even a read.
    Print {
        /// Whether the command shows the sign and other secrets.
        show_secrets: bool,
    },
}

/// Signs requests with one set of credentials and sends them to one base URL.
pub struct Transport {
    /// The network, or the simulator.
    pub exchange: Box<dyn Exchange>,
    /// `https://host`, without a trailing slash.
    pub base: String,
    /// The appId that signs.
    pub app_id: String,
    /// Its secret.
    pub app_secret: Secret,
    /// Whether writes may leave.
    pub writes: Writes,
    /// The clock that stamps requests.
    pub clock: Clock,
}

impl Transport {
    /// The appId and the appSecret that sign a request.
    fn key<'k>(&'k self, request: &'k Request) -> (&'k str, &'k Secret) {
        let of_account = request.account.as_ref().and_then(|of| of.key.as_ref());
        of_account.map_or((&self.app_id, &self.app_secret), |(id, secret)| {
            (id, secret)
        })
    }

    /// Signs with the time of this very attempt, and sends. The secrets that
    /// were sent are taken out of the reply, should it repeat them.
    ///
    /// # Errors
    /// [`SendError::ReadOnly`], [`SendError::DryRun`] and [`SendError::Printed`] before anything is sent, else
    /// what the network did.
    pub(crate) fn attempt(&self, request: &Request) -> Result<Reply, SendError> {
        let now = self.clock.unix_millis();
        match self.writes {
            Writes::ReadOnly if request.is_write() => return Err(SendError::ReadOnly),
            Writes::DryRun if request.is_write() => return Err(SendError::DryRun),
            Writes::Print { show_secrets } => {
                let command = curl::command(request, self, now, show_secrets);
                return Err(SendError::Printed(command));
            }
            _ => {}
        }
        let (app_id, app_secret) = self.key(request);
        let wire = request.wire(&self.base, app_id, app_secret, now);
        let secrets = Secrets::of(request, app_secret, &wire.sign);
        let reply = self.exchange.exchange(&wire)?;
        Ok(secrets.hide_in(reply))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::Params;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Counts what is sent, and answers nothing.
    struct Counting(Arc<AtomicUsize>);

    impl Exchange for Counting {
        fn exchange(&self, _: &Wire) -> Result<Reply, SendError> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Err(SendError::Lost("counted".into()))
        }
    }

    /// A transport and the count of what it sent.
    pub(super) fn transport(writes: Writes) -> (Transport, Arc<AtomicUsize>) {
        let sent = Arc::new(AtomicUsize::new(0));
        let transport = Transport {
            exchange: Box::new(Counting(Arc::clone(&sent))),
            base: "https://api.polyv.net".into(),
            app_id: "testapp001".into(),
            app_secret: Secret::new("0123456789abcdef0123456789abcdef"),
            writes,
            clock: Clock::default(),
        };
        (transport, sent)
    }

    #[test]
    fn no_write_leaves_a_read_only_profile_or_a_dry_run() {
        for (writes, refused) in [
            (Writes::ReadOnly, SendError::ReadOnly),
            (Writes::DryRun, SendError::DryRun),
        ] {
            let (transport, sent) = transport(writes);
            let mut request = Request::get("/x", Params::new());
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                request.method = method;
                assert_eq!(transport.attempt(&request), Err(refused.clone()));
            }
            assert_eq!(sent.load(Ordering::SeqCst), 0);
            request.method = Method::GET;
            assert!(transport.attempt(&request).is_err());
            assert_eq!(sent.load(Ordering::SeqCst), 1);
        }
    }

    #[test]
    fn nothing_leaves_where_the_command_is_to_be_printed() {
        let show_secrets = false;
        let (transport, sent) = transport(Writes::Print { show_secrets });
        let printed = transport.attempt(&Request::get("/x", Params::new()));
        assert!(matches!(printed, Err(SendError::Printed(_))));
        assert_eq!(sent.load(Ordering::SeqCst), 0);
    }
}
