//! The agency and its people.

use axum::Json;
use serde_json::{Value as Answer, json};

use crate::access::Signed;

/// The agency, and the person who asks.
pub async fn show(signed: Signed) -> Json<Answer> {
    let agency = signed.office.agency();
    let pack = signed.office.pack();
    let day = signed.now.date();
    let person = agency.people.get(&signed.person);
    let posts = person.map(|person| {
        let held = person
            .posts
            .iter()
            .filter(|held| person.holds(&held.post, day));
        held.map(|held| held.post.clone()).collect::<Vec<_>>()
    });
    Json(json!({
        "code": signed.office.code(),
        "issuer": pack.issuer,
        "person": {
            "id": signed.person,
            "name": agency.people.name(&signed.person),
            "section": person.map(|person| &person.section),
            "posts": posts.unwrap_or_default(),
        },
    }))
}

/// Its people with their posts and certificates.
pub async fn people(signed: Signed) -> Json<Answer> {
    let agency = signed.office.agency();
    let people: Vec<Answer> = agency
        .people
        .iter()
        .map(|person| {
            let posts: Vec<Answer> = person
                .posts
                .iter()
                .map(|held| json!({ "post": held.post, "from": held.from, "to": held.to }))
                .collect();
            let certificates: Vec<Answer> = person
                .certificates
                .iter()
                .map(|one| json!({ "number": one.number, "kind": one.kind, "from": one.from, "to": one.to }))
                .collect();
            json!({
                "id": person.id,
                "name": person.name,
                "section": person.section,
                "posts": posts,
                "certificates": certificates,
            })
        })
        .collect();
    Json(json!({ "people": people }))
}
