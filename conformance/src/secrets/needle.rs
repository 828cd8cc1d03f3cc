//! What a secret looks like when it is written down: the texts to search for.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use zeroize::Zeroizing;

/// A secret of fewer bytes would be found everywhere.
pub(super) const SHORTEST: usize = 8;

/// One way to write one secret.
pub(super) struct Needle {
    /// Which of the secrets it is, by number.
    pub(super) secret: usize,
    pub(super) encoding: &'static str,
    /// Lower case for hex, where either case is meant.
    bytes: Zeroizing<Vec<u8>>,
}

/// The needles of all secrets, found by their first bytes: a text is read once, however many secrets there are.
#[derive(Default)]
pub(super) struct Needles {
    all: Vec<Needle>,
    exact: HashMap<[u8; SHORTEST], Vec<usize>>,
    any_case: HashMap<[u8; SHORTEST], Vec<usize>>,
}

/// Where a needle stands in a text.
pub(super) struct Find<'a> {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) needle: &'a Needle,
}

impl Needles {
    /// Adds every way to write a secret.
    pub(super) fn add(&mut self, secret: usize, value: &str) {
        for (encoding, text) in written(value) {
            let Some(start) = text.as_bytes().first_chunk::<SHORTEST>() else { continue };
            let index = if encoding == HEX { &mut self.any_case } else { &mut self.exact };
            let known = index.entry(*start).or_default();
            let same = |number: &usize| {
                self.all.get(*number).is_some_and(|needle| *needle.bytes == *text.as_bytes())
            };
            if !known.iter().any(same) {
                known.push(self.all.len());
                let bytes = Zeroizing::new(text.as_bytes().to_vec());
                self.all.push(Needle { secret, encoding, bytes });
            }
        }
    }

    /// Every find in a text, by where it begins.
    pub(super) fn finds<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = Find<'a>> {
        text.windows(SHORTEST).enumerate().flat_map(move |(at, start)| {
            let start: [u8; SHORTEST] = start.try_into().unwrap_or_default();
            let exact = self.exact.get(&start).into_iter().flatten();
            let any_case = self.any_case.get(&start.map(|byte| byte.to_ascii_lowercase()));
            exact.chain(any_case.into_iter().flatten()).filter_map(move |number| {
                let needle = self.all.get(*number)?;
                let end = at + needle.bytes.len();
                let there = text.get(at..end)?;
                let found = if needle.encoding == HEX {
                    there.eq_ignore_ascii_case(&needle.bytes)
                } else {
                    there == needle.bytes.as_slice()
                };
                found.then_some(Find { at, end, needle })
            })
        })
    }
}

pub(super) const PLAIN: &str = "in plain";
pub(super) const BASE64: &str = "in base64";
const HEX: &str = "in hex";
const PERCENT: &str = "percent-encoded";

/// What RFC 3986 leaves as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn written(value: &str) -> Vec<(&'static str, Zeroizing<String>)> {
    let percent = utf8_percent_encode(value, UNRESERVED).to_string();
    let json = Value::from(value).to_string();
    let unquoted = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
    let forms = [
        (PLAIN, value.to_owned()),
        ("folded", value.split_whitespace().collect()),
        ("as a JSON string", unquoted.unwrap_or(&json).to_owned()),
        (PERCENT, url::form_urlencoded::byte_serialize(value.as_bytes()).collect()),
        (PERCENT, lower_case_escapes(&percent)),
        (PERCENT, percent),
        ("escaped for HTML", references(value, "&#39;")),
        ("escaped for XML", references(value, "&apos;")),
        ("escaped for HTML", references(value, "&#x27;")),
    ]
    .map(|(encoding, form)| (encoding, Zeroizing::new(form)));
    let mut all = Vec::new();
    for (_, form) in &forms {
        for before in 0..3 {
            all.extend(base64_after(form, before).map(|text| (BASE64, text)));
        }
        let hex = form.bytes().map(|byte| format!("{byte:02x}")).collect();
        all.push((HEX, Zeroizing::new(hex)));
    }
    all.splice(0..0, forms);
    all
}

/// How a text looks in the base64 of something longer, when `before` bytes (modulo three) stand in front of it: the characters that
/// depend on it alone.
fn base64_after(text: &str, before: usize) -> [Zeroizing<String>; 2] {
    let bytes = Zeroizing::new([&[0; 2][..before], text.as_bytes()].concat());
    // The first characters also hold bits of what stands before, the last one may hold bits of what follows.
    let skip = [0, 2, 3].get(before).copied().unwrap_or_default();
    let whole = bytes.len() * 8 / 6;
    [STANDARD_NO_PAD.encode(&*bytes), URL_SAFE_NO_PAD.encode(&*bytes)]
        .map(|encoded| Zeroizing::new(encoded.get(skip..whole).unwrap_or_default().to_owned()))
}

/// `%2F` as `%2f`.
fn lower_case_escapes(percent: &str) -> String {
    let mut pieces = percent.split('%');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        // Invariant: each percent sign is followed by two hex digits, which are one byte each.
        let (escape, rest) = piece.split_at_checked(2).unwrap_or((piece, ""));
        text.extend(["%", &escape.to_ascii_lowercase(), rest]);
    }
    text
}

fn references(value: &str, apostrophe: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', apostrophe)
}
