//! `directory new FOLDER`: a made-up province of two communes, whole enough to run, for a province to make its own.

use std::path::Path;

use super::ErrandError;

macro_rules! files {
    ($($name:literal),*) => { [$(($name, include_str!(concat!("../../skeleton/", $name)))),*] };
}

/// The files as they are written.
const FILES: [(&str, &str); 10] = files!(
    "areas.csv",
    "borders.geojson",
    "calendar.csv",
    "categories.csv",
    "consents.csv",
    "hotlines.csv",
    "hours.csv",
    "implied-units.csv",
    "province.csv",
    "units.csv"
);

/// Writes the skeleton into a folder that is new or empty; gives what to do next.
pub(super) fn write(folder: &Path) -> Result<String, ErrandError> {
    let failed = |source| ErrandError::Folder { path: folder.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    if folder.read_dir().map_err(failed)?.next().is_some() {
        return Err(ErrandError::NotEmpty(folder.to_owned()));
    }
    for (name, text) in FILES {
        std::fs::write(folder.join(name), text).map_err(failed)?;
    }
    let at = folder.display();
    Ok(format!(
        "{at}: a made-up province. Replace its rows by your own (infra/directory/README.md tells each column), then\n\
         cargo run -p local -- directory check {at}\n\
         cargo run -p local -- --directory {at}"
    ))
}
