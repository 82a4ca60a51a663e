//! References of a catalogue: `[kind:][namespace/]name`, whatever the case.

use super::error::ImportError;
use super::source_place::SourcePlace;
use crate::organisation::quoted;

/// Reads a reference, to what is called `kind:namespace/name` in lower case; one without a kind is
/// of the usual kind, if there is one.
pub(super) fn reference(
    stated: &str,
    usual_kind: Option<&str>,
    namespace: &str,
) -> Result<String, String> {
    let stated = stated.trim().to_lowercase();
    let (kind, rest) = match stated.split_once(':') {
        Some((kind, rest)) => (Some(kind), rest),
        None => (usual_kind, stated.as_str()),
    };
    let Some(kind) = kind.filter(|kind| !kind.is_empty()) else {
        return Err(format!(
            "reference `{}` has no kind, where one such as `component:{}` is needed",
            quoted(&stated),
            quoted(&stated)
        ));
    };
    let (namespace, name) = rest.split_once('/').unwrap_or((namespace, rest));
    if name.is_empty() || namespace.is_empty() {
        return Err(format!("reference `{}` has no name", quoted(&stated)));
    }
    Ok(format!("{kind}:{namespace}/{name}"))
}

/// Reads several.
pub(super) fn references(
    stated: Option<&[String]>,
    usual_kind: Option<&str>,
    (namespace, place): (&str, &SourcePlace),
) -> Result<Vec<String>, ImportError> {
    let stated = stated.unwrap_or_default().iter();
    let read = stated.map(|it| reference(it, usual_kind, namespace));
    read.map(|it| it.map_err(|fault| ImportError::unreadable(place.clone(), fault))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_left_out_are_filled_in() {
        let read = |stated, kind| reference(stated, kind, "default");
        assert_eq!(read("Pay", Some("component")), Ok("component:default/pay".to_owned()));
        assert_eq!(read("resource:Ops/DB", None), Ok("resource:ops/db".to_owned()));
        assert!(read("pay", None).unwrap_err().contains("component:pay"));
        assert!(read("api:", None).is_err());
    }
}
