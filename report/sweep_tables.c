/* The tables of a sweep, each once for terminal, JSON and CSV. */
#include "report/sweep_tables.h"

#include "base/lang.h"
#include "base/mem.h"
#include "report/plan_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const sweep_part_word[SWEEP_PARTS] = {
    "outcomes", "years", "majors", "districts", "certainty", "decisions", "regret", "regret_cells"};
const char *const sweep_part_by[SWEEP_PARTS] = {"number",    "fy",       "major",  "district",
                                                "certainty", "decision", "regret", "cell"};

enum { SHORT_DECIMALS = 1, POINT_DECIMALS = 2 };

static bool is_futures(const struct sweep_view *view)
{
    return view->sweep->kind == SWEEP_FUTURES;
}

static bool is_solved(const struct sweep_outcome *outcome)
{
    return outcome && outcome->state == ERR_OK;
}

static bool is_wanted(const struct sweep_view *view, const struct sweep_outcome *outcome, int t)
{
    return view->fy == 0 || outcome->first_fy + t == view->fy;
}

void sweep_put(struct table *table, double value, int decimals)
{
    static const double DIGITS = 1e6; /* more of a mean say nothing */
    if (isfinite(value))
        table_number(table, floor(value * DIGITS + 0.5) / DIGITS, decimals);
    else
        table_blank(table);
}

static void put_name(const struct sweep_view *view, int number, struct table *table)
{
    table_int(table, number);
    if (!is_futures(view))
        table_text(table, view->sweep->scenario[number].name);
    else if (number == 0)
        table_text(table, view->sweep->scenario[0].name);
    else
        table_blank(table);
}

/* ---- one row a scenario or future ------------------------------------------------------------ */

static double sum_of(const struct sweep_outcome *outcome, size_t place)
{
    double sum = 0.0, value;
    for (int t = 0; t < outcome->years; t++) {
        memcpy(&value, (const char *)&outcome->year[t] + place, sizeof value);
        sum += value;
    }
    return sum;
}

static void put_outcome(const struct sweep_outcome *outcome, struct table *table)
{
    const int last = outcome->years - 1;
    table_text(table, "ok");
    table_number(table, outcome_shortage(outcome), SHORT_DECIMALS);
    table_number(table, outcome->year[last].shortage, SHORT_DECIMALS);
    table_number(table, outcome->year[last].surplus, SHORT_DECIMALS);
    table_number(table, sum_of(outcome, offsetof(struct sweep_year, call_up)), SHORT_DECIMALS);
    table_number(table, sum_of(outcome, offsetof(struct sweep_year, graduates)), SHORT_DECIMALS);
    table_number(table, sum_of(outcome, offsetof(struct sweep_year, transfer)), SHORT_DECIMALS);
    table_number(table, outcome_cost_thb(outcome), 0);
    table_number(table, outcome->objective, POINT_DECIMALS);
    table_blank(table);
}

static void put_failure(enum err_code state, const char *sentence, struct table *table)
{
    enum { NUMBERS = 8 };
    table_text(table, err_word(state));
    for (int i = 0; i < NUMBERS; i++) table_blank(table);
    table_text(table, sentence);
}

static struct table *outcomes_table(const struct sweep_view *view)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"number",        "ที่",             "no.",              CELL_YEAR,   false},
        {"scenario",      "สถานการณ์",      "scenario",         CELL_TEXT,   false},
        {"state",         "สถานะ",         "state",            CELL_TEXT,   false},
        {"shortage",      "ขาดรวม (อัตรา-ปี)", "short (post-years)", CELL_NUMBER, false},
        {"shortage_last", "ขาดปีสุดท้าย",     "short, last year", CELL_NUMBER, false},
        {"surplus_last",  "เกินปีสุดท้าย",    "over, last year",  CELL_NUMBER, false},
        {"call_up",       "เรียกบรรจุ",      "called up",        CELL_NUMBER, false},
        {"graduates",     "บัณฑิตบรรจุ",     "graduates",        CELL_NUMBER, false},
        {"transfer",      "ย้าย",           "transfers",        CELL_NUMBER, false},
        {"cost_thb",      "ค่าใช้จ่าย (บาท)",  "cost (baht)",      CELL_NUMBER, false},
        {"objective",     "ค่าเป้าหมาย",      "objective",        CELL_NUMBER, false},
        {"sentence",      "เหตุ",           "why",              CELL_HIDDEN, false},
    };
    // clang-format on
    const struct stored_sweep *sweep = view->sweep;
    struct table *table = table_new(lang_pick("สถานการณ์เทียบกัน", "Scenarios side by side"), columns,
                                    sizeof columns / sizeof *columns);
    const int numbers = is_futures(view) ? sweep->futures + 1 : sweep->scenarios;
    for (int number = 0; number < numbers; number++) {
        const struct sweep_outcome *outcome = sweep_find(sweep, -1, number);
        const struct sweep_scenario *scenario = &sweep->scenario[is_futures(view) ? 0 : number];
        if (!outcome && !scenario->refused) continue;
        table_row(table);
        put_name(view, number, table);
        if (is_solved(outcome))
            put_outcome(outcome, table);
        else
            put_failure(outcome ? outcome->state : scenario->refused,
                        outcome ? outcome->sentence : scenario->sentence, table);
    }
    return table;
}

