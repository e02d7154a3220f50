//! Empty rosters: their columns, and what is said of them.

use super::super::{Template, headings, read};
use super::{NOW, error_of, roster};
use crate::batch::allocate::declared::declared;
use crate::endpoints::subaccounts::CREATE;
use crate::endpoints::write::Write;
use crate::endpoints::{ENDPOINTS, Endpoint, children};
use crate::output::Headings;

/// The headings of a template with these words of `--columns`.
fn columns(call: &'static Write, names: &str) -> String {
    let names: Vec<String> = names.split(',').map(str::to_owned).collect();
    let names = Some(&names[..]).filter(|names| *names != [""]);
    match Template::new(call, Headings::Api, names) {
        Ok(template) => template
            .csv()
            .trim()
            .trim_start_matches('\u{feff}')
            .to_owned(),
        Err(failure) => failure.message.to_string(),
    }
}

/// Every command that has `--from`.
fn rosters() -> impl Iterator<Item = &'static Write> {
    ENDPOINTS.iter().filter_map(|endpoint| match endpoint {
        Endpoint::Write(write) => write.rows.map(|_| *write),
        Endpoint::Allocate => Some(declared()),
        Endpoint::Read(_) => None,
    })
}

#[test]
fn as_csv_it_is_a_heading_line() {
    let api = "\u{feff}email,password,contacts,phone,maxChannels,minutes,concurrent,balance,memo,\
               expireDate,remainFlow,remainSpace\r\n";
    let zh = "\u{feff}邮箱,密码,联系人,手机号,频道数,分钟数,并发数,余额,备注,到期时间,\
              点播流量,点播空间\r\n";
    let en = "\u{feff}email,password,contacts,phone,max channels,minutes,concurrent,balance,memo,\
              expire date,remain flow,remain space\r\n";
    for (headings, expected) in [(Headings::Api, api), (Headings::Zh, zh), (Headings::En, en)] {
        let template = Template::new(&CREATE, headings, None).unwrap().csv();
        assert_eq!(template, expected);
        assert_eq!(error_of(&template), "the file has no rows");
        let filled = template + "a@b.cn,abcd1234,王芳,13800000000,5,,7,,,,,\r\n";
        assert_eq!(roster(&filled).rows.len(), 1);
    }
}

#[test]
fn every_heading_is_read_as_its_own_column() {
    for call in rosters() {
        let all = ["all".to_owned()];
        for style in [Headings::Api, Headings::Zh, Headings::En] {
            let template = Template::new(call, style, Some(&all)).unwrap();
            let found = template.columns().into_iter().map(|column| {
                let field = headings::named(call, &column.heading).map(|field| field.api);
                field.unwrap_or_else(|why| panic!("{style:?}: {why}"))
            });
            assert!(
                found.eq(call.fields.iter().map(|field| field.api)),
                "{style:?}"
            );
        }
    }
}

#[test]
fn the_columns_are_the_usual_ones_or_those_that_are_named() {
    let allot = declared();
    let resource = |it: &str| {
        ["set", "give", "take", "floor", "refill"]
            .map(|way| format!("{way} {it}"))
            .join(",")
    };
    let three = |it: &str| {
        ["set", "give", "take"]
            .map(|way| format!("{way} {it}"))
            .join(",")
    };
    let usual = format!(
        "email,{},{},{},{},{}",
        resource("minutes"),
        resource("concurrent"),
        three("flow"),
        three("space"),
        three("channels")
    );
    for (call, names, expected) in [
        (allot, "", &*usual),
        (allot, "分钟数设为,take flow", "email,set minutes,take flow"),
        (allot, "balance", &format!("email,{}", resource("balance"))),
        (
            &children::CREATE,
            "-password,-电话,-部门",
            "childEmail,childName,roleId,description",
        ),
        (
            &children::UPDATE,
            "角色,password",
            "childEmail,roleId,password",
        ),
        (&children::DELETE, "", "childEmail"),
        (
            &CREATE,
            "minutes,memo,email",
            "email,password,contacts,phone,maxChannels,minutes,memo",
        ),
        (
            &CREATE,
            "mnutes",
            "--columns: \"mnutes\" is not a known heading; did you mean \"minutes\"?",
        ),
    ] {
        assert_eq!(columns(call, names), expected, "{names}");
    }
    let more = "+expireType,+memo,-minutes,-concurrent";
    let usual = columns(&CREATE, "").replace(",minutes,concurrent", "");
    assert_eq!(columns(&CREATE, more), usual + ",expireType");
}

