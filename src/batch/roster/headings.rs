//! The columns a roster may have: the API's own names and the Chinese ones of
//! the documents, in any order. One list drives reading, the template and the
//! words of errors.

use super::{Language, Passwords, first_line, template_hint};
use crate::api::new_account::Draft;
use crate::failure::Failure;
use crate::secret::Secret;
use crate::text::nearest;

/// One field of a roster.
pub(super) struct Heading {
    /// The API's name.
    pub(super) api: &'static str,
    /// The Chinese name.
    pub(super) chinese: &'static str,
    /// Units that may follow in brackets. Only these: a flow headed `(M)`
    /// would otherwise be allotted as so many G.
    units: &'static [&'static str],
    /// Puts a cell into its field.
    pub(super) put: fn(&mut Draft, String),
}

/// The name of the column whose cells are never shown nor trimmed.
pub(super) const PASSWORD: &str = "password";

/// Columns that every roster has; the password's depends.
const REQUIRED: [&str; 4] = ["email", "contacts", "phone", "maxChannels"];

/// Remarks in brackets that forms put beside any heading.
const REMARKS: [&str; 4] = ["必填", "选填", "required", "optional"];

/// All of them, in the documents' order.
#[rustfmt::skip]
pub(super) static HEADINGS: [Heading; 13] = [
    Heading { api: "email", chinese: "邮箱", units: &[], put: |d, t| d.email = Some(t) },
    Heading { api: PASSWORD, chinese: "密码", units: &[], put: |d, t| d.password = Some(Secret::new(t)) },
    Heading { api: "contacts", chinese: "联系人", units: &[], put: |d, t| d.contacts = Some(t) },
    Heading { api: "phone", chinese: "手机号码", units: &[], put: |d, t| d.phone = Some(t) },
    Heading { api: "maxChannels", chinese: "最多可创建频道数", units: &["个"], put: |d, t| d.max_channels = Some(t) },
    Heading { api: "minutes", chinese: "分钟数", units: &["分钟", "min"], put: |d, t| d.minutes = Some(t) },
    Heading { api: "concurrent", chinese: "并发数", units: &[], put: |d, t| d.concurrent = Some(t) },
    Heading { api: "balance", chinese: "金额", units: &["元"], put: |d, t| d.balance = Some(t) },
    Heading { api: "memo", chinese: "备注", units: &[], put: |d, t| d.memo = Some(t) },
    Heading { api: "expireType", chinese: "账号过期类型", units: &[], put: |d, t| d.expire_type = Some(t) },
    Heading { api: "expireDate", chinese: "账号过期时间", units: &[], put: |d, t| d.expire_date = Some(t) },
    Heading { api: "remainFlow", chinese: "点播流量", units: &["g", "gb", "gib"], put: |d, t| d.remain_flow = Some(t) },
    Heading { api: "remainSpace", chinese: "点播空间", units: &["g", "gb", "gib"], put: |d, t| d.remain_space = Some(t) },
];

/// The field of each column of the file; `None` for a column without heading,
/// as spreadsheets leave behind.
///
/// # Errors
/// Usage, with everything that is wrong. Where the headings were forgotten the
/// first line is not quoted: it is the first account, with its password.
pub(super) fn columns(
    headings: &[String],
    passwords: Passwords,
) -> Result<Vec<Option<&'static Heading>>, Failure> {
    let found: Vec<_> = headings.iter().map(|text| find(text)).collect();
    let address = headings.iter().any(|heading| heading.contains('@'));
    let mut faults = Vec::new();
    if address || found.iter().all(Option::is_none) {
        faults.push("the first line is not a heading line".to_owned());
    } else {
        unknown(headings, &found, &mut faults);
        twice(headings, &found, &mut faults);
        missing(&found, passwords, &mut faults);
    }
    if faults.is_empty() {
        return Ok(found);
    }
    let known: Vec<String> = HEADINGS.iter().map(both_names).collect();
    let (faults, known) = (faults.join("; "), known.join(", "));
    let message = format!("{faults}; known headings: {known}");
    // A template of the wrong language would be a lot to retype.
    let is_chinese = |c| matches!(c, '\u{4e00}'..='\u{9fff}');
    let language = match headings.iter().any(|text| text.contains(is_chinese)) {
        true => Language::Chinese,
        false => Language::Api,
    };
    Err(Failure::usage(message).hint(template_hint(language)))
}

/// How many of the headings are known.
pub(super) fn known(headings: &[String]) -> usize {
    headings.iter().filter_map(|text| find(text)).count()
}

fn both_names(heading: &Heading) -> String {
    format!("{} ({})", heading.api, heading.chinese)
}

fn find(heading: &str) -> Option<&'static Heading> {
    let plain = plain(heading);
    let (name, remark) = match plain
        .strip_suffix(')')
        .and_then(|rest| rest.split_once('('))
    {
        Some((name, remark)) => (name, Some(remark)),
        None => (plain.as_str(), None),
    };
    HEADINGS.iter().find(|field| {
        let named = name == field.api.to_lowercase() || name == field.chinese;
        let remarked =
            remark.is_none_or(|text| field.units.contains(&text) || REMARKS.contains(&text));
        named && remarked
    })
}

