//! What the service's fields are called in Chinese: a name of their columns in
//! options.

/// A field of one name is the same thing in every list.
const NAMES: [(&str, &str); 51] = [
    ("accountEmail", "所属账号"),
    ("accountPeriod", "账期"),
    ("alteration", "变更数量"),
    ("alterationType", "变更类型"),
    ("balance", "余额"),
    ("category", "类别"),
    ("change", "变更"),
    ("channels", "频道数"),
    ("chargeType", "计费方式"),
    ("childEmail", "子账号邮箱"),
    ("childName", "姓名"),
    ("childUserId", "子账号ID"),
    ("concurrences", "并发数"),
    ("contacts", "联系人"),
    ("count", "数量"),
    ("createdTime", "创建时间"),
    ("date", "时间"),
    ("depositTime", "时间"),
    ("depth", "层级"),
    ("description", "描述"),
    ("duration", "分钟数"),
    ("email", "邮箱"),
    ("expireDate", "到期时间"),
    ("expireType", "过期类型"),
    ("flow", "流量"),
    ("guideMinutes", "导播分钟数"),
    ("itemConsumed", "用量"),
    ("itemConsumedUnit", "单位"),
    ("linkMicLimit", "连麦人数"),
    ("linkMicMinutes", "连麦分钟数"),
    ("maxChannels", "频道数"),
    ("memo", "备注"),
    ("name", "名称"),
    ("note", "备注"),
    ("organizationName", "组织"),
    ("origin", "类型"),
    ("originText", "说明"),
    ("permissionName", "权限"),
    ("phone", "手机号"),
    ("production", "产品"),
    ("remainConcurrent", "剩余并发数"),
    ("remainFlow", "剩余流量"),
    ("remainMinutes", "剩余分钟数"),
    ("remainSpace", "剩余空间"),
    ("resourceCode", "资源"),
    ("roleName", "角色"),
    ("space", "空间"),
    ("statAt", "日期"),
    ("status", "状态"),
    ("telephone", "电话"),
    ("tradeType", "交易类型"),
];

/// The Chinese name of a field; empty where it has none.
pub(super) fn name(field: &str) -> &'static str {
    let found = NAMES.binary_search_by_key(&field, |(field, _)| field);
    found.map_or("", |at| NAMES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found() {
        for (field, chinese) in NAMES {
            assert_eq!(name(field), chinese);
        }
        assert_eq!(name("userId"), "");
    }
}
