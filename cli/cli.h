/* The command line as two constant tables, of commands and of options; parsing, help, completion
   and errors walk them. A command fills a text; cli.c alone writes to standard output. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/err.h"
#include "base/text.h"
#include "data/store.h"
#include "planner/conflict.h"
#include "planner/plan.h"
#include "planner/staffing.h"
#include "report/table.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

enum option_id {
    OPTION_FORMAT,
    OPTION_LANG,
    OPTION_NO_COLOR,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_FROM,
    OPTION_DRY_RUN,
    OPTION_BY,
    OPTION_FY,
    OPTION_DISTRICT,
    OPTION_SCHOOL,
    OPTION_MAJOR,
    OPTION_PLAN,
    OPTION_SCENARIO,
    OPTION_SET,
    OPTION_NAME,
    OPTION_DETAIL,
    OPTION_PROGRESS,
    OPTION_TO,
    OPTION_NO_CAUSES,
    OPTION_CHANGE_PRICE,
    OPTION_FIRM_YEARS,
    OPTION_WITHIN,
    OPTION_COUNT,
    OPTION_SAVE,
    OPTION_SCENARIOS,
    OPTION_FUTURES,
    OPTION_SEED,
    OPTION_WORKERS,
    OPTION_REGRET,
    OPTION_DROP,
    OPTION_PART,
    OPTION_TABLE,
    OPTION_NO_BOM,
    OPTION_MAPPING,
    OPTION_AS,
    OPTION_REASON,
    OPTION_KEY,
    OPTION_ROLE,
    OPTION_PLACE,
    OPTION_ADD,
    OPTION_DISABLE,
    OPTION_TEST,
    OPTION_WAIVE,
    OPTION_ACTIVATE,
    OPTION_RETIRE,
    OPTION_ROUND,
    OPTION_DECIDE,
    OPTION_ANSWER,
    OPTION_HEAD,
    OPTION_PUPILS,
    OPTION_WHAT,
    OPTION_STUDENT,
    OPTION_CAUSE,
    OPTION_PARTNER,
    OPTION_PROOF,
    OPTION_KIND,
    OPTION_SEEN,
    OPTION_REQUEST,
    OPTION_YEAR,
    OPTION_TERM,
    OPTIONS
};
static_assert(OPTIONS <= 64, "a command's options are the bits of one number");

static inline uint64_t option_bit(int option)
{
    return UINT64_C(1) << option;
}

struct option_entry {
    const char *name;     /* without the dashes */
    const char *argument; /* what follows, NULL: nothing */
    bool repeatable;
    const char *th, *en; /* one line */
};
extern const struct option_entry option_table[OPTIONS];

struct call;
typedef enum err_code (*command_fn)(const struct call *call, struct text *out, struct err *err);

enum { ANY_NUMBER = -1 };

struct command {
    const char *name;              /* "plan"; "equity init": a command of a group */
    const char *arguments;         /* "DB PATH…" as shown in its usage */
    int least, most;               /* arguments; ANY_NUMBER: no limit */
    const char *th, *en;           /* one line */
    uint64_t options;              /* option_bit(OPTION_X), without those every command has */
    const char *note_th, *note_en; /* further lines of its help; NULL: none */
    command_fn run;
};
extern const struct command command_table[];
extern const int command_count;

/* Commands that belong together and share their first word. */
struct group {
    const char *name, *th, *en;
};
extern const struct group group_table[];
extern const int group_count;
/** The group of that name, NULL when there is none. */
const struct group *group_find(const char *name);
/** True when the command is one of the group. */
bool group_has(const struct group *group, const struct command *command);

/* One line that a user may type; a test runs all of them in this order. */
struct example {
    const char *command, *line; /* what follows the command */
    const char *th, *en;        /* what it is for, a clause */
};
extern const struct example example_table[];
extern const int example_count;

/** The options that every command has. */
extern const uint64_t common_options;
/** The bits of every option that a command takes: its own, those that every command has, and what
    goes with one of its own. */
uint64_t command_options(const struct command *command);

/* A command line taken apart; everything is borrowed from argv but the arrays. */
struct call {
    const struct command *command; /* NULL: only --help or --version */
    const char **argument;
    int arguments;
    const char **value[OPTIONS]; /* in order; "" for an option without an argument */
    int values[OPTIONS];
    enum format format;
    bool colour;
};

/** The whole program: returns the exit status. */
int cli_run(int argc, char **argv);

bool call_has(const struct call *call, enum option_id option);
/** The value of an option that stands once, NULL when it does not stand. */
const char *call_value(const struct call *call, enum option_id option);

/** Help for one command, NULL: for the program. */
void help_text(const struct command *command, struct text *out);
/** The examples of a command, a remark and a line each. */
void examples_text(const struct command *command, struct text *out);
/** The entry of a name, NULL when there is none. */
const struct command *command_find(const char *name);
/** ERR_INPUT for a name that is none, with the command that may be meant. */
MUST_CHECK enum err_code command_unknown(const char *name, struct err *err);
/** The word of a list that is fewest letters away from `word`; NULL when none is near. */
const char *nearest_word(const char *word, const char *const *words, int count);