/* ---- distributions --------------------------------------------------------------------------- */

typedef double (*value_fn)(const struct sweep_outcome *outcome, int i, int t);

/* The futures 1 .. that have a plan. */
static void collect(const struct sweep_view *view, value_fn value, int i, int t,
                    struct sample *sample)
{
    for (int k = 0; k < view->sweep->outcomes; k++) {
        const struct sweep_outcome *outcome = &view->sweep->outcome[k];
        if (outcome->decision < 0 && outcome->number > 0 && is_solved(outcome))
            sample_add(sample, value(outcome, i, t));
    }
    sample_close(sample);
}

static void put_sample(const struct sweep_view *view, value_fn value, int i, int t, int decimals,
                       struct table *table)
{
    static const double shares[] = {0.1, 0.5, 0.9};
    struct sample sample = {0};
    const struct sweep_outcome *planned = sweep_find(view->sweep, -1, 0);
    collect(view, value, i, t, &sample);
    for (size_t n = 0; n < sizeof shares / sizeof *shares; n++)
        sweep_put(table, sample_quantile(&sample, shares[n]), decimals);
    sweep_put(table, sample_mean(&sample), decimals);
    sweep_put(table, sample_error(&sample), decimals + 1);
    sweep_put(table, is_solved(planned) ? value(planned, i, t) : NAN, decimals);
    sample_clear(&sample);
}

#define PERCENTILE_COLUMNS                                                                         \
    {"p10", "10 %", "10 %", CELL_NUMBER, false}, {"p50", "50 %", "50 %", CELL_NUMBER, false},      \
        {"p90", "90 %", "90 %", CELL_NUMBER, false}, {"mean", "เฉลี่ย", "mean", CELL_NUMBER, false}, \
        {"error", "คลาดเคลื่อน", "± (s.e.)", CELL_NUMBER, false},                                    \
    {                                                                                              \
        "as_planned", "ตามสถานการณ์", "as planned", CELL_NUMBER, false                              \
    }

/* What is shown of each year; the position is the `i` of year_value. */
static const struct {
    const char *word, *th, *en;
    size_t place;
} measures[] = {
#define MEASURE(field, th, en)                                                                     \
    {                                                                                              \
#field, th, en, offsetof(struct sweep_year, field)                                         \
    }
    MEASURE(shortage, "ขาด (อัตรา)", "short (posts)"),
    MEASURE(cost_thb, "ค่าใช้จ่าย (บาท)", "cost (baht)"),
    MEASURE(need, "ต้องการ", "need"),
    MEASURE(other_loss, "สูญเสียอื่น", "other losses"),
    MEASURE(surplus, "เกิน", "over"),
    MEASURE(pass, "สอบผ่าน", "passers"),
    MEASURE(call_up, "เรียกบรรจุ", "called up"),
    MEASURE(graduates, "บัณฑิตบรรจุ", "graduates"),
#undef MEASURE
};
enum { MEASURES = sizeof measures / sizeof *measures };

static double year_value(const struct sweep_outcome *outcome, int i, int t)
{
    double value;
    memcpy(&value, (const char *)&outcome->year[t] + measures[i].place, sizeof value);
    return value;
}

static double major_value(const struct sweep_outcome *outcome, int i, int t)
{
    return outcome->major[i * outcome->years + t];
}

static double district_value(const struct sweep_outcome *outcome, int i, int t)
{
    return outcome->district[i * outcome->years + t];
}

