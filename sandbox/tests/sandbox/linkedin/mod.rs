//! LinkedIn over real HTTP: what applications, embedding pages and tests see of it.

mod authorize;
mod control;
mod names;
mod pages;
mod sales_tokens;
mod sessions;
mod steps;
mod token;
mod widget;
