//! The options of a write, and what was typed with them.

use super::fields;
use super::prompt;
use crate::endpoints::spec::Field;
use crate::endpoints::write::{Draft, Write};
use crate::failure::Failure;
use crate::lang::{Text, both};
use crate::secret::Secret;
use crate::text;
use clap::{Arg, ArgAction, ArgMatches};

/// Keeps the rule of every password while the true one is not asked for yet.
const PLACEHOLDER: &str = "placeholder1";

/// The id of the target where it is typed without an option.
const WORD: &str = "word";

/// The options of its fields. What is required is not required of the parser:
/// it would name no more than the first fault.
pub(super) fn options(call: &'static Write) -> Vec<Arg> {
    let fields = call.fields.iter().filter(|field| !field.help.is_empty());
    let (secrets, plain): (Vec<_>, Vec<_>) = fields.partition(|field| field.secret);
    let plain = plain.into_iter().flat_map(|field| {
        let option = fields::option(field).required(false);
        let option = option.allow_negative_numbers(true);
        let required = text!("{help} (required)", "{help}（必填）", help = field.help);
        let is_word = call.new_key.is_some() && field.api == call.key;
        let word = is_word.then(|| {
            let word = Arg::new(WORD).value_name(field.option_name().to_uppercase());
            word.help(required.clone()).conflicts_with(field.api)
        });
        let option = match field.required {
            true if is_word => option.help(both("The same as an option", "同上，用选项指定")),
            true => option.help(required),
            false => option,
        };
        word.into_iter().chain([option])
    });
    let secrets = secrets.into_iter().flat_map(|field| {
        let (name, option) = (both(field.api, field.chinese()), field.option_name());
        let stdin = format!("{option}_stdin");
        let ask = (!field.required).then(|| {
            let about = field.help;
            let help = text!("Ask for a new {name}: {about}", "询问新的{name}：{about}");
            flag(format!("ask_{option}"), help).conflicts_with(&stdin)
        });
        let stdin = flag(
            &stdin,
            text!("Read the {name} from stdin", "从标准输入读取{name}"),
        );
        let all = ask.into_iter().chain([stdin]);
        all.map(|option| match call.rows {
            Some(_) => option.conflicts_with("generate_password"),
            None => option,
        })
    });
    plain.chain(secrets).collect()
}

/// What every write can be told.
pub(super) fn how() -> [Arg; 3] {
    let yes = both(
        "Do it without asking you to confirm",
        "不询问确认，直接执行",
    );
    let dry_run = both(
        "Show what would be sent, send nothing",
        "试运行：显示将要发送的内容，不发送任何请求",
    );
    let exit_code = both(
        "With --dry-run: end with 12 where something would be sent",
        "与 --dry-run 合用：有内容要发送时退出状态为 12",
    );
    [
        flag("yes", yes).short('y'),
        flag("dry_run", dry_run),
        flag("exit_code", exit_code).requires("dry_run"),
    ]
}

/// A flag; its option is the id with dashes.
fn flag(id: impl Into<String>, help: impl Into<Text>) -> Arg {
    let id = id.into();
    Arg::new(id.clone())
        .long(id.replace('_', "-"))
        .help(help.into())
        .action(ArgAction::SetTrue)
}

/// The values that were typed or `generated`, and the secret that is still to be
/// asked for: something that passes stands for it.
///
/// # Errors
/// A secret cannot be read from stdin.
pub(super) fn typed(
    call: &'static Write,
    generated: Option<&Secret>,
    args: &ArgMatches,
) -> Result<(Draft, Option<&'static Field>), Failure> {
    let mut draft = Draft::new(call);
    let mut ask = None;
    for field in call.fields {
        let option = field.option_name();
        if !field.secret {
            let typed = |id| args.try_get_one::<String>(id).ok().flatten();
            let word = typed(WORD).filter(|_| field.api == call.key);
            if let Some(text) = typed(field.api).or(word) {
                draft.set(field.api, text);
            }
        } else if let Some(generated) = generated {
            draft.set(field.api, generated.expose());
        } else if fields::is_set(args, &format!("{option}_stdin")) {
            let typed = prompt::secret_from_stdin(&format!("--{option}-stdin"))?;
            draft.set(field.api, typed.expose());
        } else if field.required || fields::is_set(args, &format!("ask_{option}")) {
            draft.set(field.api, PLACEHOLDER);
            ask = Some(field);
        }
    }
    Ok((draft, ask))
}
