//! A sub-account: the few facts the simulator works with, and its row of
//! package/list written out once, when it is first asked for.

use std::cell::LazyCell;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::Later;
use super::rng::Rng;

/// Hundredths of a G: flow and space are kept in them, because the service
/// shows both with decimals.
pub(super) const HUNDREDTHS: i64 = 100;

/// What a viewer at a time stands for where a group is billed by them.
const MINUTES_PER_VIEWER: i64 = 100;

/// An account appears in lists this long after it was made; the documents say
/// 1 to 3 s.
const VISIBLE_AFTER_MS: i64 = 1500;

/// Amounts of what a group hands out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) channels: i64,
    /// Live minutes.
    pub(super) minutes: i64,
    /// Live viewers at a time. State files of earlier releases have none.
    #[serde(default)]
    pub(super) concurrent: i64,
    /// VOD flow in hundredths of a G.
    pub(super) flow: i64,
    /// VOD space in hundredths of a G.
    pub(super) space: i64,
}

impl Figures {
    /// Whether every amount is at most the other's.
    pub(super) fn fits(self, limit: Figures) -> bool {
        self.channels <= limit.channels
            && self.minutes <= limit.minutes
            && self.concurrent <= limit.concurrent
            && self.flow <= limit.flow
            && self.space <= limit.space
    }

    pub(super) fn plus(self, other: Figures) -> Figures {
        Figures {
            channels: self.channels.saturating_add(other.channels),
            minutes: self.minutes.saturating_add(other.minutes),
            concurrent: self.concurrent.saturating_add(other.concurrent),
            flow: self.flow.saturating_add(other.flow),
            space: self.space.saturating_add(other.space),
        }
    }
}

/// A sub-account as the simulator keeps it, in memory and in the state file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Account {
    pub(super) user_id: String,
    pub(super) app_id: String,
    pub(super) app_secret: String,
    pub(super) email: String,
    pub(super) phone: Option<String>,
    pub(super) given: Figures,
    pub(super) used: Figures,
    /// Unix milliseconds; `None` for a seeded account.
    pub(super) created: Option<i64>,
    /// The row of package/list.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub(super) row: Later<Box<RawValue>>,
}