#[test]
fn a_heading_tells_its_rule_as_faults_do() {
    let all = ["all".to_owned()];
    let notes = |call| {
        let template = Template::new(call, Headings::Api, Some(&all)).unwrap();
        let columns = template.columns().into_iter();
        let lines = columns.map(|it| format!("{}: {}\n", it.heading, it.note.replace('\n', ". ")));
        lines.collect::<String>()
    };
    assert_eq!(
        notes(&CREATE),
        "email: Login of the new account. Must be one e-mail address such as name@example.com. \
         Required\n\
         password: Password of the new account (8 to 32 characters, letters and digits). Must be \
         8 to 32 characters with digits and letters. Required without --generate-password\n\
         contacts: Contact person. Required\n\
         phone: Phone number; one number may serve 3 e-mails. Must be a phone number of 5 to 20 \
         digits, + before a country code. Required\n\
         maxChannels: Channels the account may create. Must be a whole number, 0 or more, digits \
         only. Required\n\
         minutes: Live minutes to give, where the group is billed by minutes. Must be a whole \
         number, 0 or more, digits only. Required: minutes or concurrent\n\
         concurrent: Live concurrency to give, where the group is billed by concurrency. Must be \
         a whole number, 0 or more, digits only. Required: minutes or concurrent\n\
         balance: Money to give. Must be a decimal number such as 12.30. May be left empty\n\
         memo: Note, at most 50 characters. Must not be longer than 50 characters. May be left \
         empty\n\
         expireType: Must be group or custom. May be left empty\n\
         expireDate: Last day, YYYY-MM-DD or YYYYMMDD; without it the group's expiry holds. Must \
         be a day as YYYY-MM-DD or YYYYMMDD; the service would ignore anything else. May be left \
         empty\n\
         remainFlow: VOD flow to give, in G (the service's default: 100). Must be a whole number, \
         0 or more, digits only. May be left empty\n\
         remainSpace: VOD space to give, in G (the service's default: 100). Must be a whole \
         number, 0 or more, digits only. May be left empty\n"
    );
    let allot = notes(declared());
    let of = |name: &str| allot.lines().find(|line| line.starts_with(name)).unwrap();
    assert_eq!(
        of("take minutes"),
        "take minutes: As many less, or all. Must be a whole number, 0 or more, digits only, or \
         all. May be left empty"
    );
    assert_eq!(
        of("set link-mic-limit"),
        "set link-mic-limit: As many as this. Must be a whole number, 0 or more, digits only; \
         must be at most 16. May be left empty"
    );
    assert_eq!(
        of("floor balance"),
        "floor balance: Where less than this is left, the refill is set. Must be a decimal number \
         such as 12.30. May be left empty"
    );
}

#[test]
fn what_is_no_amount_stays_a_text_and_only_choices_drop_down() {
    for call in rosters() {
        let all = ["all".to_owned()];
        let template = Template::new(call, Headings::Api, Some(&all)).unwrap();
        let columns = template.columns();
        let of = |is_it: &dyn Fn(&crate::output::Blank) -> bool| {
            let found = columns.iter().filter(|column| is_it(column));
            found
                .map(|column| &*column.heading)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let texts = match call.command {
            ("subaccounts", "create") => "email password contacts phone memo expireType expireDate",
            ("subaccounts", _) => "email",
            (_, "delete") => "childEmail",
            (_, "update") => "childEmail childName password roleId telephone description",
            _ => "childEmail childName password roleId organizationId telephone description",
        };
        assert_eq!(of(&|column| column.is_text), texts);
        let choices = match call.command.1 {
            "create" if call.command.0 == "subaccounts" => "expireType",
            _ => "",
        };
        assert_eq!(of(&|column| !column.choices.is_empty()), choices);
    }
}

#[test]
fn a_filled_template_is_read_in_every_language() {
    let row = "a@b.cn,王芳,abcd1234,1310,总部,0571-88888888,\r\n";
    for headings in [Headings::Api, Headings::Zh, Headings::En] {
        let text = Template::new(&children::CREATE, headings, None)
            .unwrap()
            .csv()
            + row;
        let roster = read(text.as_bytes(), &children::CREATE, false, &NOW).unwrap();
        let filled = &roster.rows[0].filled;
        assert_eq!(filled.text("organizationId"), "总部");
        assert_eq!(filled.text("telephone"), "057188888888");
    }
}
