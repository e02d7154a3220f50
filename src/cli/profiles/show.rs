//! `profiles show`: every setting with its source; with `--sources` also the
//! values that lost. No secret is fetched for it.

use super::super::globals::Globals;
use super::super::session::Setup;
use super::{env_of, print};
use crate::config::{Config, Options, ShownSetting};
use crate::failure::Failure;
use crate::output::{Column, names};
use crate::row::Row;
use serde_json::json;
use std::ffi::OsString;

/// Columns of `profiles show`.
pub const COLUMNS: &[Column] = &[
    Column::text("setting", "SETTING"),
    Column::text("value", "VALUE"),
    Column::text("source", "SOURCE"),
    Column::text("over", "OVER").hidden(),
];

/// The variables that choose credentials; the others are settings.
const CHOOSING: [&str; 4] = [
    "POLYV_APP_ID",
    "POLYV_APP_SECRET",
    "POLYV_PROFILE",
    "POLYV_CONFIG",
];

pub(super) fn run(sources: bool, globals: &Globals) -> Result<(), Failure> {
    let setup = Setup::read(globals)?;
    let mut style = setup.style(globals)?;
    let with_over = sources || style.columns.is_some();
    if style.columns.is_none() {
        let some = names(COLUMNS).into_iter().map(String::from);
        let count = COLUMNS.len() - usize::from(!sources);
        style.columns = Some(some.take(count).collect());
    }
    let (options, env) = (globals.options(), env_of(globals));
    let shown = setup.config.show(&options, &env)?;
    let weaker = weaker(&setup.config, &options, &env)?;
    let rows: Vec<Row> = shown
        .iter()
        .filter_map(|setting| row(setting, with_over.then(|| over(setting, &weaker))))
        .collect();
    print(&style, COLUMNS, &rows)
}

/// What would hold without the options, without them and the variables, and
/// by default. Whose credentials they are stays as it is.
fn weaker(
    config: &Config,
    options: &Options,
    env: &dyn Fn(&str) -> Option<OsString>,
) -> Result<[Vec<ShownSetting>; 3], Failure> {
    let choosing = |name: &str| CHOOSING.contains(&name).then(|| env(name))?;
    let chosen = Options {
        profile: options.profile.clone(),
        config: options.config.clone(),
        ..Options::default()
    };
    let nothing = Config::absent(config.path.clone());
    Ok([
        config.show(&chosen, env)?,
        config.show(&chosen, &choosing)?,
        nothing.show(&Options::default(), &|_| None)?,
    ])
}

/// The other sources of a setting, strongest first.
fn over(setting: &ShownSetting, weaker: &[Vec<ShownSetting>]) -> String {
    const CHOICES: [&str; 4] = ["config", "profile", "app_id", "app_secret"];
    let mut seen = vec![setting.source.as_str()];
    let mut lost = Vec::new();
    let others = weaker.iter().flatten();
    for other in others.filter(|other| other.name == setting.name) {
        if seen.contains(&other.source.as_str()) || CHOICES.contains(&other.name) {
            continue;
        }
        seen.push(&other.source);
        let value = other.value.as_deref().unwrap_or("none");
        lost.push(format!("{} ({value})", other.source));
    }
    lost.join(", ")
}

fn row(setting: &ShownSetting, over: Option<String>) -> Option<Row> {
    let mut row = json!({
        "setting": setting.name,
        "value": setting.value,
        "source": setting.source,
    });
    if let Some(over) = over {
        row["over"] = json!((!over.is_empty()).then_some(over));
    }
    Row::parse(&row.to_string()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_lost_is_named_strongest_first_and_credentials_never_fall_back() {
        let config = Config::absent("/c".into());
        let options = Options {
            timeout: Some(Duration::from_secs(5)),
            ..Options::default()
        };
        let env = |name: &str| (name == "POLYV_TIMEOUT").then(|| "7s".into());
        let shown = config.show(&options, &env).unwrap();
        let weaker = weaker(&config, &options, &env).unwrap();
        let lost: Vec<_> = shown
            .iter()
            .map(|setting| (setting.name, over(setting, &weaker)))
            .filter(|(_, over)| !over.is_empty())
            .collect();
        assert_eq!(
            lost,
            [("timeout", "POLYV_TIMEOUT (7s), default (30s)".to_owned())]
        );
    }
}
