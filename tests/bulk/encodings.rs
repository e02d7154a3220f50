//! However a spreadsheet saves it, a roster is the same requests.

use crate::batch::run;
use crate::service::Service;
use encoding_rs::GB18030;

const ROSTER: &str = "邮箱,密码,联系人,手机号码,最多可创建频道数,分钟数,备注,点播流量,点播空间\r\n\
    a@example.com,Passw0rd1,王芳,13800000001,5,100,\"旗舰店，\"\"东\"\"\",0,0\r\n\
    b@example.com,Passw0rd2,李雷,13800000002,5,100,,0,0\r\n";

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn the_same_roster_in_four_encodings_gives_the_same_requests() {
    let expected = [
        r#"{"email":"a@example.com","password":"Passw0rd1","contacts":"王芳","phone":"13800000001","maxChannels":5,"minutes":100,"memo":"旗舰店，\"东\"","remainFlow":0,"remainSpace":0}"#,
        r#"{"email":"b@example.com","password":"Passw0rd2","contacts":"李雷","phone":"13800000002","maxChannels":5,"minutes":100,"remainFlow":0,"remainSpace":0}"#,
    ];
    for (bytes, assumed) in [
        (ROSTER.as_bytes().to_vec(), ""),
        (format!("\u{feff}{ROSTER}").into_bytes(), ""),
        (utf16(ROSTER), "UTF-16LE"),
        (GB18030.encode(ROSTER).0.into_owned(), "GB18030"),
    ] {
        let service = Service::start(&[]);
        let home = service.home();
        home.write("roster.csv", bytes);
        let run = run(&home, &["--connections", "1"]).expect(0);
        assert_eq!(service.posts(), expected);
        let said = run.stderr.contains(&format!("read as {assumed}."));
        assert_eq!(said, !assumed.is_empty(), "{}", run.stderr);
    }
}

#[test]
fn the_template_is_an_empty_roster() {
    let home = crate::support::Home::new();
    let english = home.run(&["subaccounts", "create", "--template"]).expect(0);
    assert!(english.stdout.starts_with("\u{feff}email,password,"));
    let chinese = home.run(&["subaccounts", "create", "--template=chinese"]);
    home.write("roster.csv", chinese.expect(0).stdout);
    let run = run(&Service::start(&[]).home(), &[]);
    assert_eq!(run.status, 2, "there is no such file");
    let service = Service::start(&[]);
    let other = service.home();
    other.write("roster.csv", english.stdout);
    let run = crate::batch::run(&other, &[]).expect(2);
    assert!(
        run.stderr.contains("the file has no rows"),
        "{}",
        run.stderr
    );
    assert_eq!(service.requests(), 0);
}

/// LibreOffice saved the workbooks. Their names do not tell what they are.
#[test]
fn the_same_roster_as_csv_and_in_three_kinds_of_workbooks_gives_the_same_requests() {
    let csv = "邮箱,密码,联系人,手机号码,最多可创建频道数,分钟数,金额,账号过期时间,备注\n\
               a@example.com,Passw0rd1,王芳,13800000001,5,100,0.3,2030-12-31,\"旗舰店，\"\"东\"\"\n二楼\"\n\
               b@example.com,Passw0rd2,李雷,010-12345678,5,200,,,\n";
    let expected = [
        r#"{"email":"a@example.com","password":"Passw0rd1","contacts":"王芳","phone":"13800000001","maxChannels":5,"minutes":100,"balance":0.3,"memo":"旗舰店，\"东\"\n二楼","expireType":"custom","expireDate":"20301231"}"#,
        r#"{"email":"b@example.com","password":"Passw0rd2","contacts":"李雷","phone":"01012345678","maxChannels":5,"minutes":200}"#,
    ];
    for bytes in [
        csv.as_bytes().to_vec(),
        GB18030.encode(csv).0.into_owned(),
        include_bytes!("../data/workbooks/roster.xlsx").to_vec(),
        include_bytes!("../data/workbooks/roster.xls").to_vec(),
        include_bytes!("../data/workbooks/roster.ods").to_vec(),
    ] {
        let service = Service::start(&[]);
        let home = service.home();
        home.write("roster.csv", &bytes);
        run(&home, &["--connections", "1"]).expect(0);
        assert_eq!(service.posts(), expected);
    }
}
