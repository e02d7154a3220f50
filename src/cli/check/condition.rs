//! A condition: what it is about, and with what that is compared.

use crate::endpoints::group::INFO;
use crate::endpoints::resources::{RESOURCES, Resource};
use crate::endpoints::subaccounts::COLUMNS;
use crate::failure::{Failure, Kind};
use crate::lang::{Text, both};
use crate::output::{Column, Comparison, Values};
use crate::text;
use crate::text::{close, half_width, listed, meant, quoted};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

/// The number of accounts.
pub(super) const COUNT: &str = "count";

/// How long what an account has left lasts.
const DAYS: &str = "days-left";

/// The column of that, and the resources of which the least counts.
pub(super) const DAYS_LEFT: Column = Column::number("daysLeft", "DAYS LEFT");
const LASTING: [&str; 4] = ["minutes", "flow", "link-mic-minutes", "guide-minutes"];

/// How old the snapshot is.
pub(super) const AGE: &str = "age";
static AGE_COLUMN: Column = Column::new(AGE, "AGE", Values::Span);

/// Before the name of a figure of the group.
const GROUP: &str = "group.";

/// What a condition is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject {
    /// A field of each sub-account.
    Account(&'static Column),
    /// How many days the first of the resources of each sub-account lasts.
    DaysLeft,
    /// How old the snapshot is.
    Age,
    /// How many accounts there are, or are in a state.
    Accounts(Option<&'static str>),
    /// A figure of `group info`.
    Info(&'static Column),
    /// What the group has left to give of a resource.
    Left(&'static Resource),
    /// The same in percent of what it owns.
    LeftShare(&'static Resource),
}

/// A condition that was typed.
#[derive(Debug)]
pub(super) struct Condition {
    /// As it was typed.
    pub text: String,
    /// What it is about, as it was typed.
    pub name: String,
    pub subject: Subject,
    pub is_critical: bool,
    /// Whether nobody typed it.
    pub is_implied: bool,
    pub comparison: Comparison,
}

/// What is wrong with a condition, with what was probably meant.
fn hinted(why: Failure, text: &str) -> Failure {
    // The shell has taken the rest for a file.
    if !text.contains(['<', '>', '=']) {
        return why.hint(both(
            "put the condition in quotes, such as -w 'minutes<500'",
            "请把条件放在引号中，如 -w 'minutes<500'",
        ));
    }
    match text.trim_end().ends_with('%') {
        true => why.hint(both(
            "a percent sign goes behind the name, such as 'group.minutes%<10'",
            "百分号写在名称之后，如 'group.minutes%<10'",
        )),
        false => why,
    }
}

impl Condition {
    /// Reads the condition of an option.
    ///
    /// # Errors
    /// Usage: the first thing that is wrong, and where it is.
    pub(super) fn parse(
        text: &str,
        is_critical: bool,
        zone: &TimeZone,
        now_unix_millis: i64,
    ) -> Result<Self, Failure> {
        let option = if is_critical {
            "--critical"
        } else {
            "--warning"
        };
        let mut found = None;
        let column = |name: &str| {
            let subject = Subject::named(name)?;
            found = Some((name.to_owned(), subject));
            Ok(match subject {
                Subject::Account(column) => column,
                Subject::Age => &AGE_COLUMN,
                _ => called(name),
            })
        };
        let comparison = match Comparison::parse(option, text, zone, now_unix_millis, column) {
            Ok(comparison) => comparison,
            Err(why) => return Err(hinted(why, text)),
        };
        let (name, subject) = found.unwrap_or((String::new(), Subject::Accounts(None)));
        if comparison.is_of_null() && subject.column().is_none() {
            return Err(Failure::usage(text!(
                "{option}: {name} is never null; give a number",
                "{option}：{name} 不会是 `null`；请给出数字"
            )));
        }
        Ok(Self {
            text: text.trim().to_owned(),
            name,
            subject,
            is_critical,
            is_implied: false,
            comparison,
        })
    }

    /// The word of its level in rows and labels.
    pub(super) fn level(&self) -> &'static str {
        match self.is_critical {
            true => "critical",
            false => "warning",
        }
    }

    /// What a run ends with where it holds.
    pub(super) fn kind(&self) -> Kind {
        match self.is_critical {
            true => Kind::Critical,
            false => Kind::Warning,
        }
    }
}

/// A number of this name, for errors and comparisons.
fn called(name: &str) -> &'static Column {
    let name = String::from(name).leak();
    Box::leak(Box::new(Column::number(name, name)))
}

impl Subject {
    /// What a name stands for.
    ///
    /// # Errors
    /// Why it stands for nothing.
    fn named(name: &str) -> Result<Self, Text> {
        let name = &*half_width(name);
        if let Some(rest) = name
            .get(..GROUP.len())
            .filter(|it| it.eq_ignore_ascii_case(GROUP))
        {
            return Self::of_group(&name[rest.len()..]);
        }
        if name.eq_ignore_ascii_case(COUNT) {
            return Ok(Self::Accounts(None));
        }
        if name.eq_ignore_ascii_case(AGE) {
            return Ok(Self::Age);
        }
        if [DAYS, DAYS_LEFT.field]
            .iter()
            .any(|own| own.eq_ignore_ascii_case(name))
        {
            return Ok(Self::DaysLeft);
        }
        if let Some(state) = state(name) {
            return Ok(Self::Accounts(Some(state)));
        }
        let resource = RESOURCES.iter().find(|it| it.is_named_by(name));
        let field = resource.map_or(name, |resource| resource.left);
        match COLUMNS.iter().find(|column| column.is_named_by(field)) {
            Some(column) if column.is_secret() => Err(text!(
                "{name} is a secret, and cannot be asked for",
                "{name} 是密钥，不能用来查询"
            )),
            Some(column) => Ok(Self::Account(column)),
            None => Err(unknown(name, &of_accounts())),
        }
    }

    /// What the group has left of a resource, or a figure of it.
    fn of_group(name: &str) -> Result<Self, Text> {
        let is_pooled = |it: &&Resource| !it.pool.0.is_empty();
        let find = |name: &str| {
            let mut pooled = RESOURCES.iter().filter(is_pooled);
            pooled.find(|it| it.is_named_by(name))
        };
        if let Some(resource) = find(name) {
            return Ok(Self::Left(resource));
        }
        if let Some(resource) = name.strip_suffix('%').and_then(find) {
            return Ok(Self::LeftShare(resource));
        }
        let mut figures = INFO.columns.iter();
        let figure = figures.find(|column| column.field.eq_ignore_ascii_case(name));
        figure.map(Self::Info).ok_or_else(|| {
            let words = RESOURCES.iter().filter(is_pooled).map(|it| it.word);
            let shares = words.clone().map(|word| format!("{word}%"));
            let figures = INFO.columns.iter().map(|column| column.field.to_owned());
            let all = words
                .clone()
                .map(str::to_owned)
                .chain(shares)
                .chain(figures);
            let all: Vec<String> = all.map(|name| format!("{GROUP}{name}")).collect();
            unknown(&format!("{GROUP}{name}"), &all)
        })
    }

    /// Whether the list of accounts tells of it.
    pub(super) fn is_of_accounts(self) -> bool {
        matches!(self, Self::Account(_) | Self::DaysLeft | Self::Accounts(_))
    }

    /// The column of what is compared of each account.
    pub(super) fn column(self) -> Option<&'static Column> {
        match self {
            Self::Account(column) => Some(column),
            Self::DaysLeft => Some(const { &DAYS_LEFT }),
            _ => None,
        }
    }

    /// The figures of the group that it is made of: what is owned and what is
    /// allocated, or the figure alone.
    pub(super) fn figures(self) -> Vec<&'static str> {
        match self {
            Self::Left(resource) | Self::LeftShare(resource) => {
                vec![resource.pool.0, resource.pool.1]
            }
            Self::Info(column) => vec![column.field],
            Self::Account(_) | Self::DaysLeft | Self::Age | Self::Accounts(_) => Vec::new(),
        }
    }

    /// The value of these figures; nothing where there is none.
    pub(super) fn of_figures(self, figures: &[Decimal]) -> Option<Decimal> {
        match (self, figures) {
            (Self::Info(_), [figure]) => Some(*figure),
            (Self::Left(_), [owned, allocated]) => owned.checked_sub(*allocated),
            // Nobody says what less than nothing means.
            (Self::LeftShare(_), [owned, allocated]) if *owned > Decimal::ZERO => {
                let left = owned.checked_sub(*allocated)?;
                left.checked_mul(100.into())?.checked_div(*owned)
            }
            _ => None,
        }
    }
}

