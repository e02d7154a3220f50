//! The secrets of one attempt, taken out of whatever a reply repeats of it:
//! gateways print the query of what they refuse, services the value that breaks
//! a rule, and each writes it in its own way.

use super::{Body, Reply, Request};
use crate::order;
use crate::secret::{MASK, Secret, is_secret_name};
use crate::sign::Params;
use memchr::memmem;
use regex_lite::{NoExpand, Regex, escape};
use serde_json::Value;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Shorter ones would be found in words that have nothing to do with them, and
/// neither a password nor a key nor a sign of the service is that short.
const SHORTEST: usize = 6;

/// What must not be shown of one attempt, with the pattern of its spellings
/// once that is needed; nothing where it is too long for one.
pub(super) struct Secrets(Vec<(Secret, OnceLock<Option<Regex>>)>);

impl Secrets {
    /// Those of a request, with the key and the sign of this attempt.
    pub(super) fn of(request: &Request, app_secret: &Secret, sign: &str) -> Self {
        let mut texts = vec![app_secret.expose().to_owned(), sign.to_owned()];
        let mut take = |params: &Params| {
            let secret = params.iter().filter(|(name, _)| is_secret_name(name));
            texts.extend(secret.map(|(_, value)| value.to_owned()));
        };
        take(&request.query);
        match &request.body {
            Body::None => {}
            Body::Form(form) => take(form),
            Body::Json { text, .. } => {
                // A text that is no JSON has no names to tell by.
                let value = serde_json::from_str(text.expose()).unwrap_or_default();
                from_json(&value, false, &mut texts);
            }
        }
        texts.retain(|text| text.len() >= SHORTEST);
        // A secret may be the beginning of another one.
        order::sort_by_key(&mut texts, |text| std::cmp::Reverse(text.len()));
        let texts = texts.into_iter().map(Secret::new);
        Self(texts.map(|text| (text, OnceLock::new())).collect())
    }

    /// The same text without them, however they are written.
    fn hide<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let is_escaped = text.contains(['\\', '%', '&', '+']);
        let mut shown = Cow::Borrowed(text);
        for (secret, pattern) in &self.0 {
            let is_plain = is_plain(secret);
            let secret = secret.expose();
            if is_plain || !is_escaped {
                if shown.contains(secret) {
                    shown = shown.replace(secret, MASK).into();
                }
                continue;
            }
            let spelled = || Regex::new(&secret.chars().map(spellings).collect::<String>()).ok();
            let Some(pattern) = pattern.get_or_init(spelled) else {
                return MASK.to_owned().into();
            };
            if let Cow::Owned(hidden) = pattern.replace_all(&shown, NoExpand(MASK)) {
                shown = hidden.into();
            }
        }
        shown
    }

    /// The same reply without them. What stands under the name of a secret
    /// stays: its name masks it, unless it is asked for.
    pub(super) fn hide_in(&self, mut reply: Reply) -> Reply {
        for (_, value) in &mut reply.headers {
            *value = self.hide(value).into_owned();
        }
        // Nearly every reply has none of them, and a list has many long ones.
        let has = |secret: &Secret| memmem::find(&reply.body, secret.expose().as_bytes()).is_some();
        if !self
            .0
            .iter()
            .any(|(secret, _)| !is_plain(secret) || has(secret))
        {
            return reply;
        }
        let text = String::from_utf8_lossy(&reply.body);
        if let Cow::Owned(hidden) = self.hide(&text) {
            let json = serde_json::from_str(&text).ok();
            let json = json.map(|json| self.hide_in_json(json).to_string());
            reply.body = json.unwrap_or(hidden).into();
        }
        reply
    }

    fn hide_in_json(&self, json: Value) -> Value {
        let hide = |text: &str| self.hide(text).into_owned();
        let in_member = |(name, member): (String, Value)| {
            // The API's own names are words; it is read by them.
            let is_word = name.bytes().all(|byte| byte.is_ascii_alphabetic());
            match is_secret_name(&name) {
                true => (name, member),
                false if is_word => (name, self.hide_in_json(member)),
                false => (hide(&name), self.hide_in_json(member)),
            }
        };
        match json {
            Value::String(text) => hide(&text).into(),
            Value::Number(number) if hide(number.as_str()) == MASK => MASK.into(),
            Value::Array(members) => members.into_iter().map(|m| self.hide_in_json(m)).collect(),
            Value::Object(members) => members.into_iter().map(in_member).collect(),
            other => other,
        }
    }
}

