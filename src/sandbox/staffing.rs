//! The staff of an account and its departments, and the endpoints that change
//! them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::APP_ID;
use super::check::Asked;
use super::refusal::{Data, Refusal};
use super::rng::Rng;
use super::seed;
use super::staff::{Node, Row};
use super::world::{Caller, World};

/// Documented: levels of departments, the root being the first of them here
/// (whether the service counts it is not documented).
const MOST_LEVELS: usize = 5;

/// A child account: seeded with a number, or created.
pub(super) enum Child<'w> {
    Seeded(usize),
    Created(&'w Row),
}

impl World {
    /// The appId of the account.
    fn owner(&self, caller: Caller) -> &str {
        caller.map_or(APP_ID, |index| &self.account(index).app_id)
    }

    /// The child accounts of the caller with their e-mails in lower case.
    pub(super) fn children(&self, caller: Caller) -> impl Iterator<Item = (String, Child<'_>)> {
        let staff = &self.kept.staff;
        let seeded = self.seeded_children(caller).enumerate();
        let seeded = seeded.map(|(index, email)| (email, Child::Seeded(index)));
        let created = staff.created.get(self.owner(caller));
        let created = created.into_iter().flatten();
        seeded
            .filter(|(email, _)| !staff.deleted.contains(email))
            .chain(created.map(|row| (email_of(row), Child::Created(row))))
    }

    /// Its row of children/list.
    pub(super) fn child_row(&self, caller: Caller, child: &Child<'_>) -> Value {
        match child {
            Child::Seeded(index) => self.seeded_child(caller, *index),
            Child::Created(row) => Value::Object((*row).clone()),
        }
    }

    /// The departments of the caller; unless they were changed every account's
    /// are the same.
    pub(super) fn nodes(&self, caller: Caller) -> Vec<Node> {
        let changed = self.kept.staff.trees.get(self.owner(caller));
        changed.cloned().unwrap_or_else(|| {
            let seeded = seed::DEPARTMENTS.iter().zip(seed::EDGES);
            let node = |((id, name), (left, right, parent)): (&(u32, &str), _)| Node {
                id: *id,
                name: (*name).into(),
                description: None,
                left,
                right,
                parent,
            };
            seeded.map(node).collect()
        })
    }

    fn node(&self, caller: Caller, id: &Value, name: &str) -> Result<Node, Refusal> {
        let mut nodes = self.nodes(caller).into_iter();
        let found = nodes.find(|node| *id == node.id);
        found.ok_or_else(|| Refusal::invalid(name))
    }

    /// What the sent values change of a child's row.
    fn changes(&self, asked: &Asked) -> Result<Row, Refusal> {
        let values = &asked.values;
        let texts = ["childName", "telephone", "description"].into_iter();
        let sent = |name: &str| Some((name.to_owned(), values.get(name)?.clone()));
        let mut changes: Row = texts.filter_map(sent).collect();
        if let Some(id) = values.get("roleId") {
            let found = seed::ROLES.iter().find(|(known, _)| id == known);
            let (_, role) = found.ok_or_else(|| Refusal::invalid("roleId"))?;
            changes.insert("roleId".into(), id.clone());
            changes.insert("roleName".into(), (*role).into());
        }
        if let Some(id) = values.get("organizationId") {
            let node = self.node(asked.caller, id, "organizationId")?;
            changes.insert("organizationId".into(), id.clone());
            changes.insert("organizationName".into(), node.name.into());
        }
        Ok(changes)
    }

    /// The row of a created child account, to be changed.
    fn created(&mut self, caller: Caller, email: &str) -> Option<&mut Row> {
        let owner = self.owner(caller).to_owned();
        let mut rows = self.kept.staff.created.get_mut(&owner)?.iter_mut();
        rows.find(|row| email_of(row) == email)
    }
}

fn email_of(row: &Row) -> String {
    let email = row.get("childEmail").and_then(Value::as_str);
    email.unwrap_or_default().to_lowercase()
}

fn asked_email(asked: &Asked) -> &str {
    asked.values["childEmail"].as_str().unwrap_or_default()
}

/// The words of another call of the service for the same fault.
fn refuse_unknown(world: &World, asked: &Asked) -> Result<String, Refusal> {
    let email = asked_email(asked).to_lowercase();
    match world
        .children(asked.caller)
        .any(|(known, _)| known == email)
    {
        true => Ok(email),
        false => Err(Refusal::parameter("not found user children")),
    }
}

