//! The columns a roster may have: the fields of its call, by the service's own
//! names or the Chinese ones of the documents, in any order.

use super::{Columns, PASSWORD, first_line};
use crate::endpoints::children;
use crate::endpoints::spec::Field;
use crate::endpoints::subaccounts::CREATE;
use crate::endpoints::write::{Names, Write};
use crate::failure::Failure;
use crate::lang::{CLAUSES, Text, both, is_chinese, joined};
use crate::locks::held;
use crate::output::Headings;
use crate::text;
use crate::text::{did_you_mean, half_width, listed};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::iter;
use std::sync::{Arc, Mutex};

/// Columns of a roster, empty ones too: far more than any call has fields.
pub(super) const MOST_COLUMNS: usize = 1000;

/// Headings that a message still names.
const MOST_NAMED: usize = 20;

/// Remarks in brackets that forms put beside any heading.
const REMARKS: [&str; 4] = ["必填", "选填", "required", "optional"];

/// In the place of a column that is not read.
static UNREAD: Field = Field::new("", |_, _| Ok(Value::Null));

/// Commas of Chinese input methods, which separate no cells.
const WIDE_COMMAS: [char; 3] = ['，', '、', '；'];

/// The field of each column of the file; `None` for a column without heading,
/// as spreadsheets leave behind.
///
/// # Errors
/// Usage, with everything that is wrong. Where the headings were forgotten the
/// first line is not quoted: it is the first account, with its password.
pub(super) fn columns(
    call: &'static Write,
    headings: &[String],
    generates: bool,
) -> Result<Vec<Option<&'static Field>>, Failure> {
    let is_wide = headings.len() > MOST_COLUMNS;
    // Each is compared with all names: not done for millions.
    let found = headings.iter().filter(|_| !is_wide);
    let found = found.map(|text| find(call, text)).collect();
    let found = without_the_lists(call, headings, found);
    let address = headings.iter().any(|heading| heading.contains('@'));
    let mut faults = Vec::new();
    if is_wide {
        faults.push(text!(
            "the heading line has more than {MOST_COLUMNS} columns",
            "列名行超过 {MOST_COLUMNS} 列"
        ));
    } else if address || found.iter().all(Option::is_none) {
        let is_joined = matches!(headings, [only] if only.contains(WIDE_COMMAS));
        let words = match is_joined && !address {
            true => both(
                "the headings must be separated by , ; or tabs, not by the full-width ，",
                "列名之间应使用 `,`、`;` 或制表符，不能使用全角逗号",
            ),
            false => both("the first line is not a heading line", "第一行不是列名"),
        };
        faults.push(words.into());
    } else {
        faults.extend(unknown_or_twice(call, headings, &found));
        faults.extend(missing(call, &found, generates));
    }
    if faults.is_empty() {
        return Ok(found);
    }
    let known = call.fields.iter().map(both_names);
    if known.len() <= MOST_NAMED {
        let known = listed(known);
        faults.push(text!("known headings: {known}", "可用的列名：{known}"));
    }
    let message = joined(faults, CLAUSES);
    // A template of the wrong language would be a lot to retype.
    let like_it = match headings.iter().any(|text| text.contains(is_chinese)) {
        true => Headings::Zh,
        false => Headings::Api,
    };
    Err(Failure::usage(message).hint(template_hint(call, like_it)))
}

/// The same with the columns of an export not read. Where there is one that
/// nothing but a list has, also the others that have a list's name say what was,
/// not what is wished for.
fn without_the_lists(
    call: &'static Write,
    headings: &[String],
    found: Vec<Option<&'static Field>>,
) -> Vec<Option<&'static Field>> {
    let is_listed = |heading: &String| call.beside.iter().any(|it| it.is_named_by(heading));
    let all = || headings.iter().zip(&found);
    if !all().any(|(heading, field)| field.is_none() && is_listed(heading)) {
        return found;
    }
    // A list has the field itself, or the name that stands for it.
    let is_own = |field: &Option<&Field>, heading: &String| {
        let listed = |field: &Field| call.beside.iter().any(|it| it.field == field.api);
        let is_own = |field: &&Field| {
            plain(heading) == plain(field.api) || listed(field) || field.listed_by.is_some()
        };
        field.as_ref().is_some_and(is_own)
    };
    let kept = all().map(
        |(heading, field)| match is_listed(heading) && !is_own(field, heading) {
            true => Some(&UNREAD),
            false => *field,
        },
    );
    kept.collect()
}

