//! Values that break naive programs, on fixed rows of the first page: quotes
//! and newlines, formulas, control characters, nulls, missing and unknown
//! fields, numbers that lose digits. Every one of them may come from the
//! service, because admins type them in.

use serde_json::{Value, json};

use super::accounts::{HUNDREDTHS, Profile, literal};

/// Makes a row (from 0) odd if it is one of the fixed ones; row 0 stays plain.
pub(super) fn apply(row: usize, profile: &mut Profile) {
    let Profile { shown, given, used } = profile;
    for (name, value) in members(row).as_object().into_iter().flatten() {
        shown[name] = value.clone();
    }
    match row {
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

/// What the row shows in the place of the usual.
fn members(row: usize) -> Value {
    match row {
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
