//! A visit: a sandbox of its own, a browser of its own, and what a person does with it.

use std::error::Error;
use std::time::Duration;

use thirtyfour::prelude::*;
use workfront_oauth_sandbox::{Sandbox, SandboxBuilder};

use crate::chromium::Chromium;
use crate::protocol::Protocol;

/// How long the next page may take on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked for.
const INTERVAL: Duration = Duration::from_millis(10);
/// Where the apps are listed.
pub(crate) const APPS: &str = "/setup/oauth2-applications";

/// One browser at one sandbox.
pub(crate) struct Visit {
    pub(crate) chromium: Chromium,
    pub(crate) sandbox: Sandbox,
    pub(crate) protocol: Protocol,
}

impl Visit {
    /// At a sandbox with the demo apps and users.
    pub(crate) async fn begin() -> Result<Self, Box<dyn Error>> {
        Self::at(Sandbox::builder()).await
    }

    /// At a sandbox that is set up as the test wants it.
    pub(crate) async fn at(builder: SandboxBuilder) -> Result<Self, Box<dyn Error>> {
        let sandbox = builder.start()?;
        let protocol = Protocol::new(sandbox.url())?;
        Ok(Self { chromium: Chromium::start().await?, sandbox, protocol })
    }

    pub(crate) fn driver(&self) -> &WebDriver {
        &self.chromium.driver
    }

    /// Opens a page of the sandbox, or any address.
    pub(crate) async fn open(&self, address: &str) -> WebDriverResult<()> {
        match address.strip_prefix('/') {
            Some(_) => self.driver().goto(format!("{}{address}", self.sandbox.url())).await,
            None => self.driver().goto(address).await,
        }
    }

    /// Logs `username` in, on the page that asks for it.
    pub(crate) async fn log_in(&self, username: &str) -> WebDriverResult<()> {
        let users = self.sandbox.users();
        let user = users.iter().find(|user| user.username == username).expect("a demo user");
        self.fill("username", &user.username).await?;
        self.fill("password", &user.password).await?;
        self.press("Log in").await
    }

    /// Opens Setup as the administrator.
    pub(crate) async fn open_setup(&self) -> WebDriverResult<()> {
        self.open(APPS).await?;
        self.log_in("admin").await
    }

    /// Creates an app of the type that Setup calls `kind`; its page is open afterwards. Gives the Client ID.
    pub(crate) async fn create_app(&self, kind: &str, name: &str) -> WebDriverResult<String> {
        self.open(APPS).await?;
        self.follow("Create app integration").await?;
        self.choose(kind).await?;
        self.fill("name", name).await?;
        self.press("Create").await?;
        self.value_of("client_id").await
    }

    /// Opens the page of an app.
    pub(crate) async fn open_app(&self, client_id: &str) -> WebDriverResult<()> {
        self.open(&format!("{APPS}/{client_id}")).await
    }

    /// Presses **Save** and checks that the page says so.
    pub(crate) async fn save(&self) -> WebDriverResult<()> {
        self.press("Save").await?;
        assert_eq!(self.text_of(".told").await?, "Saved.", "{}", self.text_of("main").await?);
        Ok(())
    }

    /// Presses the button that a person sees as `text`, and waits for the page that follows.
    pub(crate) async fn press(&self, text: &str) -> WebDriverResult<()> {
        let button = self.button(text).await?;
        self.leave(button.click()).await
    }

    /// Does what leads to another page, and waits until this one is gone: a driver says that it has clicked before the browser
    /// has begun to leave.
    pub(crate) async fn leave(
        &self,
        way: impl Future<Output = WebDriverResult<()>>,
    ) -> WebDriverResult<()> {
        let page = self.driver().find(By::Tag("html")).await?;
        way.await?;
        page.wait_until().wait(PATIENCE, INTERVAL).stale().await
    }

