//! What a check says in one line that every terminal, pager and monitor has
//! room for.

use super::checkup::{Checkup, Held, Hit};
use super::condition::Subject;
use crate::failure::Kind;
use crate::lang::{Both, CLAUSES, COMMAS, Text, both, counted};
use crate::output::{Values, instant};
use crate::text;
use crate::text::{cut, escape};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use unicode_width::UnicodeWidthStr;

/// Cells of a line: fewer than 80.
pub(super) const CELLS: usize = 79;

/// Cells that what is said besides the conditions may take.
const CELLS_OF_NOTES: usize = 50;

/// Letters of a time up to its minute, and up to its day.
const MINUTE: usize = "2026-12-31 08:00".len();
const DAY: usize = "2026-12-31".len();

/// Cells that what was typed may take.
const CELLS_OF_CONDITION: usize = 40;

/// Digits behind the point of a share that people read.
const DIGITS: u32 = 4;

/// The word of what a check came to; monitors know it in English only.
pub(super) fn word(worst: Option<Kind>) -> &'static str {
    match worst {
        None => "OK",
        Some(Kind::Warning) => "WARNING",
        Some(Kind::Critical) => "CRITICAL",
        Some(_) => "UNKNOWN",
    }
}

/// A text that ends neither the line nor what a monitor takes for the text.
pub(super) fn safe(text: &str) -> String {
    escape(text).replace('|', "\\u{7c}")
}

/// A text in so many cells, with a mark where something was cut.
pub(super) fn fitted(text: &str, cells: usize) -> String {
    match text.width() <= cells {
        true => text.to_owned(),
        false => format!("{}…", cut(text, cells.saturating_sub(1)).trim_end()),
    }
}

/// The line: the worst first, with an account by name, then what else holds, then
/// as many of the accounts as there is room for.
pub(super) fn line(checkup: &Checkup, notes: &[Text], zone: &TimeZone) -> String {
    let notes = notes.iter();
    let notes = notes.map(|note| format!("{}{}", CLAUSES.now(), safe(note.now())));
    let notes = fitted(&notes.collect::<String>(), CELLS_OF_NOTES);
    let held: Vec<&Held> = checkup.held.iter().filter(|held| held.holds).collect();
    if held.is_empty() {
        return format!("OK: {}{notes}", all_well(checkup));
    }
    // So many accounts of each condition that is named.
    let mut named = vec![usize::from(held[0].value.is_none())];
    let text = |named: &[usize]| parts(&held, named, checkup, zone) + &notes;
    let fits = |named: &[usize]| text(named).width() <= CELLS;
    if !fits(&named) {
        named[0] = 0;
    }
    while named.len() < held.len() {
        named.push(0);
        if !fits(&named) {
            named.pop();
            break;
        }
    }
    for (at, held) in held.iter().enumerate().take(named.len()) {
        while named[at] < held.hits.len() {
            named[at] += 1;
            if !fits(&named) {
                named[at] -= 1;
                break;
            }
        }
    }
    fitted(&text(&named), CELLS)
}

/// The first of what holds, with so many accounts each, and how much more there is.
fn parts(held: &[&Held], named: &[usize], checkup: &Checkup, zone: &TimeZone) -> String {
    let mut line = String::new();
    let mut before = None;
    let mut of_all = checkup.accounts.map(|(kept, _)| kept);
    for (held, named) in held.iter().zip(named) {
        let level = word(Some(held.condition.kind()));
        if before.is_some() {
            line += CLAUSES.now();
        }
        if before.replace(level) != Some(level) {
            line += &format!("{level}: ");
        }
        line += &head(
            held,
            if held.value.is_none() {
                of_all.take()
            } else {
                None
            },
        );
        line += &examples(held, *named, zone);
    }
    match held.len() - named.len() {
        0 => line,
        left => line + text!("; {left} more", "；另有 {left} 项").now(),
    }
}

/// What holds: `2 of 230 with minutes<100`, or `group.minutes%<10: 8.3%`.
fn head(held: &Held, of_all: Option<u64>) -> String {
    let condition = fitted(&safe(&held.condition.text), CELLS_OF_CONDITION);
    let hits = held.hits.len();
    let head = match (held.value, of_all) {
        (Some(value), _) => {
            let (colon, value) = (COLON.now(), told(held, value));
            return format!("{condition}{colon}{value}");
        }
        (None, Some(all)) => text!(
            "{hits} of {all} with {condition}",
            "{all} 个中 {hits} 个 {condition}"
        ),
        (None, None) => text!("{hits} with {condition}", "{hits} 个 {condition}"),
    };
    head.now().to_owned()
}

const COLON: Both = both(": ", "：");

/// A number as people and monitors read it.
pub(super) fn shown(value: Decimal) -> String {
    value.round_dp(DIGITS).normalize().to_string()
}

