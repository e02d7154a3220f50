//! Encodings, separators, line ends, and files written back.

use super::*;

const SCHOOLS: &str = "邮箱,密码,联系人,手机号码,最多可创建频道数,分钟数,金额,备注,账号过期时间,点播流量(G)\n\
    one@b.cn,abcd1234,王芳,13800000000,5,100,12.30,\"第一行\n第二行, \"\"引号\"\"\",2023/1/2,0\n\
    two@b.cn,efgh5678,李雷,010-12345678,6,200,,,,\n";

#[test]
fn a_roster_with_chinese_headings_gives_these_accounts() {
    let expected = [
        r#"{"email":"one@b.cn","password":"abcd1234","contacts":"王芳","phone":"13800000000","maxChannels":5,"minutes":100,"balance":12.30,"memo":"第一行\n第二行, \"引号\"","expireType":"custom","expireDate":"20230102","remainFlow":0}"#,
        r#"{"email":"two@b.cn","password":"efgh5678","contacts":"李雷","phone":"01012345678","maxChannels":6,"minutes":200}"#,
    ];
    assert_eq!(bodies(&roster(SCHOOLS)), expected);
}

/// The bytes alone do not tell; the first value of which that is true does, and
/// known headings beyond ASCII do.
#[test]
fn a_text_that_may_be_two_is_shown_as_it_was_read() {
    let file = |headings: &str, contact: &str| {
        format!("{headings}\n{}", row("a", "13800000000")).replace("王芳", contact)
    };
    let chinese = |text: &str| GB18030.encode(text).0.into_owned();
    let plain = |text: String| text.into_bytes();
    let schools = "邮箱,密码,联系人,手机号码,最多可创建频道数,分钟数";
    for (bytes, shown) in [
        (chinese(&file(HEADINGS, "王芳")), Some(("王芳", "GB18030"))),
        // Two letters of Latin in UTF-8 are one sign in GB18030.
        (plain(file(HEADINGS, "José")), Some(("José", "UTF-8"))),
        (chinese(&file(HEADINGS, "茅")), Some(("é", "UTF-8"))),
        (plain(format!("\u{feff}{}", file(HEADINGS, "José"))), None),
        (plain(file(HEADINGS, "王芳")), None),
        (plain(file(HEADINGS, "Wang")), None),
        (chinese(&file(schools, "王芳")), None),
        (plain(file(schools, "José")), None),
    ] {
        let roster = read(&bytes, &CREATE, false, &NOW).unwrap();
        let expected = shown.map(|(value, encoding)| {
            let text = format!(
                "was read as {encoding}, which is a guess; if it is wrong, save the roster as CSV \
                 UTF-8 with a byte order mark"
            );
            fault(2, "contacts", value, &text).warning()
        });
        let warnings = roster.warnings.into_iter().map(Finding::english);
        assert!(warnings.eq(expected), "{bytes:?}");
    }
}

#[test]
fn semicolons_and_tabs_are_recognised_and_said() {
    for (separator, word) in [(';', "semicolons"), ('\t', "tabs")] {
        let separator = separator.to_string();
        let text = format!("{HEADINGS}\n{}", row("a", "13800000000")).replace(',', &separator);
        let roster = roster(&text);
        assert_eq!(roster.rows[0].key(), "a@b.cn");
        let note = format!("The roster's columns are separated by {word}.");
        assert_eq!(roster.notes, [note]);
    }
}

#[test]
fn a_line_that_names_the_separator_is_no_heading_line() {
    let comma = format!(
        "{HEADINGS},expireDate\n{},2023\n",
        row("a", "13800000000").trim()
    );
    for (line, separator) in [
        ("sep=,", ","),
        ("SEP=;", ";"),
        ("\"sep=;\"", ";"),
        ("sep=\t", "\t"),
        ("sep=|", "|"),
        ("sep=;,,,,,", ","),
        ("sep=", ";"),
    ] {
        let text = format!("\u{feff}{line}\r\n{comma}").replace(',', separator);
        let text = text.replacen(&line.replace(',', separator), line, 1);
        let found = faults_of(&text);
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert_eq!(
            (found[0].line, found[0].field.en()),
            (Some(3), "expireDate")
        );
    }
    let text = format!("sep=|\n{HEADINGS}\n{}", row("a", "13800000000")).replace(',', "|");
    assert_eq!(
        roster(&text).notes,
        ["The roster's columns are separated by |."]
    );
}

