//! What a person reads whose terminal is Chinese, and what a pipe of theirs gets.

use crate::pty::{Out, Terminal};
use crate::support::Home;
use std::collections::HashSet;
use unicode_width::UnicodeWidthStr;

/// Values and names that are no texts: states, units, formats, headings.
const VALUES: [&str; 15] = [
    "normal",
    "expired",
    "frozen",
    "minutes",
    "table",
    "csv",
    "json",
    "xlsx",
    "foo",
    "don",
    "done",
    "refused",
    "unknown",
    "outcome",
    "sandboxapp",
];

/// A home whose terminal is Chinese.
fn home() -> Home {
    Home::new().with("LANG", "zh_CN.UTF-8")
}

/// What the sandbox makes a terminal show.
#[track_caller]
fn shown(home: &Home, command: &str, status: i32) -> String {
    let args = format!("--sandbox --color never {command}");
    let args: Vec<&str> = args.split(' ').collect();
    let run = Terminal::start(home, &args, Out::Terminal)
        .end()
        .check(status);
    let left = english(&run.shown);
    assert!(left.is_empty(), "{left:?} in\n{}", run.shown);
    run.shown
}

/// The English words of a text: neither commands in backquotes, nor options,
/// e-mails, ids, names of fields, or values.
fn english(text: &str) -> Vec<&str> {
    let prose = text.split('`').step_by(2);
    let words = prose.flat_map(|part| part.split(|c: char| !c.is_ascii() || " \n,()".contains(c)));
    let values: HashSet<_> = VALUES.into_iter().collect();
    let is_word = |word: &&str| {
        let bare = word.trim_matches(|c: char| c.is_ascii_punctuation());
        let is_plain = bare.chars().skip(1).all(|c| c.is_ascii_lowercase());
        bare.len() > 1 && is_plain && !word.starts_with(['-', '"']) && !values.contains(bare)
    };
    words.filter(is_word).collect()
}

#[test]
fn a_list_has_chinese_headings_that_are_aligned() {
    let list = shown(&home(), "subaccounts list --limit 3", 0);
    assert_eq!(list, LIST);
    let heading = list.lines().next().unwrap();
    let state = heading.find("状态").unwrap();
    assert_eq!(
        heading[..state].width(),
        list.lines().nth(1).unwrap().find("normal").unwrap()
    );
    let log = shown(
        &home(),
        "allocations log --since 2025-12-28 --until 2025-12-30 --limit 3",
        0,
    );
    assert_eq!(log, LOG);
}

const LIST: &str = "\
邮箱                       状态    剩余分钟数  点播流量(G)  到期时间    …
branch0001@hd.example.com  normal       16010       106.71  2030-12-31
store0002@hn.example.com   normal        3787        40.78  2030-12-31
branch0003@hb.example.com  normal        6566       122.61  2030-12-31
（宽度不足，未显示：账号ID、联系人、备注、剩余并发数、点播空间(G)；--columns 选
择列，-o csv 有全部列）
";

const LOG: &str = "\
邮箱                         时间                 说明                 变更
training0071@xn.example.com  2025-12-30 16:15:39  回收分钟数      -600 分钟
school0183@hb.example.com    2025-12-30 11:27:42  添加空间    +320 GiB 空间
store0028@hz.example.com     2025-12-30 10:05:19  回收流量    -890 GiB 流量
";

#[test]
fn the_packages_are_named_in_chinese() {
    assert_eq!(shown(&home(), "group info", 0), PACKAGES);
}

const PACKAGES: &str = "\
资源              总量   已分配  已分配占比   已使用  已使用占比  超出
直播频道数      211615    11615        5.5%     3540        1.7%     -
直播分钟数    22352000  2352000       10.5%   736188        3.3%     4
直播并发峰值         0        -           -        -           -     -
点播空间(G)     523000    23000        4.4%  7427.95        1.4%     0
点播流量(G)   529115.5  29115.5        5.5%  9478.64        1.8%     0
";

#[test]
fn the_page_of_the_group_is_chinese() {
    let page = format!("沙箱，appId sandboxapp\n\n套餐\n{PACKAGES}\n{REST_OF_PAGE}");
    assert_eq!(shown(&home(), "status", 0), page);
}

const REST_OF_PAGE: &str = "\
230 个分账号，按分钟数计费
状态     数量
normal    201
expired    19
frozen     10

30 天内到期：无

剩余分钟数最少
邮箱                         状态     剩余分钟数  到期时间    备注
training0230@hn.example.com  normal           -4  2030-12-31  华南培训中心230
store0011@xn.example.com     normal            6  2030-12-31  西南门店011
store0028@hz.example.com     normal           84  2030-12-31  华中门店028
branch0082@hz.example.com    normal           91  2030-12-31  华中分公司082
branch0203@xn.example.com    normal           95  2030-12-31  西南分公司203
store0219@hb.example.com     normal          114  2030-12-31  直播😀🎓👨‍👩‍👧 ＡＢＣ…
training0043@hd.example.com  normal          132  2030-12-31  华东培训中心043
school0006@db.example.com    normal          147  2028-11-30  东北分校006
branch0151@hd.example.com    normal          166  2030-12-31  华东分公司151
school0057@hb.example.com    expired         177  2023-12-31  华北分校057

