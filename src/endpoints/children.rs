//! Child accounts: the staff logins inside the account whose key signs.

use super::met::Met;
use super::organization;
use super::rules::{self, Ruled};
use super::spec::{Absent, Emails, Field, Now, Read, Shape};
use super::write::{Does, Filled, Finding, Repeat, Rows, Sends, Write};
use crate::api::{Client, Pages, Paging};
use crate::failure::Failure;
use crate::lang::{Text, both};
use crate::output::{Column, Values, chinese};
use crate::row::Row;
use crate::sign::Params;
use crate::text;
use std::borrow::Cow;
use std::sync::Arc;

/// polyv.gitbook.io: docs/live/api/v-4/user/children/list. The parameter of
/// the e-mails is singular although it takes many.
pub static LIST: Read = Read {
    command: ("children", "list"),
    about: both(
        "List the child accounts of the account whose key is used",
        "列出所用密钥对应账号的子账号",
    ),
    notes: both(
        "--all-accounts signs with the key of each sub-account, as `subaccounts list` has it. It \
         shows no key and keeps none. Its rows begin with accountEmail; the account of your own \
         key is called (group account).",
        "--all-accounts 用每个分账号自己的密钥签名，密钥取自 `subaccounts list`，既不显示也不保存。\
         各行以 accountEmail 开头；本人密钥对应的账号在表格中写作（集团主账号），在其他格式中写作 `(group account)`。",
    ),
    examples: "polyv-group children list\n\
               polyv-group children list --email zhangsan@example.com -o json\n\
               polyv-group children list --all-accounts -o csv > logins.csv",
    rows: both("child accounts", "子账号"),
    path: "/live/v4/user/children/list",
    shape: Shape::Pages(Paging {
        counter: "pageNumber",
        sizes: &[1000],
        id: Some("childUserId"),
        or_array: false,
    }),
    per_account: true,
    emails: Some(Emails {
        param: "childEmail",
        field: "childEmail",
        most: 100,
        absent: Absent::All,
    }),
    columns: &[
        Column::text("childUserId", "ID").yielding(7),
        Column::text("childName", "NAME").yielding(1),
        Column::text("childEmail", "E-MAIL"),
        Column::text("telephone", "TELEPHONE").yielding(4),
        Column::text("status", "STATUS")
            .yielding(2)
            .one_of(&["NORMAL", "FROZEN", "DELETE"])
            .called(&[
                both("NORMAL", "正常"),
                both("FROZEN", "冻结"),
                both("DELETE", "删除"),
            ]),
        Column::text("roleName", "ROLE").yielding(3),
        Column::text("organizationName", "ORGANIZATION").yielding(5),
        Column::new("createdTime", "CREATED", Values::Millis).yielding(6),
        Column::text("roleId", "ROLE ID").hidden(),
        Column::text("organizationId", "ORGANIZATION ID").hidden(),
        Column::text("description", "DESCRIPTION").hidden(),
    ],
    ..Read::DEFAULT
};

/// polyv.gitbook.io: docs/live/api/v-4/user/children/role/list.
pub static ROLES: Read = Read {
    command: ("children", "roles"),
    about: both(
        "List the roles that a child account may have",
        "列出子账号可用的角色",
    ),
    examples: "polyv-group children roles\n\
               polyv-group children roles --columns id,name -o csv",
    rows: both("roles", "角色"),
    ids: Some(("id", "name")),
    path: "/live/v4/user/children/role/list",
    shape: Shape::Array,
    columns: &[
        Column::text("id", "ID"),
        Column::text("name", "NAME"),
        Column::text("permissionName", "PERMISSIONS").yielding(1),
        Column::text("description", "DESCRIPTION").yielding(2),
    ],
    ..Read::DEFAULT
};

/// polyv.gitbook.io: docs/live/api/v-4/user/children/create. The new account is
/// in the list at once.
pub static CREATE: Write = Write {
    command: ("children", "create"),
    about: both(
        "Create a child account, or many from a roster",
        "新建一个子账号，或按名单新建多个",
    ),
    notes: both(
        "On a terminal it asks for the required options that are not given.",
        "在终端中会逐项询问未给出的必填选项。",
    ),
    examples: "polyv-group children create --email zhangsan@example.com --name 张三 \\\n    \
               --role 1310\n\
               pass show zhangsan | polyv-group children create --password-stdin --yes \\\n    \
               --email zhangsan@example.com --name 张三 --role 1310\n\
               polyv-group children create --from staff.csv --generate-password \\\n    \
               --credentials-out new.csv --yes",
    does: Does {
        verb: both("create", "新建"),
        done: both("created", "新建"),
        ..CHILD_ACCOUNT
    },
    path: "/live/v4/user/children/create",
    fields: &[
        EMAIL,
        CHILD_NAME
            .required()
            .help(both("Name, at most 50 characters", "姓名，最多 50 个字符")),
        PASSWORD.required(),
        ROLE.required().help(both(
            "The role; `polyv-group children roles` lists them",
            "角色；用 `polyv-group children roles` 列出",
        )),
        Field::new("organizationId", rules::id_or_name)
            .headings("部门 部门ID 所属部门 组织架构 department")
            .option("organization")
            .listed_by(&organization::LIST)
            .placeholder("ID|PATH")
            .help(both(
                "The department, such as 总部/华东; see `polyv-group organization list`",
                "部门，如 总部/华东；见 `polyv-group organization list`",
            )),
        TELEPHONE.help(both("Phone number", "电话号码")),
        DESCRIPTION.help(both(
            "Description, at most 100 characters",
            "描述，最多 100 个字符",
        )),
    ],
    key: "childEmail",
    beside: LIST.columns,
    preflight: Some(taken),
    rows: Some(&Rows {
        results: &[LINE, E_MAIL, NAME, STATUS, ID, CODE, MESSAGE, REQUEST],
        each_row: both("Create a child account", "新建一个子账号"),
        ends: both(
            "created, existing (there was the e-mail), changed (after its account was created)",
            "`created`、`existing`（该邮箱已存在）、`changed`（账号新建之后该行有改动）",
        ),
        doing: both("creating child accounts", "新建子账号"),
        deed: both("creation", "新建"),
        ..ROWS
    }),
    keeps: &["childUserId"],
    repeat: Repeat::LookUp(&LIST),
    columns: LIST.columns,
    shown_by: SHOWN_BY,
    ..Write::DEFAULT
};

