//! What the page of an app sends: every field as it was typed, and the button that was pressed.
//!
//! One form holds them all, so that **Add client secret** or **+ Add another** loses nothing that was typed and not yet saved.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::expiration;
use crate::authority::{App, AppSettings, KeyId, Logo, SecretId, pem_of};
use crate::http::malformed::Malformed;
use crate::pages::multipart::Part;
use crate::pages::problems::Problems;
use crate::policy::Policy;

/// The fields, as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AppForm {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) description_url: String,
    pub(crate) developer_name: String,
    pub(crate) developer_email: String,
    pub(crate) privacy_policy_url: String,
    pub(crate) redirect_urls: Vec<String>,
    pub(crate) rotation: bool,
    pub(crate) absolute: String,
    pub(crate) inactivity: String,
    /// The notes beside the client secrets, by the secret's id.
    pub(crate) notes: BTreeMap<SecretId, String>,
    /// A certificate or public key that was pasted.
    pub(crate) key_pem: String,
    /// The same as a file.
    pub(crate) key_file: Option<Vec<u8>>,
    /// A picture that was chosen.
    pub(crate) logo: Option<Vec<u8>>,
    pub(crate) remove_logo: bool,
    /// Whether a redirect URL was just asked for.
    pub(crate) added_redirect_url: bool,
    /// The mark of the app as it was when the fields were first filled in; nothing when the form does not say.
    pub(crate) seen: Option<String>,
}

/// The button that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Button {
    /// **Save**.
    Save,
    /// **Add client secret**.
    AddSecret,
    /// **Delete** beside a client secret.
    DeleteSecret(SecretId),
    /// **Add public key**.
    AddKey,
    /// **Generate public/private keypair**.
    GenerateKey,
    /// **Delete** beside a public key.
    DeleteKey(KeyId),
    /// **+ Add another** redirect URL.
    AddRedirectUrl,
    /// **Remove** beside a redirect URL, counted from 1.
    RemoveRedirectUrl(usize),
}

impl Button {
    /// The button whose value is `value`.
    pub(crate) fn from_value(value: &str) -> Option<Self> {
        let (word, what) = value.split_once(':').unwrap_or((value, ""));
        match (word, what) {
            ("save", "") => Some(Self::Save),
            ("add-secret", "") => Some(Self::AddSecret),
            ("delete-secret", id) => id.parse().ok().map(Self::DeleteSecret),
            ("add-key", "") => Some(Self::AddKey),
            ("generate-key", "") => Some(Self::GenerateKey),
            ("delete-key", id) => id.parse().ok().map(Self::DeleteKey),
            ("add-redirect-url", "") => Some(Self::AddRedirectUrl),
            ("remove-redirect-url", number) => number.parse().ok().map(Self::RemoveRedirectUrl),
            _ => None,
        }
    }
}

/// One field of the list of redirect URLs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RedirectField {
    pub(crate) id: String,
    pub(crate) number: usize,
    pub(crate) count: usize,
    pub(crate) value: String,
    pub(crate) added: bool,
}

impl AppForm {
    /// The form of an app as it is.
    pub(crate) fn of(app: &App) -> Self {
        let settings = app.settings.clone();
        Self {
            name: settings.name,
            description: settings.description,
            description_url: settings.description_url,
            developer_name: settings.developer_name,
            developer_email: settings.developer_email,
            privacy_policy_url: settings.privacy_policy_url,
            redirect_urls: settings.redirect_urls,
            rotation: settings.rotation,
            absolute: expiration::to_form(settings.absolute_seconds),
            inactivity: expiration::to_form(settings.inactivity_seconds),
            notes: app.secrets.iter().map(|secret| (secret.id, secret.note.clone())).collect(),
            seen: Some(mark(app)),
            ..Self::default()
        }
    }

