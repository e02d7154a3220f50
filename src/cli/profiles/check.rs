//! `profiles check`, the doctor: every step between this machine and an answer
//! of the service, one line each, until one fails that the rest needs. No
//! secret is in any line.

use super::report::Report;
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
use crate::lang::{Both, Lang, Text, both, current, within};
use crate::output::{Column, Format};
use crate::sign::Params;
use crate::text;
use crate::text::{listed, shown_path};
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
        let lang = match style.format {
            Format::Table => current(),
            _ => Lang::En,
        };
        printer.rows(COLUMNS, within(lang, || report.rows()))?;
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

/// What the checks are of.
const CONFIG_FILE: Both = both("config file", "配置文件");
const APP_SECRET: Both = both("app_secret", "app_secret");
const PROXY: Both = both("proxy", "代理");
const NAME: Both = both("name", "域名");
const CONNECTION: Both = both("connection", "连接");
const TLS: Both = both("TLS", "TLS");
const REPLY: Both = both("reply", "应答");
const CLOCK: Both = both("clock", "时钟");
const SIGNATURE: Both = both("signature", "签名");

/// What is attempted, after "could not".
const ASK: Both = both("ask the service", "访问服务");

/// Files and settings: what can be looked at without the network.
fn look_at_settings(context: &Context, report: &mut Report) -> Option<()> {
    let sandbox = context.globals.sandbox;
    if !sandbox {
        let config = Config::load(&context.globals.options(), &env);
        look_at_modes(&report.need(CONFIG_FILE, config)?.path, report);
    }
    let lines = report.need(both("settings", "设置"), shown(context))?;
    for line in lines {
        // Said by itself, or the sandbox's own.
        let elsewhere =
            ["config", "app_secret"].contains(&line.key) || (sandbox && line.key == BASE_URL.key);
        if let Some(value) = line.value.filter(|_| !elsewhere) {
            let (key, source) = (both(line.key, line.key), line.source);
            report.good(
                key,
                text!("{value}, from {source}", "{value}，来源：{source}"),
            );
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
            CONFIG_FILE,
            text!(
                "none is needed; {shown} does not exist",
                "不需要；{shown} 不存在"
            ),
        ),
        Some(_) if cfg!(not(unix)) => report.good(CONFIG_FILE, Text::verbatim(shown)),
        Some(mode) => {
            let detail = text!("{shown}, mode {mode:04o}", "{shown}，权限 {mode:04o}");
            let todo = format!("chmod 600 {shown}");
            match mode & 0o077 {
                0 => report.good(CONFIG_FILE, detail),
                _ => report.warn(CONFIG_FILE, detail, Text::verbatim(todo)),
            }
        }
    }
    let folder = folder_of(path);
    if let Some(mode) = mode(folder).filter(|mode| mode & 0o022 != 0) {
        let shown = shown_path(folder);
        report.warn(
            both("config folder", "配置文件夹"),
            text!(
                "{shown}, mode {mode:04o}: others may put another file there",
                "{shown}，权限 {mode:04o}：其他用户可以替换其中的文件"
            ),
            Text::verbatim(format!("chmod 700 {shown}")),
        );
    }
}

/// From the secret to the service's answer: key, proxy, name, connection, TLS,
/// clock, signature, group. Ends with the first failure that the next step
/// needs.
fn look_at_network(context: &Context, report: &mut Report) -> Option<()> {
    let (client, recorder) = report.need(APP_SECRET, context.recorded())?;
    let account = context.account().ok()?;
    report.good(APP_SECRET, text!("found; {account}", "已找到；{account}"));
    if !context.globals.sandbox {
        reach(context, report)?;
    }
    let host = context.settings().ok()?.base_url().host;
    let words = text!("asking {host}", "正在访问 {host}");
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
        let variable = proxy.variable;
        report.good(PROXY, text!("the one of {variable}", "使用 {variable}"));
        return Some(());
    }
    report.good(PROXY, both("none", "无"));
    let wait = connect_timeout(settings.timeout());
    let host = &base.host;
    let words = text!("looking up {host}", "正在解析 {host}");
    let addresses = console.with_progress(&words, || look_up(&base, wait));
    let addresses = report.need(NAME, addresses)?;
    let shown = listed(addresses.iter().map(SocketAddr::ip));
    report.good(
        NAME,
        text!("{host} has the address {shown}", "{host} 的地址是 {shown}"),
    );
    let words = text!("connecting to {host}", "正在连接 {host}");
    let connected = console.with_progress(&words, || connect(&addresses, wait));
    let connected = report.need(CONNECTION, connected)?;
    report.good(CONNECTION, connected);
    Some(())
}

fn look_up(base: &BaseUrl, wait: Duration) -> Result<Vec<SocketAddr>, Failure> {
    let found = dns_cache::look_up(format!("{}:{}", base.host, base.port), wait);
    found.map_err(|why| {
        let (host, why) = (&base.host, Text::from(why));
        Failure::new(Kind::Network, text!("{host}: {why}", "{host}：{why}")).hint(both(
            "check the network and its name servers, and base_url",
            "请检查网络、DNS 服务器和 base_url",
        ))
    })
}

