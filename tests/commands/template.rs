//! `--template`: an empty roster of every command that has `--from`, as CSV and as
//! a workbook.

use crate::support::Home;
use calamine::{Data, Reader, Xlsx, open_workbook};

const COMMANDS: [&str; 5] = [
    "subaccounts create",
    "subaccounts allocate",
    "children create",
    "children update",
    "children delete",
];

fn run(home: &Home, command: &str, more: &str) -> crate::support::Run {
    let args = command.split(' ').chain(["--template"]);
    let args: Vec<&str> = args.chain(more.split_whitespace()).collect();
    home.run(&args)
}

#[test]
fn a_workbook_has_the_headings_of_the_csv() {
    let home = Home::new();
    for command in COMMANDS {
        for headings in ["", "--headings zh", "--columns all"] {
            run(&home, command, &format!("{headings} --out a.csv")).expect(0);
            run(&home, command, &format!("{headings} --out a.xlsx")).expect(0);
            let csv = std::fs::read_to_string(home.file("a.csv")).unwrap();
            let mut book: Xlsx<_> = open_workbook(home.file("a.xlsx")).unwrap();
            assert_eq!(book.sheet_names(), [command]);
            let cells = book.worksheet_range(command).unwrap();
            let rows: Vec<String> = cells
                .rows()
                .map(|row| {
                    row.iter()
                        .map(Data::to_string)
                        .collect::<Vec<_>>()
                        .join(",")
                })
                .collect();
            assert_eq!(rows, [csv.trim().trim_start_matches('\u{feff}')]);
            for file in ["a.csv", "a.xlsx"] {
                std::fs::remove_file(home.file(file)).unwrap();
            }
        }
    }
}

#[test]
fn chinese_headings_are_asked_for_in_two_ways() {
    let home = Home::new();
    let print = |more: &str| run(&home, "children delete", more);
    let chinese = print("--headings zh").expect(0).stdout;
    assert_eq!(chinese, "\u{feff}子账号邮箱\r\n");
    let both = ["subaccounts", "create", "--template=chinese", "--headings"];
    let same = home.run(&[&both[..], &["zh"]].concat()).expect(0);
    assert_eq!(same.stdout, home.run(&both[..3]).expect(0).stdout);
    let other = home.run(&[&both[..], &["api"]].concat()).expect(2);
    assert_eq!(
        other.stderr,
        "error: --template and --headings name different headings\nhint: give one of them\n"
    );
}

#[test]
fn in_chinese_a_workbook_has_chinese_headings_and_rules() {
    let home = Home::new();
    let delete = |more: &str| {
        let _ = std::fs::remove_file(home.file("a.xlsx"));
        run(&home, "children delete", more).expect(0);
        let mut book: Xlsx<_> = open_workbook(home.file("a.xlsx")).unwrap();
        let cells = book.worksheet_range("children delete").unwrap();
        cells.get_value((0, 0)).unwrap().to_string()
    };
    assert_eq!(delete("--lang zh --out a.xlsx"), "子账号邮箱");
    assert_eq!(
        delete("--lang zh --headings api --out a.xlsx"),
        "childEmail"
    );
    let file = std::fs::File::open(home.file("a.xlsx")).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let notes = std::io::read_to_string(archive.by_name("xl/comments1.xml").unwrap()).unwrap();
    assert!(notes.contains("\n必填<"), "{notes}");
    let csv = run(&home, "children delete", "--lang zh").expect(0);
    assert_eq!(csv.stdout, "\u{feff}childEmail\r\n");
    home.write(
        "c.toml",
        "[profiles.a]\napp_id = \"a\"\napp_secret = \"s\"\nlang = \"zh\"\n",
    );
    assert_eq!(
        delete("--config c.toml --profile a --out a.xlsx"),
        "子账号邮箱"
    );
}

#[test]
fn a_template_is_no_list() {
    let home = Home::new();
    for more in [
        "-o json",
        "-o jsonl",
        "-o table",
        "--out a.json",
        "--out a.txt",
    ] {
        let run = run(&home, "children create", more).expect(2);
        assert_eq!(run.stdout, "");
        assert!(
            run.stderr.contains("is CSV or a workbook"),
            "{}",
            run.stderr
        );
        assert!(!home.file("a.json").exists() && !home.file("a.txt").exists());
    }
    let piped = ["children", "delete", "--template", "-o", "xlsx"];
    let book = home.command(&piped).output().unwrap().stdout;
    assert!(book.starts_with(b"PK\x03\x04"));
}

