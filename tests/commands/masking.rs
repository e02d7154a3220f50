//! Nothing secret in anything that is said about a run.

use crate::support::{Home, sandbox};
use polyv_group::sandbox::{APP_ID, Options};

const SECRET: &str = polyv_group::sandbox::APP_SECRET;

#[test]
fn no_report_and_no_log_shows_a_secret_or_a_sign() {
    let url = sandbox(Options::default());
    let home = Home::new();
    home.write(
        "config/polyv-group/config.toml",
        format!(
            "default_profile = \"hq\"\n[profiles.hq]\napp_id = \"{APP_ID}\"\n\
             app_secret = \"{SECRET}\"\nbase_url = \"{url}\"\n"
        ),
    );
    let create = "api POST /live/v4/group/user/create --json new.json --yes -vv";
    home.write(
        "new.json",
        r#"{"email":"x@example.com","password":"MARKER12"}"#,
    );
    for (line, status) in [
        ("profiles show --sources", 0),
        ("profiles show -o json", 0),
        ("profiles list -o json", 0),
        ("profiles check -o json", 0),
        ("profiles check -vv", 0),
        ("subaccounts list --limit 1 -vv", 0),
        ("group info --print-curl -vv", 0),
        ("sign GET /v2/x --explain", 0),
        ("sign POST /v2/x -F newPassword=MARKER12 -o json", 0),
        ("api POST /v2/x -F newPassword=MARKER12 --print-curl", 0),
        ("api POST /v2/x -F newPassword=MARKER12 --dry-run", 0),
        ("api POST /v2/x -F passwd=MARKER12 --print-curl", 0),
        ("api POST /v2/x -F passwd=MARKER12 --dry-run", 0),
        ("api GET /v2/group/account/get-info -i -vv", 0),
        (create, 5),
    ] {
        let args: Vec<&str> = line.split(' ').collect();
        let run = home.run(&args).expect(status);
        let said = run.stdout + &run.stderr;
        assert!(!said.contains(SECRET), "{line}: {said}");
        assert!(!said.contains("MARKER12"), "{line}: {said}");
        let signs = said.split("sign=").skip(1);
        for sign in signs {
            assert!(sign.starts_with("********"), "{line}: {said}");
        }
    }
}

#[test]
fn a_name_that_only_looks_like_a_secret_is_shown() {
    let home = Home::new();
    let line = "--sandbox api POST /v2/x -F designer=Ada --dry-run";
    let run = home.run(&line.split(' ').collect::<Vec<_>>()).expect(0);
    let said = run.stdout + &run.stderr;
    assert!(said.contains("designer=Ada"), "{said}");
}
