//! `profiles use` and `profiles remove`. The edit itself, which keeps
//! comments and order, is `config`'s.

use crate::cli::context::Context;
use crate::cli::exchange::env;
use crate::config::{self, Config, config_path};
use crate::failure::Failure;
use crate::lang::both;
use crate::text;
use crate::text::shown_path;

pub(super) fn make_default(name: &str, context: &Context) -> Result<(), Failure> {
    let path = config_path(&context.globals.options(), &env)?;
    config::set_default(&path, name)?;
    let console = &context.console;
    console.info(text!(
        "{name} is the default profile now",
        "{name} 现在是默认配置档"
    ));
    // What is stronger than the default must not come as a surprise.
    for variable in ["POLYV_APP_ID", "POLYV_PROFILE"] {
        if env(variable).is_some() {
            console.info(text!(
                "note: {variable} is set, and wins over it",
                "注意：已设置 {variable}，其优先级更高"
            ));
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
        console.info(text!(
            "remove profile {name}, appId {app_id}, from {shown}",
            "将从 {shown} 中删除配置档 {name}，appId {app_id}"
        ));
        if !context.yes && !console.can_ask() {
            return Err(Failure::usage(both(
                "removing a profile without a terminal requires --yes; nothing is changed",
                "没有终端时删除配置档需要 --yes；未做任何更改",
            )));
        }
        context.confirm(both("Remove it?", "确定删除？"))?;
    }
    let was_default = config::remove(&path, name)?;
    console.info(text!("profile {name} is removed", "配置档 {name} 已删除"));
    if was_default {
        console.info(both(
            "no profile is the default now; `polyv-group profiles use NAME` sets one",
            "现在没有默认配置档；`polyv-group profiles use NAME` 可设置一个",
        ));
    }
    Ok(())
}
