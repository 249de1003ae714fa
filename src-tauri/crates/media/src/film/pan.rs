//! Where the window of a crop stands over time: it stays as long as its subject stays within it, else it pans slowly
//! and eased; at a cut of the film it jumps.
//!
//! The window moves along one side of the picture. Its path is the cheapest one over all of the film, so that it starts
//! before a subject is out of sight, and so that what one frame alone says moves nothing.

use std::ops::Range;

/// How far the subject may be from its best place before it counts as straying, windows.
pub(super) const DEAD: f64 = 0.08;

/// Fastest pan, windows per second.
const SPEED_MAX: f64 = 0.6;

/// Fastest change of a pan's speed, windows per second².
const TURN_MAX: f64 = 0.8;

/// What straying costs for each frame and window, and what one frame can cost at most.
const STRAY: f64 = 8.0;
const STRAY_MAX: f64 = 3.0;

/// What being off the best place costs for each frame and squared window: it settles what else is equal.
const OFF: f64 = 1.0;

/// What moving costs each second, and each change of speed by a window per second: a pan over half a window takes two
/// seconds, and there and back it costs more than one frame can.
const MOVING: f64 = 0.5;
const TURNING: f64 = 2.25;

/// What a jump at a cut costs.
const JUMP: f64 = 1.0;

/// How far apart the moments are at which a pan may change its speed, at least, seconds; and how many there are at most.
const STEP: f64 = 0.5;
const STEPS_MAX: f64 = 1_200.0;

/// Places that the window may stand at: in each window, and at most.
const PLACES_EACH: f64 = 32.0;
const PLACES_MAX: f64 = 256.0;

/// Most places that the window passes in one step.
const REACH_MAX: f64 = 12.0;

/// The side along which a window moves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rail {
    /// Length of the window, px.
    pub(super) window_px: f64,
    /// How far it can move, px.
    pub(super) room_px: f64,
    /// Length of the film, seconds.
    pub(super) length: f64,
}

/// What one frame says of where the window should stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sight {
    /// When it is shown, seconds.
    pub(super) at: f64,
    /// The best place of the window's start, px.
    pub(super) place: f64,
    /// How far from there it may be before it cuts what it keeps, px.
    pub(super) slack: f64,
    /// How much it counts, 0 to 1.
    pub(super) weight: f64,
}

/// A stretch of a path that follows one law, up to where the next one starts.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretch {
    /// Where it starts, seconds.
    from: f64,
    /// The window's start there, px.
    start: f64,
    /// Its speed there, px per second.
    speed: f64,
    /// Half the change of that speed, px per second².
    bend: f64,
}

impl Stretch {
    fn at(&self, seconds: f64) -> f64 {
        let passed = seconds - self.from;
        self.start + passed * (self.speed + passed * self.bend)
    }

    fn is_still(&self) -> bool {
        self.speed == 0.0 && self.bend == 0.0
    }
}

/// The path of a window.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pan {
    stretches: Vec<Stretch>,
    /// How often it sets out.
    pub(super) moves: u32,
    /// How often it jumps at a cut.
    pub(super) jumps: u32,
}

impl Pan {
    /// The path for these sights, in order; none without any. `cuts` are moments, in order, from which on another shot
    /// is shown, seconds.
    pub(super) fn of(rail: Rail, sights: &[Sight], cuts: &[f64]) -> Option<Self> {
        if sights.is_empty() || rail.length <= 0.0 || rail.window_px <= 0.0 {
            return None;
        }
        let grid = Grid::of(rail);
        let mut walk = Walk::new(&grid);
        let shots = shots(rail.length, sights, cuts);
        for shot in &shots {
            walk.pass(shot);
        }
        let mut path = Self { stretches: Vec::new(), moves: 0, jumps: 0 };
        for (shot, places) in shots.iter().zip(walk.back()) {
            path.add(shot, &places);
        }
        Some(path)
    }

    /// The window's start at a moment, px.
    #[cfg(test)]
    pub(super) fn at(&self, seconds: f64) -> f64 {
        let next = self.stretches.partition_point(|stretch| stretch.from <= seconds);
        self.stretches[next.saturating_sub(1)].at(seconds)
    }

    /// Where it stands all the time, px; none where it moves or jumps.
    pub(super) fn still(&self) -> Option<f64> {
        (self.moves + self.jumps == 0).then(|| self.stretches[0].start)
    }

    /// The same in ffmpeg's words, of a time `t` in seconds, in units of so many px.
    pub(super) fn words(&self, unit_px: f64) -> String {
        tree(&self.stretches, unit_px)
    }

