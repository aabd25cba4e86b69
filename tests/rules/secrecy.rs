//! Who reported stays a secret by what functions may do and by what their types can say.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{files, functions as crates, text};
use super::template::{each, functions, statements};

/// Functions that citizens call: they turn a subject into a pseudonym.
const CITIZENS: [&str; 7] = [
    "give-feedback",
    "link-identity",
    "manage-person",
    "read-mine",
    "register-device",
    "submit-report",
    "upload-photo",
];
/// These may read or write People without knowing any key: notify looks up phones, manage-staff suspends by a report.
const WITHOUT_KEYS: [&str; 2] = ["manage-staff", "notify"];

/// Actions that a function has on a table.
fn may(function: &str, table: &str) -> BTreeSet<String> {
    let statements = statements(&functions()[function]);
    let named = statements.iter().filter(|statement| statement["Resource"].to_string().contains(table));
    named.flat_map(|statement| each(&statement["Action"])).map(|action| action.as_str().unwrap().to_owned()).collect()
}

#[test]
fn only_functions_that_citizens_call_read_the_keys_and_none_writes_them() {
    for function in functions().keys() {
        let may = may(function, "KeysTable");
        let expected = if CITIZENS.contains(&function.as_str()) { vec!["dynamodb:GetItem"] } else { vec![] };
        assert_eq!(may.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{function}");
    }
}

#[test]
fn only_they_touch_people_but_for_pushing_and_for_suspending() {
    for function in functions().keys() {
        let touches = !may(function, "PeopleTable").is_empty();
        let may = CITIZENS.contains(&function.as_str()) || WITHOUT_KEYS.contains(&function.as_str());
        assert!(may || !touches, "{function} must not touch People");
    }
}

/// A type as its source tells it.
struct Type {
    /// Where.
    path: String,
    is_serialised: bool,
    /// The words of its fields.
    words: BTreeSet<String>,
}

/// Structs and enums of the sources, by name; two of one name are taken together.
fn types() -> BTreeMap<String, Vec<Type>> {
    let mut types: BTreeMap<String, Vec<Type>> = BTreeMap::new();
    for path in files("", ".rs").into_iter().filter(|path| path.contains("/src/") && !path.starts_with("tests")) {
        let code = text(&path);
        for kind in ["struct ", "enum "] {
            for (at, _) in code.match_indices(kind) {
                let line = code[..at].rfind('\n').map_or(0, |end| end + 1);
                if !matches!(code[line..at].trim(), "" | "pub" | "pub(crate)" | "pub(super)") {
                    continue;
                }
                let rest = &code[at + kind.len()..];
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                let end = if rest.find(['{', ';']).is_some_and(|at| rest[at..].starts_with('{')) { "\n}" } else { ";" };
                let fields = rest.split(end).next().unwrap();
                let fields: String = fields.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
                // Attributes stand right above.
                let above = code[..line].rsplit("\n\n").next().unwrap();
                let above = above.rsplit("\n}\n").next().unwrap();
                types.entry(name).or_default().push(Type {
                    path: path.clone(),
                    is_serialised: above.contains("Serialize"),
                    words: words(&fields),
                });
            }
        }
    }
    types
}

/// `shared/edge/src/forms.rs` and `shared/edge/src/reply.rs` are.
fn is_of_one_crate(one: &str, other: &str) -> bool {
    let of = |path: &str| path.split('/').take(2).collect::<Vec<_>>().join("/");
    of(one) == of(other)
}

fn words(code: &str) -> BTreeSet<String> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned).collect()
}

/// Types of the shared crates that say who somebody is.
fn telling(types: &BTreeMap<String, Vec<Type>>) -> BTreeSet<String> {
    let says = |one: &Type| {
        let shared = one.path.starts_with("shared/domain/") || one.path.starts_with("shared/aws/");
        shared && ["person", "Person"].iter().any(|word| one.words.contains(*word))
    };
    let found = types.iter().filter(|(_, all)| all.iter().any(says)).map(|(name, _)| name.clone());
    // A row's `by` and `claim` are texts; a caller is the edge's own.
    found.chain(["Person", "PhotoRow", "Caller"].map(str::to_owned)).collect()
}

#[test]
fn no_type_that_staff_or_the_public_are_answered_with_can_say_who_reported() {
    let types = types();
    let telling = telling(&types);
    for known in ["Report", "Known", "Actor", "Follower"] {
        assert!(telling.contains(known), "{known}: the test does not see what it should");
    }
    let mut answers = 0;
    for (name, all) in &types {
        for one in all.iter().filter(|one| one.is_serialised) {
            let citizens = CITIZENS.iter().any(|function| one.path.starts_with(&format!("functions/{function}/")));
            let answered = one.path.starts_with("shared/edge/") || one.path.starts_with("functions/") && !citizens;
            if !answered {
                continue;
            }
            answers += 1;
            // A crate's own type of that name is meant, not the shared one.
            let own = |word: &String| types[word].iter().any(|other| is_of_one_crate(&other.path, &one.path));
            let tells = |word: &String| telling.contains(word) && (word == "Caller" || !own(word));
            let says: Vec<_> = one.words.iter().filter(|word| *word == "person" || tells(word)).collect();
            assert!(says.is_empty(), "{}: {name} holds {says:?}", one.path);
        }
    }
    assert!(answers > 20, "{answers} types");
}

#[test]
fn a_stored_report_is_never_an_answer_itself() {
    let shared = files("shared/edge/src", ".rs").into_iter();
    let of_functions = crates().into_iter().flat_map(|function| files(&format!("functions/{function}/src"), ".rs"));
    for path in shared.chain(of_functions) {
        let code = text(&path);
        for call in ["Reply::json(", "to_value(", "to_raw_value(", "json!("] {
            for piece in code.split(call).skip(1) {
                let argument: String = piece.split(')').next().unwrap().split_whitespace().collect();
                let whole = ["report", "&report", "before", "after", "&after", "change"];
                let last = argument.rsplit(',').next().unwrap();
                assert!(!whole.contains(&last), "{path}: {call}{argument})");
            }
        }
    }
}
