//! What becomes of the account, and of the form: linked already, another one's, given up, gone.

use super::user::{at, code, failures, linked, mount, mount_here, press, says, sign_in};
use crate::page::same;
use crate::run::Scenario;
use crate::world::World;
use anyhow::Result;
use serde_json::{Value, json};

pub(super) fn all() -> Vec<Scenario> {
    vec![
        Scenario::new("form: an account that is linked already is reconnected", linked_already),
        Scenario::new("form: an update signs in to the account again", update),
        Scenario::new("form: an update with another account is refused", wrong_account),
        Scenario::new(
            "form: who reconnects an account at a checkpoint is at the form for the dock, too",
            linked_late,
        ),
        Scenario::new("form: LinkedIn that can't answer is told", busy),
        Scenario::new("form: an error is told with what was thrown for it alone", own_cause),
        Scenario::new("form: Cancel gives up, and Try again begins anew", cancelled),
        Scenario::new("form: unmounting in the middle leaves nothing", unmounted),
    ]
}

/// Links an account of the user that is there, and answers with its id.
fn has_account(world: &World) -> Result<Value> {
    mount(world, "")?;
    sign_in(world, "active")?;
    world.until_state("active")?;
    let id = world.one_value("onActive")?["id"].clone();
    world.run("T.dock.unmount(); T.calls.length = 0")?;
    Ok(id)
}

fn linked_already(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "exists")?;
    says(world, "This account is already connected.")?;
    press(world, "[data-action=reconnect]")?;
    at(world, "credentials")?;
    sign_in(world, "exists")?;
    world.until_state("active")?;
    failures(world, &["account_exists"])?;
    linked(world)
}

fn update(world: &World) -> Result<()> {
    let id = has_account(world)?;
    mount_here(world, &format!("call: 'mountUpdate', accountId: {id}"))?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    code(world)?;
    world.until_state("active")?;
    same("the account", &world.one_value("onActive")?["id"], &id)?;
    linked(world)
}

fn wrong_account(world: &World) -> Result<()> {
    let id = has_account(world)?;
    mount_here(world, &format!("call: 'mountUpdate', accountId: {id}"))?;
    sign_in(world, "mismatch")?;
    says(world, "That is another LinkedIn account. Sign in with the one that was linked.")?;
    at(world, "credentials")?;
    failures(world, &["account_mismatch"])?;
    sign_in(world, "active")?;
    linked(world)
}

fn linked_late(world: &World) -> Result<()> {
    let exists = "{ object: 'Error', type: 'api/account_already_exists', status: 409, account_id: 'acc_1' }";
    mount(world, &format!("solveCheckpoint: async () => ({exists})"))?;
    sign_in(world, "otp")?;
    at(world, "OTP")?;
    same("state", &world.get("T.dock.state")?, &json!("checkpoint"))?;
    code(world)?;
    says(world, "This account is already connected.")?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    press(world, "[data-action=reconnect]")?;
    at(world, "credentials")?;
    same("state", &world.get("T.dock.state")?, &json!("waiting"))?;
    failures(world, &["account_exists"])
}

fn busy(world: &World) -> Result<()> {
    mount(world, "")?;
    for (count, user) in ["busy", "proxy"].into_iter().enumerate() {
        sign_in(world, user)?;
        world.until(&format!("T.values('onError').length === {}", count + 1))?;
        says(world, "LinkedIn can’t be reached right now. Try again in a few minutes.")?;
        at(world, "credentials")?;
    }
    failures(world, &["vendor_busy", "vendor_busy"])?;
    sign_in(world, "active")?;
    linked(world)
}

/// A question that failed, and that nobody was told of, is no cause of what fails afterwards.
fn own_cause(world: &World) -> Result<()> {
    mount(
        world,
        "waitCheckpoint: async () => {
           if (T.failed) return new Promise(() => {});
           T.failed = true;
           throw new T.linkdock.DockError('vendor_busy', 'Not now.');
         },
         solveCheckpoint: async () => ({ object: 'Error', type: 'errors/invalid_checkpoint_code', status: 400 })",
    )?;
    sign_in(world, "otp-or-app")?;
    at(world, "OTP_OR_IN_APP_VALIDATION")?;
    world.until("T.failed === true")?;
    code(world)?;
    says(world, "That code isn’t right. Check it and try again.")?;
    failures(world, &["checkpoint_invalid"])
}

fn cancelled(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "app")?;
    at(world, "IN_APP_VALIDATION")?;
    press(world, "[data-action=cancel]")?;
    world.until_state("closed")?;
    world.told(&["onClose user"])?;
    world.says("The connection was cancelled.")?;
    world.press_try_again()?;
    at(world, "credentials")?;
    sign_in(world, "active")?;
    linked(world)
}

fn unmounted(world: &World) -> Result<()> {
    mount(world, "")?;
    sign_in(world, "app")?;
    at(world, "IN_APP_VALIDATION")?;
    world.run("T.dock.unmount()")?;
    world.empty()?;
    world.untroubled()
}
