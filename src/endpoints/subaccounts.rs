//! The full accounts of the group, each with its own appId.

use super::account_rows::{amounts, between, billing_and_expiry, billing_mode, conflicts, fits};
use super::children;
use super::met::Met;
use super::resources::{self, BILLED_BY, RESOURCES, Resource, billed_by, billed_field};
use super::rules::{self, Ruled};
use super::spec::{Absent, Emails, Field, Now, Read, Shape, ShortCut};
use super::write::{Does, Filled, Repeat, Rows, Sends, Write};
use crate::api::{Client, Pages, Paging};
use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::output::{Column, Values};
use crate::sign::Params;
use crate::text;
use serde_json::Value;
use std::sync::Arc;

/// What the sub-accounts have left (polyv.gitbook.io:
/// docs/live/api/v-4/group/user/package_list). Flow and space are in G.
pub static LIST: Read = Read {
    command: ("subaccounts", "list"),
    about: both(
        "List the sub-accounts and what they have left",
        "列出分账号及其剩余资源",
    ),
    examples: "polyv-group subaccounts list\n\
               polyv-group subaccounts list --email shop1@example.com -o json\n\
               polyv-group subaccounts list -o csv --excel > subaccounts.csv",
    rows: both("sub-accounts", "分账号"),
    path: "/live/v4/group/user/package/list",
    shape: Shape::Pages(Paging {
        counter: "pageNumber",
        sizes: &[100],
        id: Some("userId"),
        or_array: false,
    }),
    emails: Some(Emails {
        param: "emails",
        field: "email",
        most: 100,
        absent: Absent::All,
    }),
    columns: COLUMNS,
    short_cuts: &[
        ShortCut {
            option: "status",
            placeholder: "STATUS",
            help: both(
                "Only accounts in this state: --where 'status = STATUS'",
                "只列出此状态的账号：--where 'status = STATUS'",
            ),
            offers: || STATES.map(str::to_owned).to_vec(),
            expression: |text| Ok(format!("status = {}", in_quotes(text))),
        },
        ShortCut {
            option: "expires-within",
            placeholder: "TIME",
            help: both(
                "Only accounts that expire from now until then, such as 30d: --where \
                 'expireDate >= 0d and expireDate <= TIME'",
                "只列出从现在起到该时间（如 30d）到期的账号：--where \
                 'expireDate >= 0d and expireDate <= TIME'",
            ),
            offers: Vec::new,
            expression: |text| {
                let until = in_quotes(text);
                Ok(format!("expireDate >= 0d and expireDate <= {until}"))
            },
        },
        ShortCut {
            option: "below",
            placeholder: "RESOURCE=N",
            help: both(
                "Only accounts with less of a resource, such as minutes=500: --where \
                 'remainMinutes < 500'",
                "只列出某项资源低于该值的账号，如 minutes=500：--where 'remainMinutes < 500'",
            ),
            offers: || {
                RESOURCES
                    .each_ref()
                    .map(|it| format!("{}=", it.word))
                    .to_vec()
            },
            expression: below,
        },
    ],
    ..Read::DEFAULT
};

/// The same of accounts that are named.
pub static GET: Read = Read {
    command: ("subaccounts", "get"),
    about: both(
        "Show everything of the sub-accounts named",
        "显示指定分账号的全部信息",
    ),
    notes: both(
        "A table is a sheet of two columns for each account; -o json and -o csv are those of \
         `subaccounts list`. With --with, JSON has the further lists behind an account's own \
         fields. Where none of the accounts is there the exit status is 5.",
        "表格为每个账号一张两列的清单；-o json 和 -o csv 与 `subaccounts list` 相同。使用 --with 时，\
         JSON 在账号自身的字段之后附上其他列表。指定的账号都不存在时，退出状态为 5。",
    ),
    examples: "polyv-group subaccounts get branch0001@hd.example.com\n\
               polyv-group subaccounts get branch0001@hd.example.com \\\n    \
               --with log,usage,children -o json",
    sheet: true,
    ..LIST
};

/// The documented states of an account.
const STATES: [&str; 3] = ["normal", "expired", "frozen"];

/// What they are called.
const CALLED: [Both; 4] = [
    both("normal", "正常"),
    both("expired", "过期"),
    both("expired", "已过期"),
    both("frozen", "冻结"),
];

