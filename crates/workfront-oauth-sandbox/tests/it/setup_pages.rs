//! Setup and the inspector without a browser: who gets in, what a form may hold, and what each page is sent with.

use serde_json::json;
use workfront_oauth_sandbox::authority::AppKind;
use workfront_oauth_sandbox::defects::Defect;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::policy::choice::{SinglePageFields, Wording};
use workfront_oauth_sandbox::{Sandbox, SandboxBuilder};

use crate::client::{Answer, Request, between, get, post_form, request};
use crate::flow::{authorization, spa, web};

pub(crate) const APPS: &str = "/setup/oauth2-applications";
pub(crate) const NEW: &str = "/setup/oauth2-applications/new";

/// Somebody's browser, as far as these pages need one.
pub(crate) struct Person<'a> {
    sandbox: &'a Sandbox,
    cookie: String,
}

impl<'a> Person<'a> {
    pub(crate) fn log_in(sandbox: &'a Sandbox, username: &str) -> Self {
        let user = sandbox.users().iter().find(|user| user.username == username).unwrap();
        let page = get(sandbox.url(), &format!("/login?to={APPS}")).send();
        let ticket = page.hidden("ticket");
        let form =
            [("username", username), ("password", &user.password), ("ticket", ticket.as_str())];
        let answer = post_form(sandbox.url(), "/login", &form).send();
        assert_eq!(answer.header("location"), Some(APPS));
        Self { sandbox, cookie: answer.cookie().unwrap().to_owned() }
    }

    pub(crate) fn send(&self, request: Request) -> Answer {
        request.with("cookie", &self.cookie).send()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(get(self.sandbox.url(), path))
    }

    pub(crate) fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.send(post_form(self.sandbox.url(), path, pairs))
    }

    /// The form of an app's page: fields, and files as `(name, bytes)`.
    pub(crate) fn submit(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Answer {
        self.send(request("POST", self.sandbox.url(), path).with_multipart(fields, files))
    }

    /// The page that `answer` leads to.
    pub(crate) fn follow(&self, answer: &Answer) -> Answer {
        assert_eq!(answer.status, 303, "{answer:?}");
        self.get(answer.header("location").unwrap())
    }

    /// The token that this session's forms carry.
    pub(crate) fn csrf(&self) -> String {
        self.get(NEW).hidden("csrf")
    }
}

pub(crate) fn app_page(client_id: &str) -> String {
    format!("{APPS}/{client_id}")
}

#[test]
fn every_page_is_sent_with_what_keeps_it_to_itself() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let app = app_page(&web(&sandbox).client_id);
    let consent = authorization(web(&sandbox), &[]);
    let wrong = authorization(web(&sandbox), &[("redirect_uri", "https://other.example/")]);
    for (path, status) in [
        ("/", 200),
        (APPS, 200),
        (NEW, 200),
        (app.as_str(), 200),
        (&format!("{app}/delete"), 200),
        ("/setup/oauth2-applications/none", 404),
        ("/inspector", 200),
        ("/login", 200),
        (consent.as_str(), 200),
        (wrong.as_str(), 400),
    ] {
        let page = admin.get(path);
        assert_eq!(page.status, status, "{path}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(page.header("x-frame-options"), Some("DENY"), "{path}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{path}: {policy}");
        for part in ["form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!page.body.contains("<script") && !page.body.contains(" style="), "{path}");
    }
    let page = admin.get(APPS);
    let stylesheet = between(&page.body, "<link rel=\"stylesheet\" href=\"", "\"");
    let answer = get(sandbox.url(), stylesheet).send();
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("text/css; charset=utf-8"))
    );
    assert!(answer.header("cache-control").unwrap().contains("immutable"));
    assert_eq!(get(sandbox.url(), "/assets/0000000000000000.css").send().status, 404);
}

#[test]
fn nobody_but_an_administrator_gets_in() {
    let sandbox = Sandbox::start();
    let planner = Person::log_in(&sandbox, "planner");
    let app = app_page(&web(&sandbox).client_id);
    let delete = format!("{app}/delete");
    for path in [APPS, NEW, &app, &delete, "/inspector"] {
        let stranger = get(sandbox.url(), path).send();
        assert_eq!(stranger.status, 303, "{path}");
        assert!(stranger.header("location").unwrap().starts_with("/login?to=%2F"), "{path}");
        let refused = planner.get(path);
        assert_eq!(refused.status, 403, "{path}");
        assert!(!refused.body.contains(&web(&sandbox).client_id), "{path}");
    }
    for path in [NEW, &app, &delete, "/setup/private-key"] {
        assert_eq!(post_form(sandbox.url(), path, &[]).send().status, 403, "{path}");
        assert_eq!(planner.post(path, &[]).status, 403, "{path}");
    }
}

