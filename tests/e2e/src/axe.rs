//! axe-core, the accessibility checker, on the page that is being looked at.
//!
//! Its code comes in through the driver, which no policy of the page's stops, and it listens to the window's messages from
//! then on: what a scenario says about listeners, it says before it asks axe.

use crate::browser::{Session, within};
use crate::world::World;
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::json;

/// The success criteria of WCAG 2.2, levels A and AA.
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// Starts axe on `CONTEXT`; what comes of it is kept in the page.
const RUN: &str = r#"
  window.axeOutcome = null;
  const options = { runOnly: { type: "tag", values: arguments[0] }, iframes: false };
  const summary = ({ target, failureSummary }) => `${target.flat(9).join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`;
  window.axe.run(CONTEXT, options).then(
    ({ violations, passes, incomplete }) => {
      const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${summary(node)}`));
      window.axeOutcome = { found, rules: violations.length + passes.length + incomplete.length };
    },
    (error) => {
      window.axeOutcome = { error: String(error) };
    },
  );
"#;

impl World {
    /// What axe finds wrong in what an expression stands for, `document` or `T.dock.element` for example: one
    /// `rule: selector: summary` for each element. Shadow roots are looked into; frames are not, they are the vendor's.
    pub(crate) fn axe(&self, context: &str) -> Result<Vec<String>> {
        self.axe_in(&*self.browser()?, context)
    }

    /// The same in another browser.
    pub(crate) fn axe_in(&self, browser: &Session, context: &str) -> Result<Vec<String>> {
        let path = self.setup.root.join("node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}: `cargo xtask build` installs it", path.display()))?;
        browser.script(&axe, Vec::new()).context("axe does not load")?;
        browser
            .script(&RUN.replace("CONTEXT", &format!("({context})")), vec![json!(TAGS)])
            .with_context(|| format!("axe does not start on {context}"))?;
        let outcome = within("axe's answer", || {
            let outcome = browser.script("return window.axeOutcome", Vec::new())?;
            ensure!(!outcome.is_null(), "axe still runs");
            Ok(outcome)
        })?;
        if let Some(error) = outcome["error"].as_str() {
            bail!("axe could not run on {context}: {error}");
        }
        ensure!(outcome["rules"].as_u64() > Some(0), "axe found nothing to look at in {context}: {outcome}");
        Ok(serde_json::from_value(outcome["found"].clone())?)
    }
}
