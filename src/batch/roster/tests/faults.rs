//! Every fault of a roster in its exact words, and no password in any.

use super::*;

#[test]
fn all_faults_of_all_rows_are_told_by_line() {
    let text = format!(
        "{HEADINGS},expireDate\n\
         a,abcd1234,\"王\n芳\",1.38E+10,5,100,2023/2/29\n\
         b@b.cn,short,李雷,13800000000,\"1,000\",,\n\
         c@b.cn,abcd1234,李雷,13800000000,5,100\n"
    );
    let scientific = "a spreadsheet turned this phone number into scientific notation; format the column as text and type the number again";
    assert_eq!(
        faults_of(&text),
        [
            fault(
                2,
                "email",
                "a",
                "must be one e-mail address such as name@example.com"
            ),
            fault(
                2,
                "contacts",
                "王…",
                "must not hold line breaks or other control characters"
            ),
            fault(2, "phone", "1.38E+10", scientific),
            fault(
                2,
                "expireDate",
                "2023/2/29",
                "is not a real day: 2023-02 has 28 days"
            ),
            fault(
                4,
                "password",
                "********",
                "must be 8 to 32 characters with digits and letters"
            ),
            fault(
                4,
                "maxChannels",
                "1,000",
                "must be written without thousands separators: 1000"
            ),
            fault(
                4,
                "minutes",
                "",
                "or concurrent (并发数) is required: the one of the group's billing mode"
            ),
        ]
    );
}

#[test]
fn a_long_value_is_shown_by_its_beginning() {
    let text = format!(
        "{HEADINGS},memo\n{},{}\n",
        row("a", "13800000000").trim(),
        "备".repeat(61)
    );
    let shown = "备".repeat(60) + "…";
    let rule = "must not be longer than 50 characters";
    assert_eq!(faults_of(&text), [fault(2, "memo", &shown, rule)]);
}

#[test]
fn fields_go_by_the_files_own_headings() {
    let text = "邮箱地址,密码,姓名,手机,频道数,分钟数,并发\n\
        a@b.cn,short,王芳,1380,5,1,1\n\
        b@b.cn,abcd1234,王芳,13800000000,5,1,\n\
        c@b.cn,abcd1234,王芳,13800000000,5,,1\n\
        C@b.cn,abcd1234,王芳,13800000000,5,1,\n";
    let mixed = "cannot be combined with 分钟数 (line 3) in one roster: all sub-accounts follow the \
                 main account's billing mode";
    let both = "cannot be combined with 分钟数; use the one of the group's billing mode";
    let phone = "must be a phone number of 5 to 20 digits, + before a country code";
    let found = faults_of(text);
    let found: Vec<_> = found
        .iter()
        .map(|it| (it.line.unwrap(), it.field.en(), it.text.en()))
        .collect();
    assert_eq!(
        found,
        [
            (
                2,
                "密码",
                "must be 8 to 32 characters with digits and letters"
            ),
            (2, "手机", phone),
            (2, "并发", both),
            (4, "并发", mixed),
            (5, "邮箱地址", "is already on line 4"),
        ]
    );
    let text = "邮箱,密码,联系人,手机,频道数,分钟数\na@b.cn,abcd1234,王芳,13800000000,5,\n";
    let rule = "or concurrent (并发数) is required: the one of the group's billing mode";
    assert_eq!(
        (faults_of(text)[0].field.en(), faults_of(text)[0].text.en()),
        ("分钟数", rule)
    );
}

#[test]
fn a_row_that_does_not_fit_the_headings_is_a_fault_of_the_whole_row() {
    let text = format!(
        "{HEADINGS},\n{},x\n{},\n",
        row("a", "13800000000").trim(),
        row("b", "13800000000").trim()
    );
    assert_eq!(
        faults_of(&text),
        [fault(2, "", "", "column 7 has a value but no heading")]
    );
    let text = format!(
        "{HEADINGS}\n{}b@b.cn,\"abcd1234,x\n",
        row("a", "13800000000")
    );
    assert_eq!(
        faults_of(&text),
        [fault(
            3,
            "",
            "",
            "a quote in this row is not closed, or has text beside it in its cell"
        )]
    );
}

#[test]
fn a_row_is_as_long_as_its_last_cell_that_is_not_empty() {
    let text = format!(
        "{HEADINGS},memo,expireDate\n{},x\n{}{},,,,\u{3000},,\n",
        row("a", "13800000000").trim(),
        row("b", "13800000000"),
        row("c", "13800000000").trim(),
    );
    assert_eq!(roster(&text).rows.len(), 3);
    let rule = "the row has 10 cells, the heading line 8";
    let long = text.replace("\u{3000}", "x");
    assert_eq!(faults_of(&long), [fault(4, "", "", rule)]);
}

