//! The README's programs: compiled as its doctests, and run here against a server.
//!
//! They stand in `conformance/readme/`, and a test holds the README to their text.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wiremock::matchers::{body_string_contains, header, method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    const TOKEN: &str = "/integrations/oauth2/api/v1/token";

    /// Answers a grant as page 001 shows it.
    fn tokens(access_token: &str, refresh_token: &str) -> ResponseTemplate {
        ResponseTemplate::new(200).set_body_json(json!({
            "token_type": "sessionID",
            "access_token": access_token,
            "refresh_token": refresh_token,
            "expires_in": 0,
            "wid": "string",
        }))
    }

    /// The user, who allows access at once.
    fn allow(link: &str) -> String {
        let link = url::Url::parse(link).expect("the program makes a URL");
        let state = link.query_pairs().find_map(|(name, value)| (name == "state").then_some(value));
        format!(
            "/callback?code=c-1&domain=myorganization&lane=my&state={}",
            state.expect("a state")
        )
    }

    mod web_app {
        use super::*;

        include!("../readme/web_app.rs");

        #[tokio::test]
        async fn redeems_with_basic_and_json_and_keeps_the_rotated_token() {
            let server = MockServer::start().await;
            let post = || Mock::given(method("POST")).and(path(TOKEN));
            post()
                .and(header("content-type", "application/json"))
                .and(body_string_contains("authorization_code"))
                .and(body_string_contains("code_verifier"))
                .respond_with(tokens("0123456789abcdef0123456789abcdef", "r-1"))
                .expect(1)
                .mount(&server)
                .await;
            post()
                .and(body_string_contains(r#""refresh_token":"r-1""#))
                .respond_with(tokens("fedcba9876543210fedcba9876543210", "r-2"))
                .expect(1)
                .mount(&server)
                .await;
            let host = Host::loopback(&server.uri()).expect("loopback");
            let tokens = web_app(host, async |link| allow(link)).await.expect("tokens");
            assert!(tokens.rotated());
            assert_eq!(tokens.refresh_token().map(|token| token.expose_secret()), Some("r-2"));
        }
    }

    mod single_page_app {
        use super::*;

        include!("../readme/single_page_app.rs");

        #[tokio::test]
        async fn redeems_with_a_form_and_without_a_secret() {
            let server = MockServer::start().await;
            Mock::given(method("POST"))
                .and(path(TOKEN))
                .and(header("content-type", "application/x-www-form-urlencoded"))
                .and(body_string_contains("code_verifier="))
                .respond_with(tokens("0123456789abcdef0123456789abcdef", "r-1"))
                .expect(1)
                .mount(&server)
                .await;
            let host = Host::loopback(&server.uri()).expect("loopback");
            let run = move || single_page_app(host, allow).map_err(|error| error.to_string());
            let tokens = tokio::task::spawn_blocking(run).await.expect("it ends").expect("tokens");
            let request = server.received_requests().await.unwrap_or_default().remove(0);
            assert!(!String::from_utf8_lossy(&request.body).contains("client_secret"));
            assert!(tokens.refresh_token().is_some());
        }
    }

    mod machine_app {
        use super::*;

        include!("../readme/machine_app.rs");

        #[tokio::test]
        async fn exchanges_a_jwt_that_its_key_signed() {
            let server = MockServer::start().await;
            Mock::given(method("POST"))
                .and(path("/integrations/oauth2/api/v1/jwt/exchange"))
                .and(body_string_contains("jwt_token="))
                .respond_with(tokens("0123456789abcdef0123456789abcdef", ""))
                .expect(1)
                .mount(&server)
                .await;
            let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).expect("a key");
            let (host, pem) =
                (Host::loopback(&server.uri()).expect("loopback"), key.serialize_pem());
            let run = move || machine_app(host, &pem).map_err(|error| error.to_string());
            let tokens = tokio::task::spawn_blocking(run).await.expect("it ends").expect("tokens");
            assert!(tokens.refresh_token().is_none());
        }
    }

    #[test]
    fn the_readme_shows_the_programs_that_run_here() {
        let readme = include_str!("../../README.md");
        for program in [
            include_str!("../readme/web_app.rs"),
            include_str!("../readme/single_page_app.rs"),
            include_str!("../readme/machine_app.rs"),
        ] {
            assert!(
                readme.contains(&format!("```rust\n{program}```\n")),
                "not in the README:\n{program}"
            );
        }
    }
}
