//! What can be looked at without the network: files, settings, who won.

use super::super::super::globals::Globals;
use super::super::super::session::{Setup, env};
use super::super::env_of;
use super::Report;
use crate::config::settings::BASE_URL;
use crate::config::{Config, Shown, config_path};
use crate::failure::Failure;
use std::path::Path;

/// Looks at files and settings; the setup, if there is one to go on with.
pub(super) fn examine(globals: &Globals, report: &mut Report) -> Option<Setup> {
    let setup = match globals.sandbox {
        true => Setup::read(globals).map_err(|failure| report.fail("settings", failure)),
        false => configured(globals, report),
    };
    let setup = setup.ok()?;
    let shown = setup.config.show(&globals.options(), &env_of(globals));
    match shown {
        Ok(shown) => shown
            .iter()
            // `--sandbox` has its own account and address.
            .filter(|line| !globals.sandbox || (line.value.is_some() && line.key != BASE_URL.key))
            .for_each(|setting| tell(setting, report)),
        Err(error) => {
            report.fail("settings", error);
            return None;
        }
    }
    Some(setup)
}

fn configured(globals: &Globals, report: &mut Report) -> Result<Setup, ()> {
    let options = globals.options();
    let mut failed = |error: Failure| report.fail("config file", error);
    let path = config_path(&options, &env).map_err(&mut failed)?.path;
    let config = Config::load(&options, &env).map_err(&mut failed)?;
    modes(&path, report);
    let settings = config.settings(&options, &env);
    match settings {
        Ok(settings) => Ok(Setup { config, settings }),
        Err(error) => {
            report.fail("settings", error);
            Err(())
        }
    }
}

/// Who won each setting. Credentials are told of once they are fetched.
fn tell(setting: &Shown, report: &mut Report) {
    let by_itself = ["config", "app_secret"];
    if by_itself.contains(&setting.key) {
        return;
    }
    let value = setting.value.as_deref().unwrap_or("none");
    report.good(setting.key, format!("{value}, from {}", setting.source));
}

/// The file and its folder should be the user's alone. A plain secret in an
/// open file has been refused before.
#[cfg(unix)]
fn modes(path: &Path, report: &mut Report) {
    use std::os::unix::fs::PermissionsExt;
    let shown = path.display();
    let mode = |path: &Path| Some(std::fs::metadata(path).ok()?.permissions().mode() & 0o7777);
    let Some(of_file) = mode(path) else {
        report.good("config file", format!("{shown} does not exist"));
        return;
    };
    let detail = format!("{shown}, mode {of_file:04o}");
    match of_file & 0o077 {
        0 => report.good("config file", detail),
        _ => report.warn("config file", detail, format!("chmod 600 {shown}")),
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if let Some(of_folder) = mode(folder).filter(|mode| mode & 0o022 != 0) {
        let shown = folder.display();
        report.warn(
            "config folder",
            format!("{shown}, mode {of_folder:04o}: others may put another file there"),
            format!("chmod 700 {shown}"),
        );
    }
}

#[cfg(not(unix))]
fn modes(path: &Path, report: &mut Report) {
    let there = if path.exists() { "" } else { " does not exist" };
    report.good("config file", format!("{}{there}", path.display()));
}
