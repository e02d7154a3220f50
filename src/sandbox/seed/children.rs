//! The seeded child accounts: staff logins of the group's main account, and two
//! of every tenth sub-account.

use std::collections::HashMap;

use super::super::json::Object;
use super::super::rng::Rng;
use super::super::world::Child;
use super::{ROLES, Stream, day, rng};

/// Every so many sub-accounts one has children.
const EVERY: usize = 10;
const PER_SUB_ACCOUNT: usize = 2;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

const DEPARTMENTS: [(u32, &str); 4] = [
    (2743, "测试部门"),
    (2744, "市场部"),
    (2745, "华东\"大区\",一部"),
    (2746, "客服"),
];

/// Names of the first children; the others are numbered.
const ODD_NAMES: [&str; 6] = [
    "测试员一",
    "前台,\"白班\"",
    "=1+1",
    "值班\n夜班",
    "运营🎬",
    "＠全角",
];

/// Children of the group's main account.
pub(super) fn of_group(count: usize, seed: u64) -> Vec<Child> {
    let child = |index| {
        let email = format!("staff{:05}@group.example.com", index + 1);
        child(email, index, &mut rng(seed, Stream::Children, index))
    };
    (0..count).map(child).collect()
}

/// Children of the sub-accounts, by index.
pub(super) fn of_sub_accounts(count: usize, seed: u64) -> HashMap<usize, Vec<Child>> {
    let staff = |account: usize| {
        let mut rng = rng(seed, Stream::SubAccountChildren, account);
        let child = |index| {
            let email = format!("desk{index}@sub{account:04}.example.com");
            child(email, index + ODD_NAMES.len(), &mut rng)
        };
        (account, (0..PER_SUB_ACCOUNT).map(child).collect())
    };
    (0..count).step_by(EVERY).map(staff).collect()
}

fn child(email: String, index: usize, rng: &mut Rng) -> Child {
    let name = ODD_NAMES.get(index).map_or_else(
        || format!("员工{:04}", index + 1),
        |name| (*name).to_owned(),
    );
    let status = if index % 9 == 8 { "FROZEN" } else { "NORMAL" };
    let object = Object::new()
        .text("childUserId", &rng.code(12))
        .text("childName", &name)
        .text("childEmail", &email);
    let object = department(optional(object, index), rng.below(8)).text("status", status);
    let (role_id, role_name) = rng.pick(&ROLES);
    let created = day("20221207") + rng.below(900) * DAY_MS + rng.below(DAY_MS);
    let row = object
        .raw("roleId", role_id)
        .text("roleName", role_name)
        .raw("createdTime", created);
    Child {
        email: email.to_lowercase(),
        row: row.finish(),
    }
}

/// What need not be given at creation is null on some rows and missing on
/// others.
fn optional(object: Object, index: usize) -> Object {
    match index % 7 {
        2 => object.raw("description", "null").raw("telephone", "null"),
        5 => object,
        _ => object
            .text("description", "负责直播测试,并整理\"问题清单\"")
            .text("telephone", &format!("1230000{index:04}")),
    }
}

fn department(object: Object, choice: i64) -> Object {
    let chosen = usize::try_from(choice).unwrap_or(0);
    match DEPARTMENTS.get(chosen) {
        Some((id, name)) => object
            .raw("organizationId", id)
            .text("organizationName", name),
        None if chosen == DEPARTMENTS.len() => object
            .raw("organizationId", "null")
            .raw("organizationName", "null"),
        None => object
            .raw("organizationId", 1)
            .text("organizationName", "总部"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_nulls_and_gaps() {
        let rows = of_group(100, 1);
        let count = |text: &str| rows.iter().filter(|child| child.row.contains(text)).count();
        assert_eq!(count(r#""telephone":null"#), 14);
        assert_eq!(count(r#""telephone":"#), 86);
        assert_eq!(count(r#""status":"FROZEN""#), 11);
        assert!(count(r#""organizationId":null"#) > 0);
        assert!(rows[3].row.contains(r#""childName":"值班\n夜班""#));
    }

    #[test]
    fn every_tenth_sub_account_has_two() {
        let children = of_sub_accounts(25, 1);
        let mut owners: Vec<usize> = children.keys().copied().collect();
        owners.sort_unstable();
        assert_eq!(owners, [0, 10, 20]);
        assert_eq!(children[&10].len(), 2);
    }
}