/// A heading as it is compared: full-width signs as ASCII, no spaces, no mark
/// of a required column, small letters.
fn plain(heading: &str) -> String {
    let ascii = heading.chars().filter_map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{feff}' | '\u{200b}' => None,
        c if c.is_whitespace() => None,
        c => Some(c),
    });
    ascii
        .filter(|c| *c != '*')
        .collect::<String>()
        .to_lowercase()
}

fn unknown(headings: &[String], found: &[Option<&Heading>], faults: &mut Vec<String>) {
    let names = || HEADINGS.iter().flat_map(|field| [field.api, field.chinese]);
    for (heading, found) in headings.iter().zip(found) {
        let plain = plain(heading);
        if found.is_none() && !plain.is_empty() {
            let nearest = nearest(&plain, names()).unwrap_or_default();
            let heading = first_line(heading.trim());
            faults.push(format!(
                "{heading:?} is not a known heading; did you mean {nearest}?"
            ));
        }
    }
}

fn twice(headings: &[String], found: &[Option<&Heading>], faults: &mut Vec<String>) {
    for (right, field) in found.iter().enumerate() {
        let Some(Heading { api, .. }) = field else {
            continue;
        };
        let same = |other: &Option<&Heading>| other.is_some_and(|other| other.api == *api);
        if let Some(left) = found[..right].iter().position(same) {
            let [left, right] = [left, right].map(|at| first_line(headings[at].trim()));
            faults.push(format!("{api} has two columns, {left:?} and {right:?}"));
        }
    }
}

fn missing(found: &[Option<&Heading>], passwords: Passwords, faults: &mut Vec<String>) {
    let has = |api: &str| found.iter().flatten().any(|field| field.api == api);
    let password = (passwords == Passwords::FromFile).then_some(PASSWORD);
    let required = HEADINGS
        .iter()
        .filter(|field| REQUIRED.contains(&field.api) || password == Some(field.api));
    let mut names: Vec<String> = required
        .filter(|field| !has(field.api))
        .map(both_names)
        .collect();
    if !has("minutes") && !has("concurrent") {
        names.push("minutes (分钟数) or concurrent (并发数)".into());
    }
    faults.extend(
        names
            .iter()
            .map(|name| format!("there is no column {name}")),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "email,password,contacts,phone,maxChannels,minutes";

    fn split(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    fn names(line: &str) -> Vec<&'static str> {
        let found = columns(&split(line), Passwords::FromFile).unwrap();
        found.into_iter().map(|c| c.map_or("", |c| c.api)).collect()
    }

    fn error(line: &str) -> String {
        let error = columns(&split(line), Passwords::FromFile).err().unwrap();
        let text = error.message;
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
        let every = HEADINGS.iter().map(|c| c.chinese).collect::<Vec<_>>();
        assert_eq!(names(&every.join(",")), HEADINGS.each_ref().map(|c| c.api));
    }

    #[test]
    fn spaces_full_width_signs_units_and_remarks_are_tolerated() {
        let line = format!("{GOOD}, 点播流量（Ｇ） ,点播空间 (GB),金 额(元),*备注,联系人(必填)");
        let found: Vec<_> = split(&line)
            .iter()
            .skip(6)
            .map(|h| find(h).unwrap().api)
            .collect();
        assert_eq!(
            found,
            ["remainFlow", "remainSpace", "balance", "memo", "contacts"]
        );
    }

    #[test]
    fn another_unit_is_not_tolerated() {
        assert_eq!(
            error(&format!("{GOOD},点播流量(M)")),
            "\"点播流量(M)\" is not a known heading; did you mean 点播流量?"
        );
    }

    #[test]
    fn an_unknown_heading_is_answered_with_the_nearest() {
        for (heading, nearest) in [
            ("e-mail", "email"),
            ("手机号", "手机号码"),
            ("max_channels", "maxChannels"),
            ("Remain Flwo", "remainFlow"),
        ] {
            assert_eq!(
                error(&format!("{GOOD},{heading}")),
                format!("{heading:?} is not a known heading; did you mean {nearest}?")
            );
        }
    }

    #[test]
    fn a_control_character_in_a_heading_is_shown_escaped() {
        assert_eq!(
            error(&format!("{GOOD},memo\u{1b}[2J")),
            "\"memo\\u{1b}[2J\" is not a known heading; did you mean memo?"
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
             there is no column phone (手机号码); there is no column maxChannels (最多可创建频道数); \
             there is no column minutes (分钟数) or concurrent (并发数)"
        );
    }

    #[test]
    fn generated_passwords_need_no_column() {
        let line = split("email,contacts,phone,maxChannels,concurrent");
        assert!(columns(&line, Passwords::Generated).is_ok());
        assert!(columns(&line, Passwords::FromFile).is_err());
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
