//! Every flow against Workfront's side as the sandbox plays it, which shares no protocol code with the core.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::LOCATION;
use http::{Request, StatusCode};
use workfront_oauth::{
    ApiVersion, AuthorizationCode, AwsLcSigner, Body, BodyFormat, Browser, Callback, ClientId,
    ClientSecret, CustomerId, Delivery, Diagnosis, Entropy, Host, Lane, MachineApp,
    PendingAuthorization, PrivateKey, RedirectUri, SecretIn, SendError, SinglePageApp,
    TokenResponse, UserId, WebApp,
};
use workfront_oauth_sandbox::authority::AppKind;
use workfront_oauth_sandbox::fault::{Effect, Endpoint, Fault, When};
use workfront_oauth_sandbox::{AppAnnounced, Sandbox};

use crate::subject::Subject;

#[test]
fn a_web_app_gets_in_with_every_authentication_and_every_body() {
    let site = Site::start();
    for secret_in in [SecretIn::Basic, SecretIn::Body] {
        for format in [BodyFormat::Form, BodyFormat::Json] {
            for pkce in [false, true] {
                let app = site.web_app().with_secret_in(secret_in).with_body_format(format);
                let app = if pkce { app.with_pkce() } else { app };
                let code = site.code(app.authorize(entropy(), &Browser::SameProcess, site.now()));
                let tokens = site.client.send(&app.redeem(&code).unwrap()).unwrap();
                site.works(&tokens);
                let refresh = tokens.refresh_token().unwrap();
                let refreshed = site.client.send(&app.refresh(refresh).unwrap()).unwrap();
                site.works(&refreshed);
                let again = app.refresh(refreshed.refresh_token().unwrap()).unwrap();
                site.works(&site.client.send(&again.with_redirect_uri()).unwrap());
            }
        }
    }
}

#[test]
fn a_single_page_app_gets_in_without_a_secret_and_revokes() {
    let site = Site::start();
    for format in [BodyFormat::Form, BodyFormat::Json] {
        let app = site.single_page_app().with_body_format(format);
        let code = site.code(app.authorize(entropy(), &Browser::SameProcess, site.now()));
        let tokens = site.client.send(&app.redeem(&code).unwrap()).unwrap();
        site.works(&tokens);
        let refreshed =
            site.client.send(&app.refresh(tokens.refresh_token().unwrap()).unwrap()).unwrap();
        let refresh = refreshed.refresh_token().unwrap();
        site.client.send(&app.revoke(refresh).unwrap()).unwrap();
        let error = site.client.send(&app.refresh(refresh).unwrap()).unwrap_err();
        assert_eq!(error.diagnosis(), Diagnosis::DeadGrant, "{error}");
    }
}

#[test]
fn a_machine_app_exchanges_a_signed_jwt() {
    let site = Site::start();
    let (app, signer) = site.machine_app();
    let assertion = app.assertion(site.now()).unwrap();
    let signature = signer.sign_now(assertion.signing_input().as_bytes()).unwrap();
    let signed = assertion.with_signature(&signature).unwrap();
    let tokens = site.client.send(&app.exchange(&signed)).unwrap();
    site.works(&tokens);
    assert!(tokens.refresh_token().is_none());
    site.sandbox.advance(Duration::from_secs(3_600)).unwrap();
    let error = site.client.send(&app.exchange(&signed)).unwrap_err();
    assert_eq!(error.diagnosis(), Diagnosis::DeadGrant, "{error}");
}

#[test]
fn a_code_dies_after_two_minutes_and_after_one_use() {
    let site = Site::start();
    let app = site.web_app();
    let late = site.code(app.authorize(entropy(), &Browser::SameProcess, site.now()));
    site.sandbox.advance(Duration::from_secs(121)).unwrap();
    let error = site.client.send(&app.redeem(&late).unwrap()).unwrap_err();
    assert_eq!(error.diagnosis(), Diagnosis::DeadGrant, "{error}");

    let code = site.code(app.authorize(entropy(), &Browser::SameProcess, site.now()));
    site.works(&site.client.send(&app.redeem(&code).unwrap()).unwrap());
    let error = site.client.send(&app.redeem(&code).unwrap()).unwrap_err();
    assert_eq!(error.diagnosis(), Diagnosis::DeadGrant, "{error}");
}

#[test]
fn a_wrong_secret_is_the_applications_fault_and_not_the_grants() {
    let site = Site::start();
    let app = site.web_app();
    let code = site.code(app.authorize(entropy(), &Browser::SameProcess, site.now()));
    let wrong = site.web_app_with("not-the-secret-at-all");
    let error = site.client.send(&wrong.redeem(&code).unwrap()).unwrap_err();
    assert_eq!(error.diagnosis(), Diagnosis::Misconfigured, "{error}");
    assert!(!error.to_string().contains("not-the-secret"), "{error}");
}

