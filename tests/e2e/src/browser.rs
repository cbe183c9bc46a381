//! A WebDriver session, call by call: windows, frames, scripts, elements. Every call waits for its answer.
//!
//! It must never know what a page is about.

use crate::engine::Setup;
use crate::tls::Origin;
use anyhow::{Context as _, Result, anyhow, bail, ensure};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::time::{Duration, Instant};
use thirtyfour::error::{WebDriverError, WebDriverErrorInner, WebDriverResult};
use thirtyfour::{By, Capabilities, Key, Rect, WebDriver, WebElement, WindowHandle};
use tokio::runtime::{Handle, Runtime};

/// How long something may take that must happen: slow machines are slow, and a failed test is rare.
pub(crate) const DEADLINE: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(20);
/// How many entries Chromium and Firefox keep in a window's history. From there on each new one drops the oldest.
const HISTORY: u64 = 50;

/// Describes the element that has the focus.
const ACTIVE: &str = r##"
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!element) return null;
  const name = element.localName + (element.id && `#${element.id}`) + [...element.classList].map((name) => `.${name}`).join("");
  const own = element === document.body ? "" : element.textContent;
  const words = (element.getAttribute("aria-label") ?? (element.title || own)).replace(/\s+/g, " ").trim();
  return words ? `${name} "${words.slice(0, 60)}"` : name;
"##;

pub(crate) struct Session {
    runtime: Handle,
    driver: WebDriver,
    /// The host page's window.
    main: WindowHandle,
    /// Its place and size before the first [`resize`](Self::resize).
    unsized_rect: RefCell<Option<Rect>>,
    /// Whether a media feature is emulated.
    emulates: Cell<bool>,
}

impl Session {
    /// `further`: arguments of the browser's, in Chromium.
    pub(crate) fn start(
        runtime: &Runtime,
        setup: &Setup,
        linkedin: &Origin,
        further: &[String],
    ) -> Result<Self> {
        let capabilities = Capabilities::from(setup.capabilities(linkedin, further));
        let (driver, main) = runtime
            .block_on(async {
                let driver = WebDriver::builder(&setup.driver, capabilities)
                    .request_timeout(Duration::from_secs(60))
                    .await?;
                let main = driver.window().await?;
                anyhow::Ok((driver, main))
            })
            .context("no browser session")?;
        let (unsized_rect, emulates) = Default::default();
        Ok(Self { runtime: runtime.handle().clone(), driver, main, unsized_rect, emulates })
    }

    pub(crate) fn end(self) {
        let _gone_already = self.runtime.block_on(self.driver.quit());
    }

    /// Leaves one window with an empty page; false when the browser no longer obeys, or remembers so many pages that a
    /// scenario could fill its history.
    pub(crate) fn tidy(&self) -> bool {
        let tidy = || -> Result<()> {
            for handle in self.windows()? {
                if handle != self.main {
                    self.switch(&handle)?;
                    self.close_window()?;
                }
            }
            self.to_main()?;
            if let Some(rect) = self.unsized_rect.take() {
                self.set_rect(&rect)?;
            }
            if self.emulates.get() {
                self.emulate(&[])?;
            }
            ensure!(self.history_length()? <= HISTORY / 2, "the history is half full");
            self.open("about:blank")
        };
        tidy().is_ok()
    }

    pub(crate) fn open(&self, url: &str) -> Result<()> {
        self.wait(self.driver.goto(url))
    }

    /// The user's way back.
    pub(crate) fn back(&self) -> Result<()> {
        self.wait(self.driver.back())
    }

    pub(crate) fn url(&self) -> Result<String> {
        Ok(self.wait(self.driver.current_url())?.to_string())
    }

