//! The closing table, and whether all of it is good enough.

use super::count::Count;
use crate::plan::clock;
use crate::process::say;
use anyhow::Result;
use std::process::ExitCode;
use std::time::Duration;

/// More skipped tests than this share of all fail the run on Linux, where everything can run. Elsewhere
/// the photographs of Debian's packages, the keyring and the window's driver are missing, and the table
/// says what was skipped for it.
const SKIPPED_SHARE_MAX: f64 = if cfg!(target_os = "linux") { 0.05 } else { 1.0 };

/// One line of the table.
pub struct Row {
    /// Name of the layer.
    pub layer: String,
    /// Its tests.
    pub count: Count,
    /// What it took; several rows of one check share its time.
    pub took: Duration,
}

/// The rows of one check. An error is told now and counts as one failure.
pub fn rows(layer: &str, done: Result<Vec<(String, Count)>>, took: Duration) -> Vec<Row> {
    match done {
        Ok(counts) => {
            let shares = u32::try_from(counts.len().max(1)).unwrap_or(1);
            counts.into_iter().map(|(layer, count)| Row { layer, count, took: took / shares }).collect()
        }
        Err(error) => {
            say(&format!("FAILED {layer}: {error:#}"));
            vec![Row { layer: layer.to_owned(), count: Count { failed: 1, ..Count::default() }, took }]
        }
    }
}

/// Prints the table and the last line; tells whether the run is good.
pub fn close(rows: &[Row], elapsed: Duration) -> ExitCode {
    let merged = merge(rows);
    println!("\n{:<22} {:>7} {:>7} {:>8} {:>9}", "layer", "passed", "failed", "skipped", "seconds");
    let mut sum = Count::default();
    for row in &merged {
        let Count { passed, failed, skipped, .. } = &row.count;
        println!(
            "{:<22} {passed:>7} {failed:>7} {:>8} {:>9.1}",
            row.layer,
            skipped.len(),
            row.took.as_secs_f64()
        );
        sum.add(&row.count);
    }
    for row in &merged {
        let mut reasons = row.count.skipped.clone();
        reasons.sort();
        reasons.dedup();
        for reason in reasons {
            println!("skipped in {}: {reason}", row.layer);
        }
    }
    for failure in &sum.failures {
        println!("failed: {failure}");
    }
    println!("in {}", clock(elapsed));
    let good = verdict(&sum);
    if let Err(why) = &good {
        println!("{why}");
    }
    println!("{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped.len());
    if good.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Good: no failure, and few enough skipped.
fn verdict(sum: &Count) -> Result<(), String> {
    if sum.failed > 0 {
        return Err(format!("{} failed.", sum.failed));
    }
    if sum.passed == 0 {
        return Err("No test ran.".to_owned());
    }
    let all = sum.passed + sum.skipped.len();
    #[expect(clippy::cast_precision_loss, reason = "a share of a few thousand tests")]
    let share = sum.skipped.len() as f64 / all as f64;
    if share > SKIPPED_SHARE_MAX {
        return Err(format!("{:.0} % of the tests were skipped; 5 % may be.", share * 100.0));
    }
    Ok(())
}

/// Rows of one layer become one, in the order in which layers first came.
fn merge(rows: &[Row]) -> Vec<Row> {
    let mut merged: Vec<Row> = Vec::new();
    for row in rows {
        match merged.iter_mut().find(|seen| seen.layer == row.layer) {
            Some(seen) => {
                seen.count.add(&row.count);
                seen.took += row.took;
            }
            None => merged.push(Row { layer: row.layer.clone(), count: row.count.clone(), took: row.took }),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(passed: usize, failed: usize, skipped: usize) -> Count {
        Count { passed, failed, skipped: vec!["why".to_owned(); skipped], ..Count::default() }
    }

    #[test]
    fn one_failure_fails_the_run() {
        assert!(verdict(&count(900, 1, 0)).is_err());
    }

    #[test]
    fn more_than_five_percent_skipped_fails_the_run() {
        assert!(verdict(&count(94, 0, 6)).is_err());
        assert!(verdict(&count(95, 0, 5)).is_ok());
    }

    #[test]
    fn a_run_without_tests_is_not_a_good_run() {
        assert!(verdict(&count(0, 0, 0)).is_err());
    }
}
