//! What must hold, one file a subject.

mod active;
mod demo;
mod failures;
mod faults;
mod gate;
mod hosting;
mod loading;
mod popup;
mod secrets;
mod unmount;
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
        unmount::all(),
        hosting::all(),
        secrets::all(),
        loading::all(),
        demo::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
