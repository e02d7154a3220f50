//! Everything that is said on stderr: warnings, progress, the verbose log,
//! errors. stdout is data and is none of this file's business.
//!
//! What cannot be said (stderr is closed) is not an error: the exit status
//! still tells.

use super::globals::Globals;
use super::{interrupt, parser};
use crate::api::{Event, Observer};
use crate::clock;
use crate::failure::{Failure, Kind};
use crate::files::TELL_OF_LOCK;
use crate::http::{Reply, Request};
use crate::lang::{self, Lang, Text, both};
use crate::locks::held;
use crate::output::compact_json;
use crate::text;
use crate::text::{cut, escape, label, reveal, wrapped};
use clap::ColorChoice;
use comfy_table::{ContentArrangement, Table, presets};
use std::borrow::Cow;
use std::io::{IsTerminal, stderr, stdin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

/// Progress is shown only for what takes longer than this.
const PROGRESS_AFTER: Duration = Duration::from_secs(1);
/// And redrawn no more often than this.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);
/// So much of a reply that is not JSON is logged, in characters.
const MOST_LOGGED: usize = 200;

/// Cells of a line of help where there is no terminal, as the parser has it.
const HELP_CELLS: usize = 100;

/// How and how much is said. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Console {
    quiet: bool,
    verbose: u8,
    /// Shared by all clones: the configuration may decide it late.
    json: Arc<AtomicBool>,
    paint: bool,
    warned_of_window: Arc<AtomicBool>,
    told_of_retry: Arc<AtomicBool>,
    /// What went wrong last with a request, or holds it back.
    trouble: Arc<Mutex<Option<Text>>>,
    /// Host and port that were asked first, and whether an answer came.
    asked: Arc<OnceLock<String>>,
    has_answer: Arc<AtomicBool>,
}

impl Console {
    pub(super) fn new(globals: &Globals, json: bool) -> Self {
        Self {
            quiet: globals.quiet,
            // With --print-curl nothing is sent that could be told of.
            verbose: globals.verbose * u8::from(!globals.print_curl),
            json: Arc::new(AtomicBool::new(json)),
            paint: paints(globals.color, &stderr()),
            warned_of_window: Arc::default(),
            told_of_retry: Arc::default(),
            trouble: Arc::default(),
            asked: Arc::default(),
            has_answer: Arc::default(),
        }
    }

    pub(super) fn set_json(&self, json: bool) {
        self.json.store(json, Ordering::Relaxed);
    }

    pub(super) fn is_json(&self) -> bool {
        self.json.load(Ordering::Relaxed)
    }

    /// What went wrong last with a request, or holds it back.
    pub(super) fn trouble(&self) -> Option<Text> {
        held(&self.trouble).clone()
    }

    /// Notes that a request goes to this host and port.
    pub(super) fn asks(&self, place: &str) {
        self.asked.get_or_init(|| place.to_owned());
    }

    /// Host and port that a request went to, and whether any was answered.
    pub(super) fn asked(&self) -> Option<(&str, bool)> {
        let has_answer = self.has_answer.load(Ordering::Relaxed);
        self.asked.get().map(|place| (place.as_str(), has_answer))
    }

    /// Whether a person can be asked something.
    pub(super) fn can_ask(&self) -> bool {
        stderr().is_terminal() && stdin().is_terminal()
    }

    /// A line of information; silent with `--quiet`.
    pub(super) fn info(&self, text: impl Into<Text>) {
        if !self.quiet {
            self.always(text);
        }
    }

    /// A line of information for a person who watches; silent in a pipe, and with
    /// `--quiet`.
    pub(super) fn aside(&self, text: impl Into<Text>) {
        if stderr().is_terminal() {
            self.info(text);
        }
    }

    /// A line of information for those who asked for more with `-v`.
    pub(super) fn detail(&self, text: impl Into<Text>) {
        if self.verbose > 0 {
            self.always(text);
        }
    }

    /// A line that must be read, `--quiet` or not.
    pub(super) fn always(&self, text: impl Into<Text>) {
        interrupt::clear_progress();
        say(&escape(text.into().now()));
    }

    /// A warning; silent with `--quiet`.
    pub(super) fn warn(&self, text: impl Into<Text>) {
        if !self.quiet {
            interrupt::clear_progress();
            let label = label(both("warning: ", "警告：").now(), 33, self.paint);
            say(&format!("{label}{}", escape(text.into().now())));
        }
    }

    /// Has locks that are waited for told in the verbose log.
    pub(super) fn tell_of_locks(&self) {
        if self.verbose > 0 {
            TELL_OF_LOCK.get_or_init(|| {
                |words| {
                    interrupt::clear_progress();
                    say(words.now());
                }
            });
        }
    }

    /// The failure that ends the program. Returns the exit status.
    pub(super) fn fail(&self, failure: &Failure) -> u8 {
        interrupt::clear_progress();
        match self.is_json() {
            // One line, however narrow the terminal.
            true => interrupt::write(&failure.json()),
            false => say(failure.text(self.paint).trim_end()),
        }
        failure.kind.exit_code()
    }

