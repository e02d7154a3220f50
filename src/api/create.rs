//! POST `/live/v4/group/user/create`: a new sub-account (polyv.gitbook.io:
//! docs/live/api/v-4/group/user/create).
//!
//! Not repeatable, and asynchronous: the account shows up in the list one to
//! three seconds after the answer.

use super::new_account::NewAccount;
use crate::http::{Body, Method, Request};
use crate::row::Row;
use crate::secret::Secret;
use crate::sign::Params;
use serde_json::value::RawValue;

/// The path, for messages and for the sandbox's faults.
pub const PATH: &str = "/live/v4/group/user/create";

/// The call that creates one account.
#[derive(Clone, Copy, Debug)]
pub struct CreateAccount<'a>(pub &'a NewAccount);

impl CreateAccount<'_> {
    /// The request, without what every call adds.
    pub fn request(&self) -> Request {
        Request {
            method: Method::POST,
            path: PATH.to_owned(),
            query: Params::new(),
            body: Body::Json {
                text: Secret::new(self.0.body()),
                shown: self.0.masked_body(),
            },
        }
    }
}

/// The new account in an answer.
///
/// # Errors
/// There is none.
pub fn read_account(data: Option<&RawValue>) -> Result<Row, String> {
    data.and_then(|data| Row::from_raw(data.to_owned()))
        .filter(|row| row.get("userId").is_some())
        .ok_or_else(|| "its data is not a new account".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::new_account::Draft;

    fn account() -> NewAccount {
        let text = |text: &str| Some(text.to_owned());
        let draft = Draft {
            email: text("polyvtest@polyv.net"),
            password: Some(Secret::new("polyvtest123456")),
            contacts: text("polyvtest"),
            phone: text("16666666666"),
            max_channels: text("100"),
            minutes: text("100"),
            ..Draft::default()
        };
        draft.check(jiff::civil::date(2022, 5, 1)).unwrap().0
    }

    #[test]
    fn the_body_is_sent_whole_and_shown_without_the_password() {
        let account = account();
        let request = CreateAccount(&account).request();
        assert_eq!(request.path, "/live/v4/group/user/create");
        let Body::Json { text, shown } = &request.body else {
            panic!("a JSON body");
        };
        assert_eq!(
            text.expose(),
            r#"{"email":"polyvtest@polyv.net","password":"polyvtest123456","contacts":"polyvtest","phone":"16666666666","maxChannels":100,"minutes":100}"#
        );
        assert!(!shown.contains("polyvtest123456") && shown.contains("\"********\""));
    }

    #[test]
    fn the_published_reply_is_read() {
        let sample = include_str!("../../tests/data/samples/v4.group.user.create.success.json");
        let whole: serde_json::Value = serde_json::from_str(sample).unwrap();
        let data = RawValue::from_string(whole["data"].to_string()).unwrap();
        let row = read_account(Some(&data)).unwrap();
        assert_eq!(row.get("appSecret").unwrap().as_text(), "xxxxxxxxxxxx");
    }
}
