//! What a person sees, and in which stream.

use crate::pty::{COLUMNS, Out, Terminal};
use crate::support::{Home, RawServer, Sent, nobody, sandbox};
use polyv_group::sandbox::{APP_ID, APP_SECRET, Options};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use unicode_width::UnicodeWidthStr;

const PASSWORD: &str = "Hidd3n-Passw0rd";

#[test]
fn the_first_run_says_how_to_begin() {
    let run = Terminal::start(&Home::new(), &["subaccounts", "list"], Out::Pipe).end();
    let run = run.check(3);
    assert_eq!(run.stdout, "");
    assert!(run.shown.contains("no credentials"), "{}", run.shown);
    assert!(run.shown.contains("profiles add"), "{}", run.shown);
    assert!(run.shown.contains("--sandbox"), "{}", run.shown);
}

#[test]
fn a_profile_is_asked_for_tried_and_saved() {
    let home = Home::new().with("POLYV_BASE_URL", &sandbox(Options::default()));
    let mut terminal = Terminal::start(&home, &["profiles", "add", "hq"], Out::Pipe);
    terminal.expect("appId:");
    terminal.send(&format!("{APP_ID}\n"));
    terminal.expect_hidden("appSecret");
    terminal.send(&format!("{APP_SECRET}\n"));
    terminal.expect("accepts the key");
    let run = terminal.end().check(0);
    assert!(
        run.shown.contains("profile hq is saved in "),
        "{}",
        run.shown
    );
    assert!(run.shown.contains("default profile\n"), "{}", run.shown);
    assert!(!run.shown.contains(APP_SECRET), "{}", run.shown);
    assert_eq!(run.stdout, "");
    home.run(&["group", "info"]).expect(0);
}

#[test]
fn a_table_of_faults_fits_the_terminal_and_is_wrapped_at_words() {
    let home = Home::new();
    let roster = "邮箱,联系人,手机,频道数,分钟数\n\
                  shop1@example.com,王芳,1.38E+10,10,500\n\
                  shop-with-a-long-name@example.com,王芳,13800000002,十,";
    home.write("roster.csv", roster);
    let from = "--sandbox subaccounts create --from roster.csv --generate-password \
                --credentials-out new.csv --color never";
    let args: Vec<&str> = from.split(' ').collect();
    let run = Terminal::start(&home, &args, Out::Terminal).end().check(2);
    let expected = "\
LINE  FIELD   VALUE     RULE
   2  手机    1.38E+10  a spreadsheet turned this phone number into scientific
                        notation; format the column as text and type the
                        number again
   3  频道数  十        must be a whole number, 0 or more, digits only
   3  分钟数            or concurrent (并发数) is required: the one of the
                        group's billing mode
error: roster.csv has 3 faults; nothing was sent
";
    assert_eq!(run.shown, expected);
}

#[test]
fn a_list_of_wide_text_is_aligned_and_its_cuts_are_marked() {
    let columns = "email,contacts,memo,remainMinutes";
    let args = ["subaccounts", "list", "--limit", "30", "--columns", columns];
    let odd_first = Options {
        odd_first: true,
        ..Options::default()
    };
    let home = Home::at(&sandbox(odd_first));
    let run = Terminal::start(&home, &args, Out::Terminal).end().check(0);
    let mut lines = run.shown.lines();
    let heading = bare(lines.next().unwrap());
    assert_eq!(heading.width(), usize::from(COLUMNS));
    let memo = cell_of(&heading, "MEMO");
    let rows: Vec<String> = lines.map(bare).collect();
    assert_eq!(rows.len(), 30, "{}", run.shown);
    for row in &rows {
        assert_eq!(
            row.width(),
            heading.width(),
            "numbers end together: {row:?}"
        );
        let before = cells(row, memo);
        assert!(
            before.ends_with("  "),
            "nothing crosses into the memo: {row:?}"
        );
        assert!(!row.contains(['\u{1b}', '\u{202e}']), "{row:?}");
    }
    let cut = rows.iter().filter(|row| row.contains("\u{2026} "));
    assert!(cut.count() > 2, "{}", run.shown);
}

