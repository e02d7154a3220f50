//! The results of an earlier run, and the wishes that take it back.

use super::declared::field_of;
use super::requests::plain;
use super::saved::key;
use super::wishes::{Wish, Wished};
use super::{Mode, amount, or_unknown};
use crate::endpoints::resources::{RESOURCES, Resource};
use crate::endpoints::spec::Now;
use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::output::excel;
use crate::row::Row;
use crate::text;
use csv::StringRecord;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The columns of a results file that are read.
const COLUMNS: [&str; 7] = [
    "email", "resource", "mode", "from", "delta", "now", "status",
];

/// The status of a row that was done.
const DONE: &str = "done";

/// The status of a row that may have been done.
const UNKNOWN: &str = "unknown";

/// A change that was made, as its results have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    email: String,
    resource: &'static Resource,
    mode: Mode,
    from: Option<Decimal>,
    delta: Option<Decimal>,
    now: Option<Decimal>,
    is_unknown: bool,
}

/// Reads the rows of a results file that were or may have been done.
///
/// # Errors
/// Usage: it is not a results file, or a row of it is damaged.
pub fn read(bytes: &[u8]) -> Result<Vec<Done>, Failure> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::Reader::from_reader(text);
    let wrong =
        |error: csv::Error| Failure::usage(text!("it is not CSV: {error}", "不是 CSV：{error}"));
    let headings = reader.headers().map_err(wrong)?;
    let place = |name: &&str| headings.iter().position(|heading| heading == *name);
    let places: Vec<_> = COLUMNS.iter().filter_map(place).collect();
    let Ok(places) = <[usize; COLUMNS.len()]>::try_from(places) else {
        let columns = COLUMNS.join(", ");
        return Err(Failure::usage(text!(
            "it is not a results file of allotments: these have the columns {columns}",
            "不是分配的结果文件：结果文件应有以下列：{columns}"
        )));
    };
    let (mut all, mut seen) = (Vec::new(), HashSet::new());
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let cells = places.map(|place| excel::unguarded(&record[place]));
        if ![DONE, UNKNOWN].contains(&cells[6]) {
            continue;
        }
        let done = done(&cells);
        let is_new = |done: &Done| seen.insert(done.key());
        let Some(done) = done.filter(is_new) else {
            let line = line(&record);
            return Err(Failure::usage(text!(
                "line {line} is not one that this program writes",
                "第 {line} 行不是本程序写入的内容"
            )));
        };
        all.push(done);
    }
    Ok(all)
}

