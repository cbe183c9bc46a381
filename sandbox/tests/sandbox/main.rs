//! The sandbox over real HTTP: what hosts, pages and tests see of it.

#![cfg(test)]

mod api;
mod control;
mod linkedin;
mod links;
mod pages;
mod program;
mod support;
mod unipile;
mod users;
