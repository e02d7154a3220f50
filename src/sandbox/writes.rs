//! The endpoints that write.

use serde_json::{Value, json};

use super::accounts::{self, Account, Figures, HUNDREDTHS, Profile};
use super::check::Asked;
use super::refusal::{Data, Refusal};
use super::rng::Rng;
use super::seed;
use super::world::{Reset, World};

/// Documented: e-mails that one phone number may serve.
const EMAILS_PER_PHONE: usize = 3;

/// Documented: G of flow and of space that an account gets when none is named.
const DEFAULT_VOD: i64 = 100;

/// A new sub-account. Sums and log have it at once, the list 1.5 s later. How
/// the service words the first two refusals is not documented.
pub(super) fn create(world: &mut World, asked: &Asked) -> Data {
    let (due, other) = match world.by_concurrency {
        true => ("concurrent", "minutes"),
        false => ("minutes", "concurrent"),
    };
    if asked.values.get(other).is_some() {
        return Err(Refusal::other_billing());
    }
    if asked.values.get(due).is_none() {
        return Err(Refusal::missing(due));
    }
    let account = open(world, asked);
    if !find(world, &account.email).is_empty() {
        return Err(Refusal::parameter("邮箱已存在"));
    }
    let same_phone = |other: &&Account| other.phone == account.phone;
    if world.accounts().filter(same_phone).count() >= EMAILS_PER_PHONE {
        return Err(Refusal::parameter("同一手机号最多绑定3个邮箱"));
    }
    if !world.given().plus(account.given).fits(world.owned) {
        return Err(Refusal::over());
    }
    let data = keys(&account, &account.app_secret);
    world.kept.accounts.push(account);
    Ok(data)
}

/// The index of the account with this e-mail; none or one.
pub(super) fn find(world: &World, email: &str) -> Vec<usize> {
    world.find(&json!([email.to_lowercase()]))
}

fn keys(account: &Account, secret: &str) -> Value {
    json!({"appId": account.app_id, "appSecret": secret, "userId": account.user_id})
}

fn open(world: &World, asked: &Asked) -> Account {
    let (values, now_ms) = (&asked.values, asked.now_ms);
    let number = |name: &str| values[name].as_i64().unwrap_or(0);
    let vod = |name: &str| values[name].as_i64().unwrap_or(DEFAULT_VOD) * HUNDREDTHS;
    // A missing or malformed date is no error: the account follows the main
    // account (documented). Without `custom` the date has no effect here;
    // whether it has at the service is not documented.
    let custom = values["expireDate"].as_i64();
    let custom = custom.filter(|_| values["expireType"] == "custom");
    let expire_ms = custom.unwrap_or(seed::GROUP_EXPIRY);
    // Keys that no other account has: made of the e-mail, which is unique, the
    // time and the number of accounts.
    let email = values["email"].as_str().unwrap_or_default();
    let unique = format!("{email} {now_ms} {}", world.accounts().count());
    let profile = Profile {
        shown: json!({
            "email": email,
            "phone": values["phone"],
            "memo": values["memo"],
            "contacts": values["contacts"],
            "balance": values["balance"].as_str().unwrap_or("0"),
            "expireType": if custom.is_some() { "custom" } else { "group" },
            "expireDate": expire_ms,
            "status": if expire_ms > now_ms { "normal" } else { "expired" },
            "chargeType": world.charge_type(),
        }),
        given: Figures {
            channels: number("maxChannels"),
            minutes: number("minutes"),
            concurrent: number("concurrent"),
            flow: vod("remainFlow"),
            space: vod("remainSpace"),
        },
        used: Figures::default(),
    };
    profile.open(Rng::of_text(&unique), Some(now_ms))
}

