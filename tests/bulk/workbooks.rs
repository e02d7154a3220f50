//! A workbook as a roster, from its cells to the files beside it.

use crate::batch::{HEADINGS, table, text};
use crate::service::Service;
use crate::support::Run;
use rust_xlsxwriter::{Formula, Workbook};

/// Stands in every password.
const PASSWORD: &str = "mark3dPass";

const ARGS: [&str; 8] = [
    "subaccounts",
    "create",
    "--from",
    "roster.xlsx",
    "--yes",
    "--wait",
    "4s",
    "--no-preflight",
];

/// A roster of texts and numbers below a title, beside a sheet of something else.
fn workbook(rows: &[(&str, &str, f64)]) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("Notes")
        .unwrap()
        .write(0, 0, "read me")
        .unwrap();
    let sheet = book.add_worksheet();
    sheet
        .set_name("New")
        .unwrap()
        .write(0, 0, "Shops of 2026")
        .unwrap();
    for (at, heading) in (0..).zip(HEADINGS.split(',')) {
        sheet.write(2, at, heading).unwrap();
    }
    for (at, (email, phone, minutes)) in (3..).zip(rows) {
        sheet.write(at, 0, *email).unwrap();
        sheet.write(at, 1, format!("{PASSWORD}{at}")).unwrap();
        sheet.write(at, 2, "店长").unwrap();
        match phone.parse::<f64>() {
            Ok(phone) => sheet.write(at, 3, phone).unwrap(),
            Err(_) => sheet.write(at, 3, *phone).unwrap(),
        };
        for column in 4..8 {
            let number = if column == 5 { *minutes } else { 1.0 };
            sheet.write(at, column, number).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn silent(run: &Run) {
    assert!(!format!("{}{}", run.stdout, run.stderr).contains(PASSWORD));
}

#[test]
fn a_workbook_has_its_results_beside_it_and_its_failed_rows_can_be_run() {
    let service = Service::start(&[]);
    let home = service.home();
    let too_much = ("b@example.com", "13800000002", 999_999_999.0);
    home.write(
        "roster.xlsx",
        workbook(&[("a@example.com", "13800000001", 1.0), too_much]),
    );
    let one = ["--connections", "1"];
    let first = home.run(&[&ARGS[..], &one].concat()).expect(8);
    silent(&first);
    assert!(
        first.stderr.contains("The sheet New was read."),
        "{}",
        first.stderr
    );
    let title = "Row 1 above the headings is not read: \"Shops of 2026\".";
    assert!(first.stderr.contains(title), "{}", first.stderr);
    let results = table(&home, "roster.xlsx.results.csv");
    let places: Vec<&str> = results.iter().map(|row| &*row["line"]).collect();
    assert_eq!(places, ["4", "5"]);
    assert!(!text(&home, "roster.xlsx.journal.jsonl").contains(PASSWORD));
    let failed = text(&home, "roster.xlsx.failed.csv");
    let row = format!("b@example.com,{PASSWORD}4,店长,13800000002,1,999999999,1,1");
    assert!(failed.contains(&row), "{failed}");

    home.run(&[&ARGS[..], &one].concat()).expect(8);
    home.write("fixed.csv", failed.replace("999999999", "2"));
    let fixed = "subaccounts create --from fixed.csv --yes --wait 4s";
    home.run(&fixed.split(' ').collect::<Vec<_>>()).expect(0);
    let sent = service.posts();
    let of = |email: &str| sent.iter().filter(|body| body.contains(email)).count();
    assert_eq!((of("a@example.com"), of("b@example.com")), (1, 3));
}

#[test]
fn stdin_may_be_a_workbook() {
    let service = Service::start(&[]);
    let home = service.home();
    let args = "subaccounts create --from - --journal j --results r --yes --wait 4s";
    let args: Vec<&str> = args.split(' ').collect();
    let bytes = workbook(&[("a@example.com", "13800000001", 1.0)]);
    home.run_with_stdin(&args, bytes).expect(0);
    assert_eq!(service.posts().len(), 1);
    assert_eq!(table(&home, "r")[0]["status"], "created");
}

#[test]
fn faults_name_their_cells_in_a_table_and_for_programs() {
    let service = Service::start(&[]);
    let home = service.home();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, heading) in (0..).zip(HEADINGS.split(',')) {
        sheet.write(0, at, heading).unwrap();
    }
    sheet.write(1, 0, "a@example.com").unwrap();
    sheet.write(1, 2, "店长").unwrap();
    sheet.write(1, 3, 110_105_199_003_070_000.0).unwrap();
    sheet.write(1, 1, true).unwrap();
    for at in 4..8 {
        sheet.write(1, at, 1.0).unwrap();
    }
    sheet
        .write(1, 5, Formula::new("=1/0").set_result("#DIV/0!"))
        .unwrap();
    home.write("roster.xlsx", book.save_to_buffer().unwrap());
    let run = home.run(&ARGS).expect(2);
    assert_eq!(
        run.stderr,
        "CELL       FIELD     VALUE               RULE\n\
         Sheet1!B2  password  ********            is a truth value; format the column as text and type it again\n\
         Sheet1!D2  phone     1.1010519900307e17  is a number of more than 15 digits, of which a spreadsheet keeps 15; format the column as text and type it again\n\
         Sheet1!F2  minutes   #DIV/0!             is the error of a formula; type the value in its place\n\
         error: roster.xlsx has 3 faults; nothing was sent\n"
    );
    let run = home.run(&[&ARGS[..], &["-o", "json"]].concat()).expect(2);
    let words = "3 faults; nothing was sent: Sheet1!B2: password ******** is a truth value;";
    assert!(run.stderr.contains(words), "{}", run.stderr);
    assert_eq!(service.requests(), 0);
}

#[test]
fn the_sheet_is_named_by_its_name_or_its_number() {
    let service = Service::start(&[]);
    let home = service.home();
    home.write(
        "roster.xlsx",
        workbook(&[("a@example.com", "13800000001", 1.0)]),
    );
    home.write("roster.csv", format!("{HEADINGS}\n"));
    let run = |from: &str, sheet: &str| {
        let args = [
            "subaccounts",
            "create",
            "--dry-run",
            "--no-preflight",
            "--from",
            from,
            "--sheet",
        ];
        home.run(&[&args[..], &[sheet]].concat())
    };
    run("roster.xlsx", "New").expect(0);
    run("roster.xlsx", "2").expect(0);
    let none = run("roster.xlsx", "Old").expect(2);
    assert_eq!(
        none.stderr,
        "error: roster.xlsx: --sheet \"Old\": there is no such sheet; nothing was sent\n\
         hint: the sheets are 1 \"Notes\", 2 \"New\"\n"
    );
    let csv = run("roster.csv", "New").expect(2);
    assert_eq!(
        csv.stderr,
        "error: roster.csv: --sheet is for workbooks, and the file is none; nothing was sent\n\
         hint: leave --sheet out\n"
    );
    let alone = home
        .run(&["subaccounts", "create", "--sheet", "New"])
        .expect(2);
    assert!(alone.stderr.contains("--from <FILE|->"), "{}", alone.stderr);
}

#[test]
fn e_mails_and_amounts_are_read_from_a_workbook_too() {
    let home = crate::support::Home::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, (email, minutes)) in (0..).zip([
        ("邮箱", "set minutes"),
        ("branch0001@hd.example.com", "5"),
        ("store0002@hn.example.com", "7"),
    ]) {
        sheet.write(row, 0, email).unwrap();
        sheet.write(row, 1, minutes).unwrap();
    }
    home.write("some", book.save_to_buffer().unwrap());
    let list = "--sandbox subaccounts list --emails-from some -o csv --columns email --no-header";
    let list = home.run(&list.split(' ').collect::<Vec<_>>()).expect(0);
    assert_eq!(
        list.stdout,
        "branch0001@hd.example.com\nstore0002@hn.example.com\n"
    );
    for (args, status) in [
        (
            "--sandbox subaccounts list --emails-from some --sheet Sheet1 --count",
            0,
        ),
        ("--sandbox subaccounts list --emails-from some --sheet 2", 2),
        ("--sandbox subaccounts list --sheet 1", 2),
        (
            "--sandbox subaccounts allocate --from some --sheet 1 --dry-run",
            0,
        ),
        ("--sandbox subaccounts allocate --from some --dry-run", 0),
        (
            "--sandbox subaccounts allocate --sheet 1 --where minutes>1 --give minutes=1 --dry-run",
            2,
        ),
        (
            "--sandbox subaccounts allocate --emails-from some --sheet Sheet1 --give minutes=1 --dry-run",
            0,
        ),
    ] {
        home.run(&args.split(' ').collect::<Vec<_>>())
            .expect(status);
    }
}
