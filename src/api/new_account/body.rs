//! The request body of a new account: documented order and types. Texts for
//! phone and expireDate although the documents' own sample sends numbers: the
//! field table says String, and a number would lose a leading zero.

use serde::Serialize;
use serde_json::Number;

use super::{Allotment, NewAccount};
use crate::secret::MASK;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
    contacts: &'a str,
    phone: &'a str,
    max_channels: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    concurrent: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<&'a Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memo: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expire_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expire_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remain_flow: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remain_space: Option<u32>,
}

impl NewAccount {
    /// The JSON to send, with the password in clear: for the request alone.
    pub fn body(&self) -> String {
        self.json(Some(self.password.expose()))
    }

    /// The JSON with the password masked, for `--dry-run` and logs.
    pub fn masked_body(&self) -> String {
        self.json(Some(MASK))
    }

    /// A hash of everything but the password (hex, 32 letters), by which a
    /// journal tells whether a row is still the one it noted. The password is
    /// left out so that no guess at it can be tried against a journal; the
    /// e-mail's case counts.
    pub fn fingerprint(&self) -> String {
        format!("{:x}", md5::compute(self.json(None)))
    }

    fn json(&self, password: Option<&str>) -> String {
        let (minutes, concurrent) = match self.allotment {
            Allotment::Minutes(count) => (Some(count), None),
            Allotment::Concurrent(count) => (None, Some(count)),
        };
        let body = Body {
            email: &self.email,
            password,
            contacts: &self.contacts,
            phone: &self.phone,
            max_channels: self.max_channels,
            minutes,
            concurrent,
            balance: self.balance.as_ref(),
            memo: self.memo.as_deref(),
            expire_type: self.expiry.map(super::Expiry::kind),
            expire_date: self.expiry.and_then(super::Expiry::compact),
            remain_flow: self.remain_flow,
            remain_space: self.remain_space,
        };
        serde_json::to_string(&body).expect("texts and numbers always become JSON")
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{TODAY, full, least};
    use super::*;
    use crate::api::new_account::Draft;

    fn checked(draft: Draft) -> NewAccount {
        draft.check(TODAY).unwrap().0
    }

    #[test]
    fn every_field_is_sent_in_the_documented_order_and_type() {
        let expected = r#"{"email":"a@b.cn","password":"abcd1234","contacts":"王芳","phone":"16666666666","maxChannels":100,"minutes":100,"balance":12.30,"memo":"这是\"备注\"","expireType":"custom","expireDate":"20220520","remainFlow":0,"remainSpace":7}"#;
        assert_eq!(checked(full()).body(), expected);
    }

    #[test]
    fn what_was_not_given_is_left_out() {
        let expected = r#"{"email":"a@b.cn","password":"abcd1234","contacts":"王芳","phone":"16666666666","maxChannels":100,"concurrent":5}"#;
        assert_eq!(checked(least()).body(), expected);
    }

    #[test]
    fn an_expiry_that_follows_the_group_has_no_date() {
        let account = checked(Draft {
            expire_type: Some("group".into()),
            ..least()
        });
        assert!(
            account
                .body()
                .ends_with(r#""concurrent":5,"expireType":"group"}"#)
        );
    }

    #[test]
    fn the_masked_body_differs_in_the_password_only() {
        let account = checked(full());
        let masked = account.body().replace("abcd1234", "********");
        assert_eq!(account.masked_body(), masked);
    }

    #[test]
    fn the_fingerprint_is_of_the_content_without_the_password() {
        let account = checked(least());
        let plain = r#"{"email":"a@b.cn","contacts":"王芳","phone":"16666666666","maxChannels":100,"concurrent":5}"#;
        assert_eq!(account.fingerprint(), format!("{:x}", md5::compute(plain)));
        let other_password = checked(Draft {
            password: Some(crate::secret::Secret::new("efgh5678")),
            ..least()
        });
        assert_eq!(account.fingerprint(), other_password.fingerprint());
        let other_memo = checked(Draft {
            memo: Some("x".into()),
            ..least()
        });
        assert_ne!(account.fingerprint(), other_memo.fingerprint());
    }
}
