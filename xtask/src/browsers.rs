//! The three engines every browser test runs in: what each is called and which programs it takes.
//!
//! It must never stand in one engine for another: a test that ran in Chromium says nothing about WebKit.

pub(crate) mod driver;
mod find;
mod install;

pub(crate) use install::ready;

use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    Webkit,
}

impl Engine {
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::Webkit];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.name() == name)
    }
}

/// An engine that can be run: the browser and the program that drives it.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(crate) engine: Engine,
    pub(crate) binary: PathBuf,
    pub(crate) driver: PathBuf,
}