/// The resources of which the one that is used up first counts as days left.
pub(super) fn lasting() -> impl Iterator<Item = &'static Resource> {
    RESOURCES.iter().filter(|it| LASTING.contains(&it.word))
}

/// The states of an account.
fn states() -> &'static [&'static str] {
    status().map_or(&[], |status| status.words)
}

/// The state of this name.
fn state(name: &str) -> Option<&'static str> {
    let own = states().iter().find(|it| it.eq_ignore_ascii_case(name));
    own.copied().or_else(|| status()?.value_meant(name))
}

fn status() -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.field == "status")
}

/// The names that conditions have for what accounts and their list tell.
fn of_accounts() -> Vec<String> {
    let words = RESOURCES.iter().map(|resource| resource.word);
    let possible = COLUMNS.iter().filter(|column| !column.is_secret());
    let is_resource = |field: &&str| RESOURCES.iter().any(|it| it.left == *field);
    let fields = possible
        .map(|column| column.field)
        .filter(|field| !is_resource(field));
    let counts = [AGE, COUNT].into_iter().chain(states().iter().copied());
    let all = words.chain(["expires", DAYS]).chain(fields).chain(counts);
    all.map(str::to_owned).collect()
}

/// The usual names, for completion.
pub(super) fn names() -> Vec<String> {
    let pooled = RESOURCES.iter().filter(|it| !it.pool.0.is_empty());
    let groups = pooled.flat_map(|it| {
        [
            format!("{GROUP}{}", it.word),
            format!("{GROUP}{}%", it.word),
        ]
    });
    of_accounts().into_iter().chain(groups).collect()
}

