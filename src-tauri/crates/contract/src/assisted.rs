//! Publishing by hand, with everything ready.

use upbeat_domain::id::{PublicationId, RenditionId, WorkspaceId};

use crate::error::ErrorDto;
use crate::publication::Publication;
use crate::wire;

wire! {
    /// What the hand-made route needs.
    pub struct Assisted {
        /// The publication.
        pub publication: Publication,
        /// The client whose post it is; the window may show another one's world.
        pub client: String,
        /// The network's name.
        pub network_name: String,
        /// Fields in the order in which the network's page asks for them.
        pub fields: Vec<AssistedField>,
        /// Files in order.
        pub files: Vec<AssistedFile>,
        /// Files still being made.
        pub pending: u32,
        /// Files that could not be made, and why.
        pub failures: Vec<ErrorDto>,
        /// The network's page, with the text filled in where it takes it.
        pub compose_url: String,
        /// Whether that page arrives with the text filled in.
        pub prefilled: bool,
    }

    /// One field.
    #[derive(Eq)]
    pub struct AssistedField {
        /// The network's own name of it: `text`, `title`, `alt_text`, `link`, `first_comment`, `media`.
        pub field: String,
        /// Which of the media it is about, counted from 0; none where it is about the whole post.
        pub medium: Option<u32>,
        /// In words; names the medium where there are several.
        pub label: String,
        /// What to paste; empty for the files.
        pub value: String,
    }

    /// One file.
    #[derive(Eq)]
    pub struct AssistedFile {
        /// The window shows it through `upbeat-media://localhost/rendition/<id>`.
        #[ts(type = "string")]
        pub rendition_id: RenditionId,
        /// Name of the file.
        pub name: String,
        /// Name of the file of its captions, beside it; null where it has none of its own.
        pub captions: Option<String>,
        /// MIME type.
        pub mime: String,
        /// Size, bytes.
        pub bytes: u64,
        /// What a person who can't see it should know.
        pub alt: String,
    }

    /// "It is online."
    #[ts(optional_fields)]
    pub struct AssistedDone {
        /// Whose.
        #[ts(type = "string")]
        pub workspace_id: WorkspaceId,
        /// Which publication.
        #[ts(type = "string")]
        pub publication_id: PublicationId,
        /// The post's address, pasted by the person; it must be on the network's own host.
        pub url: Option<String>,
    }

    /// "Remind me later."
    pub struct AssistedSnooze {
        /// Whose.
        #[ts(type = "string")]
        pub workspace_id: WorkspaceId,
        /// Which publication.
        #[ts(type = "string")]
        pub publication_id: PublicationId,
        /// In how many minutes.
        pub minutes: u32,
    }

    /// Names a publication of a client, whichever client is on screen.
    pub struct AssistedRef {
        /// Whose.
        #[ts(type = "string")]
        pub workspace_id: WorkspaceId,
        /// Which.
        #[ts(type = "string")]
        pub publication_id: PublicationId,
    }

    /// The files of a publication in a folder of their own, with readable names.
    #[derive(Eq)]
    pub struct AssistedFolder {
        /// The folder.
        pub folder: String,
        /// The files in it, in order.
        pub files: Vec<String>,
    }

    /// Lays prepared files out under readable names, to be dragged to another program.
    pub struct FilesLay {
        /// Whose.
        #[ts(type = "string")]
        pub workspace_id: WorkspaceId,
        /// Which.
        #[ts(type = "Array<string>")]
        pub rendition_ids: Vec<RenditionId>,
    }

    /// Files that can be dragged.
    #[derive(Eq)]
    pub struct LaidFiles {
        /// Their `file:` addresses, in the order asked for; after a film that of its captions, where it has a file of them.
        pub addresses: Vec<String>,
    }

    /// A page that was opened in the browser.
    #[derive(Eq)]
    pub struct Opened {
        /// Its address.
        pub url: String,
    }

    /// Opens the public page of a published post.
    pub struct ReceiptOpen {
        /// The publication.
        #[ts(type = "string")]
        pub publication_id: PublicationId,
    }

    /// Shows an exported file or folder in the system's file manager.
    pub struct PathReveal {
        /// A path that an export answered.
        pub path: String,
    }

    /// Nothing to say.
    #[derive(Default, Eq)]
    pub struct Empty {}
}
