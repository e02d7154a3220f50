//! The two lists that are compared: snapshots of one group, or one and what the
//! service says now.

use super::context::Context;
use super::which_snapshot::{DirArg, Which};
use super::{group_now, out};
use crate::failure::{Failure, local};
use crate::lang::{Text, both};
use crate::output::instant;
use crate::row::Row;
use crate::snapshot::{Folder, Header, Pair, Pairs, ReadIn, Reader};
use crate::text;
use crate::text::{escape, shown_path};
use std::iter;
use std::path::PathBuf;
use tempfile::TempDir;

/// Rows that are made at once.
const PAGE: usize = 100;

/// A list that was kept.
pub(super) struct KeptList {
    /// What it tells of itself.
    pub(super) header: Header,
    path: PathBuf,
    /// The folder of a list that is kept for this run only.
    own: Option<TempDir>,
}

impl KeptList {
    /// A snapshot of which the rows are to be read later, or more than once.
    pub(super) fn of(reader: &Reader) -> Self {
        Self {
            header: reader.header().clone(),
            path: reader.path().to_owned(),
            own: None,
        }
    }

    /// What the service says now, kept aside for this run.
    ///
    /// # Errors
    /// The list could not be read to its end. The system's.
    pub(super) fn now(context: &Context) -> Result<Self, Failure> {
        let own = tempfile::Builder::new().prefix("polyv-group-").tempdir();
        let own = local(own, || {
            text!("cannot make a temporary folder", "无法创建临时文件夹")
        })?;
        out::note_own_folder(own.path());
        let stored = group_now::save(&Folder::new(own.path()), context)?;
        Ok(Self {
            header: stored.header,
            path: stored.path,
            own: Some(own),
        })
    }

    /// Its rows.
    ///
    /// # Errors
    /// It is not there any more. The system's.
    pub(super) fn rows(&self) -> Result<Reader, Failure> {
        Reader::open(&self.path)
    }

    /// When it was read, by the service's clock: at the earliest and at the latest.
    pub(super) fn read_in(&self) -> ReadIn {
        let Header {
            began,
            ended,
            ahead,
            within,
            ..
        } = self.header;
        ReadIn {
            began: began.saturating_add(ahead).saturating_sub(within.max(0)),
            ended: ended.saturating_add(ahead).saturating_add(within.max(0)),
        }
    }

    /// Whether it is what the service says now.
    fn is_now(&self) -> bool {
        self.own.is_some()
    }

    /// When it was complete, for people.
    ///
    /// # Errors
    /// As [`Context::style`].
    pub(super) fn time(&self, context: &Context) -> Result<String, Failure> {
        Ok(instant(self.header.ended, &context.style()?.zone))
    }

    /// What it is called in a sentence.
    fn named(&self) -> Text {
        match self.is_now() {
            true => both("what the service says now", "服务当前的数据").into(),
            false => Text::verbatim(shown_path(&self.path)),
        }
    }
}

/// Two lists of one group.
pub(super) struct Between {
    /// The earlier.
    pub(super) before: KeptList,
    /// The later.
    pub(super) after: KeptList,
}

impl Between {
    /// Two lists, which must be of one group.
    ///
    /// # Errors
    /// Usage: they are not, or are the same.
    pub(super) fn new(before: KeptList, after: KeptList) -> Result<Self, Failure> {
        let [one, other] = [&before, &after].map(KeptList::named);
        if before.path == after.path {
            let message = text!(
                "both are the same snapshot: {one}",
                "两者是同一份快照：{one}"
            );
            return Err(Failure::usage(message).hint(both(
                "`now` in the place of the later compares with what the service says now",
                "以 `now` 代替后者可与服务当前的数据比较",
            )));
        }
        let [first, second] = [&before, &after].map(|kept| escape(&kept.header.app_id));
        if first != second {
            return Err(Failure::usage(text!(
                "they are of different groups: {one} of appId {first}, {other} of appId {second}",
                "不属于同一集团：{one} 的 appId 为 {first}，{other} 的 appId 为 {second}"
            )));
        }
        Ok(Self { before, after })
    }

    /// The rows, as JSON objects, that `of` makes of the accounts of both, page by
    /// page.
    ///
    /// # Errors
    /// As [`KeptList::rows`].
    pub(super) fn pages(
        &self,
        mut of: impl FnMut(&Pair) -> Vec<String>,
    ) -> Result<impl Iterator<Item = Result<Vec<Row>, Failure>>, Failure> {
        let mut pairs = Pairs::new(self.before.rows()?, self.after.rows()?);
        Ok(iter::from_fn(move || {
            let mut rows = Vec::new();
            while rows.len() < PAGE {
                match pairs.next() {
                    Some(Ok(pair)) => rows.extend(of(&pair)),
                    Some(Err(failure)) => return Some(Err(failure)),
                    None => break,
                }
            }
            (!rows.is_empty()).then(|| Ok(page(&rows)))
        }))
    }

