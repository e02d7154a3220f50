//! Drafts as a whole: all faults at once, fields against each other.

use super::*;
use jiff::civil::date;

pub(super) const TODAY: Date = date(2022, 5, 20);

pub(super) fn least() -> Draft {
    Draft {
        email: Some("a@b.cn".into()),
        password: Some(Secret::new("abcd1234")),
        contacts: Some("王芳".into()),
        phone: Some("16666666666".into()),
        max_channels: Some("100".into()),
        concurrent: Some("5".into()),
        ..Draft::default()
    }
}

pub(super) fn full() -> Draft {
    Draft {
        minutes: Some("100".into()),
        concurrent: None,
        balance: Some("12.30".into()),
        memo: Some("这是\"备注\"".into()),
        expire_date: Some("2022-05-20".into()),
        expire_type: Some("custom".into()),
        remain_flow: Some("0".into()),
        remain_space: Some("7".into()),
        ..least()
    }
}

fn faults(draft: Draft) -> Vec<(&'static str, String, String)> {
    let faults = draft.check(TODAY).unwrap_err();
    let parts = faults.into_iter().map(|f| (f.field, f.value, f.rule));
    parts.collect()
}

fn fault(field: &'static str, value: &str, rule: &str) -> (&'static str, String, String) {
    (field, value.into(), rule.into())
}

#[test]
fn a_sound_draft_has_neither_faults_nor_warnings() {
    let (account, warnings) = full().check(TODAY).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(account.email(), "a@b.cn");
    assert_eq!(account.phone(), "16666666666");
    assert_eq!(account.allotment(), Allotment::Minutes(100));
    assert_eq!(account.balance().unwrap().to_string(), "12.30");
    assert_eq!((account.flow_gib(), account.space_gib()), (0, 7));
}

#[test]
fn what_the_service_adds_by_itself_is_counted() {
    let (account, _) = least().check(TODAY).unwrap();
    assert_eq!((account.flow_gib(), account.space_gib()), (100, 100));
    assert_eq!(account.allotment(), Allotment::Concurrent(5));
}

#[test]
fn an_empty_draft_lacks_everything_required_at_once() {
    assert_eq!(
        faults(Draft::default()),
        [
            fault("email", "", "is required"),
            fault("password", "", "is required"),
            fault("contacts", "", "is required"),
            fault("phone", "", "is required"),
            fault("maxChannels", "", "is required"),
            fault(
                "minutes",
                "",
                "or concurrent is required: the one of the group's plan"
            ),
        ]
    );
}

#[test]
fn every_wrong_field_is_named_with_what_was_typed() {
    let draft = Draft {
        email: Some("a".into()),
        password: Some(Secret::new("short")),
        contacts: Some("\u{3000}".into()),
        phone: Some("x".into()),
        max_channels: Some("many".into()),
        minutes: None,
        concurrent: Some("-1".into()),
        balance: Some("-5".into()),
        memo: Some("x".repeat(51)),
        expire_date: Some("20230229".into()),
        expire_type: None,
        remain_flow: Some("1.5".into()),
        remain_space: Some(String::new()),
    };
    let seen: Vec<(&str, String)> = faults(draft).into_iter().map(|f| (f.0, f.1)).collect();
    let expected = [
        ("email", "a"),
        ("password", "********"),
        ("contacts", ""),
        ("phone", "x"),
        ("maxChannels", "many"),
        ("concurrent", "-1"),
        ("balance", "-5"),
        ("memo", &"x".repeat(51)),
        ("expireDate", "20230229"),
        ("remainFlow", "1.5"),
        ("remainSpace", ""),
    ];
    assert_eq!(
        seen,
        expected.map(|(field, value)| (field, value.to_owned()))
    );
}

#[test]
fn minutes_and_concurrency_exclude_each_other() {
    let draft = Draft {
        minutes: Some("1".into()),
        ..least()
    };
    let rule = "cannot stand beside minutes: give the one of the group's plan";
    assert_eq!(faults(draft), [fault("concurrent", "5", rule)]);
}

#[test]
fn a_date_makes_the_expiry_custom_and_a_past_one_is_warned_about() {
    let draft = |day: &str| Draft {
        expire_date: Some(day.into()),
        ..least()
    };
    let (account, warnings) = draft("20220519").check(TODAY).unwrap();
    assert_eq!(account.expiry, Some(Expiry::Custom(date(2022, 5, 19))));
    let warning = Warning {
        field: "expireDate",
        value: "20220519".into(),
        text: "is in the past; the account would be expired from its first day".into(),
    };
    assert_eq!(warnings, [warning]);
    assert_eq!(draft("2022-05-20").check(TODAY).unwrap().1, []);
}

#[test]
fn expiry_type_and_date_must_agree() {
    let draft = |kind: &str, date: Option<&str>| Draft {
        expire_type: Some(kind.into()),
        expire_date: date.map(Into::into),
        ..least()
    };
    assert_eq!(
        faults(draft("custom", None)),
        [fault(
            "expireDate",
            "",
            "is required where expireType is custom"
        )]
    );
    let rule = "cannot be group beside an expireDate: leave one of them out";
    assert_eq!(
        faults(draft("group", Some("20230101"))),
        [fault("expireType", "group", rule)]
    );
    assert_eq!(
        faults(draft("Custom", None)),
        [fault("expireType", "Custom", "must be group or custom")]
    );
    let wrong_day = faults(draft("custom", Some("20230230")));
    assert_eq!(wrong_day.len(), 1);
    assert_eq!(wrong_day[0].0, "expireDate");
}

#[test]
fn an_empty_optional_text_is_a_fault_but_an_empty_memo_is_no_memo() {
    let draft = Draft {
        expire_date: Some(String::new()),
        ..least()
    };
    assert_eq!(faults(draft)[0].0, "expireDate");
    let draft = Draft {
        memo: Some(String::new()),
        ..least()
    };
    assert_eq!(draft.check(TODAY).unwrap().0.memo, None);
}

#[test]
fn debug_never_shows_the_password() {
    let draft = least();
    assert!(!format!("{draft:#?}").contains("abcd1234"));
    let (account, _) = draft.check(TODAY).unwrap();
    assert!(!format!("{account:#?}").contains("abcd1234"));
    assert!(!account.masked_body().contains("abcd1234"));
}

#[test]
fn another_password_must_keep_the_rule_too() {
    let (account, _) = least().check(TODAY).unwrap();
    let other = account
        .clone()
        .with_password(Secret::new("efgh5678"))
        .unwrap();
    assert_eq!(other.body(), account.body().replace("abcd1234", "efgh5678"));
    assert!(account.with_password(Secret::new("short1")).is_err());
}
