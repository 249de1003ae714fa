//! What `upbeat media pdf` prints.

use upbeat_domain::network::NetworkId;

use crate::post::Crop;
use crate::rendition::Step;
use crate::wire;

wire! {
    /// `upbeat media pdf`: one document of several files.
    pub struct MadeDocument {
        /// For this network.
        #[ts(type = "NetworkId")]
        pub network: NetworkId,
        /// For this format.
        pub format: String,
        /// In this frame.
        pub preset: String,
        /// Where it lies.
        pub path: String,
        /// MIME type.
        pub mime: String,
        /// Width of every page, px, and as many points (1/72 inch).
        pub width_px: u32,
        /// Height of every page, px, and as many points.
        pub height_px: u32,
        /// Size, bytes.
        pub bytes: u64,
        /// The limit that it had to stay under, bytes.
        pub max_bytes: u64,
        /// Most pages that the network takes; null where that is unknown.
        pub max_pages: Option<u32>,
        /// BLAKE3 of its bytes, hexadecimal.
        pub hash: String,
        /// Its pages, in order.
        pub pages: Vec<DocumentPage>,
        /// All of it, milliseconds.
        pub took_ms: u64,
    }

    /// A page, covered by one picture.
    pub struct DocumentPage {
        /// The path of the file that it shows, as it was given.
        pub source: String,
        /// Which page of that file, counted from 1.
        pub page: u32,
        /// Width of its picture, px: the page's, or less where the bytes had to fit.
        pub width_px: u32,
        /// Height of its picture, px.
        pub height_px: u32,
        /// Bytes of its picture.
        pub bytes: u64,
        /// The rectangle of the upright source that was kept; null where it shows all of it.
        pub crop: Option<Crop>,
        /// What was done, in order.
        pub steps: Vec<Step>,
    }
}
