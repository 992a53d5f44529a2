//! Makes the table of words (`src/words.table`) from the dictionary of jieba: `make words`, which is
//! `cargo run -p redact --example words --release -- DICT.TXT`. The same dictionary gives the same bytes.

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/words.table");

fn main() {
    let path = std::env::args().nth(1).expect("the path of dict.txt");
    let dictionary = std::fs::read_to_string(path).expect("a dictionary");
    let table = redact::training::table(&dictionary);
    std::fs::write(TABLE, table).expect("a place for the table");
}
