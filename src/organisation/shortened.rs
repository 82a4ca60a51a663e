//! Messages that stay short, whatever text they quote.

/// How many characters of a quoted text are shown.
const MOST_QUOTED: usize = 80;
/// How many bytes a message has at most: a hundred of them stay below 100 kB.
const MOST_BYTES: usize = 600;

/// Shortens what a message quotes between backticks, and the message.
pub(crate) fn shortened(message: impl Into<String>) -> String {
    let message = message.into();
    if message.len() <= MOST_QUOTED {
        return message;
    }
    let mut short = String::with_capacity(message.len().min(MOST_BYTES));
    for (index, part) in message.split('`').enumerate() {
        if index > 0 {
            short.push('`');
        }
        let is_quoted = index % 2 == 1;
        short.push_str(&cut(part, if is_quoted { MOST_QUOTED } else { MOST_BYTES }));
        if short.len() > MOST_BYTES {
            break;
        }
    }
    if short.len() > MOST_BYTES {
        let most = MOST_BYTES - '…'.len_utf8();
        let boundary = (0..=most).rfind(|&at| short.is_char_boundary(at));
        short.truncate(boundary.unwrap_or(0));
        short.push('…');
    }
    short
}

/// The text, or as much of it as so many characters hold with an ellipsis at the end.
pub(crate) fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    cut(text, MOST_QUOTED)
}

fn cut(text: &str, most: usize) -> std::borrow::Cow<'_, str> {
    if text.char_indices().nth(most).is_none() {
        return text.into();
    }
    let kept = text.char_indices().nth(most - 1).map_or(0, |(end, _)| end);
    let kept = text.get(..kept).unwrap_or_default();
    format!("{kept}…").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_texts_are_cut_at_eighty_characters() {
        let id = |count: usize| "ü".repeat(count);
        let message = |id: &str| format!("id `{id}` is not a department, where `x` is");
        assert_eq!(shortened(message(&id(80))), message(&id(80)));
        assert_eq!(shortened(message(&id(81))), message(&(id(79) + "…")));
        assert_eq!(quoted(&id(80)), id(80));
        assert_eq!(quoted(&id(1_000)), id(79) + "…");
    }

    #[test]
    fn messages_are_cut_at_their_end() {
        let plain = shortened("ü ".repeat(1_000));
        assert!(plain.len() <= 600 && plain.ends_with('…'), "{plain}");
        let many = shortened("`a` -> ".repeat(1_000));
        assert!(many.len() <= 600 && many.ends_with('…'), "{many}");
        let backticks = shortened("`".repeat(100_000));
        assert!(backticks.len() <= 600);
    }
}
