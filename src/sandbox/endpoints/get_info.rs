//! GET /v2/group/account/get-info: what the group owns, has handed out and has
//! used. (`total*` means handed out; `accountConcurences` has one r.)

use crate::sandbox::account::{Account, HUNDREDTHS};
use crate::sandbox::json::Object;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::route::Asked;
use crate::sandbox::world::World;

pub(in crate::sandbox) fn run(asked: &mut Asked<'_>) -> Result<String, Refusal> {
    let world = asked.state.world();
    let data = Object::new()
        .raw("liveInfo", live(world))
        .raw("vodInfo", vod(world));
    Ok(data.finish())
}

fn live(world: &World) -> String {
    let (owned, given, used) = (world.owned(), world.given(), world.used());
    let over: i64 = world.accounts().iter().map(Account::minutes_over).sum();
    Object::new()
        .raw("accountChannels", owned.channels)
        .raw("usedChannels", used.channels)
        .raw("totalChannels", given.channels)
        .raw("accountDurations", owned.minutes)
        .raw("usedDuration", used.minutes)
        .raw("totalDepositedDuration", given.minutes)
        .raw("overDuration", over)
        .raw("accountConcurences", 0)
        .raw("maxViewers", "null")
        .finish()
}

fn vod(world: &World) -> String {
    let (owned, given, used) = (world.owned(), world.given(), world.used());
    Object::new()
        .raw("usedSpaces", decimal(used.space))
        .raw("totalSpaces", decimal(given.space))
        .raw("overSpaces", 0)
        .raw("accountSpace", decimal(owned.space))
        .raw("usedFlows", decimal(used.flow))
        .raw("totalFlows", decimal(given.flow))
        .raw("overFlows", 0)
        .raw("accountFlow", decimal(owned.flow))
        .finish()
}

/// `33.92`, `0.5`, `100`: as short as can be, as in the sample.
fn decimal(hundredths: i64) -> String {
    let (whole, part) = (hundredths / HUNDREDTHS, hundredths % HUNDREDTHS);
    match part {
        0 => whole.to_string(),
        _ => format!("{whole}.{part:02}")
            .trim_end_matches('0')
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::client::Client;

    #[test]
    fn members_are_those_of_the_sample_in_its_order() {
        let (_, body) = Client::new().get("/v2/group/account/get-info", &[]);
        let names = |part: &str| {
            let object = body["data"][part].as_object().unwrap();
            object.keys().cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            names("liveInfo"),
            "accountChannels usedChannels totalChannels accountDurations usedDuration \
             totalDepositedDuration overDuration accountConcurences maxViewers"
        );
        assert_eq!(
            names("vodInfo"),
            "usedSpaces totalSpaces overSpaces accountSpace usedFlows totalFlows overFlows \
             accountFlow"
        );
        assert_eq!(body["message"], "success");
    }

    #[test]
    fn the_sums_are_those_of_the_rows() {
        let client = Client::new();
        let (_, body) = client.get("/v2/group/account/get-info", &[]);
        let live = &body["data"]["liveInfo"];
        let mut left = 0;
        for page in ["1", "2", "3"] {
            let paging = [("pageNumber", page), ("pageSize", "100")];
            for row in client.rows("/live/v4/group/user/package/list", &paging) {
                left += row["remainMinutes"].as_i64().unwrap();
            }
        }
        let number = |name: &str| live[name].as_i64().unwrap();
        let unused = number("totalDepositedDuration") - number("usedDuration");
        assert_eq!(unused, left);
        assert_eq!(number("overDuration"), 4);
    }

    #[test]
    fn whole_numbers_have_no_point_and_fractions_no_padding() {
        let shown = [10_000, 3392, 50, 0].map(decimal);
        assert_eq!(shown, ["100", "33.92", "0.5", "0"]);
    }
}
