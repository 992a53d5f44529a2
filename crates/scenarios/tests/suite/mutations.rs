//! Whatever is wrong in a pack, reading it ends in faults with a file and never in a panic: the
//! fictional pack with lines dropped, doubled, moved, cut off and values of other types, by the
//! hundred. The same seed gives the same packs.

use std::fs;

use scenarios::Suite;

use super::support::Copy;

/// A small generator of its own (xorshift), so that a failure can be played again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).expect("small")
    }

    fn one_of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

const FILES: [&str; 7] = [
    "pack.toml",
    "clauses.toml",
    "rules/case.toml",
    "rules/common.toml",
    "rules/disclosure.toml",
    "scenarios/样例.toml",
    "scenarios/记录.feature",
];

/// Values and words that do not belong where they are put.
const WRONG: [&str; 14] = [
    "0",
    "-9223372036854775808",
    "1e400",
    "true",
    "[]",
    "[[]]",
    "{}",
    "\"\"",
    "\"没有的名称\"",
    "2025-02-30",
    "{ all = [ { any = [ { not = { fact = \"案件.重大\" } } ] } ] }",
    "{ record = 3, where = [] }",
    "\"\u{0}\u{202e}\"",
    "nan",
];

/// One thing done to the lines of a file.
fn damage(lines: &mut Vec<String>, chance: &mut Chance) {
    let at = chance.below(lines.len());
    match chance.below(8) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[at].clone()),
        2 => {
            let other = chance.below(lines.len());
            lines.swap(at, other);
        }
        3 => lines.truncate(at),
        4 => {
            let cut = chance.below(lines[at].chars().count() + 1);
            lines[at] = lines[at].chars().take(cut).collect();
        }
        5 => lines[at].push_str(chance.one_of(&["]", "\"", "[[gate]]", "|", " = ", "\u{feff}"])),
        _ => {
            if let Some((key, _)) = lines[at].split_once('=') {
                lines[at] = format!("{key}= {}", chance.one_of(&WRONG));
            }
        }
    }
}

fn damaged(text: &str, chance: &mut Chance) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..=chance.below(4) {
        if !lines.is_empty() {
            damage(&mut lines, chance);
        }
    }
    lines.join("\n")
}

#[test]
fn no_damage_to_a_pack_ends_in_a_panic() {
    let copy = Copy::whole();
    let whole: Vec<String> = FILES
        .iter()
        .map(|file| fs::read_to_string(copy.dir().join(file)).expect("a text"))
        .collect();
    let mut chance = Chance(0x00fa_d001);
    let mut refused = 0;
    for round in 0..600 {
        let which = chance.below(FILES.len());
        let text = damaged(&whole[which], &mut chance);
        copy.write(FILES[which], &text);
        let faults = match Suite::load(copy.dir()) {
            Ok(suite) => suite.faults,
            Err(faults) => {
                assert!(!faults.is_empty(), "round {round}: refused without a fault");
                faults
            }
        };
        refused += usize::from(!faults.is_empty());
        for fault in &faults {
            let is_told = !fault.file.is_empty() && !fault.message.is_empty();
            assert!(is_told, "round {round} in {}: {fault:?}", FILES[which]);
        }
        copy.write(FILES[which], &whole[which]);
    }
    assert!(refused > 300, "only {refused} packs were refused");
}

#[test]
fn bytes_that_are_no_text_are_told_for_each_file() {
    let copy = Copy::whole();
    for file in FILES {
        copy.write(file, b"name = \"\xff\xfe\"\n\x00");
    }
    let faults = copy.faults();
    for file in FILES.iter().filter(|file| !file.contains("样例")) {
        let told = faults.iter().any(|fault| fault.starts_with(file));
        assert!(told, "{file} is not told in {faults:#?}");
    }
}

#[test]
fn a_pack_without_head_clauses_or_stages_is_refused() {
    for file in ["pack.toml", "clauses.toml", "rules/common.toml"] {
        let copy = Copy::whole();
        copy.write(file, b"");
        assert!(!copy.faults().is_empty(), "{file} may be empty");
    }
}
