//! Why a request is refused, in the service's words. The words and codes come
//! from the vendor's pages where these have them; what is a guess says so.

use super::envelope::Generation;

/// A reason not to do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No appId was sent.
    AppIdMissing,
    /// An appId that nobody has.
    UnknownApp,
    /// A right signature, but of an account that is not a group's main account.
    NotAGroup,
    /// The timestamp is missing, malformed, or more than 3 minutes off.
    Timestamp,
    /// The sign is missing or wrong.
    Signature,
    /// A signature method other than MD5, which the simulator does not know.
    SignatureMethod,
    /// A parameter or body field that must be there.
    Missing(String),
    /// Any other fault of a parameter; holds the words.
    Parameter(String),
    /// A new account's e-mail is taken, or its phone serves 3 already; holds
    /// the words.
    Conflict(&'static str),
    /// More than the group has left.
    OverLimit,
    /// Concurrency for a group that is billed by minutes.
    WrongPlan,
    /// No such path.
    NoSuchPath,
    /// A path that takes another method, which is named.
    Method(&'static str),
    /// The simulator itself failed; holds the reason.
    Internal(String),
}

impl Refusal {
    /// A parameter with a value that cannot be, or a name that nobody knows.
    pub(super) fn invalid(name: &str) -> Refusal {
        Refusal::Parameter(format!("param validate error: {name}"))
    }

    /// Too long or too short a value.
    pub(super) fn length(name: &str) -> Refusal {
        Refusal::Parameter(format!("param length is incorrect: {name}"))
    }

    /// Not a whole number of 0 or more.
    pub(super) fn not_digits(name: &str) -> Refusal {
        Refusal::Parameter(format!("param is not digit: {name}"))
    }

    /// Does not fit 32 bits.
    pub(super) fn too_large(name: &str) -> Refusal {
        Refusal::Parameter(format!("param exceeds maximum value of integer: {name}"))
    }

    /// A number outside of what is allowed.
    pub(super) fn range() -> Refusal {
        Refusal::Parameter("number range error".into())
    }

    /// A body that is no JSON object, or a field of the wrong type.
    pub(super) fn json() -> Refusal {
        Refusal::Parameter("json format error".into())
    }

    /// The body's `code`, which for v4 is the HTTP status too.
    pub(super) fn code(&self, generation: Generation) -> u16 {
        match (self, generation) {
            // The v2 pages' JSON samples say 403, their tables 401, another
            // page 400.
            (Refusal::Signature, Generation::V2) => 403,
            (Refusal::NoSuchPath, _) => 404,
            (Refusal::Method(_), _) => 405,
            (Refusal::Internal(_), _) => 500,
            _ => 400,
        }
    }

    /// v4's `error.code`. Documented are 10003 and 20001 only; the others are
    /// what the vendor's command-line client lists, unverified, or fill a gap.
    pub(super) fn detail(&self) -> u32 {
        match self {
            Refusal::Timestamp => 10003,
            Refusal::UnknownApp => 20001,
            Refusal::Signature => 20002,
            Refusal::SignatureMethod => 20005,
            Refusal::AppIdMissing | Refusal::Missing(_) => 10002,
            Refusal::Parameter(_) | Refusal::Conflict(_) => 10001,
            Refusal::NotAGroup => 40001,
            Refusal::OverLimit => 40002,
            Refusal::WrongPlan => 40003,
            Refusal::NoSuchPath | Refusal::Method(_) => 10001,
            Refusal::Internal(_) => 50001,
        }
    }

    /// The reason in words: v2's `message`, v4's `error.desc`.
    pub(super) fn words(&self, generation: Generation) -> String {
        let v2 = generation == Generation::V2;
        match self {
            Refusal::AppIdMissing => "appId is required.".into(),
            // The v2 group pages have one text for every appId that is not a
            // group account.
            Refusal::UnknownApp | Refusal::NotAGroup if v2 => "account not found.".into(),
            Refusal::UnknownApp => "application not found.".into(),
            Refusal::NotAGroup => "找不到集团账号".into(),
            Refusal::Timestamp if v2 => "invalid timestamp.".into(),
            Refusal::Timestamp => "时间戳过期".into(),
            Refusal::Signature => "invalid signature.".into(),
            Refusal::SignatureMethod => {
                "unsupported signature method: the sandbox knows MD5".into()
            }
            Refusal::Missing(name) => format!("param should not be empty: {name}"),
            Refusal::Parameter(words) | Refusal::Internal(words) => words.clone(),
            Refusal::Conflict(words) => (*words).into(),
            Refusal::OverLimit => "已超过账号可使用上限".into(),
            Refusal::WrongPlan => "非法错误".into(),
            Refusal::NoSuchPath => "no such path in the sandbox".into(),
            Refusal::Method(allowed) => format!("method not allowed, use {allowed}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_generation_has_its_own_words() {
        let both = |refusal: Refusal| {
            [Generation::V2, Generation::V4].map(|generation| refusal.words(generation))
        };
        assert_eq!(
            both(Refusal::UnknownApp),
            ["account not found.", "application not found."]
        );
        assert_eq!(
            both(Refusal::Timestamp),
            ["invalid timestamp.", "时间戳过期"]
        );
    }

    #[test]
    fn a_wrong_signature_is_403_on_v2_and_400_on_v4() {
        assert_eq!(Refusal::Signature.code(Generation::V2), 403);
        assert_eq!(Refusal::Signature.code(Generation::V4), 400);
    }
}
