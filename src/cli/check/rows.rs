//! All that holds as rows, for tables, files and programs.

use super::checkup::{Checkup, Hit};
use super::condition::{DAYS_LEFT, Subject};
use super::line;
use crate::endpoints::subaccounts;
use crate::output::{Column, Style};
use crate::row::Row;
use serde_json::{Value, json};

/// The columns of what holds for whom.
pub(in crate::cli) const COLUMNS: &[Column] = &[
    Column::text("level", "LEVEL").in_chinese("级别"),
    Column::text("condition", "CONDITION")
        .in_chinese("条件")
        .keeping(24),
    Column::text("email", "E-MAIL"),
    Column::text("userId", "USER ID").yielding(2),
    Column::text("field", "FIELD")
        .yielding(1)
        .keeping(16)
        .of_fields(&[subaccounts::COLUMNS, &[DAYS_LEFT]]),
    Column::text("value", "VALUE").right(),
];

/// All that holds, a row for each account, the worst first.
pub(super) fn rows(checkup: &Checkup, style: &Style) -> Vec<Row> {
    let held = checkup.held.iter().filter(|held| held.holds);
    let rows = held.flat_map(|held| {
        let condition = &held.condition;
        let level = condition.level();
        let row = move |email: &Option<String>, user_id: &Option<String>, field, value: Value| {
            Row::from(json!({
                "level": level, "condition": condition.text, "email": email,
                "userId": user_id, "field": field, "value": value,
            }))
        };
        match held.value {
            Some(value) => {
                let number = line::shown(value);
                let value = match condition.subject {
                    Subject::Age if !style.format.is_json() => Value::from(line::told(held, value)),
                    _ => serde_json::from_str(&number).unwrap_or_default(),
                };
                vec![row(&None, &None, condition.name.as_str(), value)]
            }
            None => {
                let field = held.column().map_or("", |column| column.field);
                let value = |hit: &Hit| match style.format.is_json() {
                    true => serde_json::from_str(&hit.literal).unwrap_or_default(),
                    false if hit.text.is_none() => Value::Null,
                    false => Value::from(line::value(hit, held, &style.zone)),
                };
                let hits = held.hits.iter();
                hits.map(|hit| row(&hit.email, &hit.user_id, field, value(hit)))
                    .collect()
            }
        }
    });
    rows.collect()
}