    /// Sorts what a browser sent. Names that no field has are left aside.
    ///
    /// # Errors
    ///
    /// When a field that the page has once was sent twice.
    pub(crate) fn from_parts(parts: &[Part]) -> Result<Self, Malformed> {
        let mut form = Self::default();
        let mut seen = BTreeSet::new();
        for part in parts {
            if !seen.insert(&part.name) && part.name != "redirect_url" {
                return Err(Malformed::new("a field other than redirect_url was sent twice"));
            }
            // A text area sends CRLF for the end of a line (HTML, "constructing the entry list").
            let text = || part.text().replace("\r\n", "\n");
            let line = || part.text().trim().to_owned();
            match part.name.as_str() {
                "name" => form.name = line(),
                "description" => form.description = text(),
                "description_url" => form.description_url = line(),
                "developer_name" => form.developer_name = line(),
                "developer_email" => form.developer_email = line(),
                "privacy_policy_url" => form.privacy_policy_url = line(),
                "redirect_url" => form.redirect_urls.push(line()),
                "rotation" => form.rotation = true,
                "absolute" => form.absolute = line(),
                "inactivity" => form.inactivity = line(),
                "key_pem" => form.key_pem = text(),
                "key_file" => form.key_file = part.file(),
                "logo" => form.logo = part.file(),
                "remove_logo" => form.remove_logo = true,
                "seen" => form.seen = Some(line()),
                other => {
                    if let Some(id) = other.strip_prefix("note:").and_then(|id| id.parse().ok()) {
                        form.notes.insert(id, line());
                    }
                }
            }
        }
        Ok(form)
    }

    /// The fields that **Save** writes to `app`; what cannot be read at all becomes a problem.
    pub(crate) fn settings(
        &self,
        app: &App,
        policy: &Policy,
        problems: &mut Problems,
    ) -> AppSettings {
        let mut read = |field: &str, typed: &str, offered: &[u64], now: Option<u64>| {
            if !app.kind.redirects() {
                return None;
            }
            expiration::from_form(typed, offered, now).unwrap_or_else(|why| {
                problems.about(field, why);
                now
            })
        };
        let (absolute, inactivity) = (&policy.absolute_choices, &policy.inactivity_choices);
        let absolute_seconds =
            read("absolute", &self.absolute, absolute, app.settings.absolute_seconds);
        let inactivity_seconds =
            read("inactivity", &self.inactivity, inactivity, app.settings.inactivity_seconds);
        let logo = match &self.logo {
            Some(bytes) => Logo::new(bytes.clone()).map(Some).unwrap_or_else(|refusal| {
                problems.refused_about("logo", &refusal);
                app.settings.logo.clone()
            }),
            None if self.remove_logo => None,
            None => app.settings.logo.clone(),
        };
        AppSettings {
            name: self.name.clone(),
            description: self.description.clone(),
            description_url: self.description_url.clone(),
            logo,
            developer_name: self.developer_name.clone(),
            developer_email: self.developer_email.clone(),
            privacy_policy_url: self.privacy_policy_url.clone(),
            redirect_urls: self
                .redirect_urls
                .iter()
                .filter(|url| !url.is_empty())
                .cloned()
                .collect(),
            rotation: self.rotation,
            absolute_seconds,
            inactivity_seconds,
        }
    }

    /// The certificate or public key: the file, if one was chosen.
    pub(crate) fn key(&self) -> String {
        match &self.key_file {
            Some(file) => pem_of(file),
            None => self.key_pem.clone(),
        }
    }

    /// Whether a certificate or public key was pasted, or its file chosen.
    pub(crate) fn has_key(&self) -> bool {
        !self.key_pem.trim().is_empty() || self.key_file.is_some()
    }

    /// Whether both was done.
    pub(crate) fn has_key_twice(&self) -> bool {
        !self.key_pem.trim().is_empty() && self.key_file.is_some()
    }

    /// The form but for the key that was pasted.
    pub(crate) fn without_pasted_key(&self) -> Self {
        Self { key_pem: String::new(), ..self.clone() }
    }

    /// **+ Add another**.
    pub(crate) fn add_redirect_url(&mut self) {
        self.redirect_urls.push(String::new());
        self.added_redirect_url = true;
    }

    /// **Remove** beside the redirect URL `number`, counted from 1.
    pub(crate) fn remove_redirect_url(&mut self, number: usize) {
        if (1..=self.redirect_urls.len()).contains(&number) {
            self.redirect_urls.remove(number - 1);
        }
    }

    /// The fields of the list of redirect URLs: at least one.
    pub(crate) fn redirect_fields(&self) -> Vec<RedirectField> {
        let empty = [String::new()];
        let urls = if self.redirect_urls.is_empty() { &empty[..] } else { &self.redirect_urls };
        let count = urls.len();
        urls.iter()
            .enumerate()
            .map(|(at, value)| RedirectField {
                id: redirect_field_id(at),
                number: at + 1,
                count,
                value: value.clone(),
                added: self.added_redirect_url && at + 1 == count,
            })
            .collect()
    }
}

