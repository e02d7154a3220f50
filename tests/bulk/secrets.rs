//! Passwords and secrets are where they were asked to be, and nowhere else.

use crate::batch::{HEADINGS, args};
use crate::service::Service;
use crate::support::{Home, RawServer, Run, Seen, Sent};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Stands in every password of the rosters here.
const PASSWORD: &str = "mark3dPass";
/// Stands in every secret of the sandbox.
const SECRET: &str = "s3cr3t";

fn home(service: &Service) -> Home {
    let home = service.home();
    let rows: String = (0..6)
        .map(|n| format!("s{n}@example.com,{PASSWORD}{n},c,1380000000{n},1,1,0,0\n"))
        .collect();
    home.write("roster.csv", format!("{HEADINGS}\n{rows}"));
    home
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The names of the files that hold a text; each must be its owner's alone.
fn holding(home: &Home, text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for path in files(home.path()) {
        let bytes = std::fs::read(&path).unwrap();
        if String::from_utf8_lossy(&bytes).contains(text) {
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", path.display());
            names.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    names.sort();
    names
}

fn silent(run: &Run) {
    for stream in [&run.stdout, &run.stderr] {
        assert!(
            !stream.contains(PASSWORD) && !stream.contains(SECRET),
            "{stream}"
        );
    }
}

#[test]
fn a_run_shows_no_password_and_no_secret_even_when_it_tells_everything() {
    let faults = [
        "user/create:2:badjson",
        "user/create:3:429",
        "user/create:5:dropreply",
    ];
    for format in ["table", "json"] {
        let service = Service::start(&faults);
        let home = home(&service);
        let run = home.run(&args(&["-vv", "-o", format])).expect(0);
        silent(&run);
        assert!(run.stderr.contains("POST /live/v4/group/user/create"));
        assert_eq!(holding(&home, PASSWORD), ["roster.csv"]);
        assert!(holding(&home, SECRET).is_empty());
        let again = home.run(&args(&["-vv", "-o", format])).expect(0);
        silent(&again);
    }
}

#[test]
fn files_that_were_asked_to_hold_them_are_their_owners_alone() {
    let service = Service::start(&[]);
    let home = home(&service);
    let run = home.run(&args(&["--credentials-out", "new.csv"])).expect(0);
    silent(&run);
    assert_eq!(
        holding(&home, SECRET),
        ["new.csv", "roster.csv.results.csv"]
    );
    assert_eq!(holding(&home, PASSWORD), ["roster.csv"]);
    let mode = |name| {
        std::fs::metadata(home.file(name))
            .unwrap()
            .permissions()
            .mode()
    };
    for name in [
        "new.csv",
        "roster.csv.results.csv",
        "roster.csv.journal.jsonl",
    ] {
        assert_eq!(mode(name) & 0o777, 0o600, "{name}");
    }
}

#[test]
fn the_file_of_failed_rows_holds_passwords_and_is_its_owners_alone() {
    let service = Service::start(&[]);
    let home = home(&service);
    let wrong_plan = std::fs::read_to_string(home.file("roster.csv")).unwrap();
    home.write("roster.csv", wrong_plan.replace("minutes", "concurrent"));
    silent(&home.run(&args(&["--no-preflight", "-vv"])).expect(8));
    let expected = ["roster.csv", "roster.csv.failed.csv"];
    assert_eq!(holding(&home, PASSWORD), expected);
}

/// What a reply repeats of the body that it answers, and how it is written: as
/// JSON does, as PHP does, as a query, as HTML, as JSON in JSON.
fn repeated(body: &str, number: usize) -> String {
    let sent: serde_json::Value = serde_json::from_str(body).unwrap();
    let password = sent["password"].as_str().unwrap();
    let told = serde_json::json!({ "got": password }).to_string();
    match number % 5 {
        0 => told.replace('&', "\\u0026"),
        1 => told.replace('/', "\\/"),
        2 => password
            .replace('&', "%26")
            .replace('/', "%2f")
            .replace('"', "%22"),
        3 => password
            .replace('&', "&amp;")
            .replace('/', "&#47;")
            .replace('"', "&quot;"),
        _ => serde_json::Value::from(told).to_string(),
    }
}

#[test]
fn a_service_that_repeats_a_password_in_its_own_way_gets_it_shown_nowhere() {
    let answered = AtomicUsize::new(0);
    let server = RawServer::start(move |_, request: &Seen| {
        if request.line.starts_with("GET") {
            return Sent::Json(r#"{"code":200,"data":{"contents":[],"totalItems":0}}"#.into());
        }
        let number = answered.fetch_add(1, Ordering::SeqCst);
        let told = serde_json::Value::from(repeated(&request.body, number / 2));
        Sent::Json(match number % 2 {
            0 => format!(r#"{{"code":400,"error":{{"code":1,"desc":{told}}},"requestId":{told}}}"#),
            _ => format!(
                r#"{{"code":200,"data":{{"userId":{told},"appId":"a","appSecret":"b"}},"requestId":{told}}}"#
            ),
        })
    });
    let home = Home::at(&server.url);
    let rows: String = (0..10)
        .map(|n| format!("s{n}@example.com,\"m4rk&pass/{n}\"\"\",c,1380000000{n},1,1,0,0\n"))
        .collect();
    home.write("roster.csv", format!("{HEADINGS}\n{rows}"));
    let run = home
        .run(&args(&["-vv", "--no-preflight", "--connections", "1"]))
        .expect(8);
    for stream in [&run.stdout, &run.stderr] {
        assert!(!stream.contains("m4rk"), "{stream}");
    }
    assert_eq!(
        holding(&home, "m4rk"),
        ["roster.csv", "roster.csv.failed.csv"]
    );
    let told = holding(&home, "********");
    for name in ["roster.csv.journal.jsonl", "roster.csv.results.csv"] {
        assert!(told.iter().any(|told| told == name), "{told:?}");
    }
}
