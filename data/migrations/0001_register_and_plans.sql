-- 0001_register_and_plans: the school register, where it came from, and saved plans.
-- Rows of the register are known by the office's own codes, so the codes are the keys.
-- Dates are ISO texts of the common era, unknown months and days 00; years are Buddhist;
-- people are whole persons; shares are 0 .. 1; money is whole baht.

CREATE TABLE district (
    code    TEXT NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 40),
    name_th TEXT NOT NULL CHECK (length(name_th) BETWEEN 1 AND 200),
    name_en TEXT NOT NULL CHECK (length(name_en) <= 200),
    zone    TEXT NOT NULL CHECK (length(zone) <= 200)
) STRICT, WITHOUT ROWID;

CREATE TABLE school (
    code          TEXT NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 40),
    name_th       TEXT NOT NULL CHECK (length(name_th) BETWEEN 1 AND 200),
    district_code TEXT NOT NULL REFERENCES district (code),
    lat_deg       REAL CHECK (lat_deg BETWEEN 5 AND 21),             -- NULL: not known
    lon_deg       REAL CHECK (lon_deg BETWEEN 97 AND 106)            -- NULL: not known
) STRICT, WITHOUT ROWID;
CREATE INDEX school_by_district ON school (district_code);

CREATE TABLE major (
    code     TEXT NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 31),
    name_th  TEXT NOT NULL CHECK (length(name_th) BETWEEN 1 AND 200),
    name_en  TEXT NOT NULL CHECK (length(name_en) <= 200),
    position INTEGER NOT NULL CHECK (position >= 1)                  -- row in majors.csv; breaks ties
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment (
    school_code   TEXT NOT NULL REFERENCES school (code),
    academic_year INTEGER NOT NULL CHECK (academic_year BETWEEN 2500 AND 2699),
    grade         TEXT NOT NULL CHECK (grade IN ('k1', 'k2', 'k3', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6',
                                                 'm1', 'm2', 'm3', 'm4', 'm5', 'm6')),
    pupils        INTEGER NOT NULL CHECK (pupils BETWEEN 0 AND 20000),
    PRIMARY KEY (school_code, academic_year, grade)
) STRICT, WITHOUT ROWID;

