//! A user with a browser: cookies, redirects, and forms that are filled in and sent. No JavaScript.

use std::collections::BTreeMap;

use url::Url;

use super::answer::Answer;
use super::form::{Form, forms};
use super::http::{Request, Wire};
use super::trouble::Trouble;
use crate::cases::server::Decision;

/// As many redirects as a browser follows.
const REDIRECTS: usize = 20;

/// Who logs in, and what the pages call things.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) username: String,
    pub(super) password: String,
    /// The name of the field for the username; the one before the password if not known.
    pub(super) username_field: Option<String>,
    /// The name of the field for the password; the one of this type if not known.
    pub(super) password_field: Option<String>,
    /// What stands on the button that allows access, or is its value.
    pub(super) allow: String,
    /// What stands on the button that denies it, or is its value.
    pub(super) deny: String,
}

/// What pressing a button adds to its form.
type Pressed = Option<(String, String)>;

/// One browser.
pub(super) struct Browser {
    wire: Wire,
    person: Person,
    redirect_uri: String,
    cookies: BTreeMap<String, String>,
    /// What is sent besides, with every request.
    headers: Vec<(String, String)>,
    page: Option<(Url, Answer)>,
}

impl Browser {
    /// A new one. It goes nowhere that begins with `redirect_uri`.
    pub(super) fn new(wire: Wire, person: Person, redirect_uri: &str) -> Self {
        Self {
            wire,
            person,
            redirect_uri: redirect_uri.to_owned(),
            cookies: BTreeMap::new(),
            headers: Vec::new(),
            page: None,
        }
    }