fn write<S: Serializer>(row: &Later<Box<RawValue>>, serializer: S) -> Result<S::Ok, S::Error> {
    (**row).serialize(serializer)
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Later<Box<RawValue>>, D::Error> {
    let row = Box::deserialize(deserializer)?;
    Ok(LazyCell::new(Box::new(|| row)))
}

impl Account {
    /// Whether lists show it yet. One that was made "later than now" is shown:
    /// clocks go back, and an account must not vanish for that.
    pub(super) fn is_visible(&self, now_ms: i64) -> bool {
        let hidden = |made: i64| (made..made.saturating_add(VISIBLE_AFTER_MS)).contains(&now_ms);
        !self.created.is_some_and(hidden)
    }
}

/// What a new account is made of.
pub(super) struct Profile {
    /// Members of its row by name, an object: what differs from the usual, and
    /// members that other rows have not.
    pub(super) shown: Value,
    pub(super) given: Figures,
    pub(super) used: Figures,
}

impl Profile {
    /// Makes it one of a group that is billed by concurrency: a viewer at a time
    /// for every hundred minutes, none of them in use.
    pub(super) fn bill_by_concurrency(&mut self) {
        self.given.concurrent = self.given.minutes / MINUTES_PER_VIEWER;
        self.given.minutes = 0;
        self.used.minutes = 0;
        self.shown["chargeType"] = "parallelConcurrent".into();
        self.shown["remainConcurrent"] = self.given.concurrent.into();
        self.shown["remainMinutes"] = 0.into();
    }

    /// Gives the account its keys.
    pub(super) fn open(self, mut rng: Rng, created: Option<i64>) -> Account {
        let text = |name| self.shown[name].as_str().map(str::to_owned);
        let keys = [rng.code(10), rng.code(10), secret(&mut rng)];
        let [user_id, app_id, app_secret] = keys.clone();
        Account {
            user_id,
            app_id,
            app_secret,
            email: text("email").unwrap_or_default(),
            phone: text("phone"),
            given: self.given,
            used: self.used,
            created,
            row: LazyCell::new(Box::new(move || self.row(keys, &mut rng))),
        }
    }

    /// The row of package/list.
    fn row(self, keys: [String; 3], rng: &mut Rng) -> Box<RawValue> {
        let Profile { shown, given, used } = self;
        let [user_id, app_id, app_secret] = keys;
        let mut row = json!({
            "userId": user_id,
            "appId": app_id,
            "appSecret": app_secret,
            "email": null,
            "balance": "0",
            "phone": null,
            "memo": null,
            "chargeType": "minutes",
            "remainConcurrent": given.concurrent - used.concurrent,
            "remainMinutes": given.minutes - used.minutes,
            "remainFlow": flow(given.flow - used.flow),
            "remainSpace": space(given.space - used.space),
            "expireDate": null,
            "status": null,
            "contacts": null,
            "expireType": null,
            "linkMicMinutes": 100,
            "guideMinutes": 100,
            "maxChannels": given.channels,
            "linkMicLimit": 6,
            "pureRtcEnabled": "N",
            "vodSecretKey": secret(rng),
            "vodBakSecretKey": secret(rng),
            "writeToken": token(rng),
            "readToken": token(rng),
        });
        for (name, value) in shown.as_object().into_iter().flatten() {
            row[name] = value.clone();
        }
        // Accounts of the time before this field have none.
        if row["pureRtcEnabled"].is_null() {
            remove(&mut row, &["pureRtcEnabled"]);
        }
        to_raw_value(&row).expect("a Value is JSON")
    }
}

/// Takes members out of a row.
pub(super) fn remove(row: &mut Value, names: &[&str]) {
    if let Some(row) = row.as_object_mut() {
        row.retain(|name, _| !names.contains(&name.as_str()));
    }
}

/// JSON text as a value, its numbers as they are written.
pub(super) fn literal(text: &str) -> Value {
    serde_json::from_str(text).expect("this room writes JSON")
}

/// 32 characters with the marker that leak tests look for.
pub(super) fn secret(rng: &mut Rng) -> String {
    format!("{}s3cr3t{}", rng.code(13), rng.code(13))
}

/// Five groups joined by dashes, as the documents show them, with the marker.
fn token(rng: &mut Rng) -> String {
    let [a, b, c, d] = [8, 4, 4, 4].map(|length| rng.code(length));
    format!("{a}-{b}-{c}-{d}-s3cr3t{}", rng.code(6))
}

/// `12.50`: hundredths with both decimals.
pub(super) fn decimals(hundredths: i64) -> String {
    let (whole, part) = (hundredths / HUNDREDTHS, (hundredths % HUNDREDTHS).abs());
    format!("{whole}.{part:02}")
}

/// `33.92`, `0.5`, `100`: as short as can be.
pub(super) fn decimal(hundredths: i64) -> Value {
    let text = decimals(hundredths);
    literal(text.trim_end_matches('0').trim_end_matches('.'))
}

/// `100.0`, `0.1`, `12.34`: as short as can be, but never without a point.
pub(super) fn flow(hundredths: i64) -> Value {
    let text = decimals(hundredths);
    literal(text.strip_suffix('0').unwrap_or(&text))
}

/// `100.0`, but `12.50`: the two columns differ, so that a program which
/// rewrites numbers shows.
pub(super) fn space(hundredths: i64) -> Value {
    let text = decimals(hundredths);
    literal(&text.replace(".00", ".0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_like_the_services() {
        let flow = [10_000, 10, 1250, 1234, 0].map(|number| flow(number).to_string());
        assert_eq!(flow, ["100.0", "0.1", "12.5", "12.34", "0.0"]);
        let space = [10_000, 1250, 5].map(|number| space(number).to_string());
        assert_eq!(space, ["100.0", "12.50", "0.05"]);
    }
}
