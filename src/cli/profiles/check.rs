//! `profiles check`, the doctor: every step between this machine and an answer
//! of the service, one line each, until one fails that the rest needs. No
//! secret is in any line.

use super::show::shown;
use crate::api::{Call, CallError, Cause, Client};
use crate::cli::context::Context;
use crate::cli::exchange::{env, proxy_for};
use crate::cli::globals::Globals;
use crate::cli::interrupt;
use crate::cli::recorder::Recorder;
use crate::clock;
use crate::config::settings::{BASE_URL, CA_FILE};
use crate::config::{BaseUrl, Config, Source, mode_of};
use crate::endpoints::{group, subaccounts};
use crate::failure::{Failure, Kind};
use crate::files::folder_of;
use crate::http::agent::connect_timeout;
use crate::http::dns_cache;
use crate::http::{Request, SendError};
use crate::output::{Column, Format};
use crate::row::Row;
use crate::sign::Params;
use crate::text::{counted, escape, label, shown_path, wrapped};
use serde_json::json;
use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

/// Columns of `profiles check`; a table prints lines instead.
pub(crate) const COLUMNS: &[Column] = &[
    Column::text("check", "CHECK"),
    Column::text("result", "RESULT"),
    Column::text("detail", "DETAIL"),
    Column::text("todo", "TO DO"),
];

/// A clock further off than this is worth a warning. The service takes three
/// minutes; half a minute is more than any network's delay.
const CLOCK_OFF: Duration = Duration::from_secs(30);

/// What the service says to a key that signs well but is no group main
/// account's (errors.md of the vendor's pages), 1.0 and 2.0.
const NOT_MAIN: [&str; 2] = ["account not found.", "找不到集团账号"];

pub(super) fn run(context: &Context) -> Result<(), Failure> {
    interrupt::listen(context.console.is_json())?;
    let globals = Globals {
        print_curl: false,
        ..context.globals.clone()
    };
    let context = context.other(globals);
    let mut report = Report::default();
    let settled = look_at_settings(&context, &mut report).is_some();
    let printer = match settled {
        true => &context,
        false => &without_configuration(&context)?,
    };
    let style = printer.style()?;
    crate::output::choose(style, COLUMNS)?;
    if settled {
        let _ = look_at_network(&context, &mut report);
    }
    if style.format == Format::Table && style.columns.is_none() {
        printer.print(&report.text(style.color, style.width))?;
    } else {
        printer.rows(COLUMNS, report.rows())?;
    }
    report.verdict()
}

/// How to print when the configuration itself is what is wrong.
fn without_configuration(context: &Context) -> Result<Context, Failure> {
    let globals = Globals {
        profile: None,
        ..context.globals.clone()
    };
    context.with(globals, Config::absent("(none)".into()), &|_| None)
}

