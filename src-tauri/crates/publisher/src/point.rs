//! Named places at which the crash tests kill the process. Without the `failpoints` feature none of this exists in
//! the binary, not even the names.

/// Marks a place. `point!("pub::after_intent")` does nothing in a shipped program.
macro_rules! point {
    ($name:literal) => {{
        #[cfg(feature = "failpoints")]
        {
            fail::fail_point!($name);
        }
    }};
}
pub(crate) use point;

/// Every place, in the order in which a publication passes them.
#[cfg(feature = "failpoints")]
pub(crate) const NAMES: &[&str] = &[
    "pub::after_claim",
    "pub::mid_prepared",
    "pub::after_prepare",
    "pub::before_intent",
    "pub::mid_intent",
    "pub::after_intent",
    "pub::after_call_before_settle",
    "pub::mid_settle",
    "pub::after_settle",
    "pub::before_recover",
    "pub::mid_recover",
    "pub::after_recover",
    "pub::before_read_back",
    "pub::after_read_back",
    "pub::mid_read_back",
    "pub::after_reconcile",
];

#[cfg(not(feature = "failpoints"))]
pub(crate) const NAMES: &[&str] = &[];
