-- Moments of the call that an evaluation's own analysis points to: offered as evidence.
CREATE TABLE evaluation_moment (
    evaluation INTEGER NOT NULL REFERENCES evaluation (id),
    n          INTEGER NOT NULL,
    dimension  INTEGER REFERENCES dimension (id),
    criterion  TEXT,
    from_ms    INTEGER NOT NULL,
    to_ms      INTEGER,
    words      TEXT,
    PRIMARY KEY (evaluation, n)
) STRICT, WITHOUT ROWID;
