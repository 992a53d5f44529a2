//! The JSON API under `/api/v1`: everything a page can do.

use crate::routes::Route;

/// The API's routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    Vec::new()
}
