//! A list of sub-accounts as the service sends it, 100 to a page and about
//! 610 bytes each: the documented fields and one that nobody knows.

/// Rows of a page: the largest page of this call.
pub(crate) const ROWS: usize = 100;

/// The whole HTTP reply with one page of so many.
pub(crate) fn reply(number: usize, pages: usize) -> Vec<u8> {
    page(number, pages, row)
}

/// The same with values as far from each other as those of a real group: a file
/// that packs the rows above would be too small.
pub(crate) fn scattered(number: usize, pages: usize) -> Vec<u8> {
    page(number, pages, scattered_row)
}

fn page(number: usize, pages: usize, row: fn(usize) -> String) -> Vec<u8> {
    let rows: Vec<String> = ((number - 1) * ROWS..number * ROWS).map(row).collect();
    let (rows, total) = (rows.join(","), pages * ROWS);
    let body = format!(
        r#"{{"code":200,"status":"success","requestId":"83991d6d866e4dafa2ed81f9946df302.54.{number:017}","data":{{"pageNumber":{number},"pageSize":{ROWS},"totalPages":{pages},"totalItems":{total},"contents":[{rows}]}},"success":true}}"#
    );
    whole(&body)
}

/// The reply with the figures of the group.
pub(crate) fn figures() -> Vec<u8> {
    whole(r#"{"code":200,"data":{"liveInfo":{"usedDuration":1},"vodInfo":{"usedFlows":1.5}}}"#)
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

/// A number from a seed, far from that of the next seed (SplitMix64).
fn scatter(seed: u64) -> u64 {
    let mut bits = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Ten small letters and digits.
fn letters(mut bits: u64) -> String {
    let letter = |_| {
        let letter = b"0123456789abcdefghijklmnopqrstuvwxyz"[(bits % 36) as usize];
        bits /= 36;
        char::from(letter)
    };
    (0..10).map(letter).collect()
}

pub(crate) fn scattered_row(id: usize) -> String {
    let mut seed = id as u64 * 100;
    let mut next = || {
        seed += 1;
        scatter(seed)
    };
    let (user, app, key) = (letters(next()), letters(next()), letters(next()));
    let secret = format!("{:016x}{:016x}", next(), next());
    let mut one_of =
        |words: &[&'static str]| words[usize::try_from(next()).unwrap_or_default() % words.len()];
    let kind = one_of(&["branch", "store", "school", "training"]);
    let place = one_of(&["hd", "hn", "hb", "hz", "xn", "db"]);
    let memo = one_of(&["华东分公司", "华南门店", "华北分校", "西南培训中心"]);
    let role = one_of(&["前台", "财务", "运营", "教务", "市场"]);
    let name = one_of(&["王", "李", "张", "赵", "陈", "周"]);
    let mode = one_of(&["normal", "normal", "normal", "normal", "expired", "frozen"]);
    let rtc = one_of(&["N", "N", "N", "Y"]);
    let mut below = |most: u64| next() % most;
    let balance = match below(3) {
        0 => "0".to_owned(),
        _ => format!("{}.{:02}", below(5000), below(100)),
    };
    let (phone, minutes, channels) = (below(100_000_000), below(20_000), below(20) * 5 + 5);
    let [flow, space] = [0; 2].map(|_| format!("{}.{}", below(150), below(100)));
    let expires = 1_700_000_000_000 + below(40) * 86_400_000 * 30;
    let slides = below(600);
    format!(
        r#"{{"userId":"{user}","appId":"{app}","appSecret":"{secret}","email":"{kind}{id:05}@{place}.example.com","balance":"{balance}","phone":"138{phone:08}","memo":"{memo}{id:05}","chargeType":"minutes","remainConcurrent":0,"remainMinutes":{minutes},"remainFlow":{flow},"remainSpace":{space},"expireDate":{expires},"status":"{mode}","contacts":"{role}-{name}","expireType":"group","linkMicMinutes":100,"guideMinutes":0,"maxChannels":{channels},"linkMicLimit":6,"pureRtcEnabled":"{rtc}","remainAiPptVideoDuration":{slides},"remainAiPptVideoWithDigitalHumanDuration":0,"vodSecretKey":"{key}","vodBakSecretKey":null,"writeToken":null,"readToken":null}}"#
    )
}