/// The same of what is not of each account, with its unit.
pub(super) fn told(held: &Held, value: Decimal) -> String {
    match held.condition.subject {
        Subject::LeftShare(_) => format!("{}%", shown(value)),
        Subject::Age => age(value),
        _ => shown(value),
    }
}

/// So many seconds: `27h 5m`, from two days on `7d 3h`.
fn age(seconds: Decimal) -> String {
    let minutes = i64::try_from(seconds.trunc()).unwrap_or(i64::MAX) / 60;
    let (hours, minutes) = (minutes / 60, minutes % 60);
    match hours {
        0 => format!("{minutes}m"),
        1..48 => format!("{hours}h {minutes}m"),
        _ => format!("{}d {}h", hours / 24, hours % 24),
    }
}

/// The first accounts and their values, and a mark where there are more.
fn examples(held: &Held, named: usize, zone: &TimeZone) -> String {
    let mut shown = String::new();
    for (at, hit) in held.hits.iter().take(named).enumerate() {
        shown += if at == 0 { COLON } else { COMMAS }.now();
        shown += &example(hit, held, zone);
    }
    if (1..held.hits.len()).contains(&named) {
        shown += &format!("{}…", COMMAS.now());
    }
    shown
}

fn example(hit: &Hit, held: &Held, zone: &TimeZone) -> String {
    let email = safe(hit.email.as_deref().unwrap_or("-"));
    format!("{email} {}", safe(&value(hit, held, zone)))
}

/// The value of an account for people: a time in the zone.
pub(super) fn value(hit: &Hit, held: &Held, zone: &TimeZone) -> String {
    let text = hit.text.clone().unwrap_or_else(|| "-".to_owned());
    match held.column().map(|column| column.values) {
        Some(Values::Millis) => match text.parse() {
            Ok(millis) => {
                let time = instant(millis, zone);
                time.strip_suffix(" 00:00:00").unwrap_or(&time).to_owned()
            }
            Err(_) => text,
        },
        _ => text,
    }
}

/// How much was looked at.
fn all_well(checkup: &Checkup) -> String {
    let typed = checkup.held.iter().filter(|it| !it.condition.is_implied);
    let typed = typed.count();
    let conditions = (typed > 0).then(|| counted(typed, "condition", "个条件"));
    let accounts = checkup.accounts.map(|(kept, all)| match kept == all {
        true => counted(all, "sub-account", "个分账号"),
        false => {
            let accounts = counted(all, "sub-account", "个分账号");
            text!("{kept} of {accounts}", "{accounts}中的 {kept} 个")
        }
    });
    let parts: Vec<String> = accounts
        .into_iter()
        .chain(conditions)
        .map(|it| it.now().to_owned())
        .collect();
    parts.join(COMMAS.now())
}

