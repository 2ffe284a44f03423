//! What goes wrong in mid-sentence: the cable, the session, another's change. Nothing typed is lost.

use anyhow::{Context, Result, ensure};
use e2e::browser::{Browser, Cable};
use e2e::demo::{Demo, Person};
use e2e::desk::Cast;
use serde_json::json;

const WORDS: &str = "Das schreibe ich gerade, und es soll nicht verloren gehen.";

/// A ticket that the first agent of tier 1 holds, with their window.
async fn at_work(demo: &Demo) -> Result<(Browser, String, &Person)> {
    let cast = Cast::of(demo);
    let lead = cast.window(demo.of_role("lead")?).await?;
    let requester = cast.window(demo.of_role("requester")?).await?;
    let number = requester.ask("Mein Bildschirm flackert seit dem Umzug.").await?;
    requester.close().await?;
    let team = lead.ticket(&number).await?["team"].as_str().context("a team")?.to_owned();
    lead.close().await?;
    let who = cast.pair(1, &team)?.0;
    let agent = cast.window(who).await?;
    agent.visit(&format!("/desk/tickets/{number}?compose=reply")).await?;
    Ok((agent, number, who))
}

#[tokio::test]
async fn a_connection_lost_in_mid_reply_loses_no_word() -> Result<()> {
    if e2e::rules().is_none() {
        return Ok(());
    }
    let demo = Demo::start()?;
    let (agent, number, _) = at_work(&demo).await?;
    agent.cable(Cable::Out).await?;
    agent.write("#composer textarea[name=body]", WORDS).await?;
    agent.click("#composer .btn-primary").await?;
    agent.find("#toasts .toast").await.context("said that it was not sent")?;
    ensure!(agent.value("#composer textarea[name=body]").await? == WORDS, "the words stay");
    // Long enough for the draft to be put aside, and then somebody closes the lid.
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    agent.cable(Cable::In).await?;
    agent.visit(&format!("/desk/tickets/{number}?compose=reply")).await?;
    agent
        .until("the words again", async || {
            Ok(agent.value("#composer textarea[name=body]").await? == WORDS)
        })
        .await?;
    agent.click("#composer .btn-primary").await?;
    agent
        .until("an answered ticket", async || {
            Ok(agent.text("#timeline").await.is_ok_and(|all| all.contains(WORDS)))
        })
        .await?;
    let times = agent.text("#timeline").await?.matches(WORDS).count();
    ensure!(times == 1, "it was sent {times} times");
    Ok(())
}

#[tokio::test]
async fn a_session_that_ends_in_mid_reply_loses_no_word() -> Result<()> {
    if e2e::rules().is_none() {
        return Ok(());
    }
    let demo = Demo::start()?;
    let (agent, number, who) = at_work(&demo).await?;
    agent.write("#composer textarea[name=body]", WORDS).await?;
    agent.devtools("Network.deleteCookies", json!({ "name": "stufe", "url": demo.url() })).await?;
    agent.click("#composer .btn-primary").await?;
    agent.find("input[name=password]").await.context("asked to sign in")?;
    agent.write("input[name=email]", &who.email).await?;
    agent.write("input[name=password]", &who.password).await?;
    agent.press("input[name=password]", "\u{e007}").await?;
    agent
        .until("the ticket", async || {
            Ok(agent.path().await?.starts_with(&format!("/desk/tickets/{number}")))
        })
        .await?;
    agent
        .until("the words", async || {
            Ok(agent.run("return document.body.textContent").await?.to_string().contains(WORDS)
                || agent.value("#composer textarea[name=body]").await? == WORDS)
        })
        .await
}

#[tokio::test]
async fn a_draft_follows_its_writer_to_another_browser() -> Result<()> {
    if e2e::rules().is_none() {
        return Ok(());
    }
    let demo = Demo::start()?;
    let (agent, number, who) = at_work(&demo).await?;
    agent.write("#composer textarea[name=body]", WORDS).await?;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    let elsewhere = Cast::of(&demo).window(who).await?;
    elsewhere.visit(&format!("/desk/tickets/{number}?compose=reply")).await?;
    elsewhere
        .until("the words there", async || {
            Ok(elsewhere.value("#composer textarea[name=body]").await? == WORDS)
        })
        .await
}