#[test]
fn a_template_never_replaces_a_file() {
    let home = Home::new();
    for file in ["a.csv", "a.xlsx"] {
        home.write(file, "filled in");
        for command in COMMANDS {
            let run = run(&home, command, &format!("--out {file}")).expect(2);
            let expected = format!(
                "error: --out {file}: the file exists, and an empty roster would replace it\n\
                 hint: name another file, or move that one away\n"
            );
            assert_eq!(run.stderr, expected);
            let found = std::fs::read_to_string(home.file(file)).unwrap();
            assert_eq!(found, "filled in");
        }
    }
}

#[test]
fn the_name_of_a_template_tells_csv_or_a_workbook() {
    let home = Home::new();
    for file in ["a.xls", "a.ods", "a.foo", "a"] {
        let refused = run(&home, "children delete", &format!("--out {file}")).expect(2);
        let expected = format!(
            "error: --out {file}: its ending says no format\n\
             hint: give -o csv or -o xlsx, or end it in .csv or .xlsx\n"
        );
        assert_eq!(refused.stderr, expected);
        assert!(!home.file(file).exists());
    }
    run(&home, "children delete", "--out a.foo -o csv").expect(0);
    assert!(home.file("a.foo").exists());
}

#[test]
fn a_filled_workbook_makes_the_same_requests_as_its_csv() {
    let home = Home::new();
    let rows = [
        [
            "a@b.cn",
            "abcd1234",
            "王芳",
            "013800000000",
            "5",
            "100",
            "",
            "12.5",
            "007",
            "2030-12-31",
            "1",
            "",
        ],
        [
            "c@d.cn",
            "00001234a",
            "=1+1",
            "010-12345678",
            "6",
            "7",
            "",
            "",
            "1-2",
            "20310101",
            "",
            "9",
        ],
    ];
    for headings in ["zh", "api", "en"] {
        let of = |file: &str| {
            let _ = std::fs::remove_file(home.file(file));
            run(
                &home,
                "subaccounts create",
                &format!("--headings {headings} --out {file}"),
            )
            .expect(0);
        };
        of("a.csv");
        of("a.xlsx");
        let mut csv = std::fs::read_to_string(home.file("a.csv")).unwrap();
        csv += &rows.map(|row| row.join(",") + "\r\n").concat();
        home.write("a.csv", csv);
        fill(&home.file("a.xlsx"), &rows);
        let plan = |file: &str| {
            let args = format!("--sandbox subaccounts create --from {file} --dry-run -o json");
            home.run(&args.split(' ').collect::<Vec<_>>())
                .expect(0)
                .stdout
        };
        assert_eq!(plan("a.xlsx"), plan("a.csv"));
    }
}

/// Types rows into a template: what is typed into a column of texts stays one.
fn fill(path: &std::path::Path, rows: &[[&str; 12]]) {
    use std::io::{Read, Write};
    let book = std::fs::read(path).unwrap();
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut filled = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for at in 0..book.len() {
        let mut part = book.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let xml = String::from_utf8(text).unwrap();
            let is_text = |column: usize| {
                let columns = xml.split("<col ").skip(1);
                let mut columns = columns.map(|rest| rest.split("/>").next().unwrap());
                let number = |of: &str, name: &str| {
                    let rest = of.split_once(&format!("{name}=\"")).unwrap().1;
                    rest.split('"').next().unwrap().parse::<usize>().unwrap()
                };
                let own = columns
                    .find(|own| (number(own, "min")..=number(own, "max")).contains(&(column + 1)));
                own.unwrap().contains("style=")
            };
            let cell = |(column, value): (usize, &&str)| match (*value, is_text(column)) {
                ("", _) => "<c/>".to_owned(),
                (text, true) => format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"),
                (number, false) => format!("<c><v>{}</v></c>", number.parse::<f64>().unwrap()),
            };
            let row = |row: &[&str; 12]| {
                let cells: String = row.iter().enumerate().map(cell).collect();
                format!("<row>{cells}</row>")
            };
            let rows: String = rows.iter().map(row).collect();
            text = xml
                .replace("</sheetData>", &format!("{rows}</sheetData>"))
                .into_bytes();
        }
        filled
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        filled.write_all(&text).unwrap();
    }
    filled.finish().unwrap();
}
