//! The rule of each kind of value: text in, the value to send or the broken
//! rule out. A rule's words continue the field's name ("phone must be …") and
//! never repeat the value, which may be a password.

use super::spec::Now;
use super::times::in_china;
use crate::lang::{Both, Text, both};
use crate::text;
use crate::text::{all_digits, half_width, is_hidden};
use jiff::ToSpan;
use jiff::civil::{Date, date as civil};
use serde_json::{Number, Value};
use unicode_width::UnicodeWidthChar;

/// What a rule gives: the value, or the words of the broken rule.
pub(crate) type Ruled = Result<Value, Text>;

/// Of a value that may be anything else.
pub(super) const EMPTY: Both = both("must not be empty", "不能为空");

/// Bytes of the longest address that mail can be sent to (RFC 5321).
const EMAIL_MAX: usize = 254;

/// The signs that an address may hold (RFC 5322 `atext`); before its `@` only,
/// but for the dash and the dots.
const EMAIL_SIGNS: &str = "@.-!#$%&'*+/=?^_`{|}~";

/// Digits of a phone number. Not documented: wide enough for short codes and
/// for a country code with an extension, narrow enough for slips.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=20;

/// The highest count: the documents type all of them Integer, 32 bits in the
/// service's language.
const COUNT_MAX: u32 = i32::MAX.unsigned_abs();

/// Digits of a balance that a float holds exactly.
const BALANCE_DIGITS: usize = 15;

/// The digits of the number by which spreadsheets keep a day of our times
/// (2009-07-06 is 40000, 2036-11-21 is 50000).
const DAY_NUMBER_DIGITS: usize = 5;

/// The day from which spreadsheets count.
const DAY_ZERO: Date = civil(1899, 12, 30);

/// One e-mail address, of letters of any script: names and hosts may be Chinese.
pub(crate) fn email(text: &str, _: &Now) -> Ruled {
    let words = both(
        "must be one e-mail address such as name@example.com",
        "必须是一个邮箱地址，如 name@example.com",
    );
    if let Some(stray) = text.chars().find(|c| !c.is_ascii() && !is_of_email(*c)) {
        let code = format!("U+{:04X}", u32::from(stray));
        return Err(
            match !stray.is_whitespace() && half_width(&stray.to_string()).is_ascii() {
                true => text!(
                    "{words}, without the full-width {stray} ({code})",
                    "{words}，不能含有全角字符 {stray} ({code})"
                ),
                false => text!("{words}, without {code}", "{words}，不能含有 {code}"),
            },
        );
    }
    let dotted = |part: &str| part.split('.').all(|label| !label.is_empty());
    let plausible = text.split_once('@').is_some_and(|(name, host)| {
        let sign = |c: char| c.is_ascii_punctuation() && !"-.".contains(c);
        dotted(name) && dotted(host) && host.contains('.') && !host.contains(sign)
    });
    if !plausible || !text.chars().all(is_of_email) {
        return Err(words.into());
    }
    if text.len() > EMAIL_MAX {
        return Err(longer_than(EMAIL_MAX));
    }
    Ok(text.into())
}

/// Beyond ASCII letters, digits and the marks that combine with them; none that
/// is not to be seen, and not the wide and narrow forms of input methods.
fn is_of_email(c: char) -> bool {
    let form = matches!(c, '\u{ff00}'..='\u{ffef}');
    let letter = c.is_alphanumeric() || c.width() == Some(0);
    letter && !is_hidden(c) && !form || EMAIL_SIGNS.contains(c)
}

/// What the documents ask for. What goes beyond is warned about: see
/// [`is_easily_typed`].
pub(crate) fn password<const LEAST: usize, const MOST: usize>(text: &str, _: &Now) -> Ruled {
    let digit = text.contains(|c: char| c.is_ascii_digit());
    let letter = text.contains(|c: char| c.is_ascii_alphabetic());
    if !(LEAST..=MOST).contains(&text.chars().count()) || !digit || !letter {
        return Err(text!(
            "must be {LEAST} to {MOST} characters with digits and letters",
            "必须是 {LEAST} 至 {MOST} 个字符，且含有数字和字母"
        ));
    }
    Ok(text.into())
}

/// Whether every keyboard has all of it. Spaces and what is not ASCII may come
/// from a slip of the copying hand or an input method, and lock the user out.
pub(super) fn is_easily_typed(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_graphic())
}

