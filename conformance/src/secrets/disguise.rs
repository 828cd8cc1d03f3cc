//! A text with its disguises taken off: what a reader, a browser, a shell or a build server would make of it.
//!
//! A needle is one way to write a secret. A peer that echoes one may write it in many ways at once, half of it escaped and half not,
//! and a line broken in the middle. So each text is also read as what it decodes to, and that once more.

use std::collections::BTreeSet;

/// Takes one disguise off.
type Decoder = fn(&[u8]) -> Vec<u8>;

/// The disguises, each with the words that a message has for it.
const DISGUISES: [(&str, Decoder); 5] = [
    ("percent-encoded", percent),
    ("percent-encoded", form),
    ("escaped for HTML", references),
    ("escaped with backslashes", backslashes),
    ("folded", unfolded),
];

/// The text as it is, and without up to `depth` disguises, each with the last disguise that was taken off.
pub(super) fn undisguised(text: &[u8], depth: usize) -> Vec<(Option<&'static str>, Vec<u8>)> {
    let mut forms = vec![(None, text.to_vec())];
    let mut known = BTreeSet::from([text.to_vec()]);
    let mut fresh = 0;
    for _ in 0..depth {
        let level = fresh..forms.len();
        fresh = level.end;
        for number in level {
            for (name, decode) in DISGUISES {
                let decoded = forms.get(number).map(|(_, form)| decode(form)).unwrap_or_default();
                if known.insert(decoded.clone()) {
                    forms.push((Some(name), decoded));
                }
            }
        }
    }
    forms
}

fn percent(text: &[u8]) -> Vec<u8> {
    percent_encoding::percent_decode(text).collect()
}

/// A form's `+` is a space. It may as well be itself, which [`percent`] reads.
fn form(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> =
        text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent(&spaced)
}

/// Character references, decimal and hexadecimal, and the five names that XML has.
fn references(text: &[u8]) -> Vec<u8> {
    replaced(text, b'&', |after| {
        let end = after.iter().take(LONGEST_REFERENCE).position(|byte| *byte == b';')?;
        let name = std::str::from_utf8(after.get(..end)?).ok()?;
        let c = match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = name.strip_prefix('#')?;
                let number = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => number.parse(),
                };
                char::from_u32(number.ok()?)?
            }
        };
        Some((c, end + 1))
    })
}

/// What JSON, Markdown, shells and Rust's `Debug` write with a backslash.
fn backslashes(text: &[u8]) -> Vec<u8> {
    replaced(text, b'\\', |after| {
        let hex = |from: usize, to: usize| {
            let digits = std::str::from_utf8(after.get(from..to)?).ok()?;
            u32::from_str_radix(digits, 16).ok()
        };
        match *after.first()? {
            b'n' => Some(('\n', 1)),
            b'r' => Some(('\r', 1)),
            b't' => Some(('\t', 1)),
            b'x' => Some((char::from_u32(hex(1, 3)?)?, 3)),
            b'u' if after.get(1) == Some(&b'{') => {
                let end = after.iter().take(LONGEST_REFERENCE).position(|byte| *byte == b'}')?;
                Some((char::from_u32(hex(2, end)?)?, end + 1))
            }
            b'u' => match hex(1, 5)? {
                // Above the first plane, JSON writes two halves.
                high @ 0xd800..0xdc00 if after.get(5..7) == Some(b"\\u") => {
                    let low = hex(7, 11)?.checked_sub(0xdc00)?;
                    Some((char::from_u32(0x10000 + ((high - 0xd800) << 10) + low)?, 11))
                }
                code => Some((char::from_u32(code)?, 5)),
            },
            b'\n' => Some(('\n', 1)),
            byte if byte.is_ascii_punctuation() => Some((char::from(byte), 1)),
            _ => None,
        }
    })
}

/// Without white space: base64 is broken into lines, and a long header folded.
fn unfolded(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect()
}

/// Replaces what begins with `mark`: `read` is given what follows it, and says the character that is meant and how many bytes wrote it.
fn replaced(text: &[u8], mark: u8, read: impl Fn(&[u8]) -> Option<(char, usize)>) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let meant = (*first == mark).then(|| read(after)).flatten();
        match meant {
            Some((c, length)) => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                rest = after.get(length..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

const LONGEST_REFERENCE: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_disguise_comes_off() {
        let check = |decode: Decoder, text: &str, expected: &str| {
            assert_eq!(String::from_utf8_lossy(&decode(text.as_bytes())), expected, "{text}");
        };
        check(percent, "a%2Fb%2fc+d%zz%", "a/b/c+d%zz%");
        check(form, "a%2Fb+c", "a/b c");
        check(
            references,
            "&lt;&#39;&#x27;&#X27;&amp;amp;&none;&#xd800;&",
            "<'''&amp;&none;&#xd800;&",
        );
        check(
            backslashes,
            r#"a\"\\\n\x41\u00e9\ud83d\ude00\u{1f600}\ud83d\q\"#,
            "a\"\\\nAé😀😀\\ud83d\\q\\",
        );
        check(unfolded, "a b\r\n\tc", "abc");
    }
}
