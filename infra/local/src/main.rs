//! `cargo run -p local`: starts the stack, says when it is ready, stops it on Ctrl-C.

use std::process::ExitCode;

use local::{
    Asked, DoctorError, ErrandError, Finding, KeysError, Options, ReplayError, Stack, StaffError, State, USAGE,
};

#[tokio::main]
async fn main() -> ExitCode {
    let options = match local::parse(std::env::args_os().skip(1)) {
        Ok(Asked::Start(options)) => *options,
        Ok(Asked::Directory(errand)) => return told(errand.run().await),
        Ok(Asked::Staff(errand)) => return imported(errand.run().await),
        Ok(Asked::Doctor(examination)) => return examined(examination.run().await),
        Ok(Asked::Replay(errand)) => return replayed(errand.run().await),
        Ok(Asked::Keys(errand)) => return rekeyed(errand.run().await),
        Ok(Asked::Help) => {
            eprintln!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(cause) => {
            eprintln!("local: {cause} (--help says how)");
            return ExitCode::FAILURE;
        }
    };
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("local: {cause}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "the one line that scripts wait for, and the tour to copy")]
async fn run(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let stack = Stack::start(options).await?;
    println!("ready {}", stack.url());
    println!("{}", stack.tour()?);
    asked_to_stop().await?;
    eprintln!("stopping");
    stack.stop().await;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "faults and changes are what the command is for")]
fn told(outcome: Result<String, ErrandError>) -> ExitCode {
    match outcome {
        Ok(text) => {
            println!("{text}");
            return ExitCode::SUCCESS;
        }
        Err(ErrandError::Faults(faults)) => {
            for fault in &faults {
                println!("{fault}");
            }
            eprintln!("directory: {} faults", faults.len());
        }
        Err(cause) => eprintln!("directory: {cause}"),
    }
    ExitCode::FAILURE
}

#[expect(clippy::print_stdout, reason = "faults and changes are what the command is for")]
fn imported(outcome: Result<String, StaffError>) -> ExitCode {
    match outcome {
        Ok(text) => {
            println!("{text}");
            return ExitCode::SUCCESS;
        }
        Err(StaffError::Faults(faults)) => {
            for fault in &faults {
                println!("{fault}");
            }
            eprintln!("staff: {} faults", faults.len());
        }
        Err(cause) => eprintln!("staff: {cause}"),
    }
    ExitCode::FAILURE
}

#[expect(clippy::print_stdout, reason = "findings are what the command is for")]
fn examined(outcome: Result<Vec<Finding>, DoctorError>) -> ExitCode {
    let findings = match outcome {
        Ok(findings) => findings,
        Err(cause) => {
            eprintln!("doctor: {cause}");
            return ExitCode::FAILURE;
        }
    };
    for finding in &findings {
        println!("{finding}");
    }
    let faults = findings.iter().filter(|finding| finding.state == State::Fault).count();
    eprintln!("doctor: {faults} faults");
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::print_stdout, reason = "what was replayed is what the command is for")]
fn replayed(outcome: Result<String, ReplayError>) -> ExitCode {
    match outcome {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(cause) => {
            eprintln!("replay: {cause}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "what was done is what the command is for")]
fn rekeyed(outcome: Result<String, KeysError>) -> ExitCode {
    match outcome {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(cause) => {
            eprintln!("pseudonyms: {cause}");
            ExitCode::FAILURE
        }
    }
}

/// Ctrl-C, or what an init system sends.
async fn asked_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = terminated.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
