//! The files of a run: the roster, read, with all its faults told, and those
//! beside it: which they are, and that none of them is another program's.

use crate::batch::files::{identity, look, unsent, unusable};
use crate::batch::journal::History;
use crate::batch::results;
use crate::batch::roster::{MAX_BYTES, Rejected, Roster, RosterFile, read, template_hint};
use crate::cli::console::{Console, columns, width};
use crate::cli::context::Context;
use crate::cli::interrupt;
use crate::endpoints::spec::Now;
use crate::endpoints::write::{Finding, Write};
use crate::failure::Failure;
use crate::files::{behind_links, beside, folder_of, is_writable, read_bounded, remove_unfinished};
use crate::lang::{CLAUSES, Text, both, counted, joined};
use crate::output::{Column, Headings};
use crate::text;
use crate::text::{escape, reveal};
use comfy_table::CellAlignment;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, stderr};
use std::path::{Path, PathBuf};

/// Every file of a run but the roster itself.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Paths {
    pub(in crate::cli) journal: PathBuf,
    /// None is written for what was typed without a roster, unless it is named.
    pub(in crate::cli) results: Option<PathBuf>,
    /// There are no rows to write without a roster.
    pub(in crate::cli) failed: Option<PathBuf>,
    pub(in crate::cli) credentials: Option<PathBuf>,
}

impl Paths {
    /// The files that the options name, or else those beside the roster. Links
    /// stay, and what they point to is written.
    ///
    /// # Errors
    /// Usage: two of them are one.
    pub(in crate::cli) fn new(
        from: &Path,
        [journal, results]: [&Option<PathBuf>; 2],
        credentials: Option<&PathBuf>,
    ) -> Result<Self, Failure> {
        let default = |given: &Option<PathBuf>, ending| {
            let given = given.clone();
            given.unwrap_or_else(|| beside(from, ending))
        };
        let results = default(results, ".results.csv");
        let of_failed = match is_writable(folder_of(from)) {
            true if from.as_os_str() != "-" => from,
            _ => &results,
        };
        let paths = Self {
            journal: real(&default(journal, ".journal.jsonl"))?,
            failed: Some(real(&beside(of_failed, ".failed.csv"))?),
            results: Some(real(&results)?),
            credentials: credentials.cloned(),
        };
        paths.differ(from)?;
        Ok(paths)
    }

    /// Those of a run without a roster.
    ///
    /// # Errors
    /// Usage: both are one.
    pub(in crate::cli) fn of_journal(
        journal: &Path,
        results: &Option<PathBuf>,
    ) -> Result<Self, Failure> {
        let paths = Self {
            journal: real(journal)?,
            results: results.as_deref().map(real).transpose()?,
            failed: None,
            credentials: None,
        };
        paths.differ(Path::new("-"))?;
        Ok(paths)
    }

    fn differ(&self, from: &Path) -> Result<(), Failure> {
        let others = [&self.results, &self.failed, &self.credentials];
        let others = others.into_iter().filter_map(|path| path.as_deref());
        let files = [from, &self.journal].into_iter().chain(others);
        let mut seen = HashSet::new();
        for path in files {
            if !seen.insert(identity(path)) {
                let shown = path.display();
                return Err(Failure::usage(text!(
                    "{shown} cannot be two things at once: roster, journal, results, failed rows \
                     and credentials are a file each",
                    "{shown} 不能同时用作两种文件：名单、执行日志、结果、失败的行和凭证各为一个文件"
                )));
            }
        }
        Ok(())
    }

    /// Refuses to put the data of `--out` over the roster or a file of the run.
    ///
    /// # Errors
    /// Usage; nothing was sent.
    pub(super) fn keep_from(&self, from: &Path, out: Option<&Path>) -> Result<(), Failure> {
        let others = [&self.results, &self.failed, &self.credentials];
        let others = others.into_iter().filter_map(|path| path.as_deref());
        let mut files = [from, &self.journal].into_iter().chain(others);
        match out {
            Some(out) if files.any(|path| identity(path) == identity(out)) => {
                let out = out.display();
                Err(Failure::usage(text!(
                    "--out {out} is a file of this run",
                    "--out {out} 是本次执行使用的文件"
                )))
            }
            _ => Ok(()),
        }
    }