/// create-oauth-application: from the menu to **Setup**, **System**, **OAuth2 Applications**, and a button there.
#[test]
fn an_app_is_created_under_setup_system_oauth2_applications() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let home = admin.get("/");
    let menu = between(&home.body, "<nav ", "</nav>");
    let (_, setup) = menu.split_once("<h2>Setup</h2>").unwrap();
    let system = between(setup, "<h3>System</h3>", "<h2>");
    let list = between(system, "href=\"", "\">OAuth2 Applications</a>");
    let page = admin.get(list);
    assert_eq!(between(&page.body, "<h1>", "</h1>"), "OAuth2 Applications");
    let crumbs = between(&page.body, "<ol class=\"crumbs\"", "</ol>");
    assert!(crumbs.ends_with("<li>Setup</li><li>System</li>"), "{crumbs}");
    let button = between(&page.body, "<a class=\"button primary\" ", "</a>");
    let new = admin.get(between(button, "href=\"", "\">Create app integration"));
    let form = between(&new.body, "<form class=\"panel\" method=\"post\" ", "</form>");
    let csrf = new.hidden("csrf");
    let sent = [("csrf", &*csrf), ("type", "web"), ("name", "Made by hand")];
    let created = admin.follow(&admin.post(between(form, "action=\"", "\""), &sent));
    assert!(created.body.contains("<h1><bdi>Made by hand</bdi></h1>"), "{}", created.body);
    assert!(admin.get(list).body.contains("<bdi>Made by hand</bdi>"));
}

#[test]
fn an_app_is_created_filled_in_and_deleted_by_forms_alone() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let csrf = admin.csrf();
    let created = admin.post(NEW, &[("csrf", &csrf), ("type", "web"), ("name", "Planner")]);
    let created = admin.follow(&created);
    let client_id =
        between(&created.body, "id=\"client_id\" class=\"mono\" type=\"text\" value=\"", "\"");
    let field = between(&created.body, "<textarea id=\"new_client_secret\"", "</textarea>");
    let (_, secret) = field.split_once('>').unwrap();
    let note = between(&created.body, "name=\"note:", "\"");
    let page = app_page(client_id);
    let saved = admin.submit(
        &page,
        &[
            ("csrf", &csrf),
            ("action", "save"),
            (&format!("note:{note}"), "for staging"),
            ("redirect_url", "https://app.example/cb"),
            ("redirect_url", ""),
            ("rotation", "on"),
            ("absolute", "86400"),
            ("inactivity", "0"),
            ("name", "Planner 2"),
            ("description", "two\r\nlines"),
        ],
        &[("logo", b"GIF89a\x01\x00\x01\x00")],
    );
    assert_eq!(saved.status, 303, "{}", saved.body);
    let (settings, noted, last_four) = sandbox.state(|state| {
        let tenant = "myorganization.my".parse().unwrap();
        let app = state.environment(&tenant).unwrap().app(client_id.parse().unwrap()).unwrap();
        (app.settings.clone(), app.secrets[0].note.clone(), app.secrets[0].last_four.clone())
    });
    assert_eq!(settings.name, "Planner 2");
    assert_eq!(settings.description, "two\nlines");
    assert_eq!(settings.redirect_urls, ["https://app.example/cb"]);
    assert_eq!((settings.rotation, settings.absolute_seconds), (true, Some(86_400)));
    assert_eq!(settings.logo.unwrap().media_type(), "image/gif");
    assert_eq!(noted, "for staging");
    assert!(secret.ends_with(&last_four));
    assert!(!admin.get(&page).body.contains(secret));

    assert_eq!(admin.post(&format!("{page}/delete"), &[("csrf", &csrf)]).status, 303);
    assert_eq!(admin.get(&page).status, 404);
}

