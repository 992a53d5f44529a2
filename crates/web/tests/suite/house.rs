//! A house to test in: an installation in a folder of its own, the agency's file entered, cases
//! worked along the roads of the pack, accounts for its people, and a browser that is only a
//! function.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use enforcement::Moment;
use enforcement::dossier::Dossier;
use http_body_util::BodyExt;
use law::value::Fields;
use registry::Office;
use registry::clock::Clock;
use registry::doorkeeper::Doorkeeper;
use registry::installation::Installation;
use scenarios::Suite;
use scenarios::fill::{Filler, SampleFiles};
use scenarios::phrase::Phrase;
use scenarios::stage::Stage;
use serde_json::Value;
use tower::ServiceExt;

/// The password of every account here.
pub const PASSWORD: &str = "示例口令一二三四五";
/// What the clock shows at first.
pub const NOW: &str = "2025-03-03T09:00:00";

/// A house.
pub struct House {
    pub installation: Arc<Installation>,
    pub code: String,
    router: Router,
    suite: &'static Suite,
    stage: Mutex<Stage<'static>>,
    files: SampleFiles,
    _dir: tempfile::TempDir,
}

/// A record that is filled in and can be sent.
pub struct Filled {
    pub record: String,
    pub by: String,
    pub fields: Fields,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The answer as text; every answer here is.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).expect("an answer in UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub fn kind(&self) -> &str {
        self.headers
            .get(CONTENT_TYPE)
            .map_or("", |kind| kind.to_str().unwrap())
    }
}

/// The folder of a pack.
pub fn pack_dir(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../packs")
        .join(name)
}

/// The pack most tests work on.
fn suite() -> &'static Suite {
    static SUITE: OnceLock<Suite> = OnceLock::new();
    SUITE.get_or_init(|| match Suite::load(&pack_dir("tc")) {
        Ok(suite) => suite,
        Err(faults) => panic!("{faults:#?}"),
    })
}

impl House {
    /// A house with the agency's file entered and nothing else.
    pub fn new() -> House {
        House::with(suite())
    }

    fn with(suite: &'static Suite) -> House {
        let dir = tempfile::tempdir().unwrap();
        let code = suite.pack.code.to_lowercase();
        let packs = BTreeMap::from([(code.clone(), suite.pack.clone())]);
        let clock = Clock::starting_at(NOW.parse().unwrap());
        let installation = Arc::new(Installation::open(dir.path(), &packs, clock).unwrap());
        let mut stage = Stage::new(installation.office(&code).unwrap().clone(), &suite.samples);
        apart(|| stage.found().unwrap());
        let mut app = web::App::new(installation.clone(), "示例公示");
        app.demo = true;
        app.file_limit = 1 << 20;
        House {
            router: web::router(app),
            files: SampleFiles::of(installation.office(&code).unwrap().clone()),
            installation,
            code,
            suite,
            stage: Mutex::new(stage),
            _dir: dir,
        }
    }

    pub fn office(&self) -> &Arc<Office> {
        self.installation.office(&self.code).unwrap()
    }

    /// Works a case along a road, and returns its id.
    pub fn worked(&self, road: &str, up_to: Option<&str>) -> String {
        let mut stage = self.stage.lock().unwrap();
        let stage = &mut *stage;
        stage.set_clock(self.installation.clock.now());
        let phrase = Phrase::Road {
            name: road.to_owned(),
            up_to: up_to.map(str::to_owned),
        };
        apart(|| {
            stage
                .play(&phrase)
                .unwrap_or_else(|failure| panic!("{failure:#?}"))
        });
        stage.case_id().unwrap().to_owned()
    }

    /// Enters samples in the case worked last.
    pub fn enter(&self, samples: &[&str]) {
        enter(
            &mut self.stage.lock().unwrap(),
            self.installation.clock.now(),
            samples,
        );
    }

    /// Enters samples in the agency's own file.
    pub fn enter_in_agency(&self, samples: &[&str]) {
        let mut stage = Stage::new(self.office().clone(), &self.suite.samples);
        enter(&mut stage, self.installation.clock.now(), samples);
    }

    /// A decision that is public; the id of its case and its address on the portal.
    pub fn published(&self) -> (String, String) {
        let case = self.worked("公示案件", None);
        let no = self
            .office()
            .case(&case)
            .unwrap()
            .unwrap()
            .decision
            .as_ref()
            .unwrap()
            .no;
        let at = format!("/decisions/{}/{case}-{no}", self.code);
        (case, at)
    }

    /// The names of the samples of a road.
    pub fn road(&self, name: &str) -> &'static [String] {
        &self.suite.samples.road(name).unwrap().steps
    }

    /// A sample filled in for a file as it stands now; a case that is yet to be opened has none.
    pub fn filled(&self, sample: &str, case: Option<&str>, ordinal: usize) -> Filled {
        let sample = self
            .suite
            .samples
            .sample(sample)
            .unwrap_or_else(|| panic!("no sample {sample}"));
        let form = self.suite.pack.form(&sample.record).unwrap();
        let case = case.map(|id| self.office().case(id).unwrap().unwrap());
        let none = Dossier::default();
        let filler = Filler {
            files: &self.files,
            dossier: case.as_ref().map_or(&none, |case| &case.dossier),
            now: self.installation.clock.now(),
            ordinal,
        };
        Filled {
            record: sample.record.clone(),
            by: sample.by.clone(),
            fields: filler.fill(form, &sample.fields).unwrap(),
        }
    }

    /// The folder of the installation.
    pub fn dir(&self) -> &Path {
        self._dir.path()
    }

    pub fn set_clock(&self, moment: &str) {
        self.installation
            .clock
            .set(moment.parse::<Moment>().unwrap());
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let mut request = request;
        let address: std::net::SocketAddr = "192.0.2.1:4000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(escaped(path)).body(Body::empty()).unwrap())
            .await
    }

    /// Posts a form as a browser does.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs = fields.iter().map(|(name, value)| {
            format!("{}={}", web::asked::encode(name), web::asked::encode(value))
        });
        let body = pairs.collect::<Vec<_>>().join("&");
        let request =
            Request::post(escaped(path)).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A bearer token of a person, who gets an account if there is none yet.
    pub async fn token(&self, person: &str) -> String {
        let door = Doorkeeper(&self.installation.store);
        if self.installation.store.account(person).unwrap().is_none() {
            door.enrol(person, PASSWORD, &self.code, person).unwrap();
        }
        let login = serde_json::json!({ "name": person, "password": PASSWORD });
        let answer = self
            .api(Method::POST, "/api/v1/token", None, Some(&login))
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// A request to the API.
    pub async fn api(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(escaped(path));
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }
}

/// On a thread of its own: the stage waits for the office, and a runtime's thread must not wait.
fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match scope.spawn(work).join() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

fn enter(stage: &mut Stage<'_>, now: Moment, samples: &[&str]) {
    stage.set_clock(now);
    for sample in samples {
        let entered = apart(|| stage.enter_sample(sample));
        let entered = entered.unwrap_or_else(|failure| panic!("{failure:#?}"));
        entered.unwrap_or_else(|denied| panic!("{sample}: {denied:#?}"));
    }
}

/// Addresses in tests are written as they read.
pub fn escaped(path: &str) -> String {
    path.chars()
        .map(|letter| {
            if letter.is_ascii() {
                letter.to_string()
            } else {
                web::asked::encode(&letter.to_string())
            }
        })
        .collect()
}
