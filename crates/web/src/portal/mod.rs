//! The portal: what a citizen meets. Is handed only values that disclosure produced; has no door
//! to a case.

use maud::Markup;

use crate::app::App;
use crate::parts::page::{Page, page};
use crate::routes::Route;

/// The portal's routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    Vec::new()
}

/// A page in the portal's frame.
#[must_use]
pub fn show(_app: &App, shown: Page<'_>) -> Markup {
    page(&shown)
}