#[test]
fn columns_without_room_are_left_out_whole_and_named() {
    let args = ["--sandbox", "subaccounts", "list", "--limit", "3"];
    let run = Terminal::start(&Home::new(), &args, Out::Terminal)
        .end()
        .check(0);
    let lines: Vec<&str> = run.shown.lines().collect();
    let heading = bare(lines[0]);
    assert_eq!(
        heading,
        "E-MAIL                     STATUS  MINUTES  FLOW (G)  SPACE (G)  EXPIRES     \u{2026}"
    );
    assert!(
        lines[1].starts_with("branch0001@hd.example.com  normal "),
        "{}",
        lines[1]
    );
    assert_eq!(
        lines[4..],
        ["(no room for USER ID, CONTACT, MEMO, CONC.; --columns chooses, -o csv has all)"]
    );
}

#[test]
fn a_page_has_colours_on_a_terminal_and_bars_on_a_wide_one_and_no_line_is_wrapped() {
    let home = Home::at(&sandbox(Options::default()));
    let run = |out| Terminal::start(&home, &["status"], out).end().check(0);
    let shown = run(Out::Terminal).shown;
    for line in shown.lines().map(bare) {
        assert!(line.width() <= usize::from(COLUMNS), "{line:?}");
        assert!(!line.contains(['\u{1b}', '\u{202e}']), "{line:?}");
    }
    let minutes = "22352000    2352000     10.5%   736188    3.3%     4\n";
    assert!(shown.contains(minutes), "{shown}");
    let wide = Terminal::start_by(&home, "stty cols 120; exec \"$0\" \"$@\"", &["status"]);
    let wide = wide.end().check(0).shown;
    let minutes = "22352000    2352000  [#.........]  10%   736188  [..........]   3%     4\n";
    assert!(wide.contains(minutes), "{wide}");
    assert!(shown.contains("\n\u{1b}[31mexpired\u{1b}[0m "), "{shown}");
    let piped = run(Out::Pipe).stdout;
    assert!(piped.contains("  10.5%  "), "{piped}");
    assert!(!piped.contains(['[', '\u{1b}']), "{piped}");
}

/// A line without its colours.
fn bare(line: &str) -> String {
    let colours = ["\u{1b}[1m", "\u{1b}[31m", "\u{1b}[1;31m", "\u{1b}[0m"].iter();
    colours.fold(line.to_owned(), |line, colour| line.replace(colour, ""))
}

/// The cell a heading begins at.
fn cell_of(heading: &str, name: &str) -> usize {
    heading[..heading.find(name).unwrap()].width()
}

/// The first cells of a line; a wide character that lies across the end makes
/// them one too many.
fn cells(line: &str, count: usize) -> String {
    let mut text = String::new();
    for character in line.chars() {
        if text.width() >= count {
            break;
        }
        text.push(character);
    }
    assert_eq!(text.width(), count, "{line:?}");
    text
}

#[test]
fn an_account_is_created_with_its_password_asked_for_and_not_shown() {
    let home = Home::at(&sandbox(Options::default()));
    let mut terminal = Terminal::start(&home, &create("--no-wait"), Out::Pipe);
    terminal.expect("Password of the new account (8 to 32 characters, letters and digits)");
    for refused in ["short1\n", "\n"] {
        terminal.expect_hidden("password:");
        terminal.send(refused);
        terminal.expect("the password must be 8 to 32 characters with digits and letters");
    }
    terminal.expect_hidden("password:");
    terminal.send(&format!("{PASSWORD}\n"));
    terminal.expect_hidden("Repeat it");
    terminal.send(&format!("{PASSWORD}\n"));
    terminal.expect("Create it? [y/N]");
    terminal.send("y\n");
    let run = terminal.end().check(0);
    assert!(!run.shown.contains(PASSWORD), "{}", run.shown);
    assert!(run.shown.contains("appId sandboxapp"), "{}", run.shown);
    let unasked = "  remainFlow   100 G, the service's default\n";
    assert!(run.shown.contains(unasked), "{}", run.shown);
    assert!(run.stdout.starts_with("E-MAIL "), "{}", run.stdout);
    assert!(run.stdout.contains("new@example.com"), "{}", run.stdout);
    assert!(!run.shown.contains("E-MAIL "), "{}", run.shown);
}

