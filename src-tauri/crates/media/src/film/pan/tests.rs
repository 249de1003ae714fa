#![expect(clippy::unwrap_used, reason = "a path that is missing is the failure")]

use proptest::prelude::*;

use super::*;

/// A window of 600 px that has 1,300 px of room, for so long.
fn rail(length: f64) -> Rail {
    Rail { window_px: 600.0, room_px: 1_300.0, length }
}

fn sight(at: f64, place: f64) -> Sight {
    Sight { at, place, slack: 200.0, weight: 1.0 }
}

/// A sight each half second of a subject that moves as this says.
fn seen(length: f64, place: impl Fn(f64) -> f64) -> Vec<Sight> {
    let count = (length / 0.5) as u32;
    (0..count).map(|n| 0.25 + 0.5 * f64::from(n)).map(|at| sight(at, place(at))).collect()
}

fn path(length: f64, cuts: &[f64], place: impl Fn(f64) -> f64) -> Pan {
    Pan::of(rail(length), &seen(length, place), cuts).unwrap()
}

/// Moments of the film, a hundredth of a second apart.
fn moments(length: f64) -> impl Iterator<Item = f64> {
    (0..(length * 100.0) as u32).map(|n| f64::from(n) / 100.0)
}

#[test]
fn nothing_moves_while_the_subject_stays_in_the_dead_zone() {
    let dead = DEAD * 600.0 - 3.0;
    let sways = path(30.0, &[], |at| 500.0 + dead * (at * 1.7).sin());
    assert!(sways.still().is_some_and(|place| (place - 500.0).abs() < dead), "{sways:?}");
    let steps = path(60.0, &[], |at| 500.0 + if at < 30.0 { -dead } else { dead });
    assert!(steps.still().is_some(), "half of the time at each end of it: {steps:?}");
    assert_eq!(
        path(10.0, &[5.0], |_| 500.0).still(),
        path(10.0, &[], |_| 500.0).still(),
        "a cut to the same"
    );
}

#[test]
fn one_frame_alone_moves_nothing() {
    for wrong in [0.25, 3.25, 5.75, 9.75] {
        let pan = path(10.0, &[], |at| if (at - wrong).abs() < 0.1 { 1_250.0 } else { 300.0 });
        assert!(pan.still().is_some_and(|place| (place - 300.0).abs() < 25.0), "at {wrong}: {pan:?}");
    }
}

#[test]
fn a_subject_that_goes_elsewhere_is_followed_by_one_eased_pan() {
    let pan = path(12.0, &[], |at| if at < 6.0 { 200.0 } else { 900.0 });
    assert_eq!((pan.moves, pan.jumps), (1, 0));
    for (at, place) in [(0.0, 200.0), (4.0, 200.0), (8.0, 900.0), (11.9, 900.0)] {
        let off = pan.at(at) - place;
        assert!(off.abs() <= DEAD * 600.0 + 20.0, "{off:.0} px off at {at}");
    }
    assert!(moments(11.9).all(|at| pan.at(at + 0.01) >= pan.at(at) - 1e-6), "it never turns back");
    let still = moments(12.0).filter(|at| (pan.at(at + 0.01) - pan.at(*at)).abs() < 1e-9).count();
    assert!(still > 800, "it moves for {} hundredths of a second", 1_200 - still);
}

#[test]
fn a_subject_that_keeps_going_is_followed_at_its_pace_and_not_in_steps() {
    let pan = path(10.0, &[], |at| 100.0 + 110.0 * at);
    assert_eq!(pan.moves, 1, "{pan:?}");
    for at in moments(10.0) {
        let off = pan.at(at) - (100.0 + 110.0 * at).min(1_300.0);
        assert!(off.abs() < 0.2 * 600.0, "{off:.0} px off at {at}");
    }
}

#[test]
fn at_a_cut_it_jumps_at_once_and_rests_on_both_sides() {
    let pan = path(10.0, &[4.1], |at| if at < 4.1 { 100.0 } else { 1_000.0 });
    assert_eq!((pan.moves, pan.jumps), (0, 1));
    let (before, after) = (pan.at(4.0999), pan.at(4.1));
    assert!((before - 100.0).abs() < 20.0 && (after - 1_000.0).abs() < 20.0, "from {before} to {after}");
    assert!(moments(4.0).all(|at| pan.at(at) == before));
    assert!(moments(5.8).all(|at| pan.at(4.1 + at) == after));
}

