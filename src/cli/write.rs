//! Runs any call that writes, from what was typed to the answer: checked as a
//! whole, shown, confirmed, sent, and told what became of it.

use super::batch::{How, warn_if_over};
use super::context::Context;
use super::fields::{self, faults, option_names, warn};
use super::prompt;
use super::sent::{send, shown_by, with_key};
use super::write_options::typed;
use crate::api::CallError;
use crate::batch::credentials::CredentialsFile;
use crate::batch::journal::History;
use crate::batch::results::{RowResult, Status};
use crate::endpoints::ids::Ids;
use crate::endpoints::met::Met;
use crate::endpoints::password;
use crate::endpoints::spec::{Field, Now, plain};
use crate::endpoints::write::{Draft, Filled, Finding, Sends, Write};
use crate::failure::{Failure, Kind};
use crate::lang::{Text, both, phrase};
use crate::output::choose;
use crate::row::Row;
use crate::secret::Secret;
use crate::text;
use crate::text::{escape, json_safe, listed, padded, shown_path};
use clap::ArgMatches;
use std::cell::RefCell;
use unicode_width::UnicodeWidthStr;

/// Values of a plan stand at least so far from its edge.
const SHORT_NAME: usize = 12;

/// Runs a write. Gives what was printed of it, if it was sent.
///
/// # Errors
/// Usage or configuration, where nothing was sent; else what the service said,
/// that it is unknown whether it was done, or that the credentials file cannot be
/// written.
pub(super) fn run(
    call: &'static Write,
    how: &How,
    args: &ArgMatches,
    context: &Context,
) -> Result<Option<Row>, Failure> {
    let console = &context.console;
    let is_shown = console.can_ask() || context.dry_run;
    if how.generate_password && how.credentials_out.is_none() && !is_shown {
        return Err(Failure::usage(both(
            "--generate-password requires --credentials-out FILE, or a terminal to show it on",
            "--generate-password 需要 --credentials-out FILE，或可显示密码的终端",
        )));
    }
    if let Some(path) = &how.credentials_out {
        CredentialsFile::check(path, &History::default())?;
    }
    let generated = how.generate_password.then(password::generate).transpose()?;
    let checked = check(call, generated.as_ref(), how, args, context)?;
    let Some(filled) = agree(checked, how, context)? else {
        return Ok(None);
    };
    let generated = generated.as_ref().map_or("", Secret::expose);
    // A generated password is on disk before the POST that uses it.
    let file = how.credentials_out.as_deref();
    let file = file.map(|path| match call.new_key {
        // There is nothing to put down yet.
        Some(_) => CredentialsFile::open(path, call, &History::default()),
        None => CredentialsFile::of_one(path, call, filled.key(), generated),
    });
    let mut file = file.transpose()?;
    if file.is_none() && how.generate_password {
        // What comes back is not known yet, nor whether anything does.
        console.always(text!("password: {generated}", "密码：{generated}"));
    }
    let row = send(&filled, how, context).inspect_err(|failure| {
        if failure.kind != Kind::Unknown || call.new_key.is_some() {
            // It does not exist, so its password must not be handed out; or
            // nothing is in it.
            file.take().into_iter().for_each(CredentialsFile::discard);
        }
    })?;
    if let Some(file) = &mut file {
        let created = RowResult::new(0, filled.key(), Status::Done);
        let created = created.of_target(call, &row);
        file.note(&created.made_password(how.generate_password));
        let was_done = was_done(call, filled.key());
        let words = text!(
            "{was_done}; cannot write --credentials-out",
            "{was_done}；无法写入 --credentials-out"
        );
        if let Err(failure) = file.save(words) {
            return Err(failure.hint(shown_by(&filled)));
        }
        let path = how.credentials_out.iter().map(|path| shown_path(path));
        path.for_each(|path| console.info(text!("written to {path}", "已写入 {path}")));
    }
    let done = was_done(call, &escape(&filled.target()));
    print(&filled, row.clone(), context).map_err(|failure| failure.after(&done))?;
    Ok(Some(row))
}

fn was_done(call: &Write, target: &str) -> Text {
    let (named, done) = ((call.does.named)(target), call.does.done);
    text!("{named} was {done}", "{named} 已{done}")
}

