//! Phones of staff: on the topic of the unit where Staff says the person works now, whatever the token says, and on
//! none while the person is away. For seven days, and again for seven each time that the app starts.
//!
//! What is intended is stored before SNS is asked, and looked at again after: whoever moves or removes the person
//! meanwhile takes the phone off again, or we do.

use aws::tables::staff::{OnTopic, Phone, Phones};
use domain::{
    calendar::date_of,
    staff::{Staff, StaffId, lease, presence},
};
use edge::{Caller, Problem, Request};
use jiff::{Timestamp, civil::Date};

use crate::{App, Wanted};

/// Times that it is tried while the person is moved.
const ATTEMPTS: usize = 5;
/// Most phones of one person.
const MOST_PHONES: usize = 10;

/// Puts a phone on its unit's topic; gives the unit, none while the person is away or where the role has none.
pub(crate) async fn register(
    app: &App,
    request: &Request,
    caller: &Caller,
    device_id: &str,
    wanted: &Wanted,
) -> Result<Option<String>, Problem> {
    let (id, day) = (id_of(caller)?, date_of(request.now));
    for _ in 0..ATTEMPTS {
        let row = app.staff.get(id.as_str()).await?.ok_or_else(|| Problem::new("staff_only"))?;
        let phones = app.staff.phones(&id).await?;
        let before = phones.phones.get(device_id);
        if before.is_none() && phones.phones.len() >= MOST_PHONES {
            return Err(Problem::new("too_many_devices"));
        }
        let endpoint = app.push.endpoint(&wanted.application, &wanted.token, &wanted.owner).await?;
        let on = topic(app, &row, request.now).await?;
        let unit = on.as_ref().map(|on| on.unit.to_string());
        let (platform, language) = (wanted.platform.clone(), wanted.language.clone());
        let phone = Phone { platform, endpoint: endpoint.clone(), language, on };
        if before.is_some_and(|before| same(before, &phone)) {
            if renewed(app, &id, &phones, device_id, request.now).await? {
                return Ok(unit);
            }
            continue;
        }
        if let Some((on, endpoint)) = before.and_then(|before| Some((before.on.as_ref()?, &before.endpoint))) {
            app.push.leave(on, endpoint).await?;
        }
        if join(app, &id, &phones, device_id, phone, day).await? {
            if let Some(old) = before.filter(|before| before.endpoint != endpoint) {
                app.push.remove_endpoint(&old.endpoint).await?;
            }
            return Ok(unit);
        }
    }
    Err(Problem::unavailable("the person kept being moved"))
}

/// A phone that is registered so already: its lease begins anew, where that is worth a write.
async fn renewed(app: &App, id: &StaffId, phones: &Phones, device_id: &str, now: Timestamp) -> Result<bool, Problem> {
    let mut after = phones.clone();
    let on = after.phones.get_mut(device_id).and_then(|phone| phone.on.as_mut());
    let Some(on) = on.filter(|on| lease::is_old(on.until, now)) else { return Ok(true) };
    on.until = lease::end(now);
    Ok(app.staff.put_phones(id, phones, &after).await?)
}

/// Forgets a phone; one that isn't there is forgotten already.
pub(crate) async fn remove(app: &App, caller: &Caller, device_id: &str) -> Result<(), Problem> {
    let id = id_of(caller)?;
    for _ in 0..ATTEMPTS {
        let before = app.staff.phones(&id).await?;
        let mut after = before.clone();
        let Some(phone) = after.phones.remove(device_id) else { return Ok(()) };
        if let Some(on) = &phone.on {
            app.push.leave(on, &phone.endpoint).await?;
        }
        if app.staff.put_phones(&id, &before, &after).await? {
            return Ok(app.push.remove_endpoint(&phone.endpoint).await?);
        }
    }
    Err(Problem::unavailable("the person kept being moved"))
}

fn id_of(caller: &Caller) -> Result<StaffId, Problem> {
    caller.subject.parse().map_err(|_| Problem::new("staff_only"))
}

/// The topic that the person belongs on, not yet joined.
async fn topic(app: &App, row: &Staff, now: Timestamp) -> Result<Option<OnTopic>, Problem> {
    let day = date_of(now);
    let Some(unit) = row.desk().filter(|_| !row.away(day)) else { return Ok(None) };
    let categories = if row.categories.is_empty() {
        Vec::new()
    } else {
        presence::categories(&app.staff.of_unit(&unit).await?, row, day)
    };
    let topic = app.push.unit_topic(unit.as_str()).await?;
    Ok(Some(OnTopic { unit, topic, categories, until: lease::end(now), subscription: None }))
}

/// Whether the phone is registered so already, its subscription made, for whatever time.
fn same(before: &Phone, wanted: &Phone) -> bool {
    let mut without = before.clone();
    let made = without.on.as_mut().is_none_or(|on| on.subscription.take().is_some());
    if let (Some(before), Some(wanted)) = (&mut without.on, &wanted.on) {
        before.until = wanted.until;
    }
    made && without == *wanted
}

/// Stores, subscribes, stores the subscription, looks again; false where the person was moved meanwhile.
async fn join(
    app: &App,
    id: &StaffId,
    phones: &Phones,
    device_id: &str,
    mut phone: Phone,
    day: Date,
) -> Result<bool, Problem> {
    let mut intended = phones.clone();
    intended.phones.insert(device_id.to_owned(), phone.clone());
    if !app.staff.put_phones(id, phones, &intended).await? {
        return Ok(false);
    }
    let Some(on) = &mut phone.on else { return Ok(true) };
    on.subscription = Some(app.push.subscribe(&on.topic, &phone.endpoint, &on.categories).await?);
    let on = on.clone();
    intended.version = phones.version + 1;
    let mut made = intended.clone();
    made.phones.insert(device_id.to_owned(), phone.clone());
    let stored = app.staff.put_phones(id, &intended, &made).await?;
    let row = app.staff.get(id.as_str()).await?;
    if stored && row.is_some_and(|row| row.desk().as_ref() == Some(&on.unit) && !row.away(day)) {
        return Ok(true);
    }
    app.push.leave(&on, &phone.endpoint).await?;
    if stored {
        let (before, mut without) = (Phones { version: intended.version + 1, ..made.clone() }, made);
        without.phones.remove(device_id);
        // Whoever was quicker has taken it off as well.
        app.staff.put_phones(id, &before, &without).await?;
    }
    Ok(false)
}