/// polyv.gitbook.io: docs/live/api/v-4/user/children/update. The e-mail says
/// which account, so it cannot be changed.
pub static UPDATE: Write = Write {
    command: ("children", "update"),
    about: both(
        "Change a child account, or many from a roster",
        "修改一个子账号，或按名单修改多个",
    ),
    notes: both(
        "Only what is given is changed. The service knows no freezing of a child account.",
        "只修改给出的内容。服务没有冻结子账号的接口。",
    ),
    examples: "polyv-group children update --email shop1@example.com --name 张三 \\\n    \
               --role 1310\n\
               pass show shop1 | polyv-group children update --password-stdin \\\n    \
               --email shop1@example.com --yes\n\
               polyv-group children update --from staff.csv --dry-run",
    does: Does {
        verb: both("update", "修改"),
        done: both("updated", "修改"),
        ..CHILD_ACCOUNT
    },
    path: "/live/v4/user/children/update",
    fields: &[
        EMAIL,
        CHILD_NAME.help(both(
            "New name, at most 50 characters",
            "新的姓名，最多 50 个字符",
        )),
        PASSWORD,
        ROLE.help(both(
            "The new role; `polyv-group children roles` lists them",
            "新的角色；用 `polyv-group children roles` 列出",
        )),
        TELEPHONE.help(both("New phone number", "新的电话号码")),
        DESCRIPTION.help(both(
            "New description, at most 100 characters; empty to clear it",
            "新的描述，最多 100 个字符；留空则清除",
        )),
    ],
    key: "childEmail",
    beside: LIST.columns,
    between: |draft, _, found| {
        let mut others = UPDATE.fields[1..].iter();
        if others.all(|field| draft.get(field.api).is_none()) {
            let text = both(
                "or another value to change is required",
                "和其他要修改的值须至少填写一项",
            );
            found.push(Finding::new("childName", "", text));
        }
    },
    listed: Some(&LIST),
    rows: Some(&Rows {
        results: &[LINE, E_MAIL, NAME, STATUS, ID, CODE, MESSAGE, REQUEST],
        each_row: both("Change a child account", "修改一个子账号"),
        ends: both("updated", "`updated`（已修改）"),
        doing: both("updating child accounts", "修改子账号"),
        deed: both("the update", "修改"),
        ..ROWS
    }),
    keeps: &["childUserId"],
    repeat: Repeat::Safe(&LIST),
    columns: LIST.columns,
    shown_by: SHOWN_BY,
    ..Write::DEFAULT
};

/// polyv.gitbook.io: docs/live/api/v-4/user/children/delete. The e-mail travels
/// in the query. A second deletion does no harm: it may be refused as not found.
pub static DELETE: Write = Write {
    command: ("children", "delete"),
    about: both(
        "Delete a child account, or many from a roster",
        "删除一个子账号，或按名单删除多个",
    ),
    notes: both(
        "On a terminal the e-mail is typed once more to confirm it. Where the account is not \
         there any more, that is said on stderr and the exit status is 0.",
        "在终端中需再次输入邮箱以确认。账号已不存在时，在标准错误输出中说明，退出状态为 0。",
    ),
    examples: "polyv-group children delete --email zhangsan@example.com\n\
               polyv-group children delete --email zhangsan@example.com --yes\n\
               polyv-group children delete --from left.csv --dry-run",
    does: Does {
        verb: both("delete", "删除"),
        done: both("deleted", "删除"),
        ..CHILD_ACCOUNT
    },
    path: "/live/v4/user/children/delete",
    sends: Sends::Query,
    fields: &[EMAIL],
    key: "childEmail",
    beside: LIST.columns,
    preflight: Some(whose),
    confirm_by_typing: true,
    rows: Some(&Rows {
        results: &[LINE, E_MAIL, STATUS, CODE, MESSAGE, REQUEST],
        each_row: both("Delete a child account", "删除一个子账号"),
        ends: both(
            "deleted, absent (it was not there)",
            "`deleted`、`absent`（账号原本就不存在）",
        ),
        doing: both("deleting child accounts", "删除子账号"),
        deed: both("the deletion", "删除"),
        ..ROWS
    }),
    repeat: Repeat::Gone(&LIST),
    columns: &[Column::text("childEmail", "E-MAIL")],
    shown_by: SHOWN_BY,
    ..Write::DEFAULT
};

