//! What tests want of the machine they run on. Where it is not there they fail at
//! once, and say what is missing.

use std::process::Command;

/// The programs that tests start and not every system has, each with the
/// Debian package it is in. `.ci/install` reads it, too.
const PROGRAMS: &str = include_str!("programs");

/// A program, not yet started.
///
/// # Panics
/// It is not on this machine.
#[track_caller]
pub fn installed(name: &str) -> Command {
    let mut lines = PROGRAMS.lines().map(|line| line.split(' '));
    let package = lines.find_map(|mut words| (words.next() == Some(name)).then(|| words.next())?);
    let package = package.expect("tests/support/programs has it");
    let path = std::env::var_os("PATH").unwrap_or_default();
    // An absolute path stays what it is.
    let mut places = std::env::split_paths(&path).map(|folder| folder.join(name));
    let Some(found) = places.find(|place| place.is_file()) else {
        panic!("this test needs the program {name} (Debian package {package})");
    };
    Command::new(found)
}

/// The device that is always full.
#[cfg(target_os = "linux")]
pub fn full() -> std::fs::File {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    full.expect("this test needs the device /dev/full")
}