#[test]
fn forms_that_are_none_change_nothing() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let csrf = admin.csrf();
    let (app, machine) =
        (app_page(&web(&sandbox).client_id), app_page(&sandbox.apps()[2].client_id));
    let before = sandbox.state(|state| state.clone());
    let long = "x".repeat(5_000);
    let url = web(&sandbox).redirect_uris[0].as_str();
    let complete = [
        ("csrf", csrf.as_str()),
        ("action", "save"),
        ("name", "Planner"),
        ("redirect_url", url),
        ("absolute", "0"),
        ("inactivity", "0"),
    ];
    // The complete form with one field in place of its own, or more.
    let with = |name, value| {
        let mut fields: Vec<_> = complete.into_iter().filter(|(known, _)| *known != name).collect();
        fields.push((name, value));
        fields
    };
    for fields in [
        vec![],
        with("csrf", ""),
        with("csrf", "x"),
        with("action", ""),
        with("action", "explode"),
        with("action", "delete-secret:x"),
        with("action", "delete-secret:00000000000000000000000000000000"),
        with("action", "add-key"),
        with("name", ""),
        with("name", &long),
        with("name", "a\u{0}b"),
        with("absolute", "soon"),
        with("absolute", "90"),
        with("absolute", "18446744073709551615"),
        with("redirect_url", "javascript:alert(1)"),
        with("developer_name", "not a field of a web app"),
        [complete.as_slice(), &[("name", "twice")]].concat(),
        [complete.as_slice(), &[("csrf", csrf.as_str())]].concat(),
    ] {
        let answer = admin.submit(&app, &fields, &[]);
        assert!((400..500).contains(&answer.status), "{fields:?}: {}", answer.status);
    }
    for bytes in [&b"<svg onload='x'/>"[..], b"GIF", &[0; 300 * 1024]] {
        assert_eq!(admin.submit(&app, &complete, &[("logo", bytes)]).status, 422);
    }
    let refused = admin.submit(&machine, &complete, &[]);
    assert_eq!(refused.status, 422, "a machine app has no redirect URL");
    for (content_type, body) in [
        ("multipart/form-data", &b"--b--"[..]),
        ("multipart/form-data; boundary=b", b"--b\r\ncut"),
        ("multipart/form-data; boundary=b", b"\xff\xfe\x00"),
        ("application/x-www-form-urlencoded", b"csrf=x&action=save"),
        ("", b""),
    ] {
        let answer = admin.send(request("POST", sandbox.url(), &app).with_body(content_type, body));
        assert!((400..500).contains(&answer.status), "{content_type}: {}", answer.status);
    }
    for pairs in [
        &[("csrf", csrf.as_str()), ("type", "desktop"), ("name", "x")][..],
        &[("csrf", csrf.as_str()), ("type", "web"), ("name", " ")],
        &[("type", "web"), ("name", "x")],
    ] {
        assert!((400..500).contains(&admin.post(NEW, pairs).status), "{pairs:?}");
    }
    let key = [("csrf", csrf.as_str()), ("seal", &csrf), ("private_key_pem", "<script>")];
    assert_eq!(admin.post("/setup/private-key", &key).status, 403);
    for path in [NEW, "/setup/private-key", &format!("{app}/delete")] {
        let twice = [("csrf", csrf.as_str()), ("csrf", csrf.as_str())];
        assert_eq!(admin.post(path, &twice).status, 400, "{path}");
    }
    assert_eq!(sandbox.state(|state| state.clone()), before);
    assert_eq!(admin.submit(&app, &complete, &[]).status, 303, "the control");
    assert_ne!(sandbox.state(|state| state.clone()), before);
}

#[test]
fn a_page_with_a_new_secret_is_shown_again_by_the_defect() {
    let sandbox = Sandbox::builder().with_defect(Defect::SecretShownAgain).start().unwrap();
    let admin = Person::log_in(&sandbox, "admin");
    let csrf = admin.csrf();
    let created = admin.post(NEW, &[("csrf", &*csrf), ("type", "web"), ("name", "Nightly")]);
    let pages = [admin.follow(&created).body, admin.follow(&created).body];
    assert!(pages.iter().all(|page| page.contains("id=\"new_client_secret\"")));
}