最近一天的分配记录：无

服务负载
负载(%)  等级
  12.50  低
";

#[test]
fn errors_and_what_to_do_next_are_chinese() {
    for (command, status, expected) in ERRORS {
        assert_eq!(shown(&home(), command, status), expected, "{command}");
    }
}

#[test]
fn the_list_of_writes_says_in_chinese_what_they_did() {
    let home = home();
    let update = "children update --email staff00001@group.example.com --name 张三 --yes";
    let told = shown(&home, &format!("{update} --quiet"), 0);
    assert!(told.starts_with("姓名  子账号邮箱 "), "{told}");
    let list = "writes list --columns what,email,outcome,after";
    assert_eq!(shown(&home, list, 0), WRITES);
}

#[test]
fn what_will_be_sent_is_named_in_chinese() {
    let email = "staff00001@group.example.com";
    let update = format!("children update --email {email} --role 394 --yes");
    let told = shown(&home(), &update, 0);
    let lines = format!("：\n  子账号邮箱   {email}\n  角色         394\n");
    assert!(told.contains(&lines), "{told}");
    let told = shown(
        &home(),
        &format!("children delete --email {email} --yes"),
        0,
    );
    let lines = format!("：\n  子账号邮箱   {email}\n  姓名         ");
    assert!(told.contains(&lines), "{told}");
}

const WRITES: &str = "\
操作        邮箱                          结果  变更后
修改子账号  staff00001@group.example.com  done  子账号邮箱 staff00001@group.exa…
";

const ERRORS: [(&str, i32, &str); 8] = [
    (
        "subaccounts list --where 备注=x)",
        2,
        r#"错误：--where：这个 ) 没有对应的 (
  备注=x)
        ^
"#,
    ),
    (
        "subaccounts list --excel",
        2,
        r#"错误：--excel 只用于 CSV，而当前格式是 table
提示：请加上 -o csv
"#,
    ),
    (
        "subaccounts get nobody@example.com",
        5,
        r#"错误：没有邮箱为 nobody@example.com 的分账号
提示：`polyv-group subaccounts list --search TEXT` 可按邮箱的一部分查找
"#,
    ),
    (
        "api GET foo",
        2,
        r#"错误：PATH foo 不以 / 开头
提示：请给出路径，如 /v2/group/account/get-info
"#,
    ),
    (
        "status -o csv",
        2,
        r#"错误：`status` 是一页概览，没有 CSV，也不支持 --excel 和 --columns
提示：请用 `-o table` 或 -o json，或查询列表
"#,
    ),
    (
        "subaccounts list --out report.xls",
        2,
        r#"错误：--out report.xls：无法从扩展名判断格式
提示：请用 -o 指定格式，或使用扩展名 `.csv`、`.json`、`.jsonl`、`.xlsx`、`.txt`
"#,
    ),
    (
        "subaccounts list -o xlsx",
        2,
        r#"错误：-o xlsx：工作簿不能输出到终端
提示：请指定文件名：--out report.xlsx
"#,
    ),
    (
        "writes list --where outcome=don",
        2,
        r#"错误：--where："don" 不是 outcome 的有效值；可用：done（完成） 或 refused（被拒
绝） 或 unknown（未知） 或 notSent（未发送）
  outcome=don
          ^
"#,
    ),
];

#[test]
fn a_pipe_is_chinese_only_if_that_is_asked_for() {
    let home = |lang: &str| Home::new().with("LANG", lang);
    let asks: [&[&str]; 4] = [
        &[
            "--sandbox",
            "subaccounts",
            "list",
            "--where",
            "minutes < 100",
        ],
        &["--sandbox", "group", "info"],
        &[
            "--sandbox",
            "allocations",
            "log",
            "--since",
            "400d",
            "--limit",
            "3",
        ],
        &["--sandbox", "subaccounts", "list", "--where", "mintes < 5"],
    ];
    for args in asks {
        let told = |home: Home| {
            let run = home.run(args);
            (run.status, run.stdout, run.stderr)
        };
        let english = told(home("C"));
        assert_eq!(told(home("zh_CN.UTF-8")), english, "{args:?}");
        let chinese = told(home("C").with("POLYV_LANG", "zh"));
        assert_ne!(
            (&chinese.1, &chinese.2),
            (&english.1, &english.2),
            "{args:?}"
        );
        assert_eq!(chinese.0, english.0, "{args:?}");
    }
    for format in ["json", "csv"] {
        let args = ["--sandbox", "subaccounts", "list", "-o", format];
        let english = home("C").run(&args).expect(0).stdout;
        let chinese = home("C").with("POLYV_LANG", "zh").run(&args).expect(0);
        assert_eq!(chinese.stdout, english);
    }
}

#[test]
fn a_secret_is_asked_for_in_chinese() {
    let home = home();
    let args = ["profiles", "add", "a", "--app-id", "a", "--no-verify"];
    let mut terminal = Terminal::start(&home, &args, Out::Terminal);
    terminal.expect_hidden("appSecret：");
    terminal.send("0123456789abcdef0123456789abcdef\n");
    let run = terminal.end();
    assert!(run.shown.contains("appSecret：[已隐藏]"), "{}", run.shown);
}
