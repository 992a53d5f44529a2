//! The two faces: desk and portal, and the API; pages in, answers out.
//!
//! Knows routes, forms and how things look. Does not know SQL, the ledger or how papers are set.

pub mod access;
pub mod answer;
pub mod api;
pub mod app;
pub mod asked;
pub mod assets;
pub mod book;
pub mod chart;
pub mod desk;
mod guard;
mod origin;
pub mod parts;
pub mod portal;
pub mod routes;
pub mod session;
pub mod sheet;
mod tried;
pub mod typed;
pub mod words;

pub use app::{App, router};
