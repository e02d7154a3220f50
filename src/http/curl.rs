//! A request as the curl command that would send it, for `--print-curl`.
//!
//! The sign and every value whose name says that it is secret are masked
//! unless they are asked for; a sign is good for three minutes.

use super::request::JSON;
use super::{Request, Transport};
use crate::sign;
use crate::text::shell_quoted;

/// The command, one line for a POSIX shell.
pub(crate) fn command(request: &Request, by: &Transport, now: i64, show_secrets: bool) -> String {
    let mut words = vec!["curl".to_owned()];
    if request.is_write() {
        words.push(format!("-X {}", request.method));
    }
    let (app_id, app_secret) = by.key(request);
    let mut params = request.signed(app_id, now);
    params.push("sign", sign::sign(&params, app_secret));
    let (url, content_type, body) = request.parts(&by.base, &params, show_secrets);
    if content_type == Some(JSON) {
        words.push(format!("-H 'Content-Type: {JSON}'"));
    }
    if content_type.is_some() {
        words.push(format!("--data-raw {}", shell_quoted(&body)));
    }
    words.push(shell_quoted(&url));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::{Body, Method, Writes, tests::transport};
    use super::*;
    use crate::secret::{MASK, Secret};
    use crate::sign::Params;

    const BODY: &str = r#"{"password":"MARKER","name":"it's"}"#;

    fn shown(method: Method, body: Body, show_secrets: bool) -> String {
        let mut request = Request::get("/x", Params::new().with("email", "a@b.c"));
        (request.method, request.body) = (method, body);
        let (transport, _) = transport(Writes::Print { show_secrets });
        command(&request, &transport, 1_700_000_000_000, show_secrets)
    }

    #[test]
    fn a_get_is_a_url_with_its_sign_masked() {
        assert_eq!(
            shown(Method::GET, Body::None, false),
            "curl 'https://api.polyv.net/x?appId=testapp001&timestamp=1700000000000\
             &email=a%40b.c&sign=********'"
        );
        let whole = shown(Method::GET, Body::None, true);
        assert!(!whole.contains('*') && whole.contains("&sign="), "{whole}");
    }

    #[test]
    fn a_body_shows_no_password_unless_asked_to() {
        let body = Body::Json {
            text: Secret::new(BODY),
            shown: BODY.replace("MARKER", MASK),
        };
        assert_eq!(
            shown(Method::POST, body.clone(), false),
            "curl -X POST -H 'Content-Type: application/json' \
             --data-raw '{\"password\":\"********\",\"name\":\"it'\\''s\"}' \
             'https://api.polyv.net/x?appId=testapp001&timestamp=1700000000000\
             &email=a%40b.c&sign=********'"
        );
        assert!(shown(Method::POST, body, true).contains("MARKER"));
    }

    #[test]
    fn a_form_travels_in_the_body() {
        let form = Body::Form(Params::new().with("newPassword", "MARKER"));
        assert_eq!(
            shown(Method::POST, form, false),
            "curl -X POST --data-raw 'appId=testapp001&timestamp=1700000000000&email=a%40b.c\
             &newPassword=********&sign=********' 'https://api.polyv.net/x'"
        );
    }
}
