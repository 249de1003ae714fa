//! Error codes. Every failure that a person can meet has one; its words in both languages live in
//! `upbeat-contract` (`messages/`), chosen by the code and never by a text.

use crate::network::closed_set;

closed_set! {
    /// What went wrong, as a stable name.
    Code, UnknownCode, "error code" {
        /// The file can't be opened or read.
        MediaUnreadable = "media.unreadable",
        /// The file is empty.
        MediaEmpty = "media.empty",
        /// The bytes are of no kind that Upbeat reads.
        MediaUnsupported = "media.unsupported",
        /// The file ends too early or is damaged.
        MediaDamaged = "media.damaged",
        /// More pixels than Upbeat decodes.
        MediaTooLarge = "media.too_large",
        /// A tool that this kind of file needs is not installed.
        MediaToolMissing = "media.tool_missing",
        /// The kind of file doesn't suit the format.
        MediaWrongKind = "media.wrong_kind",
        /// More pages than the network takes.
        MediaTooManyPages = "media.too_many_pages",
        /// The file has no such page.
        MediaNoSuchPage = "media.no_such_page",
        /// No way to meet the network's byte limit.
        MediaOverBudget = "media.over_budget",
        /// Shorter or longer than the network takes.
        MediaDuration = "media.duration",
        /// The pieces of a film that were chosen can't be joined.
        MediaPieces = "media.pieces",
        /// A file of captions can't be read.
        MediaCaptions = "media.captions",
        /// A caption ends before it starts.
        MediaCue = "media.cue",
        /// A number of an edit lies outside its bounds.
        MediaEdit = "media.edit",
        /// What only a film can have is asked of sound alone.
        MediaSoundAlone = "media.sound_alone",
        /// Preparing took longer than its limit.
        MediaTimeout = "media.timeout",
        /// The person stopped the files of a post that goes out; they are made anew by themselves.
        MediaStopped = "media.stopped",
        /// The person stopped it.
        Cancelled = "cancelled",
        /// A file or folder can't be written.
        StorageUnwritable = "storage.unwritable",
        /// The disk is full.
        StorageFull = "storage.full",
        /// The database was made by a newer Upbeat.
        StorageNewer = "storage.newer",
        /// The database is damaged.
        StorageDamaged = "storage.damaged",
        /// The database lies on a network drive or in a synced folder.
        StorageRemote = "storage.remote",
        /// The workspace is open, here or in another process.
        StorageInUse = "storage.in_use",
        /// The database is busy.
        StorageBusy = "storage.busy",
        /// What was asked for isn't there.
        NotFound = "not_found",
        /// Somebody else changed it meanwhile.
        Conflict = "conflict",
        /// The request is malformed.
        Invalid = "invalid",
        /// No keychain on this system.
        VaultAbsent = "vault.absent",
        /// The keychain is locked.
        VaultLocked = "vault.locked",
        /// The keychain refused.
        VaultRefused = "vault.refused",
        /// No connection to the network.
        NetworkUnreachable = "network.unreachable",
        /// Name or password refused.
        NetworkSignIn = "network.sign_in",
        /// The permission ended; connect again.
        NetworkReconnect = "network.reconnect",
        /// The network refused the content.
        NetworkRejected = "network.rejected",
        /// Too many requests; wait.
        NetworkLimit = "network.limit",
        /// The network answered something that makes no sense.
        NetworkMalformed = "network.malformed",
        /// The address is refused for safety.
        NetworkAddress = "network.address",
        /// The outcome isn't known; being checked.
        PublicationUnconfirmed = "publication.unconfirmed",
        /// The outcome can't be known; a person has to look.
        PublicationNeedsPerson = "publication.needs_person",
        /// The due time passed while Upbeat was closed.
        PublicationMissed = "publication.missed",
        /// That step isn't possible in its present state.
        PublicationState = "publication.state",
        /// It is being sent, or its outcome looked into: it can't be deleted now.
        PublicationUnderWay = "publication.under_way",
        /// A check found problems that block publishing.
        PublicationBlocked = "publication.blocked",
        /// The person put the queue on pause.
        PublicationPaused = "publication.paused",
        /// The computer's clock jumped or is wrong.
        ClockWrong = "clock.wrong",
        /// The time asked for has passed.
        TimePast = "time.past",
        /// The desktop opened neither the page nor the folder.
        DesktopRefused = "desktop.refused",
        /// A fault of Upbeat itself.
        Internal = "internal",
        /// Text longer than the network takes.
        TextTooLong = "text.too_long",
        /// The network shows no text there.
        TextNotShown = "text.not_shown",
        /// Text is needed.
        TextMissing = "text.missing",
        /// A needed field is empty.
        FieldMissing = "field.missing",
        /// Too many hashtags.
        TooManyHashtags = "text.too_many_hashtags",
        /// Too many mentions.
        TooManyMentions = "text.too_many_mentions",
        /// Too many links.
        TooManyLinks = "text.too_many_links",
        /// Links can't be followed there.
        LinksNotClickable = "text.links_not_clickable",
        /// A character that the field doesn't take.
        ForbiddenCharacter = "text.forbidden_character",
        /// Media are needed.
        MediaMissing = "media.missing",
        /// Too few media for the format.
        MediaTooFew = "media.too_few",
        /// Too many media for the format.
        MediaTooMany = "media.too_many",
        /// Pictures and films can't be mixed.
        MediaMixed = "media.mixed",
        /// No description for those who can't see.
        AltMissing = "media.alt_missing",
        /// The network has no such format.
        FormatUnknown = "format.unknown",
    }
}