/// A new child of the calling account, listed at once; the answer is its row.
/// How the service words that an e-mail is taken is not documented.
pub(super) fn create_child(world: &mut World, asked: &Asked) -> Data {
    let email = asked_email(asked);
    let taken = email.to_lowercase();
    if world
        .children(asked.caller)
        .any(|(known, _)| known == taken)
    {
        return Err(Refusal::parameter("邮箱已存在"));
    }
    let id = Rng::of_text(&format!("{taken} {}", asked.now_ms)).code(12);
    let row = json!({
        "childUserId": id,
        "childName": null,
        "childEmail": email,
        "description": null,
        "telephone": null,
        "organizationId": null,
        "organizationName": null,
        "status": "NORMAL",
        "roleId": null,
        "roleName": null,
        "createdTime": asked.now_ms,
    });
    let mut row: Row = row.as_object().cloned().unwrap_or_default();
    row.extend(world.changes(asked)?);
    let owner = world.owner(asked.caller).to_owned();
    let created = world.kept.staff.created.entry(owner).or_default();
    created.push(row.clone());
    Ok(row.into())
}

/// Changes a child of the calling account, which its e-mail names. Roles and
/// organizations must exist.
pub(super) fn update_child(world: &mut World, asked: &Asked) -> Data {
    let changes = world.changes(asked)?;
    let email = refuse_unknown(world, asked)?;
    match world.created(asked.caller, &email) {
        Some(row) => row.extend(changes),
        None => {
            let changed = &mut world.kept.children;
            changed.entry(email).or_default().extend(changes);
        }
    }
    Ok(true.into())
}

/// Deletes a child of the calling account.
pub(super) fn delete_child(world: &mut World, asked: &Asked) -> Data {
    let email = refuse_unknown(world, asked)?;
    if world.created(asked.caller, &email).is_some() {
        let owner = world.owner(asked.caller).to_owned();
        let rows = world.kept.staff.created.get_mut(&owner);
        let rows = rows.into_iter();
        rows.for_each(|rows| rows.retain(|row| email_of(row) != email));
    } else {
        world.kept.children.remove(&email);
        world.kept.staff.deleted.insert(email);
    }
    Ok(true.into())
}

/// A new department, the first below its parent; the answer is its row. The
/// words for too deep a tree are a guess.
pub(super) fn create_node(world: &mut World, asked: &Asked) -> Data {
    let values = &asked.values;
    let parent = world.node(asked.caller, &values["parentId"], "parentId")?;
    let mut nodes = world.nodes(asked.caller);
    let levels = nodes.iter().filter(|node| node.is_above(&parent)).count();
    if levels >= MOST_LEVELS {
        return Err(Refusal::parameter("组织架构最多支持5级"));
    }
    for node in &mut nodes {
        for edge in [&mut node.left, &mut node.right] {
            *edge += if *edge > parent.left { 2 } else { 0 };
        }
    }
    let text = |name: &str| values[name].as_str().map(str::to_owned);
    world.kept.staff.nodes += 1;
    let first = seed::DEPARTMENTS.iter().map(|(id, _)| id).max();
    let node = Node {
        id: first.unwrap_or(&0) + world.kept.staff.nodes,
        name: text("name").unwrap_or_default(),
        description: text("description"),
        left: parent.left + 1,
        right: parent.left + 2,
        parent: parent.id,
    };
    let row = node.row();
    nodes.insert(0, node);
    let owner = world.owner(asked.caller).to_owned();
    world.kept.staff.trees.insert(owner, nodes);
    Ok(row)
}