/// One line of at most so many characters.
pub(crate) fn line<const MOST: usize>(text: &str, now: &Now) -> Ruled {
    if text.contains(char::is_control) {
        let words = "must not hold line breaks or other control characters";
        return Err(both(words, "不能含有换行或其他控制字符").into());
    }
    note::<MOST>(text, now)
}

/// At most so many characters. Line breaks and tabs pass: people write them
/// into a spreadsheet's cell.
pub(crate) fn note<const MOST: usize>(text: &str, _: &Now) -> Ruled {
    if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(both("must not hold control characters", "不能含有控制字符").into());
    }
    if text.chars().count() > MOST {
        return Err(longer_than(MOST));
    }
    Ok(text.into())
}

fn longer_than(most: usize) -> Text {
    text!(
        "must not be longer than {most} characters",
        "不能超过 {most} 个字符"
    )
}

/// Spaces, dashes and brackets only help the eye and are dropped, so that one
/// number is one text wherever it is counted.
pub(crate) fn phone(text: &str, _: &Now) -> Ruled {
    plain_phone(text).map(Value::from)
}

fn plain_phone(text: &str) -> Result<String, Text> {
    if let Some(damage) = phone_damage(text) {
        return Err(damage);
    }
    let plain = text.replace([' ', '-', '(', ')'], "");
    let number = plain.strip_prefix('+').unwrap_or(&plain);
    if !all_digits(number) || !PHONE_DIGITS.contains(&number.len()) {
        return Err(both(
            "must be a phone number of 5 to 20 digits, + before a country code",
            "必须是 5 至 20 位数字的电话号码，国家代码前加 +",
        )
        .into());
    }
    Ok(plain)
}

/// One number, one key, to count the e-mails that a number serves: digits,
/// perhaps a `+` before them, a Chinese mobile number without its country
/// code. `None` for what is no phone number, a damaged or masked one too: many
/// numbers become the same `1.38E+10`.
pub(crate) fn phone_key(text: &str) -> Option<String> {
    let plain = plain_phone(text).ok()?;
    let national = plain
        .strip_prefix("+86")
        .or_else(|| plain.strip_prefix("0086"))
        .filter(|rest| rest.len() == 11 && rest.starts_with('1'));
    Some(national.unwrap_or(&plain).to_owned())
}

fn phone_damage(text: &str) -> Option<Text> {
    let zeros = |tail: &str| !tail.is_empty() && tail.trim_matches('0').is_empty();
    let decimal = |(whole, tail): (&str, &str)| all_digits(whole) && zeros(tail);
    let form = match text {
        _ if scientific(text) => both("scientific notation", "科学计数法"),
        _ if text.split_once('.').is_some_and(decimal) => both("a decimal number", "小数"),
        _ if lost_zero(text) => {
            let words = both(
                "lost its leading zero, as in spreadsheets; format the column as text, or write a \
                 foreign number with + and its country code",
                "丢失了开头的 0，常见于电子表格；请将该列设为文本格式，境外号码请加 + 和国家代码",
            );
            return Some(words.into());
        }
        _ => return None,
    };
    Some(text!(
        "a spreadsheet turned this phone number into {form}; format the column as text and type \
         the number again",
        "电子表格把该号码变成了{form}；请将该列设为文本格式后重新输入号码"
    ))
}

/// `1.38E+10`, `1.38e10`.
fn scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    all_digits(&mantissa.replacen('.', "", 1)) && all_digits(exponent)
}

/// Bare digits that are a Chinese landline without the zero of its area code:
/// 10 and 2x have eight digits after them, three-digit codes seven or eight.
/// Mobile numbers (11 digits from 1) and the hotlines 400 and 800 (10 digits)
/// have no such zero.
fn lost_zero(text: &str) -> bool {
    let area = match text.as_bytes().first() {
        Some(b'1') => text.starts_with("10") && text.len() == 10,
        Some(b'2') => text.len() == 10,
        Some(b'3'..=b'9') => text.len() == 10 || text.len() == 11,
        _ => false,
    };
    let hotline = text.len() == 10 && (text.starts_with("400") || text.starts_with("800"));
    area && !hotline && all_digits(text)
}

