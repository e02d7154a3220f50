//! The changes of a plan as lines whose columns stand below each other.

use crate::batch::allocate::requests::plain;
use crate::batch::allocate::{Change, Rail, Via};
use crate::endpoints::resources::Resource;
use crate::lang::{Text, both};
use crate::text;
use crate::text::{escape, label, padded};
use rust_decimal::Decimal;
use unicode_width::UnicodeWidthStr;

/// What stands between columns.
const GAP: &str = "  ";

/// The colour of what must be allowed: yellow.
const MARKED: u8 = 33;

/// How lines are laid out.
#[derive(Clone, Copy)]
struct Layout {
    /// Cells of account, resource, amounts and difference.
    widths: [usize; 4],
    /// Cells of what must be allowed; 0 where a note follows it at once.
    mark: usize,
    /// Which of the notes is shown.
    note: usize,
}

/// What a line shows.
struct Line {
    cells: [Text; 4],
    /// What must be allowed.
    mark: String,
    /// What the amounts follow from: in full, short, and left out.
    notes: [Text; 3],
}

/// A line for each change. Where a terminal has few cells, notes give way first;
/// then an e-mail address gets a line of its own.
pub(super) fn aligned(changes: &[&Change], cells: Option<usize>, paint: bool) -> String {
    let lines: Vec<Line> = changes.iter().map(|change| Line::of(change)).collect();
    let layout = layout(&lines, cells.unwrap_or(usize::MAX));
    let lines = lines.iter().map(|line| line.text(layout, paint) + "\n");
    lines.collect()
}

/// The layout of the most that the cells of a terminal hold.
fn layout(lines: &[Line], most: usize) -> Layout {
    let widest = |width: &dyn Fn(&Line) -> usize| lines.iter().map(width).max().unwrap_or(0);
    let widths = [0, 1, 2, 3].map(|at| widest(&|line| line.cells[at].now().width()));
    let mark = widest(&|line| line.mark.width());
    let taken = |layout: Layout| widest(&|line| line.text(layout, false).width());
    let layouts =
        [(mark, 0), (0, 0), (0, 1), (0, 2)].map(|(mark, note)| Layout { widths, mark, note });
    if let Some(fitting) = layouts.into_iter().find(|it| taken(*it) <= most) {
        return fitting;
    }
    let mut layout = layouts[layouts.len() - 1];
    let room = widths[0].saturating_sub(taken(layout) - most);
    let emails = lines.iter().map(|line| line.cells[0].now().width());
    layout.widths[0] = emails.filter(|width| *width <= room).max().unwrap_or(0);
    layout
}

impl Line {
    /// That many accounts change is no property of one.
    fn of(change: &Change) -> Self {
        let needs = change.needs.iter().copied();
        let needs: Vec<Rail> = needs.filter(|rail| *rail != Rail::Many).collect();
        let notes = match (change.computed, change.from.map(plain)) {
            (true, Some(from)) => [
                text!("computed from {from}", "按现有 {from} 计算"),
                both("computed", "计算").into(),
                Text::default(),
            ],
            _ => Default::default(),
        };
        Self {
            cells: cells(change),
            mark: match needs.as_slice() {
                [] => String::new(),
                needs => format!("! {}", names(needs, ", ")),
            },
            notes,
        }
    }

    fn text(&self, layout: Layout, paint: bool) -> String {
        let mut text = "~ ".to_owned();
        let [email, ..] = &self.cells;
        if email.now().width() > layout.widths[0] {
            text += &format!("{email}\n  {}", " ".repeat(layout.widths[0]));
        } else {
            text += &padded(email.now(), layout.widths[0]);
        }
        for (cell, width) in self.cells.iter().zip(layout.widths).skip(1) {
            text += GAP;
            text += &padded(cell.now(), width);
        }
        if !self.mark.is_empty() || layout.mark > 0 {
            let mark = padded(&self.mark, layout.mark);
            let painted = label(&self.mark, MARKED, paint && !self.mark.is_empty());
            text += &format!("{GAP}{painted}{}", &mark[self.mark.len()..]);
        }
        text += &format!("{GAP}{}", self.notes[layout.note]);
        text.trim_end().to_owned()
    }
}

