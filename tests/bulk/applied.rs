//! What was given and taken at the service behind the tests: every difference
//! that it applied, however often it was asked and whatever became of its answer.

use crate::service::{Service, with_accounts};
use polyv_group::clock::unix_millis;
use polyv_group::sandbox::Options;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// By e-mail and the log's resource code (`minutes`, `vodFlow` in G ...): signed
/// amounts such as `+5` and `-117.56`, oldest first.
pub(crate) type Applied = BTreeMap<(String, String), Vec<String>>;

/// Documented: most e-mails that the log takes.
const MOST_EMAILS: usize = 200;

/// The e-mails of all accounts.
pub(crate) fn emails(service: &Service) -> Vec<String> {
    let path = "/live/v4/group/user/package/list";
    let rows = pages(service, path, &[], "100");
    rows.iter().map(|row| text(&row["email"])).collect()
}

/// Everything that was applied since `since_ms`, Unix milliseconds, past the delay
/// of the log. No fault may be for these reads: the log is generation 2's. The
/// link-mic limit has no records, and what expired since would be among them.
pub(crate) fn applied(service: &Service, since_ms: i64) -> Applied {
    let path = "/live/v4/group/account/allocation-log/list";
    let mut applied = Applied::new();
    for emails in emails(service).chunks(MOST_EMAILS) {
        let params = [
            ("emails", emails.join(",")),
            ("depositStartTime", since_ms.to_string()),
        ];
        for row in pages(service, path, &params, "1000").iter().rev() {
            let sign = if row["alterationType"] == 0 { '+' } else { '-' };
            let key = (text(&row["email"]), text(&row["resourceCode"]));
            let amount = format!("{sign}{}", text(&row["alteration"]));
            applied.entry(key).or_default().push(amount);
        }
    }
    applied
}

/// The rows of all pages.
fn pages(service: &Service, path: &str, params: &[(&str, String)], size: &str) -> Vec<Value> {
    let page = |number: u32| {
        let of_page = [
            ("pageNumber", number.to_string()),
            ("pageSize", size.to_owned()),
        ];
        let mut answer = service.later(path, &[params, &of_page].concat());
        let rows = answer["data"]["contents"].as_array_mut();
        std::mem::take(rows.unwrap_or_else(|| panic!("no page")))
    };
    let pages = (1..).map(page).take_while(|rows| !rows.is_empty());
    pages.flatten().collect()
}

/// A text, or what a number looks like.
fn text(value: &Value) -> String {
    value.as_str().map_or(value.to_string(), str::to_owned)
}

#[test]
fn what_was_done_is_told_apart_from_what_was_lost() {
    let options = Options {
        log_delay: Duration::from_secs(5),
        ..with_accounts(
            120,
            &[
                "set-durations:1:reset",
                "set-durations:2:dropreply",
                "set-durations:3:done-502html",
                "set-durations:4:cut",
                "set-durations:5:502html",
            ],
        )
    };
    let began = unix_millis();
    let service = Service::of(options, |_| ());
    let home = service.home();
    let emails = emails(&service);
    assert_eq!(emails.len(), 120);
    let (email, other) = (&emails[3], &emails[119]);
    let send = |path: &str, params: &[&str]| {
        let words = ["api", "POST", path, "--yes", "--retries", "0"];
        home.run(&[&words[..], params].concat()).status
    };
    let form = |email: &String| format!("email={email}");
    for minutes in ["1", "2", "3", "4", "5", "6"] {
        let duration = format!("duration={minutes}");
        let params = ["-F", &form(email), "-F", &duration];
        let status = send("/v2/group/live/set-durations", &params);
        assert_eq!(status == 0, minutes == "6", "{minutes}: {status}");
    }
    let path = "/v2/group/vod/set-space";
    assert_eq!(send(path, &["-Q", &form(other), "-Q", "space=1"]), 0);
    let taken = ["-F", &form(other), "-F", "type=recover", "-F", "all=1"];
    assert_eq!(send(path, &taken), 0);
    home.write(
        "targets.json",
        format!(r#"{{"email":"{other}","balance":12.5}}"#),
    );
    let path = "/live/v4/group/user/package/update";
    assert_eq!(send(path, &["--json", "targets.json"]), 0);

    let applied = applied(&service, began);
    let told: Vec<_> = applied
        .iter()
        .map(|((email, code), amounts)| format!("{email} {code} {}", amounts.join(" ")))
        .collect();
    let expected = [
        // 3262.29 before, and 71.41 of space.
        format!("{other} balance -3249.79"),
        format!("{other} vodSpace +1 -72.41"),
        format!("{email} minutes +2 +3 +4 +6"),
    ];
    assert_eq!(told, expected);
}
