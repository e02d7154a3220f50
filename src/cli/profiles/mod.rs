//! `profiles`: saved credentials and settings.
//!
//! | file | what it does |
//! |---|---|
//! | `add` | a new profile, its key tried before it is saved |
//! | `edit` | `use` and `remove` |
//! | `show` | what is in force, and what it won over |
//! | `check` | the doctor |
//! | `report` | what it found, line by line |
//!
//! `list`, `use` and `remove` work while `default_profile` names a profile
//! that does not exist: they are what fixes that.

mod add;
pub(super) mod check;
mod edit;
mod report;
pub(super) mod show;

use super::candidates;
use super::context::{Context, read_config};
use super::exchange::env_of;
use super::fields::{examples, notes_and_examples};
use super::globals::columns_option;
use crate::config::settings::{BASE_URL, READ_ONLY};
use crate::config::{Config, Profile};
use crate::failure::Failure;
use crate::lang::both;
use crate::output::Column;
use crate::row::Row;
use clap::Subcommand;
use serde_json::json;

/// Columns of `profiles list`.
pub(super) const COLUMNS: &[Column] = &[
    Column::text("name", "NAME"),
    Column::text("default", "DEFAULT"),
    Column::text("app_id", "APP ID"),
    Column::text("secret_from", "SECRET FROM"),
    Column::text(READ_ONLY.key, "READ-ONLY").in_chinese("只读"),
    Column::text(BASE_URL.key, "BASE URL").in_chinese("服务地址"),
];

/// What can be done with profiles.
#[derive(Debug, Subcommand)]
pub(super) enum ProfilesVerb {
    #[command(about = both(
        "Save an account's appId and secret under a name",
        "以一个名称保存账号的 appId 和密钥",
    ))]
    #[command(after_help = add::help())]
    Add(Box<add::Add>),
    #[command(about = both("List the profiles in the config file", "列出配置文件中的配置档"))]
    #[command(arg = columns_option(COLUMNS), after_help = examples("polyv-group profiles list"))]
    List,
    #[command(about = both(
        "Show which settings are in force and where each came from",
        "显示生效的设置及其来源",
    ))]
    #[command(arg = columns_option(show::COLUMNS), after_help = examples(
        "polyv-group profiles show\npolyv-group profiles show hq --sources -o json"
    ))]
    Show {
        #[arg(help = both(
            "The profile; without it the one in force",
            "配置档；省略则为当前生效的",
        ))]
        #[arg(add = candidates::profiles())]
        name: Option<String>,
        #[arg(help = both("Also show what each setting won over", "同时显示被覆盖的值"))]
        #[arg(long)]
        sources: bool,
    },
    #[command(about = both(
        "Make a profile the one used when none is named",
        "设为默认配置档",
    ))]
    #[command(after_help = examples("polyv-group profiles use hq"))]
    Use {
        #[arg(help = both("The profile", "配置档"))]
        #[arg(add = candidates::profiles())]
        name: String,
    },
    #[command(about = both(
        "Remove a profile from the config file",
        "从配置文件中删除配置档",
    ))]
    #[command(after_help = examples("polyv-group profiles remove lab --yes"))]
    Remove {
        #[arg(help = both("The profile", "配置档"))]
        #[arg(add = candidates::profiles())]
        name: String,
        #[arg(help = both("Do it without asking you to confirm", "不询问确认，直接执行"))]
        #[arg(short, long)]
        yes: bool,
    },
    #[command(about = both(
        "Find out why nothing works: files, settings, network, clock, key",
        "排查故障：文件、设置、网络、时钟、密钥",
    ))]
    #[command(arg = columns_option(check::COLUMNS), after_help = notes_and_examples(
        both(
            "One line for each check: ok, warn or fail, and what to do. The exit status is that of \
             the first failure, 0 without one. A key of neither a group 1.0 nor a 2.0 main account \
             fails.",
            "每项检查一行：`ok`（正常）、`warn`（警告）或 `fail`（失败），以及该怎么做。退出状态取自第一项\
             失败，没有失败则为 0。既不是集团 1.0 也不是 2.0 主账号的密钥算失败。",
        ),
        "polyv-group profiles check\npolyv-group profiles check hq -o json",
    ))]
    Check {
        #[arg(help = both(
            "The profile; without it the one in force",
            "配置档；省略则为当前生效的",
        ))]
        #[arg(add = candidates::profiles())]
        name: Option<String>,
    },
}

impl ProfilesVerb {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let reads = matches!(self, Self::List | Self::Show { .. } | Self::Check { .. });
        if context.globals.sandbox && !reads {
            return Err(Failure::usage(both(
                "--sandbox reads and writes no config file; leave it out",
                "--sandbox 不读写配置文件；请去掉它",
            )));
        }
        match self {
            ProfilesVerb::Add(add) => add.run(context),
            ProfilesVerb::List => list(context),
            ProfilesVerb::Show { name, sources } => {
                show::run(*sources, &of(name.as_ref(), context)?)
            }
            ProfilesVerb::Use { name } => edit::make_default(name, context),
            ProfilesVerb::Remove { name, .. } => edit::remove(name, context),
            ProfilesVerb::Check { name } => check::run(&of(name.as_ref(), context)?),
        }
    }
}

/// The context of the profile of this name; without one that in force.
fn of(name: Option<&String>, context: &Context) -> Result<Context, Failure> {
    let mut globals = context.globals.clone();
    if name.is_some() && (globals.profile.is_some() || globals.sandbox) {
        return Err(Failure::usage(both(
            "NAME excludes --profile and --sandbox; leave one out",
            "NAME 不能与 --profile 或 --sandbox 同时使用；请去掉其一",
        )));
    }
    globals.profile = name.cloned().or(globals.profile);
    Ok(context.other(globals))
}

fn list(context: &Context) -> Result<(), Failure> {
    let globals = context.globals.clone();
    let mut config = read_config(&globals)?;
    if config.default_is_missing() {
        config.default_profile = None;
    }
    let env = env_of(globals.sandbox);
    let context = context.with(globals, config, &env)?;
    let config = context.config()?;
    let rows = config.profiles.iter().map(|profile| row(profile, config));
    context.rows(COLUMNS, rows)?;
    if config.profiles.is_empty() {
        context.console.info(both("no profiles", "没有配置档"));
    }
    Ok(())
}

fn row(profile: &Profile, config: &Config) -> Row {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let setting = |key| profile.settings.get(key);
    let is_guarded = setting(READ_ONLY.key).is_some_and(|text| text == "true");
    Row::from(json!({
        "name": profile.name,
        "default": yes(config.default_profile.as_ref() == Some(&profile.name)),
        "app_id": profile.app_id,
        "secret_from": profile.secret.key(),
        READ_ONLY.key: yes(is_guarded),
        BASE_URL.key: setting(BASE_URL.key),
    }))
}
