//! What may be typed for an allotment, declared like a call: a field for each
//! resource and each way to change it. A roster and the options of the command
//! fill the same fields, by the same rules.

use crate::endpoints::allocate::{ALLOTMENTS, SET};
use crate::endpoints::resources::{RESOURCES, Resource};
use crate::endpoints::rules::{self, Ruled};
use crate::endpoints::spec::{Field, Now, Rule};
use crate::endpoints::subaccounts::{COLUMNS, CREATE};
use crate::endpoints::write::{Draft, Finding, Write};
use crate::lang::{Both, Text, both};
use crate::order;
use crate::text;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// What takes back all that is left.
pub const ALL: &str = "all";

/// How a column or an option says what is wished for.
#[derive(Debug)]
pub struct Way {
    /// The word before the resource: `set minutes`.
    pub word: &'static str,
    /// The service's own word for it; empty where it has none.
    service: &'static str,
    /// Chinese headings, `*` for the name of the resource.
    chinese: &'static [&'static str],
    /// What help says of it.
    help: Both,
}

/// All of them: three modes, and the two columns of a fourth.
pub static WAYS: [Way; 5] = [
    Way {
        word: "set",
        service: "",
        chinese: &["*设为", "设置*", "*设置为", "*调整为"],
        help: both("As many as this", "设为该数量"),
    },
    Way {
        word: "give",
        service: "add",
        chinese: &["增加*", "*增加", "追加*"],
        help: both("As many more", "增加该数量"),
    },
    Way {
        word: "take",
        service: "recover",
        chinese: &["回收*", "收回*", "*回收", "扣减*"],
        help: both("As many less, or all", "回收该数量，或用 `all` 全部回收"),
    },
    Way {
        word: "floor",
        service: "",
        chinese: &["*下限", "*低于"],
        help: both(
            "Where less than this is left, the refill is set",
            "剩余低于该数量时，设为补足到的数量",
        ),
    },
    Way {
        word: "refill",
        service: "",
        chinese: &["*补足到", "*补到", "*补足至"],
        help: both(
            "What is set where less than the floor is left",
            "剩余低于下限时设为该数量",
        ),
    },
];

/// The ways that are a pair of columns.
const TOP_UP: [&str; 2] = ["floor", "refill"];

/// The resources of an empty roster; of the others `--columns` makes columns.
const USUAL: [&str; 5] = ["minutes", "concurrent", "flow", "space", "channels"];

static DECLARED: LazyLock<Write> = LazyLock::new(|| Write {
    command: SET.command,
    about: both(
        "Give to sub-accounts and take back: minutes, flow, channels and more",
        "给分账号增加、回收资源：分钟数、流量、频道数等",
    ),
    notes: NOTES,
    examples: EXAMPLES,
    does: ALLOTMENTS.does,
    fields: fields().leak(),
    key: SET.key,
    between,
    beside: COLUMNS,
    shown_by: SET.shown_by,
    ..Write::DEFAULT
});

const NOTES: Both = both(
    "Resources (R): minutes, concurrent, flow and space (in G), channels, link-mic-minutes, \
     guide-minutes, link-mic-limit, balance; the service's names of their fields are taken, too. \
     Amounts have no sign. Accounts and resources that are not named stay as they are.\n\n\
     A roster (--from) has a column email (邮箱), and columns such as `set minutes` (分钟数设为), \
     `give minutes` (增加分钟数), `take minutes` (回收分钟数), or together `floor minutes` \
     (分钟数下限) and `refill minutes` (分钟数补足到): where less than the floor is left, so much is \
     set. An empty cell changes nothing.\n\n\
     The plan is shown before it is confirmed. `give` and `take` of minutes, concurrent, flow and \
     space are exact while people watch; all else is set, and `computed from N` where N is what \
     the list says. What a plan needs beyond that is asked for by name, or allowed: decrease \
     (half is left, or less), zero (nothing is left), over-pool (more is given than the group has \
     left), many (more than 30 % of the accounts, and more than 10). An account of a saved plan \
     that has changed since is refused (exit status 5). For a cron job that tells whether \
     something would change: --dry-run --exit-code ends with 12.",
    "资源（R）：`minutes` 分钟数、`concurrent` 并发数、`flow` 点播流量和 `space` 点播空间（单位 G）、\
     `channels` 频道数、`link-mic-minutes` 连麦分钟数、`guide-minutes` 导播台分钟数、\
     `link-mic-limit` 连麦人数、`balance` 余额；也可用接口的字段名。\
     数量不带正负号。未提到的账号和资源保持不变。\n\n\
     名单（--from）要有邮箱列，以及分钟数设为、增加分钟数、回收分钟数这样的列，\
     或成对的分钟数下限和分钟数补足到：剩余低于下限时设为补足到的数量。\
     列名也可用英文，如 `set minutes`。空单元格表示不变。\n\n\
     确认之前会显示执行计划。分钟数、并发数、点播流量和点播空间的增加与回收是增量操作，\
     有人观看时也准确；其余资源都按目标值设置，计划中注明「按现有 N 计算」，N 是列表显示的数量。\
     有风险的计划会逐项询问，或用 --allow 允许：`decrease`（剩余减少一半或更多）、\
     `zero`（剩余归零）、`over-pool`（增加的超出集团剩余）、`many`（更改 30% 以上且多于 10 个账号）。\
     已保存的计划中，账号此后有变化的会被拒绝（退出状态 5）。\
     定时任务想知道是否会有变更：--dry-run --exit-code 以 12 退出。",
);

