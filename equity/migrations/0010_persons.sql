-- 0010_persons: persons by a random number; their names and numbers sealed with the key file.
-- A sealed cell is base64 of nonce, ciphertext and tag, bound to the person and the cell (keys.h).

CREATE TABLE key_check (
    key_check_id INTEGER PRIMARY KEY CHECK (key_check_id = 1),
    join_check   TEXT NOT NULL CHECK (length(join_check) = 64),          -- how the key file is recognised
    seal_check   TEXT NOT NULL CHECK (length(seal_check) = 64),
    made_at      TEXT NOT NULL
) STRICT;

CREATE TABLE student (
    student_id  INTEGER PRIMARY KEY CHECK (student_id > 0),              -- random, says nothing
    name_enc    TEXT NOT NULL,                                           -- '' after the retention period
    dob         TEXT NOT NULL CHECK (length(dob) IN (0, 10)),            -- 2018-05-17, unknown parts 00; '' unknown
    sex         TEXT NOT NULL CHECK (sex IN ('', 'M', 'F')),
    school      TEXT NOT NULL CHECK (length(school) BETWEEN 1 AND 40),
    district    TEXT NOT NULL CHECK (length(district) BETWEEN 1 AND 40),
    grade       TEXT NOT NULL CHECK (length(grade) <= 15),
    status      TEXT NOT NULL CHECK (status IN ('enrolled', 'missing', 'left', 'graduated', 'dead', 'pseudonymised')),
    closed_on   TEXT NOT NULL CHECK (length(closed_on) IN (0, 10)),      -- the day it left 'enrolled' and 'missing'
    row_version INTEGER NOT NULL CHECK (row_version >= 1),
    created_at  TEXT NOT NULL,
    created_by  TEXT NOT NULL
) STRICT;
CREATE INDEX student_of_dob ON student (dob);
CREATE INDEX student_of_school ON student (school, grade);

-- Every number a person has or had. A G-code stays when the child gains a number: an alias.
CREATE TABLE student_key (
    id_hmac    TEXT PRIMARY KEY CHECK (length(id_hmac) = 64),
    student_id INTEGER NOT NULL REFERENCES student,
    id_kind    TEXT NOT NULL CHECK (id_kind IN ('T', 'G', 'P')),
    id_enc     TEXT NOT NULL,
    is_alias   INTEGER NOT NULL CHECK (is_alias IN (0, 1)),              -- 1: another number is the present one
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX student_key_present ON student_key (student_id) WHERE is_alias = 0;
CREATE INDEX student_key_of_student ON student_key (student_id);

-- What a field was before a change: nothing is overwritten.
CREATE TABLE student_change (
    student_change_id INTEGER PRIMARY KEY,
    student_id        INTEGER NOT NULL REFERENCES student,
    field             TEXT NOT NULL,
    old_enc           TEXT NOT NULL,                                     -- sealed; field 'change'
    changed_at        TEXT NOT NULL,
    changed_by        TEXT NOT NULL
) STRICT;
CREATE INDEX student_change_of_student ON student_change (student_id);

CREATE TABLE consent (
    consent_id   INTEGER PRIMARY KEY,
    student_id   INTEGER NOT NULL REFERENCES student,
    giver        TEXT NOT NULL CHECK (giver IN ('student', 'parent', 'guardian')),
    purpose      TEXT NOT NULL CHECK (purpose IN ('screening', 'health', 'photograph', 'referral')),
    version      TEXT NOT NULL CHECK (length(version) BETWEEN 1 AND 40), -- of the text that was signed
    given_at     TEXT NOT NULL,
    given_to     TEXT NOT NULL,                                          -- the user who recorded it
    withdrawn_at TEXT NOT NULL,                                          -- '' holds
    withdrawn_to TEXT NOT NULL
) STRICT;
CREATE INDEX consent_of_student ON consent (student_id, purpose);

-- Who saw whom and why: the rows of the chained record that are about a person, so that there is
-- no second list which could tell otherwise. Their detail is {"what":"...","sealed":"..."}: people put
-- names into reasons, so that a reason is sealed (cell 'audit.reason').
CREATE INDEX audit_of_entity ON audit (entity, entity_id);
CREATE VIEW access_log AS
SELECT seq, at, actor, role, action, CAST(entity_id AS INTEGER) AS student_id, entity_id,
       substr(detail, 10, instr(detail, '","sealed":"') - 10) AS what,
       substr(detail, instr(detail, '","sealed":"') + 12,
              length(detail) - instr(detail, '","sealed":"') - 13) AS reason_enc
  FROM audit
 WHERE entity = 'person';

-- Candidates that are perhaps a person already known. A user decides; nothing is merged before.
CREATE TABLE match_queue (
    match_queue_id INTEGER PRIMARY KEY,
    seal_id        INTEGER NOT NULL UNIQUE CHECK (seal_id > 0),          -- what its cells are bound to
    fingerprint    TEXT NOT NULL CHECK (length(fingerprint) = 64),       -- the same candidate is queued once
    student_id     INTEGER NOT NULL REFERENCES student,                  -- who it may be
    why            TEXT NOT NULL,                                        -- a word of match_why_table
    distance       INTEGER NOT NULL CHECK (distance >= 0),               -- letters between the two names
    name_enc       TEXT NOT NULL,
    id_kind        TEXT NOT NULL CHECK (id_kind IN ('', 'T', 'G', 'P')),
    id_enc         TEXT NOT NULL,
    id_hmac        TEXT NOT NULL CHECK (length(id_hmac) IN (0, 64)),     -- so that its other rows wait, too
    dob            TEXT NOT NULL,
    sex            TEXT NOT NULL,
    school         TEXT NOT NULL,
    district       TEXT NOT NULL,
    grade          TEXT NOT NULL,
    created_at     TEXT NOT NULL,
    created_by     TEXT NOT NULL,
    decision       TEXT NOT NULL CHECK (decision IN ('', 'same', 'same-number', 'new')),
    result_id      INTEGER REFERENCES student (student_id),              -- the person it became
    decided_at     TEXT NOT NULL,
    decided_by     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX match_queue_candidate ON match_queue (fingerprint);
CREATE INDEX match_queue_of_student ON match_queue (student_id);
CREATE INDEX match_queue_of_number ON match_queue (id_hmac) WHERE decision = '';
