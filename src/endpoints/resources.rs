//! What a group gives to its sub-accounts and takes back, under every name that
//! it has: in commands and rosters, in lists, calls and logs.

use crate::lang::{Both, Text, both};
use crate::text;
use crate::text::{did_you_mean, half_width, listed};

/// Participants of a link-mic, at most (polyv.gitbook.io:
/// docs/live/api/v-4/group/user/package_update).
pub const MOST_LINK_MICS: u64 = 16;

/// Something of which an account has so much.
#[derive(Debug, PartialEq)]
pub struct Resource {
    /// The word for it in commands: `link-mic-minutes`.
    pub word: &'static str,
    /// The Chinese names, with spaces between; the first is the usual one.
    pub chinese: &'static str,
    /// The field of `package/list` that says how much an account has left.
    pub left: &'static str,
    /// The member of `package/update` that sets it.
    pub target: &'static str,
    /// Its code in the allocation log of generation 2.
    pub code: &'static str,
    /// What its amounts are of: `G` for flow and space; empty for a count.
    pub unit: &'static str,
    /// The most that an account may have, where that is documented.
    pub most: Option<u64>,
    /// The fields of `group info` of what the group owns and of what it has
    /// allocated; empty where the service does not say.
    pub pool: (&'static str, &'static str),
}

impl Resource {
    /// What most have in common: a count without a limit or a known pool.
    const DEFAULT: Resource = Resource {
        word: "",
        chinese: "",
        left: "",
        target: "",
        code: "",
        unit: "",
        most: None,
        pool: ("", ""),
    };

    /// What people call it: the word for it in commands, or its usual Chinese
    /// name.
    pub fn name(&self) -> Both {
        let zh = self.chinese.split(' ').next().unwrap_or(self.word);
        Both { en: self.word, zh }
    }

    /// Whether a word names it, in any letter case: the word for commands, a field's
    /// name or a Chinese one.
    pub fn is_named_by(&self, word: &str) -> bool {
        let word = half_width(word.trim()).to_lowercase();
        let mut own = [self.word, self.left, self.target].into_iter();
        let mut chinese = self.chinese.split(' ');
        own.any(|own| own.to_lowercase() == word) || chinese.any(|own| own == word)
    }

    /// The field that an account of a group billed so must have, and of
    /// another may not: `minutes` or `concurrent`. Every other resource is for
    /// all groups.
    pub fn is_billed(&self) -> bool {
        ["minutes", "concurrent"].contains(&self.word)
    }
}

/// The resource that an account of a group billed so has: `minutes` or
/// `concurrent`. A mode that no document names is left to the service.
pub fn billed_field(mode: &str) -> Option<&'static str> {
    match mode {
        "minutes" => Some("minutes"),
        "parallelConcurrent" | "totalConcurrent" => Some("concurrent"),
        _ => None,
    }
}

/// What people call the way in which a group is billed.
pub fn billed_by(mode: &str) -> Text {
    let known = BILLED_BY.iter().find(|own| own.en == mode);
    known.map_or_else(|| Text::verbatim(mode), |own| (*own).into())
}

/// The billing modes.
pub(super) const BILLED_BY: [Both; 3] = [
    both("minutes", "分钟数"),
    both("parallelConcurrent", "并发"),
    both("totalConcurrent", "累计并发"),
];

/// The resource of a name.
///
/// # Errors
/// Words that follow the name: it is of none.
pub fn named(name: &str) -> Result<&'static Resource, Text> {
    let mut all = RESOURCES.iter();
    let known = all.find(|resource| resource.is_named_by(name));
    known.ok_or_else(|| {
        let words = RESOURCES.each_ref().map(|resource| resource.word);
        let (near, words) = (did_you_mean(name, words), listed(words));
        text!(
            "is of no known resource{near} (possible: {words})",
            "不是已知的资源{near}（可用：{words}）"
        )
    })
}

/// The two sides of `minutes=500`, also with a wide sign between them.
pub fn sides(text: &str) -> Option<(&str, &str)> {
    text.split_once(['=', '＝'])
}

/// All of them, in the order of help.
pub static RESOURCES: [Resource; 9] = [
    Resource {
        word: "minutes",
        chinese: "分钟数 直播分钟数 分钟",
        left: "remainMinutes",
        target: "minutes",
        code: "minutes",
        pool: (
            "liveInfo.accountDurations",
            "liveInfo.totalDepositedDuration",
        ),
        ..Resource::DEFAULT
    },
    Resource {
        word: "concurrent",
        chinese: "并发数 直播并发数 并发",
        left: "remainConcurrent",
        target: "concurrent",
        code: "parallelConcurrent",
        // What is allocated of it is not told.
        ..Resource::DEFAULT
    },
    Resource {
        word: "flow",
        chinese: "点播流量 流量",
        left: "remainFlow",
        target: "remainFlow",
        code: "vodFlow",
        unit: "G",
        pool: ("vodInfo.accountFlow", "vodInfo.totalFlows"),
        ..Resource::DEFAULT
    },
    Resource {
        word: "space",
        chinese: "点播空间 空间",
        left: "remainSpace",
        target: "remainSpace",
        code: "vodSpace",
        unit: "G",
        pool: ("vodInfo.accountSpace", "vodInfo.totalSpaces"),
        ..Resource::DEFAULT
    },
    Resource {
        word: "channels",
        chinese: "频道数 频道",
        left: "maxChannels",
        target: "maxChannels",
        code: "channels",
        pool: ("liveInfo.accountChannels", "liveInfo.totalChannels"),
        ..Resource::DEFAULT
    },
    Resource {
        word: "link-mic-minutes",
        chinese: "连麦分钟数",
        left: "linkMicMinutes",
        target: "linkMicMinutes",
        code: "linkMicDuration",
        ..Resource::DEFAULT
    },
    Resource {
        word: "guide-minutes",
        chinese: "导播台分钟数 导播分钟数",
        left: "guideMinutes",
        target: "guideMinutes",
        code: "guideDuration",
        ..Resource::DEFAULT
    },
    Resource {
        word: "link-mic-limit",
        chinese: "连麦人数 连麦人数上限",
        left: "linkMicLimit",
        target: "linkMicLimit",
        most: Some(MOST_LINK_MICS),
        ..Resource::DEFAULT
    },
    Resource {
        word: "balance",
        chinese: "余额 金额",
        left: "balance",
        target: "balance",
        code: "balance",
        unit: "元",
        ..Resource::DEFAULT
    },
];
