//! One test program: its main file and the modules that it declares.

use super::calls::{Use, uses};
use super::{Item, from_root};
use anyhow::{Context, Result};
use proc_macro2::{Ident, Span};
use std::collections::BTreeMap;
use std::path::Path;
use syn::{Attribute, Expr, ImplItem, ItemImpl, ItemMod, Lit, Meta, Type, UseTree, Visibility};

/// The functions and constants of a program.
pub fn items(root: &Path, main: &Path) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    let folder = main.parent().unwrap_or(root);
    read(&Source { root, file: main, folder }, &[], &mut items)?;
    Ok(items)
}

/// A file, and the folder in which those of its modules lie.
struct Source<'a> {
    root: &'a Path,
    file: &'a Path,
    folder: &'a Path,
}

fn read(source: &Source, path: &[String], items: &mut Vec<Item>) -> Result<()> {
    let of = || source.file.display().to_string();
    let text = std::fs::read_to_string(source.file).with_context(of)?;
    Module::new(source, path, &syn::parse_file(&text).with_context(of)?.items).read(items).with_context(of)
}

/// A module, in a file of its own or in braces.
struct Module<'a> {
    source: &'a Source<'a>,
    path: &'a [String],
    content: &'a [syn::Item],
    /// The whole path of what its `use` lines name. Tests import nothing with `*`.
    imports: BTreeMap<String, Vec<String>>,
}

impl<'a> Module<'a> {
    fn new(source: &'a Source<'a>, path: &'a [String], content: &'a [syn::Item]) -> Self {
        let mut module = Self { source, path, content, imports: BTreeMap::new() };
        let mut imports = Vec::new();
        for item in content {
            if let syn::Item::Use(line) = item {
                imported(&line.tree, &[], &mut imports);
            }
        }
        module.imports = imports.into_iter().map(|(name, path)| (name, module.whole(&[], &path))).collect();
        module
    }

    fn read(&self, items: &mut Vec<Item>) -> Result<()> {
        for item in self.content {
            if let syn::Item::Fn(one) = item {
                let read = self.item(&[], &one.sig.ident, one.block.brace_token.span.join())?;
                items.push(Item { is_test: is_test(&one.attrs), ..read });
            } else if let syn::Item::Const(one) = item {
                let value = one.eq_token.span.join(one.semi_token.span);
                items.push(self.item(&[], &one.ident, value.context("a constant in one file")?)?);
            } else if let syn::Item::Impl(one) = item {
                self.read_type(one, items)?;
            } else if let syn::Item::Mod(one) = item {
                self.read_module(one, items)?;
            }
        }
        Ok(())
    }

    fn read_type(&self, block: &ItemImpl, items: &mut Vec<Item>) -> Result<()> {
        let Type::Path(named) = &*block.self_ty else { return Ok(()) };
        let named: Vec<String> = named.path.segments.iter().map(|part| part.ident.to_string()).collect();
        let of_type = self.whole(&[], &named);
        for item in &block.items {
            if let ImplItem::Fn(one) = item {
                items.push(Item {
                    sight: if block.trait_.is_some() { Vec::new() } else { self.sight(&one.vis) },
                    is_method: one.sig.receiver().is_some(),
                    ..self.item(&of_type, &one.sig.ident, one.block.brace_token.span.join())?
                });
            }
        }
        Ok(())
    }

    /// From which module on something is seen.
    fn sight(&self, visibility: &Visibility) -> Vec<String> {
        match visibility {
            Visibility::Public(_) => Vec::new(),
            Visibility::Inherited => self.path.to_vec(),
            Visibility::Restricted(to) => {
                let path: Vec<String> = to.path.segments.iter().map(|part| part.ident.to_string()).collect();
                self.whole(&[], &path)
            }
        }
    }

    fn read_module(&self, module: &ItemMod, items: &mut Vec<Item>) -> Result<()> {
        let name = module.ident.to_string();
        let path = below(self.path, &name);
        let Source { root, file, folder } = *self.source;
        let own = folder.join(&name);
        if let Some((_, content)) = &module.content {
            return Module::new(&Source { root, file, folder: &own }, &path, content).read(items);
        }
        let elsewhere = module.attrs.iter().find_map(path_of).map(|path| file.with_file_name(path));
        let beside = folder.join(format!("{name}.rs"));
        // A file that is read by itself has its modules in a folder of its own name.
        let beneath = file.with_extension("").join(format!("{name}.rs"));
        let found = [beside, beneath].into_iter().find(|file| file.is_file());
        let file = elsewhere.clone().or(found).unwrap_or_else(|| own.join("mod.rs"));
        // The modules of `mod.rs`, and of a file whose path is given, lie beside it.
        let folder = if elsewhere.is_some() { file.parent().unwrap_or(root) } else { &own };
        read(&Source { root, file: &file, folder }, &path, items)
    }

    fn item(&self, of_type: &[String], name: &Ident, body: Span) -> Result<Item> {
        let text = body.source_text().with_context(|| format!("the text of {name}"))?;
        let whole = |used| match used {
            Use::Path(path) => Use::Path(self.whole(of_type, &path)),
            Use::Method(name) => Use::Method(name),
        };
        let place = if of_type.is_empty() { self.path } else { of_type };
        Ok(Item {
            file: from_root(self.source.root, self.source.file),
            name: name.to_string(),
            uses: uses(&text)?.into_iter().map(whole).collect(),
            text,
            module: self.path.to_vec(),
            path: below(place, name),
            ..Item::default()
        })
    }

    /// A path from the program's root on. What other crates hold comes out as a path to nothing.
    fn whole(&self, of_type: &[String], path: &[String]) -> Vec<String> {
        let Some((first, rest)) = path.split_first() else { return Vec::new() };
        let start = match first.as_str() {
            "Self" => of_type.to_vec(),
            "crate" => Vec::new(),
            "self" => self.path.to_vec(),
            "super" => self.path[..self.path.len().saturating_sub(1)].to_vec(),
            _ => match self.imports.get(first) {
                Some(imported) => imported.clone(),
                None => below(self.path, first),
            },
        };
        [&start, rest].concat()
    }
}

/// The names that a `use` line gives, each with the path behind it.
fn imported(tree: &UseTree, before: &[String], names: &mut Vec<(String, Vec<String>)>) {
    match tree {
        UseTree::Path(part) => imported(&part.tree, &below(before, &part.ident), names),
        UseTree::Name(one) if one.ident == "self" => {
            names.extend(before.last().map(|name| (name.clone(), before.to_vec())));
        }
        UseTree::Name(one) => names.push((one.ident.to_string(), below(before, &one.ident))),
        UseTree::Rename(one) => names.push((one.rename.to_string(), below(before, &one.ident))),
        UseTree::Glob(_) => {}
        UseTree::Group(group) => group.items.iter().for_each(|tree| imported(tree, before, names)),
    }
}

fn below(path: &[String], name: impl ToString) -> Vec<String> {
    [path, &[name.to_string()]].concat()
}

/// Whether it stands under `#[test]` or a runtime's own.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|one| one.path().segments.last().is_some_and(|name| name.ident == "test"))
}

/// The file of `#[path = "…"]`.
fn path_of(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(literal) = &pair.value else { return None };
    let Lit::Str(path) = &literal.lit else { return None };
    pair.path.is_ident("path").then(|| path.value())
}
