//! `profiles use` and `profiles remove`. The edit itself, which keeps
//! comments and order, is `config`'s.

use crate::cli::context::Context;
use crate::cli::exchange::env;
use crate::config::{self, Config, config_path};
use crate::failure::Failure;
use crate::text::shown_path;

pub(super) fn make_default(name: &str, context: &Context) -> Result<(), Failure> {
    let path = config_path(&context.globals.options(), &env)?;
    config::set_default(&path, name)?;
    let console = &context.console;
    console.info(format!("{name} is the default profile now"));
    // What is stronger than the default must not come as a surprise.
    for variable in ["POLYV_APP_ID", "POLYV_PROFILE"] {
        if env(variable).is_some() {
            console.info(format!("note: {variable} is set, and wins over it"));
        }
    }
    Ok(())
}

pub(super) fn remove(name: &str, context: &Context) -> Result<(), Failure> {
    let (options, console) = (context.globals.options(), &context.console);
    let path = config_path(&options, &env)?;
    let config = match path.exists() {
        true => Config::load(&options, &env)?,
        false => Config::absent(path.clone()),
    };
    if let Some(profile) = config.profile(name) {
        let (app_id, shown) = (&profile.app_id, shown_path(&path));
        console.info(format!(
            "remove profile {name}, appId {app_id}, from {shown}"
        ));
        if !context.yes && !console.can_ask() {
            return Err(Failure::usage(
                "removing a profile without a terminal requires --yes; nothing is changed",
            ));
        }
        context.confirm("Remove it?")?;
    }
    let was_default = config::remove(&path, name)?;
    console.info(format!("profile {name} is removed"));
    if was_default {
        console.info("no profile is the default now; `polyv-group profiles use NAME` sets one");
    }
    Ok(())
}
