//! What holds for any text: what goes out reads back the same, and what comes in is read or refused, never more.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use url::Url;
use workfront_oauth::{
    ApiError, BodyFormat, Browser, Call, Callback, ClientId, ClientSecret, CodeVerifier, Entropy,
    Home, Host, HostError, Lane, RedirectUri, RefreshToken, SealedState, SecretIn, SinglePageApp,
    Suffix, WebApp,
};

use crate::fixture::{
    answer, browser, client_id, client_secret, entropy, form, host, json, now, redirect_uri,
    single_page_app, text, web_app, web_code,
};

/// What forms, URLs, JSON, headers and shells each give a meaning to, among all the rest.
fn any_text() -> impl Strategy<Value = String> {
    let hard = "[a-c+/=&%#?\"'\\\\<>: ;,@\\[\\]{}|^~`!$*()\u{e9}\u{2028}\u{10ffff}-]{1,24}";
    prop_oneof![hard.prop_map(String::from), "\\PC{1,40}", "[A-Za-z0-9+/=]{1,340}"]
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("a value", |text| !text.is_empty() && !text.contains(char::is_control))
}

fn any_id() -> impl Strategy<Value = String> {
    any_text().prop_map(|text| text.replace(':', "-")).prop_map(|text| text.trim().to_owned())
}

fn any_redirect() -> impl Strategy<Value = String> {
    prop_oneof![
        "https://[a-z]{1,10}\\.example(:[1-9][0-9]{0,3})?(/[A-Za-z0-9._~!$&'()+,;=:@%-]{0,20}){0,3}(\\?[A-Za-z0-9._~!$&'()+,;=:@/?-]{0,20})?",
        "http://127\\.0\\.0\\.1:[1-9][0-9]{0,3}/[a-z]{0,9}",
        "com\\.example\\.[a-z]{1,9}:/[a-z]{0,9}",
    ]
}

fn cell() -> impl Strategy<Value = (SecretIn, BodyFormat)> {
    let places = prop_oneof![Just(SecretIn::Basic), Just(SecretIn::Body)];
    (places, prop_oneof![Just(BodyFormat::Form), Just(BodyFormat::Json)])
}

/// The members of a body, by a parser that is not the core's.
fn members(body: &str, format: BodyFormat) -> BTreeMap<String, String> {
    match format {
        BodyFormat::Form => form(body),
        _ => json(body),
    }
    .into_iter()
    .collect()
}

