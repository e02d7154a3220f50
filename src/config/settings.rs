//! The settings of a run, each with where it came from, and their defaults.
//!
//! Only the shapes; who wins is decided in `resolve`.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::base_url::BaseUrl;

/// Time for one whole request, connecting included.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Retries of a read after the first try.
pub const DEFAULT_RETRIES: u32 = 4;

/// Kept-alive connections at once.
pub const DEFAULT_CONNECTIONS: u32 = 8;

/// Output format: for people.
pub const DEFAULT_OUTPUT: &str = "table";

/// The zone of the service's own text dates.
pub const DEFAULT_TZ: &str = "Asia/Shanghai";

/// What was typed on the command line, as far as it concerns this room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// `--profile`
    pub profile: Option<String>,
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--timeout`, through [`super::parse_duration`]
    pub timeout: Option<Duration>,
    /// `--retries`
    pub retries: Option<u32>,
    /// `--connections`
    pub connections: Option<u32>,
    /// `--output`
    pub output: Option<String>,
    /// `--tz`
    pub tz: Option<String>,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An option of this run.
    Option(&'static str),
    /// An environment variable.
    Env(&'static str),
    /// The profile in force.
    Profile(String),
    /// The top level of the config file.
    File,
    /// Built in.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option(name) | Self::Env(name) => f.write_str(name),
            Self::Profile(name) => write!(f, "profile {name}"),
            Self::File => f.write_str("config file"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value that won.
    pub value: T,
    /// Where it came from.
    pub source: Source,
}

/// Every setting of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The service's address.
    pub base_url: Setting<BaseUrl>,
    /// Whether writes are refused. No layer can lift it once one has set it.
    pub read_only: Setting<bool>,
    /// Time for one whole request.
    pub timeout: Setting<Duration>,
    /// Retries after the first try, 0 to 20.
    pub retries: Setting<u32>,
    /// Kept-alive connections, 1 to 64.
    pub connections: Setting<u32>,
    /// PEM file of certificates to trust; whether it exists is not checked.
    pub ca_file: Option<Setting<PathBuf>>,
    /// `table`, `json`, `jsonl` or `csv`.
    pub output: Setting<String>,
    /// `local` or an IANA name.
    pub tz: Setting<String>,
    /// The profile in force, if any.
    pub profile: Option<String>,
}