/// A cell that is missing may be any: what follows it may be the password.
#[test]
fn the_cells_of_a_short_row_with_faults_are_not_shown_beside_passwords() {
    let text = format!("{HEADINGS},memo\nabcd1234,王芳,1,5,100\n");
    let short = "the row has 5 cells, the heading line 7";
    let found = faults_of(&text);
    assert_eq!(found[0], fault(2, "", "", short));
    assert_eq!((found[1].field.en(), found.len()), ("email", 5));
    assert!(found.iter().all(|fault| fault.value.is_empty()));
    let text = "email,contacts,phone,maxChannels,minutes,memo\na@b.cn,王芳,1,5,100\n";
    match read(text.as_bytes(), &CREATE, true, &NOW) {
        Err(Rejected::Faults(found)) => assert_eq!((found.len(), &*found[0].value), (1, "1")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn full_width_characters_are_named() {
    let text = format!(
        "{HEADINGS},balance,expireDate\n{},１２．５０,２０２３/１/２\n",
        row("a", "１３８００００００００").trim()
    );
    let rule = |plain| format!("must be written without full-width characters: {plain}");
    assert_eq!(
        faults_of(&text),
        [
            fault(2, "phone", "１３８００００００００", &rule("13800000000")),
            fault(2, "balance", "１２．５０", &rule("12.50")),
            fault(2, "expireDate", "２０２３/１/２", &rule("2023-01-02")),
        ]
    );
    let text = text.replace("abcd1234", "ａbcd123");
    let password = faults_of(&text).remove(0);
    assert_eq!(
        (password.field.en(), &*password.value),
        ("password", "********")
    );
    assert!(!password.text.en().contains("abcd"), "{password:?}");
}

#[test]
fn text_that_was_damaged_before_is_a_fault() {
    let text = format!(
        "{HEADINGS},memo\n{},锟斤拷店\n",
        row("a", "13800000000").trim()
    );
    let text = text
        .replace("王芳", "\u{fffd}\u{fffd}")
        .replace("abcd1234", "abcd1234\u{fffd}");
    let rule =
        |mark| format!("was damaged when it was saved or copied (it has {mark}); type it again");
    assert_eq!(
        faults_of(&text),
        [
            fault(2, "password", "********", &rule("\u{fffd}")),
            fault(2, "contacts", "\u{fffd}\u{fffd}", &rule("\u{fffd}")),
            fault(2, "memo", "锟斤拷店", &rule("锟斤拷")),
        ]
    );
}

#[test]
fn an_email_twice_names_the_other_line() {
    let text = format!(
        "{HEADINGS}\n{}\n{}{}",
        row("a", "13800000000"),
        row("A", "13800000001"),
        row("a", "13800000002")
    );
    assert_eq!(
        faults_of(&text),
        [
            fault(4, "email", "A@b.cn", "is already on line 2"),
            fault(5, "email", "a@b.cn", "is already on line 2"),
        ]
    );
}

#[test]
fn rules_between_rows_count_rows_with_faults_of_their_own() {
    let rows: String = ["a", "b", "c", "d"]
        .iter()
        .map(|name| row(name, "13800000000"))
        .collect();
    let rule = "is used by 3 accounts already (lines 2, 3, 4); 3 is the maximum";
    let text = format!("{HEADINGS}\n{}", rows.replacen("abcd1234", "short", 1));
    let faults = faults_of(&text);
    assert_eq!(
        (faults[0].line, faults[0].field.en()),
        (Some(2), "password")
    );
    assert_eq!(faults[1..], [fault(5, "phone", "13800000000", rule)]);
}

#[test]
fn a_file_without_rows_or_with_too_many_is_an_error() {
    for text in ["", "\n\n", " \r\n,,\r\n", HEADINGS] {
        assert_eq!(error_of(text), "the file has no rows");
    }
    let text = format!("{HEADINGS}\na,b\n\nc,d\n");
    assert_eq!(
        cells::split(&|row| headings::known(&CREATE, row), &text, 2)
            .unwrap()
            .rows
            .len(),
        2
    );
    match cells::split(&|row| headings::known(&CREATE, row), &text, 1) {
        Err(Rejected::File(failure)) => {
            let words = "the file has more than 1 row; split it";
            assert_eq!(failure.message, words);
        }
        _ => panic!("too many"),
    }
}

/// Each heading is compared with all names of all fields: of millions that would
/// take minutes.
#[test]
fn headings_that_are_too_many_are_not_looked_at() {
    let words = error_of(&format!("{}\n1,2\n", vec!["a"; 300_000].join(",")));
    let rule = "the heading line has more than 1000 columns";
    assert!(words.starts_with(rule), "{words}");
}

/// A password in good rows, wrong rows, shifted rows, a file without
/// headings, a file that is no text: it shows nowhere.
#[test]
fn no_password_shows_in_any_error_or_debug_text() {
    let marker = "Mark3rMark3r";
    let good = format!("{HEADINGS}\na@b.cn,{marker},王芳,13800000000,5,100\n");
    let wrong = good.replace(marker, &marker.repeat(3));
    let files = [
        good.clone(),
        good.replace(marker, &format!("{marker} {marker}")),
        good.replace("a@b.cn", "a"),
        wrong.clone(),
        good.replace("a@b.cn,", ""),
        good.replace("a@b.cn", "\"a@b.cn"),
        format!(
            "{HEADINGS},memo\na@b.cn,abcd1234,王芳,13800000000,5,100,\"x\n{0},{0},{0},{0},{0},{0}\"\n",
            marker
        ),
        good.replace("email", "shop"),
        good.replace("minutes", ""),
        good.replacen(HEADINGS, "", 1),
        good.replace("100", "\0"),
    ];
    let mut errors = 0;
    for file in files {
        let result = read(file.as_bytes(), &CREATE, false, &NOW);
        errors += usize::from(result.is_err());
        let shown = match &result {
            Ok(roster) => format!("{roster:#?}"),
            Err(error) => format!("{error:#?}"),
        };
        assert!(!shown.contains("Mark3r"), "{shown}");
    }
    assert_eq!(errors, 9);
}
