//! Learns the weights of names (`src/names.weights`) from the papers of the corpus: `make weights`, which is
//! `cargo run -p redact --example train --release [-- --check | --without a,b --to FILE]`. `--check` writes nothing
//! and fails if what is learnt differs from what is there; `--without` leaves authors out, to try the weights on them.
//!
//! Logistic regression by AdaGrad, with a third of the features of each example left out at random, so that no single
//! one is leaned on; features seen in fewer than three forms are left out. Everything is added up in a fixed order by
//! operations whose results IEEE 754 prescribes: the same papers give the same bytes on any machine.

#[path = "../tests/support/mod.rs"]
mod support;

use redact::training::{self, FULL_BITS, HEAD, LOOK_BITS, Place};
use std::collections::HashSet;
use support::corpus::{self, Dice, Paper};
use support::forms::{self, HANDS};

const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/names.weights");
/// Papers of each form of other hands, and of each layout of our own.
const PAPERS: u64 = 10;
const OWN_PAPERS: u64 = 12;
/// In thousandths: features left out of an example, places that are no names looked at for the first table, and names
/// that the first table may miss.
const LEFT_OUT: usize = 350;
const LOOKED_AT: usize = 500;
const MISSED: usize = 4;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| args.iter().skip_while(|a| *a != flag).nth(1);
    let unread = forms::UNREAD.join(",");
    let without = after("--without").unwrap_or(&unread);
    let weights = learnt(&papers(&without.split(',').collect::<Vec<_>>()));
    if args.iter().any(|a| a == "--check") {
        let there = std::fs::read(WEIGHTS).expect("the weights are there");
        assert!(there == weights, "the weights are not those of the papers");
        return;
    }
    let to = after("--to").map_or(WEIGHTS, |to| to);
    std::fs::write(to, weights).expect("a place for the weights");
}

/// The file of weights: its head, the table for the characters of a name and the table for everything.
fn learnt(papers: &[(u32, Paper)]) -> Vec<u8> {
    let mut dice = Dice::new(20_251_123);
    let mut file = vec![0; HEAD + (1 << LOOK_BITS) + (1 << FULL_BITS)];
    let looks = examples(
        papers,
        |_| true,
        |place, out| place.look(out),
        (LOOKED_AT, &mut dice),
    );
    let model = learn(&looks, LOOK_BITS, 2, &mut dice);
    let table = model.quantised();
    file[HEAD..HEAD + table.len()].copy_from_slice(&table);
    file[0..4].copy_from_slice(&least(&looks, &table).to_le_bytes());
    drop(looks);

    let everything = examples(
        papers,
        |place| place.odds(&file).is_some(),
        |place, out| place.full(out),
        (1000, &mut dice),
    );
    let model = learn(&everything, FULL_BITS, 4, &mut dice);
    file[HEAD + (1 << LOOK_BITS)..].copy_from_slice(&model.quantised());
    let bias = (model.bias / model.unit()) as i32;
    file[4..8].copy_from_slice(&bias.to_le_bytes());
    file[8..12].copy_from_slice(&model.unit().to_le_bytes());
    file[12..16].copy_from_slice(&forms::sum().to_le_bytes());
    file
}

/// The sum of weights that all names but a few reach.
fn least(looks: &Examples, table: &[u8]) -> i32 {
    let weight = |key: &u32| i32::from(table[(key >> (32 - LOOK_BITS)) as usize] as i8);
    let names = (0..looks.ends.len()).filter(|i| looks.ends[*i].name);
    let mut sums: Vec<i32> = names
        .map(|i| looks.keys(i).iter().map(weight).sum())
        .collect();
    sums.sort_unstable();
    sums[sums.len() * MISSED / 1000]
}

/// The papers learnt from, each with the number of its form: those of all authors but some, and our own.
fn papers(without: &[&str]) -> Vec<(u32, Paper)> {
    let mut papers = Vec::new();
    let mut form = 0;
    let sets = HANDS.iter().filter(|(name, _)| !without.contains(name));
    for (_, set) in sets {
        let forms = set.forms.len() as u64;
        for n in 0..forms {
            let of_form = (0..PAPERS).map(|round| corpus::paper_of(set, n + round * forms));
            papers.extend(of_form.map(|paper| (form, paper)));
            form += 1;
        }
    }
    let layouts = corpus::layouts() as u64;
    for n in 0..layouts {
        let of_layout = (0..OWN_PAPERS).map(|round| corpus::paper(n + round * layouts));
        papers.extend(of_layout.map(|paper| (form, paper)));
        form += 1;
    }
    papers
}

/// What is learnt from: the features of all places, one behind the other, and what each place is.
#[derive(Default)]
struct Examples {
    keys: Vec<u32>,
    ends: Vec<Example>,
}

/// A place: where its features end, whether it is a name, and the form that shows it.
struct Example {
    end: usize,
    name: bool,
    form: u32,
}

