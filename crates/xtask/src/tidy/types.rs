//! Type names that are defined more than once.

use std::collections::BTreeMap;

use syn::{Attribute, Item};

/// A type name and every file that defines it, with as many entries as definitions.
pub(super) type Definitions = BTreeMap<String, Vec<String>>;

/// Adds the types that a file defines outside of functions and tests.
pub(super) fn collect(path: &str, source: &str, found: &mut Definitions) -> Result<(), String> {
    let file = syn::parse_file(source).map_err(|error| format!("{path}: {error}"))?;
    let mut names = Vec::new();
    defined(&file.items, &mut names);
    for name in names {
        found.entry(name).or_default().push(path.to_owned());
    }
    Ok(())
}

fn defined(items: &[Item], names: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Struct(item) => names.push(item.ident.to_string()),
            Item::Enum(item) => names.push(item.ident.to_string()),
            Item::Union(item) => names.push(item.ident.to_string()),
            Item::Trait(item) => names.push(item.ident.to_string()),
            Item::Type(item) => names.push(item.ident.to_string()),
            Item::Mod(item) if !item.attrs.iter().any(is_test) => {
                if let Some((_, items)) = &item.content {
                    defined(items, names);
                }
            }
            _ => {}
        }
    }
}

fn is_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_and_tests_may_repeat_names() {
        let source = "struct Rows; enum Kind { A } trait Law { type Rows; } type Short = u8;
            mod inner { pub struct Rows; }
            fn f() { struct Rows; }
            #[cfg(test)] mod tests { struct Rows; }";
        let mut found = Definitions::new();
        collect("a.rs", source, &mut found).unwrap();
        collect("b.rs", "struct Kind;", &mut found).unwrap();
        let paths = |name: &str| found[name].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(paths("Rows"), ["a.rs", "a.rs"]);
        assert_eq!(paths("Kind"), ["a.rs", "b.rs"]);
        assert_eq!(paths("Law"), ["a.rs"]);
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn what_does_not_parse_is_named() {
        let message = collect("a.rs", "struct", &mut Definitions::new()).unwrap_err();
        assert!(message.starts_with("a.rs: "), "{message}");
    }
}
