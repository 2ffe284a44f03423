//! Takes a picture of every page: German and English, light and dark, wide and narrow.
//!
//! `screens DIRECTORY [NAME…]`; `cargo xtask screens` calls it with `docs/screens`. With names,
//! only those pages. `SCREENS_FORMAT=png` gives PNG in place of WebP.

use anyhow::{Context, Result};
use e2e::browser::{Browser, Look};
use e2e::demo::Demo;
use e2e::pages::{PAGES, Page, Who};
use std::path::Path;

/// The windows: a desk's screen and a phone.
const WINDOWS: [(u32, u32); 2] = [(1440, 900), (390, 844)];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (directory, names) = arguments.split_first().context("screens DIRECTORY [NAME…]")?;
    std::fs::create_dir_all(directory)?;
    let format = std::env::var("SCREENS_FORMAT").unwrap_or_else(|_| "webp".to_owned());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(take(Path::new(directory), names, &format))
}

async fn take(directory: &Path, names: &[String], format: &str) -> Result<()> {
    let demo = Demo::with("900", "7")?;
    let wanted = |page: &&Page| names.is_empty() || names.iter().any(|name| name == page.name);
    for who in Who::ALL {
        let pages: Vec<&Page> = PAGES.iter().filter(wanted).filter(|it| it.who == who).collect();
        if pages.is_empty() {
            continue;
        }
        let browser = Browser::open(&demo).await?;
        if let Some(person) = who.person(&demo)? {
            browser.sign_in(person).await?;
        }
        for page in pages {
            for language in ["de", "en"] {
                for theme in ["light", "dark"] {
                    for (width, height) in WINDOWS {
                        let look = Look { language, theme, width, height };
                        let picture = shown(&browser, page, look, format).await?;
                        let name = format!("{}-{language}-{theme}-{width}.{format}", page.name);
                        println!("{name} {} bytes", picture.len());
                        std::fs::write(directory.join(name), picture)?;
                    }
                }
            }
        }
        browser.close().await?;
    }
    Ok(())
}

async fn shown(browser: &Browser, page: &Page, look: Look, format: &str) -> Result<Vec<u8>> {
    browser.look(look).await?;
    page.visit(browser).await.with_context(|| page.name)?;
    browser.picture(format, page.extent).await
}
