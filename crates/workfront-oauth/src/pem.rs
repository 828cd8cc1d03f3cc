//! PEM as it arrives: out of a file, an environment variable, a settings form.
//!
//! Read here and not by a library, because what people paste is not RFC 7468: the kept readers refuse a written-out `\n`, a
//! body on one line, or quotes, each with the same "invalid PEM" (node-jsonwebtoken #191, universal-github-app-jwt #96).

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use crate::key_error::KeyError;

/// One block of a PEM text.
pub(crate) struct Pem {
    pub(crate) label: String,
    /// The older way to encrypt a key, told by a header inside the block (RFC 1421 section 4.6.1.1).
    pub(crate) encrypted: bool,
    body: Zeroizing<String>,
}

impl Pem {
    /// Every block of the text, in its order.
    pub(crate) fn blocks(text: &str) -> Result<Vec<Self>, KeyError> {
        if !text.contains('\\') {
            return Self::plain_blocks(text);
        }
        // Backslashes occur neither in base64 nor in labels, so undoing the escapes can harm nothing.
        let text = Zeroizing::new(text.replace("\\r", "\r"));
        let text = Zeroizing::new(text.replace("\\n", "\n"));
        Self::plain_blocks(&text)
    }

    fn plain_blocks(text: &str) -> Result<Vec<Self>, KeyError> {
        let mut blocks = Vec::new();
        let mut rest = text;
        while let Some((_, begun)) = rest.split_once(BEGIN) {
            let (label, after) = begun.split_once(DASHES).ok_or(KeyError::NoPem)?;
            if !is_label(label) {
                return Err(KeyError::NoPem);
            }
            let end = format!("{END}{label}{DASHES}");
            let Some((body, after)) = after.split_once(end.as_str()) else {
                return Err(KeyError::CutOff { label: label.to_owned() });
            };
            blocks.push(Self {
                label: label.to_owned(),
                encrypted: body.contains("ENCRYPTED"),
                body: Zeroizing::new(body.to_owned()),
            });
            rest = after;
        }
        if blocks.is_empty() { Err(KeyError::NoPem) } else { Ok(blocks) }
    }

    /// The bytes that the block holds.
    pub(crate) fn bytes(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        // With room for all of it: growing would leave copies of the key behind.
        let mut dense = Zeroizing::new(String::with_capacity(self.body.len()));
        self.body.split_whitespace().for_each(|line| dense.push_str(line));
        LENIENT.decode(dense.as_bytes()).map(Zeroizing::new).map_err(|_| KeyError::Damaged)
    }
}

fn is_label(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ')
}

/// Padding is lost where forms trim `=`.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
