//! The plan of an allotment as who is asked sees it.

use crate::pty::{COLUMNS, Out, Terminal};
use crate::support::{Home, RawServer, Sent, sandbox};
use polyv_group::sandbox::{APP_ID, Options};
use unicode_width::UnicodeWidthStr;

fn start(line: &str) -> Terminal {
    let home = Home::at(&sandbox(Options::default()));
    let words = ["subaccounts", "allocate"].into_iter();
    let args: Vec<&str> = words.chain(line.split('|')).collect();
    Terminal::start(&home, &args, Out::Terminal)
}

const ACCOUNTS: &str = "--email|branch0001@hd.example.com,store0002@hn.example.com";

#[test]
fn what_must_be_allowed_is_asked_for_by_name_also_with_yes() {
    let line = format!("{ACCOUNTS}|--set|channels=20|--give|link-mic-limit=1|--color|never");
    for more in ["", "|--yes", "|--quiet"] {
        let mut terminal = start(&format!("{line}{more}"));
        terminal.expect("[y/N] ");
        terminal.send("n\n");
        let run = terminal.end().check(2);
        assert_eq!(
            run.shown,
            format!(
                "on credentials from the environment, appId {APP_ID}:\n\
                 ~ store0002@hn.example.com   channels        85 → 20  (−65)  ! decrease\n\
                 ~ branch0001@hd.example.com  channels        15 → 20  (+5)\n\
                 ~ branch0001@hd.example.com  link-mic-limit  6 → 7    (+1)   computed from 6\n\
                 ~ store0002@hn.example.com   link-mic-limit  6 → 7    (+1)   computed from 6\n\
                 4 changes of 2 accounts, 2 requests; channels +5 −65 (the group has 200000\n\
                 left); link-mic-limit +2\n\
                 1 change would leave half of what is left, or less (decrease). --allow decrease\n\
                 allows it.\n\
                 Make 4 changes of 2 accounts? [y/N] n\n\
                 error: not confirmed; nothing was done\n"
            ),
            "{more}"
        );
    }
}

#[test]
fn a_plan_in_chinese_is_as_aligned_and_has_no_english_but_values() {
    let line = format!("{ACCOUNTS}|--set|channels=20|--give|link-mic-limit=1|--take|flow=all");
    let mut terminal = start(&format!("{line}|--color|never|--lang|zh"));
    terminal.expect("[y/N] ");
    terminal.send("n\n");
    let run = terminal.end().check(2);
    assert_eq!(
        run.shown,
        format!(
            "操作账号：环境变量中的凭证，appId {APP_ID}\n\
             ~ branch0001@hd.example.com  点播流量(G)  106.71 → 0  （全部）  ! zero\n\
             ~ store0002@hn.example.com   点播流量(G)  40.78 → 0   （全部）  ! zero\n\
             ~ store0002@hn.example.com   频道数       85 → 20     (−65)     ! decrease\n\
             ~ branch0001@hd.example.com  频道数       15 → 20     (+5)\n\
             ~ branch0001@hd.example.com  连麦人数     6 → 7       (+1)      按现有 6 计算\n\
             ~ store0002@hn.example.com   连麦人数     6 → 7       (+1)      按现有 6 计算\n\
             2 个账号共 6 项变更，4 个请求；点播流量(G) −147.49（集团剩余 500000）；频道数 +5\n\
             −65（集团剩余 200000）；连麦人数 +2\n\
             2 项变更会使剩余归零（zero）；1 项变更会使剩余减少一半或更多（decrease）。\n\
             --allow zero,decrease 表示允许。\n\
             对 2 个账号执行 6 项变更？ [y/N] n\n\
             错误：未确认；未做任何更改\n"
        )
    );
    let changes = run.shown.lines().filter(|line| line.starts_with("~ "));
    let amounts = changes.map(|line| {
        let until_arrow = line.split(" → ").next().unwrap();
        until_arrow.rsplit_once(' ').unwrap().0.width()
    });
    let columns: Vec<usize> = amounts.collect();
    assert_eq!(columns, [columns[0]; 6], "in cells, not in letters");
}