/// The headings of the columns that are not read.
pub(super) fn unread<'h>(headings: &'h [String], columns: &Columns) -> Vec<&'h str> {
    let all = headings.iter().zip(columns);
    let unread = all.filter(|(_, field)| field.is_some_and(|field| field.api.is_empty()));
    unread.map(|(heading, _)| heading.trim()).collect()
}

/// How many of the headings are known, of as many as there may be.
pub(super) fn known(call: &'static Write, headings: &[String]) -> usize {
    let headings = headings.iter().take(MOST_COLUMNS);
    headings.filter_map(|text| find(call, text)).count()
}

/// Whether a column of this heading holds e-mails: of accounts, or of child
/// accounts.
pub(super) fn is_email(heading: &str) -> bool {
    let is_key = |call| find(call, heading).is_some_and(|field| field.api == call.key);
    is_key(&CREATE) || is_key(&children::CREATE)
}

fn both_names(field: &Field) -> Text {
    let (api, chinese) = (field.api, field.chinese());
    text!("{api} ({chinese})", "{chinese}（{api}）")
}

/// What the fields are called: by the file's own headings, as far as it has them.
pub(super) fn names(call: &Write, headings: &[String], columns: &Columns) -> Names {
    let all = call.fields.iter();
    let all = all.map(|field| (field.api, both_names(field)));
    let headed = columns.iter().zip(headings);
    let headed = headed.filter(|(field, _)| field.is_some_and(|field| !field.api.is_empty()));
    let name = |text: &String| Text::verbatim(first_line(text.trim()));
    let own = headed.filter_map(|(field, text)| Some(((*field)?.api, name(text))));
    all.chain(own).collect()
}

/// Only units of the field may follow in brackets: a flow headed `(M)` would
/// otherwise be allotted as so many G.
fn find(call: &'static Write, heading: &str) -> Option<&'static Field> {
    let heading = plain(heading);
    let bracketed = heading.strip_suffix(')');
    let (name, remark) = match bracketed.and_then(|rest| rest.split_once('(')) {
        Some((name, remark)) => (name, Some(remark)),
        None => (heading.as_str(), None),
    };
    let known = known_names(call);
    let fields = known.get(name).filter(|_| !name.is_empty())?;
    let may_be = |field: &&&'static Field| {
        let mut units = field.units.iter();
        let mut unit = |text: &str| units.any(|unit| unit.eq_ignore_ascii_case(text));
        remark.is_none_or(|text| unit(text) || REMARKS.contains(&text))
    };
    fields.iter().find(may_be).copied()
}

/// The fields that each name may mean, in their order.
type KnownNames = HashMap<String, Vec<&'static Field>>;

/// The names of a call's fields as they are compared: hundreds, made once.
fn known_names(call: &'static Write) -> Arc<KnownNames> {
    static MADE: Mutex<Vec<(&Write, Arc<KnownNames>)>> = Mutex::new(Vec::new());
    let mut made = held(&MADE);
    if let Some((_, known)) = made.iter().find(|(of, _)| std::ptr::eq(*of, call)) {
        return known.clone();
    }
    let mut known = KnownNames::new();
    for field in call.fields {
        let names: HashSet<String> = names_of(call, field).map(plain).collect();
        names
            .into_iter()
            .for_each(|name| known.entry(name).or_default().push(field));
    }
    made.push((call, Arc::new(known)));
    made[made.len() - 1].1.clone()
}

