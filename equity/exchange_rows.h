/* What the files of an import share: its tables, its state, and the rows of each kind. */
#ifndef EQUITY_EXCHANGE_ROWS_H
#define EQUITY_EXCHANGE_ROWS_H

#include "data/csv_file.h"
#include "equity/exchange_import.h"
#include "equity/exchange_internal.h"
#include "equity/match_bulk.h"

enum { EXCHANGE_MAX_COLUMNS = 16, EXCHANGE_STATEMENTS = 6, EXCHANGE_MOST_TICKS = 256 };

enum exchange_cell {
    CELL_ID_KIND,   /* T, G, P */
    CELL_WORD,      /* one of words */
    CELL_ANY,       /* a text, of at most `highest` letters; 0: checked by the row */
    CELL_NUMBER,    /* lowest .. highest */
    CELL_PAST_DAY,  /* a whole date, not in the future */
    CELL_SCHOOL_ID, /* code of a school */
};

struct exchange_column {
    const char *name;
    enum exchange_cell cell;
    bool required; /* the column and each of its cells */
    int64_t lowest, highest;
    const char *const *words;
    int word_count;
};

struct exchange_value {
    bool blank;
    char *text;
    int64_t whole; /* of a word its position; of a school its position */
    char day[16];
};

struct exchange_in;
struct exchange_kind {
    const char *word; /* "rolls" */
    const struct exchange_column *column;
    int columns;
    const char *statement[EXCHANGE_STATEMENTS]; /* prepared for the whole file */
    enum err_code (*start)(struct exchange_in *in, struct err *err); /* or NULL */
    enum err_code (*row)(struct exchange_in *in, int line, const struct exchange_value *value,
                         struct err *err);
    enum err_code (*end)(struct exchange_in *in, struct err *err); /* or NULL */
};
extern const struct exchange_kind exchange_kinds[];
extern const int exchange_kind_count;

/* Positions by two numbers, for what may stand in a file once. */
struct exchange_seen {
    struct exchange_pair {
        int64_t a, b;
        int line; /* 0: free */
    } * slot;
    int slots, count;
};

struct exchange_run {
    const struct exchange_order *order;
    struct exchange_report *report;
    int problem_room, file_room;
    int64_t batch;
    struct match_bulk *bulk;               /* opened with the first roll */
    struct pmt_model *model;               /* read with the first visits */
    const struct exchange_school **school; /* [order->schools] by code */
};

/* The file that is read. */
struct exchange_in {
    struct exchange_run *run;
    const struct exchange_kind *kind;
    const char *file; /* as problems name it */
    int report;       /* position in run->report->file */
    bool synthetic;
    int place[CSV_MAX_COLUMNS]; /* column of the kind, -1: ignored, -2 - i: item i of the model */
    int cells;                  /* of the header, 0: not read yet */
    bool usable;                /* the header has what is needed */
    int rows, written, waiting, moved;
    struct query query[EXCHANGE_STATEMENTS];
    struct query waits; /* does a candidate of this number wait for a decision? */
    struct exchange_seen seen;
    struct visit_writer writer;
    struct visit_tick tick[EXCHANGE_MOST_TICKS];
    int ticks;
    struct area_count *area; /* of not_traced */
    int areas, area_room;
    enum err_code code; /* what the store says */
    struct err *err;
};

/** The next row of a file, its header first; `context` is a struct exchange_in. */
void exchange_row(void *context, const struct csv_row *row);
/** Report a bad cell; line 0: the file. What is said quotes no value. */
void exchange_refuse(struct exchange_in *in, int line, const char *column, const struct err *why);
void exchange_refuse_file(struct exchange_run *run, const char *file, const struct err *why);
/** Position of a school by its code, -1: none. */
int exchange_school_find(const struct exchange_run *run, const char *code);
/** True when the pair was in the file before, then *line tells where; else it is kept. */
bool exchange_seen_before(struct exchange_seen *seen, int64_t a, int64_t b, int line, int *first);
/** What a column allows, "0 .. 2". */
void exchange_allowed(const struct exchange_column *column, struct text *out);

#endif
