//! Text as people type it when they search: without accents, tone marks or case.
//!
//! Vietnamese has two habits for the tone mark ("Hòa" and "Hoà") and phones often send none at all, so names are
//! compared after both have lost their marks. What the fold loses (Long Mỹ the huyện, Long Mỹ the thị xã) is told
//! apart by the words around the name, never by the marks.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Folds `text` for comparison: lower case, no marks, `đ` as `d`, any run of other characters than letters and
/// digits as one space, none at the ends. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let letters = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    for letter in letters.flat_map(char::to_lowercase).nfkd() {
        if is_combining_mark(letter) {
            continue;
        }
        if !letter.is_alphanumeric() {
            gap = !folded.is_empty();
            continue;
        }
        if gap {
            folded.push(' ');
            gap = false;
        }
        folded.push(if letter == 'đ' { 'd' } else { letter });
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn the_place_of_a_tone_mark_does_not_matter() {
        assert_eq!(fold("Xã Tân Hòa"), fold("xã Tân Hoà"));
        assert_eq!(fold("Thủy"), fold("Thuỷ"));
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same() {
        assert_eq!(fold("Mỹ"), fold("My\u{303}"));
        assert_eq!(fold("ĐƯỜNG Châu-Văn  Liêm."), "duong chau van liem");
    }

    #[test]
    fn names_that_differ_by_more_than_marks_stay_apart() {
        assert_ne!(fold("Phường I"), fold("Phường III"));
        assert_ne!(fold("Long Trị"), fold("Long Trị A"));
    }

    #[test]
    fn nothing_but_punctuation_folds_to_nothing() {
        assert_eq!(fold(" …!? "), "");
        assert_eq!(fold(""), "");
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        }
    }
}
