//! `--out FILE`: the data in a file that is whole or not there.

use crate::support::{Home, RawServer, Run, Sent, page};
use std::os::unix::fs::PermissionsExt;

fn run(home: &Home, args: &str) -> Run {
    let args: Vec<&str> = ["--sandbox"].into_iter().chain(args.split(' ')).collect();
    home.run(&args)
}

fn mode(home: &Home, file: &str) -> u32 {
    let found = std::fs::metadata(home.file(file)).unwrap();
    found.permissions().mode() & 0o777
}

/// The files in the home's own folder.
fn files(home: &Home) -> Vec<String> {
    let entries = std::fs::read_dir(home.path()).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    files
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

#[test]
fn the_ending_chooses_the_format_where_o_is_silent() {
    let home = Home::new().with("POLYV_OUTPUT", "jsonl");
    let list = "subaccounts list --limit 2";
    for (file, format) in [
        ("a.csv", "csv"),
        ("a.JSON", "json"),
        ("a.jsonl", "jsonl"),
        ("a.txt", "table"),
    ] {
        let expected = run(&home, &format!("{list} -o {format}")).expect(0);
        let written = run(&home, &format!("{list} --out {file}")).expect(0);
        assert_eq!(written.stdout, "");
        let found = std::fs::read_to_string(home.file(file)).unwrap();
        assert_eq!(found, expected.stdout, "{file}");
    }
    run(&home, &format!("{list} --out a.dat -o csv")).expect(0);
    let written = std::fs::read(home.file("a.dat")).unwrap();
    assert_eq!(written, std::fs::read(home.file("a.csv")).unwrap());
    let refused = run(&Home::new(), &format!("{list} --out a.xls")).expect(2);
    assert_eq!(
        refused.stderr,
        "error: --out a.xls: its ending says no format\n\
         hint: give -o, or end it in .csv, .json, .jsonl, .xlsx or .txt\n"
    );
}

#[test]
fn an_error_is_json_where_the_file_is() {
    let refused = run(&Home::new(), "subaccounts list --out a.json --columns none").expect(2);
    assert!(
        refused.stderr.starts_with("{\"error\":{"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_file_with_secrets_is_its_owners_alone_and_another_keeps_its_mode() {
    let home = Home::new();
    run(&home, "subaccounts list --out a.xlsx").expect(0);
    let usual = std::fs::metadata(home.write("usual", "")).unwrap();
    assert_eq!(usual.permissions().mode() & 0o777, 0o600);
    std::fs::File::create(home.file("new")).unwrap();
    assert_eq!(mode(&home, "a.xlsx"), mode(&home, "new"));
    for file in ["a.xlsx", "b.csv"] {
        run(
            &home,
            &format!("subaccounts list --show-secrets --out {file}"),
        )
        .expect(0);
        assert_eq!(mode(&home, file), 0o600);
    }
    let mode_of = |mode| std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(home.file("b.csv"), mode_of(0o640)).unwrap();
    run(&home, "subaccounts list --out b.csv").expect(0);
    assert_eq!(mode(&home, "b.csv"), 0o640);
}

#[test]
fn a_list_that_is_not_read_to_its_end_leaves_the_file_before_it() {
    let server = RawServer::start(|_, request| match request.page() {
        number @ 1..=2 => Sent::Json(page((number - 1) * 100..number * 100, number, 100, 300)),
        _ => Sent::Close,
    });
    let home = Home::at(&server.url).with("POLYV_RETRIES", "0");
    for file in ["a.csv", "a.json", "a.jsonl", "a.txt", "a.xlsx"] {
        home.run(&["subaccounts", "list", "--out", file]).expect(6);
        assert_eq!(files(&home), [""; 0]);
        home.write(file, "before");
        home.run(&["subaccounts", "list", "--out", file]).expect(6);
        assert_eq!(std::fs::read(home.file(file)).unwrap(), b"before");
        assert_eq!(files(&home), [file]);
        std::fs::remove_file(home.file(file)).unwrap();
    }
}

#[test]
fn what_is_no_file_and_what_cannot_be_written_is_found_out_before_anything_is_asked() {
    let server = RawServer::start(|_, _| Sent::Close);
    let home = Home::at(&server.url);
    std::fs::create_dir(home.file("folder.csv")).unwrap();
    let list = |file: &str| home.run(&["subaccounts", "list", "--out", file]);
    let refused = list("folder.csv").expect(2);
    assert!(
        refused
            .stderr
            .starts_with("error: --out folder.csv: it is not a file\n")
    );
    let failed = list("none/a.csv").expect(1);
    assert_eq!(
        failed.stderr,
        "error: cannot write none/a.csv: No such file or directory (os error 2)\n"
    );
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn a_link_stays_one() {
    let home = Home::new();
    std::os::unix::fs::symlink("there.csv", home.file("link.csv")).unwrap();
    run(&home, "subaccounts list --limit 1 --out link.csv").expect(0);
    assert!(
        std::fs::symlink_metadata(home.file("link.csv"))
            .unwrap()
            .is_symlink()
    );
    assert!(!std::fs::read(home.file("there.csv")).unwrap().is_empty());
}

#[test]
fn a_text_is_not_a_workbook() {
    let home = Home::new();
    for args in [
        "sign GET /x --out a.xlsx",
        "api GET /x --out a.xlsx",
        "status --out a.csv",
        "subaccounts get branch0001@hd.example.com --with log --out a.xlsx",
    ] {
        run(&home, args).expect(2);
        assert_eq!(files(&home), [""; 0], "{args}");
    }
}

#[test]
fn a_roster_and_the_files_of_its_run_are_not_written_over() {
    let home = Home::new();
    let roster = "email,password,contacts,phone,maxChannels,minutes\n\
                  new1@example.com,abcd1234,张三,13800000000,1,1\n";
    home.write("roster.csv", roster);
    for file in [
        "roster.csv",
        "./roster.csv.results.csv",
        "roster.csv.journal.jsonl",
    ] {
        let create = "subaccounts create --from roster.csv --yes -o csv --out";
        let refused = run(&home, &format!("{create} {file}")).expect(2);
        let message = format!("error: --out {file} is a file of this run\n");
        assert_eq!(refused.stderr, message);
        assert_eq!(files(&home), ["roster.csv"]);
    }
    assert_eq!(
        std::fs::read_to_string(home.file("roster.csv")).unwrap(),
        roster
    );
}

/// A limit on the size of files stands for a full disk.
#[test]
fn a_file_with_no_room_is_told_of_by_its_own_name() {
    let full = |format: &str, lang: &str| {
        let home = Home::new();
        let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
        let line = format!("--sandbox subaccounts list --out a.{format} --lang {lang}");
        let args: Vec<&str> = line.split(' ').collect();
        let run = home.run_in_shell(script, &args).expect(1);
        assert!(files(&home).is_empty(), "{:?}", files(&home));
        run.stderr
    };
    let zh = "错误：无法写入 a.csv：文件过大\n";
    assert_eq!(full("csv", "zh"), zh);
    let en = "error: cannot write a.csv: File too large (os error 27)\n";
    assert_eq!(full("csv", "en"), en);
    assert_eq!(full("txt", "zh"), zh.replace("csv", "txt"));
}
