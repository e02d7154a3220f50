//! A request as it is typed: `METHOD PATH -Q key=value -F key=value`. Shared by
//! `api`, which sends it, and `sign`, which explains its signature.

use crate::config::BaseUrl;
use crate::failure::Failure;
use crate::http::{Body, Method, Request};
use crate::lang::{Both, Text, both};
use crate::sign::Params;
use crate::text;
use crate::text::escape;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Parameters that are added to every call.
const OURS: [&str; 3] = ["appId", "timestamp", "sign"];

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// What was typed of a request.
#[derive(Debug, Args)]
pub(super) struct RequestArgs {
    #[arg(help = both("GET, POST, PUT, PATCH or DELETE", "GET、POST、PUT、PATCH 或 DELETE"))]
    #[arg(value_parser = method(), ignore_case = true, hide_possible_values = true)]
    method: Method,
    #[arg(help = both(
        "Path of the endpoint, such as /v2/group/account/get-info",
        "接口路径，例如 /v2/group/account/get-info",
    ))]
    path: String,
    #[arg(help = both(
        "A query parameter, signed; repeatable",
        "查询参数，参与签名；可多次使用",
    ))]
    #[arg(short = 'Q', long, value_name = "KEY=VALUE")]
    query: Vec<String>,
    #[arg(help = both(
        "A parameter of the form in the body, signed; repeatable",
        "表单（请求体）参数，参与签名；可多次使用",
    ))]
    #[arg(short = 'F', long, value_name = "KEY=VALUE")]
    form: Vec<String>,
}

impl RequestArgs {
    /// The request, without its body where that is no form.
    ///
    /// # Errors
    /// Usage, naming what is wrong with the path or a parameter.
    pub(super) fn request(&self, base: &BaseUrl) -> Result<Request, Failure> {
        let query = pairs("--query", &self.query)?;
        let form = pairs("--form", &self.form)?;
        if let Some((name, _)) = form.iter().find(|(name, _)| query.get(name).is_some()) {
            return Err(Failure::usage(text!(
                "{name} is given by --query and by --form; a name can be signed once",
                "--query 和 --form 都给出了 {name}；同名参数只能签名一次",
                name = escape(name)
            )));
        }
        let body = match self.form.is_empty() {
            true => Body::None,
            false if self.method == Method::GET => {
                let message = both("a GET has no form", "GET 请求没有表单");
                let hint = both(
                    "give the parameters with -Q, or use another method",
                    "请用 -Q 给出参数，或改用其他方法",
                );
                return Err(Failure::usage(message).hint(hint));
            }
            false => Body::Form(form),
        };
        Ok(Request {
            method: self.method.clone(),
            body,
            ..Request::get(path(&self.path, base)?, query)
        })
    }
}

fn method() -> impl TypedValueParser<Value = Method> {
    PossibleValuesParser::new(METHODS).try_map(|name| name.to_uppercase().parse::<Method>())
}

/// The path below the base URL. A whole URL is taken apart, if it is the
/// service's own: nothing signed ever goes to another host.
fn path(typed: &str, base: &BaseUrl) -> Result<String, Failure> {
    let shown = escape(typed.split(['?', '#']).next().unwrap_or(typed));
    let wrong = |why: Text| Failure::usage(text!("PATH {shown} {why}", "PATH {shown} {why}"));
    let path = match typed.strip_prefix(base.as_str()) {
        Some(rest) => rest,
        None if typed.contains("://") => {
            let why = text!("is at another host than {base}", "不在 {base} 上");
            return Err(wrong(why).hint(both(
                "give the path alone, such as /v2/group/account/get-info; another host is a \
                 matter of base_url in a profile",
                "请只给出路径，如 /v2/group/account/get-info；要访问其他主机，请在配置档中设置 \
                 base_url",
            )));
        }
        None => typed,
    };
    let mut segments = path.split('/').skip(1);
    let fault = if !path.starts_with('/') {
        both("does not start with /", "不以 / 开头")
    } else if path.contains(['?', '#']) {
        both(
            "has a query or a fragment; give parameters with -Q key=value",
            "含有查询参数或片段；请用 `-Q key=value` 给出参数",
        )
    } else if segments.any(|segment| matches!(segment, "" | "." | "..")) {
        both(
            "has an empty segment, or one of dots",
            "含有空的路径段或点路径段",
        )
    } else if !path.bytes().all(is_path_byte) {
        both(
            "has a character that must be percent-encoded",
            "含有必须做百分号编码的字符",
        )
    } else {
        return Ok(path.to_owned());
    };
    Err(wrong(fault.into()).hint(both(
        "give a path such as /v2/group/account/get-info",
        "请给出路径，如 /v2/group/account/get-info",
    )))
}

