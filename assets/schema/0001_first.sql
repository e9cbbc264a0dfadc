-- Days are counted from 1970-01-01. Times are UTC milliseconds unless they say otherwise.
-- Tables under "decided" are projections of the log: only the projection function writes them.

------------------------------------------------------------------ the log
CREATE TABLE log (
    id          BLOB PRIMARY KEY CHECK (length(id) = 16),
    created_at  TEXT NOT NULL,
    version     TEXT NOT NULL,
    -- A restored file starts a new log that names the one it came from.
    parent      BLOB,
    parent_size INTEGER,
    parent_head BLOB,
    active      INTEGER NOT NULL
) STRICT;

CREATE TABLE event (
    log_id         BLOB NOT NULL,
    seq            INTEGER NOT NULL,
    lamport        INTEGER NOT NULL,
    at_utc         TEXT NOT NULL,
    utc_offset     INTEGER NOT NULL,
    author         BLOB NOT NULL,
    app_version    TEXT NOT NULL,
    action         TEXT NOT NULL,
    subject_type   TEXT NOT NULL,
    subject_id     BLOB NOT NULL,
    payload_commit BLOB NOT NULL,
    prev           BLOB NOT NULL,
    hash           BLOB NOT NULL,
    PRIMARY KEY (log_id, seq)
) STRICT, WITHOUT ROWID;

-- Names, reasons and content stand here, so that they can be erased and the chain stays whole.
CREATE TABLE payload (
    log_id BLOB NOT NULL,
    seq    INTEGER NOT NULL,
    salt   BLOB,
    body   BLOB,
    PRIMARY KEY (log_id, seq)
) STRICT;

CREATE INDEX event_subject ON event (subject_id, seq);

