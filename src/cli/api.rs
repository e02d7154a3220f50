//! `api`: any endpoint of the service, signed. For what no command covers yet.

use super::context::Context;
use super::fields::notes_and_examples;
use super::prompt::text_of;
use super::request_args::RequestArgs;
use crate::api::{Call, List, Paging};
use crate::config::BaseUrl;
use crate::failure::{Failure, Kind};
use crate::http::{Body, Method, Reply, Request};
use crate::lang::both;
use crate::output::{Format, compact_json};
use crate::secret::{MASK, Secret, is_secret_name};
use crate::sign::Params;
use crate::text;
use crate::text::{escape, shown_path};
use clap::Args;
use serde_json::value::RawValue;
use std::path::{Path, PathBuf};

/// The largest JSON body that is read, in bytes. The service's own calls take
/// a few hundred.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// The arguments of `api`.
#[derive(Debug, Args)]
#[command(after_help = notes_and_examples(
    both(
        "appId, timestamp and sign are added. The reply is printed as received, secrets masked.\n\
         With --paginate only the rows of all pages are printed, as JSON or with -o jsonl. A page \
         is asked for by `page` below /v2/ and by `pageNumber` elsewhere; -Q page=1 or -Q \
         pageNumber=1 asks for it by that name.",
        "自动加上 `appId`、`timestamp` 和 `sign`。应答按收到的原样打印，密钥打码。\n\
         使用 --paginate 时只打印所有页的行，格式为 JSON 或 -o jsonl。/v2/ 下的接口用 `page` 翻页，\
         其他接口用 `pageNumber`；-Q page=1 或 -Q pageNumber=1 可指定用哪一个。",
    ),
    "polyv-group api GET /v2/group/account/get-info
polyv-group api GET /live/v4/user/children/list --paginate -o jsonl
polyv-group api POST /live/v4/group/user/create --json account.json \\
    --dry-run",
))]
pub(super) struct Api {
    #[command(flatten)]
    args: RequestArgs,
    #[arg(help = both(
        "Send this JSON document as the body, unsigned (- for stdin)",
        "以此 JSON 文件为请求体，不参与签名（- 为标准输入）",
    ))]
    #[arg(long, value_name = "FILE|-", conflicts_with = "form")]
    json: Option<PathBuf>,
    #[arg(help = both("Read all pages of a list", "读取列表的所有页"))]
    #[arg(long, conflicts_with_all = ["json", "form", "include"])]
    paginate: bool,
    #[arg(help = both(
        "Print the HTTP status and headers too, also of a refusal",
        "同时打印 HTTP 状态和响应头，被拒绝时也打印",
    ))]
    #[arg(short, long)]
    include: bool,
    #[arg(help = both("Do it without asking you to confirm", "不询问确认，直接执行"))]
    #[arg(short, long)]
    yes: bool,
    #[arg(help = both(
        "Show what would be sent by a method other than GET, send nothing",
        "显示将要发送的内容（GET 以外的方法），不发送任何请求",
    ))]
    #[arg(long)]
    dry_run: bool,
}

impl Api {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let base = &context.settings()?.base_url();
        let format = context.globals.format();
        if let Some(format) = format.filter(|format| !format.is_json()) {
            return Err(Failure::usage(text!(
                "-o {format}: `api` prints the reply; possible are json and jsonl",
                "-o {format}：`api` 输出应答本身；可用：json、jsonl"
            )));
        }
        let request = self.request(base)?;
        if self.paginate {
            return print_pages(request, context);
        }
        if !request.is_write() {
            return self.send(&request, context);
        }
        context.refuse_if_read_only()?;
        let (method, path) = (&request.method, &request.path);
        let (account, params) = (context.account()?, request.shown());
        if context.sends() {
            context.console.info(text!(
                "on {account}: {method} {path} {params}",
                "将发送（使用{account}）：{method} {path} {params}"
            ));
            context.confirm(both("Send it?", "发送？"))?;
        } else if !context.globals.print_curl {
            let line = format!("{method} {base}{path}");
            return context.print(&format!("{}\n{}\n", escape(&line), escape(&params)));
        }
        self.send(&request, context)
    }

    fn request(&self, base: &BaseUrl) -> Result<Request, Failure> {
        let mut request = self.args.request(base)?;
        if let Some(path) = &self.json {
            if request.method == Method::GET {
                return Err(Failure::usage(both(
                    "a GET has no body; --json goes with other methods",
                    "GET 请求没有请求体；--json 用于其他方法",
                )));
            }
            request.body = json_body(path)?;
        }
        Ok(request)
    }

    fn send(&self, request: &Request, context: &Context) -> Result<(), Failure> {
        let show_secrets = context.globals.show_secrets;
        let (client, recorder) = context.recorded()?;
        let error = match client.send(&Call::new(request, &|done| Ok(done.reply.clone()))) {
            Ok(reply) => return context.print(&shown(&reply, self.include, show_secrets)),
            Err(error) => error,
        };
        if self.include
            && let Some((reply, _)) = recorder.replies().last()
        {
            context.print(&shown(reply, true, show_secrets))?;
        }
        let (method, path) = (&request.method, &request.path);
        let mut failure = error.failure(text!("call {method} {path}", "调用 {method} {path}"));
        if !request.is_write() || !error.cause.in_doubt() {
            return Err(failure);
        }
        failure.kind = Kind::Unknown;
        Err(failure.hint(both(
            "it may or may not have been done; look before trying again",
            "操作可能已执行，也可能未执行；重试前请先查询确认",
        )))
    }
}

