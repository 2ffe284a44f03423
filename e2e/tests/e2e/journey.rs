//! A need goes up three tiers and comes back down with the answer: by mouse and by keyboard.

use anyhow::{Context, Result, ensure};
use e2e::browser::Browser;
use e2e::demo::{Demo, Person};
use e2e::desk::Cast;

/// How a form is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hand {
    Mouse,
    Keyboard,
}

impl Hand {
    /// Takes the ticket.
    async fn take(self, browser: &Browser) -> Result<()> {
        match self {
            Hand::Mouse => browser.click("#bar form[action$='/take'] button").await?,
            Hand::Keyboard => browser.keys("a").await?,
        }
        browser
            .until("a taken ticket", async || {
                Ok(!browser.shows("#bar form[action$='/take'] button").await?)
            })
            .await
    }

    /// Opens a way of writing.
    async fn open(self, browser: &Browser, key: &str, mode: &str) -> Result<()> {
        let tab = format!(".tk [data-key='{key}']");
        match self {
            Hand::Mouse => browser.click(&tab).await?,
            // Single keys act outside of fields alone; Escape leaves one.
            Hand::Keyboard => {
                browser.keys("\u{e00c}").await?;
                browser.keys(key).await?;
            }
        }
        browser.composes(mode).await
    }

    /// Sends the composer's form.
    async fn send(self, browser: &Browser) -> Result<()> {
        match self {
            Hand::Mouse => browser.click("#composer .btn-primary").await?,
            Hand::Keyboard => browser.control("\u{e007}").await?,
        }
        browser.settle().await
    }
}

/// A need on its way, with everybody's window.
struct Journey<'d> {
    hand: Hand,
    number: String,
    teams: [String; 3],
    requester: Browser,
    /// An agent of the first tier, who looks on and never loads the page again.
    watcher: Browser,
    cast: Cast<'d>,
    agents: [&'d Person; 3],
}

