//! The tour printed when the stack is ready: one report from the phone to the citizen's verdict, to be pasted line by
//! line into bash. It wants curl, grep and sed, which every machine has.

use std::path::Path;

use data_encoding::BASE64;
use domain::calendar::QuietHours;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::ids;
use crate::stored::{self, StoredError};

mod picture;

/// Where and by whom, before and after the communes of 1 July 2025.
struct Place {
    location: &'static str,
    officer: &'static str,
    consent: &'static str,
}

const OLD: Place = Place { location: r#""area":"vn-31318-2020""#, officer: "can-bo-phuong-1", consent: "2020-02" };
const NEW: Place = Place {
    location: r#""location":{"lat":9.78,"lng":105.47,"accuracy_m":12}"#,
    officer: "can-bo-phuong-vi-thanh",
    consent: "2026-01",
};
/// Midnight in Vietnam.
const NEW_COMMUNES: &str = "2025-06-30T17:00:00Z";

/// A photo on disk, and what its upload must declare.
struct Photo {
    path: String,
    bytes: usize,
    sha256: String,
    id: String,
}

/// Writes the tour's photos under `folder`, and gives its text.
pub(crate) fn write(folder: &Path, url: &str, now: Timestamp) -> Result<String, StoredError> {
    let report = ids::fresh();
    let scene = photo(folder, "scene", report.as_u128(), true)?;
    let evidence = photo(folder, "evidence", !report.as_u128(), false)?;
    let is_old = NEW_COMMUNES.parse().is_ok_and(|then: Timestamp| now < then);
    // At night an officer's phone stays still for anything else.
    let urgent = if QuietHours::default().cover(now) { r#""urgent":true,"# } else { "" };
    Ok(text(&report.to_string(), url, if is_old { &OLD } else { &NEW }, urgent, &scene, &evidence))
}

fn photo(folder: &Path, name: &str, seed: u128, rubbish: bool) -> Result<Photo, StoredError> {
    let folder = folder.join("tour");
    std::fs::create_dir_all(&folder).map_err(|cause| StoredError::io(&folder, cause))?;
    let path = folder.join(format!("{name}.jpg"));
    let jpeg = picture::street(seed, rubbish).map_err(|cause| StoredError::damaged(&path, &cause))?;
    stored::write(&path, &jpeg)?;
    let hash = Sha256::digest(&jpeg);
    let kind = if name == "scene" { 's' } else { 'e' };
    Ok(Photo {
        path: path.display().to_string(),
        bytes: jpeg.len(),
        sha256: BASE64.encode(&hash),
        id: format!("{kind}-{}", &data_encoding::HEXLOWER.encode(&hash)[..32]),
    })
}

fn text(report: &str, url: &str, place: &Place, urgent: &str, scene: &Photo, evidence: &Photo) -> String {
    let Place { location, officer, consent } = place;
    let (scene_id, evidence_id) = (&scene.id, &evidence.id);
    let (upload_scene, upload_evidence) =
        (upload(scene, "scene", "$citizen"), upload(evidence, "evidence", "$officer"));
    let token = r#"sed 's/.*"token":"\([^"]*\)".*/\1/'"#;
    // the last title before a phone's token is that of what the phone was sent
    let got = r#"got() { curl -s $api/local/pushes | grep -o '"title":"[^]]*"token":"'$1'"' | sed 's/.*"title":"\([^"]*\)".*/  '$1': \1/'; }"#;
    let version = r#"$(curl -s $api/v1/inbox/$id -H "authorization: Bearer $officer" | grep -o '"version":[0-9]*' | grep -o '[0-9]*' | sed q)"#;
    format!(
        r#"
A tour: paste it line by line. Ctrl-C here stops the stack.

# 1. A citizen and an officer sign in
api={url}; id={report}
citizen=$(curl -s $api/local/tokens -d '{{"sub":"mai","role":"citizen"}}' | {token})
officer=$(curl -s $api/local/tokens -d '{{"sub":"{officer}"}}' | {token})
# ... and register their phones: hers as herself, the officer's under the unit
curl -s -X PUT $api/v1/me/devices/phone -H "authorization: Bearer $citizen" -H 'content-type: application/json' -d '{{"platform":"fcm","token":"mai-phone","language":"vi"}}'; echo
curl -s -X PUT $api/v1/me/devices/phone -H "authorization: Bearer $officer" -H 'content-type: application/json' -d '{{"platform":"apns","token":"officer-phone","language":"vi"}}'; echo
{got}

# 2. The phone sends the photo straight to storage, under a URL that fits this very file only
{upload_scene}

# 3. ... and the report
curl -s $api/v1/reports -H "authorization: Bearer $citizen" -H 'content-type: application/json' -d '{{"id":"'$id'","category":"MT-RAC","description":"Rác thải, mùi hôi trên đường Châu Văn Liêm",{urgent}{location},"photos":["{scene_id}"],"consent":"{consent}"}}'; echo

# 4. The officers of the unit in charge were told at once
sleep 0.5; got officer-phone

# 5. An officer accepts it
curl -s $api/v1/reports/$id/assignments -H "authorization: Bearer $officer" -H 'content-type: application/json' -d '{{"action":"accept","version":1}}'; echo

# 6. The street is swept: the officer sends the proof, then the answer
{upload_evidence}
curl -s $api/v1/reports/$id/responses -H "authorization: Bearer $officer" -H 'content-type: application/json' -d '{{"kind":"answer","version":2,"text":"Đã thu gom rác và khử mùi.","photos":["{evidence_id}"]}}'; echo

# 7. Once the proof has been looked at, the answer counts; the citizen reads it and agrees
until curl -s $api/v1/reports/$id | grep -q '"answered"'; do sleep 0.2; done
sleep 0.5; got mai-phone
version={version}
curl -s $api/v1/reports/$id/feedback -H "authorization: Bearer $citizen" -H 'content-type: application/json' -d '{{"kind":"agree","version":'$version',"rating":5}}'; echo

# 8. Each was told what concerns them, and no more: officer-phone once, mai-phone twice
got officer-phone; got mai-phone

# 9. What everybody may read, and the photo without its metadata
curl -s $api/v1/reports/$id; echo
curl -sL $api/v1/reports/$id/photos/{evidence_id}/full -o after.jpg; ls -l after.jpg
"#
    )
}

fn upload(photo: &Photo, kind: &str, token: &str) -> String {
    let Photo { path, bytes, sha256, .. } = photo;
    format!(
        r#"upload=$(curl -s $api/v1/reports/$id/photos -H "authorization: Bearer {token}" -H 'content-type: application/json' -d '{{"kind":"{kind}","content_type":"image/jpeg","bytes":{bytes},"sha256":"{sha256}"}}' | sed 's/.*"url":"\([^"]*\)".*/\1/')
curl -s -o /dev/null -w '%{{http_code}}\n' -T {path} "$upload" -H 'content-type: image/jpeg' -H 'x-amz-checksum-sha256: {sha256}'"#
    )
}
