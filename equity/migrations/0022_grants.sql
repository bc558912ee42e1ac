-- 0022_grants: amounts and conditions by year, awards with what was promised on their day, terms.
-- Money is whole baht.

CREATE TABLE grant_rule (
    year             INTEGER NOT NULL CHECK (year BETWEEN 2500 AND 2699),
    level            TEXT NOT NULL CHECK (level IN ('kindergarten', 'primary', 'lower_secondary')),
    band             TEXT NOT NULL CHECK (band IN ('poor', 'extreme')),
    amount_baht      INTEGER NOT NULL CHECK (amount_baht BETWEEN 0 AND 1000000),      -- a year
    term1_baht       INTEGER NOT NULL CHECK (term1_baht >= 0),
    term2_baht       INTEGER NOT NULL CHECK (term2_baht >= 0),
    attendance_min   INTEGER NOT NULL CHECK (attendance_min BETWEEN 0 AND 100),       -- percent of days
    years            INTEGER NOT NULL CHECK (years BETWEEN 1 AND 12),
    source           TEXT NOT NULL CHECK (length(source) >= 1),
    created_at       TEXT NOT NULL,
    CHECK (term1_baht + term2_baht = amount_baht),
    PRIMARY KEY (year, level, band)
) STRICT, WITHOUT ROWID;

CREATE TABLE grant_award (
    case_id        INTEGER PRIMARY KEY REFERENCES case_file (id),
    year           INTEGER NOT NULL,                                          -- of the rule
    level          TEXT NOT NULL,
    band           TEXT NOT NULL,
    amount_baht    INTEGER NOT NULL CHECK (amount_baht >= 0),
    term1_baht     INTEGER NOT NULL,
    term2_baht     INTEGER NOT NULL,
    attendance_min INTEGER NOT NULL CHECK (attendance_min BETWEEN 0 AND 100),
    years          INTEGER NOT NULL CHECK (years BETWEEN 1 AND 12),
    row_version    INTEGER NOT NULL DEFAULT 1,
    created_at     TEXT NOT NULL,
    created_by     INTEGER NOT NULL,
    CHECK (term1_baht + term2_baht = amount_baht)
) STRICT;

CREATE TABLE grant_term (
    case_id      INTEGER NOT NULL REFERENCES grant_award (case_id),
    number       INTEGER NOT NULL CHECK (number >= 1),                        -- 1, 2: first year; 3, 4 ...
    due_baht     INTEGER NOT NULL CHECK (due_baht >= 0),
    days_present INTEGER NOT NULL CHECK (days_present BETWEEN 0 AND days),
    days         INTEGER NOT NULL CHECK (days BETWEEN 1 AND 200),
    weight_g     INTEGER NOT NULL CHECK (weight_g BETWEEN 5000 AND 200000),
    height_mm    INTEGER NOT NULL CHECK (height_mm BETWEEN 500 AND 2300),
    met          INTEGER NOT NULL CHECK (met IN (0, 1)),
    row_version  INTEGER NOT NULL DEFAULT 1,
    created_at   TEXT NOT NULL,
    created_by   INTEGER NOT NULL,
    PRIMARY KEY (case_id, number)
) STRICT, WITHOUT ROWID;
