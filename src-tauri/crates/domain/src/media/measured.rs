//! How loud a sound is.

use serde::{Deserialize, Serialize};

/// The loudness of a whole sound as EBU R 128 measures it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct MeasuredLoudness {
    /// Of all of it, LUFS.
    pub integrated_lufs: f64,
    /// Between its quiet and its loud parts, LU.
    pub range_lu: f64,
    /// Highest point of the wave between samples too, dBTP.
    pub true_peak_dbtp: f64,
}