impl Journey<'_> {
    async fn begin(demo: &Demo, hand: Hand) -> Result<Journey<'_>> {
        let cast = Cast::of(demo);
        let requester = cast.window(demo.of_role("requester")?).await?;
        let number = requester.ask("Seit heute früh bricht meine Verbindung ab.").await?;
        let lead = cast.window(demo.of_role("lead")?).await?;
        let holder = lead.ticket(&number).await?["team"].as_str().context("a team")?.to_owned();
        lead.close().await?;
        let (first, beside) = cast.pair(1, &holder)?;
        let (second, third) = (cast.on(2)?, cast.on(3)?);
        let team = |person: &Person| person.team.clone().context("a team");
        let teams = [holder, team(second)?, team(third)?];
        let watcher = cast.window(beside).await?;
        watcher.visit(&format!("/desk/tickets/{number}")).await?;
        watcher.run("window.stays = true").await?;
        let agents = [first, second, third];
        Ok(Journey { hand, number, teams, requester, watcher, cast, agents })
    }

    /// The window of the agent of that tier, in front of the ticket, which is theirs.
    async fn at(&self, tier: usize) -> Result<Browser> {
        let browser = self.cast.window(self.agents[tier - 1]).await?;
        browser.visit(&format!("/desk/tickets/{}", self.number)).await?;
        if browser.shows("#bar form[action$='/take'] button").await? {
            self.hand.take(&browser).await?;
        }
        Ok(browser)
    }

    /// The first tier tries without findings, then hands over properly.
    async fn first(&self) -> Result<()> {
        let one = self.at(1).await?;
        self.hand.open(&one, "e", "escalate").await?;
        self.hand.send(&one).await?;
        one.find("#findings-err").await.context("refused without findings")?;
        one.find("#question-err").await.context("refused without a question")?;
        ensure!(one.ticket(&self.number).await?["tier"] == 1, "a refusal moves nothing");
        one.hand_over(&self.teams[1], "LAN und WLAN getestet.", "Liegt es am Gateway?").await?;
        ensure!(one.shows("#rail [data-next]").await?, "the rail shows the step beforehand");
        self.hand.send(&one).await?;
        self.watcher.reads("Liegt es am Gateway?").await.context("on the second screen")?;
        one.close().await
    }

    /// The second tier hands on.
    async fn second(&self) -> Result<()> {
        let two = self.at(2).await?;
        self.hand.open(&two, "e", "escalate").await?;
        two.hand_over(&self.teams[2], "Bricht nach 480 s ab.", "Kann die Zeit länger sein?")
            .await?;
        self.hand.send(&two).await?;
        self.watcher.reads("Kann die Zeit länger sein?").await?;
        two.close().await
    }

    /// The third gives it back to the first, solved.
    async fn third(&self) -> Result<()> {
        let three = self.at(3).await?;
        self.hand.open(&three, "b", "return").await?;
        three.pick("to", &self.teams[0]).await?;
        three
            .until("the chosen team", async || {
                let send = three.text("#composer .btn-primary").await.unwrap_or_default();
                Ok(send.contains(&self.teams[0]))
            })
            .await?;
        three.choose("#composer select[name=outcome]", "solved").await?;
        three.write("#composer textarea[name=solution]", "Profil 7.4 hebt die Grenze auf.").await?;
        self.hand.send(&three).await?;
        self.watcher.reads("Profil 7.4 hebt die Grenze auf.").await?;
        three.close().await
    }

    /// The first answers and solves.
    async fn answer(&self) -> Result<()> {
        let one = self.at(1).await?;
        self.hand.open(&one, "r", "reply").await?;
        one.write("#composer textarea[name=body]", "Bitte melden Sie sich neu an.").await?;
        self.hand.send(&one).await?;
        self.hand.open(&one, "l", "resolve").await?;
        one.write("#composer textarea[name=solution]", "Das neue Profil ist verteilt.").await?;
        one.choose("#composer select[name=code]", "solved_permanently").await?;
        self.hand.send(&one).await?;
        self.becomes(&one, "resolved").await?;
        one.close().await
    }

    /// The requester's page has followed by itself, and tells nothing of the inside.
    async fn confirm(&self) -> Result<()> {
        self.requester.reads("Bitte melden Sie sich neu an.").await?;
        self.requester.reads("Das neue Profil ist verteilt.").await?;
        let words = self.requester.words().await?;
        for inside in self.teams.iter().map(String::as_str).chain(["Gateway", "480"]) {
            ensure!(!words.contains(inside), "the requester reads {inside:?}");
        }
        let yes = "form[action$='/confirm'] button";
        match self.hand {
            Hand::Mouse => self.requester.click(yes).await?,
            Hand::Keyboard => self.requester.press(yes, " ").await?,
        }
        self.becomes(&self.watcher, "closed").await
    }

    async fn becomes(&self, browser: &Browser, status: &str) -> Result<()> {
        browser
            .until(status, async || Ok(browser.ticket(&self.number).await?["status"] == status))
            .await
    }

    /// Every step stands on the watcher's rail, which was never loaded again.
    async fn rail(&self) -> Result<()> {
        let rail = self.watcher.text("#rail").await?;
        for team in &self.teams {
            ensure!(rail.contains(team.as_str()), "the rail shows {team}: {rail}");
        }
        let edges = "return document.querySelectorAll('#rail .edge > li[data-dir]').length";
        ensure!(self.watcher.run(edges).await? == 3, "up, up and down: {rail}");
        let stays = self.watcher.run("return window.stays === true").await?;
        ensure!(stays == true, "the page was loaded again");
        Ok(())
    }
}

async fn up_and_down(hand: Hand) -> Result<()> {
    if e2e::rules().is_none() {
        return Ok(());
    }
    let demo = Demo::start()?;
    let journey = Journey::begin(&demo, hand).await?;
    journey.first().await?;
    journey.second().await?;
    journey.third().await?;
    journey.answer().await?;
    journey.confirm().await?;
    journey.rail().await
}

#[tokio::test]
async fn a_need_goes_up_three_tiers_and_comes_back_with_the_answer() -> Result<()> {
    up_and_down(Hand::Mouse).await
}

#[tokio::test]
async fn the_same_without_a_mouse() -> Result<()> {
    up_and_down(Hand::Keyboard).await
}
