//! The endpoints that give to sub-accounts and take back: differences in
//! generation 1, targets in generation 2. Bills follow what was used, so that no
//! allotment changes them.

use super::accounts::{Figures, HUNDREDTHS};
use super::check::Asked;
use super::refusal::{Data, Refusal};
use super::resources::{Allotment, Resource, hundredths};
use super::world::World;
use super::writes::find;

/// What `type` may be; the first is the default.
pub(super) const DIRECTIONS: &[&str] = &["add", "recover"];

/// Documented: participants of a link-mic call.
const MOST_ON_MIC: i64 = 16;

/// Where the list shows what was allotted just now, however late it is.
const AT_LAST: i64 = i64::MAX;

pub(super) fn set_concurrences(world: &mut World, asked: &Asked) -> Data {
    set(world, asked, Resource::Concurrent, "concurrences")?;
    Ok("success".into())
}

pub(super) fn set_durations(world: &mut World, asked: &Asked) -> Data {
    set(world, asked, Resource::Minutes, "duration")?;
    Ok("success".into())
}

/// Its success has no data, nor has that of space, as in the samples.
pub(super) fn set_flow(world: &mut World, asked: &Asked) -> Data {
    set(world, asked, Resource::Flow, "flow")
}

pub(super) fn set_space(world: &mut World, asked: &Asked) -> Data {
    set(world, asked, Resource::Space, "space")
}

/// Gives the amount that the parameter of this name says, or takes it back, or
/// takes all. That `all` goes with `recover` alone is documented; that it leaves
/// no room for an amount is the simulator's strictness.
fn set(world: &mut World, asked: &Asked, resource: Resource, name: &str) -> Data {
    let values = &asked.values;
    let recovers = values["type"] == "recover";
    let all = values["all"] == "1";
    let amount = values[name].as_i64();
    if all && (!recovers || amount.is_some()) {
        return Err(Refusal::invalid("all"));
    }
    if !all && amount.is_none() {
        return Err(Refusal::missing(name));
    }
    // The documents have these words for the group itself, the vendor's test
    // notes for an unknown sub-account too.
    let unknown = || Refusal::parameter("account not found.");
    let email = values["email"].as_str().unwrap_or_default();
    let index = *find(world, email).first().ok_or_else(unknown)?;
    let amount = match amount {
        Some(amount) => i128::from(amount) * i128::from(HUNDREDTHS),
        None => resource.left(&world.row(index, AT_LAST)).max(0),
    };
    let amount = if recovers { -amount } else { amount };
    allot(world, asked.now_ms, index, &[(resource, amount)])?;
    Ok(().into())
}

/// Sets what an account has left to the values sent, all of them or none. How
/// the service words an unknown e-mail is not documented.
pub(super) fn update_package(world: &mut World, asked: &Asked) -> Data {
    let values = &asked.values;
    if values["linkMicLimit"].as_i64() > Some(MOST_ON_MIC) {
        return Err(Refusal::range());
    }
    let email = values["email"].as_str().unwrap_or_default();
    let unknown = || Refusal::parameter("找不到分账号");
    let index = *find(world, email).first().ok_or_else(unknown)?;
    let row = world.row(index, AT_LAST);
    let used = match world.sets_totals {
        true => world.account(index).used,
        false => Figures::default(),
    };
    let mut changes = Vec::new();
    for (name, resource) in Resource::TARGETS {
        let Some(target) = values.get(name) else {
            continue;
        };
        // A balance is kept as it was written.
        let target = target.as_str().map_or(target.to_string(), str::to_owned);
        let target = hundredths(&target).ok_or_else(|| Refusal::invalid(name))?;
        changes.push((resource, target - resource.left(&row) - resource.used(used)));
    }
    allot(world, asked.now_ms, index, &changes)?;
    Ok(true.into())
}