const EXAMPLES: &str = "\
polyv-group subaccounts allocate --email branch0001@hd.example.com \\
    --give minutes=500
polyv-group subaccounts allocate --where 'minutes < 100' \\
    --set minutes=1000 --budget minutes=50000
polyv-group subaccounts allocate --template=chinese > allot.csv
polyv-group subaccounts allocate --from allot.csv --dry-run \\
    -o json > plan.json
polyv-group subaccounts allocate --plan plan.json --yes --allow decrease
polyv-group subaccounts allocate --undo allot.csv.results.csv";

/// What may be typed, in the shape of a call. It is never sent itself.
pub fn declared() -> &'static Write {
    &DECLARED
}

/// The field for a way, by its word, and a resource: `set minutes`.
pub fn field_of(way: &str, resource: &Resource) -> Option<&'static Field> {
    let resource = RESOURCES.iter().position(|it| it.word == resource.word)?;
    let way = WAYS.iter().position(|it| it.word == way)?;
    // The first is the e-mail.
    declared().fields.get(1 + resource * WAYS.len() + way)
}

fn fields() -> Vec<Field> {
    let email = CREATE.fields.iter().filter(|field| field.api == SET.key);
    let email = email.map(|field| field.help(both("Login of the sub-account", "分账号的登录邮箱")));
    let of = |resource| WAYS.iter().map(move |way| field(resource, way));
    email.chain(RESOURCES.iter().flat_map(of)).collect()
}

fn field(resource: &'static Resource, way: &'static Way) -> Field {
    let forms = way.chinese.iter();
    let chinese = forms.flat_map(|form| {
        let names = resource.chinese.split(' ');
        names.map(move |name| form.replace('*', name))
    });
    let mut headings: Vec<String> = chinese.collect();
    let word = way.word;
    let words = std::iter::once(word).chain(Some(way.service).filter(|word| !word.is_empty()));
    headings.extend(words.flat_map(|word| {
        let mut names = vec![resource.word, resource.left, resource.target];
        order::sort(&mut names);
        names.dedup();
        names.into_iter().map(move |name| format!("{word}-{name}"))
    }));
    if word == "set" {
        // The service means a target by these names.
        let mut names = vec![resource.word, resource.target];
        names.dedup();
        headings.extend(names.into_iter().map(str::to_owned));
    }
    let is_money = resource.word == "balance";
    let rule: Rule = match (word, is_money, resource.most) {
        ("take", false, _) => |text, now| or_all(text, now, whole),
        ("take", true, _) => |text, now| or_all(text, now, money),
        (_, true, _) => money,
        (_, false, Some(_)) => link_mics,
        (_, false, None) => whole,
    };
    let field = Field::new(format!("{word} {}", resource.word).leak(), rule)
        .headings(headings.join(" ").leak())
        .units(units(resource))
        .help(way.help);
    match USUAL.contains(&resource.word) && (!TOP_UP.contains(&word) || resource.is_billed()) {
        true => field,
        false => field.seldom(),
    }
}

/// Units that may follow a heading: those of the same amount in a roster of new
/// accounts.
fn units(resource: &Resource) -> &'static [&'static str] {
    let word = match resource.word.ends_with("minutes") {
        true => "minutes",
        false => resource.target,
    };
    let mut fields = CREATE.fields.iter();
    let same = fields.find(|field| field.api == word);
    same.map_or(&[], |field| field.units)
}

/// Spreadsheets eat a `+` and people forget a `-`: the column says which it is.
fn unsigned(text: &str) -> Result<&str, Text> {
    let signs = ['+', '-', '\u{2212}', '\u{ff0b}', '\u{ff0d}'];
    match text.trim_start().starts_with(signs) {
        true => Err(both(
            "must not have a sign: `give` adds, `take` takes back",
            "不能带正负号：`give` 为增加，`take` 为回收",
        )
        .into()),
        false => Ok(text),
    }
}

fn whole(text: &str, now: &Now) -> Ruled {
    rules::count(unsigned(text)?, now)
}

fn money(text: &str, now: &Now) -> Ruled {
    rules::balance(unsigned(text)?, now)
}

