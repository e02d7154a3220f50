//! GET `/v2/group/account/list-allocate-log`: what the group gave to its
//! sub-accounts (dev.polyv.net: 2019/group_account/list-allocate-log).

use super::listing::List;
use crate::http::Request;
use crate::sign::Params;

/// The allocation log of some sub-accounts.
#[derive(Clone, Debug, Default)]
pub struct Allocations {
    /// Required by the service.
    pub emails: Vec<String>,
    /// `all`, `live` or `vod`; what is meant without it is not documented.
    pub kind: Option<&'static str>,
    /// `yyyy-MM-dd HH:mm:ss`, China time.
    pub since: Option<String>,
    /// `yyyy-MM-dd HH:mm:ss`, China time.
    pub until: Option<String>,
}

impl List for Allocations {
    const NOUN: &'static str = "allocation records";
    /// No maximum is documented; the vendor's command-line tool takes 1000 for
    /// one. In case the service refuses that, 100 is what other calls allow.
    const PAGE_SIZES: &'static [u64] = &[1000, 100];
    /// Records have no id, and two may be equal.
    const ID_FIELD: Option<&'static str> = None;

    fn page(&self, number: u64, size: u64) -> Request {
        // Unlike the other lists this one says `page`, not `pageNumber`.
        let query = Params::new()
            .with("emails", self.emails.join(","))
            .with("type", self.kind.unwrap_or_default())
            .with("startTime", self.since.as_deref().unwrap_or_default())
            .with("endTime", self.until.as_deref().unwrap_or_default())
            .with("page", number.to_string())
            .with("pageSize", size.to_string());
        Request::get("/v2/group/account/list-allocate-log", query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Page;
    use serde_json::value::RawValue;

    #[test]
    fn the_request_names_the_documented_parameters_only() {
        let request = Allocations {
            emails: vec!["testdata@polyv.com".into()],
            kind: Some("all"),
            since: Some("2019-11-18 00:00:00".into()),
            until: None,
        }
        .page(1, 20);
        assert_eq!(request.path, "/v2/group/account/list-allocate-log");
        assert_eq!(
            request.shown(),
            "emails=testdata%40polyv.com&type=all&startTime=2019-11-18%2000%3A00%3A00\
             &page=1&pageSize=20"
        );
    }

    #[test]
    fn the_published_reply_is_read() {
        let sample = include_str!(
            "../../tests/data/samples/v2.group.account.list-allocate-log.success.json"
        );
        let whole: serde_json::Value = serde_json::from_str(sample).unwrap();
        let data = RawValue::from_string(whole["data"].to_string()).unwrap();
        let page = Page::read(Some(&data)).unwrap();
        assert_eq!((page.total_items, page.total_pages), (Some(11), Some(11)));
        assert!(page.rows[0].get("space").unwrap().is_null());
        assert_eq!(page.rows[0].get("concurrences").unwrap().as_text(), "970");
    }
}