#[test]
fn a_reply_lost_after_rotation_may_have_acted() {
    let site = Site::start();
    let app = site.web_app();
    let code = site.code(app.authorize(entropy(), &Browser::SameProcess, site.now()));
    let tokens = site.client.send(&app.redeem(&code).unwrap()).unwrap();
    let lost = Effect::Reset { when: When::AfterCommit };
    site.sandbox.fault(Fault::new(Endpoint::Token, lost)).unwrap();
    let refresh = app.refresh(tokens.refresh_token().unwrap()).unwrap();
    match site.client.send(&refresh) {
        Err(SendError::Transport(error)) => assert_eq!(error.delivery(), Delivery::MaybeSent),
        other => panic!("the reply was lost, and yet: {other:?}"),
    }
    let error = site.client.send(&refresh).unwrap_err();
    assert_eq!(error.diagnosis(), Diagnosis::DeadGrant, "it had rotated: {error}");
}

#[test]
fn another_lane_than_the_expected_is_refused_before_anything_is_sent() {
    let site = Site::start();
    let elsewhere = site.host().expecting("myorganization", Lane::PREVIEW).unwrap();
    let app = site.web_app_at(elsewhere, site.secret());
    let (url, pending) = app.authorize(entropy(), &Browser::SameProcess, site.now());
    let callback = site.visit(&url);
    let before = site.sandbox.journal(0).next;
    assert!(pending.complete(callback, &Browser::SameProcess, site.now()).is_err());
    assert_eq!(site.sandbox.journal(0).next, before);
}

/// A sandbox in which `planner` allows everything, and the client under test.
struct Site {
    sandbox: Sandbox,
    client: Subject,
}

impl Site {
    fn start() -> Self {
        let sandbox = Sandbox::builder().with_key_pair().start().unwrap();
        sandbox.consent_as("planner").unwrap();
        Self { sandbox, client: Subject::new() }
    }

    /// The sandbox's clock, which stands still unless it is moved.
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.sandbox.clock().now().millis().unsigned_abs())
    }

    fn host(&self) -> Host {
        Host::loopback(self.sandbox.url()).unwrap()
    }

    fn announced(&self, kind: AppKind) -> &AppAnnounced {
        self.sandbox.app(kind).unwrap()
    }

    fn secret(&self) -> &str {
        self.announced(AppKind::Web).client_secret.as_deref().unwrap()
    }

    fn web_app(&self) -> WebApp {
        self.web_app_with(self.secret())
    }

    fn web_app_with(&self, secret: &str) -> WebApp {
        let host = self.host().expecting("myorganization", Lane::MY).unwrap();
        self.web_app_at(host, secret)
    }

    fn web_app_at(&self, host: Host, secret: &str) -> WebApp {
        let app = self.announced(AppKind::Web);
        let id = ClientId::new(&app.client_id).unwrap();
        WebApp::new(host, id, ClientSecret::new(secret).unwrap(), redirect_uri(app))
    }

    fn single_page_app(&self) -> SinglePageApp {
        let app = self.announced(AppKind::SinglePage);
        SinglePageApp::new(self.host(), ClientId::new(&app.client_id).unwrap(), redirect_uri(app))
    }

    fn machine_app(&self) -> (MachineApp, AwsLcSigner) {
        let app = self.announced(AppKind::Machine);
        let customer = &self.sandbox.announcement().tenants[0].customer_id;
        let key = PrivateKey::from_pem(app.private_key_pem.as_deref().unwrap()).unwrap();
        let machine = MachineApp::new(
            self.host(),
            ClientId::new(&app.client_id).unwrap(),
            ClientSecret::new(app.client_secret.as_deref().unwrap()).unwrap(),
            CustomerId::new(customer).unwrap(),
            UserId::new(app.user_id.as_deref().unwrap()).unwrap(),
        );
        (machine, AwsLcSigner::new(&key).unwrap())
    }

    /// Goes where the link leads, as the user's browser, and comes back.
    fn visit(&self, url: &str) -> Callback {
        let request = Request::get(url).body(Body::default()).unwrap();
        let response = self.client.exchange(request).unwrap();
        assert!(response.status().is_redirection(), "{}", response.status());
        Callback::parse(response.headers()[LOCATION].to_str().unwrap()).unwrap()
    }

    fn code(&self, (url, pending): (String, PendingAuthorization)) -> AuthorizationCode {
        pending.complete(self.visit(&url), &Browser::SameProcess, self.now()).unwrap()
    }

    /// Asks the API whether a token works, and whether a wrong one does not.
    fn works(&self, tokens: &TokenResponse) {
        self.client.send(&tokens.validate(ApiVersion::NEWEST).unwrap()).unwrap();
        let retired = self.client.send(&tokens.validate(ApiVersion::new(13)).unwrap()).unwrap_err();
        match retired {
            SendError::Call(error) => assert_eq!(error.status(), StatusCode::GONE, "{error}"),
            SendError::Transport(error) => panic!("{error}"),
            _ => panic!("a third kind of failure"),
        }
    }
}

fn entropy() -> Entropy {
    Entropy::from_bytes([7; 48])
}

fn redirect_uri(app: &AppAnnounced) -> RedirectUri {
    RedirectUri::new(&app.redirect_uris[0]).unwrap()
}