/// A value of an expression, whatever is in it.
fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn below(text: &str) -> Result<String, Text> {
    let typed = resources::sides(text);
    let (name, amount) = typed.ok_or(both(
        "must be RESOURCE=N, such as minutes=500",
        "必须写作 RESOURCE=N，如 minutes=500",
    ))?;
    let field = resources::named(name)?.left;
    Ok(format!("{field} < {}", in_quotes(amount.trim())))
}

/// Columns of a sub-account.
pub const COLUMNS: &[Column] = &[
    Column::text("email", "E-MAIL"),
    Column::text("userId", "USER ID").yielding(6),
    Column::text("appId", "APP ID").hidden(),
    Column::text("appSecret", "APP SECRET").secret(),
    Column::text("contacts", "CONTACT").yielding(4),
    Column::text("phone", "PHONE").hidden(),
    Column::text("memo", "MEMO").yielding(5),
    Column::text("status", "STATUS")
        .one_of(&STATES)
        .called(&CALLED),
    Column::text("chargeType", "BILLING MODE")
        .hidden()
        .one_of(&["minutes", "parallelConcurrent", "totalConcurrent"])
        .called(&BILLED_BY),
    Column::number("remainMinutes", "MINUTES").low(),
    Column::number("remainConcurrent", "CONC.")
        .low()
        .yielding(1),
    Column::number("remainFlow", "FLOW (G)").low().yielding(2),
    Column::number("remainSpace", "SPACE (G)").low().yielding(3),
    Column::number("balance", "BALANCE").low().hidden(),
    Column::text("expireType", "EXPIRY TYPE")
        .hidden()
        .one_of(&["group", "custom"])
        .called(&[both("group", "集团"), both("custom", "自定义")]),
    Column::new("expireDate", "EXPIRES", Values::Millis),
    Column::number("maxChannels", "CHANNELS").hidden(),
    Column::number("linkMicMinutes", "LINK-MIC MINUTES").hidden(),
    Column::number("guideMinutes", "GUIDE MINUTES").hidden(),
    Column::number("linkMicLimit", "LINK-MIC LIMIT").hidden(),
    Column::text("pureRtcEnabled", "NO-DELAY")
        .hidden()
        .called(&[both("Y", "是"), both("N", "否")]),
    Column::number("remainAiPptVideoDuration", "AI PPT MINUTES").hidden(),
    Column::number(
        "remainAiPptVideoWithDigitalHumanDuration",
        "AI PPT DIGITAL HUMAN MINUTES",
    )
    .hidden(),
    Column::text("vodSecretKey", "VOD SECRET KEY").secret(),
    Column::text("vodBakSecretKey", "VOD SPARE SECRET KEY").secret(),
    Column::text("writeToken", "WRITE TOKEN").secret(),
    Column::text("readToken", "READ TOKEN").secret(),
];

/// POST `/live/v4/group/user/create` (polyv.gitbook.io:
/// docs/live/api/v-4/group/user/create). Asynchronous: the account shows up in
/// the list one to three seconds after the answer. The documents' own sample
/// sends phone and expireDate as numbers; the field table says String, and a
/// number would lose a leading zero.
pub static CREATE: Write = Write {
    command: ("subaccounts", "create"),
    about: both(
        "Create a sub-account, or many from a roster",
        "新建一个分账号，或按名单新建多个",
    ),
    notes: both(
        "On a terminal it asks for the required options that are not given.",
        "在终端中会逐项询问未给出的必填选项。",
    ),
    examples: "polyv-group subaccounts create --email shop1@example.com \\\n    \
               --contacts 张三 --phone 13800000000 --max-channels 10 --minutes 500\n\
               pass show shop1 | polyv-group subaccounts create --password-stdin --yes \\\n    \
               --email shop1@example.com --contacts 张三 --phone 13800000000 \\\n    \
               --max-channels 10 --minutes 500\n\
               polyv-group subaccounts create --template > roster.csv\n\
               polyv-group subaccounts create --from roster.csv --dry-run\n\
               polyv-group subaccounts create --from roster.csv --generate-password \\\n    \
               --credentials-out new.csv --yes",
    does: Does {
        verb: both("create", "新建"),
        done: both("created", "新建"),
        what: both("the sub-account", "分账号"),
        named: |email| text!("the sub-account {email}", "分账号 {email}"),
    },
    path: "/live/v4/group/user/create",
    sends: Sends::Json,
    fields: FIELDS,
    key: "email",
    beside: COLUMNS,
    between: billing_and_expiry,
    preflight: Some(conflict),
    keeps: &["userId", "appId"],
    rows: Some(&Rows {
        results: &[
            Column::number("line", "LINE").yielding(1),
            Column::text("email", "E-MAIL"),
            Column::text("contacts", "CONTACT").hidden(),
            Column::text("memo", "MEMO").hidden(),
            Column::text("status", "STATUS"),
            Column::text("userId", "USER ID").yielding(2),
            Column::text("appId", "APP ID").yielding(3),
            Column::text("appSecret", "APP SECRET").secret(),
            Column::number("code", "CODE").hidden(),
            Column::text("message", "MESSAGE").keeping(24),
            Column::text("requestId", "REQUEST ID").hidden(),
        ],
        each_row: both("Create an account", "新建一个账号"),
        ends: both(
            "created, existing (the group had the e-mail), changed (after its account was created)",
            "`created`、`existing`（集团已有该邮箱）、`changed`（账号新建之后该行有改动）",
        ),
        each: both("sub-account", "个分账号"),
        all: both("the group's accounts", "集团的分账号"),
        doing: both("creating sub-accounts", "新建分账号"),
        deed: both("creation", "新建"),
        one_of: &["minutes", "concurrent"],
        between,
        conflicts,
        amounts: Some(amounts),
        ..Rows::DEFAULT
    }),
    repeat: Repeat::LookUp(&LIST),
    has: "userId",
    columns: CREATED,
    all_columns: COLUMNS,
    adds: &[("remainFlow", DEFAULT_VOD), ("remainSpace", DEFAULT_VOD)],
    shown_by: "polyv-group subaccounts list --email",
    ..Write::DEFAULT
};

