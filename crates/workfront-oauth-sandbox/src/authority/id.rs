//! Identifiers: 32 lowercase hexadecimal digits, the shape that Workfront's own have, one type for each thing named.
//!
//! A Client ID cannot be passed where a Customer ID is wanted: confusing the two is the commonest mistake in a JWT's `iss`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::generator::Generator;
use super::secret::{hex, unhex};

/// Text that is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an identifier is 32 lowercase hexadecimal digits")]
#[non_exhaustive]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident,)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The next one.
            pub(crate) fn draw(draw: &mut Generator) -> Self {
                Self(draw.bytes())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                unhex(text).map(Self).ok_or(NotAnId)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// The Client ID of an app, "generated automatically" (create-oauth-application).
    ClientId,
    /// The Customer ID of an organization, the `iss` of a JWT (oauth-app-jwt-flow).
    CustomerId,
    /// The User ID of a person, the `sub` of a JWT (oauth-app-jwt-flow).
    UserId,
    /// One of an app's client secrets, as the setup page names it; not the secret.
    SecretId,
    /// One of an app's public keys.
    KeyId,
    /// What one person allowed one app.
    GrantId,
    /// A refresh token and all that were rotated out of it.
    FamilyId,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::generator::Seed;
    use super::*;

    #[test]
    fn an_id_is_32_lowercase_hexadecimal_digits() {
        let id = ClientId::draw(&mut Seed::new(1).stream(0));
        assert_eq!(id.to_string().len(), 32);
        assert_eq!(id.to_string().parse::<ClientId>().unwrap(), id);
        for wrong in ["", "0", &id.to_string().to_uppercase(), &format!("{id}0"), &"é".repeat(16)]
        {
            assert_eq!(wrong.parse::<ClientId>(), Err(NotAnId), "{wrong}");
        }
    }
}
