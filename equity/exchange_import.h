/* Files into the database of cases (docs/equity-files.md): one transaction an import, all bad cells
   reported, none of them quoted, since a cell in the wrong column may be a name. */
#ifndef EQUITY_EXCHANGE_IMPORT_H
#define EQUITY_EXCHANGE_IMPORT_H

#include "base/text.h"
#include "equity/person.h"

enum { EXCHANGE_MAX_PROBLEMS = 1000 };

/* The schools there are, from the planner's register. */
struct exchange_school {
    const char *code, *district;
};

/* One bad cell, or one bad file (line 0). No value is kept. */
struct exchange_problem {
    char *file;   /* its name without folders; of a workbook the sheet */
    int line;     /* 1 is the header; 0: the file as a whole */
    char *column; /* "" when the line as a whole is meant */
    char *text;   /* what is wrong and what is allowed, in the current language */
};

struct exchange_file {
    char *file;       /* as the user named it; of a workbook "[roll.xlsx]rolls" */
    const char *kind; /* "rolls"; NULL: not known, left out */
    int rows, added, changed, unchanged;
    int waiting;      /* persons in the queue of doubtful ones, who are not taken in */
    int moved;        /* persons of a roll who are at another school or in another grade now */
    bool seen;        /* the same file was imported whole before: nothing was done */
    char seen_at[24]; /* when */
    bool synthetic;   /* provenance.csv, or a file whose name says so, stands beside it */
    bool windows_874; /* converted from Windows-874 */
    char *ignored_columns;
};

struct exchange_report {
    struct exchange_file *file;
    int files;
    struct exchange_problem *problem;
    int problems; /* at most EXCHANGE_MAX_PROBLEMS */
    int problems_in_all;
    bool applied;  /* false: a dry run, a problem, or nothing to change */
    int64_t batch; /* its number, 0: nothing was written */
};
void exchange_report_clear(struct exchange_report *report);

struct exchange_order {
    const struct person_access *access;   /* whose place every row must lie in */
    const struct exchange_school *school; /* [schools], in any order */
    int schools;
    bool dry_run; /* report the same, change nothing */
};

/**
 * Import files and folders (of a folder what has a known name), in the order rolls, attendance,
 * visits, survey, dropouts, not_traced. All or nothing. The same file again changes nothing; one
 * whose persons waited is looked at again. One row 'exchange.import' of the record for the batch,
 * and one for each person who is doubted.
 * Errors: ERR_INPUT bad cells, told in *report, which is filled on failure too; a role without the
 * right to change persons; ERR_NOT_FOUND no such path; ERR_STORE.
 */
MUST_CHECK enum err_code exchange_import(const struct exchange_order *order,
                                         const char *const *paths, int count,
                                         struct exchange_report *report, struct err *err);

/** One problem as a line of text: `rolls.csv:117 grade: allowed are k1, k2 ...`. */
void exchange_problem_text(const struct exchange_problem *problem, struct text *out);

#endif
