//! What a screen reader and a pair of tired eyes need, asked of the page as the browser built it.

use thirtyfour::prelude::*;

use crate::Outcome;
use crate::app_server::AppServer;
use crate::chromium::Chromium;

/// Checks the page that is open: names, structure, contrast in the theme that is on, and nothing wider than the window.
pub(crate) async fn check(driver: &WebDriver, page: &str) -> WebDriverResult<()> {
    let problems = problems(driver).await?;
    assert!(problems.is_empty(), "{page}:\n{}", problems.join("\n"));
    Ok(())
}

async fn problems(driver: &WebDriver) -> WebDriverResult<Vec<String>> {
    driver.execute(include_str!("accessibility.js"), vec![]).await?.convert()
}

#[tokio::test]
async fn each_check_finds_its_fault() -> Outcome {
    let chromium = Chromium::start().await?;
    let server = AppServer::faulty().await?;
    chromium.driver.goto(&server.origin).await?;
    let found = problems(&chromium.driver).await?.join("\n");
    for fault in [
        "3.1.1: html has no lang",
        "2.4.2: no title",
        "1.3.1: 3 h1",
        "1.3.1: h3 after h1",
        "1.3.1: no header",
        "1.4.10: no viewport",
        "4.1.1: id \"same\" twice",
        "1.3.1: aria-describedby names \"nowhere\"",
        "3.3.2: no label",
        "4.1.2: no name",
        "1.1.1: no alt",
        "1.3.1: fieldset without legend",
        "1.3.1: table without caption or scope",
        "a form without a token",
        "inline script or style",
        "inline handler",
        "1.4.3: contrast 2.32",
        "2.5.8: 10 pixels high",
        "1.4.10: 50",
    ] {
        assert!(found.contains(fault), "{fault} is not in\n{found}");
    }
    chromium.driver.clone().quit().await?;
    Ok(())
}
