//! GET /v2/group/account/list-allocate-log: what was given to sub-accounts and
//! taken back, newest first. Its page number is called `page` when asked for
//! and `pageNumber` when answered.

use crate::sandbox::china;
use crate::sandbox::page::Page;
use crate::sandbox::params::Params;
use crate::sandbox::record::Record;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::route::Asked;

/// Not documented; what the vendor's command-line client caps it at.
const MAX_PAGE_SIZE: usize = 1000;

pub(in crate::sandbox) const PARAMS: [&str; 6] =
    ["emails", "type", "startTime", "endTime", "page", "pageSize"];

pub(in crate::sandbox) fn run(asked: &mut Asked<'_>) -> Result<String, Refusal> {
    let params = &asked.params;
    let emails = params
        .emails("emails", super::MAX_EMAILS)?
        .ok_or_else(|| Refusal::Missing("emails".into()))?;
    let page = Page::read(params, "page", MAX_PAGE_SIZE)?;
    let kind = Kind::read(params.get("type"))?;
    let from = time(params, "startTime")?.unwrap_or(i64::MIN);
    // Records have milliseconds, the text has not: the last second counts whole.
    let until = time(params, "endTime")?.map_or(i64::MAX, |ms| ms + 999);

    let world = asked.state.world();
    let accounts = world.find(&emails);
    let rows = world.log().iter().filter(|record| {
        (from..=until).contains(&record.at_ms)
            && kind.shows(record)
            && accounts.binary_search(&record.account).is_ok()
    });
    Ok(page.of(rows.map(|record| record.row.as_str())).total_last())
}

/// The parameter `type`.
enum Kind {
    All,
    Live,
    Vod,
}

impl Kind {
    /// The default is not documented; all records are shown.
    fn read(text: Option<&str>) -> Result<Kind, Refusal> {
        match text {
            None | Some("all") => Ok(Kind::All),
            Some("live") => Ok(Kind::Live),
            Some("vod") => Ok(Kind::Vod),
            Some(_) => Err(Refusal::invalid("type")),
        }
    }

    fn shows(&self, record: &Record) -> bool {
        match self {
            Kind::All => true,
            Kind::Live => !record.kind.is_vod(),
            Kind::Vod => record.kind.is_vod(),
        }
    }
}

fn time(params: &Params, name: &str) -> Result<Option<i64>, Refusal> {
    let Some(text) = params.get(name) else {
        return Ok(None);
    };
    match china::parse_date_time(text) {
        Some(ms) => Ok(Some(ms)),
        None => Err(Refusal::Parameter("invalid date time format".into())),
    }
}

#[cfg(test)]
mod tests {
    use crate::sandbox::Options;
    use crate::sandbox::client::Client;
    use serde_json::Value;

    const LOG: &str = "/v2/group/account/list-allocate-log";

    /// Three accounts with a hundred records, and their e-mails.
    fn small() -> (Client, String) {
        let client = Client::with(Options {
            accounts: 3,
            logs: 100,
            ..Options::default()
        });
        let rows = client.rows("/live/v4/group/user/package/list", &[]);
        let emails: Vec<_> = rows
            .iter()
            .filter_map(|row| row["email"].as_str())
            .collect();
        let emails = emails.join(",");
        (client, emails)
    }

    fn dates(rows: &[Value]) -> Vec<&str> {
        rows.iter().filter_map(|row| row["date"].as_str()).collect()
    }

    #[test]
    fn all_records_of_all_emails_come_newest_first() {
        let (client, emails) = small();
        let rows = client.rows(LOG, &[("emails", &emails), ("pageSize", "1000")]);
        assert_eq!(rows.len(), 100);
        let dates = dates(&rows);
        assert!(dates.is_sorted_by(|newer, older| newer >= older));
    }

    #[test]
    fn live_and_vod_share_out_all() {
        let (client, emails) = small();
        let total = |kind: &str| {
            let (_, body) = client.get(LOG, &[("emails", &emails), ("type", kind)]);
            body["data"]["totalItems"].as_u64().unwrap()
        };
        assert!(total("live") > 0 && total("vod") > 0);
        assert_eq!(total("live") + total("vod"), total("all"));
        let vod = client.rows(LOG, &[("emails", &emails), ("type", "vod")]);
        assert!(vod.iter().all(|row| row["duration"].is_null()));
    }

    #[test]
    fn times_are_inclusive_to_the_second() {
        let (client, emails) = small();
        let rows = client.rows(LOG, &[("emails", &emails), ("pageSize", "1000")]);
        let (newest, oldest) = (dates(&rows)[10], dates(&rows)[20]);
        let window = [
            ("emails", emails.as_str()),
            ("startTime", oldest),
            ("endTime", newest),
            ("pageSize", "1000"),
        ];
        let inside = client.rows(LOG, &window);
        assert_eq!(dates(&inside), dates(&rows[10..=20]));
    }

    #[test]
    fn faults_are_refused_inside_http_200() {
        let (client, emails) = small();
        let message = |params: &[(&str, &str)]| {
            let (status, body) = client.get(LOG, params);
            assert_eq!((status, body["code"].as_u64()), (200, Some(400)));
            body["message"].as_str().unwrap().to_owned()
        };
        assert_eq!(message(&[]), "param should not be empty: emails");
        let emails = ("emails", emails.as_str());
        assert_eq!(
            message(&[emails, ("type", "x")]),
            "param validate error: type"
        );
        let date = ("startTime", "2024-01-01");
        assert_eq!(message(&[emails, date]), "invalid date time format");
        assert_eq!(
            message(&[emails, ("pageSize", "1001")]),
            "number range error"
        );
        let number = ("pageNumber", "1");
        assert_eq!(
            message(&[emails, number]),
            "param validate error: pageNumber"
        );
    }

    #[test]
    fn an_unknown_email_has_no_records_and_no_pages() {
        let (client, _) = small();
        let (_, body) = client.get(LOG, &[("emails", "nobody@example.com")]);
        assert_eq!(body["code"], 200);
        assert_eq!(body["data"]["totalItems"], 0);
        assert_eq!(body["data"]["totalPages"], 0);
    }
}
