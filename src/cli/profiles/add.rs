//! `profiles add`: asks or is told, tries the key, saves.

use super::check::{GENERATIONS, Generation, is_main};
use crate::api::CallError;
use crate::cli::console::Console;
use crate::cli::context::Context;
use crate::cli::exchange::env;
use crate::cli::fields::notes_and_examples;
use crate::cli::globals::Globals;
use crate::cli::prompt::Rule;
use crate::cli::{interrupt, prompt};
use crate::config::settings::{BASE_URL, CA_FILE, READ_ONLY};
use crate::config::{
    self, Config, Profile, SecretSource, Source, Texts, config_path, variable_name,
};
use crate::failure::{Failure, Kind};
use crate::lang::{Text, both};
use crate::secret::Secret;
use crate::text;
use crate::text::{quoted, shown_path};
use clap::Args;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// What the help says after the options.
pub(super) fn help() -> String {
    notes_and_examples(
        both(
            "On a terminal it asks for what is missing. The key is tried against the service \
             before it is saved. The first profile becomes the default one.",
            "在终端上会询问缺少的内容。保存之前先向服务验证密钥。第一个配置档即为默认配置档。",
        ),
        "polyv-group profiles add hq
pass show polyv/hq | polyv-group profiles add hq --app-id your-app-id \\
    --secret-stdin
polyv-group profiles add lab --app-id your-app-id \\
    --secret-env LAB_SECRET --read-only",
    )
}

/// The arguments of `profiles add`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    #[arg(help = both("Letters, digits, `.`, `_` and `-`", "字母、数字、`.`、`_` 和 `-`"))]
    name: String,
    #[arg(help = both("The account's appId", "账号的 appId"))]
    #[arg(long, value_name = "ID")]
    app_id: Option<String>,
    // Where the secret is. Never in an option: those are seen by others.
    #[arg(help = both(
        "Read the appSecret from stdin and save it in the config file",
        "从标准输入读取 appSecret，保存在配置文件中",
    ))]
    #[arg(long, group = "secret")]
    secret_stdin: bool,
    #[arg(help = both(
        "Take it from this file each time; it must be yours alone",
        "每次从此文件读取；文件须仅限本人读写",
    ))]
    #[arg(long, group = "secret", value_name = "FILE")]
    secret_file: Option<PathBuf>,
    #[arg(help = both(
        "Take it from this environment variable each time",
        "每次从此环境变量读取",
    ))]
    #[arg(long, group = "secret", value_name = "NAME")]
    secret_env: Option<String>,
    #[arg(help = both(
        "Take it from this command's output each time; words are split at blanks, no shell is run",
        "每次取自此命令的输出；按空格分词，不经过 shell",
    ))]
    #[arg(long, group = "secret", value_name = "COMMAND")]
    secret_command: Option<String>,
    #[arg(help = both(
        "Address of the service, if it is not the usual one",
        "服务地址，默认地址以外才需要",
    ))]
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[arg(help = both("PEM file of certificates to trust", "受信任证书的 PEM 文件"))]
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    #[arg(help = both("Refuse every write with this profile", "此配置档拒绝一切写操作"))]
    #[arg(long)]
    read_only: bool,
    #[arg(help = both("Replace a profile of this name", "替换同名的配置档"))]
    #[arg(long)]
    replace: bool,
    #[arg(help = both("Save it without trying it", "不验证，直接保存"))]
    #[arg(long)]
    no_verify: bool,
}

