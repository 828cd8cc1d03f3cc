//! The JWT that a machine-to-machine application signs (page 002, "Create a JSON Web Token").

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serializer;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::identifiers::{CustomerId, UserId};
use crate::secret::SecretText;
use crate::signer::{SignError, Signer};

/// The claims of one JWT: `exp`, `iss`, `sub`, and `iat` on request; nothing else, since page 002 asks for nothing else.
///
/// ```
/// # use std::time::{Duration, UNIX_EPOCH};
/// # use workfront_oauth::{Assertion, CustomerId, UserId};
/// let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
/// let assertion = Assertion::new(CustomerId::new("customer-1")?, UserId::new("user-1")?, now)?;
/// assert_eq!(assertion.claims(), r#"{"exp":1700000180,"iss":"customer-1","sub":"user-1"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    issuer: CustomerId,
    subject: UserId,
    now: u64,
    lifetime: u64,
    issued_at: bool,
}

/// Why a JWT cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssertionError {
    /// `now` lies before 1970-01-01, from which `exp` counts.
    #[error("the clock stands before 1970: set it")]
    ClockBeforeEpoch,
    /// Zero, or longer than ten minutes.
    #[error("a JWT of {} seconds is refused: give it one to 600 seconds, for it is exchanged at once", asked.as_secs())]
    Lifetime {
        /// What was asked for.
        asked: Duration,
    },
}

impl Assertion {
    /// How long a JWT is good for unless told otherwise: page 002 recommends "a few minutes".
    pub const DEFAULT_LIFETIME: Duration = Duration::from_secs(180);
    /// The longest lifetime that this crate signs.
    pub const MAX_LIFETIME: Duration = Duration::from_secs(600);

    /// Claims that are good for [`Assertion::DEFAULT_LIFETIME`] from `now`.
    ///
    /// # Errors
    ///
    /// [`AssertionError::ClockBeforeEpoch`].
    pub fn new(
        issuer: CustomerId,
        subject: UserId,
        now: SystemTime,
    ) -> Result<Self, AssertionError> {
        let now = now.duration_since(UNIX_EPOCH).map_err(|_| AssertionError::ClockBeforeEpoch)?;
        Ok(Self {
            issuer,
            subject,
            now: now.as_secs(),
            lifetime: Self::DEFAULT_LIFETIME.as_secs(),
            issued_at: false,
        })
    }

    /// Another lifetime, in whole seconds.
    ///
    /// # Errors
    ///
    /// [`AssertionError::Lifetime`] under one second or over [`Assertion::MAX_LIFETIME`].
    pub fn with_lifetime(mut self, lifetime: Duration) -> Result<Self, AssertionError> {
        if lifetime.as_secs() == 0 || lifetime > Self::MAX_LIFETIME {
            return Err(AssertionError::Lifetime { asked: lifetime });
        }
        self.lifetime = lifetime.as_secs();
        Ok(self)
    }

    /// Adds `iat`, which page 002 does not ask for and one public client sends.
    #[must_use]
    pub fn with_issued_at(self) -> Self {
        Self { issued_at: true, ..self }
    }

    /// The claims as JSON.
    pub fn claims(&self) -> String {
        let exp = Value::from(self.now.saturating_add(self.lifetime));
        let iss = Value::from(self.issuer.as_str());
        let sub = Value::from(self.subject.as_str());
        let iat = self.issued_at.then(|| ("iat", Value::from(self.now)));
        let claims = [Some(("exp", exp)), Some(("iss", iss)), Some(("sub", sub)), iat];
        let mut json = Vec::with_capacity(128);
        // Invariant: writing numbers and text to memory does not fail, and gives UTF-8.
        let _ = serde_json::Serializer::new(&mut json).collect_map(claims.into_iter().flatten());
        String::from_utf8(json).unwrap_or_default()
    }

    /// What is signed: header and claims, each in base64url, with a dot between (RFC 7515 section 5.1).
    pub fn signing_input(&self) -> String {
        let mut text = URL_SAFE_NO_PAD.encode(HEADER);
        text.push('.');
        URL_SAFE_NO_PAD.encode_string(self.claims(), &mut text);
        text
    }

    /// Attaches a signature that was made elsewhere over [`Assertion::signing_input`].
    ///
    /// # Errors
    ///
    /// [`SignError::TooShort`] under 256 bytes: RS256 takes a key of 2,048 bits or more (RFC 7518 section 3.3), and its
    /// signature is as long as the key.
    pub fn with_signature(&self, signature: &[u8]) -> Result<SignedAssertion, SignError> {
        attach(self.signing_input(), signature)
    }

    /// Signs with a signer, which may be far away.
    ///
    /// # Errors
    ///
    /// What the signer says, and as [`Assertion::with_signature`].
    pub async fn sign(&self, signer: &dyn Signer) -> Result<SignedAssertion, SignError> {
        let input = self.signing_input();
        let signature = signer.sign(input.as_bytes()).await?;
        attach(input, &signature)
    }
}

fn attach(input: String, signature: &[u8]) -> Result<SignedAssertion, SignError> {
    if signature.len() < MIN_SIGNATURE {
        return Err(SignError::TooShort { bytes: signature.len() });
    }
    let input = Zeroizing::new(input);
    let mut text = String::with_capacity(input.len() + 1 + signature.len().div_ceil(3) * 4);
    text.push_str(&input);
    text.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut text);
    Ok(SignedAssertion(SecretText::new(text)))
}

/// A signed JWT: whoever holds it, and the client secret, is the user for as long as it lives.
#[derive(Clone, Debug)]
pub struct SignedAssertion(SecretText);

impl SignedAssertion {
    /// The JWT in its compact form.
    pub fn expose_secret(&self) -> &str {
        self.0.expose()
    }
}

/// RS256 alone (page 002); `typ` as the public clients send it.
const HEADER: &str = r#"{"alg":"RS256","typ":"JWT"}"#;

const MIN_SIGNATURE: usize = 256;
