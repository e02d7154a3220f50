//! The body of user/create: which fields there are and which rules each must
//! keep by itself. What depends on the group's state is `create`'s.

use super::fields::{Fields, required};
use crate::sandbox::account::{Figures, HUNDREDTHS};
use crate::sandbox::china;
use crate::sandbox::refusal::Refusal;

/// The documented fields.
const KNOWN: [&str; 13] = [
    "email",
    "password",
    "contacts",
    "phone",
    "maxChannels",
    "minutes",
    "concurrent",
    "balance",
    "memo",
    "expireType",
    "expireDate",
    "remainFlow",
    "remainSpace",
];

/// Documented: characters of a password.
const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=32;

/// Documented: characters of a memo.
const MAX_MEMO: usize = 50;

/// Documented: G of flow and of space that an account gets when none is named.
const DEFAULT_VOD: i64 = 100;

/// A new account as asked for, every field by itself in order.
pub(super) struct Wanted {
    pub(super) email: String,
    pub(super) contacts: String,
    pub(super) phone: String,
    pub(super) memo: Option<String>,
    /// A decimal as it was written.
    pub(super) balance: String,
    pub(super) given: Figures,
    /// Unix milliseconds; `None` follows the main account.
    pub(super) expire_ms: Option<i64>,
}

impl Wanted {
    /// # Errors
    ///
    /// The first rule that is broken.
    pub(super) fn read(body: &[u8]) -> Result<Wanted, Refusal> {
        let fields = Fields::read(body, &KNOWN)?;
        let email = email(&fields)?;
        password(&fields)?;
        Ok(Wanted {
            email,
            contacts: filled(fields.text("contacts")?, "contacts")?,
            phone: phone(&fields)?,
            memo: memo(&fields)?,
            balance: fields.decimal("balance")?.unwrap_or_else(|| "0".into()),
            given: given(&fields)?,
            expire_ms: expiry(&fields)?,
        })
    }
}

fn filled(value: Option<String>, name: &str) -> Result<String, Refusal> {
    required(value.filter(|text| !text.trim().is_empty()), name)
}

fn email(fields: &Fields) -> Result<String, Refusal> {
    let email = filled(fields.text("email")?, "email")?;
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == ',';
    match email.split_once('@') {
        Some((name, host)) if !name.is_empty() && !host.is_empty() && !host.contains('@') => {
            if email.chars().any(odd) {
                return Err(Refusal::invalid("email"));
            }
            Ok(email)
        }
        _ => Err(Refusal::invalid("email")),
    }
}

/// Looked at and forgotten: nothing in the sandbox keeps a password.
fn password(fields: &Fields) -> Result<(), Refusal> {
    let password = filled(fields.text("password")?, "password")?;
    if !PASSWORD_LENGTH.contains(&password.chars().count()) {
        return Err(Refusal::length("password"));
    }
    let digit = password.bytes().any(|byte| byte.is_ascii_digit());
    let letter = password.bytes().any(|byte| byte.is_ascii_alphabetic());
    if digit && letter {
        Ok(())
    } else {
        Err(Refusal::invalid("password"))
    }
}

fn phone(fields: &Fields) -> Result<String, Refusal> {
    let phone = filled(fields.text_or_number("phone")?, "phone")?;
    let usual = |byte: u8| byte.is_ascii_digit() || b"+- ".contains(&byte);
    if phone.bytes().all(usual) {
        Ok(phone)
    } else {
        Err(Refusal::invalid("phone"))
    }
}

fn memo(fields: &Fields) -> Result<Option<String>, Refusal> {
    let memo = fields.text("memo")?;
    let length = memo.as_ref().map_or(0, |text| text.chars().count());
    if length > MAX_MEMO {
        return Err(Refusal::length("memo"));
    }
    Ok(memo)
}

/// The seeded group is billed by minutes, so minutes are due and concurrency is
/// refused (documented for v2's set-concurrences; the words are its).
fn given(fields: &Fields) -> Result<Figures, Refusal> {
    if fields.has("concurrent") {
        return Err(Refusal::WrongPlan);
    }
    let vod = |name| Ok::<i64, Refusal>(fields.count(name)?.unwrap_or(DEFAULT_VOD) * HUNDREDTHS);
    Ok(Figures {
        channels: required(fields.count("maxChannels")?, "maxChannels")?,
        minutes: required(fields.count("minutes")?, "minutes")?,
        flow: vod("remainFlow")?,
        space: vod("remainSpace")?,
    })
}

