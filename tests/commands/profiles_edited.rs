//! `profiles add`, `use` and `remove`: the key tried, the file edited.

use crate::support::{Home, RawServer, Sent, sandbox};
use polyv_group::sandbox::{APP_ID, APP_SECRET, Options};
use std::fs;

const FILE: &str = "config/polyv-group/config.toml";

/// `profiles add NAME …` with a secret on stdin.
fn add(home: &Home, name: &str, more: &[&str], secret: &str) -> crate::support::Run {
    let args = [
        "profiles",
        "add",
        name,
        "--app-id",
        APP_ID,
        "--secret-stdin",
    ];
    home.run_with_stdin(&[&args[..], more].concat(), secret)
}

#[test]
fn a_key_is_tried_and_then_saved_for_its_owner_alone() {
    let home = Home::new();
    let url = sandbox(Options::default());
    let run = add(
        &home,
        "hq",
        &["--base-url", &url, "--read-only"],
        APP_SECRET,
    )
    .expect(0);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("127.0.0.1 accepts the key\n"));
    assert!(run.stderr.ends_with("it is the default profile\n"));
    assert!(!run.stderr.contains(APP_SECRET));
    let text = fs::read_to_string(home.file(FILE)).unwrap();
    assert_eq!(
        text,
        format!(
            "default_profile = \"hq\"\n\n[profiles.hq]\napp_id = \"{APP_ID}\"\n\
             app_secret = \"{APP_SECRET}\"\nbase_url = \"{url}\"\nread_only = true\n"
        )
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name| fs::metadata(home.file(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(FILE), mode("config/polyv-group")), (0o600, 0o700));
    }
    home.run(&["group", "info"]).expect(0);
    let taken = add(&home, "hq", &["--base-url", &url], APP_SECRET).expect(3);
    assert!(taken.stderr.contains("--replace"), "{}", taken.stderr);
}

#[test]
fn a_key_that_does_not_sign_is_not_saved_unless_untried() {
    let home = Home::new();
    let url = sandbox(Options::default());
    let run = add(&home, "hq", &["--base-url", &url], "MARKER").expect(4);
    assert!(run.stderr.contains("invalid signature."), "{}", run.stderr);
    let hint = "hint: the appSecret is not the one of this appId; copy both again from the \
                console's developer settings; --no-verify saves it all the same\n";
    assert!(run.stderr.ends_with(hint), "{}", run.stderr);
    assert!(!run.stderr.contains("MARKER"));
    assert!(!home.file(FILE).exists());
    let run = add(&home, "hq", &["--base-url", &url, "--no-verify"], "MARKER").expect(0);
    assert!(!run.stderr.contains("accepts"));
    assert!(home.file(FILE).exists());
}

#[cfg(unix)]
#[test]
fn modes_do_not_depend_on_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    for umask in ["000", "022", "077"] {
        let home = Home::new();
        let script = format!(
            "umask {umask}; echo s | XDG_CONFIG_HOME=\"$PWD/new/deep\" \"$0\" profiles add hq --app-id x \
             --secret-stdin --no-verify"
        );
        home.run_in_shell(&script, &[]).expect(0);
        for (file, expected) in [
            ("new", 0o700),
            ("new/deep", 0o700),
            ("new/deep/polyv-group", 0o700),
            ("new/deep/polyv-group/config.toml", 0o600),
            ("new/deep/polyv-group/config.toml.lock", 0o600),
        ] {
            let mode = fs::metadata(home.file(file)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, expected, "{file}, umask {umask}");
        }
    }
}

