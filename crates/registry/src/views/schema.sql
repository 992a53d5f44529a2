-- Views: everything here is derived from the logs and may be thrown away. When this file is not the
-- one a database was made with, it is (views.rs).
CREATE TABLE IF NOT EXISTS followed (
    agency TEXT PRIMARY KEY,
    next   INTEGER NOT NULL,
    root   TEXT NOT NULL -- of the tree over the entries before next
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS cases (
    agency   TEXT NOT NULL,
    id       TEXT NOT NULL,
    number   TEXT NOT NULL,
    title    TEXT NOT NULL,
    kind     TEXT NOT NULL,
    matter   TEXT NOT NULL,
    section  TEXT NOT NULL,
    stage    TEXT NOT NULL,
    state    TEXT NOT NULL,
    review   TEXT NOT NULL,
    opened   TEXT NOT NULL,
    changed  TEXT NOT NULL,
    officers TEXT NOT NULL,
    parties  TEXT NOT NULL,
    code     TEXT NOT NULL,
    records  INTEGER NOT NULL,
    folded   TEXT NOT NULL, -- number, title, parties and matter as search compares them
    PRIMARY KEY (agency, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cases_by_change ON cases (agency, changed DESC, id DESC);
CREATE INDEX IF NOT EXISTS cases_by_state ON cases (agency, state, changed DESC, id DESC);

-- Cases of which nothing is left: their ids are not given again.
CREATE TABLE IF NOT EXISTS gone (
    agency  TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (agency, case_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS numbers (
    agency  TEXT NOT NULL,
    number  TEXT NOT NULL, -- folded
    case_id TEXT NOT NULL,
    PRIMARY KEY (agency, number)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS deadlines (
    agency      TEXT NOT NULL,
    case_id     TEXT NOT NULL,
    record      INTEGER NOT NULL,
    name        TEXT NOT NULL,
    due         TEXT NOT NULL,
    provisional INTEGER NOT NULL,
    PRIMARY KEY (agency, case_id, record, name)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deadlines_by_due ON deadlines (agency, due, case_id);

-- Recordings that are still on the device they were made with.
CREATE TABLE IF NOT EXISTS unstored (
    agency  TEXT NOT NULL,
    device  TEXT NOT NULL,
    case_id TEXT NOT NULL,
    no      INTEGER NOT NULL,
    number  TEXT NOT NULL,
    PRIMARY KEY (agency, device, case_id, no)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS items (
    agency   TEXT NOT NULL,
    case_id  TEXT NOT NULL,
    no       INTEGER NOT NULL,
    category TEXT NOT NULL,
    title    TEXT NOT NULL,
    state    TEXT NOT NULL,
    formed   TEXT NOT NULL,
    PRIMARY KEY (agency, case_id, no)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS items_by_state ON items (agency, state, formed);

CREATE TABLE IF NOT EXISTS published (
    agency      TEXT NOT NULL,
    id          TEXT NOT NULL,
    category    TEXT NOT NULL,
    publication TEXT NOT NULL,
    title       TEXT NOT NULL,
    number      TEXT NOT NULL,
    party       TEXT NOT NULL,
    formed      TEXT NOT NULL,
    at          TEXT NOT NULL,
    body        TEXT NOT NULL,
    folded      TEXT NOT NULL, -- title, number and party as search compares them
    PRIMARY KEY (agency, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS published_by_time ON published (category, at DESC, id DESC, agency DESC);
CREATE INDEX IF NOT EXISTS published_by_all ON published (at DESC, id DESC, agency DESC);

CREATE TABLE IF NOT EXISTS withdrawn (
    agency   TEXT NOT NULL,
    id       TEXT NOT NULL,
    at       TEXT NOT NULL,
    category TEXT NOT NULL,
    PRIMARY KEY (agency, id)
) WITHOUT ROWID;

-- Overlapping two-character terms of title, number and party: exact for Chinese, and two-character
-- words are found.
CREATE TABLE IF NOT EXISTS terms (
    term   TEXT NOT NULL,
    at     TEXT NOT NULL,
    agency TEXT NOT NULL,
    id     TEXT NOT NULL,
    PRIMARY KEY (term, at, id, agency)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS counts (
    agency   TEXT NOT NULL,
    category TEXT NOT NULL,
    n        INTEGER NOT NULL,
    PRIMARY KEY (agency, category)
) WITHOUT ROWID;
