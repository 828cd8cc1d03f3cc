//! The inspector tells why, in the words of the page or RFC.

use thirtyfour::prelude::*;

use crate::Outcome;
use crate::app_server::AppServer;
use crate::visit::Visit;
use crate::web_app;

#[tokio::test]
async fn a_refusal_is_explained_and_no_secret_is_shown() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    let (client_id, secret) = web_app::create(&visit, &server.callback()).await?;
    visit.open(&visit.authorization(&client_id, &server.callback(), "my-state")).await?;
    visit.press("Allow access").await?;
    let code = visit.parameter("code").await?.ok_or("no code")?;
    let app = (client_id.as_str(), secret.as_str());
    let tokens = visit.protocol.redeem(app, &code, &server.callback()).await?;
    assert_eq!(visit.protocol.redeem(app, &code, &server.callback()).await?.status, 400);

    visit.open("/inspector").await?;
    let newest = visit.text_of("tbody tr").await?;
    for words in
        ["POST /integrations/oauth2/api/v1/token", "Refused:", "RFC 6749 §4.1.2", "more than once"]
    {
        assert!(newest.contains(words), "{words}: {newest}");
    }
    let source = visit.driver().source().await?;
    for shown in [&secret, &code, tokens.text("access_token"), tokens.text("refresh_token")] {
        assert!(!source.contains(shown), "masked");
    }
    assert!(source.contains("my-state"), "what is no secret can be read");

    let all = visit.count("tbody tr").await?;
    visit.follow("Refused").await?;
    let refused = visit.driver().find_all(By::Css("tbody tr .why")).await?;
    assert!(!refused.is_empty() && refused.len() < all);
    for row in refused {
        assert!(row.text().await?.starts_with("Refused:"));
    }
    visit.end().await
}
