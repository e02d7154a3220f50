//! No secret on stdout or stderr by default, at any verbosity.

use crate::statuses::create_args;
use crate::support::{Home, sandbox};
use polyv_group::sandbox::{APP_SECRET, Options};

/// Every secret of the sandbox holds this.
const MARKER: &str = "s3cr3t";

#[test]
fn nothing_secret_is_printed_in_any_format_at_any_verbosity() {
    let home = Home::at(&sandbox(Options::default()));
    for command in [
        &["subaccounts", "list", "--limit", "20"][..],
        &[
            "subaccounts",
            "list",
            "--columns",
            "appSecret,vodSecretKey,vodBakSecretKey,writeToken,readToken",
        ],
        &["group", "info"],
        &["children", "list", "--limit", "5"],
        &["allocations", "log", "--limit", "5"],
        &["profiles", "show"],
        &["profiles", "list"],
    ] {
        for format in ["table", "json", "jsonl", "csv"] {
            let run = home
                .run(&[command, &["-o", format, "-vv"]].concat())
                .expect(0);
            for (stream, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
                assert!(
                    !text.contains(MARKER),
                    "{command:?} -o {format}: {stream}: {text}"
                );
                assert!(!text.contains("sign="), "{command:?} -o {format}: {stream}");
            }
        }
    }
}

#[test]
fn secrets_are_printed_when_asked_for() {
    let home = Home::at(&sandbox(Options::default()));
    for format in ["json", "jsonl", "csv"] {
        let args = [
            "subaccounts",
            "list",
            "--limit",
            "1",
            "--show-secrets",
            "-o",
            format,
        ];
        let text = home.run(&args).expect(0).stdout;
        assert_eq!(text.matches(MARKER).count(), 5, "{format}: {text}");
    }
}

#[test]
fn a_new_account_shows_neither_its_secret_nor_its_password() {
    let home = Home::at(&sandbox(Options::default()));
    let run = home
        .run_with_stdin(&create_args(&["--yes", "-vv"]), "Hidd3nPassword")
        .expect(0);
    for text in [&run.stdout, &run.stderr] {
        assert!(
            !text.contains(MARKER) && !text.contains("Hidd3nPassword"),
            "{text}"
        );
    }
}

#[test]
fn errors_show_no_secret_either() {
    let url = sandbox(Options::default());
    let home = Home::at(&url).with("POLYV_APP_ID", "nobody");
    let run = home.run(&["subaccounts", "list", "-vv"]).expect(4);
    assert!(!run.stderr.contains(APP_SECRET), "{}", run.stderr);
    let broken = home.write(
        "broken.toml",
        format!("[profiles.a]\napp_secret = \"{MARKER}\n"),
    );
    let run = home
        .run(&["--config", broken.to_str().unwrap(), "profiles", "list"])
        .expect(3);
    assert!(!run.stderr.contains(MARKER), "{}", run.stderr);
}
