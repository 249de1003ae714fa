//! One file and what shall be made of it.

use std::path::Path;

use upbeat_domain::media::Recipe;

use crate::cancel::Cancel;
use crate::rendered::Progress;
use crate::tool::Tools;

/// Everything that one piece of work needs to know.
pub(crate) struct Job<'a> {
    pub(crate) path: &'a Path,
    pub(crate) recipes: &'a [Recipe],
    /// The numbers that the recipes' files are named by.
    pub(crate) names: &'a [usize],
    /// Where files go.
    pub(crate) folder: &'a Path,
    pub(crate) tools: &'a Tools,
    pub(crate) progress: &'a (dyn Fn(Progress) + Sync),
    pub(crate) cancel: &'a Cancel,
}