    /// Goes on through a shot whose window stands at these places, px, after each of its steps.
    fn add(&mut self, shot: &Shot<'_>, places: &[f64]) {
        let step = shot.step();
        let speeds: Vec<f64> = places.windows(2).map(|pair| (pair[1] - pair[0]) / step).collect();
        let first = Stretch { from: shot.from, start: places[0], speed: speeds[0], bend: 0.0 };
        let before = self.stretches.last();
        let jumps = before.is_some_and(|before| (before.at(shot.from) - first.start).abs() > 0.5);
        let rests = before.is_some_and(|before| before.is_still() && first.is_still() && !jumps);
        self.jumps += u32::from(jumps);
        if !rests {
            self.stretches.push(first);
        }
        let mut moving = false;
        for speed in &speeds {
            self.moves += u32::from(*speed != 0.0 && !moving);
            moving = *speed != 0.0;
        }
        for (number, pair) in
            speeds.windows(2).enumerate().filter(|(_, pair)| (pair[0] - pair[1]).abs() > 1e-6)
        {
            // From half a step before the moment to half a step after it the speed changes evenly.
            let (at, place) = (shot.from + step * (number + 1) as f64, places[number + 1]);
            let [from, to] = [at - step / 2.0, at + step / 2.0];
            let start = place - pair[0] * step / 2.0;
            let bend = (pair[1] - pair[0]) / (2.0 * step);
            self.stretches.pop_if(|last| (last.from - from).abs() < 1e-9);
            self.stretches.push(Stretch { from, start, speed: pair[0], bend });
            let start = place + pair[1] * step / 2.0;
            self.stretches.push(Stretch { from: to, start, speed: pair[1], bend: 0.0 });
        }
    }
}

/// A law for each stretch, found by halving: ffmpeg takes no more than some tens of conditions within each other.
fn tree(stretches: &[Stretch], unit_px: f64) -> String {
    match stretches {
        [] => "0".to_owned(),
        [one] => {
            let [start, speed, bend] = [one.start, one.speed, one.bend].map(|px| px / unit_px);
            if one.is_still() {
                return format!("{start:.4}");
            }
            let passed = format!("(t-{:.6})", one.from);
            let curve = if one.bend == 0.0 { String::new() } else { format!("+{passed}*({bend:.6})") };
            format!("{start:.4}+{passed}*({speed:.6}{curve})")
        }
        several => {
            let (before, after) = several.split_at(several.len() / 2);
            format!("if(lt(t,{:.6}),{},{})", after[0].from, tree(before, unit_px), tree(after, unit_px))
        }
    }
}

/// A part of the film without a cut, and what is seen in it.
struct Shot<'a> {
    from: f64,
    to: f64,
    /// In how many steps it is walked through.
    steps: usize,
    sights: &'a [Sight],
}

impl Shot<'_> {
    fn step(&self) -> f64 {
        (self.to - self.from) / self.steps as f64
    }
}

/// The shots in which something is seen. Why no others: where nobody looked, no place is better than the one before.
fn shots<'a>(length: f64, sights: &'a [Sight], cuts: &[f64]) -> Vec<Shot<'a>> {
    let mut starts: Vec<(f64, usize)> = vec![(0.0, 0)];
    for cut in cuts.iter().copied().filter(|cut| *cut > 0.0 && *cut < length) {
        let first = sights.partition_point(|sight| sight.at < cut);
        match starts.last_mut() {
            _ if first == sights.len() => {}
            Some(last) if last.1 == first && first > 0 => last.0 = cut,
            _ if first == 0 => {}
            _ => starts.push((cut, first)),
        }
    }
    let step = STEP.max(length / STEPS_MAX);
    let ends = starts.iter().skip(1).copied().chain([(length, sights.len())]);
    let shot = |((from, first), (to, end)): (&(f64, usize), (f64, usize))| {
        let steps = (((to - from) / step).ceil() as usize).max(1);
        Shot { from: *from, to, steps, sights: &sights[*first..end] }
    };
    starts.iter().zip(ends).map(shot).collect()
}

/// The places at which a window may stand between two steps.
struct Grid {
    rail: Rail,
    /// Places besides the first.
    places: usize,
    /// From one place to the next, px.
    apart_px: f64,
}

impl Grid {
    fn of(rail: Rail) -> Self {
        let places = (rail.room_px / rail.window_px * PLACES_EACH).ceil().clamp(1.0, PLACES_MAX);
        Self { rail, places: places as usize, apart_px: (rail.room_px / places).max(f64::MIN_POSITIVE) }
    }

    /// How many places the window may pass in a step, and by how many that may change from step to step.
    fn reach(&self, step: f64) -> (usize, usize) {
        let places = |windows: f64| (windows * self.rail.window_px / self.apart_px).min(REACH_MAX) as usize;
        let turn = places(TURN_MAX * step * step);
        (if turn == 0 { 0 } else { places(SPEED_MAX * step) }, turn)
    }

    /// What a sight costs where the window's start is at a place, a broken number of places.
    fn miss(&self, sight: &Sight, place: f64) -> f64 {
        let window = self.rail.window_px;
        let off = (place * self.apart_px - sight.place).abs() / window;
        let dead = (sight.slack / 2.0 / window).min(DEAD);
        sight.weight * (STRAY * (off - dead).max(0.0) + OFF * off * off).min(STRAY_MAX)
    }
}

