//! Values that break naive programs: quotes and newlines, formulas, control
//! characters, nulls, missing and unknown fields, numbers that lose digits.
//! Every one of them may come from the service, because admins type them in.
//! Few groups have any of them on their first page, so they come last, unless
//! they are wanted first.

use serde_json::{Value, json};

use super::accounts::{HUNDREDTHS, Profile, literal};

/// How many odd accounts there are; the first of them is plain.
pub(super) const ACCOUNTS: usize = 19;

/// How many records of the log are of a kind that no program knows.
pub(super) const RECORDS: usize = 5;

/// Which of so many odd rows a row of a list is, if any. They are at most half
/// of the list, where they are last.
pub(super) fn which(index: usize, count: usize, odd: usize, first: bool) -> Option<usize> {
    let which = match first {
        true => Some(index),
        false => (index + odd).checked_sub(count.max(2 * odd)),
    };
    which.filter(|which| *which < odd)
}

/// Makes an account odd.
pub(super) fn apply(which: usize, profile: &mut Profile) {
    let Profile { shown, given, used } = profile;
    for (name, value) in members(which).as_object().into_iter().flatten() {
        shown[name] = value.clone();
    }
    match which {
        // 0.1 G and 12.50 G left.
        12 => {
            given.flow = 100 * HUNDREDTHS;
            used.flow = given.flow - 10;
            given.space = 100 * HUNDREDTHS;
            used.space = given.space - 1250;
        }
        // Has used four minutes more than it was given.
        18 => used.minutes = given.minutes + 4,
        _ => {}
    }
}

/// What odd children are called.
pub(super) const CHILDREN: [&str; 5] = ["前台,\"白班\"", "=1+1", "值班\n夜班", "运营🎬", "＠全角"];

/// What its row shows in the place of the usual.
fn members(which: usize) -> Value {
    match which {
        1 => json!({"memo": "他说\"好\",然后走了;it's ok", "contacts": "教务,\"前台\""}),
        2 => json!({"memo": "第一行\n第二行\t制表\r\n第三行"}),
        3 => json!({"memo": "=SUM(A1:A9)+HYPERLINK(\"http://x.example\",\"点\")"}),
        4 => json!({"memo": "+加盟店"}),
        5 => json!({"memo": "-12.50", "contacts": "-李"}),
        6 => json!({"memo": "@总部"}),
        7 => json!({"memo": "直播😀🎓👨‍👩‍👧 ＡＢＣ１２３　全角"}),
        // Shown naively this reads 报价exe.pdf: U+202E turns the direction.
        8 => json!({"memo": "报价\u{202e}fdp.exe"}),
        // Would paint a terminal red, ring it and rename its window.
        9 => json!({"memo": "\u{1b}[31m红\u{1b}[0m\u{7}\u{1b}]0;owned\u{7}"}),
        10 => json!({"memo": null, "phone": null, "contacts": null}),
        11 => json!({
            "pureRtcEnabled": null,
            "newField2027": literal(r#"{"a":[1,2.50],"b":null,"c":"，"}"#),
        }),
        // A balance with a zero at its end.
        12 => json!({"balance": "12.30"}),
        13 => json!({"memo": "007", "phone": "075512345678"}),
        // More than a double can hold to the unit (2^53 + 1).
        14 => json!({
            "memo": "12345678901234567890",
            "remainConcurrent": 9_007_199_254_740_993_u64,
            "balance": "98765432109876543.21",
        }),
        15 => json!({"memo": "C:\\new\\table</script>", "email": "o'neil.store+hd@example.com"}),
        16 => json!({"memo": " 前后有空格 ", "email": "first.last+tag=1@sub.example.org"}),
        17 => json!({"memo": ""}),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::client::{CHILDREN, Client, LIST};
    use super::*;

    /// Nothing that any program could break on.
    fn is_plain(row: &Value) -> bool {
        let is_tame = |text: &str| {
            let mut letters = text.chars();
            letters.next().is_some_and(char::is_alphanumeric)
                && letters.all(|c| c.is_alphanumeric() || "-@.".contains(c))
        };
        let mut typed = [
            "memo",
            "contacts",
            "phone",
            "email",
            "childName",
            "description",
        ]
        .into_iter()
        .filter_map(|name| row.get(name));
        // A child need not have all of them.
        let may_lack = row.get("childName").is_some();
        typed.all(|text| text.as_str().map_or(may_lack && text.is_null(), is_tame))
            && row["remainMinutes"].as_i64().is_none_or(|left| left >= 0)
            && row.get("newField2027").is_none()
    }

    /// The places of the rows that are not, on all pages.
    fn odd(odd_first: bool, path: &str) -> Vec<usize> {
        let client = Client::with(Options {
            odd_first,
            children: 230,
            ..Options::default()
        });
        let pages = (1..=3).map(|page| format!("pageNumber={page}&pageSize=100"));
        let rows = pages.flat_map(|page| client.rows(path, &page)).enumerate();
        rows.filter(|(_, row)| !is_plain(row))
            .map(|(place, _)| place)
            .collect()
    }

    #[test]
    fn odd_rows_are_the_last_ones_or_the_first_and_no_others() {
        for (path, last) in [(LIST, 211..230), (CHILDREN, 225..230)] {
            let (first, places) = (odd(true, path), odd(false, path));
            assert!(
                places.iter().all(|place| last.contains(place)),
                "{places:?}"
            );
            let moved = places.iter().map(|place| place - last.start);
            assert_eq!(first, moved.collect::<Vec<_>>());
        }
        assert_eq!(which(0, 0, 5, false), None);
        let small: Vec<_> = (0..7).map(|index| which(index, 7, 5, false)).collect();
        assert_eq!(small, [None, None, None, None, None, Some(0), Some(1)]);
    }
}
