//! Figures for Prometheus, in what its text format (version 0.0.4, which the
//! textfile collector of `node_exporter` reads) and OpenMetrics have in common:
//! gauges with HELP and TYPE, each metric's samples in one place, `# EOF` at the
//! end, which the text format takes for a comment. No UNIT, no timestamps: the
//! collector refuses files with timestamps.
//!
//! Units are the base ones: live minutes as seconds, G as bytes. The help is
//! English in every language, for the collector refuses a metric of two helps.

use crate::output::Values;
use crate::row::Row;
use crate::text::is_unsafe;
use indexmap::IndexSet;
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::fmt::{Display, Write as _};
use std::io::{self, Write};

/// The beginning of every name.
const PREFIX: &str = "polyv_group_";

/// What a figure is multiplied with for its base unit, and the end of the name
/// that says so.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Unit {
    Plain,
    /// Minutes, as seconds.
    Minutes,
    /// G, taken for GiB, as bytes.
    Gib,
    /// Milliseconds since 1970, as seconds.
    Millis,
    Yuan,
}

impl Unit {
    fn ending(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Minutes => "_seconds",
            Self::Gib => "_bytes",
            Self::Millis => "_timestamp_seconds",
            Self::Yuan => "_yuan",
        }
    }

    fn base(self, value: Decimal) -> Option<Decimal> {
        match self {
            Self::Plain | Self::Yuan => Some(value),
            Self::Minutes => value.checked_mul(60.into()),
            Self::Gib => value.checked_mul((1_i64 << 30).into()),
            Self::Millis => value.checked_div(1000.into()),
        }
    }
}

/// A field, its metric without the prefix and the unit, its unit, its help.
type Measure = (&'static str, &'static str, Unit, &'static str);

/// What is told of each account.
const OF_ACCOUNTS: [Measure; 12] = [
    (
        "remainMinutes",
        "account_live_left",
        Unit::Minutes,
        "Live time that a sub-account has left.",
    ),
    (
        "remainConcurrent",
        "account_concurrency_left",
        Unit::Plain,
        "Live concurrency that a sub-account has.",
    ),
    (
        "remainFlow",
        "account_flow_left",
        Unit::Gib,
        "VOD flow that a sub-account has left.",
    ),
    (
        "remainSpace",
        "account_space_left",
        Unit::Gib,
        "VOD space that a sub-account has left.",
    ),
    (
        "balance",
        "account_balance",
        Unit::Yuan,
        "Money that a sub-account has left.",
    ),
    (
        "expireDate",
        "account_expiry",
        Unit::Millis,
        "When a sub-account expires.",
    ),
    (
        "maxChannels",
        "account_channels",
        Unit::Plain,
        "Channels that a sub-account may have.",
    ),
    (
        "linkMicMinutes",
        "account_link_mic_left",
        Unit::Minutes,
        "Link-mic time that a sub-account has left.",
    ),
    (
        "guideMinutes",
        "account_guide_left",
        Unit::Minutes,
        "Guide time that a sub-account has left.",
    ),
    (
        "linkMicLimit",
        "account_link_mic_limit",
        Unit::Plain,
        "Participants of a link-mic of a sub-account.",
    ),
    (
        "remainAiPptVideoDuration",
        "account_ai_ppt_left",
        Unit::Minutes,
        "AI PPT time that a sub-account has left.",
    ),
    (
        "remainAiPptVideoWithDigitalHumanDuration",
        "account_ai_ppt_human_left",
        Unit::Minutes,
        "AI PPT time with a digital human that a sub-account has left.",
    ),
];

/// What is told of the group, in the order of `group info`.
const OF_GROUP: [Measure; 17] = [
    (
        "liveInfo.accountChannels",
        "channels_owned",
        Unit::Plain,
        "Channels that the group owns.",
    ),
    (
        "liveInfo.usedChannels",
        "channels_used",
        Unit::Plain,
        "Channels that are used.",
    ),
    (
        "liveInfo.totalChannels",
        "channels_allocated",
        Unit::Plain,
        "Channels that sub-accounts were given.",
    ),
    (
        "liveInfo.accountDurations",
        "live_owned",
        Unit::Minutes,
        "Live time that the group owns.",
    ),
    (
        "liveInfo.usedDuration",
        "live_used",
        Unit::Minutes,
        "Live time that was used.",
    ),
    (
        "liveInfo.totalDepositedDuration",
        "live_allocated",
        Unit::Minutes,
        "Live time that sub-accounts were given.",
    ),
    (
        "liveInfo.overDuration",
        "live_over",
        Unit::Minutes,
        "Live time that was used beyond what is owned.",
    ),
    (
        "liveInfo.accountConcurences",
        "concurrency_owned",
        Unit::Plain,
        "Live concurrency that the group owns.",
    ),
    (
        "liveInfo.maxViewers",
        "concurrency_peak",
        Unit::Plain,
        "Most viewers there ever were at a time.",
    ),
    (
        "vodInfo.usedSpaces",
        "space_used",
        Unit::Gib,
        "VOD space that is used.",
    ),
    (
        "vodInfo.totalSpaces",
        "space_allocated",
        Unit::Gib,
        "VOD space that sub-accounts were given.",
    ),
    (
        "vodInfo.overSpaces",
        "space_over",
        Unit::Gib,
        "VOD space that is used beyond what is owned.",
    ),
    (
        "vodInfo.accountSpace",
        "space_owned",
        Unit::Gib,
        "VOD space that the group owns.",
    ),
    (
        "vodInfo.usedFlows",
        "flow_used",
        Unit::Gib,
        "VOD flow that was used.",
    ),
    (
        "vodInfo.totalFlows",
        "flow_allocated",
        Unit::Gib,
        "VOD flow that sub-accounts were given.",
    ),
    (
        "vodInfo.overFlows",
        "flow_over",
        Unit::Gib,
        "VOD flow that was used beyond what is owned.",
    ),
    (
        "vodInfo.accountFlow",
        "flow_owned",
        Unit::Gib,
        "VOD flow that the group owns.",
    ),
];

const SECONDS_A_DAY: u32 = 86_400;

/// States that are told also where no account is in them.
const STATES: [&str; 3] = ["normal", "expired", "frozen"];

/// The figures of a run, as they come.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    /// The labels of the accounts, without the appId: two samples of the same
    /// labels make the collector refuse the whole file.
    labels: IndexSet<Box<str>>,
    /// The values of each measure of accounts, one a line; empty where none is.
    accounts: [String; OF_ACCOUNTS.len()],
    /// How long what each account has left lasts, likewise.
    lasts: String,
    /// The state of each account, likewise.
    states: String,
    counts: Vec<(String, u64)>,
    group: Vec<(Measure, Decimal)>,
    /// Accounts left out because of that.
    pub doubles: u64,
}

