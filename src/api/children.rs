//! GET `/live/v4/user/children/list`: the child accounts (staff logins) of the
//! account whose key signs (polyv.gitbook.io:
//! docs/live/api/v-4/user/children/list).

use super::listing::List;
use crate::http::Request;
use crate::sign::Params;

/// The child accounts, or those of some e-mails.
#[derive(Clone, Debug, Default)]
pub struct Children {
    /// At most [`super::emails::MOST_EMAILS`]; none means all child accounts.
    pub emails: Vec<String>,
}

impl List for Children {
    const NOUN: &'static str = "child accounts";
    /// The documented maximum.
    const PAGE_SIZES: &'static [u64] = &[1000];
    const ID_FIELD: Option<&'static str> = Some("childUserId");

    fn page(&self, number: u64, size: u64) -> Request {
        // The parameter's name is singular although it takes many.
        let query = Params::new()
            .with("childEmail", self.emails.join(","))
            .with("pageNumber", number.to_string())
            .with("pageSize", size.to_string());
        Request::get("/live/v4/user/children/list", query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Page;
    use serde_json::value::RawValue;

    #[test]
    fn the_request_names_the_documented_parameters_only() {
        let emails = vec!["a@b.c".to_owned(), "d@e.f".to_owned()];
        let request = Children { emails }.page(1, 1000);
        assert_eq!(request.path, "/live/v4/user/children/list");
        let shown = "childEmail=a%40b.c%2Cd%40e.f&pageNumber=1&pageSize=1000";
        assert_eq!(request.shown(), shown);
    }

    #[test]
    fn the_published_reply_is_read() {
        let sample = include_str!("../../tests/data/samples/v4.user.children.list.success.json");
        let whole: serde_json::Value = serde_json::from_str(sample).unwrap();
        let data = RawValue::from_string(whole["data"].to_string()).unwrap();
        let page = Page::read(Some(&data)).unwrap();
        let text = |field| page.rows[0].get(field).unwrap().as_text().into_owned();
        assert_eq!(text("childName"), "张三");
        assert_eq!(text("organizationId"), "2743");
        assert_eq!(text("createdTime"), "1670421414000");
    }
}
