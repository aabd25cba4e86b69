//! Whole journeys, as phones and desks make them: over HTTP, against the local stack with the real functions.
//!
//! Each test has a stack of its own on free ports, with nothing kept. What a test knows of the product is the HTTP
//! contract and `/local/*`; only the counts of requests are looked up inside.

mod absence;
mod acceptance;
mod audit;
mod bill;
mod breaking;
mod bucket;
pub(crate) mod camera;
mod clocks;
mod costs;
mod cut_off;
mod dead_ends;
mod devices;
mod elsewhere;
mod evidence;
mod fault_points;
mod following;
mod limits;
mod links;
mod lists;
mod masks;
mod merging;
mod model;
mod news;
mod other_province;
mod own;
mod payload;
pub(crate) mod phone;
mod photos;
pub(crate) mod picture;
mod power_cuts;
mod presence;
mod pushes;
mod quiet;
mod refusals;
mod rekeying;
mod repeats;
mod replay;
mod rights;
mod search;
mod sight;
mod staff;
mod staff_rules;
mod statistics;
mod suspension;
mod tables;
pub(crate) mod town;
mod uploads;
mod watching;
mod wrong_steps;

/// Between them, and with the functions' stories, they do all that functions do: `secrecy/permissions.rs` runs them so.
pub(crate) const FOR_PERMISSIONS: &[fn()] = &[
    absence::who_is_back_is_pushed_again_before_the_app_starts,
    audit::each_change_of_what_everybody_sees_is_an_entry_once,
    clocks::a_report_walks_past_every_deadline_and_each_escalation_comes_once,
    clocks::when_the_map_changes_open_reports_follow_their_communes_once,
    dead_ends::a_unit_without_phone_officer_or_leader_is_shown_until_it_has_them,
    devices::a_phone_that_changes_hands_gets_nothing_more_of_whose_it_was,
    devices::a_phone_that_signs_out_gets_nothing_and_may_do_so_twice,
    devices::an_endpoint_that_sns_has_disabled_is_enabled_when_the_app_starts_and_removed_when_it_does_not,
    devices::an_officers_phone_is_pushed_for_seven_days_after_its_app_was_last_started,
    evidence::a_held_answer_completes_once_its_photo_has_passed,
    following::a_citizen_gets_the_kinds_of_push_that_they_chose,
    following::a_phone_that_was_last_started_before_the_map_changed_hears_of_what_stands_for_its_area,
    links::the_reports_of_a_former_sign_in_are_read_and_answered_for_after_a_link,
    lists::areas::a_districts_list_is_that_of_its_communes_newest_first,
    lists::map::a_box_holds_what_is_in_it_over_all_its_cells_newest_first,
    merging::a_merged_reports_citizen_follows_the_other_and_judges_its_answer,
    merging::when_the_other_is_withdrawn_the_oldest_takes_its_place_in_one_write,
    news::an_emergency_is_pushed_once_changed_and_called_off_and_read_as_an_alert,
    photos::a_photo_comes_out_upright_and_small_and_tells_nothing_but_its_picture,
    photos::news_of_a_photo_whose_row_is_gone_or_there_again_ends_right,
    photos::what_no_report_claims_is_gone_after_two_days_and_what_one_does_stays,
    presence::what_comes_to_a_unit_without_anybody_is_told_further_up,
    quiet::at_night_only_what_is_urgent_is_pushed_and_the_morning_brings_one_digest,
    rights::former_sign_ins_and_followers_of_others_reports_go_along,
    rights::who_is_erased_is_nobody_any_more_and_the_reports_stay,
    search::a_report_is_found_by_description_address_code_and_answer_at_once_and_from_the_index,
    search::an_old_report_that_is_corrected_is_found_where_it_lies_now,
    sight::a_confidential_report_is_to_the_public_as_if_it_were_not,
    staff::a_leave_that_begins_later_takes_the_officer_off_that_night,
    staff::an_officer_is_imported_pushed_away_back_moved_and_removed,
    statistics::nights::a_wrong_counter_is_found_mended_and_told_of_the_night_after,
    statistics::nights::everybody_sees_last_midnights_figures_and_confidential_reports_in_the_services_totals_only,
    suspension::a_linked_sign_in_is_no_way_out,
    watching::every_metric_that_is_looked_at_is_emitted_and_every_emitted_one_is_looked_at,
];
