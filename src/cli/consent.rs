//! Whether a write may go: the profile allows it, and a person or `--yes` has
//! confirmed it.

use super::context::Context;
use super::prompt;
use crate::config::settings::READ_ONLY;
use crate::failure::{Failure, Kind};
use crate::lang::{Text, both};
use crate::text;
use crate::text::escape;

fn agreed(agrees: bool) -> Result<(), Failure> {
    match agrees {
        true => Ok(()),
        false => Err(Failure::usage(both(
            "not confirmed; nothing was done",
            "未确认；未做任何更改",
        ))),
    }
}

impl Context {
    /// Refuses a write on a read-only profile before anything is asked; the
    /// transport would refuse it too.
    ///
    /// # Errors
    /// Configuration, unless no write leaves anyway.
    pub(super) fn refuse_if_read_only(&self) -> Result<(), Failure> {
        let settings = self.settings()?;
        if !self.sends() || !settings.refuses_writes() {
            return Ok(());
        }
        let source = settings.source(&READ_ONLY);
        let message = text!(
            "writes are refused: read_only is set ({source})",
            "拒绝执行写操作：已设置 read_only（{source}）"
        );
        Err(Failure::config(message).hint(both(
            "use another profile for writes, or look with --dry-run",
            "请使用其他配置档执行写操作，或用 --dry-run 查看",
        )))
    }

    /// Ends a dry run, by what a run would do: with `--exit-code` a status of its
    /// own says that something would change.
    ///
    /// # Errors
    /// That status.
    pub(super) fn end_dry_run(&self, changes: bool) -> Result<(), Failure> {
        match self.exit_code && changes {
            true => Err(Failure::new(
                Kind::WouldChange,
                both("something would change", "会有变更"),
            )),
            false => Ok(()),
        }
    }

    /// Confirms a write: `--yes` says it, else the user on the terminal. What
    /// will be done has been shown before.
    ///
    /// # Errors
    /// Usage, without a terminal or where the answer is no. Nothing was sent.
    pub(super) fn confirm(&self, question: impl Into<Text>) -> Result<(), Failure> {
        match self.is_to_ask()? {
            true => self.ask(question),
            false => Ok(()),
        }
    }

    /// Whether a person is to be asked.
    ///
    /// # Errors
    /// Usage: there is no terminal to ask on.
    fn is_to_ask(&self) -> Result<bool, Failure> {
        if self.yes || self.globals.print_curl {
            return Ok(false);
        }
        if self.console.can_ask() {
            return Ok(true);
        }
        let message = both(
            "cannot ask for confirmation without a terminal; give --yes. Nothing was done",
            "没有终端，无法询问确认；请加 --yes。未做任何更改",
        );
        Err(Failure::usage(message).hint(both(
            "look at it with --dry-run first",
            "请先用 --dry-run 查看",
        )))
    }

    /// Asks on the terminal for a yes.
    ///
    /// # Errors
    /// Usage, where the answer is no. Nothing was sent.
    pub(super) fn ask(&self, question: impl Into<Text>) -> Result<(), Failure> {
        let rule = |answer: &str| match answer.to_lowercase().as_str() {
            "" | "y" | "yes" | "n" | "no" => Ok(()),
            _ => Err(both("answer y or n", "请回答 y 或 n").into()),
        };
        let question = question.into();
        let question = text!("{question} [y/N]", "{question} [y/N]");
        let answer = prompt::line(question, &rule, &self.console)?;
        agreed(answer.to_lowercase().starts_with('y'))
    }

    /// Confirms what cannot be brought back: on the terminal this word is typed,
    /// in any letter case.
    ///
    /// # Errors
    /// As [`Context::confirm`].
    pub(super) fn confirm_typed(
        &self,
        question: impl Into<Text>,
        word: &str,
    ) -> Result<(), Failure> {
        if !self.is_to_ask()? {
            return Ok(());
        }
        let is_it = |answer: &str| answer.to_lowercase() == word.trim().to_lowercase();
        let rule = |answer: &str| match answer.is_empty() || is_it(answer) {
            true => Ok(()),
            false => Err(text!(
                "this is not {word}; type it again, or nothing to stop",
                "输入与「{word}」不一致；请重新输入，直接回车取消"
            )),
        };
        let question = text!(
            "{question} Type {word} to confirm it:",
            "{question}输入 {word} 以确认：",
            question = question.into(),
            word = escape(word)
        );
        agreed(is_it(&prompt::line(question, &rule, &self.console)?))
    }
}