/// A whole number that the service's 32 bits hold.
pub(crate) fn count(text: &str, _: &Now) -> Ruled {
    if !all_digits(text) {
        let rule = both(
            "must be a whole number, 0 or more, digits only",
            "必须是不小于 0 的整数，只能含数字",
        );
        return Err(grouped(text).unwrap_or_else(|| rule.into()));
    }
    let number = text.parse::<u32>().ok().filter(|count| *count <= COUNT_MAX);
    let number =
        number.ok_or_else(|| text!("must not be above {COUNT_MAX}", "不能大于 {COUNT_MAX}"))?;
    Ok(number.into())
}

/// An id, or the name that stands for it until the service's list is asked.
pub(crate) fn id_or_name(text: &str, now: &Now) -> Ruled {
    match text.trim() {
        "" => Err(EMPTY.into()),
        id if id.bytes().all(|byte| b"0123456789+-., ".contains(&byte)) => count(id, now),
        name => line::<{ usize::MAX }>(name, now),
    }
}

/// An amount of money, kept verbatim: `12.30` is sent as `12.30`.
pub(crate) fn balance(text: &str, _: &Now) -> Ruled {
    let (whole, tail) = text.split_once('.').unwrap_or((text, "0"));
    if text.starts_with('-') {
        return Err(both("must not be below 0", "不能小于 0").into());
    }
    let spare_zero = whole.len() > 1 && whole.starts_with('0');
    let number = text.parse::<Number>().ok();
    let number = number.filter(|_| all_digits(whole) && all_digits(tail) && !spare_zero);
    let rule = both(
        "must be a decimal number such as 12.30",
        "必须是小数形式的数字，如 12.30",
    );
    let number = number.ok_or_else(|| grouped(text).unwrap_or_else(|| rule.into()))?;
    if text.bytes().filter(u8::is_ascii_digit).count() > BALANCE_DIGITS {
        return Err(text!(
            "must not have more than {BALANCE_DIGITS} digits",
            "不能超过 {BALANCE_DIGITS} 位数字"
        ));
    }
    Ok(number.into())
}

/// The rule for `1,000`: how to write it.
fn grouped(text: &str) -> Option<Text> {
    let (whole, tail) = text.split_at(text.find('.').unwrap_or(text.len()));
    let groups: Vec<&str> = whole.split([',', '，', '\'', ' ']).collect();
    let (first, rest) = groups.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let sound = first.len() <= 3
        && rest.iter().all(|group| group.len() == 3)
        && groups.iter().all(|group| all_digits(group))
        && tail.strip_prefix('.').is_none_or(all_digits);
    let plain = groups.concat() + tail;
    sound.then(|| {
        text!(
            "must be written without thousands separators: {plain}",
            "不能使用千位分隔符，应写作 {plain}"
        )
    })
}

/// A day, sent as `yyyyMMdd`.
pub(crate) fn day(text: &str, _: &Now) -> Ruled {
    date(text).map(|day| day.strftime("%Y%m%d").to_string().into())
}

/// The ways in which spreadsheets write a day (`2022/5/20`, `2022-5-20`,
/// `2022年5月20日`, each perhaps with midnight behind it) as `YYYY-MM-DD`.
/// Anything else stays as it is, for the rule to refuse.
pub(crate) fn day_of_cell(cell: &str) -> String {
    let day = ["0:00", "00:00", "0:00:00", "00:00:00"]
        .iter()
        .find_map(|midnight| cell.strip_suffix(midnight)?.strip_suffix(' '))
        .unwrap_or(cell);
    let day = day.strip_suffix('日').unwrap_or(day);
    let parts: Vec<&str> = day.split(['/', '-', '年', '月']).collect();
    let digits = |text: &str, most: usize| text.len() <= most && all_digits(text);
    match parts[..] {
        [year, month, day]
            if year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2) =>
        {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => cell.to_owned(),
    }
}

/// The day in China, where expiry dates count.
pub(crate) fn today(now: &Now) -> Date {
    in_china(now).date()
}

/// Reads `YYYY-MM-DD` or `YYYYMMDD`, a real day of the calendar.
///
/// # Errors
/// The rule that the text breaks.
pub(crate) fn date(text: &str) -> Result<Date, Text> {
    let (year, month, day) = parts(text).ok_or_else(|| shape_rule(text))?;
    let first = Date::new(year, month, 1).map_err(|_| {
        text!(
            "is not a real day: there is no month {month:02}",
            "不是真实的日期：没有 {month:02} 月"
        )
    })?;
    Date::new(year, month, day).map_err(|_| {
        text!(
            "is not a real day: {year:04}-{month:02} has {days} days",
            "不是真实的日期：{year:04}-{month:02} 只有 {days} 天",
            days = first.days_in_month()
        )
    })
}

