//! Profiles on disk, and which setting won.
//!
//! The room knows every key of the config file, every environment variable and
//! the order between them. It reads and edits the file and fetches a profile's
//! secret when, and only when, credentials are asked for. The environment is
//! handed in as a function, so nothing here depends on the process's own.
//!
//! Imports go one way: `rules` ← `settings` ← `layers` ← `paths` ← `secret_source` ←
//! `file` ← `profiles` ← `edit`, `show`.

mod base_url;
mod edit;
mod file;
mod layers;
mod paths;
mod profiles;
mod rules;
mod secret_source;
pub mod settings;
mod show;
#[cfg(test)]
mod testing;

pub use base_url::BaseUrl;
pub use edit::{Added, add, remove, set_default};
pub use file::{Profile, profile_keys, variable_name};
pub use layers::{Options, Settings, Source};
pub use paths::{config_path, mode_of, state_dir, state_path};
pub use profiles::{Config, Credentials};
pub use rules::parse_duration;
pub use secret_source::SecretSource;
pub(crate) use secret_source::end_command;
pub use settings::{Env, SETTINGS, Setting, Texts, variables};
pub use show::Shown;
