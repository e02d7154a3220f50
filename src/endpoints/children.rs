//! Child accounts: the staff logins inside the account whose key signs.

use super::spec::{Absent, Emails, Read, Shape};
use crate::output::{Column, Kind};

/// polyv.gitbook.io: docs/live/api/v-4/user/children/list. The parameter of
/// the e-mails is singular although it takes many.
pub static LIST: Read = Read {
    command: ("children", "list"),
    about: "List the child accounts of the account whose key is used",
    examples: "polyv-group children list\n\
               polyv-group children list --email zhangsan@example.com -o json",
    rows: "child accounts",
    path: "/live/v4/user/children/list",
    shape: Shape::Pages {
        counter: "pageNumber",
        sizes: &[1000],
        id: Some("childUserId"),
    },
    emails: Some(Emails {
        param: "childEmail",
        field: "childEmail",
        most: 100,
        absent: Absent::All,
    }),
    columns: &[
        Column::text("childUserId", "ID").yielding(5),
        Column::text("childName", "NAME"),
        Column::text("childEmail", "E-MAIL"),
        Column::text("telephone", "TELEPHONE").yielding(2),
        Column::text("status", "STATUS"),
        Column::text("roleName", "ROLE"),
        Column::text("organizationName", "ORGANIZATION").yielding(3),
        Column::new("createdTime", "CREATED", Kind::Millis).yielding(4),
        Column::text("roleId", "ROLE ID").hidden(),
        Column::text("organizationId", "ORGANIZATION ID").hidden(),
        Column::text("description", "DESCRIPTION").hidden(),
    ],
    ..Read::DEFAULT
};