/* All futures have the horizon of their scenario; NULL: none was solved. */
static const struct sweep_outcome *any_solved(const struct sweep_view *view)
{
    for (int k = 0; k < view->sweep->outcomes; k++)
        if (is_solved(&view->sweep->outcome[k])) return &view->sweep->outcome[k];
    return NULL;
}

static void put_measure_rows(const struct sweep_view *view, int measure, struct table *table)
{
    const struct sweep_outcome *shape = any_solved(view);
    for (int t = 0; shape && t < shape->years; t++) {
        if (!is_wanted(view, shape, t)) continue;
        table_row(table);
        table_text(table, measures[measure].word);
        table_int(table, shape->first_fy + t);
        put_sample(view, year_value, measure, t, SHORT_DECIMALS, table);
    }
}

static struct table *future_years(const struct sweep_view *view)
{
    static const struct table_column columns[] = {
        {"measure", "ค่า", "measure", CELL_TEXT, false},
        {"fy", "ปีงบ", "FY", CELL_YEAR, false},
        PERCENTILE_COLUMNS,
    };
    struct table *table =
        table_new(lang_pick("รายปี", "By year"), columns, sizeof columns / sizeof *columns);
    for (int measure = 0; measure < MEASURES; measure++) put_measure_rows(view, measure, table);
    return table;
}

struct table *sweep_measure_table(const struct sweep_view *view, enum sweep_measure measure)
{
    static const struct table_column columns[] = {
        {"fy", "ปีงบ", "FY", CELL_YEAR, false},
        PERCENTILE_COLUMNS,
    };
    const struct sweep_outcome *shape = any_solved(view);
    struct table *table = table_new(lang_pick(measures[measure].th, measures[measure].en), columns,
                                    sizeof columns / sizeof *columns);
    for (int t = 0; shape && t < shape->years; t++) {
        if (!is_wanted(view, shape, t)) continue;
        table_row(table);
        table_int(table, shape->first_fy + t);
        put_sample(view, year_value, (int)measure, t,
                   measure == SWEEP_MEASURE_COST ? 0 : SHORT_DECIMALS, table);
    }
    return table;
}

static void put_place(const struct sweep_view *view, bool majors, int i, struct table *table)
{
    const struct major *major = majors ? &view->reg->major[i] : NULL;
    const struct district *district = majors ? NULL : &view->reg->district[i];
    table_text(table, majors ? major->code : district->code);
    table_text(table, majors ? name_shown(major->name_th, major->name_en, major->code)
                             : name_shown(district->name_th, district->name_en, district->code));
}

static struct table *future_places(const struct sweep_view *view, bool majors)
{
    static const struct table_column major_columns[] = {
        {"major", "รหัส", "code", CELL_TEXT, false},
        {"name", "วิชาเอก", "major", CELL_TEXT, false},
        {"fy", "ปีงบ", "FY", CELL_YEAR, false},
        PERCENTILE_COLUMNS,
    };
    static const struct table_column district_columns[] = {
        {"district", "รหัส", "code", CELL_TEXT, false},
        {"name", "เขต", "district", CELL_TEXT, false},
        {"fy", "ปีงบ", "FY", CELL_YEAR, false},
        PERCENTILE_COLUMNS,
    };
    const struct sweep_outcome *shape = any_solved(view);
    struct table *table =
        majors ? table_new(lang_pick("ขาดครู (อัตรา) รายวิชาเอก", "Short (posts) by major"),
                           major_columns, sizeof major_columns / sizeof *major_columns)
               : table_new(lang_pick("ขาดครู (อัตรา) รายเขต", "Short (posts) by district"),
                           district_columns, sizeof district_columns / sizeof *district_columns);
    const int count = majors ? view->reg->majors : view->reg->districts;
    for (int i = 0; shape && i < count; i++)
        for (int t = 0; t < shape->years; t++) {
            if (!is_wanted(view, shape, t)) continue;
            table_row(table);
            put_place(view, majors, i, table);
            table_int(table, shape->first_fy + t);
            put_sample(view, majors ? major_value : district_value, i, t, SHORT_DECIMALS, table);
        }
    return table;
}

/* ---- scenarios by year, major, district ------------------------------------------------------ */

