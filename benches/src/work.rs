//! The load: an agency's own file and the life of one case, from its source over decision and
//! archive to publication, taken from the samples and roads of a pack and played once through an
//! office in memory. Other cases are the same with other numbers, so every run has the same load.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use enforcement::Moment;
use enforcement::decide::Act;
use enforcement::deed::Deed;
use law::pack::Pack;
use law::value::{Fields, Value};
use registry::packs::load_dir;
use registry::{Office, Order, Target};
use scenarios::phrase::Phrase;
use scenarios::samples::{FILE, Samples};
use scenarios::stage::Stage;

/// The agency's code: the name of its log.
pub const CODE: &str = "bench";
/// The road of the case, and the samples that follow on it until the decision is public.
const ROAD: &str = "一般案件";
const PUBLICATION: [&str; 5] = [
    "公示拟稿",
    "不公开情形核对",
    "公示审查",
    "公示审核",
    "公示发布",
];

/// What is entered, in order.
pub struct Load {
    /// The pack that judges it.
    pub pack: Arc<Pack>,
    scratch: Arc<Office>,
    agency: Vec<Deed>,
    case: Vec<Deed>,
}

/// Where the pack lies.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs/tc")
}

impl Load {
    /// Plays the road of the pack once.
    ///
    /// # Panics
    /// If the pack has faults or its road cannot be gone to the end: `fadu pack check` and
    /// `fadu pack test` tell them better.
    #[must_use]
    pub fn played() -> Load {
        let pack = load_dir(&folder());
        let pack = Arc::new(pack.unwrap_or_else(|faults| panic!("the pack: {}", faults[0])));
        let text = std::fs::read_to_string(folder().join(FILE)).expect("the pack has samples");
        let samples = Samples::read(&text, &pack);
        let samples = samples.unwrap_or_else(|faults| panic!("the samples: {}", faults[0]));
        let scratch = Arc::new(Office::in_memory(pack.clone(), CODE).expect("a scratch folder"));
        let mut stage = Stage::new(scratch.clone(), &samples);
        stage
            .found()
            .unwrap_or_else(|(line, failure)| panic!("{FILE}:{line}: {failure:?}"));
        stage.set_clock(Moment::constant(2025, 3, 3, 9, 0, 0, 0));
        for phrase in phrases(&samples) {
            let played = stage.play(&phrase);
            played.unwrap_or_else(|failure| panic!("{phrase:?}: {failure:?}"));
        }
        let ended = stage.end();
        ended.unwrap_or_else(|failure| panic!("{failure:?}"));
        let id = stage.case_id().expect("a case was opened").to_owned();
        let case = scratch
            .case(&id)
            .expect("it is in memory")
            .expect("it was opened");
        Load {
            agency: scratch.agency().dossier.deeds().to_vec(),
            case: case.dossier.deeds().to_vec(),
            scratch,
            pack,
        }
    }

    /// How many records a case has in the end.
    #[must_use]
    pub fn records(&self) -> usize {
        self.case.len()
    }

    /// The deeds of the case as they were accepted, oldest first.
    #[must_use]
    pub fn deeds(&self) -> &[Deed] {
        &self.case
    }

    /// Enters the agency's own file in an office, and stores the files that records will cite.
    ///
    /// # Panics
    /// If the office refuses what the scratch office took.
    pub fn set_up(&self, office: &Office) {
        for deed in self.agency.iter().chain(&self.case) {
            files(&deed.fields, &mut |name, sha256| {
                self.copy(office, name, sha256)
            });
        }
        for deed in &self.agency {
            let order = Order {
                actor: deed.by.clone(),
                target: Target::Agency,
                act: act(deed),
                at: deed.entered,
                expected: None,
            };
            let done = office.submit(order);
            assert!(done.is_ok(), "{}: {done:?}", deed.record);
        }
    }

    fn copy(&self, office: &Office, name: &str, sha256: &str) {
        let (mut file, _) = self
            .scratch
            .file(sha256)
            .expect("it can be read")
            .expect("it was stored");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("it can be read");
        office.put_blob(name, &bytes).expect("room");
    }

    /// The act by which a case gets its record of this number, from 1. `ordinal` tells cases apart.
    #[must_use]
    pub fn act(&self, ordinal: usize, no: u32) -> Act {
        let deed = self.deed(no);
        let mut act = act(deed);
        if let Some(name) = deed.words.get("number")
            && let Some(number) = deed.fields.get(name).and_then(Value::text)
        {
            act.fields
                .insert(name.clone(), format!("{number}之{ordinal}").into());
        }
        act
    }

    /// The deed by which a case has its record of this number, as [`Load::act`] tells cases apart.
    #[must_use]
    pub fn done(&self, ordinal: usize, no: u32) -> Deed {
        Deed {
            fields: self.act(ordinal, no).fields,
            ..self.deed(no).clone()
        }
    }

    /// An order for the record of this number; `id` is unknown until the case is open.
    #[must_use]
    pub fn order(&self, ordinal: usize, no: u32, id: Option<&str>) -> Order {
        let deed = self.deed(no);
        Order {
            actor: deed.by.clone(),
            target: id.map_or(Target::NewCase, |id| Target::Case(id.to_owned())),
            act: self.act(ordinal, no),
            at: deed.entered,
            expected: Some(no - 1),
        }
    }

    fn deed(&self, no: u32) -> &Deed {
        &self.case[no as usize - 1]
    }
}

/// The road and what follows it, as steps of a scenario.
fn phrases(samples: &Samples) -> Vec<Phrase> {
    let road = Phrase::Road {
        name: ROAD.into(),
        up_to: None,
    };
    let entries = PUBLICATION.iter().map(|name| Phrase::Enter {
        actor: samples
            .sample(name)
            .map(|sample| sample.by.clone())
            .unwrap_or_default(),
        sample: (*name).into(),
        agency: false,
        cells: Vec::new(),
    });
    std::iter::once(road).chain(entries).collect()
}

fn act(deed: &Deed) -> Act {
    Act {
        record: deed.record.clone(),
        fields: deed.fields.clone(),
    }
}

/// Every stored file that a record cites: name and digest.
fn files(fields: &Fields, note: &mut impl FnMut(&str, &str)) {
    for value in fields.values() {
        for row in value.items().iter().filter_map(Value::row) {
            match (
                row.get("name").and_then(Value::text),
                row.get("sha256").and_then(Value::text),
            ) {
                (Some(name), Some(sha256)) => note(name, sha256),
                _ => files(row, note),
            }
        }
    }
}
