/* compare: saved plans side by side, and the causes of their differences. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/rows.h"
#include "report/compare_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_PLANS = 8 };
static const uint64_t SEED = 2566; /* of sampled orders: equal questions get equal answers */
static const double TERMINAL_PACE_S = 0.2, LINE_PACE_S = 5.0;

enum err_code call_number(const struct call *call, enum option_id option, double lowest,
                          double highest, double *out, struct err *err)
{
    const char *word = call_value(call, option);
    char *end = NULL;
    if (!word) return ERR_OK;
    const double value = strtod(word, &end);
    if (*word == '\0' || strspn(word, "0123456789.") != strlen(word) || *end != '\0' ||
        !(value >= lowest && value <= highest))
        return err_set(err, ERR_INPUT, "'--%s' เป็น '%s' ที่ใช้ได้คือ %g .. %g",
                       "'--%s' is '%s', allowed are %g .. %g", option_table[option].name, word,
                       lowest, highest);
    *out = value;
    return ERR_OK;
}

enum err_code call_whole(const struct call *call, enum option_id option, int lowest, int highest,
                         int *out, struct err *err)
{
    double value = *out;
    const enum err_code code = call_number(call, option, lowest, highest, &value, err);
    if (code != ERR_OK) return code;
    if (value != (int)value)
        return err_set(err, ERR_INPUT, "'--%s' เป็น '%s' ใช้ได้เฉพาะจำนวนเต็ม %d .. %d",
                       "'--%s' is '%s', allowed are whole numbers %d .. %d",
                       option_table[option].name, call_value(call, option), lowest, highest);
    *out = (int)value;
    return ERR_OK;
}

/* ---- compare --------------------------------------------------------------------------------- */

struct progress_line {
    bool wanted, terminal, shown;
    double last_s;
    int plan; /* number of the plan whose causes are sought */
};

static bool show_progress(void *context, int done, int solves, double seconds)
{
    struct progress_line *line = context;
    const double now_s = env_seconds();
    const double pace_s = line->terminal ? TERMINAL_PACE_S : LINE_PACE_S;
    if (interrupt_came()) return false;
    if (!line->wanted || now_s - line->last_s < pace_s) return true;
    line->last_s = now_s;
    line->shown = true;
    fputs(line->terminal ? "\r\033[K" : "", stderr);
    fprintf(stderr,
            lang_pick("หาสาเหตุของแผน %d: คำนวณแล้ว %d จาก %d", "causes of plan %d: %d of %d solved"),
            line->plan, done, solves);
    if (done > 0 && done < solves)
        fprintf(stderr, lang_pick(" เหลือราว %.0f วินาที", ", about %.0f s left"),
                seconds * (solves - done) / done);
    fputs(line->terminal ? "" : "\n", stderr);
    return true;
}

static enum err_code find_causes(const struct call *call, const struct comparison *comparison,
                                 struct causes *causes, struct err *err)
{
    enum err_code code = ERR_OK;
    struct progress_line line = {.terminal = isatty(STDERR_FILENO) == 1};
    const struct causes_control control = {
        .seed = SEED, .progress = show_progress, .context = &line};
    line.wanted = line.terminal || call_has(call, OPTION_PROGRESS);
    interrupt_catch();
    for (int p = 1; p < comparison->plans && code == ERR_OK; p++) {
        line.plan = p + 1;
        code = causes_find(comparison->reg, &comparison->plan[0], &comparison->plan[p], &control,
                           &causes[p - 1], err);
    }
    if (line.terminal && line.shown) fputs("\r\033[K", stderr);
    return interrupt_release(code, err);
}

static enum err_code read_plans(const struct call *call, struct work *work,
                                struct stored_plan *plan, int plans, struct err *err)
{
    enum err_code code = work_open(call, work, err);
    for (int p = 0; p < plans && code == ERR_OK; p++)
        code = store_read_plan(work->store, &work->reg, call->argument[p + 1], &plan[p], err);
    return code;
}

static void print_comparison(const struct call *call, const struct comparison *comparison,
                             struct text *out)
{
    if (call->format == FORMAT_JSON)
        compare_json(comparison, out);
    else if (call->format == FORMAT_CSV)
        call_print(call, compare_years_table(comparison), out);
    else
        compare_summary(comparison, call->colour, out);
}

enum err_code run_compare(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct filter filter;
    const int plans = call->arguments - 1;
    if (plans > MOST_PLANS)
        return err_set(err, ERR_INPUT, "เทียบได้ครั้งละไม่เกิน %d แผน",
                       "at most %d plans can be compared", MOST_PLANS);
    struct stored_plan *plan = mem_new((size_t)plans, sizeof *plan);
    struct causes *causes = mem_new((size_t)plans, sizeof *causes);
    struct comparison comparison = {.reg = &work.reg, .plan = plan, .plans = plans};
    enum err_code code = read_plans(call, &work, plan, plans, err);
    if (code == ERR_OK) code = filter_parse(call, &work.reg, &filter, err);
    if (code == ERR_OK)
        comparison.filter = (struct compare_filter){filter.district, filter.school, filter.major};
    if (code == ERR_OK && !call_has(call, OPTION_NO_CAUSES) && call->format != FORMAT_CSV) {
        code = find_causes(call, &comparison, causes, err);
        comparison.causes = causes;
    }
    if (code == ERR_OK) print_comparison(call, &comparison, out);
    for (int p = 0; p < plans; p++) stored_plan_clear(&plan[p]);
    for (int p = 1; p < plans; p++) causes_clear(&causes[p - 1]);
    free(plan);
    free(causes);
    work_close(&work);
    return code;
}
