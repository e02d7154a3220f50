//! The rules of a sub-account that is to be created.
//!
//! A create call cannot be taken back, and the service swallows some mistakes
//! (a malformed expiry date is ignored, not refused). So everything that can
//! be known before sending is checked here, for the single create and for
//! rosters alike: a [`Draft`] is what was typed, a [`NewAccount`] is what may
//! be sent. What only the service knows (is the e-mail free, which plan does
//! the group have) is left to the callers.
//!
//! Facts: the documents of `POST /live/v4/group/user/create`,
//! <https://polyv.gitbook.io/docs/live/api/v-4/user/create>.

mod body;
mod expiry;
mod faults;
mod password;
mod rules;

use jiff::civil::Date;
use serde_json::Number;

use crate::secret::Secret;

pub use expiry::Expiry;
use faults::Faults;
pub use password::{RandomError, generate_password};

/// GiB of VOD flow, and the same of VOD space, that the service gives when
/// the field is left out.
pub const DEFAULT_VOD_GIB: u32 = 100;

/// The e-mails that one phone number may serve.
pub const EMAILS_PER_PHONE: usize = 3;

/// A sub-account as it was typed: every field still text, nothing checked.
/// `None` is "not given"; an empty text is a value, and mostly a fault.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The login of the new account.
    pub email: Option<String>,
    /// The first password.
    pub password: Option<Secret>,
    /// The contact person.
    pub contacts: Option<String>,
    /// The contact person's phone number.
    pub phone: Option<String>,
    /// How many channels the account may create.
    pub max_channels: Option<String>,
    /// Live minutes to allot, in groups billed by minutes.
    pub minutes: Option<String>,
    /// Live concurrency to allot, in groups billed by concurrency.
    pub concurrent: Option<String>,
    /// Money to allot; the documents name no currency.
    pub balance: Option<String>,
    /// A note.
    pub memo: Option<String>,
    /// The last day, `YYYY-MM-DD` or `YYYYMMDD`.
    pub expire_date: Option<String>,
    /// `group` or `custom`; follows from the date where not given.
    pub expire_type: Option<String>,
    /// VOD flow in GiB.
    pub remain_flow: Option<String>,
    /// VOD space in GiB.
    pub remain_space: Option<String>,
}

/// A field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The API's name of the field.
    pub field: &'static str,
    /// What was typed, empty when nothing was; the mask for a password.
    pub value: String,
    /// The rule, as the end of a sentence that begins with the field.
    pub rule: String,
}

/// A value that may be sent and probably is a mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The API's name of the field.
    pub field: &'static str,
    /// What was typed.
    pub value: String,
    /// What is odd about it.
    pub text: String,
}

/// What the plan of the group lets a sub-account have of live streaming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allotment {
    /// Live minutes.
    Minutes(u32),
    /// Viewers at a time.
    Concurrent(u32),
}

/// A sub-account that keeps every documented rule. Only [`Draft::check`]
/// makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    email: String,
    password: Secret,
    contacts: String,
    phone: String,
    max_channels: u32,
    allotment: Allotment,
    balance: Option<Number>,
    memo: Option<String>,
    expiry: Option<Expiry>,
    remain_flow: Option<u32>,
    remain_space: Option<u32>,
}

impl NewAccount {
    /// The e-mail, as typed.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The first password.
    pub fn password(&self) -> &Secret {
        &self.password
    }

    /// The same account with another first password, such as the one that an
    /// interrupted run made up for it.
    ///
    /// # Errors
    /// The rule that the password breaks.
    pub fn with_password(mut self, password: Secret) -> Result<Self, String> {
        rules::password(password.expose())?;
        self.password = password;
        Ok(self)
    }

    /// The phone number: digits, perhaps a `+` before them.
    pub fn phone(&self) -> &str {
        &self.phone
    }

    /// Minutes or concurrency.
    pub fn allotment(&self) -> Allotment {
        self.allotment
    }

    /// Money to allot, letter by letter; `None` is none.
    pub fn balance(&self) -> Option<&Number> {
        self.balance.as_ref()
    }

    /// VOD flow in GiB that the account will get, the service's default
    /// included.
    pub fn flow_gib(&self) -> u32 {
        self.remain_flow.unwrap_or(DEFAULT_VOD_GIB)
    }

    /// VOD space in GiB that the account will get, the service's default
    /// included.
    pub fn space_gib(&self) -> u32 {
        self.remain_space.unwrap_or(DEFAULT_VOD_GIB)
    }
}

impl Draft {
    /// Checks every field and the fields against each other. `today` is the
    /// day in China, where expiry dates count.
    ///
    /// # Errors
    /// All faults, in the order of the documents.
    pub fn check(self, today: Date) -> Result<(NewAccount, Vec<Warning>), Vec<Fault>> {
        let mut faults = Faults::default();
        let email = faults.required("email", self.email, rules::email);
        let password = faults.password(self.password);
        let contacts = faults.required("contacts", self.contacts, rules::contacts);
        let phone = faults.required("phone", self.phone, rules::phone);
        let max_channels = faults.required("maxChannels", self.max_channels, rules::count);
        let allotment = faults.allotment(self.minutes, self.concurrent);
        let balance = faults.optional("balance", self.balance, rules::balance);
        let memo = faults.optional("memo", self.memo, rules::memo);
        let (expiry, warnings) = faults.expiry(self.expire_type, self.expire_date, today);
        let remain_flow = faults.optional("remainFlow", self.remain_flow, rules::count);
        let remain_space = faults.optional("remainSpace", self.remain_space, rules::count);

        let (
            Some(email),
            Some(password),
            Some(contacts),
            Some(phone),
            Some(max_channels),
            Some(allotment),
            true,
        ) = (
            email,
            password,
            contacts,
            phone,
            max_channels,
            allotment,
            faults.none(),
        )
        else {
            return Err(faults.found);
        };
        let account = NewAccount {
            email,
            password,
            contacts,
            phone,
            max_channels,
            allotment,
            balance,
            memo: memo.filter(|memo| !memo.is_empty()),
            expiry,
            remain_flow,
            remain_space,
        };
        Ok((account, warnings))
    }
}

#[cfg(test)]
mod tests;