/// A missing or malformed date is no error: the account follows the main
/// account (documented). Without `custom` the date has no effect here; whether
/// it has at the service is not documented.
fn expiry(fields: &Fields) -> Result<Option<i64>, Refusal> {
    let date = fields.text_or_number("expireDate")?;
    match fields.text("expireType")?.as_deref() {
        None | Some("group") => Ok(None),
        Some("custom") => Ok(date.as_deref().and_then(china::parse_day)),
        Some(_) => Err(Refusal::invalid("expireType")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// The documented request body, its masked password replaced.
    fn sample() -> Value {
        json!({
            "email": "polyvtest@polyv.net", "password": "abcd1234", "contacts": "polyvtest",
            "phone": 16_666_666_666_u64, "expireType": "custom", "expireDate": 20_220_520,
            "memo": "这是备注", "maxChannels": 100, "minutes": 100, "remainFlow": 100,
            "remainSpace": 100, "balance": 100
        })
    }

    fn read(body: &Value) -> Result<Wanted, Refusal> {
        Wanted::read(body.to_string().as_bytes())
    }

    fn refused(name: &str, value: Value) -> Refusal {
        let mut body = sample();
        body[name] = value;
        read(&body).err().unwrap_or_else(|| panic!("{name} passed"))
    }

    #[test]
    fn the_documented_body_is_taken() {
        let wanted = read(&sample()).unwrap();
        assert_eq!(wanted.phone, "16666666666");
        assert_eq!(wanted.expire_ms, china::parse_day("20220520"));
        assert_eq!(wanted.balance, "100");
        assert_eq!(wanted.given.space, 10_000);
    }

    #[test]
    fn required_fields_are_named_when_missing_null_or_blank() {
        let required = [
            "email",
            "password",
            "contacts",
            "phone",
            "maxChannels",
            "minutes",
        ];
        for name in required {
            let missing = Refusal::Missing(name.into());
            assert_eq!(refused(name, Value::Null), missing);
            if !["maxChannels", "minutes"].contains(&name) {
                assert_eq!(refused(name, json!(" ")), missing);
            }
        }
    }

    #[test]
    fn each_rule_is_kept() {
        for email in ["a", "@b", "a@", "a@b@c", "a b@c", "a,b@c"] {
            assert_eq!(refused("email", json!(email)), Refusal::invalid("email"));
        }
        let length = Refusal::length("password");
        assert_eq!(refused("password", json!("abc1234")), length);
        assert_eq!(refused("password", json!("a1".repeat(17))), length);
        let kinds = Refusal::invalid("password");
        assert_eq!(refused("password", json!("abcdefgh")), kinds);
        assert_eq!(refused("password", json!("12345678")), kinds);
        assert_eq!(
            refused("phone", json!("call me")),
            Refusal::invalid("phone")
        );
        assert_eq!(
            refused("memo", json!("记".repeat(51))),
            Refusal::length("memo")
        );
        assert_eq!(refused("balance", json!(-1)), Refusal::range());
        assert_eq!(refused("concurrent", json!(1)), Refusal::WrongPlan);
        let kind = Refusal::invalid("expireType");
        assert_eq!(refused("expireType", json!("never")), kind);
        assert_eq!(refused("contacts", json!(1)), Refusal::json());
        assert_eq!(refused("company", json!("x")), Refusal::invalid("company"));
    }

    #[test]
    fn a_malformed_expiry_is_silently_the_groups() {
        let mut body = sample();
        for date in [json!("2022-05-20"), json!("20220231"), Value::Null] {
            body["expireDate"] = date;
            assert_eq!(read(&body).unwrap().expire_ms, None);
        }
        let mut body = sample();
        body["expireType"] = Value::Null;
        assert_eq!(read(&body).unwrap().expire_ms, None);
    }

    #[test]
    fn flow_and_space_default_to_a_hundred_g_and_zero_is_zero() {
        let mut body = sample();
        body["remainFlow"] = Value::Null;
        body["remainSpace"] = json!(0);
        let given = read(&body).unwrap().given;
        assert_eq!((given.flow, given.space), (10_000, 0));
    }
}
