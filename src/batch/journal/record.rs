//! The lines of a journal: one JSON object each, `{"intent":{…}}`. None holds
//! a password or an appSecret.

use serde::{Deserialize, Serialize};

/// The form of the lines below; a journal of another is not understood.
pub(super) const VERSION: u32 = 1;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Record {
    /// A run begins, or goes on.
    Start(Start),
    /// A POST is about to leave.
    Intent(Intent),
    /// What became of it.
    Outcome(Outcome),
    /// A file of failed rows is about to be put in place.
    FailedRows(Stamp),
}

/// Whose journal it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Start {
    pub(super) version: u32,
    /// The group account's.
    pub app_id: String,
    /// The service's address: a rehearsal is not the real thing.
    pub base: String,
    /// Unix milliseconds.
    pub at: i64,
    /// The absolute path of the run's own credentials file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<String>,
}

/// What is about to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Intent {
    /// As it stands in the roster.
    pub email: String,
    /// Of the row's content, the password left out.
    pub fingerprint: String,
    /// Unix milliseconds of this machine, right before the attempt.
    pub at: i64,
    /// Whether it goes with a password that was made here: then, and only
    /// then, the one in the credentials file is the account's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub made_password: bool,
}

/// How an intent ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ended {
    /// The account exists.
    Created,
    /// It was refused, or cannot have reached the service.
    Failed,
    /// Nobody knows.
    Unknown,
}

/// What became of the e-mail's last intent. Absent texts are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// As in the intent.
    pub email: String,
    /// How it ended.
    pub status: Ended,
    /// The new account's id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user_id: String,
    /// The new account's appId.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub app_id: String,
    /// The service's code of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_code: Option<i64>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// The service's, for support cases.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
}

/// How a file looked when it was written, to tell whether anybody has changed
/// it since. No hash: the file holds passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Unix nanoseconds of its last change.
    pub changed: u64,
}
