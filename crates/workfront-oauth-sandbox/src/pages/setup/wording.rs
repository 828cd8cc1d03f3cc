//! The three application types in Workfront's words: those of the steps of page 000, and those of today's screens.

use crate::authority::AppKind;
use crate::policy::choice::Wording;

/// What one type is called and described as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KindWords {
    /// The type.
    pub(crate) kind: AppKind,
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is best for.
    pub(crate) best_for: &'static str,
    /// How it authenticates.
    pub(crate) authentication: &'static str,
}

/// The three types in the order in which `wording` offers them.
pub(crate) fn kinds(wording: Wording) -> [KindWords; 3] {
    let [machine, web, single_page] = match wording {
        Wording::Page => {
            ["Server Authentication", "User Authentication", "Single-page web application"]
        }
        Wording::Today => ["Machine to Machine", "Web", "Single Page Web"],
    };
    let machine = KindWords {
        kind: AppKind::Machine,
        name: machine,
        best_for: "Best for command-line tools, daemons or scripts on your server.",
        authentication: "Authenticates with a JSON Web Token and a public/private key pair.",
    };
    let web = KindWords {
        kind: AppKind::Web,
        name: web,
        best_for: "Best for server-side applications that handle credentials and tokens on the server.",
        authentication: "Authenticates with the OAuth 2.0 authorization code flow.",
    };
    let single_page = KindWords {
        kind: AppKind::SinglePage,
        name: single_page,
        best_for: "Best for mobile or single-page web applications.",
        authentication: "Authenticates with the OAuth 2.0 authorization code flow with Proof Key for Code Exchange (PKCE).",
    };
    match wording {
        Wording::Page => [machine, web, single_page],
        Wording::Today => [machine, single_page, web],
    }
}

/// What `wording` calls `kind`.
pub(crate) fn name(wording: Wording, kind: AppKind) -> &'static str {
    kinds(wording).into_iter().find(|words| words.kind == kind).map_or("", |words| words.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_is_called_as_the_page_or_the_screen_of_today_calls_it() {
        for (wording, names) in [
            (
                Wording::Page,
                ["Server Authentication", "User Authentication", "Single-page web application"],
            ),
            (Wording::Today, ["Machine to Machine", "Single Page Web", "Web"]),
        ] {
            assert_eq!(kinds(wording).map(|words| words.name), names);
            for kind in AppKind::ALL {
                assert!(names.contains(&name(wording, kind)), "{kind:?}");
            }
        }
    }
}
