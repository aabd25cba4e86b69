//! What the stack is told on its command line, or by a test.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use crate::directory::{self, Errand};
use crate::doctor::{self, Examination};
use crate::functions::Start;
use crate::pseudonyms::{self, KeysErrand};
use crate::replay::{self, ReplayErrand};
use crate::staff::{self, StaffErrand};

/// How to start a stack.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub struct Options {
    /// Port of the HTTP API, of `/local/…` and of SNS; 0: any that is free.
    pub port: u16,
    /// Port of the DynamoDB API; 0: any that is free.
    pub dynamodb_port: u16,
    /// Port of the S3 API; 0: any that is free.
    pub s3_port: u16,
    /// Where everything is kept.
    pub data: PathBuf,
    /// Keep nothing: `data` isn't touched.
    pub ephemeral: bool,
    /// What time it is; else the machine's time, or on from where the stack's clock was.
    pub at: Option<Timestamp>,
    /// Each SNS answer takes so long.
    pub slow_sns: Option<Duration>,
    /// SNS fails one publish in so many: throttled and broken by turns.
    pub failing_sns: Option<NonZeroU32>,
    /// The template to run.
    pub template: PathBuf,
    /// The directory's files.
    pub directory: PathBuf,
    /// Publish what changes in them while the stack runs.
    pub watch: bool,
    /// Start every function at once, so that a wrong setting shows before the first call (else at it).
    pub warm: bool,
    /// Load the directory and the sample staff.
    pub seed: bool,
    /// Say on stderr what is being done.
    pub progress: bool,
    /// Functions by crate name, in place of the real ones: for tests of the stack itself.
    pub functions: Option<Vec<(&'static str, Start)>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 3000,
            dynamodb_port: 8000,
            s3_port: 9000,
            data: PathBuf::from(".local"),
            ephemeral: false,
            at: None,
            slow_sns: None,
            failing_sns: None,
            template: Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml"),
            directory: directory::PROVINCE.into(),
            watch: false,
            warm: true,
            seed: true,
            progress: false,
            functions: None,
        }
    }
}

impl Options {
    /// A stack beside others: free ports, nothing kept, functions started when first called.
    pub fn ephemeral() -> Self {
        Self { ephemeral: true, ..Self::kept_in(PathBuf::new()) }
    }

    /// As [`Self::ephemeral`], but kept in `data`, to be stopped and started again.
    pub fn kept_in(data: impl Into<PathBuf>) -> Self {
        Self { port: 0, dynamodb_port: 0, s3_port: 0, data: data.into(), warm: false, ..Self::default() }
    }
}

/// How slow `--slow-sns` is.
const SLOW: Duration = Duration::from_secs(1);

/// What the command line asks for.
pub enum Asked {
    /// Start a stack.
    Start(Box<Options>),
    /// Do something with a directory.
    Directory(Errand),
    /// Do something with staff.
    Staff(StaffErrand),
    /// Look at a deployed stack.
    Doctor(Examination),
    /// Give functions again what they gave up on.
    Replay(ReplayErrand),
    /// Do something with the keys of the pseudonyms.
    Keys(KeysErrand),
    /// Print how to use it.
    Help,
}

/// How to use the command.
pub const USAGE: &str = "\
Runs the whole back end on this machine, from infra/template.yaml.

cargo run -p local -- [flags]

  --port 3000            the HTTP API; 0 takes any free port
  --dynamodb-port 8000   the DynamoDB API
  --s3-port 9000         the S3 API
  --directory FOLDER     another province's files; an edit of them is published at once
  --data .local          where everything is kept between runs
  --ephemeral            keep nothing
  --at TIME              the stack's time, RFC 3339: 2020-10-21T08:00:00+07:00
  --slow-sns[=MS]        each SNS answer takes so many milliseconds: a second unless given
  --failing-sns[=N]      SNS fails one publish in N, throttled or broken: every one unless given

cargo run -p local -- replay [--keep]            what functions gave up on is given to them again

cargo run -p local -- directory check [FOLDER]   every fault of the files, by file and line
cargo run -p local -- directory diff [FOLDER]    which reports would change owner or deadline
cargo run -p local -- directory push [FOLDER]    puts them in force
cargo run -p local -- directory new FOLDER       a made-up province to begin with

cargo run -p local -- staff import FILE [--dry-run]   people of staff from a CSV file, every fault by line

