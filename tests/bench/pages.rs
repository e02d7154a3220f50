//! A list of sub-accounts as the service sends it, 100 to a page and about
//! 610 bytes each: the documented fields and one that nobody knows.

/// Rows of a page: the largest page of this call.
pub(crate) const ROWS: usize = 100;

/// The whole HTTP reply with one page of so many.
pub(crate) fn reply(number: usize, pages: usize) -> Vec<u8> {
    let rows: Vec<String> = ((number - 1) * ROWS..number * ROWS).map(row).collect();
    let (rows, total) = (rows.join(","), pages * ROWS);
    let body = format!(
        r#"{{"code":200,"status":"success","requestId":"83991d6d866e4dafa2ed81f9946df302.54.{number:017}","data":{{"pageNumber":{number},"pageSize":{ROWS},"totalPages":{pages},"totalItems":{total},"contents":[{rows}]}},"success":true}}"#
    );
    whole(&body)
}

/// The reply with the two child accounts of an account.
pub(crate) fn children() -> Vec<u8> {
    let row = |id| format!(r#"{{"childUserId":"c{id}","childEmail":"c{id}@shop.cn"}}"#);
    let rows = [row(1), row(2)].join(",");
    whole(&format!(
        r#"{{"code":200,"data":{{"pageNumber":1,"totalItems":2,"contents":[{rows}]}}}}"#
    ))
}

fn whole(body: &str) -> Vec<u8> {
    let length = body.len();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\n";
    format!("{head}Content-Length: {length}\r\n\r\n{body}").into_bytes()
}

fn row(id: usize) -> String {
    let memo = match id % 10 {
        0 => r#"分店 \"东\",一层"#,
        5 => "shop, second floor",
        _ => "直播",
    };
    let expires = 1_700_000_000_000 + id * 86_400;
    format!(
        r#"{{"userId":"{id:010x}","appId":"g{id:09x}","appSecret":"{id:032x}","email":"s{id}@shop.cn","balance":"0","phone":"138{id:08}","memo":"{memo}","chargeType":"minutes","remainConcurrent":0,"remainMinutes":{id},"remainFlow":100.0,"remainSpace":9.5,"expireDate":{expires},"status":"normal","contacts":null,"expireType":"group","linkMicMinutes":100,"guideMinutes":0,"maxChannels":10,"linkMicLimit":6,"pureRtcEnabled":"N","remainAiPptVideoDuration":0,"remainAiPptVideoWithDigitalHumanDuration":0,"vodSecretKey":"{id:010x}","vodBakSecretKey":null,"writeToken":null,"readToken":null,"isNew":true}}"#
    )
}