/// What keeps every rule, and the secret that stands in for one to be asked
/// for: nobody types a password for nothing.
struct Checked {
    filled: Filled,
    ask: Option<&'static Field>,
}

/// Checks everything that can be checked before a request: the output, the
/// profile, and all that was typed or `generated`.
fn check(
    call: &'static Write,
    generated: Option<&Secret>,
    how: &How,
    args: &ArgMatches,
    context: &Context,
) -> Result<Checked, Failure> {
    choose(context.style()?, call.all_columns())?;
    context.refuse_if_read_only()?;
    let console = &context.console;
    let (mut draft, ask) = typed(call, generated, args)?;
    let names = option_names(call);
    let now = Now::read();
    let mut key_is_free = false;
    let filled = loop {
        let found = match draft.clone().check(&now) {
            Ok(filled) => break filled,
            Err(found) => found,
        };
        let is_asked =
            |it: &Finding| draft.get(it.field.en()).is_none() && must_be(call, it.field.en());
        if !console.can_ask() || context.yes || !found.iter().all(is_asked) {
            return Err(faults(found, &names));
        }
        // What the service will not do is not asked for.
        context.client()?;
        if let Some(key) = draft.get(call.key).filter(|_| !key_is_free) {
            meet(call, key, None, how, context)?;
            key_is_free = true;
        }
        ask_for(found[0].field.en(), &mut draft, &now, context)?;
    };
    warn(&filled.warnings, &names, console);
    match ask.filter(|_| !context.dry_run && !console.can_ask()) {
        None => Ok(Checked { filled, ask }),
        Some(field) => {
            let (api, option) = (field.api, field.option_name());
            let message = text!(
                "no {api}: there is no terminal to ask for one (stdin and stderr)",
                "缺少 {api}：没有可供询问的终端（标准输入和标准错误）"
            );
            Err(Failure::usage(message).hint(text!(
                "give it with --{option}-stdin",
                "请用 --{option}-stdin 给出"
            )))
        }
    }
}

/// Fields of which one is enough.
fn one_of(call: &Write) -> &'static [&'static str] {
    call.rows.map_or(&[], |rows| rows.one_of)
}

/// Whether a field is asked for where it is missing.
fn must_be(call: &Write, api: &str) -> bool {
    let mut fields = call.fields.iter().filter(|field| field.api == api);
    one_of(call).contains(&api) || fields.any(|field| field.required)
}

/// Asks for a field that is missing, until it keeps its rule. Of fields of which
/// one is enough an empty answer leads to the next.
fn ask_for(api: &str, draft: &mut Draft, now: &Now, context: &Context) -> Result<(), Failure> {
    let console = &context.console;
    let ids = RefCell::new(Ids::of(context.client()?));
    let one_of = one_of(draft.call);
    let is_one_of = one_of.contains(&api);
    let is_asked = |field: &&Field| field.api == api || is_one_of && one_of.contains(&field.api);
    for field in draft.call.fields.iter().filter(is_asked).cycle() {
        let (name, about) = (fields::called(field), field.help);
        let broken = |text: &str| field.check(text, now).err();
        let rule = broken("").map(|rule| text!(" ({rule})", "；{rule}"));
        let rule = rule.unwrap_or_default();
        let or_none = match is_one_of {
            true => both("; leave it empty to give the other", "；留空则填写另一项"),
            false => both("", ""),
        };
        let told = text!("{about}{rule}{or_none}", "{about}{rule}{or_none}");
        if told.now() != name.now() {
            console.always(told);
        }
        if let Some(list) = field.listed_by {
            let possible = ids.borrow_mut().possible(list)?;
            console.always(text!("possible: {possible}", "可用：{possible}"));
        }
        let rule = |text: &str| match text {
            "" if is_one_of => Ok(()),
            "" => Err(phrase(&name, both("is required", "为必填项"))),
            text => match (broken(text), field.listed_by) {
                (Some(rule), _) => Err(phrase(&name, rule)),
                (None, Some(list)) => ids.borrow_mut().check(list, text.trim()),
                _ => Ok(()),
            },
        };
        let typed = prompt::line(text!("{name}:", "{name}："), &rule, console)?;
        if !typed.is_empty() {
            draft.set(field.api, typed);
            break;
        }
    }
    Ok(())
}

