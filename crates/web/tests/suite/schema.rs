//! Holds JSON against the schemas of the description: as much of JSON Schema as they use.

use serde_json::Value;

/// Everything in a value that its schema does not allow.
pub fn faults(all: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(all, schema, value, "$", &mut found);
    found
}

fn check(all: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        assert!(all[name].is_object(), "no schema {name}");
        return check(all, &all[name], value, at, found);
    }
    if let Some(ways) = schema["anyOf"].as_array() {
        if !ways.iter().any(|way| faults(all, way, value).is_empty()) {
            found.push(format!("{at}: fits nothing: {value}"));
        }
        return;
    }
    if let Some(words) = schema["enum"].as_array() {
        if !words.contains(value) {
            found.push(format!("{at}: not one of {words:?}: {value}"));
        }
        return;
    }
    if !of_type(&schema["type"], value) {
        found.push(format!("{at}: not {}: {value}", schema["type"]));
        return;
    }
    match value {
        Value::Object(members) => object(all, schema, members, at, found),
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                if schema["items"].is_object() {
                    check(all, &schema["items"], item, &format!("{at}[{n}]"), found);
                }
            }
        }
        _ => {}
    }
}

fn object(
    all: &Value,
    schema: &Value,
    members: &serde_json::Map<String, Value>,
    at: &str,
    found: &mut Vec<String>,
) {
    for name in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !members.contains_key(name) {
            found.push(format!("{at}: lacks {name}"));
        }
    }
    for (name, value) in members {
        let at = format!("{at}.{name}");
        match (&schema["properties"][name], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => found.push(format!("{at}: is not described")),
            (Value::Null, of @ Value::Object(_)) => check(all, of, value, &at, found),
            (Value::Null, _) => {}
            (of, _) => check(all, of, value, &at, found),
        }
    }
}

fn of_type(wanted: &Value, value: &Value) -> bool {
    let fits = |wanted: &str| match wanted {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    match wanted {
        Value::String(wanted) => fits(wanted),
        Value::Array(ways) => ways.iter().filter_map(Value::as_str).any(fits),
        _ => true,
    }
}

#[test]
fn what_is_not_described_lacks_or_has_another_type_is_found() {
    let all = serde_json::json!({ "甲": {
        "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"], "additionalProperties": false,
    } });
    let schema = serde_json::json!({ "$ref": "#/components/schemas/甲" });
    let tell = |value| faults(&all, &schema, &value).len();
    assert_eq!(tell(serde_json::json!({ "a": "x" })), 0);
    assert_eq!(tell(serde_json::json!({ "a": 1 })), 1);
    assert_eq!(tell(serde_json::json!({ "b": "x" })), 2);
    assert_eq!(tell(serde_json::json!("x")), 1);
}
