//! A page that says why nothing was done: a wrong authorization request, a form that came too late, somebody who may not.
//!
//! An unknown app or a wrong redirect URL is told here and never on a redirect (RFC 6749 §4.1.2.1).

use askama::Template;

use super::frame::Frame;

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
            what: "You pressed Cancel. The app was told nothing and can do nothing in your account.",
            because: None,
            way_on: None,
        }
    }

    /// The form belongs to a page that is no longer current, or to another browser.
    pub(crate) fn stale(frame: Frame) -> Self {
        Self {
            frame,
            title: "This page is out of date",
            what: "It was answered before, and that answer stands; or it was shown too long ago, or to somebody else. Start again from the app.",
            because: None,
            way_on: None,
        }
    }

    /// Only administrators may see what was asked for.
    pub(crate) fn administrators_only(frame: Frame) -> Self {
        Self {
            frame,
            title: "You need to be a Workfront administrator",
            what: "Setup is for Workfront administrators. Ask one, or log out and log in again as one.",
            because: None,
            way_on: None,
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
