//! What the service has answered is not asked again: refusals, redirects.

use crate::support::{Home, RawServer, Run, Sent};
use crate::trouble::{good_page, reply, server};
use serde_json::Value;

/// Runs a command against a server that always says the same, and returns how
/// many requests it took.
fn run(args: &[&str], status: &'static str, headers: &[&str], body: &str) -> (Run, usize) {
    let answer = reply(status, headers, body.into());
    let server = RawServer::start(move |_, _| answer.clone());
    let run = Home::at(&server.url).run(args);
    (run, server.seen().len())
}

const LIST: &[&str] = &["subaccounts", "list"];
const INFO: &[&str] = &["group", "info"];

/// The documents call 500 a business failure as well (docs/live/api/errorinfo).
#[test]
fn a_500_with_the_apis_body_is_a_refusal_in_its_words() {
    let body = r#"{"code":500,"status":"fail","message":"access forbidden","data":""}"#;
    let (run, requests) = run(INFO, "HTTP/1.1 500 Oops", &[], body);
    assert_eq!(
        run.expect(5).stderr,
        "error: could not read the group account's packages: the service refused: access \
         forbidden (code 500, HTTP 500)\n"
    );
    assert_eq!(requests, 1);
}

#[test]
fn the_same_in_the_newer_envelope_as_json() {
    let body = r#"{"code":500,"status":"error","success":false,"requestId":"r.7.7",
        "error":{"code":50001,"desc":"系统异常"}}"#;
    let args = ["subaccounts", "list", "-o", "json"];
    let (run, requests) = run(&args, "HTTP/1.1 500 Oops", &[], body);
    let run = run.expect(5);
    let error = &serde_json::from_str::<Value>(&run.stderr).unwrap()["error"];
    let expected = serde_json::json!({
        "kind": "refused",
        "message": "could not list the sub-accounts: the service refused: 系统异常 \
                    (code 50001, HTTP 500, request id r.7.7)",
        "exitCode": 5,
        "apiCode": 50001,
        "apiMessage": "系统异常",
        "requestId": "r.7.7",
        "httpStatus": 500,
    });
    assert_eq!((error, run.stdout.as_str(), requests), (&expected, "", 1));
}

#[test]
fn refused_credentials_are_asked_once() {
    for (body, status) in [
        (
            r#"{"code":403,"status":"error","message":"invalid signature.","data":""}"#,
            4,
        ),
        (
            r#"{"code":403,"status":"error","success":false,
                "error":{"code":10002,"desc":"签名错误"}}"#,
            4,
        ),
        (
            r#"{"code":400,"status":"error","message":"account not found.","data":""}"#,
            4,
        ),
        (
            r#"{"code":400,"status":"error","success":false,
                "error":{"code":20001,"desc":"application not found."}}"#,
            4,
        ),
        (
            r#"{"code":400,"status":"error","message":"已超过账号可使用上限","data":""}"#,
            5,
        ),
    ] {
        for (http, args) in [
            ("HTTP/1.1 200 OK", LIST),
            ("HTTP/1.1 400 Bad Request", INFO),
        ] {
            let (run, requests) = run(args, http, &[], body);
            let run = run.expect(status);
            assert_eq!((run.stdout.as_str(), requests), ("", 1), "{body}");
            assert!(!run.stderr.contains("tried"), "{}", run.stderr);
        }
    }
}

#[test]
fn a_refusal_in_the_middle_of_a_list_ends_it_at_once() {
    let body = r#"{"code":400,"status":"error","message":"account is forbidden.","data":""}"#;
    let server = server(|_, request| (request.page() == 2).then(|| Sent::Json(body.into())));
    let args = ["subaccounts", "list", "-o", "json", "--connections", "1"];
    let run = Home::at(&server.url).run(&args).expect(4);
    assert!(serde_json::from_str::<Value>(&run.stdout).is_err());
    let asked: Vec<_> = server.seen().iter().map(|seen| seen.page()).collect();
    assert_eq!(asked.iter().filter(|page| **page == 2).count(), 1);
}

#[test]
fn a_redirect_is_never_followed() {
    let elsewhere = server(|_, _| None);
    let to = format!("Location: {}/live/v4/x?sign=ABC", elsewhere.url);
    for (status, number) in [
        ("HTTP/1.1 301 Moved Permanently", 301),
        ("HTTP/1.1 302 Found", 302),
        ("HTTP/1.1 303 See Other", 303),
        ("HTTP/1.1 307 Temporary Redirect", 307),
        ("HTTP/1.1 308 Permanent Redirect", 308),
    ] {
        let (run, requests) = run(LIST, status, &[&to], "<html>moved</html>");
        let stderr = run.expect(6).stderr;
        let (place, rest) = stderr.split_once(": the reply").unwrap();
        assert!(place.starts_with("error: could not list the sub-accounts: 127.0.0.1:"));
        assert_eq!(
            rest,
            format!(
                " is not the API's: a redirect \
                 to {}/live/v4/x (HTTP {number})\nhint: redirects are never followed; look at \
                 base_url with `polyv-group profiles show`\n",
                elsewhere.url
            )
        );
        assert_eq!(requests, 1);
    }
    assert_eq!(elsewhere.seen().len(), 0);
}

/// Anything the service may say of the page size is one more question at most.
#[test]
fn only_the_undocumented_page_size_of_the_log_is_asked_for_again_and_smaller() {
    let server = RawServer::start(|_, request| match request.query("pageSize").as_deref() {
        Some("1000") => {
            Sent::Json(r#"{"code":400,"status":"error","message":"pageSize","data":""}"#.into())
        }
        _ => Sent::Json(good_page(request)),
    });
    let email = "e0@example.com";
    let args = ["allocations", "log", "--email", email, "-o", "jsonl"];
    let run = Home::at(&server.url).run(&args).expect(0);
    assert_eq!(run.stdout.lines().count(), 250);
    let sizes: Vec<_> = server
        .seen()
        .iter()
        .filter_map(|s| s.query("pageSize"))
        .collect();
    assert_eq!(sizes, ["1000", "100", "100", "100"]);
}
