//! Host names looked up once for many requests.
//!
//! The HTTP library looks a name up for every request, even where a connection
//! is kept alive and the answer is not used at all, and panics where it gets no
//! thread for that.

use super::place;
use crate::clock;
use crate::locks::held;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::Authority;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// How long an answer is used: much shorter than any host's move to another
/// address takes, much longer than a request.
const KEPT: Duration = Duration::from_secs(10);

/// The library has room for no more.
const MOST_ADDRESSES: usize = 16;

/// Remembers the addresses of the last host asked for.
#[derive(Debug, Default)]
pub(super) struct DnsCache {
    last: Mutex<Option<Answer>>,
}

/// The host, its addresses, and when they were asked for.
type Answer = (Authority, ResolvedSocketAddrs, Instant);

impl DnsCache {
    fn known(&self, uri: &Uri, now: Instant) -> Option<ResolvedSocketAddrs> {
        let last = held(&self.last);
        let (host, addresses, asked) = last.as_ref()?;
        let same = Some(host) == uri.authority();
        (same && now - *asked < KEPT).then(|| addresses.clone())
    }
}

impl Resolver for DnsCache {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let now = clock::instant();
        if let Some(addresses) = self.known(uri, now) {
            return Ok(addresses);
        }
        let found = look_up(place(&uri.to_string()), *timeout.after)?.into_iter();
        let mut addresses = self.empty();
        config
            .ip_family()
            .keep_wanted(found)
            .take(MOST_ADDRESSES)
            .for_each(|found| addresses.push(found));
        if addresses.is_empty() {
            return Err(ureq::Error::HostNotFound);
        }
        let host = uri.authority().cloned();
        let answer = host.map(|host| (host, addresses.clone(), now));
        *held(&self.last) = answer;
        Ok(addresses)
    }
}

/// In the words that the system has for a name that is not found.
const LATE: &str = "failed to lookup address information: no answer in time";

/// The addresses of `host:port`. The system's look-up cannot be interrupted, so
/// it runs aside and is left to itself when it takes too long; where no thread
/// can be started it is waited for.
pub(crate) fn look_up(name: String, wait: Duration) -> io::Result<Vec<SocketAddr>> {
    let ask = |name: &str| name.to_socket_addrs().map(Iterator::collect);
    let (sender, found) = mpsc::channel();
    let same = name.clone();
    let aside = move || drop(sender.send(ask(&same)));
    if thread::Builder::new().spawn(aside).is_err() {
        return ask(&name);
    }
    let late = |_| Err(io::Error::new(ErrorKind::TimedOut, LATE));
    found.recv_timeout(wait).unwrap_or_else(late)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_for_ten_seconds_and_one_host() {
        let names = DnsCache::default();
        let uri = Uri::from_static("http://127.0.0.1:4001/a?b");
        let found = names
            .resolve(&uri, &Config::default(), NextTimeout::default())
            .unwrap();
        assert_eq!(found[..], ["127.0.0.1:4001".parse().unwrap()]);
        let came = names.last.lock().unwrap().as_ref().unwrap().2;
        let known = |uri, after| names.known(&Uri::from_static(uri), came + after);
        assert!(known("http://127.0.0.1:4001/c", KEPT / 2).is_some());
        assert!(known("http://127.0.0.1:4001/c", KEPT).is_none());
        assert!(known("http://127.0.0.1:4002/c", KEPT / 2).is_none());
    }
}