/// Whether every writer spells a secret in one way.
fn is_plain(secret: &Secret) -> bool {
    let mut bytes = secret.expose().bytes();
    bytes.all(|byte| byte.is_ascii_alphanumeric())
}

/// The texts under secret names, however deep.
fn from_json(value: &Value, is_secret: bool, texts: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                from_json(member, is_secret || is_secret_name(name), texts);
            }
        }
        Value::Array(members) => members.iter().for_each(|m| from_json(m, is_secret, texts)),
        Value::String(text) if is_secret => texts.push(text.clone()),
        Value::Number(number) if is_secret => texts.push(number.to_string()),
        _ => {}
    }
}

/// A pattern of what writers of JSON, queries and HTML make of a letter, one
/// within another too: `&` may be `\u0026`, `\\u0026`, `\x26`, `%26`, `%2526`,
/// `&amp;`, `&#38;` or `\u0026amp;`. None writes an ASCII letter or digit otherwise.
fn spellings(letter: char) -> String {
    const BACKSLASH: &str = r"(?:\\|%(?:25)*5c)";
    const PERCENT: &str = r"(?:(?:%|\\+u0025)(?:25)*|\\+x)";
    const AMPERSAND: &str = r"(?:&|\\+u0026|%(?:25)*26)(?:amp;)*";
    let (code, mut wide, mut bytes) = (u32::from(letter), [0; 2], [0; 4]);
    let bytes = letter.encode_utf8(&mut bytes);
    let literal = escape(bytes);
    if letter.is_ascii_alphanumeric() {
        return literal;
    }
    let units = letter.encode_utf16(&mut wide).iter();
    let json: String = units
        .map(|unit| format!("{BACKSLASH}+u{unit:04x}"))
        .collect();
    let query: String = bytes
        .bytes()
        .map(|byte| format!("{PERCENT}{byte:02x}"))
        .collect();
    let code_or_name = match letter {
        '&' => "|amp",
        '<' => "|lt",
        '>' => "|gt",
        '"' => "|quot",
        '\'' => "|apos",
        _ => "",
    };
    let html = format!("{AMPERSAND}(?:#0*{code}|#x0*{code:x}{code_or_name});");
    let plus = if letter == ' ' { r"|\+" } else { "" };
    format!("(?:(?i:{json}|{BACKSLASH}*{query}|{html}|{BACKSLASH}+{literal}){plus}|{literal})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(password: &str) -> Secrets {
        let query = Params::new().with("newPassword", password);
        Secrets::of(
            &Request::get("/x", query),
            &Secret::new("the-key"),
            "THE-SIGN",
        )
    }

    #[test]
    fn every_secret_is_hidden_and_nothing_else() {
        let mut request = Request::get("/x", Params::new().with("newPassword", "pass&word"));
        request.body = Body::Json {
            text: Secret::new(
                r#"[{"name":"visible","password":"quo\"ted-1","token":"12","pwd":[1234567]}]"#,
            ),
            shown: String::new(),
        };
        let secrets = Secrets::of(&request, &Secret::new("the-key"), "THE-SIGN");
        assert_eq!(
            secrets.hide(r#"pass&word pass%26word quo"ted-1 quo\"ted-1 the-key THE-SIGN 1234567"#),
            [MASK; 7].join(" ")
        );
        assert_eq!(secrets.hide("visible 12 /x"), "visible 12 /x");
    }

    /// Spellings of one secret by what writers of JSON, queries and HTML do, one
    /// within another too.
    const SPELLINGS: &str = r#"
a&b/c"d\e%f 密g😀'
a\u0026b\/c\"d\\e\u0025f\u0020\u5bc6g\ud83d\ude00\u0027
a\u0026b/c\"d\\e%f \u5BC6g\uD83D\uDE00\'
a%26b%2fc%22d%5ce%25f+%e5%af%86g%f0%9f%98%80%27
a%26b%2Fc%22d%5Ce%25f%20%E5%AF%86g%F0%9F%98%80'
a&amp;b/c&quot;d\e%f 密g😀&#039;
a&#38;b&#47;c&#34;d&#92;e&#37;f&#32;&#23494;g&#128512;&#39;
a&#x26;b&#x2f;c&#X22;d\e%f 密g😀&apos;
a\u0026amp;b\/c\u0026quot;d\\e%f 密g😀\u0026#39;
a\\u0026b\\\/c\\\"d\\\\e%f \\u5bc6g\\ud83d\\ude00'
a%2526b%252fc%2522d%255ce%2525f%2520%25e5%25af%2586g%25f0%259f%2598%2580%2527
a%5Cu0026b%5C/c%5C%22d%5C%5Ce%25f%20%5Cu5bc6g%5Cud83d%5Cude00'
a\x26b/c\x22d\x5ce%f \xe5\xaf\x86g\xf0\x9f\x98\x80\x27
"#;

    #[test]
    fn every_spelling_of_a_secret_is_hidden() {
        let secrets = secrets(SPELLINGS.lines().nth(1).unwrap());
        for spelling in SPELLINGS.trim_start().lines() {
            assert_eq!(secrets.hide(&format!("<{spelling}>")), format!("<{MASK}>"));
        }
        for other in [
            "a&b/c",
            "a&amp;b/c\"d\\e%f",
            "the-ke",
            "100% &amp; \\u4e2d \\",
        ] {
            assert_eq!(secrets.hide(other), other);
        }
    }

    fn hidden(secrets: &Secrets, body: &[u8]) -> String {
        let reply = Reply {
            status: 302,
            headers: vec![("location".into(), "/?sign=THE-SIGN".into())],
            body: body.to_vec(),
        };
        let hidden = secrets.hide_in(reply);
        assert_eq!(hidden.headers[0].1, "/?sign=********");
        String::from_utf8(hidden.body).unwrap()
    }

    #[test]
    fn a_reply_of_json_stays_json_with_the_names_it_is_read_by() {
        let mut body = serde_json::json!({"a\"b": "a\"b/c\\ 1.50", "appSecret": "a\"b/c\\"});
        body["within"] = serde_json::json!([body.to_string()]);
        body["message"] = "(the-key)".into();
        let told = r#"{"a\"b":"******** 1.50","appSecret":"a\"b/c\\","within":["{\"a\\\"b\":\"******** 1.50\",\"appSecret\":\"********\"}"],"message":"(********)"}"#;
        let body = body.to_string();
        assert_eq!(hidden(&secrets("a\"b/c\\"), body.as_bytes()), told);
        let body = br#"{"code":1.50,"message":"message", "x1message":7777777}"#;
        assert_eq!(
            hidden(&secrets("message"), body),
            r#"{"code":1.50,"message":"********","x1********":7777777}"#
        );
        assert_eq!(
            hidden(&secrets("7777777"), br#"{"a":[7777777,17777777]}"#),
            r#"{"a":["********",17777777]}"#
        );
        // What repeats nothing is not touched.
        let body = "{ \"a\" : \"\\u4e2d 100% &amp;\" }";
        assert_eq!(hidden(&secrets("pass&word"), body.as_bytes()), body);
    }

    #[test]
    fn a_reply_that_is_no_json_is_text() {
        assert_eq!(
            hidden(&secrets("x"), b"<the-key>\xff"),
            "<********>\u{fffd}"
        );
        assert_eq!(hidden(&secrets(&"a&b".repeat(10_000)), b"a&amp;b"), MASK);
    }
}