    pub(super) fn send_besides(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Goes through log-in and consent as they come, to the redirect back to the app or a page that asks nothing known.
    pub(super) fn trip(&mut self, url: &str, decision: Decision) -> Result<Answer, Trouble> {
        let mut answer = self.open(url)?;
        if self.password_form().is_some() {
            answer = self.log_in().and_then(|answer| self.follow(answer))?;
        }
        if self.button(decision).is_some() {
            answer = self.consent(decision, false)?;
        }
        Ok(answer)
    }

    /// Opens an address, and follows redirects that stay at the server.
    pub(super) fn open(&mut self, url: &str) -> Result<Answer, Trouble> {
        let url = Url::parse(url).map_err(|_| Trouble::Suite(String::from("no such address")))?;
        let answer = self.go(&url, Request::get(url.as_str()))?;
        self.follow(answer)
    }

    /// Sends the form with the password. The answer is the server's own, not where it leads.
    pub(super) fn log_in(&mut self) -> Result<Answer, Trouble> {
        let (url, form) = self.password_form().ok_or_else(|| {
            Trouble::Refused(String::from("the page has no form with a password"))
        })?;
        let Some((username, password)) = form.credentials(&self.person) else {
            return Err(Trouble::Refused(String::from("the form has no field for the username")));
        };
        let mut fields = form.fields.clone();
        fields.insert(username, self.person.username.clone());
        fields.insert(password, self.person.password.clone());
        self.submit(&url, &form, fields.into_iter().collect())
    }

    /// Fills in the open page's form that has all these fields, and sends it.
    pub(super) fn fill_in(&mut self, values: &[(&str, &str)]) -> Result<Answer, Trouble> {
        let missing = || Trouble::Refused(String::from("the page has no form with these fields"));
        let (url, page) = self.page.as_ref().ok_or_else(missing)?;
        let has = |form: &Form| values.iter().all(|(name, _)| form.names.contains(*name));
        let form = forms(&page.body).into_iter().find(has).ok_or_else(missing)?;
        let mut fields = form.fields.clone();
        fields.extend(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let url = url.clone();
        self.submit(&url, &form, fields.into_iter().collect())
    }

    /// Presses the button of the decision. `forged`: without each hidden field in turn, until it is believed.
    pub(super) fn consent(&mut self, decision: Decision, forged: bool) -> Result<Answer, Trouble> {
        if let Some((_, answer)) = self.page.clone() {
            self.follow(answer)?;
        }
        let (url, form, button) = self.button(decision).ok_or_else(|| {
            Trouble::Refused(String::from("the page has no button for this decision"))
        })?;
        let mut fields = form.fields.clone();
        fields.extend(button);
        if !forged {
            let answer = self.submit(&url, &form, fields.into_iter().collect())?;
            return self.follow(answer);
        }
        let mut refused = None;
        for hidden in &form.hidden {
            let fields = fields.iter().filter(|(name, _)| *name != hidden);
            let fields = fields.map(|(name, value)| (name.clone(), value.clone())).collect();
            let answer = self.submit(&url, &form, fields)?;
            if answer.accepted() && answer.header("location").is_some() {
                return Ok(answer);
            }
            refused = Some(answer);
        }
        // Without any hidden field, nothing but cookies tells this form from one on a stranger's page.
        refused.map_or_else(|| self.submit(&url, &form, fields.into_iter().collect()), Ok)
    }

    /// Goes where the last answer leads.
    pub(super) fn follow_on(&mut self) -> Result<Answer, Trouble> {
        let page = self.page.as_ref().map(|(_, page)| page.clone());
        self.follow(page.ok_or_else(|| Trouble::Suite(String::from("no page is open")))?)
    }

    fn follow(&mut self, mut answer: Answer) -> Result<Answer, Trouble> {
        for _ in 0..REDIRECTS {
            let Some((here, _)) = &self.page else { return Ok(answer) };
            let Some(there) = answer.header("location").and_then(|there| here.join(there).ok())
            else {
                return Ok(answer);
            };
            if there.as_str().starts_with(&self.redirect_uri) || there.origin() != here.origin() {
                return Ok(answer);
            }
            answer = self.go(&there, Request::get(there.as_str()))?;
        }
        Err(Trouble::Broken(format!("more than {REDIRECTS} redirects")))
    }

    fn submit(
        &mut self,
        page: &Url,
        form: &Form,
        fields: Vec<(String, String)>,
    ) -> Result<Answer, Trouble> {
        let target = page.join(&form.action);
        let target = target.map_err(|_| Trouble::Broken(String::from("a form goes nowhere")))?;
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        if form.get {
            let mut target = target;
            target.set_query(Some(&body));
            return self.go(&target, Request::get(target.as_str()));
        }
        let request = Request::post(target.as_str(), "application/x-www-form-urlencoded", body)
            .with("origin", page.origin().ascii_serialization());
        self.go(&target, request)
    }

    fn go(&mut self, url: &Url, mut request: Request) -> Result<Answer, Trouble> {
        if !self.cookies.is_empty() {
            let pairs: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.with("cookie", pairs.join("; "));
        }
        request.headers.extend(self.headers.clone());
        let answer = self.wire.send(&request)?;
        for cookie in answer.headers.get_all("set-cookie") {
            let Ok(text) = cookie.to_str() else { continue };
            let (pair, attributes) = text.split_once(';').unwrap_or((text, ""));
            let Some((name, value)) = pair.split_once('=') else { continue };
            let gone = attributes.to_ascii_lowercase().contains("max-age=0");
            if gone || value.is_empty() {
                self.cookies.remove(name.trim());
            } else {
                self.cookies.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
        self.page = Some((url.clone(), answer.clone()));
        Ok(answer)
    }

    fn password_form(&self) -> Option<(Url, Form)> {
        let (url, page) = self.page.as_ref()?;
        let form = forms(&page.body).into_iter().find(|form| form.password.is_some())?;
        Some((url.clone(), form))
    }

    /// The form with the button of a decision, and what the button sends.
    fn button(&self, decision: Decision) -> Option<(Url, Form, Pressed)> {
        let (url, page) = self.page.as_ref()?;
        let wanted = match decision {
            Decision::Allow => &self.person.allow,
            Decision::Deny => &self.person.deny,
        };
        forms(&page.body).into_iter().find_map(|form| {
            let button = form.button(wanted)?.sends();
            Some((url.clone(), form, button))
        })
    }
}
