//! What a sub-account can be given: where each resource stands in the row of
//! package/list, in the sums of the group, and in both logs. One allotment is
//! what all of them are made of, so that they agree.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::accounts::{self, Figures, HUNDREDTHS};
use super::log::{self, Kind, Record};

/// One of them. The names are those of the state file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Resource {
    Channels,
    Minutes,
    Concurrent,
    Flow,
    Space,
    LinkMicMinutes,
    GuideMinutes,
    LinkMicLimit,
    Balance,
}

use Resource::*;

/// What an account was given at once, or what was taken back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Allotment {
    /// Unix milliseconds.
    pub(super) at_ms: i64,
    pub(super) resource: Resource,
    /// In hundredths of its unit, below 0 if taken back. Money goes beyond 64
    /// bits.
    pub(super) amount: i128,
}

impl Resource {
    /// By the fields of package/update's body.
    pub(super) const TARGETS: [(&'static str, Resource); 9] = [
        ("maxChannels", Channels),
        ("minutes", Minutes),
        ("concurrent", Concurrent),
        ("remainFlow", Flow),
        ("remainSpace", Space),
        ("linkMicMinutes", LinkMicMinutes),
        ("guideMinutes", GuideMinutes),
        ("linkMicLimit", LinkMicLimit),
        ("balance", Balance),
    ];

    /// Its member of a row of package/list.
    fn member(self) -> &'static str {
        match self {
            Channels => "maxChannels",
            Minutes => "remainMinutes",
            Concurrent => "remainConcurrent",
            Flow => "remainFlow",
            Space => "remainSpace",
            LinkMicMinutes => "linkMicMinutes",
            GuideMinutes => "guideMinutes",
            LinkMicLimit => "linkMicLimit",
            Balance => "balance",
        }
    }

    /// What the row says is left of it, in hundredths.
    pub(super) fn left(self, row: &Value) -> i128 {
        let text = row[self.member()].to_string();
        hundredths(text.trim_matches('"')).unwrap_or(0)
    }

    /// Its place among the sums of the group, and how many of them make one. No
    /// call shows how much money, link-mic and guide minutes the group has.
    fn figure(self, figures: &mut Figures) -> Option<(&mut i64, i64)> {
        match self {
            Channels => Some((&mut figures.channels, HUNDREDTHS)),
            Minutes => Some((&mut figures.minutes, HUNDREDTHS)),
            Concurrent => Some((&mut figures.concurrent, HUNDREDTHS)),
            Flow => Some((&mut figures.flow, 1)),
            Space => Some((&mut figures.space, 1)),
            LinkMicMinutes | GuideMinutes | LinkMicLimit | Balance => None,
        }
    }

    /// How much of it is used, where the row shows what is left without it: the
    /// row has all channels.
    pub(super) fn used(self, mut used: Figures) -> i128 {
        let figure = self.figure(&mut used).filter(|_| self != Channels);
        figure.map_or(0, |(figure, of_one)| {
            i128::from(*figure) * i128::from(of_one)
        })
    }

    /// Whether the group, of whose `owned` so much is `given`, has this amount
    /// left.
    pub(super) fn fits(self, amount: i128, mut given: Figures, mut owned: Figures) -> bool {
        self.add_to(amount, &mut given);
        let figure = |figures: &mut Figures| self.figure(figures).map(|(figure, _)| *figure);
        figure(&mut given) <= figure(&mut owned)
    }

    fn add_to(self, amount: i128, figures: &mut Figures) {
        if let Some((figure, of_one)) = self.figure(figures) {
            *figure = figure.saturating_add(narrow(amount / i128::from(of_one)));
        }
    }

    /// Adds this amount to what the row says is left.
    pub(super) fn add_to_row(self, amount: i128, row: &mut Value) {
        let left = self.left(row).saturating_add(amount);
        row[self.member()] = match self {
            Flow => accounts::flow(narrow(left)),
            Space => accounts::space(narrow(left)),
            Balance => money(left).into(),
            _ => narrow(left / i128::from(HUNDREDTHS)).into(),
        };
    }