fn parts(text: &str) -> Option<(i16, i8, i8)> {
    let dashed = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let text = if dashed { &text.replace('-', "") } else { text };
    if text.len() != 8 || !all_digits(text) {
        return None;
    }
    let (month, day) = (text[4..6].parse().ok()?, text[6..].parse().ok()?);
    Some((text[..4].parse().ok()?, month, day))
}

fn shape_rule(text: &str) -> Text {
    let number = text.parse().ok();
    let number = number.filter(|_| text.len() == DAY_NUMBER_DIGITS && all_digits(text));
    let kept = number.and_then(|days: i32| DAY_ZERO.checked_add(days.days()).ok());
    match kept {
        Some(day) => text!(
            "is the number by which a spreadsheet keeps a day; format the column as a date, or \
             write it as {day}",
            "是电子表格内部保存日期的数字；请将该列设为日期格式，或写作 {day}"
        ),
        None => both(
            "must be a day as YYYY-MM-DD or YYYYMMDD; the service would ignore anything else",
            "必须是 YYYY-MM-DD 或 YYYYMMDD 形式的日期；服务会忽略其他写法",
        )
        .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Now = Now { unix_millis: 0 };

    fn strong(text: &str, now: &Now) -> Ruled {
        password::<8, 32>(text, now)
    }

    fn fifty_at_most(text: &str, now: &Now) -> Ruled {
        note::<50>(text, now)
    }

    fn refuses(rule: fn(&str, &Now) -> Ruled, words: &str, texts: &[&str]) {
        for text in texts {
            assert_eq!(rule(text, &NOW).unwrap_err(), words, "{text:?}");
        }
    }

    #[test]
    fn an_email_is_one_address() {
        for text in [
            "a@b.cn",
            "王芳@例子.中国",
            "佐々木@例え.jp",
            "ผู้ใช้@ตัวอย่าง.ไทย",
            "उपयोगकर्ता@उदाहरण.कॉम",
            "e\u{301}.x@xn--fsq.cn",
            "a+b.c'd=#!$%&*/?^_`{|}~-@x-y.example",
        ] {
            assert_eq!(email(text, &NOW).unwrap(), text);
        }
        let words = "must be one e-mail address such as name@example.com";
        let texts = [
            "",
            "a",
            "a@",
            "@b.cn",
            "a@b",
            "a@b@c.cn",
            "a@b.cn,c@d.cn",
            "a b@c.cn",
            "a@b.cn\n",
            "<a@b.cn>",
            "\"a@b.cn\"",
            "'a@b.cn'",
            "a@b.cn;",
            "mailto:a@b.cn",
            "a..b@c.cn",
            ".a@b.cn",
            "a.@b.cn",
            "a@b..cn",
            "a@.cn",
            "a@b.cn.",
            "a@b_c.cn",
            "a\\@b.cn",
            "(a)@b.cn",
        ];
        refuses(email, words, &texts);
    }

    #[test]
    fn a_character_of_an_email_that_no_keyboard_means_is_named() {
        for (text, code) in [
            ("a@b。cn", "3002"),
            ("“a@b.cn”", "201C"),
            ("a@b.cn\u{3000}", "3000"),
            ("a@b.cn\u{a0}", "A0"),
            ("a\u{200b}@b.cn", "200B"),
            ("a\u{200d}@b.cn", "200D"),
            ("\u{feff}a@b.cn", "FEFF"),
            ("a\u{ad}@b.cn", "AD"),
            ("a\u{fe0f}@b.cn", "FE0F"),
            ("a\u{fe00}@b.cn", "FE00"),
            ("a\u{e0100}@b.cn", "E0100"),
            ("a\u{e0041}@b.cn", "E0041"),
            ("a\u{3164}@b.cn", "3164"),
            ("a\u{1160}@b.cn", "1160"),
            ("a\u{ffa0}@b.cn", "FFA0"),
            ("a\u{34f}@b.cn", "34F"),
            ("a😀@b.cn", "1F600"),
        ] {
            let words = "must be one e-mail address such as name@example.com, without U+";
            assert_eq!(email(text, &NOW).unwrap_err(), format!("{words}{code:0>4}"));
        }
        for (text, sign) in [
            ("ａ@b.cn", "ａ (U+FF41)"),
            ("a＠b.cn", "＠ (U+FF20)"),
            ("a@b．cn", "． (U+FF0E)"),
            ("a@b.cn，c@d.cn", "， (U+FF0C)"),
        ] {
            let words =
                "must be one e-mail address such as name@example.com, without the full-width";
            assert_eq!(email(text, &NOW).unwrap_err(), format!("{words} {sign}"));
        }
    }

    #[test]
    fn an_email_has_254_characters_at_most() {
        let host = format!("{}.cn", "b".repeat(249));
        assert!(email(&format!("a@{host}"), &NOW).is_ok());
        refuses(
            email,
            "must not be longer than 254 characters",
            &[&format!("aa@{host}")],
        );
    }

    #[test]
    fn a_password_has_8_to_32_characters_with_digits_and_letters() {
        for text in [
            "abcdefg1",
            &"a1".repeat(16),
            "1!\"#$,;'A",
            "密码abcd 1",
            &"密1a".repeat(10),
        ] {
            assert_eq!(strong(text, &NOW), Ok(text.into()), "{text}");
        }
        let words = "must be 8 to 32 characters with digits and letters";
        let texts = [
            "abcdef1",
            &"a1".repeat(17),
            "abcdefgh",
            "12345678",
            "!!!!!!!1",
            "密码密码密码密1",
            "abcdefg１",
        ];
        refuses(strong, words, &texts);
    }

    #[test]
    fn what_a_keyboard_may_not_have_is_told_apart() {
        assert!(is_easily_typed("1!\"#$,;'A"));
        for text in ["abcdefg1 ", "abcd efg1", "abcdefg1\n", "密码abcdefg1"] {
            assert!(!is_easily_typed(text), "{text:?}");
        }
    }

    #[test]
    fn contacts_are_one_line() {
        assert_eq!(line::<9>("王 芳", &NOW).unwrap(), "王 芳");
        let words = "must not hold line breaks or other control characters";
        refuses(line::<9>, words, &["a\nb", "\u{1b}[31m"]);
    }

    #[test]
    fn a_memo_counts_characters_not_bytes() {
        let fifty = "备".repeat(50);
        assert_eq!(fifty_at_most(&fifty, &NOW).unwrap(), fifty);
        assert_eq!(fifty_at_most("a\n\tb", &NOW).unwrap(), "a\n\tb");
        refuses(
            fifty_at_most,
            "must not be longer than 50 characters",
            &[&"备".repeat(51)],
        );
        refuses(
            fifty_at_most,
            "must not hold control characters",
            &["\u{1b}", "\0"],
        );
    }

    #[test]
    fn phones_of_all_countries_pass_without_their_ornaments() {
        for (typed, sent) in [
            ("13800000000", "13800000000"),
            ("138-0000 0000", "13800000000"),
            ("+86 13800000000", "+8613800000000"),
            ("+1 212-555-0100", "+12125550100"),
            ("212-555-0100", "2125550100"),
            ("010-12345678", "01012345678"),
            ("(0755)83318888", "075583318888"),
            ("4001234567", "4001234567"),
            ("8001234567", "8001234567"),
            ("83318888", "83318888"),
            ("95588", "95588"),
            ("0013800000000", "0013800000000"),
        ] {
            assert_eq!(phone(typed, &NOW).unwrap(), sent);
        }
        let words = "must be a phone number of 5 to 20 digits, + before a country code";
        let twenty_one = "0".repeat(21);
        let texts = [
            "1234",
            "abc",
            "+",
            "138+0000",
            "１３８０００００",
            "138.5",
            "138.",
            &twenty_one,
        ];
        refuses(phone, words, &texts);
    }

    #[test]
    fn what_a_spreadsheet_does_to_a_phone_is_named() {
        let words = "a spreadsheet turned this phone number into scientific notation; format the column as text and type the number again";
        refuses(
            phone,
            words,
            &["1.38E+10", "1.38e10", "1E+10", "1.38001E+10"],
        );
        let words = "a spreadsheet turned this phone number into a decimal number; format the column as text and type the number again";
        refuses(phone, words, &["13800000000.0", "13800000000.00"]);
        let words = "lost its leading zero, as in spreadsheets; format the column as text, or write a foreign number with + and its country code";
        refuses(
            phone,
            words,
            &["1012345678", "2112345678", "75583318888", "5711234567"],
        );
    }

    #[test]
    fn the_rules_are_told_in_chinese_too() {
        for (rule, text, words) in [
            (
                phone as fn(&str, &Now) -> Ruled,
                "1.38E+10",
                "电子表格把该号码变成了科学计数法；请将该列设为文本格式后重新输入号码",
            ),
            (strong, "a", "必须是 8 至 32 个字符，且含有数字和字母"),
            (count, "1,000", "不能使用千位分隔符，应写作 1000"),
            (day, "20230229", "不是真实的日期：2023-02 只有 28 天"),
            (
                email,
                "a@b。cn",
                "必须是一个邮箱地址，如 name@example.com，不能含有 U+3002",
            ),
        ] {
            assert_eq!(rule(text, &NOW).unwrap_err().zh(), words);
        }
    }

    #[test]
    fn a_phone_is_one_number_however_it_is_written() {
        for text in ["13800000000", "+86 138-0000-0000", "008613800000000"] {
            assert_eq!(phone_key(text).as_deref(), Some("13800000000"));
        }
        for (text, key) in [
            ("+1 212 555 0100", Some("+12125550100")),
            ("+86 10 12345678", Some("+861012345678")),
            ("1.38E+10", None),
            ("138****0000", None),
            ("", None),
        ] {
            assert_eq!(phone_key(text).as_deref(), key);
        }
    }

    #[test]
    fn counts_are_plain_whole_numbers() {
        for (text, value) in [("0", 0), ("007", 7), ("2147483647", 2_147_483_647)] {
            assert_eq!(count(text, &NOW), Ok(value.into()));
        }
        let words = "must be a whole number, 0 or more, digits only";
        let texts = [
            "", "-1", "+1", "1.0", "1e3", "１", "12,34", "0x10", "1,0000",
        ];
        refuses(count, words, &texts);
        refuses(
            count,
            "must not be above 2147483647",
            &["2147483648", "99999999999999999999"],
        );
        let words = "must be written without thousands separators: 1000";
        refuses(count, words, &["1,000", "1，000", "1'000", "1 000"]);
    }

    #[test]
    fn a_balance_is_kept_verbatim() {
        for text in ["0", "100", "12.30", "0.10", "100.0"] {
            assert_eq!(balance(text, &NOW).unwrap().to_string(), text);
        }
        refuses(balance, "must not be below 0", &["-1", "-0.5", "-"]);
        let words = "must be a decimal number such as 12.30";
        let texts = [
            "", "+1", "1.", ".5", "1e3", "012", "1.2.3", "¥5", "NaN", "12,30",
        ];
        refuses(balance, words, &texts);
        refuses(
            balance,
            "must not have more than 15 digits",
            &["1234567890123.456"],
        );
        let words = "must be written without thousands separators: 1234567.50";
        refuses(balance, words, &["1,234,567.50"]);
    }

    #[test]
    fn both_ways_to_write_a_day_give_the_compact_one() {
        for text in ["2024-02-29", "20240229"] {
            assert_eq!(day(text, &NOW).unwrap(), "20240229");
        }
    }

    #[test]
    fn a_day_that_never_comes_is_refused_with_the_reason() {
        for (text, rule) in [
            ("20230229", "is not a real day: 2023-02 has 28 days"),
            ("2024-04-31", "is not a real day: 2024-04 has 30 days"),
            ("20241301", "is not a real day: there is no month 13"),
            ("20240100", "is not a real day: 2024-01 has 31 days"),
        ] {
            assert_eq!(day(text, &NOW).unwrap_err(), rule, "{text}");
        }
    }

    #[test]
    fn other_shapes_are_refused() {
        let rule =
            "must be a day as YYYY-MM-DD or YYYYMMDD; the service would ignore anything else";
        for text in [
            "",
            "2022/5/20",
            "2022-5-20",
            "2022-05-2",
            "+2220520",
            "２０２２0520",
            "2022-0520-",
            "2022-05-20 ",
            "202205201",
            "é0220520",
        ] {
            assert_eq!(day(text, &NOW).unwrap_err(), rule, "{text}");
        }
    }

    #[test]
    fn the_day_number_of_a_spreadsheet_is_named() {
        assert_eq!(
            day("45657", &NOW).unwrap_err(),
            "is the number by which a spreadsheet keeps a day; format the column as a date, or \
             write it as 2024-12-31"
        );
    }
}