fn connect(addresses: &[SocketAddr], wait: Duration) -> Result<Text, Failure> {
    let mut why = Text::from(both("it has no address", "没有地址"));
    let until = clock::instant() + wait;
    for address in addresses {
        let began = clock::instant();
        let left = until.saturating_duration_since(began);
        // No time at all would be refused as such.
        match TcpStream::connect_timeout(address, left.max(Duration::from_millis(1))) {
            Ok(_) => {
                let took = began.elapsed().as_millis();
                return Ok(text!(
                    "to {address} in {took} ms",
                    "{address}，用时 {took} 毫秒"
                ));
            }
            Err(error) => {
                let error = Text::from(error);
                why = text!("to {address}: {error}", "连接 {address}：{error}");
            }
        }
    }
    Err(Failure::new(Kind::Network, why).hint(both(
        "check the network and its firewall; is a proxy needed (HTTPS_PROXY)?",
        "请检查网络和防火墙；是否需要代理（HTTPS_PROXY）？",
    )))
}

/// TLS, and whether what answers is the service.
fn answered(asked: &Asked, context: &Context, report: &mut Report) -> Option<()> {
    if let Err(error) = asked
        && let Cause::Fault(fault) = &error.cause
    {
        let is_tls = matches!(fault, SendError::NotSent(why) if why.en().contains("secure"));
        let check = if is_tls { TLS } else { CONNECTION };
        return report.need(check, Err(error.failure(ASK)));
    }
    if !context.globals.sandbox {
        let settings = context.settings().ok()?;
        let is_plain = settings.text(&BASE_URL).starts_with("http://");
        let trust = match settings.source(&CA_FILE) {
            _ if is_plain => both("none: loopback", "无：本机回环地址").into(),
            Source::Default => both(
                "certificate trusted by the system's store",
                "证书受系统证书库信任",
            )
            .into(),
            source => text!(
                "certificate trusted by ca_file ({source})",
                "证书受 ca_file 信任（{source}）"
            ),
        };
        report.good(TLS, trust);
    }
    if let Err(error) = asked
        && matches!(error.cause, Cause::Foreign { .. })
    {
        return report.need(REPLY, Err(error.failure(ASK)));
    }
    report.good(REPLY, both("from the service", "来自服务"));
    Some(())
}

/// How far the clock is off, by the first reply.
fn look_at_clock(recorder: &Recorder, report: &mut Report) {
    let first = recorder.replies().into_iter().next();
    let offset = first.and_then(|(reply, now)| clock::offset_by_date(reply.header("date"), now));
    let Some(offset) = offset else {
        let todo = both(
            "compare this machine's clock with another one",
            "请与其他时钟核对本机时钟",
        );
        return report.warn(
            CLOCK,
            both("the reply tells no time", "应答中没有时间"),
            todo,
        );
    };
    let words = clock::offset_in_words(offset);
    if u128::from(offset.unsigned_abs()) <= CLOCK_OFF.as_millis() {
        return report.good(CLOCK, words);
    }
    let todo = both(
        "set this machine's clock; the service refuses more than 3 minutes",
        "请校准本机时钟；相差超过 3 分钟服务会拒绝请求",
    );
    report.warn(CLOCK, words, todo);
}

/// Whether the key signs well, and whose it is.
fn look_at_key(asked: [Asked; 2], report: &mut Report) {
    for error in asked.iter().filter_map(|asked| asked.as_ref().err()) {
        let failure = error.failure(both("try the key", "验证凭证"));
        if [Kind::Credentials, Kind::RateLimit, Kind::Network].contains(&failure.kind) {
            return report.fail(SIGNATURE, failure);
        }
    }
    report.good(SIGNATURE, both("accepted", "已通过"));
    let is_any = asked.iter().any(|asked| matches!(asked, Ok(true)));
    for (Generation { name, commands, .. }, asked) in GENERATIONS.into_iter().zip(asked) {
        let not_main = both("the appId is not a main account", "该 appId 不是集团主账号");
        let todo = text!(
            "{commands} will not work; where they are needed, use the main account's appId",
            "{commands} 无法使用；如需使用，请换用集团主账号的 appId"
        );
        let refused = Failure::new(Kind::Credentials, not_main);
        match asked {
            Ok(true) => {
                report.good(
                    name,
                    text!(
                        "the appId is a main account, as {commands} require",
                        "该 appId 是集团主账号，符合 {commands} 的要求"
                    ),
                );
            }
            Ok(false) if is_any => report.warn(name, not_main, todo),
            Ok(false) => report.fail(name, refused.hint(todo)),
            Err(error) => report.fail(name, error.failure(both("tell", "判断"))),
        }
    }
}

/// A generation of group accounts: they are separate, and an appId may be the
/// main account of either, both or none.
pub(super) struct Generation {
    /// Its name in the vendor's pages.
    pub(super) name: Both,
    /// What does not work with another account's key.
    pub(super) commands: Both,
    /// Cheap reads; the next one where a rule refuses one.
    requests: &'static [fn() -> Request],
}

/// `/v2/group/…` and `/live/v4/group/…`.
pub(super) const GENERATIONS: [Generation; 2] = [
    Generation {
        name: both("group account 1.0", "集团账号 1.0"),
        commands: both(
            "`group info` and `allocations log`",
            "`group info` 和 `allocations log`",
        ),
        requests: &[|| Request::get(group::INFO.path, Params::new())],
    },
    Generation {
        name: both("group account 2.0", "集团账号 2.0"),
        commands: both("`subaccounts` and `billing`", "`subaccounts` 和 `billing`"),
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