/// What the rosters of all writes have in common, and the columns of results.
const ROWS: Rows = Rows {
    each: both("child account", "个子账号"),
    all: both("the child accounts", "子账号"),
    ..Rows::DEFAULT
};
const LINE: Column = Column::number("line", "LINE").yielding(1);
const E_MAIL: Column = Column::text("childEmail", "E-MAIL");
const NAME: Column = Column::text("childName", "NAME").yielding(3);
const STATUS: Column = Column::text("status", "STATUS");
const ID: Column = Column::text("childUserId", "ID").yielding(2);
const CODE: Column = Column::number("code", "CODE").hidden();
const MESSAGE: Column = Column::text("message", "MESSAGE").keeping(24);
const REQUEST: Column = Column::text("requestId", "REQUEST ID").hidden();

/// What every write is done to.
const CHILD_ACCOUNT: Does = Does {
    verb: both("", ""),
    done: both("", ""),
    what: both("the child account", "子账号"),
    named: |email| text!("the child account {email}", "子账号 {email}"),
};

/// Every write names its child account so.
const EMAIL: Field = Field::new("childEmail", rules::email)
    .headings("邮箱 邮箱地址 电子邮箱 电子邮件 邮件 邮件地址 登录邮箱 账号 帐号 子账号 登录账号 mail emailAddress login")
    .option("email")
    .required()
    .help(both("Login of the child account", "子账号的登录邮箱"));

const CHILD_NAME: Field = Field::new("childName", name)
    .headings("子账号姓名 子账号名称 名称 名字 昵称")
    .option("name");

const PASSWORD: Field = Field::new("password", rules::password::<8, 16>)
    .headings("密码 登录密码 初始密码 新密码 口令 pwd")
    .secret()
    .help(both(
        "8 to 16 characters, letters and digits",
        "8 至 16 个字符，须含字母和数字",
    ));

const ROLE: Field = Field::new("roleId", rules::id_or_name)
    .headings("角色编号")
    .option("role")
    .listed_by(&ROLES)
    .placeholder("ID|NAME");

const TELEPHONE: Field = Field::new("telephone", rules::phone).headings(
    "手机 手机号 手机号码 电话号码 联系电话 联系方式 联系手机 phone mobile tel phoneNumber",
);

const DESCRIPTION: Field = Field::new("description", rules::note::<100>)
    .headings("备注 备注信息 说明 memo note notes remark remarks comment");

const SHOWN_BY: &str = "polyv-group children list --email";

/// Whether the e-mail is taken, in any letter case: the service's filter may
/// mind it.
fn taken(client: &Arc<Client>, email: &str, _: Option<&Filled>) -> Result<Met, Failure> {
    let there = LIST.search(client, email)?;
    Ok(there.map_or_else(Met::default, |row| {
        let text = |field| row.text(field).unwrap_or_default();
        Met::conflict(text!(
            "{there} has a child account already (childUserId {id})",
            "{there} 已有子账号（childUserId {id}）",
            there = text("childEmail"),
            id = text("childUserId"),
        ))
    }))
}

/// Whether it is gone already, and else whose it is.
fn whose(client: &Arc<Client>, email: &str, _: Option<&Filled>) -> Result<Met, Failure> {
    let Some(row) = LIST.look(client, email)? else {
        return Ok(Met::done(LIST.has_no(email)));
    };
    let told = ["childName", "roleName", "organizationName"].into_iter();
    let told = told.filter_map(|field| {
        let value = row.text(field)?;
        let name = both(field, chinese::name(field));
        Some((name.into(), Text::verbatim(value)))
    });
    Ok(Met {
        told: told.collect(),
        spelled: row.text("childEmail").map(Cow::into_owned),
        ..Met::default()
    })
}

/// The e-mails of the child accounts that sit in these departments, by their
/// ids; the whole list is read.
///
/// # Errors
/// The list could not be read to its end.
pub fn sitting_in(departments: &[String], client: &Arc<Client>) -> Result<Vec<String>, Failure> {
    let mut emails = Vec::new();
    for page in Pages::start(client, LIST.lists(None, &Params::new()), None)? {
        let sits = |row: &Row| {
            let id = row.text("organizationId");
            id.is_some_and(|id| departments.iter().any(|one| *one == id))
        };
        let there = page?.into_iter().filter(sits);
        emails.extend(there.filter_map(|row| Some(row.text("childEmail")?.into_owned())));
    }
    Ok(emails)
}

fn name(text: &str, now: &Now) -> Ruled {
    match text.trim() {
        "" => Err(rules::EMPTY.into()),
        _ => rules::line::<50>(text, now),
    }
}
