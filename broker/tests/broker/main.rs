//! The broker over real HTTP, between a caller and a vendor that plays any answer.
#![cfg(test)] // tells clippy that helpers are tests too

mod binary;
mod callers;
mod cors;
mod demo;
mod leaks;
mod linkedin;
mod linkedin_link;
mod linkedin_sat;
mod linkedin_store;
mod start_up;
mod support;
mod unipile;
mod unipile_crash;
mod unipile_intent;
mod unipile_link;
mod unipile_session;
mod vendor_answers;
