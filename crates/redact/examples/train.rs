//! Learns the weights (`src/weighed/learnt.weights`) from the papers of the corpus: `make weights`, which is
//! `cargo run -p redact --example train --release [-- --check | --without a,b --to FILE]`. `--check` writes nothing
//! and fails if what is learnt differs from what is there; `--without` leaves authors out, to try the weights on them.
//!
//! Logistic regression by AdaGrad, with a third of the features of each example left out at random, so that no single
//! one is leaned on; the mean of several such models; features seen in fewer than four forms are left out. Everything is
//! added up in a fixed order by operations whose results IEEE 754 prescribes: the same papers give the same bytes on any
//! machine.

#[path = "../tests/support/mod.rs"]
mod support;

use flate2::{Compression, write::DeflateEncoder};
use redact::Kind;
use redact::training::{self, HEAD, Place, Question, SUM};
use std::collections::HashSet;
use std::io::Write;
use support::corpus::{self, Dice, Paper};
use support::forms::{self, HANDS};

const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/weighed/learnt.weights");
/// Papers of each form of other hands, and of each layout of our own.
const PAPERS: u64 = 18;
const OWN_PAPERS: u64 = 12;
/// How often what names nobody is learnt from.
const ORDINARY_TIMES: usize = 4;
/// So many are learnt of each question, one after the other.
const MODELS: usize = 4;
/// In thousandths: features left out of an example, and places that are no names looked at for the first table.
const LEFT_OUT: usize = 350;
const LOOKED_AT: usize = 500;
/// The first table may miss one name in so many.
const MISSED: usize = 4_000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| args.iter().skip_while(|a| *a != flag).nth(1);
    let unread = forms::UNREAD.join(",");
    let without = after("--without").unwrap_or(&unread);
    let weights = learnt(&papers(&without.split(',').collect::<Vec<_>>()));
    if args.iter().any(|a| a == "--check") {
        let there = training::learnt();
        assert!(there == weights, "the weights are not those of the papers");
        return;
    }
    let to = after("--to").map_or(WEIGHTS, |to| to);
    let file = std::fs::File::create(to).expect("a place for the weights");
    let mut file = DeflateEncoder::new(file, Compression::best());
    file.write_all(&weights).expect("room for the weights");
    file.finish().expect("room for the weights");
}

/// The file of weights: the sum of the papers, then each question.
fn learnt(papers: &[(u32, Paper)]) -> Vec<u8> {
    let mut dice = Dice::new(20_251_123);
    let mut file = vec![0; Question::length()];
    file[..SUM].copy_from_slice(&forms::sum().to_le_bytes());
    for question in Question::ALL {
        let examples = examples(papers, question, &file, &mut dice);
        let rounds = if question == Question::Look { 2 } else { 3 };
        let model = learn(&examples, question, rounds, &mut dice);
        let unit = model.unit(question);
        let table = model.quantised(unit);
        let part = &mut file[question.at()..];
        if question == Question::Look {
            part[0..4].copy_from_slice(&least(&examples, &table).to_le_bytes());
        }
        let bias = (model.bias / unit) as i32;
        part[4..8].copy_from_slice(&bias.to_le_bytes());
        part[8..12].copy_from_slice(&unit.to_le_bytes());
        part[HEAD..HEAD + table.len()].copy_from_slice(&table);
    }
    file
}

/// The sum of weights that all names but a few reach.
fn least(looks: &Examples, table: &[u8]) -> i32 {
    let weight = |key: &u32| i32::from(table[Question::Look.weight(*key)] as i8);
    let names = (0..looks.ends.len()).filter(|i| looks.ends[*i].is);
    let mut sums: Vec<i32> = names
        .map(|i| looks.keys(i).iter().map(weight).sum())
        .collect();
    sums.sort_unstable();
    sums[sums.len() / MISSED]
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
    papers.extend(ordinary(form));
    papers
}