    /// A wrong invocation, in the words of the parser. Returns the exit status.
    pub(super) fn fail_usage(&self, error: &clap::Error) -> u8 {
        let rendered = match self.is_json() {
            true => lang::within(Lang::En, || parser::in_english(error)),
            false => parser::error(error, cells(stderr())),
        };
        // What was typed is repeated there; it may hold anything.
        let lines: Vec<_> = rendered.trim_end().split('\n').map(reveal).collect();
        let rendered = lines.join("\n");
        if self.is_json() {
            let failure = Failure::usage(Text::verbatim(essence(&rendered)));
            return self
                .fail(&failure.hint(both("see --help of the command", "请查看该命令的 --help")));
        }
        say(&rendered);
        Kind::Usage.exit_code()
    }

    /// The verbose log.
    fn log(&self, event: &Event<'_>) {
        let line = match event {
            Event::Answered {
                request,
                reply,
                request_id,
                took,
            } => return self.log_answer(request, reply, *request_id, *took),
            Event::Unanswered { request, why, took } => {
                let (method, path) = (request.method.as_str(), &request.path);
                text!(
                    "{method} {path}: {why} after {took} ms",
                    "{method} {path}：{took} 毫秒后失败：{why}",
                    took = took.as_millis()
                )
            }
            Event::Retrying {
                request,
                why,
                wait,
                attempt,
            } => {
                let (path, wait) = (&request.path, wait.as_millis());
                text!(
                    "try {attempt} of {path} failed ({why}); again in {wait} ms",
                    "{path} 第 {attempt} 次尝试失败（{why}）；{wait} 毫秒后重试"
                )
            }
            Event::HeldBack(wait) => text!(
                "holding back for {wait} ms: 1500 requests in 10 s are allowed",
                "等待 {wait} 毫秒：10 秒内最多允许 1500 次请求",
                wait = wait.as_millis()
            ),
            Event::OwnWindow(why) if !self.warned_of_window.swap(true, Ordering::Relaxed) => {
                text!(
                    "the rate window cannot be shared with other runs: {why}",
                    "频率窗口无法与其他进程共享：{why}"
                )
            }
            Event::OwnWindow(_)
            | Event::ClockOff(_)
            | Event::WriteLeaves { .. }
            | Event::WriteEnded { .. }
            | Event::WriteSeen { .. } => return,
        };
        self.always(line);
    }

    /// An answer in the verbose log: a line, or with `-vv` what was sent and what
    /// came back, too.
    fn log_answer(&self, request: &Request, reply: &Reply, id: Option<&str>, took: Duration) {
        let id = id.map(|id| text!(", request id {id}", "，请求 ID {id}"));
        let id = id.unwrap_or_default();
        let (method, path) = (request.method.as_str(), &request.path);
        let (status, took) = (reply.status, took.as_millis());
        let line = text!(
            "{method} {path}: HTTP {status} in {took} ms{id}",
            "{method} {path}：HTTP {status}，用时 {took} 毫秒{id}"
        );
        if self.verbose <= 1 {
            return self.always(line);
        }
        let sent = format!("> {method} {path} {}", request.shown());
        self.always(Text::verbatim(sent));
        self.always(line);
        self.always(Text::verbatim(format!("< {}", shown_body(&reply.body))));
    }

    /// A progress line, on a terminal only.
    pub(super) fn progress(&self) -> Progress {
        let terminal = stderr().is_terminal() && !is_dumb();
        Progress {
            shown: terminal && !self.quiet && self.verbose == 0,
            began: clock::instant(),
            drawn: None,
        }
    }

    /// Does what may take long, with a progress line meanwhile: these words and
    /// the seconds so far.
    pub(super) fn with_progress<T>(&self, words: impl Into<Text>, work: impl FnOnce() -> T) -> T {
        let words = words.into();
        let (working, done) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let mut progress = self.progress();
            let draw = move || {
                while done.recv_timeout(PROGRESS_EVERY) == Err(RecvTimeoutError::Timeout) {
                    progress.draw(|took| {
                        let seconds = took.as_secs();
                        text!("{words}, {seconds} s", "{words}，{seconds} 秒")
                    });
                }
            };
            // Without a thread there is no progress to see.
            let _ = thread::Builder::new().spawn_scoped(scope, draw);
            let value = work();
            drop(working);
            value
        })
    }
}

/// A line that is drawn over and over.
#[derive(Debug)]
pub(super) struct Progress {
    shown: bool,
    began: Instant,
    drawn: Option<Instant>,
}

impl Progress {
    /// Draws, if it is time to; `text` is told how long it has taken so far.
    pub(super) fn draw<T: Into<Text>>(&mut self, text: impl FnOnce(Duration) -> T) {
        let now = clock::instant();
        let took = now - self.began;
        let fresh = self.drawn.is_some_and(|drawn| now - drawn < PROGRESS_EVERY);
        if !self.shown || took < PROGRESS_AFTER || fresh {
            return;
        }
        self.drawn = Some(now);
        interrupt::progress_is_drawn();
        // A line that the terminal wraps could not be drawn over.
        let most = width(stderr()).unwrap_or(usize::MAX).saturating_sub(1);
        let text = text(took).into();
        let text = cut(text.now(), most);
        interrupt::write(&format!("\r\x1b[K{text}"));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        interrupt::clear_progress();
    }
}

