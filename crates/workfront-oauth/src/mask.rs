//! Making a server's words fit to be shown: our own secrets masked, control characters gone, length bounded.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;
use zeroize::Zeroizing;

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
    ///
    /// Each secret is looked for as it is, as forms and URLs encode it, and in base64, before the text is cut: half a
    /// secret is one too many.
    pub(crate) fn show(&self, text: &str) -> String {
        let mut shown = Zeroizing::new(text.to_owned());
        for secret in self.secrets.iter().filter(|secret| !secret.is_empty()) {
            let form = Zeroizing::new(
                form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>(),
            );
            let base64 = Zeroizing::new(STANDARD.encode(secret));
            for spelling in [secret, form.as_str(), base64.as_str()] {
                if shown.contains(spelling) {
                    shown = Zeroizing::new(shown.replace(spelling, "[masked]"));
                }
            }
        }
        let mut end = shown.char_indices().map(|(at, _)| at).skip(MAX_CHARACTERS);
        let cut = end.next();
        let kept = shown.get(..cut.unwrap_or(shown.len())).unwrap_or_default();
        let mut text: String = kept.chars().map(|c| if is_showable(c) { c } else { ' ' }).collect();
        if cut.is_some() {
            text.push('…');
        }
        text
    }
}

/// Control characters could forge log lines; bidirectional and invisible ones could make a line read as another.
fn is_showable(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Enough for any sentence of a server's, too little for a page.
const MAX_CHARACTERS: usize = 300;

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
    }

    #[test]
    fn a_secret_across_the_cut_is_masked_whole() {
        let text = format!("{}SECRET-VALUE", "x".repeat(MAX_CHARACTERS - 6));
        let shown = Mask::new(&["SECRET-VALUE"]).show(&text);
        assert!(!shown.contains("SECRET"), "{shown}");
    }

    #[test]
    fn hostile_characters_are_replaced_and_length_is_bounded() {
        check(&[], "a\r\nb\u{1b}[31m\u{202e}c", "a  b [31m c");
        assert_eq!(Mask::NONE.show(&"é".repeat(1_000)).chars().count(), MAX_CHARACTERS + 1);
    }
}
