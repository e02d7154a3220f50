//! The group's server: it holds every request to the documents, and shares no
//! code with the client or the sandbox.

use crate::group::{Fate, State, Write};
use crate::support::{Seen, Sent};
use jiff::tz::Offset;
use jiff::{Timestamp, civil::DateTime};
use polyv_group::sandbox::{APP_ID, APP_SECRET};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const LIST: &str = "/live/v4/group/user/package/list";
const LOG: &str = "/v2/group/account/list-allocate-log";
const LOG_2: &str = "/live/v4/group/account/allocation-log/list";
const INFO: &str = "/v2/group/account/get-info";
pub(crate) const SET: &str = "/live/v4/group/user/package/update";

/// The calls of differences: path, amount, the list's field, the log's origin
/// and the log's field.
pub(crate) const CALLS: [(&str, &str, &str, &str); 4] = [
    (
        "/v2/group/live/set-durations",
        "duration",
        "remainMinutes",
        "DURATION",
    ),
    (
        "/v2/group/live/set-concurrences",
        "concurrences",
        "remainConcurrent",
        "CONCURRENCES",
    ),
    ("/v2/group/vod/set-flow", "flow", "remainFlow", "FLOW"),
    ("/v2/group/vod/set-space", "space", "remainSpace", "SPACE"),
];

/// The targets of package/update, and the list's fields.
const TARGETS: [(&str, &str); 9] = [
    ("balance", "balance"),
    ("concurrent", "remainConcurrent"),
    ("minutes", "remainMinutes"),
    ("remainFlow", "remainFlow"),
    ("remainSpace", "remainSpace"),
    ("linkMicLimit", "linkMicLimit"),
    ("linkMicMinutes", "linkMicMinutes"),
    ("guideMinutes", "guideMinutes"),
    ("maxChannels", "maxChannels"),
];

/// What the service answers, and when it says that it is.
pub(crate) fn answer(state: &mut State, seen: &Seen) -> Sent {
    match answer_to(state, seen) {
        Sent::Reply(status, mut headers, body) if state.has_date => {
            let now = u64::try_from(now_millis(state)).unwrap();
            let now = std::time::UNIX_EPOCH + std::time::Duration::from_millis(now);
            headers.push(format!("Date: {}", httpdate::fmt_http_date(now)));
            Sent::Reply(status, headers, body)
        }
        sent => sent,
    }
}

fn answer_to(state: &mut State, seen: &Seen) -> Sent {
    let mut words = seen.line.split(' ');
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = pairs(query);
    let is_json = path == SET;
    let params = match method {
        "GET" => query.clone(),
        _ if is_json => query.clone(),
        _ => pairs(&seen.body),
    };
    if let Err(complaint) = check(now_millis(state), seen, method, path, &query, &params) {
        state.complaints.push(format!("{path}: {complaint}"));
        return refusal(path, "param validate error");
    }
    match (method, path) {
        ("GET", LIST) => list(state, &params),
        ("GET", LOG) => log(state, &params),
        ("GET", LOG_2) => log_2(state, &params),
        ("GET", INFO) => reply(json!({"liveInfo": {
            "accountDurations": 9_000_000, "totalDepositedDuration": 1000,
            "accountChannels": 90_000, "totalChannels": 10}, "vodInfo": {
            "accountSpace": 90_000, "totalSpaces": 10, "accountFlow": 90_000, "totalFlows": 10}})),
        ("POST", _) => write(state, path, &params, &seen.body),
        _ => {
            state
                .complaints
                .push(format!("{method} {path} is not documented here"));
            refusal(path, "not found")
        }
    }
}

