//! Each defect of the authority breaks its rule, breaks no other, and leaves the ordinary flows alone.

use std::collections::BTreeSet;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA512};
use rsa::pkcs1::RsaPublicKey as RsaKey;
use serde_json::json;

use super::world::{Client, DAY, KEY, OTHER_KEY, REDIRECT, VERIFIER, World, encode, rule};
use crate::authority::*;
use crate::defects::{Defect, Place};
use crate::policy::Policy;
use crate::policy::choice::RefreshReuse;

/// Says whether a rule is broken, of a fresh world.
type Probe = fn(&mut World) -> bool;

/// A world in which all rules that have a defect are enforced.
fn world(defect: Option<Defect>) -> World {
    let policy =
        Policy { refresh_reuse: RefreshReuse::RevokeFamily, guess_limit: 5, ..Policy::default() };
    World::with(policy, defect)
}

#[test]
fn each_defect_of_the_authority_breaks_its_rule() {
    let probed: BTreeSet<_> = PROBES.iter().map(|(defect, _)| *defect).collect();
    for defect in Defect::ALL.iter().filter(|defect| defect.row().place == Place::Authority) {
        assert!(probed.contains(defect), "{} has no probe", defect.id());
    }
    for (defect, probe) in PROBES {
        assert!(!probe(&mut world(None)), "{} is broken without the defect", defect.id());
        assert!(probe(&mut world(Some(*defect))), "{} breaks nothing", defect.id());
    }
}

/// The matrix of defects and probes has its diagonal, and off it only what [`ALSO`] explains.
#[test]
fn a_defect_breaks_no_other_rule() {
    let mut seen = Vec::new();
    for defect in Defect::ALL.iter().filter(|defect| defect.row().place == Place::Authority) {
        for (other, probe) in PROBES {
            if other != defect && probe(&mut world(Some(*defect))) {
                seen.push((*defect, *other));
            }
        }
    }
    assert_eq!(seen, ALSO);
}

#[test]
fn with_any_defect_the_ordinary_flows_go_through() {
    for defect in Defect::ALL {
        let mut world = world(Some(*defect));
        for client in [world.web.clone(), world.spa.clone()] {
            let tokens = world.tokens(&client);
            assert_eq!(world.call_api(&tokens.access_token), Ok(world.planner), "{}", defect.id());
            let tokens = world.refresh(&client, &tokens.refresh_token.unwrap()).unwrap();
            world.refresh(&client, &tokens.refresh_token.unwrap()).unwrap();
        }
        let jwt = KEY.sign(&world.claims());
        world.exchange(&jwt).unwrap();
    }
}

/// Whose probes see a defect besides its own.
const ALSO: &[(Defect, Defect)] = &[
    // Who does not look at the redirect URL at all does not compare it either; and so on with each of these.
    (Defect::CodeAnyRedirect, Defect::LifeRedirectUnread),
    (Defect::WrongSecretAccepted, Defect::LifeSecretUnread),
    (Defect::AbsoluteIgnored, Defect::AbsoluteExtended),
    (Defect::LifePkceIfSent, Defect::VerifierOptional),
    (Defect::LifePkceIfSent, Defect::VerifierWithoutChallenge),
    (Defect::LifeSignatureIgnored, Defect::HeaderKey),
    (Defect::LifeSignatureIgnored, Defect::ForeignKey),
    // The refused third use revokes what the second one got, and forgets about the first.
    (Defect::LifeCodeBurntLate, Defect::CodeReuseKeepsTokens),
];

