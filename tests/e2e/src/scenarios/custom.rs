//! Unipile's sign-in form in the page. What the user types is searched for after each of these.

mod access;
mod endings;
mod focus;
mod steps;
mod user;

use crate::run::Scenario;

pub(super) fn all() -> Vec<Scenario> {
    [steps::all(), endings::all(), focus::all(), access::all()].into_iter().flatten().collect()
}
