//! Whatever is thrown at a parser, it answers; and no other crate's choices make it panic.

use jsonwebtoken::crypto::{CryptoProvider, KeyUtils};
use proptest::prelude::*;

use super::world::{KEY, World, encode};
use crate::authority::*;
use crate::policy::Policy;

/// As if the build had named no cryptography backend for `jsonwebtoken`, or two.
static PANICS: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| panic!("no backend"),
    verifier_factory: |_, _| panic!("no backend"),
    key_utils: KeyUtils::new_unimplemented(),
};

#[test]
fn an_exchange_needs_no_backend_of_jsonwebtoken() {
    // An error says that another test was quicker, with this same provider.
    let _ = PANICS.install_default();
    let mut world = World::new();
    let jwt = KEY.sign(&world.claims());
    world.exchange(&jwt).unwrap();
}

/// Text in which the characters that mean something come often.
fn text() -> impl Strategy<Value = String> {
    let meaningful = prop::sample::select(vec![
        "-----BEGIN ",
        "-----END ",
        "CERTIFICATE",
        "PUBLIC KEY",
        "-----",
        "\n",
        ".",
        "..",
        "=",
        "&",
        "%",
        "%2e",
        "+",
        "://",
        "http",
        "https",
        "127.0.0.1",
        "[::1]",
        ":",
        "/",
        "?",
        "#",
        "*",
        "@",
        "\\",
        "é",
        "\0",
        "eyJhbGciOiJSUzI1NiJ9",
        "e30",
        "MIIB",
        "alg",
        "S256",
    ]);
    let piece = prop_oneof![meaningful.prop_map(str::to_owned), ".{0,3}"];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_place_is_answered(texts in prop::collection::vec(text(), 12)) {
        let mut world = World::new();
        let [web, machine] = [world.web.clone(), world.machine.clone()];
        let key = world.key;
        world.delete_key(&machine, key).unwrap();
        for text in &texts {
            prop_assert!(world.add_key(&machine, text).is_err());
            let _ = world.save(&web, |settings| settings.redirect_urls = vec![text.clone()]);
            let _ = world.save(&web, |settings| settings.name.clone_from(text));
            let _ = world.save(&web, |settings| settings.description_url.clone_from(text));
            let _ = Policy::from_toml(text);
        }
        world.add_key(&machine, &KEY.public_pem).unwrap();
        for pair in texts.windows(2) {
            let [one, other] = pair else { unreachable!() };
            prop_assert!(world.exchange(one).is_err());
            let signed = format!("{}.{}.{}", encode(one.as_bytes()), encode(other.as_bytes()), "AA");
            prop_assert!(world.exchange(&signed).is_err());
            let names = ["client_id", "redirect_uri", "state", "code_challenge", one.as_str()];
            let request = AuthorizeRequest::from_pairs(names.map(|name| (name, other.clone())));
            prop_assert!(world.authority.authorizable(&world.tenant, &request, world.now).is_err());
            let request = TokenRequest {
                client: PresentedClient {
                    basic: Some((one.clone(), Secret::new(other))),
                    body_id: Some(other.clone()),
                    body_secret: None,
                },
                grant_type: Some(one.clone()),
                ..TokenRequest::default()
            };
            prop_assert!(world.token(request).is_err());
        }
    }

    /// What is echoed arrives as it was sent, whatever it is, and nothing else is added to the redirect.
    #[test]
    fn any_state_survives_the_redirect(state in text()) {
        let mut world = World::new();
        let mut request = world.request(&world.web);
        request.state = Some(state.clone()).filter(|state| !state.is_empty());
        let location = world.allow(request).unwrap().redirection.location();
        let url = url::Url::parse(&location).unwrap();
        let pairs: Vec<_> = url.query_pairs().collect();
        let echoed = pairs.iter().find(|(name, _)| name == "state").map(|(_, value)| value.as_ref());
        prop_assert_eq!(echoed.unwrap_or_default(), state.as_str());
        prop_assert_eq!(pairs.len(), if state.is_empty() { 3 } else { 4 });
        prop_assert!(url.fragment().is_none() && url.host_str() == Some("app.example"));
    }
}