    /// Removes what a killed run left half written; the journal is locked.
    ///
    /// # Errors
    /// Usage; nothing was sent.
    pub(super) fn tidy(&self, history: &History) -> Result<(), Failure> {
        let files = [&self.results, &self.failed, &history.credentials];
        for path in files.into_iter().flatten() {
            usable(path, remove_unfinished(path))?;
        }
        Ok(())
    }

    /// Refuses to write over what is not ours.
    ///
    /// # Errors
    /// Usage; nothing was sent.
    pub(super) fn check(&self, history: &History, columns: &[Column]) -> Result<(), Failure> {
        if let Some(results) = &self.results {
            self.check_results(results, history, columns)?;
        }
        let Some(failed) = &self.failed else {
            return Ok(());
        };
        let stamp = usable(failed, look(failed))?;
        if stamp.is_none_or(|stamp| history.failed_rows.contains(&stamp)) {
            return Ok(());
        }
        let failed = failed.display();
        Err(unsent(
            text!(
                "{failed} was not written by this run's journal, or was changed since",
                "{failed} 不是由本执行日志写入的，或此后有改动"
            ),
            text!(
                "if it is still to be run, run it with --from {failed}; if it has been run \
                 already, remove it or move it away, and run this again",
                "如尚待执行，请用 --from {failed} 执行；如已执行过，请删除或移走它，再重新运行"
            ),
        ))
    }

    fn check_results(
        &self,
        results: &Path,
        history: &History,
        columns: &[Column],
    ) -> Result<(), Failure> {
        let shown = results.display();
        if !usable(results, is_headed(results, columns))? {
            let message = text!(
                "{shown} exists and is not a results file",
                "{shown} 已存在，且不是结果文件"
            );
            let hint = both(
                "name another with --results",
                "请用 --results 指定另一个文件",
            );
            return Err(unsent(message, hint));
        }
        let has_bytes = matches!(look(results), Ok(Some(found)) if found.size > 0);
        if history.is_empty() && self.journal.exists() && has_bytes {
            let journal = self.journal.display();
            return Err(unsent(
                text!(
                    "{journal} tells of no run, and {shown} does: the journal was cut off",
                    "{journal} 中没有执行记录，而 {shown} 中有：执行日志被截断了"
                ),
                text!(
                    "put the journal back; to start over remove {journal} and {shown}",
                    "请放回执行日志；要重新开始，请删除 {journal} 和 {shown}"
                ),
            ));
        }
        Ok(())
    }
}

/// The file itself: links stay.
fn real(path: &Path) -> Result<PathBuf, Failure> {
    usable(path, behind_links(path))
}

fn usable<T>(path: &Path, done: io::Result<T>) -> Result<T, Failure> {
    done.map_err(|error| unusable(path, &error))
}

/// Whether a results file may take this place.
fn is_headed(path: &Path, columns: &[Column]) -> io::Result<bool> {
    let mut start = Vec::new();
    if look(path)?.is_some() {
        let file = File::open(path)?;
        file.take(results::HEAD).read_to_end(&mut start)?;
    }
    Ok(results::is_headed(&start, columns))
}

/// What a roster is called in messages.
pub(super) fn name(from: &Path) -> Text {
    match from.to_str() {
        Some("-") => both("the roster on stdin", "标准输入中的名单").into(),
        _ => Text::verbatim(from.display()),
    }
}

