//! A picture in a few bytes: what is shown until the picture is there, and what it is compared by with others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Bits by which two likenesses of one picture may differ: measured on photographs that were reduced, compressed and
/// lightened against those of other photographs (`upbeat-media`, `tests/engine/previews.rs`).
pub const NEAR_BITS_MAX: u32 = 8;

/// What was made of a picture's pixels once they were looked at.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Sketch {
    /// Shown until the picture is there.
    pub placeholder: Placeholder,
    /// None for a picture that says too little, such as one that is the same all over: it would look like every other
    /// such.
    pub likeness: Option<Likeness>,
}

/// A picture of a few pixels, meant to be shown enlarged and smooth: its width in px, then red, green and blue of
/// each pixel, rows from the top.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Placeholder(Vec<u8>);

impl Placeholder {
    /// A picture of this width; none where the pixels fill no rows of it.
    #[must_use]
    pub fn new(width_px: u8, rgb: &[u8]) -> Option<Self> {
        let row = usize::from(width_px) * 3;
        (row > 0 && !rgb.is_empty() && rgb.len().is_multiple_of(row))
            .then(|| Self([&[width_px], rgb].concat()))
    }

    /// The bytes as they were stored.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A perceptual hash: pictures that look the same differ in few of its 64 bits.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Likeness(u64);

impl Likeness {
    /// Wraps the bits.
    #[must_use]
    pub const fn new(bits: u64) -> Self {
        Self(bits)
    }

    /// The bits.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Bits that differ (Hamming distance).
    #[must_use]
    pub const fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// Whether two pictures are one to a person's eye.
    #[must_use]
    pub const fn is_near(self, other: Self) -> bool {
        self.distance(other) <= NEAR_BITS_MAX
    }
}

/// The pictures that look the same, in groups of at least two, each in the order given, as are the groups: whatever
/// is near to one of a group belongs to it.
///
/// Every pair is compared. Why no index: ten thousand pictures take fifty million comparisons of two numbers, less
/// time than one thumbnail takes to be made.
#[must_use]
pub fn alike<Id: Copy>(pictures: &[(Id, Likeness)]) -> Vec<Vec<Id>> {
    let mut first_of: Vec<usize> = (0..pictures.len()).collect();
    for (index, (_, one)) in pictures.iter().enumerate() {
        for (before, (_, other)) in pictures[..index].iter().enumerate() {
            if one.is_near(*other) {
                let (a, b) = (root(&first_of, before), root(&first_of, index));
                first_of[a.max(b)] = a.min(b);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<Id>> = BTreeMap::new();
    for (index, (id, _)) in pictures.iter().enumerate() {
        groups.entry(root(&first_of, index)).or_default().push(*id);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// The first picture of the group that one belongs to.
fn root(first_of: &[usize], mut index: usize) -> usize {
    while first_of[index] != index {
        index = first_of[index];
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_near_to_one_of_a_group_belongs_to_it() {
        let far = Likeness::new(u64::MAX);
        let chain = |steps: u32| Likeness::new((1 << (steps * NEAR_BITS_MAX)) - 1);
        let pictures = [
            ("c", chain(2)),
            ("far", far),
            ("a", chain(0)),
            ("b", chain(1)),
            ("alone", Likeness::new(!0xFFFF_0000)),
        ];
        assert_eq!(alike(&pictures), [["c", "a", "b"]]);
        assert!(!chain(0).is_near(chain(2)), "c is near to a only through b");
        assert_eq!(alike(&[("far", far), ("far again", far)]), [["far", "far again"]]);
    }

    #[test]
    fn a_placeholder_has_whole_rows() {
        let two_rows = Placeholder::new(2, &[7; 12]);
        assert_eq!(two_rows.map(|placeholder| placeholder.bytes().len()), Some(13));
        assert_eq!(Placeholder::new(2, &[7; 11]), None);
        assert_eq!(Placeholder::new(0, &[]), None);
    }
}