fn map<const N: usize>(members: [(&str, &str); N]) -> BTreeMap<String, String> {
    members.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

proptest! {
    // A failing case becomes a named test, not a file of seeds.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_token_request_reads_back_as_what_was_put_in(
        id in any_id(), secret in any_text(), redirect in any_redirect(), code in any_text(), refresh in any_text(),
        (secret_in, format) in cell(),
    ) {
        let app = WebApp::new(
            host(),
            ClientId::new(&*id).unwrap(),
            ClientSecret::new(&*secret).unwrap(),
            RedirectUri::new(&*redirect).unwrap(),
        )
        .with_secret_in(secret_in)
        .with_body_format(format)
        .with_pkce();
        let (url, pending) = app.authorize(entropy(), &browser(), now());
        let state = pending.state().expose_secret().to_owned();
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("code", &code).append_pair("state", &state);
        let Ok(callback) = Callback::from_query(&query.finish()) else {
            // U+FFFD alone is text that a callback cannot carry: it stands for bytes that are no text.
            prop_assert!(code.contains(char::REPLACEMENT_CHARACTER));
            return Ok(());
        };
        let code_value = pending.complete(callback, &browser(), now()).unwrap();
        let redeem = app.redeem(&code_value).unwrap().request();
        let verifier = crate::fixture::VERIFIER;
        let mut expected = map([
            ("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &redirect), ("code_verifier", verifier),
        ]);
        let token = app.refresh_token(&*refresh).unwrap();
        let refresh_call = app.refresh(&token).unwrap().with_redirect_uri().request();
        let mut expected_refresh =
            map([("grant_type", "refresh_token"), ("refresh_token", &refresh), ("redirect_uri", &redirect)]);
        match secret_in {
            SecretIn::Basic => {
                let header = redeem.headers()["authorization"].to_str().unwrap();
                let pair = STANDARD.decode(header.strip_prefix("Basic ").unwrap()).unwrap();
                let pair = String::from_utf8(pair).unwrap();
                prop_assert_eq!(pair.split_once(':').unwrap(), (id.as_str(), secret.as_str()));
            }
            _ => {
                let credentials = map([("client_id", &id), ("client_secret", &secret)]);
                expected.extend(credentials.clone());
                expected_refresh.extend(credentials);
            }
        }
        prop_assert_eq!(members(text(redeem.body()), format), expected);
        prop_assert_eq!(members(text(refresh_call.body()), format), expected_refresh);

        // The authorization URL, by the `url` crate.
        let read: BTreeMap<String, String> = Url::parse(&url).unwrap().query_pairs().into_owned().collect();
        prop_assert_eq!(&read["client_id"], &id);
        prop_assert_eq!(&read["redirect_uri"], &redirect);
        prop_assert_eq!(&read["state"], &state);
        prop_assert_eq!(read.len(), 6);
    }

    #[test]
    fn a_public_clients_requests_read_back(id in any_id(), token in any_text(), json_body in any::<bool>()) {
        let format = if json_body { BodyFormat::Json } else { BodyFormat::Form };
        let app = SinglePageApp::new(host(), ClientId::new(&*id).unwrap(), redirect_uri()).with_body_format(format);
        let token_value = app.refresh_token(&*token).unwrap();
        let redirect = crate::fixture::REDIRECT_URI;
        let refresh = app.refresh(&token_value).unwrap().request();
        prop_assert_eq!(
            members(text(refresh.body()), format),
            map([("grant_type", "refresh_token"), ("client_id", &id), ("redirect_uri", redirect), ("refresh_token", &token)])
        );
        let revoke = app.revoke(&token_value).unwrap().request();
        prop_assert_eq!(
            members(text(revoke.body()), BodyFormat::Json),
            map([("client_id", &id), ("redirect_uri", redirect), ("refresh_token", &token)])
        );
    }

    #[test]
    fn a_form_is_encoded_as_the_url_standard_says(token in any_text()) {
        let app = single_page_app();
        let value = app.refresh_token(&*token).unwrap();
        let request = app.refresh(&value).unwrap().without_redirect_uri().request();
        let mut standard = url::form_urlencoded::Serializer::new(String::new());
        standard
            .append_pair("grant_type", "refresh_token")
            .append_pair("refresh_token", &token)
            .append_pair("client_id", crate::fixture::CLIENT_ID);
        prop_assert_eq!(text(request.body()), standard.finish());
    }

    /// RFC 7636 section 4.2, computed apart from the core.
    #[test]
    fn any_entropy_gives_a_state_and_a_challenge_of_its_verifier(bytes: [u8; 32], more: [u8; 16]) {
        let mut all = [0; Entropy::BYTES];
        all[..16].copy_from_slice(&more);
        all[16..].copy_from_slice(&bytes);
        let (url, pending) = single_page_app().authorize(Entropy::from_bytes(all), &browser(), now());
        let parts = pending.into_parts();
        let verifier = parts.code_verifier.as_deref().unwrap();
        let base64url = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        prop_assert_eq!((verifier.len(), parts.state.len()), (43, 22));
        prop_assert!(verifier.chars().all(base64url) && parts.state.chars().all(base64url));
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
        prop_assert!(url.ends_with(&format!("&code_challenge={challenge}")), "{}", url);
        // Nothing of the verifier travels, and no bit of the draw is lost.
        prop_assert!(!url.contains(verifier));
        let drawn = [URL_SAFE_NO_PAD.decode(&parts.state).unwrap(), URL_SAFE_NO_PAD.decode(verifier).unwrap()].concat();
        prop_assert_eq!(drawn, all.to_vec());
    }

    #[test]
    fn a_verifier_from_elsewhere_is_taken_if_rfc_7636_does(text in "[A-Za-z0-9._~-]{0,140}|\\PC{0,60}") {
        let sound = (43..=128).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
        prop_assert_eq!(CodeVerifier::new(&*text).is_ok(), sound);
    }

    #[test]
    fn no_other_state_is_believed(other in "[A-Za-z0-9_-]{0,30}|\\PC{0,30}", at in 0_usize..22, c in "[A-Za-z0-9_-]") {
        let mut changed = crate::fixture::STATE.to_owned();
        changed.replace_range(at..=at, &c);
        for state in [other, changed] {
            let (_, pending) = web_app().authorize(entropy(), &browser(), now());
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("code", "c").append_pair("state", &state);
            let completed = Callback::from_query(&query.finish())
                .and_then(|callback| pending.complete(callback, &browser(), now()));
            prop_assert_eq!(completed.is_ok(), state == crate::fixture::STATE, "{}", state);
        }
    }

    #[test]
    fn no_changed_seal_opens(key: [u8; 32], nonce: [u8; 48], at in 0_usize..57, flip in 1_u8..=255, cookie in "[a-z]{16,20}") {
        let sealed = SealedState::new(key);
        let browser = Browser::cookie(cookie).unwrap();
        let url = web_app().authorize_sealed(&sealed, Entropy::from_bytes(nonce), &browser, now()).unwrap();
        let state = Url::parse(&url).unwrap().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let open = |state: &str| {
            let callback = Callback::from_query(&format!("code=c&state={state}")).unwrap();
            web_app().complete_sealed(&sealed, callback, &browser, now())
        };
        prop_assert!(open(&state).is_ok());
        let mut bytes = URL_SAFE_NO_PAD.decode(&state).unwrap();
        bytes[at] ^= flip;
        prop_assert!(open(&URL_SAFE_NO_PAD.encode(&bytes)).is_err());
        bytes[at] ^= flip;
        bytes.truncate(at);
        prop_assert!(open(&URL_SAFE_NO_PAD.encode(&bytes)).is_err());
        let other = SealedState::new(key.map(|byte| byte ^ flip));
        let callback = Callback::from_query(&format!("code=c&state={state}")).unwrap();
        prop_assert!(web_app().complete_sealed(&other, callback, &browser, now()).is_err());
    }

    /// A followed tenant is redeemed under Workfront's suffix, at one label and one lane, or not at all.
    #[test]
    fn a_callback_names_no_strangers_host(
        domain in "[a-z0-9./?#@:\\\\%_-]{0,20}|\\PC{0,12}|origin-[a-z.-]{0,9}",
        lane in "my|preview|[a-z./?#@:-]{0,12}|\\PC{0,8}",
        adobe in any::<bool>(),
    ) {
        let suffix = if adobe { Suffix::WorkfrontAdobeCom } else { Suffix::WorkfrontCom };
        let app = SinglePageApp::new(Host::central(), client_id(), redirect_uri())
            .follow_tenant(suffix, &[Lane::MY, Lane::PREVIEW]);
        let (_, pending) = app.authorize(entropy(), &browser(), now());
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("code", "c").append_pair("state", crate::fixture::STATE);
        query.append_pair("domain", &domain).append_pair("lane", &lane);
        let Ok(callback) = Callback::from_query(&query.finish()) else { return Ok(()) };
        let Ok(code) = pending.complete(callback, &browser(), now()) else { return Ok(()) };
        let uri = app.redeem(&code).unwrap().request().uri().to_string();
        let url = Url::parse(&uri).unwrap();
        prop_assert_eq!((url.scheme(), url.port(), url.path()), ("https", None, "/integrations/oauth2/api/v1/token"));
        prop_assert!(url.username().is_empty() && url.query().is_none());
        let labels = url.host_str().unwrap().strip_suffix(suffix.as_str()).unwrap().strip_suffix('.').unwrap();
        let (found_domain, found_lane) = labels.split_once('.').unwrap();
        prop_assert!(matches!(found_lane, "my" | "preview"), "{}", uri);
        let label = |text: &str| {
            !text.is_empty() && text.len() <= 63 && !text.starts_with('-') && !text.ends_with('-')
                && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        prop_assert!(label(found_domain), "{}", uri);
        prop_assert!(domain.to_lowercase().ends_with(found_domain), "{} from {}", uri, domain);
    }

    #[test]
    fn a_host_that_is_read_is_workfronts(text in "(https://)?[a-z0-9./?#@:\\\\%-]{0,16}(\\.my)?\\.workfront(\\.adobe)?\\.com[/:a-z.]{0,6}|\\PC{0,40}") {
        let Ok(host) = Host::parse(&text) else { return Ok(()) };
        let url = Url::parse(host.origin()).unwrap();
        let suffix = host.suffix().unwrap().as_str();
        let name = url.host_str().unwrap();
        prop_assert_eq!(host.origin(), format!("https://{name}"), "nothing but a name");
        prop_assert!(Lane::KNOWN.contains(host.lane().unwrap()));
        let tail = format!("{}.{}.{suffix}", host.domain().unwrap(), host.lane().unwrap());
        prop_assert!(name == tail || name == format!("origin-{tail}"), "{}", name);
        prop_assert_eq!(Host::parse(host.origin()), Ok(host.clone()), "written and read again");
    }

    /// After a host is made, `request()` cannot fail: its URL is never the empty one that stands for a mistake.
    #[test]
    fn every_host_that_is_taken_makes_a_url(name in "[a-z0-9!$&'()*+,;={}\"`~_.-]{1,20}|\\PC{1,12}", port in "(:[0-9]{1,5})?") {
        let made: [Result<Host, HostError>; 2] =
            [Host::gateway(&format!("https://{name}{port}")), Host::loopback(&format!("http://{name}.localhost{port}"))];
        for host in made.into_iter().flatten() {
            let app = WebApp::new(host.clone(), client_id(), client_secret(), redirect_uri());
            let token = RefreshToken::new("r", Home::new(client_id(), host.clone())).unwrap();
            let uri = app.refresh(&token).unwrap().request().uri().to_string();
            prop_assert_eq!(uri, format!("{}/integrations/oauth2/api/v1/token", host.origin()));
        }
    }

    #[test]
    fn a_redirect_url_is_kept_byte_for_byte_or_refused(text in "\\PC{0,40}|(https?|a\\.b|javascript|data):/{0,3}[a-z0-9.@:/?#*\\\\ -]{0,30}") {
        let Ok(uri) = RedirectUri::new(&*text) else { return Ok(()) };
        prop_assert_eq!(uri.as_str(), &text);
        let url = Url::parse(&text).unwrap();
        prop_assert!(url.fragment().is_none() && url.username().is_empty() && url.password().is_none());
        match url.scheme() {
            "https" => prop_assert!(url.has_host()),
            "http" => prop_assert!(Host::loopback(&url.origin().ascii_serialization()).is_ok(), "{}", text),
            scheme => prop_assert!(scheme.contains('.'), "{}", text),
        }
    }

    #[test]
    fn any_callback_is_read_or_refused(query in "\\PC{0,80}|((code|state|error|domain|lane|iss)=[a-z%0-9+]{0,5}&?){0,8}") {
        let (_, pending) = web_app().authorize(entropy(), &browser(), now());
        let read = Callback::parse(&format!("/cb?{query}")).and_then(|callback| pending.complete(callback, &browser(), now()));
        prop_assert!(read.is_err(), "the state is not in it");
    }

    #[test]
    fn any_body_is_read_or_refused_in_one_line(
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "[{}\\[\\]\",:0-9a-z\\\\]{0,60}".prop_map(String::into_bytes),
            "\\{(\"(access_token|token_type|refresh_token|expires_in|error|type|message|statusCode)\":(\"\\PC{0,9}\"|[0-9.e-]{1,9}|true|null|\\[\\]),?){0,6}\\}"
                .prop_map(String::into_bytes),
        ],
        status in 100_u16..600,
    ) {
        let app = web_app();
        let code = web_code(&app);
        let read = app.redeem(&code).unwrap().response(answer(status, "application/json", &body));
        match read {
            Ok(tokens) => {
                prop_assert!((200..300).contains(&status));
                let members: serde_json::Value = serde_json::from_slice(&body).unwrap();
                prop_assert_eq!(&members["access_token"], tokens.access_token().expose_secret());
                let mut headers = http::HeaderMap::new();
                let applied = tokens.apply_to(&mut headers).is_ok();
                prop_assert_eq!(headers.contains_key("sessionid"), applied);
            }
            Err(error) => {
                let line = error.to_string();
                prop_assert!(!line.contains(|c: char| c.is_control()), "{}", line);
                prop_assert!(line.len() < 2_000, "{}", line);
            }
        }
        let _ = ApiError::read(&answer(status, "application/json", &body));
    }

    #[cfg(any(feature = "aws-lc-rs", feature = "rsa"))]
    #[test]
    fn any_text_is_a_key_or_an_error(
        text in "\\PC{0,80}|(-----(BEGIN|END) (RSA |EC |)(PRIVATE|PUBLIC) KEY-----[A-Za-z0-9+/=\\\\nr \n]{0,60}){0,4}",
        der in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        prop_assert!(workfront_oauth::PrivateKey::from_pem(&text).is_err());
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY"] {
            let pem = format!("-----BEGIN {label}-----\n{}\n-----END {label}-----", STANDARD.encode(&der));
            prop_assert!(workfront_oauth::PrivateKey::from_pem(&pem).is_err());
        }
        let own = workfront_oauth::PrivateKey::from_pem(crate::openssl::key()).unwrap();
        for label in ["CERTIFICATE", "PUBLIC KEY", "RSA PUBLIC KEY"] {
            let pem = format!("-----BEGIN {label}-----\n{}\n-----END {label}-----", STANDARD.encode(&der));
            prop_assert!(own.matches_certificate(&pem).is_err());
        }
    }
}

