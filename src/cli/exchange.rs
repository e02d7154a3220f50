//! What carries a request: the network, or the simulator inside this process.

use super::console::Console;
use crate::api::{Event, Observer};
use crate::clock;
use crate::config::{BaseUrl, SETTINGS, Settings, state_dir};
use crate::failure::{Failure, Kind};
use crate::http::agent::HttpAgent;
use crate::http::limits::Window;
use crate::http::{Exchange, Reply, SendError, Wire, place, proxy};
use crate::lang::{Text, both};
use crate::sandbox::{Options, Outcome, Request, Sandbox};
use crate::text;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// The file of the rate window, in the state folder.
const RATE_FILE: &str = "rate-slots";

/// The file in the state folder that keeps what was created in the sandbox.
const STATE_FILE: &str = "sandbox.json";

/// The base URL that in-process requests carry; nothing ever resolves it.
pub(super) const SANDBOX_URL: &str = "https://sandbox.invalid";

/// The process's environment.
pub(super) fn env(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// The environment that counts; with `--sandbox` it says how to print, not
/// where to go.
pub(super) fn env_of(sandbox: bool) -> impl Fn(&str) -> Option<OsString> {
    move |name| {
        let counts = || SETTINGS.iter().any(|s| s.in_sandbox && s.variable == name);
        (!sandbox || counts()).then(|| env(name))?
    }
}

/// The network, as the settings describe the way to the service.
///
/// # Errors
/// Configuration: a bad ca_file or proxy.
pub(super) fn network(
    settings: &Settings,
    console: &Console,
) -> Result<Box<dyn Exchange>, Failure> {
    let proxy = proxy_for(&settings.base_url());
    let (timeout, connections) = (settings.timeout(), settings.connections());
    let agent = HttpAgent::new(timeout, connections, settings.ca_file(), proxy.as_ref())?;
    Ok(Box::new(Network {
        agent,
        place: place(&settings.base_url().to_string()),
        console: console.clone(),
    }))
}

/// The network, which says whom it asks: nobody else knows it where no answer
/// comes.
struct Network {
    agent: HttpAgent,
    place: String,
    console: Console,
}

impl Exchange for Network {
    fn exchange(&self, wire: &Wire) -> Result<Reply, SendError> {
        self.console.asks(&self.place);
        self.agent.exchange(wire)
    }
}

/// The proxy that requests to this address go through.
pub(super) fn proxy_for(base: &BaseUrl) -> Option<proxy::Choice> {
    // One that is no text is refused as no URL, not taken for none.
    let env = |name: &str| Some(env(name)?.to_string_lossy().into_owned());
    proxy::choose(&base.host, base.port, base.is_loopback, &env)
}

/// The rate window that all runs share, or one of our own, for requests with
/// this time-out.
pub(super) fn window(timeout: Duration, console: &Console) -> Window {
    let file = state_dir().map(|folder| folder.join(RATE_FILE));
    let shared = file.map_err(|failure| failure.message);
    let shared = shared.and_then(|file| Window::shared(&file, timeout).map_err(Text::from));
    shared.unwrap_or_else(|why| {
        console.note(&Event::OwnWindow(&why));
        Window::own(timeout)
    })
}

/// Where the sandbox keeps what was created; nowhere without a folder for it.
pub(super) fn sandbox_file(console: &Console) -> Option<PathBuf> {
    let note = |why: &Failure| {
        console.info(text!(
            "note: {why}; what is written in the sandbox is forgotten when this run ends",
            "注意：{why}；本次执行结束后，写入沙箱的内容不会保留",
            why = why.message
        ));
    };
    Some(state_dir().inspect_err(note).ok()?.join(STATE_FILE))
}

/// Opens a simulator.
///
/// # Errors
/// Its state file cannot be read.
pub(super) fn open_sandbox(options: Options) -> Result<Sandbox, Failure> {
    Sandbox::open(options).map_err(|why| Failure::new(Kind::Unexpected, Text::verbatim(why)))
}

/// The simulator inside this process, in the place of the network.
///
/// # Errors
/// Its state file cannot be read.
pub(super) fn in_process(console: &Console) -> Result<Box<dyn Exchange>, Failure> {
    let sandbox = open_sandbox(Options {
        state_file: sandbox_file(console),
        ..Options::default()
    })?;
    Ok(Box::new(InProcess(sandbox)))
}

/// Hands the very bytes that would go over the wire to the simulator.
struct InProcess(Sandbox);

impl Exchange for InProcess {
    fn exchange(&self, wire: &Wire) -> Result<Reply, SendError> {
        let target = wire.url.strip_prefix(SANDBOX_URL).unwrap_or(&wire.url);
        let request = Request {
            method: wire.method.to_string(),
            target: target.into(),
            content_type: wire.content_type.map(Into::into),
            body: wire.body.expose().into(),
        };
        let Outcome::Reply(answer) = self.0.handle(&request, clock::unix_millis()) else {
            let lost = both("the answer was lost", "应答已丢失");
            return Err(SendError::Lost(lost.into()));
        };
        let mut headers = answer.headers;
        for (name, _) in &mut headers {
            name.make_ascii_lowercase();
        }
        Ok(Reply {
            status: answer.status,
            headers,
            body: answer.body,
        })
    }
}
