//! The syntax of a fault, `PATH:NTH:KIND`, as users type it. What a fault does
//! is `faults`'.

use std::str::FromStr;
use std::time::Duration;

const KINDS: &str = "500, 503, 502html, 429, 429+SECONDS, expired, reset, hang, dropreply, cut, \
    badjson, slow+SECONDS, done-500, done-503, done-502html and done-hang";

/// One rule for spoiling answers; read from its text form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    path: String,
    first: u64,
    last: u64,
    /// Whether the request is answered first, and the answer lost then.
    pub(super) after_work: bool,
    pub(super) kind: Kind,
}

/// What happens to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Status(u16),
    BadGateway,
    TooMany(Option<u64>),
    Expired,
    Reset,
    Hang,
    DropReply,
    Cut,
    BadJson,
    Slow(Duration),
}

/// A fault that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// Not three parts.
    #[error("`{0}` is not PATH:NTH:KIND, such as `user/create:1:dropreply`")]
    Shape(String),
    /// The middle part.
    #[error("`{0}` is neither a number from 1, nor a range such as 2-5, nor `*`")]
    Nth(String),
    /// The last part.
    #[error("`{0}` is no kind of fault; there are {KINDS}")]
    Kind(String),
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Fault, FaultError> {
        // From the right: a path may hold a colon.
        let parts: Vec<&str> = text.rsplitn(3, ':').collect();
        let [kind, nth, path] = parts[..] else {
            return Err(FaultError::Shape(text.into()));
        };
        if path.is_empty() {
            return Err(FaultError::Shape(text.into()));
        }
        let (first, last) = range(nth).ok_or_else(|| FaultError::Nth(nth.into()))?;
        let (after_work, kind) = read_kind(kind).ok_or_else(|| FaultError::Kind(kind.into()))?;
        Ok(Fault {
            path: path.into(),
            first,
            last,
            after_work,
            kind,
        })
    }
}

fn range(nth: &str) -> Option<(u64, u64)> {
    if nth == "*" {
        return Some((1, u64::MAX));
    }
    let (first, last) = nth.split_once('-').unwrap_or((nth, nth));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (1 <= first && first <= last).then_some((first, last))
}

/// Whether the work is done first, and what happens then.
fn read_kind(text: &str) -> Option<(bool, Kind)> {
    if let Some(kind) = text.strip_prefix("done-") {
        return Some((true, undone_kind(kind).filter(Kind::may_come_after)?));
    }
    let done = match text {
        "dropreply" => Kind::DropReply,
        "cut" => Kind::Cut,
        "badjson" => Kind::BadJson,
        _ => match text.strip_prefix("slow+") {
            Some(seconds) => Kind::Slow(Duration::from_secs(seconds.parse().ok()?)),
            None => return Some((false, undone_kind(text)?)),
        },
    };
    Some((true, done))
}

fn undone_kind(text: &str) -> Option<Kind> {
    match text {
        "500" => Some(Kind::Status(500)),
        "503" => Some(Kind::Status(503)),
        "502html" => Some(Kind::BadGateway),
        "429" => Some(Kind::TooMany(None)),
        "expired" => Some(Kind::Expired),
        "reset" => Some(Kind::Reset),
        "hang" => Some(Kind::Hang),
        _ => {
            let seconds = text.strip_prefix("429+")?.parse().ok()?;
            Some(Kind::TooMany(Some(seconds)))
        }
    }
}

impl Kind {
    /// Refusals mean that nothing was done, and a reset after the work is
    /// `dropreply`.
    fn may_come_after(&self) -> bool {
        matches!(self, Kind::Status(_) | Kind::BadGateway | Kind::Hang)
    }
}

impl Fault {
    /// The syntax, for a command's help: plain text, at most 80 columns.
    pub const HELP: &'static str = "\
PATH  a part of the path; / matches every request
NTH   which of the matching requests, from 1: 3, 2-5, or * for all
KIND  what happens to them:
  500           HTTP 500 without JSON; nothing is done
  503           HTTP 503 without JSON; nothing is done
  502html       HTTP 502 with a proxy's HTML page; nothing is done
  429           HTTP 429; nothing is done
  429+3         HTTP 429 with Retry-After: 3; nothing is done
  expired       the refusal of an expired timestamp; nothing is done
  reset         the connection is closed; nothing is done
  hang          no answer for ten minutes; nothing is done
  dropreply     the work is done, the connection closed without an answer
  cut           the work is done, half of the answer's body is sent
  badjson       the work is done, the answer's JSON breaks off
  slow+3        the work is done, the right answer comes 3 seconds late
  done-500      the work is done, then as 500
  done-503      the work is done, then as 503
  done-502html  the work is done, then as 502html
  done-hang     the work is done, then as hang
Of several faults that are due, the first one given happens.";

    /// Whether it happens to the `nth` request that matches, from 1.
    pub(super) fn is_due(&self, nth: u64) -> bool {
        self.first <= nth && nth <= self.last
    }

    /// Whether a request to this path counts.
    pub(super) fn matches(&self, path: &str) -> bool {
        path.contains(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_shows_every_kind_and_nothing_else() {
        let shown: Vec<&str> = Fault::HELP
            .lines()
            .filter_map(|line| line.strip_prefix("  "))
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        let known: Vec<String> = KINDS
            .split([',', ' '])
            .filter(|word| !word.is_empty() && *word != "and")
            .map(|word| word.replace("SECONDS", "3"))
            .collect();
        for kind in &shown {
            assert!(known.contains(&(*kind).to_owned()), "{kind}");
            assert!(read_kind(kind).is_some(), "{kind}");
        }
        assert_eq!(shown.len(), known.len());
        assert!(Fault::HELP.lines().all(|line| line.len() <= 80));
    }

    #[test]
    fn errors_name_what_was_typed_and_what_could_be() {
        let error = |text: &str| text.parse::<Fault>().unwrap_err().to_string();
        assert!(error("create:1").contains("`create:1`"));
        assert!(error(":1:500").contains("PATH:NTH:KIND"));
        for nth in ["0", "5-2", "x", "-1", ""] {
            let message = error(&format!("a:{nth}:500"));
            assert!(
                message.starts_with(&format!("`{nth}` is neither")),
                "{message}"
            );
        }
        let message = error("a:1:dropped");
        assert!(message.contains("`dropped`") && message.contains("dropreply"));
        assert!(message.contains("done-hang"));
        assert!(error("a:1:done-429").contains("`done-429`"));
        assert!(error("a:1:slow+x").contains("`slow+x`"));
    }
}