#[test]
fn an_account_without_options_is_asked_for_value_by_value() {
    let home = Home::at(&sandbox(Options::default()));
    let args = ["subaccounts", "create", "--no-wait"];
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    for (question, typed) in [
        ("Login of the new account (must be one e-mail address", ""),
        ("email: ", "nobody"),
        (
            "email must be one e-mail address such as name@example.com",
            "",
        ),
        ("email: ", "new@example.com"),
        ("Contact person", ""),
        ("contacts: ", " "),
        ("contacts is required", ""),
        ("contacts: ", "张三"),
        ("phone: ", "13800000000"),
        (
            "Channels the account may create (must be a whole number",
            "",
        ),
        ("max-channels: ", "ten"),
        ("max-channels must be a whole number", ""),
        ("max-channels: ", "10"),
        ("minutes: ", " "),
        ("concurrent: ", " "),
        ("minutes: ", "500"),
    ] {
        terminal.expect(question);
        if !typed.is_empty() {
            terminal.send(&format!("{typed}\n"));
        }
    }
    for question in ["password:", "Repeat it:"] {
        terminal.expect_hidden(question);
        terminal.send(&format!("{PASSWORD}\n"));
    }
    terminal.expect("Create it? [y/N]");
    terminal.send("y\n");
    let run = terminal.end().check(0);
    assert!(run.shown.contains("  contacts     张三\n"), "{}", run.shown);
    assert!(run.stdout.contains("new@example.com"), "{}", run.stdout);
}

#[test]
fn a_json_error_is_one_line_however_narrow_the_terminal() {
    let args = ["subaccounts", "list", "--email", "nobody", "-o", "json"];
    let run = Terminal::start(&Home::new(), &args, Out::Pipe)
        .end()
        .check(2);
    let error: serde_json::Value = serde_json::from_str(run.shown.trim_end()).unwrap();
    assert_eq!(run.shown.lines().count(), 1, "{}", run.shown);
    assert_eq!(error["error"]["exitCode"], 2);
}

#[test]
fn a_dead_network_is_told_of_once_before_it_is_tried_again() {
    let home = Home::at(&nobody());
    let args = ["group", "info", "--retries", "2", "--color", "never"];
    let run = Terminal::start(&home, &args, Out::Pipe).end().check(6);
    let (first, rest) = run.shown.split_once("; trying again\n").unwrap();
    assert!(!first.contains("error:"), "{}", run.shown);
    assert!(rest.starts_with("error:"), "{}", run.shown);
}

#[test]
fn what_may_be_left_out_is_not_asked_for() {
    let home = Home::at(&sandbox(Options::default()));
    let line = "children update --email staff00001@group.example.com --color never";
    let args: Vec<&str> = line.split(' ').collect();
    let run = Terminal::start(&home, &args, Out::Pipe).end().check(2);
    let words = "error: nothing was sent: --name or another value to change is required\n";
    assert_eq!(run.shown, words);
}

#[test]
fn a_taken_e_mail_is_told_of_right_after_it_was_typed() {
    let home = Home::at(&sandbox(Options::default()));
    let args = ["subaccounts", "create"];
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    terminal.expect("email: ");
    terminal.send("branch0001@hd.example.com\n");
    let run = terminal.end().check(5);
    let shown = run.shown.replace('\n', " ");
    assert!(shown.contains("has a sub-account already"), "{shown}");
    assert!(!shown.contains("contacts"), "{shown}");
}

#[test]
fn nobody_is_asked_about_an_account_that_is_not_there() {
    let home = Home::at(&sandbox(Options::default()));
    for line in [
        "subaccounts reset-secret --email nobody@example.com",
        "children update --email nobody@example.com --role 394",
    ] {
        let args: Vec<&str> = line.split(' ').collect();
        let run = Terminal::start(&home, &args, Out::Pipe).end().check(5);
        let words = "has no nobody@example.com; nothing was sent";
        assert!(
            run.shown.replace('\n', " ").contains(words),
            "{}",
            run.shown
        );
    }
}

#[test]
fn an_answer_that_is_neither_yes_nor_no_is_asked_for_again() {
    let home = Home::at(&sandbox(Options::default()));
    let line = "subaccounts reset-secret --email branch0001@hd.example.com";
    let args: Vec<&str> = line.split(' ').collect();
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    terminal.expect("  appSecret    a new one in 5 minutes; ");
    for answer in ["maybe", "是"] {
        terminal.expect("Reset it? [y/N]");
        terminal.send(&format!("{answer}\n"));
        terminal.expect("answer y or n");
    }
    terminal.expect("Reset it? [y/N]");
    terminal.send("Yes\n");
    terminal.end().check(0);
}

