//! The forms of Setup when a person clicks twice, has two tabs open, leaves something unsaved or loads a page again.

use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::authority::App;
use workfront_oauth_sandbox::policy::Policy;

use crate::client::{Answer, between};
use crate::flow::web;
use crate::setup_pages::{APPS, NEW, Person, app_page};

/// The app with this page, as it is.
fn app(sandbox: &Sandbox, page: &str) -> App {
    let client_id = page.rsplit('/').next().unwrap().parse().unwrap();
    sandbox.state(|state| {
        let tenant = "myorganization.my".parse().unwrap();
        state.environment(&tenant).unwrap().app(client_id).unwrap().clone()
    })
}

/// A form of a page that is open in a tab.
struct Tab<'a> {
    admin: &'a Person<'a>,
    page: String,
    hidden: [(&'static str, String); 3],
}

impl<'a> Tab<'a> {
    fn open(admin: &'a Person<'a>, page: &str) -> Self {
        let shown = admin.get(page);
        let page = page.split('?').next().unwrap().to_owned();
        let hidden = ["csrf", "ticket", "seen"].map(|name| (name, shown.hidden(name)));
        Self { admin, page, hidden }
    }

    fn press(&self, action: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let hidden = self.hidden.iter().map(|(name, value)| (*name, value.as_str()));
        let always = [("action", action), ("absolute", "0"), ("inactivity", "0")];
        let fields: Vec<_> = hidden.chain(always).chain(fields.iter().copied()).collect();
        self.admin.submit(&self.page, &fields, files)
    }
}

/// A machine app, made on the pages: its page.
fn machine(admin: &Person<'_>) -> String {
    let csrf = admin.csrf();
    let created = admin.post(NEW, &[("csrf", &*csrf), ("type", "machine"), ("name", "Nightly")]);
    created.header("location").unwrap().split('?').next().unwrap().to_owned()
}

const PEM: &str = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----";

#[test]
fn a_second_click_makes_no_second_app_secret_or_key() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let new = admin.get(NEW);
    let (csrf, ticket) = (new.hidden("csrf"), new.hidden("ticket"));
    let form = [("csrf", &*csrf), ("ticket", &*ticket), ("type", "machine"), ("name", "Nightly")];
    let (first, second) = (admin.post(NEW, &form), admin.post(NEW, &form));
    assert_eq!((first.status, first.header("location")), (303, second.header("location")));
    assert!(admin.follow(&second).body.contains("id=\"new_client_secret\""));
    let list = admin.get(APPS).body;
    assert_eq!(list.matches("<bdi>Nightly</bdi>").count(), 1);

    let page = second.header("location").unwrap().split('?').next().unwrap().to_owned();
    for (action, mark) in
        [("add-secret", "id=\"new_client_secret\""), ("generate-key", "id=\"private_key_pem\"")]
    {
        let tab = Tab::open(&admin, &page);
        let name = [("name", "Nightly")];
        let (first, second) = (tab.press(action, &name, &[]), tab.press(action, &name, &[]));
        assert_eq!((first.status, first.header("location")), (303, second.header("location")));
        // Another button before the page was seen: what is shown once comes first.
        let save = tab.press("save", &name, &[]);
        assert_eq!(save.header("location"), first.header("location"), "{save:?}");
        let elsewhere = Person::log_in(&sandbox, "admin");
        assert!(!elsewhere.get(first.header("location").unwrap()).body.contains(mark));
        assert!(admin.follow(&second).body.contains(mark));
        assert!(!admin.follow(&second).body.contains(mark), "once");
        // Seen, and then another button of the same page: that is pressed.
        assert!(tab.press("save", &name, &[]).header("location").unwrap().contains("?ticket="));
    }
    let made = app(&sandbox, &page);
    assert_eq!((made.secrets.len(), made.keys.len()), (2, 1));
    let other = Tab::open(&admin, &page).press("add-secret", &[("name", "Nightly")], &[]);
    assert_eq!((other.status, app(&sandbox, &page).secrets.len()), (303, 3), "another page");

    let delete = format!("{page}/delete");
    let asked = admin.get(&delete);
    let form = [("csrf", asked.hidden("csrf")), ("ticket", asked.hidden("ticket"))];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    let (first, second) = (admin.post(&delete, &form), admin.post(&delete, &form));
    assert_eq!((first.status, first.header("location")), (303, second.header("location")));
}

