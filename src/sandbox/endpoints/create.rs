//! POST /live/v4/group/user/create: a new sub-account. Sums and log have it at
//! once, the list 1.5 s later.

use super::create_body::Wanted;
use crate::sandbox::account::{Account, Figures, Profile};
use crate::sandbox::json::Object;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::rng::Rng;
use crate::sandbox::route::Asked;
use crate::sandbox::seed;
use crate::sandbox::world::World;

/// Documented: e-mails that one phone number may serve.
const EMAILS_PER_PHONE: usize = 3;

pub(in crate::sandbox) fn run(asked: &mut Asked<'_>) -> Result<String, Refusal> {
    if !asked.request.is("application/json") {
        return Err(Refusal::json());
    }
    let wanted = Wanted::read(asked.request.body)?;
    let now_ms = asked.now_ms;
    let account = asked.state.create(|world| {
        allowed(&wanted, world)?;
        Ok(open(wanted, world, now_ms))
    })?;
    let data = Object::new()
        .text("appId", &account.app_id)
        .text("appSecret", &account.app_secret)
        .text("userId", &account.user_id);
    Ok(data.finish())
}

/// How the service words the first two is not documented.
fn allowed(wanted: &Wanted, world: &World) -> Result<(), Refusal> {
    if !world.find(&[wanted.email.to_lowercase()]).is_empty() {
        return Err(Refusal::Conflict("邮箱已存在"));
    }
    if world.phone_uses(&wanted.phone) >= EMAILS_PER_PHONE {
        return Err(Refusal::Conflict("同一手机号最多绑定3个邮箱"));
    }
    if !(world.given() + wanted.given).fits(world.owned()) {
        return Err(Refusal::OverLimit);
    }
    Ok(())
}

fn open(wanted: Wanted, world: &World, now_ms: i64) -> Account {
    let mut rng = keys(&wanted.email, world, now_ms);
    let expire_ms = wanted.expire_ms.unwrap_or_else(seed::group_expiry);
    let profile = Profile {
        email: wanted.email,
        phone: Some(wanted.phone),
        memo: wanted.memo,
        contacts: Some(wanted.contacts),
        balance: wanted.balance,
        given: wanted.given,
        used: Figures::default(),
        concurrent: 0,
        expire_type: wanted.expire_ms.map_or("group", |_| "custom"),
        expire_ms,
        status: if expire_ms > now_ms {
            "normal"
        } else {
            "expired"
        },
        pure_rtc: Some("N"),
        extra: Vec::new(),
    };
    profile.open(&mut rng, Some(now_ms))
}

/// Keys that no other account has: made of the e-mail, which is unique, the
/// time and the number of accounts.
fn keys(email: &str, world: &World, now_ms: i64) -> Rng {
    let text = format!("{email} {now_ms} {}", world.accounts().len());
    let digest = md5::compute(text).0;
    let half = digest.first_chunk().expect("16 bytes hold 8");
    Rng::new(u64::from_be_bytes(*half))
}

#[cfg(test)]
mod tests {
    use crate::sandbox::client::Client;
    use crate::sandbox::{Options, Sandbox};
    use serde_json::{Value, json};

    const CREATE: &str = "/live/v4/group/user/create";
    const LIST: &str = "/live/v4/group/user/package/list";
    const INFO: &str = "/v2/group/account/get-info";
    const LOG: &str = "/v2/group/account/list-allocate-log";

    fn body(email: &str) -> Value {
        json!({
            "email": email, "password": "abcd1234", "contacts": "教务", "phone": "12399999999",
            "maxChannels": 5, "minutes": 60, "remainFlow": 0, "memo": "a\n\"b\""
        })
    }

    fn create(client: &Client, body: &Value) -> (u16, Value) {
        client.post_json(CREATE, &body.to_string())
    }

    fn refusal(client: &Client, body: &Value) -> String {
        let (status, answer) = create(client, body);
        assert_eq!(status, 400, "{answer}");
        answer["error"]["desc"].as_str().unwrap().to_owned()
    }