fn line(record: &StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

fn done(cells: &[&str; COLUMNS.len()]) -> Option<Done> {
    let [email, resource, mode, from, delta, now, status] = cells;
    let number = |text: &str| match text {
        "" => Some(None),
        text => Decimal::from_str_exact(text).ok().map(Some),
    };
    Some(Done {
        email: (*email).to_owned(),
        resource: RESOURCES.iter().find(|it| it.word == *resource)?,
        mode: Mode::of(mode)?,
        from: number(from)?,
        delta: number(delta)?,
        now: number(now)?,
        is_unknown: *status == UNKNOWN,
    })
}

/// What takes the changes back, and in words those of which that is not known.
pub fn inverse(done: &[Done]) -> (Vec<Wish>, Vec<Text>) {
    let (mut wishes, mut left) = (Vec::new(), Vec::new());
    for done in done {
        match done.inverse() {
            Ok(how) => wishes.push(Wish {
                line: None,
                email: done.email.clone(),
                resource: done.resource,
                how,
            }),
            Err(why) => left.push(done.left(&why)),
        }
    }
    (wishes, left)
}

/// Those of these wishes whose accounts are as the run has left them, and in
/// words the others.
pub fn unchanged(
    wishes: &[Wish],
    done: &[Done],
    accounts: &BTreeMap<String, Row>,
) -> (Vec<Wish>, Vec<Text>) {
    let done: HashMap<_, _> = done.iter().map(|done| (done.key(), done)).collect();
    let (mut same, mut left) = (Vec::new(), Vec::new());
    for wish in wishes {
        let Some(done) = done.get(&key(wish)) else {
            continue;
        };
        let account = accounts.get(&wish.email.to_lowercase());
        match done.is_unchanged(account, wish.how) {
            Ok(()) => same.push(wish.clone()),
            Err(why) => left.push(done.left(&why)),
        }
    }
    (same, left)
}

impl Done {
    /// The e-mail of its account.
    pub fn email(&self) -> &str {
        &self.email
    }

    fn key(&self) -> (String, &'static str) {
        (self.email.to_lowercase(), self.resource.word)
    }

    fn left(&self, why: &Text) -> Text {
        let (email, what) = (&self.email, self.resource.name());
        text!("{email} {what}: {why}", "{email} {what}：{why}")
    }

    /// What takes it back.
    fn inverse(&self) -> Result<Wished, Text> {
        let changed = || self.delta.ok_or(NO_DELTA);
        if self.is_unknown {
            return Err(NO_OUTCOME.into());
        }
        let how = match self.mode {
            Mode::Set | Mode::Refill => Wished::Set(self.from.ok_or(NO_FROM)?),
            Mode::Give => Wished::Take(Some(changed()?)),
            Mode::Take => Wished::Give(-changed()?),
        };
        let field = field_of(how.mode().word(), self.resource);
        let rule = field.map(|field| field.check(&how.typed(), &Now { unix_millis: 0 }));
        match rule {
            Some(Err(rule)) => Err(text!(
                "{amount} cannot be put back: it {rule}",
                "{amount} 无法恢复：{rule}",
                amount = how.typed()
            )),
            _ => Ok(how),
        }
    }

    /// Whether the account is as the run has left it; else what it is.
    fn is_unchanged(&self, account: Option<&Row>, how: Wished) -> Result<(), Text> {
        let account = account.ok_or(GONE)?;
        let (then, now) = (self.now, amount(account, self.resource.left));
        if then.is_none() || then != now {
            let (then, now) = (or_unknown(then), or_unknown(now));
            return Err(text!(
                "was {then} after the run, and is {now}",
                "执行后为 {then}，现在为 {now}"
            ));
        }
        match how {
            Wished::Take(Some(given)) if now < Some(given) => {
                let (given, now) = (plain(given), or_unknown(now));
                Err(text!(
                    "{given} were given, and {now} are left",
                    "当时增加了 {given}，现在只剩 {now}"
                ))
            }
            _ => Ok(()),
        }
    }
}

const NO_OUTCOME: Both = both(
    "the results do not say whether it was changed",
    "结果文件未说明是否已更改",
);

const NO_DELTA: Both = both(
    "the results do not say how much was changed",
    "结果文件未说明更改了多少",
);

const NO_FROM: Both = both(
    "the results do not say what was there before",
    "结果文件未说明更改前的数量",
);

const GONE: Both = both(
    "is not a sub-account of the group any more",
    "已不是集团的分账号",
);

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "line,email,resource,mode,from,to,delta,now,status,message\n";

    fn undone(lines: &str, account: &str) -> (Vec<String>, Vec<Text>) {
        let done = read(format!("{HEAD}{lines}").as_bytes()).unwrap();
        let accounts = BTreeMap::from([("a@b.cn".to_owned(), Row::parse(account).unwrap())]);
        let (wishes, mut left) = inverse(&done);
        let (wishes, moved) = unchanged(&wishes, &done, &accounts);
        left.extend(moved);
        let words = |it: &Wish| format!("{} {:?}", it.resource.word, it.how);
        (wishes.iter().map(words).collect(), left)
    }

    #[test]
    fn what_was_done_is_taken_back() {
        let lines = "2,A@b.cn,minutes,give,300,800,500,800,done,\n\
                     2,A@b.cn,channels,set,10,20,10,20,done,\n\
                     2,A@b.cn,flow,take,120.5,20.5,-100,20.5,done,\n\
                     2,A@b.cn,balance,take,9.90,2.30,-7.60,2.30,done,\n\
                     2,A@b.cn,space,refill,1,50,49,50,done,\n\
                     3,A@b.cn,guide-minutes,give,300,800,500,,unknown,\n\
                     3,A@b.cn,link-mic-minutes,give,300,800,500,,notSent,\n";
        let account = r#"{"email":"A@b.cn","remainMinutes":800,"maxChannels":20,"remainFlow":20.5,
            "balance":"2.3","remainSpace":50.0}"#;
        let (wishes, left) = undone(lines, account);
        let unknown = "A@b.cn guide-minutes: the results do not say whether it was changed";
        assert_eq!(left, [unknown]);
        assert_eq!(
            wishes,
            [
                "minutes Take(Some(500))",
                "channels Set(10)",
                "flow Give(100)",
                "balance Give(7.60)",
                "space Set(1)",
            ]
        );
    }

    #[test]
    fn what_has_changed_since_is_named_and_left() {
        let lines = "2,a@b.cn,minutes,give,300,800,500,800,done,\n\
                     2,a@b.cn,channels,set,,20,,20,done,\n\
                     2,a@b.cn,flow,take,120.5,0,-120.5,0,done,\n\
                     2,a@b.cn,concurrent,give,5,10,5,,done,\n\
                     2,a@b.cn,space,give,5,10,5,4,done,\n\
                     3,c@b.cn,balance,give,0,5,5,5,done,\n";
        let account = r#"{"email":"a@b.cn","remainMinutes":799,"maxChannels":20,"remainFlow":0,
            "remainConcurrent":10,"remainSpace":4}"#;
        let (wishes, left) = undone(lines, account);
        assert_eq!(wishes, [""; 0]);
        assert_eq!(
            left,
            [
                "a@b.cn channels: the results do not say what was there before",
                "a@b.cn flow: 120.5 cannot be put back: it must be a whole number, 0 or more, \
                 digits only",
                "a@b.cn minutes: was 800 after the run, and is 799",
                "a@b.cn concurrent: was unknown after the run, and is 10",
                "a@b.cn space: 5 were given, and 4 are left",
                "c@b.cn balance: is not a sub-account of the group any more",
            ]
        );
    }

    #[test]
    fn a_spreadsheets_file_is_read_and_a_damaged_one_is_not() {
        let lines = "\u{feff}email,status,now,delta,from,mode,resource\r\n\
                     a@b.cn,done,8,'-5,13,take,minutes\r\n";
        assert_eq!(read(lines.as_bytes()).unwrap()[0].delta, Some((-5).into()));
        let refused = |text: &str| read(text.as_bytes()).unwrap_err().message;
        let columns = "it is not a results file of allotments: these have the columns email, \
                       resource, mode, from, delta, now, status";
        assert_eq!(refused(""), columns);
        assert_eq!(refused("email,status\na@b.cn,done\n"), columns);
        for line in [
            "2,a@b.cn,money,give,1,2,1,2,done,",
            "2,a@b.cn,minutes,burn,1,2,1,2,done,",
            "2,a@b.cn,minutes,give,x,2,1,2,done,",
            "2,a@b.cn,minutes,give,1,2,1e5,2,done,",
        ] {
            let words = "line 2 is not one that this program writes";
            assert_eq!(refused(&format!("{HEAD}{line}\n")), words);
        }
        let twice = "2,a@b.cn,minutes,give,1,2,1,2,done,\n2,A@b.cn,minutes,give,2,3,1,3,done,\n";
        let words = "line 3 is not one that this program writes";
        assert_eq!(refused(&format!("{HEAD}{twice}")), words);
        let words = refused(&format!("{HEAD}2,a@b.cn\n"));
        assert!(words.en().starts_with("it is not CSV: "), "{words}");
    }
}
