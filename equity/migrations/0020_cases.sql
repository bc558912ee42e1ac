-- 0020_cases: cases of every workflow, what was done with them, and which requests were applied.
-- Words of workflows, states and actions are those of equity/workflow_tables.c. Times are ISO 8601
-- UTC; a pupil is an opaque number.

CREATE TABLE case_file (
    id            INTEGER PRIMARY KEY,
    code          TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 63), -- school-DDMMYYYY-sequence
    workflow      TEXT NOT NULL,
    state         TEXT NOT NULL,
    student_id    INTEGER NOT NULL,
    school_code   TEXT NOT NULL CHECK (length(school_code) BETWEEN 1 AND 40),
    district_code TEXT NOT NULL CHECK (length(district_code) BETWEEN 1 AND 40),
    partner       TEXT NOT NULL DEFAULT '' CHECK (length(partner) <= 40),
    school_year   INTEGER NOT NULL CHECK (school_year BETWEEN 2500 AND 2699), -- Buddhist
    parent_id     INTEGER REFERENCES case_file (id),
    opened_on     TEXT NOT NULL CHECK (length(opened_on) = 10),               -- the day in Bangkok
    sequence      INTEGER NOT NULL CHECK (sequence >= 1),                     -- of the school on that day
    entered_at    TEXT NOT NULL,                                              -- the present state
    row_version   INTEGER NOT NULL DEFAULT 1 CHECK (row_version >= 1),
    created_at    TEXT NOT NULL,
    created_by    INTEGER NOT NULL,                                           -- user, 0 the system
    UNIQUE (school_code, opened_on, sequence)
) STRICT;
CREATE INDEX case_file_state ON case_file (workflow, state, district_code, school_code);
CREATE INDEX case_file_student ON case_file (student_id, workflow);
CREATE INDEX case_file_parent ON case_file (parent_id);

CREATE TABLE transition_log (
    id          INTEGER PRIMARY KEY,
    case_id     INTEGER NOT NULL REFERENCES case_file (id),
    number      INTEGER NOT NULL CHECK (number >= 1),                         -- 1, 2, 3 ... of the case
    action      TEXT NOT NULL,
    from_state  TEXT NOT NULL,
    to_state    TEXT NOT NULL,
    signature   INTEGER NOT NULL CHECK (signature IN (0, 1)),                 -- 1: the first of two
    actor_id    INTEGER NOT NULL,
    role        TEXT NOT NULL,
    reason      TEXT NOT NULL CHECK (length(reason) <= 16000),                -- sealed, in pieces
    cause       INTEGER NOT NULL CHECK (cause BETWEEN 0 AND 19),              -- 0: unsaid
    school_kind TEXT NOT NULL,
    receipt     TEXT NOT NULL CHECK (length(receipt) <= 60),
    batch       TEXT NOT NULL CHECK (length(batch) <= 64),
    overdue     INTEGER NOT NULL CHECK (overdue IN (0, 1)),
    row_version INTEGER NOT NULL,                                             -- of the case, after it
    at          TEXT NOT NULL,
    UNIQUE (case_id, number)
) STRICT;
CREATE TRIGGER transition_log_stays BEFORE UPDATE ON transition_log
BEGIN
    SELECT RAISE(ABORT, 'a row of transition_log is never changed');
END;
CREATE TRIGGER transition_log_remains BEFORE DELETE ON transition_log
BEGIN
    SELECT RAISE(ABORT, 'a row of transition_log is never removed');
END;

CREATE TABLE case_request (
    request_key TEXT PRIMARY KEY CHECK (length(request_key) BETWEEN 1 AND 64),
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),               -- SHA-256 of what was asked
    case_id     INTEGER NOT NULL REFERENCES case_file (id),
    state       TEXT NOT NULL,
    row_version INTEGER NOT NULL,
    signature   INTEGER NOT NULL CHECK (signature IN (0, 1)),
    overdue     INTEGER NOT NULL CHECK (overdue IN (0, 1)),
    child_id    INTEGER REFERENCES case_file (id),                            -- which it opened
    created_at  TEXT NOT NULL,
    created_by  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
