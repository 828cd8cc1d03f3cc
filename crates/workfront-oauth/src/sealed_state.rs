//! A `state` that carries its own proof, for servers that keep no sessions.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::browser::BrowserHash;
use crate::callback_error::CallbackError;
use crate::home::Home;
use crate::pkce::CodeVerifier;
use crate::redirect_uri::RedirectUri;
use crate::state::State;

/// The keys that seal and open `state`s.
///
/// `state` is version, expiry, nonce and an HMAC-SHA-256 over these and over the Client ID, the host, the redirect URL and the
/// browser, so a callback is accepted only for the application and the browser that began it, and only in time. The code
/// verifier is *derived* from key and nonce: it never leaves this process, not even encrypted.
///
/// **What it cannot do**: it cannot be used up. The same callback opens again until it expires; what stops a replay is that
/// Workfront takes a code once. Where there is a session store, prefer
/// [`PendingAuthorization`](crate::PendingAuthorization).
///
/// ```text
/// state = base64url( version 1 | expiry 8 | nonce 16 | HMAC 32 )      76 characters
/// ```
pub struct SealedState {
    current: Key,
    previous: Option<Key>,
}

/// A key padded with zeros to the block of SHA-256, as HMAC itself pads it (RFC 2104 section 2).
type Key = Zeroizing<[u8; 64]>;

/// What a seal holds besides what the `state` carries.
pub(crate) struct Sealing<'a> {
    pub(crate) home: &'a Home,
    pub(crate) redirect_uri: &'a RedirectUri,
    pub(crate) browser: BrowserHash,
}

impl SealedState {
    /// Seals with a key of 32 random bytes, shared by the servers of one deployment.
    pub fn new(key: [u8; 32]) -> Self {
        Self { current: padded(key), previous: None }
    }

    /// Still opens what the previous key sealed, while keys are being changed.
    #[must_use]
    pub fn with_previous(mut self, key: [u8; 32]) -> Self {
        self.previous = Some(padded(key));
        self
    }

    pub(crate) fn seal(
        &self,
        sealing: &Sealing<'_>,
        nonce: &[u8],
        max_age: Duration,
        now: SystemTime,
    ) -> Result<(State, CodeVerifier), CallbackError> {
        let expiry = seconds(now)?.saturating_add(max_age.as_secs()).to_be_bytes();
        let mut text = Vec::with_capacity(LENGTH);
        text.push(VERSION);
        text.extend_from_slice(&expiry);
        text.extend_from_slice(nonce);
        let tag = sealing.mac(&self.current, b"state", &text).finalize().into_bytes();
        let verifier = sealing.verifier(&self.current, &text);
        text.extend_from_slice(&tag);
        Ok((State::from_text(URL_SAFE_NO_PAD.encode(text)), verifier))
    }

    pub(crate) fn open(
        &self,
        sealing: &Sealing<'_>,
        state: &str,
        max_age: Duration,
        now: SystemTime,
    ) -> Result<CodeVerifier, CallbackError> {
        let bytes = URL_SAFE_NO_PAD.decode(state).map_err(|_| CallbackError::StateMismatch)?;
        let bytes: &[u8; LENGTH] =
            bytes.as_slice().try_into().map_err(|_| CallbackError::StateMismatch)?;
        let (text, tag) = bytes.split_at(LENGTH - TAG);
        let key = [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .find(|key| sealing.mac(key, b"state", text).verify_slice(tag).is_ok())
            .ok_or(CallbackError::SealBroken)?;
        match *text {
            [VERSION, a, b, c, d, e, f, g, h, ..] => {
                let expiry = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
                in_time(expiry, max_age, now)?;
            }
            _ => return Err(CallbackError::SealBroken),
        }
        Ok(sealing.verifier(key, text))
    }
}

impl Sealing<'_> {
    /// HMAC over a purpose and every field, each with its length, so that no two sets of fields read the same.
    fn mac(&self, key: &Key, purpose: &[u8], text: &[u8]) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&**key).into());
        for field in [
            b"workfront-oauth",
            purpose,
            text,
            self.home.client_id().as_str().as_bytes(),
            self.home.host().origin().as_bytes(),
            self.redirect_uri.as_str().as_bytes(),
            &self.browser.0,
        ] {
            mac.update(&(field.len() as u64).to_be_bytes());
            mac.update(field);
        }
        mac
    }

    fn verifier(&self, key: &Key, text: &[u8]) -> CodeVerifier {
        let bytes: Zeroizing<[u8; 32]> =
            Zeroizing::new(self.mac(key, b"verifier", text).finalize().into_bytes().into());
        CodeVerifier::from_entropy(bytes.as_slice())
    }
}

impl fmt::Debug for SealedState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedState([redacted])")
    }
}

fn padded(key: [u8; 32]) -> Key {
    let key = Zeroizing::new(key);
    let mut block = Zeroizing::new([0; 64]);
    for (to, from) in block.iter_mut().zip(key.iter()) {
        *to = *from;
    }
    block
}

fn in_time(expiry: u64, max_age: Duration, now: SystemTime) -> Result<(), CallbackError> {
    match seconds(now)?.checked_sub(expiry) {
        Some(late) if late > 0 => Err(CallbackError::Expired {
            age: max_age.saturating_add(Duration::from_secs(late)),
            allowed: max_age,
        }),
        _ => Ok(()),
    }
}

fn seconds(now: SystemTime) -> Result<u64, CallbackError> {
    let since = now.duration_since(UNIX_EPOCH);
    since.map(|since| since.as_secs()).map_err(|_| CallbackError::ClockBeforeEpoch)
}

const VERSION: u8 = 1;
const NONCE: usize = 16;
const TAG: usize = 32;
const LENGTH: usize = 1 + 8 + NONCE + TAG;
