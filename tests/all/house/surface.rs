//! What the crate offers, as a list: `tests/house/public_api.txt`. A change of it is seen where it is reviewed, and
//! `BLESS=1 cargo test --test all house::` writes it down.
//!
//! The list is read from the sources: public modules and items, and what `pub use` gives another name. What a macro
//! makes is not in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{LineColumn, Span};
use syn::spanned::Spanned;
use syn::{Fields, ImplItem, Item, TraitItem, UseTree, Visibility};

use super::source::{Source, is_test, sources};

#[test]
fn the_public_surface_is_what_is_written_down() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/house/public_api.txt");
    let found = surface(Path::new("src"));
    if std::env::var_os("BLESS").is_some() {
        return fs::write(path, found).unwrap();
    }
    let written = fs::read_to_string(path).unwrap();
    let differs = found.lines().zip(written.lines()).find(|(found, written)| found != written);
    assert!(differs.is_none(), "read the difference, and write it down with BLESS=1: {differs:#?}");
    assert!(found == written, "the list has another length: write it down with BLESS=1");
}

#[test]
fn a_surface_is_read_through_uses_globs_and_other_names() {
    let src = Path::new(env!("CARGO_TARGET_TMPDIR")).join("surface");
    fs::create_dir_all(src.join("claim")).unwrap();
    let plant = |path: &str, text: &str| fs::write(src.join(path), text).unwrap();
    plant(
        "lib.rs",
        "pub mod claim;\nmod hidden;\npub use hidden::Deep as Shallow;\npub use claim::Bill;\n",
    );
    plant("claim/mod.rs", "mod bill;\npub use self::bill::*;\npub(crate) fn not_seen() {}\n");
    plant(
        "claim/bill.rs",
        "#[derive(Clone)]\npub struct Bill { pub total: Money, days: u8 }\n\
         impl Bill {\n    pub fn nights(&self) -> u8 { 1 }\n    fn secret(&self) {}\n}\n\
         impl fmt::Display for Bill {}\npub enum Kind { One, Two(u8) }\n",
    );
    plant("hidden.rs", "pub struct Deep(u8);\npub fn unreachable_from_outside() {}\n");
    let expected = "\
claim::Bill: struct Bill { pub total: Money, .. }
    derive Clone
    fn nights(&self) -> u8
    impl fmt::Display
claim::Kind: enum Kind
    One
    Two(u8)
Shallow: struct Deep(..)
Bill is claim::Bill
";
    assert_eq!(surface(&src), expected);
}

/// The lines of all that is public below a folder of sources.
fn surface(src: &Path) -> String {
    let sources = sources(src);
    let mut reader = Reader::default();
    for source in &sources {
        reader.add(module_of(&source.path), source, &source.tree.items);
    }
    reader.find_impls();
    reader.walk(&vec![], &[], &mut BTreeSet::new());
    reader.lines.concat()
}

/// The path of a module: the root's is empty.
type Place = Vec<String>;

fn module_of(path: &str) -> Place {
    let parts = path.trim_end_matches(".rs").split('/').map(str::to_owned);
    let mut place: Place = parts.collect();
    if place.last().is_some_and(|last| last == "mod" || (last == "lib" && place.len() == 1)) {
        place.pop();
    }
    place
}

#[derive(Clone, Copy)]
struct Module<'s> {
    source: &'s Source,
    items: &'s [Item],
}

#[derive(Default)]
struct Reader<'s> {
    modules: BTreeMap<Place, Module<'s>>,
    /// The lines of what is implemented for each type, by its module and name.
    impls: BTreeMap<(Place, String), Vec<String>>,
    /// Where each item was listed, by its module and name.
    seen: BTreeMap<(Place, String), String>,
    lines: Vec<String>,
}

