//! Proof Key for Code Exchange (RFC 7636), with S256 alone, as Workfront's page 003 has it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::secret::SecretString;
use crate::value_error::ValueError;

/// The code verifier: the secret of one attempt to log in.
///
/// Not `Clone`: it leaves with one token request. 43 to 128 characters out of `A-Z a-z 0-9 - . _ ~` (RFC 7636 section
/// 4.1); page 003 states the lower bound only.
#[derive(Debug)]
pub struct CodeVerifier(SecretString);

impl CodeVerifier {
    /// A verifier of 43 characters out of 32 random bytes (RFC 7636 section 4.1).
    pub(crate) fn from_entropy(bytes: &[u8]) -> Self {
        Self(SecretString::new(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Takes a verifier that was made elsewhere.
    ///
    /// # Errors
    ///
    /// [`ValueError`] unless it is 43 to 128 unreserved characters.
    pub fn new(text: impl Into<String>) -> Result<Self, ValueError> {
        const WHAT: &str = "code verifier";
        let text = SecretString::new(text);
        let found = text.expose().len();
        let unreserved =
            |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
        if let Some(at) = text.expose().bytes().position(|b| !unreserved(b)) {
            return Err(ValueError::Character {
                what: WHAT,
                at,
                why: "only letters, digits and - . _ ~ are allowed",
            });
        }
        if found < 43 {
            return Err(ValueError::TooShort { what: WHAT, found, least: 43 });
        }
        if found > 128 {
            return Err(ValueError::TooLong { what: WHAT, found, most: 128 });
        }
        Ok(Self(text))
    }

    /// The verifier itself, as the token request carries it.
    pub fn expose_secret(&self) -> &str {
        self.0.expose()
    }

    /// BASE64URL-ENCODE(SHA256(ASCII(code_verifier))), RFC 7636 section 4.2.
    pub fn challenge(&self) -> CodeChallenge {
        let mut text = [0; CodeChallenge::LENGTH];
        let digest = Sha256::digest(self.expose_secret().as_bytes());
        // Invariant: 32 bytes are 43 characters of unpadded base64, so the buffer always fits.
        let _ = URL_SAFE_NO_PAD.encode_slice(digest, &mut text);
        CodeChallenge(text)
    }
}

/// The code challenge: the verifier's hash, which the browser carries to the authorization endpoint.
///
/// ```
/// use workfront_oauth::CodeVerifier;
/// let verifier = CodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?;
/// assert_eq!(verifier.challenge().as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"); // RFC 7636 appendix B
/// # Ok::<(), workfront_oauth::ValueError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeChallenge([u8; Self::LENGTH]);

impl CodeChallenge {
    /// Characters of every S256 challenge. The 44 of the one that page 003 prints cannot be a SHA-256.
    pub const LENGTH: usize = 43;

    /// The challenge as the authorization request carries it.
    pub fn as_str(&self) -> &str {
        // Invariant: the bytes came out of a base64 encoder, so they are ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Page 003 prints a verifier and a challenge that do not belong together; this is the verifier's own challenge.
    #[test]
    fn documented_example() {
        let verifier =
            CodeVerifier::new("N28zVMsKU6ptUjHaYWg3T1NFTDQqcW1R4BU5NXywapNac4hhfkxjwfhZQat")
                .unwrap();
        let challenge = verifier.challenge();
        assert_eq!(challenge.as_str(), "r-Jd5JtWMBfjRSq4Cjldx9XLerqNL4pJJHE3cYHb84g");
        let printed = "wzgjYF9qEiWep-CwqgrTE78-2ghjwCtRO3vj23o4W_fw";
        assert_ne!(challenge.as_str(), printed);
        assert_eq!(printed.len(), CodeChallenge::LENGTH + 1);
    }

    #[test]
    fn rfc_7636_appendix_b_from_its_octets() {
        let octets = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212,
            37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let verifier = CodeVerifier::from_entropy(&octets);
        assert_eq!(verifier.expose_secret(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(verifier.challenge().as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn length_and_alphabet_are_those_of_rfc_7636() {
        let check = |text: String, accepted: bool| {
            assert_eq!(CodeVerifier::new(text.clone()).is_ok(), accepted, "{text:?}");
        };
        check("a".repeat(42), false);
        check("a".repeat(43), true);
        check("~".repeat(128), true);
        check("a".repeat(129), false);
        for bad in ["+", "/", "=", " ", "é", "%"] {
            check(format!("{}{bad}", "a".repeat(43)), false);
        }
    }
}
