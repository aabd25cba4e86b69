//! Rule 1: a submission becomes a report with an owner, both deadlines and the rule that decided, in one write.

use jiff::Timestamp;

use crate::{
    Refusal, Report,
    actor::Standing,
    calendar::{self, Span},
    code,
    directory::{
        AreaId, CategoryCode, Confidential, Directory, Location as Claimed, Place, PlaceClaim, PlaceFault, RouteFault,
        UnitId,
    },
    due,
    history::{Action, Body, Changes, Draft, Idempotency},
    ids::{PhotoId, PhotoKind, ReportId},
    lifecycle::span,
    location::Location,
    millis::Millis,
    photo::MOST_PHOTOS,
    report::{Person, Status, Visibility},
    text::{Address, Description},
};

/// Most further communes that one problem may lie in.
const MOST_COMMUNES: usize = 8;

/// What a citizen sends, already parsed.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are those of the HTTP contract (DESIGN.md)")]
pub struct Submission {
    pub id: ReportId,
    pub category: CategoryCode,
    pub description: Description,
    pub location: Option<Location>,
    pub area: Option<AreaId>,
    pub also_in: Vec<AreaId>,
    pub address: Option<Address>,
    pub photos: Vec<PhotoId>,
    pub urgent: bool,
    pub visibility: Option<Visibility>,
    pub consent: String,
    pub observed_at: Option<Timestamp>,
    pub previous: Option<ReportId>,
    pub about_unit: Option<UnitId>,
}

/// The report that a submission makes, with its first entry.
pub fn submit(
    submission: Submission,
    person: Person,
    code_prefix: &str,
    now: Timestamp,
    directory: &Directory,
    salt: [u8; 16],
    repeat: Idempotency,
) -> Result<Report, Refusal> {
    let draft = draft(&submission, now, directory)?;
    let entry = draft.seal(None, salt, Some(repeat));
    let code = code::of(code_prefix, &submission.id);
    let report = Report::replay(submission.id, code, person, &[entry]);
    let mut report = report.ok_or(Refusal::Rule("submission_incomplete"))?;
    report.due_at = due::first(&report, directory).map(|due| due.at.into());
    Ok(report)
}

fn draft(s: &Submission, now: Timestamp, directory: &Directory) -> Result<Draft, Refusal> {
    let today = calendar::date_of(now);
    let terms = directory.category(&s.category, today).ok_or(Refusal::Field("category_unknown", "/category"))?;
    check_photos(&s.photos)?;
    if s.also_in.len() > MOST_COMMUNES {
        return Err(Refusal::Field("too_many_areas", "/also_in"));
    }
    if s.about_unit.as_ref().is_some_and(|unit| directory.unit(unit).is_none()) {
        return Err(Refusal::Field("unit_unknown", "/about_unit"));
    }
    let claim = PlaceClaim {
        location: s.location.and_then(|l| Claimed::new(l.lat(), l.lng(), f64::from(l.accuracy_m)).ok()),
        area: s.area.clone(),
        also_in: s.also_in.clone(),
    };
    let asked = Asked { category: &s.category, claim: &claim, urgent: s.urgent, about_unit: s.about_unit.as_ref() };
    let Ruling { place, owner, rule, receive_by, resolve_by, .. } = rule(&asked, now, directory)?;
    Ok(Draft {
        at: now.into(),
        by: Standing::Reporter,
        action: Action::Submit,
        changes: Changes {
            status: Some(Status::Submitted),
            category: Some(s.category.clone()),
            area: Some(place.area),
            also_in: (!place.also_in.is_empty()).then_some(place.also_in),
            location: s.location,
            urgent: s.urgent.then_some(true),
            visibility: Some(visibility(terms.confidential, s.visibility)),
            owner: Some(owner),
            receive_by: Some(receive_by),
            resolve_by: Some(resolve_by),
            directory: Some(directory.version().to_owned()),
            rule: Some(rule),
            ..Changes::default()
        },
        body: Body {
            text: Some(s.description.as_str().to_owned()),
            address: s.address.as_ref().map(|a| a.as_str().to_owned()),
            photos: s.photos.clone(),
            consent: Some(s.consent.clone()),
            observed_at: s.observed_at.map(Into::into),
            about_unit: s.about_unit.clone(),
            previous: s.previous.as_ref().map(ToString::to_string),
            ..Body::default()
        },
        due_at: None,
    })
}

