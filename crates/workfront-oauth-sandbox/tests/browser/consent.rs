//! The consent page: remembered or asked each time, good once, and no trap on the way back.

use workfront_oauth_sandbox::Sandbox;
use workfront_oauth_sandbox::policy::Policy;
use workfront_oauth_sandbox::policy::choice::ConsentMemory;

use crate::Outcome;
use crate::app_server::AppServer;
use crate::visit::Visit;
use crate::web_app;

#[tokio::test]
async fn consent_is_remembered_or_asked_for_each_time() -> Outcome {
    for (memory, asked_again) in [(ConsentMemory::Remember, 0), (ConsentMemory::Ask, 1)] {
        let mut policy = Policy::default();
        policy.consent = memory;
        let visit = Visit::at(Sandbox::builder().with_policy(policy)).await?;
        let server = AppServer::start().await?;
        let (client_id, _) = web_app::create(&visit, &server.callback()).await?;
        let request = visit.authorization(&client_id, &server.callback(), "s");
        visit.open(&request).await?;
        visit.press("Allow access").await?;
        assert!(visit.parameter("code").await?.is_some());
        visit.open(&request).await?;
        assert_eq!(visit.count(".permissions").await?, asked_again, "{memory:?}");
        visit.end().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_consent_page_is_good_once() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    let (client_id, _) = web_app::create(&visit, &server.callback()).await?;
    visit.open(&visit.authorization(&client_id, &server.callback(), "s")).await?;
    visit.press("Cancel").await?;
    visit.driver().back().await?;
    visit.press("Allow access").await?;
    assert_eq!(visit.heading().await?, "This page is out of date");
    visit.end().await
}

#[tokio::test]
async fn an_app_may_send_the_browser_on_to_another_site() -> Outcome {
    let visit = Visit::begin().await?;
    let end = AppServer::start().await?;
    let server = AppServer::forwarding_to(end.callback()).await?;
    let (client_id, _) = web_app::create(&visit, &server.callback()).await?;
    visit.open(&visit.authorization(&client_id, &server.callback(), "s")).await?;
    visit.press("Allow access").await?;
    assert!(
        visit.address().await?.as_str().starts_with(&end.callback()),
        "form-action stands in no way"
    );
    visit.end().await
}

#[tokio::test]
async fn a_page_cannot_be_framed() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::single_page().await?;
    visit.open(&format!("{}/", server.origin)).await?;
    let script = "
        const done = arguments[1], frame = document.createElement('iframe');
        frame.onload = () => { let seen; try { seen = frame.contentDocument !== null } catch { seen = false } done(seen) };
        frame.src = arguments[0] + '/login';
        document.body.append(frame);";
    let own = visit.driver().execute_async(script, vec![visit.sandbox.url().into()]).await?;
    assert_eq!(own.json(), &serde_json::json!(false), "another site cannot look into the frame");
    visit.driver().enter_frame(0).await?;
    assert_eq!(visit.count("#username").await?, 0, "and there is no log-in page in it");
    visit.end().await
}

#[tokio::test]
async fn a_second_click_on_allow_access_leads_to_the_app() -> Outcome {
    let visit = Visit::begin().await?;
    let server = AppServer::start().await?;
    let (client_id, secret) = web_app::create(&visit, &server.callback()).await?;
    visit.driver().delete_all_cookies().await?;
    visit.open(&visit.authorization(&client_id, &server.callback(), "s")).await?;
    let user = visit.sandbox.users().iter().find(|user| user.username == "planner");
    visit.fill("username", "planner").await?;
    visit.fill("password", &user.ok_or("a demo user")?.password).await?;
    visit.click_twice("Log in").await?;
    visit.leave(visit.driver().refresh()).await?;
    assert_eq!(visit.count(".permissions").await?, 1, "loaded again, the page is the page");
    visit.click_twice("Allow access").await?;
    let code = visit.parameter("code").await?.ok_or("no code")?;
    let app = (client_id.as_str(), secret.as_str());
    let answer = visit.protocol.redeem(app, &code, &server.callback()).await?;
    assert_eq!(answer.status, 200);
    visit.end().await
}
