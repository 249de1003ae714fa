//! Going back and forth.

use upbeat_domain::id::AssetId;

use crate::wire;

wire! {
    /// Takes an operation back.
    #[derive(Default)]
    #[ts(optional_fields)]
    #[serde(default)]
    pub struct UndoRequest {
        /// That one, as its answer named it; the latest where absent.
        #[ts(type = "number", optional)]
        pub step: Option<i64>,
    }

    /// Does again what was taken back. No fields.
    #[derive(Default)]
    pub struct RedoRequest {}

    /// What was undone or done again.
    pub struct Undone {
        /// In words, or none where there was nothing to undo.
        pub message: Option<String>,
        /// Whether more can be undone.
        pub can_undo: bool,
        /// Whether something can be done again.
        pub can_redo: bool,
    }

    /// An operation that can be taken back.
    pub struct Done {
        /// What was done, in words: "2 items moved to bin".
        pub message: String,
        /// How many things it touched.
        pub count: u32,
        /// Its name for `undo`; none where nothing was done, or nothing can be taken back.
        #[ts(type = "number | null")]
        pub step: Option<i64>,
    }

    /// Several assets by id.
    pub struct AssetIds {
        /// The assets.
        #[ts(type = "string[]")]
        pub ids: Vec<AssetId>,
    }
}
