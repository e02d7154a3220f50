//! From the secret to the service's answer: key, proxy, name, connection, TLS,
//! clock, signature, group.

use super::super::super::console::Console;
use super::super::super::globals::Globals;
use super::super::super::recorder::Recorder as Watch;
use super::super::super::session::{Session, Setup, proxy_for};
use super::super::trial::{Generation, is_main};
use super::{Report, State};
use crate::api::{CallError, Cause};
use crate::clock;
use crate::config::BaseUrl;
use crate::config::settings::CA_FILE;
use crate::failure::{Failure, Kind};
use crate::http::{SendError, Timeouts};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::time::Duration;

/// A clock further off than this is worth a warning. The service takes three
/// minutes; half a minute is more than any network's delay.
const CLOCK_OFF: Duration = Duration::from_secs(30);

/// Does each step, and ends with the first failure that the next one needs.
pub(super) fn examine(globals: &Globals, setup: &Setup, console: &Console, report: &mut Report) {
    let globals = Globals {
        print_curl: false,
        ..globals.clone()
    };
    let watch = Watch::new(console);
    let observer = Box::new(watch.clone());
    let session = match Session::watched(&globals, setup, console, false, observer) {
        Ok(session) => session,
        Err(failure) => return report.fail("app_secret", failure),
    };
    report.good("app_secret", format!("found; {}", session.account));
    if !globals.sandbox && reach(setup, report).is_none() {
        return;
    }
    let asked = is_main(&session.client, Generation::One, 0);
    if answered(&asked, setup, globals.sandbox, report).is_none() {
        return;
    }
    clock(&watch, report);
    key(&session, asked, report);
}

/// Proxy, or name and connection without one.
fn reach(setup: &Setup, report: &mut Report) -> Option<()> {
    let base = &setup.settings.base_url();
    if let Some(proxy) = proxy_for(base) {
        // Its URL may hold a password.
        report.good("proxy", format!("the one of {}", proxy.variable));
        return Some(());
    }
    report.good("proxy", "none");
    let wait = Timeouts::of(setup.settings.timeout()).connect;
    let addresses = match look_up(base, wait) {
        Ok(addresses) => addresses,
        Err(why) => {
            let hint = "check the network and its name servers, and base_url";
            report.fail("name", network(&format!("{}: {why}", base.host()), hint));
            return None;
        }
    };
    let shown: Vec<String> = addresses.iter().map(|a| a.ip().to_string()).collect();
    report.good("name", format!("{} is {}", base.host(), shown.join(", ")));
    connect(&addresses, wait, report)
}

fn connect(addresses: &[SocketAddr], wait: Duration, report: &mut Report) -> Option<()> {
    let mut why = String::from("it has no address");
    for address in addresses {
        let began = clock::instant();
        match TcpStream::connect_timeout(address, wait) {
            Ok(_) => {
                let took = began.elapsed().as_millis();
                report.good("connection", format!("to {address} in {took} ms"));
                return Some(());
            }
            Err(error) => why = format!("to {address}: {error}"),
        }
    }
    let hint = "check the network and its firewall; is a proxy needed (HTTPS_PROXY)?";
    report.fail("connection", network(&why, hint));
    None
}

fn network(message: &str, hint: &str) -> Failure {
    Failure::new(Kind::Network, message).hint(hint)
}

/// The addresses of the host. The system's look-up cannot be interrupted, so
/// it runs aside and is left to itself when it takes too long.
fn look_up(base: &BaseUrl, wait: Duration) -> Result<Vec<SocketAddr>, String> {
    let host = base.host().trim_matches(['[', ']']).to_owned();
    let port = base.port();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let found = (host.as_str(), port).to_socket_addrs();
        let _ = sender.send(found.map(Iterator::collect::<Vec<_>>));
    });
    match receiver.recv_timeout(wait) {
        Ok(Ok(addresses)) => Ok(addresses),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer in {} s", wait.as_secs())),
    }
}

/// TLS, and whether what answers is the service.
fn answered(
    asked: &Result<bool, CallError>,
    setup: &Setup,
    sandbox: bool,
    report: &mut Report,
) -> Option<()> {
    let failed = |error: &CallError| error.failure("ask the service");
    let settings = &setup.settings;
    if let Err(error) = asked
        && let Cause::Fault(fault) = &error.cause
    {
        let is_tls = matches!(fault, SendError::NotSent(why) if why.contains("secure"));
        report.fail(if is_tls { "TLS" } else { "connection" }, failed(error));
        return None;
    }
    let trust = match settings.ca_file() {
        Some(_) => format!(
            "certificate trusted by ca_file ({})",
            settings.source(&CA_FILE)
        ),
        None => "certificate trusted by the system's store".to_owned(),
    };
    if !sandbox {
        let plain = settings.base_url().as_str().starts_with("http://");
        report.good(
            "TLS",
            if plain {
                "none: loopback".into()
            } else {
                trust
            },
        );
    }
    match asked {
        Err(error) if matches!(error.cause, Cause::Foreign { .. }) => {
            report.fail("reply", failed(error));
            None
        }
        _ => {
            report.good("reply", "the service's");
            Some(())
        }
    }
}

/// How far the clock is off, by the first reply.
fn clock(watch: &Watch, report: &mut Report) {
    let replies = watch.replies();
    let offset = replies
        .first()
        .and_then(|(reply, now)| clock::offset_by_date(reply.header("date"), *now));
    let Some(offset) = offset else {
        let todo = "compare this machine's clock with another one";
        return report.warn("clock", "the reply tells no time", todo);
    };
    let words = clock::offset_in_words(offset);
    if u128::from(offset.unsigned_abs()) <= CLOCK_OFF.as_millis() {
        return report.good("clock", words);
    }
    let todo = "set this machine's clock; the service refuses more than 3 minutes";
    report.warn("clock", words, todo);
}

/// Whether the key signs well, and whose it is.
fn key(session: &Session, first: Result<bool, CallError>, report: &mut Report) {
    let second = is_main(&session.client, Generation::Two, 0);
    let asked = [first, second];
    for error in asked.iter().filter_map(|asked| asked.as_ref().err()) {
        let failure = error.failure("try the key");
        if matches!(
            failure.kind,
            Kind::Credentials | Kind::RateLimit | Kind::Network
        ) {
            return report.fail("signature", failure);
        }
    }
    report.good("signature", "accepted");
    let is_any = asked.iter().any(|asked| matches!(asked, Ok(true)));
    for (generation, asked) in Generation::ALL.into_iter().zip(&asked) {
        group(generation, asked, is_any, report);
    }
}

fn group(
    generation: Generation,
    asked: &Result<bool, CallError>,
    is_any: bool,
    report: &mut Report,
) {
    let (name, commands) = (generation.name(), generation.commands());
    match asked {
        Ok(true) => report.good(name, "the appId is a main account"),
        Ok(false) => {
            let state = match is_any {
                true => State::Warn,
                false => State::Fail(Kind::Credentials),
            };
            let todo = format!(
                "{commands} will not work; where they are wanted, use the main account's appId"
            );
            let detail = "the appId is not a main account".to_owned();
            report.put(name, state, detail, Some(todo));
        }
        Err(error) => report.fail(name, error.failure("tell")),
    }
}
