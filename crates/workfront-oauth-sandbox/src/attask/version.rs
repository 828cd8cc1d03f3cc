//! Versions of the API: `v14.0` in the example of page 001, although that one was retired in September 2025.

use http::StatusCode;

use super::failure::Failure;
use crate::policy::Policy;

/// Whether the path's `version` is one that answers.
pub(super) fn check(policy: &Policy, version: &str) -> Result<(), Failure> {
    let number: Option<u16> = version
        .strip_prefix('v')
        .and_then(|rest| rest.strip_suffix(".0"))
        .filter(|digits| !digits.starts_with(['0', '+']))
        .and_then(|digits| digits.parse().ok());
    match number {
        Some(number) if policy.api_versions.contains(&number) => Ok(()),
        Some(number) if policy.api_versions.iter().any(|served| number < *served) => Err(
            Failure::new(StatusCode::GONE, format!("API version {number} is no longer supported")),
        ),
        _ => Err(Failure::not_found(format!("there is no API version {version:?}"))),
    }
}

/// Whether the path's `version` is one that answers, for the fuzz targets.
#[cfg(feature = "__fuzz")]
pub(crate) fn is_served(policy: &Policy, version: &str) -> bool {
    check(policy, version).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(version: &str) -> bool {
        super::check(&Policy::default(), version).is_ok()
    }

    #[test]
    fn documented_example() {
        assert!(check("v14.0"));
    }

    #[test]
    fn others_are_gone_or_never_were() {
        for version in [
            "v13.0",
            "v15.0",
            "v1.0",
            "v0.0",
            "v23.0",
            "14.0",
            "v14",
            "v+14.0",
            "v014.0",
            "v14.1",
            "",
            "v",
            "v99999999.0",
        ] {
            assert!(!check(version), "{version}");
        }
    }
}