#[test]
fn a_key_of_no_main_account_is_saved_with_a_warning() {
    let server = RawServer::start(|_, request| {
        let said = match request.line.contains("/v2/") {
            true => r#"{"code":400,"status":"error","message":"account not found.","data":""}"#,
            false => r#"{"code":400,"error":{"code":400,"desc":"找不到集团账号"},"success":false}"#,
        };
        Sent::Json(said.into())
    });
    let home = Home::new();
    let run = add(&home, "hq", &["--base-url", &server.url], "s").expect(0);
    assert_eq!(
        run.stderr
            .matches("warning: it is not the main account")
            .count(),
        2
    );
    let check = home.run(&["profiles", "check"]).expect(4);
    assert!(
        check.stdout.contains("\nok    signature "),
        "{}",
        check.stdout
    );
    assert!(
        check.stdout.contains("\nfail  group account 2.0 "),
        "{}",
        check.stdout
    );
}

#[test]
fn a_secret_may_stay_where_it_is() {
    let home = Home::new().with("KEY", APP_SECRET);
    let url = sandbox(Options::default());
    home.write("key", APP_SECRET);
    // Of a text with backslashes.
    let quote = if cfg!(windows) { '\'' } else { '"' };
    for (name, option, value, line) in [
        (
            "a",
            "--secret-env",
            "KEY",
            "app_secret_env = \"KEY\"".to_owned(),
        ),
        (
            "b",
            "--secret-file",
            "key",
            format!(
                "app_secret_file = {quote}{}{quote}",
                home.file("key").display()
            ),
        ),
        (
            "c",
            "--secret-command",
            "printenv  KEY",
            "app_secret_command = [\"printenv\", \"KEY\"]".to_owned(),
        ),
    ] {
        let args = [
            "profiles",
            "add",
            name,
            "--app-id",
            APP_ID,
            "--base-url",
            &url,
        ];
        home.run(&[&args[..], &[option, value]].concat()).expect(0);
        let text = fs::read_to_string(home.file(FILE)).unwrap();
        assert!(text.contains(&line), "{text}");
        assert!(!text.contains(APP_SECRET));
    }
    let both = [
        "profiles",
        "add",
        "d",
        "--secret-stdin",
        "--secret-env",
        "KEY",
    ];
    home.run(&both).expect(2);
}

#[test]
fn two_adds_at_once_both_stay() {
    let home = Home::new();
    std::thread::scope(|scope| {
        for name in ["a", "b", "c", "d"] {
            let home = &home;
            scope.spawn(move || add(home, name, &["--no-verify"], "s").expect(0));
        }
    });
    let list = home
        .run(&["profiles", "list", "-o", "csv", "--no-header"])
        .expect(0);
    assert_eq!(list.stdout.lines().count(), 4, "{}", list.stdout);
}

#[test]
fn a_default_that_is_gone_can_be_seen_and_mended() {
    let home = Home::new();
    let text = "# kept\ndefault_profile = \"gone\"\n\n[profiles.hq]\napp_id = \"a\"\napp_secret_env = \"E\"\n";
    home.write(FILE, text);
    let broken = home.run(&["group", "info"]).expect(3);
    assert!(
        broken
            .stderr
            .contains("default_profile: no profile \"gone\"")
    );
    let list = home.run(&["profiles", "list"]).expect(0);
    assert!(list.stdout.contains("hq "), "{}", list.stdout);
    home.run(&["profiles", "use", "hq"]).expect(0);
    let after = fs::read_to_string(home.file(FILE)).unwrap();
    assert_eq!(after, text.replace("gone", "hq"));
    home.run(&["profiles", "remove", "hq"]).expect(2);
    home.run(&["profiles", "remove", "hq", "--yes"]).expect(0);
    let after = fs::read_to_string(home.file(FILE)).unwrap();
    assert!(after.contains("# kept") && !after.contains("hq"), "{after}");
}

#[test]
fn use_says_what_still_wins() {
    let home = Home::new().with("POLYV_PROFILE", "b");
    home.write(
        FILE,
        "[profiles.hq]\napp_id = \"a\"\napp_secret_env = \"E\"\n",
    );
    let run = home.run(&["profiles", "use", "hq"]).expect(0);
    assert_eq!(
        run.stderr,
        "hq is the default profile now\nnote: POLYV_PROFILE is set, and wins over it\n"
    );
}