/// One check: its name, the kind of its failure, the detail, and what to do.
#[derive(Debug)]
struct Line(&'static str, Option<Kind>, String, Option<String>);

impl Line {
    /// Its result, and the colour of that.
    fn result(&self) -> (&'static str, u8) {
        match self {
            Line(_, Some(_), ..) => ("fail", 31),
            Line(.., Some(_)) => ("warn", 33),
            Line(.., None) => ("ok", 32),
        }
    }
}

/// All checks so far.
#[derive(Debug, Default)]
struct Report(Vec<Line>);

impl Report {
    fn good(&mut self, check: &'static str, detail: impl Into<String>) {
        self.0.push(Line(check, None, detail.into(), None));
    }

    fn warn(&mut self, check: &'static str, detail: impl Into<String>, todo: impl Into<String>) {
        let todo = Some(todo.into());
        self.0.push(Line(check, None, detail.into(), todo));
    }

    fn fail(&mut self, check: &'static str, failure: Failure) {
        let Failure {
            kind,
            message,
            hint,
            ..
        } = failure;
        let hint = hint.map(|hint| hint.to_string());
        self.0
            .push(Line(check, Some(kind), message.to_string(), hint));
    }

    /// The value, or the failure as a line.
    fn need<T>(&mut self, check: &'static str, result: Result<T, Failure>) -> Option<T> {
        result.map_err(|failure| self.fail(check, failure)).ok()
    }

    /// The failure of the whole run: that of the first check that failed.
    fn verdict(&self) -> Result<(), Failure> {
        let failed = self.0.iter().filter_map(|line| Some((line.1?, line.0)));
        let (kinds, checks): (Vec<Kind>, Vec<&str>) = failed.unzip();
        let Some(kind) = kinds.first() else {
            return Ok(());
        };
        let count = counted(checks.len(), "check");
        let checks = checks.join(", ");
        Err(Failure::new(*kind, format!("{count} failed: {checks}")))
    }

    /// Lines wrapped between words where they are too long for a terminal of so
    /// many cells, so that no advice is ever cut.
    fn text(&self, paint: bool, cells: Option<usize>) -> String {
        let widths = self.0.iter().map(|line| line.0.len());
        let width = widths.max().unwrap_or(0);
        let indent = format!("\n{:1$}", "", 8 + width);
        let fit = |text: &str| match cells {
            Some(cells) => wrapped(text, cells.saturating_sub(8 + width)).replace('\n', &indent),
            None => text.to_owned(),
        };
        let mut text = String::new();
        for line @ Line(check, _, detail, todo) in &self.0 {
            let (result, color) = line.result();
            let (word, gap) = (label(result, color, paint), " ".repeat(6 - result.len()));
            let detail = fit(&escape(detail));
            text += &format!("{word}{gap}{check:width$}  {detail}\n");
            if let Some(todo) = todo {
                let todo = fit(&format!("to do: {}", escape(todo)));
                text += &format!("      {:width$}  {todo}\n", "");
            }
        }
        text
    }

    fn rows(&self) -> impl Iterator<Item = Row> {
        self.0.iter().map(|line @ Line(check, _, detail, todo)| {
            let (result, _) = line.result();
            let row = json!({"check": check, "result": result, "detail": detail, "todo": todo});
            Row::from(row)
        })
    }
}

/// Files and settings: what can be looked at without the network.
fn look_at_settings(context: &Context, report: &mut Report) -> Option<()> {
    let sandbox = context.globals.sandbox;
    if !sandbox {
        let config = Config::load(&context.globals.options(), &env);
        look_at_modes(&report.need("config file", config)?.path, report);
    }
    let lines = report.need("settings", shown(context))?;
    for line in lines {
        // Said by itself, or the sandbox's own.
        let elsewhere =
            ["config", "app_secret"].contains(&line.key) || (sandbox && line.key == BASE_URL.key);
        if let Some(value) = line.value.filter(|_| !elsewhere) {
            report.good(line.key, format!("{value}, from {}", line.source));
        }
    }
    Some(())
}

/// The file and its folder should be the user's alone. A plain secret in an
/// open file has been refused before.
fn look_at_modes(path: &Path, report: &mut Report) {
    let mode = |path: &Path| Some(mode_of(&fs::metadata(path).ok()?));
    let shown = shown_path(path);
    match mode(path) {
        None => report.good(
            "config file",
            format!("none is needed; {shown} does not exist"),
        ),
        Some(_) if cfg!(not(unix)) => report.good("config file", shown),
        Some(mode) => {
            let detail = format!("{shown}, mode {mode:04o}");
            match mode & 0o077 {
                0 => report.good("config file", detail),
                _ => report.warn("config file", detail, format!("chmod 600 {shown}")),
            }
        }
    }
    let folder = folder_of(path);
    if let Some(mode) = mode(folder).filter(|mode| mode & 0o022 != 0) {
        let shown = shown_path(folder);
        report.warn(
            "config folder",
            format!("{shown}, mode {mode:04o}: others may put another file there"),
            format!("chmod 700 {shown}"),
        );
    }
}

/// From the secret to the service's answer: key, proxy, name, connection, TLS,
/// clock, signature, group. Ends with the first failure that the next step
/// needs.
fn look_at_network(context: &Context, report: &mut Report) -> Option<()> {
    let (client, recorder) = report.need("app_secret", context.recorded())?;
    report.good("app_secret", format!("found; {}", context.account().ok()?));
    if !context.globals.sandbox {
        reach(context, report)?;
    }
    let words = format!("asking {}", context.settings().ok()?.base_url().host);
    let ask = |generation| {
        let ask = || is_main(client, generation, 0);
        context.console.with_progress(&words, ask)
    };
    let first = ask(&GENERATIONS[0]);
    answered(&first, context, report)?;
    look_at_clock(recorder, report);
    look_at_key([first, ask(&GENERATIONS[1])], report);
    Some(())
}

/// Proxy, or name and connection without one.
fn reach(context: &Context, report: &mut Report) -> Option<()> {
    let (settings, console) = (context.settings().ok()?, &context.console);
    let base = settings.base_url();
    if let Some(proxy) = proxy_for(&base) {
        // Its URL may hold a password.
        report.good("proxy", format!("the one of {}", proxy.variable));
        return Some(());
    }
    report.good("proxy", "none");
    let wait = connect_timeout(settings.timeout());
    let words = format!("looking up {}", base.host);
    let addresses = console.with_progress(&words, || look_up(&base, wait));
    let addresses = report.need("name", addresses)?;
    let shown: Vec<String> = addresses.iter().map(|a| a.ip().to_string()).collect();
    let shown = shown.join(", ");
    report.good("name", format!("{} has the address {shown}", base.host));
    let words = format!("connecting to {}", base.host);
    let connected = console.with_progress(&words, || connect(&addresses, wait));
    let connected = report.need("connection", connected)?;
    report.good("connection", connected);
    Some(())
}

fn look_up(base: &BaseUrl, wait: Duration) -> Result<Vec<SocketAddr>, Failure> {
    let found = dns_cache::look_up(format!("{}:{}", base.host, base.port), wait);
    found.map_err(|why| {
        Failure::new(Kind::Network, format!("{}: {why}", base.host))
            .hint("check the network and its name servers, and base_url")
    })
}

fn connect(addresses: &[SocketAddr], wait: Duration) -> Result<String, Failure> {
    let mut why = String::from("it has no address");
    let until = clock::instant() + wait;
    for address in addresses {
        let began = clock::instant();
        let left = until.saturating_duration_since(began);
        // No time at all would be refused as such.
        match TcpStream::connect_timeout(address, left.max(Duration::from_millis(1))) {
            Ok(_) => {
                let took = began.elapsed().as_millis();
                return Ok(format!("to {address} in {took} ms"));
            }
            Err(error) => why = format!("to {address}: {error}"),
        }
    }
    Err(Failure::new(Kind::Network, why)
        .hint("check the network and its firewall; is a proxy needed (HTTPS_PROXY)?"))
}

/// TLS, and whether what answers is the service.
fn answered(asked: &Asked, context: &Context, report: &mut Report) -> Option<()> {
    if let Err(error) = asked
        && let Cause::Fault(fault) = &error.cause
    {
        let is_tls = matches!(fault, SendError::NotSent(why) if why.contains("secure"));
        let check = if is_tls { "TLS" } else { "connection" };
        return report.need(check, Err(error.failure("ask the service")));
    }
    if !context.globals.sandbox {
        let settings = context.settings().ok()?;
        let is_plain = settings.text(&BASE_URL).starts_with("http://");
        let trust = match settings.source(&CA_FILE) {
            _ if is_plain => "none: loopback".to_owned(),
            Source::Default => "certificate trusted by the system's store".to_owned(),
            source => format!("certificate trusted by ca_file ({source})"),
        };
        report.good("TLS", trust);
    }
    if let Err(error) = asked
        && matches!(error.cause, Cause::Foreign { .. })
    {
        return report.need("reply", Err(error.failure("ask the service")));
    }
    report.good("reply", "from the service");
    Some(())
}

/// How far the clock is off, by the first reply.
fn look_at_clock(recorder: &Recorder, report: &mut Report) {
    let first = recorder.replies().into_iter().next();
    let offset = first.and_then(|(reply, now)| clock::offset_by_date(reply.header("date"), now));
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
fn look_at_key(asked: [Asked; 2], report: &mut Report) {
    for error in asked.iter().filter_map(|asked| asked.as_ref().err()) {
        let failure = error.failure("try the key");
        if [Kind::Credentials, Kind::RateLimit, Kind::Network].contains(&failure.kind) {
            return report.fail("signature", failure);
        }
    }
    report.good("signature", "accepted");
    let is_any = asked.iter().any(|asked| matches!(asked, Ok(true)));
    for (Generation { name, commands, .. }, asked) in GENERATIONS.into_iter().zip(asked) {
        let not_main = "the appId is not a main account";
        let todo = format!(
            "{commands} will not work; where they are needed, use the main account's appId"
        );
        let refused = Failure::new(Kind::Credentials, not_main);
        match asked {
            Ok(true) => {
                report.good(
                    name,
                    format!("the appId is a main account, as {commands} require"),
                );
            }
            Ok(false) if is_any => report.warn(name, not_main, todo),
            Ok(false) => report.fail(name, refused.hint(todo)),
            Err(error) => report.fail(name, error.failure("tell")),
        }
    }
}

/// A generation of group accounts: they are separate, and an appId may be the
/// main account of either, both or none.
pub(super) struct Generation {
    /// Its name in the vendor's pages.
    pub(super) name: &'static str,
    /// What does not work with another account's key.
    pub(super) commands: &'static str,
    /// Cheap reads; the next one where a rule refuses one.
    requests: &'static [fn() -> Request],
}

/// `/v2/group/…` and `/live/v4/group/…`.
pub(super) const GENERATIONS: [Generation; 2] = [
    Generation {
        name: "group account 1.0",
        commands: "`group info` and `allocations log`",
        requests: &[|| Request::get(group::INFO.path, Params::new())],
    },
    Generation {
        name: "group account 2.0",
        commands: "`subaccounts` and `billing`",
        // The first is documented for partners.
        requests: &[
            || Request::get(group::HEALTH.path, Params::new()),
            || subaccounts::LIST.list(Params::new()).request(1, 1),
        ],
    },
];

/// Whether the key is that of a main account, or what else kept the call from
/// succeeding.
pub(super) type Asked = Result<bool, CallError>;

/// Asks with the key whether it is that of a main account of this generation.
pub(super) fn is_main(client: &Client, generation: &Generation, retries: u32) -> Asked {
    let mut asked = Ok(false);
    for request in generation.requests {
        let request = request();
        let call = Call {
            retries: Some(retries),
            ..Call::new(&request, &|_| Ok(()))
        };
        asked = match client.send(&call) {
            Ok(()) => return Ok(true),
            Err(error) => match &error.cause {
                Cause::Refused(refusal) if NOT_MAIN.contains(&refusal.message.trim()) => Ok(false),
                Cause::Refused(_) if error.cause.is_business() => Err(error),
                _ => return Err(error),
            },
        };
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let mut report = Report::default();
        report.good("config file", "/c");
        report.warn("clock", "12s off", "set it");
        report.fail(
            "signature",
            Failure::new(Kind::Credentials, "bad\u{1b}").hint("look"),
        );
        report.fail("group", Failure::new(Kind::Config, "none"));
        report
    }

    #[test]
    fn each_check_is_a_line_with_what_to_do_below_it() {
        assert_eq!(
            report().text(false, None),
            "ok    config file  /c\n\
             warn  clock        12s off\n                   to do: set it\n\
             fail  signature    bad\\u{1b}\n                   to do: look\n\
             fail  group        none\n"
        );
        let mut long = Report::default();
        long.warn("clock", "twelve seconds off", "set `date` now");
        let wrapped = "warn  clock  twelve\n             seconds off\n             \
                       to do: set\n             `date` now\n";
        assert_eq!(long.text(false, Some(25)), wrapped);
    }

    #[test]
    fn results_are_coloured_where_asked() {
        let text = report().text(true, None);
        for word in [
            "\x1b[1;32mok\x1b[0m    config",
            "\x1b[1;33mwarn\x1b[0m  clock",
            "\x1b[1;31mfail\x1b[0m  sig",
        ] {
            assert!(text.contains(word), "{text:?}");
        }
    }

    #[test]
    fn the_first_failure_decides_and_a_warning_does_not() {
        let failure = report().verdict().unwrap_err();
        assert_eq!(failure.kind, Kind::Credentials);
        assert_eq!(failure.message, "2 checks failed: signature, group");
        let mut fine = Report::default();
        fine.warn("clock", "off", "set it");
        assert!(fine.verdict().is_ok());
    }
}