#[test]
fn a_key_that_was_not_added_is_not_dropped() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let page = machine(&admin);
    let tab = Tab::open(&admin, &page);
    let pasted = [("name", "Renamed"), ("key_pem", PEM)];
    let file = [("key_file", PEM.as_bytes())];
    let problem = |answer: Answer| {
        assert_eq!(answer.status, 422, "{answer:?}");
        assert!(answer.body.contains("id=\"key_pem-wrong\""), "{}", answer.body);
        answer.body
    };
    assert!(problem(tab.press("save", &pasted, &[])).contains("AAAA"), "what was pasted is kept");
    let saved = problem(tab.press("save", &[("name", "Renamed")], &file));
    assert!(saved.contains("The file of the key was not added: choose it again."), "{saved}");
    let both = problem(tab.press("add-key", &pasted, &file));
    assert!(both.contains("one of the two only"), "{both}");
    assert_eq!(
        (&*app(&sandbox, &page).settings.name, app(&sandbox, &page).keys.len()),
        ("Nightly", 0)
    );

    let other = [("name", "Nightly"), ("key_pem", PEM)];
    let shown = admin.follow(&tab.press("add-secret", &other, &[])).body;
    assert!(shown.contains("AAAA") && shown.contains("is not saved yet"), "{shown}");
    let tab = Tab::open(&admin, &page);
    let shown = admin.follow(&tab.press("add-secret", &[("name", "Nightly")], &file)).body;
    assert!(shown.contains("The file of the key was not added: choose it again."), "{shown}");
    assert!(!shown.contains("What you typed in other fields"), "{shown}");
    let refused = problem(tab.press("add-key", &other, &[]));
    assert!(!refused.contains("id=\"unsaved\""), "the button is about nothing else");
}

#[test]
fn a_logo_that_was_not_saved_is_asked_for_again() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let page = app_page(&web(&sandbox).client_id);
    let url = web(&sandbox).redirect_uris[0].as_str();
    let logo = [("logo", &b"GIF89a\x01\x00\x01\x00"[..])];
    let tab = Tab::open(&admin, &page);
    let name = app(&sandbox, &page).settings.name;
    let fields = [("name", &*name), ("redirect_url", url)];
    assert_eq!(tab.press("save", &fields, &[]).status, 303);
    let tab = Tab::open(&admin, &page);
    let asks = "The logo is not saved: choose it again.";
    for (action, fields, files, asked, typed) in [
        ("add-redirect-url", &fields, &logo[..], true, false),
        ("remove-redirect-url:1", &fields, &[], false, true),
        ("add-redirect-url", &fields, &[], false, false),
        ("save", &[("name", ""), ("redirect_url", url)], &logo, true, true),
        ("save", &[("name", ""), ("redirect_url", url)], &[], false, true),
    ] {
        let shown = tab.press(action, fields, files).body;
        assert_eq!(shown.contains(asks), asked, "{action}: {shown}");
        assert_eq!(shown.contains("What you typed in other fields"), typed, "{action}: {shown}");
    }
}

#[test]
fn a_page_that_is_loaded_again_keeps_what_was_typed() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let page = machine(&admin);
    let typed = [("name", "Nightly"), ("description", "typed, not saved")];
    let added = Tab::open(&admin, &page).press("add-secret", &typed, &[]);
    let location = added.header("location").unwrap();
    assert!(admin.get(location).body.contains("id=\"new_client_secret\""));
    for _ in 0..2 {
        let again = admin.get(location).body;
        assert!(again.contains("typed, not saved</textarea>") && again.contains("id=\"unsaved\""));
        assert!(!again.contains("id=\"new_client_secret\"") && !again.contains("class=\"told\""));
    }
    let elsewhere = Person::log_in(&sandbox, "admin");
    assert!(!elsewhere.get(location).body.contains("typed, not saved"));
    let saved = Tab::open(&admin, location).press("save", &[("name", "Saved")], &[]);
    assert_eq!(saved.status, 303, "{}", saved.body);
    assert!(!admin.get(location).body.contains("typed, not saved"), "saved since");
}