/// Text that names nobody, so many lines a paper, several times; `form` is the number of the first.
fn ordinary(form: u32) -> impl Iterator<Item = (u32, Paper)> {
    const LINES: usize = 8;
    let lines: Vec<&str> = forms::ORDINARY.lines().collect();
    let texts: Vec<String> = lines.chunks(LINES).map(|lines| lines.join("\n")).collect();
    (0..ORDINARY_TIMES)
        .flat_map(move |_| texts.clone())
        .zip(form..)
        .map(|(text, form)| {
            let paper = Paper {
                layout: "",
                text,
                known: Default::default(),
                hide: Vec::new(),
                keep: Vec::new(),
            };
            (form, paper)
        })
}

/// What is learnt from: the features of all places, one behind the other, and the answer at each.
#[derive(Default)]
struct Examples {
    keys: Vec<u32>,
    ends: Vec<Example>,
}

/// A place: where its features end, whether the answer is yes, and the form that shows it.
struct Example {
    end: usize,
    is: bool,
    form: u32,
}

impl Examples {
    fn keys(&self, i: usize) -> &[u32] {
        let from = if i == 0 { 0 } else { self.ends[i - 1].end };
        &self.keys[from..self.ends[i].end]
    }
}

/// All places of which the question is asked, with the right answer.
fn examples(papers: &[(u32, Paper)], question: Question, file: &[u8], dice: &mut Dice) -> Examples {
    let mut examples = Examples::default();
    let share = if question == Question::Look {
        LOOKED_AT
    } else {
        1000
    };
    for (form, paper) in papers {
        let truth = Truth::of(paper);
        training::places(question, file, (&paper.text, &paper.known), |place| {
            let Some(is) = truth.answer(question, place) else {
                return;
            };
            if !is && dice.below(1000) >= share {
                return;
            }
            place.features(&mut examples.keys);
            let (end, form) = (examples.keys.len(), *form);
            examples.ends.push(Example { end, is, form });
        });
    }
    examples
}

/// First byte and one past the last.
type Span = (usize, usize);

/// What is known of a paper, in bytes of its text.
struct Truth {
    names: HashSet<Span>,
    /// Neither names nor none: whether they are hidden is a matter of their role.
    parties: HashSet<Span>,
    codes: Vec<Span>,
    /// Other numbers to hide, which rules know by their form.
    numbers: Vec<Span>,
    homes: Vec<Span>,
    /// Of organisations, and places where something happens.
    places: Vec<Span>,
    /// Telephones and accounts of people, and those of organisations.
    own: Vec<Span>,
    public: Vec<Span>,
}

impl Truth {
    fn of(paper: &Paper) -> Self {
        let ends = paper.text.char_indices().map(|(i, _)| i);
        let at: Vec<usize> = ends.chain([paper.text.len()]).collect();
        let hidden = |kinds: &[Kind]| -> Vec<Span> {
            let of = paper.hide.iter().filter(|h| kinds.contains(&h.2));
            of.map(|h| (at[h.0], at[h.1])).collect()
        };
        let kept = |is: fn(&str) -> bool| -> Vec<Span> {
            let of = paper.keep.iter().filter(|k| is(k.2));
            of.map(|k| (at[k.0], at[k.1])).collect()
        };
        let party = |what: &str| what.starts_with("当事人") || what == "法定代表人";
        Truth {
            names: hidden(&[Kind::Name]).into_iter().collect(),
            parties: kept(party).into_iter().collect(),
            codes: hidden(&[
                Kind::Certificate,
                Kind::Passport,
                Kind::Permit,
                Kind::BankAccount,
                Kind::Plate,
            ]),
            numbers: hidden(&[
                Kind::CitizenId,
                Kind::Phone,
                Kind::BankCard,
                Kind::Email,
                Kind::Messenger,
                Kind::Address,
            ]),
            homes: hidden(&[Kind::Address]),
            places: kept(|what| what.contains("址") || what == "场所"),
            own: hidden(&[Kind::Phone, Kind::Email, Kind::BankAccount, Kind::BankCard]),
            public: kept(|what| matches!(what, "机关电话" | "机关账户")),
        }
    }

