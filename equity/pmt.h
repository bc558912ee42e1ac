/* Proxy means test: answers of a household in, a score of whole numbers out. The model is data.

   R = floor( sum over items k of w_k * p_k / 100 ), 0 .. 10000
     p_k  points of the answer, 0 (well off) .. 100 (poor)
     w_k  weight in 1/10,000; the weights of a model sum to 10,000
   Income test: sum of income <= cap * members, in whole baht; never a rounded mean.
   S = scale[R], 0 .. 10000; a band holds when the income test does and S >= its cut.

   Nothing here is a floating-point number: the same answers and model give the same score on every
   machine. A missing answer gives no score, never a default. */
#ifndef EQUITY_PMT_H
#define EQUITY_PMT_H

#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    PMT_MOST_ITEMS = 24,
    PMT_MOST_VALUES = 30, /* of an item: a tick is a bit */
    PMT_MOST_BANDS = 4,
    PMT_MOST_GOLDEN = 32,
    PMT_CODE = 24, /* bytes of a code or word, with its end */
    PMT_VERSION = 41,
    PMT_WEIGHTS = 10000, /* what the weights sum to, the largest R and the largest S */
    PMT_MOST_MEMBERS = 50,
    PMT_MOST_COUNT = 99,
    PMT_MOST_INCOME_THB = 10000000, /* of a household in a month; net losses may be below 0 */
};

enum pmt_kind {
    PMT_CHOICE,  /* one word of the map */
    PMT_CHOICES, /* one or more words; the best or the worst of them counts */
    PMT_RANGE,   /* of income per member, whole baht rounded down: first line not below it */
    PMT_COUNT,   /* a number; the largest number of the map that is not above it */
    PMT_KINDS
};
extern const char *const pmt_kind_word[PMT_KINDS];

enum pmt_pick { PMT_WORST /* most points */, PMT_BEST /* fewest points */, PMT_PICKS };
extern const char *const pmt_pick_word[PMT_PICKS];

enum pmt_scale { PMT_RAW, PMT_PERCENTILE, PMT_LOGISTIC, PMT_SCALES };
extern const char *const pmt_scale_word[PMT_SCALES];

struct pmt_value {
    char word[PMT_CODE]; /* of a choice */
    int64_t number;      /* of a range: highest baht; INT64_MAX for the last; of a count: from */
    int points;          /* 0 .. 100 */
    char *th, *en;       /* of a choice, for the family */
};

struct pmt_item {
    char code[PMT_CODE];
    enum pmt_kind kind;
    enum pmt_pick pick; /* PMT_CHOICES */
    int alone;          /* PMT_CHOICES: the value that excludes all others ("none"); -1: none */
    int weight;         /* 1/10,000 */
    struct pmt_value *value; /* by word or number, ascending */
    int values;
    char *th, *en;
};

struct pmt_band {
    char code[PMT_CODE];
    int cut;             /* of S, 1/10,000 */
    int institution_cut; /* the same for an institutional household */
    bool confirmed;      /* false: the cut-offs are guesses, and every output says so */
    char *th, *en;
};

/* A household whose score somebody worked out by hand. */
struct pmt_golden {
    char code[PMT_CODE];
    struct pmt_answers *answers;
    int r;
    char band[PMT_CODE]; /* "none" for no band */
};

struct pmt_model {
    char version[PMT_VERSION];
    char *th, *en;   /* what it is, for every output */
    char *source;    /* where the numbers come from */
    int64_t cap_thb; /* a month and member */
    enum pmt_scale scale;
    int middle, spread;               /* PMT_LOGISTIC, of R */
    char reference[HASH_TEXT];        /* PMT_PERCENTILE: pmt_reference_hash of the frozen set */
    bool ready;                       /* false: PMT_PERCENTILE without its set */
    uint16_t scaled[PMT_WEIGHTS + 1]; /* S by R, never falling */
    int institution_points;           /* what a range item counts in an institutional household */
    struct pmt_item item[PMT_MOST_ITEMS]; /* by weight, heaviest first, then by code */
    int items;
    int by_code[PMT_MOST_ITEMS];
    struct pmt_band band[PMT_MOST_BANDS]; /* by cut, highest first */
    int bands;
    struct pmt_golden golden[PMT_MOST_GOLDEN];
    int goldens;
    char hash[HASH_TEXT]; /* SHA-256 over all that decides a score, whatever the order of keys */
    struct text ini;      /* as it was read */
};
void pmt_model_clear(struct pmt_model *model);

