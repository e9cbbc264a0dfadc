-- People who turned out to be one. A merge points a person to another and can be taken back: nothing else moves.
-- `stands_under` is the end of that chain, himself where nobody was merged.
ALTER TABLE person ADD COLUMN merged_into INTEGER REFERENCES person (id);
ALTER TABLE person ADD COLUMN stands_under INTEGER REFERENCES person (id);
UPDATE person SET stands_under = id;
CREATE INDEX person_stands_under ON person (stands_under);

-- `home` is the person whom an import or a split gave it; `person` is the one under whom that one stands.
ALTER TABLE identity ADD COLUMN home INTEGER REFERENCES person (id);
UPDATE identity SET home = person;