const PROBES: &[(Defect, Probe)] = &[
    // The authorization endpoint.
    (Defect::RedirectsUnknownClient, |w| {
        let mut request = w.request(&w.web);
        request.redirect_uri = Some("https://evil.example/".into());
        let judged = w.authority.authorizable(&w.tenant, &request, w.now);
        matches!(judged, Err(AuthorizeRefusal::Redirect(..)))
    }),
    (Defect::RedirectPrefix, |w| redirects_to(w, w.web.clone(), &format!("{REDIRECT}.evil/"))),
    (Defect::RedirectIgnoresCase, |w| {
        redirects_to(w, w.web.clone(), "https://app.example/CALLBACK")
    }),
    (Defect::RedirectAnyPort, |w| {
        redirects_to(w, w.spa.clone(), "https://app.example:8443/callback")
    }),
    (Defect::RegistersFragments, |w| registers(w, "https://app.example/#x")),
    (Defect::RegistersScripts, |w| registers(w, "javascript:alert(1)")),
    (Defect::RegistersPlainHttp, |w| registers(w, "http://app.example/")),
    (Defect::RedirectQueryLost, |w| {
        let client = w.web.clone();
        w.save(&client, |s| s.redirect_urls = vec![format!("{REDIRECT}?x=y")]).unwrap();
        let mut request = w.request(&client);
        request.redirect_uri = Some(format!("{REDIRECT}?x=y"));
        !w.allow(request).unwrap().redirection.location().contains("?x=y&code=")
    }),
    (Defect::ResponseTypeIgnored, |w| allowed(w, |r| r.response_type = Some("token".into()))),
    (Defect::RepeatedParameters, |w| allowed(w, |r| r.repeated = vec!["state".into()])),
    (Defect::StateChanged, |w| echoes(w, "a+b") != "a+b"),
    (Defect::StateTruncated, |w| echoes(w, &"s".repeat(2_048)).len() != 2_048),
    (Defect::ConsentSkipped, |w| !w.authority.wants_consent(&w.tenant, w.web.client_id, w.planner)),
    (Defect::DenialIgnored, |w| {
        let (tenant, request, user) = (w.tenant.clone(), w.request(&w.web), Some(w.planner));
        let denied = w.apply(Deny { tenant, request, user }).unwrap();
        matches!(denied, Denied::Redirect(_, to) if to.location().contains("code="))
    }),
    (Defect::LifeStateOnError, |w| {
        let (tenant, request, user) = (w.tenant.clone(), w.request(&w.web), Some(w.planner));
        let denied = w.apply(Deny { tenant, request, user }).unwrap();
        matches!(denied, Denied::Redirect(_, to) if !to.location().contains("state="))
    }),
    // Codes.
    (Defect::CodePredictable, |w| {
        let client = w.web.clone();
        let [first, second] = [w.code(&client), w.code(&client)];
        let same = first.expose_secret().bytes().zip(second.expose_secret().bytes());
        same.filter(|(a, b)| a == b).count() > 30
    }),
    (Defect::CodeNeverExpires, |w| {
        let client = w.web.clone();
        let code = w.code(&client);
        w.later(121);
        w.redeem(&client, &code).is_ok()
    }),
    (Defect::CodeExpiresEarly, |w| {
        let client = w.web.clone();
        let code = w.code(&client);
        w.later(119);
        w.redeem(&client, &code).is_err()
    }),
    (Defect::CodeReusable, |w| {
        let client = w.web.clone();
        let code = w.code(&client);
        (0..4).filter(|_| w.later(1).redeem(&client, &code).is_ok()).count() == 4
    }),
    (Defect::CodeReuseKeepsTokens, |w| {
        let client = w.web.clone();
        let code = w.code(&client);
        let tokens = w.redeem(&client, &code).unwrap();
        let refused = (0..2).any(|_| w.later(1).redeem(&client, &code).is_err());
        refused && w.call_api(&tokens.access_token).is_ok()
    }),
    (Defect::CodeRace, |w| {
        let client = w.web.clone();
        let code = w.code(&client);
        let winners = (0..3).filter(|_| w.redeem(&client, &code).is_ok()).count();
        winners == 3 && w.later(1).redeem(&client, &code).is_err()
    }),
    (Defect::LifeCodeBurntLate, |w| {
        let client = w.web.clone();
        let code = w.code(&client);
        let winners = (0..4).filter(|_| w.later(1).redeem(&client, &code).is_ok()).count();
        winners == 2
    }),
    (Defect::CodeAnyClient, |w| {
        let (client, other) = (w.web.clone(), w.create(AppKind::Web));
        let code = w.code(&client);
        w.redeem(&other, &code).is_ok()
    }),
    (Defect::CodeAnyRedirect, |w| redeems(w, w.web.clone(), |r| r.redirect_uri = None)),
    (Defect::LifeRedirectUnread, |w| {
        redeems(w, w.web.clone(), |r| r.redirect_uri = Some("https://evil.example/".into()))
    }),
    (Defect::LaneIgnored, |w| {
        let client = w.web.clone();
        let code = w.code(&client);
        let tenant = Tenant::new("myorganization", "preview").unwrap();
        w.apply(AddTenant { tenant: tenant.clone() }).unwrap();
        let request = w.redemption(&client, &code);
        w.apply(Token { tenant, request }).is_ok()
    }),
    // PKCE.
    (Defect::VerifierUnchecked, |w| {
        redeems(w, w.spa.clone(), |r| r.code_verifier = Some(Secret::new("x".repeat(43))))
    }),
    (Defect::LifeSecondTry, |w| {
        let client = w.spa.clone();
        let code = w.code(&client);
        let mut request = w.redemption(&client, &code);
        request.code_verifier = Some(Secret::new("x".repeat(43)));
        w.token(request.clone()).is_err() && w.token(request).is_ok()
    }),
    (Defect::LifeVerifierInvalidRequest, |w| {
        let client = w.spa.clone();
        let code = w.code(&client);
        let mut request = w.redemption(&client, &code);
        request.code_verifier = Some(Secret::new("x".repeat(43)));
        w.token(request).is_err_and(|refusal| refusal.error == ErrorCode::InvalidRequest)
    }),
    (Defect::VerifierOptional, |w| redeems(w, w.spa.clone(), |r| r.code_verifier = None)),
    (Defect::VerifierWithoutChallenge, |w| {
        redeems(w, w.web.clone(), |r| r.code_verifier = Some(Secret::new(VERIFIER)))
    }),
    (Defect::LifePkceIfSent, |w| {
        redeems(w, w.spa.clone(), |r| r.code_verifier = None)
            && redeems(w, w.web.clone(), |r| r.code_verifier = Some(Secret::new(VERIFIER)))
    }),
    (Defect::PlainAccepted, |w| {
        let client = w.spa.clone();
        let mut request = w.request(&client);
        request.code_challenge = Some(VERIFIER.into());
        request.code_challenge_method = Some("plain".into());
        let Ok(allowed) = w.allow(request) else { return false };
        let mut request = w.redemption(&client, &allowed.code);
        request.code_verifier = Some(Secret::new("x".repeat(43)));
        // The plain method is done right: only the verifier itself proves it.
        w.token(request).is_err() && w.redeem(&client, &allowed.code).is_ok()
    }),
    (Defect::LifeDowngrade, |w| {
        let client = w.spa.clone();
        let mut request = w.request(&client);
        request.code_challenge_method = Some("S512".into());
        let Ok(allowed) = w.allow(request) else { return false };
        let mut request = w.redemption(&client, &allowed.code);
        request.code_verifier = None;
        w.token(request).is_ok()
    }),
    (Defect::MalformedPkce, |w| {
        let client = w.spa.clone();
        let mut request = w.request(&client);
        request.code_challenge = Some("x".repeat(44));
        w.allow(request).is_ok()
    }),
    (Defect::PublicWithoutPkce, |w| {
        let client = w.spa.clone();
        let mut request = w.request(&client);
        request.code_challenge = None;
        request.code_challenge_method = None;
        w.allow(request).is_ok()
    }),
    (Defect::PkceReplacesSecret, |w| {
        let client = w.web.clone();
        let mut request = w.request(&client);
        request.code_challenge = Some(super::world::challenge(VERIFIER));
        request.code_challenge_method = Some("S256".into());
        let code = w.allow(request).unwrap().code;
        let mut request = w.redemption(&client.without_secret(), &code);
        request.code_verifier = Some(Secret::new(VERIFIER));
        w.token(request).is_ok()
    }),
    // The token endpoint.
    (Defect::WrongSecretAccepted, |w| {
        let (client, jwt) = (w.machine.with_secret("wrong"), KEY.sign(&w.claims()));
        w.exchange_as(&client, &jwt).is_ok()
    }),
    (Defect::LifeSecretUnread, |w| {
        let client = w.web.with_secret("wrong");
        let code = w.code(&client);
        w.redeem(&client, &code).is_ok()
    }),
    (Defect::BothMethodsAccepted, |w| {
        redeems_with(w, |client| {
            let secret = client.secret.clone().unwrap();
            client_with(Some((client.client_id.to_string(), secret)), client.presented())
        })
    }),
    (Defect::ForeignIdAccepted, |w| {
        let other = w.spa.client_id.to_string();
        redeems_with(w, move |client| {
            let secret = client.secret.clone().unwrap();
            let basic = Some((client.client_id.to_string(), secret));
            PresentedClient { basic, body_id: Some(other), body_secret: None }
        })
    }),
    (Defect::UnknownGrantType, |w| {
        redeems(w, w.web.clone(), |r| r.grant_type = Some("password".into()))
    }),
    (Defect::AppTypeIgnored, |w| {
        let client = w.machine.clone();
        let refused = w.redeem(&client, &Secret::new("x")).unwrap_err();
        refused.error != ErrorCode::UnauthorizedClient
    }),
    (Defect::GuessesUnlimited, |w| {
        let client = w.web.clone();
        for _ in 0..5 {
            w.redeem(&client, &Secret::new("x")).unwrap_err();
        }
        rule(w.redeem(&client, &Secret::new("x"))).err() != Some("client.guesses")
    }),
    (Defect::ExpiresInWrong, |w| {
        let token = w.tokens(&w.web.clone()).access_token;
        w.later(28_799);
        w.call_api(&token).is_err()
    }),
    (Defect::KindsConfused, |w| {
        let token = w.tokens(&w.web.clone()).refresh_token.unwrap();
        w.call_api(&token).is_ok()
    }),
    (Defect::LifeAnyRefreshToken, |w| {
        let client = w.web.clone();
        w.tokens(&client);
        w.refresh(&client, &Secret::new("x")).is_ok()
    }),
    // Refresh tokens.
    (Defect::RefreshAnyClient, |w| {
        let (client, other) = (w.web.clone(), w.create(AppKind::Web));
        let token = w.tokens(&client).refresh_token.unwrap();
        w.refresh(&other, &token).is_ok()
    }),
    (Defect::RefreshUnauthenticated, |w| {
        let client = w.web.clone();
        let token = w.tokens(&client).refresh_token.unwrap();
        w.refresh(&client.without_secret(), &token).is_ok()
    }),
    (Defect::NeverRotates, |w| {
        let client = w.web.clone();
        let first = w.tokens(&client).refresh_token.unwrap();
        w.refresh(&client, &first).unwrap().refresh_token.unwrap().hash() == first.hash()
    }),
    (Defect::RotatedLives, |w| {
        let (client, first, _) = rotated(w);
        w.later(3_600).refresh(&client, &first).is_ok() && is_rotating(w, &client)
    }),
    (Defect::ReuseUnnoticed, |w| {
        let (client, first, second) = rotated(w);
        w.later(3_600).refresh(&client, &first).is_err() && w.refresh(&client, &second).is_ok()
    }),
    (Defect::RefreshRace, |w| {
        let (client, first, second) = rotated(w);
        let raced = w.refresh(&client, &first).is_ok() && w.refresh(&client, &second).is_ok();
        raced && w.later(1).refresh(&client, &first).is_err()
    }),
    (Defect::LifeRefreshStorm, |w| {
        let (client, first, second) = rotated(w);
        let winners = (0..5).filter(|_| w.later(1).refresh(&client, &first).is_ok()).count();
        winners == 5 && w.refresh(&client, &second).is_ok() && is_rotating(w, &client) && {
            let (client, first, _) = rotated(w);
            w.later(3_600).refresh(&client, &first).is_err()
        }
    }),
    (Defect::AbsoluteIgnored, |w| {
        let client = w.web.clone();
        w.save(&client, |s| s.inactivity_seconds = None).unwrap();
        let token = w.tokens(&client).refresh_token.unwrap();
        w.later(30 * DAY).refresh(&client, &token).is_ok()
    }),
    (Defect::AbsoluteExtended, |w| {
        let client = w.web.clone();
        w.save(&client, |s| s.inactivity_seconds = None).unwrap();
        let token = w.tokens(&client).refresh_token.unwrap();
        let token = w.later(20 * DAY).refresh(&client, &token).unwrap().refresh_token.unwrap();
        w.later(20 * DAY).refresh(&client, &token).is_ok()
    }),
    (Defect::InactivityIgnored, |w| {
        let client = w.web.clone();
        let token = w.tokens(&client).refresh_token.unwrap();
        w.later(7 * DAY).refresh(&client, &token).is_ok()
    }),
    (Defect::DeletedAppLives, |w| {
        let client = w.web.clone();
        let token = w.tokens(&client).access_token;
        w.delete_app(&client);
        w.call_api(&token).is_ok()
    }),
    (Defect::DeletedSecretLives, |w| {
        let client = w.web.clone();
        let secret = w.app(&client).unwrap().secrets[0].id;
        let code = w.code(&client);
        w.delete_secret(&client, secret);
        w.redeem(&client, &code).is_ok() && {
            let client = client.with_secret("wrong");
            let code = w.code(&client);
            w.redeem(&client, &code).is_err()
        }
    }),
    (Defect::DeletedKeyLives, |w| {
        let (machine, key) = (w.machine.clone(), w.key);
        w.delete_key(&machine, key).unwrap();
        let jwt = KEY.sign(&w.claims());
        w.exchange(&jwt).is_ok()
    }),
    (Defect::OneSecretOnly, |w| {
        let client = w.web.clone();
        w.add_secret(client.client_id).unwrap();
        let code = w.code(&client);
        w.redeem(&client, &code).is_err()
    }),
    // The JWT exchange.
    (Defect::AlgNone, |w| {
        let claims = encode(w.claims().to_string().as_bytes());
        w.exchange(&format!("{}.{claims}.", encode(br#"{"alg":"nOnE"}"#))).is_ok()
    }),
    (Defect::AlgConfusion, |w| {
        let claims = encode(w.claims().to_string().as_bytes());
        let message = format!("{}.{claims}", encode(br#"{"alg":"HS256"}"#));
        [KEY.public_pem.clone(), w.machine.secret.clone().unwrap().expose_secret().to_owned()]
            .iter()
            .all(|key| {
                let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
                let tag = hmac::sign(&key, message.as_bytes());
                w.exchange(&format!("{message}.{}", encode(tag.as_ref()))).is_ok()
            })
    }),
    (Defect::AlgAny, |w| {
        let claims = w.claims().to_string();
        let jwt = KEY.sign_as(&RSA_PKCS1_SHA512, br#"{"alg":"RS512"}"#, claims.as_bytes());
        w.exchange(&jwt).is_ok()
    }),
    (Defect::HeaderKey, |w| {
        let der = OTHER_KEY.pair.public_key().as_ref().to_vec();
        let key = RsaKey::try_from(der.as_slice()).unwrap();
        let number = |number: &[u8]| encode(number);
        let jwk = json!({
            "kty": "RSA",
            "n": number(key.modulus.as_bytes()),
            "e": number(key.public_exponent.as_bytes()),
        });
        let jwt = OTHER_KEY.sign_with(&json!({"alg": "RS256", "jwk": jwk}), &w.claims());
        w.exchange(&jwt).is_ok()
    }),
    (Defect::JwtMalformed, |w| {
        let jwt = KEY.sign(&w.claims());
        w.exchange(&format!("{jwt}==\n")).is_ok()
    }),
    (Defect::LifeSignatureIgnored, |w| {
        let jwt = OTHER_KEY.sign(&w.claims());
        w.exchange(&jwt).is_ok()
    }),
    (Defect::ExpOptional, |w| {
        let mut claims = w.claims();
        claims.as_object_mut().unwrap().remove("exp");
        w.exchange(&KEY.sign(&claims)).is_ok()
    }),
    (Defect::ExpIgnored, |w| exchanges(w, "exp", |w| json!(w.now.seconds() - 3_600))),
    (Defect::NbfIgnored, |w| exchanges(w, "nbf", |w| json!(w.now.seconds() + 3_600))),
    (Defect::IssIgnored, |w| exchanges(w, "iss", |w| json!(w.machine.client_id))),
    (Defect::SubIgnored, |w| exchanges(w, "sub", |w| json!(w.planner))),
    (Defect::ForeignKey, |w| {
        let other = w.create(AppKind::Machine);
        w.add_key(&other, &OTHER_KEY.public_pem).unwrap();
        let jwt = KEY.sign(&w.claims());
        w.exchange_as(&other, &jwt).is_ok()
    }),
    (Defect::AudIgnored, |w| exchanges(w, "aud", |_| json!("https://other.example"))),
    (Defect::CritIgnored, |w| {
        let header = json!({"alg": "RS256", "crit": ["x"], "x": 1});
        let jwt = KEY.sign_with(&header, &w.claims());
        w.exchange(&jwt).is_ok()
    }),
    (Defect::TypIgnored, |w| {
        let jwt = KEY.sign_with(&json!({"alg": "RS256", "typ": "at+jwt"}), &w.claims());
        w.exchange(&jwt).is_ok()
    }),
    (Defect::ExchangeWithoutSecret, |w| {
        let (client, jwt) = (w.machine.without_secret(), KEY.sign(&w.claims()));
        w.exchange_as(&client, &jwt).is_ok()
    }),
    (Defect::WeakKeys, |w| {
        let der = KEY.pair.public_key().as_ref().to_vec();
        let mut modulus =
            RsaKey::try_from(der.as_slice()).unwrap().modulus.as_bytes()[..128].to_vec();
        modulus[127] |= 1;
        uploads(w, &super::keys::key_of(&modulus, 65_537))
    }),
    (Defect::PrivateKeyUpload, |w| {
        uploads(w, &format!("{}{}", KEY.certificate_pem, KEY.private_pem))
    }),
    // Sessions, revocation, registration.
    (Defect::LoggedOutLives, |w| {
        let (tenant, session_id) = (w.tenant.clone(), w.log_in());
        w.apply(LogOut { tenant, session_id: session_id.clone() }).unwrap();
        w.call_api(&session_id).is_ok()
    }),
    (Defect::SessionImmortal, |w| {
        let session_id = w.log_in();
        w.later(28_800).call_api(&session_id).is_ok()
    }),
    (Defect::RevokeUnknownFails, |w| w.revoke(&w.web.clone(), &Secret::new("x")).is_err()),
    (Defect::RevokesForeign, |w| {
        let other = w.create(AppKind::Web);
        let token = w.tokens(&w.web.clone()).refresh_token.unwrap();
        w.revoke(&other, &token).is_ok()
    }),
    (Defect::RevokeKeepsSessions, |w| {
        let client = w.web.clone();
        let tokens = w.tokens(&client);
        w.revoke(&client, &tokens.refresh_token.unwrap()).unwrap();
        w.call_api(&tokens.access_token).is_ok()
    }),
    (Defect::ElevenApps, |w| {
        (0..8).all(|_| {
            let settings = w.settings(AppKind::Web);
            w.create_with(AppKind::Web, settings).is_ok()
        })
    }),
    (Defect::NamelessApps, |w| {
        let mut settings = w.settings(AppKind::Web);
        settings.name.clear();
        w.create_with(AppKind::Web, settings).is_ok()
    }),
    (Defect::LongNotes, |w| {
        let (tenant, actor, client_id) = (w.tenant.clone(), Actor::Operator, w.web.client_id);
        w.apply(AddSecret { tenant, actor, client_id, note: "n".repeat(65) }).is_ok()
    }),
    (Defect::SecretPredictable, |w| {
        let (tenant, actor, client_id) = (w.tenant.clone(), Actor::Operator, w.web.client_id);
        let note = String::new();
        let (_, secret) = w.apply(AddSecret { tenant, actor, client_id, note }).unwrap();
        secret.expose_secret().starts_with("00000000")
    }),
    (Defect::SetupForAll, |w| {
        let (tenant, actor) = (w.tenant.clone(), Actor::User(w.planner));
        w.apply(OpenSetup { tenant, actor }).is_ok()
    }),
];

fn allowed(world: &mut World, change: impl Fn(&mut AuthorizeRequest)) -> bool {
    let mut request = world.request(&world.web);
    change(&mut request);
    world.allow(request).is_ok()
}

fn redirects_to(world: &mut World, client: Client, uri: &str) -> bool {
    let mut request = world.request(&client);
    request.redirect_uri = Some(uri.into());
    world.allow(request).is_ok()
}

fn registers(world: &mut World, url: &str) -> bool {
    let client = world.web.clone();
    world.save(&client, |settings| settings.redirect_urls = vec![url.into()]).is_ok()
}

fn echoes(world: &mut World, state: &str) -> String {
    let mut request = world.request(&world.web);
    request.state = Some(state.into());
    let parameters = world.allow(request).unwrap().redirection.parameters;
    parameters.into_iter().find(|(name, _)| *name == "state").unwrap().1
}

fn redeems(world: &mut World, client: Client, change: impl Fn(&mut TokenRequest)) -> bool {
    let code = world.code(&client);
    let mut request = world.redemption(&client, &code);
    change(&mut request);
    world.token(request).is_ok()
}

fn redeems_with(world: &mut World, client: impl FnOnce(&Client) -> PresentedClient) -> bool {
    let web = world.web.clone();
    let code = world.code(&web);
    let mut request = world.redemption(&web, &code);
    request.client = client(&web);
    world.token(request).is_ok()
}

fn client_with(basic: Option<(String, Secret)>, body: PresentedClient) -> PresentedClient {
    PresentedClient { basic, ..body }
}

/// A refresh token that was replaced, and the one that took its place.
fn rotated(world: &mut World) -> (Client, Secret, Secret) {
    let client = world.web.clone();
    let first = world.tokens(&client).refresh_token.unwrap();
    let second = world.refresh(&client, &first).unwrap().refresh_token.unwrap();
    (client, first, second)
}

fn is_rotating(world: &mut World, client: &Client) -> bool {
    let first = world.tokens(client).refresh_token.unwrap();
    world.refresh(client, &first).unwrap().refresh_token.unwrap().hash() != first.hash()
}

fn exchanges(
    world: &mut World,
    name: &str,
    value: impl FnOnce(&World) -> serde_json::Value,
) -> bool {
    let mut claims = world.claims();
    claims[name] = value(world);
    world.exchange(&KEY.sign(&claims)).is_ok()
}

fn uploads(world: &mut World, pem: &str) -> bool {
    let machine = world.create(AppKind::Machine);
    world.add_key(&machine, pem).is_ok()
}
