//! Whether a text is one that a reader of XML takes.

/// Fails for a letter that XML 1.0 does not have, and for `&` that begins no entity.
pub(crate) fn assert_xml_text(text: &str) {
    let is_letter = |letter: char| matches!(letter, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if let Some(letter) = text.chars().find(|&letter| !is_letter(letter)) {
        panic!("{letter:?} is no letter of XML: {text:?}");
    }
    for (at, _) in text.match_indices('&') {
        let entity = text[at + 1..].split(';').next().unwrap();
        let is_number = entity.strip_prefix('#').is_some_and(|it| it.parse::<u32>().is_ok());
        let is_name = ["amp", "lt", "gt", "quot", "apos"].contains(&entity);
        assert!(is_number || is_name, "`&{entity}` is no entity: {text:?}");
    }
}
