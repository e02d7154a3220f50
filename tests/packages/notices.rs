//! Prints the licence of the program, and those of the libraries that it is
//! linked with: what goes with a binary.
//!
//! `cargo run --example notices -- [TARGET] [--debian]`: Debian's packages name the
//! file of a licence that every machine has, in place of its text.
#![allow(clippy::print_stdout)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// How the file of a licence begins; `COPYRIGHT` says which are to choose from.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "UNLICENSE"];

/// Where Debian has the text of the Apache licence.
const COMMON: &str = "/usr/share/common-licenses/Apache-2.0";

const RULE: &str =
    "--------------------------------------------------------------------------------";

/// A library that is part of the binary.
struct Library {
    /// With its version.
    name: String,
    licence: String,
    /// Where its sources are.
    home: String,
    /// The texts of its licences, without that of Apache, which many share.
    texts: Vec<String>,
}

fn cargo(args: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
    let output = cargo.args(["--locked", "--offline"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "run `cargo fetch` first: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Names and versions of what is linked for this target: nothing that only
/// builds or tests it.
fn linked(target: &str) -> BTreeSet<String> {
    let edges = "normal,no-proc-macro";
    let tree = ["tree", "--edges", edges, "--target", target];
    let plain = ["--prefix", "none", "--format", "{p}"];
    let lines = cargo(&[&tree[..], &plain].concat());
    let names = lines.lines().filter_map(|line| {
        let (name, rest) = line.split_once(" v")?;
        Some(format!("{name} {}", rest.split(' ').next()?))
    });
    names.filter(|name| name != own()).collect()
}

const fn own() -> &'static str {
    concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"))
}

fn is_apache(text: &str) -> bool {
    text.contains("TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION")
}

/// A text as it stands in the notices: no blanks at the ends of lines, no signs
/// for a new page.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.replace('\x0c', ""));
    let lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// The texts of the licences in a folder, in the order of their files.
fn texts(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = files
        .filter(|file| {
            let name = file.file_name().to_string_lossy().to_uppercase();
            NAMES.iter().any(|begin| name.starts_with(begin)) && file.path().is_file()
        })
        .map(|file| file.path())
        .collect();
    files.sort();
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    texts.map(|text| tidy(&text)).collect()
}

/// The libraries of a binary for this target, and the Apache licence.
fn libraries(target: &str) -> (Vec<Library>, String) {
    let metadata = ["metadata", "--format-version", "1"];
    let filter = ["--filter-platform", target];
    let metadata = cargo(&[&metadata[..], &filter].concat());
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let linked = linked(target);
    let text = |package: &Value, key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let (mut libraries, mut apache) = (Vec::new(), Vec::new());
    for package in metadata["packages"].as_array().unwrap() {
        let name = format!("{} {}", text(package, "name"), text(package, "version"));
        if !linked.contains(&name) {
            continue;
        }
        let manifest = text(package, "manifest_path");
        let all = texts(Path::new(&manifest).parent().unwrap());
        assert!(!all.is_empty(), "{name} has no text of its licence");
        let (shared, texts): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| is_apache(it));
        apache.extend(shared);
        libraries.push(Library {
            name,
            licence: text(package, "license"),
            home: text(package, "repository"),
            texts,
        });
    }
    assert_eq!(libraries.len(), linked.len(), "{linked:?}");
    // The licence alone: some have more below it.
    let apache = apache.into_iter().min_by_key(String::len);
    (libraries, apache.unwrap())
}

/// The licence of Rust's own library, which every program has in it.
fn standard_library(licence: &str) -> Library {
    let (_, permission) = licence.split_once("authors\n").unwrap();
    let text = format!("MIT License\n\nCopyright (c) The Rust Project Contributors\n{permission}");
    Library {
        name: "the standard library of Rust".to_owned(),
        licence: "MIT OR Apache-2.0".to_owned(),
        home: "https://github.com/rust-lang/rust".to_owned(),
        texts: vec![text],
    }
}

/// Everything: the program's licence, the libraries, each text once.
fn notices(target: &str, is_debian: bool) -> String {
    let licence = tidy(include_str!("../../LICENSE"));
    let (mut libraries, apache) = libraries(target);
    libraries.insert(0, standard_library(&licence));
    let mut page = format!(
        "polyv-group\n\n{licence}\n\n{RULE}\n\n\
         The program has these libraries in it, under these licences (where one is\n\
         to be chosen, the texts below are of those that can be):\n\n"
    );
    let mut texts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for library in &libraries {
        let Library {
            name,
            licence,
            home,
            ..
        } = library;
        page += &format!("{name}: {licence}\n    {home}\n");
        for text in &library.texts {
            texts.entry(text).or_default().push(name);
        }
    }
    let mut texts: Vec<_> = texts.into_iter().map(|(text, of)| (of, text)).collect();
    texts.sort();
    for (of, text) in texts {
        page += &format!("\n{RULE}\n\n{}:\n\n{text}\n", of.join("\n"));
    }
    let apache = match is_debian {
        true => format!("The text is in {COMMON}."),
        false => apache,
    };
    page + &format!("\n{RULE}\n\nApache-2.0:\n\n{apache}\n")
}

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let is_debian = args.iter().any(|arg| arg == "--debian");
    args.retain(|arg| arg != "--debian");
    let target = args.first().map_or("host-tuple", String::as_str);
    print!("{}", notices(target, is_debian));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_library_of_the_binary_is_named_with_the_texts_of_its_licence() {
        let page = notices("host-tuple", false);
        let has = |line: &str| page.lines().any(|it| it == line);
        // Linked, under a licence that has to be told; of those that only
        // build or test it, none.
        assert!(page.contains("\nring 0.17"));
        assert!(page.contains(": MPL-2.0\n    https://"));
        for other in ["syn", "serde_derive", "proptest", "calamine"] {
            assert!(!page.contains(&format!("\n{other} ")), "{other}");
        }
        assert!(has("Copyright (c) 2026 the polyv-group authors"));
        assert!(has("Mozilla Public License Version 2.0"));
        assert!(has("Copyright (c) The Rust Project Contributors"));
        assert!(page.contains("1. Definitions."));
    }

    #[test]
    fn debian_is_told_where_it_has_the_text_of_apache() {
        let page = notices("host-tuple", true);
        assert!(!is_apache(&page));
        assert!(page.ends_with(&format!("Apache-2.0:\n\nThe text is in {COMMON}.\n")));
    }

    #[test]
    fn texts_are_tidied() {
        assert_eq!(tidy("\n a \r\n\x0cb\n\n"), " a\nb");
    }
}