static struct table *scenario_years(const struct sweep_view *view)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"number",     "ที่",        "no.",         CELL_YEAR,   false},
        {"scenario",   "สถานการณ์", "scenario",    CELL_TEXT,   false},
        {"fy",         "ปีงบ",      "FY",          CELL_YEAR,   false},
        {"need",       "ต้องการ",    "need",        CELL_NUMBER, false},
        {"headcount",  "มีครู",      "in post",     CELL_NUMBER, false},
        {"shortage",   "ขาด",       "short",       CELL_NUMBER, false},
        {"surplus",    "เกิน",       "over",        CELL_NUMBER, false},
        {"retire",     "เกษียณ",     "retire",      CELL_NUMBER, false},
        {"other_loss", "สูญเสียอื่น", "other losses", CELL_NUMBER, false},
        {"pass",       "สอบผ่าน",    "passers",     CELL_NUMBER, false},
        {"call_up",    "เรียกบรรจุ", "called up",   CELL_NUMBER, false},
        {"graduates",  "บัณฑิตบรรจุ", "graduates",  CELL_NUMBER, false},
        {"transfer",   "ย้าย",      "transfers",   CELL_NUMBER, false},
        {"retrain",    "อบรม",      "retrained",   CELL_NUMBER, false},
        {"cost_thb",   "ค่าใช้จ่าย (บาท)", "cost (baht)", CELL_NUMBER, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("รายปี", "By year"), columns, sizeof columns / sizeof *columns);
    for (int k = 0; k < view->sweep->outcomes; k++) {
        const struct sweep_outcome *outcome = &view->sweep->outcome[k];
        for (int t = 0; outcome->decision < 0 && t < outcome->years; t++) {
            const struct sweep_year *year = &outcome->year[t];
            const double numbers[] = {year->need,     year->headcount, year->shortage,
                                      year->surplus,  year->retire,    year->other_loss,
                                      year->pass,     year->call_up,   year->graduates,
                                      year->transfer, year->retrain,   year->cost_thb};
            if (!is_wanted(view, outcome, t)) continue;
            table_row(table);
            put_name(view, outcome->number, table);
            table_int(table, outcome->first_fy + t);
            for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
                table_number(table, numbers[n], SHORT_DECIMALS);
        }
    }
    return table;
}

static struct table *scenario_places(const struct sweep_view *view, bool majors)
{
    static const struct table_column major_columns[] = {
        {"number", "ที่", "no.", CELL_YEAR, false},
        {"scenario", "สถานการณ์", "scenario", CELL_TEXT, false},
        {"major", "รหัส", "code", CELL_TEXT, false},
        {"name", "วิชาเอก", "major", CELL_TEXT, false},
        {"fy", "ปีงบ", "FY", CELL_YEAR, false},
        {"shortage", "ขาด", "short", CELL_NUMBER, false},
    };
    static const struct table_column district_columns[] = {
        {"number", "ที่", "no.", CELL_YEAR, false},
        {"scenario", "สถานการณ์", "scenario", CELL_TEXT, false},
        {"district", "รหัส", "code", CELL_TEXT, false},
        {"name", "เขต", "district", CELL_TEXT, false},
        {"fy", "ปีงบ", "FY", CELL_YEAR, false},
        {"shortage", "ขาด", "short", CELL_NUMBER, false},
    };
    struct table *table = table_new(
        majors ? lang_pick("ขาดครู (อัตรา) รายวิชาเอก", "Short (posts) by major")
               : lang_pick("ขาดครู (อัตรา) รายเขต", "Short (posts) by district"),
        majors ? major_columns : district_columns, sizeof major_columns / sizeof *major_columns);
    const int count = majors ? view->reg->majors : view->reg->districts;
    for (int k = 0; k < view->sweep->outcomes; k++) {
        const struct sweep_outcome *outcome = &view->sweep->outcome[k];
        for (int cell = 0; outcome->decision < 0 && cell < count * outcome->years; cell++) {
            const int i = cell / outcome->years, t = cell % outcome->years;
            if (!is_wanted(view, outcome, t)) continue;
            table_row(table);
            put_name(view, outcome->number, table);
            put_place(view, majors, i, table);
            table_int(table, outcome->first_fy + t);
            table_number(table, (majors ? major_value : district_value)(outcome, i, t),
                         SHORT_DECIMALS);
        }
    }
    return table;
}

/* ---- certainty ------------------------------------------------------------------------------- */

/* The worst year of a district; i -1: of the district that is shortest. */
static double worst_value(const struct sweep_outcome *outcome, int i, int t)
{
    double worst = 0.0;
    (void)t;
    for (int cell = 0; cell < outcome->districts * outcome->years; cell++)
        if (i < 0 || cell / outcome->years == i) worst = fmax(worst, outcome->district[cell]);
    return worst;
}

