//! The shapes of what the API takes and gives. Tests hold real answers against them.

use serde_json::{Map, Value, json};

/// Every schema by its name.
#[must_use]
pub fn all() -> Value {
    let mut all = Map::new();
    for part in [
        of_values(),
        of_saying_no(),
        of_cases(),
        of_standing(),
        of_the_agency(),
        of_law(),
        of_the_public(),
    ] {
        if let Value::Object(part) = part {
            all.extend(part);
        }
    }
    Value::Object(all)
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn maybe_text() -> Value {
    json!({ "type": ["string", "null"] })
}

fn whole() -> Value {
    json!({ "type": "integer" })
}

fn yes() -> Value {
    json!({ "type": "boolean" })
}

fn list(of: &Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn of(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn maybe(schema: &str) -> Value {
    json!({ "anyOf": [of(schema), { "type": "null" }] })
}

/// An object with these members, all of which are there, and no others.
fn object(members: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> = members
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    let required: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// As [`object`], where some members may be left out.
fn open_object(members: &[(&str, Value)], required: &[&str]) -> Value {
    let mut schema = object(members);
    schema["required"] = json!(required);
    schema
}

fn of_values() -> Value {
    json!({
        "Fields": { "type": "object", "description": "以规定中的字段名为键", "additionalProperties": of("Value") },
        "Value": {
            "description": "文字、整数、是否、多项、表格的行，或者文件。日期写 2025-03-03，时间写 2025-03-03T09:00:00，金额写成文字",
            "anyOf": [
                text(), whole(), yes(),
                list(&of("Value")),
                { "type": "object", "additionalProperties": of("Value") },
            ],
        },
        "FileValue": object(&[("sha256", text()), ("name", text()), ("size", whole())]),
        "Act": open_object(
            &[("record", text()), ("fields", of("Fields")), ("expected", json!({
                "type": "integer",
                "description": "登记时看到案卷有几条记录；不一致时退回，以免依据旧情况作出决定",
            }))],
            &["record", "fields"],
        ),
        "Opening": open_object(&[("record", text()), ("fields", of("Fields"))], &["fields"]),
        "Receipt": object(&[
            ("case", maybe_text()), ("no", whole()), ("index", whole()), ("record", text()), ("location", text()),
        ]),
        "Login": object(&[("name", text()), ("password", text())]),
        "Token": object(&[("token", text()), ("expires_in", whole()), ("agency", text()), ("person", text())]),
        "Clock": object(&[("now", text()), ("movable", yes())]),
        "ClockSetting": object(&[("now", text())]),
        "Description": { "type": "object" },
    })
}

fn of_saying_no() -> Value {
    json!({
        "Problem": open_object(
            &[
                ("type", text()), ("title", text()), ("status", whole()), ("detail", text()),
                ("clauses", list(&of("Clause"))),
                ("refusals", list(&of("Refusal"))),
                ("mistakes", list(&of("Mistake"))),
                ("records", whole()),
                ("reference", text()),
                ("recorded", json!({ "type": ["boolean", "null"] })),
            ],
            &["type", "title", "status", "detail"],
        ),
        "Refusal": object(&[
            ("ground", json!({ "enum": ["post", "field", "gate", "demand"] })),
            ("cannot", text()), ("shows", text()), ("clauses", list(&text())), ("instead", text()),
            ("field", maybe_text()),
        ]),
        "Mistake": object(&[("field", text()), ("message", text())]),
        "Clause": object(&[
            ("id", text()), ("document", maybe_text()), ("article", maybe_text()), ("gist", maybe_text()),
            ("words", maybe_text()),
        ]),
    })
}

fn of_cases() -> Value {
    let named = object(&[("id", text()), ("name", text())]);
    let party = object(&[("name", text()), ("natural", yes())]);
    let decision = object(&[("record", whole()), ("number", text()), ("date", text())]);
    json!({
        "CasePage": object(&[("cases", list(&of("CaseRow"))), ("next", maybe_text())]),
        "CaseRow": object(&[
            ("id", text()), ("number", text()), ("readable", yes()),
            ("title", maybe_text()), ("matter", maybe_text()), ("parties", maybe_text()),
            ("kind", text()), ("section", text()), ("stage", text()), ("state", text()), ("review", text()),
            ("opened", text()), ("changed", text()), ("officers", list(&named)),
        ]),
        "Case": object(&[
            ("id", text()), ("number", text()), ("title", text()), ("kind", text()), ("mode", text()),
            ("matter", text()), ("section", text()), ("opened", maybe_text()),
            ("officers", list(&named)), ("parties", list(&party)),
            ("stage", text()), ("state", text()), ("review", text()),
            ("decision", json!({ "anyOf": [decision, { "type": "null" }] })),
            ("enquiry_code", maybe_text()), ("records", whole()),
        ]),
        "Records": object(&[("records", list(&of("Record")))]),
        "Record": object(&[
            ("no", whole()), ("record", text()), ("step", maybe_text()), ("stage", text()), ("medium", text()),
            ("fields", of("Fields")), ("found", of("Fields")), ("about", json!({ "type": ["integer", "null"] })),
            ("by", named), ("section", text()), ("entered", text()),
            ("index", json!({ "type": ["integer", "null"] })), ("leaf", maybe_text()),
        ]),
    })
}

fn of_standing() -> Value {
    let marked = object(&[("date", text()), ("why", text())]);
    let working = object(&[
        ("text", text()),
        ("counted", list(&text())),
        ("skipped", list(&marked)),
        ("made_up", list(&marked)),
    ]);
    json!({
        "Offers": object(&[("offers", list(&object(&[
            ("record", text()), ("stage", text()), ("step", maybe_text()), ("can", yes()),
            ("lacks", list(&of("Refusal"))),
        ])))]),
        "Deadlines": object(&[("deadlines", list(&of("Deadline")))]),
        "Deadline": object(&[
            ("name", text()), ("basis", list(&text())), ("owner", list(&text())), ("record", whole()),
            ("from", text()), ("length", maybe_text()), ("other_norm", yes()), ("due", maybe_text()),
            ("provisional", yes()), ("met", maybe_text()), ("status", maybe_text()), ("waiting", yes()),
            ("working", json!({ "anyOf": [working, { "type": "null" }] })),
        ]),
        "Checklist": object(&[("checklist", list(&object(&[
            ("record", text()), ("standing", json!({ "enum": ["已有", "缺少", "不适用"] })), ("otherwise", text()),
            ("basis", list(&text())), ("blocks", list(&text())),
        ])))]),
        "Marks": object(&[("marks", list(&object(&[
            ("name", text()), ("record", whole()), ("basis", list(&text())),
        ])))]),
    })
}

fn of_the_agency() -> Value {
    let post = object(&[("post", text()), ("from", text()), ("to", maybe_text())]);
    let held = object(&[
        ("number", text()),
        ("kind", text()),
        ("from", text()),
        ("to", text()),
    ]);
    json!({
        "Agency": object(&[("code", text()), ("issuer", text()), ("person", object(&[
            ("id", text()), ("name", text()), ("section", maybe_text()), ("posts", list(&text())),
        ]))]),
        "People": object(&[("people", list(&object(&[
            ("id", text()), ("name", text()), ("section", text()), ("posts", list(&post)),
            ("certificates", list(&held)),
        ])))]),
    })
}

fn of_law() -> Value {
    json!({
        "Law": object(&[
            ("code", text()), ("issuer", text()),
            ("documents", list(&object(&[
                ("key", text()), ("title", text()), ("number", text()), ("issued", text()),
                ("effective", maybe_text()), ("articles", whole()),
            ]))),
            ("clauses", list(&of("Clause"))), ("forms", list(&text())),
        ]),
        "Form": object(&[
            ("record", text()), ("subject", json!({ "enum": ["case", "agency", "either"] })), ("stage", text()),
            ("step", maybe_text()), ("posts", list(&text())), ("basis", list(&text())), ("hint", text()),
            ("fields", list(&of("Field"))),
        ]),
        "Field": object(&[
            ("name", text()),
            ("type", json!({ "enum": [
                "text", "long", "date", "moment", "number", "money", "choice", "many", "yesno", "person", "file",
                "ref", "table",
            ] })),
            ("of", json!({ "type": ["array", "null"], "items": text() })),
            ("columns", json!({ "type": ["array", "null"], "items": of("Field") })),
            ("required", yes()), ("sometimes_required", yes()), ("options", list(&text())),
            ("basis", list(&text())), ("hint", text()),
        ]),
    })
}

fn of_the_public() -> Value {
    let file = object(&[
        ("field", text()),
        ("sha256", text()),
        ("ending", text()),
        ("size", whole()),
    ]);
    let pair = json!({ "type": "array", "items": text(), "minItems": 2, "maxItems": 2 });
    json!({
        "PublicPage": object(&[("items", list(&of("PublicRow"))), ("next", maybe_text())]),
        "PublicRow": object(&[
            ("agency", text()), ("id", text()), ("category", text()), ("publication", text()), ("title", text()),
            ("number", text()), ("party", text()), ("formed", text()), ("at", text()),
        ]),
        "PublicItem": object(&[("item", of("PublicRow")), ("public", of("PublicText")), ("proof", maybe("Place"))]),
        "PublicText": object(&[
            ("category", text()), ("publication", text()), ("fields", list(&pair)), ("files", list(&file)),
            ("formed", text()), ("published", text()), ("first", text()), ("corrected", list(&text())),
            ("channels", list(&text())), ("record", whole()),
        ]),
        "Place": object(&[("no", whole()), ("index", whole()), ("leaf", text()), ("at", text())]),
        "Certificate": object(&[
            ("valid", yes()), ("agency", text()), ("kind", text()), ("from", text()), ("to", text()),
        ]),
        "Enquiry": object(&[("number", text()), ("code", text())]),
        "Progress": object(&[
            ("agency", text()), ("stage", text()), ("state", text()), ("opened", text()), ("changed", text()),
            ("next", json!({ "type": ["array", "null"], "items": text() })),
        ]),
    })
}