/// What the service has that it meets: `filled`, or what is known of it so far.
///
/// # Errors
/// Refused: it conflicts with something.
fn meet(
    call: &Write,
    key: &str,
    filled: Option<&Filled>,
    how: &How,
    context: &Context,
) -> Result<Met, Failure> {
    let Some(look) = call.preflight.filter(|_| !how.no_preflight) else {
        return Ok(Met::default());
    };
    let met = look(context.client()?, key, filled)?;
    let asks = !context.yes && context.console.can_ask();
    match &met.conflict {
        Some(conflict) => {
            let message = text!("{conflict}; nothing was sent", "{conflict}；未发送任何请求");
            Err(Failure::new(Kind::Refused, message))
        }
        None if met.alike.is_empty() || how.another || asks => Ok(met),
        None => {
            let (what, ids) = ((call.does.named)(key), listed(&met.alike));
            let message = text!(
                "{what} is there already (id {ids}); nothing was sent",
                "{what} 已存在（ID {ids}）；未发送任何请求"
            );
            let hint = both("--another makes another one", "--another 会再建一个");
            Err(Failure::new(Kind::Refused, message).hint(hint))
        }
    }
}

impl Checked {
    /// Asks for the secret that is missing, until it keeps its rule.
    fn ask(self, context: &Context) -> Result<Filled, Failure> {
        let (filled, Some(field)) = (&self.filled, self.ask) else {
            return Ok(self.filled);
        };
        let with = |typed: &str| {
            let filled = filled.clone().with(field.api, typed, &Now::read());
            let name = fields::secret_name(field);
            filled.map_err(|rule| phrase(&name, rule))
        };
        let rule = |typed: &str| with(typed).map(drop);
        context.console.always(field.help);
        let typed = prompt::new_password(fields::called(field), &rule, &context.console)?;
        with(typed.expose()).map_err(Failure::usage)
    }
}

/// Looks up the ids of what was given by name.
fn put_ids(filled: &mut Filled, context: &Context) -> Result<(), Failure> {
    if !filled.has_names() {
        return Ok(());
    }
    if context.globals.print_curl {
        let words = both(
            "--print-curl sends nothing, so it cannot look up a name; give the id",
            "--print-curl 不发送任何请求，无法按名称查找；请给出 ID",
        );
        return Err(Failure::usage(words));
    }
    let unknown = Ids::of(context.client()?).put(filled)?;
    match unknown.is_empty() {
        true => Ok(()),
        false => Err(faults(unknown, &option_names(filled.call))),
    }
}

/// Asks the service about conflicts and for the missing secret, shows what
/// will be done, and has it confirmed. Gives `None` where nothing is to be
/// sent.
fn agree(mut checked: Checked, how: &How, context: &Context) -> Result<Option<Filled>, Failure> {
    let call = checked.filled.call;
    put_ids(&mut checked.filled, context)?;
    let verb = call.does.verb;
    let target = (call.does.named)(&escape(&checked.filled.target()));
    let client = context.client()?;
    if context.globals.print_curl {
        let printed = checked.ask(context)?.send(client, &|| Ok(()));
        let failed = |error: CallError| error.failure(text!("{verb} {target}", "{verb}{target}"));
        return printed.map(|_| None).map_err(failed);
    }
    let key = checked.filled.key();
    let met = meet(call, key, Some(&checked.filled), how, context)?;
    if let Some(words) = &met.done {
        return nothing_is_left(words, &checked.filled, context);
    }
    checked.filled.alike.clone_from(&met.alike);
    if let Some(own) = &met.spelled {
        checked.filled = checked.filled.spelled(own);
    }
    if let Some(rows) = call.rows.filter(|_| !how.no_preflight) {
        warn_if_over(rows, &checked.filled, context)?;
    }
    // Who is asked must see what about, --quiet or not.
    let tell = |text: Text| match context.yes || context.dry_run {
        true => context.console.info(text),
        false => context.console.always(text),
    };
    let account = context.account()?;
    let show = |filled: &Filled| {
        let target = (call.does.named)(&escape(&filled.target()));
        tell(text!(
            "{verb} {target} on {account}:",
            "{verb}{target}（使用{account}）："
        ));
        lines(filled, &met).into_iter().for_each(tell);
        if !call.warning.is_empty() {
            tell(call.warning.into());
        }
        let warn = |words: &Text| context.console.warn(words);
        met.warnings.iter().for_each(warn);
    };
    if context.dry_run {
        show(&checked.filled);
        print_plan(&checked.filled, context)?;
        return context.end_dry_run(true).map(|()| None);
    }
    must_be_listed(&checked.filled, context)?;
    let known = checked.filled.warnings.len();
    let filled = checked.ask(context)?;
    let new = &filled.warnings[known..];
    warn(new, &option_names(call), &context.console);
    show(&filled);
    let question = text!("{verb} it?", "确认{verb}？", verb = call.does.capital());
    match call.confirm_by_typing {
        true => context.confirm_typed(&question, met.called.as_deref().unwrap_or(filled.key()))?,
        false => context.confirm(&question)?,
    }
    Ok(Some(filled))
}