    /// The right answer; nothing if the place is of no use.
    fn answer(&self, question: Question, place: &Place<'_, '_>) -> Option<bool> {
        let at = place.bytes();
        let touches =
            |spans: &[Span], at: Span| spans.iter().copied().find(|s| s.0 < at.1 && at.0 < s.1);
        let address = || touches(&self.homes, place.of()).or(touches(&self.places, place.of()));
        match question {
            Question::Look | Question::Name => {
                (!self.parties.contains(&at)).then(|| self.names.contains(&at))
            }
            Question::Code => match touches(&self.codes, at) {
                Some(_) => Some(true),
                None => touches(&self.numbers, at).is_none().then_some(false),
            },
            Question::Head => touches(&self.codes, place.of()).map(|code| code.0 == at.0),
            Question::Begin => {
                let all = self.homes.iter().chain(&self.places);
                Some(all.into_iter().any(|address| address.0 == at.0))
            }
            Question::End => address().map(|address| address.1 == at.1),
            Question::Home => Some(touches(&self.homes, at).is_some()),
            Question::Owner => match touches(&self.public, at) {
                Some(_) => Some(true),
                None => touches(&self.own, at).map(|_| false),
            },
        }
    }
}

/// Weights by the number that a feature has.
struct Model {
    weights: Vec<f32>,
    bias: f32,
}

impl Model {
    /// One unit of a weight of eight bits: the largest fits, if it is not far beyond the others. In the largest table, where most
    /// weights say little, it is coarser: what deflates well costs no paper.
    fn unit(&self, question: Question) -> f32 {
        const COARSE: f32 = 0.15;
        let most = self.weights.iter().fold(0f32, |most, w| most.max(w.abs()));
        match question {
            Question::Name => COARSE.max(most / 127.),
            _ => (most / 127.).min(0.04),
        }
    }

    fn quantised(&self, unit: f32) -> Vec<u8> {
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

/// The mean of several models, so that what the dice alone have taught one of them counts for less.
fn learn(examples: &Examples, question: Question, rounds: usize, dice: &mut Dice) -> Model {
    let mut mean = learn_once(examples, question, rounds, dice);
    for _ in 1..MODELS {
        mean.add(&learn_once(examples, question, rounds, dice));
    }
    mean.divide(MODELS as f32);
    mean
}

fn learn_once(examples: &Examples, question: Question, rounds: usize, dice: &mut Dice) -> Model {
    let shown = shown(examples);
    let often = |key: &u32| shown[(key >> (32 - COUNTED)) as usize].1 >= 4;
    let mut model = Model {
        weights: vec![0.; question.weights()],
        bias: -3.,
    };
    let mut steps = vec![1e-3f32; question.weights()];
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
            active.extend(kept.map(|key| question.weight(*key)));
            model.step(&active, examples.ends[*i].is, &mut steps);
        }
    }
    model
}

impl Model {
    fn add(&mut self, other: &Model) {
        self.bias += other.bias;
        let both = self.weights.iter_mut().zip(&other.weights);
        both.for_each(|(sum, weight)| *sum += weight);
    }

    fn divide(&mut self, by: f32) {
        self.bias /= by;
        self.weights.iter_mut().for_each(|weight| *weight /= by);
    }

    /// One step of AdaGrad towards what the place is.
    fn step(&mut self, active: &[usize], is: bool, steps: &mut [f32]) {
        const SCALE: f32 = 1000. / (1000 - LEFT_OUT) as f32;
        let sum: f32 = active.iter().map(|k| self.weights[*k]).sum();
        let slope = chance(self.bias + SCALE * sum) - f32::from(u8::from(is));
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
