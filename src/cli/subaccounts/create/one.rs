//! One new account from options, checked before it is sent.

use super::print::{print_account, print_curl, print_plan};
use super::words::{check_command, created_words, faults, fields, unknown_words};
use crate::api::new_account::{Draft, NewAccount, generate_password};
use crate::batch::checks::{self, Conflict};
use crate::batch::create::{self, Answer, Fate};
use crate::batch::credentials::CredentialsFile;
use crate::batch::journal::History;
use crate::batch::results::{RowResult, Status};
use crate::cli::batch::{How, today};
use crate::cli::console::Console;
use crate::cli::globals::Globals;
use crate::cli::session::{Session, Setup};
use crate::cli::{interrupt, prompt};
use crate::endpoints::subaccounts::COLUMNS;
use crate::failure::{Failure, Kind};
use crate::output::{Style, choose};
use crate::row::Row;
use crate::secret::Secret;
use clap::Args;
use std::time::Duration;

/// The new account.
#[derive(Debug, Args)]
pub(super) struct One {
    /// Login of the new account
    #[arg(long)]
    email: Option<String>,
    /// Contact person
    #[arg(long)]
    contacts: Option<String>,
    /// Phone number; one number may serve 3 e-mails
    #[arg(long, allow_negative_numbers = true)]
    phone: Option<String>,
    /// Channels the account may create
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_channels: Option<String>,
    /// Live minutes to give, where the group is billed by minutes
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    minutes: Option<String>,
    /// Live concurrency to give, where the group is billed by concurrency
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    concurrent: Option<String>,
    /// Money to give
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    balance: Option<String>,
    /// Note, at most 50 characters
    #[arg(long)]
    memo: Option<String>,
    /// Last day, YYYY-MM-DD or YYYYMMDD; without it the group's expiry holds
    #[arg(long, value_name = "DATE")]
    expire_date: Option<String>,
    /// VOD flow to give, in G (the service's default: 100)
    #[arg(long, value_name = "G", allow_negative_numbers = true)]
    remain_flow: Option<String>,
    /// VOD space to give, in G (the service's default: 100)
    #[arg(long, value_name = "G", allow_negative_numbers = true)]
    remain_space: Option<String>,
    /// Read the password from stdin
    #[arg(long, conflicts_with = "generate_password")]
    password_stdin: bool,
    /// Do not wait for the list to show the account
    #[arg(long, conflicts_with = "wait")]
    no_wait: bool,
}

/// The account to be created: what was typed of it, and how to do it.
pub(super) struct Single<'a> {
    pub(super) one: &'a One,
    pub(super) how: &'a How,
}

