-- What happens after a session is locked, and what is kept for the next one.
ALTER TABLE session ADD COLUMN action_state TEXT;
ALTER TABLE session ADD COLUMN action_done INTEGER;
ALTER TABLE session ADD COLUMN action_of INTEGER;
ALTER TABLE session ADD COLUMN next_step TEXT;
ALTER TABLE session ADD COLUMN cause TEXT;
-- Where the page lies that the agent signed by hand.
ALTER TABLE session ADD COLUMN page TEXT;
-- As amended; NULL where what the session says holds.
ALTER TABLE session ADD COLUMN threshold REAL;

CREATE TABLE amendment (
    uuid     BLOB PRIMARY KEY,
    session  BLOB NOT NULL REFERENCES session (uuid),
    seq      INTEGER NOT NULL,
    field    TEXT NOT NULL,
    old      TEXT,
    new      TEXT NOT NULL,
    -- An added row, in JSON.
    evidence TEXT,
    reason   TEXT NOT NULL
) STRICT;
CREATE INDEX amendment_session ON amendment (session, seq);

-- Things of Today that wait until a day.
CREATE TABLE snooze (
    uuid      BLOB PRIMARY KEY,
    person    BLOB NOT NULL,
    kind      TEXT NOT NULL,
    subject   TEXT NOT NULL,
    until_day INTEGER NOT NULL
) STRICT;

-- The dimension of a flag's code, by key; NULL: it belongs to none.
CREATE TABLE flag_code (
    code      TEXT PRIMARY KEY,
    dimension TEXT
) STRICT, WITHOUT ROWID;

-- Empty and unchanged: the starting library that the program brings along.
CREATE TABLE practice (
    uuid      BLOB PRIMARY KEY,
    seq       INTEGER NOT NULL,
    n         INTEGER NOT NULL,
    dimension TEXT NOT NULL,
    criterion TEXT,
    behavior  TEXT NOT NULL,
    action    TEXT NOT NULL
) STRICT;

CREATE TABLE praise (
    uuid     BLOB PRIMARY KEY,
    person   BLOB NOT NULL,
    call_key TEXT,
    from_ms  INTEGER,
    to_ms    INTEGER,
    speaker  TEXT,
    quote    TEXT NOT NULL,
    kept_at  TEXT NOT NULL
) STRICT;
CREATE INDEX praise_person ON praise (person);
