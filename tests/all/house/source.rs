//! The source of the crate as a tree, without its tests: what laws count in it.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// A file of production code.
pub struct Source {
    /// The path below `src`.
    pub path: String,
    pub text: String,
    pub tree: syn::File,
}

impl Source {
    /// The module of the root that a file belongs to.
    pub fn room(&self) -> &str {
        let first = self.path.split('/').next().expect("a path has a first part");
        first.trim_end_matches(".rs")
    }

    /// Whether a file is one of these, or stands in one of these folders.
    pub fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| match place.strip_suffix('/') {
            Some(_) => self.path.starts_with(place),
            None => self.path == *place,
        })
    }
}

/// Every file of a folder of sources but those of tests, in order of paths.
pub fn sources(src: &Path) -> Vec<Source> {
    let mut sources: Vec<Source> = super::files(src)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let tree = syn::parse_file(&text).unwrap_or_else(|why| panic!("{path:?}: {why}"));
            let path = path.strip_prefix(src).unwrap().to_string_lossy().into_owned();
            Source { path, text, tree }
        })
        .collect();
    let tests: BTreeSet<String> = sources.iter().flat_map(test_files).collect();
    sources.retain(|source| !tests.contains(&source.path));
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    sources
}

/// The files of modules that a file declares for tests alone.
fn test_files(source: &Source) -> Vec<String> {
    let path = PathBuf::from(&source.path);
    let folder = match path.file_stem().and_then(|stem| stem.to_str()) {
        Some("mod" | "lib" | "main") => path.parent().map_or_else(PathBuf::new, Path::to_owned),
        _ => path.with_extension(""),
    };
    let modules = source.tree.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.content.is_none() && is_test(&module.attrs) => {
            Some(module.ident.to_string())
        }
        _ => None,
    });
    modules.map(|name| folder.join(name + ".rs").to_string_lossy().into_owned()).collect()
}

/// Whether something is compiled for tests alone.
pub fn is_test(attributes: &[syn::Attribute]) -> bool {
    let mut cfgs = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    cfgs.any(|cfg| cfg.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test"))
}

/// A function, as the laws of length see it.
pub struct Function {
    pub name: String,
    /// Lines of its body that hold code.
    pub lines: usize,
    /// What it is given beside `self`.
    pub arguments: usize,
}

/// What laws count in a file.
#[derive(Default)]
pub struct Counted {
    pub functions: Vec<Function>,
    /// Lines of expressions such as `list[at]`, which stop the program where there is no such place.
    pub indexed: Vec<usize>,
    /// What `expect` is given, where that is a literal.
    pub promises: Vec<String>,
    /// Every string literal that is neither of an attribute nor a promise of our own.
    pub literals: Vec<String>,
    /// Lines of results whose error is a sentence.
    pub sentences_as_errors: Vec<usize>,
    /// Names of fields that are a bare `i64` or `i128`.
    pub raw_fields: Vec<String>,
}

/// Counts what laws ask for.
pub fn count(source: &Source) -> Counted {
    let mut counting = Counting { text: source.text.lines().collect(), ..Counting::default() };
    counting.visit_file(&source.tree);
    counting.found
}

#[derive(Default)]
struct Counting<'s> {
    text: Vec<&'s str>,
    found: Counted,
    /// How deep in calls whose texts say which promise of ours is broken.
    in_promise: Cell<usize>,
}

impl Counting<'_> {
    fn function(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let typed = signature.inputs.iter().filter(|input| matches!(input, syn::FnArg::Typed(_)));
        let braces = body.brace_token.span;
        let (first, last) = (braces.open().start().line, braces.close().end().line);
        let inside = self.text.get(first..last.saturating_sub(1)).unwrap_or_default();
        let code = inside.iter().map(|line| line.trim());
        self.found.functions.push(Function {
            name: signature.ident.to_string(),
            lines: code.filter(|line| !line.is_empty() && !line.starts_with("//")).count(),
            arguments: typed.count(),
        });
    }

    /// What stands in a macro, whose arguments are tokens.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut in_doc = false;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => in_doc = name == "doc",
                TokenTree::Literal(_) if in_doc => {}
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.literal(text.value());
                    }
                }
                TokenTree::Punct(_) => {}
            }
        }
    }

    fn literal(&mut self, text: String) {
        if self.in_promise.get() == 0 {
            self.found.literals.push(text);
        }
    }
}

/// Macros that stop the program: what they say names a broken promise of ours.
const STOPS: [&str; 8] = [
    "panic",
    "unreachable",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
];

impl<'ast> Visit<'ast> for Counting<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_test(&item.attrs) {
            self.function(&item.sig, &item.block);
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.function(&item.sig, body);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_expr_index(&mut self, index: &'ast syn::ExprIndex) {
        self.found.indexed.push(index.bracket_token.span.open().start().line);
        visit::visit_expr_index(self, index);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        let promises = call.method == "expect";
        if let (true, Some(syn::Expr::Lit(literal))) = (promises, call.args.first())
            && let syn::Lit::Str(text) = &literal.lit
            && text.value().contains(char::is_alphabetic)
        // A parser's `expect(")")` is another.
        {
            self.found.promises.push(text.value());
            return;
        }
        call.args.iter().for_each(|argument| self.visit_expr(argument));
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let stops =
            called.path.get_ident().is_some_and(|name| STOPS.iter().any(|stop| name == stop));
        self.in_promise.set(self.in_promise.get() + usize::from(stops));
        match called.parse_body_with(
            syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated,
        ) {
            // Such as `format!`, `vec!` and `matches!` of expressions alone.
            Ok(arguments) => arguments.iter().for_each(|argument| self.visit_expr(argument)),
            Err(_) => self.tokens(called.tokens.clone()),
        }
        self.in_promise.set(self.in_promise.get() - usize::from(stops));
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.literal(text.value());
    }

    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        if segment.ident == "Result"
            && let syn::PathArguments::AngleBracketed(of) = &segment.arguments
            && let Some(syn::GenericArgument::Type(syn::Type::Path(error))) = of.args.iter().nth(1)
            && error.path.segments.last().is_some_and(|last| last.ident == "Sentence")
        {
            self.found.sentences_as_errors.push(segment.ident.span().start().line);
        }
        visit::visit_path_segment(self, segment);
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if let syn::Type::Path(of) = &field.ty {
            let raw = of.path.get_ident().is_some_and(|name| name == "i64" || name == "i128");
            let name = field.ident.iter().map(syn::Ident::to_string);
            self.found.raw_fields.extend(name.filter(|_| raw));
        }
        visit::visit_field(self, field);
    }
}
