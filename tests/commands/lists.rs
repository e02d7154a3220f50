//! The list commands against the sandbox, as a script would run them.

use crate::support::{Home, LIST_IDS, RawServer, Sent, page, sandbox};
use polyv_group::sandbox::Options;

#[test]
fn everything_is_listed_by_default_in_order() {
    let home = Home::at(&sandbox(Options::default()));
    let run = home.run(&["subaccounts", "list", "-o", "csv", "--columns", "userId"]);
    let run = run.expect(0);
    assert_eq!(run.stderr, "");
    assert_eq!(run.stdout.lines().count(), 231, "a heading and 230 rows");
}

#[test]
fn pages_come_in_order_whichever_arrives_first() {
    let server = RawServer::start(|_, request| {
        let number = request.page();
        if number == 2 {
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        let from = (number - 1) * 100;
        Sent::Json(page(from..(from + 100).min(350), number, 100, 350))
    });
    let run = Home::at(&server.url).run(&LIST_IDS).expect(0);
    let expected: String = (0..350).map(|id| format!("u{id}\n")).collect();
    assert_eq!(run.stdout, expected);
    assert_eq!(server.seen().len(), 4);
}
