//! The output of a Nagios plug-in (monitoring-plugins.org/doc/guidelines.html):
//! a line, performance data behind `|`, and four exit statuses.

use super::checkup::{Checkup, Held};
use super::condition::{Condition, Subject};
use super::line::{CELLS, fitted, line, safe, shown, told, value, word};
use crate::cli::console::{Console, essence};
use crate::cli::out::stdout;
use crate::failure::{Failure, Kind};
use crate::lang::{self, Lang, Text};
use jiff::tz::TimeZone;
use std::ffi::OsString;
use std::io::Write;

/// The exit status of what a plug-in cannot tell.
pub(in crate::cli) const UNKNOWN: u8 = 3;

/// Whether the output is for a monitor, looked up before the arguments are
/// parsed: an error of the parsing must be UNKNOWN then.
pub(in crate::cli) fn is_asked(args: &[OsString]) -> bool {
    let words = args.iter().skip(1).filter_map(|arg| arg.to_str());
    let words: Vec<&str> = words.take_while(|word| *word != "--").collect();
    // The parser refuses one with a value.
    let is_option = |word: &&str| word.split('=').next() == Some("--nagios");
    let is_of_profiles = words.windows(2).any(|two| two == ["profiles", "check"]);
    words.contains(&"check") && !is_of_profiles && words.iter().any(is_option)
}

/// The exit status of a plug-in. Why there is no answer is said on stdout, in a
/// line, for a monitor reads no other; nobody hears where that fails.
pub(in crate::cli) fn status(result: &Result<(), Failure>, console: &Console) -> u8 {
    let failure = match result {
        Ok(()) => return 0,
        Err(failure) => failure,
    };
    match failure.kind {
        Kind::Warning => 1,
        Kind::Critical => 2,
        _ => {
            console.fail(failure);
            unknown(&failure.message);
            UNKNOWN
        }
    }
}

/// The same of an error of the parsing, which is told of already.
pub(in crate::cli) fn unparsed(error: &clap::Error) -> u8 {
    let rendered = lang::within(Lang::En, || error.render().to_string());
    unknown(&Text::verbatim(essence(&rendered)));
    UNKNOWN
}

fn unknown(why: &Text) {
    let line = format!("{}: {}", word(Some(Kind::Unexpected)), safe(why.now()));
    if let Ok(mut out) = stdout() {
        let _ = writeln!(out, "{}", fitted(&line, CELLS)).and_then(|()| out.flush());
    }
}

/// The line with its performance data; with all that holds below it, a line each.
pub(super) fn output(checkup: &Checkup, notes: &[Text], zone: &TimeZone, is_long: bool) -> String {
    let mut output = line(checkup, notes, zone);
    let data: Vec<String> = performance(checkup);
    if !data.is_empty() {
        output += &format!(" | {}", data.join(" "));
    }
    output.push('\n');
    for held in checkup.held.iter().filter(|held| is_long && held.holds) {
        let level = word(Some(held.condition.kind()));
        let condition = safe(&held.condition.text);
        for hit in &held.hits {
            let email = safe(hit.email.as_deref().unwrap_or("-"));
            let value = safe(&value(hit, held, zone));
            output += &format!("{level} {condition} {email} {value}\n");
        }
        if let Some(value) = held.value {
            output += &format!("{level} {condition} {}\n", told(held, value));
        }
    }
    output
}

/// A value, and the ranges outside of which it is a warning or critical.
struct Datum {
    label: String,
    value: String,
    ranges: [String; 2],
    bounds: String,
}

/// How many accounts each condition holds for, and the value of each of the
/// group. Conditions of one label share it.
fn performance(checkup: &Checkup) -> Vec<String> {
    let mut data: Vec<Datum> = Vec::new();
    for held in &checkup.held {
        let datum = datum(held, checkup);
        let place = usize::from(held.condition.is_critical);
        match data.iter_mut().find(|other| other.label == datum.label) {
            Some(other) if other.ranges[place].is_empty() => {
                other.ranges[place].clone_from(&datum.ranges[place]);
            }
            Some(_) => {}
            None => data.push(datum),
        }
    }
    let text = |it: &Datum| {
        let [warning, critical] = &it.ranges;
        let all = format!(
            "'{}'={};{warning};{critical};{}",
            it.label, it.value, it.bounds
        );
        all.trim_end_matches(';').to_owned()
    };
    data.iter().map(text).collect()
}

