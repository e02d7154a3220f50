//! What the service offers, as data: an endpoint a `static`, a noun a file.

mod account_rows;
pub mod allocate;
pub mod allocations;
pub mod billing;
pub mod children;
pub mod departments;
pub mod finding;
pub mod group;
pub mod ids;
pub mod met;
pub mod new_key;
pub mod organization;
pub mod password;
pub mod resources;
pub(crate) mod rules;
pub mod send;
pub mod spec;
pub mod subaccounts;
pub(crate) mod times;
pub mod write;

use crate::lang::{Both, both};
use spec::Read;
use write::Write;

/// An endpoint that has a command.
#[derive(Clone, Copy, Debug)]
pub enum Endpoint {
    /// A call that reads.
    Read(&'static Read),
    /// A call that writes.
    Write(&'static Write),
    /// The calls that allocate, which are one command.
    Allocate,
}

impl Endpoint {
    /// Noun and verb.
    pub fn command(&self) -> (&'static str, &'static str) {
        match self {
            Endpoint::Read(read) => read.command,
            Endpoint::Write(write) => write.command,
            Endpoint::Allocate => allocate::SET.command,
        }
    }
}

/// The endpoints that have a command, in the order of the help.
pub static ENDPOINTS: &[Endpoint] = &[
    Endpoint::Read(&subaccounts::LIST),
    Endpoint::Read(&subaccounts::GET),
    Endpoint::Write(&subaccounts::CREATE),
    Endpoint::Allocate,
    Endpoint::Write(&subaccounts::RESET_SECRET),
    Endpoint::Read(&group::INFO),
    Endpoint::Read(&group::HEALTH),
    Endpoint::Read(&allocations::LOG),
    Endpoint::Read(&billing::GROUP),
    Endpoint::Read(&billing::SUBACCOUNTS),
    Endpoint::Read(&children::LIST),
    Endpoint::Read(&children::ROLES),
    Endpoint::Write(&children::CREATE),
    Endpoint::Write(&children::UPDATE),
    Endpoint::Write(&children::DELETE),
    Endpoint::Read(&organization::LIST),
    Endpoint::Write(&departments::CREATE),
    Endpoint::Write(&departments::DELETE),
];

/// The nouns in the order of the help: name, help, examples.
pub static NOUNS: &[(&str, Both, &str)] = &[
    (
        "subaccounts",
        both(
            "The full accounts of the group, each with its own appId",
            "集团的分账号，各有自己的 appId",
        ),
        "polyv-group subaccounts list\n\
         polyv-group subaccounts create --from roster.csv --dry-run",
    ),
    (
        "group",
        both("The group account itself", "集团主账号本身"),
        "polyv-group group info",
    ),
    (
        "allocations",
        both(
            "What the group gave to its sub-accounts, and took back",
            "集团给分账号增加和回收的资源",
        ),
        "polyv-group allocations log --since 7d",
    ),
    (
        "billing",
        both("What was used and charged, day by day", "每日用量与扣费"),
        "polyv-group billing group --month 2022-05",
    ),
    (
        "children",
        both(
            "Child accounts: staff logins inside one account",
            "子账号：同一账号内员工的登录账号",
        ),
        "polyv-group children list --limit 10",
    ),
    (
        "organization",
        both("The departments of one account", "账号的组织架构（部门）"),
        "polyv-group organization list",
    ),
];

#[cfg(test)]
mod tests {
    use super::spec::Shape;
    use super::*;
    use crate::api::Page;
    use crate::row::Document;
    use crate::sign::Params;
    use crate::text;

    fn reads() -> impl Iterator<Item = &'static Read> {
        ENDPOINTS.iter().filter_map(|endpoint| match endpoint {
            Endpoint::Read(read) => Some(*read),
            Endpoint::Write(_) | Endpoint::Allocate => None,
        })
    }

    /// The `data` of the published answer; none of this call may be published.
    fn sample(read: &Read) -> Option<Document> {
        let name = read.path.trim_start_matches("/live").trim_matches('/');
        let start = format!("{}.success", name.replace('/', "."));
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/samples");
        let mut files = std::fs::read_dir(folder)
            .unwrap()
            .map(|f| f.unwrap().path());
        let file = files.find(|file| {
            file.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with(&start)
        })?;
        let whole: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        Document::read(&whole["data"].to_string(), &["contents"]).ok()
    }

    #[test]
    fn every_field_of_the_published_answers_has_a_column() {
        let mut seen = Vec::new();
        for read in reads() {
            let Some(mut data) = sample(read) else {
                continue;
            };
            let row = match read.shape {
                Shape::Pages(_) => Page::read(data).unwrap().rows.remove(0),
                Shape::Array => Page::array(data).unwrap().rows.remove(0),
                Shape::Object => data.step_in().unwrap().flatten(),
            };
            for name in row.names() {
                let mut columns = read.columns.iter();
                assert!(columns.any(|c| c.field == name), "{} {name}", read.path);
            }
            seen.push(read.command);
        }
        assert!(seen.len() >= 5, "{seen:?}");
    }

    #[test]
    fn what_a_write_does_is_a_sentence_in_both_languages() {
        let does = |does: write::Does, name| {
            let (verb, target) = (does.verb, (does.named)(name));
            let text = text!("{verb} {target}", "{verb}{target}");
            format!("{}, {}", text.en(), text.zh())
        };
        for (call, expected) in [
            (
                &subaccounts::CREATE,
                "create the sub-account x, 新建分账号 x",
            ),
            (
                &subaccounts::RESET_SECRET,
                "reset the appSecret of x, 重置分账号 x 的 appSecret",
            ),
            (
                &children::UPDATE,
                "update the child account x, 修改子账号 x",
            ),
            (&departments::DELETE, "delete the department x, 删除部门 x"),
            (
                &allocate::SET,
                "set the resources of x, 设置分账号 x 的资源",
            ),
        ] {
            assert_eq!(does(call.does, "x"), expected);
        }
        for endpoint in ENDPOINTS {
            if let Endpoint::Write(call) = endpoint {
                let does = call.does;
                let words = [does.verb, does.done, does.what];
                assert!(words.iter().all(|word| !word.is_empty()), "{}", call.path);
            }
        }
    }

    #[test]
    fn every_command_has_a_name_of_its_own_below_a_noun() {
        for (at, endpoint) in ENDPOINTS.iter().enumerate() {
            let (noun, _) = endpoint.command();
            assert!(NOUNS.iter().any(|(name, ..)| *name == noun), "{noun}");
            let earlier = &ENDPOINTS[..at];
            assert!(earlier.iter().all(|e| e.command() != endpoint.command()));
        }
    }

    #[test]
    fn an_email_keeps_the_same_rule_in_every_write() {
        let now = spec::Now { unix_millis: 0 };
        for endpoint in ENDPOINTS {
            let Endpoint::Write(write) = endpoint else {
                continue;
            };
            let fields = write.fields.iter();
            let of_email = fields.filter(|field| field.api.to_lowercase().ends_with("email"));
            for field in of_email.clone() {
                let rule = (field.rule)("ａ@b.cn", &now);
                assert_eq!(rule, rules::email("ａ@b.cn", &now), "{}", write.path);
            }
            let is_of_departments = write.command.0 == "organization";
            let expected = usize::from(!is_of_departments);
            assert_eq!(of_email.count(), expected, "{}", write.path);
        }
    }

    #[test]
    fn a_name_or_heading_means_one_column_of_a_list() {
        let table = |read: &Read| read.table.map_or(&[][..], |table| table.columns);
        for columns in reads().flat_map(|read| [read.columns, table(read)]) {
            for column in columns {
                let names = [column.field, column.heading, column.chinese()];
                for name in names.into_iter().filter(|name| !name.is_empty()) {
                    let named = columns.iter().filter(|other| other.is_named_by(name));
                    assert_eq!(named.count(), 1, "{name}");
                }
            }
        }
    }

    #[test]
    fn every_column_of_a_list_has_a_chinese_name() {
        let table = |read: &Read| read.table.map_or(&[][..], |table| table.columns);
        for column in reads().flat_map(|read| [read.columns, table(read)].concat()) {
            assert_ne!(column.chinese(), "", "{}", column.field);
        }
    }

    #[test]
    fn a_resource_has_the_names_of_its_column() {
        for resource in &resources::RESOURCES {
            let mut columns = subaccounts::COLUMNS.iter();
            let column = columns
                .find(|column| column.field == resource.left)
                .unwrap();
            let mut names = resource.chinese.split(' ');
            assert!(
                names.any(|name| column.chinese().ends_with(name)),
                "{}",
                resource.word
            );
        }
    }

    #[test]
    fn e_mails_come_first_and_the_page_last_by_their_documented_names() {
        let emails = ["a@b.c".to_owned(), "d+e@f.g".to_owned()];
        let asked = |read: &Read, query| {
            let lists = read.lists(Some(&emails), &query);
            format!("{}?{}", read.path, lists[0].request(2, 50).shown())
        };
        assert_eq!(
            asked(&subaccounts::LIST, Params::new()),
            "/live/v4/group/user/package/list?emails=a%40b.c%2Cd%2Be%40f.g&pageNumber=2&pageSize=50"
        );
        assert_eq!(
            asked(&children::LIST, Params::new()),
            "/live/v4/user/children/list?childEmail=a%40b.c%2Cd%2Be%40f.g&pageNumber=2&pageSize=50"
        );
        assert_eq!(
            asked(&allocations::LOG, Params::new().with("type", "all")),
            "/v2/group/account/list-allocate-log?emails=a%40b.c%2Cd%2Be%40f.g&type=all&page=2\
             &pageSize=50"
        );
        let all = subaccounts::LIST.lists(None, &Params::new());
        assert_eq!(all[0].request(1, 100).shown(), "pageNumber=1&pageSize=100");
        assert!(
            subaccounts::LIST
                .lists(Some(&[]), &Params::new())
                .is_empty()
        );
    }
}
