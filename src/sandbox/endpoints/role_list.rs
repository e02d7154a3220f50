//! GET /live/v4/user/children/role/list: the roles a child account can have. A
//! bare array, not a page.

use crate::sandbox::refusal::Refusal;
use crate::sandbox::route::Asked;
use crate::sandbox::seed::ROLES;
use crate::sandbox::{json, json::Object};

/// The documents join a role's permissions by commas in one text.
const PERMISSIONS: &str = "频道管理,直播数据,素材管理";

pub(in crate::sandbox) fn run(_asked: &mut Asked<'_>) -> Result<String, Refusal> {
    let roles = ROLES.map(|(id, name)| {
        Object::new()
            .raw("id", id)
            .text("name", name)
            .text("description", &format!("内置角色：{name}"))
            .text("permissionName", PERMISSIONS)
            .finish()
    });
    Ok(json::array(roles.iter().map(String::as_str)))
}

#[cfg(test)]
mod tests {
    use crate::sandbox::client::Client;

    #[test]
    fn roles_are_a_bare_array() {
        let (_, body) = Client::new().get("/live/v4/user/children/role/list", &[]);
        let roles = body["data"].as_array().unwrap();
        assert_eq!(roles.len(), 4);
        assert_eq!(roles[0]["name"], "直播管理员");
    }
}
