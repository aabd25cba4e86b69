//! Reports that move between units, places and fields carry all that they count as with them.

use domain::{
    report::Verdict,
    statistics::{Cell, Turn, counted},
};

use super::town::{Cells, Step, after, recounted, report, tell, told};

#[test]
fn a_report_that_moves_is_in_one_cell_and_on_its_first_day() {
    let new = report(1, 0);
    let accepted = after(&new, Step::Accept, 30);
    let moved = after(&accepted, Step::Transfer(1), 3 * 24 * 60);
    let mut cells = Cells::new();
    tell(&mut cells, &Turn::between(None, &new), 2);
    tell(&mut cells, &Turn::between(Some(&new), &accepted), 2);
    tell(&mut cells, &Turn::between(Some(&accepted), &moved), 2);
    let told = told(&cells);
    assert_eq!(told, recounted([&moved]));
    let (key, _) = told.iter().next().unwrap();
    assert_eq!((key.unit.as_str(), key.day), ("ubnd-vn-2", new.day()));
}

#[test]
fn a_crash_between_the_two_cells_is_made_up_for_by_the_repeat() {
    let new = report(1, 0);
    let moved = after(&new, Step::Place(1), 5);
    let turn = Turn::between(Some(&new), &moved);
    for reached in [0, 1] {
        let mut cells = Cells::new();
        tell(&mut cells, &Turn::between(None, &new), 2);
        tell(&mut cells, &turn, reached);
        tell(&mut cells, &turn, 2);
        tell(&mut cells, &turn, 2);
        assert_eq!(told(&cells), recounted([&moved]));
    }
}

#[test]
fn a_report_that_goes_and_comes_back_is_counted_once() {
    let new = report(1, 0);
    let away = after(&new, Step::Transfer(1), 5);
    let back = after(&away, Step::Transfer(0), 5);
    let turns = [Turn::between(None, &new), Turn::between(Some(&new), &away), Turn::between(Some(&away), &back)];
    let mut cells = Cells::new();
    for again in 0..3 {
        for turn in turns[again..].iter().chain(&turns) {
            tell(&mut cells, turn, 2);
        }
    }
    assert_eq!(told(&cells), recounted([&back]));
}

#[test]
fn a_public_report_made_confidential_leaves_the_public_cell() {
    let new = report(1, 0);
    let closed = after(&after(&new, Step::Answer, 60), Step::Close(Verdict::Agreed, Some(5)), 60);
    let hidden = after(&closed, Step::Hide, 60);
    let mut cells = Cells::new();
    tell(&mut cells, &Turn::between(None, &closed), 2);
    tell(&mut cells, &Turn::between(Some(&closed), &hidden), 2);
    assert!(told(&cells).keys().all(|key| !key.public));
    assert_eq!(told(&cells), recounted([&hidden]));
}

#[test]
fn a_skipped_record_is_made_up_for_by_the_next_one_of_its_report() {
    let new = report(1, 0);
    let accepted = after(&new, Step::Accept, 30);
    let answered = after(&accepted, Step::Answer, 30);
    let mut cells = Cells::new();
    tell(&mut cells, &Turn::between(None, &new), 2);
    tell(&mut cells, &Turn::between(Some(&accepted), &answered), 2);
    assert_eq!(told(&cells), recounted([&answered]));
    // and the one that was given up changes nothing when it is replayed
    tell(&mut cells, &Turn::between(Some(&new), &accepted), 2);
    assert_eq!(told(&cells), recounted([&answered]));
}

#[test]
fn a_mark_is_read_as_it_was_written() {
    let answered = after(&report(1, 0), Step::Answer, 60);
    let key = counted(&answered).key;
    let mut cell = Cell::empty(key);
    cell.take(&Turn::between(None, &answered));
    let mark = cell.recent.values().next().unwrap();
    assert_eq!(mark.to_string().parse(), Ok(mark.clone()));
    assert!(mark.to_string().len() < 40, "{mark}");
}