#[test]
fn nobody_is_asked_for_a_value_where_another_is_wrong_or_yes_is_said() {
    let home = Home::at(&sandbox(Options::default()));
    for (more, fault) in [
        ("--phone no", "--contacts is required; --phone must be"),
        ("--yes", "--contacts is required; --phone is required"),
    ] {
        let line = format!("subaccounts create --email new@example.com {more}");
        let args: Vec<&str> = line.split(' ').collect();
        let run = Terminal::start(&home, &args, Out::Pipe).end().check(2);
        let shown = run.shown.replace('\n', " ");
        assert!(shown.contains(fault), "{}", run.shown);
    }
}

#[test]
fn what_the_service_knows_is_told_before_a_password_is_asked_for() {
    let home = Home::at(&sandbox(Options::default()));
    let (taken, other) = (
        ["branch0001@hd.example.com", "--minutes"],
        ["new@example.com", "--concurrent"],
    );
    for ([email, amount], words) in [
        (taken, "has a sub-account already"),
        (
            other,
            "the group's accounts are billed by minutes; give minutes instead",
        ),
    ] {
        let mut args = create("--no-wait");
        args[3] = email;
        args[10] = amount;
        let run = Terminal::start(&home, &args, Out::Pipe).end().check(5);
        let shown = run.shown.replace('\n', " ");
        assert!(shown.contains(words), "{}", run.shown);
        assert!(!shown.contains("assword"), "{}", run.shown);
    }
}

#[test]
fn a_password_is_changed_only_where_that_is_asked_for() {
    let one = r#"{"code":200,"data":{"contents":[{"childEmail":"li@example.com"}]}}"#;
    let server = RawServer::start(move |_, _| Sent::Json(one.into()));
    let line = "children update --email li@example.com --ask-password";
    let args: Vec<&str> = line.split(' ').collect();
    let mut terminal = Terminal::start(&Home::at(&server.url), &args, Out::Pipe);
    for question in ["8 to 16 characters, letters and digits", "Repeat it"] {
        terminal.expect_hidden(question);
        terminal.send(&format!("{PASSWORD}\n"));
    }
    terminal.expect("Update it? [y/N]");
    terminal.send("y\n");
    let run = terminal.end().check(0);
    assert!(!run.shown.contains(PASSWORD), "{}", run.shown);
    assert_eq!(posted(&server, "password"), PASSWORD);
}

#[test]
fn a_password_with_a_space_is_taken_and_warned_about_before_the_question() {
    let home = Home::at(&sandbox(Options::default()));
    let mut terminal = Terminal::start(&home, &create("--no-wait"), Out::Pipe);
    for question in ["password:", "Repeat it:"] {
        terminal.expect_hidden(question);
        terminal.send("Hidd3n Passw0rd\n");
    }
    terminal.expect(" password ******** has spaces or characters beyond ASCII; ");
    terminal.expect("Create it? [y/N]");
    terminal.send("y\n");
    terminal.end().check(0);
}

#[test]
fn anything_but_yes_sends_nothing() {
    let url = sandbox(Options::default());
    let home = Home::at(&url);
    let args = [&create("--generate-password")[..], &["--no-wait"]].concat();
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    terminal.expect("Create it? [y/N]");
    terminal.send("\n");
    let run = terminal.end().check(2);
    assert!(
        run.shown.contains("not confirmed; nothing was done"),
        "{}",
        run.shown
    );
    let found = ["subaccounts", "list", "--email", "new@example.com"];
    assert!(home.run(&found).expect(0).stderr.contains("nothing found"));
}

#[test]
fn a_removal_is_confirmed() {
    let home = Home::new();
    let text = "[profiles.hq]\napp_id = \"a\"\napp_secret_env = \"E\"\n";
    let file = home.write("config/polyv-group/config.toml", text);
    let mut terminal = Terminal::start(&home, &["profiles", "remove", "hq"], Out::Terminal);
    terminal.expect("Remove it? [y/N]");
    terminal.send("y\n");
    let run = terminal.end().check(0);
    assert!(
        run.shown.contains("profile hq is removed\n"),
        "{}",
        run.shown
    );
    assert!(!std::fs::read_to_string(file).unwrap().contains("hq"));
}

