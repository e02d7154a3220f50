//! What `profiles check` has found: a line for each check, and what to do.

use crate::failure::{Failure, Kind};
use crate::lang::{Both, Text, both, counted};
use crate::row::Row;
use crate::text;
use crate::text::{escape, label, listed, padded, wrapped};
use serde_json::json;
use unicode_width::UnicodeWidthStr;

/// One check: its name, the kind of its failure, the detail, and what to do.
#[derive(Debug)]
struct Line(Both, Option<Kind>, Text, Option<Text>);

impl Line {
    /// Its result, and the colour of that.
    fn result(&self) -> (Both, u8) {
        match self {
            Line(_, Some(_), ..) => (both("fail", "失败"), 31),
            Line(.., Some(_)) => (both("warn", "警告"), 33),
            Line(.., None) => (both("ok", "正常"), 32),
        }
    }
}

/// All checks so far.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<Line>);

impl Report {
    pub(super) fn good(&mut self, check: Both, detail: impl Into<Text>) {
        self.0.push(Line(check, None, detail.into(), None));
    }

    pub(super) fn warn(&mut self, check: Both, detail: impl Into<Text>, todo: impl Into<Text>) {
        let todo = Some(todo.into());
        self.0.push(Line(check, None, detail.into(), todo));
    }

    pub(super) fn fail(&mut self, check: Both, failure: Failure) {
        let Failure {
            kind,
            message,
            hint,
            ..
        } = failure;
        self.0.push(Line(check, Some(kind), message, hint));
    }

    /// The value, or the failure as a line.
    pub(super) fn need<T>(&mut self, check: Both, result: Result<T, Failure>) -> Option<T> {
        result.map_err(|failure| self.fail(check, failure)).ok()
    }

    /// The failure of the whole run: that of the first check that failed.
    pub(super) fn verdict(&self) -> Result<(), Failure> {
        let failed = self.0.iter().filter_map(|line| Some((line.1?, line.0)));
        let (kinds, checks): (Vec<Kind>, Vec<Both>) = failed.unzip();
        let Some(kind) = kinds.first() else {
            return Ok(());
        };
        let count = counted(checks.len(), "check", "项检查");
        let checks = listed(checks);
        let message = text!("{count} failed: {checks}", "{count}未通过：{checks}");
        Err(Failure::new(*kind, message))
    }

    /// Lines wrapped between words where they are too long for a terminal of so
    /// many cells, so that no advice is ever cut.
    pub(super) fn text(&self, paint: bool, cells: Option<usize>) -> String {
        let widths = self.0.iter().map(|line| line.0.now().width());
        let width = widths.max().unwrap_or(0);
        let indent = format!("\n{:1$}", "", 8 + width);
        let fit = |text: &str| match cells {
            Some(cells) => wrapped(text, cells.saturating_sub(8 + width)).replace('\n', &indent),
            None => text.to_owned(),
        };
        let mut text = String::new();
        for line @ Line(check, _, detail, todo) in &self.0 {
            let ((result, color), check) = (line.result(), check.now());
            let (word, gap) = (label(result.now(), color, paint), 6 - result.now().width());
            let (name, detail) = (padded(check, width), fit(&escape(detail.now())));
            text += &format!("{word}{:gap$}{name}  {detail}\n", "");
            if let Some(todo) = todo {
                let todo = text!("to do: {todo}", "处理：{todo}");
                let todo = fit(&escape(todo.now()));
                text += &format!("      {:width$}  {todo}\n", "");
            }
        }
        text
    }

    /// In the current language.
    pub(super) fn rows(&self) -> Vec<Row> {
        let row = |line: &Line| {
            let (Line(check, _, detail, todo), (result, _)) = (line, line.result());
            let todo = todo.as_ref().map(Text::now);
            let (check, result, detail) = (check.now(), result.now(), detail.now());
            json!({"check": check, "result": result, "detail": detail, "todo": todo})
        };
        self.0.iter().map(|line| Row::from(row(line))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::{Lang, within};

    const FILE: Both = both("config file", "配置文件");
    const CLOCK: Both = both("clock", "时钟");

    fn report() -> Report {
        let mut report = Report::default();
        report.good(FILE, Text::verbatim("/c"));
        report.warn(CLOCK, both("12s off", "慢 12 秒"), both("set it", "校准"));
        let refused = Failure::new(Kind::Credentials, Text::verbatim("bad\u{1b}"));
        report.fail(
            both("signature", "签名"),
            refused.hint(both("look", "查看")),
        );
        let group = both("group", "集团");
        report.fail(group, Failure::new(Kind::Config, both("none", "无")));
        report
    }

    #[test]
    fn each_check_is_a_line_with_what_to_do_below_it() {
        assert_eq!(
            report().text(false, None),
            "ok    config file  /c\n\
             warn  clock        12s off\n                   to do: set it\n\
             fail  signature    bad\\u{1b}\n                   to do: look\n\
             fail  group        none\n"
        );
        let mut long = Report::default();
        long.warn(
            CLOCK,
            both("twelve seconds off", "慢 12 秒"),
            both("set `date` now", "请设置 `date`"),
        );
        let wrapped = "warn  clock  twelve\n             seconds off\n             \
                       to do: set\n             `date` now\n";
        assert_eq!(long.text(false, Some(25)), wrapped);
    }

    #[test]
    fn the_lines_are_aligned_in_chinese_too() {
        assert_eq!(
            within(Lang::Zh, || report().text(false, None)),
            "正常  配置文件  /c\n\
             警告  时钟      慢 12 秒\n                处理：校准\n\
             失败  签名      bad\\u{1b}\n                处理：查看\n\
             失败  集团      无\n"
        );
    }

    #[test]
    fn results_are_coloured_where_asked() {
        let text = report().text(true, None);
        for word in [
            "\x1b[1;32mok\x1b[0m    config",
            "\x1b[1;33mwarn\x1b[0m  clock",
            "\x1b[1;31mfail\x1b[0m  sig",
        ] {
            assert!(text.contains(word), "{text:?}");
        }
    }

    #[test]
    fn the_first_failure_decides_and_a_warning_does_not() {
        let failure = report().verdict().unwrap_err();
        assert_eq!(failure.kind, Kind::Credentials);
        assert_eq!(failure.message, "2 checks failed: signature, group");
        let mut fine = Report::default();
        fine.warn(CLOCK, both("off", "慢"), both("set it", "校准"));
        assert!(fine.verdict().is_ok());
    }
}
