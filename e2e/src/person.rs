//! What somebody in front of a browser does: look for things, read, click, write, press keys, wait.

use crate::browser::Browser;
use crate::demo::Person;
use anyhow::{Context, Result, bail, ensure};
use std::time::{Duration, Instant};
use thirtyfour::prelude::*;

/// How long something may take to appear. Generous: the machine may be busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often it is looked for.
const GLANCE: Duration = Duration::from_millis(50);

impl Browser {
    /// Signs somebody in, by the form.
    ///
    /// # Errors
    /// That it is not taken.
    pub async fn sign_in(&self, person: &Person) -> Result<()> {
        self.visit("/sign-in").await?;
        self.write("input[name=email]", &person.email).await?;
        self.write("input[name=password]", &person.password).await?;
        self.press("input[name=password]", "\u{e007}").await?;
        self.until("signed in", async || Ok(self.path().await? != "/sign-in")).await
    }

    /// What stands there, once it is there.
    ///
    /// # Errors
    /// That it never is.
    pub async fn find(&self, css: &str) -> Result<WebElement> {
        let begin = Instant::now();
        loop {
            let found = self.driver.find_all(By::Css(css)).await?;
            for element in found {
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(element);
                }
            }
            if begin.elapsed() > PATIENCE {
                bail!("no {css} on {}; it shows:\n{}", self.path().await?, self.words().await?);
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Whether something stands there now.
    ///
    /// # Errors
    /// That the browser is gone.
    pub async fn shows(&self, css: &str) -> Result<bool> {
        for element in self.driver.find_all(By::Css(css)).await? {
            if element.is_displayed().await.unwrap_or(false) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Clicks it.
    ///
    /// # Errors
    /// That it is not there, or covered.
    pub async fn click(&self, css: &str) -> Result<()> {
        // What is swapped in the moment between finding and clicking is found again.
        if self.find(css).await?.click().await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(GLANCE).await;
        let clicked = self.find(css).await?.click().await;
        clicked.with_context(|| format!("{css} cannot be clicked"))
    }

    /// Writes into a field, in place of what stood there.
    ///
    /// # Errors
    /// That it is not there.
    pub async fn write(&self, css: &str, words: &str) -> Result<()> {
        let field = self.find(css).await?;
        field.clear().await?;
        field.send_keys(words).await.with_context(|| format!("{css} cannot be written in"))
    }

    /// Chooses from a list by the words or the value of the choice.
    ///
    /// # Errors
    /// That there is no such choice.
    pub async fn choose(&self, css: &str, value: &str) -> Result<()> {
        let choice = format!("{css} option[value=\"{value}\"]");
        self.find(css).await?;
        let option = self.driver.find(By::Css(&choice)).await;
        option.with_context(|| format!("no choice {value} in {css}"))?.click().await?;
        Ok(())
    }

    /// Presses keys in a field or on an element.
    ///
    /// # Errors
    /// That it is not there.
    pub async fn press(&self, css: &str, keys: &str) -> Result<()> {
        Ok(self.find(css).await?.send_keys(keys).await?)
    }

    /// Presses keys wherever the focus is, as somebody without a mouse does.
    ///
    /// # Errors
    /// That nothing can have the focus.
    pub async fn keys(&self, keys: &str) -> Result<()> {
        self.driver.action_chain().send_keys(keys).perform().await?;
        Ok(())
    }

    /// Presses a key while Control is held.
    ///
    /// # Errors
    /// See [`Browser::keys`].
    pub async fn control(&self, key: &str) -> Result<()> {
        let chain = self.driver.action_chain().key_down(Key::Control).send_keys(key);
        Ok(chain.key_up(Key::Control).perform().await?)
    }

    /// The words of an element, once it is there.
    ///
    /// # Errors
    /// That it never is.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.find(css).await?.text().await?)
    }

    /// Everything that can be read on the page.
    ///
    /// # Errors
    /// That the browser is gone.
    pub async fn words(&self) -> Result<String> {
        Ok(self.driver.find(By::Tag("body")).await?.text().await?)
    }

    /// What a field holds.
    ///
    /// # Errors
    /// That it is not there.
    pub async fn value(&self, css: &str) -> Result<String> {
        Ok(self.find(css).await?.value().await?.unwrap_or_default())
    }

    /// Waits until the page shows these words.
    ///
    /// # Errors
    /// That it never does.
    pub async fn reads(&self, words: &str) -> Result<()> {
        let shows = async || Ok(self.words().await.is_ok_and(|all| all.contains(words)));
        let waited = self.until(words, shows).await;
        match waited {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(format!("the page shows:\n{}", self.words().await?))),
        }
    }

    /// Waits until something is so.
    ///
    /// # Errors
    /// That it never is, or what `is_so` says.
    pub async fn until(&self, what: &str, is_so: impl AsyncFn() -> Result<bool>) -> Result<()> {
        let begin = Instant::now();
        while !is_so().await? {
            let path = self.path().await?;
            ensure!(begin.elapsed() < PATIENCE, "waited for {what:?} on {path}");
            tokio::time::sleep(GLANCE).await;
        }
        Ok(())
    }

    /// Waits until the page is at rest: loaded, its fonts there, nothing under way.
    ///
    /// # Errors
    /// That it never is.
    pub async fn settle(&self) -> Result<()> {
        self.until("a page at rest", async || {
            let rest = "const busy = document.querySelector('#progress:not([hidden])'); \
                return document.readyState === 'complete' && !busy";
            Ok(self.run(rest).await? == true)
        })
        .await?;
        tokio::time::sleep(GLANCE).await;
        Ok(())
    }
}