void sweep_certainty(const struct sweep_view *view, int district, struct certainty *out)
{
    struct sample sample = {0};
    collect(view, worst_value, district, 0, &sample);
    out->futures = sample.count;
    out->most = sample_quantile(&sample, SWEEP_CERTAIN_SHARE);
    sample_quantile_range(&sample, SWEEP_CERTAIN_SHARE, &out->low, &out->high);
    sample_clear(&sample);
}

static struct table *certainty_table(const struct sweep_view *view)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"district", "รหัส",           "code",         CELL_TEXT,   false},
        {"name",     "เขต",            "district",     CELL_TEXT,   false},
        {"most",     "ขาดไม่เกิน",       "short at most", CELL_NUMBER, false},
        {"low",      "ค่าจริงอย่างน้อย",   "true: from",   CELL_NUMBER, false},
        {"high",     "ค่าจริงอย่างมาก",   "to",           CELL_NUMBER, false},
    };
    // clang-format on
    struct table *table = table_new(
        lang_pick("ด้วยความมั่นใจ 90 % แต่ละเขตขาดครูในปีที่ขาดมากที่สุดไม่เกิน",
                  "With 90 % certainty each district is short, in its worst year, of at most"),
        columns, sizeof columns / sizeof *columns);
    for (int d = 0; is_futures(view) && d < view->reg->districts; d++) {
        struct certainty certainty;
        sweep_certainty(view, d, &certainty);
        if (certainty.futures == 0) break;
        table_row(table);
        put_place(view, false, d, table);
        sweep_put(table, certainty.most, SHORT_DECIMALS);
        sweep_put(table, certainty.low, SHORT_DECIMALS);
        sweep_put(table, certainty.high, SHORT_DECIMALS);
    }
    return table;
}

/* ---- decisions and their regret -------------------------------------------------------------- */

static void put_choice(const struct sweep_view *view, int decision,
                       const struct sweep_choice *choice, struct table *table)
{
    const struct major *major = &view->reg->major[choice->major];
    table_row(table);
    put_name(view, decision, table);
    table_text(table, choice_kind_word[choice->kind]);
    table_text(table, choice->source);
    table_text(table, major->code);
    table_text(table, name_shown(major->name_th, major->name_en, major->code));
    table_int(table, choice->people);
}

static struct table *decisions_table(const struct sweep_view *view)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"decision", "การตัดสินใจ", "decision", CELL_YEAR, false},
        {"scenario", "สถานการณ์",  "scenario", CELL_TEXT, false},
        {"kind",     "ชนิด",       "kind",     CELL_TEXT, false},
        {"source",   "จาก",       "from",     CELL_TEXT, false},
        {"major",    "รหัส",       "code",     CELL_TEXT, false},
        {"name",     "วิชาเอก",     "major",    CELL_TEXT, false},
        {"people",   "คน",        "people",   CELL_INT,  false},
    };
    // clang-format on
    struct table *table = table_new(lang_pick("สิ่งที่ตัดสินใจในปีแรก", "What the first year decides"),
                                    columns, sizeof columns / sizeof *columns);
    for (int decision = 0; decision < view->sweep->decisions; decision++) {
        const struct sweep_outcome *outcome = sweep_find(view->sweep, -1, decision);
        for (int i = 0; is_solved(outcome) && i < outcome->choices; i++)
            put_choice(view, decision, &outcome->choice[i], table);
    }
    return table;
}

int sweep_regrets(const struct sweep_view *view, struct regret **out)
{
    int count = 0;
    *out = mem_new((size_t)view->sweep->decisions, sizeof **out);
    for (int decision = 0; decision < view->sweep->decisions; decision++)
        if (is_solved(sweep_find(view->sweep, -1, decision)))
            regret_of(view->sweep, decision, &(*out)[count++]);
    return count;
}

