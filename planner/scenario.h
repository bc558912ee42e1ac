/* Scenarios: an ini file of overrides on a base, checked strictly and resolved by year and major.

   The table of keys in scenario_keys.c is the only place that knows a key: its type, unit, range,
   preset, meaning and source. conf/base.ini is printed from it (a test compares them).

   Order of settings: presets, then each file from the far end of its `base =` chain, then --set.
   A later layer wins for all it covers; within one file the more specific key wins
   (`seats.2568.math` over `seats.math` over `seats.2568` over `seats`). */
#ifndef PLANNER_SCENARIO_H
#define PLANNER_SCENARIO_H

#include "base/err.h"
#include "base/text.h"
#include "data/register.h"

#include <stdbool.h>

enum {
    MAX_YEARS = 15,
    MAX_TIERS = 8, /* of shortage, in a chain and in a school */
    MAX_PIPELINES = 8,
    MAX_AGE_STEPS = 16,
    MAX_LIST_YEARS = 5,
    MAX_BASE_DEPTH = 8, /* files in a `base =` chain */
    SCENARIO_NAME = 128,
};

enum norm_version { NORM_KORTOR_2545, NORM_TABLE };
enum norm_rounding { ROUND_PER_SCHOOL, ROUND_PER_GRADE };

/* The age that is completed to retire: the last step whose from_fy has come is in force. */
struct age_rule {
    int steps;
    int from_fy[MAX_AGE_STEPS]; /* ascending; the first is 0: always */
    int age[MAX_AGE_STEPS];
};

/* Every scenario value for one register, by year t = 0 .. years-1 (fy = first_fy + t). "No limit"
   is INFINITY; [majors][years] arrays are row-major: value[m * years + t]. Money is whole baht. */
struct pipeline_params {
    int channel; /* position in the register */
    int lead_years;
    double completion; /* share of places that yield a graduate, > 0 .. 1 */
    double places_total[MAX_YEARS], place_cost_thb[MAX_YEARS], hire_cost_thb[MAX_YEARS];
    double *places; /* [majors][years] */
};

/* How sampled futures deviate from the scenario (planner/future.h); plans do not use them. */
struct future_params {
    double loss_spread;                                   /* of the losses of a year, a share */
    int middle_age, senior_age;                           /* years; first of their age bands */
    double loss_young, loss_middle, loss_senior;          /* losses against each other, by age */
    double pass_share;                                    /* of the announced seats, the mean */
    double pass_spread, pass_major_spread;                /* of an exam; of a major in it */
    double completion_spread;                             /* of a pipeline, a share */
    double growth_spread, growth_district_spread;         /* of a year; of a district in it */
};

struct params {
    char name[SCENARIO_NAME];
    char note[256];
    int first_fy, years, majors;
    bool *district_in; /* [districts] scope.districts */
    struct age_rule age;
    double *loss_rate; /* [majors] share a year, 0 .. 1 */
    double *growth;    /* [LEVELS][districts][years]: pupils of the academic year that is
                          under way at the opening of t, against the year before */
    enum norm_version norm;
    enum norm_rounding rounding;
    double *load_hours; /* [majors] lessons a week of a full-time teacher */
    double seats_total[MAX_YEARS], exam_cost_thb[MAX_YEARS], call_cost_thb[MAX_YEARS];
    double *seats; /* [majors][years] */
    int list_years;
    struct pipeline_params pipeline[MAX_PIPELINES];
    int pipelines;
    double transfers_max[MAX_YEARS], transfer_cost_thb[MAX_YEARS];
    double retrain_max[MAX_YEARS], retrain_cost_thb[MAX_YEARS];
    double budget_thb[MAX_YEARS];
    int tiers, school_tiers;
    double tier_share[MAX_TIERS], tier_price[MAX_TIERS];
    double school_tier_share[MAX_TIERS], school_tier_price[MAX_TIERS];
    double price_over, price_move, price_idle, price_retrain, price_money, discount;
    double alpha, weight_min, weight_max;
    double max_short_share[MAX_YEARS];    /* of a school's need; INFINITY: no rule */
    double budget_minimum_thb[MAX_YEARS]; /* 0: no rule */
    double *min_headcount;                /* [majors][years], city-wide; 0: no rule */
    bool *must_fill;                      /* [majors][years]: no shortage of m in t */
    struct future_params future;
    /* [majors][years] of the announced seats who pass, > 0 .. 1; NULL: all. Only a sampled future
       has it (planner/future.h): in a plan every announced seat finds somebody. */
    const double *pass_share;
    double limit_s;
    int memory_mb; /* MiB, of a solve in a process of its own */
    int threads;
    char hash[65];    /* SHA-256 of `text` */
    struct text text; /* every setting that differs from its preset, as an ini
                         file that reads back to the same params */
};
void params_clear(struct params *params);

struct settings; /* opaque: layers of checked key = value, each with its origin */

struct settings *settings_new(void);
void settings_free(struct settings *settings);

/**
 * Add a file (and, before it, the chain of its [scenario] base). A relative `base` is looked up
 * beside the file that names it.
 * Errors: ERR_NOT_FOUND no such file; ERR_CONFIG with file and line: unknown section or key (with
 * the nearest known one), a key twice, a line without '=', a line too long, a chain longer than
 * MAX_BASE_DEPTH or in a circle, a value that is no number or out of range:
 * `'exam.seats_total.2568' in 'my.ini' line 4 is '12abc', allowed are 0 .. 100000 or none`.
 */
MUST_CHECK enum err_code settings_add_file(struct settings *settings, const char *path,
                                           struct err *err);
/** Add one `section.key=value` of --set. Errors: ERR_CONFIG, with '--set' in place of the file. */
MUST_CHECK enum err_code settings_add(struct settings *settings, const char *assignment,
                                      struct err *err);
/** Add an ini text that was saved with a plan; `origin` names it in errors. */
MUST_CHECK enum err_code settings_add_text(struct settings *settings, const char *ini,
                                           const char *origin, struct err *err);

/** Calls visit for every line of a text that was saved with a plan: "exam.seats_total.2568", "0".
 */
typedef void (*setting_fn)(void *context, const char *key, const char *value);
void settings_text_each(const char *ini, setting_fn visit, void *context);

/**
 * Resolve against a register: codes of majors, districts and pipelines, and years, are checked
 * here. Errors: ERR_CONFIG: an unknown code, a year outside the horizon, tier shares that do not
 * sum to 1, lists of different length, and the like, each with key and origin.
 */
MUST_CHECK enum err_code settings_resolve(const struct settings *settings,
                                          const struct school_register *reg, struct params *out,
                                          struct err *err);

/** What a key means, in the current language: of "exam.seats" or "pipeline.erawan.places"; NULL:
 * none. */
const char *settings_meaning(const char *key);
/** Its unit ("baht"), "" when it has none; NULL: no such key. */
const char *settings_unit(const char *key);

/** conf/base.ini: every key with meaning, unit, range, preset and source. */
void settings_document(struct text *out);

#endif
