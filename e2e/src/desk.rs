//! What the people of a journey do at the desk and in the portal, step by step.

use crate::browser::Browser;
use crate::demo::{Demo, Person};
use anyhow::{Context, Result};
use serde_json::Value;

/// The browsers and people of a journey: somebody with a need, and one agent a tier.
#[derive(Debug)]
pub struct Cast<'d> {
    demo: &'d Demo,
}

impl<'d> Cast<'d> {
    /// The cast of a demo.
    #[must_use]
    pub fn of(demo: &'d Demo) -> Cast<'d> {
        Cast { demo }
    }

    /// An agent of that team, and another one of it.
    ///
    /// # Errors
    /// That the demo has fewer than two.
    pub fn pair(&self, tier: u8, team: &str) -> Result<(&'d Person, &'d Person)> {
        let of_team = self.demo.on_tier(tier).into_iter();
        let mut of_team = of_team.filter(|it| it.team.as_deref() == Some(team));
        let pair = of_team.next().zip(of_team.next());
        pair.with_context(|| format!("{team} has no two agents who can sign in"))
    }

    /// Somebody of that tier.
    ///
    /// # Errors
    /// That the demo has nobody.
    pub fn on(&self, tier: u8) -> Result<&'d Person> {
        let agents = self.demo.on_tier(tier);
        agents.first().copied().with_context(|| format!("nobody on tier {tier}"))
    }

    /// A window with that person signed in.
    ///
    /// # Errors
    /// That they cannot sign in.
    pub async fn window(&self, person: &Person) -> Result<Browser> {
        let browser = Browser::open(self.demo).await?;
        browser.sign_in(person).await?;
        Ok(browser)
    }
}

impl Browser {
    /// The ticket as the API gives it to who is signed in.
    ///
    /// # Errors
    /// That the browser is gone.
    pub async fn ticket(&self, number: &str) -> Result<Value> {
        self.run_later(&format!(
            "const done = arguments[arguments.length - 1]; fetch('/api/v1/tickets/{number}')\
             .then((it) => it.json()).then(done, (error) => done(String(error)))"
        ))
        .await
    }

    /// Asks in the portal and gives the number of the new request.
    ///
    /// # Errors
    /// That it is not taken.
    pub async fn ask(&self, words: &str) -> Result<String> {
        self.visit("/portal").await?;
        self.write("#ask textarea[name=body]", words).await?;
        self.press("#ask input[name=hold][value=slow]", " ").await?;
        self.click("#ask button.btn-primary").await?;
        self.until("the new request's page", async || {
            Ok(self.path().await?.starts_with("/portal/requests/"))
        })
        .await?;
        let path = self.path().await?;
        let number: String =
            path.chars().skip_while(|c| !c.is_numeric()).take_while(|c| c.is_numeric()).collect();
        Ok(number)
    }

    /// Waits until the composer offers this way of writing.
    ///
    /// # Errors
    /// That it never does.
    pub async fn composes(&self, mode: &str) -> Result<()> {
        self.find(&format!("#composer[data-mode=\"{mode}\"] form")).await?;
        self.settle().await
    }

    /// Chooses a team in the composer: few stand side by side, many in a list.
    ///
    /// # Errors
    /// That it cannot be chosen.
    pub async fn pick(&self, field: &str, team: &str) -> Result<()> {
        self.find(&format!("#composer [name={field}]")).await?;
        let list = format!("#composer select[name={field}]");
        if self.shows(&list).await? {
            return self.choose(&list, team).await;
        }
        self.press(&format!("#composer input[name={field}][value=\"{team}\"]"), " ").await
    }

    /// Fills in a hand-over to a team: the findings, the question, whatever its checklist asks.
    ///
    /// # Errors
    /// That the form is not there.
    pub async fn hand_over(&self, team: &str, findings: &str, question: &str) -> Result<()> {
        self.pick("team", team).await?;
        self.until("the chosen team", async || {
            let send = self.text("#composer .btn-primary").await.unwrap_or_default();
            Ok(send.contains(team))
        })
        .await?;
        self.choose("#composer select[name=reason]", "skill").await?;
        self.write("#composer textarea[name=findings]", findings).await?;
        self.write("#composer textarea[name=question]", question).await?;
        let items = "return [...document.querySelectorAll('#composer [name^=\"checklist.\"]')]\
                     .map((it) => it.name)";
        let items = self.run(items).await?;
        for item in items.as_array().into_iter().flatten().filter_map(Value::as_str) {
            self.write(&format!("#composer [name=\"{item}\"]"), "Yes, checked").await?;
        }
        Ok(())
    }
}