/// The cheapest ways to every place, step by step.
struct Walk<'a> {
    grid: &'a Grid,
    /// What it costs to stand at each place, and where the window came from when it began with the shot.
    costs: Vec<f64>,
    shots: Vec<Walked>,
}

/// The ways through one shot.
struct Walked {
    reach: usize,
    /// For each place at its start, the place at the end of the shot before.
    before: Vec<usize>,
    /// For each step, place at its end and speed: the speed of the step before.
    speeds: Vec<Vec<u8>>,
    /// For each place at its end, the speed of the last step.
    last: Vec<usize>,
}

impl<'a> Walk<'a> {
    fn new(grid: &'a Grid) -> Self {
        Self { grid, costs: vec![0.0; grid.places + 1], shots: Vec::new() }
    }

    /// Walks through a shot. A speed is written as a number from 0, at which the window goes back as far as it can.
    fn pass(&mut self, shot: &Shot<'_>) {
        let (grid, step) = (self.grid, shot.step());
        let (reach, turn) = grid.reach(step);
        let (places, speeds) = (grid.places + 1, 2 * reach + 1);
        let before = self.enter();
        let turning = TURNING * grid.apart_px / step / grid.rail.window_px;
        let mut costs: Vec<f64> = Vec::new();
        let mut ways = Vec::with_capacity(shot.steps);
        let mut seen = 0;
        for number in 0..shot.steps {
            let begins = shot.from + step * number as f64;
            let first = seen;
            let ends = if number + 1 == shot.steps { f64::INFINITY } else { begins + step };
            seen += shot.sights[first..].iter().take_while(|sight| sight.at < ends).count();
            let mut next = vec![f64::INFINITY; places * speeds];
            let mut from = vec![0_u8; places * speeds];
            for place in 0..places {
                for speed in within(place, reach, grid.places) {
                    let to = place + speed - reach;
                    let (came, cost) = if number == 0 {
                        (speed, self.costs[place])
                    } else {
                        let slow = speed.saturating_sub(turn)..(speed + turn + 1).min(speeds);
                        cheapest(slow.map(|old| {
                            (old, costs[place * speeds + old] + turning * old.abs_diff(speed) as f64)
                        }))
                    };
                    let moving = if speed == reach { 0.0 } else { MOVING * step };
                    let missed: f64 = shot.sights[first..seen]
                        .iter()
                        .map(|sight| {
                            let share = ((sight.at - begins) / step).clamp(0.0, 1.0);
                            grid.miss(sight, place as f64 + share * (to as f64 - place as f64))
                        })
                        .sum();
                    next[to * speeds + speed] = cost + moving + missed;
                    from[to * speeds + speed] = came as u8;
                }
            }
            costs = next;
            ways.push(from);
        }
        let ends = |place: usize| cheapest((0..speeds).map(|speed| (speed, costs[place * speeds + speed])));
        let (last, costs): (Vec<usize>, Vec<f64>) = (0..places).map(ends).unzip();
        self.costs = costs;
        self.shots.push(Walked { reach, before, speeds: ways, last });
    }

    /// Begins a shot: each place is where the window was, or where it jumps to.
    fn enter(&mut self) -> Vec<usize> {
        if self.shots.is_empty() {
            return Vec::new();
        }
        let (best, least) = cheapest(self.costs.iter().copied().enumerate());
        let jumps = |(place, cost): (usize, &mut f64)| {
            if least + JUMP < *cost {
                *cost = least + JUMP;
                best
            } else {
                place
            }
        };
        self.costs.iter_mut().enumerate().map(jumps).collect()
    }

    /// The places of the cheapest way, px: for each shot those at its start and after each step.
    fn back(&self) -> Vec<Vec<f64>> {
        let (mut place, _) = cheapest(self.costs.iter().copied().enumerate());
        let mut shots: Vec<Vec<f64>> = Vec::with_capacity(self.shots.len());
        for walked in self.shots.iter().rev() {
            let mut places = vec![place];
            let mut speed = walked.last[place];
            for came in walked.speeds.iter().rev() {
                let old = usize::from(came[place * (2 * walked.reach + 1) + speed]);
                place = place + walked.reach - speed;
                places.push(place);
                speed = old;
            }
            places.reverse();
            shots.push(places.into_iter().map(|place| place as f64 * self.grid.apart_px).collect());
            place = walked.before.get(place).copied().unwrap_or(place);
        }
        shots.reverse();
        shots
    }
}

/// The speeds at which the window stays on its rail.
fn within(place: usize, reach: usize, last: usize) -> Range<usize> {
    reach.saturating_sub(place)..(reach + (last - place).min(reach) + 1)
}

/// The cheapest of these, the first of equals.
fn cheapest(all: impl Iterator<Item = (usize, f64)>) -> (usize, f64) {
    all.fold((0, f64::INFINITY), |best, one| if one.1 < best.1 { one } else { best })
}

#[cfg(test)]
mod tests;
