//! How cost grows: time and memory against one size, two charts in one picture.

use std::path::Path;

use anyhow::{Result, anyhow, ensure};
use plotters::prelude::*;
use serde::Deserialize;

/// What is drawn, as `cargo xtask bench cost` writes it.
#[derive(Deserialize)]
struct Plot {
    /// Name and unit of what grows.
    along: String,
    /// What grows, wall time in s, processor time in s, most memory in MiB.
    points: Vec<[f64; 4]>,
}

const SIZE_PX: (u32, u32) = (960, 380);

/// Draws the points of a file of JSON.
pub fn draw(points: &Path, file: &Path) -> Result<()> {
    let plot: Plot = serde_json::from_slice(&std::fs::read(points)?)?;
    ensure!(!plot.points.is_empty(), "nothing to draw");
    let area = SVGBackend::new(file, SIZE_PX).into_drawing_area();
    let halves = area.split_evenly((1, 2));
    area.fill(&WHITE).map_err(drawn)?;
    chart(&halves[0], &plot, "seconds: wall (black), processors (grey)", &[(1, BLACK), (2, RGBColor(140, 140, 140))])?;
    chart(&halves[1], &plot, "MiB at most", &[(3, BLACK)])?;
    area.present().map_err(drawn)
}

fn chart(
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    plot: &Plot,
    title: &str,
    lines: &[(usize, RGBColor)],
) -> Result<()> {
    let most = |column: usize| plot.points.iter().map(|point| point[column]).fold(0.0, f64::max);
    let top = lines.iter().map(|(column, _)| most(*column)).fold(0.0, f64::max) * 1.05;
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 16))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(56)
        .build_cartesian_2d(0.0..most(0) * 1.02, 0.0..top)
        .map_err(drawn)?;
    chart.configure_mesh().x_desc(plot.along.as_str()).disable_mesh().draw().map_err(drawn)?;
    for (column, colour) in lines {
        let points = || plot.points.iter().map(|point| (point[0], point[*column]));
        chart.draw_series(LineSeries::new(points(), colour)).map_err(drawn)?;
        chart.draw_series(points().map(|at| Circle::new(at, 3, colour.filled()))).map_err(drawn)?;
    }
    Ok(())
}

/// What the library says, in a word of ours.
fn drawn(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("the plot: {error}")
}