/// RFC 3986: what a path may hold.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:@".contains(&byte)
}

/// Reads `key=value` pairs. The first `=` splits them; the value is taken
/// verbatim.
fn pairs(option: &str, typed: &[String]) -> Result<Params, Failure> {
    let mut params = Params::new();
    for pair in typed {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let fault: Both = if name.is_empty() || !pair.contains('=') {
            both("not a valid name=value", "不是有效的 `name=value`")
        } else if OURS.contains(&name) {
            both("added to every call anyway", "每次调用都会自动加上")
        } else if value.trim().is_empty() {
            both(
                "no value; leave it out, as blank ones cannot be signed",
                "没有值；请去掉它，空值不能参与签名",
            )
        } else if params.get(name).is_some() {
            both(
                "given twice, and a name can be signed once",
                "给出了两次，同名参数只能签名一次",
            )
        } else {
            params.push(name, value);
            continue;
        };
        let message = text!(
            "{option} {name}: {fault}",
            "{option} {name}：{fault}",
            name = escape(name)
        );
        let hint = text!("give {option} name=value", "请给出 {option} 名称=值");
        return Err(Failure::usage(message).hint(hint));
    }
    Ok(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(path: &str, query: &[&str], form: &[&str]) -> Result<Request, String> {
        let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        let args = RequestArgs {
            method: Method::POST,
            path: path.to_owned(),
            query: owned(query),
            form: owned(form),
        };
        args.request(&"https://api.polyv.net".parse().unwrap())
            .map_err(|failure| failure.message.en().to_owned())
    }

    #[test]
    fn a_value_is_taken_verbatim_after_the_first_equals_sign() {
        let request = call("/x", &["a= b=c "], &["d=e"]).unwrap();
        assert_eq!(request.query.get("a"), Some(" b=c "));
        assert_eq!(request.body, Body::Form(Params::new().with("d", "e")));
    }

    #[test]
    fn parameters_that_cannot_be_signed_are_named() {
        for (query, form, message) in [
            ("a", "d=e", "--query a: not a valid name=value"),
            ("=b", "d=e", "--query : not a valid name=value"),
            (
                "a= ",
                "d=e",
                "--query a: no value; leave it out, as blank ones cannot be signed",
            ),
            ("a=b", "sign=e", "--form sign: added to every call anyway"),
            (
                "a=b",
                "a=c",
                "a is given by --query and by --form; a name can be signed once",
            ),
        ] {
            assert_eq!(call("/x", &[query], &[form]).unwrap_err(), message);
        }
        assert_eq!(
            call("/x", &["a=1", "a=2"], &[]).unwrap_err(),
            "--query a: given twice, and a name can be signed once"
        );
    }

    #[test]
    fn a_whole_url_is_taken_only_at_the_services_own_host() {
        let path = |typed: &str| call(typed, &[], &[]).map(|request| request.path);
        assert_eq!(path("/v2/x").unwrap(), "/v2/x");
        assert_eq!(path("https://api.polyv.net/v2/x").unwrap(), "/v2/x");
        assert_eq!(
            path("https://evil.example/v2/x?appSecret=MARKER").unwrap_err(),
            "PATH https://evil.example/v2/x is at another host than https://api.polyv.net"
        );
        for (typed, fault) in [
            (
                "https://api.polyv.net.evil.example/x",
                "does not start with /",
            ),
            ("v2/x", "does not start with /"),
            ("//evil.example/x", "has an empty segment, or one of dots"),
            ("/a/../b", "has an empty segment, or one of dots"),
            (
                "/a?b=c",
                "has a query or a fragment; give parameters with -Q key=value",
            ),
            ("/a b", "has a character that must be percent-encoded"),
            ("/\u{1b}[2J", "has a character that must be percent-encoded"),
        ] {
            let refused = path(typed).unwrap_err();
            assert!(refused.ends_with(fault), "{refused}");
            assert!(!refused.contains('\u{1b}'));
        }
    }
}