/// What decides a report's owner and deadlines.
pub(crate) struct Asked<'a> {
    pub(crate) category: &'a CategoryCode,
    pub(crate) claim: &'a PlaceClaim,
    pub(crate) urgent: bool,
    pub(crate) about_unit: Option<&'a UnitId>,
}

/// What a directory makes of it.
pub(crate) struct Ruling {
    pub(crate) place: Place,
    pub(crate) owner: UnitId,
    pub(crate) rule: String,
    pub(crate) receive: Span,
    pub(crate) handle: Span,
    pub(crate) receive_by: Millis,
    pub(crate) resolve_by: Millis,
}

/// Where, by whom and until when a report that comes at `now` must be handled, or why it can't be sent so.
pub(crate) fn rule(asked: &Asked, now: Timestamp, directory: &Directory) -> Result<Ruling, Refusal> {
    let today = calendar::date_of(now);
    let terms = directory.category(asked.category, today).ok_or(Refusal::Field("category_unknown", "/category"))?;
    if asked.urgent && terms.handle.urgent.is_none() {
        return Err(Refusal::Field("no_urgent_track", "/urgent"));
    }
    let place = directory.place(asked.claim, today).map_err(place_fault)?;
    let route =
        directory.route(asked.category, &place, asked.about_unit, today).map_err(|fault| route_fault(&fault))?;
    let (receive, handle) = (span(terms.receive, asked.urgent), span(terms.handle, asked.urgent));
    let receive_by = directory.calendar().add(now, receive).at;
    let resolve_by = directory.calendar().add(receive_by, handle).at.into();
    let (owner, receive_by) = (route.unit, receive_by.into());
    Ok(Ruling { place, owner, rule: route.rule, receive, handle, receive_by, resolve_by })
}

fn check_photos(photos: &[PhotoId]) -> Result<(), Refusal> {
    if photos.len() > MOST_PHOTOS {
        return Err(Refusal::Field("too_many_photos", "/photos"));
    }
    if photos.iter().any(|p| p.kind() != PhotoKind::Scene) {
        return Err(Refusal::Field("photo_not_scene", "/photos"));
    }
    Ok(())
}

fn route_fault(fault: &RouteFault) -> Refusal {
    match fault {
        RouteFault::CategoryUnknown(_) => Refusal::Field("category_unknown", "/category"),
        RouteFault::UnitUnknown(_) => Refusal::Field("unit_unknown", "/about_unit"),
        RouteFault::NoOwner => Refusal::Rule("no_owner"),
    }
}

/// The citizen's wish, as far as the category leaves a choice.
fn visibility(rule: Confidential, wish: Option<Visibility>) -> Visibility {
    match (rule, wish) {
        (Confidential::Always, _) | (Confidential::Default, None) => Visibility::Confidential,
        (Confidential::Optional, None) => Visibility::Public,
        (_, Some(wish)) => wish,
    }
}

/// Why a place is none, as a refusal.
pub fn place_fault(fault: PlaceFault) -> Refusal {
    match fault {
        PlaceFault::AreaRequired => Refusal::AreaRequired,
        PlaceFault::AreaUnknown(_) => Refusal::Field("area_unknown", "/area"),
        PlaceFault::AreaNotCommune(_) => Refusal::Field("area_not_commune", "/area"),
        PlaceFault::AreaNotValid { successor, .. } => Refusal::AreaNotValid { successor },
        PlaceFault::AreaMismatch { claimed, located } => Refusal::AreaMismatch { claimed, located },
        PlaceFault::OutsideServiceArea => Refusal::Field("outside_service_area", "/location"),
    }
}
