//! A prepared picture before it is written.

use upbeat_domain::media::{Crop, Step};

use crate::operation::encode;

/// A file in memory, with what was done.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) bytes: Vec<u8>,
    pub(crate) mime: &'static str,
    pub(crate) extension: &'static str,
    pub(crate) size_px: (u32, u32),
    pub(crate) crop: Option<Crop>,
    pub(crate) steps: Vec<Step>,
}

impl Made {
    /// Whether no byte limit made it worse or smaller than it would be without one.
    pub(crate) fn is_best(&self, wanted_px: (u32, u32)) -> bool {
        let worse = |step: &Step| matches!(step, Step::Encoded { quality: Some(quality), .. } if *quality < encode::QUALITY_MAX);
        self.size_px == wanted_px && !self.steps.iter().any(worse)
    }

    /// The same file under another byte limit.
    pub(crate) fn within(&self, limit: u64) -> Self {
        let mut made = self.clone();
        for step in &mut made.steps {
            if let Step::Encoded { max_bytes, .. } = step {
                *max_bytes = limit;
            }
        }
        made
    }
}
