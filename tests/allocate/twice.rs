//! Two equal gives to one account within one minute, one or both of them lost:
//! each is made once, and none takes the other's record for its own.

use crate::group::{Fate, GIVE, Group};
use crate::support::Home;

const SENT: &str = "set-durations shop0000@example.com duration=500 type=add";

/// How a give ends: answered, or lost with the work done or not.
const FATES: [Fate; 3] = [
    Fate::Answered,
    Fate::Lost { done: true },
    Fate::Lost { done: false },
];

fn status(fate: Fate) -> i32 {
    if fate == (Fate::Lost { done: false }) {
        9
    } else {
        0
    }
}

/// Both in a row; `second` is run after the first.
fn both(first: Fate, second: Fate, run: &dyn Fn(&Home, bool) -> i32) {
    let group = Group::of(1);
    let home = group.home();
    group.fate(move |number, _| if number == 1 { first } else { second });
    assert_eq!(run(&home, false), status(first), "{first:?} first");
    assert_eq!(
        run(&home, true),
        status(second),
        "{second:?} after {first:?}"
    );
    let done = [first, second].iter().filter(|fate| fate.does()).count();
    assert_eq!(group.done(SENT), done, "{first:?} {second:?}");
    assert_eq!(group.state().writes.len(), 2, "{first:?} {second:?}");
    group.is_content();
}

#[test]
fn two_commands_in_a_row() {
    for (first, second) in FATES
        .iter()
        .flat_map(|one| FATES.iter().map(move |two| (*one, *two)))
    {
        both(first, second, &|home, is_second| {
            // Another journal: the same command continues what is unknown.
            let journal = if is_second { "two.jsonl" } else { "one.jsonl" };
            let give = [
                &GIVE[..],
                &["--yes", "--wait", "10ms", "--journal", journal],
            ]
            .concat();
            home.run(&give).status
        });
    }
}

#[test]
fn what_the_first_left_unknown_does_not_take_the_seconds_record() {
    let group = Group::of(1);
    let home = group.home();
    group.next(Fate::Lost { done: false });
    for (journal, status) in [("one.jsonl", 9), ("two.jsonl", 0)] {
        let give = [
            &GIVE[..],
            &["--yes", "--wait", "10ms", "--journal", journal],
        ]
        .concat();
        home.run(&give).expect(status);
    }
    let settle = [
        "subaccounts",
        "allocate",
        "--settle",
        "one.jsonl",
        "--wait",
        "10ms",
    ];
    home.run(&settle).expect(9);
    assert_eq!(group.done(SENT), 1);
}

#[test]
fn one_roster_and_again() {
    for second in FATES {
        for first in [Fate::Answered, Fate::Lost { done: true }] {
            both(first, second, &|home, is_second| {
                home.write(
                    "roster.csv",
                    "email,give minutes\nshop0000@example.com,500\n",
                );
                let mut give = vec!["subaccounts", "allocate", "--from", "roster.csv", "--yes"];
                give.extend(["--wait", "10ms"]);
                if is_second {
                    let told = home.run(&give).expect(0);
                    assert!(
                        told.stderr.contains("; --again repeats it"),
                        "{}",
                        told.stderr
                    );
                    give.push("--again");
                }
                home.run(&give).status
            });
        }
    }
}
