//! What needs attention: red on a terminal and in a workbook.

use super::Column;

/// States that need it.
const BAD: [&str; 3] = ["frozen", "expired", "fail"];

/// Amounts of this and less need it.
pub(super) const LOWEST: f64 = 0.0;

/// Whether a cell is a state that needs attention.
pub(super) fn is_bad(cell: &str) -> bool {
    BAD.iter().any(|bad| bad.eq_ignore_ascii_case(cell))
}

/// Whether the low amounts of a column need attention. One of nothing but zeros is
/// not in use, which needs none.
pub(super) fn may_be_low(column: &Column, is_in_use: bool) -> bool {
    column.low && is_in_use
}