fn link_mics(text: &str, now: &Now) -> Ruled {
    let mut fields = SET.fields.iter();
    let target = fields.find(|field| field.api == "linkMicLimit");
    target.map_or(rules::count as Rule, |field| field.rule)(unsigned(text)?, now)
}

fn or_all(text: &str, now: &Now, rule: Rule) -> Ruled {
    match text {
        ALL => Ok(ALL.into()),
        text => rule(text, now).map_err(|words| match text.contains(char::is_alphabetic) {
            true => text!("{words}, or {ALL}", "{words}，或 {ALL}"),
            false => words,
        }),
    }
}

/// One mode for each resource; a floor and its refill belong together.
fn between(draft: &mut Draft, _: &Now, found: &mut Vec<Finding>) {
    let mut is_empty = true;
    for resource in &RESOURCES {
        let typed = |way: &str| {
            let field = field_of(way, resource)?;
            draft.get(field.api).map(|text| (field.api, text))
        };
        let [floor, refill] = TOP_UP.map(typed);
        let modes = [typed("set"), typed("give"), typed("take"), floor.or(refill)];
        let mut modes = modes.into_iter().flatten();
        let Some((first, _)) = modes.next() else {
            continue;
        };
        is_empty = false;
        found.extend(modes.map(|(name, text)| {
            let rule = text!(
                "cannot be combined with `{first}`: one of them for an account",
                "不能与 `{first}` 同时使用：每个账号只能选其一"
            );
            Finding::new(name, text, rule)
        }));
        found.extend(pair_fault(resource, floor, refill));
    }
    if is_empty {
        let words = both("has no amount, so nothing changes", "没有数量，因此不变");
        found.push(Finding::new("", "", words).warning());
    }
}