/// The URL standard's parser takes these into a host name, and no URI can hold them.
#[test]
fn a_host_that_no_url_can_hold_is_refused() {
    for name in ["`", "a{b", "a}b", "a\"b"] {
        assert_eq!(
            Host::gateway(&format!("https://{name}")),
            Err(HostError::NotHttpsOrigin),
            "{name}"
        );
        let loopback = Host::loopback(&format!("http://{name}.localhost"));
        assert_eq!(loopback, Err(HostError::NotLoopback), "{name}");
    }
}

/// RFC 7636 appendix B.
#[test]
fn rfc_7636_appendix_b() {
    let verifier = CodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
    assert_eq!(verifier.challenge().as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

/// A body is at most a mebibyte, a callback 16 KiB; neither may cost the square of that.
#[test]
fn long_answers_are_read_in_linear_time() {
    let long = 1 << 20;
    let secret = "a".repeat(340);
    let app = web_app();
    let token = app.refresh_token(&*secret).unwrap();
    let many: String = (0..long / 16).map(|at| format!("\"m{at:08}\":1,")).collect();
    for body in [
        format!(r#"{{"error":"{}"}}"#, "a".repeat(long)),
        format!(r#"{{"error":"x","error_description":"{}"}}"#, "%61".repeat(long / 3)),
        format!(r#"{{"error":"x","error_description":"{}"}}"#, "&#97;".repeat(long / 5)),
        format!(r#"{{"statusCode":1,"error":true,"message":"{}"}}"#, "\\\\u0061".repeat(long / 7)),
        format!("{{{many}\"m00000000\":1}}"),
        "[".repeat(long),
        "<".repeat(long),
        " ".repeat(long),
    ] {
        let answer = answer(400, "application/json", body.as_bytes());
        let error = app.refresh(&token).unwrap().response(answer).unwrap_err();
        assert!(error.to_string().len() < 2_000);
    }
    assert!(Callback::from_query(&"a=b&".repeat(long)).is_err());
}
