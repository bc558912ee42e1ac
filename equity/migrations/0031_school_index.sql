-- 0031_school_index: the equity index of schools, frozen by round. Counts of schools only.

CREATE TABLE index_round (
    round      TEXT NOT NULL PRIMARY KEY                             -- year first: text order is time order
               CHECK (round GLOB '2[56][0-9][0-9]*' AND length(round) <= 20),
    hash       TEXT NOT NULL CHECK (length(hash) = 64),              -- SHA-256 of facts and parameters
    params     TEXT NOT NULL,                                        -- as an ini text
    cut15      INTEGER NOT NULL CHECK (cut15 BETWEEN 0 AND 10000),
    city_share REAL NOT NULL CHECK (city_share BETWEEN 0 AND 1),
    frozen_at  TEXT NOT NULL,
    frozen_by  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE index_school (
    round          TEXT NOT NULL REFERENCES index_round (round),
    school_code    TEXT NOT NULL,
    district_code  TEXT NOT NULL,
    enrolled       INTEGER NOT NULL CHECK (enrolled >= 1),
    screened       INTEGER NOT NULL CHECK (screened BETWEEN 0 AND enrolled),
    part_a         REAL NOT NULL,
    part_b         REAL NOT NULL,
    part_c         REAL NOT NULL,
    part_d         REAL NOT NULL,
    own_points     REAL NOT NULL CHECK (own_points BETWEEN 30 AND 70), -- before mixing
    index_points   REAL NOT NULL CHECK (index_points BETWEEN 30 AND 70),
    coverage_share REAL NOT NULL CHECK (coverage_share BETWEEN 0 AND 1),
    low_confidence INTEGER NOT NULL CHECK (low_confidence IN (0, 1)),
    PRIMARY KEY (round, school_code)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER index_round_stays BEFORE UPDATE ON index_round
BEGIN SELECT RAISE(ABORT, 'a round is frozen'); END;
CREATE TRIGGER index_school_stays BEFORE UPDATE ON index_school
BEGIN SELECT RAISE(ABORT, 'a round is frozen'); END;
