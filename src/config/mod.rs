//! Profiles on disk, and which setting won.
//!
//! The room exists so that one place knows every key of the config file, every
//! environment variable and the order between them: option, environment,
//! profile, default. It reads and edits the file and fetches a profile's
//! secret when, and only when, credentials are asked for.
//!
//! It leaves to others: printing, prompting, trying a key against the service
//! (`cli`), and what a setting does (`transport`, `output`). The environment is
//! handed in as a function, so nothing here depends on the process's own.
//!
//! Two rules about empty environment variables. `POLYV_TIMEOUT`,
//! `POLYV_RETRIES`, `POLYV_CONNECTIONS`, `POLYV_CA_FILE`, `POLYV_OUTPUT` and
//! `POLYV_TZ` count as unset when empty. Those that choose an account, a host
//! or a guard (`POLYV_CONFIG`, `POLYV_PROFILE`, `POLYV_APP_ID`,
//! `POLYV_APP_SECRET`, `POLYV_BASE_URL`, `POLYV_READ_ONLY`) are an error when
//! empty: a script whose variable got lost must not act on something else.

mod atomic;
mod base_url;
mod command;
mod credentials;
mod duration;
mod edit;
mod edit_text;
mod env;
mod error;
#[cfg(test)]
mod example;
mod file;
mod key_source;
mod listing;
mod paths;
mod profile;
mod reader;
mod resolve;
mod settings;
#[cfg(test)]
mod testing;
mod values;
mod written;

pub use base_url::{BaseUrl, DEFAULT_BASE_URL, typed_base_url};
pub use credentials::Credentials;
pub use duration::{MAX_DURATION, MIN_DURATION, format_duration, parse_duration};
pub use edit::{Added, Removed, add, remove, set_default};
pub use env::{Env, VARIABLES};
pub use error::{ConfigError, Invalid, Origin, Place};
pub use file::Config;
pub use key_source::SecretSource;
pub use listing::{ProfileRow, ShownSetting};
pub use paths::{Location, config_path, state_dir};
pub use profile::{Overrides, PROFILE_KEYS, Profile, TOP_KEYS};
pub use settings::{
    DEFAULT_CONNECTIONS, DEFAULT_OUTPUT, DEFAULT_RETRIES, DEFAULT_TIMEOUT, DEFAULT_TZ, Options,
    Setting, Settings, Source,
};
pub use values::{
    MAX_CONNECTIONS, MAX_RETRIES, OUTPUTS, parse_connections, parse_output, parse_retries, parse_tz,
};