impl Add {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let console = &context.console;
        interrupt::listen(console.is_json())?;
        let options = context.globals.options();
        let path = config_path(&options, &env)?;
        // Nobody is asked for a secret that cannot be saved. What is not asked
        // yet stands for something that passes.
        let mut profile = Profile {
            name: self.name.clone(),
            app_id: self.app_id.clone().unwrap_or("ASKED-LATER".into()),
            secret: SecretSource::Env("ASKED_LATER".into()),
            settings: self.settings()?,
        };
        profile.check()?;
        if !self.replace && path.exists() {
            Config::load(&options, &env)?.refuse_taken(&self.name)?;
        }
        let kept = |profile: Profile| profile.check().map_err(|failure| failure.message);
        profile.app_id = self.app_id(console, &|text| {
            let mut with = profile.clone();
            with.app_id = text.to_owned();
            kept(with)
        })?;
        profile.secret = self.secret(console, &|text| {
            let mut with = profile.clone();
            with.secret = SecretSource::Plain(Secret::new(text));
            kept(with)
        })?;
        profile.check()?;
        if !self.no_verify {
            self.try_key(&profile, &path, context)?;
        }
        let added = config::add(&path, &profile, self.replace)?;
        let (name, file) = (&self.name, shown_path(&path));
        console.info(match added.replaced {
            true => text!(
                "profile {name} is replaced in {file}",
                "已替换 {file} 中的配置档 {name}"
            ),
            false => text!(
                "profile {name} is saved in {file}",
                "配置档 {name} 已保存到 {file}"
            ),
        });
        if added.made_default {
            console.info(both("it is the default profile", "它是默认配置档"));
        }
        Ok(())
    }

    fn settings(&self) -> Result<Texts, Failure> {
        let mut settings = Texts::new();
        if let Some(typed) = &self.base_url {
            settings.insert(BASE_URL.key, BASE_URL.typed("--base-url", typed)?);
        }
        if self.read_only {
            settings.insert(READ_ONLY.key, "true".into());
        }
        if let Some(path) = &self.ca_file {
            let path = absolute(path)?.into_os_string().into_string();
            let not_text = |_| {
                Failure::usage(both(
                    "--ca-file: the path is not UTF-8 text",
                    "--ca-file：路径不是 UTF-8 文本",
                ))
            };
            settings.insert(CA_FILE.key, path.map_err(not_text)?);
        }
        Ok(settings)
    }

    fn app_id(&self, console: &Console, rule: Rule<'_>) -> Result<String, Failure> {
        match &self.app_id {
            Some(app_id) => Ok(app_id.clone()),
            None if console.can_ask() => prompt::line(both("appId:", "appId："), rule, console),
            None => {
                let message = both(
                    "no appId: there is no terminal to ask for one",
                    "没有 appId：没有终端，无法询问",
                );
                let hint = both("give it with --app-id", "请用 --app-id 指定");
                Err(Failure::usage(message).hint(hint))
            }
        }
    }

    fn secret(&self, console: &Console, rule: Rule<'_>) -> Result<SecretSource, Failure> {
        if let Some(path) = &self.secret_file {
            return absolute(path).map(SecretSource::File);
        }
        if let Some(name) = &self.secret_env {
            let refused = |why: Text| {
                let name = quoted(name);
                Failure::usage(text!(
                    "--secret-env {name} {why}",
                    "--secret-env {name} {why}"
                ))
            };
            return variable_name(name).map_err(refused).map(SecretSource::Env);
        }
        if let Some(command) = &self.secret_command {
            let words: Vec<String> = command.split_whitespace().map(Into::into).collect();
            return match words.is_empty() {
                true => Err(Failure::usage(both(
                    "--secret-command: the command is empty",
                    "--secret-command：命令为空",
                ))),
                false => Ok(SecretSource::Command(words)),
            };
        }
        if self.secret_stdin {
            return prompt::secret_from_stdin("--secret-stdin").map(SecretSource::Plain);
        }
        if console.can_ask() {
            return prompt::secret(both("appSecret", "appSecret"), rule, console)
                .map(SecretSource::Plain);
        }
        let message = both(
            "no appSecret: there is no terminal to ask for one",
            "没有 appSecret：没有终端，无法询问",
        );
        Err(Failure::usage(message).hint(both(
            "give it with --secret-stdin, or say where it is with --secret-file, \
             --secret-env or --secret-command",
            "请用 --secret-stdin 输入，或用 --secret-file、--secret-env、--secret-command 指定其位置",
        )))
    }

    /// Tries the key as the profile would be used. A key of no group main
    /// account is good for child accounts, so that is only a warning.
    fn try_key(&self, profile: &Profile, path: &Path, context: &Context) -> Result<(), Failure> {
        let console = &context.console;
        let globals = Globals {
            profile: Some(profile.name.clone()),
            print_curl: false,
            ..context.globals.clone()
        };
        let mut config = Config::absent(path.to_owned());
        config.profiles = vec![profile.clone()];
        let context = context.with(globals, config, &|name| self.env(name))?;
        let settings = context.settings()?;
        let (base, source) = (settings.base_url(), settings.source(&BASE_URL));
        if matches!(source, Source::Given(_)) {
            console.warn(text!(
                "base_url is {base} here, from {source}, and is not saved; --base-url saves it",
                "当前 base_url 为 {base}（来源：{source}），不会保存；用 --base-url 保存"
            ));
        }
        let host = &base.host;
        let client = context.client()?;
        let attempt = text!("try the key at {host}", "向 {host} 验证凭证");
        let words = text!("trying the key at {host}", "正在向 {host} 验证凭证");
        let mut others = Vec::new();
        for generation in GENERATIONS {
            let ask = || is_main(client, &generation, client.retries());
            let asked = console.with_progress(&words, ask);
            let failed = |error: CallError| untried(error.failure(&attempt));
            if !asked.map_err(failed)? {
                others.push(generation);
            }
        }
        console.info(text!("{host} accepts the key", "{host} 接受该凭证"));
        for Generation { name, commands, .. } in others {
            console.warn(text!(
                "it is not the main account of a {name}: {commands} will not work with it",
                "该账号不是{name} 的主账号：{commands} 无法使用"
            ));
        }
        Ok(())
    }

    /// An option of this command wins over a variable, too.
    fn env(&self, name: &str) -> Option<OsString> {
        let is_given = (name == BASE_URL.variable && self.base_url.is_some())
            || (name == CA_FILE.variable && self.ca_file.is_some());
        (!is_given).then(|| env(name))?
    }
}

/// A key that did not pass. What is not saved yet is nowhere to be looked at.
fn untried(mut failure: Failure) -> Failure {
    let is_named = |hint: &Text| hint.en().contains("`polyv-group profiles show`");
    if failure.hint.as_ref().is_some_and(is_named) {
        let own = match failure.kind {
            Kind::Credentials => both(
                "the appSecret is not the one of this appId; copy both again from the console's \
                 developer settings",
                "appSecret 与 appId 不匹配；请从管理后台的开发设置中重新复制两者",
            ),
            _ => both(
                "check the network and the address of the service (--base-url)",
                "请检查网络和服务地址（--base-url）",
            ),
        };
        failure.hint = Some(own.into());
    }
    let anyway = both(
        "--no-verify saves it all the same",
        "加 --no-verify 则不验证直接保存",
    );
    match failure.hint.take() {
        Some(hint) => failure.hint(text!("{hint}; {anyway}", "{hint}；{anyway}")),
        None => failure.hint(anyway),
    }
}

/// What is typed is relative to the working folder; in the file it would be
/// relative to the file.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let failed = |error: io::Error| {
        let (path, error) = (shown_path(path), Text::from(error));
        Failure::usage(text!("{path}: {error}", "{path}：{error}"))
    };
    std::path::absolute(path).map_err(failed)
}