static struct table *regret_table(const struct sweep_view *view)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"decision",     "การตัดสินใจ",     "decision",        CELL_YEAR,   false},
        {"scenario",     "สถานการณ์",      "scenario",        CELL_TEXT,   false},
        {"worlds",       "ทำได้ใน",         "possible in",     CELL_INT,    false},
        {"impossible",   "ทำไม่ได้ใน",       "impossible in",   CELL_INT,    false},
        {"worst",        "เสียใจมากสุด",     "worst regret",    CELL_NUMBER, false},
        {"worst_number", "ในที่",           "in no.",          CELL_YEAR,   false},
        {"mean",         "เสียใจเฉลี่ย",      "mean regret",     CELL_NUMBER, false},
        {"more_short",   "ขาดเพิ่มเฉลี่ย (อัตรา-ปี)", "more short (post-years)", CELL_NUMBER, false},
        {"more_thb",     "จ่ายเพิ่มเฉลี่ย (บาท)",  "more cost (baht)", CELL_NUMBER, false},
        {"chosen",       "เลือก",          "chosen",          CELL_HIDDEN, false},
    };
    // clang-format on
    struct regret *regret = NULL;
    const int count = sweep_regrets(view, &regret);
    const int worst = regret_least_worst(regret, count), mean = regret_least_mean(regret, count);
    struct table *table = table_new(
        lang_pick("ความเสียใจของการตัดสินใจปีแรก (คะแนน)", "Regret of first-year decisions (points)"),
        columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < count; i++) {
        table_row(table);
        put_name(view, regret[i].decision, table);
        table_int(table, regret[i].possible);
        table_int(table, regret[i].impossible);
        sweep_put(table, regret[i].worst, POINT_DECIMALS);
        if (regret[i].worst_number >= 0)
            table_int(table, regret[i].worst_number);
        else
            table_blank(table);
        sweep_put(table, regret[i].mean, POINT_DECIMALS);
        sweep_put(table, regret[i].more_short, POINT_DECIMALS);
        sweep_put(table, regret[i].more_thb, 0);
        table_text(table, i == worst && i == mean ? "least worst, least mean"
                          : i == worst            ? "least worst"
                          : i == mean             ? "least mean"
                                                  : "");
    }
    free(regret);
    return table;
}

static struct table *cells_table(const struct sweep_view *view)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"decision",  "การตัดสินใจ",   "decision",  CELL_YEAR,   false},
        {"number",    "ใน",          "in no.",    CELL_YEAR,   false},
        {"state",     "สถานะ",       "state",     CELL_TEXT,   false},
        {"objective", "ค่าเป้าหมาย",    "objective", CELL_NUMBER, false},
        {"regret",    "เสียใจ",       "regret",    CELL_NUMBER, false},
        {"shortage",  "ขาด (อัตรา-ปี)", "short (post-years)", CELL_NUMBER, false},
        {"cost_thb",  "ค่าใช้จ่าย (บาท)", "cost (baht)", CELL_NUMBER, false},
        {"sentence",  "เหตุ",         "why",       CELL_HIDDEN, false},
    };
    // clang-format on
    struct table *table = table_new(
        lang_pick("การตัดสินใจปีแรกในแต่ละสถานการณ์", "First-year decisions in each scenario or future"),
        columns, sizeof columns / sizeof *columns);
    for (int k = 0; k < view->sweep->outcomes; k++) {
        const struct sweep_outcome *held = &view->sweep->outcome[k];
        const struct sweep_outcome *own = sweep_find(view->sweep, -1, held->number);
        if (held->decision < 0) continue;
        const bool both = is_solved(held) && is_solved(own);
        table_row(table);
        table_int(table, held->decision);
        table_int(table, held->number);
        table_text(table, err_word(held->state));
        sweep_put(table, both ? held->objective : NAN, POINT_DECIMALS);
        sweep_put(table, both ? held->objective - own->objective : NAN, POINT_DECIMALS);
        sweep_put(table, both ? outcome_shortage(held) : NAN, SHORT_DECIMALS);
        sweep_put(table, both ? outcome_cost_thb(held) : NAN, 0);
        table_text(table, held->sentence ? held->sentence : "");
    }
    return table;
}

struct table *sweep_part_table(const struct sweep_view *view, enum sweep_part part)
{
    switch (part) {
    case SWEEP_OUTCOMES:
        return outcomes_table(view);
    case SWEEP_YEARS:
        return is_futures(view) ? future_years(view) : scenario_years(view);
    case SWEEP_MAJORS:
    case SWEEP_DISTRICTS:
        return is_futures(view) ? future_places(view, part == SWEEP_MAJORS)
                                : scenario_places(view, part == SWEEP_MAJORS);
    case SWEEP_CERTAINTY:
        return certainty_table(view);
    case SWEEP_DECISIONS:
        return decisions_table(view);
    case SWEEP_REGRET:
        return regret_table(view);
    case SWEEP_CELLS:
    case SWEEP_PARTS:
        break;
    }
    return cells_table(view);
}
