-- What is the same in almost every row is no longer written into it: scores and evaluations are most of the file.

-- A time's text (…_written) stands where it is not the usual one, which its milliseconds give back.
CREATE TABLE evaluation_now (
    id                INTEGER PRIMARY KEY,
    source            INTEGER NOT NULL REFERENCES source (id),
    key               TEXT NOT NULL,
    key_made          INTEGER NOT NULL,
    version           INTEGER NOT NULL,
    call              INTEGER NOT NULL REFERENCES call (id),
    identity          INTEGER NOT NULL REFERENCES identity (id),
    evaluator         INTEGER REFERENCES evaluator (id),
    scored_by         TEXT NOT NULL,
    kind              TEXT NOT NULL,
    state             TEXT NOT NULL,
    form              INTEGER NOT NULL REFERENCES scorecard_version (id),
    call_kind         INTEGER,
    call_written      TEXT,
    call_ms           INTEGER,
    evaluated_kind    INTEGER,
    evaluated_written TEXT,
    evaluated_ms      INTEGER,
    total             REAL,
    total_text        TEXT,
    overall           REAL,
    auto_fails        INTEGER NOT NULL,
    -- How many flags it has.
    flags             INTEGER NOT NULL DEFAULT 0,
    comment           TEXT,
    team              TEXT,
    -- The latest standing batch that holds it, and where in that batch's files.
    batch             INTEGER NOT NULL REFERENCES batch (id),
    file              INTEGER NOT NULL,
    line              INTEGER NOT NULL,
    -- SHA-256 of what it says, without where it stood.
    content           BLOB NOT NULL,
    -- Derived: the day that it counts for, whether it counts, and whether the daily sums hold it.
    day               INTEGER,
    current           INTEGER NOT NULL,
    summed            INTEGER NOT NULL
) STRICT;
INSERT INTO evaluation_now (id, source, key, key_made, version, call, identity, evaluator, scored_by, kind, state, form,
    call_kind, call_written, call_ms, evaluated_kind, evaluated_written, evaluated_ms, total, total_text, overall,
    auto_fails, flags, comment, team, batch, file, line, content, day, current, summed)
SELECT id, source, key, key_made, version, call, identity, evaluator, scored_by, kind, state, form,
    call_kind, nullif(call_text, CASE call_kind
        WHEN 2 THEN strftime('%Y-%m-%dT%H:%M:%SZ', call_ms / 1000, 'unixepoch')
        WHEN 1 THEN strftime('%Y-%m-%dT%H:%M:%S', call_ms / 1000, 'unixepoch')
        WHEN 0 THEN strftime('%Y-%m-%d', call_ms / 1000, 'unixepoch') END), call_ms,
    evaluated_kind, nullif(evaluated_text, CASE evaluated_kind
        WHEN 2 THEN strftime('%Y-%m-%dT%H:%M:%SZ', evaluated_ms / 1000, 'unixepoch')
        WHEN 1 THEN strftime('%Y-%m-%dT%H:%M:%S', evaluated_ms / 1000, 'unixepoch')
        WHEN 0 THEN strftime('%Y-%m-%d', evaluated_ms / 1000, 'unixepoch') END), evaluated_ms, total, total_text, overall,
    auto_fails, (SELECT count(*) FROM flag f WHERE f.evaluation = evaluation.id), comment, team, batch, file, line, content,
    day, current, summed FROM evaluation;
DROP TABLE evaluation;
ALTER TABLE evaluation_now RENAME TO evaluation;
CREATE INDEX evaluation_key ON evaluation (source, key);
CREATE INDEX evaluation_call ON evaluation (call);
CREATE INDEX evaluation_day ON evaluation (identity, day) WHERE current = 1;
CREATE INDEX evaluation_unsummed ON evaluation (day) WHERE current = 1 AND summed = 0;
CREATE INDEX evaluation_batch ON evaluation (batch);
-- What waits for an answer is found without going through the evaluations of all time.
CREATE INDEX evaluation_flags ON evaluation (identity, day) WHERE current = 1 AND flags > 0;
CREATE INDEX evaluation_fails ON evaluation (identity, day) WHERE current = 1 AND auto_fails > 0;
CREATE INDEX answered_flag_call ON answered_flag (call_key, code);
CREATE INDEX flag_by_hand_call ON flag_by_hand (call_key);
-- The mark stands behind the content, which is long.
CREATE INDEX transcript_current ON transcript (call) WHERE current = 1;

CREATE TABLE score_now (
    evaluation    INTEGER NOT NULL REFERENCES evaluation (id),
    dimension     INTEGER NOT NULL REFERENCES dimension (id),
    -- Why it is no score; NULL for one that is.
    apart         TEXT,
    earned        REAL,
    possible      REAL,
    earned_text   TEXT,
    possible_text TEXT,
    comment       TEXT,
    state         TEXT GENERATED ALWAYS AS (coalesce(apart, 'scored')) VIRTUAL,
    PRIMARY KEY (evaluation, dimension)
) STRICT, WITHOUT ROWID;
INSERT INTO score_now (evaluation, dimension, apart, earned, possible, earned_text, possible_text, comment)
SELECT evaluation, dimension, nullif(state, 'scored'), earned, possible, earned_text, possible_text, comment
FROM score ORDER BY evaluation, dimension;
DROP TABLE score;
ALTER TABLE score_now RENAME TO score;

-- The zone is that of a wall-clock time: an instant needs none.
CREATE TABLE call_now (
    id              INTEGER PRIMARY KEY,
    -- As the file has it, byte for byte; NULL where the file has none.
    key             TEXT,
    identity        INTEGER REFERENCES identity (id),
    -- 0 date, 1 wall-clock time, 2 instant; NULL where no file tells.
    started_kind    INTEGER,
    started_written TEXT,
    started_zone    TEXT,
    started_ms      INTEGER,
    day             INTEGER
) STRICT;
INSERT INTO call_now (id, key, identity, started_kind, started_written, started_zone, started_ms, day)
SELECT id, key, identity, started_kind, nullif(started_text, CASE started_kind
        WHEN 2 THEN strftime('%Y-%m-%dT%H:%M:%SZ', started_ms / 1000, 'unixepoch')
        WHEN 1 THEN strftime('%Y-%m-%dT%H:%M:%S', started_ms / 1000, 'unixepoch')
        WHEN 0 THEN strftime('%Y-%m-%d', started_ms / 1000, 'unixepoch') END),
    CASE WHEN started_kind = 1 THEN started_zone END, started_ms, day FROM call;
DROP TABLE call;
ALTER TABLE call_now RENAME TO call;
CREATE UNIQUE INDEX call_key ON call (key);
CREATE INDEX call_identity ON call (identity);
