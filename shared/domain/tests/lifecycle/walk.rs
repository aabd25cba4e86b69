//! A report walked by hand: who acts, when, and what the domain says to it.

use std::sync::LazyLock;

use domain::{
    Refusal, Report,
    actor::{Actor, Role},
    command::Command,
    decide::{Around, decide},
    directory::{Directory, source},
    history::{Action, Idempotency},
    ids::{PhotoId, PhotoKind, ReportId},
    lifecycle::merging,
    millis::Millis,
    photo::{PhotoFacts, PhotoState},
    report::Person,
    submission::{Submission, submit},
    text::{Description, Remark},
};
use jiff::{SignedDuration, Timestamp};

pub(crate) static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/directory");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
    });
    source::build(&files.collect()).unwrap_or_else(|faults| panic!("{}", faults[0]))
});

pub(crate) const REPORT: &str = "01754900-0000-7000-8000-000000000001";

/// Another report.
pub(crate) const OTHER: &str = "01754900-0000-7000-8000-000000000002";

pub(crate) fn at(text: &str) -> Timestamp {
    format!("{}:00+07:00", text.replace(' ', "T")).parse().unwrap()
}

pub(crate) fn say(text: &str) -> Remark {
    Remark::parse(text).unwrap()
}

pub(crate) fn citizen() -> Actor {
    Actor::Citizen(Person("1-reporter".into()))
}

pub(crate) fn staff(id: &str, role: Role, unit: &str) -> Actor {
    Actor::Staff { id: id.into(), role, unit: Some(unit.parse().unwrap()), name: None }
}

pub(crate) fn officer() -> Actor {
    staff("o1", Role::Officer, "ubnd-vn-31318-2020")
}

pub(crate) fn leader() -> Actor {
    staff("l1", Role::Leader, "ubnd-vn-31318-2020")
}

pub(crate) fn above() -> Actor {
    staff("u1", Role::Leader, "ubnd-vn-930-2020")
}

pub(crate) fn centre() -> Actor {
    staff("m1", Role::Centre, "centre")
}

pub(crate) fn evidence(n: u8) -> PhotoId {
    PhotoId::of(PhotoKind::Evidence, &[n; 32])
}

/// What is sent in the rubbish case, whatever its category.
pub(crate) fn submission(category: &str, area: &str) -> Submission {
    Submission {
        id: REPORT.parse::<ReportId>().unwrap(),
        category: category.parse().unwrap(),
        description: Description::parse("Rác thải, mùi hôi trên đường Châu Văn Liêm").unwrap(),
        location: None,
        area: Some(area.parse().unwrap()),
        also_in: vec![],
        address: None,
        photos: vec![],
        urgent: false,
        visibility: None,
        consent: "2020-02".into(),
        observed_at: None,
        previous: None,
        about_unit: None,
    }
}

/// The rubbish case once more, as another report.
pub(crate) fn submission_as(id: &str) -> Submission {
    Submission { id: id.parse().unwrap(), ..submission("MT-RAC", "vn-31318-2020") }
}

#[derive(Clone)]
pub(crate) struct Walk {
    pub(crate) report: Report,
    pub(crate) now: Timestamp,
    pub(crate) photos: Vec<PhotoFacts>,
    pub(crate) others: Vec<Report>,
    pub(crate) salt: u8,
}

impl Walk {
    /// The rubbish case, submitted on Wednesday 21 October 2020 at seven.
    pub(crate) fn rubbish() -> Self {
        Self::of(submission("MT-RAC", "vn-31318-2020"))
    }

    pub(crate) fn of(submission: Submission) -> Self {
        Self::at(submission, at("2020-10-21 07:00"))
    }

    pub(crate) fn at(submission: Submission, now: Timestamp) -> Self {
        let repeat = Idempotency { key: [0; 16], body: [1; 16] };
        let report = submit(submission, Person("1-reporter".into()), "HG", now, &DIRECTORY, [7; 16], repeat).unwrap();
        Self { report, now, photos: vec![], others: vec![], salt: 8 }
    }

    pub(crate) fn later(&mut self, hours: i64) -> &mut Self {
        self.now += SignedDuration::from_hours(hours);
        self
    }

    /// A photo of the owner's, declared now.
    pub(crate) fn photo(&mut self, n: u8, state: PhotoState) -> &mut Self {
        self.photos.retain(|p| p.id != evidence(n));
        self.photos.push(PhotoFacts {
            id: evidence(n),
            state,
            declared_at: Millis::from(self.now),
            by: self.report.owner.to_string(),
            seen_before: false,
        });
        self
    }

    /// `None` where the report isn't there for the actor.
    pub(crate) fn ask(&self, actor: &Actor, command: &Command) -> Option<Result<Action, Refusal>> {
        let around = Around { now: self.now, directory: &DIRECTORY, photos: &self.photos, others: &self.others };
        decide(&self.report, actor, command, around).map(|r| r.map(|draft| draft.action))
    }

    pub(crate) fn act(&mut self, actor: &Actor, command: &Command) -> Result<&mut Self, Refusal> {
        let around = Around { now: self.now, directory: &DIRECTORY, photos: &self.photos, others: &self.others };
        let draft = decide(&self.report, actor, command, around).expect("a standing")?;
        self.salt = self.salt.wrapping_add(1);
        self.report = self.report.grown(draft, [self.salt; 16], None);
        Ok(self)
    }

    pub(crate) fn done(&mut self, actor: &Actor, command: &Command) -> &mut Self {
        if let Err(refusal) = self.act(actor, command) {
            panic!("{:?} was refused: {}", command.action(), refusal.code());
        }
        self
    }

    /// Acts, with what that makes of the others.
    pub(crate) fn all_done(&mut self, actor: &Actor, command: &Command) -> &mut Self {
        let around = Around { now: self.now, directory: &DIRECTORY, photos: &[], others: &self.others };
        let along = merging::along(&self.report, actor, command, &around);
        let grown: Vec<_> = along.into_iter().map(|(other, draft)| other.grown(draft, [99; 16], None)).collect();
        self.done(actor, command);
        for report in grown {
            let place = self.others.iter_mut().find(|other| other.id == report.id);
            *place.unwrap() = report;
        }
        self
    }

    pub(crate) fn refused(&mut self, actor: &Actor, command: &Command) -> &'static str {
        match self.act(actor, command) {
            Err(refusal) => refusal.code(),
            Ok(_) => panic!("{:?} was not refused", command.action()),
        }
    }

    pub(crate) fn answered(&mut self) -> &mut Self {
        self.done(&officer(), &Command::Accept).later(1).photo(1, PhotoState::Processed);
        self.done(&officer(), &answer(&[1]))
    }
}

pub(crate) fn answer(photos: &[u8]) -> Command {
    Command::Answer {
        text: say("Đã thu gom rác"), photos: photos.iter().map(|n| evidence(*n)).collect(), waiver: None
    }
}
