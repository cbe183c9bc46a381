//! What every scenario has: the servers, a browser, and a fresh start.

use crate::browser::Session;
use crate::control::Control;
use crate::engine::Setup;
use crate::host::{self, Site};
use crate::servers::Server;
use crate::tls;
use anyhow::{Result, ensure};
use std::cell::{Cell, RefCell};
use tokio::runtime::Runtime;

pub(crate) struct World {
    pub(crate) setup: Setup,
    pub(crate) origin: String,
    pub(crate) sandbox: Server,
    pub(crate) broker: Server,
    pub(crate) control: Control,
    /// `https://www.linkedin.com`, in Chromium.
    linkedin: tls::Origin,
    pub(crate) session: RefCell<Option<Session>>,
    /// What this scenario calls secret, besides what every scenario does.
    pub(crate) declared: RefCell<Vec<String>>,
    /// Whether the last attempt to get a browser failed; nobody waits for the next one a hundred times.
    no_browser: Cell<bool>,
    // Last: what runs on it goes first.
    pub(crate) runtime: Runtime,
}

impl World {
    pub(crate) fn start(setup: Setup) -> Result<Self> {
        let runtime = Runtime::new()?;
        let sandbox = Server::sandbox(&setup.sandbox)?;
        let linkedin = runtime.block_on(tls::serve(&sandbox.linkedin))?;
        let (listener, origin) = runtime.block_on(host::listen())?;
        let broker = Server::broker(&setup.broker, &sandbox, &origin, &[])?;
        let site = Site {
            root: setup.root.clone(),
            sandbox: sandbox.url.clone(),
            linkedin: sandbox.linkedin.clone(),
            broker: broker.url.clone(),
        };
        runtime.spawn(host::serve(listener, site));
        Ok(Self {
            control: Control::new(&sandbox.url)?,
            linkedin,
            session: RefCell::default(),
            declared: RefCell::default(),
            no_browser: Cell::default(),
            setup,
            origin,
            sandbox,
            broker,
            runtime,
        })
    }

    /// The vendor and the browser as at the start; a browser that died is replaced.
    pub(crate) fn fresh(&self) -> Result<()> {
        let reusable = self.session.borrow().as_ref().is_some_and(Session::tidy);
        if !reusable {
            ensure!(!self.no_browser.replace(true), "the driver gave no browser to the last scenario either");
            self.end_session();
            self.session.replace(Some(self.another_session(&[])?));
            self.no_browser.set(false);
        }
        // After the last page has gone: its frames ask the vendor now and then, and would be the first whom it doesn't know.
        self.control.reset(&self.runtime)?;
        self.sandbox.forget_ended();
        self.declared.borrow_mut().clear();
        Ok(())
    }

    /// A browser besides the one that scenarios share, with further arguments.
    pub(crate) fn another_session(&self, arguments: &[String]) -> Result<Session> {
        Session::start(&self.runtime, &self.setup, &self.linkedin, arguments)
    }

    pub(crate) fn end_session(&self) {
        if let Some(session) = self.session.take() {
            session.end();
        }
    }

    /// How the vendor's token endpoints behave from now on.
    pub(crate) fn tokens(&self, change: &serde_json::Value) -> Result<()> {
        self.control.tokens(&self.runtime, change)
    }

    /// How the vendor's pages are served from now on.
    pub(crate) fn pages(&self, change: &serde_json::Value) -> Result<()> {
        self.control.pages(&self.runtime, change)
    }

    pub(crate) fn stat(&self, name: &str) -> Result<u64> {
        self.control.stat(&self.runtime, name)
    }
}
