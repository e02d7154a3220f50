//! A request as it is typed: `METHOD PATH -Q key=value -F key=value`. Shared by
//! `api`, which sends it, and `sign`, which explains its signature.

use crate::config::BaseUrl;
use crate::failure::Failure;
use crate::http::{Body, Method, Request};
use crate::sign::Params;
use crate::text::escape;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Parameters that are added to every call.
const OURS: [&str; 3] = ["appId", "timestamp", "sign"];

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// What was typed of a request.
#[derive(Debug, Args)]
pub(super) struct RequestArgs {
    /// GET, POST, PUT, PATCH or DELETE
    #[arg(value_parser = method(), ignore_case = true, hide_possible_values = true)]
    method: Method,
    /// Path of the endpoint, such as /v2/group/account/get-info
    path: String,
    /// A query parameter, signed; repeatable
    #[arg(short = 'Q', long, value_name = "KEY=VALUE")]
    query: Vec<String>,
    /// A parameter of the form in the body, signed; repeatable
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
            return Err(Failure::usage(format!(
                "{} is given by --query and by --form; a name can be signed once",
                escape(name)
            )));
        }
        let body = match self.form.is_empty() {
            true => Body::None,
            false if self.method == Method::GET => {
                return Err(Failure::usage("a GET has no form")
                    .hint("give the parameters with -Q, or use another method"));
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
    let wrong = |why: &str| Failure::usage(format!("PATH {shown} {why}"));
    let path = match typed.strip_prefix(base.as_str()) {
        Some(rest) => rest,
        None if typed.contains("://") => {
            return Err(wrong(&format!("is at another host than {base}")).hint(
                "give the path alone, such as /v2/group/account/get-info; another host is a \
                 matter of base_url in a profile",
            ));
        }
        None => typed,
    };
    let mut segments = path.split('/').skip(1);
    let fault = if !path.starts_with('/') {
        "does not start with /"
    } else if path.contains(['?', '#']) {
        "has a query or a fragment; give parameters with -Q key=value"
    } else if segments.any(|segment| matches!(segment, "" | "." | "..")) {
        "has an empty segment, or one of dots"
    } else if !path.bytes().all(is_path_byte) {
        "has a character that must be percent-encoded"
    } else {
        return Ok(path.to_owned());
    };
    Err(wrong(fault).hint("give a path such as /v2/group/account/get-info"))
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
        let fault = if name.is_empty() || !pair.contains('=') {
            "not a valid name=value"
        } else if OURS.contains(&name) {
            "added to every call anyway"
        } else if value.trim().is_empty() {
            "no value; leave it out, as blank ones cannot be signed"
        } else if params.get(name).is_some() {
            "given twice, and a name can be signed once"
        } else {
            params.push(name, value);
            continue;
        };
        let message = format!("{option} {}: {fault}", escape(name));
        return Err(Failure::usage(message).hint(format!("give {option} name=value")));
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
