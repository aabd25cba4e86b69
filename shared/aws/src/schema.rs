//! Tables and indexes as the code uses them; a repository test holds the template to it.

/// A table: the setting that names it, its keys, its indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// The setting with its name.
    pub setting: &'static str,
    /// Partition key.
    pub partition: &'static str,
    /// Sort key.
    pub sort: Option<&'static str>,
    /// Secondary indexes: name, partition key, sort key. They project keys only, but for those of Staff and News,
    /// `by-cell` and `by-due`; `by-reach` of Staff does too.
    pub indexes: &'static [(&'static str, &'static str, Option<&'static str>)],
}

/// Reports: one item a report.
pub const REPORTS: Table = Table {
    setting: "REPORTS_TABLE",
    partition: "report_id",
    sort: None,
    indexes: &[
        ("by-person", "person", Some("received_at")),
        ("by-queue", "queue", Some("resolve_by")),
        ("by-place", "place", Some("received_at")),
        ("by-region", "region", Some("received_at")),
        ("by-cell", "cell", Some("received_at")),
        ("by-due", "due_shard", Some("due_at")),
        ("by-code", "code", None),
        ("by-wording", "wording", Some("reworded_at")),
    ],
};
/// Photos: one item a photo, and the pictures seen before.
pub const PHOTOS: Table =
    Table { setting: "PHOTOS_TABLE", partition: "report_id", sort: Some("photo_id"), indexes: &[] };
/// People: devices, follows, rate windows; the only table that can tell of a person.
pub const PEOPLE: Table = Table { setting: "PEOPLE_TABLE", partition: "person", sort: Some("item"), indexes: &[] };
/// Keys: of the pseudonyms.
pub const KEYS: Table = Table { setting: "KEYS_TABLE", partition: "key_id", sort: None, indexes: &[] };
/// Staff: who works where. Its indexes hold whole rows, so that who is there is one query; that of phones' leases keys only.
pub const STAFF: Table = Table {
    setting: "STAFF_TABLE",
    partition: "staff_id",
    sort: None,
    indexes: &[
        ("by-unit", "unit", None),
        ("by-role", "role", None),
        ("by-absence", "absent_from", None),
        ("by-reach", "reach", Some("desk")),
        ("by-return", "back_on", None),
        ("by-lease", "leased", Some("lapses_at")),
    ],
};
/// Directory: immutable versions and a pointer.
pub const DIRECTORY: Table = Table { setting: "DIRECTORY_TABLE", partition: "item", sort: None, indexes: &[] };
/// Statistics: one item per day, commune, category, unit and visibility.
pub const STATISTICS: Table = Table {
    setting: "STATISTICS_TABLE",
    partition: "area",
    sort: Some("item"),
    indexes: &[("by-unit", "unit", Some("item"))],
};

/// Audit: one chain of entries.
pub const AUDIT: Table = Table { setting: "AUDIT_TABLE", partition: "chain", sort: Some("entry"), indexes: &[] };
/// News: one item each. Its index holds whole rows, so that what is listed is one query.
pub const NEWS: Table =
    Table { setting: "NEWS_TABLE", partition: "news_id", sort: None, indexes: &[("by-end", "shelf", Some("ends_at"))] };

/// All tables.
pub const ALL: [Table; 9] = [REPORTS, PHOTOS, PEOPLE, KEYS, STAFF, DIRECTORY, AUDIT, STATISTICS, NEWS];
