//! Logging in and consenting through the forms, as a browser does.

use std::time::Duration;

use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::policy::choice::{
    ConsentMemory, Delivery, IdentityProvider, LogInPage,
};
use workfront_oauth_sandbox::{Sandbox, UserAnnounced};

use crate::client::{Answer, get, post_form};
use crate::flow::{authorization, last_rule, redemption, web};

const LOG_IN: &str = "/login";
const CONSENT: &str = "/integrations/oauth2/consent";

/// The value of the hidden field `ticket` in a page.
pub(crate) fn ticket(page: &Answer) -> String {
    field(page, "ticket")
}

/// The value of a hidden field in a page.
pub(crate) fn field(page: &Answer, name: &str) -> String {
    let named = format!("name=\"{name}\"");
    let field = page.body.split(&named).nth(1).unwrap_or_else(|| panic!("no {name}: {page:?}"));
    field.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn planner(sandbox: &Sandbox) -> &UserAnnounced {
    sandbox.users().iter().find(|user| user.username == "planner").unwrap()
}

fn sandbox_with(change: impl FnOnce(&mut Policy)) -> Sandbox {
    let mut policy = Policy::default();
    change(&mut policy);
    Sandbox::builder().with_policy(policy).start().unwrap()
}

/// Logs `planner` in on the way to the web app: the cookie, and the consent page.
fn log_in(sandbox: &Sandbox) -> (String, Answer) {
    let (cookie, address) = session(sandbox);
    let consent = get(sandbox.url(), &address).with("cookie", &cookie).send();
    (cookie, consent)
}

/// The same: the cookie, and the address of the consent page.
fn session(sandbox: &Sandbox) -> (String, String) {
    let page = get(sandbox.url(), &authorization(web(sandbox), &[("state", "s")])).send();
    assert_eq!(page.status, 200);
    let user = planner(sandbox);
    let fields = [
        ("ticket", ticket(&page)),
        ("username", user.username.clone()),
        ("password", user.password.clone()),
    ];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = post_form(sandbox.url(), LOG_IN, &fields).send();
    assert_eq!(answer.status, 303, "{answer:?}");
    let cookie = answer.cookie().unwrap().to_owned();
    assert!(answer.header("set-cookie").unwrap().contains("HttpOnly; SameSite=Lax"));
    (cookie, answer.header("location").unwrap().to_owned())
}

fn decide(sandbox: &Sandbox, cookie: &str, ticket: &str, decision: &str) -> Answer {
    post_form(sandbox.url(), CONSENT, &[("ticket", ticket), ("decision", decision)])
        .with("cookie", cookie)
        .send()
}

#[test]
fn a_person_logs_in_and_allows_access() {
    let sandbox = sandbox_with(|_| {});
    let (cookie, consent) = log_in(&sandbox);
    assert_eq!(consent.status, 200, "{consent:?}");
    for header in ["content-security-policy", "x-frame-options", "cache-control", "referrer-policy"]
    {
        assert!(consent.header(header).is_some(), "{header}");
    }
    let callback = decide(&sandbox, &cookie, &ticket(&consent), "allow");
    assert_eq!(callback.status, 303);
    assert_eq!(callback.in_location("state").as_deref(), Some("s"));
    let code = callback.in_location("code").unwrap();
    assert_eq!(redemption(&sandbox, &code).send().status, 200);
    // Remembered: neither page is shown again.
    let again =
        get(sandbox.url(), &authorization(web(&sandbox), &[])).with("cookie", &cookie).send();
    assert!(again.in_location("code").is_some());
}

#[test]
fn cancel_tells_the_app() {
    let sandbox = sandbox_with(|_| {});
    let (cookie, consent) = log_in(&sandbox);
    let callback = decide(&sandbox, &cookie, &ticket(&consent), "deny");
    assert_eq!(callback.in_location("error").as_deref(), Some("access_denied"));
    assert_eq!(callback.in_location("state").as_deref(), Some("s"));
    assert_eq!(callback.in_location("code"), None);
}

#[test]
fn cancel_may_end_on_a_page() {
    let sandbox = sandbox_with(|policy| policy.denial_delivery = Delivery::Page);
    let (cookie, consent) = log_in(&sandbox);
    let page = decide(&sandbox, &cookie, &ticket(&consent), "deny");
    assert_eq!((page.status, page.header("location")), (403, None));
}

#[test]
fn a_ticket_is_good_once_and_in_its_own_session() {
    let sandbox = sandbox_with(|policy| policy.consent = ConsentMemory::Ask);
    let (cookie, consent) = log_in(&sandbox);
    let (other_cookie, other_consent) = log_in(&sandbox);
    let ticket_of = |page: &Answer| ticket(page);
    assert_eq!(decide(&sandbox, &other_cookie, &ticket_of(&consent), "allow").status, 400);
    assert_eq!(decide(&sandbox, "x=y", &ticket_of(&other_consent), "allow").status, 400);
    assert_eq!(decide(&sandbox, &cookie, "forged", "allow").status, 400);
    let good = ticket_of(&other_consent);
    let allowed = decide(&sandbox, &other_cookie, &good, "allow");
    assert_eq!(allowed.status, 303);
    assert_eq!(decide(&sandbox, &other_cookie, &good, "deny").status, 400);
    assert_eq!(decide(&sandbox, &cookie, &good, "allow").status, 400);
    let again = decide(&sandbox, &other_cookie, &good, "allow");
    assert_eq!(again.header("location"), allowed.header("location"), "the same form, sent twice");
    sandbox.advance(Duration::from_secs(30)).unwrap();
    assert_eq!(decide(&sandbox, &other_cookie, &good, "allow").status, 400);
    // Asked each time, although it was allowed before.
    let again =
        get(sandbox.url(), &authorization(web(&sandbox), &[])).with("cookie", &other_cookie).send();
    assert_eq!(again.status, 200);
}

/// Whoever clicks twice sends the form twice, and sees the second answer.
#[test]
fn a_second_click_leads_where_the_first_one_led() {
    let sandbox = sandbox_with(|policy| policy.consent = ConsentMemory::Ask);
    let page = get(sandbox.url(), &authorization(web(&sandbox), &[])).send();
    let (user, ticket_of_page) = (planner(&sandbox), ticket(&page));
    let send = |password: &str| {
        let fields = [
            ("ticket", ticket_of_page.as_str()),
            ("username", &user.username),
            ("password", password),
        ];
        post_form(sandbox.url(), LOG_IN, &fields).send()
    };
    let first = send(&user.password);
    let second = send(&user.password);
    assert_eq!((first.status, second.status), (303, 303));
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(first.cookie(), second.cookie(), "one session");
    assert_eq!(send("wrong").status, 400, "the ticket alone leads nowhere");

    let cookie = first.cookie().unwrap();
    let consent =
        get(sandbox.url(), first.header("location").unwrap()).with("cookie", cookie).send();
    let callback = decide(&sandbox, cookie, &ticket(&consent), "allow");
    let again = decide(&sandbox, cookie, &ticket(&consent), "allow");
    assert_eq!(callback.in_location("code"), again.in_location("code"), "one code");
    assert_eq!(last_rule(&sandbox), "page.again");
    let code = again.in_location("code").unwrap();
    assert_eq!(redemption(&sandbox, &code).send().status, 200);
}

#[test]
fn the_consent_page_after_log_in_may_be_loaded_again() {
    let sandbox = sandbox_with(|_| {});
    let (cookie, address) = session(&sandbox);
    let load = || get(sandbox.url(), &address).with("cookie", &cookie).send();
    let (first, again) = (load(), load());
    assert_eq!(again.status, 200, "{again:?}");
    assert_ne!(ticket(&first), ticket(&again), "its form is good once");
    assert_eq!(decide(&sandbox, &cookie, &ticket(&again), "allow").status, 303);
    assert!(load().in_location("code").is_some(), "allowed, and remembered");
    let (other_cookie, _) = log_in(&sandbox);
    let stranger = get(sandbox.url(), &address).with("cookie", &other_cookie).send();
    assert_eq!(stranger.status, 400, "in its own session");
}

#[test]
fn a_wrong_password_leads_nowhere() {
    let sandbox = sandbox_with(|_| {});
    let page = get(sandbox.url(), &authorization(web(&sandbox), &[])).send();
    let ticket = ticket(&page);
    for (username, password) in [("planner", "wrong"), ("nobody", "wrong"), ("", "")] {
        let fields = [("ticket", ticket.as_str()), ("username", username), ("password", password)];
        let answer = post_form(sandbox.url(), LOG_IN, &fields).send();
        assert_eq!((answer.status, answer.cookie()), (401, None));
    }
    assert_eq!(post_form(sandbox.url(), LOG_IN, &[("ticket", "forged")]).send().status, 400);
}

#[test]
fn log_in_may_be_asked_for_each_time() {
    let sandbox = sandbox_with(|policy| policy.log_in = LogInPage::Always);
    let (cookie, consent) = log_in(&sandbox);
    assert_eq!(decide(&sandbox, &cookie, &ticket(&consent), "allow").status, 303);
    let again =
        get(sandbox.url(), &authorization(web(&sandbox), &[])).with("cookie", &cookie).send();
    assert!(again.body.contains("name=\"password\""), "{again:?}");
}

#[test]
fn single_sign_on_opens_the_identity_providers_page() {
    let sandbox = sandbox_with(|policy| policy.identity_provider = IdentityProvider::SingleSignOn);
    let away = get(sandbox.url(), &authorization(web(&sandbox), &[])).send();
    let location = away.header("location").unwrap().to_owned();
    assert!(location.starts_with("/sso/log-in?ticket="), "{location}");
    let page = get(sandbox.url(), &location).send();
    let user = planner(&sandbox);
    let (ticket_of_page, password) = (ticket(&page), user.password.clone());
    let fields =
        [("ticket", ticket_of_page.as_str()), ("username", "planner"), ("password", "wrong")];
    assert_eq!(post_form(sandbox.url(), "/sso/log-in", &fields).send().status, 401);
    let fields =
        [("ticket", ticket_of_page.as_str()), ("username", "planner"), ("password", &password)];
    let back = post_form(sandbox.url(), "/sso/log-in", &fields).send();
    assert_eq!((back.status, back.cookie()), (303, None));
    let first_location = back.header("location").unwrap().to_owned();
    assert_eq!(get(sandbox.url(), &first_location).send().status, 303);
    // The second click, after the browser has thrown that answer away.
    let back = post_form(sandbox.url(), "/sso/log-in", &fields).send();
    let back_location = back.header("location").unwrap().to_owned();
    assert_ne!(back_location, first_location);
    let consent = get(sandbox.url(), &back_location).send();
    let cookie = consent.cookie().unwrap().to_owned();
    let page =
        get(sandbox.url(), consent.header("location").unwrap()).with("cookie", &cookie).send();
    assert!(decide(&sandbox, &cookie, &ticket(&page), "allow").in_location("code").is_some());
    assert_eq!(get(sandbox.url(), &back_location).send().status, 400);
}

/// RFC 6749 §10.12: a link that logs whoever follows it in as somebody else.
#[test]
fn a_link_of_another_site_does_not_end_single_sign_on() {
    let sandbox = sandbox_with(|p| p.identity_provider = IdentityProvider::SingleSignOn);
    let page = get(sandbox.url(), "/login").send();
    let page = get(sandbox.url(), page.header("location").unwrap()).send();
    let (username, password) = (&planner(&sandbox).username, &planner(&sandbox).password);
    let fields =
        [("username", username.as_str()), ("password", password), ("ticket", &ticket(&page))];
    let back = post_form(sandbox.url(), "/sso/log-in", &fields).send();
    let link = back.header("location").unwrap();
    for site in ["cross-site", "same-site"] {
        let led = get(sandbox.url(), link).with("sec-fetch-site", site).send();
        assert_eq!((led.status, led.cookie()), (400, None), "{site}");
    }
    let own = get(sandbox.url(), link).with("sec-fetch-site", "same-origin").send();
    assert_eq!(own.status, 303);
    assert!(own.cookie().is_some());
}

#[test]
fn logging_out_ends_the_session() {
    let sandbox = sandbox_with(|policy| policy.consent = ConsentMemory::Ask);
    let (cookie, _) = log_in(&sandbox);
    let home = get(sandbox.url(), "/").with("cookie", &cookie).send();
    let log_out = |token: &str| {
        let request = post_form(sandbox.url(), "/logout", &[("csrf", token)]);
        request.with("cookie", &cookie).send()
    };
    assert_eq!((log_out("forged").status, log_out("").status), (400, 400));
    let answer = log_out(&field(&home, "csrf"));
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
    let again =
        get(sandbox.url(), &authorization(web(&sandbox), &[])).with("cookie", &cookie).send();
    assert!(again.body.contains("name=\"password\""));
}

#[test]
fn an_access_token_is_no_cookie() {
    let sandbox = crate::flow::allowing();
    let token = crate::flow::tokens(&sandbox).text("access_token");
    sandbox.consent(workfront_oauth_sandbox::ConsentMode::Ask);
    let cookie = format!("workfront-sandbox-myorganization-my={token}");
    let page =
        get(sandbox.url(), &authorization(web(&sandbox), &[])).with("cookie", &cookie).send();
    assert!(page.body.contains("name=\"password\""));
}
