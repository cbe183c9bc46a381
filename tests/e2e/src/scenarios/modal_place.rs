//! Where the dialog's element is in the page, and what becomes of the page when that place isn't shown, goes, or the
//! dialog comes back at once.

use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::Result;
use serde_json::json;

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("a dialog that is closed and opened again in one task stays open", reopened),
        Scenario::new("in a container that isn't shown the dialog is shown all the same", hidden),
        Scenario::new("a dialog whose container is hidden gives the page back", hidden_later),
        Scenario::new("a dialog that goes with all of a flex page gives the page back", swept_away),
    ]
}

const OPEN: &str =
    "T.dialog().matches(':modal') && T.dialog().getClientRects().length > 0 && T.view() === 'frame'";
const LOCKS: &str = "document.adoptedStyleSheets.length";

fn open(world: &World, prepare: &str) -> Result<()> {
    world.open_host()?;
    world.run(&format!("{prepare}; T.connect({{ presentation: 'modal' }})"))?;
    world.until_state("waiting")?;
    world.until(OPEN)?;
    same("locks", &world.get(LOCKS)?, &json!(1))
}

fn reopened(world: &World) -> Result<()> {
    open(world, "")?;
    world.run("T.dock.close(); T.dock.reload()")?;
    world.until_told("onReload manual 1")?;
    world.until_state("waiting")?;
    world.until(OPEN)?;
    // The first closing's event has had its turn by then.
    world.sentinel()?;
    world.told(&["onClose user", "reject aborted", "onReload manual 1"])?;
    world.sign_in_frame("active")?;
    world.until_told("onActive 1001 ACCOUNT_ACTIVE")?;
    world.untroubled()
}

fn hidden(world: &World) -> Result<()> {
    open(world, "document.querySelector('#place').hidden = true")?;
    world.sign_in_frame("active")?;
    world.until_told("onActive 1001 ACCOUNT_ACTIVE")?;
    world.run("T.dock.unmount()")?;
    world.empty()?;
    same("locks", &world.get(LOCKS)?, &json!(0))
}

fn hidden_later(world: &World) -> Result<()> {
    open(world, "")?;
    world.run("document.querySelector('#place').hidden = true")?;
    world.until_told("onClose user")?;
    same("locks", &world.get(LOCKS)?, &json!(0))?;
    // The page can be used again.
    world.press_go("T.pressed = true")?;
    same("the page's button", &world.get("T.pressed ?? false")?, &json!(true))?;
    world.untroubled()
}

/// In a flex page the dock's own element has no size, and so none to lose.
fn swept_away(world: &World) -> Result<()> {
    open(world, "document.body.style.display = 'flex'; document.body.style.placeItems = 'center'")?;
    world.run("document.body.replaceChildren()")?;
    world.until_told("onClose unmounted")?;
    same("locks", &world.get(LOCKS)?, &json!(0))?;
    world.empty()?;
    world.untroubled()
}
