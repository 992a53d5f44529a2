//! The JSON API under `/api/v1`: everything a page can do. This file is its table of operations,
//! from which both the routes and their description are made, so that neither can lack the other.

mod agency;
mod body;
mod cases;
mod clock;
mod enter;
mod files;
mod law;
mod open;
pub mod openapi;
pub mod problem;
mod records;
mod schemas;
mod standing;
mod token;

use crate::routes::{Route, Who, delete, get, post, put};

/// What an operation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing but its address.
    Nothing,
    /// JSON of this schema.
    Json(&'static str),
    /// The bytes of a file.
    Bytes,
}

/// What an operation gives when all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// JSON of this schema.
    Json(&'static str),
    /// JSON of this schema, of something that is there from now on.
    Made(&'static str),
    /// The bytes of a file.
    Bytes,
    /// Never anything: what is asked for cannot be done, and the answer says why.
    Refused,
}

/// One operation.
pub struct Operation {
    /// Method, path, who may come in, handler.
    pub route: Route,
    /// Its name, unique in the description.
    pub id: &'static str,
    /// What it does.
    pub says: &'static str,
    /// What may stand behind the `?`, each with its meaning.
    pub asks: &'static [(&'static str, &'static str)],
    /// What it takes.
    pub takes: Takes,
    /// What it gives.
    pub gives: Gives,
}

impl Operation {
    fn asks(mut self, asks: &'static [(&'static str, &'static str)]) -> Self {
        self.asks = asks;
        self
    }

    fn takes(mut self, takes: Takes) -> Self {
        self.takes = takes;
        self
    }
}

fn does(route: Route, id: &'static str, says: &'static str, gives: Gives) -> Operation {
    Operation {
        route,
        id,
        says,
        asks: &[],
        takes: Takes::Nothing,
        gives,
    }
}

const PAGE: (&str, &str) = ("limit", "每页条数，1至100，默认50");
const AFTER: (&str, &str) = ("after", "上一页给出的 next");
const OF_CASE: (&str, &str) = ("case", "案件编号；不写时在机关卷中查找");
const LIST: &[(&str, &str)] = &[
    ("q", "案号、名称、当事人、事项或者承办人"),
    ("stage", "环节"),
    ("state", "状态"),
    ("section", "科室"),
    ("handler", "承办人编号"),
    AFTER,
    PAGE,
];
const PUBLIC: &[(&str, &str)] = &[
    ("q", "案件名称、文号或者当事人"),
    ("category", "信息类别"),
    AFTER,
    PAGE,
];

/// The API's routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    operations()
        .into_iter()
        .map(|operation| operation.route)
        .collect()
}

/// Every operation.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let mut all = of_the_house();
    all.extend(of_files());
    all.extend(of_cases());
    all.extend(of_standing());
    all.extend(of_the_agency());
    all.extend(of_agency_standing());
    all.extend(of_the_public());
    all
}

fn of_the_house() -> Vec<Operation> {
    use Gives::{Json, Made};
    let (anyone, signed) = (Who::Anyone, Who::Signed);
    vec![
        does(
            get("/api/v1/openapi.json", anyone, openapi::show),
            "describe",
            "本接口的说明",
            Json("Description"),
        ),
        does(
            post("/api/v1/token", anyone, token::issue),
            "issueToken",
            "凭账号和口令取得令牌",
            Made("Token"),
        )
        .takes(Takes::Json("Login")),
        does(
            get("/api/v1/clock", signed, clock::show),
            "showClock",
            "系统时钟",
            Json("Clock"),
        ),
        does(
            post("/api/v1/clock", Who::Demo, clock::set),
            "setClock",
            "拨动演示时钟；仅演示系统可用",
            Json("Clock"),
        )
        .takes(Takes::Json("ClockSetting")),
        does(
            get("/api/v1/law", signed, law::show),
            "showLaw",
            "本机关的规定：文本、条款和记录种类",
            Json("Law"),
        ),
        does(
            get("/api/v1/law/clauses/{id}", signed, law::clause),
            "showClause",
            "一个条款",
            Json("Clause"),
        ),
        does(
            get("/api/v1/law/forms/{name}", signed, law::form),
            "showForm",
            "一种记录的表单",
            Json("Form"),
        ),
    ]
}

fn of_files() -> Vec<Operation> {
    use Gives::{Bytes, Made, Refused};
    let signed = Who::Signed;
    vec![
        does(
            post("/api/v1/files", signed, files::store),
            "storeFile",
            "上传一个文件，取得记录中引用它的值",
            Made("FileValue"),
        )
        .asks(&[("name", "文件名")])
        .takes(Takes::Bytes),
        does(
            get("/api/v1/files/{sha256}", signed, files::fetch),
            "fetchFile",
            "取出记录引用的文件，支持 Range",
            Bytes,
        )
        .asks(&[OF_CASE]),
        does(
            put("/api/v1/files/{sha256}", signed, files::change),
            "changeFile",
            "文件不能更改",
            Refused,
        )
        .asks(&[OF_CASE]),
        does(
            delete("/api/v1/files/{sha256}", signed, files::change),
            "deleteFile",
            "文件不能删除",
            Refused,
        )
        .asks(&[OF_CASE]),
    ]
}