    /// Tells of when the two are, and has a workbook tell it.
    ///
    /// # Errors
    /// As [`Context::style`].
    pub(super) fn tell(&self, context: &Context) -> Result<(), Failure> {
        let (from, to) = (self.before.time(context)?, self.after.time(context)?);
        context.since.get_or_init(|| self.before.header.ended);
        context.kept.get_or_init(|| self.after.header.clone());
        context
            .console
            .info(text!("from {from} to {to}", "从 {from} 到 {to}"));
        Ok(())
    }

    /// The span of `--since` and `--until`: without them the two latest
    /// snapshots.
    ///
    /// # Errors
    /// Usage: there are no such two, or the first is the later. The system's.
    pub(super) fn of_span(
        since: Option<&str>,
        until: Option<&str>,
        dir: &DirArg,
        context: &Context,
    ) -> Result<Self, Failure> {
        let which = |option, typed: Option<&str>| {
            let which = typed.map(|typed| Which::typed(option, typed, context));
            which.transpose()
        };
        let (since, until) = (which("--since", since)?, which("--until", until)?);
        is_no_start(since.as_ref())?;
        if let (Some(Which::At(since)), Some(Which::At(until))) = (&since, &until)
            && since.start >= until.end
        {
            return Err(later());
        }
        // What is there is looked for before the service is asked.
        let before = match &since {
            Some(since) => Some(KeptList::of(&since.as_of_start(dir, context)?)),
            None => None,
        };
        let after = match &until {
            Some(Which::Now) => None,
            Some(until) => Some(KeptList::of(&until.as_of_end(dir, context)?)),
            None => Some(KeptList::of(&Which::Latest.as_of_end(dir, context)?)),
        };
        let before = match (before, &after) {
            (Some(before), _) => before,
            (None, Some(after)) => previous(after, dir, context)?,
            (None, None) => KeptList::of(&Which::Latest.as_of_end(dir, context)?),
        };
        if let Some(after) = &after
            && before.header.began > after.header.ended
        {
            return Err(later());
        }
        let after = after.map_or_else(|| KeptList::now(context), Ok)?;
        Self::new(before, after)
    }
}

/// Rows made of JSON objects, all of one text.
fn page(rows: &[String]) -> Vec<Row> {
    let rows = Row::rows(&format!("[{}]", rows.join(",")));
    rows.expect("joined from pieces of valid JSON")
}

/// That what the service says now is not the earlier one.
///
/// # Errors
/// Usage: it is.
pub(super) fn is_no_start(earlier: Option<&Which>) -> Result<(), Failure> {
    match earlier {
        Some(Which::Now) => Err(Failure::usage(both(
            "`now` can be the later one only, as in `polyv-group snapshot diff latest now`",
            "`now` 只能是较晚的一份，如 `polyv-group snapshot diff latest now`",
        ))),
        _ => Ok(()),
    }
}

fn later() -> Failure {
    Failure::usage(both(
        "--since is later than --until",
        "--since 晚于 --until",
    ))
}

/// The snapshot of the same group before another one.
fn previous(after: &KeptList, dir: &DirArg, context: &Context) -> Result<KeptList, Failure> {
    let entries = dir.to_read()?.entries(Some(&after.header.app_id))?;
    let at = entries.iter().position(|entry| entry.path == after.path);
    let before = match at {
        Some(at) => at.checked_sub(1).map(|at| &entries[at]),
        // It lies somewhere else.
        None => {
            let mut older = entries.iter().rev();
            older.find(|entry| entry.time < after.header.ended)
        }
    };
    match before {
        Some(entry) => Ok(KeptList::of(&Reader::of(entry)?)),
        None => {
            let (after, time) = (after.named(), after.time(context)?);
            let message = text!(
                "there is no snapshot before {after}, which is of {time}: two are required",
                "在 {after}（{time}）之前没有快照：需要两份"
            );
            Err(Failure::usage(message).hint(both(
                "`polyv-group snapshot save` makes one; to compare the only one with what the \
                 service says now: `polyv-group snapshot diff latest now`, or `polyv-group usage \
                 --until now`",
                "请用 `polyv-group snapshot save` 再保存一份；将唯一的快照与服务当前的数据比较：\
                 `polyv-group snapshot diff latest now` 或 `polyv-group usage --until now`",
            )))
        }
    }
}
