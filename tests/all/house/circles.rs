//! Imports between files: each file is tied to the files whose names it uses, and no file may be tied to itself
//! through others. Where two files need the same thing, it has a file of its own.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};

use super::source::{Source, is_test};

/// A path of a module, from the root of the crate.
type Module = Vec<String>;

/// The files that each file imports from, and the names that it takes there.
pub type Imports = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// The imports of all files. What a module hands on by `pub use` is an import of whoever takes it there.
pub fn imports(sources: &[Source]) -> Imports {
    let files: BTreeMap<Module, File> =
        sources.iter().map(|source| (module(&source.path), File::read(source))).collect();
    let house = House { files: &files };
    files
        .iter()
        .map(|(at, file)| {
            let mut into: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for (place, name) in file.used.iter().filter_map(|path| house.defined(at, path)) {
                let target = &files[&place].path;
                if *target != file.path {
                    into.entry(target.clone()).or_default().insert(name);
                }
            }
            (file.path.clone(), into)
        })
        .collect()
}

/// For each file of a circle, what it imports from other files of that circle.
pub fn circles(imports: &Imports) -> BTreeMap<String, Vec<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> =
        imports.keys().map(|file| (file, reached(imports, file))).collect();
    let ties = |file: &String| -> Vec<String> {
        let of_circle = imports[file].iter().filter(|(target, _)| reach[target].contains(file));
        of_circle
            .map(|(target, names)| {
                format!("{target}: {}", Vec::from_iter(names.iter().map(String::as_str)).join(", "))
            })
            .collect()
    };
    let of_circles = imports.keys().filter(|file| reach[file].contains(file));
    of_circles.map(|file| (file.clone(), ties(file))).collect()
}

/// Every file that a file imports from, itself or through others.
fn reached<'i>(imports: &'i Imports, from: &String) -> BTreeSet<&'i String> {
    let (mut reached, mut open) = (BTreeSet::new(), Vec::from_iter(imports[from].keys()));
    while let Some(file) = open.pop() {
        if reached.insert(file) {
            open.extend(imports[file].keys());
        }
    }
    reached
}

/// The module that a file holds: `ledger/mod.rs` is `ledger`.
fn module(path: &str) -> Module {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.split('/').filter(|part| *part != "lib").map(str::to_owned).collect()
}

/// What one file imports and uses.
struct File {
    path: String,
    /// What each name that the file imports stands for.
    imported: BTreeMap<String, Vec<String>>,
    /// Every path that the file uses, as written, and each that it imports for itself.
    used: BTreeSet<Vec<String>>,
}

impl File {
    fn read(source: &Source) -> Self {
        let mut file =
            File { path: source.path.clone(), imported: BTreeMap::new(), used: BTreeSet::new() };
        file.visit_file(&source.tree);
        file
    }

    fn import(&mut self, tree: &syn::UseTree, mut path: Vec<String>, own: bool) {
        let (leaf, name) = match tree {
            syn::UseTree::Path(part) => {
                path.push(part.ident.to_string());
                return self.import(&part.tree, path, own);
            }
            syn::UseTree::Group(group) => {
                return group.items.iter().for_each(|item| self.import(item, path.clone(), own));
            }
            syn::UseTree::Name(name) => (name.ident.to_string(), name.ident.to_string()),
            syn::UseTree::Rename(both) => (both.ident.to_string(), both.rename.to_string()),
            syn::UseTree::Glob(_) => ("*".to_owned(), "*".to_owned()),
        };
        let name = if leaf == "self" { path.last().cloned().unwrap_or_default() } else { name };
        if leaf != "self" {
            path.push(leaf);
        }
        if own {
            self.used.insert(path.clone());
        }
        self.imported.insert(name, path);
    }
}

impl<'ast> Visit<'ast> for File {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let own = matches!(item.vis, syn::Visibility::Inherited);
        self.import(&item.tree, Vec::new(), own);
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.used.insert(path.segments.iter().map(|part| part.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.visit_path(&called.path);
        if let Ok(arguments) = called.parse_body_with(
            syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated,
        ) {
            arguments.iter().for_each(|argument| self.visit_expr(argument));
        }
    }
}

/// All files by their modules.
struct House<'h> {
    files: &'h BTreeMap<Module, File>,
}

impl House<'_> {
    /// The module that defines what a path names, as it is written in a module, and the name there; none where that is
    /// a module, or of another crate.
    fn defined(&self, at: &Module, path: &[String]) -> Option<(Module, String)> {
        self.follow(at, path, 0)
    }

    fn follow(&self, at: &Module, path: &[String], depth: usize) -> Option<(Module, String)> {
        let (first, rest) = path.split_first()?;
        let file = self.files.get(at)?;
        let child = || Vec::from_iter(at.iter().cloned().chain([first.clone()]));
        let above = || at.split_last().map(|(_, above)| above.to_vec());
        match first.as_str() {
            "crate" => self.inside(Module::new(), rest, depth),
            "self" => self.inside(at.clone(), rest, depth),
            "super" => self.inside(above()?, rest, depth),
            _ if self.files.contains_key(&child()) => self.inside(child(), rest, depth),
            // A name that the file imports: what it stands for, and the rest of the path.
            name => {
                let stands_for = file.imported.get(name).filter(|for_| for_[0] != *name)?;
                let whole = Vec::from_iter(stands_for.iter().chain(rest).cloned());
                if depth > 8 { None } else { self.follow(at, &whole, depth + 1) }
            }
        }
    }

    /// What a path names, from a module on.
    fn inside(&self, at: Module, path: &[String], depth: usize) -> Option<(Module, String)> {
        let (first, rest) = path.split_first()?;
        let child = Vec::from_iter(at.iter().cloned().chain([first.clone()]));
        let file = self.files.get(&at)?;
        if first == "super" {
            return self.inside(at.split_last()?.1.to_vec(), rest, depth);
        }
        if self.files.contains_key(&child) {
            return self.inside(child, rest, depth);
        }
        if file.imported.contains_key(first) {
            return self.follow(&at, path, depth);
        }
        Some((at, first.clone()))
    }
}
