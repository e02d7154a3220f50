//! Everything that is said on stderr: warnings, progress, the verbose log,
//! errors. stdout is data and is none of this file's business.
//!
//! What cannot be said (stderr is closed) is not an error: the exit status
//! still tells.

use super::globals::{Color, Globals};
use super::interrupt;
use crate::api::{Event, Observer};
use crate::clock;
use crate::failure::{Failure, Kind};
use crate::output::compact_json;
use crate::text::escape;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Progress is shown only for what takes longer than this.
const PROGRESS_AFTER: Duration = Duration::from_secs(1);
/// And redrawn no more often than this.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// How and how much to talk. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Console {
    quiet: bool,
    verbose: u8,
    /// Shared by all clones: the configuration may decide it late.
    json: Arc<AtomicBool>,
    paint: bool,
    terminal: bool,
    warned_of_window: Arc<AtomicBool>,
    sends_nothing: bool,
}

impl Console {
    /// The console that the options ask for.
    pub fn new(globals: &Globals, json: bool) -> Self {
        let terminal = stderr().is_terminal();
        Self {
            quiet: globals.quiet,
            verbose: globals.verbose,
            json: Arc::new(AtomicBool::new(json)),
            paint: paints(globals.color, terminal),
            terminal: terminal && !is_dumb(),
            warned_of_window: Arc::default(),
            sends_nothing: globals.print_curl,
        }
    }

    /// Errors are JSON from now on, or not.
    pub fn set_json(&self, json: bool) {
        self.json.store(json, Ordering::Relaxed);
    }

    /// Whether errors are JSON.
    pub fn is_json(&self) -> bool {
        self.json.load(Ordering::Relaxed)
    }

    /// Whether nothing is ever sent, so that nobody need agree to it.
    pub fn sends_nothing(&self) -> bool {
        self.sends_nothing
    }

    /// Whether a person can be asked something.
    pub fn can_ask(&self) -> bool {
        stderr().is_terminal() && std::io::stdin().is_terminal()
    }

    /// A line of talk; silent with `--quiet`.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            self.line(text);
        }
    }

    /// A line that must be read, `--quiet` or not.
    pub fn insist(&self, text: &str) {
        self.line(text);
    }

    /// A warning; silent with `--quiet`.
    pub fn warn(&self, text: &str) {
        let (on, off) = if self.paint {
            ("\x1b[1;33m", "\x1b[0m")
        } else {
            ("", "")
        };
        if !self.quiet {
            self.line(&format!("{on}warning:{off} {}", escape(text)));
        }
    }

    /// The failure that ends the program.
    pub fn fail(&self, failure: &Failure) {
        interrupt::clear_progress();
        let text = if self.is_json() {
            failure.json()
        } else {
            failure.text(self.paint)
        };
        let _ = stderr().write_all(text.as_bytes());
    }

    fn line(&self, text: &str) {
        interrupt::clear_progress();
        let _ = stderr().write_all(format!("{text}\n").as_bytes());
    }

    fn log(&self, text: &str) {
        self.line(&escape(text));
    }

    /// A progress line, on a terminal only.
    pub fn progress(&self) -> Progress {
        Progress {
            shown: self.terminal && !self.quiet && self.verbose == 0,
            began: clock::instant(),
            drawn: None,
        }
    }
}

/// A line that is drawn over and over.
#[derive(Debug)]
pub struct Progress {
    shown: bool,
    began: Instant,
    drawn: Option<Instant>,
}

impl Progress {
    /// Draws, if it is time to; `text` is told how long it has taken so far.
    pub fn draw(&mut self, text: impl FnOnce(Duration) -> String) {
        let now = clock::instant();
        let took = now - self.began;
        let fresh = self.drawn.is_some_and(|drawn| now - drawn < PROGRESS_EVERY);
        if !self.shown || took < PROGRESS_AFTER || fresh {
            return;
        }
        self.drawn = Some(now);
        interrupt::progress_is_drawn();
        let _ = stderr().write_all(format!("\r\x1b[K{}", text(took)).as_bytes());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        interrupt::clear_progress();
    }
}

