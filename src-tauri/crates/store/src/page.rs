//! A stretch of a long list.

/// Some items of a list, and how many there are in all.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The items asked for, in order.
    pub items: Vec<T>,
    /// How many there are without limit and offset.
    pub total: u64,
}
