-- Moments that a transcript's own analysis points to.
CREATE TABLE moment (
    transcript INTEGER NOT NULL REFERENCES transcript (id),
    n          INTEGER NOT NULL,
    from_ms    INTEGER NOT NULL,
    to_ms      INTEGER,
    label      TEXT NOT NULL,
    words      TEXT NOT NULL,
    PRIMARY KEY (transcript, n)
) STRICT, WITHOUT ROWID;

-- Who is the agent in a transcript, where people said so. It is told by its content: another transcript of the call is
-- read as it stands.
CREATE TABLE speakers (
    transcript TEXT PRIMARY KEY,
    call_key   TEXT,
    roles      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