    #[test]
    fn an_account_is_listed_after_a_second_and_a_half() {
        let mut client = Client::new();
        let (status, answer) = create(&client, &body("New@example.com"));
        assert_eq!(status, 200);
        let names: Vec<_> = answer["data"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["appId", "appSecret", "userId"]);

        let filter = [("emails", "New@example.com")];
        client.now_ms += 1499;
        assert_eq!(client.rows(LIST, &filter), Vec::<Value>::new());
        assert_eq!(client.get(LIST, &[]).1["data"]["totalItems"], 230);
        client.now_ms += 1;
        let rows = client.rows(LIST, &filter);
        assert_eq!(rows[0]["email"], "New@example.com");
        assert_eq!(rows[0]["appSecret"], answer["data"]["appSecret"]);
        assert_eq!(rows[0]["memo"], "a\n\"b\"");
        assert_eq!(rows[0]["remainMinutes"], 60);
        assert_eq!(rows[0]["remainFlow"].to_string(), "0.0");
        assert_eq!(rows[0]["remainSpace"].to_string(), "100.0");
        assert_eq!(rows[0]["expireType"], "group");
        assert_eq!(client.get(LIST, &[]).1["data"]["totalItems"], 231);
    }

    #[test]
    fn sums_and_log_have_it_at_once() {
        let client = Client::new();
        let minutes = || {
            let (_, body) = client.get(INFO, &[]);
            body["data"]["liveInfo"]["totalDepositedDuration"]
                .as_i64()
                .unwrap()
        };
        let before = minutes();
        create(&client, &body("new@example.com"));
        assert_eq!(minutes(), before + 60);
        let records = client.rows(LOG, &[("emails", "new@example.com")]);
        let origins: Vec<_> = records.iter().map(|row| row["origin"].clone()).collect();
        assert_eq!(origins, ["ADD_CHANNELS", "ADD_DURATION", "ADD_SPACE"]);
        assert_eq!(records[0]["date"], "2027-01-15 16:00:00");
    }

    #[test]
    fn its_own_keys_work_at_once_and_are_no_groups() {
        let mut client = Client::new();
        create(&client, &body("new@example.com"));
        client.now_ms += 1500;
        let client = client.newest();
        let (status, answer) = client.get("/live/v4/user/children/list", &[]);
        assert_eq!(
            (status, answer["data"]["totalItems"].as_u64()),
            (200, Some(0))
        );
        assert_eq!(refusal(&client, &body("x@example.com")), "找不到集团账号");
    }

    #[test]
    fn taken_emails_and_busy_phones_are_refused() {
        let client = Client::new();
        for email in ["a@example.com", "b@example.com", "c@example.com"] {
            assert_eq!(create(&client, &body(email)).0, 200);
        }
        assert_eq!(refusal(&client, &body("A@example.com")), "邮箱已存在");
        let words = "同一手机号最多绑定3个邮箱";
        assert_eq!(refusal(&client, &body("d@example.com")), words);
    }

    #[test]
    fn more_than_is_left_is_refused_and_all_that_is_left_is_not() {
        let client = Client::new();
        let (_, info) = client.get(INFO, &[]);
        let live = &info["data"]["liveInfo"];
        let number = |name: &str| live[name].as_i64().unwrap();
        let left = number("accountDurations") - number("totalDepositedDuration");
        let mut body = body("new@example.com");
        body["minutes"] = json!(left + 1);
        assert_eq!(refusal(&client, &body), "已超过账号可使用上限");
        body["minutes"] = json!(left);
        assert_eq!(create(&client, &body).0, 200);
    }

    #[test]
    fn a_body_that_is_not_json_is_refused() {
        let client = Client::new();
        let (_, answer) = client.post_json(CREATE, "email=a");
        assert_eq!(answer["error"]["desc"], "json format error");
        let target = client.target(CREATE, &[]);
        let text = body("a@example.com").to_string();
        let (_, answer) = client.send("POST", &target, Some("text/plain"), text.as_bytes());
        assert_eq!(answer["error"]["desc"], "json format error");
    }

    #[test]
    fn it_is_kept_for_the_next_process() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            state_file: Some(folder.path().join("state/sandbox.json")),
            ..Options::default()
        };
        create(&Client::with(options.clone()), &body("new@example.com"));
        let mut client = Client::with(options.clone());
        client.now_ms += 1500;
        let rows = client.rows(LIST, &[("emails", "new@example.com")]);
        assert_eq!(rows.len(), 1);
        assert!(Sandbox::open(options).is_ok());
    }
}
