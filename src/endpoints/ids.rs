//! Names in the place of ids: a role by what it is called, a department by its
//! path. The list that has the ids is read before anything is written.

use super::spec::{Now, Read};
use super::write::{Filled, Finding};
use crate::api::Client;
use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::row::Row;
use crate::text;
use crate::text::{all_digits, did_you_mean, first_of, quoted};

/// Rows that one message names.
const MOST_NAMED: usize = 20;

/// A row of a list by its id and by what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What is sent.
    pub id: String,
    /// Its name, or the whole path of one that is below others.
    pub name: String,
}

impl Read {
    /// Rows of this list by id and name; those without an id are left out.
    pub fn named(&self, rows: &[Row]) -> Vec<Named> {
        let Some((id, _)) = self.ids else {
            return Vec::new();
        };
        let names = (self.names)(self, rows).into_iter();
        let named = rows.iter().zip(names);
        let named = named.filter_map(|(row, name)| {
            let id = row.text(id)?.into_owned();
            Some(Named { id, name })
        });
        named.collect()
    }
}

/// The lists that names were looked up in, each read once.
pub struct Ids<'c> {
    client: &'c Client,
    read: Vec<(Both, Vec<Named>)>,
}

impl<'c> Ids<'c> {
    /// As the account of this client has them.
    pub fn of(client: &'c Client) -> Self {
        let read = Vec::new();
        Self { client, read }
    }

    /// Puts ids in the place of the names of a write; gives what no row is
    /// called, or several are, and ids of other rows than their names say.
    ///
    /// # Errors
    /// A list could not be read.
    pub fn put(&mut self, filled: &mut Filled) -> Result<Vec<Finding>, Failure> {
        let (mut found, now) = (Vec::new(), Now::read());
        for (field, list, name) in filled.with_name() {
            let id = filled.shown(field.api).into_owned();
            match is_called(list.rows, self.list(list)?, &id, &name) {
                Ok(row) => filled.set_id(field, &row.id, &row.name, &now),
                Err(rule) => found.push(Finding::new(field.api, name, rule)),
            }
        }
        for (field, list, name) in filled.by_name() {
            match meant(list.rows, self.list(list)?, &name) {
                Ok(row) => filled.set_id(field, &row.id, &row.name, &now),
                Err(rule) => found.push(Finding::new(field.api, name, rule)),
            }
        }
        Ok(found)
    }

    /// What a person who is asked for one may answer, in words.
    ///
    /// # Errors
    /// The list could not be read.
    pub fn possible(&mut self, of: &'static Read) -> Result<Text, Failure> {
        Ok(list(self.list(of)?.iter()))
    }

    /// Why a list has no such row, by its name; an id is not looked up.
    ///
    /// # Errors
    /// The name is of none, or the list could not be read.
    pub fn check(&mut self, list: &'static Read, name: &str) -> Result<(), Text> {
        let rows = self.list(list).map_err(|failure| failure.message)?;
        let name_shown = quoted(name);
        let words = |rule: Text| text!("{name_shown} {rule}", "{name_shown} {rule}");
        match all_digits(name) {
            true => Ok(()),
            false => meant(list.rows, rows, name).map(drop).map_err(words),
        }
    }

    fn list(&mut self, list: &'static Read) -> Result<&[Named], Failure> {
        let known = self.read.iter().position(|(rows, _)| *rows == list.rows);
        let at = match known {
            Some(at) => at,
            None => {
                let rows = list.all(self.client, self.client.retries());
                let rows = rows.map_err(|error| error.failure(list.attempt()))?;
                self.read.push((list.rows, list.named(&rows)));
                self.read.len() - 1
            }
        };
        Ok(&self.read[at].1)
    }
}

/// The row that is called so, or whose path ends so, among `of`: `roles`.
fn meant<'n>(of: Both, rows: &'n [Named], name: &str) -> Result<&'n Named, Text> {
    let end = format!("/{name}");
    let whole: Vec<&Named> = rows.iter().filter(|row| row.name == name).collect();
    let ends: Vec<&Named> = rows.iter().filter(|row| row.name.ends_with(&end)).collect();
    match (&whole[..], &ends[..]) {
        ([row], _) | ([], [row]) => Ok(row),
        ([], []) => {
            let near = did_you_mean(name, rows.iter().map(|row| row.name.as_str()));
            let possible = list(rows.iter());
            let one = both(of.en.trim_end_matches('s'), of.zh);
            Err(text!(
                "is not a {one} of this account{near} (possible: {possible})",
                "不是本账号的{one}{near}（可用：{possible}）"
            ))
        }
        ([], several) | (several, _) => {
            let possible = list(several.iter().copied());
            Err(text!(
                "is ambiguous; give one of these ids: {possible}",
                "不明确，请改用其中一个 ID：{possible}"
            ))
        }
    }
}

