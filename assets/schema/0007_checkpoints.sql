-- When a checkpoint of the log last left the machine. A note, and no record: it decides nothing.
CREATE TABLE checkpoint_left (
    log_id BLOB NOT NULL,
    -- Records of that log then.
    size   INTEGER NOT NULL,
    at     TEXT NOT NULL
) STRICT;