    /// The button that a person sees as `text`.
    pub(crate) async fn button(&self, text: &str) -> WebDriverResult<WebElement> {
        let path = format!("//button[normalize-space()='{text}' and not(@aria-hidden='true')]");
        self.driver().find(By::XPath(path)).await
    }

    /// Opens a **Delete** that asks once more, and confirms with the button `text`.
    pub(crate) async fn delete(&self, text: &str) -> WebDriverResult<()> {
        let button = format!("//details[.//button[normalize-space()='{text}']]/summary");
        self.driver().find(By::XPath(button)).await?.click().await?;
        self.press(text).await
    }

    /// Follows the link that a person sees as `text`.
    pub(crate) async fn follow(&self, text: &str) -> WebDriverResult<()> {
        let path = format!("//main//a[normalize-space()='{text}']");
        let link = self.driver().find(By::XPath(path)).await?;
        self.leave(link.click()).await
    }

    /// Clicks the label `text` of a radio button or checkbox.
    pub(crate) async fn choose(&self, text: &str) -> WebDriverResult<()> {
        let path = format!("//label[normalize-space()='{text}']");
        self.driver().find(By::XPath(path)).await?.click().await
    }

    /// Types `text` into the field `id`, in place of what is there.
    pub(crate) async fn fill(&self, id: &str, text: &str) -> WebDriverResult<()> {
        let field = self.field(id).await?;
        field.clear().await?;
        field.send_keys(text).await
    }

    /// Chooses the line `text` of the list `id`.
    pub(crate) async fn select(&self, id: &str, text: &str) -> WebDriverResult<()> {
        let path = format!("//select[@id='{id}']/option[normalize-space()='{text}']");
        self.driver().find(By::XPath(path)).await?.click().await
    }

    /// The field `id`.
    pub(crate) async fn field(&self, id: &str) -> WebDriverResult<WebElement> {
        self.driver().find(By::Id(id)).await
    }

    /// What the field `id` holds.
    pub(crate) async fn value_of(&self, id: &str) -> WebDriverResult<String> {
        Ok(self.field(id).await?.prop("value").await?.unwrap_or_default())
    }

    /// What a person reads in the first element that `css` selects.
    pub(crate) async fn text_of(&self, css: &str) -> WebDriverResult<String> {
        self.driver().find(By::Css(css)).await?.text().await
    }

    /// How many elements `css` selects.
    pub(crate) async fn count(&self, css: &str) -> WebDriverResult<usize> {
        Ok(self.driver().find_all(By::Css(css)).await?.len())
    }

    /// The heading of the page.
    pub(crate) async fn heading(&self) -> WebDriverResult<String> {
        self.text_of("h1").await
    }

    /// Where the browser is.
    pub(crate) async fn address(&self) -> WebDriverResult<reqwest::Url> {
        self.driver().current_url().await
    }

    /// The parameter `name` of the address, decoded.
    pub(crate) async fn parameter(&self, name: &str) -> WebDriverResult<Option<String>> {
        let address = self.address().await?;
        let found = address.query_pairs().find(|(known, _)| known == name);
        Ok(found.map(|(_, value)| value.into_owned()))
    }

    /// The browser's cookie for the sandbox, as a header has it.
    pub(crate) async fn cookie(&self) -> WebDriverResult<String> {
        let cookies = self.driver().get_all_cookies().await?;
        Ok(cookies.iter().map(|c| format!("{}={}", c.name, c.value)).collect::<Vec<_>>().join("; "))
    }

    /// The address of an authorization request.
    pub(crate) fn authorization(&self, client_id: &str, redirect_uri: &str, state: &str) -> String {
        let address = format!("{}/integrations/oauth2/authorize", self.sandbox.url());
        let mut address = reqwest::Url::parse(&address).expect("a URL");
        address
            .query_pairs_mut()
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("response_type", "code")
            .append_pair("state", state);
        address.into()
    }

    /// Ends the browser in good order.
    pub(crate) async fn end(self) -> crate::Outcome {
        Ok(self.chromium.driver.clone().quit().await?)
    }
}