#[test]
fn cells_are_trimmed_of_every_kind_of_space() {
    let text = format!(
        "{HEADINGS}\n a@b.cn\u{a0},abcd1234,\u{3000}王 芳\u{3000},\u{feff}13800000000\u{200b},5 , 100\n"
    );
    let expected = r#"{"email":"a@b.cn","password":"abcd1234","contacts":"王 芳","phone":"13800000000","maxChannels":5,"minutes":100}"#;
    assert_eq!(bodies(&roster(&text)), [expected]);
}

#[test]
fn the_days_of_spreadsheets_are_read() {
    for day in [
        "2023-01-02",
        "20230102",
        "2023/1/2",
        "2023/01/02",
        "2023-1-2",
        "2023年1月2日",
        "2023/1/2 0:00",
        "2023-01-02 00:00:00",
    ] {
        let text = format!(
            "{HEADINGS},expireDate\n{},{day}\n",
            row("a", "13800000000").trim()
        );
        let body = bodies(&roster(&text)).remove(0);
        assert!(
            body.ends_with(r#""expireType":"custom","expireDate":"20230102"}"#),
            "{day}"
        );
    }
}

#[test]
fn a_past_day_is_a_warning_with_the_cell_as_typed() {
    let text = format!(
        "{HEADINGS},expireDate\n{},2022/5/19\n",
        row("a", "13800000000").trim()
    );
    let words = "is in the past; the account would be expired from its first day";
    let warning = Finding {
        is_warning: true,
        ..fault(2, "expireDate", "2022/5/19", words)
    };
    assert_eq!(roster(&text).warnings[0].clone().english(), warning);
}

#[test]
fn empty_password_cells_are_filled_on_demand() {
    let text = format!(
        "{HEADINGS}\na@b.cn,,王芳,13800000000,5,100\n{}",
        row("b", "13800000000")
    );
    let roster = read(text.as_bytes(), &CREATE, true, &NOW).unwrap();
    let made: Vec<bool> = roster
        .rows
        .iter()
        .map(|row| row.password_generated)
        .collect();
    assert_eq!(made, [true, false]);
    assert_eq!(roster.rows[0].password().len(), 16);
    assert_eq!(roster.rows[1].password(), "abcd1234");
    assert_eq!(faults_of(&text), [fault(2, "password", "", "is required")]);
}

#[test]
fn chosen_rows_are_written_back_as_they_came() {
    let text =
        format!("{SCHOOLS} three@b.cn ,ijkl9012,=1+1,13800000001,7,300,,,,\n").replace(',', ";");
    let roster = roster(&text);
    let written = roster.to_csv([&roster.rows[0], &roster.rows[2]], false);
    let expected = "\u{feff}邮箱;密码;联系人;手机号码;最多可创建频道数;分钟数;金额;备注;账号过期时间;点播流量(G)\r\n\
        one@b.cn;abcd1234;王芳;13800000000;5;100;12.30;\"第一行\n第二行; \"\"引号\"\"\";2023/1/2;0\r\n \
        three@b.cn ;ijkl9012;=1+1;13800000001;7;300;;;;\r\n";
    assert_eq!(written, expected);
    let again = super::roster(&written);
    assert_eq!(
        bodies(&again),
        [&bodies(&roster)[0][..], &bodies(&roster)[2]]
    );
}

#[test]
fn rows_are_written_back_as_long_as_their_headings() {
    let text = format!(
        "{HEADINGS},memo,remainFlow\na@b.cn,abcd1234,王芳,13800000000,5,100\n\
         c@d.cn,abcd1234,王芳,13800000001,5,100,,,,\n"
    );
    let roster = super::roster(&text);
    let expected = format!(
        "\u{feff}{HEADINGS},memo,remainFlow\r\na@b.cn,abcd1234,王芳,13800000000,5,100,,\r\n\
         c@d.cn,abcd1234,王芳,13800000001,5,100,,\r\n"
    );
    assert_eq!(roster.to_csv(&roster.rows, false), expected);
}
