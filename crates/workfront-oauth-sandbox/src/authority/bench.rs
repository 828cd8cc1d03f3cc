//! What a machine's JWT goes through before its claims are judged, to be timed on its own.

use super::jwt::UnverifiedJwt;
use super::public_key::VerificationKey;

/// One uploaded public key.
#[derive(Debug)]
pub struct Verifier(VerificationKey);

impl Verifier {
    /// Takes in a SubjectPublicKeyInfo, if it is an RSA key of a length that verifies anything.
    pub fn from_spki(der: &[u8]) -> Option<Self> {
        VerificationKey::from_spki(der).map(Self)
    }

    /// Reads a JWT as the exchange does: its form, its header, its signature, its claims. Gives how many claims it has, and nothing
    /// where the exchange refuses.
    pub fn claims(&self, jwt: &str) -> Option<usize> {
        let unverified = UnverifiedJwt::parse(jwt, None).ok()?;
        if !self.0.verifies(unverified.message.as_bytes(), &unverified.signature) {
            return None;
        }
        unverified.claims().ok().map(|claims| claims.len())
    }
}
