//! What may be published, changed and withdrawn; what is listed when, for whom; who is told at once.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::{Content, News, Severity};
use crate::{
    Refusal,
    calendar::date_of,
    directory::{Area, AreaId, Directory},
    history::Bytes16,
    ids::NewsId,
    millis::Millis,
};

/// Most areas of one item: whoever needs more means a district or the province.
pub const MOST_AREAS: usize = 16;
/// How far ahead news may end, which bounds how much is listed.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(366 * 24);

/// What an alert is to those who have heard the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The first.
    Alert,
    /// In place of the one before.
    Update,
    /// Calls it off.
    Cancel,
}

/// A new item. `sent` is the hash of the request.
pub fn publish(
    id: NewsId,
    content: Content,
    sent: Bytes16,
    now: Timestamp,
    directory: &Directory,
) -> Result<News, Refusal> {
    check(&content, now, directory)?;
    Ok(News {
        news_id: id,
        version: 1,
        content,
        published_at: now.into(),
        changed_at: now.into(),
        alerted_at: None,
        withdrawn_at: None,
        sent,
    })
}

/// The item with another content; `None` where it says that already. `seen` is the version that the desk changed.
pub fn change(
    before: &News,
    seen: u32,
    content: Content,
    now: Timestamp,
    directory: &Directory,
) -> Result<Option<News>, Refusal> {
    if before.withdrawn_at.is_some() {
        return Err(Refusal::Rule("news_withdrawn"));
    }
    if before.content == content {
        return Ok(None);
    }
    if before.version != seen {
        return Err(Refusal::Rule("news_changed"));
    }
    check(&content, now, directory)?;
    keeps_alarm(&before.content, &content)?;
    Ok(Some(News { content, ..next(before, now) }))
}

/// The item withdrawn; `None` where it is already.
pub fn withdraw(before: &News, now: Timestamp) -> Option<News> {
    before.withdrawn_at.is_none().then(|| {
        let next = next(before, now);
        News { withdrawn_at: Some(next.changed_at), ..next }
    })
}

/// The version after, the same but for its number and times.
fn next(before: &News, now: Timestamp) -> News {
    let alerted = before.content.severity == Severity::Emergency;
    News {
        version: before.version + 1,
        changed_at: before.changed_at.max(now.into()),
        alerted_at: alerted.then_some(before.changed_at),
        ..before.clone()
    }
}

fn check(content: &Content, now: Timestamp, directory: &Directory) -> Result<(), Refusal> {
    let (from, until) = (content.valid_from.at(), content.valid_until.at());
    if until <= now {
        return Err(Refusal::Field("news_over", "/valid_until"));
    }
    if until <= from {
        return Err(Refusal::Field("news_ends_first", "/valid_until"));
    }
    if until.duration_since(now) > LONGEST {
        return Err(Refusal::Field("news_too_long", "/valid_until"));
    }
    match content.severity {
        Severity::Emergency if from > now => return Err(Refusal::Field("emergency_later", "/valid_from")),
        Severity::Ordinary if content.alert.is_some() => return Err(Refusal::Field("alert_ordinary", "/alert")),
        _ => {}
    }
    if content.areas.len() > MOST_AREAS {
        return Err(Refusal::Field("news_areas", "/areas"));
    }
    content.areas.iter().try_for_each(|area| check_area(area, date_of(now), directory))
}

/// Whoever was alarmed hears what became of it: an emergency stays one, for all its areas, until it is withdrawn.
fn keeps_alarm(before: &Content, after: &Content) -> Result<(), Refusal> {
    if before.severity == Severity::Ordinary {
        return Ok(());
    }
    if after.severity == Severity::Ordinary {
        return Err(Refusal::Field("emergency_stays", "/severity"));
    }
    let all = after.areas.is_empty();
    let kept = !before.areas.is_empty() && before.areas.iter().all(|area| after.areas.contains(area));
    if all || kept { Ok(()) } else { Err(Refusal::Field("emergency_stays", "/areas")) }
}

fn check_area(area: &AreaId, day: Date, directory: &Directory) -> Result<(), Refusal> {
    let code = match directory.area(area) {
        None => "area_unknown",
        Some(_) if !directory.valid_on(area, day) => "area_not_valid",
        Some(_) if !directory.serves(area) => "outside_service_area",
        Some(_) => return Ok(()),
    };
    Err(Refusal::Field(code, "/areas"))
}

fn ended_lately(last: Date, day: Date) -> bool {
    last < day && last.checked_add(366.days()).is_ok_and(|end| day <= end)
}

impl News {
    /// Whether it is for people to see at that moment.
    pub fn is_listed(&self, now: Timestamp) -> bool {
        self.has_begun(now) && now < self.content.valid_until.at()
    }

    /// Whether people may see it, be it over or not.
    pub fn has_begun(&self, now: Timestamp) -> bool {
        self.withdrawn_at.is_none() && self.content.valid_from.at() <= now
    }

    /// Since when people can see it, by which the newest is told.
    pub fn since(&self) -> Millis {
        self.published_at.max(self.content.valid_from)
    }

    /// Whether it is for people of the area: for all, for the area, one above it, or one that has become part of either.
    pub fn concerns(&self, area: &AreaId, directory: &Directory) -> bool {
        let above: BTreeSet<&AreaId> = directory.lineage(area).map(|area| &area.id).collect();
        let successor = |id: &AreaId| directory.area(id).and_then(|area| area.successor.as_ref());
        let reaches = |id: &AreaId| above.contains(id) || successor(id).is_some_and(|after| above.contains(after));
        self.content.areas.is_empty() || self.content.areas.iter().any(reaches)
    }

    /// The areas that it is for on a day: those named, or all that the service covers.
    pub fn reach<'a>(&'a self, directory: &'a Directory, day: Date) -> Vec<&'a AreaId> {
        if self.content.areas.is_empty() {
            let served = directory.settings().service_area.iter();
            return served.filter(|area| directory.valid_on(area, day)).collect();
        }
        self.content.areas.iter().collect()
    }

    /// The areas whose followers are told: those that it is for, and those that ended within a year and that these stand
    /// for now, as a phone follows what there was when its app was last started.
    pub fn told<'a>(&'a self, directory: &'a Directory, day: Date) -> Vec<&'a AreaId> {
        let reach = self.reach(directory, day);
        let ended = directory.areas().iter().filter(|area| area.valid.to.is_some_and(|last| ended_lately(last, day)));
        let stands = |area: &&Area| directory.standing_for(&area.id, day).is_some_and(|now| reach.contains(&&now.id));
        let before: Vec<_> = ended.filter(stands).map(|area| &area.id).collect();
        reach.iter().copied().chain(before.into_iter().filter(|id| !reach.contains(id))).collect()
    }

    /// What it is as an alert; `None` for what is ordinary.
    pub fn stage(&self) -> Option<Stage> {
        match (self.content.severity, self.withdrawn_at, self.alerted_at) {
            (Severity::Ordinary, ..) => None,
            (Severity::Emergency, Some(_), _) => Some(Stage::Cancel),
            (Severity::Emergency, None, Some(_)) => Some(Stage::Update),
            (Severity::Emergency, None, None) => Some(Stage::Alert),
        }
    }
}