fn datum(held: &Held, checkup: &Checkup) -> Datum {
    let condition = &held.condition;
    let (kept, _) = checkup.accounts.unwrap_or_default();
    let (label, value, range, bounds) = match held.column() {
        Some(_) if !held.is_untold => {
            let comparison = &condition.comparison;
            let label = format!(
                "{} {} {}",
                condition.name, comparison.word, comparison.value
            );
            (
                label,
                held.hits.len().to_string(),
                "0".to_owned(),
                format!("0;{kept}"),
            )
        }
        _ => {
            let unit = match condition.subject {
                Subject::LeftShare(_) => "%",
                Subject::Age => "s",
                _ => "",
            };
            let value = held.value.map_or("U".to_owned(), |it| shown(it) + unit);
            let bounds = match condition.subject.is_of_accounts() {
                true => format!("0;{kept}"),
                false => String::new(),
            };
            (condition.name.clone(), value, range(condition), bounds)
        }
    };
    let mut ranges = [String::new(), String::new()];
    ranges[usize::from(condition.is_critical)] = range;
    Datum {
        label: safe(&label).replace('\'', "''").replace('=', "_"),
        value,
        ranges,
        bounds,
    }
}

/// The range outside of which a condition holds; one that begins with `@` is
/// that inside of which it does.
fn range(condition: &Condition) -> String {
    let comparison = &condition.comparison;
    let Some(number) = comparison.number().map(|it| it.normalize()) else {
        return String::new();
    };
    match comparison.word {
        "lt" => format!("{number}:"),
        "le" => format!("@~:{number}"),
        "gt" => format!("~:{number}"),
        "ge" => format!("@{number}:"),
        "eq" => format!("@{number}:{number}"),
        _ => format!("{number}:{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::checkup::Plan;
    use super::*;
    use crate::row::Row;
    use serde_json::json;

    #[test]
    fn performance_data_have_the_ranges_of_the_guidelines() {
        let info = json!({"vodInfo.accountFlow": "300", "vodInfo.totalFlows": "100.50"});
        let row =
            json!({"email": "a@b.cn", "remainMinutes": 5, "memo": "x=|'y", "status": "frozen"});
        for (typed, expected) in [
            (&["-minutes<100"][..], "'minutes lt 100'=1;0;;0;1"),
            (&["!minutes<5"], "'minutes lt 5'=0;;0;0;1"),
            (&["!minutes<=5", "-minutes<=5"], "'minutes le 5'=1;0;0;0;1"),
            (&["-memo='x=|''y'"], "'memo eq ''x_\\u{7c}''''y'''=1;0;;0;1"),
            (&["-group.flow<1e3"], "'group.flow'=199.5;1000:"),
            (&["!group.flow<=100.50"], "'group.flow'=199.5;;@~:100.5"),
            (
                &["-group.flow>5", "!group.flow>=10"],
                "'group.flow'=199.5;~:5;@10:",
            ),
            (&["-group.flow=5"], "'group.flow'=199.5;@5:5"),
            (&["-group.flow%!=66.5"], "'group.flow%'=66.5%;66.5:66.5"),
            (&["-group.space<5"], "'group.space'=U;5:"),
            (&["-count<5"], "'count'=1;5:;;0;1"),
            (
                &["!frozen>0", "-count<5"],
                "'frozen'=1;;~:0;0;1 'count'=1;5:;;0;1",
            ),
        ] {
            let parse = |text: &&str| {
                let (level, text) = text.split_at(1);
                Condition::parse(text, level == "!", &TimeZone::UTC, 0).unwrap()
            };
            let mut checkup = Checkup::new(
                Plan {
                    conditions: typed.iter().map(parse).collect(),
                    filters: Vec::new(),
                    with_metrics: false,
                },
                None,
            );
            checkup.take(&Row::from(row.clone()));
            checkup.end(Some(&Row::from(info.clone())));
            assert_eq!(performance(&checkup).join(" "), expected);
        }
    }

    #[test]
    fn a_monitor_is_asked_for_by_its_option_of_this_command() {
        let is_asked = |line: &str| {
            let args: Vec<OsString> = line.split(' ').map(Into::into).collect();
            super::is_asked(&args)
        };
        assert!(is_asked("p check --nagios") && is_asked("p -q check -w x --nagios --foo"));
        assert!(!is_asked("p check -w x") && !is_asked("p status --nagios"));
        assert!(is_asked("p check --nagios=yes") && !is_asked("p check -- --nagios"));
        assert!(!is_asked("p profiles check --nagios"));
    }
}