/// Makes all of these changes, in hundredths, or none.
///
/// # Errors
///
/// The account is billed the other way, has less than is taken, or the group has
/// less left than is given.
fn allot(
    world: &mut World,
    at_ms: i64,
    index: usize,
    changes: &[(Resource, i128)],
) -> Result<(), Refusal> {
    let row = world.row(index, AT_LAST);
    let other = match row["chargeType"] == "minutes" {
        true => Resource::Concurrent,
        false => Resource::Minutes,
    };
    if changes.iter().any(|(resource, _)| *resource == other) {
        return Err(Refusal::other_billing());
    }
    let given = world.given();
    for (resource, amount) in changes {
        let good = match *amount < 0 {
            true => resource.left(&row) + amount >= 0,
            false => *amount == 0 || resource.fits(*amount, given, world.owned),
        };
        if !good {
            return Err(Refusal::over());
        }
    }
    let real = changes.iter().filter(|(_, amount)| *amount != 0);
    let real = real.map(|(resource, amount)| Allotment {
        at_ms,
        resource: *resource,
        amount: *amount,
    });
    let app_id = world.account(index).app_id.clone();
    world
        .kept
        .allotments
        .entry(app_id)
        .or_default()
        .extend(real);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::client::*;
    use serde_json::{Value, json};

    fn sample(name: &str) -> String {
        let file = format!("tests/data/samples/{name}.json");
        let text = std::fs::read_to_string(file).unwrap();
        serde_json::from_str::<Value>(&text).unwrap().to_string()
    }

    #[test]
    fn answers_are_those_of_the_samples() {
        let minutes = Client::new();
        let concurrency = Client::of_concurrency();
        let (_, info) = concurrency.get(INFO, "");
        let owned = &info["data"]["liveInfo"]["accountConcurences"];
        let call = "v2.group.live.set-concurrences";
        for (client, path, params, expected) in [
            (
                &concurrency,
                CONCURRENCES,
                "concurrences=1".into(),
                format!("{call}.success"),
            ),
            (
                &concurrency,
                CONCURRENCES,
                format!("concurrences={owned}"),
                format!("{call}.error-over-limit"),
            ),
            (
                &minutes,
                CONCURRENCES,
                "concurrences=1".into(),
                format!("{call}.error-wrong-package-type"),
            ),
            (
                &minutes,
                DURATIONS,
                "duration=1".into(),
                format!("{call}.success"),
            ),
            (
                &minutes,
                FLOW,
                "flow=1".into(),
                "v2.group.vod.set-flow.success".into(),
            ),
            (
                &minutes,
                SPACE,
                "space=1".into(),
                "v2.group.vod.set-space.success".into(),
            ),
        ] {
            let answer = client.allot(path, &params).to_string();
            assert_eq!(answer, sample(&expected), "{path} {params}");
        }
        let unknown = minutes.post_form(FLOW, "email=nobody@x&flow=1").1;
        let expected = sample("v2.group.vod.set-flow.error-account-not-found");
        assert_eq!(unknown.to_string(), expected);

        let mut sent: Value =
            serde_json::from_str(&sample("v4.group.user.package.update.request-body")).unwrap();
        sent["email"] = ALLOTTED.into();
        let (status, answer) = minutes.post_json(UPDATE_PACKAGE, &sent.to_string());
        assert_eq!(
            (status, &answer["data"], &answer["success"]),
            (200, &json!(true), &json!(true))
        );
        assert_eq!(minutes.left("remainMinutes maxChannels"), "500 10");
    }

    #[test]
    fn a_form_and_a_query_are_one_and_nothing_goes_unsigned() {
        let client = Client::new();
        let before = client.row()["remainMinutes"].as_i64().unwrap();
        let params = format!("email={ALLOTTED}&duration=5");
        assert_eq!(client.post(DURATIONS, &params).1["data"], "success");
        assert_eq!(client.post_form(DURATIONS, &params).1["data"], "success");
        // The common parameters in the query, the others in a form.
        let whole = client.target(DURATIONS, &params);
        let (own, common): (Vec<&str>, Vec<&str>) = whole
            .split_once('?')
            .unwrap()
            .1
            .split('&')
            .partition(|pair| pair.starts_with("email") || pair.starts_with("duration"));
        let target = format!("{DURATIONS}?{}", common.join("&"));
        let form = Some("application/x-www-form-urlencoded; charset=UTF-8");
        let mixed = client.send("POST", &target, form, own.join("&").as_bytes());
        assert_eq!(mixed.1["data"], "success");
        assert_eq!(client.row()["remainMinutes"], before + 15);

        let common = client.target(DURATIONS, "");
        for (content_type, body, words) in [
            // Signed is what the vendor's client signs: two parameters.
            (form, params.as_str(), "invalid signature."),
            (
                Some("application/json"),
                r#"{"duration":5}"#,
                "param validate error: body",
            ),
            (None, "", "param should not be empty: email"),
        ] {
            let (_, answer) = client.send("POST", &common, content_type, body.as_bytes());
            assert_eq!(answer["message"], words);
            assert_eq!(answer["data"], "");
        }
        let twice = client.post(DURATIONS, &format!("{params}&duration=5")).1;
        assert_eq!(
            twice["message"],
            "param validate error: duration is sent twice"
        );
        assert_eq!(client.row()["remainMinutes"], before + 15);
    }

    #[test]
    fn what_breaks_a_rule_is_refused_and_changes_nothing() {
        let (minutes, concurrency) = (Client::new(), Client::of_concurrency());
        let before = (minutes.row(), minutes.get(INFO, ""), concurrency.row());
        for (path, params, words) in [
            (DURATIONS, "a=1", "param validate error: a"),
            (DURATIONS, "type=add", "param should not be empty: duration"),
            (DURATIONS, "duration=-5", "param is not digit: duration"),
            (DURATIONS, "duration=1.5", "param is not digit: duration"),
            (DURATIONS, "duration=0", "number range error"),
            (
                DURATIONS,
                "duration=2147483648",
                "param exceeds maximum value of integer: duration",
            ),
            (DURATIONS, "duration=1&all=1", "param validate error: all"),
            (
                DURATIONS,
                "duration=1&type=take",
                "param validate error: type",
            ),
            (FLOW, "type=recover", "param should not be empty: flow"),
            (FLOW, "all=1", "param validate error: all"),
            (FLOW, "all=2&type=recover", "param validate error: all"),
            (
                SPACE,
                "all=1&type=recover&space=1",
                "param validate error: all",
            ),
            // More than it has left, and more than the group has.
            (
                DURATIONS,
                "type=recover&duration=3820",
                "已超过账号可使用上限",
            ),
            (DURATIONS, "duration=20000001", "已超过账号可使用上限"),
            (FLOW, "flow=500001", "已超过账号可使用上限"),
        ] {
            let expected = json!({"code": 400, "status": "error", "message": words, "data": ""});
            assert_eq!(minutes.allot(path, params), expected, "{params}");
        }
        for (client, changes, words) in [
            (
                &minutes,
                json!({"linkMicLimit": 17, "minutes": 1}),
                "number range error",
            ),
            (&minutes, json!({"balance": -1}), "number range error"),
            (
                &minutes,
                json!({"minutes": 1.5}),
                "param is not digit: minutes",
            ),
            (&minutes, json!({"maxChannels": true}), "json format error"),
            (&minutes, json!({"flow": 1}), "param validate error: flow"),
            (
                &minutes,
                json!({"concurrent": 1, "maxChannels": 1}),
                "非法错误",
            ),
            (&concurrency, json!({"minutes": 1}), "非法错误"),
            (
                &minutes,
                json!({"maxChannels": 1, "minutes": 20_003_820}),
                "已超过账号可使用上限",
            ),
        ] {
            let answer = client.update_package(changes.clone());
            assert_eq!(answer["error"]["desc"], words, "{changes}");
        }
        assert_eq!(
            concurrency.allot(DURATIONS, "duration=1")["message"],
            "非法错误"
        );
        let unknown = minutes
            .post_json(UPDATE_PACKAGE, r#"{"email":"nobody@x"}"#)
            .1;
        assert_eq!(unknown["error"]["desc"], "找不到分账号");
        let sub_account = Client::new().sub_account(3);
        assert_eq!(
            sub_account.allot(FLOW, "flow=1")["message"],
            "account not found."
        );
        assert_eq!(
            (minutes.row(), minutes.get(INFO, ""), concurrency.row()),
            before
        );
        // To the last one of both it goes.
        assert_eq!(
            minutes.allot(DURATIONS, "type=recover&duration=3819")["code"],
            200
        );
        assert_eq!(minutes.allot(DURATIONS, "duration=20003819")["code"], 200);
    }
}
