//! Where a page leads on to when an address is mistyped, a page is out of date, or somebody may not see it.

use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::policy::choice::Delivery;

use crate::client::{Answer, between, get, post_form};
use crate::flow::{authorization, web};
use crate::setup_pages::{APPS, NEW, Person, app_page};

/// Where the link below the words of a notice leads.
fn way_on(page: &Answer) -> &str {
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{page:?}");
    let main = between(&page.body, "<main", "</main>");
    between(main, "<p class=\"lead\"><a href=\"", "\"")
}

#[test]
fn a_mistyped_address_is_a_page_for_a_browser() {
    let sandbox = Sandbox::start();
    for path in ["/nope", "/setup/nope", "/integrations/oauth2/nope"] {
        let accept = "text/html,application/xhtml+xml,*/*;q=0.8";
        let page = get(sandbox.url(), path).with("accept", accept).send();
        assert_eq!((page.status, way_on(&page)), (404, "/"), "{path}");
        let plain = get(sandbox.url(), path).with("accept", "*/*").send();
        assert_eq!(plain.status, 404);
        assert_eq!(plain.header("content-type"), Some("text/plain; charset=utf-8"), "{path}");
    }
    for (path, to) in [
        ("/setup", APPS),
        ("/setup/", APPS),
        ("/setup/oauth2-applications/", APPS),
        ("/inspector/", "/inspector"),
    ] {
        let redirect = get(sandbox.url(), path).send();
        assert_eq!((redirect.status, redirect.header("location")), (303, Some(to)), "{path}");
    }
}

#[test]
fn a_page_that_is_out_of_date_leads_on() {
    let sandbox = Sandbox::start();
    let admin = Person::log_in(&sandbox, "admin");
    let app = app_page(&web(&sandbox).client_id);
    for path in [app.as_str(), &format!("{app}/delete"), NEW] {
        let told = match path == app {
            true => admin.submit(path, &[("csrf", "x")], &[]),
            false => admin.post(path, &[("csrf", "x")]),
        };
        assert_eq!((told.status, way_on(&told)), (403, path));
    }
    for (path, to) in [("/login", "/login"), ("/sso/log-in", "/login")] {
        let told = post_form(sandbox.url(), path, &[("ticket", "old")]).send();
        assert_eq!((told.status, way_on(&told)), (400, to), "{path}");
    }
    let told = admin.post("/integrations/oauth2/consent", &[("ticket", "old")]);
    assert_eq!((told.status, way_on(&told)), (400, "/"));
}

#[test]
fn nobody_is_offered_what_they_may_not_see() {
    let mut policy = Policy::default();
    policy.denial_delivery = Delivery::Page;
    let sandbox = Sandbox::builder().with_policy(policy).start().unwrap();
    let planner = Person::log_in(&sandbox, "planner");
    let (home, refused) = (planner.get("/"), planner.get(APPS));
    assert!(!home.body.contains(APPS) && !home.body.contains("href=\"/inspector\""));
    assert_eq!((refused.status, way_on(&refused)), (403, "/"));
    let home = Person::log_in(&sandbox, "admin").get("/");
    assert!(home.body.contains(APPS) && home.body.contains("href=\"/inspector\""));

    let consent = planner.get(&authorization(web(&sandbox), &[]));
    let form = [("ticket", consent.hidden("ticket")), ("decision", "deny".to_owned())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    let denied = planner.post("/integrations/oauth2/consent", &form);
    assert_eq!((denied.status, way_on(&denied)), (403, "/"));
}
