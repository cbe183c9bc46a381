//! A WebDriver session, call by call: windows, frames, scripts, elements. Every call waits for its answer.
//!
//! It must never know what a page is about.

use crate::engine::Setup;
use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::Value;
use std::time::{Duration, Instant};
use thirtyfour::{By, Capabilities, WebDriver, WebElement, WindowHandle};
use tokio::runtime::{Handle, Runtime};

/// How long something may take that must happen: slow machines are slow, and a failed test is rare.
pub(crate) const DEADLINE: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(20);

pub(crate) struct Session {
    runtime: Handle,
    driver: WebDriver,
    /// The host page's window.
    main: WindowHandle,
}

impl Session {
    pub(crate) fn start(runtime: &Runtime, setup: &Setup) -> Result<Self> {
        let capabilities = Capabilities::from(setup.capabilities());
        let (driver, main) = runtime
            .block_on(async {
                let driver = WebDriver::builder(&setup.driver, capabilities)
                    .request_timeout(Duration::from_secs(60))
                    .await?;
                let main = driver.window().await?;
                anyhow::Ok((driver, main))
            })
            .context("no browser session")?;
        Ok(Self { runtime: runtime.handle().clone(), driver, main })
    }

    pub(crate) fn end(self) {
        let _gone_already = self.runtime.block_on(self.driver.quit());
    }

    /// Leaves one window with an empty page; false when the browser no longer obeys.
    pub(crate) fn tidy(&self) -> bool {
        let tidy = || -> Result<()> {
            for handle in self.windows()? {
                if handle != self.main {
                    self.switch(&handle)?;
                    self.close_window()?;
                }
            }
            self.to_main()?;
            self.open("about:blank")
        };
        tidy().is_ok()
    }

    pub(crate) fn open(&self, url: &str) -> Result<()> {
        self.wait(self.driver.goto(url))
    }

    pub(crate) fn url(&self) -> Result<String> {
        Ok(self.wait(self.driver.current_url())?.to_string())
    }

    /// Runs a script of the driver's, in the page that is being looked at.
    pub(crate) fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.wait(self.driver.execute(script, arguments))?.json().clone())
    }

    /// The element that a script answers with.
    pub(crate) fn element(&self, script: &str) -> Result<WebElement> {
        Ok(self.wait(self.driver.execute(script, Vec::new()))?.element()?)
    }

    pub(crate) fn find(&self, selector: &str) -> Result<WebElement> {
        within(&format!("element {selector}"), || self.wait(self.driver.find(By::Css(selector))))
    }

    pub(crate) fn has(&self, selector: &str) -> Result<bool> {
        Ok(!self.wait(self.driver.find_all(By::Css(selector)))?.is_empty())
    }

    pub(crate) fn text(&self, selector: &str) -> Result<String> {
        let element = self.find(selector)?;
        self.wait(element.text())
    }

    /// A click of the user's.
    pub(crate) fn click(&self, element: &WebElement) -> Result<()> {
        self.wait(element.click())
    }

    pub(crate) fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let element = self.find(selector)?;
        self.click(&element)?;
        self.wait(element.clear())?;
        self.wait(element.send_keys(text))
    }

    pub(crate) fn enter_frame(&self, frame: WebElement) -> Result<()> {
        self.wait(frame.enter_frame())
    }

    pub(crate) fn windows(&self) -> Result<Vec<WindowHandle>> {
        self.wait(self.driver.windows())
    }

    pub(crate) fn current_window(&self) -> Result<WindowHandle> {
        self.wait(self.driver.window())
    }

    pub(crate) fn switch(&self, window: &WindowHandle) -> Result<()> {
        self.wait(self.driver.switch_to_window(window.clone()))
    }

    pub(crate) fn close_window(&self) -> Result<()> {
        self.wait(self.driver.close_window())
    }

    /// Back to the host page, out of any frame.
    pub(crate) fn to_main(&self) -> Result<()> {
        self.switch(&self.main)?;
        self.wait(self.driver.enter_default_frame())
    }

    /// Goes to the one popup there is and answers with its window.
    pub(crate) fn to_popup(&self) -> Result<WindowHandle> {
        let popup = within("a popup", || {
            let popups: Vec<_> = self.windows()?.into_iter().filter(|handle| *handle != self.main).collect();
            match popups.as_slice() {
                [popup] => Ok(popup.clone()),
                other => bail!("{} popups are open", other.len()),
            }
        })?;
        self.switch(&popup)?;
        Ok(popup)
    }

    fn wait<T, E: std::error::Error + Send + Sync + 'static>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T> {
        self.runtime.block_on(call).map_err(|error| anyhow!(error))
    }
}

/// Tries until it works, or until the deadline has passed.
pub(crate) fn within<T>(what: &str, mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    loop {
        match attempt() {
            Ok(value) => return Ok(value),
            Err(error) if start.elapsed() > DEADLINE => {
                return Err(error.context(format!("{what}: not within {} s", DEADLINE.as_secs())));
            }
            Err(_) => std::thread::sleep(PAUSE),
        }
    }
}