/// POST `/live/v4/group/user/secret/reset` (polyv.gitbook.io:
/// docs/live/api/uncategorized/huawei/digital-man-1/resetappsecret). What the
/// old appSecret does until the new one takes effect is not documented.
pub static RESET_SECRET: Write = Write {
    command: ("subaccounts", "reset-secret"),
    about: both(
        "Give a sub-account a new appSecret",
        "为分账号生成新的 appSecret",
    ),
    notes: both(
        "The new appSecret takes effect 5 minutes after the reset; put it into what uses the \
         account then. What the old one does until then is not documented. Each reset makes \
         another one: after a lost answer (exit status 9) look before you reset again.\n\n\
         --wait reads a page of the account's child accounts with the new appSecret, again and \
         again, until that is answered. Where it still does not sign in the end the exit status \
         is 4, and the reset is done all the same.",
        "新的 appSecret 在重置 5 分钟后生效，届时再更新使用该账号的系统。在此之前旧的 appSecret \
         是否可用，文档没有说明。每次重置都会生成新的 appSecret：应答丢失（退出状态 9）后，\
         请先查看再决定是否重置。\n\n\
         --wait 用新的 appSecret 反复读取该账号的一页子账号，直到得到应答。到最后签名仍不被接受时，\
         退出状态为 4，但重置已经完成。",
    ),
    examples: "polyv-group subaccounts reset-secret shop1@example.com\n\
               polyv-group subaccounts reset-secret shop1@example.com --yes \\\n    \
               --credentials-out shop1.csv --wait",
    does: Does {
        verb: both("reset", "重置"),
        done: both("reset", "重置"),
        what: both("the appSecret", "密钥 appSecret"),
        named: |email| text!("the appSecret of {email}", "分账号 {email} 的 appSecret"),
    },
    path: "/live/v4/group/user/secret/reset",
    sends: Sends::Query,
    fields: &[Field::new("email", rules::email)
        .required()
        .help(both("Login of the sub-account", "分账号的登录邮箱"))],
    key: "email",
    listed: Some(&LIST),
    has: "appSecret",
    columns: CREATED,
    keeps: &["userId", "appId"],
    adds: &[(
        "appSecret",
        both(
            "a new one in 5 minutes; give it to what uses the old one",
            "5 分钟后启用新的；请在使用旧 appSecret 的系统中更换",
        ),
    )],
    warning: both(
        "The new appSecret works 5 minutes after the reset, and the old one no longer then. \
         What the old one does until then is not documented.",
        "新的 appSecret 在重置 5 分钟后可用，旧的届时失效。在此之前旧的是否可用，文档没有说明。",
    ),
    told_by: both(
        "; an appSecret other than the one in use means that it was reset",
        "；appSecret 与正在使用的不同，即表示已重置",
    ),
    new_key: Some(&children::LIST),
    shown_by: "polyv-group subaccounts list --columns email,appSecret --show-secrets --email",
    after: both(
        "the new appSecret takes effect in 5 minutes",
        "新的 appSecret 将在 5 分钟后生效",
    ),
    ..Write::DEFAULT
};

