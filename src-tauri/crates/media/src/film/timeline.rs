//! Which frames of a film stay, and how fast they run.

use upbeat_domain::media::{Choices, Piece, PiecesError, Speed, Step, length_ms, pieces_within};

use crate::error::Fault;
use crate::probe::film::{FilmFacts, Ratio, Video};

/// Where the rate varies, a piece's first frame may have begun this much before it, seconds.
const LEAD_SECONDS: f64 = 10.0;

/// The pieces of a film on the grid of its own frames: pictures and sound are cut at the same instants.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Timeline {
    /// The film's own rate.
    grid: Ratio,
    /// First frame that stays, first that doesn't, of each piece; none where all of it stays.
    frames: Vec<(u64, u64)>,
    /// The same as the person is told.
    pieces: Vec<Piece>,
    speed: Speed,
    /// Where reading starts, frames.
    first: u64,
    whole_ms: u64,
}

impl Timeline {
    pub(super) fn of(facts: &FilmFacts, video: &Video, choices: &Choices) -> Result<Self, Fault> {
        let whole_ms = whole_ms(facts)?;
        let grid = super::filter::own_fps(video);
        let wrong = |error: PiecesError| Fault::Pieces { error, duration_ms: whole_ms };
        let pieces = pieces_within(&choices.pieces, whole_ms).map_err(wrong)?;
        let frame = |ms: u64| (ms as f64 / 1000.0 * grid.value()).round() as u64;
        let mut frames = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            let (from, to) = (frame(piece.from_ms), frame(piece.to_ms));
            if from == to {
                return Err(wrong(PiecesError::Short(*piece)));
            }
            frames.push((from, to));
        }
        let lead = if video.is_steady() { 0 } else { (LEAD_SECONDS * grid.value()) as u64 };
        let first = frames.first().map_or(0, |(from, _)| from.saturating_sub(lead));
        Ok(Self { grid, frames, pieces, speed: choices.speed, first, whole_ms })
    }

    /// Length of the result, milliseconds.
    pub(super) fn length_ms(&self) -> u64 {
        (self.length() * 1000.0).round() as u64
    }

    /// Length of the result, seconds.
    pub(super) fn length(&self) -> f64 {
        let whole = self.whole_ms as f64 / 1000.0;
        let frames: u64 = self.frames.iter().map(|(from, to)| to - from).sum();
        let kept = if self.frames.is_empty() { whole } else { self.at(frames) };
        kept / self.speed.get()
    }

    /// Where reading starts and how much is read, seconds; none where all of it is.
    pub(super) fn read(&self) -> Option<(f64, f64)> {
        let (_, last) = self.frames.last()?;
        // Why a second more: the cut is made by frames, this only ends the reading.
        Some((self.at(self.first), self.at(last - self.first) + 1.0))
    }

    /// A moment of the source in the middle of what stays, milliseconds.
    pub(super) fn middle_ms(&self) -> u64 {
        match self.pieces.get(self.pieces.len() / 2) {
            Some(piece) => piece.from_ms.midpoint(piece.to_ms),
            None => self.whole_ms / 2,
        }
    }

    /// When a moment of the source is shown in the result, both in seconds; none where it isn't.
    pub(super) fn shown(&self, source: f64) -> Option<f64> {
        if self.is_own() {
            return Some(source);
        }
        let frame = (source * self.grid.value()).round() as u64;
        let mut before = 0;
        for (from, to) in &self.frames {
            if (*from..*to).contains(&frame) {
                return Some(self.at(before + frame - from) / self.speed.get());
            }
            before += to - from;
        }
        self.frames.is_empty().then(|| self.at(frame) / self.speed.get())
    }

    /// When its pieces after the first begin in the result, seconds.
    pub(super) fn joins(&self) -> Vec<f64> {
        let lengths = self.frames.iter().map(|(from, to)| to - from);
        let ends = lengths.scan(0, |end, length| {
            *end += length;
            Some(self.at(*end) / self.speed.get())
        });
        ends.take(self.frames.len().saturating_sub(1)).collect()
    }

    /// What a person is told.
    pub(super) fn steps(&self) -> Vec<Step> {
        let cut = match self.pieces.as_slice() {
            [] => None,
            [one] => Some(Step::Trimmed { from_ms: one.from_ms, to_ms: one.to_ms }),
            several => Some(Step::Joined { pieces: several.to_vec() }),
        };
        let paced = (!self.speed.is_own()).then_some(Step::Paced { speed: self.speed });
        cut.into_iter().chain(paced).collect()
    }

    /// Whether all of the film stays as fast as it is.
    pub(super) fn is_own(&self) -> bool {
        self.frames.is_empty() && self.speed.is_own()
    }

    /// The filters that keep the pieces' pictures, at this rate.
    pub(super) fn pictures(&self, fps: Ratio) -> String {
        let Ratio { num, den } = self.grid;
        let out = format!("fps={}/{}", fps.num, fps.den);
        let speed = self.speed.get();
        if self.frames.is_empty() {
            return if self.speed.is_own() {
                out
            } else {
                format!("fps={num}/{den},setpts=PTS/{speed},{out}")
            };
        }
        let stays: Vec<String> = self
            .frames
            .iter()
            .map(|(from, to)| format!("between(n,{},{})", from - self.first, to - self.first - 1))
            .collect();
        let kept = format!(
            "fps={num}/{den}:start_time=0,select='{}',setpts=N*{den}/({num}*{speed}*TB)",
            stays.join("+")
        );
        if self.speed.is_own() && fps == self.grid { kept } else { format!("{kept},{out}") }
    }

    /// The filters that keep the pieces' sound.
    pub(super) fn sound(&self) -> String {
        let mut chain = "aresample=48000:async=1:first_pts=0".to_owned();
        if let Some((_, span)) = self.read() {
            chain.push_str(&format!(",apad=whole_dur={span:.6}"));
            let count = self.frames.len();
            let names = |kind: &str| (0..count).map(|n| format!("[{kind}{n}]")).collect::<String>();
            chain.push_str(&format!(",asplit={count}{}", names("in")));
            for (number, (from, to)) in self.frames.iter().enumerate() {
                let (from, to) = (self.at(from - self.first), self.at(to - self.first));
                chain.push_str(&format!(
                    ";[in{number}]atrim=start={from:.6}:end={to:.6},asetpts=PTS-STARTPTS[out{number}]"
                ));
            }
            chain.push_str(&format!(";{}concat=n={count}:v=0:a=1", names("out")));
        }
        // Why in two: within a half and twice the sound is stretched without gaps.
        let half = self.speed.get().sqrt();
        if !self.speed.is_own() {
            chain.push_str(&format!(",atempo={half:.6},atempo={half:.6}"));
        }
        chain
    }

    fn at(&self, frame: u64) -> f64 {
        frame as f64 / self.grid.value()
    }
}

