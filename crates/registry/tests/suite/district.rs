//! A district: two agencies with packs of their own in one folder, and cases worked in either.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use enforcement::Moment;
use law::pack::Pack;
use registry::Office;
use registry::clock::Clock;
use registry::installation::Installation;
use scenarios::Suite;
use scenarios::phrase::Phrase;
use scenarios::samples::Samples;
use scenarios::stage::Stage;

/// The roads on which a decision becomes public, by the name of the pack.
pub const ROADS: [(&str, &str); 2] = [("tc", "公示案件"), ("exampleland", "一般案件")];
const NOW: Moment = Moment::constant(2025, 3, 3, 9, 0, 0, 0);

/// The samples of a pack's scenarios.
pub fn samples(pack: &str) -> &'static Samples {
    &suite(pack).samples
}

/// The district's folder, open.
pub struct District {
    pub installation: Installation,
    /// One for each agency: it counts the cases it opens, so that their numbers differ.
    stages: RefCell<BTreeMap<&'static str, Stage<'static>>>,
    dir: tempfile::TempDir,
}

fn suite(pack: &str) -> &'static Suite {
    static SUITES: OnceLock<BTreeMap<&str, Suite>> = OnceLock::new();
    let suites = SUITES.get_or_init(|| {
        let load = |(name, _)| {
            let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
            let suite = Suite::load(&dir.join(name));
            (name, suite.unwrap_or_else(|faults| panic!("{faults:#?}")))
        };
        ROADS.map(load).into()
    });
    &suites[pack]
}

/// The packs of the district, by the code of the agency.
pub fn packs() -> BTreeMap<String, Arc<Pack>> {
    ROADS
        .map(|(name, _)| (name.to_owned(), suite(name).pack.clone()))
        .into()
}

impl District {
    /// A district whose agencies have entered their own files.
    pub fn new() -> District {
        District::new_in(tempfile::tempdir().unwrap())
    }

    /// One in this folder.
    pub fn new_in(dir: tempfile::TempDir) -> District {
        let district = open(dir);
        for stage in district.stages.borrow_mut().values_mut() {
            stage.found().unwrap();
            stage.set_clock(NOW);
        }
        district
    }

    pub fn office(&self, name: &str) -> &Arc<Office> {
        self.installation.office(name).unwrap()
    }

    /// Works a case of an agency until its decision is public, or up to a record; its id.
    pub fn worked(&self, name: &str, up_to: Option<&str>) -> String {
        let (_, road) = ROADS.into_iter().find(|(of, _)| *of == name).unwrap();
        let mut stages = self.stages.borrow_mut();
        let stage = stages.get_mut(name).unwrap();
        let phrase = Phrase::Road {
            name: road.into(),
            up_to: up_to.map(str::to_owned),
        };
        let played = stage.play(&phrase);
        played.unwrap_or_else(|failure| panic!("{failure:#?}"));
        stage.case_id().unwrap().to_owned()
    }

    /// Plays a step of a scenario in an agency, at a moment.
    pub fn play(&self, name: &str, at: Moment, phrase: &Phrase) {
        let mut stages = self.stages.borrow_mut();
        let stage = stages.get_mut(name).unwrap();
        stage.set_clock(at);
        let played = stage.play(phrase);
        played.unwrap_or_else(|failure| panic!("{failure:#?}"));
    }

    /// The case that an agency has at hand.
    pub fn at_hand(&self, name: &str) -> String {
        let stages = self.stages.borrow();
        stages[name].case_id().unwrap().to_owned()
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Closes everything and leaves the folder.
    pub fn closed(self) -> tempfile::TempDir {
        self.dir
    }
}

/// Opens the folder of a district.
pub fn open(dir: tempfile::TempDir) -> District {
    let installation = Installation::open(dir.path(), &packs(), Clock::starting_at(NOW)).unwrap();
    let stage = |(name, _)| {
        let office = installation.office(name).unwrap().clone();
        let mut stage = Stage::new(office, &suite(name).samples);
        stage.set_clock(NOW);
        (name, stage)
    };
    District {
        stages: RefCell::new(ROADS.map(stage).into()),
        installation,
        dir,
    }
}