/// The document verbatim, once it is known to be one.
fn json_body(path: &Path) -> Result<Body, Failure> {
    let option = format!("--json {}", shown_path(path));
    let text = text_of(&option, path, MOST_BYTES)?;
    if let Err(error) = serde_json::from_str::<&RawValue>(&text) {
        return Err(Failure::usage(text!(
            "{option}: not valid JSON: {error}",
            "{option}：不是有效的 JSON：{error}"
        )));
    }
    let shown = compact_json(&text, false).unwrap_or_else(|| MASK.to_owned());
    let text = Secret::new(text);
    Ok(Body::Json { text, shown })
}

/// `--paginate`: the rows of all pages.
fn print_pages(request: Request, context: &Context) -> Result<(), Failure> {
    if request.method != Method::GET {
        let message = both("--paginate goes with GET", "--paginate 只用于 GET");
        return Err(Failure::usage(message));
    }
    let list = any_list(request)?;
    let mut style = context.style()?.clone();
    if style.format != Format::Jsonl {
        style.format = Format::Json;
    }
    let mut pages = context.start(vec![list], None)?;
    context.pages(&style, &[], pages.by_ref())?;
    for warning in pages.warnings() {
        context.console.warn(warning);
    }
    Ok(())
}

/// The list that a request asks for. The counter of pages is the one typed,
/// else the generation's.
///
/// # Errors
/// Usage, when another page than the first was typed.
fn any_list(mut request: Request) -> Result<List, Failure> {
    let typed = ["page", "pageNumber"]
        .into_iter()
        .find(|name| request.query.get(name).is_some());
    let of_generation = match request.path.starts_with("/v2/") {
        true => "page",
        false => "pageNumber",
    };
    let counter = typed.unwrap_or(of_generation);
    if request.query.get(counter).is_some_and(|page| page != "1") {
        return Err(Failure::usage(text!(
            "--query {counter}: --paginate starts at page 1",
            "--query {counter}：--paginate 从第 1 页开始"
        )));
    }
    let rest = request.query.iter().filter(|(name, _)| *name != counter);
    request.query = rest.fold(Params::new(), |all, (name, value)| all.with(name, value));
    Ok(List {
        rows: both("rows", "行"),
        request,
        paging: Some(Paging {
            counter,
            // 100 is what most calls allow; some only 50, and 10 is every default.
            sizes: &[100, 50, 10],
            id: None,
            or_array: false,
        }),
    })
}

/// The reply for printing. Its JSON is verbatim but for white space and
/// secrets; what is not JSON is made safe to look at.
fn shown(reply: &Reply, include: bool, show_secrets: bool) -> String {
    let mut text = if include { head(reply) } else { String::new() };
    let body = String::from_utf8_lossy(&reply.body);
    let body = body.trim_end();
    match compact_json(body, show_secrets) {
        Some(json) => text += &json,
        None => text.extend(body.lines().map(|line| escape(line) + "\n")),
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn head(reply: &Reply) -> String {
    let mut text = format!("HTTP {}\n", reply.status);
    for (name, value) in &reply.headers {
        let is_secret = is_secret_name(name) || name.contains("cookie");
        let value = if is_secret { MASK } else { value };
        text += &format!("{}: {}\n", escape(name), escape(value));
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_as_the_generation_does_unless_told_otherwise() {
        let asked = |path: &str, query: Params| {
            let list = any_list(Request::get(path, query)).unwrap();
            list.request(2, 100).shown()
        };
        assert_eq!(asked("/v2/x", Params::new()), "page=2&pageSize=100");
        assert_eq!(
            asked("/live/v4/x", Params::new()),
            "pageNumber=2&pageSize=100"
        );
        let typed = Params::new().with("pageSize", "7").with("page", "1");
        assert_eq!(asked("/live/v4/x", typed), "pageSize=7&page=2");
        let third = Params::new().with("page", "3");
        assert!(any_list(Request::get("/v2/x", third)).is_err());
    }

    fn reply(body: &str) -> Reply {
        Reply {
            status: 200,
            headers: vec![
                ("date".into(), "now\u{9b}".into()),
                ("set-cookie".into(), "MARKER".into()),
            ],
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_reply_keeps_its_letters_and_loses_its_secrets() {
        let text = r#"{"b": 100.0, "appSecret": "MARKER", "a": null}"#;
        assert_eq!(
            shown(&reply(text), false, false),
            "{\"b\":100.0,\"appSecret\":\"********\",\"a\":null}\n"
        );
        assert!(shown(&reply(text), false, true).contains("\"MARKER\""));
        assert_eq!(
            shown(&reply("<p>\u{1b}[2J\nb"), false, false),
            "<p>\\u{1b}[2J\nb\n"
        );
    }

    #[test]
    fn the_head_is_safe_to_look_at() {
        assert_eq!(
            shown(&reply("{}"), true, true),
            "HTTP 200\ndate: now\\u{9b}\nset-cookie: ********\n\n{}\n"
        );
    }
}