    /// Runs a script of the driver's, in the page that is being looked at.
    pub(crate) fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.wait(self.driver.execute(script, arguments))?.json().clone())
    }

    /// A script after which the window or frame may be gone before the driver has an answer.
    pub(crate) fn last_script(&self, script: &str) -> Result<()> {
        self.press(async { self.driver.execute(script, Vec::new()).await.map(drop) })
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
        self.press(element.click())
    }

    pub(crate) fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let element = self.find(selector)?;
        self.click(&element)?;
        self.wait(element.clear())?;
        self.wait(element.send_keys(text))
    }

    /// Types into an element, after what is in it was taken out.
    pub(crate) fn write(&self, element: &WebElement, text: &str) -> Result<()> {
        self.wait(element.clear())?;
        self.wait(element.send_keys(text))
    }

    /// Presses keys one after another, as a user does in the window or frame that is being looked at: words like `Tab`,
    /// `Shift+Tab`, `Enter`, `Space`, `Escape` or `a`, with spaces between them.
    ///
    /// Firefox sends them to the document that is being looked at: `Tab` goes into a frame, but what is pressed after that
    /// from outside does not reach it, and from inside no `Tab` comes out. The other two go in and out like a user.
    pub(crate) fn keys(&self, keys: &str) -> Result<()> {
        let mut actions = self.driver.action_chain();
        for stroke in keys.split_whitespace() {
            let (shift, name) = stroke.strip_prefix("Shift+").map_or((false, stroke), |name| (true, name));
            let key = key(name)?;
            if shift {
                actions = actions.key_down(Key::Shift);
            }
            actions = actions.key_down(key).key_up(key);
            if shift {
                actions = actions.key_up(Key::Shift);
            }
        }
        self.press(actions.perform())
    }

    /// What has the focus in the window or frame that is being looked at, through shadow roots: `button.retry "Try again"`.
    /// Nobody looks into a frame: that is `iframe` and its title. WebKitGTK's host page may say `body` instead, once keys were
    /// pressed inside the frame.
    pub(crate) fn active(&self) -> Result<String> {
        let active = self.script(ACTIVE, Vec::new())?;
        Ok(active.as_str().context("nothing has the focus")?.to_owned())
    }

    /// How many entries the history of the window being looked at has.
    pub(crate) fn history_length(&self) -> Result<u64> {
        let length = self.script("return history.length", Vec::new())?;
        let length = length.as_u64().with_context(|| format!("history.length is {length}"))?;
        ensure!(length < HISTORY, "the history is full: its length tells nothing");
        Ok(length)
    }

    /// Gives the page in the main window a viewport of this size, in CSS pixels, until the next scenario. Firefox's is never
    /// narrower than 500, that of WebKitGTK's browser never than 447.
    pub(crate) fn resize(&self, width: i64, height: i64) -> Result<()> {
        let rect = self.wait(self.driver.get_window_rect())?;
        self.unsized_rect.borrow_mut().get_or_insert_with(|| rect.clone());
        within("the viewport", || {
            let viewport = self.script("return [innerWidth, innerHeight]", Vec::new())?;
            if viewport == json!([width, height]) {
                return Ok(());
            }
            // The frame around a page is as large as it is: it has to be measured.
            let found = |index: usize| viewport[index].as_i64().context("no viewport");
            let mut rect = self.wait(self.driver.get_window_rect())?;
            rect.width += width - found(0)?;
            rect.height += height - found(1)?;
            self.set_rect(&rect)?;
            bail!("it is {viewport}")
        })
    }

    /// Puts the window out of sight. WebKitGTK's has no desktop to be put away on.
    pub(crate) fn hide(&self) -> Result<()> {
        let rect = self.wait(self.driver.get_window_rect())?;
        self.unsized_rect.borrow_mut().get_or_insert(rect);
        self.wait(self.driver.minimize_window())
    }

    /// Brings it back.
    pub(crate) fn bring_back(&self) -> Result<()> {
        let rect = self.unsized_rect.borrow().clone();
        rect.map_or(Ok(()), |rect| self.set_rect(&rect))
    }

    fn set_rect(&self, rect: &Rect) -> Result<()> {
        let (width, height) = (rect.width.try_into()?, rect.height.try_into()?);
        self.wait(self.driver.set_window_rect(rect.x, rect.y, width, height))
    }

    /// Makes media features have these values until the next scenario. Chromium's own way: no other driver has it.
    pub(crate) fn emulate(&self, features: &[(&str, &str)]) -> Result<()> {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.emulates.set(!features.is_empty());
        let parameters = json!({ "features": features });
        self.wait(self.driver.cdp().send_raw("Emulation.setEmulatedMedia", parameters)).map(drop)
    }

    /// Gives the page a viewport of this size whatever the window's, and two pixels for each of CSS. Chromium's own way.
    pub(crate) fn viewport(&self, width: u64, height: u64) -> Result<()> {
        let parameters = json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": false });
        self.wait(self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", parameters)).map(drop)
    }

    /// A command of the developer tools' protocol. Chromium's own way.
    pub(crate) fn devtools(&self, command: &str, parameters: Value) -> Result<()> {
        self.wait(self.driver.cdp().send_raw(command, parameters)).map(drop)
    }

    /// What is to be seen of the page, as a PNG.
    pub(crate) fn picture(&self) -> Result<Vec<u8>> {
        self.wait(self.driver.screenshot_as_png())
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
        self.to_page_of(&self.main)
    }

    /// Goes to a window's own page, out of any frame.
    pub(crate) fn to_page_of(&self, window: &WindowHandle) -> Result<()> {
        self.switch(window)?;
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

    /// What is pressed may take its frame or window away before the driver has an answer.
    fn press(&self, call: impl Future<Output = WebDriverResult<()>>) -> Result<()> {
        match self.runtime.block_on(call) {
            Err(error) if is_gone(&error) => Ok(()),
            outcome => outcome.map_err(in_short),
        }
    }

    fn wait<T, E: std::error::Error + Send + Sync + 'static>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T> {
        self.runtime.block_on(call).map_err(in_short)
    }
}

/// Whether the window or frame that was being looked at is there no more.
fn is_gone(error: &WebDriverError) -> bool {
    if let WebDriverErrorInner::NotInSpec(info) = error.as_inner() {
        // Chromium's own word.
        return info.value.error.as_deref() == Some("target frame detached");
    }
    matches!(error.as_inner(), WebDriverErrorInner::NoSuchWindow(_))
}

/// On one line, without the driver's own stack.
fn in_short(error: impl Display) -> anyhow::Error {
    let text = error.to_string();
    let words: Vec<&str> = text.split("Stacktrace:").next().unwrap_or_default().split_whitespace().collect();
    anyhow!(words.join(" "))
}

/// The key of this name; a single character is its own.
fn key(name: &str) -> Result<char> {
    let mut characters = name.chars();
    match (name, characters.next(), characters.next()) {
        ("Tab", ..) => Ok(Key::Tab.into()),
        ("Enter", ..) => Ok(Key::Enter.into()),
        ("Escape", ..) => Ok(Key::Escape.into()),
        ("Space", ..) => Ok(' '),
        (_, Some(character), None) => Ok(character),
        _ => bail!("there is no key {name:?}"),
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
