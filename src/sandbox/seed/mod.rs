//! The made-up group that every sandbox starts with. The same [`Options`] give
//! the same data; names are placeholders of branches and shops, not of people.

mod accounts;
mod children;
mod logs;
mod oddities;

use super::Options;
use super::account::{Figures, HUNDREDTHS};
use super::china;
use super::rng::Rng;
use super::world::World;

pub(super) use accounts::accounts;

/// Ids and names of the roles that child accounts have.
pub(super) const ROLES: [(u32, &str); 4] = [
    (391, "直播管理员"),
    (394, "运营"),
    (396, "财务,对账"),
    (397, "直播测试员"),
];

/// What the group has left to hand out: enough for rosters of a thousand rows
/// with the default 100 G each.
const HEADROOM: Figures = Figures {
    channels: 200_000,
    minutes: 20_000_000,
    flow: 500_000 * HUNDREDTHS,
    space: 500_000 * HUNDREDTHS,
};

/// Keeps the numbers of different lists apart: each list has its own stream.
#[derive(Clone, Copy)]
enum Stream {
    Accounts = 1,
    Children,
    SubAccountChildren,
    Logs,
}

/// The generator of one item. It depends on nothing but the seed, so that an
/// account stays the same when more of them are asked for.
fn rng(seed: u64, stream: Stream, index: usize) -> Rng {
    let mut of_seed = Rng::new(seed);
    let index = u64::try_from(index).unwrap_or(u64::MAX);
    Rng::new(of_seed.next() ^ ((stream as u64) << 56) ^ (index << 20))
}

/// Accounts, log and children as asked for.
pub(super) fn world(options: &Options) -> World {
    let accounts = accounts(options.accounts, options.seed);
    let log = logs::log(&accounts, options.logs, options.seed);
    let children = children::of_group(options.children, options.seed);
    let branches = children::of_sub_accounts(accounts.len(), options.seed);
    let mut world = World::new(accounts, HEADROOM);
    world.set_log(log);
    world.set_children(children, branches);
    world
}

/// When the group's packages end, Unix milliseconds.
pub(super) fn group_expiry() -> i64 {
    day("20301231")
}

/// Unix milliseconds of a day that is known to be one.
fn day(text: &str) -> i64 {
    china::parse_day(text).expect("a constant of this room is a real day")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: usize, seed: u64) -> Vec<String> {
        let rows = accounts(count, seed).into_iter();
        rows.map(|account| account.row.get().to_owned()).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_accounts_and_more_of_them_the_same_start() {
        assert_eq!(rows(30, 1), rows(60, 1)[..30]);
        assert_ne!(rows(30, 1), rows(30, 2));
    }

    #[test]
    fn every_secret_of_every_row_carries_the_marker() {
        let names = [
            "appSecret",
            "vodSecretKey",
            "vodBakSecretKey",
            "writeToken",
            "readToken",
        ];
        for row in rows(40, 1) {
            let row: serde_json::Value = serde_json::from_str(&row).unwrap();
            for name in names {
                assert!(row[name].as_str().unwrap().contains("s3cr3t"), "{row}");
            }
        }
    }
}
