//! The buttons on the page of an app: **Save**, and those that add and delete secrets, keys and redirect URLs.

use axum::extract::{Path, State};
use http::StatusCode;

use super::app::{Aftermath, NewPair};
use super::form::{AppForm, Button, mark, note_field, redirect_field_id};
use super::handlers::{find, not_found, show_app, shown};
use super::told::{Told, Unsaved};
use super::{once, private_key};
use crate::authority::{
    AddKey, AddSecret, App, AppSettings, Command, DeleteKey, DeleteSecret, GenerateKeyPair,
    NoteSecret, Refusal, SaveApp, SecretId,
};
use crate::http::answers::Sent;
use crate::http::malformed::Malformed;
use crate::http::received::Received;
use crate::http::reply::Reply;
use crate::http::site::{Site, is_not_kept};
use crate::journal::Judgement;
use crate::pages::multipart;
use crate::pages::paths;
use crate::pages::problems::Problems;
use crate::pages::visitor::Visitor;

/// `POST` to the page of an app: one of its buttons was pressed.
pub(crate) async fn change(
    State(site): State<Site>,
    Path(client_id): Path<String>,
    received: Received,
) -> Reply {
    let visitor = match Visitor::administrator(&site, &received) {
        Ok(visitor) => visitor,
        Err(reply) => return *reply,
    };
    let parts = match multipart::read(&received).await {
        Ok(parts) => parts,
        Err(malformed) => return visitor.unreadable(&site, malformed),
    };
    let named = |name: &str| {
        parts.iter().find(|part| part.name == name).map(multipart::Part::text).unwrap_or_default()
    };
    if let Err(reply) = visitor.sent(&site, &received, &named("csrf")) {
        return *reply;
    }
    let Some(app) = find(&site, &client_id) else { return not_found(&site, &visitor) };
    let Some(button) = Button::from_value(&named("action")) else {
        return visitor.unreadable(&site, Malformed::new("action names no button of this page"));
    };
    let form = match AppForm::from_parts(&parts) {
        Ok(form) => form,
        Err(malformed) => return visitor.unreadable(&site, malformed),
    };
    let change = Change { site: &site, visitor: &visitor, received: &received, app: &app };
    let fields = parts.iter().flat_map(|part| {
        let file_name = part.file_name.as_deref().unwrap_or_default();
        [part.name.as_bytes(), file_name.as_bytes(), &part.data]
    });
    let clicked = Sent::new(Some(visitor.session()), &named("ticket"), fields);
    let waits = |location: &str| once::waits(&site, location, received.now);
    site.answers.once(clicked, received.now, waits, || change.press(button, form))
}

/// One change to one app by one administrator.
struct Change<'a> {
    site: &'a Site,
    visitor: &'a Visitor,
    received: &'a Received,
    app: &'a App,
}