/// What has to be known besides the conditions: that no account counts, as where
/// `--where` has a wrong name or the key is another group's, what is not told of the group, when it was saved, and
/// how many accounts have no such figure; of each name once.
pub(super) fn notes(checkup: &Checkup, saved: Option<i64>, zone: &TimeZone) -> Vec<Text> {
    let name = |held: &Held| safe(&held.condition.name);
    let untold = checkup.held.iter().filter(|held| held.is_untold);
    let untold = untold.map(|held| {
        let name = name(held);
        text!("{name} is not told", "没有 {name} 的数据")
    });
    let saved = saved.map(|unix_millis| {
        let time = instant(unix_millis, zone);
        let minute = cut(&time, MINUTE);
        text!("as of {minute}", "截至 {minute}")
    });
    let days = checkup.days.as_ref().and_then(|days| days.as_ref().ok());
    let used = days.and_then(|days| days.until).map(|unix_millis| {
        let time = instant(unix_millis, zone);
        let day = cut(&time, DAY);
        text!("use until {day}", "用量截至 {day}")
    });
    let blank = checkup
        .held
        .iter()
        .filter(|held| held.blanks > 0 && !held.is_untold);
    let blank = blank.map(|held| {
        let (blanks, name) = (held.blanks, name(held));
        text!("{blanks} without {name}", "{blanks} 个没有 {name}")
    });
    let mut notes: Vec<Text> = Vec::new();
    match checkup.accounts {
        Some((0, 0)) => notes.push(both("the group is empty", "集团没有分账号").into()),
        Some((0, _)) => notes.push(both("--where holds for none", "没有分账号符合 --where").into()),
        _ => {}
    }
    for note in untold.chain(saved).chain(used).chain(blank) {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::super::checkup::Plan;
    use super::super::condition::Condition;
    use super::*;
    use crate::lang::{Lang, within};
    use crate::row::Row;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// What a check of these rows comes to.
    fn checkup(conditions: &[(bool, &str)], rows: &[Value]) -> Checkup {
        let parse = |(critical, text): &(bool, &str)| {
            Condition::parse(text, *critical, &TimeZone::UTC, 1_716_134_400_000).unwrap()
        };
        let mut checkup = Checkup::new(
            Plan {
                conditions: conditions.iter().map(parse).collect(),
                filters: Vec::new(),
                with_metrics: false,
            },
            None,
        );
        for row in rows {
            checkup.take(&Row::from(row.clone()));
        }
        let info =
            json!({"liveInfo.accountDurations": 200, "liveInfo.totalDepositedDuration": 180});
        checkup.end(Some(&Row::from(info)));
        checkup
    }

    fn said(conditions: &[(bool, &str)], rows: &[Value]) -> String {
        let checkup = checkup(conditions, rows);
        let zone = &TimeZone::UTC;
        line(&checkup, &notes(&checkup, None, zone), zone)
    }

    fn account(at: u64, minutes: i64) -> Value {
        json!({"email": format!("shop{at}@example.com"), "remainMinutes": minutes, "status": "normal"})
    }

    #[test]
    fn the_worst_come_first_and_as_many_as_there_is_room_for() {
        let rows: Vec<Value> = (1..=9)
            .map(|at| account(at, 90 - 10 * (at as i64)))
            .collect();
        for (conditions, expected) in [
            (
                &[(true, "minutes<0")][..],
                "OK: 9 sub-accounts, 1 condition",
            ),
            (
                &[(true, "minutes<=0")],
                "CRITICAL: 1 of 9 with minutes<=0: shop9@example.com 0",
            ),
            (
                &[(false, "minutes<20")],
                "WARNING: 2 of 9 with minutes<20: shop9@example.com 0, shop8@example.com 10",
            ),
            (
                &[
                    (false, "minutes<90"),
                    (true, "minutes<20"),
                    (true, "group.minutes%<=10"),
                ],
                "CRITICAL: 2 of 9 with minutes<20: shop9@example.com 0, …; 2 more",
            ),
            (
                &[(true, "minutes>69"), (false, "normal>8")],
                "CRITICAL: 2 of 9 with minutes>69: shop1@example.com 80, …; WARNING: normal>8: 9",
            ),
            (
                &[(true, "group.minutes=20"), (true, "minutes<5")],
                "CRITICAL: group.minutes=20: 20; 1 of 9 with minutes<5: shop9@example.com 0",
            ),
        ] {
            let line = said(conditions, &rows);
            assert_eq!(line, expected);
            assert!(line.width() < 80, "{line}");
        }
    }

    #[test]
    fn what_has_no_figure_is_counted_and_said() {
        let rows = [
            json!({"email": "a@b.cn", "remainMinutes": null, "balance": "12.5"}),
            json!({"email": "c@b.cn", "remainMinutes": "soon", "balance": null}),
            json!({"email": "d@b.cn", "remainMinutes": 5, "balance": "0.10"}),
        ];
        let line = said(
            &[
                (true, "minutes<5"),
                (false, "minutes<1"),
                (true, "balance<0.1"),
            ],
            &rows,
        );
        assert_eq!(
            line,
            "OK: 3 sub-accounts, 3 conditions; 2 without minutes; 1 without balance"
        );
        let line = said(&[(true, "minutes!=0"), (true, "group.flow<1")], &rows);
        let expected =
            "CRITICAL: 1 of 3 with minutes!=0; group.flow is not told; 2 without minutes";
        assert_eq!(line, expected);
        let line = said(&[(true, "minutes=null"), (true, "balance<=0.1")], &rows);
        let expected = "CRITICAL: 1 of 3 with minutes=null: a@b.cn -; 1 more; 1 without balance";
        assert_eq!(line, expected);
    }

    #[test]
    fn chinese_reads_its_own_line_and_the_word_stays() {
        let rows = [account(1, 5), account(2, 500)];
        let line = within(Lang::Zh, || said(&[(true, "minutes<10")], &rows));
        assert_eq!(
            line,
            "CRITICAL: 2 个中 1 个 minutes<10：shop1@example.com 5"
        );
        let line = within(Lang::Zh, || said(&[(true, "minutes<1")], &rows));
        assert_eq!(line, "OK: 2 个分账号，1 个条件");
    }

    proptest! {
        #[test]
        fn the_line_is_one_line_of_fewer_than_80_cells_whatever_is_in_it(
            emails in prop::collection::vec("\\PC{0,50}|[a|'\"\n\r\u{202e}中，;=]{0,60}", 1..6),
            typed in "[a-z|中 ]{1,60}",
            chinese in any::<bool>(),
        ) {
            let rows: Vec<Value> = emails.iter().map(|email| json!({"email": email, "memo": typed})).collect();
            let condition = format!("memo='{typed}'");
            let all = [(true, condition.as_str()), (false, "count>0"), (false, "normal<9"), (false, "minutes<5")];
            let lang = if chinese { Lang::Zh } else { Lang::En };
            let line = within(lang, || said(&all, &rows));
            prop_assert!(line.width() < 80, "{} {line}", line.width());
            prop_assert!(line.starts_with("CRITICAL: "), "{line}");
            prop_assert!(!line.contains(['\n', '\r', '|', '\u{202e}']), "{line}");
        }
    }
}
