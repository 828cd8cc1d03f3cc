//! Token requests and token responses.

use std::cell::RefCell;
use std::hint::black_box;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, Uri};
use oauth2::basic::BasicTokenResponse;
use oauth2::{HttpRequest, HttpResponse, PkceCodeVerifier};
use serde::Serialize;
use workfront_oauth::{AuthorizationCode, Body, BodyFormat, Call, WebApp};

use crate::operation::{Operation, Work};
use crate::operations::fixture;

/// The `http::Request` of a form body with HTTP Basic, with its bytes as an HTTP client takes them.
pub(crate) fn token_request_form() -> anyhow::Result<Operation> {
    let peer = fixture::peer()?;
    Ok(Operation {
        peer: "oauth2".to_owned(),
        target: 0.30,
        allocations_target: Some(5),
        served: None,
        ours: request(BodyFormat::Form)?,
        // The peer hands its request to a client only: one that keeps it and answers with nothing.
        theirs: Box::new(move || {
            let kept = RefCell::new(None);
            let client = |request: HttpRequest| -> Result<HttpResponse, std::io::Error> {
                kept.replace(Some(request));
                Err(std::io::ErrorKind::Other.into())
            };
            let _ = peer
                .exchange_code(oauth2::AuthorizationCode::new(fixture::CODE.to_owned()))
                .set_pkce_verifier(PkceCodeVerifier::new("a".repeat(43)))
                .request(&client);
            black_box(kept);
        }),
    })
}

/// The `http::Request` of a JSON body, beside the shortest way to write one with `serde_json`.
pub(crate) fn token_request_json() -> anyhow::Result<Operation> {
    #[derive(Serialize)]
    struct Members<'a> {
        grant_type: &'a str,
        code: &'a str,
        redirect_uri: &'a str,
        code_verifier: &'a str,
    }
    let uri: Uri = fixture::app()?.endpoints().token_url.parse()?;
    let basic = HeaderValue::from_static("Basic MDAxMTIyMzM0NDU1NjY3Nzg4OTlhYWJiY2NkZGVlZmY6");
    let verifier = "a".repeat(43);
    Ok(Operation {
        peer: "serde_json".to_owned(),
        target: 1.3,
        allocations_target: Some(5),
        served: None,
        ours: request(BodyFormat::Json)?,
        theirs: Box::new(move || {
            let body = serde_json::to_vec(&Members {
                grant_type: "authorization_code",
                code: fixture::CODE,
                redirect_uri: fixture::REDIRECT_URI,
                code_verifier: &verifier,
            });
            let mut request = Request::new(body);
            *request.method_mut() = Method::POST;
            *request.uri_mut() = uri.clone();
            let headers = request.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
            headers.insert(AUTHORIZATION, basic.clone());
            black_box(request);
        }),
    })
}

fn request(format: BodyFormat) -> anyhow::Result<Work> {
    let app = fixture::app()?.with_body_format(format);
    let code = fixture::code(&app)?;
    app.redeem(&code)?;
    Ok(Box::new(move || {
        if let Ok(call) = app.redeem(&code) {
            black_box(call.request().map(Body::into_exposed_bytes));
        }
    }))
}

/// The tokens of one answer, owned; the call exists already, as the peer's reader does.
pub(crate) fn token_response() -> anyhow::Result<Operation> {
    let app: &'static WebApp = Box::leak(Box::new(fixture::app()?));
    let code: &'static AuthorizationCode = Box::leak(Box::new(fixture::code(app)?));
    let call = app.redeem(code)?;
    call.response(Response::new(fixture::ANSWER))?;
    Ok(Operation {
        peer: "oauth2".to_owned(),
        target: 0.60,
        allocations_target: None,
        served: None,
        ours: Box::new(move || {
            let _ = black_box(call.response(Response::new(black_box(fixture::ANSWER))));
        }),
        theirs: Box::new(|| {
            let mut reader = serde_json::Deserializer::from_slice(black_box(fixture::ANSWER));
            let tokens: Result<BasicTokenResponse, _> =
                serde_path_to_error::deserialize(&mut reader);
            let _ = black_box(tokens);
        }),
    })
}

/// Request built and answer read, with everything between but the network.
pub(crate) fn call() -> anyhow::Result<Operation> {
    let app = fixture::app()?.with_body_format(BodyFormat::Form);
    let code = fixture::code(&app)?;
    let peer = fixture::peer()?;
    Ok(Operation {
        peer: "oauth2".to_owned(),
        target: 0.35,
        allocations_target: None,
        served: None,
        ours: Box::new(move || {
            if let Ok(call) = app.redeem(&code) {
                black_box(call.request().map(Body::into_exposed_bytes));
                let _ = black_box(call.response(Response::new(black_box(fixture::ANSWER))));
            }
        }),
        theirs: Box::new(move || {
            let client = |request: HttpRequest| -> Result<HttpResponse, std::io::Error> {
                black_box(request);
                let mut response = Response::new(fixture::ANSWER.to_vec());
                let json = HeaderValue::from_static("application/json");
                response.headers_mut().insert(CONTENT_TYPE, json);
                Ok(response)
            };
            let _ = black_box(
                peer.exchange_code(oauth2::AuthorizationCode::new(fixture::CODE.to_owned()))
                    .set_pkce_verifier(PkceCodeVerifier::new("a".repeat(43)))
                    .request(&client),
            );
        }),
    })
}