const GIB: &[&str] = &["G", "GB", "GiB"];
const DEFAULT_VOD: Both = both("100 G, the service's default", "100 G，服务的默认值");

/// A field without help is no option: it is a column of a roster only.
const FIELDS: &[Field] = &[
    Field::new("email", rules::email)
        .headings("邮箱地址 电子邮箱 电子邮件 邮件 邮件地址 登录邮箱 账号 帐号 登录账号 mail emailAddress login")
        .required()
        .help(both("Login of the new account", "新账号的登录邮箱")),
    Field::new("password", rules::password::<8, 32>)
        .headings("密码 登录密码 初始密码 口令 pwd")
        .required()
        .secret()
        .help(both(
            "Password of the new account (8 to 32 characters, letters and digits)",
            "新账号的密码（8 至 32 个字符，须含字母和数字）",)),
    Field::new("contacts", rules::line::<{ usize::MAX }>)
        .headings("姓名 名字 联系人姓名 负责人 name contactName")
        .required()
        .help(both("Contact person", "联系人")),
    Field::new("phone", rules::phone)
        .headings("手机号码 手机 电话 电话号码 联系电话 联系方式 联系手机 mobile telephone tel phoneNumber")
        .required()
        .help(both(
            "Phone number; one number may serve 3 e-mails",
            "手机号；同一号码最多用于 3 个邮箱",)),
    Field::new("maxChannels", rules::count)
        .placeholder("N")
        .headings("最多可创建频道数 频道数量 最大频道数 频道上限 可创建频道数")
        .units(&["个"])
        .required()
        .help(both("Channels the account may create", "账号最多可创建的频道数")),
    Field::new("minutes", rules::count)
        .placeholder("N")
        .headings("分钟数 分钟 直播分钟数 直播分钟 minute")
        .units(&["分钟", "min"])
        .help(both(
            "Live minutes to give, where the group is billed by minutes",
            "分配的直播分钟数（集团按分钟数计费时）",)),
    Field::new("concurrent", rules::count)
        .placeholder("N")
        .headings("并发数 并发 直播并发数 直播并发 concurrency")
        .help(both(
            "Live concurrency to give, where the group is billed by concurrency",
            "分配的直播并发数（集团按并发计费时）",)),
    Field::new("balance", rules::balance)
        .placeholder("AMOUNT")
        .headings("金额 账户余额 充值金额 money")
        .units(&["元"])
        .help(both("Money to give", "分配的金额")),
    Field::new("memo", memo)
        .headings("备注信息 说明 note notes remark remarks comment")
        .help(both("Note, at most 50 characters", "备注，最多 50 个字符")),
    Field::new("expireType", |text, _| Ok(text.into()))
        .choices(&[
            ("group", both("The group's expiry holds", "与集团同时到期")),
            ("custom", both("Until its own expireDate", "到账号自己的 expireDate 为止")),
        ])
        .seldom(),
    Field::new("expireDate", rules::day)
        .cell(rules::day_of_cell)
        .placeholder("DATE")
        .headings("账号过期时间 过期时间 到期日期 过期日期 到期日 有效期 有效期至 账号到期时间 expiry expiryDate")
        .help(both(
            "Last day, YYYY-MM-DD or YYYYMMDD; without it the group's expiry holds",
            "最后一天，YYYY-MM-DD 或 YYYYMMDD；不填则与集团同时到期")),
    Field::new("remainFlow", rules::count)
        .placeholder("G")
        .headings("流量 点播流量数")
        .units(GIB)
        .help(both(
            "VOD flow to give, in G (the service's default: 100)",
            "分配的点播流量，单位 G（服务默认 100）",)),
    Field::new("remainSpace", rules::count)
        .placeholder("G")
        .headings("空间 存储空间")
        .units(GIB)
        .help(both(
            "VOD space to give, in G (the service's default: 100)",
            "分配的点播空间，单位 G（服务默认 100）",)),
];

/// Columns of an account that was just created: the new secret among them,
/// masked unless asked for.
pub const CREATED: &[Column] = &[
    Column::text("email", "E-MAIL"),
    Column::text("userId", "USER ID"),
    Column::text("appId", "APP ID"),
    Column {
        shown: true,
        ..Column::text("appSecret", "APP SECRET").secret()
    },
];

