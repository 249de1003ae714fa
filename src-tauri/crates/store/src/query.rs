//! How queries are written down: one constant each, all of them listed, so that a test can prepare
//! every one against a migrated database.

/// Declares a module's queries as constants, and `QUERIES`, the list of them all.
macro_rules! queries {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$doc])* const $name: &str = $sql;)+

        /// Every query of this module, by name, for the test that prepares them.
        #[cfg(test)]
        pub(crate) const QUERIES: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}
pub(crate) use queries;
