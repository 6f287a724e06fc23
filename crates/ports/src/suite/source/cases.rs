//! The list of all cases.

/// Makes a `#[test]` of each case of the [suite of sources](crate::suite::source). The argument is an expression that
/// gives a fresh [`SourceFactory`](crate::suite::source::SourceFactory); it is evaluated once per case, inside a tokio
/// runtime.
///
/// `source_suite!(together NAME: FACTORY)` makes one test that runs all cases, see
/// [`together`](crate::suite::source::together): for servers that start slowly, where each test may be a process of its
/// own.
#[macro_export]
macro_rules! source_suite {
    ($factory:expr) => {
        $crate::source_suite! { @list each $factory }
    };
    (together $name:ident: $factory:expr) => {
        #[test]
        fn $name() {
            $crate::suite::source::together($crate::source_suite! { @list together $factory });
        }
    };
    (@list $mode:tt $factory:expr) => {
        $crate::source_suite! { @cases $mode $factory;
            reading: what_is_put_is_counted_once, a_poisonous_record_stops_nobody,
                everything_can_be_read_again, a_stop_in_the_middle_leaves_nothing_out,
                a_killed_worker_leaves_nothing_out;
            workers: two_workers_on_a_partition_count_once, workers_share_and_take_over,
                a_worker_that_slept_past_its_lease_goes_on;
            partitions: a_split_partition_is_followed, a_new_partition_is_read,
                a_removed_partition_is_let_go;
            removal: what_was_removed_unread_is_told, a_quiet_source_has_lost_nothing;
            failures: a_source_that_is_away_is_read_when_it_is_back,
                a_store_that_is_away_is_written_when_it_is_back,
                what_a_store_lost_is_read_again;
        }
    };
    (@cases each $factory:expr; $($noun:ident: $($case:ident),+;)+) => {
        $($(
            #[test]
            fn $case() {
                $crate::suite::run(async {
                    $crate::suite::source::$noun::$case(&$factory).await;
                });
            }
        )+)+
    };
    (@cases together $factory:expr; $($noun:ident: $($case:ident),+;)+) => {
        vec![$($((
            stringify!($noun),
            stringify!($case),
            || $crate::suite::run(async {
                $crate::suite::source::$noun::$case(&$factory).await;
            }),
        )),+),+]
    };
}

/// A case: its file, its name, and its function.
pub type SourceCase = (&'static str, &'static str, fn());

/// Runs cases concurrently, and afterwards, one by one, those that move the clock: the sources may be on one server,
/// which has one clock.
///
/// # Panics
/// With the names of the cases that failed.
pub fn together(cases: Vec<SourceCase>) {
    let (by_time, others): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(|(noun, ..)| *noun == "removal");
    let others = others.into_iter();
    let started = others.map(|(_, name, case)| (name, std::thread::spawn(case)));
    // Start all of them before waiting for one.
    let started: Vec<_> = started.collect();
    let mut failed: Vec<&str> = Vec::new();
    for (name, case) in started {
        failed.extend(case.join().is_err().then_some(name));
    }
    for (_, name, case) in by_time {
        failed.extend(std::panic::catch_unwind(case).is_err().then_some(name));
    }
    assert!(failed.is_empty(), "failed cases: {failed:?}");
}