impl Observer for Console {
    fn note(&self, event: &Event<'_>) {
        match event {
            Event::ClockOff(offset) => self.warn(&format!(
                "{}; requests are signed with the service's time",
                clock::offset_in_words(*offset)
            )),
            _ if self.verbose == 0 || self.sends_nothing => {}
            Event::Answered {
                request,
                reply,
                request_id,
                took,
            } => {
                let id = request_id.map_or_else(String::new, |id| format!(", request id {id}"));
                let (method, path) = (request.method.as_str(), &request.path);
                if self.verbose > 1 {
                    self.log(&format!("> {method} {path} {}", request.shown()));
                }
                let (status, took) = (reply.status, took.as_millis());
                self.log(&format!("{method} {path}: HTTP {status} in {took} ms{id}"));
                if self.verbose > 1 {
                    self.log(&format!("< {}", shown_body(&reply.body)));
                }
            }
            Event::Unanswered { request, why, took } => self.log(&format!(
                "{} {}: {why} after {} ms",
                request.method.as_str(),
                request.path,
                took.as_millis()
            )),
            Event::Retrying {
                request,
                why,
                wait,
                attempt,
            } => self.log(&format!(
                "try {attempt} of {} failed ({why}); again in {} ms",
                request.path,
                wait.as_millis()
            )),
            Event::HeldBack(wait) => self.log(&format!(
                "holding back for {} ms: 1500 requests in 10 s are allowed",
                wait.as_millis()
            )),
            Event::OwnWindow(why) => {
                if !self.warned_of_window.swap(true, Ordering::Relaxed) {
                    self.log(&format!(
                        "the rate window cannot be shared with other runs: {why}"
                    ));
                }
            }
        }
    }
}

/// A reply's body with its secrets masked; what is no JSON is cut short.
fn shown_body(body: &[u8]) -> String {
    const MOST: usize = 200;
    let text = String::from_utf8_lossy(body);
    compact_json(&text, false).unwrap_or_else(|| {
        let start: String = text.chars().take(MOST).collect();
        format!("{start} ({} bytes, not JSON)", body.len())
    })
}

fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Whether to colour a stream that is or is not a terminal.
pub fn paints(color: Color, terminal: bool) -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && !unwanted && !is_dumb(),
    }
}

/// Whether to colour stdout.
pub fn paints_stdout(color: Color) -> bool {
    paints(color, stdout().is_terminal())
}

/// The cells a line of stdout holds; `None` where it is no terminal or one
/// that does not know. A terminal may know its columns and not its rows.
#[cfg(unix)]
pub fn width() -> Option<usize> {
    let columns = rustix::termios::tcgetwinsize(stdout()).ok()?.ws_col;
    (columns > 0).then_some(usize::from(columns))
}

/// The cells a line of stdout holds; `None` where it is no terminal.
#[cfg(not(unix))]
pub fn width() -> Option<usize> {
    let size = terminal_size::terminal_size_of(stdout())?;
    Some(usize::from(size.0.0))
}

/// Tells what the parsing of the arguments says: help and version on stdout,
/// a wrong invocation on stderr. Returns the exit status.
pub fn tell_usage(error: &clap::Error, json: bool, color: Color) -> u8 {
    use clap::error::ErrorKind::{DisplayHelp, DisplayVersion};
    if matches!(error.kind(), DisplayHelp | DisplayVersion) {
        return tell_help(error, json, color);
    }
    let rendered = error.render().to_string();
    if json {
        let failure = Failure::usage(essence(&rendered)).hint("see --help of the command");
        let _ = stderr().write_all(failure.json().as_bytes());
    } else {
        // What was typed is repeated there; it may hold anything.
        let safe: String = rendered.split_inclusive('\n').map(safe_line).collect();
        let _ = stderr().write_all(safe.as_bytes());
    }
    Kind::Usage.exit_code()
}

fn tell_help(help: &clap::Error, json: bool, color: Color) -> u8 {
    let text = help.render();
    let text = if paints_stdout(color) {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    let told = stdout()
        .write_all(text.as_bytes())
        .and_then(|()| stdout().flush());
    let failure = match told.map_err(|error| Failure::output(&error)) {
        Ok(()) => return 0,
        Err(failure) if failure.kind == Kind::ClosedPipe => return 0,
        Err(failure) => failure,
    };
    let paint = paints(color, stderr().is_terminal());
    let text = if json {
        failure.json()
    } else {
        failure.text(paint)
    };
    let _ = stderr().write_all(text.as_bytes());
    failure.kind.exit_code()
}

/// The message on one line, without the usage and the pointer to help.
fn essence(rendered: &str) -> String {
    let message = rendered.trim_start_matches("error: ");
    let end = ["\nUsage:", "\nFor more information"]
        .iter()
        .filter_map(|mark| message.find(mark))
        .min();
    let words = message[..end.unwrap_or(message.len())].split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

fn safe_line(line: &str) -> String {
    let text = line.trim_end_matches('\n');
    format!("{}{}", escape(text), &line[text.len()..])
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
