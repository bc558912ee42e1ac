-- 0040_exchange: what came in by files. Rolls and attendance by pupil, year and term, home visits
-- with their answers, measured incomes. A pupil is an opaque number; no name and no number of a
-- person stands here.

CREATE TABLE import_batch (                                          -- one row a file of an import
    import_batch_id INTEGER PRIMARY KEY,
    batch      INTEGER NOT NULL CHECK (batch >= 1),                  -- 1, 2, 3 ...: files of one import have one
    file       TEXT NOT NULL CHECK (length(file) BETWEEN 1 AND 200), -- its name without folders
    kind       TEXT NOT NULL CHECK (kind IN ('rolls', 'visits', 'attendance', 'dropouts', 'not_traced', 'survey')),
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),            -- of the bytes of the file
    synthetic  INTEGER NOT NULL CHECK (synthetic IN (0, 1)),         -- 1: made up, as provenance.csv says
    row_count  INTEGER NOT NULL CHECK (row_count >= 0),
    added      INTEGER NOT NULL CHECK (added >= 0),
    changed    INTEGER NOT NULL CHECK (changed >= 0),
    unchanged  INTEGER NOT NULL CHECK (unchanged >= 0),
    waiting    INTEGER NOT NULL CHECK (waiting >= 0),                -- in match_queue, not taken in
    outcome    TEXT NOT NULL CHECK (outcome IN ('complete', 'waiting')),
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL
) STRICT;
CREATE INDEX import_batch_of_hash ON import_batch (sha256);

CREATE TABLE visit (
    visit_id        INTEGER PRIMARY KEY,                             -- what pmt_score names
    code            TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 40),
    student_id      INTEGER NOT NULL REFERENCES student,
    school_code     TEXT NOT NULL CHECK (length(school_code) BETWEEN 1 AND 40),   -- of the pupil on that day
    district_code   TEXT NOT NULL CHECK (length(district_code) BETWEEN 1 AND 40),
    kind            TEXT NOT NULL CHECK (kind IN ('screen', 'verify', 'field')),
    visited_on      TEXT NOT NULL CHECK (length(visited_on) = 10),
    visitor         TEXT NOT NULL CHECK (length(visitor) >= 1),      -- the user who recorded it
    visitor_id      INTEGER NOT NULL,
    photos          INTEGER NOT NULL CHECK (photos BETWEEN 0 AND 2),
    exempt_reason   TEXT NOT NULL CHECK (length(exempt_reason) <= 200), -- why there are fewer than two; '' none given
    household       TEXT NOT NULL CHECK (household IN ('', 'general', 'institutional')), -- '' not answered
    members         INTEGER CHECK (members BETWEEN 1 AND 50),        -- NULL: not answered
    income_wage     INTEGER,                                         -- baht a month of all members; NULL: not answered
    income_farm     INTEGER,
    income_business INTEGER,
    income_welfare  INTEGER,
    income_other    INTEGER,
    model_version   TEXT NOT NULL,                                   -- whose questions were asked
    fingerprint     TEXT NOT NULL CHECK (length(fingerprint) = 64),  -- SHA-256 of all that was said
    batch           INTEGER NOT NULL CHECK (batch >= 0),             -- 0: typed in
    created_at      TEXT NOT NULL
) STRICT;
CREATE INDEX visit_of_student ON visit (student_id, visited_on);
CREATE INDEX visit_of_school ON visit (school_code);

CREATE TABLE visit_answer (
    visit_id INTEGER NOT NULL REFERENCES visit,
    item     TEXT NOT NULL,                                          -- code of a question of the model
    value    TEXT NOT NULL,                                          -- one tick, or a number
    PRIMARY KEY (visit_id, item, value)
) STRICT, WITHOUT ROWID;

-- A visit is never changed: what was seen another day is another visit. The reason for missing
-- photographs is typed freely and goes with the retention period.
CREATE TRIGGER visit_stays BEFORE UPDATE OF visit_id, code, student_id, school_code, district_code, kind,
    visited_on, visitor, visitor_id, photos, household, members, income_wage, income_farm, income_business,
    income_welfare, income_other, model_version, fingerprint, batch, created_at ON visit
BEGIN SELECT RAISE(ABORT, 'a visit is never changed'); END;
CREATE TRIGGER visit_kept BEFORE DELETE ON visit
BEGIN SELECT RAISE(ABORT, 'a visit is never removed'); END;
CREATE TRIGGER visit_answer_stays BEFORE UPDATE ON visit_answer
BEGIN SELECT RAISE(ABORT, 'an answer is never changed'); END;
CREATE TRIGGER visit_answer_kept BEFORE DELETE ON visit_answer
BEGIN SELECT RAISE(ABORT, 'an answer is never removed'); END;

CREATE TABLE roll (
    student_id    INTEGER NOT NULL REFERENCES student,
    academic_year INTEGER NOT NULL CHECK (academic_year BETWEEN 2500 AND 2699),   -- Buddhist
    term          INTEGER NOT NULL CHECK (term IN (1, 2)),
    school_code   TEXT NOT NULL CHECK (length(school_code) BETWEEN 1 AND 40),
    district_code TEXT NOT NULL CHECK (length(district_code) BETWEEN 1 AND 40),
    grade         TEXT NOT NULL CHECK (grade IN ('k1', 'k2', 'k3', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6')),
    batch         INTEGER NOT NULL CHECK (batch >= 0),
    PRIMARY KEY (academic_year, term, student_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX roll_of_student ON roll (student_id);

CREATE TABLE attendance_term (
    student_id       INTEGER NOT NULL REFERENCES student,
    academic_year    INTEGER NOT NULL CHECK (academic_year BETWEEN 2500 AND 2699),
    term             INTEGER NOT NULL CHECK (term IN (1, 2)),
    days             INTEGER NOT NULL CHECK (days BETWEEN 1 AND 200),
    days_present     INTEGER NOT NULL CHECK (days_present BETWEEN 0 AND days),
    absent_unexcused INTEGER CHECK (absent_unexcused BETWEEN 0 AND days),         -- NULL: not known
    absent_row       INTEGER CHECK (absent_row BETWEEN 0 AND days),
    weight_g         INTEGER CHECK (weight_g BETWEEN 5000 AND 200000),
    height_mm        INTEGER CHECK (height_mm BETWEEN 500 AND 2300),
    batch            INTEGER NOT NULL CHECK (batch >= 0),
    PRIMARY KEY (academic_year, term, student_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attendance_term_of_student ON attendance_term (student_id);

CREATE TABLE survey (                                                -- measured incomes, for calibration
    visit_id   INTEGER PRIMARY KEY REFERENCES visit,
    income_thb INTEGER NOT NULL CHECK (income_thb BETWEEN -10000000 AND 10000000), -- a month, all members
    members    INTEGER NOT NULL CHECK (members BETWEEN 1 AND 50),
    batch      INTEGER NOT NULL CHECK (batch >= 0)
) STRICT;

CREATE TABLE dropout_listing (                                       -- who a list from above named
    student_id INTEGER NOT NULL REFERENCES student,
    listed_on  TEXT NOT NULL CHECK (length(listed_on) = 10),
    source     TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 100),
    case_id    INTEGER NOT NULL REFERENCES case_file (id),
    batch      INTEGER NOT NULL CHECK (batch >= 0),
    PRIMARY KEY (student_id, listed_on, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE exchange_export (                                       -- files that went out
    sha256     TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    kind       TEXT NOT NULL CHECK (kind IN ('eef', 'district', 'partner', 'open')),
    rows       INTEGER NOT NULL CHECK (rows >= 0),
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
