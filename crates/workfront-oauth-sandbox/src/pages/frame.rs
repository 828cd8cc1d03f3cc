//! What is around every page: whose Workfront this is, who is logged in, and where in the site one stands.

use super::stylesheet;
use crate::http::pending;

/// The surroundings of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    /// The tenant, as `myorganization.my`.
    pub(crate) tenant: String,
    /// Who is logged in, if anybody is.
    pub(crate) person: Option<Person>,
    /// Which page this is.
    pub(crate) place: Place,
}

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// The name shown.
    pub(crate) name: String,
    /// The token against forged forms, for **Log out**.
    pub(crate) csrf: String,
    /// Whether Setup and the inspector are open to them.
    pub(crate) administrator: bool,
}

/// Which page of the navigation this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// None of them.
    Elsewhere,
    /// The addresses of the endpoints.
    Home,
    /// Setup > System > OAuth2 Applications.
    Apps,
    /// The inspector.
    Inspector,
}

impl Frame {
    /// A page of `tenant` that belongs nowhere and to nobody.
    pub(crate) fn new(tenant: impl ToString) -> Self {
        Self { tenant: tenant.to_string(), person: None, place: Place::Elsewhere }
    }

    /// The same for somebody who is logged in.
    pub(crate) fn for_person(mut self, person: Person) -> Self {
        self.person = Some(person);
        self
    }

    /// The same at a place of the navigation.
    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Whether Setup and the inspector are open to whoever reads the page.
    pub(crate) fn for_administrator(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.administrator)
    }

    /// The token against forged forms; nothing when nobody is logged in.
    pub(crate) fn csrf(&self) -> &str {
        self.person.as_ref().map_or("", |person| &person.csrf)
    }

    /// The ticket of a form, drawn for the page that is being shown: by it, a form that is sent twice is known.
    pub(crate) fn ticket(&self) -> String {
        pending::draw().map(|ticket| ticket.expose_secret().to_owned()).unwrap_or_default()
    }

    /// Where the stylesheet is.
    pub(crate) fn stylesheet(&self) -> &'static str {
        stylesheet::path()
    }
}

impl Place {
    /// Whether this is the list of apps or below it.
    pub(crate) fn is_apps(self) -> bool {
        self == Self::Apps
    }

    /// Whether this is the inspector.
    pub(crate) fn is_inspector(self) -> bool {
        self == Self::Inspector
    }

    /// Whether this is the page of addresses.
    pub(crate) fn is_home(self) -> bool {
        self == Self::Home
    }
}
