//! What can be wrong with the files, each with a stable code and words for the clerk.

use serde::{Serialize, Serializer, ser::SerializeStruct as _};

/// One fault, where it is and what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// The line, counted from 1; 1 where the fault is the whole file's.
    pub line: u32,
    /// What is wrong.
    pub problem: Problem,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident { $($field:ident),* } = $code:literal, $vi:literal, $en:literal;)*) => {
        /// What is wrong with a row, or with the files together.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the fields are what the messages name")]
        pub enum Problem {
            $($(#[$doc])* $name { $($field: String),* },)*
        }

        impl Problem {
            /// The stable code.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)* }
            }

            fn vi(&self) -> String {
                match self { $(Self::$name { $($field),* } => format!($vi),)* }
            }

            fn en(&self) -> String {
                match self { $(Self::$name { $($field),* } => format!($en),)* }
            }
        }
    };
}

problems! {
    /// A file is not there.
    FileMissing {} = "file_missing", "thiếu tệp này", "the file is missing";
    /// A column is not there.
    ColumnMissing { column } = "column_missing", "thiếu cột {column}", "the column {column} is missing";
    /// A column that nobody reads.
    ColumnUnknown { column } = "column_unknown", "không có cột nào tên {column}", "there is no column {column}";
    /// A row that is no CSV, or has more or fewer cells than the head.
    RowBroken { why } = "row_broken", "dòng không đọc được: {why}", "the row cannot be read: {why}";
    /// An empty cell that must be filled.
    ValueMissing { column } = "value_missing", "ô {column} còn trống", "{column} is empty";
    /// A cell that does not say what its column needs.
    ValueBad { column, value, expected } = "value_bad",
        "{column}: \"{value}\" không hợp lệ ({expected})", "{column}: \"{value}\" is not valid ({expected})";
    /// A key used twice.
    Duplicate { id } = "duplicate", "{id} đã có ở dòng khác", "{id} is already on another line";
    /// A period that ends before it starts.
    PeriodBackwards {} = "period_backwards", "ngày kết thúc trước ngày bắt đầu", "the period ends before it starts";
    /// A parent that is not there.
    ParentUnknown { id, parent } = "parent_unknown",
        "cấp trên {parent} của {id} không có", "the parent {parent} of {id} does not exist";
    /// A commune or district without a parent, a province with one, or a parent that is not of a higher level.
    ParentLevel { id } = "parent_level",
        "{id} phải trực thuộc một địa bàn cấp cao hơn (tỉnh thì không)", "{id} must have a parent of a higher level (a province none)";
    /// A parent that does not exist all the time.
    ParentNotValid { id, parent } = "parent_not_valid",
        "{parent} không tồn tại suốt thời gian của {id}", "{parent} does not exist all the time that {id} does";
    /// Two areas with one code on one day.
    GsoCodeTaken { code, other } = "gso_code_taken",
        "mã {code} trùng với {other} trong cùng thời gian", "the code {code} is also that of {other} at the same time";
    /// A commune that ends and nobody takes over.
    SuccessorMissing { id } = "successor_missing",
        "{id} kết thúc mà không có đơn vị kế thừa", "{id} ends without a successor";
    /// A successor that is not there.
    SuccessorUnknown { id, successor } = "successor_unknown",
        "{successor} kế thừa {id} nhưng không có", "the successor {successor} of {id} does not exist";
    /// A successor that is not valid on the day after, or of an area that does not end.
    SuccessorNotValid { id, successor } = "successor_not_valid",
        "{successor} không tồn tại vào ngày sau khi {id} kết thúc", "{successor} is not valid on the day after {id} ends";
    /// An area that is not there.
    AreaUnknown { area } = "area_unknown", "không có địa bàn {area}", "there is no area {area}";
    /// Two units of one kind that answer for one area on one day.
    KindTaken { kind, other } = "kind_taken",
        "{other} cũng là {kind} của địa bàn này trong cùng thời gian", "{other} is also the {kind} of this area at the same time";
    /// An owner of a kind that no unit has.
    KindUnknown { kind } = "kind_unknown", "không có đơn vị nào là {kind}", "no unit is of the kind {kind}";
    /// A day without the centre.
    CentreMissing { day } = "centre_missing", "ngày {day} không có trung tâm", "there is no centre on {day}";
    /// A unit whose units above never reach the centre.
    NotUnderCentre { id } = "not_under_centre",
        "các đơn vị cấp trên của {id} không dẫn đến trung tâm", "the units above {id} do not lead to the centre";
    /// Two sets of rules for one category on one day.
    CategoryOverlap { code } = "category_overlap",
        "{code} có hai bộ quy định trong cùng thời gian", "{code} has two sets of rules at the same time";
    /// Only one of the two urgent deadlines.
    UrgentHalf { code } = "urgent_half",
        "{code}: phải có cả hai thời hạn khẩn hoặc không có", "{code}: both urgent deadlines must be there, or neither";
    /// A category that nobody owns by its rules in some commune on some day.
    OwnerUnresolved { code, area, day } = "owner_unresolved",
        "{code}: không tìm được đơn vị xử lý ở {area} từ ngày {day}", "{code}: no owner is found in {area} from {day} on";
    /// A report on conduct that only the unit itself could own.
    NobodyAbove { id, day } = "nobody_above",
        "từ ngày {day} không ai nhận được phản ánh về {id}", "from {day} on nobody can own a report about {id}";
    /// A holiday on a day that is off anyway.
    HolidayAtWeekend { day } = "holiday_at_weekend", "{day} là ngày cuối tuần, không ghi ngày nghỉ", "{day} is at a weekend and off anyway";
    /// A make-up day on a day that is worked anyway.
    WorkdayOnWeekday { day } = "workday_on_weekday", "{day} không phải ngày cuối tuần, không ghi làm bù", "{day} is a weekday and worked anyway";
    /// Office hours whose day is longer or shorter than before: a working day is one length.
    HoursLength { hours } = "hours_length",
        "{hours}: tổng giờ làm việc một ngày phải bằng nhau qua các thời kỳ", "{hours}: a working day must stay equally long";
    /// A file that is no GeoJSON.
    GeojsonBroken { why } = "geojson_broken", "không đọc được GeoJSON: {why}", "the GeoJSON cannot be read: {why}";
    /// A border of something that is no commune.
    BorderNotCommune { area } = "border_not_commune", "{area} không phải cấp xã", "{area} is not a commune";
    /// A border that crosses itself, has too few points, or the like.
    BorderInvalid { area, why } = "border_invalid", "ranh giới {area} không hợp lệ: {why}", "the border of {area} is not valid: {why}";
    /// Two borders that overlap on one day.
    BorderOverlap { area, other, square_m } = "border_overlap",
        "ranh giới {area} chồng lên {other} ({square_m} m²)", "the border of {area} overlaps {other} ({square_m} m²)";
    /// A setting that is not there.
    SettingMissing { key } = "setting_missing", "thiếu mục {key}", "the setting {key} is missing";
    /// A setting that nobody reads.
    SettingUnknown { key } = "setting_unknown", "không có mục nào tên {key}", "there is no setting {key}";
    /// A table that needs a row and has none.
    TableEmpty {} = "table_empty", "bảng không có dòng nào", "the table has no rows";
}

impl Fault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// For the clerk, in Vietnamese.
    pub fn message_vi(&self) -> String {
        self.problem.vi()
    }

    /// For the clerk, in English.
    pub fn message_en(&self) -> String {
        self.problem.en()
    }
}

/// As `{file, line, code, message_vi, message_en}`.
impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fault = serializer.serialize_struct("Fault", 5)?;
        fault.serialize_field("file", &self.file)?;
        fault.serialize_field("line", &self.line)?;
        fault.serialize_field("code", self.code())?;
        fault.serialize_field("message_vi", &self.message_vi())?;
        fault.serialize_field("message_en", &self.message_en())?;
        fault.end()
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.code(), self.message_vi())
    }
}

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, file: &str, line: u32, problem: Problem) {
        self.0.push(Fault { file: file.to_owned(), line, problem });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By file and line, each once.
    pub(super) fn sorted(mut self) -> Vec<Fault> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}
