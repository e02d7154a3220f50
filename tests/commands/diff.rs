//! `snapshot diff`: what changed between two snapshots, or since one.

use super::burning::{DAY, Service};
use crate::support::{Home, Run};
use std::path::Path;

fn home(service: &Service) -> Home {
    Home::at(&service.server.url)
}

fn save(home: &Home) -> String {
    let run = home.run(&["snapshot", "save"]).expect(0);
    run.stdout.trim().to_owned()
}

fn diff(home: &Home, more: &str) -> Run {
    let args: Vec<&str> = ["snapshot", "diff"]
        .into_iter()
        .chain(more.split_whitespace())
        .collect();
    home.run(&args)
}

/// Three snapshots, a day apart: an account used some and was given a channel, one
/// went and one came.
fn three(service: &Service, home: &Home) -> [String; 3] {
    service.change(|group| group.accounts[2].is_gone = true);
    let first = save(home);
    service.change(|group| {
        group.pass(DAY);
        group.burn(0, 0, 250);
        group.accounts[0].expires += DAY;
        group.accounts[1].is_gone = true;
        group.accounts[2].is_gone = false;
    });
    let second = save(home);
    service.change(|group| {
        group.pass(DAY);
        group.burn(0, 1, 30);
    });
    [first, second, save(home)]
}

const FLOW: &str = "Shop0@Example.com,u0,remainFlow,50,49.7,-0.3\n";
const FIRST: &str = "Shop0@Example.com,u0,expireDate,2028-11-25 10:00:00,2028-11-26 10:00:00,\n\
                     Shop0@Example.com,u0,remainMinutes,1000,997.5,-2.5\n";
const WENT: &str = "Shop1@Example.com,u1,disappeared,,,\nShop2@Example.com,u2,appeared,,,\n";

#[test]
fn two_snapshots_are_chosen_in_many_ways() {
    let service = Service::start(3);
    let home = home(&service);
    let [first, second, third] = three(&service, &home);
    let asked = service.server.count();
    let csv = |more: &str| {
        diff(&home, &format!("{more} -o csv --no-header"))
            .expect(0)
            .stdout
    };
    assert_eq!(csv(""), FLOW);
    assert_eq!(csv("--since 2026-03-02"), format!("{FIRST}{FLOW}{WENT}"));
    assert_eq!(csv(&second), FLOW);
    assert_eq!(csv(&format!("{first} {second}")), format!("{FIRST}{WENT}"));
    assert_eq!(
        csv(&format!("{first} {third}")),
        format!("{FIRST}{FLOW}{WENT}")
    );
    assert_eq!(csv("2026-03-01 2026-03-02"), format!("{FIRST}{WENT}"));
    assert_eq!(service.server.count(), asked, "nothing is asked");
    service.change(|group| group.accounts[2].email = "new@example.com".into());
    let live = csv("latest now");
    assert_eq!(
        live,
        "new@example.com,u2,email,Shop2@Example.com,new@example.com,\n"
    );
    // What was read for it is not kept.
    let kept = home.run(&["snapshot", "list", "--count"]).expect(0);
    assert_eq!(kept.stdout, "3\n");
}

#[test]
fn people_read_headings_and_programs_fields() {
    let service = Service::start(3);
    let home = home(&service);
    three(&service, &home);
    let run = diff(&home, "--since 2026-03-02").expect(0);
    assert_eq!(
        run.stdout,
        "E-MAIL             WHAT                        FROM                   TO  CHANGE\n\
         Shop0@Example.com  EXPIRES      2028-11-25 10:00:00  2028-11-26 10:00:00       -\n\
         Shop0@Example.com  MINUTES                     1000                997.5    -2.5\n\
         Shop0@Example.com  FLOW (G)                      50                 49.7    -0.3\n\
         Shop1@Example.com  disappeared                    -                    -       -\n\
         Shop2@Example.com  appeared                       -                    -       -\n"
    );
    assert_eq!(
        run.stderr,
        "from 2026-03-01 10:00:00 to 2026-03-03 10:00:00\n"
    );
    let chinese = diff(&home, "--since 2026-03-02 --lang zh").expect(0).stdout;
    for words in ["变化项", "剩余分钟数", "点播流量", "消失", "新增"] {
        assert!(chinese.contains(words), "{chinese}");
    }
    let json = diff(&home, "--since 2026-03-02 -o jsonl --where what=expireDate").expect(0);
    assert_eq!(
        json.stdout,
        "{\"email\":\"Shop0@Example.com\",\"userId\":\"u0\",\"what\":\"expireDate\",\
         \"from\":1858730400000,\"to\":1858816800000,\"change\":null}\n"
    );
    let by = diff(&home, "--since 2026-03-02 --by what --where what=minutes").expect(0);
    assert_eq!(by.stdout, "WHAT     COUNT\nMINUTES      1\n");
    let back = diff(&home, "2026-03-02 2026-03-01 --where what=minutes").expect(0);
    assert!(
        back.stdout.ends_with("997.5  1000     2.5\n"),
        "{}",
        back.stdout
    );
    let told = "warning: the first snapshot is the later one: changes are shown backwards\n";
    assert!(back.stderr.starts_with(told), "{}", back.stderr);
    let sums = diff(&home, "--since 2026-03-02 --sum change -o csv").expect(0);
    assert!(
        sums.stdout
            .contains("remainMinutes,-2.5\nremainFlow,-0.3\n"),
        "{}",
        sums.stdout
    );
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let service = Service::start(1);
    let home = home(&service);
    let refused = |more: &str, words: &str| {
        let run = diff(&home, more).expect(2);
        assert!(run.stderr.contains(words), "{more}: {}", run.stderr);
    };
    refused("", "no snapshot of appId");
    let only = save(&home);
    refused("", "two are required");
    refused(&only, "both are the same snapshot");
    refused("latest latest", "both are the same snapshot");
    refused("now", "`now` can be the later one only");
    let name = Path::new(&only).file_name().unwrap().to_str().unwrap();
    refused(name, "both are the same snapshot");
    refused("soon", "snapshot diff \"soon\" is not a valid time");
    refused(
        &format!("{only} soon"),
        "snapshot diff \"soon\" is not a valid time",
    );
    refused("2020-01-01", "no snapshot of appId");
    refused("nothing.gz latest", "nothing.gz");
    refused(&format!("{only} --since 2026-03-01"), "--since");
    home.write("foreign.gz", "not gzip");
    refused("foreign.gz latest", "foreign.gz: it is not a snapshot");
    let same = diff(&home, "latest now").expect(0);
    assert_eq!(same.stdout, "");
    assert!(same.stderr.contains("no changes"), "{}", same.stderr);
}
