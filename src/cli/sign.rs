//! `sign`: the signature of a call, step by step, for people who debug a
//! client of their own. Nothing is sent.

use super::context::Context;
use super::fields::notes_and_examples;
use super::request_args::RequestArgs;
use crate::clock;
use crate::failure::Failure;
use crate::http::{Body, Request, request};
use crate::lang::{Text, both};
use crate::output::Format;
use crate::secret::{MASK, Secret, is_secret_name};
use crate::sign::{self, Params};
use crate::text;
use crate::text::{escape, json_safe};
use clap::Args;
use serde::Serialize;

/// The arguments of `sign`.
#[derive(Debug, Args)]
#[command(after_help = notes_and_examples(
    both(
        "Without --explain the signed parameters are printed as they are sent. The sign and the \
         appSecret are masked unless --show-secrets is given; a sign is good for 3 minutes.",
        "不用 --explain 时，打印签名后的参数，与发送的一致。签名和 appSecret 会打码，除非使用 \
         --show-secrets；一个签名 3 分钟内有效。",
    ),
    "polyv-group sign GET /v2/group/account/get-info --explain
polyv-group sign POST /v2/group/vod/set-flow -F type=deposit --explain",
))]
pub(super) struct Sign {
    #[command(flatten)]
    args: RequestArgs,
    #[arg(help = both(
        "Sign with this time instead of now (Unix milliseconds)",
        "用此时间戳签名，而不用当前时间（Unix 毫秒）",
    ))]
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(i64).range(0..))]
    timestamp: Option<i64>,
    #[arg(help = both("Show every step", "显示每一步"))]
    #[arg(long)]
    explain: bool,
}

impl Sign {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        if let Some(format @ (Format::Csv | Format::Xlsx)) = context.globals.format() {
            return Err(Failure::usage(text!(
                "-o {format}: `sign` prints text; possible are table, json and jsonl",
                "-o {format}：`sign` 输出文本；可用：`table`、json、jsonl"
            )));
        }
        let base = &context.settings()?.base_url();
        let request = self.args.request(base)?;
        let credentials = context.credentials()?;
        let now = self.timestamp.unwrap_or_else(clock::unix_millis);
        let signed = request.signed(&credentials.app_id, now);
        let show_secrets = context.globals.show_secrets;
        let steps = Steps::new(&signed, &credentials.app_secret, show_secrets);
        context.print(&match context.style()?.format {
            format if format.is_json() => steps.json(),
            _ if self.explain => steps.text(&request, base.as_str()).to_string(),
            _ => steps.sent + "\n",
        })
    }
}

/// What is shown, secrets masked already; as JSON in the order of the steps.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Steps {
    parameters: Vec<Parameter>,
    #[serde(skip)]
    joined: String,
    string_to_sign: String,
    sign: String,
    sent: String,
}

#[derive(Serialize)]
struct Parameter {
    name: String,
    value: String,
}

impl Steps {
    fn new(signed: &Params, app_secret: &Secret, show_secrets: bool) -> Self {
        let mask = |is_secret: bool, text: &str| match is_secret && !show_secrets {
            true => MASK.to_owned(),
            false => text.to_owned(),
        };
        let shown = |(name, value): (&str, &str)| Parameter {
            name: name.to_owned(),
            value: mask(is_secret_name(name), value),
        };
        let parameters: Vec<_> = sign::sorted(signed).into_iter().map(shown).collect();
        let words = parameters.iter().flat_map(|p| [p.name.as_str(), &p.value]);
        let joined: String = words.collect();
        let secret = mask(true, app_secret.expose());
        let sign = sign::sign(signed, app_secret);
        let sent = signed.clone().with("sign", sign.as_str());
        Self {
            string_to_sign: format!("{secret}{joined}{secret}"),
            sign: mask(true, &sign),
            sent: request::encoded(&sent, show_secrets),
            joined,
            parameters,
        }
    }

    fn text(&self, request: &Request, base: &str) -> Text {
        let width = self.parameters.iter().map(|p| p.name.len()).max();
        let width = width.unwrap_or(0);
        let line = |Parameter { name, value }: &Parameter| {
            format!("   {:width$}  {}\n", escape(name), escape(value))
        };
        let lines: String = self.parameters.iter().map(line).collect();
        let url = format!("{} {base}{}", request.method, request.path);
        let before_query = match request.body {
            Body::Form(_) => "\n   ",
            _ => "?",
        };
        text!(
            "1. The parameters, sorted by the bytes of their names; blank values and sign left out:\n\
             {lines}2. Names and values joined, not percent-encoded:\n   {joined}\n\
             3. The appSecret before and after it:\n   {string}\n\
             4. The MD5 of that in UTF-8, as 32 upper-case hex digits:\n   {sign}\n\
             5. Sent, percent-encoded now, with sign as the last parameter:\n   \
             {url}{before_query}{sent}\n",
            "1. 参数按名称的字节排序，去掉空值和 `sign`：\n\
             {lines}2. 名称和值依次拼接，不做百分号编码：\n   {joined}\n\
             3. 前后各加上 appSecret：\n   {string}\n\
             4. 以 UTF-8 计算 MD5，写作 32 位大写十六进制：\n   {sign}\n\
             5. 发送时做百分号编码，`sign` 是最后一个参数：\n   \
             {url}{before_query}{sent}\n",
            joined = escape(&self.joined),
            string = escape(&self.string_to_sign),
            sign = self.sign,
            sent = self.sent
        )
    }

    fn json(&self) -> String {
        let json = serde_json::to_string(self).expect("texts always become JSON");
        json_safe(&json) + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(show_secrets: bool) -> Steps {
        let signed = Params::new()
            .with("appId", "testapp001")
            .with("timestamp", "1700000000000")
            .with("newPassword", "MARKER")
            .with("email", "a@b.c");
        let secret = Secret::new("0123456789abcdef0123456789abcdef");
        Steps::new(&signed, &secret, show_secrets)
    }

    #[test]
    fn every_step_is_shown_and_no_secret() {
        let request = Request::get("/x", Params::new());
        assert_eq!(
            steps(false).text(&request, "https://api.polyv.net"),
            "\
1. The parameters, sorted by the bytes of their names; blank values and sign left out:
   appId        testapp001
   email        a@b.c
   newPassword  ********
   timestamp    1700000000000
2. Names and values joined, not percent-encoded:
   appIdtestapp001emaila@b.cnewPassword********timestamp1700000000000
3. The appSecret before and after it:
   ********appIdtestapp001emaila@b.cnewPassword********timestamp1700000000000********
4. The MD5 of that in UTF-8, as 32 upper-case hex digits:
   ********
5. Sent, percent-encoded now, with sign as the last parameter:
   GET https://api.polyv.net/x?appId=testapp001&timestamp=1700000000000\
&newPassword=********&email=a%40b.c&sign=********
"
        );
        assert!(!steps(false).json().contains("MARKER"));
    }

    #[test]
    fn asked_for_secrets_make_the_true_string_to_sign() {
        let steps = steps(true);
        let digest = format!("{:X}", md5::compute(&steps.string_to_sign));
        assert_eq!(steps.sign, digest);
        assert!(steps.sent.ends_with(&format!("&sign={digest}")));
    }
}
