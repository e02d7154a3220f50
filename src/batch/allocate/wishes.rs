//! What is wished for, of which account: read out of what was typed.

use super::Mode;
use super::declared::{ALL, field_of};
use super::requests::plain;
use crate::endpoints::resources::{RESOURCES, Resource};
use crate::endpoints::spec;
use crate::endpoints::write::Filled;
use rust_decimal::Decimal;

/// A wish for one resource of one account.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// The line of the roster, from 1.
    pub line: Option<u64>,
    /// The account, in any letters.
    pub email: String,
    /// What is to change.
    pub resource: &'static Resource,
    /// How.
    pub how: Wished,
}

/// How a resource is to change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wished {
    /// So much in all.
    Set(Decimal),
    /// So much more.
    Give(Decimal),
    /// So much less; `None` takes all.
    Take(Option<Decimal>),
    /// Where less than the floor is left, so much in all.
    Refill {
        /// Where it begins.
        floor: Decimal,
        /// What there is afterwards.
        to: Decimal,
    },
}

impl Wished {
    /// Its mode.
    pub fn mode(self) -> Mode {
        match self {
            Self::Set(_) => Mode::Set,
            Self::Give(_) => Mode::Give,
            Self::Take(_) => Mode::Take,
            Self::Refill { .. } => Mode::Refill,
        }
    }

    /// What was typed.
    pub fn typed(self) -> String {
        match self {
            Self::Set(amount) | Self::Give(amount) | Self::Take(Some(amount)) => plain(amount),
            Self::Take(None) => ALL.to_owned(),
            Self::Refill { to, .. } => plain(to),
        }
    }
}

/// The wishes of what was typed for an account, in the order of the resources.
pub fn wishes(line: Option<u64>, email: &str, filled: &Filled) -> Vec<Wish> {
    let typed = filled.masked();
    let wished = RESOURCES.iter().filter_map(|resource| {
        let text = |way| typed.get(field_of(way, resource)?.api).map(spec::plain);
        let amount = |way| Decimal::from_str_exact(&text(way)?).ok();
        let how = if let Some(amount) = amount("set") {
            Wished::Set(amount)
        } else if let Some(amount) = amount("give") {
            Wished::Give(amount)
        } else if let Some(take) = text("take") {
            Wished::Take(match take.as_str() {
                ALL => None,
                _ => Some(amount("take")?),
            })
        } else {
            let (floor, to) = (amount("floor")?, amount("refill")?);
            Wished::Refill { floor, to }
        };
        Some(Wish {
            line,
            email: email.to_owned(),
            resource,
            how,
        })
    });
    wished.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::allocate::declared::declared;
    use crate::batch::roster::{self, Rejected};
    use crate::endpoints::spec::Now;

    fn read(text: &str) -> Result<Vec<String>, Vec<String>> {
        let roster = match roster::read(text.as_bytes(), declared(), false, &Now { unix_millis: 0 })
        {
            Ok(roster) => roster,
            Err(Rejected::File(failure)) => return Err(vec![failure.message.en().to_owned()]),
            Err(Rejected::Faults(found)) => {
                let words = found.iter().map(|it| {
                    let line = it.line.unwrap_or_default();
                    format!("{line} {} {:?} {}", it.field, it.value, it.text)
                });
                return Err(words.collect());
            }
        };
        let rows = roster.rows.iter();
        let wishes = rows.flat_map(|row| wishes(Some(row.line), row.key(), &row.filled));
        let words = wishes.map(|it| {
            let line = it.line.unwrap_or_default();
            format!("{line} {} {} {:?}", it.email, it.resource.word, it.how)
        });
        let odd = roster.warnings.iter();
        let odd = odd.map(|it| format!("{} {}", it.line.unwrap_or_default(), it.text));
        Ok(words.chain(odd).collect())
    }

    #[test]
    fn a_roster_has_a_column_for_each_mode_and_resource() {
        let text = "E-mail,set minutes,Give-Flow (G),take space,floor channels,refill maxChannels\n\
                    a@b.cn,5000,,all,3,10\n\
                    c@b.cn,,20,5,,\n\
                    d@b.cn,,,,,\n";
        assert_eq!(
            read(text).unwrap(),
            [
                "2 a@b.cn minutes Set(5000)",
                "2 a@b.cn space Take(None)",
                "2 a@b.cn channels Refill { floor: 3, to: 10 }",
                "3 c@b.cn flow Give(20)",
                "3 c@b.cn space Take(Some(5))",
                "4 has no amount, so nothing changes",
            ]
        );
    }

    #[test]
    fn headings_may_be_chinese_or_the_services_own() {
        let text = "邮箱,分钟数设为,增加点播流量（G）,回收空间,频道数下限,频道数补到,余额设为(元)\n\
                    a@b.cn,5000,1,2,3,4,12.50\n";
        assert_eq!(
            read(text).unwrap(),
            [
                "2 a@b.cn minutes Set(5000)",
                "2 a@b.cn flow Give(1)",
                "2 a@b.cn space Take(Some(2))",
                "2 a@b.cn channels Refill { floor: 3, to: 4 }",
                "2 a@b.cn balance Set(12.50)",
            ]
        );
        let text = "email,minutes,maxChannels,link-mic-limit\na@b.cn,1,2,3\n";
        assert_eq!(
            read(text).unwrap(),
            [
                "2 a@b.cn minutes Set(1)",
                "2 a@b.cn channels Set(2)",
                "2 a@b.cn link-mic-limit Set(3)",
            ]
        );
    }

    #[test]
    fn all_faults_of_a_roster_are_told_at_once() {
        let text = "email,set minutes,增加分钟数,take flow,refill flow\n\
                    a@b.cn,+5,,,\n\
                    A@B.CN,5,6,,\n\
                    c@b.cn,,,1.5,7\n";
        let faults = [
            "2 set minutes \"+5\" must not have a sign: give adds, take takes back",
            "3 email \"A@B.CN\" is already on line 2",
            "3 增加分钟数 \"6\" cannot be combined with set minutes: one of them for an account",
            "4 take flow \"1.5\" must be a whole number, 0 or more, digits only",
            "4 refill flow \"7\" cannot be combined with take flow: one of them for an account",
            "4 refill flow \"7\" requires floor flow (点播流量下限)",
        ];
        let mut found = read(text).unwrap_err();
        let mut expected = faults.map(str::to_owned).to_vec();
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn another_unit_or_a_bare_amount_is_no_heading() {
        for (heading, near) in [
            ("set flow(M)", "did you mean \"set flow(G)\"?"),
            ("giv minutes", "did you mean \"give minutes\"?"),
            ("分钟数", ""),
        ] {
            let found = read(&format!("email,{heading}\na@b.cn,5\n")).unwrap_err();
            let words = format!("{heading:?} is not a known heading");
            assert!(found[0].starts_with(&words), "{found:?}");
            let near = near.is_empty() || found[0].contains(near);
            assert!(near, "{found:?}");
        }
    }
}
