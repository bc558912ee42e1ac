-- 0021_samples: which cases a second visit must look at. Seed and rule are kept with the candidates,
-- so that anybody can draw the list again.

CREATE TABLE verification_sample (
    id         INTEGER PRIMARY KEY,
    round      TEXT NOT NULL UNIQUE CHECK (length(round) BETWEEN 1 AND 40),
    seed       INTEGER NOT NULL CHECK (seed >= 0),
    delta      INTEGER NOT NULL CHECK (delta BETWEEN 0 AND 10000),            -- of the score, 1/10000
    percent    INTEGER NOT NULL CHECK (percent BETWEEN 0 AND 100),
    created_at TEXT NOT NULL,
    created_by INTEGER NOT NULL
) STRICT;

CREATE TABLE verification_candidate (
    sample_id     INTEGER NOT NULL REFERENCES verification_sample (id),
    case_id       INTEGER NOT NULL REFERENCES case_file (id),
    district_code TEXT NOT NULL,
    score         INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10000),
    cut           INTEGER NOT NULL CHECK (cut BETWEEN 0 AND 10000),
    override      INTEGER NOT NULL CHECK (override IN (0, 1)),
    photo_exempt  INTEGER NOT NULL CHECK (photo_exempt IN (0, 1)),
    why           TEXT NOT NULL CHECK (why IN ('', 'near', 'override', 'photo', 'drawn')), -- '': not in
    PRIMARY KEY (sample_id, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX verification_candidate_case ON verification_candidate (case_id, sample_id);
