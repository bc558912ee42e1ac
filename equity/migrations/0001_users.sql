-- 0001_users: who acts, and the chained record of what was done.
-- Times are ISO 8601 UTC; the hash of a row covers the row and the hash before it.

CREATE TABLE app_user (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 60),
    role       TEXT NOT NULL,                                        -- a word of role_table
    place      TEXT NOT NULL,                                        -- school, district or partner; '' the city
    active     INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
    seq       INTEGER PRIMARY KEY,                                   -- 1, 2, 3 ... without a hole
    at        TEXT NOT NULL,
    actor     TEXT NOT NULL,                                         -- name of the user, 'system' for none
    role      TEXT NOT NULL,
    action    TEXT NOT NULL,                                         -- 'screening.certify', 'person.read'
    entity    TEXT NOT NULL,                                         -- 'case', 'person', 'model' ...
    entity_id TEXT NOT NULL,                                         -- never a name or national number
    detail    TEXT NOT NULL CHECK (detail LIKE '{%}'),                 -- states and reasons, no personal data
    prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
    hash      TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
