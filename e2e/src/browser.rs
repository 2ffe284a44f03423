//! Debian's Chromium, driven by its own driver, as somebody would use it.

use crate::demo::Demo;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::prelude::*;

/// How Chromium starts: alone, silent, and without asking anybody outside for anything.
const FLAGS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
];

/// Whether pages may run their script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// As in most browsers.
    On,
    /// As where it is forbidden.
    Off,
}

/// How a page is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// `de` or `en`.
    pub language: &'static str,
    /// `light` or `dark`.
    pub theme: &'static str,
    /// CSS pixels.
    pub width: u32,
    /// CSS pixels.
    pub height: u32,
}

impl Look {
    /// A desk's screen, in English by day.
    pub const USUAL: Look = Look { language: "en", theme: "light", width: 1440, height: 900 };
}

/// A browser window with nobody signed in. It ends with [`Browser::close`], at the latest with
/// its driver.
#[derive(Debug)]
pub struct Browser {
    pub(crate) driver: WebDriver,
    site: String,
    // In the order in which they end.
    _process: Process,
    _profile: TempDir,
}

/// The driver's process, which ends the browser with it when it is asked to.
#[derive(Debug)]
struct Process {
    driver: Child,
    port: u16,
}

impl Process {
    /// Asks the driver to end all it has started: killed, it would leave its browser behind.
    fn shut_down(&self) -> io::Result<()> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut line = TcpStream::connect_timeout(&address, DRIVER_ENDS)?;
        line.set_read_timeout(Some(DRIVER_ENDS))?;
        line.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        line.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.shut_down();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver's process ends the browser; asking it first would only wait for an answer.
        let _ = self.driver.clone().leak();
    }
}

impl Browser {
    /// Opens a window in front of a desk.
    ///
    /// # Errors
    /// That browser or driver do not start.
    pub async fn open(demo: &Demo) -> Result<Browser> {
        Browser::looking(demo, Look::USUAL).await
    }

    /// Opens a window that shows pages in this way.
    ///
    /// # Errors
    /// See [`Browser::open`].
    pub async fn looking(demo: &Demo, look: Look) -> Result<Browser> {
        let profile = tempfile::Builder::new().prefix("stufe-browser-").tempdir()?;
        let process = driver()?;
        let mut wishes = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wishes.add_arg(flag)?;
        }
        wishes.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{}", process.port), wishes).await?;
        let site = demo.url().to_owned();
        let browser = Browser { driver, site, _process: process, _profile: profile };
        browser.look(look).await?;
        Ok(browser)
    }

    /// Looks at pages in another way from now on.
    ///
    /// # Errors
    /// That the browser is gone.
    pub async fn look(&self, look: Look) -> Result<()> {
        let size = json!({
            "width": look.width, "height": look.height, "deviceScaleFactor": 1,
            "mobile": look.width < 600,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        let value = format!("{}.normal.wide.keys.{}", look.theme, look.language);
        let cookie = json!({ "name": "stufe_look", "value": value, "url": self.site });
        self.devtools("Network.setCookie", cookie).await?;
        let calm = json!({ "features": [
            { "name": "prefers-reduced-motion", "value": "reduce" },
            { "name": "prefers-color-scheme", "value": look.theme },
        ]});
        self.devtools("Emulation.setEmulatedMedia", calm).await?;
        Ok(())
    }

    /// Says what the DevTools understand.
    ///
    /// # Errors
    /// What the browser says to it.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<Value> {
        Ok(self.driver.cdp().send_raw(method, parameters).await?)
    }

    /// Allows or forbids pages their script.
    ///
    /// # Errors
    /// That the browser is gone.
    pub async fn script(&self, script: Script) -> Result<()> {
        let off = json!({ "value": script == Script::Off });
        self.devtools("Emulation.setScriptExecutionDisabled", off).await?;
        Ok(())
    }

    /// Pulls the cable, or plugs it in again.
    ///
    /// # Errors
    /// That the browser is gone.
    pub async fn cable(&self, cable: Cable) -> Result<()> {
        self.devtools("Network.enable", json!({})).await?;
        let conditions = json!({
            "offline": cable == Cable::Out, "latency": 0,
            "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.devtools("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// Goes to a page of the desk.
    ///
    /// # Errors
    /// That it does not load.
    pub async fn visit(&self, path: &str) -> Result<()> {
        Ok(self.driver.goto(format!("{}{path}", self.site)).await?)
    }

    /// Where the browser is, with the query.
    ///
    /// # Errors
    /// That the browser is gone.
    pub async fn path(&self) -> Result<String> {
        let url = self.driver.current_url().await?;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        Ok(format!("{}{query}", url.path()))
    }

    /// What a script of the test's own gives.
    ///
    /// # Errors
    /// What it throws.
    pub async fn run(&self, script: &str) -> Result<Value> {
        let given = self.driver.execute(script, Vec::new()).await?;
        Ok(given.json().clone())
    }

    /// What a script of the test's own gives to its last argument, a function.
    ///
    /// # Errors
    /// What it throws.
    pub async fn run_later(&self, script: &str) -> Result<Value> {
        let given = self.driver.execute_async(script, Vec::new()).await?;
        Ok(given.json().clone())
    }

    /// A picture of the page: `webp` or `png`, the window alone or all of it.
    ///
    /// # Errors
    /// That the browser gives none.
    pub async fn picture(&self, format: &str, extent: Extent) -> Result<Vec<u8>> {
        let mut wish = json!({ "format": format, "captureBeyondViewport": extent == Extent::All });
        if format == "webp" {
            wish["quality"] = json!(80);
        }
        if extent == Extent::All {
            let sizes = self.devtools("Page.getLayoutMetrics", json!({})).await?;
            let size = &sizes["cssContentSize"];
            wish["clip"] = json!({ "x": 0, "y": 0, "scale": 1,
                "width": size["width"], "height": size["height"] });
        }
        let picture = self.devtools("Page.captureScreenshot", wish).await?;
        let data = picture["data"].as_str().context("a picture without data")?;
        Ok(data_encoding::BASE64.decode(data.as_bytes())?)
    }

    /// Closes the window.
    ///
    /// # Errors
    /// That it is gone already.
    pub async fn close(self) -> Result<()> {
        Ok(self.driver.clone().quit().await?)
    }
}

/// Whether the browser has a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cable {
    /// It has.
    In,
    /// It has none.
    Out,
}

/// How much of a page a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What the window shows.
    Window,
    /// All of it.
    All,
}

/// How often a driver is started before the port that it finds free stays so.
const DRIVER_STARTS: usize = 5;

/// How long a driver may take to end its browser.
const DRIVER_ENDS: Duration = Duration::from_secs(5);

/// Starts a driver on a free port.
///
/// A driver looks for a port that is free on one protocol and then wants it on both, so beside
/// others it ends at once now and then.
fn driver() -> Result<Process> {
    for _ in 0..DRIVER_STARTS {
        if let Some(driver) = started()? {
            return Ok(driver);
        }
    }
    bail!("chromedriver ended without a port {DRIVER_STARTS} times")
}

/// A driver; none when it ended at once.
fn started() -> Result<Option<Process>> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("chromedriver does not start; install Debian's chromium-driver")?;
    let printed = driver.stdout.take().context("chromedriver prints nowhere")?;
    for line in BufReader::new(printed).lines() {
        let line = line?;
        if let Some((_, port)) = line.split_once("successfully on port ") {
            let port = port.trim_end_matches('.').parse()?;
            return Ok(Some(Process { driver, port }));
        }
    }
    let _ = driver.kill();
    driver.wait()?;
    Ok(None)
}
