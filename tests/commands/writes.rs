//! What every call that writes promises, whatever it does; and what the single
//! ones send and print.

use crate::support::{Home, RawServer, Run, Seen, Sent, nobody, sandbox};
use polyv_group::endpoints::{ENDPOINTS, Endpoint};
use polyv_group::sandbox::{APP_ID, APP_SECRET, Options};
use polyv_group::secret::Secret;
use polyv_group::sign::{Params, sign};

const RESET: &str = "subaccounts reset-secret --email shop1@example.com";
const UPDATE: &str = "children update --email li@example.com --name 李四 --password-stdin";
const CREATE: &str = "children create --email new@example.com --name 李四 --role 391 \
                      --password-stdin";
const DELETE: &str = "children delete --email li@example.com";
const NODE: &str = "organization create --parent 1 --name 华南";
const NO_NODE: &str = "organization delete --organization 3";
/// A command line for each write beside `subaccounts create`, which has more.
const LINES: [&str; 6] = [RESET, CREATE, UPDATE, DELETE, NODE, NO_NODE];
const PASSWORD: &str = "Passw0rd1";

fn service(post: impl Fn(usize) -> Sent + Send + Sync + 'static) -> RawServer {
    RawServer::start(move |number, request| {
        let data = match request.line.as_bytes()[0] {
            b'P' => return post(number),
            _ if request.line.contains("/organization/list") => {
                r#"[{"id":1,"name":"总部","lft":1,"rgt":4,"parentId":0},
                    {"id":3,"name":"华东","lft":2,"rgt":3,"parentId":1}]"#
            }
            _ => {
                r#"{"contents":[{"childEmail":"LI@example.com","childName":"李四","x":1.0}],"totalItems":1}"#
            }
        };
        Sent::Json(format!(r#"{{"code":200,"data":{data}}}"#))
    })
}

fn willing() -> RawServer {
    service(|_| {
        Sent::Json(r#"{"code":200,"data":{"appId":"a1","appSecret":"hush","userId":"u1"}}"#.into())
    })
}

fn posts(server: &RawServer) -> Vec<Seen> {
    let seen = server.seen().into_iter();
    seen.filter(|request| request.line.starts_with("POST"))
        .collect()
}

fn run(home: &Home, line: &str, more: &str) -> Run {
    let args: Vec<&str> = line.split(' ').chain(more.split_whitespace()).collect();
    home.run_with_stdin(&args, PASSWORD)
}

#[test]
fn every_write_is_among_these() {
    for endpoint in ENDPOINTS {
        let (noun, verb) = endpoint.command();
        let name = format!("{noun} {verb} ");
        let known = LINES.iter().any(|line| line.starts_with(&name));
        let is_write = matches!(endpoint, Endpoint::Write(_));
        assert_eq!(known, is_write && name != "subaccounts create ", "{name}");
    }
}

#[test]
fn without_agreement_no_write_leaves() {
    let server = willing();
    let home = Home::at(&server.url);
    let read_only = Home::at(&server.url).with("POLYV_READ_ONLY", "true");
    for line in LINES {
        let unasked = run(&home, line, "").expect(2);
        assert!(unasked.stderr.contains("give --yes"), "{}", unasked.stderr);
        let refused = run(&read_only, line, "--yes").expect(3);
        assert!(refused.stderr.contains("read_only"), "{}", refused.stderr);
        run(&read_only, line, "--dry-run").expect(0);
        let curl = run(&home, line, "--print-curl").expect(0);
        assert!(curl.stdout.starts_with("curl "), "{}", curl.stdout);
        for secret in [APP_SECRET, PASSWORD] {
            assert!(!curl.stdout.contains(secret), "{}", curl.stdout);
        }
    }
    assert_eq!(posts(&server).len(), 0);
}

#[test]
fn a_refusal_is_told_in_the_services_words() {
    for line in LINES {
        let server = service(|_| {
            let body =
                r#"{"code":400,"error":{"code":10001,"desc":"no such 账号"},"success":false}"#;
            Sent::Reply("HTTP/1.1 400 Bad Request", Vec::new(), body.into())
        });
        let run = run(&Home::at(&server.url), line, "--yes -vv").expect(5);
        assert!(run.stderr.contains("no such 账号"), "{}", run.stderr);
        assert!(run.stderr.contains("(it was not "), "{}", run.stderr);
        assert!(!run.stderr.contains(PASSWORD), "{}", run.stderr);
        assert_eq!(posts(&server).len(), 1);
    }
}

#[test]
fn a_dry_run_shows_the_request() {
    let server = willing();
    let home = Home::at(&server.url);
    for (line, table, json) in [
        (
            RESET,
            "POST /live/v4/group/user/secret/reset\nemail=shop1%40example.com\n",
            r#"{"method":"POST","path":"/live/v4/group/user/secret/reset","query":{"email":"shop1@example.com"}}"#,
        ),
        (
            UPDATE,
            "POST /live/v4/user/children/update\n\
             {\"childEmail\":\"li@example.com\",\"childName\":\"李四\",\"password\":\"********\"}\n",
            r#"{"method":"POST","path":"/live/v4/user/children/update","body":{"childEmail":"li@example.com","childName":"李四","password":"********"}}"#,
        ),
    ] {
        assert_eq!(run(&home, line, "--dry-run").expect(0).stdout, table);
        let shown = run(&home, line, "--dry-run -o json").expect(0).stdout;
        assert_eq!(shown.trim_end(), json);
        let changes = run(&home, line, "--dry-run --exit-code -o json").expect(12);
        assert_eq!(changes.stdout.trim_end(), json);
        assert!(!changes.stderr.contains("error"), "{}", changes.stderr);
        let alone = run(&home, line, "--yes --exit-code").expect(2);
        assert!(alone.stderr.contains("--dry-run"), "{}", alone.stderr);
    }
    assert_eq!(server.count(), 0);
}

#[test]
fn a_reset_signs_the_e_mail_and_shows_the_new_secret_only_when_asked() {
    let server = willing();
    let home = Home::at(&server.url);
    let masked = run(&home, RESET, "--yes -vv").expect(0);
    assert_eq!(
        masked.stdout,
        "E-MAIL             USER ID  APP ID  APP SECRET\n\
         shop1@example.com  u1       a1      ********\n"
    );
    assert!(!masked.stderr.contains("hush"), "{}", masked.stderr);
    let said = "the new appSecret takes effect in 5 minutes; it is shown by `polyv-group subaccounts \
                list --columns email,appSecret --show-secrets --email shop1@example.com`";
    assert!(masked.stderr.contains(said), "{}", masked.stderr);
    let json = run(&home, RESET, "--yes --show-secrets -o json").expect(0);
    assert_eq!(
        json.stdout,
        "{\"email\":\"shop1@example.com\",\"appId\":\"a1\",\"appSecret\":\"hush\",\"userId\":\"u1\"}\n"
    );
    let post = &posts(&server)[0];
    assert_eq!(post.body, "");
    let timestamp = post.query("timestamp").unwrap();
    let params = Params::new()
        .with("appId", APP_ID)
        .with("timestamp", &*timestamp)
        .with("email", "shop1@example.com");
    let sign = sign(&params, &Secret::new(APP_SECRET));
    assert_eq!(
        post.line,
        format!(
            "POST /live/v4/group/user/secret/reset?appId={APP_ID}&timestamp={timestamp}\
             &email=shop1%40example.com&sign={sign} HTTP/1.1"
        )
    );
}

#[test]
fn an_update_sends_what_was_given_and_is_read_back() {
    let server = willing();
    let line = "children update --email li@example.com --role 1310 --description= --telephone";
    let run = run(&Home::at(&server.url), line, "138-0000-0000 --yes -o json").expect(0);
    assert_eq!(
        run.stdout,
        "{\"childEmail\":\"LI@example.com\",\"childName\":\"李四\",\"x\":1.0}\n"
    );
    let [post] = &posts(&server)[..] else {
        panic!("one POST");
    };
    assert_eq!(
        post.body,
        r#"{"childEmail":"li@example.com","roleId":1310,"telephone":"13800000000","description":""}"#
    );
    let target = post.line.split(' ').nth(1).unwrap();
    let names: Vec<&str> = target.split(['?', '&', '=']).skip(1).step_by(2).collect();
    assert_eq!(names, ["appId", "timestamp", "sign"]);
}

#[test]
fn an_update_that_cannot_be_read_back_was_done() {
    let server = RawServer::start(|_, request| match request.line.as_bytes()[0] {
        b'P' => Sent::Json(r#"{"code":200,"data":true}"#.into()),
        _ => Sent::Close,
    });
    let done = run(&Home::at(&server.url), UPDATE, "--yes --retries 0 -o json").expect(0);
    assert_eq!(done.stdout, "{\"childEmail\":\"li@example.com\"}\n");
    let words = "updated; it could not be read back";
    assert!(done.stderr.contains(words), "{}", done.stderr);
}

#[test]
fn an_update_tells_all_faults_at_once_and_requires_a_change() {
    let home = Home::at(&nobody());
    let line = "children update --email li --name= --role -1 --password-stdin --yes";
    let args: Vec<&str> = line.split(' ').collect();
    let wrong = home.run_with_stdin(&args, "12345678").expect(2);
    assert_eq!(
        wrong.stderr.lines().next().unwrap(),
        "error: nothing was sent: --email must be one e-mail address such as name@example.com \
         (given: li); --name must not be empty; the password must be 8 to 16 characters with \
         digits and letters; --role must be a whole number, 0 or more, digits only (given: -1)"
    );
    let none = home.run(&["children", "update", "--email", "li@example.com"]);
    let words = "--name or another value to change is required";
    let none = none.expect(2);
    assert!(none.stderr.contains(words), "{}", none.stderr);
}

/// Roles and departments of an account; whatever is written is done.
fn with_lists() -> RawServer {
    RawServer::start(|_, request| {
        let data = match request.line.split('?').next().unwrap() {
            line if line.ends_with("/role/list") => {
                r#"[{"id":391,"name":"直播管理员"},{"id":394,"name":"运营"},{"id":397,"name":"运营"}]"#
            }
            line if line.ends_with("/organization/list") => {
                r#"[{"id":3,"name":"华东","lft":3,"rgt":4,"parentId":2},
                    {"id":2,"name":"销售","lft":2,"rgt":5,"parentId":1},
                    {"id":4,"name":"华东","lft":6,"rgt":7,"parentId":1},
                    {"id":1,"name":"总部","lft":1,"rgt":8,"parentId":0}]"#
            }
            line if line.starts_with("POST") => "true",
            _ => r#"{"contents":[],"totalItems":0}"#,
        };
        Sent::Json(format!(r#"{{"code":200,"data":{data}}}"#))
    })
}

#[test]
fn a_role_and_a_department_may_be_named() {
    let server = with_lists();
    let home = Home::at(&server.url);
    let create = "children create --email new@x.cn --name 李 --password-stdin --dry-run -o json";
    let named = "--role 直播管理员 --organization 销售/华东";
    let shown = run(&home, create, named).expect(0);
    let body = r#""roleId":391,"organizationId":3}"#;
    assert!(shown.stdout.contains(body), "{}", shown.stdout);
    for line in [
        "  roleId         391 (直播管理员)",
        "  organizationId 3 (总部/销售/华东)",
    ] {
        assert!(shown.stderr.contains(line), "{}", shown.stderr);
    }
    let wrong = run(&home, create, "--role 运营 --organization 华南").expect(2);
    let error: serde_json::Value = serde_json::from_str(&wrong.stderr).unwrap();
    assert_eq!(
        error["error"]["message"],
        "nothing was sent: --role is ambiguous; give one of these ids: 运营 (394), 运营 (397) \
         (given: 运营); --organization 华南 is not a department of this account \
         (possible: 总部/销售/华东 (3), 总部/销售 (2), 总部/华东 (4), 总部 (1))"
    );
    let update = "children update --email li@example.com --yes --role";
    run(&home, update, "直播管理员").expect(0);
    let [post] = &posts(&server)[..] else {
        panic!("one POST");
    };
    assert_eq!(post.body, r#"{"childEmail":"li@example.com","roleId":391}"#);
    // What is given by id is not looked up.
    let before = server.count();
    run(
        &home,
        "children update --email li@example.com --dry-run --role 9",
        "",
    )
    .expect(0);
    assert_eq!(server.count(), before);
    let curl = run(&home, update, "直播管理员 --print-curl")
        .expect(2)
        .stderr;
    assert!(
        curl.contains("cannot look up a name; give the id"),
        "{curl}"
    );
}

/// Drops the connection at the first POST, with its answer unsaid.
fn losing() -> RawServer {
    service(|number| match number {
        1 => Sent::Close,
        _ => Sent::Json(r#"{"code":200,"data":true}"#.into()),
    })
}

#[test]
fn a_lost_answer_is_tried_again_only_where_that_does_no_more_than_once() {
    let server = losing();
    run(&Home::at(&server.url), UPDATE, "--yes").expect(0);
    assert_eq!(posts(&server).len(), 2);

    let server = losing();
    let lost = run(&Home::at(&server.url), RESET, "--yes").expect(9);
    let words = "the appSecret of shop1@example.com may or may not have been reset";
    assert!(lost.stderr.contains(words), "{}", lost.stderr);
    let hint = "look with `polyv-group subaccounts list --columns email,appSecret --show-secrets \
                --email shop1@example.com` before trying again";
    assert!(lost.stderr.contains(hint), "{}", lost.stderr);
    assert_eq!(posts(&server).len(), 1);

    let server = service(|_| Sent::Close);
    let lost = run(&Home::at(&server.url), UPDATE, "--yes --retries 1").expect(9);
    let words = "the child account li@example.com may or may not have been updated";
    assert!(lost.stderr.contains(words), "{}", lost.stderr);
    assert_eq!(posts(&server).len(), 2);
}

#[test]
fn a_new_secret_is_the_one_that_the_list_shows() {
    let home = Home::at(&sandbox(Options::default()));
    let first = "subaccounts list --limit 1 --no-header --show-secrets -o csv --columns";
    let listed = |column: &str| run(&home, first, column).expect(0).stdout;
    let old = listed("appSecret");
    let reset = format!(
        "subaccounts reset-secret --email {}",
        listed("email").trim()
    );
    let columns = "--yes --show-secrets --no-header -o csv --columns appSecret";
    let new = run(&home, &reset, columns).expect(0).stdout;
    assert_eq!(listed("appSecret"), new);
    assert_ne!(old, new);
    let unknown = "subaccounts reset-secret --email nobody@example.com";
    let unknown = run(&home, unknown, "--yes").expect(5).stderr;
    let words = "could not reset the appSecret of nobody@example.com (it was not reset): ";
    assert!(unknown.contains(words), "{unknown}");
}

#[test]
fn a_changed_child_account_is_the_one_that_the_list_shows() {
    let home = Home::at(&sandbox(Options::default()));
    let email = "children list --limit 1 --no-header -o csv --columns childEmail";
    let email = run(&home, email, "").expect(0).stdout.trim().to_owned();
    let update = format!("children update --email {} --name", email.to_uppercase());
    let updated = run(&home, &update, "新名字 --role 391 --yes -o jsonl").expect(0);
    let row: serde_json::Value = serde_json::from_str(&updated.stdout).unwrap();
    assert_eq!(
        (&row["childName"], &row["roleId"]),
        (&"新名字".into(), &391.into())
    );
    let list = format!("children list -o jsonl --email {email}");
    assert_eq!(run(&home, &list, "").expect(0).stdout, updated.stdout);
    let unknown = "children update --email nobody@example.com --name x";
    let unknown = run(&home, unknown, "--yes").expect(5).stderr;
    let words = "could not update the child account nobody@example.com (it was not updated): ";
    assert!(unknown.contains(words), "{unknown}");
}