#[test]
fn without_a_cut_the_same_is_a_pan() {
    let pan = path(10.0, &[], |at| if at < 4.1 { 100.0 } else { 1_000.0 });
    assert_eq!((pan.moves, pan.jumps), (1, 0));
}

#[test]
fn a_shot_in_which_nobody_looked_shows_what_was_shown_before() {
    let sights = [sight(0.5, 100.0), sight(1.0, 100.0), sight(4.0, 1_000.0), sight(4.5, 1_000.0)];
    let pan = Pan::of(rail(5.0), &sights, &[1.5, 2.5, 3.5, 4.9]).unwrap();
    assert_eq!(pan.jumps, 1);
    assert!((pan.at(3.49) - 100.0).abs() < 20.0 && (pan.at(3.5) - 1_000.0).abs() < 20.0, "{pan:?}");
}

#[test]
fn a_wide_face_leaves_less_to_chance() {
    let sights: Vec<Sight> = seen(20.0, |at| if at < 10.0 { 500.0 } else { 560.0 })
        .into_iter()
        .map(|one| Sight { slack: 10.0, ..one })
        .collect();
    let pan = Pan::of(rail(20.0), &sights, &[]).unwrap();
    assert_eq!(pan.moves, 1, "{pan:?}");
    assert!(path(20.0, &[], |at| if at < 10.0 { 500.0 } else { 560.0 }).still().is_some());
}

#[test]
fn without_sights_there_is_no_path() {
    assert_eq!(Pan::of(rail(5.0), &[], &[1.0]), None);
    assert_eq!(Pan::of(rail(0.0), &[sight(0.0, 0.0)], &[]), None);
}

#[test]
fn ffmpeg_is_told_the_same_path() {
    let pan = Pan {
        stretches: vec![
            Stretch { from: 0.0, start: 100.0, speed: 0.0, bend: 0.0 },
            Stretch { from: 1.0, start: 100.0, speed: 0.0, bend: 40.0 },
            Stretch { from: 1.5, start: 110.0, speed: 40.0, bend: 0.0 },
        ],
        moves: 1,
        jumps: 0,
    };
    let bent = "50.0000+(t-1.000000)*(0.000000+(t-1.000000)*(20.000000))";
    let even = "55.0000+(t-1.500000)*(20.000000)";
    assert_eq!(pan.words(2.0), format!("if(lt(t,1.000000),50.0000,if(lt(t,1.500000),{bent},{even}))"));
}

/// Whatever is seen, in order.
fn sights() -> impl Strategy<Value = Vec<Sight>> {
    let one = (0.0..60.0_f64, -100.0..1_400.0_f64, 0.0..300.0_f64, 0.0..1.0_f64);
    prop::collection::vec(one, 1..120).prop_map(|mut all| {
        all.sort_by(|one, other| one.0.total_cmp(&other.0));
        all.into_iter().map(|(at, place, slack, weight)| Sight { at, place, slack, weight }).collect()
    })
}

fn cuts() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.0..60.0_f64, 0..20).prop_map(|mut all| {
        all.sort_by(f64::total_cmp);
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_stays_within_the_picture_and_below_its_speeds(
        sights in sights(), cuts in cuts(), window in 80.0..900.0_f64, room in 1.0..3_000.0_f64,
    ) {
        let pan = Pan::of(Rail { window_px: window, room_px: room, length: 60.0 }, &sights, &cuts).unwrap();
        for at in moments(60.0) {
            let place = pan.at(at);
            prop_assert!((-1e-6..=room + 1e-6).contains(&place), "{} at {}", place, at);
        }
        let ends = pan.stretches.iter().skip(1).map(|next| next.from).chain([60.0]);
        for (stretch, end) in pan.stretches.iter().zip(ends) {
            prop_assert!(end > stretch.from, "{:?} ends at {}", stretch, end);
            let fastest = stretch.speed.abs().max((stretch.speed + 2.0 * stretch.bend * (end - stretch.from)).abs());
            prop_assert!(fastest <= SPEED_MAX * window + 1e-6, "{} px/s in {:?}", fastest, stretch);
            prop_assert!((2.0 * stretch.bend).abs() <= TURN_MAX * window + 1e-6, "{:?}", stretch);
            prop_assert!(end >= 60.0 || cuts.contains(&end) || (stretch.at(end) - pan.at(end)).abs() < 1e-6);
        }
        prop_assert!(pan.stretches.len() < 600, "{} stretches", pan.stretches.len());
    }
}
