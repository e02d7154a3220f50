//! What `cargo test` leaves out is run by one command, which each of these tests
//! names.

use std::path::Path;

/// What stands before the reason, which is all that may differ.
const STARTS: [&str; 2] = [
    "#[ignore = \".ci/heavy runs it: ",
    "#[ignore = \".ci/run runs it: ",
];

/// The attributes in a folder's sources that leave a test out.
fn ignored(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            ignored(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let lines = text.lines().map(str::trim_start);
            let lines = lines.filter(|line| line.starts_with("#[ignore"));
            found.extend(lines.map(|line| format!("{}: {line}", path.display())));
        }
    }
}

#[test]
fn whoever_leaves_a_test_out_names_the_command_that_runs_it() {
    let mut found = Vec::new();
    for folder in ["src", "tests"] {
        ignored(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut found,
        );
    }
    let is_named = |it: &String| STARTS.iter().any(|start| it.contains(start));
    let (named, others): (Vec<_>, Vec<_>) = found.into_iter().partition(is_named);
    assert!(named.len() > 5, "{named:?}");
    assert!(others.is_empty(), "{others:#?}");
}