#[test]
fn a_page_with_a_new_secret_is_shown_once_and_does_nothing_when_loaded_again() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let elsewhere = Person::log_in(&sandbox, "admin");
    let csrf = admin.csrf();
    let create = [("csrf", &*csrf), ("type", "machine"), ("name", "Nightly")];
    let created = admin.post(NEW, &create);
    let (client_id, _) =
        created.header("location").unwrap()[APPS.len() + 1..].split_once('?').unwrap();
    let page = app_page(client_id);
    let press = |action| {
        let fields = [("csrf", &*csrf), ("action", action), ("name", "typed, not saved")];
        admin.submit(&page, &fields, &[])
    };
    let shown_once = |answer: &Answer, mark: &str| {
        let location = answer.header("location").unwrap();
        assert!(!elsewhere.get(location).body.contains(mark), "another session is shown no secret");
        let first = admin.follow(answer).body;
        assert!(first.contains(mark) && first.contains("role=\"status\""), "{first}");
        let again = admin.follow(answer).body;
        assert!(!again.contains(mark) && again.contains("<h1><bdi>Nightly</bdi></h1>"), "{again}");
        let journal = serde_json::to_string(&sandbox.journal(0)).unwrap();
        assert!(!journal.contains(location.split_once("ticket=").unwrap().1), "masked");
    };
    shown_once(&created, "id=\"new_client_secret\"");
    shown_once(&press("add-secret"), "id=\"new_client_secret\"");
    shown_once(&press("generate-key"), "id=\"private_key_pem\"");
    assert_eq!(press("add-key").status, 422, "a refusal is told at once");
    let counted = sandbox.state(|state| {
        let tenant = "myorganization.my".parse().unwrap();
        let app = state.environment(&tenant).unwrap().app(client_id.parse().unwrap()).unwrap();
        (app.secrets.len(), app.keys.len())
    });
    assert_eq!(counted, (2, 1));
}

#[test]
fn a_private_key_comes_back_as_a_file_and_leaves_no_trace() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let csrf = admin.csrf();
    let created = admin.post(NEW, &[("csrf", &csrf), ("type", "machine"), ("name", "Nightly")]);
    let created = admin.follow(&created);
    let client_id =
        between(&created.body, "id=\"client_id\" class=\"mono\" type=\"text\" value=\"", "\"");
    let page = app_page(client_id);
    let generated = admin.submit(&page, &[("csrf", &csrf), ("action", "generate-key")], &[]);
    let generated = admin.follow(&generated);
    let (_, pem) = generated.body.split_once("aria-describedby=\"private-hint\">").unwrap();
    let (pem, _) = pem.split_once("</textarea>").unwrap();
    let seal = generated.hidden("seal");
    let send = |pem: &str, seal: &str| {
        let form = [("seal", seal), ("private_key_pem", pem)];
        post_form(sandbox.url(), "/setup/private-key", &form).send()
    };
    // Without the cookie: a key that is shown once is not lost with a session that ends.
    let file = send(pem, &seal);
    assert_eq!(send(&pem.replacen('A', "B", 1), &seal).status, 403);
    assert_eq!(send("<script>", &seal).status, 403);
    assert_eq!(send(pem, "").status, 403);
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"private.key\""));
    assert_eq!(file.body.trim(), pem.trim());
    let journal = serde_json::to_string(&sandbox.journal(0)).unwrap();
    let middle = pem.lines().nth(5).unwrap();
    assert!(!journal.contains(middle), "masked");
}

#[test]
fn what_is_wrong_is_told_in_the_words_of_the_page() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let csrf = admin.csrf();
    let spa = app_page(&sandbox.app(AppKind::SinglePage).unwrap().client_id);
    let long = format!("http://app.example/{}", "x".repeat(1_900));
    let answer = admin.submit(
        &spa,
        &[
            ("csrf", &csrf),
            ("action", "save"),
            ("name", "\u{3164}"),
            ("developer_name", &"n".repeat(256)),
            ("developer_email", "nobody"),
            ("privacy_policy_url", "privacy"),
            ("redirect_url", &long),
            ("redirect_url", "https://app.example/cb"),
            ("redirect_url", "https://app.example/cb"),
        ],
        &[],
    );
    assert_eq!(answer.status, 422);
    let summary = between(&answer.body, "id=\"problems\"", "</ul>");
    for told in [
        "#name\">Name: The name has nothing that can be seen.",
        "#developer_name\">Developer name: Has more than 255 characters.",
        "#developer_email\">Developer email address: Must be an email address, as name@example.com.",
        "#privacy_policy_url\">Privacy policy URL: Must be an http or https URL",
        "#redirect_url-1\">Redirect URL 1: Has http: and is not a loopback address.",
        "#redirect_url-3\">Redirect URL 3: Is there twice.",
    ] {
        assert!(summary.contains(told), "{told}: {summary}");
    }
    assert!(!summary.contains("redirect_url-2"), "the first of the two may stay");
    assert_eq!(answer.body.matches(&long).count(), 1, "in its field, and nowhere else");

    let web = app_page(&sandbox.app(AppKind::Web).unwrap().client_id);
    admin.submit(&web, &[("csrf", &csrf), ("action", "add-secret"), ("name", "Web")], &[]);
    let page = admin.get(&web).body;
    let notes: Vec<_> = page.split("name=\"").filter(|part| part.starts_with("note:")).collect();
    let [first, second] = [0, 1].map(|at| notes[at].split('"').next().unwrap());
    let note = "x".repeat(65);
    let answer = admin.submit(
        &web,
        &[("csrf", &csrf), ("action", "save"), ("name", "Web"), (first, &note), (second, &note)],
        &[],
    );
    let summary = between(&answer.body, "id=\"problems\"", "</ul>");
    assert_eq!(summary.matches("Note for the client secret ending in ").count(), 2);

    let machine = app_page(&sandbox.app(AppKind::Machine).unwrap().client_id);
    let press = || {
        admin.submit(&machine, &[("csrf", &csrf), ("action", "generate-key"), ("name", "M")], &[])
    };
    press();
    let answer = press();
    assert!(answer.body.contains("public keys up to its limit of 1; delete one first"));
}