impl Examples {
    fn keys(&self, i: usize) -> &[u32] {
        let from = if i == 0 { 0 } else { self.ends[i - 1].end };
        &self.keys[from..self.ends[i].end]
    }
}

/// All names to hide, and the other places that are wanted, so many in a thousand. A party is neither: whether it is
/// hidden is a matter of its role.
fn examples(
    papers: &[(u32, Paper)],
    wanted: impl Fn(&Place<'_, '_>) -> bool,
    features: impl Fn(&Place<'_, '_>, &mut Vec<u32>),
    (share, dice): (usize, &mut Dice),
) -> Examples {
    let mut examples = Examples::default();
    for (form, paper) in papers {
        let ends = paper.text.char_indices().map(|(i, _)| i);
        let at: Vec<usize> = ends.chain([paper.text.len()]).collect();
        let names = paper.hide.iter().filter(|h| h.2 == redact::Kind::Name);
        let names: HashSet<_> = names.map(|h| (at[h.0], at[h.1])).collect();
        let role = |what: &str| what.starts_with("当事人") || what == "法定代表人";
        let parties = paper.keep.iter().filter(|k| role(k.2));
        let parties: HashSet<_> = parties.map(|k| (at[k.0], at[k.1])).collect();
        training::places(&paper.text, |place| {
            let bytes = place.bytes();
            let name = names.contains(&bytes);
            if parties.contains(&bytes) || !name && dice.below(1000) >= share || !wanted(place) {
                return;
            }
            features(place, &mut examples.keys);
            let (end, form) = (examples.keys.len(), *form);
            examples.ends.push(Example { end, name, form });
        });
    }
    examples
}

/// Weights by the upper bits of a feature.
struct Model {
    weights: Vec<f32>,
    bias: f32,
}

impl Model {
    /// One unit of a weight of eight bits: the largest fits, if it is not far beyond the others.
    fn unit(&self) -> f32 {
        let most = self.weights.iter().fold(0f32, |most, w| most.max(w.abs()));
        (most / 127.).min(0.04)
    }

    fn quantised(&self) -> Vec<u8> {
        let unit = self.unit();
        let byte = |w: &f32| (w / unit).round().clamp(-127., 127.) as i8 as u8;
        self.weights.iter().map(byte).collect()
    }
}

/// Bits by which features are told apart when the forms that show them are counted.
const COUNTED: u32 = 24;

/// In how many forms each feature is seen.
fn shown(examples: &Examples) -> Vec<(u32, u8)> {
    let mut shown = vec![(u32::MAX, 0u8); 1 << COUNTED];
    for (i, example) in examples.ends.iter().enumerate() {
        for key in examples.keys(i) {
            let seen = &mut shown[(key >> (32 - COUNTED)) as usize];
            if seen.0 != example.form {
                *seen = (example.form, seen.1.saturating_add(1));
            }
        }
    }
    shown
}

fn learn(examples: &Examples, bits: u32, rounds: usize, dice: &mut Dice) -> Model {
    let shown = shown(examples);
    let often = |key: &u32| shown[(key >> (32 - COUNTED)) as usize].1 >= 3;
    let mut model = Model {
        weights: vec![0.; 1 << bits],
        bias: -3.,
    };
    let mut steps = vec![1e-3f32; 1 << bits];
    let mut order: Vec<usize> = (0..examples.ends.len()).collect();
    let mut active = Vec::new();
    for _ in 0..rounds {
        for k in (1..order.len()).rev() {
            order.swap(k, dice.below(k + 1));
        }
        for i in &order {
            active.clear();
            let kept = examples.keys(*i).iter().filter(|key| often(key));
            let kept = kept.filter(|_| dice.below(1000) >= LEFT_OUT);
            active.extend(kept.map(|key| (key >> (32 - bits)) as usize));
            model.step(&active, examples.ends[*i].name, &mut steps);
        }
    }
    model
}

impl Model {
    /// One step of AdaGrad towards what the place is.
    fn step(&mut self, active: &[usize], name: bool, steps: &mut [f32]) {
        const SCALE: f32 = 1000. / (1000 - LEFT_OUT) as f32;
        let sum: f32 = active.iter().map(|k| self.weights[*k]).sum();
        let slope = chance(self.bias + SCALE * sum) - f32::from(u8::from(name));
        self.bias -= 0.002 * slope;
        if slope.abs() < 1e-4 {
            return;
        }
        for k in active {
            let step = slope * SCALE + 1e-6 * self.weights[*k];
            steps[*k] += step * step;
            self.weights[*k] -= 0.1 * step / steps[*k].sqrt();
        }
    }
}

/// The logistic function by multiplications alone: (1 − z/1024)^1024 is near enough to e^−z.
fn chance(z: f32) -> f32 {
    let mut power = 1. - z.clamp(-30., 30.) / 1024.;
    for _ in 0..10 {
        power *= power;
    }
    1. / (1. + power)
}
