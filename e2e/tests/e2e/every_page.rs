//! What holds on every page, for everybody.

use anyhow::Result;
use e2e::axe;
use e2e::browser::{Browser, Look};
use e2e::demo::Demo;
use e2e::pages::{PAGES, Page, Who};
use serde_json::json;
use std::fmt::Write as _;

/// What a page may weigh over the wire when the browser has nothing of it yet (quality.md).
const COLD_BYTES_MAX: f64 = 60_000.0;

/// In how many requests.
const COLD_REQUESTS_MAX: f64 = 6.0;

/// Tries something on every page, each with who looks at it, and gives what was found.
async fn on_every_page(
    look: Look,
    tried: impl AsyncFn(&Browser, &Page, &mut String) -> Result<()>,
) -> Result<String> {
    let demo = Demo::start()?;
    let mut found = String::new();
    for who in Who::ALL {
        let browser = Browser::looking(&demo, look).await?;
        if let Some(person) = who.person(&demo)? {
            browser.sign_in(person).await?;
        }
        for page in PAGES.iter().filter(|page| page.who == who) {
            tried(&browser, page, &mut found).await?;
        }
        browser.close().await?;
    }
    Ok(found)
}

async fn is_accessible(theme: &'static str) -> Result<()> {
    let Some(rules) = e2e::rules() else { return Ok(()) };
    let found = on_every_page(Look { theme, ..Look::USUAL }, async |browser, page, found| {
        page.visit(browser).await?;
        for finding in axe::findings(browser, &rules).await? {
            writeln!(found, "{} ({theme}): {finding}", page.name)?;
        }
        Ok(())
    });
    let found = found.await?;
    assert!(found.is_empty(), "{found}");
    Ok(())
}

#[tokio::test]
async fn every_page_is_accessible_by_day() -> Result<()> {
    is_accessible("light").await
}

#[tokio::test]
async fn every_page_is_accessible_by_night() -> Result<()> {
    is_accessible("dark").await
}

#[tokio::test]
async fn every_page_fits_every_window() -> Result<()> {
    if e2e::rules().is_none() {
        return Ok(());
    }
    // Whatever is wider than the window and is no box that scrolls by itself.
    let wider = "const room = document.documentElement.clientWidth; \
        return document.scrollingElement.scrollWidth > room ? \
        [...document.querySelectorAll('body *')].filter((it) => \
        it.getBoundingClientRect().right > room + 1).slice(-3).map((it) => \
        it.tagName + '.' + it.className).join(', ') || 'something' : ''";
    let found = on_every_page(Look::USUAL, async |browser, page, found| {
        for width in [320, 390, 1440] {
            for language in ["de", "en"] {
                browser.look(Look { width, language, ..Look::USUAL }).await?;
                page.visit(browser).await?;
                let too_wide = browser.run(wider).await?;
                if too_wide != "" {
                    writeln!(found, "{} at {width} ({language}): {too_wide}", page.name)?;
                }
            }
        }
        browser.look(Look::USUAL).await
    });
    let found = found.await?;
    assert!(found.is_empty(), "{found}");
    Ok(())
}

#[tokio::test]
async fn every_page_is_light_when_it_comes_for_the_first_time() -> Result<()> {
    if e2e::rules().is_none() {
        return Ok(());
    }
    let weigh = "const all = [...performance.getEntriesByType('navigation'), \
        ...performance.getEntriesByType('resource')]; \
        return [all.reduce((sum, it) => sum + it.transferSize, 0), all.length, \
        all.map((it) => it.name + ' ' + it.transferSize).join('\\n')]";
    let found = on_every_page(Look::USUAL, async |browser, page, found| {
        let address = page.address(browser).await?;
        browser.devtools("Network.enable", json!({})).await?;
        browser.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await?;
        browser.visit(&address).await?;
        browser.settle().await?;
        let weight = browser.run(weigh).await?;
        let bytes = weight[0].as_f64().unwrap_or(f64::INFINITY);
        let requests = weight[1].as_f64().unwrap_or(f64::INFINITY);
        println!("{}: {bytes} bytes in {requests} requests", page.name);
        if bytes > COLD_BYTES_MAX || requests > COLD_REQUESTS_MAX {
            writeln!(found, "{}: {bytes} bytes in {requests}: {}", page.name, weight[2])?;
        }
        assert!(bytes > 1_000.0, "{} weighs nothing", page.name);
        Ok(())
    });
    let found = found.await?;
    assert!(found.is_empty(), "{found}");
    Ok(())
}
