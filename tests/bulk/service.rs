//! A sandbox behind a server that keeps every request: what was POSTed, how
//! often, and which accounts there are in the end.

use crate::support::{Home, RawServer, Seen, Sent};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use polyv_group::api::{Client, Event, Observer};
use polyv_group::clock::{Clock, unix_millis};
use polyv_group::endpoints::spec::Read;
use polyv_group::endpoints::{children, subaccounts};
use polyv_group::http::{Exchange, Reply, SendError, Transport, Wire, Writes};
use polyv_group::row::Row;
use polyv_group::sandbox::{APP_ID, APP_SECRET, Answer, Options, Outcome, Request, Sandbox};
use polyv_group::secret::Secret;
use polyv_group::sign::Params;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Later than any account takes to be listed.
const LATER_MILLIS: i64 = 60_000;

/// The lists are those of the first POST's instant, or of now.
const OF_FIRST_POST: i64 = -1;
const OF_NOW: i64 = 0;

/// The sandbox and its server.
pub(crate) struct Service {
    server: RawServer,
    sandbox: Arc<Sandbox>,
    /// Unix milliseconds of what the lists show, or one of the above.
    shown: Arc<AtomicI64>,
}

impl Service {
    /// A service with these faults and few seeded accounts.
    pub(crate) fn start(faults: &[&str]) -> Self {
        Self::slow(faults, Duration::ZERO)
    }

    /// The same, each POST held for so long.
    pub(crate) fn slow(faults: &[&str], hold: Duration) -> Self {
        Self::hooked(faults, move |seen| {
            if seen.line.starts_with("POST") {
                std::thread::sleep(hold);
            }
        })
    }

    /// The same; the hook sees every request before it is answered.
    pub(crate) fn hooked(faults: &[&str], hook: impl Fn(&Seen) + Send + Sync + 'static) -> Self {
        Self::of(with_accounts(3, faults), hook)
    }

    /// Any sandbox; the hook sees every request before it is answered.
    pub(crate) fn of(options: Options, hook: impl Fn(&Seen) + Send + Sync + 'static) -> Self {
        let sandbox = Arc::new(Sandbox::open(options).unwrap());
        let shown = Arc::new(AtomicI64::new(OF_NOW));
        let (behind, as_of) = (Arc::clone(&sandbox), Arc::clone(&shown));
        let server = RawServer::start(move |_, seen| {
            hook(seen);
            let now = unix_millis();
            if seen.line.starts_with("POST") {
                let order = Ordering::SeqCst;
                let _ = as_of.compare_exchange(OF_FIRST_POST, now, order, order);
                return answer(&behind, seen, now);
            }
            match as_of.load(Ordering::SeqCst) {
                OF_NOW | OF_FIRST_POST => answer(&behind, seen, now),
                then => answer(&behind, seen, then),
            }
        });
        Self {
            server,
            sandbox,
            shown,
        }
    }

    /// From the next POST on, no list shows what it and later ones create.
    pub(crate) fn hide(&self) {
        self.shown.store(OF_FIRST_POST, Ordering::SeqCst);
    }

    /// Lists show everything again.
    pub(crate) fn show(&self) {
        self.shown.store(OF_NOW, Ordering::SeqCst);
    }

    /// A home that points to it. What is in doubt is waited for as long as a
    /// request may take: not too long, please.
    pub(crate) fn home(&self) -> Home {
        Home::at(&self.server.url).with("POLYV_TIMEOUT", "5s")
    }

    /// How many requests came so far.
    pub(crate) fn requests(&self) -> usize {
        self.server.count()
    }

    /// The first lines of all requests in the order they came.
    pub(crate) fn lines(&self) -> Vec<String> {
        let seen = self.server.seen().into_iter();
        seen.map(|request| request.line).collect()
    }

    /// The bodies of all POSTs in the order they came.
    pub(crate) fn posts(&self) -> Vec<String> {
        let seen = self.server.seen().into_iter();
        let posts = seen.filter(|request| request.line.starts_with("POST"));
        posts.map(|request| request.body).collect()
    }

    /// How often each e-mail was POSTed.
    pub(crate) fn posted(&self) -> BTreeMap<String, usize> {
        let mut posted = BTreeMap::new();
        let seen = self.server.seen().into_iter();
        for request in seen.filter(|request| request.line.starts_with("POST")) {
            let body: serde_json::Value = serde_json::from_str(&request.body).unwrap_or_default();
            let email = body["email"].as_str().or(body["childEmail"].as_str());
            let email = email.map(str::to_owned).or(request.query("childEmail"));
            *posted.entry(email.unwrap()).or_default() += 1;
        }
        posted
    }

    /// How many accounts there are whose e-mail begins so.
    pub(crate) fn accounts(&self, email: &str) -> usize {
        let rows = self.list(&subaccounts::LIST, 100).into_iter();
        let emails = rows.filter_map(|row| row.text("email").map(|text| text.into_owned()));
        emails.filter(|text| text.starts_with(email)).count()
    }

