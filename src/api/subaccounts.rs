//! GET `/live/v4/group/user/package/list`: the sub-accounts and what they have
//! left (polyv.gitbook.io: docs/live/api/v-4/group/user/package_list).

use super::listing::List;
use crate::http::Request;
use crate::sign::Params;

/// The sub-accounts of the group, or those of some e-mails.
#[derive(Clone, Debug, Default)]
pub struct SubAccounts {
    /// At most [`super::emails::MOST_EMAILS`]; none means all sub-accounts.
    pub emails: Vec<String>,
}

impl List for SubAccounts {
    const NOUN: &'static str = "sub-accounts";
    /// The documented maximum.
    const PAGE_SIZES: &'static [u64] = &[100];
    const ID_FIELD: Option<&'static str> = Some("userId");

    fn page(&self, number: u64, size: u64) -> Request {
        let query = Params::new()
            .with("emails", self.emails.join(","))
            .with("pageNumber", number.to_string())
            .with("pageSize", size.to_string());
        Request::get("/live/v4/group/user/package/list", query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Page;
    use crate::api::envelope::{self, Meaning};
    use crate::http::Reply;

    #[test]
    fn the_request_names_the_documented_parameters_only() {
        let emails = vec!["a@b.c".to_owned(), "d+e@f.g".to_owned()];
        let request = SubAccounts { emails }.page(2, 100);
        assert_eq!(request.path, "/live/v4/group/user/package/list");
        let shown = "emails=a%40b.c%2Cd%2Be%40f.g&pageNumber=2&pageSize=100";
        assert_eq!(request.shown(), shown);
        assert_eq!(
            SubAccounts::default().page(1, 10).shown(),
            "pageNumber=1&pageSize=10"
        );
    }

    #[test]
    fn the_published_reply_is_read() {
        let sample =
            include_bytes!("../../tests/data/samples/v4.group.user.package.list.success.json");
        let reply = Reply {
            status: 200,
            headers: Vec::new(),
            body: sample.to_vec(),
        };
        let Meaning::Done { data, request_id } = envelope::read(&reply) else {
            panic!("a success");
        };
        let id = "83991d6d866e4dafa2ed81f9946df302.54.16534840806930299";
        assert_eq!(request_id.as_deref(), Some(id));
        let page = Page::read(data).unwrap();
        assert_eq!(
            (page.total_items, page.total_pages, page.size),
            (Some(1), Some(1), Some(10))
        );
        let text = |field| page.rows[0].get(field).unwrap().as_text().into_owned();
        assert_eq!(text("remainFlow"), "100.0");
        assert_eq!(text("expireDate"), "1652803200000");
        assert_eq!(text("balance"), "0");
    }
}