/// Every name that a field goes by: its own, and those of its column in a list.
fn names_of(call: &Write, field: &'static Field) -> impl Iterator<Item = &'static str> {
    let listed = call.list().map_or(&[][..], |list| list.columns).iter();
    let listed = listed.filter(|column| column.field == field.api);
    let listed = listed.flat_map(|column| [column.bare_heading(), column.chinese()]);
    let own = [field.api, field.option, field.chinese()].into_iter();
    let all = own.chain(listed).chain(field.headings.split(' '));
    all.filter(|name| !name.is_empty())
}

/// A heading as it is compared: full-width signs as ASCII, small letters, no
/// spaces, dashes and colons, no mark of a required column. An option is
/// written as the API's name is, but for the dashes.
fn plain(heading: &str) -> String {
    let dropped = |c: char| c.is_whitespace() || "\u{feff}\u{200b}*-_:".contains(c);
    half_width(heading).replace(dropped, "").to_lowercase()
}

/// The field that a heading means.
///
/// # Errors
/// It means none; what it may have meant.
pub(super) fn named(call: &'static Write, heading: &str) -> Result<&'static Field, Text> {
    find(call, heading).ok_or_else(|| {
        let known = |field: &'static Field| {
            names_of(call, field).flat_map(|name| {
                let with_unit = field.units.first().map(|unit| format!("{name}({unit})"));
                iter::once(name.to_owned()).chain(with_unit)
            })
        };
        let names: Vec<String> = call.fields.iter().flat_map(known).collect();
        let near = did_you_mean(&plain(heading), names.iter().map(String::as_str));
        text!(
            "{heading:?} is not a known heading{near}",
            "{heading:?} 不是可识别的列名{near}"
        )
    })
}

fn unknown_or_twice(call: &'static Write, headings: &[String], found: &Columns) -> Vec<Text> {
    let shown = |heading: &String| first_line(heading.trim());
    let mut faults = Vec::new();
    for (at, (heading, field)) in headings.iter().zip(found).enumerate() {
        let plain = plain(heading);
        let same = |other: &Option<&Field>| other.map(|f| f.api) == field.map(|f| f.api);
        let first = found.iter().position(same).filter(|first| *first < at);
        let heading = shown(heading);
        match (field, first) {
            (None, _) if !plain.is_empty() => faults.extend(named(call, &heading).err()),
            // A full list has the id of a role and its name.
            (Some(field), Some(_)) if field.listed_by.is_some() => {}
            (Some(Field { api, .. }), Some(first)) if !api.is_empty() => {
                let first = shown(&headings[first]);
                faults.push(text!(
                    "{api} has two columns, {first:?} and {heading:?}",
                    "{api} 有两列：{first:?} 和 {heading:?}"
                ));
            }
            _ => {}
        }
    }
    faults
}

/// The fields of which a roster has one at least.
pub(super) fn one_of(call: &Write) -> Vec<&'static Field> {
    let names = call.rows.map_or(&[][..], |rows| rows.one_of);
    let fields = call.fields.iter();
    fields.filter(|field| names.contains(&field.api)).collect()
}

fn missing(call: &Write, found: &Columns, generates: bool) -> impl Iterator<Item = Text> {
    let is_there = |field: &&Field| found.iter().flatten().any(|other| other.api == field.api);
    let required = call.fields.iter();
    let required = required.filter(|f| f.required && !(generates && f.api == PASSWORD));
    let mut names: Vec<Text> = required.filter(|f| !is_there(f)).map(both_names).collect();
    let fields = one_of(call);
    if !fields.is_empty() && !fields.iter().any(is_there) {
        let alternatives = fields.iter().copied().map(both_names);
        names.push(joined(alternatives, both(" or ", " 或 ")));
    }
    let names = names.into_iter();
    names.map(|name| text!("there is no column {name}", "缺少列：{name}"))
}

