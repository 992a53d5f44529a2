//! The one table of routes: method, path, who may come in, handler. Every route of the house is
//! here, so that one look, and one test, shows who may do what.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};

use crate::app::Shared;
use crate::{access, answer, api, desk, guard, portal, session};

/// Who may come in by a route. What they may then do is for the judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anyone at all.
    Anyone,
    /// People who have signed in: by session on pages, by bearer token in the API.
    Signed,
    /// Signed-in people who may read the case named by `{case}` in the path.
    Reader,
    /// Signed-in people, and only in a demonstration.
    Demo,
}

/// One route.
pub struct Route {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// The path, with `{names}` for its parts.
    pub path: &'static str,
    /// Who may come in.
    pub who: Who,
    handler: MethodRouter<Shared>,
}

/// A route that is read.
pub fn get<H, T>(path: &'static str, who: Who, handler: H) -> Route
where
    H: Handler<T, Shared>,
    T: 'static,
{
    Route {
        method: "GET",
        path,
        who,
        handler: on(MethodFilter::GET, handler),
    }
}

/// A route by which something is done.
pub fn post<H, T>(path: &'static str, who: Who, handler: H) -> Route
where
    H: Handler<T, Shared>,
    T: 'static,
{
    Route {
        method: "POST",
        path,
        who,
        handler: on(MethodFilter::POST, handler),
    }
}

/// A route by which something would be changed.
pub fn put<H, T>(path: &'static str, who: Who, handler: H) -> Route
where
    H: Handler<T, Shared>,
    T: 'static,
{
    Route {
        method: "PUT",
        path,
        who,
        handler: on(MethodFilter::PUT, handler),
    }
}

/// A route by which something would be taken away.
pub fn delete<H, T>(path: &'static str, who: Who, handler: H) -> Route
where
    H: Handler<T, Shared>,
    T: 'static,
{
    Route {
        method: "DELETE",
        path,
        who,
        handler: on(MethodFilter::DELETE, handler),
    }
}

/// Every route.
#[must_use]
pub fn all() -> Vec<Route> {
    let mut routes = vec![
        get("/healthz", Who::Anyone, guard::health),
        get("/assets/{name}", Who::Anyone, guard::asset),
        get("/desk/sign-in", Who::Anyone, session::ask),
        post("/desk/sign-in", Who::Anyone, session::sign_in),
        post("/desk/sign-out", Who::Signed, session::sign_out),
    ];
    routes.extend(portal::routes());
    routes.extend(desk::routes());
    routes.extend(api::routes());
    routes
}

/// Whether there is a page at a path, as the table writes it: where a form stands that was sent there.
#[must_use]
pub fn is_page(path: &str) -> bool {
    static PAGES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let pages = all().into_iter().filter(|route| route.method == "GET");
        pages.map(|route| route.path).collect()
    });
    PAGES.contains(path)
}

/// The router of all routes; each lets in only whom it may.
pub fn table(app: &Shared) -> Router<Shared> {
    let mut router = Router::new();
    for route in all() {
        let door = from_fn_with_state((app.clone(), route.who), access::check);
        router = router.route(route.path, route.handler.layer(door));
    }
    router
        .fallback(answer::no_such_page)
        .method_not_allowed_fallback(answer::no_such_method)
}
