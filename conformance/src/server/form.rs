//! The forms of a page, as a browser reads them.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{ElementRef, Html, Selector};

use super::browser::Person;

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// Where it goes, relative to its page; empty for the page itself.
    pub(super) action: String,
    /// It goes by GET.
    pub(super) get: bool,
    /// What it sends if nobody touches it.
    pub(super) fields: BTreeMap<String, String>,
    /// The names of all its fields.
    pub(super) names: BTreeSet<String>,
    /// The names of its hidden fields.
    pub(super) hidden: Vec<String>,
    /// The name of its first text field.
    text: Option<String>,
    /// The name of its password field.
    pub(super) password: Option<String>,
    buttons: Vec<Button>,
}

/// A button that sends a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Button {
    name: String,
    value: String,
    label: String,
}

impl Form {
    /// The names of the fields for username and password.
    pub(super) fn credentials(&self, person: &Person) -> Option<(String, String)> {
        let username = person.username_field.clone().or_else(|| self.text.clone())?;
        let password = person.password_field.clone().or_else(|| self.password.clone())?;
        Some((username, password))
    }

    /// The button that says so, or has this value.
    pub(super) fn button(&self, wanted: &str) -> Option<&Button> {
        let is = |text: &str| text.trim().eq_ignore_ascii_case(wanted.trim());
        self.buttons.iter().find(|button| is(&button.label) || is(&button.value))
    }
}

impl Button {
    /// What pressing it adds to the form.
    pub(super) fn sends(&self) -> Option<(String, String)> {
        (!self.name.is_empty()).then(|| (self.name.clone(), self.value.clone()))
    }
}

/// More elements than a page has on which somebody logs in. A page of open elements alone takes a parser their number squared.
const TAGS: usize = 10_000;

/// Every form of a page; none of one that is too large to be read.
pub(super) fn forms(page: &str) -> Vec<Form> {
    if page.bytes().filter(|byte| *byte == b'<').nth(TAGS).is_some() {
        return Vec::new();
    }
    let document = Html::parse_document(page);
    let Some(selector) = select("form") else { return Vec::new() };
    document.select(&selector).map(read).collect()
}

/// What the first field for a secret that can only be read shows.
pub(super) fn shown_secret(page: &str) -> Option<String> {
    let document = Html::parse_document(page);
    let fields = select("input[readonly][id*=secret], textarea[readonly][id*=secret]")?;
    let field = document.select(&fields).next()?;
    let text = field.text().collect::<String>();
    Some(field.attr("value").unwrap_or(&text)).filter(|shown| !shown.is_empty()).map(str::to_owned)
}

fn read(form: ElementRef<'_>) -> Form {
    let attribute = |name: &str| form.attr(name).unwrap_or_default();
    let mut read = Form {
        action: attribute("action").to_owned(),
        get: !attribute("method").eq_ignore_ascii_case("post"),
        ..Form::default()
    };
    let Some(selector) = select("input, button, select, textarea") else { return read };
    for control in form.select(&selector) {
        let name = control.attr("name").unwrap_or_default().to_owned();
        let value = control.attr("value").unwrap_or_default().to_owned();
        let kind = control.attr("type").unwrap_or_default().to_ascii_lowercase();
        if control.attr("disabled").is_some() {
            continue;
        }
        read.names.insert(name.clone());
        let is_button = control.value().name() == "button";
        match kind.as_str() {
            "submit" | "image" => {
                read.buttons.push(Button { name, label: label(control, &value), value });
            }
            "" if is_button => {
                read.buttons.push(Button { name, label: label(control, &value), value });
            }
            "button" | "reset" => {}
            "checkbox" | "radio" if control.attr("checked").is_none() => {}
            _ if name.is_empty() => {}
            "hidden" => {
                read.hidden.push(name.clone());
                read.fields.insert(name, value);
            }
            "password" => read.password = Some(name),
            _ => {
                if read.text.is_none() && matches!(kind.as_str(), "" | "text" | "email") {
                    read.text = Some(name.clone());
                }
                read.fields.insert(name, value);
            }
        }
    }
    read
}

/// What stands on a button.
fn label(button: ElementRef<'_>, value: &str) -> String {
    let text = button.text().collect::<String>();
    if text.trim().is_empty() { value.to_owned() } else { text.trim().to_owned() }
}

fn select(selector: &str) -> Option<Selector> {
    Selector::parse(selector).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_from_a_field_of_one_line_or_of_many() {
        for field in [
            r#"<input id="new_client_secret" readonly value="s3cret">"#,
            r#"<textarea id="new_client_secret" readonly>s3cret</textarea>"#,
        ] {
            assert_eq!(shown_secret(field).as_deref(), Some("s3cret"), "{field}");
        }
        let empty = r#"<textarea id="new_client_secret" readonly></textarea>"#;
        assert_eq!(shown_secret(empty), None);
    }

    #[test]
    fn a_form_is_read_as_a_browser_reads_it() {
        let page = r#"<!doctype html><form action="/in" method=POST>
            <input type=hidden name=ticket value="a&amp;b"><input name=user><input type=password name=pass>
            <input type=checkbox name=off value=1><input type=checkbox name=on value=2 checked>
            <input name=no value=1 disabled><button name=decision value=yes> Allow <b>access</b></button>
            <button type=button name=x>Allow access</button><input type=submit value=Cancel></form>"#;
        let [form] = forms(page).try_into().unwrap();
        assert_eq!((form.action.as_str(), form.get), ("/in", false));
        let fields: Vec<_> = form.fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(fields, [("on", "2"), ("ticket", "a&b"), ("user", "")]);
        assert_eq!(form.hidden, ["ticket"]);
        assert_eq!((form.text.as_deref(), form.password.as_deref()), (Some("user"), Some("pass")));
        let sent = form.button("allow access").unwrap().sends();
        assert_eq!(sent, Some((String::from("decision"), String::from("yes"))));
        assert_eq!(form.button("Cancel").unwrap().sends(), None);
        assert_eq!(form.button("Delete"), None);
    }

    #[test]
    fn a_page_of_nothing_but_elements_is_not_read() {
        let page = |elements| format!("<form>{}", "<div>".repeat(elements));
        assert_eq!(forms(&page(100)).len(), 1);
        assert_eq!(forms(&page(200_000)).len(), 0);
    }
}