impl Observer for Console {
    fn note(&self, event: &Event<'_>) {
        if let Event::ClockOff(offset) = event {
            let words = clock::offset_in_words(*offset);
            return self.warn(text!(
                "{words}; requests are signed with the service's time",
                "{words}；请求按服务的时间签名"
            ));
        }
        match event {
            Event::Answered { .. } => self.has_answer.store(true, Ordering::Relaxed),
            Event::Retrying { why, .. } => *held(&self.trouble) = Some((*why).clone()),
            Event::HeldBack(_) => {
                let words = both("held back by the rate window", "受频率窗口限制，正在等待");
                *held(&self.trouble) = Some(words.into());
            }
            _ => {}
        }
        if self.verbose > 0 {
            return self.log(event);
        }
        if let Event::Retrying { why, .. } = event
            && stderr().is_terminal()
            && !self.told_of_retry.swap(true, Ordering::Relaxed)
        {
            self.info(text!("{why}; trying again", "{why}；正在重试"));
        }
    }
}

/// A reply's body with its secrets masked; what is not JSON is cut short.
fn shown_body(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    compact_json(&text, false).unwrap_or_else(|| {
        let start: String = text.chars().take(MOST_LOGGED).collect();
        format!("{start} ({} bytes, not JSON)", body.len())
    })
}

fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Whether to colour a stream.
pub(super) fn paints(color: ColorChoice, stream: &impl IsTerminal) -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => stream.is_terminal() && !unwanted && !is_dumb(),
    }
}

/// Writes on stderr, wrapped where it is a terminal.
fn say(text: &str) {
    let text = match width(stderr()) {
        Some(width) => Cow::Owned(wrapped(text, width)),
        None => Cow::Borrowed(text),
    };
    interrupt::write(&format!("{text}\n"));
}

/// The cells that help has in a line of a stream.
#[cfg(unix)]
pub(super) fn cells(stream: impl std::os::fd::AsFd) -> usize {
    width(stream).unwrap_or(HELP_CELLS)
}

/// The cells that help has in a line of a stream.
#[cfg(not(unix))]
pub(super) fn cells(stream: impl std::os::windows::io::AsHandle) -> usize {
    width(stream).unwrap_or(HELP_CELLS)
}

/// The cells a line of a stream holds; `None` where it is no terminal or one
/// that does not know. A terminal may know its columns and not its rows.
#[cfg(unix)]
pub(super) fn width(stream: impl std::os::fd::AsFd) -> Option<usize> {
    let columns = rustix::termios::tcgetwinsize(stream).ok()?.ws_col;
    (columns > 0).then_some(usize::from(columns))
}

/// The cells a line of a stream holds; `None` where it is no terminal.
#[cfg(not(unix))]
pub(super) fn width(stream: impl std::os::windows::io::AsHandle) -> Option<usize> {
    let size = terminal_size::terminal_size_of(stream)?;
    Some(usize::from(size.0.0))
}

/// The lines that a terminal shows; `None` where that is not known.
#[cfg(unix)]
pub(super) fn height(stream: impl std::os::fd::AsFd) -> Option<usize> {
    let rows = rustix::termios::tcgetwinsize(stream).ok()?.ws_row;
    (rows > 0).then_some(usize::from(rows))
}

/// The lines that a terminal shows; `None` where that is not known.
#[cfg(not(unix))]
pub(super) fn height(stream: impl std::os::windows::io::AsHandle) -> Option<usize> {
    let size = terminal_size::terminal_size_of(stream)?;
    Some(usize::from(size.1.0))
}

/// A table without borders, its columns between so many blanks; rows are
/// wrapped at words where they must fit so many cells.
pub(super) fn columns<const N: usize>(
    rows: impl IntoIterator<Item = [String; N]>,
    blanks: (u16, u16),
    width: Option<usize>,
) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).add_rows(rows);
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(width.try_into().unwrap_or(u16::MAX));
    }
    for column in table.column_iter_mut() {
        column.set_padding(blanks);
    }
    table
}

/// The message on one line, without the usage and the pointer to help.
pub(super) fn essence(rendered: &str) -> String {
    let message = rendered.trim_start_matches("error: ");
    let message = message.split("\nUsage:").next().unwrap_or_default();
    let message = message.split("\nFor more information").next();
    let words = message.unwrap_or_default().split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usage_error_keeps_what_is_possible_on_one_line() {
        let rendered = "error: invalid value 'x' for '-o'\n  [possible values: a, b]\n\n  tip: a\n\n\
                        Usage: p\n\nFor more information, try '--help'.\n";
        let line = "invalid value 'x' for '-o' [possible values: a, b] tip: a";
        assert_eq!(essence(rendered), line);
    }
}