impl Change<'_> {
    fn press(&self, button: Button, mut form: AppForm) -> Reply {
        let (tenant, actor) = (self.site.tenant.clone(), self.visitor.actor());
        let (client_id, owner) = (self.app.client_id, self.visitor.user);
        match button {
            Button::Save => self.save(form),
            Button::AddSecret => {
                let command = AddSecret { tenant, actor, client_id, note: String::new() };
                self.run(command, form, ("secrets", Told::SecretAdded), |secret, after| {
                    after.secret = Some(secret);
                })
            }
            Button::DeleteSecret(secret) => {
                let command = DeleteSecret { tenant, actor, client_id, secret };
                self.run(command, form, ("secrets", Told::SecretDeleted), |(), _| {})
            }
            Button::AddKey if form.has_key_twice() => {
                let why = "a key is pasted here and a file is chosen: one of the two only";
                self.refuse_key(why, form)
            }
            Button::AddKey => {
                let command = AddKey { tenant, actor, client_id, owner, pem: form.key() };
                self.run(command, form, ("key_pem", Told::KeyAdded), |_, after| {
                    if let Some(form) = &mut after.form {
                        (form.key_pem, form.key_file) = (String::new(), None);
                        after.unsaved = self.unsaved(form);
                    }
                })
            }
            Button::GenerateKey => {
                let command = GenerateKeyPair { tenant, actor, client_id, owner };
                self.run(command, form, ("keys", Told::KeyAdded), |made, after| {
                    let private_key = made.private_key_pem;
                    let seal = private_key::seal(self.site, private_key.expose_secret());
                    after.pair = Some(NewPair { id: made.key, private_key, seal });
                })
            }
            Button::DeleteKey(key) => {
                let command = DeleteKey { tenant, actor, client_id, key };
                self.run(command, form, ("keys", Told::KeyDeleted), |(), _| {})
            }
            Button::AddRedirectUrl => {
                form.add_redirect_url();
                self.show_again(form)
            }
            Button::RemoveRedirectUrl(number) => {
                form.remove_redirect_url(number);
                self.show_again(form)
            }
        }
    }

    /// Does what a button other than **Save** does, and leads back to the page with all that was typed.
    fn run<C: Command>(
        &self,
        command: C,
        form: AppForm,
        (field, told): (&str, Told),
        show: impl FnOnce(C::Outcome, &mut Aftermath),
    ) -> Reply {
        let mut unsaved = self.unsaved(&form);
        if told == Told::KeyAdded && field == "key_pem" {
            // The text that was pasted is what this button is about.
            unsaved.fields = self.unsaved(&form.without_pasted_key()).fields;
        }
        let mut after = Aftermath { unsaved, form: Some(form), ..Aftermath::default() };
        match self.site.run(command, self.received.now) {
            Ok(outcome) => {
                after.told = Some(told);
                show(outcome, &mut after);
                let judgement = shown("setup.change", "the app was changed");
                let (site, visitor, client_id) = (self.site, self.visitor, self.app.client_id);
                once::redirect(site, visitor, self.received, client_id, (&judgement, &after))
                    .unwrap_or_else(|| self.show(StatusCode::OK, judgement, after))
            }
            Err(refusal) if is_not_kept(&refusal) => self.conflict(&refusal),
            Err(refusal) => {
                after.problems.refused_about(field, &refusal);
                self.show(StatusCode::UNPROCESSABLE_ENTITY, Judgement::from(&refusal), after)
            }
        }
    }

    /// **Save**: all fields and notes, or none and what is wrong with each.
    fn save(&self, mut form: AppForm) -> Reply {
        let mut problems = Problems::default();
        if self.app.kind.has_keys() && form.has_key() {
            let why = "nothing is saved yet: press Add public key first, or empty this field";
            return self.refuse_key(why, form);
        }
        let now = mark(self.app);
        if form.seen.as_ref().is_some_and(|seen| *seen != now) {
            form.seen = Some(now);
            return self.changed_meanwhile(form);
        }
        let settings = form.settings(self.app, &self.site.shell.policy, &mut problems);
        let mut refusals = self.refusals(&settings, &form, &mut problems);
        let whole = self.would_save(settings.clone());
        if let (Err(refusal), true) = (&whole, problems.is_empty()) {
            problems.refused(refusal);
        }
        refusals.extend(whole.err());
        if !problems.is_empty() {
            let judgement = refusals.first().map(Judgement::from).unwrap_or_else(|| {
                let why = "a field of the form cannot be read";
                Judgement::refused("app.field", "create-oauth-application", why)
            });
            let after = Aftermath {
                problems,
                unsaved: self.unsaved(&form),
                form: Some(form),
                ..Aftermath::default()
            };
            return self.show(StatusCode::UNPROCESSABLE_ENTITY, judgement, after);
        }
        let saved = self.site.run(self.command(settings), self.received.now).and_then(|()| {
            self.changed_notes(&form).try_for_each(|note| self.site.run(note, self.received.now))
        });
        match saved {
            Ok(()) => {
                let judgement = shown("setup.save", "the app was saved");
                let after = Aftermath { told: Some(Told::Saved), ..Aftermath::default() };
                let (site, visitor, client_id) = (self.site, self.visitor, self.app.client_id);
                once::redirect(site, visitor, self.received, client_id, (&judgement, &after))
                    .unwrap_or_else(|| Reply::see_other(&paths::app(&client_id), judgement))
            }
            // Somebody else was faster, and deleted the app or a secret.
            Err(refusal) => self.conflict(&refusal),
        }
    }

    /// There is a key in the form, and the button does not say what is to become of it.
    fn refuse_key(&self, why: &'static str, form: AppForm) -> Reply {
        let mut problems = Problems::default();
        problems.about("key_pem", why);
        let unsaved = self.unsaved(&form);
        let after = Aftermath { problems, unsaved, form: Some(form), ..Aftermath::default() };
        let judgement = Judgement::refused("setup.key", "create-oauth-application", why);
        self.show(StatusCode::UNPROCESSABLE_ENTITY, judgement, after)
    }

    /// Somebody else has saved other settings since the page was shown. It is shown again with what was typed; saved once more,
    /// that counts.
    fn changed_meanwhile(&self, form: AppForm) -> Reply {
        let why = "this app was changed after this page was shown, in another tab or by somebody else. Your fields are kept as you \
                   typed them. To see what is saved now, open the app in a new tab; Save puts what you typed in its place";
        let mut problems = Problems::default();
        problems.general(why);
        let unsaved = self.unsaved(&form);
        let after = Aftermath { problems, unsaved, form: Some(form), ..Aftermath::default() };
        let judgement = Judgement::refused("setup.changed-meanwhile", "RFC 9110 §15.5.10", why);
        self.show(StatusCode::CONFLICT, judgement, after)
    }

    fn conflict(&self, refusal: &Refusal) -> Reply {
        self.visitor.refusal(self.site, StatusCode::CONFLICT, refusal)
    }

    /// What is wrong with each field, asked one by one: a save that changes that field and no other, and is not carried out.
    fn refusals(&self, new: &AppSettings, form: &AppForm, problems: &mut Problems) -> Vec<Refusal> {
        let now = &self.app.settings;
        let mut found = Vec::new();
        for note in self.changed_notes(form) {
            let id = note.secret;
            if let Err(refusal) = self.decide(note) {
                let secret = self.app.secret_by_id(id).map_or("", |secret| &secret.last_four);
                let name = format!("Note for the client secret ending in {secret}");
                problems.refused_one(note_field(id), name, &refusal);
                found.push(refusal);
            }
        }
        let mut wrong = |field: String, refusal: Refusal| {
            problems.refused_about(field, &refusal);
            found.push(refusal);
        };
        for (at, url) in form.redirect_urls.iter().enumerate().filter(|(_, url)| !url.is_empty()) {
            let again = form.redirect_urls.iter().take(at).any(|earlier| earlier == url);
            let redirect_urls = vec![url.clone(); if again { 2 } else { 1 }];
            if let Err(refusal) = self.would_save(AppSettings { redirect_urls, ..now.clone() }) {
                wrong(redirect_field_id(at), refusal);
            }
        }
        let alone = |change: &dyn Fn(&mut AppSettings)| {
            let mut settings = now.clone();
            change(&mut settings);
            settings
        };
        for (field, settings) in [
            ("absolute", alone(&|s| s.absolute_seconds = new.absolute_seconds)),
            ("inactivity", alone(&|s| s.inactivity_seconds = new.inactivity_seconds)),
            ("logo", alone(&|s| s.logo = new.logo.clone())),
            ("name", alone(&|s| s.name = new.name.clone())),
            ("description", alone(&|s| s.description = new.description.clone())),
            ("description_url", alone(&|s| s.description_url = new.description_url.clone())),
            ("developer_name", alone(&|s| s.developer_name = new.developer_name.clone())),
            ("developer_email", alone(&|s| s.developer_email = new.developer_email.clone())),
            (
                "privacy_policy_url",
                alone(&|s| s.privacy_policy_url = new.privacy_policy_url.clone()),
            ),
        ] {
            if let Err(refusal) = self.would_save(settings) {
                wrong(field.to_owned(), refusal);
            }
        }
        found
    }

    fn unsaved(&self, form: &AppForm) -> Unsaved {
        // A field that cannot be read was typed, too.
        let mut problems = Problems::default();
        let typed = AppForm { logo: None, ..form.clone() };
        let settings = typed.settings(self.app, &self.site.shell.policy, &mut problems);
        Unsaved {
            fields: !problems.is_empty()
                || settings != self.app.settings
                || !form.key_pem.trim().is_empty()
                || self.changed_notes(form).next().is_some(),
            logo: form.logo.is_some(),
            key_file: form.key_file.is_some(),
        }
    }

    fn changed_notes<'f>(&'f self, form: &'f AppForm) -> impl Iterator<Item = NoteSecret> + 'f {
        let is_new = |(id, note): &(&SecretId, &String)| {
            self.app.secret_by_id(**id).is_some_and(|secret| secret.note != **note)
        };
        form.notes.iter().filter(is_new).map(|(id, note)| NoteSecret {
            tenant: self.site.tenant.clone(),
            actor: self.visitor.actor(),
            client_id: self.app.client_id,
            secret: *id,
            note: note.clone(),
        })
    }

    fn command(&self, settings: AppSettings) -> SaveApp {
        SaveApp {
            tenant: self.site.tenant.clone(),
            actor: self.visitor.actor(),
            client_id: self.app.client_id,
            settings,
        }
    }

    fn would_save(&self, settings: AppSettings) -> Result<(), Refusal> {
        self.decide(self.command(settings))
    }

    fn decide<C: Command>(&self, command: C) -> Result<C::Outcome, Refusal> {
        self.site.shell.ledger().authority().decide(command, self.received.now).answer
    }

    fn show_again(&self, form: AppForm) -> Reply {
        let unsaved = self.unsaved(&form);
        let after = Aftermath { unsaved, form: Some(form), ..Aftermath::default() };
        self.show(
            StatusCode::OK,
            shown("setup.app", "one redirect URL more or less to fill in"),
            after,
        )
    }

    fn show(&self, status: StatusCode, judgement: Judgement, after: Aftermath) -> Reply {
        show_app(self.site, self.visitor, self.app.client_id, status, judgement, after)
    }
}
