//! A logo: a small picture, known by its bytes and not by what its name says.
//!
//! The pages show it to people who decide whether to trust an app, so nothing that could carry a script is accepted: an SVG
//! is a document, not a picture.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::refusal::{ErrorCode, Refusal};
use super::rules;

/// A picture of at most [`Logo::BYTES`] bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Logo {
    bytes: Vec<u8>,
    media_type: &'static str,
}

impl Logo {
    /// The largest logo, in bytes.
    pub const BYTES: usize = 128 * 1024;

    /// Takes in an uploaded file.
    ///
    /// # Errors
    ///
    /// When it is larger than [`Self::BYTES`], or is no PNG, JPEG, GIF or WebP picture.
    pub fn new(bytes: Vec<u8>) -> Result<Self, Refusal> {
        let refuse = |why: String| {
            Refusal::new(&rules::APP_LOGO, ErrorCode::Unprocessable, why).about("logo")
        };
        if bytes.len() > Self::BYTES {
            return Err(refuse(format!(
                "the logo has {} bytes; at most {} are kept",
                bytes.len(),
                Self::BYTES
            )));
        }
        let media_type = media_type(&bytes)
            .ok_or_else(|| refuse("the file is no PNG, JPEG, GIF or WebP picture".into()))?;
        Ok(Self { bytes, media_type })
    }

    /// The picture.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `image/png`, `image/jpeg`, `image/gif` or `image/webp`, from the bytes themselves.
    pub fn media_type(&self) -> &'static str {
        self.media_type
    }
}

impl Serialize for Logo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&STANDARD.encode(&self.bytes))
    }
}

impl<'de> Deserialize<'de> for Logo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(serde::de::Error::custom)?;
        Self::new(bytes).map_err(|refusal| serde::de::Error::custom(refusal.why))
    }
}

fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Some("image/gif")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice()) {
        Some("image/webp")
    } else {
        None
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        for (bytes, expected) in [
            (b"\x89PNG\r\n\x1a\nrest".as_slice(), Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"GIF89a", Some("image/gif")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"", None),
        ] {
            assert_eq!(Logo::new(bytes.to_vec()).ok().map(|logo| logo.media_type()), expected);
        }
    }

    #[test]
    fn a_logo_survives_its_text_form_and_a_large_one_is_refused() {
        let logo = Logo::new(b"GIF89a".to_vec()).unwrap();
        let text = serde_json::to_string(&logo).unwrap();
        assert_eq!(serde_json::from_str::<Logo>(&text).unwrap(), logo);
        let mut large = b"GIF89a".to_vec();
        large.resize(Logo::BYTES + 1, 0);
        assert_eq!(Logo::new(large).unwrap_err().rule.id, "app.logo");
    }
}
