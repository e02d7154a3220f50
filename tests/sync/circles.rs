//! Imports go down only: no circle of files anywhere in src, and nothing of
//! the client in the sandbox.

use super::sources;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree};

/// A path as it is written, cut at `::`.
type Words = Vec<String>;

/// What one file names.
#[derive(Default)]
struct File {
    paths: Vec<Words>,
    /// What it makes known under a name of its own: `pub use kind::Kind`.
    exports: Vec<(String, Words)>,
    /// Modules of tests, which may import anything.
    tests: Vec<String>,
    /// Inline modules around what is visited now.
    depth: usize,
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let list = attribute.meta.require_list().ok();
        let tokens = list.map(|list| list.tokens.to_string());
        attribute.path().is_ident("cfg") && tokens.is_some_and(|tokens| tokens.contains("test"))
    })
}

impl File {
    fn found(&mut self, words: &[String]) {
        let supers = words.iter().take_while(|word| *word == "super").count();
        let inside = supers.min(self.depth);
        self.paths.push(words[inside..].to_vec());
    }

    fn tree(&mut self, tree: &UseTree, above: &[String]) {
        let with = |name: &syn::Ident| [above, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, above)),
            UseTree::Glob(_) => self.found(above),
            UseTree::Name(name) if name.ident == "self" => self.export(&above.to_vec(), None),
            UseTree::Name(name) => self.export(&with(&name.ident), None),
            UseTree::Rename(name) => self.export(&with(&name.ident), Some(name.rename.to_string())),
        }
    }

    fn export(&mut self, words: &Words, name: Option<String>) {
        self.found(words);
        let name = name.or_else(|| words.last().cloned()).unwrap_or_default();
        self.exports.push((name, words.clone()));
    }
}

impl<'ast> Visit<'ast> for File {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Mod(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Const(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        match item {
            Item::Mod(item) if is_test(attributes) => self.tests.push(item.ident.to_string()),
            _ if is_test(attributes) => {}
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.depth += 1;
        visit::visit_item_mod(self, item);
        self.depth -= 1;
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Words = path.segments.iter().map(|s| s.ident.to_string()).collect();
        if ["crate", "super", "self"].contains(&words[0].as_str()) && words.len() > 1 {
            self.found(&words);
        }
        visit::visit_path(self, path);
    }
}

/// Every production file of src by its module, `cli::list`; the crate is "".
struct House(BTreeMap<String, File>);

impl House {
    fn read() -> Self {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = BTreeMap::new();
        for (path, text) in sources("src") {
            let mut file = File::default();
            file.visit_file(&syn::parse_file(&text).unwrap());
            let name = path.strip_prefix(&src).unwrap().with_extension("");
            let name = name.to_str().unwrap().replace('/', "::");
            let name = name.strip_suffix("::mod").unwrap_or(&name);
            if name != "main" {
                let module = if name == "lib" { "" } else { name };
                files.insert(module.to_owned(), file);
            }
        }
        let tests: Vec<String> = files
            .iter()
            .flat_map(|(module, file)| file.tests.iter().map(move |name| join(module, name)))
            .collect();
        files.retain(|module, _| !tests.iter().any(|test| is_within(module, test)));
        Self(files)
    }

    /// The module that a path leads to, and what is left of the path there.
    fn walk<'w>(&self, from: &str, words: &'w [String]) -> Option<(String, &'w [String])> {
        let mut at = from.to_owned();
        let mut rest = words;
        match rest.first()?.as_str() {
            "crate" => (at, rest) = (String::new(), &rest[1..]),
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|word| word == "super") {
                    at = at
                        .rsplit_once("::")
                        .map_or("", |(above, _)| above)
                        .to_owned();
                    rest = &rest[1..];
                }
            }
            child if self.0.contains_key(&join(&at, child)) => {}
            _ => return None,
        }
        while let Some(child) = rest.first().map(|word| join(&at, word)) {
            if !self.0.contains_key(&child) {
                break;
            }
            (at, rest) = (child, &rest[1..]);
        }
        Some((at, rest))
    }

    /// The modules that a path touches: as it is written, and behind each name
    /// that is only passed on.
    fn touched(&self, from: &str, words: &[String], found: &mut BTreeSet<String>) {
        let Some((at, rest)) = self.walk(from, words) else {
            return;
        };
        let is_new = found.insert(at.clone());
        let Some(name) = rest.first().filter(|_| is_new || at != from) else {
            return;
        };
        let passed_on = self.0.get(&at).into_iter().flat_map(|file| &file.exports);
        for (_, words) in passed_on.filter(|(export, _)| export == name) {
            if at != from {
                self.touched(&at, words, found);
            }
        }
    }

    /// What each file imports; what lies inside it, or around it, is one with
    /// it.
    fn imports(&self) -> BTreeMap<&str, BTreeSet<String>> {
        let mut imports = BTreeMap::new();
        for (module, file) in &self.0 {
            let mut found = BTreeSet::new();
            for words in &file.paths {
                self.touched(module, words, &mut found);
            }
            found.retain(|to| !is_within(to, module) && !is_within(module, to));
            imports.insert(module.as_str(), found);
        }
        imports
    }
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() {
        return name.to_owned();
    }
    format!("{module}::{name}")
}

fn is_within(module: &str, around: &str) -> bool {
    let rest = module.strip_prefix(around);
    around.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// All that can be reached from a file over its imports.
fn reached<'a>(from: &'a str, imports: &'a BTreeMap<&str, BTreeSet<String>>) -> BTreeSet<&'a str> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(module) = next.pop() {
        for to in imports.get(module).into_iter().flatten() {
            if reached.insert(to.as_str()) {
                next.push(to);
            }
        }
    }
    reached
}

#[test]
fn no_file_imports_itself_over_others() {
    let house = House::read();
    let imports = house.imports();
    let circle = |module: &&str| reached(module, &imports).contains(module);
    let circles: Vec<&str> = imports.keys().copied().filter(circle).collect();
    assert!(
        circles.is_empty(),
        "these files are in a circle: {circles:?}"
    );
}

/// The rooms from the top down; those that are not named are the leaves.
const LAYERS: [&[&str]; 4] = [
    &["cli"],
    &[
        "endpoints",
        "batch",
        "snapshot",
        "config",
        "output",
        "sandbox",
    ],
    &["api"],
    &["http"],
];
/// What the sandbox must not use, that client and server cannot be wrong
/// together.
const CLIENT: [&str; 7] = ["cli", "endpoints", "batch", "config", "api", "http", "sign"];

#[test]
fn imports_go_down_only() {
    for (module, imports) in House::read().imports() {
        let room = module.split("::").next().unwrap();
        let layer = LAYERS.iter().position(|rooms| rooms.contains(&room));
        let above = match room {
            "" => Vec::new(),
            "sandbox" => CLIENT.to_vec(),
            _ => LAYERS[..layer.unwrap_or(LAYERS.len())].concat(),
        };
        for to in imports {
            let is_above = above.iter().any(|room| is_within(&to, room));
            assert!(!is_above, "{module} imports {to}");
        }
    }
}
