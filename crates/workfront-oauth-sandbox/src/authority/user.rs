//! People: who may log in, and who is a Workfront administrator.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};

use super::generator::Generator;
use super::id::UserId;
use super::secret::Secret;
use super::time::Timestamp;

/// Someone with a Workfront account. An account belongs to the organization, so it is good in each of its lanes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// The User ID, the `sub` of a JWT.
    pub user_id: UserId,
    /// The organization's domain.
    pub domain: String,
    /// What is typed to log in; unique in the organization, compared without regard to case.
    pub username: String,
    /// The name shown on the consent page.
    pub name: String,
    /// Whether this is a Workfront administrator, who alone may manage OAuth2 applications (create-oauth-application).
    pub admin: bool,
    /// The last log-in, if any: one reading of "active" in the rule on inactivity.
    pub last_log_in: Option<Timestamp>,
    pub(super) password: PasswordHash,
}

/// A salted, stretched password.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct PasswordHash {
    salt: String,
    key: String,
}

impl PasswordHash {
    pub(super) fn of(password: &Secret, draw: &mut Generator) -> Self {
        let salt = draw.bytes::<16>();
        let mut key = [0; 32];
        pbkdf2::derive(
            pbkdf2::PBKDF2_HMAC_SHA256,
            ITERATIONS,
            &salt,
            password.expose_secret().as_bytes(),
            &mut key,
        );
        Self { salt: STANDARD_NO_PAD.encode(salt), key: STANDARD_NO_PAD.encode(key) }
    }

    pub(super) fn is_of(&self, password: &Secret) -> bool {
        let (Ok(salt), Ok(key)) =
            (STANDARD_NO_PAD.decode(&self.salt), STANDARD_NO_PAD.decode(&self.key))
        else {
            return false;
        };
        let password = password.expose_secret().as_bytes();
        pbkdf2::verify(pbkdf2::PBKDF2_HMAC_SHA256, ITERATIONS, &salt, password, &key).is_ok()
    }
}

/// Low, because these passwords are made up and printed; real ones do not belong here.
// Invariant: a thousand is not zero, and the compiler sees it.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(1_000).unwrap();

#[cfg(test)]
mod tests {
    use super::super::generator::Seed;
    use super::*;

    #[test]
    fn only_the_password_itself_fits() {
        let hash = PasswordHash::of(&Secret::new("open sesame"), &mut Seed::new(1).stream(0));
        assert!(hash.is_of(&Secret::new("open sesame")));
        assert!(!hash.is_of(&Secret::new("open barley")));
    }
}
