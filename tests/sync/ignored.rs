//! What `cargo test` leaves out is run by one command, which each of these tests
//! names.

use super::sources;

/// What stands before the reason, which is all that may differ.
const STARTS: [&str; 2] = [
    "#[ignore = \".ci/heavy runs it: ",
    "#[ignore = \".ci/run runs it: ",
];

#[test]
fn whoever_leaves_a_test_out_names_the_command_that_runs_it() {
    let mut found = Vec::new();
    for (path, text) in ["src", "tests"].into_iter().flat_map(sources) {
        let lines = text.lines().map(str::trim_start);
        let lines = lines.filter(|line| line.starts_with("#[ignore"));
        found.extend(lines.map(|line| format!("{}: {line}", path.display())));
    }
    let is_named = |it: &String| STARTS.iter().any(|start| it.contains(start));
    let (named, others): (Vec<_>, Vec<_>) = found.into_iter().partition(is_named);
    assert!(named.len() > 5, "{named:?}");
    assert!(others.is_empty(), "{others:#?}");
}
