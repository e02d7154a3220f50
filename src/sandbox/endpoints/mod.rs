//! One file per endpoint: its parameters and the `data` of its answer. The
//! common checks and the envelope are `route`'s.

pub(super) mod allocate_log;
pub(super) mod children_list;
pub(super) mod create;
mod create_body;
mod fields;
pub(super) mod get_info;
pub(super) mod package_list;
pub(super) mod role_list;

/// E-mails that one list request may name. Documented for package/list and
/// children/list; for the log no number is.
const MAX_EMAILS: usize = 100;
