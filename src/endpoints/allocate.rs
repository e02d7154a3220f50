//! The calls that allocate: one that sets targets, and four that give or take a
//! difference.

use super::resources::MOST_LINK_MICS;
use super::rules::{self, Ruled};
use super::spec::{Field, Now};
use super::subaccounts::LIST;
use super::write::{Does, Repeat, Rows, Sends, Write};
use crate::lang::both;
use crate::text;

/// A call that gives or takes a difference, and how its log tells of it.
#[derive(Debug)]
pub struct Difference {
    /// The word of the resource.
    pub resource: &'static str,
    /// The call. Its `type` is `add` or `recover`.
    pub call: &'static Write,
    /// The parameter of the amount.
    pub amount: &'static str,
    /// Whether `all=1` takes back everything.
    pub takes_all: bool,
    /// The field of the amount in the allocation log of generation 1; flow and
    /// space are bytes there.
    pub logged: &'static str,
}

/// The differences that there are calls for: of other resources a target is
/// computed.
pub static DIFFERENCES: [Difference; 4] = [
    Difference {
        resource: "minutes",
        call: &MINUTES,
        amount: "duration",
        takes_all: false,
        logged: "duration",
    },
    Difference {
        resource: "concurrent",
        call: &CONCURRENT,
        amount: "concurrences",
        takes_all: false,
        logged: "concurrences",
    },
    Difference {
        resource: "flow",
        call: &FLOW,
        amount: "flow",
        takes_all: true,
        logged: "flow",
    },
    Difference {
        resource: "space",
        call: &SPACE,
        amount: "space",
        takes_all: true,
        logged: "space",
    },
];

/// All of them together, as a batch is called and told of. It is never sent
/// itself.
pub static ALLOTMENTS: Write = Write {
    command: ("subaccounts", "allocate"),
    does: ALLOCATES,
    key: "email",
    listed: Some(&LIST),
    rows: Some(&Rows {
        item: both("request", "个请求"),
        each: both("request", "个请求"),
        doing: both("allocating", "分配"),
        deed: both("an earlier run", "之前的一次执行"),
        ..Rows::DEFAULT
    }),
    shown_by: "polyv-group allocations log --email",
    ..Write::DEFAULT
};

const ALLOCATES: Does = Does {
    verb: both("allocate", "分配"),
    done: both("allocated", "分配"),
    what: both("the resources", "资源"),
    named: |email| text!("the resources of {email}", "分账号 {email} 的资源"),
};

const EMAIL: Field = Field::new("email", rules::email).required();

/// POST `/live/v4/group/user/package/update` (polyv.gitbook.io:
/// docs/live/api/v-4/group/user/package_update). Its values are targets.
/// Whether "minutes" is what is left or the total is not proven.
pub static SET: Write = Write {
    command: ("subaccounts", "allocate"),
    does: Does {
        verb: both("set", "设置"),
        done: both("set", "设置"),
        ..ALLOCATES
    },
    path: "/live/v4/group/user/package/update",
    fields: &[
        EMAIL,
        Field::new("balance", rules::balance),
        Field::new("concurrent", rules::count),
        Field::new("minutes", rules::count),
        Field::new("remainFlow", rules::count),
        Field::new("remainSpace", rules::count),
        Field::new("linkMicLimit", link_mics),
        Field::new("linkMicMinutes", rules::count),
        Field::new("guideMinutes", rules::count),
        Field::new("maxChannels", rules::count),
    ],
    key: "email",
    what: "set",
    repeat: Repeat::Safe(&LIST),
    shown_by: "polyv-group subaccounts get",
    ..Write::DEFAULT
};

/// POST `/v2/group/live/set-durations`, minutes (polyv.gitbook.io:
/// docs/live/api/group).
pub static MINUTES: Write = difference(
    "minutes",
    "/v2/group/live/set-durations",
    &[EMAIL, KIND, Field::new("duration", positive).required()],
);

/// POST `/v2/group/live/set-concurrences` (dev.polyv.net: 2019/group_account).
pub static CONCURRENT: Write = difference(
    "concurrent",
    "/v2/group/live/set-concurrences",
    &[EMAIL, KIND, Field::new("concurrences", positive).required()],
);

/// POST `/v2/group/vod/set-flow`, G (dev.polyv.net: 2019/group_account).
pub static FLOW: Write = difference(
    "flow",
    "/v2/group/vod/set-flow",
    &[EMAIL, KIND, Field::new("flow", positive), ALL],
);

/// POST `/v2/group/vod/set-space`, G (polyv.gitbook.io: docs/live/api/group).
pub static SPACE: Write = difference(
    "space",
    "/v2/group/vod/set-space",
    &[EMAIL, KIND, Field::new("space", positive), ALL],
);

/// `add` gives, `recover` takes back.
const KIND: Field = Field::new("type", |text, _| Ok(text.into())).required();

/// 1 takes back everything.
const ALL: Field = Field::new("all", rules::count);

/// All of them are signed as a whole, and none may be sent twice: they add or
/// subtract. The log of allocations tells what became of a lost one.
const fn difference(what: &'static str, path: &'static str, fields: &'static [Field]) -> Write {
    Write {
        command: ("subaccounts", "allocate"),
        does: ALLOCATES,
        path,
        sends: Sends::Form,
        fields,
        key: "email",
        what,
        repeat: Repeat::Never,
        listed: Some(&LIST),
        shown_by: "polyv-group allocations log --email",
        ..Write::DEFAULT
    }
}

fn positive(text: &str, now: &Now) -> Ruled {
    let count = rules::count(text, now)?;
    match count.as_u64() {
        Some(0) => Err(both("must be more than 0", "必须大于 0").into()),
        _ => Ok(count),
    }
}

fn link_mics(text: &str, now: &Now) -> Ruled {
    let count = rules::count(text, now)?;
    match count.as_u64() {
        Some(count) if count > MOST_LINK_MICS => Err(text!(
            "must be at most {MOST_LINK_MICS}",
            "不能超过 {MOST_LINK_MICS}"
        )),
        _ => Ok(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::write::Draft;
    use serde_json::{Value, json};

    const NOW: Now = Now { unix_millis: 0 };

    fn sent(call: &'static Write, values: &[(&'static str, &str)]) -> Result<Value, Vec<String>> {
        let mut draft = Draft::new(call);
        draft.set("email", "a@b.cn");
        values.iter().for_each(|(api, text)| draft.set(api, *text));
        match draft.check(&NOW) {
            Ok(filled) => Ok(filled.masked().into()),
            Err(found) => Err(found.iter().map(|it| it.text.en().to_owned()).collect()),
        }
    }

    #[test]
    fn targets_are_sent_as_the_published_body_has_them() {
        let sample =
            include_str!("../../tests/data/samples/v4.group.user.package.update.request-body.json");
        let mut sample: Value = serde_json::from_str(sample).unwrap();
        sample["email"] = json!("a@b.cn");
        let values = [("maxChannels", "10"), ("minutes", "500")];
        assert_eq!(sent(&SET, &values), Ok(sample));
        let rule = vec!["must be at most 16".to_owned()];
        assert_eq!(sent(&SET, &[("linkMicLimit", "17")]), Err(rule));
    }

    #[test]
    fn a_difference_of_nothing_is_none() {
        let more = vec!["must be more than 0".to_owned()];
        assert_eq!(
            sent(&MINUTES, &[("type", "add"), ("duration", "0")]),
            Err(more)
        );
    }
}
