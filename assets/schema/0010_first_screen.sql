-- What is asked first is found at once.

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

-- What stands on calls is on the first screen: all that is asked of a marked evaluation stands in the index.
DROP INDEX evaluation_flags;
CREATE INDEX evaluation_flags ON evaluation (identity, day, call, source, key) WHERE current = 1 AND flags > 0;
DROP INDEX evaluation_fails;
CREATE INDEX evaluation_fails ON evaluation (identity, day, call, source, key) WHERE current = 1 AND auto_fails > 0;
