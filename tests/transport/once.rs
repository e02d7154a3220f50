//! Each kind of trouble once, in the middle of a list: the output is that of
//! an undisturbed run, byte by byte.

use crate::support::{Home, Sent};
use crate::trouble::{
    SHORT, TROUBLES, Trouble, chunk, content_length, good_page, gzip, raw, reply, server,
};

const FORMATS: [&str; 2] = ["csv", "json"];

fn list<'a>(format: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["subaccounts", "list", "-o", format], more].concat()
}

fn undisturbed(format: &str) -> String {
    let server = server(|_, _| None);
    let run = Home::at(&server.url).run(&list(format, &[])).expect(0);
    assert_eq!(server.seen().len(), 3);
    run.stdout
}

/// Spoils one page once, and returns how often each request came.
fn spoiled_once(trouble: &'static Trouble, page: usize, format: &str, undisturbed: &str) {
    let server = server(move |time, request| {
        let it = request.page() == page && time == 1;
        it.then(|| (trouble.spoil)(&good_page(request)))
    });
    let timeout = if trouble.slow { SHORT } else { "30s" };
    let run = Home::at(&server.url).run(&list(format, &["--timeout", timeout]));
    let run = run.expect(0);
    assert!(run.stdout == undisturbed, "{}: not the same", trouble.name);
    assert_eq!(run.stderr, "", "{}", trouble.name);
    let seen = server.seen();
    assert_eq!(seen.len(), 4, "{}: three pages and one again", trouble.name);
    let again: Vec<_> = seen.iter().filter(|seen| seen.page() == page).collect();
    for name in ["timestamp", "sign"] {
        assert_ne!(again[0].query(name), again[1].query(name), "signed afresh");
    }
}

#[test]
fn once_in_the_middle_leaves_no_trace_in_the_output() {
    for format in FORMATS {
        let whole = undisturbed(format);
        assert!(whole.contains("u0") && whole.contains("u249"));
        std::thread::scope(|scope| {
            for trouble in TROUBLES {
                let whole = &whole;
                scope.spawn(move || spoiled_once(trouble, 2, format, whole));
            }
        });
    }
}

#[test]
fn nor_once_at_the_first_or_the_last_page() {
    let whole = undisturbed("csv");
    for trouble in &TROUBLES[..4] {
        for page in [1, 3] {
            spoiled_once(trouble, page, "csv", &whole);
        }
    }
}

/// Makes a reply out of a body.
type Wrap = fn(&str) -> Sent;

/// Replies that are odd but whole: nothing has to be asked again.
#[test]
fn whole_replies_in_odd_wrapping_are_read_at_once() {
    let odd: [(&str, Wrap); 5] = [
        ("gzip", |body| {
            let headers = ["Content-Encoding: gzip"];
            reply("HTTP/1.1 200 OK", &headers, gzip(body.as_bytes()))
        }),
        ("chunked", |body| {
            let bytes = [&chunk(body)[..], b"0\r\n\r\n"].concat();
            raw(&["Transfer-Encoding: chunked".into()], &bytes)
        }),
        ("no length, ended by the connection", |body| {
            raw(&["Content-Type: application/json".into()], body.as_bytes())
        }),
        ("a kept-alive connection closed in silence", |body| {
            raw(&[content_length(body.len())], body.as_bytes())
        }),
        ("HTTP 500 around a success", |body| {
            reply("HTTP/1.1 500 Oops", &[], body.into())
        }),
    ];
    let whole = undisturbed("csv");
    for (name, wrap) in odd {
        let server = server(move |_, request| Some(wrap(&good_page(request))));
        // One connection: each request follows on the one that was closed.
        let run = Home::at(&server.url).run(&list("csv", &["--connections", "1"]));
        let run = run.expect(0);
        assert!(run.stdout == whole, "{name}");
        assert_eq!(
            (run.stderr.as_str(), server.seen().len()),
            ("", 3),
            "{name}"
        );
    }
}

#[test]
fn a_retry_is_told_with_v_only() {
    let server = server(|time, request| {
        (request.page() == 2 && time == 1).then(|| reply("HTTP/1.1 503 Busy", &[], Vec::new()))
    });
    let home = Home::at(&server.url);
    let run = home
        .run(&list("csv", &["-v", "--connections", "1"]))
        .expect(0);
    let retries: Vec<_> = run
        .stderr
        .lines()
        .filter(|l| l.starts_with("try "))
        .collect();
    assert_eq!(retries.len(), 1, "{}", run.stderr);
    let told =
        "try 1 of /live/v4/group/user/package/list failed (an empty reply (HTTP 503)); again in ";
    assert!(retries[0].starts_with(told), "{}", run.stderr);
}

#[test]
fn all_kinds_together_still_give_the_whole_list() {
    let server = server(|time, request| {
        let mut kinds = TROUBLES
            .iter()
            .filter(|t| !t.slow && t.http_status != Some(429));
        let trouble = kinds.nth(request.page() * 3 + time)?;
        (time <= 2).then(|| (trouble.spoil)(&good_page(request)))
    });
    let run = Home::at(&server.url).run(&list("csv", &[])).expect(0);
    assert!(run.stdout == undisturbed("csv"));
    assert_eq!(server.seen().len(), 9);
}