fn unknown(name: &str, possible: &[String]) -> Text {
    let near = close(name, possible.iter().map(String::as_str));
    let is_of_group = name.starts_with(GROUP);
    let more = (!is_of_group).then(|| format!("{GROUP}…"));
    text!(
        "there is no {name}{near} (possible: {possible})",
        "没有 {name}{near}（可用：{possible}）",
        name = quoted(name),
        near = meant(near),
        possible = listed(possible.iter().cloned().chain(more))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Condition, Failure> {
        Condition::parse(text, true, &TimeZone::UTC, 1_716_134_400_000)
    }

    #[test]
    fn what_lists_and_rosters_call_it_is_a_name_here_too() {
        for (text, field) in [
            ("minutes<1", "remainMinutes"),
            ("MINUTES<1", "remainMinutes"),
            ("remainMinutes<1", "remainMinutes"),
            ("剩余分钟数<1", "remainMinutes"),
            ("分钟数<1", "remainMinutes"),
            ("link-mic-minutes<1", "linkMicMinutes"),
            ("concurrent<1", "remainConcurrent"),
            ("flow<1.5", "remainFlow"),
            ("\"FLOW (G)\"<1", "remainFlow"),
            ("channels<1", "maxChannels"),
            ("balance<1", "balance"),
            ("expires<7d", "expireDate"),
            ("到期时间<7d", "expireDate"),
            ("status=frozen", "status"),
            ("memo='a b'", "memo"),
        ] {
            let Subject::Account(column) = parse(text).unwrap().subject else {
                panic!("{text}");
            };
            assert_eq!(column.field, field, "{text}");
        }
    }

    #[test]
    fn the_group_has_figures_and_what_is_left_of_them() {
        let left = |text| match parse(text).unwrap().subject {
            Subject::Left(it) => format!("left of {}", it.word),
            Subject::LeftShare(it) => format!("share of {}", it.word),
            Subject::Info(column) => column.field.to_owned(),
            Subject::Accounts(state) => format!("accounts {}", state.unwrap_or("all")),
            Subject::DaysLeft => "days left".to_owned(),
            Subject::Age => "age".to_owned(),
            Subject::Account(_) => panic!("{text}"),
        };
        for (text, subject) in [
            ("group.minutes<1", "left of minutes"),
            ("Group.minutes%<10", "share of minutes"),
            ("group.flow% < 10", "share of flow"),
            ("group.分钟数<10", "left of minutes"),
            ("group.分钟数％＜10", "share of minutes"),
            ("group.space<1", "left of space"),
            ("group.channels>=1", "left of channels"),
            ("group.liveInfo.usedDuration>5", "liveInfo.usedDuration"),
            ("days-left<7", "days left"),
            ("AGE>26h", "age"),
            ("count!=230", "accounts all"),
            ("frozen>0", "accounts frozen"),
            ("Expired>0", "accounts expired"),
            ("冻结＞0", "accounts frozen"),
        ] {
            assert_eq!(left(text), subject, "{text}");
        }
    }

    #[test]
    fn an_unknown_name_is_told_with_those_that_are_possible() {
        let told = |text: &str| parse(text).unwrap_err().message.en().to_owned();
        let minute = told("minute<5");
        let start = "--critical: there is no \"minute\"; did you mean \"minutes\"? (possible: minutes, \
                     concurrent, flow, ";
        assert!(minute.starts_with(start), "{minute}");
        assert!(
            minute.ends_with("age, count, normal, expired, frozen, group.…)"),
            "{minute}"
        );
        assert!(!minute.contains("appSecret"), "{minute}");
        let group = told("group.minute%<5");
        let start = "--critical: there is no \"group.minute%\"; did you mean \"group.minutes\"? \
                     (possible: group.minutes, group.flow, group.space, group.channels, \
                     group.minutes%, ";
        assert!(group.starts_with(start), "{group}");
        assert!(group.contains("group.liveInfo.usedDuration"), "{group}");
        for (text, why) in [
            ("group.concurrent<5", "there is no \"group.concurrent\""),
            (
                "appSecret=x",
                "appSecret is a secret, and cannot be asked for",
            ),
            (
                "group.minutes=null",
                "group.minutes is never null; give a number",
            ),
            (
                "count<many",
                "\"many\" is not a value of count: give a number such as 500 or 12.5",
            ),
        ] {
            let told = told(text);
            assert!(told.starts_with(&format!("--critical: {why}")), "{told}");
        }
    }

    #[test]
    fn what_is_left_is_exact() {
        let Subject::LeftShare(resource) = parse("group.flow%<1").unwrap().subject else {
            panic!();
        };
        let figures = |owned: &str, allocated: &str| {
            let figures = [owned, allocated].map(|it| it.parse().unwrap());
            let left = Subject::Left(resource).of_figures(&figures);
            let share = Subject::LeftShare(resource).of_figures(&figures);
            [left, share].map(|it| it.map_or("-".to_owned(), |it| it.normalize().to_string()))
        };
        assert_eq!(
            figures("529115.5", "29115.5"),
            ["500000", "94.49732619815522319795961373"]
        );
        assert_eq!(
            figures("0.3", "0.1"),
            ["0.2", "66.666666666666666666666666667"]
        );
        assert_eq!(figures("100", "12045.82"), ["-11945.82", "-11945.82"]);
        assert_eq!(figures("0", "5"), ["-5", "-"]);
        assert_eq!(figures("-1", "5"), ["-6", "-"]);
    }
}
