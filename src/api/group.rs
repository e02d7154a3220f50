//! GET `/v2/group/account/get-info`: the packages of the group account
//! (dev.polyv.net: 2019/group_account/get-info).

use super::Endpoint;
use crate::http::Request;
use crate::row::Row;
use crate::sign::Params;
use serde_json::value::RawValue;

/// The live and VOD packages of the group account that signs.
#[derive(Clone, Copy, Debug)]
pub struct GroupInfo;

impl Endpoint for GroupInfo {
    /// The data object, letter by letter. `total…` means allocated, `account…`
    /// owned; allocated may exceed owned.
    type Reply = Row;

    fn request(&self) -> Request {
        Request::get("/v2/group/account/get-info", Params::new())
    }

    fn read(&self, data: Option<&RawValue>) -> Result<Row, String> {
        data.and_then(|data| Row::from_raw(data.to_owned()))
            .ok_or_else(|| "its data is not the group account's packages".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_reply_is_read() {
        let sample =
            include_str!("../../tests/data/samples/v2.group.account.get-info.success.json");
        let whole: serde_json::Value = serde_json::from_str(sample).unwrap();
        let data = RawValue::from_string(whole["data"].to_string()).unwrap();
        let info = GroupInfo.read(Some(&data)).unwrap().flatten();
        let text = |field| info.get(field).unwrap().as_text().into_owned();
        assert_eq!(text("liveInfo.accountConcurences"), "0");
        assert_eq!(text("vodInfo.totalFlows"), "12045.82");
        assert!(info.get("liveInfo.maxViewers").unwrap().is_null());
    }

    #[test]
    fn data_that_is_no_object_is_said() {
        let empty = RawValue::from_string(r#""""#.into()).unwrap();
        for data in [None, Some(&*empty)] {
            assert!(GroupInfo.read(data).is_err());
        }
    }
}
