//! `profiles list` and `profiles show`: which setting came from where.

use crate::support::Home;

const CONFIG: &str = r#"
default_profile = "hq"

[profiles.hq]
app_id = "hqapp"
app_secret = "s3cr3t-hq"
retries = 2

[profiles.audit]
app_id = "auditapp"
app_secret_env = "AUDIT_SECRET"
read_only = true
"#;

fn home() -> Home {
    let home = Home::new();
    home.write("config/polyv-group/config.toml", CONFIG);
    home
}

#[test]
fn profiles_are_listed_without_their_secrets() {
    let run = home().run(&["profiles", "list"]).expect(0);
    assert_eq!(
        run.stdout,
        "\
NAME   DEFAULT  APP ID    SECRET FROM     READ-ONLY  BASE URL
hq     yes      hqapp     app_secret      no         -
audit  no       auditapp  app_secret_env  yes        -
"
    );
}

#[test]
fn every_setting_is_shown_with_its_source() {
    let home = home().with("POLYV_TIMEOUT", "45s");
    let run = home
        .run(&["profiles", "show", "--tz", "UTC", "-o", "csv"])
        .expect(0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    for line in [
        "app_id,hqapp,profile hq",
        "app_secret,********,\"profile hq, app_secret\"",
        "retries,2,profile hq",
        "timeout,45s,POLYV_TIMEOUT",
        "tz,UTC,--tz",
        "base_url,https://api.polyv.net,default",
    ] {
        assert!(lines.contains(&line), "{line}\n{}", run.stdout);
    }
}

#[cfg(unix)]
#[test]
fn a_config_file_with_a_secret_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let home = home();
    let path = home.file("config/polyv-group/config.toml");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    let run = home.run(&["profiles", "list"]).expect(3);
    assert!(
        run.stderr
            .contains(&format!("chmod 600 {}", path.display())),
        "{}",
        run.stderr
    );
}

#[test]
fn commands_that_never_call_the_api_need_no_credentials() {
    let home = Home::new();
    home.run(&["profiles", "list"]).expect(0);
    home.run(&["profiles", "show"]).expect(0);
    home.run(&["completions", "bash"]).expect(0);
    home.run(&["sandbox", "reset"]).expect(0);
}

#[test]
fn a_profile_is_shown_and_checked_by_its_name() {
    let home = home();
    let shown = |args: &[&str]| {
        let args = [&["profiles", "show", "-o", "csv"], args].concat();
        home.run(&args).expect(0).stdout
    };
    assert!(shown(&["audit"]).contains("\napp_id,auditapp,profile audit\n"));
    assert_eq!(shown(&["audit"]), shown(&["--profile", "audit"]));
    assert!(shown(&[]).contains("\napp_id,hqapp,profile hq\n"));
    let checked = home.run(&["profiles", "check", "audit"]).expect(3).stdout;
    assert!(checked.contains("AUDIT_SECRET"), "{checked}");
    for verb in ["show", "check"] {
        home.run(&["profiles", verb, "nobody"]).expect(3);
        for args in [["--profile", "hq"].as_slice(), &["--sandbox"]] {
            let two = home.run(&[args, &["profiles", verb, "audit"]].concat());
            assert_eq!(
                two.expect(2).stderr,
                "error: NAME excludes --profile and --sandbox; leave one out\n"
            );
        }
    }
}
