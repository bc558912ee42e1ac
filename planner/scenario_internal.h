/* What scenario.c, scenario_keys.c and scenario_resolve.c share: the table of keys and the
   settings made from it. Only they and their tests include this. */
#ifndef PLANNER_SCENARIO_INTERNAL_H
#define PLANNER_SCENARIO_INTERNAL_H

#include "base/lang.h"
#include "planner/scenario.h"

#include <stddef.h>

enum key_type {
    TYPE_TEXT,   /* one line; TEXT_* limits its bytes */
    TYPE_CHOICE, /* one of the words of .words; its number is its position */
    TYPE_YES_NO, /* 1 or 0 */
    TYPE_WHOLE,  /* whole number */
    TYPE_NUMBER,
    TYPE_BAHT,    /* whole number; said as money */
    TYPE_NUMBERS, /* 1 .. MAX_TIERS numbers */
    TYPE_CODES,   /* `all` or codes of districts */
};

/* What may stand after a key: `seats.2568.math`. */
enum key_over {
    OVER_YEAR = 1,      /* that fiscal year */
    OVER_LEVEL = 2,     /* a level_word */
    OVER_MAJOR = 4,     /* a code of the register */
    OVER_DISTRICT = 8,  /* a code of the register */
    OVER_FROM_YEAR = 16 /* that fiscal year and all later ones; years of the past are allowed */
};
enum { OVER_ANY_YEAR = OVER_YEAR | OVER_FROM_YEAR, OVER_CODE = OVER_MAJOR | OVER_DISTRICT };

/* How the value lies in struct params (struct pipeline_params for [pipeline.CODE]). A key over a
   code is a pointer to an array of its own; over years only, an array of MAX_YEARS in place. */
enum key_store { AS_NOTHING, AS_TEXT, AS_INT, AS_NUMBER, AS_YES_NO, AS_NUMBERS };

struct scenario_key {
    const char *section, *name;
    enum key_type type;
    unsigned over;          /* of enum key_over */
    double lowest, highest; /* of each number; of TYPE_TEXT the bytes */
    const char *words;      /* TYPE_CHOICE: the choices, a|b; numbers: `none` (no limit: INFINITY)
                               or `register` (as channels.csv says: KEY_AS_REGISTER); else NULL */
    const char *preset;     /* as it is written in a file */
    enum key_store store;
    size_t field;
    const char *unit_th, *unit_en, *meaning_th, *meaning_en, *source_th, *source_en;
};
extern const struct scenario_key scenario_keys[];
extern const int scenario_key_count;

enum {
    KEY_AS_REGISTER = -1, /* the number of the word `register`; below every range that allows it */
    FIRST_RULE_FY = 2500, /* the earliest year of OVER_FROM_YEAR */
    KEY_ALLOWED_TEXT = 256,
};

/* A value as numbers; of TYPE_TEXT and TYPE_CODES none. */
struct key_value {
    int count;
    double number[MAX_TIERS];
};

/** The key of `section` and `name`; every `pipeline.CODE` is section "pipeline". NULL: none. */
const struct scenario_key *key_find(const char *section, const char *name);
bool key_section_known(const char *section);
/** What a key starts from; [pipeline.CODE] differs by `pipeline`, NULL elsewhere. */
const char *key_preset(const struct scenario_key *key, const char *pipeline);
/** True for a pipeline that the presets name (the register may lack it). */
bool key_pipeline_has_preset(const char *pipeline);
/** The preset as numbers. */
struct key_value key_preset_value(const struct scenario_key *key, const char *pipeline);
/** "0 .. 100000 or none", for errors and base.ini. */
void key_allowed(const struct scenario_key *key, enum lang lang, char out[KEY_ALLOWED_TEXT]);
/** "a year and a major": what may stand after a key, "" for nothing. */
void key_allowed_after(const struct scenario_key *key, enum lang lang, char out[KEY_ALLOWED_TEXT]);
/** Write a number as files have it: `none`, `yes`, a choice, digits. */
void key_number_text(const struct scenario_key *key, double number, char out[32]);

/**
 * Read a value. `subject` is the key as its author wrote it, `place` says where.
 * Errors: ERR_CONFIG: `'exam.seats' in 'x.ini' line 4 is '12abc', allowed are 0 .. 100000 or none`.
 */
MUST_CHECK enum err_code key_read(const struct scenario_key *key, const char *subject,
                                  const char *place, const char *text, struct key_value *out,
                                  struct err *err);

/* The known word that is closest to a mistyped one, by edit distance. */
struct nearest {
    const char *wanted;
    const char *best; /* NULL until the first nearest_try; borrowed */
    int distance;
};
void nearest_try(struct nearest *nearest, const char *candidate);
/** "exam.seats_total", or "pipeline.erawan.places" when `wanted` is about erawan. */
void nearest_key(const char *wanted, const char *pipeline, char out[128]);
void nearest_section(const char *wanted, char out[128]);

enum { PLACE_TEXT = 360 };

/* One checked `key = value`. */
struct setting {
    const struct scenario_key *key;
    char *name;     /* "exam.seats.2568.math", as its author wrote it, in lower case */
    char *pipeline; /* code of [pipeline.CODE], NULL elsewhere */
    char *code;     /* of the major or district, NULL: all */
    int year;       /* 0: all */
    int level;      /* -1: all */
    bool is_source; /* `KEY.source`: where the number comes from */
    char *text;
    struct key_value value;
    int layer; /* later layers win */
    int line;  /* 0: of --set */
    int order; /* of adding */
};

struct settings {
    struct setting *setting;
    int count, capacity;
    char **origin; /* [layers] file name, or "--set" */
    int layers, layer_capacity;
    bool set_open; /* the last layer is one of --set */
};

/** "in 'x.ini' line 4" or "in '--set'", in the current language. */
void setting_place(const struct settings *settings, const struct setting *setting,
                   char out[PLACE_TEXT]);
/** Order by key, pipeline and index; 0: both set the same thing. */
int setting_compare(const struct setting *a, const struct setting *b);
/** 0: for all; then by how much the index narrows: years, levels, codes, two of them, three. */
int setting_rank(const struct setting *setting);

#endif
