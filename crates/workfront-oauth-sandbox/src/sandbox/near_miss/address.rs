//! Paths at which nothing is served, and methods that a path does not take.

use super::text::distance;
use crate::journal::Entry;
use crate::pages::paths;

/// The path that was meant instead of `asked`, where one is much like it or ends as it does.
pub(super) fn path(asked: &str) -> Option<String> {
    let asked = asked.trim_end_matches('/').to_ascii_lowercase();
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let ends_otherwise = |served: &str| last(served) != last(&asked);
    let (nearest, ..) = SERVED
        .iter()
        .map(|served| (served, ends_otherwise(served), distance(served, &asked)))
        .filter(|(served, otherwise, edits)| !otherwise || edits * 3 <= served.len())
        .min_by_key(|(_, otherwise, edits)| (*otherwise, *edits))?;
    Some(format!("there is {nearest}"))
}

/// What the path takes instead.
pub(super) fn method(entry: &Entry) -> Option<String> {
    let allowed = entry.response.get("headers")?.get("allow")?.as_str()?;
    Some(format!("{} takes {}", entry.path, allowed.replace(',', ", ").replace(",  ", ", ")))
}

/// What a client or a person may look for.
const SERVED: &[&str] = &[
    "/integrations/oauth2/authorize",
    "/integrations/oauth2/api/v1/token",
    "/integrations/oauth2/api/v1/jwt/exchange",
    "/integrations/oauth2/api/v1/revoke",
    paths::LOG_IN,
    "/logout",
    paths::APPS,
    paths::NEW_APP,
    paths::INSPECTOR,
];

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn the_path_that_was_meant_is_named() {
        for (asked, meant) in [
            ("/integrations/oauth2/token", "/integrations/oauth2/api/v1/token"),
            ("/oauth2/token", "/integrations/oauth2/api/v1/token"),
            ("/integrations/oauth2/api/v1/tokens", "/integrations/oauth2/api/v1/token"),
            ("/integrations/oauth2/api/v1/token/", "/integrations/oauth2/api/v1/token"),
            ("/integrations/oauth2/api/v1/authorize", "/integrations/oauth2/authorize"),
            ("/integrations/oauth2/api/v1/jwt/exchage", "/integrations/oauth2/api/v1/jwt/exchange"),
            ("/integrations/oauth2/revoke", "/integrations/oauth2/api/v1/revoke"),
            ("/Login", "/login"),
            ("/setup/oauth2-application", "/setup/oauth2-applications"),
        ] {
            assert_eq!(path(asked), Some(format!("there is {meant}")), "{asked}");
        }
        for far in ["/favicon.ico", "/", "", "/.well-known/openid-configuration", "/é"] {
            assert_eq!(path(far), None, "{far}");
        }
    }
}