/// The row of this id, whose name, or the end of whose path, this must be.
fn is_called<'n>(of: Both, rows: &'n [Named], id: &str, name: &str) -> Result<&'n Named, Text> {
    let one = both(of.en.trim_end_matches('s'), of.zh);
    match rows.iter().find(|row| row.id == id) {
        Some(row) if row.name == name || row.name.ends_with(&format!("/{name}")) => Ok(row),
        Some(Named { name, .. }) => Err(text!(
            "and the id {id} contradict each other: {id} is the {one} {name}",
            "与 ID {id} 矛盾：{id} 是{one} {name}"
        )),
        None => Err(text!(
            "is beside the id {id}, of which this account has no {one}",
            "旁边的 ID {id} 不是本账号的{one}"
        )),
    }
}

/// `总部/华东 (2745), 客服 (2746)`, and how many more there are.
fn list<'n>(rows: impl Iterator<Item = &'n Named>) -> Text {
    let shown = rows.map(|Named { id, name }| text!("{name} ({id})", "{name}（{id}）"));
    let shown: Vec<Text> = shown.collect();
    match shown.is_empty() {
        true => both("none", "无").into(),
        false => first_of(&shown, MOST_NAMED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: Both = both("roles", "角色");

    fn rows(names: &[&str]) -> Vec<Named> {
        let rows = names.iter().zip(1..);
        let row = |(name, id): (&&str, u32)| Named {
            id: id.to_string(),
            name: (*name).to_owned(),
        };
        rows.map(row).collect()
    }

    #[test]
    fn a_row_is_meant_by_its_whole_path_or_the_end_of_it() {
        let tree = rows(&["总部", "总部/华东", "总部/西/华东", "华东", "总部/西"]);
        let id = |name: &str| meant(ROLES, &tree, name).map(|row| row.id.as_str());
        assert_eq!(id("总部/华东"), Ok("2"));
        assert_eq!(id("西/华东"), Ok("3"));
        assert_eq!(id("华东"), Ok("4"), "the whole path of one, the end of two");
        assert_eq!(id("西"), Ok("5"));
        let unknown = "is not a role of this account; did you mean \"总部/西\"? (possible: 总部 (1), \
                       总部/华东 (2), 总部/西/华东 (3), 华东 (4), 总部/西 (5))";
        let failed = id("总部/南").unwrap_err();
        assert_eq!(failed, unknown);
        let chinese =
            "不是本账号的角色；是否想输入 \"总部/西\"？（可用：总部（1）、总部/华东（2）、";
        assert!(failed.zh().starts_with(chinese), "{}", failed.zh());
        assert!(id("东").is_err(), "no part of a name");
    }

    #[test]
    fn an_id_beside_a_name_must_be_that_of_its_row() {
        let tree = rows(&["总部", "总部/华东", "华东"]);
        let row = |id, name| is_called(ROLES, &tree, id, name).map(|row| row.name.as_str());
        assert_eq!(row("2", "总部/华东"), Ok("总部/华东"));
        assert_eq!(
            row("2", "华东"),
            Ok("总部/华东"),
            "ambiguous by its name alone"
        );
        let words = "and the id 2 contradict each other: 2 is the role 总部/华东";
        assert_eq!(row("2", "总部").unwrap_err(), words);
        let words = "is beside the id 9, of which this account has no role";
        assert_eq!(row("9", "总部").unwrap_err(), words);
    }

    #[test]
    fn several_of_a_name_are_told_by_their_ids() {
        let twice = rows(&["总部/一部", "总部/西/一部"]);
        let words = "is ambiguous; give one of these ids: 总部/一部 (1), 总部/西/一部 (2)";
        assert_eq!(meant(ROLES, &twice, "一部").unwrap_err(), words);
        let same = rows(&["运营", "运营"]);
        let words = "is ambiguous; give one of these ids: 运营 (1), 运营 (2)";
        assert_eq!(meant(ROLES, &same, "运营").unwrap_err(), words);
        let many: Vec<String> = (0..23).map(|n| format!("r{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let words = meant(ROLES, &rows(&many), "运营").unwrap_err();
        assert!(words.en().ends_with("r19 (20) and 3 more)"), "{words}");
        let words = "is not a role of this account (possible: none)";
        assert_eq!(meant(ROLES, &[], "x").unwrap_err(), words);
    }
}