/// A new appSecret for a sub-account. It counts from 5 minutes later on, as
/// documented; until then the old one does (what the old one does meanwhile is
/// not documented). Lists show the new one at once.
pub(super) fn reset_secret(world: &mut World, asked: &Asked) -> Data {
    let now_ms = asked.now_ms;
    let email = asked.values["email"].as_str().unwrap_or_default();
    // The words are a guess, after those for an account that is not a group.
    let unknown = || Refusal::parameter("找不到分账号");
    let index = *find(world, email).first().ok_or_else(unknown)?;
    let old_secret = world.secret(index, now_ms).to_owned();
    let unique = format!("{} {now_ms} {old_secret}", email.to_lowercase());
    let app_secret = accounts::secret(&mut Rng::of_text(&unique));
    let account = world.account(index);
    let (data, app_id) = (keys(account, &app_secret), account.app_id.clone());
    let reset = Reset {
        app_secret,
        old_secret,
        at_ms: now_ms,
    };
    world.kept.secrets.insert(app_id, reset);
    Ok(data)
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::client::{CHILDREN, CREATE, Client, INFO, LIST, LOG, RESET};
    use super::*;

    /// The answer to a create call of this account with these changes.
    fn create(client: &Client, email: &str, changes: Value) -> (u16, Value) {
        let mut body = json!({
            "email": email, "password": "abcd1234", "contacts": "教务", "phone": "12399999999",
            "maxChannels": 5, "minutes": 60, "remainFlow": 0, "memo": "a\n\"b\""
        });
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        client.post_json(CREATE, &body.to_string())
    }

    fn refusal((status, answer): (u16, Value)) -> String {
        assert!([400, 403].contains(&status), "{answer}");
        answer["error"]["desc"].as_str().unwrap().to_owned()
    }

    fn live(client: &Client, name: &str) -> i64 {
        let (_, info) = client.get(INFO, "");
        info["data"]["liveInfo"][name].as_i64().unwrap()
    }

    /// A client whose state file is in the folder.
    fn kept(folder: &tempfile::TempDir) -> Client {
        Client::with(Options {
            state_file: Some(folder.path().join("state/sandbox.json")),
            ..Options::default()
        })
    }

    #[test]
    fn an_account_is_listed_after_a_second_and_a_half_and_counted_at_once() {
        let mut client = Client::new();
        let before = live(&client, "totalDepositedDuration");
        let (status, answer) = create(&client, "New@example.com", json!({}));
        assert_eq!(status, 200);
        let names: Vec<_> = answer["data"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["appId", "appSecret", "userId"]);
        assert_eq!(live(&client, "totalDepositedDuration"), before + 60);
        let records = client.rows(LOG, "emails=new@example.com");
        let origins: Vec<_> = records.iter().map(|row| row["origin"].clone()).collect();
        assert_eq!(origins, ["ADD_CHANNELS", "ADD_DURATION", "ADD_SPACE"]);
        assert_eq!(records[0]["date"], "2027-01-15 16:00:00");
        assert_eq!(records[2]["space"], "107374182400");

        let filter = "emails=New@example.com";
        client.now_ms += 1499;
        assert_eq!(client.rows(LIST, filter), Vec::<Value>::new());
        assert_eq!(client.get(LIST, "").1["data"]["totalItems"], 230);
        client.now_ms += 1;
        let row = &client.rows(LIST, filter)[0];
        assert_eq!(row["appSecret"], answer["data"]["appSecret"]);
        assert_eq!(row["memo"], "a\n\"b\"");
        let left = [&row["remainFlow"], &row["remainSpace"]].map(Value::to_string);
        assert_eq!(left, ["0.0", "100.0"]);
        assert_eq!(client.get(LIST, "").1["data"]["totalItems"], 231);
    }

    #[test]
    fn numbers_are_taken_and_a_malformed_expiry_is_silently_the_groups() {
        let mut client = Client::new();
        for (email, date) in [("a@x", json!(20_220_520)), ("b@x", json!("2022-05-20"))] {
            let changes = json!({
                "phone": 16_666_666_666_u64, "balance": 100, "expireType": "custom",
                "expireDate": date
            });
            assert_eq!(create(&client, email, changes).0, 200);
        }
        client.now_ms += 1500;
        let rows = client.rows(LIST, "emails=a@x,b@x");
        let shown = |name: &str| [&rows[0][name], &rows[1][name]].map(Value::to_string);
        assert_eq!(shown("expireType"), [r#""custom""#, r#""group""#]);
        assert_eq!(shown("expireDate"), ["1652976000000", "1924876800000"]);
        assert_eq!(shown("status"), [r#""expired""#, r#""normal""#]);
        assert_eq!(shown("phone"), [r#""16666666666""#; 2]);
        assert_eq!(shown("balance"), [r#""100""#; 2]);
    }

    #[test]
    fn taken_emails_busy_phones_other_plans_and_too_much_are_refused() {
        let client = Client::new();
        for email in ["a@x", "b@x", "c@x"] {
            assert_eq!(create(&client, email, json!({})).0, 200);
        }
        let left = live(&client, "accountDurations") - live(&client, "totalDepositedDuration");
        for (email, changes, words) in [
            ("A@x", json!({}), "邮箱已存在"),
            ("d@x", json!({}), "同一手机号最多绑定3个邮箱"),
            ("d@x", json!({"phone": "1", "concurrent": 1}), "非法错误"),
            (
                "d@x",
                json!({"phone": "1", "minutes": left + 1}),
                "已超过账号可使用上限",
            ),
        ] {
            assert_eq!(refusal(create(&client, email, changes)), words);
        }
        let changes = json!({"phone": "1", "minutes": left, "concurrent": null});
        assert_eq!(create(&client, "d@x", changes).0, 200);
    }

    #[test]
    fn its_own_keys_work_at_once_for_the_next_process_and_are_no_groups() {
        let folder = tempfile::tempdir().unwrap();
        let (_, answer) = create(&kept(&folder), "new@x", json!({}));
        let client = kept(&folder).with_keys(&answer["data"]);
        assert_eq!(client.rows(CHILDREN, "").len(), 0);
        assert_eq!(refusal(create(&client, "y@x", json!({}))), "找不到集团账号");
    }

    #[test]
    fn a_reset_secret_is_kept_and_counts_after_five_minutes() {
        let folder = tempfile::tempdir().unwrap();
        let client = kept(&folder);
        let row = client.rows(LIST, "")[3].clone();
        let email = row["email"].as_str().unwrap().to_uppercase();
        let (_, answer) = client.post(RESET, &format!("email={email}"));
        let data = &answer["data"];
        assert_eq!(
            (&data["appId"], &data["userId"]),
            (&row["appId"], &row["userId"])
        );
        assert_ne!(data["appSecret"], row["appSecret"]);
        let listed = kept(&folder).rows(LIST, "")[3].clone();
        assert_eq!(listed["appSecret"], data["appSecret"]);

        let (mut old, mut new) = (kept(&folder).with_keys(&row), kept(&folder).with_keys(data));
        assert_eq!(old.get(CHILDREN, "").0, 200);
        assert_eq!(refusal(new.get(CHILDREN, "")), "签名错误");
        for client in [&mut old, &mut new] {
            client.now_ms += 5 * 60 * 1000;
        }
        assert_eq!(refusal(old.get(CHILDREN, "")), "签名错误");
        assert_eq!(new.get(CHILDREN, "").0, 200);
        let unknown = client.post(RESET, "email=nobody@x");
        assert_eq!(refusal(unknown), "找不到分账号");
    }
}
