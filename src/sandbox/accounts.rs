//! A sub-account: the few facts the simulator works with, and its row of
//! package/list written out once, when the account comes to be.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::rng::Rng;

/// Hundredths of a G: flow and space are kept in them, because the service
/// shows both with decimals.
pub(super) const HUNDREDTHS: i64 = 100;

/// An account appears in lists this long after it was made; the documents say
/// 1 to 3 s.
const VISIBLE_AFTER_MS: i64 = 1500;

/// Amounts of what a group hands out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) channels: i64,
    /// Live minutes.
    pub(super) minutes: i64,
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
            && self.flow <= limit.flow
            && self.space <= limit.space
    }

    pub(super) fn plus(self, other: Figures) -> Figures {
        Figures {
            channels: self.channels.saturating_add(other.channels),
            minutes: self.minutes.saturating_add(other.minutes),
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
    pub(super) row: Box<RawValue>,
}

impl Account {
    /// Whether lists show it yet. One that was made "later than now" is shown:
    /// clocks go back, and an account must not vanish for that.
    pub(super) fn is_visible(&self, now_ms: i64) -> bool {
        let hidden = |made: i64| (made..made.saturating_add(VISIBLE_AFTER_MS)).contains(&now_ms);
        !self.created.is_some_and(hidden)
    }

    /// Minutes used beyond those given.
    pub(super) fn minutes_over(&self) -> i64 {
        (self.used.minutes - self.given.minutes).max(0)
    }
}

/// Everything a row of package/list shows, before it is written out.
#[derive(Default)]
pub(super) struct Profile {
    pub(super) email: String,
    pub(super) phone: Option<String>,
    pub(super) memo: Option<String>,
    pub(super) contacts: Option<String>,
    pub(super) balance: String,
    pub(super) given: Figures,
    pub(super) used: Figures,
    pub(super) concurrent: i64,
    /// `group` or `custom`.
    pub(super) expire_type: &'static str,
    /// Unix milliseconds.
    pub(super) expire_ms: i64,
    /// `normal`, `expired` or `frozen`.
    pub(super) status: &'static str,
    /// `Y`, `N`, or absent.
    pub(super) pure_rtc: Option<&'static str>,
    /// Members that only some rows have.
    pub(super) extra: Vec<(&'static str, Value)>,
}

impl Profile {
    /// Gives the account its keys and writes its row.
    pub(super) fn open(self, rng: &mut Rng, created: Option<i64>) -> Account {
        let (user_id, app_id, app_secret) = (rng.code(10), rng.code(10), secret(rng));
        let (given, used) = (self.given, self.used);
        let mut row = json!({
            "userId": user_id,
            "appId": app_id,
            "appSecret": app_secret,
            "email": self.email,
            "balance": self.balance,
            "phone": self.phone,
            "memo": self.memo,
            "chargeType": "minutes",
            "remainConcurrent": self.concurrent,
            "remainMinutes": given.minutes - used.minutes,
            "remainFlow": literal(&flow_text(given.flow - used.flow)),
            "remainSpace": literal(&space_text(given.space - used.space)),
            "expireDate": self.expire_ms,
            "status": self.status,
            "contacts": self.contacts,
            "expireType": self.expire_type,
            "linkMicMinutes": 100,
            "guideMinutes": 100,
            "maxChannels": given.channels,
            "linkMicLimit": 6,
        });
        if let Some(flag) = self.pure_rtc {
            row["pureRtcEnabled"] = flag.into();
        }
        for name in ["vodSecretKey", "vodBakSecretKey"] {
            row[name] = secret(rng).into();
        }
        for name in ["writeToken", "readToken"] {
            row[name] = token(rng).into();
        }
        for (name, value) in self.extra {
            row[name] = value;
        }
        Account {
            user_id,
            app_id,
            app_secret,
            row: to_raw_value(&row).expect("a Value is JSON"),
            email: self.email,
            phone: self.phone,
            given,
            used,
            created,
        }
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

/// `100.0`, `0.1`, `12.34`: as short as can be, but never without a point.
fn flow_text(hundredths: i64) -> String {
    let text = space_text(hundredths);
    match text.strip_suffix('0') {
        Some(shorter) if !shorter.ends_with('.') => shorter.into(),
        _ => text,
    }
}

/// `100.0`, but `12.50`: the two columns differ, so that a program which
/// rewrites numbers shows.
fn space_text(hundredths: i64) -> String {
    let (whole, part) = (hundredths / HUNDREDTHS, (hundredths % HUNDREDTHS).abs());
    match part {
        0 => format!("{whole}.0"),
        _ => format!("{whole}.{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_like_the_services() {
        let flow = [10_000, 10, 1250, 1234, 0].map(flow_text);
        assert_eq!(flow, ["100.0", "0.1", "12.5", "12.34", "0.0"]);
        let space = [10_000, 1250, 5].map(space_text);
        assert_eq!(space, ["100.0", "12.50", "0.05"]);
    }
}
