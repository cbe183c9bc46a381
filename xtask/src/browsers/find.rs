//! Looks for browsers and their drivers: on PATH first, then where distributions and vendors put them.
//!
//! It must never run what it finds: a browser that starts opens windows.

use super::{Browser, Engine};
use std::path::{Path, PathBuf};

const FOLDERS: [&str; 6] = [
    "/usr/bin",
    "/usr/local/bin",
    "/usr/lib/chromium",
    "/usr/lib/chromium-browser",
    "/opt/google/chrome",
    "/snap/bin",
];
const MAC_CHROMIUM: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const MAC_FIREFOX: [&str; 1] = ["/Applications/Firefox.app/Contents/MacOS/firefox"];

/// What an engine needs and what of it is there.
pub(super) struct Search {
    binary: Option<PathBuf>,
    driver: Option<PathBuf>,
    /// WebKitGTK opens a window, so it wants a display of its own.
    display: bool,
}

impl Search {
    pub(super) fn new(engine: Engine) -> Self {
        match engine {
            Engine::Chromium => Self {
                binary: program(&[
                    "chromium",
                    "chromium-browser",
                    "google-chrome",
                    "google-chrome-stable",
                    "chrome",
                ])
                .or_else(|| first_file(&MAC_CHROMIUM)),
                driver: program(&["chromedriver", "chromium.chromedriver"]),
                display: true,
            },
            Engine::Firefox => Self {
                binary: program(&["firefox", "firefox-esr"]).or_else(|| first_file(&MAC_FIREFOX)),
                driver: program(&["geckodriver"]).or_else(super::install::cached_geckodriver),
                display: true,
            },
            Engine::Webkit => Self {
                binary: mini_browser(Path::new("/usr")),
                driver: program(&["WebKitWebDriver"]),
                display: program(&["Xvfb"]).is_some(),
            },
        }
    }

    /// The browser without its driver, which may be installed another way.
    pub(super) fn has_browser(&self) -> bool {
        self.binary.is_some() && self.display
    }

    pub(super) fn found(self, engine: Engine) -> Option<Browser> {
        match (self.binary, self.driver, self.display) {
            (Some(binary), Some(driver), true) => Some(Browser { engine, binary, driver }),
            _ => None,
        }
    }
}

/// The first of these programs that is on PATH or in one of the usual places.
pub(super) fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> =
        std::env::split_paths(&path).chain(FOLDERS.iter().map(PathBuf::from)).collect();
    names.iter().find_map(|name| {
        let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        folders.iter().map(|folder| folder.join(&name)).find(|file| file.is_file())
    })
}

fn first_file(files: &[&str]) -> Option<PathBuf> {
    files.iter().map(PathBuf::from).find(|file| file.is_file())
}

/// WebKitGTK's own browser is no program of the user's: it lies with the library, in lib/MACHINE/webkit2gtk-4.1/ on Debian
/// and in libexec/webkit2gtk-4.1/ elsewhere.
fn mini_browser(usr: &Path) -> Option<PathBuf> {
    let mut libraries = folders_of(&usr.join("lib"));
    libraries.extend([usr.join("lib"), usr.join("lib64"), usr.join("libexec")]);
    let mut found: Vec<PathBuf> = libraries
        .iter()
        .flat_map(|library| folders_of(library))
        .filter(|folder| folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("webkit")))
        .map(|folder| folder.join("MiniBrowser"))
        .filter(|file| file.is_file())
        .collect();
    found.sort();
    found.into_iter().next()
}

fn folders_of(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_minibrowser_where_distributions_put_it() {
        for folder in ["lib/x86_64-linux-gnu/webkit2gtk-4.1", "libexec/webkitgtk-6.0", "lib/webkit2gtk-4.1"] {
            let usr = tempfile::tempdir().unwrap();
            assert_eq!(mini_browser(usr.path()), None);
            let browser = usr.path().join(folder).join("MiniBrowser");
            std::fs::create_dir_all(browser.parent().unwrap()).unwrap();
            std::fs::write(&browser, "").unwrap();
            assert_eq!(mini_browser(usr.path()), Some(browser), "{folder}");
        }
    }

    #[test]
    fn an_engine_without_its_driver_is_not_found() {
        let search = Search { binary: Some("firefox".into()), driver: None, display: true };
        assert!(search.has_browser());
        assert!(search.found(Engine::Firefox).is_none());
    }
}