    /// A field of the child accounts, by their e-mails.
    pub(crate) fn children(&self, field: &str) -> BTreeMap<String, String> {
        let rows = self.list(&children::LIST, 1000).into_iter();
        let text = |row: &Row, name: &str| row.text(name).unwrap_or_default().into_owned();
        rows.map(|row| (text(&row, "childEmail"), text(&row, field)))
            .collect()
    }

    fn list(&self, read: &Read, size: u64) -> Vec<Row> {
        let client = Client::new(self.transport(), 8, 0, None, Box::new(Silent));
        let list = read.list(Params::new());
        let pages = (1..).map(|number| list.page(&client, number, size).unwrap().rows);
        let pages = pages.take_while(|rows| !rows.is_empty());
        pages.flatten().collect()
    }

    /// What the sandbox answers to a read as if a while had passed, behind the
    /// server's back. Signed by the vendor's rule, not by the client's code.
    pub(crate) fn later(&self, path: &str, params: &[(&str, String)]) -> serde_json::Value {
        let later = unix_millis() + LATER_MILLIS;
        let mut signed: BTreeMap<&str, String> = params.iter().cloned().collect();
        signed.insert("appId", APP_ID.into());
        signed.insert("timestamp", later.to_string());
        let joined: String = signed
            .iter()
            .map(|(name, value)| format!("{name}{value}"))
            .collect();
        let sign = md5::compute(format!("{APP_SECRET}{joined}{APP_SECRET}"));
        signed.insert("sign", format!("{sign:X}"));
        let encode = |value: &str| utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
        let pairs = signed
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)));
        let target = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
        match handle(&self.sandbox, "GET", &target, None, "", later) {
            Outcome::Reply(answer) => serde_json::from_slice(&answer.body).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    fn transport(&self) -> Transport {
        Transport {
            exchange: Box::new(Later(Arc::clone(&self.sandbox))),
            base: String::new(),
            app_id: APP_ID.into(),
            app_secret: Secret::new(APP_SECRET),
            writes: Writes::Allowed,
            clock: Clock::default(),
        }
    }
}

/// A sandbox of so many seeded accounts, no children and no records.
pub(crate) fn with_accounts(accounts: usize, faults: &[&str]) -> Options {
    Options {
        accounts,
        children: 0,
        logs: 0,
        faults: faults.iter().map(|fault| fault.parse().unwrap()).collect(),
        ..Options::default()
    }
}

fn handle(
    sandbox: &Sandbox,
    method: &str,
    target: &str,
    content_type: Option<String>,
    body: &str,
    now: i64,
) -> Outcome {
    let request = Request {
        method: method.into(),
        target: target.into(),
        content_type,
        body: body.into(),
    };
    sandbox.handle(&request, now)
}

fn answer(sandbox: &Sandbox, seen: &Seen, now: i64) -> Sent {
    let mut words = seen.line.split(' ');
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let content_type = seen.headers.iter().find_map(|header| {
        let (name, value) = header.split_once(':')?;
        let is_it = name.eq_ignore_ascii_case("content-type");
        is_it.then(|| value.trim().to_owned())
    });
    match handle(sandbox, method, target, content_type, &seen.body, now) {
        Outcome::Reply(answer) => {
            let headers = headers(&answer);
            Sent::Reply(status_line(answer.status), headers, answer.body)
        }
        Outcome::Cut(answer) => {
            let head = format!(
                "{}\r\n{}\r\nContent-Length: {}\r\n\r\n",
                status_line(answer.status),
                headers(&answer).join("\r\n"),
                answer.body.len()
            );
            let half = &answer.body[..answer.body.len() / 2];
            Sent::Raw([head.as_bytes(), half].concat())
        }
        Outcome::Hang => Sent::Hang,
        Outcome::Reset | Outcome::Drop => Sent::Close,
    }
}

fn headers(answer: &Answer) -> Vec<String> {
    let lines = answer.headers.iter();
    lines
        .map(|(name, value)| format!("{name}: {value}"))
        .collect()
}

fn status_line(status: u16) -> &'static str {
    match status {
        200 => "HTTP/1.1 200 OK",
        400 => "HTTP/1.1 400 Bad Request",
        429 => "HTTP/1.1 429 Too Many Requests",
        500 => "HTTP/1.1 500 Internal Server Error",
        502 => "HTTP/1.1 502 Bad Gateway",
        503 => "HTTP/1.1 503 Service Unavailable",
        other => panic!("no line for {other}"),
    }
}

/// Asks the sandbox as if a while had passed, past every fault.
struct Later(Arc<Sandbox>);

impl Exchange for Later {
    fn exchange(&self, wire: &Wire) -> Result<Reply, SendError> {
        let later = unix_millis() + LATER_MILLIS;
        match handle(&self.0, wire.method.as_str(), &wire.url, None, "", later) {
            Outcome::Reply(answer) => Ok(Reply {
                status: answer.status,
                headers: Vec::new(),
                body: answer.body,
            }),
            other => panic!("{other:?}"),
        }
    }
}

struct Silent;

impl Observer for Silent {
    fn note(&self, _: &Event<'_>) {}
}