/// How to get an empty roster, for those who have a wrong one.
pub fn template_hint(call: &Write, headings: Headings) -> Text {
    let (noun, verb) = call.command;
    let template = match headings {
        Headings::Zh => "--template=chinese",
        Headings::Api | Headings::En => "--template",
    };
    let hint = text!(
        "`polyv-group {noun} {verb} {template}` prints an empty roster",
        "`polyv-group {noun} {verb} {template}` 可打印空白名单"
    );
    match call.fields.iter().any(|field| field.api == PASSWORD) {
        true => text!(
            "{hint}; without a password column give --generate-password and --credentials-out FILE",
            "{hint}；没有密码列时请同时使用 --generate-password 和 --credentials-out FILE"
        ),
        false => hint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Format, Style};
    use crate::text;

    const GOOD: &str = "email,password,contacts,phone,maxChannels,minutes";

    fn split(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    fn names(line: &str) -> Vec<&'static str> {
        let found = columns(&CREATE, &split(line), false).unwrap();
        found.into_iter().map(|c| c.map_or("", |c| c.api)).collect()
    }

    fn error(line: &str) -> String {
        let error = columns(&CREATE, &split(line), false).err().unwrap();
        let text = error.message.en();
        let (faults, known) = text.split_once("; known headings: ").unwrap();
        assert!(known.starts_with("email (邮箱), password (密码), contacts (联系人), "));
        assert!(known.ends_with("remainSpace (点播空间)"));
        faults.to_owned()
    }

    #[test]
    fn api_and_chinese_names_come_in_any_order_and_case() {
        assert_eq!(
            names("分钟数,PHONE,最多可创建频道数,邮箱,Contacts,密码"),
            [
                "minutes",
                "phone",
                "maxChannels",
                "email",
                "contacts",
                "password"
            ]
        );
        let every = CREATE
            .fields
            .iter()
            .map(|c| c.chinese())
            .collect::<Vec<_>>();
        assert_eq!(
            names(&every.join(",")),
            CREATE.fields.iter().map(|c| c.api).collect::<Vec<_>>()
        );
    }

    #[test]
    fn spaces_full_width_signs_units_and_remarks_are_tolerated() {
        let line = format!("{GOOD}, 点播流量（Ｇ） ,点播空间 (GB),金 额(元),*备注,联系人(必填)");
        let found: Vec<_> = split(&line)
            .iter()
            .skip(6)
            .map(|h| find(&CREATE, h).unwrap().api)
            .collect();
        assert_eq!(
            found,
            ["remainFlow", "remainSpace", "balance", "memo", "contacts"]
        );
    }

    /// The headings of a list, by the names that are asked for.
    fn listed(call: &Write, by: Headings) -> Vec<(&'static str, String)> {
        let style = Style {
            headings: Some(by),
            ..Style::plain(Format::Csv)
        };
        let columns = call.beside.iter();
        let headings = columns.map(|column| (column.field, style.heading(column).into_owned()));
        headings.collect()
    }

    const WRITES: [&Write; 4] = [
        &CREATE,
        &children::CREATE,
        &children::UPDATE,
        &children::DELETE,
    ];

    #[test]
    fn a_heading_of_a_list_is_that_of_the_same_field_in_a_roster() {
        for call in WRITES {
            let mut read = 0;
            for by in [Headings::Api, Headings::Zh, Headings::En] {
                for (column, heading) in listed(call, by) {
                    // Names stand for ids.
                    let api = match column {
                        "roleName" if by != Headings::Api => "roleId",
                        "organizationName" if by != Headings::Api => "organizationId",
                        other => other,
                    };
                    if call.fields.iter().any(|field| field.api == api) {
                        let found = find(call, &heading).map(|field| field.api);
                        assert_eq!(found, Some(api), "{heading}");
                        read += 1;
                    }
                }
            }
            let fields = call.fields.iter();
            let fields = fields.filter(|field| call.beside.iter().any(|it| it.field == field.api));
            assert!(read >= 3 * fields.count(), "{:?}", call.command);
        }
    }

    #[test]
    fn what_only_a_list_has_is_not_read() {
        for call in WRITES {
            for by in [Headings::Api, Headings::Zh, Headings::En] {
                let listed = listed(call, by).into_iter();
                // A name beside its id is a second column of one field, see below.
                let listed =
                    listed.filter(|(field, _)| !field.ends_with("Name") || *field == "childName");
                let (fields, mut headings): (Vec<_>, Vec<_>) = listed.unzip();
                let more = match call.command {
                    ("subaccounts", _) => &["password", "minutes"][..],
                    (_, "create") => &["password"],
                    _ => &[],
                };
                // Of an English list these are the minutes that are left.
                if by == Headings::En && more.contains(&"minutes") {
                    headings.retain(|heading| heading != "MINUTES");
                }
                headings.extend(more.iter().map(|it| (*it).to_owned()));
                let read = columns(call, &headings, false).unwrap();
                for (heading, field) in headings.iter().zip(&read) {
                    let own = field.map_or("", |field| field.api);
                    assert!(
                        own.is_empty() || fields.contains(&own) || more.contains(&own),
                        "{heading}"
                    );
                }
                let of_call = call
                    .fields
                    .iter()
                    .filter(|field| fields.contains(&field.api) || more.contains(&field.api));
                let kept = read.iter().flatten().filter(|field| !field.api.is_empty());
                assert_eq!(kept.count(), of_call.count(), "{:?} {by:?}", call.command);
            }
        }
    }

    #[test]
    fn a_name_and_its_id_may_both_be_there() {
        let line = ["childEmail", "角色", "角色ID"].map(str::to_owned);
        let found = columns(&children::UPDATE, &line, false).unwrap();
        let found = found.iter().flatten().map(|field| field.api);
        assert!(found.eq(["childEmail", "roleId", "roleId"]));
    }

    #[test]
    fn another_unit_is_not_tolerated() {
        assert_eq!(
            error(&format!("{GOOD},点播流量(M),remainSpace(M)")),
            "\"点播流量(M)\" is not a known heading; did you mean \"点播流量(G)\"?; \
             \"remainSpace(M)\" is not a known heading; did you mean \"remainSpace(G)\"?"
        );
    }

    #[test]
    fn common_names_and_the_options_are_accepted() {
        for (heading, api) in [
            ("e-mail", "email"),
            ("邮箱地址：", "email"),
            ("姓名", "contacts"),
            ("手机号", "phone"),
            ("联系电话", "phone"),
            ("初始密码", "password"),
            ("频道数", "maxChannels"),
            ("max_channels", "maxChannels"),
            ("--max-channels", "maxChannels"),
            ("Max Channels", "maxChannels"),
            ("分钟(min)", "minutes"),
            ("并发", "concurrent"),
            ("到期时间", "expireDate"),
            ("Expire Date", "expireDate"),
            ("流量(GB)", "remainFlow"),
            ("空间", "remainSpace"),
            ("Remark", "memo"),
        ] {
            assert_eq!(
                find(&CREATE, heading).map(|field| field.api),
                Some(api),
                "{heading}"
            );
        }
    }

    #[test]
    fn a_name_stands_for_one_field() {
        for call in [&CREATE, &children::CREATE, &children::UPDATE] {
            let mut meant = std::collections::HashMap::new();
            for field in call.fields {
                for name in names_of(call, field) {
                    let before = meant.insert(plain(name), field.api);
                    assert!(before.is_none_or(|api| api == field.api), "{name}");
                }
            }
        }
    }

    #[test]
    fn an_unknown_heading_is_answered_with_what_it_may_well_mean() {
        for (heading, meant) in [
            ("Remain Flwo", "remainFlow"),
            ("邮箱地止", "邮箱地址"),
            ("e-mial", "email"),
            ("门店", ""),
            ("邮编", ""),
            ("频道名", ""),
            ("shop", ""),
        ] {
            let said = text::meant(Some(meant).filter(|meant| !meant.is_empty()));
            assert_eq!(
                error(&format!("{GOOD},{heading}")),
                format!("{heading:?} is not a known heading{said}")
            );
        }
    }

    #[test]
    fn a_control_character_in_a_heading_is_shown_escaped() {
        assert_eq!(
            error(&format!("{GOOD},memo\u{1b}[2J")),
            "\"memo\\u{1b}[2J\" is not a known heading"
        );
    }

    #[test]
    fn two_columns_of_one_field_are_an_error() {
        assert_eq!(
            error(&format!("{GOOD},邮箱")),
            "email has two columns, \"email\" and \"邮箱\""
        );
    }

    #[test]
    fn missing_columns_are_named_all_at_once() {
        assert_eq!(
            error("email,memo"),
            "there is no column password (密码); there is no column contacts (联系人); \
             there is no column phone (手机号); there is no column maxChannels (频道数); \
             there is no column minutes (分钟数) or concurrent (并发数)"
        );
    }

    #[test]
    fn generated_passwords_need_no_column() {
        let line = split("email,contacts,phone,maxChannels,concurrent");
        assert!(columns(&CREATE, &line, true).is_ok());
        assert!(columns(&CREATE, &line, false).is_err());
    }

    #[test]
    fn columns_are_bounded() {
        let line = |columns: usize| format!("{GOOD}{}", ",".repeat(columns - 6));
        assert!(columns(&CREATE, &split(&line(1000)), false).is_ok());
        assert_eq!(
            error(&line(1001)),
            "the heading line has more than 1000 columns"
        );
    }

    #[test]
    fn a_first_line_without_any_heading_is_not_quoted() {
        for line in [
            "a@b.cn,s3cretpass,王芳,13800000000,5,100",
            "a@b.cn,s3cretpass,王芳,13800000000,5,备注",
            "one,two",
        ] {
            assert_eq!(error(line), "the first line is not a heading line");
        }
    }

    #[test]
    fn a_column_without_heading_is_no_field() {
        assert_eq!(names(&format!("{GOOD},,\u{3000}"))[6..], ["", ""]);
    }
}
