//! `profiles check`, the doctor.

use crate::support::{Home, RawServer, Sent, nobody, sandbox};
use polyv_group::sandbox::Options;
use std::fs;

const FILE: &str = "config/polyv-group/config.toml";

#[test]
fn the_doctor_finds_what_is_wrong_and_ends_with_its_status() {
    let url = sandbox(Options::default());
    let well = Home::at(&url);
    let run = well.run(&["profiles", "check", "-o", "csv"]).expect(0);
    assert!(
        !run.stdout.contains(",fail,") && !run.stdout.contains(",warn,"),
        "{}",
        run.stdout
    );
    let none = Home::new().run(&["profiles", "check"]).expect(3).stdout;
    assert!(!none.contains("none, from"), "{none}");
    for (home, status, line) in [
        (Home::new(), 3, "fail  app_secret "),
        (
            Home::at(&url).with("POLYV_APP_SECRET", "MARKER"),
            4,
            "fail  signature ",
        ),
        (Home::at(&nobody()), 6, "fail  connection "),
        (Home::at("https://nowhere.invalid"), 6, "fail  name "),
        (Home::at("http://a.cn"), 3, "fail  settings "),
        (
            Home::at("https://localhost:1").with("POLYV_CA_FILE", "none.pem"),
            3,
            "fail  app_secret ",
        ),
    ] {
        let run = home.run(&["profiles", "check"]).expect(status);
        assert!(run.stdout.contains(line), "{line}: {}", run.stdout);
        assert!(!(run.stdout + &run.stderr).contains("MARKER"));
    }
}

#[test]
fn the_doctor_warns_of_a_clock_that_is_off_and_knows_a_captive_portal() {
    let late = RawServer::start(|_, _| {
        let date = "Date: Mon, 20 May 2024 08:00:00 GMT".to_owned();
        Sent::Reply(
            "HTTP/1.1 200 OK",
            vec![date],
            br#"{"code":200,"data":{}}"#.to_vec(),
        )
    });
    let run = Home::at(&late.url).run(&["profiles", "check"]).expect(0);
    assert!(run.stdout.contains("\nwarn  clock "), "{}", run.stdout);
    let portal = RawServer::start(|_, _| {
        let body = b"<html><body>log in</body></html>".to_vec();
        Sent::Reply("HTTP/1.1 200 OK", Vec::new(), body)
    });
    let run = Home::at(&portal.url).run(&["profiles", "check"]).expect(6);
    assert!(run.stdout.contains("\nfail  reply "), "{}", run.stdout);
    assert!(run.stdout.contains("login page"), "{}", run.stdout);
}

#[test]
fn the_health_of_a_group_proves_its_key_and_the_list_where_it_is_refused() {
    for (health, asked) in [
        (r#"{"code":200,"data":{"health":"7.5"}}"#, 2),
        (r#"{"code":400,"error":{"code":40003,"desc":"no"}}"#, 3),
    ] {
        let server = RawServer::start(move |_, request| {
            let is_health = request.line.starts_with("GET /live/v4/group/health-check?");
            let well = r#"{"code":200,"data":{}}"#;
            Sent::Json(if is_health { health } else { well }.into())
        });
        let run = Home::at(&server.url).run(&["profiles", "check"]).expect(0);
        assert!(run.stdout.contains("ok    group account 2.0"), "{run:?}");
        assert_eq!(server.seen().len(), asked);
    }
}

#[cfg(unix)]
#[test]
fn the_doctor_looks_at_file_modes() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::at(&sandbox(Options::default()));
    let path = home.write(FILE, "");
    fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    fs::set_permissions(path.parent().unwrap(), PermissionsExt::from_mode(0o777)).unwrap();
    let run = home.run(&["profiles", "check"]).expect(0);
    let todo = format!("to do: chmod 600 {}\n", path.display());
    assert!(run.stdout.contains(&todo), "{}", run.stdout);
    assert!(
        run.stdout.contains("warn  config folder "),
        "{}",
        run.stdout
    );
    home.write(
        FILE,
        "[profiles.x]\napp_id = \"a\"\napp_secret = \"MARKER\"\n",
    );
    fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    let run = home.run(&["profiles", "check"]).expect(3);
    assert!(run.stdout.contains("fail  config file "), "{}", run.stdout);
    assert!(!run.stdout.contains("MARKER"));
}
