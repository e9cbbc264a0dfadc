-- A person who was erased stays as an id without a name: others' rows may refer to it.
ALTER TABLE person ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
CREATE INDEX person_erased ON person (id) WHERE erased = 1;

-- What sources call those who were erased, and their calls, as salted hashes in hex: later files leave them out.
CREATE TABLE erased_identity (
    hash TEXT PRIMARY KEY,
    salt TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE erased_call (
    hash TEXT PRIMARY KEY,
    salt TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows that an import brought and that an erasure took: why its digest gives something else since.
CREATE TABLE erased_of_batch (
    batch       INTEGER NOT NULL REFERENCES batch (id),
    person      BLOB NOT NULL,
    evaluations INTEGER NOT NULL,
    transcripts INTEGER NOT NULL,
    PRIMARY KEY (batch, person)
) STRICT, WITHOUT ROWID;

-- Since when the file waits to be packed after an erasure. A note, and no record: it decides nothing.
CREATE TABLE unpacked (since TEXT NOT NULL) STRICT;
