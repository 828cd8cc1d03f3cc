//! Settings of the setup page, and of the JWTs that its keys are for.

use serde_json::json;

use super::super::world::{DAY, KEY, OTHER_KEY, World, encode, rule};
use super::both;
use crate::authority::*;
use crate::policy::Policy;
#[allow(clippy::wildcard_imports, reason = "the tests name nearly every choice there is")]
use crate::policy::choice::*;

/// How an exchange fares with one more claim.
fn exchange(
    name: &'static str,
    value: impl Fn(&World) -> serde_json::Value,
) -> impl Fn(&mut World) -> Option<&'static str> {
    move |world| {
        let mut claims = world.claims();
        claims[name] = value(world);
        rule(world.exchange(&KEY.sign(&claims))).err()
    }
}

#[test]
fn settings_of_claims() {
    let at = |seconds: i64| move |world: &World| json!(world.now.seconds() + seconds);
    let leeway = |p: &mut Policy| p.jwt_leeway_seconds = 60;
    assert_eq!(both(leeway, exchange("exp", at(-59))), (Some("jwt.exp"), None));
    assert_eq!(both(leeway, exchange("exp", at(-60))).1, Some("jwt.exp"));
    assert_eq!(both(leeway, exchange("nbf", at(60))), (Some("jwt.nbf"), None));

    let longest = |p: &mut Policy| p.jwt_max_lifetime = 600;
    assert_eq!(both(longest, exchange("exp", at(601))), (None, Some("jwt.lifetime")));
    assert_eq!(both(longest, exchange("exp", at(600))), (None, None));

    let check = |p: &mut Policy| p.jwt_iat = Claim::Check;
    assert_eq!(both(check, exchange("iat", at(1))), (None, Some("jwt.iat")));
    assert_eq!(both(check, exchange("iat", |_| json!("now"))), (None, Some("jwt.iat")));
    assert_eq!(both(check, exchange("iat", at(0))), (None, None));
    let old = |p: &mut Policy| (p.jwt_iat, p.jwt_max_lifetime) = (Claim::Check, 600);
    assert_eq!(both(old, exchange("iat", at(-600))), (None, Some("jwt.lifetime")));
    let nothing = || exchange("other", |_| json!(1));
    let require = |p: &mut Policy| p.jwt_iat = Claim::Require;
    assert_eq!(both(require, nothing()), (None, Some("jwt.iat")));

    let ignore = |p: &mut Policy| p.jwt_nbf = Claim::Ignore;
    assert_eq!(both(ignore, exchange("nbf", at(1))), (Some("jwt.nbf"), None));
    let require = |p: &mut Policy| p.jwt_nbf = Claim::Require;
    assert_eq!(both(require, nothing()), (None, Some("jwt.nbf")));

    let ignore = |p: &mut Policy| p.jwt_aud = Claim::Ignore;
    assert_eq!(both(ignore, exchange("aud", |_| json!("x"))), (Some("jwt.aud"), None));
    let require = |p: &mut Policy| p.jwt_aud = Claim::Require;
    assert_eq!(both(require, nothing()), (None, Some("jwt.aud")));

    let any = |p: &mut Policy| p.jwt_subject = Subject::AnyUser;
    let planner = |world: &World| json!(world.planner.to_string());
    assert_eq!(both(any, exchange("sub", planner)), (Some("jwt.sub"), None));
    assert_eq!(both(any, exchange("sub", |_| json!("x"))), (Some("jwt.sub"), Some("jwt.sub")));
}