/// The length of the film, milliseconds.
pub(super) fn whole_ms(facts: &FilmFacts) -> Result<u64, Fault> {
    facts.duration_ms.ok_or_else(|| Fault::damaged("the film doesn't say how long it is"))
}

/// The length of what these choices leave, milliseconds.
pub(super) fn length(facts: &FilmFacts, choices: &Choices) -> Result<u64, Fault> {
    let whole_ms = whole_ms(facts)?;
    length_ms(&choices.pieces, choices.speed, whole_ms)
        .map_err(|error| Fault::Pieces { error, duration_ms: whole_ms })
}

#[cfg(test)]
impl Timeline {
    /// All of a film of 30 frames a second and this length, milliseconds.
    pub(super) fn whole(whole_ms: u64) -> Self {
        let grid = Ratio { num: 30, den: 1 };
        Self { grid, frames: Vec::new(), pieces: Vec::new(), speed: Speed::default(), first: 0, whole_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(frames: Vec<(u64, u64)>, speed: f64) -> Timeline {
        let speed = Speed::new(speed).expect("a speed that can be");
        Timeline { frames, speed, ..Timeline::whole(60_000) }
    }

    #[test]
    fn a_moment_of_the_source_is_found_in_what_is_left_of_it() {
        assert_eq!(Timeline::whole(60_000).shown(12.345), Some(12.345));
        assert_eq!(cut(vec![], 2.0).shown(12.0), Some(6.0));
        let joined = cut(vec![(30, 60), (300, 450)], 1.0);
        assert_eq!(
            [1.0, 1.5, 10.0, 14.9].map(|at| joined.shown(at)),
            [Some(0.0), Some(0.5), Some(1.0), Some(5.9)]
        );
        assert_eq!([0.9, 2.0, 9.9, 15.0].map(|at| joined.shown(at)), [None; 4]);
        assert_eq!(joined.joins(), [1.0]);
        let slow = cut(vec![(30, 60), (300, 450), (600, 660)], 0.5);
        assert_eq!((slow.shown(11.0), slow.joins()), (Some(4.0), vec![2.0, 12.0]));
        assert!(cut(vec![(30, 60)], 1.0).joins().is_empty() && Timeline::whole(1_000).joins().is_empty());
    }
}
