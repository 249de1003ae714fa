//! Where lines of text are: rows of strokes on an even ground. A crop that goes through a line of text
//! looks like a mistake, whatever else it shows.

use crate::pixels::Pixels;

/// Size of the cells that are judged, px of the small copy.
const CELL_WIDE: usize = 8;
const CELL_HIGH: usize = 4;

/// Least difference of light between neighbours that is the edge of a stroke, of 255.
const STROKE_MIN: i16 = 20;

/// Edges of strokes, dark to light and back in turn, that a row of a cell has in lettering.
const TURNS_MIN: f32 = 1.2;

/// Fewest cells of a line, beside each other.
const LINE_CELLS_MIN: usize = 5;

/// Tallest line, as a share of the picture's height; taller things with strokes are fences.
const LINE_HIGH_MAX: f32 = 0.3;

/// How even the ground of lettering is: its deviation, of 255.
const GROUND_MAX: f32 = 20.0;

/// Share of all deviation that lies between ink and ground (Otsu 1979).
const TWO_TONES_MIN: f32 = 0.7;

/// Share of a line's pixels that is ink.
const INK: std::ops::Range<f32> = 0.06..0.5;

/// Most lines that are looked at.
const LINES_MAX: usize = 48;

/// A line of text, in fractions of the picture's width and height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
}

/// A part of the grid of cells; the ends are not in it.
#[derive(Clone, Copy, Debug)]
struct Run {
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

/// The lines of text of an upright picture of some hundreds of pixels.
pub(crate) fn lines(pixels: &Pixels) -> Vec<Line> {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let (columns, rows) = (width / CELL_WIDE, height / CELL_HIGH);
    if columns < LINE_CELLS_MIN || rows < 3 {
        return Vec::new();
    }
    let light = lights(pixels);
    let busy: Vec<Vec<bool>> = (0..rows).map(|row| busy_cells(&light, width, row, columns)).collect();
    let runs = busy.iter().enumerate().flat_map(|(row, cells)| runs(cells, row));
    let high_max = ((height as f32 * LINE_HIGH_MAX) as usize).max(CELL_HIGH);
    stacked(runs)
        .into_iter()
        .filter(|run| (run.bottom - run.top) * CELL_HIGH <= high_max && is_apart(&busy, run))
        .filter(|run| is_ink_on_ground(&light, width, run))
        .take(LINES_MAX)
        .map(|run| {
            let share = |at: usize, cell: usize, whole: usize| (at * cell) as f32 / whole as f32;
            Line {
                left: share(run.left, CELL_WIDE, width),
                top: share(run.top, CELL_HIGH, height),
                right: share(run.right, CELL_WIDE, width),
                bottom: share(run.bottom, CELL_HIGH, height),
            }
        })
        .collect()
}

fn lights(pixels: &Pixels) -> Vec<u8> {
    let light = |pixel: &[u8]| {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
        ((299 * r + 587 * g + 114 * b) / 1000) as u8
    };
    pixels.data.chunks_exact(pixels.channels.count()).map(light).collect()
}

/// Which cells of a row have as many strokes as lettering.
fn busy_cells(light: &[u8], width: usize, row: usize, columns: usize) -> Vec<bool> {
    let mut turns = vec![0_u32; columns];
    for y in row * CELL_HIGH..(row + 1) * CELL_HIGH {
        let line = &light[y * width..(y + 1) * width];
        let mut last = 0_i16;
        for (x, pair) in line.windows(2).enumerate().take(columns * CELL_WIDE) {
            let step = i16::from(pair[1]) - i16::from(pair[0]);
            if step.abs() >= STROKE_MIN && step.signum() != last {
                turns[x / CELL_WIDE] += 1;
                last = step.signum();
            }
        }
    }
    turns.iter().map(|turns| *turns as f32 / CELL_HIGH as f32 >= TURNS_MIN).collect()
}

/// The stretches of busy cells of one row; a single quiet cell between two is the space between words.
fn runs(cells: &[bool], row: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, _) in cells.iter().enumerate().filter(|(_, busy)| **busy) {
        match runs.last_mut() {
            Some(last) if at <= last.right + 1 => last.right = at + 1,
            Some(_) | None => runs.push(Run { left: at, right: at + 1, top: row, bottom: row + 1 }),
        }
    }
    runs.retain(|run| run.right - run.left >= LINE_CELLS_MIN);
    runs
}

/// Stretches that lie on each other become one.
fn stacked(runs: impl Iterator<Item = Run>) -> Vec<Run> {
    let mut stacks: Vec<Run> = Vec::new();
    for run in runs {
        let common = |stack: &Run| {
            let common = stack.right.min(run.right).saturating_sub(stack.left.max(run.left));
            2 * common >= (run.right - run.left).min(stack.right - stack.left)
        };
        match stacks.iter_mut().find(|stack| stack.bottom == run.top && common(stack)) {
            Some(stack) => {
                stack.left = stack.left.min(run.left);
                stack.right = stack.right.max(run.right);
                stack.bottom = run.bottom;
            }
            None => stacks.push(run),
        }
    }
    stacks
}

/// Whether it is quiet above and below: leaves and stones go on, lines of text end.
fn is_apart(busy: &[Vec<bool>], run: &Run) -> bool {
    let quiet = |row: Option<usize>| {
        let Some(cells) = row.and_then(|row| busy.get(row)) else { return true };
        let count = cells[run.left..run.right].iter().filter(|busy| **busy).count();
        4 * count <= run.right - run.left
    };
    quiet(run.top.checked_sub(1)) && quiet(Some(run.bottom))
}

/// Whether the pixels are of two lights, and the one of most pixels is even.
fn is_ink_on_ground(light: &[u8], width: usize, run: &Run) -> bool {
    let mut counts = [0_u32; 256];
    for y in run.top * CELL_HIGH..run.bottom * CELL_HIGH {
        for value in &light[y * width + run.left * CELL_WIDE..y * width + run.right * CELL_WIDE] {
            counts[usize::from(*value)] += 1;
        }
    }
    let spread = |from: usize, to: usize| {
        let values = || counts.iter().enumerate().take(to).skip(from);
        let count: f32 = values().map(|(_, count)| *count as f32).sum();
        let mean = values().map(|(value, n)| value as f32 * *n as f32).sum::<f32>() / count.max(1.0);
        let off: f32 = values().map(|(value, n)| (value as f32 - mean).powi(2) * *n as f32).sum();
        (count, off)
    };
    let (all, whole) = spread(0, 256);
    let split = (1..256).min_by(|a, b| {
        let within = |at: usize| spread(0, at).1 + spread(at, 256).1;
        within(*a).total_cmp(&within(*b))
    });
    let Some(split) = split.filter(|_| whole > 0.0) else { return false };
    let (dark, bright) = (spread(0, split), spread(split, 256));
    let (ground, ink) = if dark.0 > bright.0 { (dark, bright) } else { (bright, dark) };
    let two_tones = 1.0 - (dark.1 + bright.1) / whole;
    let even = (ground.1 / ground.0.max(1.0)).sqrt();
    two_tones >= TWO_TONES_MIN && even <= GROUND_MAX && INK.contains(&(ink.0 / all.max(1.0)))
}