impl<'s> Reader<'s> {
    fn add(&mut self, place: Place, source: &'s Source, items: &'s [Item]) {
        for item in items {
            if let Item::Mod(module) = item
                && let Some((_, inside)) = &module.content
                && !is_test(&module.attrs)
            {
                self.add(below(&place, &module.ident.to_string()), source, inside);
            }
        }
        self.modules.insert(place, Module { source, items });
    }

    /// Lists what is public in a module under a public path.
    fn walk(
        &mut self,
        place: &Place,
        path: &[String],
        walked: &mut BTreeSet<(Place, Vec<String>)>,
    ) {
        let Some(&module) = self.modules.get(place) else { return };
        if !walked.insert((place.clone(), path.to_vec())) {
            return;
        }
        // What stands in modules is listed before what the module gives another name.
        for item in module.items {
            match item {
                Item::Mod(inner) if is_public(&inner.vis) => {
                    let name = inner.ident.to_string();
                    self.walk(&below(place, &name), &below(path, &name), walked);
                }
                Item::Mod(_) | Item::Use(_) => {}
                item => self.list(place, item, path, None),
            }
        }
        for item in module.items {
            if let Item::Use(used) = item
                && is_public(&used.vis)
            {
                for leaf in leaves(&used.tree) {
                    self.reexport(place, &leaf, path, walked);
                }
            }
        }
    }

    fn reexport(
        &mut self,
        place: &Place,
        leaf: &Leaf,
        path: &[String],
        walked: &mut BTreeSet<(Place, Vec<String>)>,
    ) {
        match (self.resolve(place, &leaf.path, 0), &leaf.name) {
            (Some(Target::Module(target)), Some(name)) => {
                self.walk(&target, &below(path, name), walked)
            }
            (Some(Target::Module(target)), None) => self.walk(&target, path, walked),
            (Some(Target::Item(target, name)), Some(called)) => {
                let module = self.modules[&target];
                for item in module.items.iter().filter(|item| name_of(item) == Some(name.clone())) {
                    self.list(&target, item, path, Some(called));
                }
            }
            _ => {}
        }
    }

    /// Lists an item that is public, once.
    fn list(&mut self, place: &Place, item: &Item, path: &[String], called: Option<&String>) {
        let Some((name, visibility)) = name_of(item).zip(visibility_of(item)) else { return };
        if !is_public(visibility) {
            return;
        }
        let public = below(path, called.unwrap_or(&name)).join("::");
        let key = (place.clone(), name);
        if let Some(first) = self.seen.get(&key) {
            if *first != public {
                self.lines.push(format!("{public} is {first}\n"));
            }
            return;
        }
        let source = self.modules[place].source;
        let mut lines = format!("{public}: {}\n", header(source, item));
        let inside = details(source, item)
            .into_iter()
            .chain(self.impls.get(&key).into_iter().flatten().cloned());
        lines.extend(inside.map(|line| format!("    {line}\n")));
        self.lines.push(lines);
        self.seen.insert(key, public);
    }

    /// Finds what is implemented for each type, wherever that stands.
    fn find_impls(&mut self) {
        let mut impls: BTreeMap<_, Vec<String>> = BTreeMap::new();
        for (place, module) in &self.modules {
            for item in module.items {
                if let Item::Impl(block) = item
                    && let syn::Type::Path(of) = &*block.self_ty
                    && !is_test(&block.attrs)
                {
                    let path: Vec<String> =
                        of.path.segments.iter().map(|one| one.ident.to_string()).collect();
                    if let Some(Target::Item(place, name)) = self.resolve(place, &path, 0) {
                        impls
                            .entry((place, name))
                            .or_default()
                            .extend(offered(module.source, block));
                    }
                }
            }
        }
        impls.values_mut().for_each(|lines| lines.sort_by_key(|line| line.starts_with("impl")));
        self.impls = impls;
    }