/// The write was done before, as these words say.
fn nothing_is_left(
    words: &Text,
    filled: &Filled,
    context: &Context,
) -> Result<Option<Filled>, Failure> {
    context.console.info(text!(
        "{words}: nothing is left to do",
        "{words}：无需再做任何操作"
    ));
    if !context.dry_run {
        print(filled, with_key(filled, None), context)?;
    }
    Ok(None)
}

/// Ends it where the list does not have the target: nobody is asked for nothing.
fn must_be_listed(filled: &Filled, context: &Context) -> Result<(), Failure> {
    let asks = !context.yes && context.console.can_ask();
    let Some(list) = filled.call.listed.filter(|_| asks) else {
        return Ok(());
    };
    let (client, key) = (context.client()?, filled.key());
    match list.find(client, key, client.retries()) {
        Err(error) => Err(error.failure(text!("look for {key}", "查找 {key}"))),
        Ok(None) => {
            let why = list.has_no(key);
            let message = text!("{why}; nothing was sent", "{why}；未发送任何请求");
            Err(Failure::new(Kind::Refused, message))
        }
        Ok(Some(_)) => Ok(()),
    }
}

/// What will be sent, a line a field, with what the service adds unasked, and
/// what was found of the target.
fn lines(filled: &Filled, met: &Met) -> Vec<Text> {
    let values = filled.masked();
    let sent_name = |api: &str| fields::sent_name(filled.call, api);
    let sent = values.iter().map(|(name, value)| {
        let value = plain(value);
        let told = match filled.name(name) {
            Some(it) => text!("{value} ({it})", "{value}（{it}）"),
            None => Text::verbatim(value),
        };
        (sent_name(name), told)
    });
    let adds = filled.call.adds.iter();
    let added = adds.filter(|(name, _)| !values.contains_key(*name));
    let added = added.map(|(name, text)| (sent_name(name), Text::from(*text)));
    let told = met.told.iter().cloned();
    let all: Vec<(Text, Text)> = sent.chain(added).chain(told).collect();
    let width = all.iter().map(|(name, _)| name.now().width()).max();
    let width = width.unwrap_or(0).max(SHORT_NAME);
    let line = |(name, value): &(Text, Text)| {
        Text::made(&|| format!("  {} {value}", padded(name.now(), width)))
    };
    all.iter().map(line).collect()
}

/// `--dry-run`: the request that would be sent.
fn print_plan(filled: &Filled, context: &Context) -> Result<(), Failure> {
    let path = filled.call.path;
    let values = json_safe(&serde_json::Value::from(filled.masked()).to_string());
    let text = match (context.style()?.format, filled.call.sends) {
        (format, sends) if format.is_json() => {
            let part = match sends {
                Sends::Query => "query",
                Sends::Form => "form",
                Sends::Json => "body",
            };
            format!("{{\"method\":\"POST\",\"path\":\"{path}\",\"{part}\":{values}}}\n")
        }
        (_, Sends::Json) => format!("POST {path}\n{values}\n"),
        _ => format!("POST {path}\n{}\n", escape(&filled.request().shown())),
    };
    context.print(&text)
}

/// Prints the target. Columns asked for by name may be any of its list's.
fn print(filled: &Filled, row: Row, context: &Context) -> Result<(), Failure> {
    let style = context.style()?;
    let columns = match style.columns {
        Some(_) => filled.call.all_columns(),
        None => filled.call.columns,
    };
    match style.format.is_json() {
        true => context.object(&row),
        false => context.rows(columns, [row]),
    }
}
