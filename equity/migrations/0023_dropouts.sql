-- 0023_dropouts: the 19 causes of "cannot be traced" in the order of the ministry's columns, and the
-- published table of how many children of an area cannot be traced. The Thai words are translations:
-- the column heads themselves were not at hand.

CREATE TABLE dropout_cause (
    code    INTEGER PRIMARY KEY CHECK (code BETWEEN 1 AND 19),
    name_th TEXT NOT NULL,
    name_en TEXT NOT NULL
) STRICT;
INSERT INTO dropout_cause (code, name_th, name_en) VALUES
    (1,  'การเดินทาง', 'transport'),
    (2,  'สุขภาพ', 'health'),
    (3,  'ความพิการ', 'disability'),
    (4,  'กลุ่มเสี่ยง', 'at-risk group'),
    (5,  'ภัยพิบัติ', 'disaster'),
    (6,  'ความจำเป็นของครอบครัว', 'family necessity'),
    (7,  'ความประพฤติผิดระเบียบโรงเรียน', 'conduct against school rules'),
    (8,  'สภาพครอบครัว', 'family condition'),
    (9,  'ผู้ปกครองมีรายได้น้อย', 'guardian''s low income'),
    (10, 'การปรับตัวทางสังคม', 'social adjustment'),
    (11, 'จบการศึกษาภาคบังคับและไม่เรียนต่อ', 'finished compulsory level and will not continue'),
    (12, 'โควิด-19', 'Covid-19'),
    (13, 'อายุเกินเกณฑ์และไม่เรียนต่อ', 'over age and will not continue'),
    (14, 'เข้าเรียนในสังกัดอื่น', 'enrolled under another agency'),
    (15, 'ศึกษาต่อต่างประเทศ', 'studying abroad'),
    (16, 'ยังอยู่ในสังกัดเดิม', 'still in the same agency'),
    (17, 'เสียชีวิต', 'dead'),
    (18, 'ย้ายถิ่นที่อยู่', 'moved'),
    (19, 'ไม่ระบุ', 'not stated');

CREATE TABLE not_traced_area (
    year       INTEGER NOT NULL CHECK (year BETWEEN 0 AND 2699),              -- Buddhist; 0: not shown
    area       TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 100),
    total      INTEGER NOT NULL CHECK (total >= 0),
    by_cause   INTEGER NOT NULL CHECK (by_cause IN (0, 1)),                   -- 0: only the total is known
    source     TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (year, area)
) STRICT, WITHOUT ROWID;

CREATE TABLE not_traced (
    year     INTEGER NOT NULL,
    area     TEXT NOT NULL,
    cause    INTEGER NOT NULL REFERENCES dropout_cause (code),
    children INTEGER NOT NULL CHECK (children >= 0),
    PRIMARY KEY (year, area, cause),
    FOREIGN KEY (year, area) REFERENCES not_traced_area (year, area) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