cargo run -p local -- doctor --stack NAME [--url …]   a deployed stack: what is missing, and what to do
cargo run -p local -- pseudonyms add|switch|rekey|left|drop [--stack NAME]   another key (RUNBOOK.md), step by step

  FOLDER                 infra/directory unless given
  --url, --token         a deployed stack and an administrator's token; else the local stack
  --bucket NAME          of replay: a deployed stack's output FailedEventsBucketName, with the credentials of the
                         environment (AWS_REGION, AWS_ACCESS_KEY_ID, …); else the local stack at --url and --s3-url
  --keep                 of replay: leaves the objects where they are";

/// Reads the command line, without the program's name.
pub fn parse(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Asked, lexopt::Error> {
    use lexopt::prelude::{Long, Short, ValueExt};

    let mut arguments = arguments.into_iter().peekable();
    if arguments.next_if(|first| first == "directory").is_some() {
        return directory::parse(arguments).map(Asked::Directory);
    }
    if arguments.next_if(|first| first == "staff").is_some() {
        return staff::parse(arguments).map(Asked::Staff);
    }
    if arguments.next_if(|first| first == "doctor").is_some() {
        return doctor::parse(arguments).map(Asked::Doctor);
    }
    if arguments.next_if(|first| first == "replay").is_some() {
        return replay::parse(arguments).map(Asked::Replay);
    }
    if arguments.next_if(|first| first == "pseudonyms").is_some() {
        return pseudonyms::parse(arguments).map(Asked::Keys);
    }
    let mut options = Options { progress: true, watch: true, ..Options::default() };
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => options.port = parser.value()?.parse()?,
            Long("dynamodb-port") => options.dynamodb_port = parser.value()?.parse()?,
            Long("s3-port") => options.s3_port = parser.value()?.parse()?,
            Long("directory") => options.directory = parser.value()?.into(),
            Long("data") => options.data = parser.value()?.into(),
            Long("ephemeral") => options.ephemeral = true,
            Long("at") => options.at = Some(parser.value()?.parse()?),
            Long("slow-sns") => {
                let given = parser.optional_value().map(|ms| ms.parse().map(Duration::from_millis)).transpose()?;
                options.slow_sns = Some(given.unwrap_or(SLOW));
            }
            Long("failing-sns") => {
                let given = parser.optional_value().map(|n| n.parse()).transpose()?;
                options.failing_sns = Some(given.unwrap_or(NonZeroU32::MIN));
            }
            Long("help") | Short('h') => return Ok(Asked::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Asked::Start(Box::new(options)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Options, String> {
        match parse(line.split(' ').filter(|word| !word.is_empty()).map(Into::into)) {
            Ok(Asked::Start(options)) => Ok(*options),
            Ok(Asked::Directory(_)) => Err("directory".to_owned()),
            Ok(Asked::Staff(_)) => Err("staff".to_owned()),
            Ok(Asked::Doctor(_)) => Err("doctor".to_owned()),
            Ok(Asked::Replay(_)) => Err("replay".to_owned()),
            Ok(Asked::Keys(_)) => Err("pseudonyms".to_owned()),
            Ok(Asked::Help) => Err("help".to_owned()),
            Err(cause) => Err(cause.to_string()),
        }
    }

    #[test]
    fn without_flags_the_ports_are_those_of_the_readme() {
        let options = parsed("").unwrap();
        assert_eq!((options.port, options.dynamodb_port, options.s3_port), (3000, 8000, 9000));
        assert!(!options.ephemeral);
    }

    #[test]
    fn every_flag_is_read() {
        let line = "--port 1 --dynamodb-port 2 --s3-port 3 --data d --ephemeral --at 2020-10-21T08:00:00+07:00";
        let options = parsed(&format!("{line} --slow-sns=250 --failing-sns=5")).unwrap();
        assert_eq!((options.port, options.dynamodb_port, options.s3_port), (1, 2, 3));
        assert_eq!(options.at.unwrap().to_string(), "2020-10-21T01:00:00Z");
        assert!(options.ephemeral);
        let misbehaves = |options: Options| (options.slow_sns.unwrap().as_millis(), options.failing_sns.unwrap().get());
        assert_eq!(misbehaves(options), (250, 5));
        assert_eq!(misbehaves(parsed("--slow-sns --failing-sns").unwrap()), (1_000, 1));
        assert!(parsed("--failing-sns=0").is_err());
    }

    #[test]
    fn a_wrong_flag_is_named() {
        assert!(parsed("--prot 1").err().unwrap().contains("--prot"));
        assert!(parsed("--port x").err().unwrap().contains('x'));
    }
}
