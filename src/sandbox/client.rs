//! A caller for the tests of this room: signs with this side's own rule and
//! reads answers as JSON values.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::check::FORM;
use super::{APP_ID, APP_SECRET, Options, Outcome, Request, Sandbox, check};

pub(super) const INFO: &str = "/v2/group/account/get-info";
pub(super) const LOG: &str = "/v2/group/account/list-allocate-log";
pub(super) const BILL: &str = "/live/v4/group/account/billing-daily/list";
pub(super) const BILLS: &str = "/live/v4/group/user/billing-daily/list";
pub(super) const LOG_2: &str = "/live/v4/group/account/allocation-log/list";
pub(super) const LIST: &str = "/live/v4/group/user/package/list";
pub(super) const CONCURRENCES: &str = "/v2/group/live/set-concurrences";
pub(super) const DURATIONS: &str = "/v2/group/live/set-durations";
pub(super) const FLOW: &str = "/v2/group/vod/set-flow";
pub(super) const SPACE: &str = "/v2/group/vod/set-space";
pub(super) const UPDATE_PACKAGE: &str = "/live/v4/group/user/package/update";
pub(super) const CREATE: &str = "/live/v4/group/user/create";
pub(super) const RESET: &str = "/live/v4/group/user/secret/reset";
pub(super) const CHILDREN: &str = "/live/v4/user/children/list";
pub(super) const UPDATE: &str = "/live/v4/user/children/update";

/// The fourth account of the seeded group, to which tests allot: it has used
/// some of everything.
pub(super) const ALLOTTED: &str = "training0004@hz.example.com";

pub(super) struct Client {
    pub(super) sandbox: Sandbox,
    pub(super) now_ms: i64,
    app_id: String,
    app_secret: String,
}

impl Client {
    /// A group's main account before a sandbox of the usual size.
    pub(super) fn new() -> Client {
        Client::with(Options::default())
    }

    /// The same of a group that is billed by concurrency.
    pub(super) fn of_concurrency() -> Client {
        Client::with(Options {
            by_concurrency: true,
            ..Options::default()
        })
    }

    pub(super) fn with(options: Options) -> Client {
        Client {
            sandbox: Sandbox::open(options).unwrap(),
            now_ms: 1_800_000_000_000,
            app_id: APP_ID.into(),
            app_secret: APP_SECRET.into(),
        }
    }

    /// The same with the keys of the sub-account in this row of the list.
    pub(super) fn sub_account(self, row: usize) -> Client {
        let rows = self.rows(LIST, "pageSize=100");
        self.with_keys(&rows[row])
    }

    /// The same with an account's keys.
    pub(super) fn with_keys(mut self, row: &Value) -> Client {
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        (self.app_id, self.app_secret) = (text("appId"), text("appSecret"));
        self
    }

    /// Path and signed query. The parameters are written `name=value&name=value`,
    /// and encoded here.
    pub(super) fn target(&self, path: &str, params: &str) -> String {
        let all = format!("appId={}&timestamp={}&{params}", self.app_id, self.now_ms);
        let pairs = all.split('&').filter_map(|pair| pair.split_once('='));
        let mut pairs: Vec<(String, String)> = pairs
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        pairs.push(("sign".into(), check::sign(&pairs, &self.app_secret)));
        let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value.as_str())))
            .collect();
        format!("{path}?{}", pairs.join("&"))
    }

    pub(super) fn get(&self, path: &str, params: &str) -> (u16, Value) {
        self.send("GET", &self.target(path, params), None, b"")
    }

    /// A POST without a body.
    pub(super) fn post(&self, path: &str, params: &str) -> (u16, Value) {
        self.send("POST", &self.target(path, params), None, b"")
    }

    /// A POST with all parameters in a form.
    pub(super) fn post_form(&self, path: &str, params: &str) -> (u16, Value) {
        let target = self.target(path, params);
        let (_, form) = target.split_once('?').unwrap();
        self.send("POST", path, Some(FORM), form.as_bytes())
    }

    pub(super) fn post_json(&self, path: &str, body: &str) -> (u16, Value) {
        let target = self.target(path, "");
        self.send("POST", &target, Some("application/json"), body.as_bytes())
    }

    /// The answer to a form about [`ALLOTTED`].
    pub(super) fn allot(&self, path: &str, params: &str) -> Value {
        self.post_form(path, &format!("email={ALLOTTED}&{params}"))
            .1
    }

    /// The answer to new targets of it.
    pub(super) fn update_package(&self, mut targets: Value) -> Value {
        targets["email"] = ALLOTTED.into();
        self.post_json(UPDATE_PACKAGE, &targets.to_string()).1
    }

    /// Its row of the list.
    pub(super) fn row(&self) -> Value {
        self.rows(LIST, &format!("emails={ALLOTTED}"))[0].clone()
    }

    /// These members of the row, as they are written.
    pub(super) fn left(&self, names: &str) -> String {
        let row = self.row();
        let members = names.split(' ').map(|name| row[name].to_string());
        members.collect::<Vec<_>>().join(" ")
    }

    /// The rows of a list's page.
    pub(super) fn rows(&self, path: &str, params: &str) -> Vec<Value> {
        let (_, body) = self.get(path, params);
        let rows = body["data"]["contents"].as_array();
        rows.unwrap_or_else(|| panic!("no page: {body}")).clone()
    }

    pub(super) fn send(
        &self,
        method: &str,
        target: &str,
        content_type: Option<&str>,
        body: &[u8],
    ) -> (u16, Value) {
        let request = Request {
            method: method.into(),
            target: target.into(),
            content_type: content_type.map(Into::into),
            body: body.into(),
        };
        match self.sandbox.handle(&request, self.now_ms) {
            Outcome::Reply(answer) => {
                let body = serde_json::from_slice(&answer.body).unwrap();
                (answer.status, body)
            }
            other => panic!("no reply: {other:?}"),
        }
    }
}