/// Account, resource, amounts and difference.
pub(super) fn cells(change: &Change) -> [Text; 4] {
    let shown = |amount: Option<Decimal>| amount.map_or("?".to_owned(), plain);
    let amounts = format!("{} → {}", shown(change.from), shown(change.to));
    let difference = match (change.via, change.delta) {
        (Via::Difference { all: true }, _) => both("(all)", "（全部）").into(),
        (_, Some(delta)) => Text::verbatim(format!("({})", signed(delta))),
        (_, None) => Text::default(),
    };
    let (email, what) = (escape(&change.email), with_unit(change.resource));
    [
        Text::verbatim(email),
        what,
        Text::verbatim(amounts),
        difference,
    ]
}

/// The names of rails, with this between them.
pub(super) fn names(rails: &[Rail], between: &str) -> String {
    let names: Vec<_> = rails.iter().map(|rail| rail.name()).collect();
    names.join(between)
}

/// `flow (G)`, `点播流量(G)` as the lists head it.
pub(super) fn with_unit(resource: &Resource) -> Text {
    let (name, unit) = (resource.name(), resource.unit);
    match unit {
        "" => name.into(),
        unit => text!("{name} ({unit})", "{name}({unit})"),
    }
}

/// `+500`, `−10`: with a true minus, which no option is taken for.
pub(super) fn signed(amount: Decimal) -> String {
    match amount.is_sign_negative() && !amount.is_zero() {
        true => format!("−{}", plain(-amount)),
        false => format!("+{}", plain(amount)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::allocate::Mode;
    use crate::endpoints::resources::named;
    use crate::lang::{Lang, within};

    fn change(email: &str, resource: &str, from: i64, to: i64, needs: &[Rail]) -> Change {
        let is_difference = matches!(resource, "minutes" | "flow");
        Change {
            line: None,
            email: email.into(),
            user_id: String::new(),
            resource: named(resource).unwrap(),
            mode: Mode::Take,
            from: Some(from.into()),
            to: Some(to.into()),
            delta: Some((to - from).into()),
            via: match is_difference {
                true => Via::Difference { all: false },
                false => Via::Set,
            },
            computed: !is_difference,
            needs: needs.to_vec(),
        }
    }

    /// E-mails of 24, 25 and 26 letters, several resources, marks, and notes.
    fn mixed() -> Vec<Change> {
        let [a, b, c] = [
            "store0011@xn.example.com",
            "branch0082@hz.example.com",
            "branch00031@hz.example.com",
        ];
        vec![
            change(a, "channels", 500, 0, &[Rail::Zero]),
            change(b, "link-mic-limit", 1, 0, &[Rail::Zero, Rail::Many]),
            change(c, "flow", 100, 40, &[Rail::Decrease]),
            change(a, "minutes", 3000, 13_000, &[]),
            change(c, "channels", 5, 15, &[]),
        ]
    }

    fn shown(changes: &[Change], cells: Option<usize>) -> String {
        aligned(&changes.iter().collect::<Vec<_>>(), cells, false)
    }

    #[test]
    fn every_column_stands_below_itself() {
        let changes = mixed();
        assert_eq!(
            shown(&changes, None),
            "~ store0011@xn.example.com    channels        500 → 0       (−500)    ! zero      computed from 500\n\
             ~ branch0082@hz.example.com   link-mic-limit  1 → 0         (−1)      ! zero      computed from 1\n\
             ~ branch00031@hz.example.com  flow (G)        100 → 40      (−60)     ! decrease\n\
             ~ store0011@xn.example.com    minutes         3000 → 13000  (+10000)\n\
             ~ branch00031@hz.example.com  channels        5 → 15        (+10)                 computed from 5\n"
        );
        assert_eq!(
            within(Lang::Zh, || shown(&changes, None)),
            "~ store0011@xn.example.com    频道数       500 → 0       (−500)    ! zero      按现有 500 计算\n\
             ~ branch0082@hz.example.com   连麦人数     1 → 0         (−1)      ! zero      按现有 1 计算\n\
             ~ branch00031@hz.example.com  点播流量(G)  100 → 40      (−60)     ! decrease\n\
             ~ store0011@xn.example.com    分钟数       3000 → 13000  (+10000)\n\
             ~ branch00031@hz.example.com  频道数       5 → 15        (+10)                 按现有 5 计算\n"
        );
    }

    #[test]
    fn notes_give_way_where_a_terminal_has_few_cells_and_then_an_email_has_its_own_line() {
        let changes = mixed();
        for (cells, expected) in [
            (
                80,
                "~ store0011@xn.example.com    频道数       500 → 0       (−500)    ! zero  计算\n\
                 ~ branch0082@hz.example.com   连麦人数     1 → 0         (−1)      ! zero  计算\n\
                 ~ branch00031@hz.example.com  点播流量(G)  100 → 40      (−60)     ! decrease\n\
                 ~ store0011@xn.example.com    分钟数       3000 → 13000  (+10000)\n\
                 ~ branch00031@hz.example.com  频道数       5 → 15        (+10)     计算\n",
            ),
            (
                78,
                "~ store0011@xn.example.com    频道数       500 → 0       (−500)    ! zero\n\
                 ~ branch0082@hz.example.com   连麦人数     1 → 0         (−1)      ! zero\n\
                 ~ branch00031@hz.example.com  点播流量(G)  100 → 40      (−60)     ! decrease\n\
                 ~ store0011@xn.example.com    分钟数       3000 → 13000  (+10000)\n\
                 ~ branch00031@hz.example.com  频道数       5 → 15        (+10)\n",
            ),
            (
                76,
                "~ store0011@xn.example.com   频道数       500 → 0       (−500)    ! zero\n\
                 ~ branch0082@hz.example.com  连麦人数     1 → 0         (−1)      ! zero\n\
                 ~ branch00031@hz.example.com\n\
                 \x20                            点播流量(G)  100 → 40      (−60)     ! decrease\n\
                 ~ store0011@xn.example.com   分钟数       3000 → 13000  (+10000)\n\
                 ~ branch00031@hz.example.com\n\
                 \x20                            频道数       5 → 15        (+10)\n",
            ),
            (
                60,
                "~ store0011@xn.example.com\n\
                 \x20   频道数       500 → 0       (−500)    ! zero\n\
                 ~ branch0082@hz.example.com\n\
                 \x20   连麦人数     1 → 0         (−1)      ! zero\n\
                 ~ branch00031@hz.example.com\n\
                 \x20   点播流量(G)  100 → 40      (−60)     ! decrease\n\
                 ~ store0011@xn.example.com\n\
                 \x20   分钟数       3000 → 13000  (+10000)\n\
                 ~ branch00031@hz.example.com\n\
                 \x20   频道数       5 → 15        (+10)\n",
            ),
        ] {
            let text = within(Lang::Zh, || shown(&changes, Some(cells)));
            assert!(text.lines().all(|line| line.width() <= cells), "{text}");
            assert_eq!(text, expected, "{cells}");
        }
    }

    #[test]
    fn only_what_must_be_allowed_is_coloured() {
        let change = change("a@b.cn", "channels", 15, 5, &[Rail::Decrease]);
        let marked = "\u{1b}[1;33m! decrease\u{1b}[0m";
        assert_eq!(
            aligned(&[&change], None, true),
            format!("~ a@b.cn  channels  15 → 5  (−10)  {marked}  computed from 15\n")
        );
    }
}
