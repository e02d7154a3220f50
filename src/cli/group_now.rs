//! The group as it is now, read into a snapshot: to be kept, or to be compared in
//! this run.

use super::context::Context;
use super::reading::{Of, Reading};
use super::{ask, list};
use crate::clock;
use crate::endpoints::group::INFO;
use crate::endpoints::subaccounts;
use crate::failure::Failure;
use crate::row::Row;
use crate::sign::Params;
use crate::snapshot::{Folder, Saving, Stored};
use crate::text;

/// Milliseconds; a smaller difference between two clocks is the measure's own.
const CLOCK_ACCURACY: i64 = 2000;

/// Reads the group into a new snapshot in this folder. Its times are those of
/// the service's clock where ours is off, as are those of the allocation log.
///
/// # Errors
/// The list could not be read to its end. Another run saves one there. The
/// system's.
pub(super) fn save(folder: &Folder, context: &Context) -> Result<Stored, Failure> {
    let client = context.client()?;
    if context.globals.print_curl {
        // It comes up as a failure: nothing is made for it.
        list::object(&INFO, Params::new(), context)?;
    }
    let mut saving = Saving::create(folder)?;
    let began = clock::instant();
    let group = figures(context)?;
    every_account(context, |row| saving.row(row))?;
    let took = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
    let (ended, (now, _)) = (clock::unix_millis(), client.service_millis());
    // A small difference is mostly that of a `Date` in whole seconds: snapshots
    // made one after the other must not change places by it.
    let ahead = now.saturating_sub(ended);
    let shift = if ahead.abs() > CLOCK_ACCURACY {
        ahead
    } else {
        0
    };
    saving.set_ahead(ahead - shift, client.service_within());
    let ended = ended.saturating_add(shift);
    // Our clock may have been set meanwhile.
    let span = (ended.saturating_sub(took), ended);
    let (app_id, base) = (client.app_id(), context.base()?);
    saving.finish(app_id, &base, span, group.as_ref())
}

/// The group's own figures; nothing where the service refused them, whatever it
/// said, and then that is said. An account that has the list need not have the
/// call for these, which is of the older generation.
///
/// # Errors
/// The service could not be asked: no list can be had either.
pub(super) fn figures(context: &Context) -> Result<Option<Row>, Failure> {
    let is_refused = |why: &Failure| why.said.as_ref().is_some_and(|it| it.refusal.is_some());
    match list::object(&INFO, Params::new(), context) {
        Ok(figures) => Ok(Some(figures)),
        Err(why) if is_refused(&why) => {
            let why = why.message;
            context.console.warn(text!(
                "without the group's own figures: {why}",
                "没有集团自身的数据：{why}"
            ));
            Ok(None)
        }
        Err(why) => Err(why),
    }
}

/// Takes every sub-account of the group, in the order of the service.
fn every_account(
    context: &Context,
    mut take: impl FnMut(&Row) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (read, query, asking) = (&subaccounts::LIST, &Params::new(), &ask::Asking::default());
    let of = Of {
        read,
        query,
        asking,
        emails: &[],
        context,
    };
    let mut reading = Reading::start(of, read.lists(None, query), None)?;
    for page in reading.by_ref() {
        page?.iter().try_for_each(&mut take)?;
    }
    reading.tell(true).map(drop)
}