/// A mark of all that **Save** writes to `app`: another one means that somebody has changed it.
pub(crate) fn mark(app: &App) -> String {
    // A secret without a note may come and go.
    let notes: Vec<_> = app.secrets.iter().filter(|secret| !secret.note.is_empty()).collect();
    let notes: Vec<_> = notes.iter().map(|secret| (secret.id.to_string(), &secret.note)).collect();
    // Serializing to memory fails for maps with keys that are no strings; there are none here.
    let saved = serde_json::to_vec(&(&app.settings, notes)).unwrap_or_default();
    Sha256::digest(saved).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The id of the field at place `at` of the list of redirect URLs.
pub(crate) fn redirect_field_id(at: usize) -> String {
    format!("redirect_url-{}", at + 1)
}

/// The id and name of the field for the note of a client secret.
pub(crate) fn note_field(secret: SecretId) -> String {
    format!("note:{secret}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn part(name: &str, value: &str) -> Part {
        Part { name: name.into(), file_name: None, data: value.as_bytes().to_vec() }
    }

    const ID: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn every_button_is_known_by_its_value() {
        for (value, expected) in [
            ("save", Some(Button::Save)),
            ("add-secret", Some(Button::AddSecret)),
            (&format!("delete-secret:{ID}"), Some(Button::DeleteSecret(ID.parse().unwrap()))),
            (&format!("delete-key:{ID}"), Some(Button::DeleteKey(ID.parse().unwrap()))),
            ("add-key", Some(Button::AddKey)),
            ("generate-key", Some(Button::GenerateKey)),
            ("add-redirect-url", Some(Button::AddRedirectUrl)),
            ("remove-redirect-url:2", Some(Button::RemoveRedirectUrl(2))),
            ("remove-redirect-url:-2", None),
            ("delete-secret:x", None),
            ("save:x", None),
            ("", None),
        ] {
            assert_eq!(Button::from_value(value), expected, "{value}");
        }
    }

    #[test]
    fn what_was_typed_is_kept_as_typed() {
        let form = AppForm::from_parts(&[
            part("name", " Planner "),
            part("description", "two\r\nlines"),
            part("redirect_url", " https://app.example/cb"),
            part("redirect_url", ""),
            part("rotation", "on"),
            part(&format!("note:{ID}"), "for staging"),
            part("note:x", "nothing"),
            part("unknown", "x"),
        ])
        .unwrap();
        assert_eq!(form.name, "Planner");
        assert_eq!(form.description, "two\nlines");
        assert_eq!(form.redirect_urls, ["https://app.example/cb", ""]);
        assert!(form.rotation && !form.remove_logo);
        assert_eq!(form.notes.values().collect::<Vec<_>>(), ["for staging"]);
    }

    #[test]
    fn a_field_comes_once() {
        let twice = |name: &str| AppForm::from_parts(&[part(name, "a"), part(name, "b")]);
        assert!(twice("name").is_err() && twice("csrf").is_err() && twice("logo").is_err());
        assert_eq!(twice("redirect_url").unwrap().redirect_urls.len(), 2);
    }

    #[test]
    fn a_file_that_was_not_chosen_is_none() {
        let file = |data: &[u8]| Part {
            name: "logo".into(),
            file_name: Some(String::new()),
            data: data.to_vec(),
        };
        assert_eq!(AppForm::from_parts(&[file(b"")]).unwrap().logo, None);
        assert_eq!(
            AppForm::from_parts(&[file(b"GIF89a")]).unwrap().logo.as_deref(),
            Some(&b"GIF89a"[..])
        );
    }

    #[test]
    fn redirect_urls_are_added_and_removed_by_number() {
        let mut form =
            AppForm { redirect_urls: vec!["a".into(), "b".into()], ..AppForm::default() };
        form.remove_redirect_url(0);
        form.remove_redirect_url(3);
        assert_eq!(form.redirect_urls.len(), 2);
        form.remove_redirect_url(1);
        form.add_redirect_url();
        let fields = form.redirect_fields();
        assert_eq!((fields[0].value.as_str(), fields[1].added), ("b", true));
        assert_eq!(AppForm::default().redirect_fields().len(), 1);
    }
}