impl Metrics {
    /// Takes the row of an account. What is null has no sample.
    pub(super) fn account(&mut self, row: &Row, days: Option<Decimal>) {
        let text = |name: &str| label(&row.text(name).unwrap_or_default());
        let labels = format!("email=\"{}\",user_id=\"{}\"", text("email"), text("userId"));
        if !self.labels.insert(labels.into()) {
            self.doubles += 1;
            return;
        }
        for ((field, _, unit, _), values) in OF_ACCOUNTS.iter().zip(&mut self.accounts) {
            push(values, measured(row, field, *unit));
        }
        let seconds = days.and_then(|days| days.checked_mul(SECONDS_A_DAY.into()));
        push(&mut self.lasts, seconds.map(|seconds| seconds.normalize()));
        push(&mut self.states, Some(text("status")));
    }

    /// Takes the figures of the group, and how many accounts are in each state.
    pub(super) fn group(&mut self, info: Option<&Row>, states: &[(String, u64)]) {
        let told = |measure: &Measure| Some((*measure, measured(info?, measure.0, measure.2)?));
        self.group = OF_GROUP.iter().filter_map(told).collect();
        self.counts = states.to_vec();
        for state in STATES {
            if states
                .iter()
                .all(|(own, _)| !own.eq_ignore_ascii_case(state))
            {
                self.counts.push((state.to_owned(), 0));
            }
        }
    }

