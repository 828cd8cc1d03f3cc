//! Making a server's words fit to be shown: our own secrets masked, control characters gone, length bounded.

use crate::echo;

/// The secrets of one request, which a server may echo in its answer.
#[derive(Clone, Copy)]
pub(crate) struct Mask<'a> {
    secrets: &'a [&'a str],
}

impl<'a> Mask<'a> {
    pub(crate) const NONE: Mask<'static> = Mask { secrets: &[] };

    pub(crate) fn new(secrets: &'a [&'a str]) -> Self {
        Self { secrets }
    }

    /// The text as an error may hold it.
    pub(crate) fn show(&self, text: &str) -> String {
        let window = text.get(..text.floor_char_boundary(MAX_BYTES)).unwrap_or(text);
        let mut hidden = echo::found(window, self.secrets).into_iter();
        // A secret across the end of the window may leave too little of itself to be found, so the last bytes stay unseen.
        let seen = if window.len() < text.len() { MAX_BYTES - UNSEEN } else { window.len() };
        let mut shown = String::with_capacity(window.len().min(MAX_CHARACTERS * 2));
        let mut masking = false;
        let mut length = 0;
        for (_, c) in window.char_indices().take_while(|(at, _)| *at < seen) {
            let hide = hidden.by_ref().take(c.len_utf8()).fold(false, |any, hidden| any | hidden);
            let (piece, characters) = match (hide, masking) {
                (true, true) => continue,
                (true, false) => (Piece::Mask, MASKED.len()),
                (false, _) => (Piece::Character(c), 1),
            };
            masking = hide;
            length += characters;
            if length > MAX_CHARACTERS {
                break;
            }
            match piece {
                Piece::Mask => shown.push_str(MASKED),
                Piece::Character(c) => shown.push(if is_showable(c) { c } else { ' ' }),
            }
        }
        if length > MAX_CHARACTERS || window.len() < text.len() {
            shown.push('…');
        }
        shown
    }

    /// The text as an error may hold it; nothing for an empty one.
    pub(crate) fn show_some(&self, text: Option<&str>) -> Option<String> {
        text.filter(|text| !text.is_empty()).map(|text| self.show(text))
    }
}

enum Piece {
    Mask,
    Character(char),
}

/// Control characters could forge log lines; bidirectional and invisible ones could make a line read as another.
fn is_showable(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Enough for any sentence of a server's, too little for a page.
const MAX_CHARACTERS: usize = 300;

/// As much of a text as is looked at, for what that costs must not grow with what a server sends.
const MAX_BYTES: usize = 4_096;

/// So many bytes at the end of the window can be a piece of a secret, percent-encoded, too short to be found.
const UNSEEN: usize = echo::RUN * 3;

const MASKED: &str = "[masked]";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(secrets: &[&str], text: &str, expected: &str) {
        assert_eq!(Mask::new(secrets).show(text), expected);
    }

    #[test]
    fn echoed_secrets_are_masked_in_every_spelling() {
        check(&["s3cr+t"], "bad secret s3cr+t given", "bad secret [masked] given");
        check(&["s3cr+t"], "client_secret=s3cr%2Bt&x", "client_secret=[masked]&x");
        check(&["s3cr+t"], "Basic czNjcit0", "Basic [masked]");
        check(&["", "a"], "b", "b");
        check(&["one-secret", "two-secret"], "one-secrettwo-secret", "[masked]");
    }

    #[test]
    fn a_secret_across_the_cut_is_masked_whole() {
        let text = format!("{}SECRET-VALUE", "x".repeat(MAX_CHARACTERS - 6));
        let shown = Mask::new(&["SECRET-VALUE"]).show(&text);
        assert!(!shown.contains("SECRET"), "{shown}");
    }

    #[test]
    fn a_secret_across_the_end_of_what_is_looked_at_is_not_shown() {
        let secret = "SECRET-VALUE".repeat(30);
        for before in 0..40 {
            let text = format!("{}{}", " ".repeat(before), secret.repeat(200));
            let shown = Mask::new(&[&secret]).show(&text);
            assert!(!shown.contains("SEC") && !shown.contains("VAL"), "{before}: {shown}");
        }
    }

    #[test]
    fn hostile_characters_are_replaced_and_length_is_bounded() {
        check(&[], "a\r\nb\u{1b}[31m\u{202e}c", "a  b [31m c");
        assert_eq!(Mask::NONE.show(&"é".repeat(1_000)).chars().count(), MAX_CHARACTERS + 1);
        assert_eq!(Mask::NONE.show(&"é".repeat(100_000)).chars().count(), MAX_CHARACTERS + 1);
        check(&[], &"x".repeat(MAX_CHARACTERS), &"x".repeat(MAX_CHARACTERS));
    }
}
