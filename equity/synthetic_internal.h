/* The parts of the generator of synthetic pupils: homes, children of a school, rows of the files.
   Every share and threshold is invented unless docs/equity-synthetic.md names its source. */
#ifndef EQUITY_SYNTHETIC_INTERNAL_H
#define EQUITY_SYNTHETIC_INTERNAL_H

#include "base/env.h"
#include "base/text.h"
#include "equity/identity.h"
#include "equity/synthetic.h"

#include <stdint.h>

enum {
    PERMILLE = 1000,
    GIVEN_SYLLABLES = 3,
    FAMILY_SYLLABLES = 6,
    INCOMES = 5,
    MOST_QUESTIONS = 12
};

/* Each part of a school draws from its own stream, so that a change in one leaves the others. */
enum stream { STREAM_HOMES, STREAM_CHILDREN, STREAM_VISITS, STREAM_TERMS, STREAMS };

/* ---- homes (synthetic_home.c) ------------------------------------------------------------ */

/* Answers of one visit; `tick` holds bits of the words of a question. */
struct home_answers {
    int members;
    int income_thb[INCOMES]; /* a month: wage, farm, business, welfare, other */
    uint32_t tick[MOST_QUESTIONS];
};

/* A family; its children go to one school. */
struct home {
    int wealth; /* 1/1000 of a standard deviation of homes; below 0: poorer than the mean */
    int children;
    bool foreign;     /* children without a national number */
    bool institution; /* not asked for income and members */
    bool applied;     /* visited for screening */
    bool surveyed;    /* measured income is in survey.csv */
    bool incomplete;  /* some question was not answered */
    int measured_thb; /* what the survey measured */
    unsigned char family[FAMILY_SYLLABLES];
    struct home_answers answers;
};

/* About normal with mean 0 and the given standard deviation: the sum of twelve even draws. */
int synthetic_normal(struct env_random *random, int deviation);
bool synthetic_chance(struct env_random *random, int permille);

/** A home of a school whose mean wealth is `effect`; `coverage` permille of its homes apply. */
void home_invent(struct env_random *random, int effect, int coverage, struct home *out);
/** What is seen and said in the home, once its children are known. */
void home_answer(struct env_random *random, struct home *home);
/** A second visit finds more than the first. */
void home_richer(struct env_random *random, struct home_answers *answers);

/* The columns of visits.csv behind the incomes. */
int question_count(void);
const char *question_code(int question);
/** The words ticked, `|` between them. */
void question_words(int question, uint32_t tick, struct text *out);

/* ---- children (synthetic_child.c) --------------------------------------------------------- */

/* How the second roll differs from the first though the child is the same. */
enum slip {
    SLIP_NONE,
    SLIP_TITLE,  /* the short title: no doubt about it */
    SLIP_NAME,   /* the last letter of the given name is missing */
    SLIP_DATE,   /* day and month are swapped */
    SLIP_DIGIT,  /* the third digit is mistyped, which the check digit cannot tell */
    SLIP_GAINED, /* a national number in place of the G-code */
    SLIPS
};

struct child {
    enum grade grade;
    int home;
    bool male, gone, newcomer; /* gone: only on the roll of term 1; newcomer: only of term 2 */
    int school_before;         /* in term 1 */
    struct date birth;
    int age;                   /* in whole years on 16 May of the school year */
    int height_mm, bmi_tenths; /* in term 1 */
    struct identity identity, gained;
    unsigned char given[GIVEN_SYLLABLES];
    enum slip slip;
};

/* What all schools have in common. */
struct synthetic_city {
    const struct school_register *reg;
    struct synthetic_order order;
    int academic_year;
    int (*pupils)[GRADES]; /* [schools] */
    int64_t *before;       /* [schools + 1] pupils of all schools before this one */
    int *index_tenths;     /* [schools] equity index in tenths, -1: none */
    int *coverage;         /* [schools] permille */
    bool *chosen;          /* [schools] */
};

struct synthetic_school {
    const struct synthetic_city *city;
    int school;
    struct env_random random[STREAMS];
    int effect; /* mean wealth of its homes */
    struct child *child;
    int children;
    struct home *home;
    int homes;
};

void school_invent(const struct synthetic_city *city, int school, struct synthetic_school *out);
void school_clear(struct synthetic_school *school);
/** Name with title; of the second roll with its slip. */
void child_name(const struct synthetic_school *school, const struct child *child, bool second,
                struct text *out);

/* ---- rows (synthetic_rows.c) --------------------------------------------------------------- */

/* Text of each file since the last flush, and rows in all. */
struct synthetic_rows {
    struct text text[SYNTHETIC_FILES];
    int count[SYNTHETIC_FILES];
};
void rows_headers(struct synthetic_rows *rows, bool bom);
/** The published table of children not traced. */
void rows_published(struct synthetic_rows *rows);
void rows_school(struct synthetic_school *school, struct synthetic_rows *rows);

#endif
