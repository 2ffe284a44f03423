//! Every page there is, with who looks at it: for the rules, and for the pictures.

use crate::browser::{Browser, Extent};
use crate::demo::{Demo, Person};
use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Who looks at a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Somebody who has not signed in.
    Nobody,
    /// Somebody with a need.
    Requester,
    /// An agent of the first tier.
    First,
    /// Who leads the desk.
    Lead,
    /// Who sets it up.
    Admin,
}

impl Who {
    /// All of them, in the order in which pages are visited.
    pub const ALL: [Who; 5] = [Who::Nobody, Who::Requester, Who::First, Who::Lead, Who::Admin];

    /// That person in the demo.
    ///
    /// # Errors
    /// That the demo has nobody like that.
    pub fn person(self, demo: &Demo) -> Result<Option<&Person>> {
        Ok(match self {
            Who::Nobody => None,
            Who::Requester => Some(demo.of_role("requester")?),
            Who::First => Some(*demo.on_tier(1).first().context("nobody on tier 1")?),
            Who::Lead => Some(demo.of_role("lead")?),
            Who::Admin => Some(demo.of_role("admin")?),
        })
    }
}

/// A page.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// What its pictures are called.
    pub name: &'static str,
    /// Where it is. `{climbed}` stands for a ticket of the third tier, `{held}` for one that the
    /// viewer's team holds, `{own}` for a request of the viewer.
    pub path: &'static str,
    /// Who looks at it.
    pub who: Who,
    /// Whether pictures show all of it, or what the window shows.
    pub extent: Extent,
}

/// Every page.
pub const PAGES: &[Page] = &[
    page("sign-in", "/sign-in", Who::Nobody, Extent::All),
    page("portal", "/portal", Who::Requester, Extent::All),
    page("portal-request", "/portal/requests/{own}", Who::Requester, Extent::All),
    page("portal-me", "/me", Who::Requester, Extent::All),
    page("desk", "/desk", Who::First, Extent::Window),
    page("desk-resolved", "/desk?state=resolved", Who::First, Extent::Window),
    page("new", "/desk/new", Who::First, Extent::Window),
    page("ticket", "/desk/tickets/{climbed}", Who::First, Extent::Window),
    page("ticket-escalate", "/desk/tickets/{held}?compose=escalate", Who::First, Extent::Window),
    page("ticket-resolve", "/desk/tickets/{held}?compose=resolve", Who::First, Extent::Window),
    page("me", "/me", Who::First, Extent::All),
    page("nowhere", "/nowhere", Who::First, Extent::Window),
    page("reports", "/reports", Who::Lead, Extent::All),
    page("admin", "/admin", Who::Admin, Extent::All),
    page("admin-people", "/admin/people", Who::Admin, Extent::Window),
    page("admin-teams", "/admin/teams", Who::Admin, Extent::All),
    page("admin-providers", "/admin/providers", Who::Admin, Extent::All),
    page("admin-services", "/admin/services", Who::Admin, Extent::Window),
    page("parts", "/parts", Who::Admin, Extent::All),
];

const fn page(name: &'static str, path: &'static str, who: Who, extent: Extent) -> Page {
    Page { name, path, who, extent }
}

impl Page {
    /// Goes there and waits until it is at rest.
    ///
    /// # Errors
    /// That it does not load, or that there is no ticket to show.
    pub async fn visit(&self, browser: &Browser) -> Result<()> {
        browser.visit(&self.address(browser).await?).await?;
        let status = "return performance.getEntriesByType('navigation')[0].responseStatus";
        let (status, expected) = (browser.run(status).await?, self.status());
        ensure!(status == expected, "{} answers {status}, not {expected}", self.name);
        browser.settle().await
    }

    /// What the server answers.
    fn status(&self) -> u16 {
        if self.name == "nowhere" { 404 } else { 200 }
    }

    /// Its address for who is signed in.
    ///
    /// # Errors
    /// That there is no ticket to show.
    pub async fn address(&self, browser: &Browser) -> Result<String> {
        let mut path = self.path.to_owned();
        for (place, query) in [
            ("{climbed}", "view=all&tier=3&sort=-updated&limit=1"),
            ("{held}", "view=team&sort=-updated&limit=1"),
            ("{own}", "view=all&sort=-updated&limit=1"),
        ] {
            if path.contains(place) {
                let number = first(browser, query).await?;
                path = path.replace(place, &number.to_string());
            }
        }
        Ok(path)
    }
}

/// The first ticket of a list, by the API and with the browser's own session.
async fn first(browser: &Browser, query: &str) -> Result<i64> {
    let script = format!(
        "const done = arguments[arguments.length - 1]; fetch('/api/v1/tickets?{query}')\
         .then((it) => it.json()).then(done, (error) => done(String(error)))"
    );
    let list = browser.run_later(&script).await?;
    let number = list["items"][0]["number"].as_i64();
    number.with_context(|| format!("no ticket in {query}: {}", short(&list)))
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(300).collect()
}
