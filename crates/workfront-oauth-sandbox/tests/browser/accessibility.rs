//! What a screen reader and a pair of tired eyes need, asked of the page as the browser built it.

use thirtyfour::prelude::*;

/// Checks the page that is open: names, structure, contrast in the theme that is on, and nothing wider than the window.
pub(crate) async fn check(driver: &WebDriver, page: &str) -> WebDriverResult<()> {
    let found = driver.execute(include_str!("accessibility.js"), vec![]).await?;
    let problems: Vec<String> = found.convert()?;
    assert!(problems.is_empty(), "{page}:\n{}", problems.join("\n"));
    Ok(())
}