/// Place and signature of every parameter.
fn check(
    now: i64,
    seen: &Seen,
    method: &str,
    path: &str,
    query: &BTreeMap<String, String>,
    params: &BTreeMap<String, String>,
) -> Result<(), String> {
    let media = seen.headers.iter().find_map(|header| {
        let (name, value) = header.split_once(':')?;
        name.eq_ignore_ascii_case("content-type")
            .then(|| value.trim())
    });
    let form = "application/x-www-form-urlencoded";
    match (method, path) {
        ("GET", _) if !seen.body.is_empty() => return Err("a GET with a body".into()),
        ("POST", SET) => {
            let names: Vec<&str> = query.keys().map(String::as_str).collect();
            if names != ["appId", "sign", "timestamp"] {
                return Err(format!("signed beside appId and timestamp: {names:?}"));
            }
            if !media.is_some_and(|media| media.starts_with("application/json")) {
                return Err(format!("its body is {media:?}"));
            }
        }
        ("POST", _) if !query.is_empty() => return Err("parameters in two places".into()),
        ("POST", _) if media != Some(form) => return Err(format!("its body is {media:?}")),
        _ => {}
    }
    if params.get("appId").map(String::as_str) != Some(APP_ID) {
        return Err("another appId".into());
    }
    let mut text = APP_SECRET.to_owned();
    // A map is sorted by the bytes of its keys, as the documents ask for.
    for (name, value) in params.iter().filter(|(name, _)| *name != "sign") {
        text += &format!("{name}{value}");
    }
    text += APP_SECRET;
    let expected = format!("{:X}", md5::compute(&text));
    match params.get("sign") {
        Some(sign) if *sign == expected => {}
        sign => return Err(format!("signed as {sign:?}")),
    }
    let timestamp = params
        .get("timestamp")
        .and_then(|it| it.parse::<i64>().ok());
    // In the past or in the future: that is not documented.
    let age = timestamp.map(|it| now.abs_diff(it));
    match age {
        Some(..180_000) => Ok(()),
        _ => Err(format!("its timestamp is {timestamp:?}")),
    }
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

fn reply(data: Value) -> Sent {
    let body = json!({"code": 200, "status": "success", "message": "success", "data": data,
        "success": true});
    Sent::Reply("HTTP/1.1 200 OK", headers(), body.to_string().into_bytes())
}

fn headers() -> Vec<String> {
    vec!["Content-Type: application/json".into()]
}

fn refusal(path: &str, words: &str) -> Sent {
    let body = match path.starts_with("/v2/") {
        true => json!({"code": 400, "status": "error", "message": words, "data": ""}),
        false => json!({"code": 400, "status": "error", "success": false,
            "error": {"code": 10001, "desc": words}, "requestId": "r.1.1"}),
    };
    Sent::Reply(
        "HTTP/1.1 400 Bad Request",
        headers(),
        body.to_string().into_bytes(),
    )
}

/// A page of these rows.
fn page(
    state: &mut State,
    rows: Vec<Value>,
    params: &BTreeMap<String, String>,
    counter: &str,
    most: usize,
) -> Sent {
    let number = |name: &str, default| params.get(name).map_or(default, |it| it.parse().unwrap());
    let (number, size): (usize, usize) = (number(counter, 1), number("pageSize", 10));
    if size > most {
        state.complaints.push(format!("pages of {size}"));
    }
    let contents: Vec<_> = rows.iter().skip((number - 1) * size).take(size).collect();
    reply(
        json!({"pageNumber": number, "pageSize": size, "totalItems": rows.len(),
        "totalPages": rows.len().div_ceil(size), "contents": contents}),
    )
}

fn emails(params: &BTreeMap<String, String>) -> Option<Vec<String>> {
    let emails = params.get("emails")?.split(',');
    Some(emails.map(str::to_owned).collect())
}

fn list(state: &mut State, params: &BTreeMap<String, String>) -> Sent {
    let wanted = emails(params);
    if wanted.as_ref().is_some_and(|wanted| wanted.len() > 100) {
        state.complaints.push("more than 100 e-mails".into());
    }
    let is_wanted = |email: &String| wanted.as_ref().is_none_or(|it| it.contains(email));
    let accounts = state.accounts.iter().filter(|(email, _)| is_wanted(email));
    let shown = state.shown;
    let rows = accounts.map(|(_, account)| {
        let fields = account
            .iter()
            .map(|(name, value)| (name.clone(), shown(name, listed(name, value))));
        Value::Object(fields.collect())
    });
    let rows = rows.collect();
    page(state, rows, params, "pageNumber", 100)
}

/// G are decimals in the list.
fn listed(name: &str, value: &Value) -> Value {
    match name {
        "remainFlow" | "remainSpace" => json!(value.as_f64()),
        _ => value.clone(),
    }
}

fn now_millis(state: &State) -> i64 {
    Timestamp::now().as_millisecond() + state.ahead_millis
}

/// The records that the log shows by now.
fn records(state: &State) -> impl Iterator<Item = &Value> {
    let shown = now_millis(state) - state.log_delay_millis;
    let log = state.log.iter().filter(move |(at, _)| *at <= shown);
    let records = log.map(|(_, record)| record);
    records.filter(|record| !(state.log_hides)(record))
}

fn in_china(millis: i64) -> String {
    let time = Timestamp::from_millisecond(millis).unwrap();
    let time = Offset::constant(8).to_datetime(time);
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn log(state: &mut State, params: &BTreeMap<String, String>) -> Sent {
    if !state.logs[0] {
        return refusal(LOG, "account not found.");
    }
    let Some(wanted) = emails(params) else {
        state.complaints.push("the log without e-mails".into());
        return refusal(LOG, "param should not be empty: emails");
    };
    let text = |name| params.get(name).cloned();
    for time in [text("startTime"), text("endTime")].into_iter().flatten() {
        if time.len() != 19 || time.replacen(' ', "T", 1).parse::<DateTime>().is_err() {
            state.complaints.push(format!("the time {time}"));
        }
    }
    let (since, until) = (text("startTime"), text("endTime"));
    let is_wanted = |row: &&Value| {
        let date = row["date"].as_str().unwrap();
        wanted.iter().any(|email| row["email"] == **email)
            && since.as_deref().is_none_or(|since| date >= since)
            && until.as_deref().is_none_or(|until| date <= until)
    };
    let rows = records(state).filter(is_wanted).cloned().collect();
    page(state, rows, params, "page", 1000)
}

/// The same records as generation 2 tells them.
fn log_2(state: &mut State, params: &BTreeMap<String, String>) -> Sent {
    if !state.logs[1] {
        return refusal(LOG_2, "找不到集团账号");
    }
    let wanted = emails(params).unwrap_or_default();
    let rows = records(state).filter(|row| wanted.iter().any(|it| row["email"] == **it));
    let rows = rows.map(|row| {
        let origin = row["origin"].as_str().unwrap();
        let (kind, of) = origin.split_once('_').unwrap();
        let (field, code, unit) = match of {
            "DURATION" => ("duration", "minutes", 1),
            "CONCURRENCES" => ("concurrences", "parallelConcurrent", 1),
            "FLOW" => ("flow", "vodFlow", 1 << 30),
            _ => ("space", "vodSpace", 1 << 30),
        };
        let amount = row[field]
            .as_str()
            .map_or(row[field].as_i64(), |it| it.parse().ok());
        json!({"email": row["email"], "depositTime": row["date"], "resourceCode": code,
            "alterationType": i32::from(kind != "ADD"), "alteration": amount.unwrap() / unit})
    });
    let rows = rows.collect();
    page(state, rows, params, "pageNumber", 1000)
}

fn write(state: &mut State, path: &str, params: &BTreeMap<String, String>, body: &str) -> Sent {
    let values = match path {
        SET => match targets(body) {
            Ok(values) => values,
            Err(complaint) => {
                state.complaints.push(format!("{path}: {complaint}"));
                return refusal(path, "json format error");
            }
        },
        _ => {
            let signs = ["appId", "timestamp", "sign"];
            let values = params
                .iter()
                .filter(|(name, _)| !signs.contains(&name.as_str()));
            values
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        }
    };
    let email = values.get("email").cloned().unwrap_or_default();
    let write = Write {
        path: path.into(),
        email,
        values,
    };
    state.writes.push(write.clone());
    let number = state.writes.len();
    let fate = (state.choose)(number, &write);
    let done = match fate.does() {
        true => work(state, &write),
        false => Ok(()),
    };
    if let Err(words) = done {
        return refusal(path, &words);
    }
    let answer = || {
        reply(if path == SET {
            json!(true)
        } else {
            json!("success")
        })
    };
    match fate {
        Fate::Answered => answer(),
        Fate::Refused => refusal(path, "已超过账号可使用上限"),
        Fate::Gone => refusal(path, "account not found."),
        Fate::Lost { .. } => Sent::Close,
        Fate::BadGateway { .. } => Sent::Reply(
            "HTTP/1.1 502 Bad Gateway",
            vec!["Content-Type: text/html".into()],
            b"<html>bad gateway</html>".to_vec(),
        ),
        Fate::Cut { .. } => {
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{\"code\":200,";
            Sent::Raw(head.as_bytes().to_vec())
        }
        Fate::Hung { .. } => Sent::Hang,
        Fate::Failed { .. } => {
            let body = json!({"code": 500, "status": "fail", "message": "undefined error",
                "data": ""});
            let status = "HTTP/1.1 500 Internal Server Error";
            Sent::Reply(status, headers(), body.to_string().into_bytes())
        }
    }
}

/// The body of package/update, by its table.
fn targets(body: &str) -> Result<BTreeMap<String, String>, String> {
    let body: Map<String, Value> = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let mut values = BTreeMap::new();
    for (name, value) in body {
        let is_known = name == "email" || TARGETS.iter().any(|(target, _)| *target == name);
        let is_typed = match &*name {
            "email" => value.is_string(),
            "balance" => value.is_number(),
            _ => value.is_u64(),
        };
        if !is_known || !is_typed {
            return Err(format!("{name} is {value}"));
        }
        let text = value.as_str().map(str::to_owned);
        values.insert(name, text.unwrap_or_else(|| value.to_string()));
    }
    Ok(values)
}

/// Does it, or says why not.
pub(crate) fn work(state: &mut State, write: &Write) -> Result<(), String> {
    let Some(account) = state.accounts.get_mut(&write.email) else {
        return Err("account not found.".into());
    };
    *state.done.entry(write.words()).or_default() += 1;
    if write.path == SET {
        for (target, field) in TARGETS {
            if let Some(value) = write.values.get(target) {
                let number: Value = serde_json::from_str(value).unwrap();
                account[field] = if field == "balance" {
                    value.clone().into()
                } else {
                    number
                };
            }
        }
        return Ok(());
    }
    let call = CALLS.iter().find(|(path, ..)| *path == write.path);
    let Some((_, amount, field, of)) = call else {
        state
            .complaints
            .push(format!("{} is not documented", write.path));
        return Err("not found".into());
    };
    let has = account[*field].as_i64().unwrap();
    let kind = write.values.get("type").map_or("add", String::as_str);
    let all = write.values.get("all").map(String::as_str);
    let sent = write
        .values
        .get(*amount)
        .and_then(|it| it.parse::<u32>().ok());
    let is_vod = ["flow", "space"].contains(amount);
    let by = match (kind, all, sent) {
        ("add" | "recover", None, Some(by @ 1..)) => i64::from(by),
        ("recover", Some("1"), None) if is_vod => has,
        _ => {
            state
                .complaints
                .push(format!("{} of {:?}", write.path, write.values));
            return Err("param validate error".into());
        }
    };
    let now = if kind == "add" { has + by } else { has - by };
    if now < 0 {
        return Err("已超过账号可使用上限".into());
    }
    account[*field] = json!(now);
    let now = now_millis(state);
    let mut record = json!({"email": write.email, "space": null, "flow": null, "channels": null,
        "concurrences": null, "duration": null, "originText": "",
        "date": in_china(now),
        "origin": format!("{}_{of}", if kind == "add" { "ADD" } else { "RECOVER" })});
    record[*amount] = match *amount {
        "flow" | "space" => json!((by << 30).to_string()),
        "duration" => json!(by.to_string()),
        _ => json!(by),
    };
    state.log.push((now, record));
    Ok(())
}
