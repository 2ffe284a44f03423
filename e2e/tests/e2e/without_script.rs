//! A requester whose browser runs no script.

use anyhow::{Result, ensure};
use e2e::browser::Script;
use e2e::demo::Demo;
use e2e::desk::Cast;

#[tokio::test]
async fn a_requester_asks_answers_and_confirms_without_a_script() -> Result<()> {
    if e2e::rules().is_none() {
        return Ok(());
    }
    let demo = Demo::start()?;
    let cast = Cast::of(&demo);
    let requester = e2e::browser::Browser::open(&demo).await?;
    requester.script(Script::Off).await?;
    requester.sign_in(demo.of_role("requester")?).await?;
    let number = requester.ask("Der Drucker im Lager zieht kein Papier mehr ein.").await?;
    requester.reads("Der Drucker im Lager zieht kein Papier mehr ein.").await?;

    let lead = cast.window(demo.of_role("lead")?).await?;
    lead.visit(&format!("/desk/tickets/{number}?compose=reply")).await?;
    lead.write("#composer textarea[name=body]", "Welches Fach ist es?").await?;
    lead.choose("#composer select[name=then]", "wait").await?;
    lead.click("#composer .btn-primary").await?;
    lead.reads("Welches Fach ist es?").await?;

    // Nothing comes by itself now: the page is loaded again, as one would.
    requester.visit(&format!("/portal/requests/{number}")).await?;
    requester.reads("Welches Fach ist es?").await?;
    requester.write("#say textarea[name=body]", "Fach 2.").await?;
    requester.click("#say button").await?;
    requester.reads("Fach 2.").await?;

    lead.visit(&format!("/desk/tickets/{number}?compose=resolve")).await?;
    lead.write("#composer textarea[name=solution]", "Die Rolle ist getauscht.").await?;
    lead.choose("#composer select[name=code]", "solved_permanently").await?;
    lead.click("#composer .btn-primary").await?;
    lead.reads("Die Rolle ist getauscht.").await?;

    requester.visit(&format!("/portal/requests/{number}")).await?;
    requester.click("form[action$='/confirm'] button").await?;
    lead.until("a closed request", async || Ok(lead.ticket(&number).await?["status"] == "closed"))
        .await?;
    ensure!(requester.path().await?.starts_with("/portal"), "the requester stays in the portal");
    Ok(())
}
