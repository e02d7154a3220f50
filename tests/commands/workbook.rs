//! `-o xlsx`: every list as a workbook that holds what the rows hold.

use crate::support::Home;
use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use std::path::Path;

/// The cells of a sheet of a workbook.
fn sheet(path: &Path, name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// A cell as CSV has it, numbers without zeros at their end.
fn text(cell: &Data) -> String {
    let Data::DateTime(time) = cell else {
        return cell.to_string();
    };
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// What no cell may hide, shown as in tables.
fn shown(field: &str) -> String {
    let is_hidden = |c: char| match c {
        '\n' | '\r' | '\t' => false,
        '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{feff}' => true,
        c => c.is_control(),
    };
    let show = |c: char| match is_hidden(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    field.chars().map(show).collect()
}

fn same(cell: &Data, csv: &str) -> bool {
    match cell {
        Data::Float(number) => csv.parse() == Ok(*number),
        cell => text(cell) == shown(csv),
    }
}

/// A list as CSV, its lines as fields.
fn csv(home: &Home, args: &[&str]) -> Vec<Vec<String>> {
    let run = home.run(&[args, &["-o", "csv"]].concat()).expect(0);
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).from_reader(run.stdout.as_bytes());
    let records = reader.records().map(Result::unwrap);
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_value_of_every_list_is_in_its_workbook() {
    let home = Home::new();
    for (list, title) in [
        ("subaccounts list --tz UTC", "subaccounts list"),
        ("allocations log --since 2025-01-01", "allocations log"),
        ("children list", "children list"),
        ("billing group --month 2022-05", "billing group"),
        ("group info", "group info"),
        (
            "subaccounts list --by status --sum minutes",
            "subaccounts list",
        ),
    ] {
        let args: Vec<&str> = ["--sandbox"].into_iter().chain(list.split(' ')).collect();
        let expected = csv(&home, &args);
        let path = home.file("list.xlsx");
        home.run(&[&args[..], &["--out", "list.xlsx"]].concat())
            .expect(0);
        let mut book: Xlsx<_> = open_workbook(&path).unwrap();
        assert!(book.worksheet_formula(title).unwrap().is_empty());
        let cells = sheet(&path, title);
        assert_eq!(cells.len(), expected.len(), "{list}");
        for (row, line) in cells.iter().zip(&expected) {
            assert_eq!(row.len(), line.len());
            for (cell, field) in row.iter().zip(line) {
                assert!(same(cell, field), "{list}: {cell:?} {field:?}");
            }
        }
    }
}

#[test]
fn the_headings_are_those_that_are_asked_for() {
    let home = Home::new();
    let list = "--sandbox subaccounts list --limit 1";
    let heading = |more: &str| {
        let args = list.split(' ').chain(more.split(' ')).collect::<Vec<_>>();
        let usual = ["--columns", "phone,flow,expires"];
        let args = match more.contains("--columns") {
            true => args,
            false => [&args[..], &usual].concat(),
        };
        let run = home.run(&args).expect(0);
        let first = match more.contains("xlsx") {
            false => run.stdout.lines().next().unwrap().to_owned(),
            true => sheet(&home.file("a.xlsx"), "subaccounts list")[0]
                .iter()
                .map(Data::to_string)
                .collect::<Vec<_>>()
                .join(","),
        };
        first
            .split("  ")
            .filter(|word| !word.is_empty())
            .map(str::trim)
            .collect::<Vec<_>>()
            .join("|")
    };
    let (api, zh, en) = (
        "phone,remainFlow,expireDate",
        "手机号,点播流量(G),到期时间",
        "PHONE,FLOW (G),EXPIRES",
    );
    assert_eq!(heading("-o csv"), api);
    assert_eq!(heading("-o csv --headings zh"), zh);
    assert_eq!(heading("-o csv --headings en"), en);
    assert_eq!(heading("--out a.xlsx"), api);
    assert_eq!(heading("--out a.xlsx --headings zh"), zh);
    assert_eq!(heading("--out a.xlsx --lang zh"), zh);
    assert_eq!(heading("--out a.xlsx --lang zh --headings api"), api);
    assert_eq!(heading("-o csv --lang zh"), api);
    assert_eq!(heading("-o table"), en.replace(',', "|"));
    assert_eq!(heading("-o table --headings zh"), zh.replace(',', "|"));
    assert_eq!(heading("-o table --headings api"), api.replace(',', "|"));
    let chinese = "-o csv --columns 点播流量(G) --where 点播流量<0 --sort 到期时间";
    assert_eq!(heading(chinese), "remainFlow");
}

#[test]
fn a_list_with_chinese_headings_is_a_roster() {
    let home = Home::new();
    let list = "--sandbox subaccounts list --limit 3 --headings zh --out roster.csv \
                --columns email,contacts,phone,memo,maxChannels,remainSpace";
    home.run(&list.split_whitespace().collect::<Vec<_>>())
        .expect(0);
    let text = std::fs::read_to_string(home.file("roster.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("邮箱,联系人,手机号,备注,频道数,点播空间(G)")
    );
    // What only a roster has, and amounts that are whole.
    let lines = lines.enumerate().map(|(at, line)| {
        let line = line.replace("1230000000", "1380000000");
        let rest = line.rsplit_once(',').unwrap().0;
        let rest = rest.split_once(',').unwrap().1;
        format!("new{at}@example.com,{rest},7,abcd1234,1\n")
    });
    let lines: String = lines.collect();
    home.write(
        "roster.csv",
        format!("邮箱,联系人,手机号,备注,频道数,点播空间(G),密码,分钟数\n{lines}"),
    );
    let args = [
        "--sandbox",
        "subaccounts",
        "create",
        "--from",
        "roster.csv",
        "--dry-run",
        "-o",
        "csv",
    ];
    let run = home.run(&args).expect(0);
    assert_eq!(
        run.stdout.matches("\"\"remainSpace\"\":7").count(),
        3,
        "{}",
        run.stdout
    );
    assert_eq!(run.stdout.matches("\"\"maxChannels\"\":").count(), 3);
}

#[test]
fn a_list_of_child_accounts_is_a_roster_of_changes() {
    let home = Home::new();
    for headings in ["api", "zh", "en"] {
        let columns = "--columns -roleId,-organizationId";
        let list = format!("--sandbox children list --headings {headings} {columns} --out c.csv");
        home.run(&list.split(' ').chain(["--limit", "3"]).collect::<Vec<_>>())
            .expect(0);
        let list = std::fs::read_to_string(home.file("c.csv")).unwrap();
        // With names of API fields a role is an id.
        home.write("c.csv", list.replacen("roleName", "角色", 1));
        let update = "--sandbox children update --from c.csv --dry-run -o json";
        let run = home.run(&update.split(' ').collect::<Vec<_>>()).expect(0);
        assert_eq!(
            run.stdout.matches("\"roleId\":").count(),
            3,
            "{}",
            run.stdout
        );
        assert!(run.stderr.contains("are not read: "), "{}", run.stderr);
    }
}

#[test]
fn a_workbook_tells_of_its_command_and_shows_secrets_only_when_asked() {
    let home = Home::new();
    let write = |more: &[&str]| {
        let list = [
            "--sandbox",
            "subaccounts",
            "list",
            "--limit",
            "2",
            "--out",
            "a.xlsx",
        ];
        home.run(&[&list[..], more].concat()).expect(0);
        let path = home.file("a.xlsx");
        let about = sheet(&path, "About");
        let about: Vec<String> = about
            .iter()
            .map(|row| format!("{}={}", row[0], text(&row[1])))
            .collect();
        (sheet(&path, "subaccounts list"), about)
    };
    let (rows, about) = write(&["--tz", "UTC", "--where", "minutes > 1"]);
    assert!(
        rows[0]
            .iter()
            .all(|cell| !cell.to_string().ends_with("Secret"))
    );
    assert_eq!(
        about[1..],
        [
            "Time zone=UTC",
            "Profile=the sandbox",
            "appId=sandboxapp",
            "Command=polyv-group --sandbox subaccounts list --limit 2 --out a.xlsx --tz UTC \
             --where 'minutes > 1'",
            "Rows=2",
        ]
    );
    let secret = |rows: &[Vec<Data>]| {
        let at = rows[0]
            .iter()
            .position(|cell| *cell == "appSecret")
            .unwrap();
        rows[1][at].to_string()
    };
    assert_eq!(secret(&write(&["--columns", "+appSecret"]).0), "********");
    assert_eq!(secret(&write(&["--show-secrets"]).0).len(), 32);
}

#[test]
fn a_workbook_tells_of_which_time_its_changes_and_use_are() {
    let home = Home::new();
    for _ in 0..2 {
        home.run(&["--sandbox", "snapshot", "save"]).expect(0);
    }
    for command in ["snapshot diff", "usage"] {
        let args = ["--sandbox", "--out", "a.xlsx"].into_iter();
        let args: Vec<&str> = args.chain(command.split(' ')).collect();
        let run = home.run(&args).expect(0);
        let about = sheet(&home.file("a.xlsx"), "About");
        let labels = [1, 2].map(|row| about[row][0].to_string());
        assert_eq!(labels, ["Since", "As of"]);
        let [since, as_of] = [1, 2].map(|row| text(&about[row][1]));
        let told = format!("from {since} to {as_of}\n");
        assert!(run.stderr.starts_with(&told), "{}", run.stderr);
    }
}

#[test]
fn the_page_of_the_group_is_a_sheet_a_part() {
    let home = Home::new();
    home.run(&["--sandbox", "status", "--out", "a.xlsx"])
        .expect(0);
    let book: Xlsx<_> = open_workbook(home.file("a.xlsx")).unwrap();
    let sheets = [
        "packages",
        "subaccounts",
        "expiring",
        "lowest",
        "allocations",
        "health",
        "About",
    ];
    assert_eq!(book.sheet_names(), sheets);
    let states = sheet(&home.file("a.xlsx"), "subaccounts");
    let total: f64 = states[1..]
        .iter()
        .filter_map(|row| row[1].get_float())
        .sum();
    assert_eq!(total, 230.0);
}

#[test]
fn the_results_of_a_batch_are_a_workbook_also_where_rows_failed() {
    let home = Home::new();
    home.write(
        "roster.csv",
        "email,password,contacts,phone,maxChannels,minutes\n\
         new1@example.com,abcd1234,张三,13800000000,1,1\n\
         branch0001@hd.example.com,abcd1234,张三,13800000001,1,1\n",
    );
    let create = "--sandbox subaccounts create --from roster.csv --yes --out results.xlsx";
    home.run(&create.split(' ').collect::<Vec<_>>()).expect(0);
    let rows = sheet(&home.file("results.xlsx"), "subaccounts create");
    let states: Vec<String> = rows[1..].iter().map(|row| row[4].to_string()).collect();
    assert_eq!(rows[0][4].to_string(), "status");
    assert_eq!(states, ["created", "existing"]);
}

#[cfg(unix)]
#[test]
fn a_full_folder_for_temporary_files_is_a_failed_write() {
    let home = Home::new();
    let list = ["--sandbox", "subaccounts", "list", "-o", "xlsx"];
    let full = home.run_in_shell("trap '' XFSZ; ulimit -f 64; \"$0\" \"$@\" | cat; :", &list);
    assert_eq!(full.stdout, "");
    let place = std::env::temp_dir();
    let place = place.display();
    let words = "error: cannot write the output: the workbook is put together in";
    assert_eq!(
        full.stderr,
        format!("{words} {place}: File too large (os error 27)\n")
    );
    let none = home.with("TMPDIR", "/none").run(&list).expect(1);
    assert_eq!(
        none.stderr,
        format!("{words} /none: No such file or directory (os error 2)\n")
    );
}
