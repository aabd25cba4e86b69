//! What starting costs, and a warm call, held against a bare function:
//!
//! ```sh
//! infra/package.sh --host submit-report read-directory grant-claims link-identity && cargo build --release -p bare
//! cargo bench -p tests --bench cold_start --profile dev
//! ```
//!
//! The binaries are the ones that go to Lambda, built for this machine; how this program itself is built changes nothing. This program plays the Lambda Runtime API to them, one after the other in turn, and
//! DynamoDB is the embedded one behind TLS. What counts is the processor time of the function's process, user and
//! system, as the kernel has it: a start is all of a process that answers one event; a warm call is what each event
//! more adds.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program that prints what it measures")]

use local::{Options, Stack};

#[path = "cold_start/functions.rs"]
mod functions;
#[path = "cold_start/runtime.rs"]
mod runtime;
#[path = "cold_start/tls.rs"]
mod tls;

use functions::Measured;

/// Processes of each kind, in turn.
const ROUNDS: usize = 20;
/// Events of a process that shows what a warm call costs.
const WARM: u32 = 400;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run());
}

async fn run() {
    let at = Some("2020-10-21T08:00:00+07:00".parse().unwrap());
    let stack = Stack::start(Options { at, ..Options::ephemeral() }).await.unwrap();
    let dynamodb = stack.aws().into_iter().find(|(name, _)| name == "AWS_ENDPOINT_URL_DYNAMODB").unwrap().1;
    let front = tls::Front::before(dynamodb.trim_start_matches("http://")).await;
    let kinds = functions::all(&stack, &front);
    let mut cold = vec![Vec::new(); kinds.len()];
    let mut warm = vec![Vec::new(); kinds.len()];
    for round in 0..=ROUNDS {
        for (n, kind) in kinds.iter().enumerate() {
            let one = kind.milliseconds(1).await;
            // the first round only fills the machine's caches
            if round > 0 {
                cold[n].push(one);
            }
            if round % 5 == 1 && kind.repeats {
                warm[n].push((kind.milliseconds(1 + WARM).await - one) / f64::from(WARM));
            }
        }
    }
    println!("| | start, ms | of bare | bound | warm call, ms | of two writes | bound |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let (start, two) = (median(&mut cold[0]), median(&mut warm[1]));
    for (n, kind) in kinds.iter().enumerate() {
        let Measured { name, start_bound, .. } = kind;
        let began = median(&mut cold[n]);
        print!("| {name} | {began:.1} | {:.2} | {start_bound} |", began / start);
        if kind.repeats {
            let call = median(&mut warm[n]);
            print!(" {call:.2} | {:.2} | {} |", call / two, kind.warm_bound);
        } else {
            print!(" | | |");
        }
        println!();
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
