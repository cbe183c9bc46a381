//! What must hold, one file a subject.

mod accessibility;
mod active;
mod container;
mod coop;
mod custom;
mod demo;
mod demo_linkedin;
mod demo_unipile;
mod extension;
mod failures;
mod fallback;
mod faults;
mod footing;
mod gate;
mod history;
mod hosted;
mod hosting;
mod keyboard;
mod launch;
mod loading;
mod look;
mod modal;
mod modal_place;
mod popup;
mod renewal;
mod secrets;
mod unmount;
mod unspoken;
mod update;

use crate::run::Scenario;

pub(crate) fn all() -> Vec<Scenario> {
    [
        active::all(),
        update::all(),
        failures::all(),
        faults::all(),
        gate::all(),
        popup::all(),
        coop::all(),
        fallback::all(),
        history::all(),
        unmount::all(),
        hosting::all(),
        secrets::all(),
        loading::all(),
        keyboard::all(),
        accessibility::all(),
        modal::all(),
        modal_place::all(),
        container::all(),
        look::all(),
        footing::all(),
        hosted::all(),
        custom::all(),
        launch::all(),
        renewal::all(),
        demo::all(),
        demo_linkedin::all(),
        demo_unipile::all(),
        extension::all(),
        unspoken::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
