-- 0002_sweeps: scenarios or sampled futures solved side by side, one outcome a row, so that a sweep
-- that was interrupted goes on where it was. Counts only: no row is about a person. As with plans,
-- codes are kept as text, without foreign keys into the register. People may be fractions here:
-- outcomes are optima of the linear program.

CREATE TABLE sweep (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    name            TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
    kind            TEXT NOT NULL CHECK (kind IN ('scenarios', 'futures')),
    created_at      TEXT NOT NULL,                                   -- ISO 8601 UTC
    seed            INTEGER NOT NULL CHECK (seed >= 0),              -- 0 with scenarios
    futures         INTEGER NOT NULL CHECK (futures BETWEEN 0 AND 100000),
    decisions       INTEGER NOT NULL CHECK (decisions BETWEEN 0 AND 1000), -- whose regret is computed
    data_hash       TEXT NOT NULL,                                   -- SHA-256 of the register
    program_version TEXT NOT NULL,
    synthetic       INTEGER NOT NULL CHECK (synthetic IN (0, 1))
) STRICT;

CREATE TABLE sweep_scenario (
    id            INTEGER PRIMARY KEY,
    sweep_id      INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL CHECK (number >= 0),              -- 0: as --scenario and --set say
    name          TEXT NOT NULL,
    scenario_text TEXT NOT NULL,                                     -- the settings as an ini text
    scenario_hash TEXT NOT NULL,                                     -- SHA-256
    refused_state TEXT NOT NULL,                                     -- '' or the word of an error
    refused_text  TEXT NOT NULL,                                     -- and its sentence
    UNIQUE (sweep_id, number)
) STRICT;

CREATE TABLE sweep_outcome (
    id        INTEGER PRIMARY KEY,
    sweep_id  INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL CHECK (number >= 0),                  -- of the scenario or future
    decision  INTEGER NOT NULL CHECK (decision >= -1),               -- whose first year is fixed; -1: none
    state     TEXT NOT NULL,                                         -- 'ok' or the word of an error
    sentence  TEXT NOT NULL,                                         -- of the error
    objective REAL NOT NULL,
    bound     REAL NOT NULL,
    first_fy  INTEGER NOT NULL CHECK (first_fy BETWEEN 2500 AND 2699),
    years     INTEGER NOT NULL CHECK (years BETWEEN 0 AND 15),       -- 0: not solved
    UNIQUE (sweep_id, decision, number)
) STRICT;

CREATE TABLE sweep_year (
    outcome_id INTEGER NOT NULL REFERENCES sweep_outcome (id) ON DELETE CASCADE,
    fy         INTEGER NOT NULL,
    retire     REAL NOT NULL CHECK (retire >= 0),
    other_loss REAL NOT NULL CHECK (other_loss >= 0),
    need       REAL NOT NULL CHECK (need >= 0),
    headcount  REAL NOT NULL CHECK (headcount >= 0),
    shortage   REAL NOT NULL CHECK (shortage >= 0),
    surplus    REAL NOT NULL CHECK (surplus >= 0),
    call_up    REAL NOT NULL CHECK (call_up >= 0),
    graduates  REAL NOT NULL CHECK (graduates >= 0),
    transfer   REAL NOT NULL CHECK (transfer >= 0),
    retrain    REAL NOT NULL CHECK (retrain >= 0),
    pass       REAL NOT NULL CHECK (pass >= 0),
    cost_thb   REAL NOT NULL CHECK (cost_thb >= 0),
    PRIMARY KEY (outcome_id, fy)
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep_short (
    outcome_id INTEGER NOT NULL REFERENCES sweep_outcome (id) ON DELETE CASCADE,
    of_what    TEXT NOT NULL CHECK (of_what IN ('major', 'district')),
    code       TEXT NOT NULL,
    fy         INTEGER NOT NULL,
    shortage   REAL NOT NULL CHECK (shortage > 0),                   -- no row: nobody is missing
    PRIMARY KEY (outcome_id, of_what, code, fy)
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep_choice (
    outcome_id INTEGER NOT NULL REFERENCES sweep_outcome (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('seats', 'places', 'calls')),
    source     TEXT NOT NULL,                                        -- the exam, a channel or a list
    major_code TEXT NOT NULL,
    people     INTEGER NOT NULL CHECK (people > 0),
    PRIMARY KEY (outcome_id, kind, source, major_code)
) STRICT, WITHOUT ROWID;
