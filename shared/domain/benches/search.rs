//! How much of a processor it takes to look through the lines of 100,000 reports of two years: `cargo bench -p domain --bench
//! search`. What is found is read again from DynamoDB, which `cargo bench -p tests --bench reading` measures with it.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark tells what it found and stops where it fails"
)]

use std::hint::black_box;
use std::time::Instant;

use domain::search::{Line, Place, Shelf, Words};
use fastrand::Rng;

#[path = "../../../tests/generator/words.rs"]
mod words;

const REPORTS: i64 = 100_000;
const MONTHS: i64 = 24;
/// Candidates for a page of 20: one more than on the page, and five to spare.
const WANTED: usize = 26;
const TIMES: u32 = 20;
const FIELDS: [&str; 8] = ["MT-RAC", "GT-DUO", "HT-CHS", "DT-TRT", "AN-ONM", "YT-ATP", "NN-THL", "KH-KHA"];

fn main() {
    let mut chance = Rng::with_seed(0x1022);
    let each = REPORTS / MONTHS;
    let shelf =
        |month: i64, chance: &mut Rng| Shelf::of((0..each).map(|n| line(month * each + n, chance)).collect::<Vec<_>>());
    let mut shelves: Vec<Shelf> = (0..MONTHS).map(|month| shelf(month, &mut chance)).collect();
    shelves.reverse();
    let bytes: usize = shelves.iter().map(|shelf| shelf.bytes().len()).sum();
    println!("{} reports, {bytes} bytes\n\n| Search | Candidates | ms |\n|---|--:|--:|", each * MONTHS);
    for (what, typed, area) in [
        ("a word in most reports", "duong", None),
        ("a beginning", "ra", None),
        ("two frequent words", "rac hoi", None),
        ("three words in one commune", "den duong toi", Some("vn-31327-2025")),
        ("a rare word", "777", None),
        ("a word that is nowhere", "zeppelin", None),
        ("two words of different problems", "karaoke bình", None),
        ("two frequent words and one that is nowhere", "duong so zz", None),
        ("twelve letters, one of them nowhere", "a b c d e g h k l m n z", None),
    ] {
        let words = Words::parse(typed).unwrap();
        let search = || {
            let takes = |found: &str| area.is_none_or(|area| area == found);
            let found = shelves.iter().flat_map(|shelf| shelf.find(&words, None, takes).take(WANTED)).take(WANTED);
            found.count()
        };
        let began = Instant::now();
        for _ in 0..TIMES {
            black_box(search());
        }
        let ms = began.elapsed().as_secs_f64() * 1_000.0 / f64::from(TIMES);
        println!("| {what} | {} | {ms:.2} |", search());
    }
}

fn line(n: i64, chance: &mut Rng) -> Line {
    let (description, address) = words::problem(FIELDS[chance.usize(..FIELDS.len())], chance);
    let (answer, refusal) = (words::answer(chance), words::refusal(chance));
    let told = if chance.u8(0..10) == 0 { refusal } else { answer };
    let code = format!("HG-{:010}", chance.u32(..));
    let place =
        Place { at: 1_719_766_800_000 + n * 630_720, id: format!("01906900-0000-7000-8000-{n:012x}").parse().unwrap() };
    let area = format!("vn-{}-2025", 31_321 + chance.u32(0..28)).parse().unwrap();
    Line::new(place, area, [code.as_str(), &description, &address, &told])
}
