-- Ids are UUIDv7 as 16-byte blobs; instants are UTC microseconds; JSON columns hold domain types
-- that are read whole. States are checked by the table itself, so that no code path can invent one.

CREATE TABLE workspace (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    lang TEXT NOT NULL CHECK (lang IN ('en', 'fr')),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE account (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    network TEXT NOT NULL,
    -- The network's own stable id of the profile (a DID, a number), and where it lives.
    remote_id TEXT NOT NULL,
    server TEXT NOT NULL,
    handle TEXT NOT NULL,
    display_name TEXT NOT NULL,
    avatar_hash TEXT,
    route TEXT NOT NULL CHECK (route IN ('direct', 'native', 'inbox', 'assisted')),
    -- The person said that this server is on their own network: private addresses are allowed.
    own_network INTEGER NOT NULL DEFAULT 0 CHECK (own_network IN (0, 1)),
    -- Limits read from the server (JSON), laid over the data file.
    server_limits TEXT,
    state TEXT NOT NULL CHECK (state IN ('connected', 'reconnect', 'paused')),
    -- The vault entry's generation; the secret itself is only in the keychain.
    secret_generation INTEGER NOT NULL DEFAULT 0,
    grace_s INTEGER NOT NULL DEFAULT 1800,
    position INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    checked_at INTEGER,
    deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX account_once ON account (network, server, remote_id) WHERE deleted_at IS NULL;

CREATE TABLE asset (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    name TEXT NOT NULL,
    -- 'copied': the bytes are ours; 'referenced': they stay at `reference_path`.
    held TEXT NOT NULL CHECK (held IN ('copied', 'referenced')),
    reference_path TEXT,
    bytes INTEGER NOT NULL,
    info TEXT NOT NULL,
    kind TEXT NOT NULL,
    taken_at TEXT,
    alt TEXT NOT NULL DEFAULT '',
    -- Words to search, as in `post`: name and description.
    search TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    deleted_at INTEGER,
    CHECK ((held = 'referenced') = (reference_path IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX asset_once ON asset (hash) WHERE deleted_at IS NULL;
CREATE INDEX asset_by_time ON asset (created_at DESC, id);

CREATE TABLE rendition (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- The work's identity: source hash + recipe. The same work is never done twice.
    key TEXT NOT NULL UNIQUE,
    -- What is made, without whom it is for: two networks that ask for the same share the file.
    work TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    recipe TEXT NOT NULL,
    hash TEXT NOT NULL,
    mime TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    duration_ms INTEGER,
    crop TEXT,
    steps TEXT NOT NULL,
    took_ms INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rendition_by_use ON rendition (used_at);
CREATE INDEX rendition_by_source ON rendition (source_hash);
CREATE INDEX rendition_by_work ON rendition (work);
CREATE INDEX rendition_by_hash ON rendition (hash);

CREATE TABLE post (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    title TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('draft', 'ready', 'archived')),
    body TEXT NOT NULL,
    targets TEXT NOT NULL,
    wish TEXT,
    -- Words to search, without accents and in lower case; kept by the code that writes the body.
    search TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;
CREATE INDEX post_by_time ON post (updated_at DESC, id);

CREATE TABLE variant (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    post_id BLOB NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (post_id, scope)
) STRICT;

-- Which assets a post uses, for "used in" and for keeping bytes that are needed.
CREATE TABLE post_asset (
    post_id BLOB NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    asset_id BLOB NOT NULL REFERENCES asset (id),
    PRIMARY KEY (post_id, asset_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_asset_by_asset ON post_asset (asset_id);

CREATE TABLE publication (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    post_id BLOB NOT NULL REFERENCES post (id),
    account_id BLOB NOT NULL REFERENCES account (id),
    network TEXT NOT NULL,
    format TEXT NOT NULL,
    route TEXT NOT NULL CHECK (route IN ('direct', 'native', 'inbox', 'assisted')),
    -- The body as it was when it was planned: what goes out is what the person saw.
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'planned', 'preparing', 'sending', 'unconfirmed', 'needs_person', 'handed_over',
        'waiting_for_person', 'published', 'rejected', 'missed', 'cancelled')),
    -- Due instant, and the wish that it was derived from with the zone table's version.
    due_at INTEGER NOT NULL,
    wish TEXT,
    zone_table TEXT,
    grace_s INTEGER NOT NULL,
    retry_at INTEGER,
    -- When the publisher has to look at it next; absent where only a person can move it. Follows from the rest.
    next_at INTEGER,
    -- Code and subject of the latest trouble, for the person.
    trouble TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX publication_next ON publication (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX publication_under_way ON publication (state) WHERE state IN ('preparing', 'sending');
CREATE INDEX publication_by_post ON publication (post_id);
CREATE INDEX publication_by_time ON publication (due_at DESC, id);

CREATE TABLE part (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    publication_id BLOB NOT NULL REFERENCES publication (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    -- 'post', 'first_comment', 'captions'
    role TEXT NOT NULL,
    content TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'planned', 'preparing', 'sending', 'unconfirmed', 'needs_person', 'handed_over',
        'waiting_for_person', 'published', 'rejected', 'missed', 'cancelled')),
    epoch INTEGER NOT NULL DEFAULT 0,
    -- The key under which a repeat is harmless, where the network has one; chosen at planning.
    key TEXT NOT NULL,
    -- Results of repeatable preparation (uploaded blobs, containers), JSON.
    prepared TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    owner BLOB,
    lease_until INTEGER,
    -- What the latest read-back said and when, JSON: two equal answers settle it.
    evidence TEXT NOT NULL,
    receipt TEXT,
    UNIQUE (publication_id, position),
    CHECK (state <> 'published' OR receipt IS NOT NULL),
    CHECK (state <> 'sending' OR owner IS NOT NULL)
) STRICT;

CREATE TABLE attempt (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    part_id BLOB NOT NULL REFERENCES part (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    settled_at INTEGER,
    outcome TEXT CHECK (outcome IN ('accepted', 'rejected', 'not_sent', 'unknown')),
    -- Code and the network's own words, without secrets.
    detail TEXT,
    UNIQUE (part_id, epoch),
    CHECK ((settled_at IS NULL) = (outcome IS NULL))
) STRICT;

-- At most one attempt of a part is under way.
CREATE UNIQUE INDEX attempt_under_way ON attempt (part_id) WHERE settled_at IS NULL;

-- What happened to a publication, in order, for the receipt's log.
CREATE TABLE publication_event (
    publication_id BLOB NOT NULL REFERENCES publication (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    detail TEXT
) STRICT;
CREATE INDEX publication_event_by_publication ON publication_event (publication_id, at);

CREATE TABLE job (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    -- The work's identity; two jobs with one key are one job.
    key TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    attempts INTEGER NOT NULL DEFAULT 0,
    owner BLOB,
    lease_until INTEGER,
    progress REAL NOT NULL DEFAULT 0,
    -- What came to nothing, JSON list.
    troubles TEXT NOT NULL DEFAULT '[]',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX job_waiting ON job (created_at) WHERE state IN ('waiting', 'running');

-- Named operations that can be undone and done again: what to do to go back and forth, JSON.
CREATE TABLE undo (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    operation TEXT NOT NULL,
    back TEXT NOT NULL,
    forth TEXT NOT NULL,
    at INTEGER NOT NULL,
    undone_at INTEGER
) STRICT;

-- Settings of this workspace.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