    /// What a path means in a module.
    fn resolve(&self, place: &Place, path: &[String], depth: usize) -> Option<Target> {
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" => Target::Module(vec![]),
            "self" => Target::Module(place.clone()),
            "super" => Target::Module(place[..place.len().checked_sub(1)?].to_vec()),
            name => self.lookup(place, name, depth)?,
        };
        rest.iter().try_fold(start, |at, name| match at {
            Target::Module(place) if name == "super" => {
                Some(Target::Module(place[..place.len().checked_sub(1)?].to_vec()))
            }
            Target::Module(place) => self.lookup(&place, name, depth),
            Target::Item(..) => None, // A variant of an enum.
        })
    }

    fn lookup(&self, place: &Place, name: &str, depth: usize) -> Option<Target> {
        const MOST: usize = 12; // Uses that lead in a circle.
        let module = self.modules.get(place).filter(|_| depth < MOST)?;
        if self.modules.contains_key(&below(place, name)) {
            return Some(Target::Module(below(place, name)));
        }
        if module.items.iter().any(|item| name_of(item).is_some_and(|other| other == name)) {
            return Some(Target::Item(place.clone(), name.to_owned()));
        }
        let uses = module.items.iter().filter_map(|item| match item {
            Item::Use(used) => Some(leaves(&used.tree)),
            _ => None,
        });
        uses.flatten().find_map(|leaf| match &leaf.name {
            Some(called) if called == name => {
                // A name that is taken from another crate, or from the module that looks it up.
                let itself = leaf.path.first().is_some_and(|first| first == name);
                if itself { None } else { self.resolve(place, &leaf.path, depth + 1) }
            }
            Some(_) => None,
            None => match self.resolve(place, &leaf.path, depth + 1)? {
                Target::Module(target) if target != *place => self.lookup(&target, name, depth + 1),
                _ => None,
            },
        })
    }
}

enum Target {
    Module(Place),
    Item(Place, String),
}

fn below(place: &[String], name: &str) -> Place {
    [place, &[name.to_owned()]].concat()
}

/// A name that is used, and what it is called from then on: nothing where all of a module is used.
struct Leaf {
    path: Vec<String>,
    name: Option<String>,
}

fn leaves(tree: &UseTree) -> Vec<Leaf> {
    fn collect(tree: &UseTree, path: Vec<String>, leaves: &mut Vec<Leaf>) {
        match tree {
            UseTree::Path(inner) => {
                collect(&inner.tree, below(&path, &inner.ident.to_string()), leaves)
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|one| collect(one, path.clone(), leaves))
            }
            UseTree::Glob(_) => leaves.push(Leaf { path, name: None }),
            UseTree::Name(used) if used.ident == "self" => {
                leaves.push(Leaf { name: path.last().cloned(), path });
            }
            UseTree::Name(used) => {
                let name = used.ident.to_string();
                leaves.push(Leaf { path: below(&path, &name), name: Some(name) });
            }
            UseTree::Rename(used) => {
                let path = below(&path, &used.ident.to_string());
                leaves.push(Leaf { path, name: Some(used.rename.to_string()) });
            }
        }
    }
    let mut all = Vec::new();
    collect(tree, vec![], &mut all);
    all
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn visibility_of(item: &Item) -> Option<&Visibility> {
    match item {
        Item::Const(item) => Some(&item.vis),
        Item::Enum(item) => Some(&item.vis),
        Item::Fn(item) => Some(&item.vis),
        Item::Static(item) => Some(&item.vis),
        Item::Struct(item) => Some(&item.vis),
        Item::Trait(item) => Some(&item.vis),
        Item::Type(item) => Some(&item.vis),
        Item::Union(item) => Some(&item.vis),
        _ => None,
    }
}

/// The line of an item.
fn header(source: &Source, item: &Item) -> String {
    let between = |first: Span, last: Span| text(source, first.start(), last.end());
    match item {
        Item::Const(item) => between(item.const_token.span(), item.ty.span()),
        Item::Static(item) => between(item.static_token.span(), item.ty.span()),
        Item::Enum(item) => format!("enum {}{}", item.ident, slice(source, item.generics.span())),
        Item::Fn(item) => slice(source, item.sig.span()),
        Item::Type(item) => between(item.type_token.span(), item.ty.span()),
        Item::Trait(item) => {
            text(source, item.trait_token.span().start(), item.brace_token.span.open().start())
        }
        Item::Struct(item) => {
            let generics = slice(source, item.generics.span());
            format!("struct {}{generics}{}", item.ident, fields(source, &item.fields))
        }
        _ => String::new(),
    }
}

