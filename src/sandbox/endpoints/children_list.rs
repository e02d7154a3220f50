//! GET /live/v4/user/children/list: the staff logins inside the calling
//! account, be it the group's main account or a sub-account.

use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::route::Asked;

/// Documented.
const MAX_PAGE_SIZE: usize = 1000;

/// The name of the e-mail list is singular.
pub(in crate::sandbox) const PARAMS: [&str; 3] = ["childEmail", "pageNumber", "pageSize"];

pub(in crate::sandbox) fn run(asked: &mut Asked<'_>) -> Result<String, Refusal> {
    let page = Page::read(&asked.params, "pageNumber", MAX_PAGE_SIZE)?;
    let emails = asked.params.emails("childEmail", super::MAX_EMAILS)?;
    let children = asked.state.world().children(asked.caller);
    let wanted = |email: &String| emails.as_ref().is_none_or(|list| list.contains(email));
    let rows = children.iter().filter(|child| wanted(&child.email));
    Ok(page.of(rows.map(|child| child.row.as_str())).extended())
}

#[cfg(test)]
mod tests {
    use crate::sandbox::client::Client;

    const LIST: &str = "/live/v4/user/children/list";

    #[test]
    fn the_group_has_more_than_a_page_of_children() {
        let client = Client::new();
        let first = client.rows(LIST, &[("pageSize", "1000")]);
        let second = client.rows(LIST, &[("pageSize", "1000"), ("pageNumber", "2")]);
        assert_eq!((first.len(), second.len()), (1000, 205));
        let (_, body) = client.get(LIST, &[("pageSize", "1001")]);
        assert_eq!(body["error"]["desc"], "number range error");
    }

    #[test]
    fn an_email_picks_its_child() {
        let client = Client::new();
        let rows = client.rows(LIST, &[]);
        let email = rows[4]["childEmail"].as_str().unwrap();
        let found = client.rows(LIST, &[("childEmail", email)]);
        assert_eq!(found, [rows[4].clone()]);
    }

    #[test]
    fn a_sub_account_sees_its_own_children_only() {
        let group = Client::new();
        let all = group.rows(LIST, &[("pageSize", "1000")]);
        let with = group.sub_account(10);
        let own = with.rows(LIST, &[]);
        assert_eq!(own.len(), 2);
        assert!(own.iter().all(|child| !all.contains(child)));
        assert_eq!(Client::new().sub_account(11).rows(LIST, &[]).len(), 0);
    }
}
