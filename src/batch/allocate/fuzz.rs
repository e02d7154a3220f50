//! Any bytes as a saved plan, and as the results of a run to be taken back.

use super::changes::changes;
use super::saved::{document, is_of, moved, read};
use super::undo;
use crate::fuzz::Target;
use crate::row::Row;
use serde_json::json;
use std::collections::BTreeMap;

const APP: &str = "app1";
const BASE: &str = "https://api.polyv.net";

fn accounts() -> BTreeMap<String, Row> {
    let row = json!({"email": "A@b.cn", "remainMinutes": 300, "remainFlow": 120.5, "remainSpace": 1e3,
                     "maxChannels": 10, "balance": "0.10", "remainConcurrent": null});
    BTreeMap::from([("a@b.cn".to_owned(), Row::from(row))])
}

const WORDS: &[&str] = &[
    "minutes",
    "flow",
    "space",
    "channels",
    "balance",
    "concurrent",
    "link-mic-minutes",
    "set",
    "give",
    "take",
    "refill",
    "difference",
    "all",
    "null",
    "0",
    "-0",
    "100.50",
    "0.001",
    "1e2",
    "-5",
    "A@b.cn",
    "a@b.cn",
    "\"from\":",
    "\"to\":",
    "\"delta\":",
    "\"via\":\"set\"",
    "\"needs\":[]",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "done",
    "unknown",
    "\n",
    "\u{feff}",
    "'",
    "2,a@b.cn,minutes,give,1,2,1,2,done,\n",
];

#[test]
fn saved_plans() {
    let change = |resource, mode, [from, to, delta]: [&str; 3], via| {
        format!(
            "{{\"email\":\"A@b.cn\",\"resource\":\"{resource}\",\"mode\":\"{mode}\",\"from\":{from},\"to\":{to},\"delta\":{delta},\"via\":\"{via}\",\"needs\":[]}}"
        )
    };
    let changes_of = [
        change("minutes", "take", ["300", "200", "-100"], "difference"),
        change("flow", "take", ["120.5", "0", "-120.5"], "all"),
        change("channels", "give", ["10", "15", "5"], "set"),
        change("balance", "set", ["0.1", "12.3", "12.2"], "set"),
        change("space", "refill", ["1000", "2000", "1000"], "set"),
    ];
    let plan = |changes: &[String]| {
        let changes = changes.join(",");
        format!(
            "{{\"formatVersion\":1,\"appId\":\"{APP}\",\"base\":\"{BASE}\",\"changes\":[{changes}]}}"
        )
    };
    let seeds = [plan(&changes_of), plan(&changes_of[..1]), plan(&[])];
    let seeds = seeds.map(String::into_bytes).to_vec();
    let accounts = accounts();
    Target {
        name: "plan",
        seeds,
        words: WORDS,
    }
    .run(move |input| {
        let saved = match read(input, APP, BASE) {
            Ok(saved) => saved,
            Err(failure) => {
                assert!(!failure.message.zh().is_empty());
                return failure.message.en().to_owned();
            }
        };
        moved(&saved, &accounts);
        let wishes: Vec<_> = saved.iter().map(|it| it.wish.clone()).collect();
        let Ok(plan) = changes(&wishes, &accounts, None) else {
            return "no changes".into();
        };
        let again = document(APP, BASE, &plan.changes).to_string();
        let again = read(again.as_bytes(), APP, BASE).unwrap();
        assert!(is_of(&plan, &again), "it is not read as it was written");
        format!(
            "read {}",
            if is_of(&plan, &saved) {
                "its own"
            } else {
                "another"
            }
        )
    });
}

#[test]
fn results_to_undo() {
    let head = "line,email,resource,mode,from,to,delta,now,status,message\n";
    let rows = "2,A@b.cn,minutes,give,300,800,500,800,done,\n\
                2,A@b.cn,channels,set,10,20,10,20,done,\n2,A@b.cn,flow,take,120.5,20.5,'-100,20.5,done,\"x\ny\"\n\
                2,A@b.cn,balance,take,9.90,2.30,-7.60,2.30,unknown,\n3,c@d.cn,space,refill,1,50,49,50,failed,\n";
    let seeds = vec![
        format!("{head}{rows}").into_bytes(),
        format!("\u{feff}{head}").into_bytes(),
    ];
    let accounts = accounts();
    Target {
        name: "undo",
        seeds,
        words: WORDS,
    }
    .run(move |input| match undo::read(input) {
        Ok(done) => {
            let (wishes, left) = undo::inverse(&done);
            assert_eq!(wishes.len() + left.len(), done.len());
            let (same, moved) = undo::unchanged(&wishes, &done, &accounts);
            assert_eq!(same.len() + moved.len(), wishes.len());
            let _ = changes(&same, &accounts, None);
            format!(
                "read {} {}",
                "x".repeat(wishes.len()),
                "y".repeat(same.len())
            )
        }
        Err(failure) => failure.message.en().to_owned(),
    });
}