/** Read a model, strictly (docs/equity-pmt.md has the keys).
    Errors: ERR_NOT_FOUND; ERR_CONFIG with file and line: those of settings_file_read, an unknown
    section or key, a missing key, a number out of range, weights that do not sum to 10,000, points
    that rise with income, bands out of order, a golden household with an unknown answer. */
MUST_CHECK enum err_code pmt_model_read(const char *path, struct pmt_model *out, struct err *err);
MUST_CHECK enum err_code pmt_model_read_text(const char *ini, const char *origin,
                                             struct pmt_model *out, struct err *err);

/** SHA-256 of a set of scores r[n], 0 .. 10000, in any order. */
void pmt_reference_hash(const int *r, int n, char out[HASH_TEXT]);
/** Percentile scale: S = floor(10000 * share of the set that is not above R).
    Errors: ERR_INPUT an empty set or a score out of range; ERR_MISMATCH another set than the one
    the model names. */
MUST_CHECK enum err_code pmt_model_use_reference(struct pmt_model *model, const int *r, int n,
                                                 struct err *err);

/** Score every golden household. Errors: ERR_MISMATCH naming the first that differs; ERR_INPUT
    when the model has none or is not ready. */
MUST_CHECK enum err_code pmt_model_check_golden(const struct pmt_model *model, struct err *err);

/* ---- a household ------------------------------------------------------------------------- */

/* Answers in the positions of one model; zeroed: nothing answered. */
struct pmt_answers {
    bool has_household, has_income, has_members;
    bool institution;
    int members;
    int64_t income_thb;              /* sum over members, a month */
    uint32_t answer[PMT_MOST_ITEMS]; /* ticks by value; of a count the number and 1; 0: none */
};

/** Take one row (item, value), in any order. Besides the items of the model there are
    `household` (general | institution), `income_thb` and `members`. Several ticks are several rows.
    Errors: ERR_INPUT: unknown item, unknown answer (with those allowed), a number out of range, an
    item answered twice, a tick beside one that excludes it. */
MUST_CHECK enum err_code pmt_take(const struct pmt_model *model, struct pmt_answers *answers,
                                  const char *item, const char *value, struct err *err);

enum pmt_state { PMT_INCOMPLETE, PMT_SCORED };
/* Bits of pmt_score.missing above those of the items. */
enum { PMT_NO_HOUSEHOLD = 1 << 24, PMT_NO_INCOME = 1 << 25, PMT_NO_MEMBERS = 1 << 26 };

struct pmt_score {
    enum pmt_state state;
    uint32_t missing; /* bit i: item i */
    int r, scaled;    /* 0 .. 10000; both 0 when incomplete */
    int band;         /* position, -1: none */
    bool income_test; /* false: an institutional household has none */
    bool income_passed;
    uint8_t points[PMT_MOST_ITEMS];
    char snapshot[HASH_TEXT]; /* SHA-256 of the answers, whatever the order of rows */
};

/** Whole baht a month and member, rounded down: what a range item looks at. `members` >= 1. */
int64_t pmt_per_member(const struct pmt_answers *answers);

/** `model` must be ready. */
void pmt_score(const struct pmt_model *model, const struct pmt_answers *answers,
               struct pmt_score *out);
/** Scores of answers[n] into out[n]; `hash` receives the SHA-256 over all of them. */
void pmt_score_all(const struct pmt_model *model, const struct pmt_answers *answers, int n,
                   struct pmt_score *out, char hash[HASH_TEXT]);

/** Names of what is missing, "floor, toilet", in the current language. */
void pmt_missing(const struct pmt_model *model, const struct pmt_score *score, struct text *out);
/** The band's word, "none" for no band, "incomplete" without a score. */
const char *pmt_band_word(const struct pmt_model *model, const struct pmt_score *score);

/** Why, for the family: plain lines in the current language, to be printed. */
void pmt_explain(const struct pmt_model *model, const struct pmt_answers *answers,
                 const struct pmt_score *score, struct text *out);
/** The same as a JSON array of item, points, weight and contribution in 1/100 of a point of R. */
void pmt_breakdown(const struct pmt_model *model, const struct pmt_score *score, struct text *out);

#endif
