//! A request before it is signed, and what is put on the wire for one attempt.

use crate::secret::{MASK, Secret, is_secret_name};
use crate::sign::{self, Params};
pub use ureq::http::Method;

pub(super) const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// URL, content type and body.
type Parts = (String, Option<&'static str>, String);

/// What a request carries beside its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON, never signed (docs/live/api/buildsign). It may hold a password,
    /// so it is a secret; `shown` is the same text with the secrets masked.
    Json {
        /// The body as it is sent.
        text: Secret,
        /// The body as it may be shown.
        shown: String,
    },
    /// A form; its parameters are signed like the query's.
    Form(Params),
}

/// An account in whose name a request is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its e-mail, or other words for it.
    pub email: String,
    /// Its appId and appSecret; `None` for those of the client.
    pub key: Option<(String, Secret)>,
}

/// A request as an endpoint makes it: without appId, timestamp and sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// Path below the base URL, with its leading slash.
    pub path: String,
    /// Query parameters; all of them are signed.
    pub query: Params,
    /// The body.
    pub body: Body,
    /// Who asks, where it may be another account than the client's.
    pub account: Option<Account>,
}

impl Request {
    /// A GET of a path.
    pub fn get(path: impl Into<String>, query: Params) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            query,
            body: Body::None,
            account: None,
        }
    }

    /// Whether it may change something: every method but GET may.
    pub fn is_write(&self) -> bool {
        self.method != Method::GET
    }

    /// The parameters that are signed, with what every call adds.
    pub fn signed(&self, app_id: &str, unix_millis: i64) -> Params {
        let mut all = Params::new()
            .with("appId", app_id)
            .with("timestamp", unix_millis.to_string());
        all.extend(&self.query);
        if let Body::Form(form) = &self.body {
            all.extend(form);
        }
        all
    }

    /// Signs one attempt. `unix_millis` is the time of this attempt: it is
    /// valid for three minutes (docs/live/api/buildsign).
    pub fn wire(&self, base: &str, app_id: &str, secret: &Secret, unix_millis: i64) -> Wire {
        let mut signed = self.signed(app_id, unix_millis);
        let sign = sign::sign(&signed, secret);
        signed.push("sign", sign.clone());
        let (url, content_type, body) = self.parts(base, &signed, true);
        Wire {
            method: self.method.clone(),
            url,
            content_type,
            body: Secret::new(body),
            sign,
        }
    }

    /// URL, content type and body with these parameters. Without `show_secrets`
    /// secrets are masked.
    pub(super) fn parts(&self, base: &str, params: &Params, show_secrets: bool) -> Parts {
        let encoded = encoded(params, show_secrets);
        let url = format!("{base}{}", self.path);
        match &self.body {
            Body::None => (format!("{url}?{encoded}"), None, String::new()),
            Body::Json { text, shown } => {
                let body = if show_secrets { text.expose() } else { shown };
                (format!("{url}?{encoded}"), Some(JSON), body.to_owned())
            }
            Body::Form(_) => (url, Some(FORM), encoded),
        }
    }

    /// Query, form and body as they may be shown: no appId, timestamp, sign,
    /// and secrets masked.
    pub fn shown(&self) -> String {
        let body = match &self.body {
            Body::None => String::new(),
            Body::Json { shown, .. } => shown.clone(),
            Body::Form(form) => encoded(form, false),
        };
        let both = format!("{} {body}", encoded(&self.query, false));
        both.trim_matches(' ').to_owned()
    }
}

/// Percent-encoded parameters; without `show_secrets` the values of secret
/// names, the sign among them, are masked.
pub fn encoded(params: &Params, show_secrets: bool) -> String {
    if show_secrets {
        return sign::encode(params);
    }
    let masked = params.iter().fold(Params::new(), |all, (name, value)| {
        all.with(name, if is_secret_name(name) { MASK } else { value })
    });
    // Eight bare asterisks are easier to look at, and mean the same.
    let mask = sign::encode(&Params::new().with("", MASK));
    sign::encode(&masked).replace(mask.trim_start_matches('='), MASK)
}

/// One signed attempt, ready to be sent.
#[derive(Clone, Debug)]
pub struct Wire {
    /// The HTTP method.
    pub method: Method,
    /// The whole URL, signature included: not to be shown.
    pub url: String,
    /// `Content-Type`, where there is a body.
    pub content_type: Option<&'static str>,
    /// The body, empty where there is none.
    pub body: Secret,
    /// The sign: not to be shown.
    pub sign: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(method: Method, query: Params, body: Body) -> Wire {
        let mut request = Request::get("/v4/x", query);
        (request.method, request.body) = (method, body);
        let secret = Secret::new("0123456789abcdef0123456789abcdef");
        request.wire("https://host", "testapp001", &secret, 1_700_000_000_000)
    }

    #[test]
    fn a_get_signs_its_whole_query() {
        let query = Params::new()
            .with("emails", "a@example.com,b@example.com")
            .with("pageNumber", "1")
            .with("pageSize", "100");
        let wire = wire(Method::GET, query, Body::None);
        assert_eq!(
            wire.url,
            "https://host/v4/x?appId=testapp001&timestamp=1700000000000\
             &emails=a%40example.com%2Cb%40example.com\
             &pageNumber=1&pageSize=100&sign=2E3D533E4055DED55B21D22B2A59E2AC"
        );
        assert_eq!((wire.content_type, wire.body.expose()), (None, ""));
    }

    #[test]
    fn a_json_body_is_not_signed() {
        let body = Body::Json {
            text: Secret::new("{}"),
            shown: "{}".into(),
        };
        let wire = wire(Method::POST, Params::new(), body);
        assert_eq!(
            wire.url,
            "https://host/v4/x?appId=testapp001&timestamp=1700000000000\
             &sign=A5546AA4E27F519B7B5F3FFEAA0940AA"
        );
        assert_eq!(wire.content_type, Some("application/json"));
        assert_eq!(wire.body.expose(), "{}");
    }

    #[test]
    fn a_form_is_signed_and_travels_whole_in_the_body() {
        let form = Params::new()
            .with("email", "sub@example.com")
            .with("type", "recover")
            .with("all", "1");
        let wire = wire(Method::POST, Params::new(), Body::Form(form));
        assert_eq!(wire.url, "https://host/v4/x");
        assert_eq!(
            wire.body.expose(),
            "appId=testapp001&timestamp=1700000000000&email=sub%40example.com&type=recover\
             &all=1&sign=509645710324A94729603CC8C883A67C"
        );
    }

    #[test]
    fn what_is_shown_masks_secret_parameters() {
        let query = Params::new()
            .with("email", "a@b.c")
            .with("appSecret", "tell")
            .with("newPassword", "me");
        let shown = Request::get("/x", query).shown();
        assert_eq!(
            shown,
            "email=a%40b.c&appSecret=********&newPassword=********"
        );
    }
}