CREATE TABLE teacher (
    id                     TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 40), -- a pseudonym
    school_code            TEXT NOT NULL REFERENCES school (code),
    position               TEXT NOT NULL CHECK (position IN ('director', 'deputy', 'teacher',
                                                             'assistant', 'support')),
    post_major_code        TEXT REFERENCES major (code),             -- NULL: the post has no major
    degree_major_code      TEXT REFERENCES major (code),             -- NULL: not known
    birth_date             TEXT NOT NULL
                           CHECK (birth_date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    appointed_date         TEXT                                      -- NULL: not known
                           CHECK (appointed_date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    status                 TEXT NOT NULL CHECK (status IN ('active', 'leave', 'seconded', 'left')),
    retire_override_fy     INTEGER                                   -- NULL: the rule decides
                           CHECK (retire_override_fy BETWEEN 2500 AND 2699),
    retire_override_reason TEXT CHECK (length(retire_override_reason) BETWEEN 1 AND 200),
    CHECK (position NOT IN ('teacher', 'assistant') OR post_major_code IS NOT NULL),
    CHECK ((retire_override_fy IS NULL) = (retire_override_reason IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX teacher_by_school ON teacher (school_code, id);
CREATE INDEX teacher_by_post_major ON teacher (post_major_code);
CREATE INDEX teacher_by_degree_major ON teacher (degree_major_code);

CREATE TABLE need_table (
    school_code TEXT NOT NULL REFERENCES school (code),
    major_code  TEXT NOT NULL REFERENCES major (code),
    fy          INTEGER NOT NULL CHECK (fy BETWEEN 2500 AND 2699),
    need        INTEGER NOT NULL CHECK (need BETWEEN 0 AND 1000),
    PRIMARY KEY (school_code, major_code, fy)
) STRICT, WITHOUT ROWID;

CREATE TABLE frame_table (
    school_code TEXT NOT NULL REFERENCES school (code),
    fy          INTEGER NOT NULL CHECK (fy BETWEEN 2500 AND 2699),
    frame       INTEGER NOT NULL CHECK (frame BETWEEN 0 AND 2000),
    PRIMARY KEY (school_code, fy)
) STRICT, WITHOUT ROWID;

CREATE TABLE curriculum (
    area           TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 31),
    grade          TEXT NOT NULL CHECK (grade IN ('k1', 'k2', 'k3', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6',
                                                  'm1', 'm2', 'm3', 'm4', 'm5', 'm6')),
    hours_per_year REAL NOT NULL CHECK (hours_per_year BETWEEN 0 AND 2000),
    PRIMARY KEY (area, grade)
) STRICT, WITHOUT ROWID;

CREATE TABLE major_share (
    area       TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 31),
    grade      TEXT NOT NULL CHECK (grade IN ('k1', 'k2', 'k3', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6',
                                              'm1', 'm2', 'm3', 'm4', 'm5', 'm6')),
    major_code TEXT NOT NULL REFERENCES major (code),
    share      REAL NOT NULL CHECK (share BETWEEN 0 AND 1),
    PRIMARY KEY (area, grade, major_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel (
    code             TEXT NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 31),
    name_th          TEXT NOT NULL CHECK (length(name_th) BETWEEN 1 AND 200),
    name_en          TEXT NOT NULL CHECK (length(name_en) <= 200),
    kind             TEXT NOT NULL CHECK (kind IN ('exam', 'pipeline')),
    lead_years       INTEGER NOT NULL CHECK (lead_years BETWEEN 0 AND 15), -- intake to graduation
    completion_share REAL NOT NULL CHECK (completion_share > 0 AND completion_share <= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE committed (
    channel_code TEXT NOT NULL REFERENCES channel (code),
    major_code   TEXT NOT NULL REFERENCES major (code),
    fy           INTEGER NOT NULL CHECK (fy BETWEEN 2500 AND 2699),
    graduates    INTEGER NOT NULL CHECK (graduates BETWEEN 0 AND 100000),
    PRIMARY KEY (channel_code, major_code, fy)
) STRICT, WITHOUT ROWID;

CREATE TABLE eligible_list (
    code           TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 40), -- one exam, a row for each major
    major_code     TEXT NOT NULL REFERENCES major (code),
    announced_date TEXT NOT NULL
                   CHECK (announced_date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    last_date      TEXT NOT NULL CHECK (last_date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    remaining      INTEGER NOT NULL CHECK (remaining BETWEEN 0 AND 100000),
    PRIMARY KEY (code, major_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE retrain (
    from_major_code TEXT NOT NULL REFERENCES major (code),
    to_major_code   TEXT NOT NULL REFERENCES major (code),
    PRIMARY KEY (from_major_code, to_major_code),
    CHECK (from_major_code <> to_major_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE equity_index (
    school_code    TEXT NOT NULL REFERENCES school (code),
    round          TEXT NOT NULL                          -- year first, so that text order is time order
                   CHECK (round GLOB '2[56][0-9][0-9]*' AND length(round) <= 20),
    index_points   REAL NOT NULL CHECK (index_points BETWEEN 30 AND 70), -- the city's mean is 50
    coverage_share REAL NOT NULL CHECK (coverage_share BETWEEN 0 AND 1),
    PRIMARY KEY (school_code, round)
) STRICT, WITHOUT ROWID;

CREATE TABLE provenance (
    file   TEXT NOT NULL PRIMARY KEY CHECK (length(file) BETWEEN 1 AND 40),
    status TEXT NOT NULL CHECK (status IN ('real', 'estimated', 'synthetic', 'unconfirmed')),
    source TEXT NOT NULL CHECK (length(source) <= 1000)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_batch (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         TEXT NOT NULL,                                        -- ISO 8601 UTC
    file       TEXT NOT NULL,                                        -- its name without the folder
    table_name TEXT NOT NULL,
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),            -- of the bytes as given
    rows       INTEGER NOT NULL CHECK (rows >= 0),
    added      INTEGER NOT NULL CHECK (added >= 0),
    changed    INTEGER NOT NULL CHECK (changed >= 0)                 -- removed rows count as changed
) STRICT;

-- A plan is a record of what was decided with the data of its day. Its rows therefore keep the
-- codes of schools, majors and channels as text, without foreign keys into the register: the
-- register may change or lose a school, and the plan still says what it said.

CREATE TABLE plan (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,               -- an id is never used twice
    name            TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
    scenario        TEXT NOT NULL,
    scenario_text   TEXT NOT NULL,                                   -- the settings as an ini text
    scenario_hash   TEXT NOT NULL,                                   -- SHA-256
    data_hash       TEXT NOT NULL,                                   -- SHA-256 of the register
    created_at      TEXT NOT NULL,                                   -- ISO 8601 UTC
    status          TEXT NOT NULL,
    program_version TEXT NOT NULL,
    first_fy        INTEGER NOT NULL CHECK (first_fy BETWEEN 2500 AND 2699),
    years           INTEGER NOT NULL CHECK (years BETWEEN 1 AND 15),
    synthetic       INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
    objective       REAL NOT NULL,
    lp_objective    REAL NOT NULL,
    bound           REAL NOT NULL,
    solver_s        REAL NOT NULL CHECK (solver_s >= 0)
) STRICT;

CREATE TABLE plan_total (
    id         INTEGER PRIMARY KEY,
    plan_id    INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
    fy         INTEGER NOT NULL,
    retire     INTEGER NOT NULL CHECK (retire >= 0),
    other_loss INTEGER NOT NULL CHECK (other_loss >= 0),
    need       INTEGER NOT NULL CHECK (need >= 0),
    headcount  INTEGER NOT NULL CHECK (headcount >= 0),
    shortage   INTEGER NOT NULL CHECK (shortage >= 0),
    surplus    INTEGER NOT NULL CHECK (surplus >= 0),
    call_up    INTEGER NOT NULL CHECK (call_up >= 0),
    graduates  INTEGER NOT NULL CHECK (graduates >= 0),
    idle       INTEGER NOT NULL CHECK (idle >= 0),
    transfer   INTEGER NOT NULL CHECK (transfer >= 0),
    retrain    INTEGER NOT NULL CHECK (retrain >= 0),
    intake     INTEGER NOT NULL CHECK (intake >= 0),
    cost_thb   INTEGER NOT NULL CHECK (cost_thb >= 0),
    UNIQUE (plan_id, fy)
) STRICT;

CREATE TABLE plan_chain (
    id          INTEGER PRIMARY KEY,
    plan_id     INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
    school_code TEXT NOT NULL,
    major_code  TEXT NOT NULL,
    fy          INTEGER NOT NULL,                                    -- plan.first_fy - 1: today
    need        INTEGER NOT NULL CHECK (need >= 0),
    headcount   INTEGER NOT NULL CHECK (headcount >= 0),
    come        INTEGER NOT NULL CHECK (come >= 0),
    go          INTEGER NOT NULL CHECK (go >= 0),
    shortage    INTEGER NOT NULL CHECK (shortage >= 0),
    surplus     INTEGER NOT NULL CHECK (surplus >= 0),
    retire      INTEGER NOT NULL CHECK (retire >= 0),
    other_loss  INTEGER NOT NULL CHECK (other_loss >= 0),
    UNIQUE (plan_id, school_code, major_code, fy)
) STRICT;

CREATE TABLE plan_recruit (
    id           INTEGER PRIMARY KEY,
    plan_id      INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
    fy           INTEGER NOT NULL,
    channel_code TEXT NOT NULL,
    major_code   TEXT NOT NULL,
    pass         INTEGER NOT NULL CHECK (pass >= 0),
    hire         INTEGER NOT NULL CHECK (hire >= 0),
    intake       INTEGER NOT NULL CHECK (intake >= 0),               -- places offered in fy
    expected     INTEGER NOT NULL CHECK (expected >= 0),             -- graduates they will yield
    idle         INTEGER NOT NULL CHECK (idle >= 0),
    UNIQUE (plan_id, fy, channel_code, major_code)
) STRICT;

CREATE TABLE plan_call (
    id         INTEGER PRIMARY KEY,
    plan_id    INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
    fy         INTEGER NOT NULL,
    list       TEXT NOT NULL,                                        -- of the register, or exam-FY
    major_code TEXT NOT NULL,
    people     INTEGER NOT NULL CHECK (people >= 0),
    UNIQUE (plan_id, fy, list, major_code)
) STRICT;

CREATE TABLE plan_retraining (
    id              INTEGER PRIMARY KEY,
    plan_id         INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
    fy              INTEGER NOT NULL,
    from_major_code TEXT NOT NULL,
    to_major_code   TEXT NOT NULL,
    people          INTEGER NOT NULL CHECK (people >= 0),
    UNIQUE (plan_id, fy, from_major_code, to_major_code)
) STRICT;