/// The arguments of a new account.
fn create(more: &str) -> Vec<&str> {
    let line = "subaccounts create --email new@example.com --contacts 张三 \
                --phone 13800000000 --max-channels 10 --minutes 500";
    line.split_whitespace().chain([more]).collect()
}

/// The value of a field of the one body that was POSTed.
fn posted(server: &RawServer, field: &str) -> String {
    let seen = server.seen();
    let post = seen.iter().find(|seen| seen.line.starts_with("POST"));
    let body: serde_json::Value = serde_json::from_str(&post.unwrap().body).unwrap();
    body[field].as_str().unwrap().to_owned()
}

#[test]
fn a_made_password_is_shown_even_if_the_answer_is_lost_and_nothing_else_is_said() {
    let server = RawServer::start(|_, request| {
        if request.line.starts_with("POST") {
            return Sent::Close;
        }
        Sent::Json(r#"{"code":200,"data":{"contents":[],"totalItems":0}}"#.into())
    });
    let line = "subaccounts create --email new@example.com --contacts x --phone 13800000000 \
                --max-channels 1 --minutes 5 --generate-password --yes --quiet --wait 1ms";
    let args: Vec<&str> = line.split_whitespace().collect();
    let run = Terminal::start(&Home::at(&server.url), &args, Out::Pipe).end();
    let run = run.check(9);
    let password = format!("password: {}\n", posted(&server, "password"));
    assert!(run.shown.contains(&password), "{}", run.shown);
}

#[test]
fn what_was_typed_before_a_question_does_not_answer_it() {
    let home = Home::at(&sandbox(Options::default()));
    let args = [&create("--generate-password")[..], &["--no-wait"]].concat();
    // The first line is for the shell: the second is there before the program is.
    let mut terminal = Terminal::start_by(&home, r#"read -r; exec "$0" "$@""#, &args);
    terminal.send("go\ny\n");
    terminal.expect("Create it? [y/N] ");
    terminal.send("n\n");
    let run = terminal.end().check(2);
    let end = "Create it? [y/N] n\nerror: not confirmed; nothing was done\n";
    assert!(bare(&run.shown).ends_with(end), "{}", run.shown);
}

#[test]
fn a_terminal_that_ends_answers_nothing() {
    let home = Home::at(&sandbox(Options::default()));
    let args = create("--generate-password");
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    terminal.expect("Create it? [y/N] ");
    terminal.send("\u{4}");
    let run = terminal.end().check(2);
    let end = "Create it? [y/N] \nerror: no answer was given; nothing was done\n";
    assert!(bare(&run.shown).ends_with(end), "{}", run.shown);
}

#[test]
fn the_doctor_says_what_it_waits_for() {
    let (go, goes) = channel::<()>();
    let goes = Mutex::new(goes);
    let server = RawServer::start(move |_, _| {
        // Until the other end is gone.
        let _ = goes.lock().unwrap().recv();
        Sent::Json(r#"{"code":200,"data":{}}"#.into())
    });
    let check = ["profiles", "check"];
    let mut terminal = Terminal::start(&Home::at(&server.url), &check, Out::Pipe);
    terminal.expect("\r\u{1b}[Kasking 127.0.0.1, 1 s");
    drop(go);
    let run = terminal.end().check(0);
    assert!(run.drawn.ends_with(" s\r\u{1b}[K"), "{:?}", run.drawn);
    assert!(run.stdout.contains("\nok    signature "), "{}", run.stdout);
}

#[test]
fn a_deletion_is_confirmed_by_typing_what_is_deleted() {
    let home = Home::at(&sandbox(Options::default()));
    let args = [
        "children",
        "delete",
        "--email",
        "STAFF00007@group.example.com",
    ];
    let question = "Delete it? Type staff00007@group.example.com to confirm it:";
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    terminal.expect("  childName        员工0007");
    terminal.expect(question);
    terminal.send("y\n");
    terminal.expect("this is not staff00007@group.example.com; type it again, or nothing to stop");
    terminal.expect(question);
    terminal.send("\n");
    let run = terminal.end().check(2);
    assert!(
        run.shown.ends_with("not confirmed; nothing was done\n"),
        "{}",
        run.shown
    );

    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    terminal.expect(question);
    terminal.send("Staff00007@group.example.com\n");
    let run = terminal.end().check(0);
    let row = "E-MAIL\nstaff00007@group.example.com\n";
    assert_eq!(run.stdout, row);

    // Nothing is asked of what is gone.
    let run = Terminal::start(&home, &args, Out::Pipe).end().check(0);
    let note =
        "the list of child accounts has no STAFF00007@group.example.com: nothing is left to do";
    assert_eq!(run.shown.replace('\n', " ").trim(), note);
}

#[test]
fn the_list_of_writes_keeps_what_was_done_to_whom_on_a_narrow_terminal() {
    let home = Home::new();
    let give = "--sandbox subaccounts allocate --email branch0001@hd.example.com --give minutes=500 \
                --yes";
    home.run(&give.split_whitespace().collect::<Vec<_>>())
        .expect(0);
    let list = "--sandbox writes list --color never";
    let args: Vec<&str> = list.split(' ').collect();
    let run = Terminal::start(&home, &args, Out::Terminal).end().check(0);
    let heading = run.shown.lines().next().unwrap_or_default();
    let headings: Vec<&str> = heading.split_whitespace().collect();
    assert_eq!(headings, ["TIME", "WHAT", "E-MAIL", "OUTCOME", "…"]);
    let row = "give 500 minutes  branch0001@hd.example.com  done\n";
    assert!(run.shown.contains(row), "{}", run.shown);
}

#[test]
fn a_workbook_never_goes_to_a_terminal() {
    let (home, list) = (Home::new(), ["--sandbox", "subaccounts", "list"]);
    let args = [&list[..], &["-o", "xlsx"]].concat();
    let template = ["children", "create", "--template", "-o", "xlsx"];
    for args in [&args[..], &template] {
        let refused = Terminal::start(&home, args, Out::Terminal).end().check(2);
        assert_eq!(
            refused
                .shown
                .replace("\u{1b}[1;31m", "")
                .replace("\u{1b}[0m", ""),
            "error: -o xlsx: a workbook is not for a terminal\n\
             hint: give it a name: --out report.xlsx\n"
        );
    }
    let args = [&list[..], &["--out", "a.xlsx"]].concat();
    let written = Terminal::start(&home, &args, Out::Terminal).end().check(0);
    assert_eq!(written.shown, "written: 230 rows to a.xlsx\n");
    assert!(
        std::fs::read(home.file("a.xlsx"))
            .unwrap()
            .starts_with(b"PK")
    );
}

#[test]
fn a_person_is_told_of_the_file_that_is_written() {
    let home = Home::new();
    let shown = |args: &str, status| {
        let args: Vec<&str> = args.split(' ').collect();
        let run = Terminal::start(&home, &args, Out::Terminal).end();
        run.check(status).shown
    };
    let list = "--sandbox subaccounts list --limit 1";
    let one = shown(&format!("{list} --out a.csv"), 0);
    assert_eq!(one, "written: 1 row to a.csv\n");
    let zh = shown(&format!("{list} --out a.csv --lang zh"), 0);
    assert_eq!(zh, "已将 1 行写入 a.csv\n");
    assert_eq!(shown(&format!("{list} --out a.csv --quiet"), 0), "");
    let page = shown("--sandbox status -o json --out a.json", 0);
    assert_eq!(page, "written: a.json\n");
    let zh = shown("children create --template --lang zh --out b.xlsx", 0);
    assert_eq!(zh, "已写入 b.xlsx\n");
    let none = shown(
        &format!("{list} --columns none --out a.csv --color never"),
        2,
    );
    assert!(!none.contains("written"), "{none}");
    let run = home.run(&["--sandbox", "subaccounts", "list", "--out", "a.csv"]);
    assert_eq!(run.expect(0).stderr, "");
}

#[test]
fn the_roles_are_shown_before_one_is_asked_for_and_asked_for_again() {
    let home = Home::at(&sandbox(Options::default()));
    let line = "children create --email new@example.com --name x --no-wait --color never";
    let args: Vec<&str> = line.split(' ').collect();
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    terminal.expect("possible: 直播管理员 (391), ");
    terminal.expect("role: ");
    terminal.send("nobody\n");
    terminal.expect("\"nobody\" is not a role of this account (possible: ");
    terminal.expect("role: ");
    terminal.send("391\n");
    terminal.expect_hidden("password");
}