    /// Kinds of a record that gives and of one that takes back. Generation 1 has
    /// no others.
    fn kinds(self) -> Option<[Kind; 2]> {
        match self {
            Channels => Some([log::ADD_CHANNELS, log::RECOVER_CHANNELS]),
            Minutes => Some([log::ADD_DURATION, log::RECOVER_DURATION]),
            Concurrent => Some([log::ADD_CONCURRENCES, log::RECOVER_CONCURRENCES]),
            Flow => Some([log::ADD_FLOW, log::RECOVER_FLOW]),
            Space => Some([log::ADD_SPACE, log::RECOVER_SPACE]),
            LinkMicMinutes | GuideMinutes | LinkMicLimit | Balance => None,
        }
    }
}

impl Allotment {
    pub(super) fn add_to(&self, figures: &mut Figures) {
        self.resource.add_to(self.amount, figures);
    }

    /// Its record, of the kinds that both generations of the log have.
    pub(super) fn record(&self, account: usize) -> Option<Record> {
        let [gives, takes] = self.resource.kinds()?;
        let amount = narrow(self.amount.abs());
        Some(Record {
            at_ms: self.at_ms,
            account,
            kind: if self.amount < 0 { takes } else { gives },
            amount: match self.resource {
                Flow | Space => log::bytes(amount),
                _ => amount / HUNDREDTHS,
            },
            as_text: true,
        })
    }

    /// Code, kind of change and amount, of the kinds that generation 2 alone has.
    /// There is no code for the link-mic limit.
    pub(super) fn second(&self) -> Option<(&'static str, u8, Value)> {
        let code = match self.resource {
            LinkMicMinutes => "linkMicDuration",
            GuideMinutes => "guideDuration",
            Balance => "balance",
            _ => return None,
        };
        Some((
            code,
            u8::from(self.amount < 0),
            money(self.amount.abs()).into(),
        ))
    }
}

/// What these come to, by resource; one that is not among them is left out.
pub(super) fn sums<'a>(
    allotments: impl Iterator<Item = &'a Allotment>,
) -> impl Iterator<Item = (Resource, i128)> {
    let mut sums = [None::<i128>; Resource::TARGETS.len()];
    for one in allotments {
        let sum = &mut sums[one.resource as usize];
        *sum = Some(sum.unwrap_or(0).saturating_add(one.amount));
    }
    let all = Resource::TARGETS.into_iter();
    all.filter_map(move |(_, resource)| Some((resource, sums[resource as usize]?)))
}

/// As many hundredths as this decimal has; `None` for more than two decimals, and
/// for what is none.
pub(super) fn hundredths(text: &str) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    if part.len() > 2 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{whole}{part:0<2}").parse().ok()
}

/// `100`, `12.30`: the documents show a balance as text.
fn money(hundredths: i128) -> String {
    let (whole, part) = (hundredths / 100, (hundredths % 100).abs());
    let sign = if hundredths < 0 && whole == 0 {
        "-"
    } else {
        ""
    };
    match part {
        0 => whole.to_string(),
        _ => format!("{sign}{whole}.{part:02}"),
    }
}

fn narrow(amount: i128) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_and_written_to_the_hundredth() {
        for (text, expected) in [
            ("0", Some(0)),
            ("100.0", Some(10_000)),
            ("12.30", Some(1230)),
            ("0.05", Some(5)),
            ("-4", Some(-400)),
            ("98765432109876543.21", Some(9_876_543_210_987_654_321)),
            ("0.125", None),
            ("1e3", None),
        ] {
            assert_eq!(hundredths(text), expected, "{text}");
        }
        let shown = [0, 10_000, 1230, 5, -5, -1250, 9_876_543_210_987_654_321].map(money);
        let expected = [
            "0",
            "100",
            "12.30",
            "0.05",
            "-0.05",
            "-12.50",
            "98765432109876543.21",
        ];
        assert_eq!(shown, expected);
    }
}
