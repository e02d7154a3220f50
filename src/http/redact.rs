//! The secrets of one attempt, taken out of whatever a failure repeats of it:
//! gateways print the query of what they refuse, services the value that breaks
//! a rule.

use super::{Body, Reply, Request};
use crate::secret::{MASK, Secret, is_secret_name};
use crate::sign::{self, Params};
use serde_json::Value;

/// Shorter ones would be found in words that have nothing to do with them, and
/// neither a password nor a key nor a sign of the service is that short.
const SHORTEST: usize = 6;

/// What must not be shown of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Secrets(Vec<Secret>);

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
                from_json(&value, &mut texts);
            }
        }
        let mut texts: Vec<String> = texts.iter().flat_map(|text| spellings(text)).collect();
        texts.retain(|text| text.len() >= SHORTEST);
        // A secret may be the beginning of another one.
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Self(texts.into_iter().map(Secret::new).collect())
    }

    /// The same text without them.
    pub(crate) fn hide(&self, text: &str) -> String {
        let secrets = self.0.iter();
        secrets.fold(text.to_owned(), |text, s| text.replace(s.expose(), MASK))
    }

    /// The same reply without them, for showing.
    pub(crate) fn hide_in(&self, reply: &Reply) -> Reply {
        let headers = reply.headers.iter();
        Reply {
            status: reply.status,
            headers: headers
                .map(|(name, value)| (name.clone(), self.hide(value)))
                .collect(),
            body: self.hide(&String::from_utf8_lossy(&reply.body)).into(),
        }
    }
}

/// As it is, in a query, and inside a JSON string.
fn spellings(text: &str) -> [String; 3] {
    let query = sign::encode(&Params::new().with("", text));
    let json = Value::from(text).to_string();
    [
        text.to_owned(),
        query.trim_start_matches('=').to_owned(),
        json.trim_matches('"').to_owned(),
    ]
}

/// The texts under secret names, however deep.
fn from_json(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if is_secret_name(name) => texts.push(text.clone()),
                    member => from_json(member, texts),
                }
            }
        }
        Value::Array(members) => members.iter().for_each(|member| from_json(member, texts)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_every_secret_is_hidden_and_nothing_else() {
        let mut request = Request::get("/x", Params::new().with("newPassword", "pass&word"));
        request.body = Body::Json {
            text: Secret::new(r#"[{"name":"visible","password":"quo\"ted-1","token":"12"}]"#),
            shown: String::new(),
        };
        let secrets = Secrets::of(&request, &Secret::new("the-key"), "THE-SIGN");
        assert_eq!(
            secrets.hide(r#"pass&word pass%26word quo"ted-1 quo\"ted-1 the-key THE-SIGN"#),
            [MASK; 6].join(" ")
        );
        assert_eq!(secrets.hide("visible 12 /x"), "visible 12 /x");
    }

    #[test]
    fn headers_are_shown_without_them_too() {
        let secrets = Secrets::of(
            &Request::get("/x", Params::new()),
            &Secret::new("the-key"),
            "THE-SIGN",
        );
        let reply = Reply {
            status: 302,
            headers: vec![("location".into(), "/?sign=THE-SIGN".into())],
            body: b"the-key".to_vec(),
        };
        let hidden = secrets.hide_in(&reply);
        assert_eq!(hidden.headers[0].1, "/?sign=********");
        assert_eq!(hidden.body, MASK.as_bytes());
    }
}
