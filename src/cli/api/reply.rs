//! A reply as `api` prints it: as it came, but safe to look at.

use crate::http::Reply;
use crate::output::compact_json;
use crate::secret::MASK;
use crate::secret::is_secret_name;
use crate::text::escape;

/// The reply for printing. Its JSON is as it came but for white space; what is
/// no JSON is made safe to look at.
pub(super) fn shown(reply: &Reply, include: bool, show_secrets: bool) -> String {
    let mut text = String::new();
    if include {
        text = head(reply);
    }
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
        let value = if is_secret_name(name) || name.contains("cookie") {
            MASK
        } else {
            value
        };
        text += &format!("{}: {}\n", escape(name), escape(value));
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

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
