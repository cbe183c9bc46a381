//! Single flight: however many ask for a caller's token at once, one of them has it fetched and all share the outcome.
//!
//! The work is a task of its own, so that it survives whoever asked first. It must never be joined by a request that came after
//! the link was removed or replaced: [`Flights::detach`] ends the joining, not the work.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::fault::Fault;
use crate::store::{Credential, Hash};

/// What a flight ended with.
#[derive(Clone, Debug)]
pub(super) enum Landed {
    NotLinked,
    /// From the store, where it was kept earlier.
    Kept(Credential),
    /// From LinkedIn, by this flight.
    Fetched(Credential),
}

pub(super) type Outcome = Result<Landed, Fault>;

type Flight = watch::Receiver<Option<Outcome>>;

/// The flights under way, by caller.
#[derive(Default)]
pub(super) struct Flights(Mutex<HashMap<Hash, Flight>>);

impl Flights {
    /// Joins the caller's flight, or starts one that does `work`.
    pub(super) async fn join_or_start<W>(self: &Arc<Self>, caller: Hash, work: impl FnOnce() -> W) -> Outcome
    where
        W: Future<Output = Outcome> + Send + 'static,
    {
        let mut flight = self.flight(caller, work);
        match flight.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone().unwrap_or(Err(Fault::Interrupted)),
            // The runtime is going down, and the work with it.
            Err(_) => Err(Fault::Interrupted),
        }
    }

    fn flight<W>(self: &Arc<Self>, caller: Hash, work: impl FnOnce() -> W) -> Flight
    where
        W: Future<Output = Outcome> + Send + 'static,
    {
        let mut under_way = self.lock();
        if let Some(flight) = under_way.get(&caller) {
            return flight.clone();
        }
        let (land, flight) = watch::channel(None);
        under_way.insert(caller, flight.clone());
        let (work, flights, own) = (work(), Arc::clone(self), flight.clone());
        tokio::spawn(async move {
            let place = Place { flights, caller, own };
            let outcome = work.await;
            // In this order: an outcome that is out already must not be joined.
            drop(place);
            land.send_replace(Some(outcome));
        });
        flight
    }

    /// Keeps later requests from joining the caller's flight.
    pub(super) fn detach(&self, caller: &Hash) {
        self.lock().remove(caller);
    }

    /// A panic elsewhere leaves the map whole, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, HashMap<Hash, Flight>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A flight's place in the map; dropping it takes the flight out, unless a later one has the place.
struct Place {
    flights: Arc<Flights>,
    caller: Hash,
    own: Flight,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut under_way = self.flights.lock();
        if under_way.get(&self.caller).is_some_and(|flight| flight.same_channel(&self.own)) {
            under_way.remove(&self.caller);
        }
    }
}
