//! Each rule with what it takes, what it refuses, and in which words.

use super::*;

fn refuses<T: std::fmt::Debug>(rule: impl Fn(&str) -> Ruled<T>, words: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(rule(text).unwrap_err(), words, "{text:?}");
    }
}

#[test]
fn an_email_is_one_address() {
    for text in ["a@b", "王芳@例子.cn", "a+b.c'd@x.example"] {
        assert_eq!(email(text).unwrap(), text);
    }
    let words = "must be one e-mail address such as name@example.com";
    let texts = [
        "",
        "a",
        "a@",
        "@b",
        "a@b@c",
        "a@b,c@d",
        "a b@c",
        "a@b\u{3000}",
        "a@b\n",
        "a\u{200b}@b",
        "a＠b",
        "<a@b>",
        "\"a@b\"",
        "a@b;",
    ];
    refuses(email, words, &texts);
}

#[test]
fn an_email_has_254_characters_at_most() {
    let host = "b".repeat(252);
    assert!(email(&format!("a@{host}")).is_ok());
    refuses(
        email,
        "must not be longer than 254 characters",
        &[&format!("aa@{host}")],
    );
}

#[test]
fn a_password_has_8_to_32_characters_with_digits_and_letters() {
    for text in ["abcdefg1", &"a1".repeat(16), "1!\"#$,;'A"] {
        assert_eq!(password(text), Ok(()), "{text}");
    }
    let words = "must be 8 to 32 characters with digits and letters";
    let texts = [
        "abcdef1",
        &"a1".repeat(17),
        "abcdefgh",
        "12345678",
        "!!!!!!!1",
    ];
    refuses(password, words, &texts);
}

#[test]
fn a_password_is_of_what_every_keyboard_has() {
    let words = "must be of ASCII letters, digits and signs, without spaces";
    let texts = [
        "abcdefg1 ",
        "abcd efg1",
        "abcdefg1\n",
        "密码abcdefg1",
        "abcdefg１",
    ];
    refuses(password, words, &texts);
}

#[test]
fn contacts_are_one_line() {
    assert_eq!(contacts("王 芳").unwrap(), "王 芳");
    let words = "must not hold line breaks or other control characters";
    refuses(contacts, words, &["a\nb", "\u{1b}[31m"]);
}

#[test]
fn a_memo_counts_characters_not_bytes() {
    let fifty = "备".repeat(50);
    assert_eq!(memo(&fifty).unwrap(), fifty);
    assert_eq!(memo("a\n\tb").unwrap(), "a\n\tb");
    refuses(
        memo,
        "must not be longer than 50 characters",
        &[&"备".repeat(51)],
    );
    refuses(memo, "must not hold control characters", &["\u{1b}", "\0"]);
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
        assert_eq!(phone(typed).unwrap(), sent);
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
    let words = "a spreadsheet turned this phone number into scientific notation; format the column as text";
    refuses(
        phone,
        words,
        &["1.38E+10", "1.38e10", "1E+10", "1.38001E+10"],
    );
    let words =
        "a spreadsheet turned this phone number into a decimal number; format the column as text";
    refuses(phone, words, &["13800000000.0", "13800000000.00"]);
    let words = "lost its leading zero, as in spreadsheets; format the column as text, or write a foreign number with + and its country code";
    refuses(
        phone,
        words,
        &["1012345678", "2112345678", "75583318888", "5711234567"],
    );
}

#[test]
fn counts_are_plain_whole_numbers() {
    for (text, value) in [("0", 0), ("007", 7), ("2147483647", 2_147_483_647)] {
        assert_eq!(count(text), Ok(value));
    }
    let words = "must be a whole number from 0 on, of digits only";
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
fn a_balance_is_kept_letter_by_letter() {
    for text in ["0", "100", "12.30", "0.10", "100.0"] {
        assert_eq!(balance(text).unwrap().to_string(), text);
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