fn of_cases() -> Vec<Operation> {
    use Gives::{Json, Made, Refused};
    let (signed, reader) = (Who::Signed, Who::Reader);
    vec![
        does(
            get("/api/v1/cases", signed, cases::list),
            "listCases",
            "案件清单",
            Json("CasePage"),
        )
        .asks(LIST),
        does(
            post("/api/v1/cases", signed, enter::new_case),
            "openCase",
            "立案",
            Made("Receipt"),
        )
        .takes(Takes::Json("Opening")),
        does(
            get("/api/v1/cases/{case}", reader, cases::one),
            "showCase",
            "一个案件",
            Json("Case"),
        ),
        does(
            get("/api/v1/cases/{case}/records", reader, records::of_case),
            "listRecords",
            "案卷中的记录",
            Json("Records"),
        ),
        does(
            post("/api/v1/cases/{case}/records", reader, enter::in_case),
            "enterRecord",
            "在案卷中登记一条记录",
            Made("Receipt"),
        )
        .takes(Takes::Json("Act")),
        does(
            get(
                "/api/v1/cases/{case}/records/{no}",
                reader,
                records::one_of_case,
            ),
            "showRecord",
            "案卷中的一条记录",
            Json("Record"),
        ),
        does(
            put("/api/v1/cases/{case}/records/{no}", reader, records::change),
            "changeRecord",
            "记录不能更改",
            Refused,
        ),
        does(
            delete("/api/v1/cases/{case}/records/{no}", reader, records::change),
            "deleteRecord",
            "记录不能删除",
            Refused,
        ),
    ]
}

fn of_standing() -> Vec<Operation> {
    use Gives::Json;
    let reader = Who::Reader;
    vec![
        does(
            get("/api/v1/cases/{case}/offers", reader, standing::offers),
            "listOffers",
            "下一步可以办理的事项，以及还缺什么",
            Json("Offers"),
        )
        .asks(&[("all", "写 true 时包括其他岗位的事项")]),
        does(
            get(
                "/api/v1/cases/{case}/deadlines",
                reader,
                standing::deadlines,
            ),
            "listDeadlines",
            "期限及其算法",
            Json("Deadlines"),
        ),
        does(
            get(
                "/api/v1/cases/{case}/checklist",
                reader,
                standing::checklist,
            ),
            "showChecklist",
            "全过程记录清单",
            Json("Checklist"),
        ),
        does(
            get("/api/v1/cases/{case}/marks", reader, standing::marks),
            "listMarks",
            "案卷上的标记",
            Json("Marks"),
        ),
    ]
}

fn of_the_agency() -> Vec<Operation> {
    use Gives::{Json, Made, Refused};
    let signed = Who::Signed;
    vec![
        does(
            get("/api/v1/agency", signed, agency::show),
            "showAgency",
            "本机关和本人",
            Json("Agency"),
        ),
        does(
            get("/api/v1/agency/people", signed, agency::people),
            "listPeople",
            "人员、任职和证件",
            Json("People"),
        ),
        does(
            get("/api/v1/agency/records", signed, records::of_agency),
            "listAgencyRecords",
            "机关卷中的记录",
            Json("Records"),
        ),
        does(
            post("/api/v1/agency/records", signed, enter::in_agency),
            "enterAgencyRecord",
            "在机关卷中登记一条记录",
            Made("Receipt"),
        )
        .takes(Takes::Json("Act")),
        does(
            get(
                "/api/v1/agency/records/{no}",
                signed,
                records::one_of_agency,
            ),
            "showAgencyRecord",
            "机关卷中的一条记录",
            Json("Record"),
        ),
        does(
            put(
                "/api/v1/agency/records/{no}",
                signed,
                records::change_of_agency,
            ),
            "changeAgencyRecord",
            "记录不能更改",
            Refused,
        ),
        does(
            delete(
                "/api/v1/agency/records/{no}",
                signed,
                records::change_of_agency,
            ),
            "deleteAgencyRecord",
            "记录不能删除",
            Refused,
        ),
    ]
}

fn of_agency_standing() -> Vec<Operation> {
    use Gives::Json;
    let signed = Who::Signed;
    vec![
        does(
            get("/api/v1/agency/offers", signed, standing::offers_of_agency),
            "listAgencyOffers",
            "机关卷中可以办理的事项",
            Json("Offers"),
        )
        .asks(&[("all", "写 true 时包括其他岗位的事项")]),
        does(
            get(
                "/api/v1/agency/deadlines",
                signed,
                standing::deadlines_of_agency,
            ),
            "listAgencyDeadlines",
            "机关卷中的期限",
            Json("Deadlines"),
        ),
    ]
}

fn of_the_public() -> Vec<Operation> {
    use Gives::Json;
    let anyone = Who::Anyone;
    vec![
        does(
            get("/api/v1/public/decisions", anyone, open::decisions),
            "listPublished",
            "公示信息清单",
            Json("PublicPage"),
        )
        .asks(PUBLIC),
        does(
            get(
                "/api/v1/public/decisions/{agency}/{id}",
                anyone,
                open::decision,
            ),
            "showPublished",
            "一条公示信息",
            Json("PublicItem"),
        ),
        does(
            get(
                "/api/v1/public/certificates/{number}",
                anyone,
                open::certificate,
            ),
            "checkCertificate",
            "核对执法证件",
            Json("Certificate"),
        ),
        does(
            post("/api/v1/public/progress", anyone, open::progress),
            "enquire",
            "凭案号和查询码查询进度",
            Json("Progress"),
        )
        .takes(Takes::Json("Enquiry")),
    ]
}