/// What is wrong with a floor and a refill of one resource.
fn pair_fault(
    resource: &Resource,
    floor: Option<(&'static str, &str)>,
    refill: Option<(&'static str, &str)>,
) -> Option<Finding> {
    let lacks = |(name, text), other: &str| {
        let word = resource.word;
        let rule = text!("requires `{other} {word}`", "需要同时给出 `{other} {word}`");
        Some(Finding::new(name, text, rule))
    };
    let ((name, floor), (refill_name, refill)) = match (floor, refill) {
        (Some(floor), Some(refill)) => (floor, refill),
        (Some(floor), None) => return lacks(floor, "refill"),
        (None, Some(refill)) => return lacks(refill, "floor"),
        (None, None) => return None,
    };
    let number = |text: &str| Decimal::from_str_exact(text).ok();
    let rule = text!(
        "must not be below `{name}` ({floor})",
        "不能低于 `{name}`（{floor}）"
    );
    let is_below = number(refill)? < number(floor)?;
    is_below.then(|| Finding::new(refill_name, refill, rule))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::roster;
    use serde_json::json;

    const NOW: Now = Now { unix_millis: 0 };

    fn found(typed: &[(&str, &str)]) -> Vec<String> {
        let mut draft = Draft::new(declared());
        draft.set("email", "a@b.cn");
        for (name, text) in typed {
            let field = declared().fields.iter().find(|field| field.api == *name);
            draft.set(field.unwrap().api, *text);
        }
        let found = match draft.check(&NOW) {
            Ok(filled) => filled.warnings,
            Err(found) => found,
        };
        let words = |it: Finding| format!("{}: {}", it.field, it.text);
        found.into_iter().map(words).collect()
    }

    #[test]
    fn a_heading_means_one_field() {
        let mut seen = std::collections::HashMap::new();
        for field in declared().fields {
            let names = std::iter::once(field.api).chain(field.headings.split(' '));
            let plain = names.map(|name| name.replace([' ', '-'], "").to_lowercase());
            for name in plain.collect::<std::collections::HashSet<_>>() {
                assert_eq!(seen.insert(name.clone(), field.api), None, "{name}");
            }
        }
        assert_eq!(declared().fields.len(), 1 + 9 * 5);
    }

    #[test]
    fn every_way_is_headed_in_chinese_for_every_resource() {
        for resource in &RESOURCES {
            for way in &WAYS {
                let field = field_of(way.word, resource).unwrap();
                let names = resource.chinese.split(' ');
                let headings = way
                    .chinese
                    .iter()
                    .flat_map(|form| names.clone().map(|name| form.replace('*', name)));
                let headings: Vec<String> = headings.collect();
                assert_eq!(field.chinese(), headings[0]);
                for heading in headings {
                    let pair = match way.word {
                        "floor" => Some(format!("{}补足到", resource.name().zh)),
                        "refill" => Some(format!("{}下限", resource.name().zh)),
                        _ => None,
                    };
                    let text = match pair {
                        Some(other) => format!("邮箱,{heading},{other}\na@b.cn,5,5\n"),
                        None => format!("邮箱,{heading}\na@b.cn,5\n"),
                    };
                    let (asked, _) = read(&text);
                    let amount = asked[field.api].as_f64();
                    assert_eq!(amount, Some(5.0), "{heading}: {asked}");
                }
            }
        }
        let usual = WAYS.iter().map(|way| way.chinese[0].replace('*', "分钟数"));
        let usual: Vec<String> = usual.collect();
        let expected = "分钟数设为 增加分钟数 回收分钟数 分钟数下限 分钟数补足到";
        assert_eq!(usual.join(" "), expected);
    }

    /// What a roster with this heading line and row asks for, and its notes.
    fn read(text: &str) -> (serde_json::Value, Vec<String>) {
        let roster = roster::read(text.as_bytes(), declared(), false, &NOW).unwrap();
        let notes = roster.notes.iter().map(|note| note.en().to_owned());
        (roster.rows[0].filled.masked().into(), notes.collect())
    }

    #[test]
    fn what_an_export_says_is_not_an_order() {
        let note = |columns: &str| {
            let end = "`polyv-group subaccounts allocate --template` prints those that are.";
            vec![format!("Columns of a list are not read: {columns}. {end}")]
        };
        let export = "email,userId,appSecret,remainMinutes,maxChannels,give minutes,set channels\n\
                      a@b.cn,u,hush,300,20,5,7\n";
        let expected = json!({"email": "a@b.cn", "give minutes": 5, "set channels": 7});
        let columns = "userId, appSecret, remainMinutes, maxChannels";
        assert_eq!(read(export), (expected, note(columns)));
        let expected = json!({"email": "a@b.cn", "give minutes": 5});
        let with_left = "email,remainMinutes,add minutes\na@b.cn,300,5\n";
        assert_eq!(read(with_left), (expected, note("remainMinutes")));
        let expected = json!({"email": "a@b.cn", "set channels": 20, "set minutes": 5});
        let by_name = "email,maxChannels,minutes\na@b.cn,20,5\n";
        assert_eq!(read(by_name), (expected, vec![]));
    }

    #[test]
    fn one_mode_of_each_resource_and_pairs_of_floor_and_refill() {
        let one = |first| format!("cannot be combined with `{first}`: one of them for an account");
        for (typed, faults) in [
            (&[("set minutes", "5"), ("give flow", "5")][..], vec![]),
            (&[("floor minutes", "5"), ("refill minutes", "5")], vec![]),
            (
                &[
                    ("give minutes", "5"),
                    ("set minutes", "6"),
                    ("take minutes", "7"),
                ],
                vec![
                    format!("give minutes: {}", one("set minutes")),
                    format!("take minutes: {}", one("set minutes")),
                ],
            ),
            (
                &[
                    ("give flow", "5"),
                    ("floor flow", "6"),
                    ("refill flow", "7"),
                ],
                vec![format!("floor flow: {}", one("give flow"))],
            ),
            (
                &[("floor minutes", "5"), ("refill flow", "7")],
                vec![
                    "floor minutes: requires `refill minutes`".to_owned(),
                    "refill flow: requires `floor flow`".to_owned(),
                ],
            ),
            (
                &[("floor balance", "5.10"), ("refill balance", "5.09")],
                vec!["refill balance: must not be below `floor balance` (5.10)".to_owned()],
            ),
            (&[], vec![": has no amount, so nothing changes".to_owned()]),
        ] {
            assert_eq!(found(typed), faults, "{typed:?}");
        }
    }

    #[test]
    fn amounts_keep_the_rule_of_their_resource_and_have_no_sign() {
        let sign = "must not have a sign: `give` adds, `take` takes back";
        let whole = "must be a whole number, 0 or more, digits only";
        for (name, text, rule) in [
            ("set minutes", "0", ""),
            ("set minutes", "+5", sign),
            ("give minutes", "-5", sign),
            ("give minutes", "−5", sign),
            ("take minutes", "＋5", sign),
            ("give balance", "-5", sign),
            ("set minutes", "5.5", whole),
            ("set minutes", "all", whole),
            ("set minutes", "2147483648", "must not be above 2147483647"),
            (
                "set minutes",
                "1,000",
                "must be written without thousands separators: 1000",
            ),
            ("set link-mic-limit", "16", ""),
            ("set link-mic-limit", "17", "must be at most 16"),
            ("take link-mic-limit", "17", ""),
            ("set balance", "12.30", ""),
            ("take balance", "all", ""),
            ("take space", "all", ""),
            ("take space", "5.5", whole),
            (
                "take flow",
                "alll",
                "must be a whole number, 0 or more, digits only, or all",
            ),
        ] {
            let expected = match rule {
                "" => vec![],
                rule => vec![format!("{name}: {rule}")],
            };
            assert_eq!(found(&[(name, text)]), expected, "{text}");
        }
    }
}