/// The public fields of a struct; the others as two dots.
fn fields(source: &Source, fields: &Fields) -> String {
    let shown = fields.iter().filter(|field| is_public(&field.vis)).map(|field| {
        let name = field.ident.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
        format!("pub {name}{}", slice(source, field.ty.span()))
    });
    let mut shown: Vec<String> = shown.collect();
    if shown.len() < fields.len() {
        shown.push("..".to_owned());
    }
    match fields {
        Fields::Named(_) => format!(" {{ {} }}", shown.join(", ")),
        Fields::Unnamed(_) => format!("({})", shown.join(", ")),
        Fields::Unit => String::new(),
    }
}

/// What stands below the line of an item: derives, variants, methods of a trait.
fn details(source: &Source, item: &Item) -> Vec<String> {
    let (attributes, mut lines) = match item {
        Item::Struct(item) => (&item.attrs, vec![]),
        Item::Enum(item) => {
            let variant = |one: &syn::Variant| match &one.fields {
                Fields::Unit => one.ident.to_string(),
                fields => text(source, one.ident.span().start(), fields.span().end()),
            };
            (&item.attrs, item.variants.iter().map(variant).collect())
        }
        Item::Trait(item) => {
            let named = item.items.iter().filter_map(|item| match item {
                TraitItem::Fn(item) => Some(slice(source, item.sig.span())),
                TraitItem::Const(item) => Some(format!("const {}", item.ident)),
                TraitItem::Type(item) => Some(format!("type {}", item.ident)),
                _ => None,
            });
            (&item.attrs, named.collect())
        }
        _ => return vec![],
    };
    for derive in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        if let syn::Meta::List(list) = &derive.meta {
            let mut names: Vec<String> = list
                .tokens
                .to_string()
                .split(',')
                .map(|name| name.trim().replace(' ', ""))
                .collect();
            names.sort();
            lines.insert(0, format!("derive {}", names.join(", ")));
        }
    }
    lines
}

/// The lines of what an `impl` offers.
fn offered(source: &Source, block: &syn::ItemImpl) -> Vec<String> {
    match &block.trait_ {
        Some((of, _)) => vec![format!("impl {}", slice(source, of.span()))],
        None => block.items.iter().filter_map(|item| method(source, item)).collect(),
    }
}

/// The line of what a type offers.
fn method(source: &Source, item: &ImplItem) -> Option<String> {
    match item {
        ImplItem::Fn(item) if is_public(&item.vis) && !is_test(&item.attrs) => {
            Some(slice(source, item.sig.span()))
        }
        ImplItem::Const(item) if is_public(&item.vis) => {
            Some(text(source, item.const_token.span().start(), item.ty.span().end()))
        }
        _ => None,
    }
}

fn slice(source: &Source, span: Span) -> String {
    text(source, span.start(), span.end())
}

/// What stands between two places, on one line and without comments.
fn text(source: &Source, start: LineColumn, end: LineColumn) -> String {
    let lines =
        source.text.lines().enumerate().skip(start.line - 1).take(end.line + 1 - start.line);
    let lines = lines.map(|(at, line)| {
        let from = if at + 1 == start.line { start.column } else { 0 };
        let to = if at + 1 == end.line { end.column } else { usize::MAX };
        line.chars().take(to).skip(from).collect::<String>().trim().to_owned()
    });
    let code = lines.filter(|line| !line.starts_with("//"));
    let line = code.collect::<Vec<_>>().join(" ");
    line.replace("( ", "(").replace(", )", ")").replace(",)", ")").replace("{ }", "{}")
}
