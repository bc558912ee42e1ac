-- 0024_free_items: the ledger of the 20 items of free education. Their names are not known here; the
-- office sets them.

CREATE TABLE free_item (
    number      INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 20),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    named       INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1)),           -- 1: by the office
    row_version INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO free_item (number, name) VALUES
    (1, 'item 1'), (2, 'item 2'), (3, 'item 3'), (4, 'item 4'), (5, 'item 5'),
    (6, 'item 6'), (7, 'item 7'), (8, 'item 8'), (9, 'item 9'), (10, 'item 10'),
    (11, 'item 11'), (12, 'item 12'), (13, 'item 13'), (14, 'item 14'), (15, 'item 15'),
    (16, 'item 16'), (17, 'item 17'), (18, 'item 18'), (19, 'item 19'), (20, 'item 20');

CREATE TABLE free_item_entry (
    id          INTEGER PRIMARY KEY,
    request_key TEXT NOT NULL UNIQUE CHECK (length(request_key) BETWEEN 1 AND 64),
    school_year INTEGER NOT NULL CHECK (school_year BETWEEN 2500 AND 2699),
    student_id  INTEGER NOT NULL,
    school_code TEXT NOT NULL,
    item        INTEGER NOT NULL REFERENCES free_item (number),
    kind        TEXT NOT NULL CHECK (kind IN ('due', 'delivered', 'taken-back')),
    pieces      INTEGER NOT NULL CHECK (pieces BETWEEN 1 AND 1000),
    created_at  TEXT NOT NULL,
    created_by  INTEGER NOT NULL
) STRICT;
CREATE INDEX free_item_entry_head ON free_item_entry (student_id, school_year, item);
