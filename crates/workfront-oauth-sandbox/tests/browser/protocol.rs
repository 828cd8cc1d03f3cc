//! The app's own side: what it sends to the token endpoints and the API, apart from any browser.

use reqwest::{Client, RequestBuilder, redirect};
use serde_json::{Value, json};

/// The endpoints of one sandbox.
pub(crate) struct Protocol {
    base: String,
    pub(crate) http: Client,
}

/// An answer: its status, and its JSON.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    /// A member that is text.
    pub(crate) fn text(&self, member: &str) -> &str {
        self.body[member].as_str().unwrap_or_else(|| panic!("no {member} in {self:?}"))
    }
}

impl Protocol {
    pub(crate) fn new(base: &str) -> reqwest::Result<Self> {
        let http = Client::builder().no_proxy().redirect(redirect::Policy::none()).build()?;
        Ok(Self { base: base.to_owned(), http })
    }

    /// Exchanges a code, with Basic authentication and a JSON body as page 001 has it.
    pub(crate) async fn redeem(
        &self,
        (client_id, client_secret): (&str, &str),
        code: &str,
        redirect_uri: &str,
    ) -> reqwest::Result<Answer> {
        let body =
            json!({"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri});
        let request = self.post("token").basic_auth(client_id, Some(client_secret)).json(&body);
        answer(request).await
    }

    /// Refreshes, likewise.
    pub(crate) async fn refresh(
        &self,
        (client_id, client_secret): (&str, &str),
        refresh_token: &str,
    ) -> reqwest::Result<Answer> {
        let body = json!({"grant_type": "refresh_token", "refresh_token": refresh_token});
        let request = self.post("token").basic_auth(client_id, Some(client_secret)).json(&body);
        answer(request).await
    }

    /// Revokes a refresh token of a web app.
    pub(crate) async fn revoke(
        &self,
        (client_id, client_secret): (&str, &str),
        refresh_token: &str,
    ) -> reqwest::Result<Answer> {
        let body = json!({"client_id": client_id, "refresh_token": refresh_token});
        let request = self.post("revoke").basic_auth(client_id, Some(client_secret)).json(&body);
        answer(request).await
    }

    /// Exchanges a JWT, as a form (page 002).
    pub(crate) async fn exchange(
        &self,
        (client_id, client_secret): (&str, &str),
        jwt: &str,
    ) -> reqwest::Result<Answer> {
        let form = [("client_id", client_id), ("client_secret", client_secret), ("jwt_token", jwt)];
        answer(self.post("jwt/exchange").form(&form)).await
    }

    /// Calls the API with an access token, and gives the status.
    pub(crate) async fn api(&self, access_token: &str) -> reqwest::Result<u16> {
        let url = format!("{}/attask/api/v22.0/proj/search", self.base);
        let response = self.http.get(url).header("sessionID", access_token).send().await?;
        Ok(response.status().as_u16())
    }

    fn post(&self, endpoint: &str) -> RequestBuilder {
        self.http.post(format!("{}/integrations/oauth2/api/v1/{endpoint}", self.base))
    }
}

async fn answer(request: RequestBuilder) -> reqwest::Result<Answer> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let text = response.text().await?;
    Ok(Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null) })
}
