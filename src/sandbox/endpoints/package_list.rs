//! GET /live/v4/group/user/package/list: the sub-accounts with their secrets
//! and what they have left.

use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::route::Asked;

/// Documented.
const MAX_PAGE_SIZE: usize = 100;

pub(in crate::sandbox) const PARAMS: [&str; 3] = ["emails", "pageNumber", "pageSize"];

pub(in crate::sandbox) fn run(asked: &mut Asked<'_>) -> Result<String, Refusal> {
    let page = Page::read(&asked.params, "pageNumber", MAX_PAGE_SIZE)?;
    let emails = asked.params.emails("emails", super::MAX_EMAILS)?;
    let (world, now_ms) = (asked.state.world(), asked.now_ms);
    let accounts = world.accounts();
    let row = |index: usize| {
        let account = &accounts[index];
        account.is_visible(now_ms).then(|| account.row.get())
    };
    let page = match emails {
        None => page.of((0..accounts.len()).filter_map(row)),
        Some(emails) => page.of(world.find(&emails).into_iter().filter_map(row)),
    };
    Ok(page.plain())
}

#[cfg(test)]
mod tests {
    use crate::sandbox::client::Client;

    const LIST: &str = "/live/v4/group/user/package/list";

    #[test]
    fn three_pages_hold_every_account_once() {
        let client = Client::new();
        let mut ids = std::collections::HashSet::new();
        for page in ["1", "2", "3", "4"] {
            let paging = [("pageNumber", page), ("pageSize", "100")];
            for row in client.rows(LIST, &paging) {
                ids.insert(row["userId"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(ids.len(), 230);
        let (_, body) = client.get(LIST, &[("pageSize", "100")]);
        assert_eq!(body["data"]["totalPages"], 3);
        assert_eq!(body["data"]["totalItems"], 230);
    }

    #[test]
    fn emails_pick_rows_whatever_their_order_and_case() {
        let client = Client::new();
        let rows = client.rows(LIST, &[("pageSize", "100")]);
        let email = |row: usize| rows[row]["email"].as_str().unwrap();
        let wanted = format!("{},nobody@x,{}", email(50), email(7).to_uppercase());
        let found = client.rows(LIST, &[("emails", &wanted)]);
        assert_eq!(found, [rows[7].clone(), rows[50].clone()]);
    }

    #[test]
    fn the_documented_limits_hold() {
        let client = Client::new();
        let reason = |name: &str, value: &str| {
            let (status, body) = client.get(LIST, &[(name, value)]);
            assert_eq!(status, 400);
            body["error"]["desc"].as_str().unwrap().to_owned()
        };
        assert_eq!(reason("pageSize", "101"), "number range error");
        let many = vec!["a@example.com"; 101].join(",");
        assert_eq!(reason("emails", &many), "param length is incorrect: emails");
        assert_eq!(reason("emails", ""), "param should not be empty: emails");
        assert_eq!(reason("page", "1"), "param validate error: page");
    }
}