-- Guards against mistakes. They are no security: who owns the file can drop them, and the chain shows it.
CREATE TRIGGER event_is_not_edited BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_follows_the_last BEFORE INSERT ON event
WHEN NEW.seq <> coalesce((SELECT max(seq) FROM event WHERE log_id = NEW.log_id), 0) + 1
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER payload_is_erased_not_edited BEFORE UPDATE ON payload
WHEN NEW.body IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.seq <> OLD.seq OR NEW.log_id <> OLD.log_id
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER payload_is_not_deleted BEFORE DELETE ON payload
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER payload_is_written_once BEFORE INSERT ON payload
WHEN EXISTS (SELECT 1 FROM payload WHERE log_id = NEW.log_id AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

------------------------------------------------------------------ decided
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE scorecard (
    id   INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;

-- Names under which files know a scorecard's line; a new name can be joined to an old line.
CREATE TABLE scorecard_name (
    name      TEXT PRIMARY KEY,
    scorecard INTEGER NOT NULL REFERENCES scorecard (id)
) STRICT;

CREATE TABLE scorecard_version (
    id        INTEGER PRIMARY KEY,
    scorecard INTEGER NOT NULL REFERENCES scorecard (id),
    label     TEXT NOT NULL,
    UNIQUE (scorecard, label)
) STRICT;

-- A dimension's key belongs to the line; a renamed one continues the former.
CREATE TABLE dimension (
    id        INTEGER PRIMARY KEY,
    scorecard INTEGER NOT NULL REFERENCES scorecard (id),
    key       TEXT NOT NULL,
    name      TEXT NOT NULL,
    continues INTEGER REFERENCES dimension (id),
    UNIQUE (scorecard, key)
) STRICT;

CREATE TABLE version_dimension (
    version   INTEGER NOT NULL REFERENCES scorecard_version (id),
    dimension INTEGER NOT NULL REFERENCES dimension (id),
    position  INTEGER NOT NULL,
    weight    REAL NOT NULL,
    critical  INTEGER NOT NULL,
    PRIMARY KEY (version, dimension)
) STRICT, WITHOUT ROWID;

CREATE TABLE target (
    uuid      BLOB PRIMARY KEY,
    dimension INTEGER NOT NULL REFERENCES dimension (id),
    scope     TEXT NOT NULL CHECK (scope IN ('everyone', 'team', 'agent')),
    scope_id  BLOB,
    from_day  INTEGER NOT NULL,
    -- NULL: no target from that day on.
    value     REAL,
    seq       INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
    id        INTEGER PRIMARY KEY,
    uuid      BLOB NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    source_id TEXT,
    left_day  INTEGER
) STRICT;

-- What a source calls someone. Evaluations and daily sums hang here, so that merging people moves a pointer.
CREATE TABLE identity (
    id     INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    key    TEXT NOT NULL,
    name   TEXT,
    person INTEGER NOT NULL REFERENCES person (id),
    UNIQUE (source, key)
) STRICT;
CREATE INDEX identity_person ON identity (person);

CREATE TABLE team (
    id         INTEGER PRIMARY KEY,
    uuid       BLOB NOT NULL UNIQUE,
    name       TEXT NOT NULL UNIQUE,
    supervisor INTEGER REFERENCES person (id)
) STRICT;

CREATE TABLE membership (
    person   INTEGER NOT NULL REFERENCES person (id),
    team     INTEGER NOT NULL REFERENCES team (id),
    from_day INTEGER NOT NULL,
    PRIMARY KEY (person, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE absence (
    uuid     BLOB PRIMARY KEY,
    person   INTEGER NOT NULL REFERENCES person (id),
    from_day INTEGER NOT NULL,
    to_day   INTEGER
) STRICT;

CREATE TABLE batch (
    id          INTEGER PRIMARY KEY,
    uuid        BLOB NOT NULL UNIQUE,
    at          TEXT NOT NULL,
    profile     TEXT NOT NULL,
    zone        TEXT NOT NULL,
    loaded      INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    rejected    INTEGER NOT NULL,
    evaluations INTEGER NOT NULL,
    transcripts INTEGER NOT NULL,
    digest      TEXT NOT NULL,
    undone      INTEGER NOT NULL
) STRICT;

CREATE TABLE batch_file (
    batch  INTEGER NOT NULL REFERENCES batch (id),
    n      INTEGER NOT NULL,
    name   TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes  INTEGER NOT NULL,
    PRIMARY KEY (batch, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE flag_by_hand (
    uuid      BLOB PRIMARY KEY,
    call_key  TEXT NOT NULL,
    code      TEXT NOT NULL,
    severity  TEXT,
    dimension TEXT,
    at_ms     INTEGER,
    note      TEXT
) STRICT;

CREATE TABLE dispute (
    uuid       BLOB PRIMARY KEY,
    source     TEXT NOT NULL,
    evaluation TEXT NOT NULL,
    dimension  TEXT NOT NULL,
    state      TEXT NOT NULL,
    note       TEXT NOT NULL,
    opened_at  TEXT NOT NULL,
    closed_at  TEXT
) STRICT;

CREATE TABLE session (
    uuid          BLOB PRIMARY KEY,
    person        BLOB NOT NULL,
    kind          TEXT NOT NULL,
    status        TEXT NOT NULL,
    held_at       INTEGER NOT NULL,
    finished_at   INTEGER NOT NULL,
    cycle_from    INTEGER NOT NULL,
    cycle_to      INTEGER NOT NULL,
    scorecard     BLOB NOT NULL,
    focus         TEXT,
    due_day       INTEGER,
    check_day     INTEGER,
    next_day      INTEGER,
    sign_off      TEXT,
    agent_comment TEXT,
    -- The finished session whole, as its event has it.
    content       TEXT NOT NULL
) STRICT;
CREATE INDEX session_person ON session (person, held_at);

CREATE TABLE session_dimension (
    session BLOB NOT NULL REFERENCES session (uuid),
    n       INTEGER NOT NULL,
    key     TEXT NOT NULL,
    current REAL,
    calls   INTEGER NOT NULL,
    target  REAL,
    action  TEXT NOT NULL,
    PRIMARY KEY (session, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    session       BLOB NOT NULL REFERENCES session (uuid),
    n             INTEGER NOT NULL,
    call_key      TEXT,
    from_ms       INTEGER,
    to_ms         INTEGER,
    speaker       TEXT,
    quote         TEXT,
    what_happened TEXT,
    dimension     TEXT,
    PRIMARY KEY (session, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_call ON evidence (call_key);

CREATE TABLE answered_flag (
    session  BLOB NOT NULL REFERENCES session (uuid),
    call_key TEXT NOT NULL,
    code     TEXT NOT NULL,
    PRIMARY KEY (session, call_key, code)
) STRICT, WITHOUT ROWID;

------------------------------------------------------------------ typed so far
CREATE TABLE draft (
    uuid     BLOB PRIMARY KEY,
    person   BLOB NOT NULL,
    body     TEXT NOT NULL,
    saved_at TEXT NOT NULL
) STRICT;

------------------------------------------------------------------ loaded
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE evaluator (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE call (
    id           INTEGER PRIMARY KEY,
    -- As the file has it, byte for byte; NULL where the file has none.
    key          TEXT UNIQUE,
    identity     INTEGER REFERENCES identity (id),
    -- 0 date, 1 wall-clock time, 2 instant; NULL where no file tells.
    started_kind INTEGER,
    started_text TEXT,
    started_zone TEXT,
    started_ms   INTEGER,
    day          INTEGER
) STRICT;

CREATE INDEX call_identity ON call (identity);

-- What a file beside the evaluations says of a call.
CREATE TABLE call_data (
    call         INTEGER NOT NULL REFERENCES call (id),
    batch        INTEGER NOT NULL REFERENCES batch (id),
    identity     INTEGER REFERENCES identity (id),
    started_kind INTEGER,
    started_text TEXT,
    started_ms   INTEGER,
    PRIMARY KEY (call, batch)
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluation (
    id             INTEGER PRIMARY KEY,
    source         INTEGER NOT NULL REFERENCES source (id),
    key            TEXT NOT NULL,
    key_made       INTEGER NOT NULL,
    version        INTEGER NOT NULL,
    call           INTEGER NOT NULL REFERENCES call (id),
    identity       INTEGER NOT NULL REFERENCES identity (id),
    evaluator      INTEGER REFERENCES evaluator (id),
    scored_by      TEXT NOT NULL,
    kind           TEXT NOT NULL,
    state          TEXT NOT NULL,
    form           INTEGER NOT NULL REFERENCES scorecard_version (id),
    call_kind      INTEGER,
    call_text      TEXT,
    call_ms        INTEGER,
    evaluated_kind INTEGER,
    evaluated_text TEXT,
    evaluated_ms   INTEGER,
    total          REAL,
    total_text     TEXT,
    overall        REAL,
    auto_fails     INTEGER NOT NULL,
    comment        TEXT,
    team           TEXT,
    -- The latest standing batch that holds it, and where in that batch's files.
    batch          INTEGER NOT NULL REFERENCES batch (id),
    file           INTEGER NOT NULL,
    line           INTEGER NOT NULL,
    -- SHA-256 of what it says, without where it stood.
    content        BLOB NOT NULL,
    -- Derived: the day that it counts for, whether it counts, and whether the daily sums hold it.
    day            INTEGER,
    current        INTEGER NOT NULL,
    summed         INTEGER NOT NULL
) STRICT;
CREATE INDEX evaluation_key ON evaluation (source, key);
CREATE INDEX evaluation_call ON evaluation (call);
CREATE INDEX evaluation_day ON evaluation (identity, day) WHERE current = 1;
CREATE INDEX evaluation_unsummed ON evaluation (day) WHERE current = 1 AND summed = 0;
CREATE INDEX evaluation_batch ON evaluation (batch);

-- Other batches that hold the same evaluation, word for word.
CREATE TABLE evaluation_also (
    evaluation INTEGER NOT NULL REFERENCES evaluation (id),
    batch      INTEGER NOT NULL REFERENCES batch (id),
    file       INTEGER NOT NULL,
    line       INTEGER NOT NULL,
    PRIMARY KEY (evaluation, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX evaluation_also_batch ON evaluation_also (batch);

CREATE TABLE score (
    evaluation    INTEGER NOT NULL REFERENCES evaluation (id),
    dimension     INTEGER NOT NULL REFERENCES dimension (id),
    state         TEXT NOT NULL,
    earned        REAL,
    possible      REAL,
    earned_text   TEXT,
    possible_text TEXT,
    comment       TEXT,
    PRIMARY KEY (evaluation, dimension)
) STRICT, WITHOUT ROWID;

CREATE TABLE criterion (
    id        INTEGER PRIMARY KEY,
    dimension INTEGER NOT NULL REFERENCES dimension (id),
    name      TEXT NOT NULL,
    UNIQUE (dimension, name)
) STRICT;

CREATE TABLE criterion_result (
    evaluation    INTEGER NOT NULL REFERENCES evaluation (id),
    n             INTEGER NOT NULL,
    criterion     INTEGER NOT NULL REFERENCES criterion (id),
    state         TEXT NOT NULL,
    earned        REAL,
    possible      REAL,
    earned_text   TEXT,
    possible_text TEXT,
    result        TEXT,
    comment       TEXT,
    auto_fail     INTEGER NOT NULL,
    PRIMARY KEY (evaluation, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE flag (
    evaluation INTEGER NOT NULL REFERENCES evaluation (id),
    n          INTEGER NOT NULL,
    code       TEXT NOT NULL,
    severity   TEXT,
    dimension  INTEGER REFERENCES dimension (id),
    at_ms      INTEGER,
    note       TEXT,
    PRIMARY KEY (evaluation, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE auto_fail (
    evaluation INTEGER NOT NULL REFERENCES evaluation (id),
    n          INTEGER NOT NULL,
    name       TEXT NOT NULL,
    dimension  INTEGER REFERENCES dimension (id),
    PRIMARY KEY (evaluation, n)
) STRICT, WITHOUT ROWID;

-- id = UTC second x 4096 + ordinal, fixed at load: the newest come first without sorting.
CREATE TABLE transcript (
    id      INTEGER PRIMARY KEY,
    call    INTEGER NOT NULL REFERENCES call (id),
    format  TEXT NOT NULL,
    batch   INTEGER NOT NULL REFERENCES batch (id),
    file    INTEGER NOT NULL,
    content BLOB NOT NULL,
    -- The one that is shown: the latest standing one of its call.
    current INTEGER NOT NULL,
    -- The turns' words, one after the other, a line break between.
    words   TEXT NOT NULL
) STRICT;
CREATE INDEX transcript_call ON transcript (call);
CREATE INDEX transcript_batch ON transcript (batch);

CREATE TABLE transcript_also (
    transcript INTEGER NOT NULL REFERENCES transcript (id),
    batch      INTEGER NOT NULL REFERENCES batch (id),
    file       INTEGER NOT NULL,
    PRIMARY KEY (transcript, batch)
) STRICT, WITHOUT ROWID;

CREATE TABLE turn (
    transcript INTEGER NOT NULL REFERENCES transcript (id),
    n          INTEGER NOT NULL,
    role       TEXT NOT NULL,
    speaker    TEXT,
    from_ms    INTEGER,
    to_ms      INTEGER,
    -- Where its words stand in the transcript's, in bytes.
    at         INTEGER NOT NULL,
    length     INTEGER NOT NULL,
    mark       TEXT,
    PRIMARY KEY (transcript, n)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE transcript_words USING fts5 (
    words, content = 'transcript', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2"
);
CREATE TRIGGER transcript_words_added AFTER INSERT ON transcript
BEGIN INSERT INTO transcript_words (rowid, words) VALUES (NEW.id, NEW.words); END;
CREATE TRIGGER transcript_words_removed AFTER DELETE ON transcript
BEGIN INSERT INTO transcript_words (transcript_words, rowid, words) VALUES ('delete', OLD.id, OLD.words); END;
CREATE TRIGGER transcript_words_changed AFTER UPDATE OF words ON transcript
BEGIN
    INSERT INTO transcript_words (transcript_words, rowid, words) VALUES ('delete', OLD.id, OLD.words);
    INSERT INTO transcript_words (rowid, words) VALUES (NEW.id, NEW.words);
END;

-- A cache of the scores: a packed cell a dimension with n, sum and sum of squares of the calls' percents.
CREATE TABLE daily (
    scorecard INTEGER NOT NULL REFERENCES scorecard (id),
    day       INTEGER NOT NULL,
    identity  INTEGER NOT NULL REFERENCES identity (id),
    cells     BLOB NOT NULL,
    PRIMARY KEY (scorecard, day, identity)
) STRICT, WITHOUT ROWID;
CREATE INDEX daily_identity ON daily (identity, scorecard, day);