#[test]
fn what_is_wrong_and_what_was_done_is_told_in_chinese() {
    for (line, status, shown) in [
        (
            "--give|monutes=5|--take|flow",
            2,
            "错误：未发送任何请求：--give \"monutes\" 不是已知的资源；是否想输入 \"minutes\"？\n\
             （可用：minutes、concurrent、flow、space、channels、link-mic-minutes、\n\
             guide-minutes、link-mic-limit、balance）；--take \"flow\" 缺少数量，例如 flow=500\n",
        ),
        (
            "--give|minutes=500|--yes|--budget|minutes=999|--quiet",
            2,
            "错误：分钟数将增加 1000，而 --budget 只允许 999；未发送任何请求\n",
        ),
        (
            "--give|minutes=500|--yes|--quiet",
            0,
            "邮箱                       资源     方式  调整前  调整后  增减   当前  状态  …\n\
             branch0001@hd.example.com  minutes  give   16010   16510   500  16510  done\n\
             store0002@hn.example.com   minutes  give    3787    4287   500   4287  done\n",
        ),
    ] {
        let run = start(&format!("{ACCOUNTS}|{line}|--color|never|--lang|zh"));
        assert_eq!(run.end().check(status).shown, shown, "{line}");
    }
}

#[test]
fn what_needs_nothing_is_confirmed_as_any_write() {
    let line = format!("{ACCOUNTS}|--give|minutes=500|--color|never");
    for (answer, status) in [("", 2), ("y", 0)] {
        let mut terminal = start(&line);
        terminal.expect("Make 2 changes of 2 accounts? [y/N] ");
        terminal.send(&format!("{answer}\n"));
        let run = terminal.end().check(status);
        assert!(!run.shown.contains("--allow"), "{}", run.shown);
        assert_eq!(
            run.shown.contains("2 allocated\n"),
            status == 0,
            "{}",
            run.shown
        );
    }
}

#[test]
fn a_plan_is_a_screenful_at_most_and_coloured() {
    let line = "--where|channels < 35|--set|channels=35|--dry-run";
    let run = start(line).end().check(0);
    let lines: Vec<&str> = run.shown.lines().collect();
    let changes = lines.iter().filter(|line| line.starts_with("~ "));
    assert_eq!(changes.clone().count(), 18, "{}", run.shown);
    assert!(changes.clone().all(|it| it.width() < usize::from(COLUMNS)));
    let more = lines
        .iter()
        .position(|it| it.starts_with("… and "))
        .unwrap();
    assert_eq!(lines[more], "… and 60 like these; -o csv has all");
    assert_eq!(
        lines[more + 1],
        "78 changes of 78 accounts, 78 requests; channels +1450 (the group has 200000"
    );
    assert_eq!(lines[more + 2], "left); ! many");
    let take = format!("{ACCOUNTS}|--take|channels=10|--dry-run");
    let run = start(&take).end().check(0);
    let mark = "(−10)  \u{1b}[1;33m! decrease\u{1b}[0m  computed\n";
    assert!(run.shown.contains(mark), "{}", run.shown);
}

#[test]
fn what_was_computed_is_not_sent_where_it_moved_while_a_person_was_asked() {
    let server = RawServer::start(|number, request| {
        let data = match request.line.contains("get-info") {
            true => "{}".to_owned(),
            // Who is asked has seen 20.
            false => format!(
                r#"{{"contents":[{{"email":"shop1@example.com","maxChannels":{}}}],"totalItems":1}}"#,
                20 + number / 3
            ),
        };
        Sent::Json(format!(r#"{{"code":200,"data":{data}}}"#))
    });
    let line = "subaccounts allocate --email shop1@example.com --give channels=5 --color never";
    let args: Vec<&str> = line.split(' ').collect();
    let mut terminal = Terminal::start(&Home::at(&server.url), &args, Out::Terminal);
    terminal.expect("channels  20 → 25  (+5)  computed from 20");
    terminal.expect("[y/N] ");
    terminal.send("y\n");
    let run = terminal.end().check(5);
    let words = "error: nothing was sent: channels of shop1@example.com was 20 when the plan was\n\
                 made, and is 21\nhint: run it again to have another plan\n";
    assert!(run.shown.ends_with(words), "{}", run.shown);
    let seen = server.seen();
    assert!(seen.iter().all(|request| request.line.starts_with("GET ")));
}