/// Deletes a department and all below it, unless a child account sits there; the
/// answer is null (documented). The words of the refusals are a guess.
pub(super) fn delete_node(world: &mut World, asked: &Asked) -> Data {
    let id = &asked.values["organizationId"];
    let gone = world.node(asked.caller, id, "organizationId")?;
    if gone.parent == 0 {
        return Err(Refusal::parameter("不能删除根组织"));
    }
    let mut nodes = world.nodes(asked.caller);
    let below = nodes.iter().filter(|node| gone.is_above(node));
    let below: BTreeSet<u32> = below.map(|node| node.id).collect();
    let sits_there = |(_, child): (String, Child<'_>)| {
        let row = world.child_row(asked.caller, &child);
        below.iter().any(|id| row["organizationId"] == *id)
    };
    if world.children(asked.caller).any(sits_there) {
        return Err(Refusal::parameter("该组织架构下存在子账号，不能删除"));
    }
    nodes.retain(|node| !below.contains(&node.id));
    let width = gone.right - gone.left + 1;
    for node in &mut nodes {
        for edge in [&mut node.left, &mut node.right] {
            *edge -= if *edge > gone.right { width } else { 0 };
        }
    }
    let owner = world.owner(asked.caller).to_owned();
    world.kept.staff.trees.insert(owner, nodes);
    Ok(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::client::{CHILDREN, Client, LIST, UPDATE};
    use super::*;

    const CREATE: &str = "/live/v4/user/children/create";
    const DELETE: &str = "/live/v4/user/children/delete";
    const NODES: &str = "/live/v4/user/organization/list";
    const NEW_NODE: &str = "/live/v4/user/organization/create";
    const NO_NODE: &str = "/live/v4/user/organization/delete";

    fn refusal((status, answer): (u16, Value)) -> String {
        assert_eq!(status, 400, "{answer}");
        answer["error"]["desc"].as_str().unwrap().to_owned()
    }

    /// A client whose state file is in the folder.
    fn kept(folder: &tempfile::TempDir) -> Client {
        Client::with(Options {
            state_file: Some(folder.path().join("state/sandbox.json")),
            ..Options::default()
        })
    }

    fn create(client: &Client, email: &str, changes: Value) -> (u16, Value) {
        let mut body = json!({
            "childEmail": email, "childName": "李四", "password": "abcd1234", "roleId": 391
        });
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        client.post_json(CREATE, &body.to_string())
    }

    #[test]
    fn a_changed_child_is_kept_and_a_foreign_one_refused() {
        let folder = tempfile::tempdir().unwrap();
        let client = kept(&folder);
        let row = |client: &Client| client.rows(CHILDREN, "")[2].clone();
        let mut expected = row(&client);
        let email = expected["childEmail"].clone();
        let update = |mut body: Value| {
            let by_default = body.get("childEmail").unwrap_or(&email).clone();
            body["childEmail"] = by_default;
            client.post_json(UPDATE, &body.to_string())
        };
        let changed = update(json!({
            "childName": "李四", "password": "abcd1234", "roleId": "394",
            "telephone": 12_300_000_000_u64, "organizationId": 1
        }));
        assert_eq!(changed.1["data"], true);
        let capitals = email.as_str().unwrap().to_uppercase();
        update(json!({"childEmail": capitals, "description": "x"}));
        for (name, value) in [
            ("childName", json!("李四")),
            ("description", json!("x")),
            ("telephone", json!("12300000000")),
            ("organizationId", json!(1)),
            ("organizationName", json!("总部")),
            ("roleId", json!(394)),
            ("roleName", json!("运营")),
        ] {
            expected[name] = value;
        }
        assert_eq!(row(&kept(&folder)).to_string(), expected.to_string());

        let foreign = json!({"childEmail": "desk0@sub0000.example.com"});
        assert_eq!(refusal(update(foreign)), "not found user children");
        let unknown = json!({"roleId": 1});
        assert_eq!(refusal(update(unknown)), "param validate error: roleId");
        let long = json!({"password": "a1".repeat(9)});
        assert_eq!(refusal(update(long)), "param length is incorrect: password");
    }

    #[test]
    fn a_created_child_is_listed_at_once_changed_and_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let (client, filter) = (kept(&folder), "childEmail=new@x");
        let changes = json!({"organizationId": "2743", "telephone": 12_300_000_000_u64});
        let (status, answer) = create(&client, "New@x", changes);
        assert_eq!(status, 200);
        let row = client.rows(CHILDREN, filter).remove(0);
        assert_eq!(row, answer["data"]);
        let shown = ["childEmail", "organizationName", "roleName", "telephone"];
        let shown = shown.map(|name| row[name].as_str().unwrap());
        assert_eq!(shown, ["New@x", "测试部门", "直播管理员", "12300000000"]);
        assert_eq!(refusal(create(&client, "nEW@x", json!({}))), "邮箱已存在");

        let update = json!({"childEmail": "NEW@x", "childName": "王五"});
        assert_eq!(client.post_json(UPDATE, &update.to_string()).0, 200);
        assert_eq!(kept(&folder).rows(CHILDREN, filter)[0]["childName"], "王五");

        let of_account = kept(&folder).sub_account(3);
        let foreign = of_account.post(DELETE, filter);
        assert_eq!(refusal(foreign), "not found user children");
        assert_eq!(client.post(DELETE, "childEmail=neW@x").1["data"], true);
        assert_eq!(kept(&folder).rows(CHILDREN, filter), Vec::<Value>::new());
        let again = client.post(DELETE, filter);
        assert_eq!(refusal(again), "not found user children");
    }

    #[test]
    fn a_seeded_child_that_was_deleted_is_gone_and_may_be_created_again() {
        let client = Client::new();
        let old = client.rows(CHILDREN, "")[0].clone();
        let email = old["childEmail"].as_str().unwrap();
        let delete = || client.post(DELETE, &format!("childEmail={email}"));
        assert_eq!(delete().0, 200);
        assert_ne!(
            client.rows(CHILDREN, "")[0]["childEmail"],
            old["childEmail"]
        );
        assert_eq!(client.get(CHILDREN, "").1["data"]["totalItems"], 1204);
        assert_eq!(create(&client, email, json!({})).0, 200);
        assert_eq!(client.get(CHILDREN, "").1["data"]["totalItems"], 1205);
        assert_eq!(delete().0, 200);
        assert_eq!(client.get(CHILDREN, "").1["data"]["totalItems"], 1204);
    }

    /// Names with both edges and the parent, as the list has them.
    fn tree(client: &Client) -> String {
        let (_, body) = client.get(NODES, "");
        let nodes = body["data"].as_array().unwrap().iter();
        let shown = nodes.map(|node| {
            let name = node["name"].as_str().unwrap();
            format!(
                "{name} {} {} {}",
                node["lft"], node["rgt"], node["parentId"]
            )
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_new_node_is_the_first_of_its_siblings_and_one_that_goes_takes_all_below() {
        let folder = tempfile::tempdir().unwrap();
        let client = kept(&folder);
        let before = tree(&client);
        let new = |name: &str, parent: Value| {
            let body = json!({"parentId": parent, "name": name});
            client.post_json(NEW_NODE, &body.to_string())
        };
        let (_, answer) = new("新部", json!("2745"));
        let id = answer["data"]["id"].clone();
        new("新组", id.clone());
        assert_eq!(
            tree(&kept(&folder)),
            "新组 8 9 2747, 新部 7 10 2745, 测试部门 2 3 1, 市场部 4 5 1, \
             华东大区一部 6 13 1, 客服 11 12 2745, 总部 1 14 0"
        );
        let other = kept(&folder).sub_account(3);
        assert_eq!(tree(&other), before);

        let deep = ["2748", "2749"].map(|parent| new("x", json!(parent)));
        assert_eq!(deep[0].0, 200);
        assert_eq!(refusal(deep[1].clone()), "组织架构最多支持5级");
        let delete = |id: &Value| client.post(NO_NODE, &format!("organizationId={id}"));
        let child = create(&client, "new@x", json!({"organizationId": 2749}));
        assert_eq!(child.0, 200);
        let words = "该组织架构下存在子账号，不能删除";
        assert_eq!(refusal(delete(&id)), words);
        client.post(DELETE, "childEmail=new@x");
        let (status, answer) = delete(&id);
        assert_eq!((status, &answer["data"]), (200, &Value::Null));
        assert_eq!(tree(&kept(&folder)), before);
        assert_eq!(refusal(delete(&id)), "param validate error: organizationId");
        assert_eq!(refusal(delete(&json!(1))), "不能删除根组织");
        let (_, again) = new("新部", json!(1));
        assert_eq!(again["data"]["id"], 2750, "no id is given twice");
        for (body, words) in [
            (
                json!({"parentId": 9, "name": "x"}),
                "param validate error: parentId",
            ),
            (json!({"parentId": 1}), "param should not be empty: name"),
            (
                json!({"parentId": 1, "name": "十二个字以内才是合规的名"}),
                "",
            ),
            (
                json!({"parentId": 1, "name": "十三个字就不再是合规的名字"}),
                "param length is incorrect: name",
            ),
        ] {
            let answer = client.post_json(NEW_NODE, &body.to_string());
            match words {
                "" => assert_eq!(answer.0, 200, "{body}"),
                words => assert_eq!(refusal(answer), words),
            }
        }
    }

    #[test]
    fn a_state_file_without_staff_is_read_as_before() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state/sandbox.json");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, r#"{"version":1,"accounts":[]}"#).unwrap();
        let client = kept(&folder);
        assert_eq!(client.rows(LIST, "").len(), 10);
        let new = json!({"email": "a@x", "password": "abcd1234", "contacts": "x",
            "phone": "12399999999", "maxChannels": 1, "minutes": 1});
        let made = client.post_json(super::super::client::CREATE, &new.to_string());
        assert_eq!(made.0, 200);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains("staff"), "{text}");
    }
}