/* What most commands hold: zero it, open it, and close it in any case. */
struct work {
    struct store *store;
    struct school_register reg;
    struct params params;
    struct staffing staffing;
};
/** Open the database that is the first argument, and read the register. */
MUST_CHECK enum err_code work_open(const struct call *call, struct work *work, struct err *err);
/** Resolve --scenario and --set, in this order, against the register. */
MUST_CHECK enum err_code work_resolve(const struct call *call, struct work *work, struct err *err);
/** Both, and the instance of the staffing program. */
MUST_CHECK enum err_code work_staff(const struct call *call, struct work *work, struct err *err);
/** Open the database that is the first argument, and read the plan that is the second. */
MUST_CHECK enum err_code work_plan(const struct call *call, struct work *work,
                                   struct stored_plan *plan, struct err *err);
/** Resolve the settings of a saved plan against the register of today. */
MUST_CHECK enum err_code work_resolve_plan(struct work *work, const struct stored_plan *plan,
                                           struct err *err);
void work_close(struct work *work);

/** Print a table in the format of the call and free it: every table that leaves by standard output,
    so that --no-bom holds for all. */
void call_print(const struct call *call, struct table *table, struct text *out);
/** Put the remark on synthetic data under a table. */
void note_synthetic(const struct school_register *reg, struct table *table);

/** Ctrl-C ends the work between these two and not the program, unless the shell has it ignored. */
void interrupt_catch(void);
bool interrupt_came(void);
/** `code`, or ERR_LIMIT "stopped" when an interrupt came. */
enum err_code interrupt_release(enum err_code code, struct err *err);

/** A plan of whole people in a process of its own, with a progress line; Ctrl-C stops it. `why` may
    be NULL; it is known with ERR_INFEASIBLE alone. */
MUST_CHECK enum err_code call_solve(const struct call *call, const struct staffing *staffing,
                                    struct plan *out, struct conflict *why, struct err *err);
/** The name to save a plan under: `name` if it is good and free, or the first of "unnamed",
    "unnamed (2)" ... that is free when `name` is NULL. Errors: ERR_INPUT. */
MUST_CHECK enum err_code plan_name_choose(const struct work *work, const char *name,
                                          const char *unnamed, struct text *out, struct err *err);
/** The plan as it is saved, with the moment at which it was made. */
void plan_store_form(const struct staffing *staffing, const struct plan *plan, const char *name,
                     struct stored_plan *out);
/** A number of an option; *out is left alone when the option does not stand.
    Errors: ERR_INPUT, with what is allowed. */
MUST_CHECK enum err_code call_number(const struct call *call, enum option_id option, double lowest,
                                     double highest, double *out, struct err *err);
MUST_CHECK enum err_code call_whole(const struct call *call, enum option_id option, int lowest,
                                    int highest, int *out, struct err *err);

/* The commands, by file. */
enum err_code run_init(const struct call *call, struct text *out, struct err *err);
enum err_code run_import(const struct call *call, struct text *out, struct err *err);
enum err_code run_data(const struct call *call, struct text *out, struct err *err);
enum err_code run_check(const struct call *call, struct text *out, struct err *err);
enum err_code run_retire(const struct call *call, struct text *out, struct err *err);
enum err_code run_need(const struct call *call, struct text *out, struct err *err);
enum err_code run_gaps(const struct call *call, struct text *out, struct err *err);
enum err_code run_plan(const struct call *call, struct text *out, struct err *err);
enum err_code run_plans(const struct call *call, struct text *out, struct err *err);
enum err_code run_show(const struct call *call, struct text *out, struct err *err);
enum err_code run_drop(const struct call *call, struct text *out, struct err *err);
enum err_code run_instance(const struct call *call, struct text *out, struct err *err);
enum err_code run_verify(const struct call *call, struct text *out, struct err *err);
enum err_code run_export(const struct call *call, struct text *out, struct err *err);
enum err_code run_placement(const struct call *call, struct text *out, struct err *err);
enum err_code run_explain(const struct call *call, struct text *out, struct err *err);
enum err_code run_clock(const struct call *call, struct text *out, struct err *err);
enum err_code run_sensitivity(const struct call *call, struct text *out, struct err *err);
enum err_code run_compare(const struct call *call, struct text *out, struct err *err);
enum err_code run_replan(const struct call *call, struct text *out, struct err *err);
enum err_code run_alternatives(const struct call *call, struct text *out, struct err *err);
enum err_code run_sweep(const struct call *call, struct text *out, struct err *err);
enum err_code run_sweeps(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_init(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_users(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_models(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_score(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_why(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_calibrate(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_index(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_matches(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_person(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_forget(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_audit(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_generate(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_import(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_export(const struct call *call, struct text *out, struct err *err);
enum err_code run_equity_freeze(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_list(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_show(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_open(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_consent(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_act(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_sample(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_detect(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_rules(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_grant(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_report(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_items(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_item(const struct call *call, struct text *out, struct err *err);
enum err_code run_case_workflow(const struct call *call, struct text *out, struct err *err);
enum err_code run_help(const struct call *call, struct text *out, struct err *err);

#endif
