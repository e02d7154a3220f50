//! What the group has, asked before a roster is sent: the accounts of its
//! e-mails, the phones in use, the plan, and what is left to allot.

use super::plan::Found;
use crate::api::emails::chunks;
use crate::api::group::GroupInfo;
use crate::api::listing::{ListError, Listing};
use crate::api::subaccounts::SubAccounts;
use crate::api::{CallError, Client};
use crate::batch::preflight::charge_type;
use crate::row::Row;
use std::collections::HashMap;
use std::sync::Arc;

/// The accounts of these e-mails, looked up a hundred at a time.
///
/// # Errors
/// The list could not be had.
pub fn find(client: &Arc<Client>, emails: &[&str], connections: usize) -> Result<Found, ListError> {
    let emails: Vec<String> = emails.iter().map(|email| (*email).to_owned()).collect();
    let lists = chunks(&emails).into_iter();
    let lists = lists.map(|emails| SubAccounts { emails }).collect();
    let mut found = Found::new();
    for page in Listing::start(client, lists, connections, None)? {
        for row in page?.rows {
            if let Some(email) = text(&row, "email") {
                found.insert(email.to_lowercase(), row);
            }
        }
    }
    Ok(found)
}

/// What all accounts of the group tell together.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Phone numbers, and the e-mails that each serves.
    pub phones: HashMap<String, Vec<String>>,
    /// The `chargeType`; `None` in a group without accounts.
    pub plan: Option<String>,
}

/// Reads the whole list of sub-accounts.
///
/// # Errors
/// The list could not be had.
pub fn group(client: &Arc<Client>, connections: usize) -> Result<Group, ListError> {
    let mut group = Group::default();
    for page in Listing::start(client, vec![SubAccounts::default()], connections, None)? {
        for row in &page?.rows {
            group.plan = group.plan.or_else(|| charge_type(row));
            if let (Some(phone), Some(email)) = (text(row, "phone"), text(row, "email")) {
                group.phones.entry(phone).or_default().push(email);
            }
        }
    }
    Ok(group)
}

/// What the group owns and has not allotted. Below zero where it allotted
/// more than it owns; `None` where the service does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Left {
    /// Live minutes.
    pub minutes: Option<f64>,
    /// Viewers at a time that the whole group may have; how many of them are
    /// allotted the service does not tell.
    pub concurrent_ceiling: Option<f64>,
    /// VOD flow in GiB.
    pub flow: Option<f64>,
    /// VOD space in GiB.
    pub space: Option<f64>,
}

/// Asks what is left.
///
/// # Errors
/// It could not be had.
pub fn left(client: &Client) -> Result<Left, CallError> {
    client.call(&GroupInfo).map(|info| left_of(&info.flatten()))
}

/// `account…` is owned, `total…` is allotted.
fn left_of(info: &Row) -> Left {
    let number = |field: &str| text(info, field)?.parse::<f64>().ok();
    let less = |owned, allotted| Some(number(owned)? - number(allotted)?);
    Left {
        minutes: less(
            "liveInfo.accountDurations",
            "liveInfo.totalDepositedDuration",
        ),
        // Zero is what groups billed by minutes have.
        concurrent_ceiling: number("liveInfo.accountConcurences").filter(|all| *all > 0.0),
        flow: less("vodInfo.accountFlow", "vodInfo.totalFlows"),
        space: less("vodInfo.accountSpace", "vodInfo.totalSpaces"),
    }
}

fn text(row: &Row, field: &str) -> Option<String> {
    let value = row.get(field).filter(|value| !value.is_null())?;
    Some(value.as_text().into_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_owned_less_allotted_and_may_be_below_zero() {
        let sample =
            include_str!("../../tests/data/samples/v2.group.account.get-info.success.json");
        let whole: serde_json::Value = serde_json::from_str(sample).unwrap();
        let left = left_of(&Row::parse(&whole["data"].to_string()).unwrap().flatten());
        assert_eq!(left.minutes, Some(2_000_000.0 - 225_362.0));
        assert_eq!(left.concurrent_ceiling, None);
        assert_eq!(left.flow.map(f64::round), Some(-11_946.0));
        assert_eq!(left.space.map(f64::round), Some(-57.0));
    }

    #[test]
    fn what_the_service_does_not_say_is_unknown() {
        let odd = r#"{"vodInfo.accountFlow":null,"vodInfo.totalFlows":1,"liveInfo.accountConcurences":"12"}"#;
        let left = left_of(&Row::parse(odd).unwrap());
        let expected = Left {
            concurrent_ceiling: Some(12.0),
            ..Left::default()
        };
        assert_eq!(left, expected);
    }
}