/// Reads and checks a roster, and says what was assumed.
///
/// # Errors
/// Usage, with all faults told on stderr.
pub(in crate::cli) fn load(
    call: &'static Write,
    from: &Path,
    sheet: Option<&str>,
    generates: bool,
    context: &Context,
) -> Result<Roster, Failure> {
    let name = name(from);
    let bytes = read_bounded(from, MAX_BYTES).map_err(|error| {
        Failure::usage(text!(
            "cannot read {name}: {error}; nothing was sent",
            "无法读取 {name}：{error}；未发送任何请求",
            error = Text::from(error)
        ))
    })?;
    let console = &context.console;
    let mut required = call.fields.iter().filter(|field| field.required);
    let lacks = context.dry_run && required.any(|field| field.secret);
    let bytes = bytes.as_slice();
    let file = RosterFile { bytes, sheet };
    let roster = match read(file, call, generates || lacks, &Now::read()) {
        Ok(roster) => roster,
        Err(Rejected::Faults(found)) => return Err(faults(from, &found, console)),
        Err(Rejected::File(failure)) => {
            let why = failure.message;
            let message = text!(
                "{name}: {why}; nothing was sent",
                "{name}：{why}；未发送任何请求"
            );
            let hint = failure.hint;
            let hint = hint.unwrap_or_else(|| template_hint(call, Headings::Api));
            return Err(Failure::new(failure.kind, message).hint(hint));
        }
    };
    roster.notes.iter().for_each(|note| console.info(note));
    for warning in &roster.warnings {
        console.warn(in_words(warning));
    }
    let lack = roster.rows.iter().filter(|row| row.password_generated);
    let lack = lack.count();
    if lack > 0 && !generates {
        let have = match lack {
            1 => both("1 row has", "1 行").into(),
            _ => text!("{lack} rows have", "{lack} 行"),
        };
        console.warn(text!(
            "{have} no password; the run requires a password column or --generate-password with \
             --credentials-out",
            "{have}没有密码；执行时需要密码列，或同时使用 --generate-password 和 --credentials-out"
        ));
    }
    Ok(roster)
}

/// Tells the faults: a table for people, all in one message for programs.
pub(in crate::cli) fn faults(from: &Path, found: &[Finding], console: &Console) -> Failure {
    let count = counted(found.len(), "fault", "处错误");
    let mut message = text!(
        "{name} has {count}; nothing was sent",
        "{name} 有 {count}；未发送任何请求",
        name = name(from)
    );
    if console.is_json() {
        let each = joined(found.iter().map(in_words), CLAUSES);
        message = text!("{message}: {each}", "{message}：{each}");
    } else {
        interrupt::clear_progress();
        interrupt::write(&(table(found, width(stderr())) + "\n"));
    }
    Failure::usage(message)
}

fn in_words(finding: &Finding) -> Text {
    let value = Text::verbatim(reveal(&finding.value));
    let words = [&finding.field, &value, &finding.text];
    let words = joined(
        words.into_iter().filter(|it| !it.is_empty()),
        both(" ", " "),
    );
    let place = match &finding.cell {
        Some(cell) => Text::verbatim(cell),
        None => text!(
            "line {line}",
            "第 {line} 行",
            line = finding.line.unwrap_or_default()
        ),
    };
    text!("{place}: {words}", "{place}：{words}")
}

/// A line for each, wrapped at words where it must fit so many cells.
fn table(found: &[Finding], width: Option<usize>) -> String {
    let in_sheet = found.iter().any(|it| it.cell.is_some());
    let place = match in_sheet {
        true => both("CELL", "单元格"),
        false => both("LINE", "行"),
    };
    let others = [
        both("FIELD", "列"),
        both("VALUE", "值"),
        both("RULE", "规则"),
    ];
    let [field, value, rule] = others;
    let headings = [place, field, value, rule].map(|heading| heading.now().to_owned());
    let rows = found.iter().map(|it| {
        let line = || it.line.unwrap_or_default().to_string();
        let line = it
            .cell
            .as_deref()
            .map_or_else(line, |cell| escape(cell).into());
        let (field, value) = (escape(it.field.now()).into(), reveal(&it.value).into());
        [line, field, value, it.text.to_string()]
    });
    let rows = std::iter::once(headings).chain(rows);
    let mut table = columns(rows, (0, 2), width);
    if let Some(line) = table.column_mut(0).filter(|_| !in_sheet) {
        line.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}