#[test]
fn the_settings_of_the_pages_change_them() {
    let seen = |change: fn(&mut Policy)| {
        let mut policy = Policy::default();
        change(&mut policy);
        let sandbox = Sandbox::builder().with_policy(policy).start().unwrap();
        let admin = Person::log_in(&sandbox, "admin");
        let (new, list) = (admin.get(NEW), admin.get(APPS));
        let page = admin.get(&app_page(&spa(&sandbox).client_id));
        let lines = |name: &str| {
            between(&page.body, &format!("<select id=\"{name}\""), "</select>")
                .matches("<option")
                .count()
        };
        json!([
            new.body.contains("Machine to Machine"),
            lines("absolute"),
            lines("inactivity"),
            page.body.contains("name=\"description_url\""),
            page.body.contains("name=\"developer_name\""),
            between(&list.body, "id=\"count\">", " OAuth2"),
        ])
    };
    assert_eq!(seen(|_| {}), json!([false, 7, 6, true, true, "3 of 10"]));
    let wording: fn(&mut Policy) = |policy| policy.wording = Wording::Today;
    assert_eq!(seen(wording), json!([true, 7, 6, true, true, "3 of 10"]));
    let absolute: fn(&mut Policy) = |policy| policy.absolute_choices = vec![0, 90];
    assert_eq!(seen(absolute), json!([false, 2, 6, true, true, "3 of 10"]));
    let inactivity: fn(&mut Policy) = |policy| policy.inactivity_choices = vec![0, 90];
    assert_eq!(seen(inactivity), json!([false, 7, 2, true, true, "3 of 10"]));
    let page: fn(&mut Policy) = |policy| policy.spa_fields = SinglePageFields::Page;
    assert_eq!(seen(page), json!([false, 7, 6, true, false, "3 of 10"]));
    let today: fn(&mut Policy) = |policy| policy.spa_fields = SinglePageFields::Today;
    assert_eq!(seen(today), json!([false, 7, 6, false, true, "3 of 10"]));
    let limit: fn(&mut Policy) = |policy| policy.app_limit = 4;
    assert_eq!(seen(limit), json!([false, 7, 6, true, true, "3 of 4"]));
}

#[test]
fn what_hangs_on_the_pages_can_be_broken() {
    let name = "<b>Planner</b>";
    let heading = |builder: SandboxBuilder| {
        let sandbox = builder.start().unwrap();
        let admin = Person::log_in(&sandbox, "admin");
        let csrf = admin.csrf();
        let page = app_page(&spa(&sandbox).client_id);
        let url = spa(&sandbox).redirect_uris[0].clone();
        let saved = admin.submit(
            &page,
            &[
                ("csrf", &csrf),
                ("action", "save"),
                ("name", name),
                ("redirect_url", &url),
                ("absolute", "0"),
                ("inactivity", "0"),
            ],
            &[],
        );
        assert_eq!(saved.status, 303, "{}", saved.body);
        let consent = admin.get(&authorization(spa(&sandbox), &crate::flow::pkce()));
        let heading = between(&consent.body, "<h1>", "</h1>").to_owned();
        json!([heading.contains(name), heading.contains("&#60;b&#62;Planner&#60;/b&#62;")])
    };
    assert_eq!(heading(Sandbox::builder()), json!([false, true]));
    assert_eq!(
        heading(Sandbox::builder().with_defect(Defect::UnescapedName)),
        json!([true, false])
    );
}
