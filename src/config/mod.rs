//! Profiles on disk, and which setting won.
//!
//! The room knows every key of the config file, every environment variable and
//! the order between them. It reads and edits the file and fetches a profile's
//! secret when, and only when, credentials are asked for. The environment is
//! handed in as a function, so nothing here depends on the process's own.
//!
//! Imports go one way: `settings` ← `paths` ← `secret_source` ← `profiles` ←
//! `edit`, `show`.

mod base_url;
mod edit;
mod paths;
mod profiles;
mod secret_source;
pub mod settings;
mod show;
#[cfg(test)]
mod testing;

pub use base_url::BaseUrl;
pub use edit::{Added, add, remove, set_default};
pub use paths::{config_path, mode_of, state_dir};
pub use profiles::{Config, Credentials, Profile, profile_keys, variable_name};
pub use secret_source::SecretSource;
pub(crate) use secret_source::end_command;
pub use settings::{
    Env, Options, SETTINGS, Setting, Settings, Source, Texts, parse_duration, variables,
};
pub use show::Shown;
