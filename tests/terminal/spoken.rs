//! A roster in Chinese, as who runs it sees it: every word, every column.

use crate::pty::{Out, Terminal};
use crate::support::Home;

const HEADINGS: &str = "邮箱,密码,联系人,手机号码,最多可创建频道数,分钟数";

fn start(home: &Home) -> Terminal {
    let line = "--lang zh --sandbox subaccounts create --from 名单.csv --color never";
    let args: Vec<&str> = line.split(' ').collect();
    Terminal::start(home, &args, Out::Pipe)
}

#[test]
fn a_table_of_faults_is_chinese_and_aligned() {
    let home = Home::new();
    let roster = format!(
        "{HEADINGS}\n\
         bad,abcd1234,王芳,13800000001,5,100\n\
         c@b.cn,abc,,1.38E+10,5,1x\n\
         C@b.cn,abcd1234,李雷,13800000003,5,9999999999\n"
    );
    home.write("名单.csv", &roster);
    let run = start(&home).end().check(2);
    let expected = "\
行  列        值          规则
 2  邮箱      bad         必须是一个邮箱地址，如 name@example.com
 3  密码      ********    必须是 8 至 32 个字符，且含有数字和字母
 3  联系人                为必填项
 3  手机号码  1.38E+10    电子表格把该号码变成了科学计数法；请将该列设为文本格
                          式后重新输入号码
 3  分钟数    1x          必须是不小于 0 的整数，只能含数字
 4  分钟数    9999999999  不能大于 2147483647
 4  邮箱      C@b.cn      与第 3 行重复
错误：名单.csv 有 7 处错误；未发送任何请求
";
    assert_eq!(run.shown, expected);
}

#[test]
fn a_plan_its_question_and_its_summary_are_chinese() {
    let home = Home::new();
    let roster = format!(
        "{HEADINGS}\n\
         a1@example.com,abcd1234,王芳,13800000021,5,100\n\
         store0011@xn.example.com,abcd1234,李雷,13800000022,5,100\n\
         c1@example.com,abcd1234,韩梅,13800000023,5,999999999\n"
    );
    home.write("名单.csv", &roster);
    let mut terminal = start(&home);
    terminal.expect("新建 2 个分账号？ [y/N] ");
    terminal.send("y\n");
    let run = terminal.end().check(8);
    let expected = "\
名单.csv：共 3 行，沙箱，appId sandboxapp：
      2 行待新建
      1 行已存在：跳过
警告：分配 1000000099 分钟；集团剩余 20000000
        分配 200 G 点播流量；集团剩余 500000
        分配 200 G 点播空间；集团剩余 500000
新建 2 个分账号？ [y/N] y
已新建 1 行，此前已存在 1 行，失败 1 行；结果见 名单.csv.results.csv
错误：1 行失败（3 行中已新建 1 行）
提示：请修正 名单.csv.failed.csv 后用 --from 运行它，或修正名单后再次运行同一命
令
";
    assert_eq!(run.shown, expected);
    let mut terminal = start(&home);
    terminal.expect("新建 1 个分账号？ [y/N] ");
    terminal.send("n\n");
    let run = terminal.end().check(2);
    let expected = "\
名单.csv：共 3 行，沙箱，appId sandboxapp：
      1 行待新建
      1 行已存在：跳过
      1 行此前已新建：跳过
警告：分配 999999999 分钟；集团剩余 19999900
        分配 100 G 点播流量；集团剩余 499900
        分配 100 G 点播空间；集团剩余 499900
新建 1 个分账号？ [y/N] n
错误：未确认；未做任何更改
";
    assert_eq!(run.shown, expected);
}
