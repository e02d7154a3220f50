//! A request as the curl command that would send it, for `--print-curl`.
//!
//! The sign and every value whose name says that it is secret are masked
//! unless they are asked for; a sign is good for three minutes.

use super::request::encoded;
use super::{Body, Request, Transport};
use crate::sign;

/// The command, one line for a POSIX shell.
pub(crate) fn command(request: &Request, by: &Transport, now: i64, show_secrets: bool) -> String {
    let mut words = vec!["curl".to_owned()];
    if request.is_write() {
        words.push(format!("-X {}", request.method));
    }
    let (app_id, app_secret) = by.key(request);
    let mut params = request.signed(app_id, now);
    params.push("sign", sign::sign(&params, app_secret));
    let encoded = encoded(&params, show_secrets);
    let mut url = format!("{}{}", by.base, request.path);
    match &request.body {
        Body::None => url += &format!("?{encoded}"),
        Body::Json { text, shown } => {
            url += &format!("?{encoded}");
            words.push("-H 'Content-Type: application/json'".into());
            let text = if show_secrets { text.expose() } else { shown };
            words.push(format!("--data-raw {}", quoted(text)));
        }
        Body::Form(_) => words.push(format!("--data-raw {}", quoted(&encoded))),
    }
    words.push(quoted(&url));
    words.join(" ")
}

/// One word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::super::{Method, Writes, tests::transport};
    use super::*;
    use crate::secret::{MASK, Secret};
    use crate::sign::Params;

    const JSON: &str = r#"{"password":"MARKER","name":"it's"}"#;

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
            text: Secret::new(JSON),
            shown: JSON.replace("MARKER", MASK),
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
