-- How tables with certain headings are read, as it was answered once.
CREATE TABLE profile (
    name      TEXT PRIMARY KEY,
    -- Of the headings, in plain form.
    signature TEXT NOT NULL,
    -- In TOML.
    mapping   TEXT NOT NULL,
    -- Where the last file that it read lay, and that file's name.
    folder    TEXT,
    file      TEXT
) STRICT;
CREATE INDEX profile_signature ON profile (signature);