    /// Writes what was read of this account at this time, and what the conditions
    /// came to: 0, 1 or 2, where there are any.
    pub(super) fn write(
        &self,
        app_id: &str,
        unix_millis: i64,
        (status, matches): (Option<u8>, &[Matches<'_>]),
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let app = format!("{{app_id=\"{}\"", label(app_id));
        for ((_, name, unit, help), value) in &self.group {
            let name = format!("{name}{}", unit.ending());
            family(out, &name, help, [format!("{app}}} {value}")])?;
        }
        let count =
            |(state, count): &(String, u64)| format!("{app},state=\"{}\"}} {count}", label(state));
        let counts = self.counts.iter().map(count);
        family(out, "accounts", "Sub-accounts in a state.", counts)?;
        let figures = |values| {
            let of_all = self.of_accounts(values);
            let told = of_all.filter(|(_, value)| !value.is_empty());
            told.map(|(labels, value)| format!("{app},{labels}}} {value}"))
        };
        for ((_, name, unit, help), values) in OF_ACCOUNTS.iter().zip(&self.accounts) {
            let name = format!("{name}{}", unit.ending());
            family(out, &name, help, figures(values))?;
        }
        let help = "How long what a sub-account has left lasts at its mean use.";
        family(out, "account_lasting_seconds", help, figures(&self.lasts))?;
        let states = self.of_accounts(&self.states);
        let states = states.map(|(labels, state)| format!("{app},{labels},state=\"{state}\"}} 1"));
        let help = "The state of a sub-account; always 1.";
        family(out, "account_state", help, states)?;
        let mut seen = HashSet::new();
        let matches = matches.iter().map(|it| {
            let (text, level) = (label(it.condition), it.level);
            (
                format!("{app},condition=\"{text}\",level=\"{level}\"}}"),
                it.count,
            )
        });
        let matches = { matches }.filter(|(labels, _)| seen.insert(labels.clone()));
        let matches = matches.map(|(labels, it)| format!("{labels} {it}"));
        let help = "Sub-accounts for which a condition holds; 1 where one of the group holds.";
        family(out, "check_matches", help, matches)?;
        let status = status.map(|status| format!("{app}}} {status}"));
        let help = "What the check came to: 0 OK, 1 warning, 2 critical.";
        family(out, "check_status", help, status)?;
        let time = Unit::Millis.base(unix_millis.into()).unwrap_or_default();
        let time = [format!("{app}}} {}", time.normalize())];
        let help = "When the figures were read.";
        family(out, "check_timestamp_seconds", help, time)?;
        out.write_all(b"# EOF\n")
    }

    /// The labels of each account, and its value among these.
    fn of_accounts<'v>(&'v self, values: &'v str) -> impl Iterator<Item = (&'v str, &'v str)> {
        self.labels.iter().map(|it| &**it).zip(values.lines())
    }
}

/// For how many accounts a condition holds; 1 where one of the group does.
pub(super) struct Matches<'c> {
    pub condition: &'c str,
    pub level: &'static str,
    pub count: usize,
}

/// A field of a row in its base unit.
fn measured(row: &Row, field: &str, unit: Unit) -> Option<Decimal> {
    let value = Values::Number.number(&row.text(field)?)?;
    Some(unit.base(value)?.normalize())
}

/// Adds a value to those of a measure.
fn push(values: &mut String, value: Option<impl Display>) {
    if let Some(value) = value {
        let _ = write!(values, "{value}");
    }
    values.push('\n');
}

/// Writes a metric, unless it has no samples.
fn family(
    out: &mut dyn Write,
    name: &str,
    help: &str,
    samples: impl IntoIterator<Item = String>,
) -> io::Result<()> {
    let mut samples = samples.into_iter().peekable();
    if samples.peek().is_some() {
        writeln!(
            out,
            "# HELP {PREFIX}{name} {help}\n# TYPE {PREFIX}{name} gauge"
        )?;
    }
    samples.try_for_each(|sample| writeln!(out, "{PREFIX}{name}{sample}"))
}

/// The value of a label; characters that are not for showing are written out.
fn label(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => label += r"\\",
            '"' => label += "\\\"",
            '\n' => label += r"\n",
            letter if is_unsafe(letter) => {
                let _ = write!(label, r"\{}", letter.escape_default());
            }
            letter => label.push(letter),
        }
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::group::INFO;
    use crate::endpoints::subaccounts::COLUMNS;
    use crate::output::Column;

    #[test]
    fn every_figure_of_a_list_has_a_metric() {
        let is_figure = |column: &&Column| column.values != Values::Text;
        let fields = |columns: &'static [Column]| -> HashSet<&str> {
            let figures = columns.iter().filter(is_figure);
            figures.map(|column| column.field).collect()
        };
        assert_eq!(fields(COLUMNS), OF_ACCOUNTS.map(|it| it.0).into());
        assert_eq!(fields(INFO.columns), OF_GROUP.map(|it| it.0).into());
    }

    #[test]
    fn values_come_in_base_units_exactly() {
        let row = r#"{"a":16010,"b":"0.1","c":-4.50,"d":1923494400123,"e":null,"f":"x","g":1e3}"#;
        let row = Row::parse(row).unwrap();
        let value = |field, unit| measured(&row, field, unit).map(|it| it.to_string());
        let all = [
            value("a", Unit::Minutes),
            value("b", Unit::Gib),
            value("c", Unit::Yuan),
            value("d", Unit::Millis),
            value("e", Unit::Plain),
            value("f", Unit::Plain),
            value("g", Unit::Plain),
            value("none", Unit::Plain),
        ];
        let all = all.map(|it| it.unwrap_or_else(|| "-".into()));
        assert_eq!(
            all,
            [
                "960600",
                "107374182.4",
                "-4.5",
                "1923494400.123",
                "-",
                "-",
                "1000",
                "-"
            ]
        );
    }

    #[test]
    fn a_label_has_no_end_of_its_own() {
        let text = "a\"b\\c\nd|e=}{ 中\r\u{1b}\u{202e}'";
        let escaped = "a\\\"b\\\\c\\nd|e=}{ 中\\\\r\\\\u{1b}\\\\u{202e}'";
        assert_eq!(label(text), escaped);
    }
}
