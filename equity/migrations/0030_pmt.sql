-- 0030_pmt: models of the proxy means test and the scores they gave. A score is never updated or
-- removed: another visit, another model or a corrected answer adds a row. The visit is known by its
-- number in the tables of cases.

CREATE TABLE pmt_model (
    id           INTEGER PRIMARY KEY,
    version      TEXT NOT NULL UNIQUE CHECK (length(version) BETWEEN 1 AND 40),
    ini          TEXT NOT NULL,                                      -- as it was read
    hash         TEXT NOT NULL CHECK (length(hash) = 64),            -- SHA-256 of all that decides a score
    status       TEXT NOT NULL DEFAULT 'DRAFT' CHECK (status IN ('DRAFT', 'TESTED', 'ACTIVE', 'RETIRED')),
    created_at   TEXT NOT NULL,
    created_by   TEXT NOT NULL,
    tested_at    TEXT,
    tested_by    TEXT,
    activated_at TEXT,
    activated_by TEXT CHECK (activated_by <> tested_by),
    retired_at   TEXT,
    retired_by   TEXT,
    row_version  INTEGER NOT NULL DEFAULT 1,
    CHECK (status = 'DRAFT' OR status = 'RETIRED' OR tested_by IS NOT NULL),
    CHECK (status <> 'ACTIVE' OR activated_by IS NOT NULL),
    CHECK (status <> 'RETIRED' OR retired_by IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX pmt_model_active ON pmt_model (status) WHERE status = 'ACTIVE';

CREATE TABLE pmt_evidence (                                          -- what activation rests on
    id         INTEGER PRIMARY KEY,
    model_id   INTEGER NOT NULL REFERENCES pmt_model (id),
    kind       TEXT NOT NULL CHECK (kind IN ('calibration', 'waiver')),
    content    TEXT NOT NULL CHECK (length(content) >= 10),          -- report as JSON, or the reason
    signed_by  TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CHECK (kind = 'waiver' OR content GLOB '{*}*')
) STRICT;

CREATE TABLE pmt_reference (                                         -- frozen sets of the percentile scale
    hash       TEXT NOT NULL CHECK (length(hash) = 64),
    r          INTEGER NOT NULL CHECK (r BETWEEN 0 AND 10000),
    households INTEGER NOT NULL CHECK (households >= 1),
    PRIMARY KEY (hash, r)
) STRICT, WITHOUT ROWID;

CREATE TABLE pmt_score (
    id         INTEGER PRIMARY KEY,
    visit_id   INTEGER NOT NULL,
    model_id   INTEGER NOT NULL REFERENCES pmt_model (id),
    state      TEXT NOT NULL CHECK (state IN ('SCORED', 'INCOMPLETE')),
    r          INTEGER CHECK (r BETWEEN 0 AND 10000),                -- NULL: incomplete
    scaled     INTEGER CHECK (scaled BETWEEN 0 AND 10000),
    band       TEXT NOT NULL,                                        -- 'none', 'incomplete' or a band
    income     TEXT NOT NULL CHECK (income IN ('passed', 'failed', 'not asked')),
    breakdown  TEXT NOT NULL CHECK (breakdown GLOB '[[]*]*'),
    snapshot   TEXT NOT NULL CHECK (length(snapshot) = 64),          -- SHA-256 of the answers
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    UNIQUE (visit_id, model_id, snapshot),                           -- a repeated request adds nothing
    CHECK ((state = 'SCORED') = (r IS NOT NULL)),
    CHECK ((state = 'SCORED') = (scaled IS NOT NULL))
) STRICT;

CREATE TRIGGER pmt_score_stays BEFORE UPDATE ON pmt_score
BEGIN SELECT RAISE(ABORT, 'a score is never updated'); END;
CREATE TRIGGER pmt_score_kept BEFORE DELETE ON pmt_score
BEGIN SELECT RAISE(ABORT, 'a score is never removed'); END;
CREATE TRIGGER pmt_model_stays BEFORE UPDATE OF version, ini, hash, created_at, created_by ON pmt_model
BEGIN SELECT RAISE(ABORT, 'a model is never changed, only followed by another version'); END;
CREATE TRIGGER pmt_evidence_stays BEFORE UPDATE ON pmt_evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never updated'); END;
CREATE TRIGGER pmt_reference_stays BEFORE UPDATE ON pmt_reference
BEGIN SELECT RAISE(ABORT, 'a reference set is frozen'); END;