impl Single<'_> {
    pub(super) fn run(&self, globals: &Globals, console: &Console) -> Result<(), Failure> {
        let setup = Setup::read(globals)?;
        let console = &setup.console(console);
        let style = self.style(&setup, globals)?;
        setup.refuse_if_read_only(self.how.dry_run || globals.print_curl)?;
        let account = self.account(console)?;
        let session = Session::open(globals, &setup, console, self.how.dry_run)?;
        if globals.print_curl {
            return print_curl(&session, &account);
        }
        if !self.how.no_preflight {
            self.preflight(&session, &account)?;
        }
        if self.how.dry_run {
            return print_plan(&account, &style);
        }
        // Whoever is asked must see what about, --quiet or not.
        let talk = if self.how.yes {
            Console::say
        } else {
            Console::insist
        };
        talk(
            console,
            &format!("create a sub-account on {}:", session.account),
        );
        fields(&account).iter().for_each(|line| talk(console, line));
        prompt::confirm("Create it?", self.how.yes, console)?;
        self.create(&session, &account, &style, console)
    }

    /// The columns are checked before anything is asked or sent.
    fn style(&self, setup: &Setup, globals: &Globals) -> Result<Style, Failure> {
        let style = setup.style(globals)?;
        choose(&style, COLUMNS)?;
        Ok(style)
    }

    /// Everything that can be checked before sending, checked.
    fn account(&self, console: &Console) -> Result<NewAccount, Failure> {
        if self.how.generate_password && self.how.credentials_out.is_none() && !console.can_ask() {
            return Err(Failure::usage(
                "--generate-password wants --credentials-out FILE, or a terminal to show it on",
            ));
        }
        let mut draft = self.draft();
        // All other faults first: nobody types a password for nothing.
        let (known, placeholder) = (self.known_password()?, Secret::new("placeholder1"));
        let ask = known.is_none();
        draft.password = Some(known.unwrap_or(placeholder));
        let today = today();
        let (account, warnings) = draft.clone().check(today).map_err(|f| faults(&f))?;
        for warning in warnings {
            console.warn(&format!(
                "{} {} {}",
                warning.field, warning.value, warning.text
            ));
        }
        if !ask {
            return Ok(account);
        }
        if !console.can_ask() {
            return Err(Failure::usage(
                "no password: there is no terminal to ask for one (stdin and stderr)",
            )
            .hint("give it with --password-stdin, or let --generate-password make one"));
        }
        if self.how.dry_run {
            return Ok(account);
        }
        draft.password = Some(prompt::new_password(
            "Password of the new account (8 to 32 characters, letters and digits)",
            console,
        )?);
        let checked = draft.check(today).map_err(|f| faults(&f))?;
        Ok(checked.0)
    }

    fn known_password(&self) -> Result<Option<Secret>, Failure> {
        if self.one.password_stdin {
            return prompt::secret_from_stdin("--password-stdin").map(Some);
        }
        if !self.how.generate_password {
            return Ok(None);
        }
        let made = generate_password();
        made.map(Some)
            .map_err(|error| Failure::new(Kind::Unexpected, error.to_string()))
    }

    fn draft(&self) -> Draft {
        Draft {
            email: self.one.email.clone(),
            contacts: self.one.contacts.clone(),
            phone: self.one.phone.clone(),
            max_channels: self.one.max_channels.clone(),
            minutes: self.one.minutes.clone(),
            concurrent: self.one.concurrent.clone(),
            balance: self.one.balance.clone(),
            memo: self.one.memo.clone(),
            expire_date: self.one.expire_date.clone(),
            remain_flow: self.one.remain_flow.clone(),
            remain_space: self.one.remain_space.clone(),
            ..Draft::default()
        }
    }

    fn preflight(&self, session: &Session, account: &NewAccount) -> Result<(), Failure> {
        let conflict = checks::check(&session.client, account)
            .map_err(|error| error.failure("check the new account against the group"))?;
        let message = match conflict {
            None => return Ok(()),
            Some(Conflict::Taken(user_id)) => format!(
                "{} has a sub-account already (userId {user_id}); nothing was sent",
                account.email()
            ),
            Some(Conflict::BilledBy(plan)) => format!(
                "the group's accounts are billed by {plan}; give --{} instead; nothing was sent",
                if plan == "minutes" {
                    "minutes"
                } else {
                    "concurrent"
                }
            ),
        };
        Err(Failure::new(Kind::Refused, message))
    }

    fn create(
        &self,
        session: &Session,
        account: &NewAccount,
        style: &Style,
        console: &Console,
    ) -> Result<(), Failure> {
        let mut file = self.credentials_file(account)?;
        if self.how.generate_password && file.is_none() {
            // Nobody knows what comes back, nor whether anything does.
            console.insist(&format!("password: {}", account.password().expose()));
        }
        let check = check_command(account.email());
        let words = unknown_words(account.email());
        let out = interrupt::LastWords::leave(&words, &check);
        let answered = |answer: &Answer| out.change(&created_words(account.email(), answer));
        let fate = create::create(&session.client, account, self.wait(), &answered);
        drop(out);
        let (answer, listed) = match fate {
            Fate::Created { answer, listed } => (answer, listed),
            Fate::NotCreated(error) => {
                let what = format!("create {} (it was not created)", account.email());
                return Err(error.failure(&what));
            }
            Fate::Unknown(error) => {
                let mut failure = error.failure("create the sub-account");
                failure.message = format!("{words}: {}", error.cause.words());
                failure.kind = Kind::Unknown;
                return Err(failure.hint(check));
            }
        };
        self.tell(&answer, &listed, account, console)?;
        let row = merged(account, &answer, &listed);
        if let Some(file) = &mut file {
            let made = self.how.generate_password;
            let created = RowResult::new(0, account.email(), Status::Created);
            file.note(&created.of_account(&row).made_password(made));
            let what = "the account was created; cannot write its credentials";
            file.save().map_err(|error| Failure::local(what, error))?;
        }
        print_account(&row, style)
    }

    /// Says what is special about a success.
    fn tell(
        &self,
        answer: &Option<Row>,
        listed: &Option<Row>,
        account: &NewAccount,
        console: &Console,
    ) -> Result<(), Failure> {
        if answer.is_none() && self.how.no_preflight {
            let email = account.email();
            let message = format!(
                "the answer was lost; {email} exists now, but --no-preflight left unchecked \
                 whether it did before"
            );
            return Err(Failure::new(Kind::Unknown, message).hint(check_command(email)));
        }
        if answer.is_none() {
            console.say("the answer was lost, but the account was created: the list shows it");
        } else if listed.is_none() && !self.one.no_wait {
            console.say("created; the list does not show it yet, which takes the service a while");
        }
        Ok(())
    }

    fn wait(&self) -> Duration {
        if self.one.no_wait {
            return Duration::ZERO;
        }
        self.how.wait.unwrap_or(create::DEFAULT_WAIT)
    }

    /// The credentials file, with a generated password in it before the POST.
    fn credentials_file(&self, account: &NewAccount) -> Result<Option<CredentialsFile>, Failure> {
        let Some(path) = &self.how.credentials_out else {
            return Ok(None);
        };
        let mut file = CredentialsFile::open(path, &History::default())?;
        let password = self
            .how
            .generate_password
            .then(|| account.password().clone());
        let password = password.unwrap_or_else(|| Secret::new(""));
        file.add(account.email(), password)?;
        Ok(Some(file))
    }
}

