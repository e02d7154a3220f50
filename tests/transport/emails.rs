//! Lists that are asked for in parts, by e-mail.

use crate::support::{Home, LIST_IDS, RawServer, Run, Seen, Sent, exact_case, page};
use crate::trouble::{ROWS, SIZE};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Answers with a row for each e-mail asked for, but for these; there are no
/// others.
fn by_email(without: &'static [usize]) -> RawServer {
    RawServer::start(move |_, request| {
        let emails = request.query("emails").unwrap_or_default();
        let number = |email: &str| email.get(1..)?.split('@').next()?.parse::<usize>().ok();
        let rows: Vec<String> = emails
            .split(',')
            .filter_map(number)
            .filter(|n| !without.contains(n))
            .map(|n| format!(r#"{{"userId":"u{n}","email":"E{n}@example.com"}}"#))
            .collect();
        Sent::Json(format!(
            r#"{{"code":200,"data":{{"pageNumber":1,"pageSize":100,"totalPages":1,"totalItems":{},"contents":[{}]}}}}"#,
            rows.len(),
            rows.join(",")
        ))
    })
}

#[test]
fn a_filter_of_250_e_mails_goes_over_three_requests() {
    let server = by_email(&[]);
    let home = Home::at(&server.url);
    let emails: String = (0..ROWS).map(|n| format!("e{n}@example.com\n")).collect();
    let file = home.write("emails", emails);
    let args = LIST_IDS;
    let from = ["--emails-from", file.to_str().unwrap()];
    let run = home.run(&[&args[..], &from].concat()).expect(0);
    let expected: String = (0..ROWS).map(|id| format!("u{id}\n")).collect();
    assert_eq!((run.stdout, run.stderr.as_str()), (expected, ""));
    let mut asked: Vec<usize> = server.seen().iter().map(emails_in).collect();
    asked.sort_unstable();
    assert_eq!(asked, [50, 100, 100]);
}

fn emails_in(request: &Seen) -> usize {
    request.query("emails").unwrap().split(',').count()
}

#[test]
fn a_file_of_e_mails_is_read_as_a_roster_is() {
    let server = by_email(&[]);
    let home = Home::at(&server.url);
    let text = "\u{feff}\"邮箱\";\"备注\"\r\"e1@example.com\u{200b}\";\"x\"\r\"e2@example.com\";\r";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes(), &utf16] {
        let args = [&LIST_IDS[..], &["--emails-from", "-"]].concat();
        let run = home.run_with_stdin(&args, bytes).expect(0);
        assert_eq!((&*run.stdout, &*run.stderr), ("u1\nu2\n", ""));
    }
}

#[test]
fn e_mails_that_match_nothing_are_named() {
    let server = by_email(&[7, 8, 249]);
    let home = Home::at(&server.url);
    let emails: String = (0..ROWS).map(|n| format!("e{n}@example.com,")).collect();
    let args = [
        "subaccounts",
        "list",
        "-o",
        "csv",
        "--no-header",
        "--email",
        &emails,
    ];
    let run = home.run(&args).expect(0);
    assert_eq!(run.stdout.lines().count(), 247);
    assert_eq!(
        run.stderr,
        "warning: nothing found for e7@example.com, e8@example.com, e249@example.com\n"
    );
    let json = home.run(&[
        "subaccounts",
        "list",
        "-o",
        "json",
        "--email",
        "e8@example.com",
    ]);
    let json = json.expect(0);
    assert_eq!(json.stdout, "[]\n");
    assert!(
        json.stderr.contains("nothing found for e8@example.com"),
        "{}",
        json.stderr
    );
}

#[test]
fn an_e_mail_is_found_in_any_letters_also_where_the_filter_minds_case() {
    let server = exact_case(&["E1@Example.com", "e2@example.com"], str::to_owned);
    let home = Home::at(&server.url);
    let two = "e1@example.com,E1@EXAMPLE.COM,e2@example.com,e2@Example.com,e3@example.com";
    for (more, found) in [(&[][..], "u1\nu0\n"), (&["--limit", "1"], "u1\n")] {
        let args = [&LIST_IDS[..], &["--email", two], more].concat();
        assert_eq!(home.run(&args).expect(0).stdout, found);
    }
    let args = [&LIST_IDS[..], &["--email", two]].concat();
    let run = home.run(&args).expect(0);
    assert_eq!(run.stderr, "warning: nothing found for e3@example.com\n");
    let asked = "e1@example.com,e2@example.com,e3@example.com";
    assert_eq!(server.seen()[0].query("emails").as_deref(), Some(asked));
}

#[test]
fn the_log_of_an_e_mail_in_other_letters_is_read_as_the_group_writes_it() {
    let server = RawServer::start(|_, request| {
        let is_log = request.line.contains("list-allocate-log");
        Sent::Json(match request.query("emails").as_deref() {
            Some("E1@example.com") if is_log => page(1..2, 1, SIZE, 1),
            _ if is_log => page(0..0, 1, SIZE, 0),
            _ => page(0..2, 1, SIZE, 2).replace("e1@", "E1@"),
        })
    });
    let args = "allocations log -o csv --columns email --no-header --email e1@EXAMPLE.com";
    let args: Vec<&str> = args.split(' ').collect();
    let run = Home::at(&server.url).run(&args).expect(0);
    assert_eq!((&*run.stdout, &*run.stderr), ("e1@example.com\n", ""));
}

#[test]
fn a_row_that_comes_with_each_part_is_printed_once() {
    let server = RawServer::start(|number, _| {
        let body = page(number * 10..number * 10 + 3, 1, SIZE, 4);
        let row = r#""contents":[{"userId":"main"},"#;
        Sent::Json(body.replace("\"contents\":[", row))
    });
    let home = Home::at(&server.url);
    let emails: String = (0..250).map(|n| format!("e{n}@example.com,")).collect();
    let args = [
        "subaccounts",
        "list",
        "-o",
        "csv",
        "--columns",
        "userId",
        "-q",
    ];
    let run = home
        .run(&[&args[..], &["--email", &emails]].concat())
        .expect(0);
    assert_eq!(run.stdout.lines().count(), 1 + 1 + 3 * 3);
    assert_eq!(run.stdout.matches("main").count(), 1);
}

/// Several lists in a row, each of more than one page.
#[test]
fn parts_of_several_pages_each_come_in_order() {
    let server = RawServer::start(|_, request| Sent::Json(part_of(request, 500)));
    let run = list_parts(&server, 20);
    let expected: String = (0..20 * 500).map(|id| format!("u{id}\n")).collect();
    assert!(run.stdout == expected);
    assert_eq!(server.seen().len(), 20 * 5);
}

/// Holds each that comes until five are there, for much longer than that takes.
#[derive(Default)]
struct Together {
    came: Mutex<usize>,
    more: Condvar,
    alone: AtomicBool,
}

impl Together {
    fn meet(&self) {
        let mut came = self.came.lock().unwrap();
        *came += 1;
        self.more.notify_all();
        let few = |came: &mut usize| *came < 5;
        let longest = Duration::from_secs(20);
        let ended = self.more.wait_timeout_while(came, longest, few);
        let alone = ended.unwrap().1.timed_out();
        self.alone.fetch_or(alone, Ordering::SeqCst);
    }
}

#[test]
fn the_pages_of_each_part_are_fetched_at_the_same_time() {
    let together = Arc::new(Together::default());
    let here = Arc::clone(&together);
    let server = RawServer::start(move |_, request| {
        // The second part: the first pages of those after it are fetched already.
        if request.page() > 1 && part(request) == 1 {
            here.meet();
        }
        Sent::Json(part_of(request, 1000))
    });
    let run = list_parts(&server, 20);
    assert_eq!(run.stdout.lines().count(), 20 * 1000);
    let alone = together.alone.load(Ordering::SeqCst);
    assert!(!alone, "fewer than five at a time");
}

/// The page asked for of the list of these e-mails, which has so many rows.
fn part_of(request: &Seen, rows: usize) -> String {
    let from = part(request) * rows + (request.page() - 1) * SIZE;
    page(from..from + SIZE, request.page(), SIZE, rows)
}

/// Which hundred of e-mails is asked for, from 0.
fn part(request: &Seen) -> usize {
    let emails = request.query("emails").unwrap();
    let first = emails[1..].split('@').next().unwrap();
    first.parse::<usize>().unwrap() / 100
}

/// Lists the ids that so many requests of a hundred e-mails begin with.
fn list_parts(server: &RawServer, parts: usize) -> Run {
    let home = Home::at(&server.url);
    let emails: String = (0..parts * 100)
        .map(|n| format!("e{n}@example.com\n"))
        .collect();
    let file = home.write("emails", emails);
    let args = [
        "subaccounts",
        "list",
        "-o",
        "csv",
        "--columns",
        "userId",
        "--no-header",
        "-q",
    ];
    let from = ["--emails-from", file.to_str().unwrap()];
    home.run(&[&args[..], &from].concat()).expect(0)
}

#[test]
fn pages_of_e_mails_split_over_requests_make_up_the_whole_list() {
    let server = by_email(&[]);
    let home = Home::at(&server.url);
    let emails: String = (0..ROWS).map(|n| format!("e{n}@example.com\n")).collect();
    let file = home.write("emails", emails);
    let from = file.to_str().unwrap();
    let page = |number: &str| {
        let args = ["subaccounts", "list", "-o", "csv", "--columns", "userId"];
        let part = ["--no-header", "--page", number, "--page-size", "60"];
        let run = home.run(&[&args[..], &part, &["--emails-from", from]].concat());
        run.expect(0).stdout
    };
    let ids = |ids: std::ops::Range<usize>| ids.map(|id| format!("u{id}\n")).collect::<String>();
    assert_eq!(page("2"), ids(60..120));
    assert_eq!(page("5"), ids(240..250));
    assert_eq!(page("6"), "");
}

/// Without an e-mail the log is that of all sub-accounts, whatever their
/// number.
#[test]
fn a_page_of_the_log_of_more_than_a_hundred_sub_accounts_is_printed() {
    let home = Home::new();
    let log = ["--sandbox", "allocations", "log", "-o", "csv"];
    let run = |part: &[&str]| home.run(&[&log[..], part].concat()).expect(0).stdout;
    let all = run(&["--limit", "4"]);
    let lines: Vec<&str> = all.lines().collect();
    let second = run(&["--page", "2", "--page-size", "2", "--no-header"]);
    assert_eq!(second.lines().collect::<Vec<_>>(), &lines[3..]);
}

#[test]
fn the_log_of_a_group_that_changes_meanwhile_is_warned_about() {
    let server = RawServer::start(|_, request| {
        let is_log = request.line.contains("list-allocate-log");
        Sent::Json(match (is_log, request.query("pageNumber").as_deref()) {
            (true, _) => page(0..0, 1, SIZE, 0),
            (_, Some("1")) => page(0..100, 1, SIZE, 101),
            _ => page(99..101, 2, SIZE, 101),
        })
    });
    let run = Home::at(&server.url).run(&["allocations", "log", "-o", "csv"]);
    assert_eq!(
        run.expect(0).stderr,
        "warning: the list of sub-accounts changed while it was read: dropped 1 \
         duplicate\nno allocation records\n"
    );
}
