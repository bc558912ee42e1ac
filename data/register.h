/* The school register in memory: what the planner reads from the database, as plain arrays.
   Everything refers to everything else by position in these arrays; text is owned by the
   register. Order: districts, schools, majors and channels as ORDER BY of their query says, so
   that two runs give the same plan. */
#ifndef DATA_REGISTER_H
#define DATA_REGISTER_H

#include "base/thai.h"

#include <stdbool.h>

enum grade {
    GRADE_K1,
    GRADE_K2,
    GRADE_K3, /* อนุบาล */
    GRADE_P1,
    GRADE_P2,
    GRADE_P3,
    GRADE_P4,
    GRADE_P5,
    GRADE_P6, /* ประถมศึกษา */
    GRADE_M1,
    GRADE_M2,
    GRADE_M3,
    GRADE_M4,
    GRADE_M5,
    GRADE_M6, /* มัธยมศึกษา */
    GRADES
};
enum level { LEVEL_KINDERGARTEN, LEVEL_PRIMARY, LEVEL_SECONDARY, LEVELS };
enum position {
    POSITION_DIRECTOR,
    POSITION_DEPUTY,
    POSITION_TEACHER,
    POSITION_ASSISTANT,
    POSITION_SUPPORT,
    POSITIONS
};
/* In post, on leave with the post kept, lent to another unit with the post kept, gone. */
enum status { STATUS_ACTIVE, STATUS_LEAVE, STATUS_SECONDED, STATUS_LEFT, STATUSES };
enum channel_kind { CHANNEL_EXAM, CHANNEL_PIPELINE, CHANNEL_KINDS };

/* The code words of these enumerations in files, tables and JSON ("k1", "primary", "deputy"). */
extern const char *const grade_word[GRADES];
extern const char *const level_word[LEVELS];
extern const char *const position_word[POSITIONS];
extern const char *const status_word[STATUSES];
extern const char *const channel_kind_word[CHANNEL_KINDS];
enum level level_of_grade(enum grade grade);

struct district {
    char *code, *name_th, *name_en, *zone;
};
struct school {
    char *code, *name_th;
    int district;
    double lat_deg,
        lon_deg; /* WGS84; both 0: not known. No part of data_hash: no plan reads them */
};
struct major {
    char *code, *name_th, *name_en;
};
struct enrolment { /* in order of school, year, grade */
    int school, academic_year, grade, pupils;
};
struct teacher {
    char *id; /* a pseudonym */
    int school;
    enum position position;
    int post_major, degree_major; /* -1: none */
    struct date birth, appointed; /* appointed.year 0: not known */
    enum status status;
    int retire_override_fy; /* 0: none */
};
struct need_row {
    int school, major, fy, need;
};
struct frame_row {
    int school, fy, frame;
};
struct curriculum_row {
    char *area;
    int grade;
    double hours_per_year;
};
struct share_row {
    char *area;
    int grade, major;
    double share;
};
struct channel {
    char *code, *name_th, *name_en;
    enum channel_kind kind;
    int lead_years;
    double completion;
};
struct committed_row {
    int channel, major, fy, graduates;
};
struct eligible_list {
    char *code;
    int major;
    struct date announced, last_day;
    int remaining;
    int next_rank; /* of the first person not called yet; 0: not known */
};
struct retrain_arc {
    int from_major, to_major;
};
struct equity_row {
    int school;
    char *round;
    double index, coverage;
};
/* Where a file of the import came from: real, estimated, synthetic or unconfirmed. */
struct provenance_row {
    char *file, *status, *source;
};

struct school_register {
    struct district *district;
    int districts;
    struct school *school;
    int schools;
    struct major *major;
    int majors;
    struct enrolment *enrolment;
    int enrolments;
    struct teacher *teacher;
    int teachers; /* every status, by school code and id */
    struct need_row *need;
    int needs;
    struct frame_row *frame;
    int frames;
    struct curriculum_row *curriculum;
    int curricula;
    struct share_row *share;
    int shares;
    struct channel *channel;
    int channels;
    struct committed_row *committed;
    int committeds;
    struct eligible_list *list;
    int lists;
    struct retrain_arc *arc;
    int arcs;
    struct equity_row *equity;
    int equities; /* newest round of each school */
    struct provenance_row *provenance;
    int provenances;
    char data_hash[65]; /* SHA-256 of all of the above, hexadecimal */
};

void register_clear(struct school_register *reg);

/** True for a teacher who meets needs: a teacher or assistant, not gone. */
bool teacher_meets_need(const struct teacher *teacher);

/** Position of a code, -1 when there is none. */
int register_find_school(const struct school_register *reg, const char *code);
int register_find_major(const struct school_register *reg, const char *code);
int register_find_district(const struct school_register *reg, const char *code);
int register_find_channel(const struct school_register *reg, const char *code);

/** True when some file of the register is marked synthetic. */
bool register_is_synthetic(const struct school_register *reg);

#endif
