//! Finding our own secrets in what a server says back.
//!
//! A server that echoes a secret seldom does it letter for letter: it shows the form body that it got, the `Authorization`
//! header, a JSON text inside a JSON text, the first dozen characters, or a page with everything HTML-escaped. So a secret
//! counts as found wherever [`RUN`] characters in a row are part of one of its spellings, in the text as it stands or with
//! its escapes undone.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// Which bytes of a text belong to one of the secrets, in any of their spellings.
pub(crate) fn found(text: &str, secrets: &[&str]) -> Vec<bool> {
    let mut hidden = vec![false; text.len()];
    let readings = [Reading::verbatim(text), Reading::decoded(text)];
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        for spelling in spellings(secret) {
            for reading in &readings {
                reading.hide(&spelling, &mut hidden);
            }
        }
    }
    hidden
}

/// The bytes that a text stands for, each with the place where it stands.
struct Reading {
    bytes: Zeroizing<Vec<u8>>,
    places: Vec<Range<usize>>,
}

impl Reading {
    fn with_room(room: usize) -> Self {
        Self { bytes: Zeroizing::new(Vec::with_capacity(room)), places: Vec::with_capacity(room) }
    }

    fn verbatim(text: &str) -> Self {
        let mut reading = Self::with_room(text.len());
        for (at, byte) in text.bytes().enumerate() {
            reading.push(byte, at..at + 1);
        }
        reading
    }

    /// With percent-encoding, JSON's escapes and HTML's character references undone, once.
    fn decoded(text: &str) -> Self {
        let mut reading = Self::with_room(text.len());
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let (bytes, length) = match escape(rest) {
                Some((Escaped::Byte(byte), length)) => (vec![byte], length),
                Some((Escaped::Character(c), length)) => (c.to_string().into_bytes(), length),
                None => {
                    let c = rest.chars().next().unwrap_or_default();
                    (c.to_string().into_bytes(), c.len_utf8())
                }
            };
            for byte in bytes {
                reading.push(byte, at..at + length);
            }
            at += length;
        }
        reading
    }

    fn push(&mut self, byte: u8, place: Range<usize>) {
        self.bytes.push(byte);
        self.places.push(place);
    }

    fn hide(&self, spelling: &[u8], hidden: &mut [bool]) {
        let run = RUN.min(spelling.len());
        let mut parts: Vec<&[u8]> = spelling.windows(run).collect();
        parts.sort_unstable();
        for (bytes, places) in self.bytes.windows(run).zip(self.places.windows(run)) {
            if parts.binary_search(&bytes).is_ok() {
                for place in places.iter().cloned() {
                    if let Some(bytes) = hidden.get_mut(place) {
                        bytes.fill(true);
                    }
                }
            }
        }
    }
}

enum Escaped {
    Byte(u8),
    Character(char),
}

/// The escape that a text begins with, and its length in bytes.
fn escape(text: &str) -> Option<(Escaped, usize)> {
    let number = |range: Range<usize>, radix| {
        let digits = text.get(range)?;
        let sound = digits.bytes().all(|b| char::from(b).is_digit(radix));
        if sound { u32::from_str_radix(digits, radix).ok() } else { None }
    };
    match text.as_bytes() {
        [b'%', ..] => Some((Escaped::Byte(u8::try_from(number(1..3, 16)?).ok()?), 3)),
        [b'\\', b'u', ..] => Some((Escaped::Character(char::from_u32(number(2..6, 16)?)?), 6)),
        [b'\\', c @ (b'"' | b'/' | b'\\'), ..] => Some((Escaped::Byte(*c), 2)),
        [b'&', ..] => {
            let end = text.bytes().take(LONGEST_REFERENCE).position(|b| b == b';')?;
            let c = match text.get(1..end)? {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                name if name.starts_with("#x") || name.starts_with("#X") => {
                    char::from_u32(number(3..end, 16)?)?
                }
                name if name.starts_with('#') => char::from_u32(number(2..end, 10)?)?,
                _ => return None,
            };
            Some((Escaped::Character(c), end + 1))
        }
        _ => None,
    }
}

/// A secret as it is, as forms write its spaces, and in base64 of either alphabet.
fn spellings(secret: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let mut all = vec![Zeroizing::new(secret.as_bytes().to_vec())];
    if secret.contains(' ') {
        all.push(Zeroizing::new(secret.replace(' ', "+").into_bytes()));
    }
    // Three bytes are four characters, so what stands before the secret (the Client ID and a colon, in HTTP Basic) makes
    // three different spellings; the characters that it shares with its neighbours are left out.
    for (before, shared) in [(0, 0), (1, 2), (2, 3)] {
        let mut padded = Zeroizing::new(vec![0; before]);
        padded.reserve_exact(secret.len());
        padded.extend_from_slice(secret.as_bytes());
        let end = padded.len() * 4 / 3;
        for encode in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let base64 = Zeroizing::new(encode.encode(&padded));
            if let Some(own) = base64.as_bytes().get(shared..end).filter(|own| own.len() >= LEAST) {
                all.push(Zeroizing::new(own.to_vec()));
            }
        }
    }
    all
}

/// So many characters of a secret in a row are too many; fewer tell little of 32 or more, and stand in plain words too.
pub(crate) const RUN: usize = 8;

/// Base64 shorter than this stands in plain words too.
const LEAST: usize = 6;

/// `&#1114111;` is the longest character reference there is.
const LONGEST_REFERENCE: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(secret: &str, text: &str, expected: &str) {
        let hidden = found(text, &[secret]);
        let mut marked: Vec<u8> = text
            .bytes()
            .zip(hidden)
            .map(|(byte, hidden)| if hidden { b'*' } else { byte })
            .collect();
        marked.dedup_by(|a, b| *a == b'*' && *b == b'*');
        assert_eq!(String::from_utf8(marked).unwrap(), expected);
    }

    #[test]
    fn a_secret_is_found_in_the_spellings_of_forms_urls_json_and_html() {
        check("a+b/c=d e", "x=a%2Bb%2Fc%3Dd+e&y", "x=*&y");
        check("a+b/c=d e", "x=a%2bb%2fc%3dd%20e&y", "x=*&y");
        check("a+b/c=d e", r"{a\u002bb\/c=d e}", "{*}");
        check("a+b/c=d e", "<a&#43;b&#x2F;c=d e>", "<*>");
        check("a+b/c=d e", "100% \\x &c; &#; %zz %+1 é", "100% \\x &c; &#; %zz %+1 é");
    }

    #[test]
    fn a_secret_is_found_in_base64_behind_anything() {
        for before in ["", "i", "id", "id:", "id:x"] {
            let text = STANDARD_NO_PAD.encode(format!("{before}0123456789abcdef"));
            let hidden = found(&text, &["0123456789abcdef"]);
            let shown = hidden.iter().filter(|hidden| !**hidden).count();
            assert!(
                shown <= before.len() * 4 / 3 + 2,
                "{before:?}: {shown} characters of {text} are shown"
            );
        }
    }

    #[test]
    fn a_part_of_a_secret_is_found_and_a_word_of_it_is_not() {
        check("0123456789abcdef", "began with 0123456789", "began with *");
        check("0123456789abcdef", "ends in cdef", "ends in cdef");
    }
}
