//! Unipile over real HTTP: what hosts' servers, users of hosted pages and tests see of it.

mod api_v1;
mod api_v2;
mod control;
mod expiry;
mod hosted;
mod links;
mod pages;
mod redirects;
mod steps;
mod webhooks;
