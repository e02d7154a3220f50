//! In which language people are spoken to: the option, then the variable, the
//! profile, the locale of the terminal.

use super::exchange::env;
use super::globals::typed;
use crate::config::settings::LANG;
use crate::config::{Config, Options, Settings, config_path};
use crate::lang::{self, Lang};
use std::ffi::OsString;
use std::io::{IsTerminal, stderr, stdout};

/// The variables of the locale, the first that is set counts.
const LOCALE: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// Chooses the language before the arguments are parsed: help and errors of the
/// parsing are in it too. A wrong word is told of by the parsing.
pub(super) fn early(args: &[OsString]) {
    let option = || typed(args, LANG.option, "");
    let variable = || env(LANG.variable)?.into_string().ok();
    let asked = option()
        .or_else(|| variable().filter(|word| !word.is_empty()))
        .or_else(|| of_profile(args));
    let chosen = match asked {
        Some(word) => of_word(&word),
        None => of_locale(
            stdout().is_terminal() && stderr().is_terminal(),
            LOCALE.iter().find_map(|name| {
                let value = env(name)?.into_string().ok()?;
                (!value.is_empty()).then_some(value)
            }),
        ),
    };
    if let Some(lang) = chosen {
        lang::speak(lang);
    }
}

/// Chooses what the settings say, now that they are known.
pub(super) fn settle(settings: &Settings) {
    if let Some(lang) = of_word(settings.text(&LANG)) {
        lang::speak(lang);
    }
}

/// What a profile says to those who ask for help, which reads no configuration.
fn of_profile(args: &[OsString]) -> Option<String> {
    let words = || args.iter().skip(1).filter_map(|arg| arg.to_str());
    let wants_help = args.len() == 1 || words().any(|w| matches!(w, "-h" | "--help" | "help"));
    if !wants_help || words().any(|word| word == "--sandbox") {
        return None;
    }
    let options = Options {
        profile: typed(args, "--profile", ""),
        config: typed(args, "--config", "").map(Into::into),
        ..Options::default()
    };
    // A pipe in its place could be waited for without end.
    let file = config_path(&options, &env).ok()?;
    let config = file
        .is_file()
        .then(|| Config::load(&options, &env).ok())??;
    let settings = config.settings(&options, &env).ok()?;
    Some(settings.text(&LANG).to_owned()).filter(|word| !word.is_empty())
}

fn of_word(word: &str) -> Option<Lang> {
    match word {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// The locale counts only where a person reads both streams: what a script
/// reads never depends on where it runs.
fn of_locale(is_read_by_a_person: bool, locale: Option<String>) -> Option<Lang> {
    let is_chinese = locale.is_some_and(|locale| locale.to_ascii_lowercase().starts_with("zh"));
    (is_read_by_a_person && is_chinese).then_some(Lang::Zh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_locale_counts_for_people_only() {
        let of = |person, locale: &str| of_locale(person, Some(locale.into()));
        assert_eq!(of(true, "zh_CN.UTF-8"), Some(Lang::Zh));
        assert_eq!(of(true, "en_GB.UTF-8"), None);
        assert_eq!(of(false, "zh_CN.UTF-8"), None);
        assert_eq!(of_locale(true, None), None);
    }
}
