//! A group of accounts, which loses answers on demand and counts what was done.

use crate::documents;
use crate::support::{Home, RawServer, Seen};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// What becomes of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Answered,
    /// Refused with a business reason.
    Refused,
    /// Refused because there is no such account any more.
    Gone,
    /// No answer; the connection is closed.
    Lost {
        done: bool,
    },
    /// The page of a proxy.
    BadGateway {
        done: bool,
    },
    /// Half an answer.
    Cut {
        done: bool,
    },
    /// An answer that never comes.
    Hung {
        done: bool,
    },
    /// The service's own 500, in its own envelope.
    Failed {
        done: bool,
    },
}

impl Fate {
    /// Every way to lose an answer, the work done or not.
    pub(crate) fn lost(done: bool) -> [Fate; 4] {
        [
            Fate::Lost { done },
            Fate::BadGateway { done },
            Fate::Cut { done },
            Fate::Failed { done },
        ]
    }

    pub(crate) fn does(self) -> bool {
        match self {
            Fate::Answered => true,
            Fate::Refused | Fate::Gone => false,
            Fate::Lost { done }
            | Fate::BadGateway { done }
            | Fate::Cut { done }
            | Fate::Hung { done }
            | Fate::Failed { done } => done,
        }
    }
}

/// One write as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Write {
    pub(crate) path: String,
    pub(crate) email: String,
    /// The parameters or the body, without what signs them.
    pub(crate) values: BTreeMap<String, String>,
}

impl Write {
    /// `set-durations shop1@example.com add 500`.
    pub(crate) fn words(&self) -> String {
        let call = self.path.rsplit('/').next().unwrap();
        let values = self.values.iter().filter(|(name, _)| *name != "email");
        let values: Vec<String> = values
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("{call} {} {}", self.email, values.join(" "))
    }
}

type Chooser = Box<dyn FnMut(usize, &Write) -> Fate + Send>;

pub(crate) struct State {
    pub(crate) accounts: BTreeMap<String, Map<String, Value>>,
    /// Records, with their Unix milliseconds.
    pub(crate) log: Vec<(i64, Value)>,
    /// The log shows them so late.
    pub(crate) log_delay_millis: i64,
    /// How often each write was done.
    pub(crate) done: BTreeMap<String, usize>,
    /// Every write that came.
    pub(crate) writes: Vec<Write>,
    /// What was against the documents.
    pub(crate) complaints: Vec<String>,
    pub(crate) choose: Chooser,
    /// Whether the log of this generation can be read.
    pub(crate) logs: [bool; 2],
    /// Its clock is so much ahead of ours.
    pub(crate) ahead_millis: i64,
    /// Whether its replies have a `Date`.
    pub(crate) has_date: bool,
    /// Records that the log does not show.
    pub(crate) log_hides: fn(&Value) -> bool,
    /// What the list says that is not what was set: `moved(field, value)`.
    pub(crate) shown: fn(&str, Value) -> Value,
}

/// The group, and its server.
pub(crate) struct Group {
    pub(crate) server: RawServer,
    state: Arc<Mutex<State>>,
}

impl Group {
    /// A group of so many accounts, `shop0000@example.com` and so on, each with
    /// 1000 minutes.
    pub(crate) fn of(accounts: usize) -> Self {
        Self::slow(accounts, Duration::ZERO)
    }

    /// The same, each reply held for so long.
    pub(crate) fn slow(accounts: usize, hold: Duration) -> Self {
        Self::hooked(accounts, move |_| std::thread::sleep(hold))
    }

    /// The same; the hook sees every request before it is answered.
    pub(crate) fn hooked(accounts: usize, hook: impl Fn(&Seen) + Send + Sync + 'static) -> Self {
        let accounts = (0..accounts).map(|number| (email(number), account(number)));
        let state = Arc::new(Mutex::new(State {
            accounts: accounts.collect(),
            log: Vec::new(),
            log_delay_millis: 0,
            ahead_millis: 0,
            has_date: true,
            log_hides: |_| false,
            done: BTreeMap::new(),
            writes: Vec::new(),
            complaints: Vec::new(),
            choose: Box::new(|_, _| Fate::Answered),
            logs: [true; 2],
            shown: |_, value| value,
        }));
        let behind = Arc::clone(&state);
        let server = RawServer::start(move |_, seen| {
            hook(seen);
            documents::answer(&mut behind.lock().unwrap(), seen)
        });
        Self { server, state }
    }

    /// What becomes of each write, by its number from 1.
    pub(crate) fn fate(&self, choose: impl FnMut(usize, &Write) -> Fate + Send + 'static) {
        self.state().choose = Box::new(choose);
    }

    /// The next write ends so, those after it are answered.
    pub(crate) fn next(&self, fate: Fate) {
        let next = self.state().writes.len() + 1;
        self.fate(move |number, _| if number == next { fate } else { Fate::Answered });
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// A home that points to it.
    pub(crate) fn home(&self) -> Home {
        Home::at(&self.server.url).with("POLYV_TIMEOUT", "2s")
    }

    /// What the list says of an account.
    pub(crate) fn field(&self, email: &str, field: &str) -> Value {
        self.state().accounts[email][field].clone()
    }

    /// How often this write was done.
    pub(crate) fn done(&self, words: &str) -> usize {
        self.state().done.get(words).copied().unwrap_or_default()
    }

    /// A write whose request was lost on the way is done after all.
    pub(crate) fn late(&self, call: &str, values: &[(&str, &str)]) {
        let mut state = self.state();
        let mut paths = documents::CALLS.iter().map(|(path, ..)| *path);
        let path = paths.find(|path| path.ends_with(call)).unwrap();
        let values = values
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        let write = Write {
            path: path.into(),
            email: email(0),
            values: values.collect(),
        };
        documents::work(&mut state, &write).unwrap();
    }

    /// Nothing was against the documents.
    pub(crate) fn is_content(&self) {
        assert_eq!(self.state().complaints, Vec::<String>::new());
    }
}

/// Gives to the first account.
pub(crate) const GIVE: [&str; 6] = [
    "subaccounts",
    "allocate",
    "--email",
    "shop0000@example.com",
    "--give",
    "minutes=500",
];

pub(crate) fn email(number: usize) -> String {
    format!("shop{number:04}@example.com")
}

fn account(number: usize) -> Map<String, Value> {
    let fields = json!({
        "userId": format!("u{number}"), "appId": format!("app{number}"),
        "appSecret": "hush-app", "email": email(number), "balance": "0", "phone": "", "memo": "",
        "contacts": "张三", "chargeType": "minutes", "remainConcurrent": 0, "remainMinutes": 1000,
        "remainFlow": 100, "remainSpace": 100, "expireType": "group",
        "expireDate": 1_900_000_000_000_u64, "status": "normal", "linkMicMinutes": 100,
        "guideMinutes": 100, "maxChannels": 10, "linkMicLimit": 6, "pureRtcEnabled": "N",
        "vodSecretKey": "hush-vod", "vodBakSecretKey": "hush-bak", "writeToken": "hush-write",
        "readToken": "hush-read",
    });
    fields.as_object().unwrap().clone()
}
