//! A page that says why nothing was done: a wrong authorization request, a form that came too late, somebody who may not.
//!
//! An unknown app or a wrong redirect URL is told here and never on a redirect (RFC 6749 §4.1.2.1).

use askama::Template;

use super::frame::Frame;
use super::paths;

/// Such a page.
#[derive(Debug, Clone, Template)]
#[template(path = "notice.html")]
pub(crate) struct Notice {
    /// What is around it.
    pub(crate) frame: Frame,
    /// The heading.
    pub(crate) title: &'static str,
    /// What happened, for the person who reads it.
    pub(crate) what: &'static str,
    /// Why, for the person who wrote the app.
    pub(crate) because: Option<Because>,
    /// Where to go from here.
    pub(crate) way_on: Option<WayOn>,
}

/// The rule that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Because {
    /// What about the request broke it.
    pub(crate) why: String,
    /// What the rule says.
    pub(crate) says: &'static str,
    /// Where it stands.
    pub(crate) source: String,
    /// Its name.
    pub(crate) rule: String,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WayOn {
    /// Where it leads.
    pub(crate) href: String,
    /// What it says.
    pub(crate) text: &'static str,
    /// Whether it opens a new tab, so that what was typed in this one is not left behind.
    pub(crate) new_tab: bool,
}

impl WayOn {
    /// To `href`.
    pub(crate) fn new(href: impl Into<String>, text: &'static str) -> Self {
        Self { href: href.into(), text, new_tab: false }
    }

    /// To the page of addresses, which everybody may see.
    pub(crate) fn home() -> Self {
        Self::new(paths::HOME, "Addresses")
    }

    /// To the list of apps.
    pub(crate) fn apps() -> Self {
        Self::new(paths::APPS, "All OAuth2 applications")
    }

    /// To the log-in page.
    pub(crate) fn log_in() -> Self {
        Self::new(paths::LOG_IN, "Log in")
    }
}

impl Notice {
    /// The authorization request cannot be put before anybody.
    pub(crate) fn authorization_error(frame: Frame, because: Because) -> Self {
        Self {
            frame,
            title: "This app cannot be authorized",
            what: "The link or button that brought you here is wrong. Nobody was sent anything about you. Tell the app’s developer what this page says.",
            because: Some(because),
            way_on: None,
        }
    }

    /// The person pressed **Cancel**, and the policy tells nobody else.
    pub(crate) fn denied(frame: Frame) -> Self {
        Self {
            frame,
            title: "Access was not allowed",
            what: "You pressed Cancel, and the app was told nothing. What you allowed it at another time, if anything, has not changed.",
            because: None,
            way_on: Some(WayOn::home()),
        }
    }

    /// The form belongs to a page that is no longer current, or to another browser.
    pub(crate) fn stale(frame: Frame, way_on: WayOn) -> Self {
        Self {
            frame,
            title: "This page is out of date",
            what: "It was answered before, and that answer stands; or it was shown too long ago, or to somebody else. Start again from the app.",
            because: None,
            way_on: Some(way_on),
        }
    }

    /// The form of a page of Setup does not belong to this session.
    pub(crate) fn stale_form(frame: Frame, way_on: WayOn) -> Self {
        Self {
            frame,
            title: "This page is out of date",
            what: "It was shown before you logged in, or before the sandbox was started again. Nothing was changed. Open the page anew and try once more.",
            because: None,
            way_on: Some(way_on),
        }
    }

    /// The session ended while a form was being filled in.
    pub(crate) fn logged_out(frame: Frame, log_in: WayOn) -> Self {
        Self {
            frame,
            title: "You were logged out",
            what: "Nothing was saved. Log in in a new tab, come back to this one, and go back one page: what you typed is still there.",
            because: None,
            way_on: Some(WayOn { new_tab: true, ..log_in }),
        }
    }

    /// What was sent is longer than anything that the pages take.
    pub(crate) fn too_long(frame: Frame) -> Self {
        Self {
            frame,
            title: "That was too large",
            what: "Nothing was saved. A logo may have at most 256 KB, and everything on a page together 512 KB. Go back one page: what you typed is still there, and a smaller file can be chosen.",
            because: None,
            way_on: Some(WayOn::apps()),
        }
    }

    /// Only administrators may see what was asked for.
    pub(crate) fn administrators_only(frame: Frame) -> Self {
        Self {
            frame,
            title: "You need to be a Workfront administrator",
            what: "Setup is for Workfront administrators. Ask one, or log out and log in again as one.",
            because: None,
            way_on: Some(WayOn::home()),
        }
    }

    /// There is no such page or app.
    pub(crate) fn not_found(frame: Frame, way_on: WayOn) -> Self {
        Self {
            frame,
            title: "There is nothing here",
            what: "The address is wrong, or the app was deleted.",
            because: None,
            way_on: Some(way_on),
        }
    }

    /// The request could not be read or was refused as a whole.
    pub(crate) fn refused(frame: Frame, because: Because) -> Self {
        Self {
            frame,
            title: "That could not be done",
            what: "Nothing was changed.",
            because: Some(because),
            way_on: None,
        }
    }
}
