-- What the daily sums cannot hold, beside them: evaluations of calls that are scored on several days or with several
-- identities, each packed as a day is. A cache of the scores; a span's are found by day, an agent's by identity.
CREATE TABLE unsummed (
    evaluation INTEGER PRIMARY KEY REFERENCES evaluation (id) ON DELETE CASCADE,
    scorecard  INTEGER NOT NULL REFERENCES scorecard (id),
    call       INTEGER NOT NULL REFERENCES call (id),
    identity   INTEGER NOT NULL REFERENCES identity (id),
    day        INTEGER NOT NULL,
    cells      BLOB NOT NULL
) STRICT;
CREATE INDEX unsummed_day ON unsummed (scorecard, day);
CREATE INDEX unsummed_identity ON unsummed (identity, scorecard, day);
