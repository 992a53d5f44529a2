//! The description of the API (OpenAPI 3.1), made from the table of operations.

use axum::Json;
use serde_json::{Map, Value, json};

use super::{Gives, Operation, Takes, operations, schemas};
use crate::routes::Who;

/// The description as it is served.
pub async fn show() -> Json<Value> {
    Json(document())
}

/// The description.
#[must_use]
pub fn document() -> Value {
    let mut paths = Map::new();
    for operation in operations() {
        let path = paths
            .entry(operation.route.path)
            .or_insert_with(|| json!({}));
        path[operation.route.method.to_ascii_lowercase()] = described(&operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "法度 API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "办案工作台能办的，接口都能办。不予办理的，以 RFC 9457 的问题说明作答，并附条款。",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn described(operation: &Operation) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.says,
        "parameters": parameters(operation),
        "responses": responses(operation),
        "security": if operation.route.who == Who::Anyone { json!([]) } else { json!([{ "bearer": [] }]) },
    });
    let content = match operation.takes {
        Takes::Nothing => None,
        Takes::Json(schema) => Some(json!({ "application/json": { "schema": reference(schema) } })),
        Takes::Bytes => Some(json!({ "application/octet-stream": {} })),
    };
    if let Some(content) = content {
        described["requestBody"] = json!({ "required": true, "content": content });
    }
    described
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let of_path = operation.route.path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        Some(
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }),
        )
    });
    let asked = operation.asks.iter().map(|(name, says)| {
        json!({ "name": name, "in": "query", "description": says, "schema": { "type": "string" } })
    });
    of_path.chain(asked).collect()
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn responses(operation: &Operation) -> Value {
    let problem = |says: &str| {
        json!({
            "description": says,
            "content": { "application/problem+json": { "schema": reference("Problem") } },
        })
    };
    let json_of = |schema: &str, says: &str| json!({ "description": says, "content": { "application/json": { "schema": reference(schema) } } });
    let mut all = Map::new();
    match operation.gives {
        Gives::Json(schema) => drop(all.insert("200".into(), json_of(schema, "成功"))),
        Gives::Made(schema) => drop(all.insert("201".into(), json_of(schema, "已办好"))),
        Gives::Bytes => drop(all.insert(
            "200".into(),
            json!({ "description": "文件", "content": { "application/octet-stream": {} } }),
        )),
        Gives::Refused => {
            all.insert("405".into(), problem("记录只能追加"));
            all.insert("422".into(), problem("规定不允许"));
        }
    }
    if operation.route.who != Who::Anyone {
        all.insert("401".into(), problem("没有令牌，或者令牌已失效"));
    }
    if operation.takes != Takes::Nothing {
        all.insert("400".into(), problem("填写有误"));
    }
    if matches!(operation.gives, Gives::Made("Receipt")) {
        all.insert("403".into(), problem("不在可以办理的岗位"));
        all.insert("409".into(), problem("案卷刚刚有了变化"));
        all.insert("422".into(), problem("规定不允许"));
    }
    all.insert("default".into(), problem("其他问题"));
    Value::Object(all)
}