/// An empty note is none.
fn memo(text: &str, now: &Now) -> Ruled {
    match text {
        "" => Ok(Value::Null),
        text => rules::note::<50>(text, now),
    }
}

/// The e-mail has an account already, or the group is billed otherwise. Reads
/// the whole list: the filter by e-mail may mind letter case. A group without
/// accounts has no billing mode to tell.
fn conflict(client: &Arc<Client>, email: &str, new: Option<&Filled>) -> Result<Met, Failure> {
    let mut mode = None;
    for page in Pages::start(client, LIST.lists(None, &Params::new()), None)? {
        for row in page? {
            let text = |field| row.text(field).unwrap_or_default();
            if text("email").to_lowercase() == email.to_lowercase() {
                let conflict = text!(
                    "{there} has a sub-account already (userId {id})",
                    "{there} 已有分账号（userId {id}）",
                    there = text("email"),
                    id = text("userId"),
                );
                return Ok(Met::conflict(conflict));
            }
            mode = mode.or_else(|| billing_mode(&row));
        }
    }
    let is_odd = |mode: &String| new.is_some_and(|new| !fits(new, mode));
    Ok(mode.filter(is_odd).map_or_else(Met::default, |mode| {
        let other = billed_field(&mode).and_then(|word| resources::named(word).ok());
        let other = other.map_or(both("", ""), Resource::name);
        Met::conflict(text!(
            "the group's accounts are billed by {mode}; give {other} instead",
            "集团的账号按{mode}计费；请改用{other}",
            mode = billed_by(&mode)
        ))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::write::{Draft, Finding};
    use crate::http::Body;

    /// 2022-05-20 in China.
    const NOW: Now = Now {
        unix_millis: 1_653_000_000_000,
    };

    const LEAST: [(&str, &str); 6] = [
        ("email", "a@b.cn"),
        ("password", "abcd1234"),
        ("contacts", "王芳"),
        ("phone", "16666666666"),
        ("maxChannels", "100"),
        ("concurrent", "5"),
    ];

    fn draft(values: &[(&'static str, &str)]) -> Draft {
        let mut draft = Draft::new(&CREATE);
        values.iter().for_each(|(api, text)| draft.set(api, *text));
        draft
    }

    fn least(more: &[(&'static str, &str)]) -> Draft {
        draft(&[&LEAST, more].concat())
    }

    fn body(draft: Draft) -> String {
        match draft.check(&NOW).unwrap().request().body {
            Body::Json { text, .. } => text.expose().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    fn faults(draft: Draft) -> Vec<[String; 3]> {
        let faults = draft.check(&NOW).unwrap_err();
        let parts = |f: Finding| [f.field.en().to_owned(), f.value, f.text.en().to_owned()];
        faults.into_iter().map(parts).collect()
    }

    fn fault(field: &'static str, value: &str, text: &str) -> [String; 3] {
        [field, value, text].map(str::to_owned)
    }

    #[test]
    fn every_field_is_sent_in_the_documented_order_and_type() {
        let full = [
            ("remainSpace", "7"),
            ("remainFlow", "0"),
            ("expireDate", "2022-05-20"),
            ("memo", "这是\"备注\""),
            ("balance", "12.30"),
            ("minutes", "100"),
        ];
        let full = draft(&[&LEAST[..5], &full].concat());
        let filled = full.check(&NOW).unwrap();
        assert_eq!(filled.warnings, []);
        let request = filled.request();
        assert_eq!(request.path, "/live/v4/group/user/create");
        let Body::Json { text, shown } = request.body else {
            panic!("a JSON body");
        };
        let expected = r#"{"email":"a@b.cn","password":"abcd1234","contacts":"王芳","phone":"16666666666","maxChannels":100,"minutes":100,"balance":12.30,"memo":"这是\"备注\"","expireType":"custom","expireDate":"20220520","remainFlow":0,"remainSpace":7}"#;
        assert_eq!(text.expose(), expected);
        assert_eq!(shown, expected.replace("abcd1234", "********"));
    }

    #[test]
    fn what_was_not_given_is_left_out() {
        let expected = r#"{"email":"a@b.cn","password":"abcd1234","contacts":"王芳","phone":"16666666666","maxChannels":100,"concurrent":5}"#;
        assert_eq!(body(least(&[])), expected);
        assert_eq!(body(least(&[("memo", "")])), expected);
        let group = body(least(&[("expireType", "group")]));
        assert!(group.ends_with(r#""concurrent":5,"expireType":"group"}"#));
    }

    /// Journals of earlier versions hold fingerprints of just this text.
    #[test]
    fn the_fingerprint_is_of_the_content_without_the_password() {
        let print = |more| least(more).check(&NOW).unwrap().fingerprint();
        let plain = r#"{"email":"a@b.cn","contacts":"王芳","phone":"16666666666","maxChannels":100,"concurrent":5}"#;
        assert_eq!(print(&[]), format!("{:x}", md5::compute(plain)));
        assert_eq!(print(&[]), print(&[("password", "efgh5678")]));
        assert_ne!(print(&[]), print(&[("memo", "x")]));
    }

    #[test]
    fn an_empty_draft_lacks_everything_required_at_once() {
        let mut expected = LEAST[..5]
            .iter()
            .map(|(api, _)| fault(api, "", "is required"))
            .collect::<Vec<_>>();
        let rule = "or `concurrent` is required: the one of the group's billing mode";
        expected.push(fault("minutes", "", rule));
        assert_eq!(faults(draft(&[])), expected);
    }

    #[test]
    fn every_wrong_field_is_named_with_what_was_typed() {
        let long = "x".repeat(51);
        let mut typed = [
            ("email", "a"),
            ("password", "short"),
            ("contacts", "\u{3000}"),
            ("phone", "x"),
            ("maxChannels", "many"),
            ("concurrent", "-1"),
            ("balance", "-5"),
            ("memo", &long),
            ("expireDate", "20230229"),
            ("remainFlow", "1.5"),
            ("remainSpace", ""),
        ];
        let seen = faults(draft(&typed));
        (typed[1].1, typed[2].1) = ("********", "");
        let seen: Vec<_> = seen.iter().map(|f| (&*f[0], &*f[1])).collect();
        assert_eq!(seen, typed);
    }

    #[test]
    fn minutes_and_concurrency_exclude_each_other() {
        let rule = "cannot be combined with `minutes`; use the one of the group's billing mode";
        let both = least(&[("minutes", "1")]);
        assert_eq!(faults(both), [fault("concurrent", "5", rule)]);
        let filled = least(&[]).check(&NOW).unwrap();
        for (mode, expected) in [
            ("minutes", false),
            ("parallelConcurrent", true),
            ("totalConcurrent", true),
            ("a mode of 2027", true),
        ] {
            assert_eq!(fits(&filled, mode), expected, "{mode}");
        }
    }

    #[test]
    fn a_date_makes_the_expiry_custom_and_a_past_one_is_warned_about() {
        let past = least(&[("expireDate", "20220519")]);
        let filled = past.check(&NOW).unwrap();
        assert_eq!(filled.text("expireType"), "custom");
        let text = "is in the past; the account would be expired from its first day";
        let warning = Finding::new("expireDate", "20220519", Text::verbatim(text)).warning();
        assert_eq!(filled.warnings[0].clone().english(), warning);
    }

    #[test]
    fn expiry_type_and_date_must_agree() {
        let rule = "is required where `expireType` is custom";
        let alone = least(&[("expireType", "custom")]);
        assert_eq!(faults(alone), [fault("expireDate", "", rule)]);
        let rule = "cannot be combined with `expireDate`; leave one of them out";
        let both = least(&[("expireType", "group"), ("expireDate", "20230101")]);
        assert_eq!(faults(both), [fault("expireType", "group", rule)]);
        let rule = "must be group or custom";
        let odd = least(&[("expireType", "Custom")]);
        assert_eq!(faults(odd), [fault("expireType", "Custom", rule)]);
        let wrong_day = faults(least(&[
            ("expireType", "custom"),
            ("expireDate", "20230230"),
        ]));
        assert_eq!((wrong_day.len(), &*wrong_day[0][0]), (1, "expireDate"));
        assert_eq!(faults(least(&[("expireDate", "")]))[0][0], "expireDate");
    }

    #[test]
    fn debug_never_shows_the_password() {
        assert!(!format!("{:#?}", least(&[])).contains("abcd1234"));
        let filled = least(&[]).check(&NOW).unwrap();
        assert!(!format!("{filled:#?}").contains("abcd1234"));
    }

    #[test]
    fn another_password_must_keep_the_rule_too() {
        let filled = least(&[]).check(&NOW).unwrap();
        let other = filled.clone().with("password", "efgh5678", &NOW).unwrap();
        assert_eq!(other.text("password"), "efgh5678");
        assert!(filled.with("password", "short1", &NOW).is_err());
    }
}
