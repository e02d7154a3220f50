//! `profiles use` and `profiles remove`. The edit itself, which keeps
//! comments and order, is `config`'s.

use super::super::console::Console;
use super::super::globals::Globals;
use super::super::session::env;
use super::super::{interrupt, prompt};
use super::refuse_sandbox;
use crate::config::{self, Config, config_path};
use crate::failure::Failure;
use crate::text::escape;

pub(super) fn make_default(
    name: &str,
    globals: &Globals,
    console: &Console,
) -> Result<(), Failure> {
    refuse_sandbox(globals)?;
    let path = config_path(&globals.options(), &env)?.path;
    config::set_default(&path, name)?;
    console.say(&format!("{name} is the default profile now"));
    // What is stronger than the default must not come as a surprise.
    for variable in ["POLYV_APP_ID", "POLYV_PROFILE"] {
        if env(variable).is_some() {
            console.say(&format!("note: {variable} is set, and wins over it"));
        }
    }
    Ok(())
}

pub(super) fn remove(
    name: &str,
    yes: bool,
    globals: &Globals,
    console: &Console,
) -> Result<(), Failure> {
    refuse_sandbox(globals)?;
    interrupt::listen(console.is_json())?;
    let options = globals.options();
    let path = config_path(&options, &env)?.path;
    let config = match path.exists() {
        true => Config::load(&options, &env)?,
        false => Config::absent(path.clone()),
    };
    if let Some(profile) = config.profile(name) {
        let shown = escape(&path.to_string_lossy()).into_owned();
        console.say(&format!(
            "remove profile {name}, appId {}, from {shown}",
            profile.app_id
        ));
        if !yes && !console.can_ask() {
            return Err(Failure::usage(
                "removing a profile without a terminal wants --yes; nothing is changed",
            ));
        }
        prompt::confirm("Remove it?", yes, console)?;
    }
    let was_default = config::remove(&path, name)?;
    console.say(&format!("profile {name} is removed"));
    if was_default {
        console.say("no profile is the default now; `polyv-group profiles use NAME` makes one");
    }
    Ok(())
}
