//! The list of all cases.

/// Makes a `#[test]` of each case of the [conformance suite](crate::suite). The argument is an expression that gives a
/// fresh [`StoreFactory`](crate::suite::StoreFactory); it is evaluated once per case, inside a tokio runtime.
///
/// `store_suite!(together NAME: FACTORY)` makes one test that runs all cases and lists those that failed: for servers
/// that start slowly, where each test may be a process of its own.
#[macro_export]
macro_rules! store_suite {
    ($factory:expr) => {
        $crate::store_suite! { @list each $factory }
    };
    (together $name:ident: $factory:expr) => {
        #[test]
        fn $name() {
            let mut failed: Vec<&str> = Vec::new();
            $crate::store_suite! { @list (failed) $factory }
            assert!(failed.is_empty(), "failed cases: {failed:?}");
        }
    };
    (@list $mode:tt $factory:expr) => {
        $crate::store_suite! { @cases $mode $factory;
            board: a_new_shop_is_empty, an_order_shows_in_every_figure, hours_and_minutes_are_local,
                comparison_days_come_with_their_minutes, days_are_listed_without_gaps;
            commits: an_empty_commit_is_applied, commits_keep_the_order_of_their_submission,
                a_known_id_expected_new_changes_nothing,
                another_version_than_expected_changes_nothing,
                an_unknown_id_expected_known_changes_nothing, conflicts_tell_of_large_orders_whole,
                returns_count_apart, news_follows_a_commit;
            money: revenue_is_exact_to_the_cent, sums_are_exact_beyond_doubles,
                a_day_ends_before_its_sums_overflow,
                zero_priced_lines_count_but_bring_nothing, corrections_may_leave_a_day_at_zero;
            versions: a_higher_version_applies_the_difference, a_version_may_move_the_day_and_hour,
                a_lower_or_equal_version_changes_nothing, a_cancelled_order_contributes_nothing,
                a_pending_order_counts_once_it_is_paid,
                a_higher_version_takes_a_cancellation_back, a_cancellation_may_come_first,
                the_last_unit_taken_away_ends_an_item, versions_are_compared_exactly,
                a_corrected_order_may_become_a_return;
            positions: a_position_moves_with_its_orders, a_position_may_move_alone,
                another_position_than_expected_changes_nothing, a_refused_order_holds_the_position;
            memos: a_memo_changes_with_its_orders, another_memo_than_expected_changes_nothing,
                a_memo_goes_with_its_day, memos_outlive_the_store;
            leases: a_lease_has_one_owner, a_lease_runs_out, a_lease_is_given_back_by_its_owner_alone,
                a_lease_is_taken_over_from_whom_it_was_seen_with, groups_and_shops_have_leases_of_their_own;
            retention: other_days_than_expected_change_nothing, a_dropped_day_keeps_its_totals,
                a_dropped_day_forgets_its_ids, a_day_may_come_and_go_in_one_commit,
                totals_are_kept_for_ever, a_held_import_prunes_at_its_end,
                the_leaderboard_outlives_the_days,
                a_dropped_day_stays_dropped_when_more_days_are_kept;
            latest: the_feed_holds_exactly_100_lines, the_newest_line_comes_first,
                later_versions_do_not_enter_again, a_line_says_what_was_sold;
            popular: ties_are_ordered_by_sku_descending, pages_join_and_end,
                a_day_has_its_own_leaderboard, skus_are_bytes, the_newest_name_wins,
                a_large_catalogue_is_exact;
            orders: orders_are_listed_newest_first, orders_of_an_hour_that_comes_twice_keep_their_pass,
                order_ids_come_back_as_they_were,
                pages_of_orders_join_and_end, orders_are_filtered_by_item,
                an_order_shows_its_newest_version, cancellations_and_returns_are_listed,
                days_that_are_not_kept_have_no_orders;
            search: a_search_finds_parts_in_any_case, the_newest_name_is_found,
                pages_of_a_search_join_and_keep_the_ranks, an_item_has_its_units_by_day,
                an_item_outlives_its_days;
            items: new_items_beyond_the_bound_are_refused, a_store_that_has_more_keeps_them,
                the_bound_comes_last, an_item_taken_back_at_once_is_known, writers_share_the_bound;
            rejects: rejects_come_back_newest_first, rejects_are_counted_by_reason,
                rejects_can_be_dropped, the_newest_ten_thousand_rejects_are_kept,
                reject_bodies_are_bytes, rejects_that_are_kept_apart_are_not_pushed_out,
                rejects_that_are_kept_apart_have_a_bound_in_bytes, old_deliveries_are_forgotten;
            roster: shops_are_listed_once, a_shop_that_is_forgotten_begins_anew;
            shops: shops_do_not_mix, a_shop_keeps_its_time_zone_and_currency;
            products: a_day_knows_what_its_items_sold_for, amounts_by_line_are_kept_from_a_day_on,
                a_new_shop_keeps_amounts_by_line, an_item_has_a_greatest_amount,
                a_dropped_day_keeps_its_items, the_items_of_a_copied_day_are_taken_over;
            slices: a_day_is_split_by_channel_and_country, corrections_move_between_slices,
                a_dropped_day_keeps_its_slices, slices_of_dropped_days_are_copied,
                orders_are_filtered_by_channel_and_country, a_slice_ends_before_its_sums_overflow,
                a_shop_keeps_its_channels;
            presence: a_store_tells_its_own_figures, servers_see_each_other,
                notes_are_shared_and_outlive_the_store,
                a_document_is_replaced_only_by_who_has_read_it;
            concurrency: writers_of_the_same_orders_agree, writers_of_different_orders_agree,
                readers_see_whole_commits;
            reopen: everything_is_there_again, work_goes_on_after_reopening,
                ids_given_to_two_orders_are_told_apart, first_days_are_raised_and_kept;
            model: random_batches_equal_the_model, random_days_come_and_go_as_in_the_model;
        }
    };
    (@cases each $factory:expr; $($noun:ident: $($case:ident),+;)+) => {
        $($(
            #[test]
            fn $case() {
                $crate::suite::run(async {
                    let factory = $factory;
                    $crate::suite::told(&factory, $crate::suite::$noun::$case(&factory)).await
                });
            }
        )+)+
    };
    (@cases ($failed:ident) $factory:expr; $($noun:ident: $($case:ident),+;)+) => {
        $($(
            let case = || $crate::suite::run(async {
                let factory = $factory;
                $crate::suite::told(&factory, $crate::suite::$noun::$case(&factory)).await
            });
            if ::std::panic::catch_unwind(case).is_err() {
                $failed.push(stringify!($case));
            }
        )+)+
    };
}