/// What is known of the new account: as the list shows it, or else the answer
/// with the e-mail, which the service does not echo.
fn merged(account: &NewAccount, answer: &Option<Row>, listed: &Option<Row>) -> Row {
    if let Some(listed) = listed {
        return listed.clone();
    }
    let email = serde_json::to_string(account.email()).expect("a text always becomes JSON");
    let inside = |row: &Row| {
        // One brace on each side: the last field may end with braces of its own.
        let text = row.as_str().trim().strip_prefix('{')?.strip_suffix('}')?;
        Some(text.trim().to_owned())
    };
    let rest = answer.as_ref().and_then(inside).unwrap_or_default();
    let comma = if rest.is_empty() { "" } else { "," };
    Row::parse(&format!("{{\"email\":{email}{comma}{rest}}}"))
        .expect("an object with one more field is an object")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> NewAccount {
        let text = |text: &str| Some(text.to_owned());
        let draft = Draft {
            email: text("a@b.cn"),
            password: Some(Secret::new("Passw0rd1")),
            contacts: text("c"),
            phone: text("13800000000"),
            max_channels: text("1"),
            minutes: text("1"),
            ..Draft::default()
        };
        draft.check(jiff::civil::date(2026, 1, 1)).unwrap().0
    }

    #[test]
    fn an_answer_keeps_its_secret_whatever_stands_last_in_it() {
        for rest in [r#""n":{"m":{}}"#, r#""n":1"#] {
            let answer = format!(r#"{{"userId":"u","appSecret":"s",{rest}}}"#);
            let row = merged(&account(), &Row::parse(&answer).ok(), &None);
            let expected = format!(r#"{{"email":"a@b.cn","userId":"u","appSecret":"s",{rest}}}"#);
            assert_eq!(row.as_str(), expected);
        }
        assert_eq!(
            merged(&account(), &None, &None).as_str(),
            r#"{"email":"a@b.cn"}"#
        );
    }
}
