//! What was written of the staff of accounts and of their departments.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A child's row.
pub(super) type Row = Map<String, Value>;

/// What was written, by the appId of the account that it is in.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Staff {
    /// Rows of created child accounts, in their order.
    pub(super) created: BTreeMap<String, Vec<Row>>,
    /// Seeded child accounts that are deleted, by lower-case e-mail, which no
    /// other account's has.
    pub(super) deleted: BTreeSet<String>,
    /// The departments of accounts that changed theirs.
    pub(super) trees: BTreeMap<String, Vec<Node>>,
    /// How many departments were created: no id is given twice.
    pub(super) nodes: u32,
}

/// A department, in a nested set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Node {
    pub(super) id: u32,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) parent: u32,
}

impl Node {
    /// Its row of organization/list.
    pub(super) fn row(&self) -> Value {
        json!({
            "userId": "sandboxuser",
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "icon": null,
            "lft": self.left,
            "rgt": self.right,
            "parentId": self.parent,
        })
    }

    /// Whether the other one is this one or below it.
    pub(super) fn is_above(&self, other: &Node) -> bool {
        self.left <= other.left && other.right <= self.right
    }
}