#[test]
fn of_two_tabs_the_second_to_save_is_told_of_the_first() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let page = machine(&admin);
    let (one, other) = (Tab::open(&admin, &page), Tab::open(&admin, &page));
    assert_eq!(one.press("save", &[("name", "One")], &[]).status, 303);
    let told = other.press("save", &[("name", "Other")], &[]);
    assert_eq!(told.status, 409, "{told:?}");
    assert!(told.body.contains("in another tab or by somebody else"), "{}", told.body);
    assert!(told.body.contains("value=\"Other\""), "what was typed is kept");
    assert_eq!(app(&sandbox, &page).settings.name, "One");
    // A button in between does not make the page a new one.
    let added = admin.follow(&other.press("add-secret", &[("name", "Other")], &[]));
    assert_eq!(added.hidden("seen"), other.hidden[2].1);
    let hidden = [
        ("csrf", other.hidden[0].1.clone()),
        ("ticket", told.hidden("ticket")),
        ("seen", told.hidden("seen")),
    ];
    let again = Tab { admin: &admin, page: page.clone(), hidden };
    assert_eq!(again.press("save", &[("name", "Other")], &[]).status, 303);
    assert_eq!(app(&sandbox, &page).settings.name, "Other");
}

#[test]
fn a_form_whose_session_is_over_is_not_lost_without_a_word() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let page = machine(&admin);
    let tab = Tab::open(&admin, &page);
    let out = admin.post("/logout", &[("csrf", &admin.csrf())]);
    assert_eq!(out.status, 303);
    let told = tab.press("save", &[("name", "Renamed")], &[]);
    assert_eq!((told.status, told.header("location")), (403, None));
    assert!(told.body.contains("You were logged out") && told.body.contains("target=\"_blank\""));
    assert!(
        told.body.contains(&format!("/login?to={}", page.replace('/', "%2F"))),
        "{}",
        told.body
    );
    assert_eq!(app(&sandbox, &page).settings.name, "Nightly");
}

#[test]
fn a_file_that_is_too_large_is_answered_with_a_page() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let page = app_page(&web(&sandbox).client_id);
    let large = vec![0; 600 * 1024];
    let told = Tab::open(&admin, &page).press("save", &[], &[("logo", &large)]);
    assert_eq!(told.status, 413);
    assert_eq!(told.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(told.body.contains("Nothing was saved."), "{}", told.body);
}

#[test]
fn a_description_keeps_its_empty_lines() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let page = machine(&admin);
    let typed = [("name", "Nightly"), ("description", "\n\n  third")];
    assert_eq!(Tab::open(&admin, &page).press("save", &typed, &[]).status, 303);
    let shown = admin.get(&page).body;
    let field =
        between(between(&shown, "<textarea id=\"description\"", "</textarea>"), ">", "third");
    assert_eq!(field, "\n\n\n  ", "the first line end is not part of a text area");
}

#[test]
fn create_says_at_once_that_there_is_no_room() {
    let mut policy = Policy::default();
    policy.app_limit = 4;
    let sandbox = Sandbox::builder().with_policy(policy).start().unwrap();
    let admin = Person::log_in(&sandbox, "admin");
    let create = "<button type=\"submit\" class=\"primary\"";
    let button = |page: &Answer| between(&page.body, create, ">").contains("disabled");
    assert!(!button(&admin.get(NEW)));
    machine(&admin);
    let full = admin.get(NEW);
    assert!(button(&full) && full.body.contains("All 4 OAuth2 applications are in use."));
}
