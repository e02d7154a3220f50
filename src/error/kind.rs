//! What kinds of failure there are, and the exit status of each: the table that
//! scripts rely on. Which failure is of which kind is decided one level up.

/// Kinds of failure. Each has its exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A bug, or a local read or write that failed.
    Unexpected,
    /// An unknown option, an invalid value, an invalid input file.
    Usage,
    /// No such profile, no credentials, a write on a read-only profile.
    Config,
    /// The service refused the credentials.
    Credentials,
    /// The service refused the request for a business reason.
    Refused,
    /// The network or the service failed.
    Network,
    /// Held back or blocked.
    RateLimit,
    /// Part of a batch failed; the rest was done.
    Partial,
    /// A write may or may not have happened.
    Unknown,
    /// Ctrl-C.
    Interrupted,
    /// The reader of stdout has gone: not a failure, nothing is said.
    ClosedPipe,
    /// `--print-curl`: the message is the command, to be printed instead.
    Printed,
}

impl Kind {
    /// All kinds with an exit status of their own, in the order of the table.
    pub const ALL: [Kind; 10] = [
        Kind::Unexpected,
        Kind::Usage,
        Kind::Config,
        Kind::Credentials,
        Kind::Refused,
        Kind::Network,
        Kind::RateLimit,
        Kind::Partial,
        Kind::Unknown,
        Kind::Interrupted,
    ];

    /// The exit status.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::ClosedPipe | Kind::Printed => 0,
            Kind::Unexpected => 1,
            Kind::Usage => 2,
            Kind::Config => 3,
            Kind::Credentials => 4,
            Kind::Refused => 5,
            Kind::Network => 6,
            Kind::RateLimit => 7,
            Kind::Partial => 8,
            Kind::Unknown => 9,
            Kind::Interrupted => 130,
        }
    }

    /// What the exit status means, for the help and the manual.
    pub fn meaning(self) -> &'static str {
        match self {
            Kind::ClosedPipe | Kind::Printed => "done",
            Kind::Unexpected => "unexpected: a bug, or a local read or write that failed",
            Kind::Usage => {
                "usage: unknown option, invalid value, invalid input file; nothing was sent"
            }
            Kind::Config => {
                "configuration: no such profile, no credentials, unreadable file, a base URL \
                 that is none, a write on a read-only profile"
            }
            Kind::Credentials => {
                "the service refused the credentials: appId, signature, timestamp, not a group \
                 account, account forbidden"
            }
            Kind::Refused => "the service refused the request for a business reason",
            Kind::Network => {
                "the network or the service failed: DNS, TLS, time-out, 5xx, a reply that is not \
                 the API's"
            }
            Kind::RateLimit => "rate limit: held back or blocked",
            Kind::Partial => "part of a batch failed; the rest was done",
            Kind::Unknown => "unknown: a write may or may not have happened",
            Kind::Interrupted => "interrupted",
        }
    }

    /// The `kind` of the JSON error.
    pub fn name(self) -> &'static str {
        match self {
            Kind::ClosedPipe => "closedPipe",
            Kind::Printed => "printed",
            Kind::Unexpected => "unexpected",
            Kind::Usage => "usage",
            Kind::Config => "config",
            Kind::Credentials => "credentials",
            Kind::Refused => "refused",
            Kind::Network => "network",
            Kind::RateLimit => "rateLimit",
            Kind::Partial => "partial",
            Kind::Unknown => "unknown",
            Kind::Interrupted => "interrupted",
        }
    }
}
