//! Somebody at a browser: signs in, keeps the cookie, reads the token of a form and sends it back.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Request, StatusCode};
use registry::doorkeeper::Doorkeeper;
use tower::ServiceExt;
use web::asked::encode;

use super::house::{Answer, House, PASSWORD, escaped};

/// A signed-in person.
pub struct Browser<'a> {
    pub house: &'a House,
    pub person: String,
    pub cookie: String,
}

impl House {
    /// Signs a person in, who gets an account if there is none yet.
    pub async fn browser(&self, person: &str) -> Browser<'_> {
        let store = &self.installation.store;
        if store.account(person).unwrap().is_none() {
            Doorkeeper(store)
                .enrol(person, PASSWORD, &self.code, person)
                .unwrap();
        }
        let answer = self
            .post(
                "/desk/sign-in",
                &[("name", person), ("password", PASSWORD), ("next", "/desk")],
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
        Browser {
            house: self,
            person: person.to_owned(),
            cookie: cookie.split(';').next().unwrap().to_owned(),
        }
    }
}

impl Browser<'_> {
    /// Sends a request with this session to the same house, were it no demonstration.
    pub async fn post_to_real(&self, path: &str) -> StatusCode {
        let real = web::router(web::App::new(self.house.installation.clone(), "示例公示"));
        let request = Request::post(path).header(COOKIE, &self.cookie);
        real.oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
            .status()
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::get(escaped(path)).header(COOKIE, &self.cookie);
        self.house.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form with the token this session was given.
    pub async fn post(&self, path: &str, fields: &[(String, String)]) -> Answer {
        let token = self.token().await;
        let mut all = vec![("csrf".to_owned(), token)];
        all.extend_from_slice(fields);
        self.post_bare(path, &all).await
    }

    /// Sends a form exactly as given.
    pub async fn post_bare(&self, path: &str, fields: &[(String, String)]) -> Answer {
        let pairs = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let kind = "application/x-www-form-urlencoded";
        self.send(path, kind, Body::from(body)).await
    }

    pub async fn send(&self, path: &str, kind: &str, body: Body) -> Answer {
        let request = Request::post(escaped(path))
            .header(COOKIE, &self.cookie)
            .header(CONTENT_TYPE, kind);
        self.house.send(request.body(body).unwrap()).await
    }

    /// The token against forged requests, as every page of the desk carries it.
    pub async fn token(&self) -> String {
        let page = self.get("/desk/account").await;
        hidden(page.text(), "csrf").expect("a token").to_owned()
    }
}

/// The value of an unseen field of a page.
pub fn hidden<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let from = page.find(&format!("type=\"hidden\" name=\"{name}\" value=\""))?;
    page[from..].split('"').nth(5)
}

/// Where an answer leads.
pub fn location(answer: &Answer) -> &str {
    answer
        .headers
        .get(LOCATION)
        .map_or("", |to| to.to_str().unwrap())
}

/// Pairs of a form.
pub fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// What a form of the house needs for a record that is filled in.
pub fn as_pairs(form: &law::form::Form, fields: &law::value::Fields) -> Vec<(String, String)> {
    let typed = web::desk::fields::as_typed(form, fields);
    typed
        .pairs()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Every file below a folder with its length.
pub fn files_below(dir: &std::path::Path) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    let Ok(entries) = std::fs::read_dir(dir) else {
        return found;
    };
    for entry in entries.map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.insert(path.display().to_string(), entry.metadata().unwrap().len());
        }
    }
    found
}