#[test]
fn settings_of_the_exchange() {
    let twice = |change: fn(&mut serde_json::Value)| {
        move |world: &mut World| {
            let mut claims = world.claims();
            claims["jti"] = json!("one");
            world.exchange(&KEY.sign(&claims)).unwrap();
            change(&mut claims);
            rule(world.exchange(&KEY.sign(&claims))).err()
        }
    };
    let seen = Some("jwt.replay");
    let refuse = |p: &mut Policy| p.jwt_replay = Replay::Refuse;
    assert_eq!(both(refuse, twice(|_| ())), (None, seen));
    assert_eq!(both(refuse, twice(|claims| claims["x"] = json!(1))), (None, None));
    let jti = |p: &mut Policy| p.jwt_replay = Replay::RefuseJti;
    assert_eq!(both(jti, twice(|claims| claims["x"] = json!(1))), (None, seen));
    assert_eq!(both(jti, twice(|claims| claims["jti"] = json!("two"))), (None, None));

    let double = |world: &mut World| {
        let jwt = encode(KEY.sign(&world.claims()).as_bytes());
        rule(world.exchange(&jwt)).err()
    };
    let accept = |p: &mut Policy| p.jwt_double_base64 = Accept::Accept;
    assert_eq!(both(accept, double), (Some("jwt.form"), None));

    // The certificate of the tests is good for 30 days from 2026-12-20.
    let expired = |world: &mut World| {
        let (machine, key) = (world.machine.clone(), world.key);
        world.delete_key(&machine, key).unwrap();
        let added = rule(world.add_key(&machine, &KEY.certificate_pem)).err();
        let jwt = KEY.sign(&world.claims());
        let exchanged = rule(world.exchange(&jwt)).err();
        world.later(30 * DAY);
        let late = KEY.sign(&world.claims());
        (added, exchanged, rule(world.exchange(&late)).err())
    };
    let no = Some("jwt.certificate-validity");
    let at_exchange = |p: &mut Policy| p.certificate_validity = CertificateValidity::AtExchange;
    let fine = (None, None, None);
    assert_eq!(both(at_exchange, expired), (fine, (None, None, no)));
    let at_upload = |p: &mut Policy| p.certificate_validity = CertificateValidity::AtUpload;
    let uploaded_late = |world: &mut World| {
        world.later(30 * DAY);
        expired(world).0
    };
    assert_eq!(both(at_upload, uploaded_late), (None, no));
    assert_eq!(both(at_upload, expired).1, fine);
    let both_times = |p: &mut Policy| p.certificate_validity = CertificateValidity::Both;
    assert_eq!(both(both_times, uploaded_late).1, no);
    assert_eq!(both(both_times, expired).1, (None, None, no));
}

#[test]
fn settings_of_apps() {
    let count = |world: &mut World| {
        let settings = world.settings(AppKind::Web);
        rule(world.create_with(AppKind::Web, settings)).err()
    };
    assert_eq!(both(|p| p.app_limit = 3, count), (None, Some("setup.ten-apps")));

    let another = |world: &mut World| rule(world.add_secret(world.web.client_id)).err();
    assert_eq!(both(|p| p.secrets_per_app = 1, another), (None, Some("secret.limit")));

    let key = |world: &mut World| {
        let machine = world.machine.clone();
        rule(world.add_key(&machine, &OTHER_KEY.public_pem)).err()
    };
    assert_eq!(both(|p| p.keys_per_app = 2, key), (Some("key.limit"), None));

    let first = |world: &mut World| {
        let settings = world.settings(AppKind::Web);
        world.create_with(AppKind::Web, settings).unwrap().secret.is_some()
    };
    assert_eq!(both(|p| p.first_secret = FirstSecret::OnRequest, first), (true, false));

    let http = |world: &mut World| {
        let client = world.web.clone();
        let url = "http://app.example/".to_owned();
        rule(world.save(&client, |settings| settings.redirect_urls = vec![url])).err()
    };
    let any = |p: &mut Policy| p.redirect_http = RedirectHttp::Any;
    assert_eq!(both(any, http), (Some("app.redirect-scheme"), None));

    let developer = |world: &mut World| {
        let client = world.spa.clone();
        rule(world.save(&client, |settings| settings.developer_name = "Me".into())).err()
    };
    let page = |p: &mut Policy| p.spa_fields = SinglePageFields::Page;
    assert_eq!(both(page, developer), (None, Some("app.field")));

    let secret_gone = |world: &mut World| {
        let client = world.web.clone();
        let tokens = world.tokens(&client);
        let (_, secret) = world.add_secret(client.client_id).unwrap();
        let first = world.app(&client).unwrap().secrets[0].id;
        world.delete_secret(&client, first);
        let second = client.with_secret(secret.expose_secret());
        let called = world.call_api(&tokens.access_token).is_ok();
        (world.refresh(&second, &tokens.refresh_token.unwrap()).is_ok(), called)
    };
    let ends = |p: &mut Policy| p.secret_deletion_ends_tokens = true;
    assert_eq!(both(ends, secret_gone), ((true, true), (false, false)));

    let key_gone = |world: &mut World| {
        let jwt = KEY.sign(&world.claims());
        let token = world.exchange(&jwt).unwrap().access_token;
        let (machine, key) = (world.machine.clone(), world.key);
        world.delete_key(&machine, key).unwrap();
        world.call_api(&token).is_ok()
    };
    assert_eq!(both(|p| p.key_deletion_ends_sessions = false, key_gone), (false, true));

    for change in [
        (|p| p.rotation_default = true) as fn(&mut Policy),
        |p| p.absolute_default = 60,
        |p| p.inactivity_default = 60,
    ] {
        let begins =
            |world: &mut World| AppSettings::new("Planner", AppKind::Web, world.authority.policy());
        let (default, changed) = both(change, begins);
        assert_ne!(default, changed);
    }
}
