//! What every store must do, whatever database is under it. A second database runs the same suite by
//! another line at the end of this file: a function that gives it a fresh, empty store.

mod common;

/// Runs every behaviour of a module against a store made by `$fresh`, each as a test of its own.
macro_rules! conform {
    ($fresh:path; $($module:ident { $($behaviour:ident),+ $(,)? })+) => {$(
        mod $module {
            $(
                #[tokio::test]
                async fn $behaviour() -> Result<(), upbeat_store::StoreError> {
                    let fresh = $fresh().await?;
                    super::super::$module::$behaviour(&fresh.store).await
                }
            )+
        }
    )+};
}

#[path = "conformance/accounts.rs"]
mod accounts;
#[path = "conformance/assets.rs"]
mod assets;
#[path = "conformance/jobs.rs"]
mod jobs;
#[path = "conformance/posts.rs"]
mod posts;
#[path = "conformance/renditions.rs"]
mod renditions;
#[path = "conformance/small.rs"]
mod small;
#[path = "conformance/transactions.rs"]
mod transactions;

/// Declares the suite for one database.
macro_rules! suite {
    ($name:ident, $fresh:path) => {
        mod $name {
            conform! { $fresh;
                accounts {
                    an_account_comes_back_as_it_was_stored,
                    the_same_profile_cant_be_connected_twice,
                    a_removed_account_is_found_again_under_its_old_id,
                    two_rotations_at_once_are_told_apart,
                }
                assets {
                    an_asset_comes_back_as_it_was_stored,
                    the_same_bytes_are_one_asset,
                    a_binned_asset_can_be_restored_unless_its_bytes_came_anew,
                    only_binned_assets_that_nobody_uses_can_be_erased,
                    an_asset_that_shall_still_go_out_is_never_erased,
                    a_sketch_is_kept_and_those_without_one_are_found,
                    assets_are_found_by_words_kind_and_bin,
                }
                jobs {
                    the_same_work_asked_for_twice_is_one_job,
                    the_oldest_job_is_claimed_first_and_by_one_worker,
                    a_job_whose_worker_died_is_taken_over_after_its_lease,
                    a_cancelled_job_tells_its_worker_to_stop,
                    settled_work_can_be_asked_for_again,
                    an_orderly_stop_gives_jobs_back_at_once,
                }
                posts {
                    a_post_comes_back_as_it_was_stored,
                    a_save_counts_the_revision_up,
                    a_writer_with_an_old_revision_is_refused_and_changes_nothing,
                    a_post_in_the_bin_cant_be_written,
                    a_post_with_an_unknown_asset_is_refused,
                    two_variants_for_the_same_network_are_refused,
                    every_word_is_searched_without_accents_or_case,
                    percent_signs_and_quotes_are_ordinary_characters,
                    lists_are_paged_and_tell_their_total,
                    emptying_the_bin_takes_only_what_is_old_enough,
                }
                renditions {
                    a_rendition_comes_back_as_it_was_stored,
                    the_same_key_is_stored_once,
                    a_shared_file_counts_once,
                    the_longest_unused_comes_first,
                }
                small {
                    there_is_one_workspace,
                    settings_are_kept_and_forgotten,
                    undo_goes_back_and_forth_in_order,
                    a_new_change_ends_what_was_undone,
                    the_undo_list_stays_short,
                }
                transactions {
                    a_transaction_that_is_dropped_leaves_no_trace,
                    a_snapshot_stays_as_it_was_while_others_write,
                    a_hundred_writers_take_turns_and_lose_nothing,
                }
            }
        }
    };
}

suite!(sqlite, crate::common::fresh);
