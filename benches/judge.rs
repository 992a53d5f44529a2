//! The judge alone: how many acts one core decides in a second by the rules of a real pack. Every
//! act of a case, from its source to its publication, is judged at its place, with the records
//! before it in the file. Reading the form, checking references, weighing gates and demands and
//! writing the deed down are in it; looking up, storage and folding are not.
//!
//! Baseline: reading the form alone (`Form::read`), which any program that takes typed values must
//! do. Both in time on the processor. Run with `cargo bench -p benches --bench judge`; with `EACH=1` it tells every record.

use std::hint::black_box;
use std::time::Duration;

use benches::measure::{median, range, rate, setting, sized, spent};
use benches::work::{CODE, Load};
use enforcement::case::Case;
use enforcement::decide::{Act, LookedUp, decide};
use enforcement::deed::Deed;
use enforcement::scene::Bench;
use law::calendar::Calendar;
use registry::Office;

const ROUNDS: usize = 15;
/// Acts a second on one core that the house was planned for.
const GOAL: f64 = 200_000.0;

/// One act and the file as it stands before it.
struct Place<'a> {
    deed: &'a Deed,
    act: Act,
    before: Case,
}

fn main() {
    let load = Load::played();
    let office = Office::in_memory(load.pack.clone(), CODE).expect("a scratch folder");
    load.set_up(&office);
    let agency = office.agency();
    let bench = Bench {
        pack: &load.pack,
        calendar: Calendar::builtin(),
        agency: &agency,
    };
    let places = places(&load);
    let (gates, demands) = (load.pack.gates.len(), load.pack.demands.len());
    println!(
        "a case of {} records, {gates} gates, {demands} demands",
        places.len()
    );
    let turns = sized(500, 2);
    let (mut judged, mut read) = (Vec::new(), Vec::new());
    for _ in 0..sized(ROUNDS, 1) {
        judged.push(rate(
            turns * places.len(),
            all(&places, turns, |place| judge(bench, place)),
        ));
        let form = |place: &Place| {
            let form = load.pack.form(&place.act.record).expect("the pack has it");
            drop(black_box(form.read(&place.act.fields)));
        };
        read.push(rate(turns * places.len(), all(&places, turns, form)));
    }
    if setting("EACH", 0) > 0 {
        each(bench, &places, turns);
    }
    let spread = range(&judged);
    let (judged, read) = (median(judged), median(read));
    println!("reading the form alone {read:>10.0} /s");
    println!(
        "judging the act        {judged:>10.0} /s, {:.2} of it; rounds {spread}; goal {GOAL:.0}, {:.2} of that",
        judged / read,
        judged / GOAL
    );
}

fn places(load: &Load) -> Vec<Place<'_>> {
    let mut before = Case::default();
    let mut places = Vec::new();
    for deed in load.deeds() {
        places.push(Place {
            deed,
            act: load.act(1, deed.no),
            before: before.clone(),
        });
        before.apply(load.done(1, deed.no));
    }
    places
}

fn all(places: &[Place<'_>], turns: usize, work: impl Fn(&Place<'_>)) -> Duration {
    spent(|| (0..turns).for_each(|_| places.iter().for_each(&work))).0
}

fn judge(bench: Bench<'_>, place: &Place<'_>) {
    // What the office looks up for a draft is not the judge's work: it is handed over as found.
    let looked_up = LookedUp {
        found: place.deed.found.clone(),
        ..LookedUp::default()
    };
    let (act, deed) = (black_box(&place.act), place.deed);
    let decided = decide(
        bench,
        Some(&place.before),
        act,
        looked_up,
        &deed.by,
        deed.entered,
    );
    assert!(black_box(decided).is_ok(), "{} was lawful", deed.record);
}

/// Every record by itself, for whoever looks for the slow ones.
fn each(bench: Bench<'_>, places: &[Place<'_>], turns: usize) {
    for place in places {
        let (took, ()) = spent(|| (0..turns).for_each(|_| judge(bench, place)));
        println!(
            "{:>3} {:>10.0} /s  {}",
            place.deed.no,
            rate(turns, took),
            place.act.record
        );
    }
}
