/* A sweep as a page for a terminal and as one JSON document. */
#include "report/sweep_report.h"

#include "base/lang.h"
#include "base/mem.h"
#include "planner/sweep.h"
#include "report/plan_report.h"
#include "report/sweep_tables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTES_SHOWN = 10 }; /* sentences of what has no plan */

/* How many scenarios or futures have a plan, have none, and are not done yet. */
struct tally {
    int all, solved, failed, refused, missing;
};

static struct tally count_outcomes(const struct stored_sweep *sweep)
{
    struct tally tally = {.all = sweep_numbers(sweep)};
    for (int i = 0; i < sweep->scenarios; i++)
        tally.refused += sweep->scenario[i].refused != ERR_OK;
    for (int i = 0; i < sweep->outcomes; i++) {
        if (sweep->outcome[i].decision >= 0) continue;
        tally.solved += sweep->outcome[i].state == ERR_OK;
        tally.failed += sweep->outcome[i].state != ERR_OK;
    }
    tally.missing = tally.all - tally.solved - tally.failed - tally.refused;
    return tally;
}

static void print_and_free(const struct sweep_view *view, struct table *table, struct text *out)
{
    table_print(table, FORMAT_TABLE, view->colour, false, out);
    table_free(table);
    text_add(out, "\n");
}

/* ---- the sentence ---------------------------------------------------------------------------- */

void sweep_sentence(const struct sweep_view *view, struct text *out)
{
    struct certainty certainty;
    const struct tally tally = count_outcomes(view->sweep);
    if (view->sweep->kind != SWEEP_FUTURES) return;
    sweep_certainty(view, -1, &certainty);
    if (certainty.futures == 0) return;
    text_add(out,
             lang_pick("ด้วยความมั่นใจ 90 %% ไม่มีเขตใดขาดครูเกิน %.1f อัตราในปีใดของแผน (จาก %d อนาคต",
                       "with 90 %% certainty no district is short of more than %.1f posts in any "
                       "year of the plan (%d futures"),
             certainty.most, certainty.futures);
    if (isfinite(certainty.low) && isfinite(certainty.high))
        text_add(out,
                 lang_pick(" ค่าจริงอยู่ระหว่าง %.1f ถึง %.1f ด้วยความมั่นใจ 95 %%",
                           "; 95 %% certain that the true figure lies in %.1f .. %.1f"),
                 certainty.low, certainty.high);
    if (tally.failed > 0)
        text_add(out, lang_pick(" ไม่นับ %d ที่ไม่มีแผน", "; %d without a plan are not counted"),
                 tally.failed);
    text_add(out, ")");
}

/* ---- terminal -------------------------------------------------------------------------------- */

static void add_title(const struct sweep_view *view, struct text *out)
{
    const struct stored_sweep *sweep = view->sweep;
    const struct tally tally = count_outcomes(sweep);
    if (sweep->kind == SWEEP_FUTURES)
        text_add(out,
                 lang_pick("ชุดทดลอง '%s': อนาคตสุ่ม %d แบบของ '%s' เมล็ด %lld",
                           "Sweep '%s': %d sampled futures of '%s', seed %lld"),
                 sweep->name, sweep->futures, sweep->scenario[0].name, (long long)sweep->seed);
    else
        text_add(out, lang_pick("ชุดทดลอง '%s': %d สถานการณ์", "Sweep '%s': %d scenarios"),
                 sweep->name, sweep->scenarios);
    text_add(out, lang_pick(" มีแผน %d ไม่มีแผน %d", ", %d with a plan, %d without"), tally.solved,
             tally.failed + tally.refused);
    if (tally.missing > 0)
        text_add(out, lang_pick(" ยังไม่ได้คำนวณ %d", ", %d not solved yet"), tally.missing);
    text_add(out, "\n\n");
}

static void add_failure(const char *name, int number, const char *sentence, int *shown,
                        struct text *out)
{
    if ((*shown)++ >= NOTES_SHOWN) return;
    if (name)
        text_add(out, lang_pick("ไม่มีแผน %s: %s\n", "no plan for %s: %s\n"), name, sentence);
    else
        text_add(out, lang_pick("ไม่มีแผนของอนาคต %d: %s\n", "no plan for future %d: %s\n"), number,
                 sentence);
}

static void add_failures(const struct sweep_view *view, struct text *out)
{
    const struct stored_sweep *sweep = view->sweep;
    int shown = 0;
    for (int i = 0; i < sweep->scenarios; i++)
        if (sweep->scenario[i].refused)
            add_failure(sweep->scenario[i].name, i, sweep->scenario[i].sentence, &shown, out);
    for (int i = 0; i < sweep->outcomes; i++) {
        const struct sweep_outcome *outcome = &sweep->outcome[i];
        const bool named = sweep->kind == SWEEP_SCENARIOS || outcome->number == 0;
        if (outcome->decision >= 0 || outcome->state == ERR_OK) continue;
        add_failure(named ? sweep->scenario[outcome->number].name : NULL, outcome->number,
                    outcome->sentence, &shown, out);
    }
    if (shown > NOTES_SHOWN)
        text_add(out, lang_pick("และอีก %d รายการ\n", "and %d more\n"), shown - NOTES_SHOWN);
    if (shown > 0) text_add(out, "\n");
}

/* A scenario a row, its shortage in each fiscal year a column. */
static void add_scenario_years(const struct sweep_view *view, struct text *out)
{
    const struct stored_sweep *sweep = view->sweep;
    struct table_column columns[MAX_YEARS + 1] = {
        {"scenario", "สถานการณ์", "scenario", CELL_TEXT, false}};
    char year[MAX_YEARS][8];
    int first = 0, last = 0;
    for (int i = 0; i < sweep->outcomes; i++) {
        const struct sweep_outcome *outcome = &sweep->outcome[i];
        if (outcome->years == 0) continue;
        if (first == 0 || outcome->first_fy < first) first = outcome->first_fy;
        if (outcome->first_fy + outcome->years > last) last = outcome->first_fy + outcome->years;
    }
    const int years = last - first < MAX_YEARS ? last - first : MAX_YEARS;
    if (years == 0) return;
    for (int t = 0; t < years; t++) {
        snprintf(year[t], sizeof year[t], "%d", first + t);
        columns[t + 1] = (struct table_column){year[t], year[t], year[t], CELL_NUMBER, false};
    }
    struct table *table =
        table_new(lang_pick("ขาดครู (อัตรา) รายปี", "Short (posts) by year"), columns, years + 1);
    for (int i = 0; i < sweep->outcomes; i++) {
        const struct sweep_outcome *outcome = &sweep->outcome[i];
        if (outcome->decision >= 0 || outcome->years == 0) continue;
        table_row(table);
        table_text(table, sweep->scenario[outcome->number].name);
        for (int t = 0; t < years; t++) {
            const int own = t + first - outcome->first_fy;
            sweep_put(table, own >= 0 && own < outcome->years ? outcome->year[own].shortage : NAN,
                      1);
        }
    }
    print_and_free(view, table, out);
}

static void add_distributions(const struct sweep_view *view, struct text *out)
{
    struct sweep_view year = *view;
    struct text sentence = {0};
    print_and_free(view, sweep_measure_table(view, SWEEP_MEASURE_SHORTAGE), out);
    print_and_free(view, sweep_measure_table(view, SWEEP_MEASURE_COST), out);
    for (int i = 0; year.fy == 0 && i < view->sweep->outcomes; i++)
        if (view->sweep->outcome[i].years > 0)
            year.fy = view->sweep->outcome[i].first_fy + view->sweep->outcome[i].years - 1;
    print_and_free(view, sweep_part_table(&year, SWEEP_MAJORS), out);
    print_and_free(view, sweep_part_table(&year, SWEEP_DISTRICTS), out);
    print_and_free(view, sweep_part_table(view, SWEEP_CERTAINTY), out);
    sweep_sentence(view, &sentence);
    if (sentence.length > 0) text_add(out, "%s\n\n", sentence.s);
    text_clear(&sentence);
}

/* Regret of each decision (a column) in each scenario or future (a row), while they fit a page. */
static void add_matrix(const struct sweep_view *view, const struct regret *regret, int count,
                       struct text *out)
{
    enum { MOST_COLUMNS = 12, MOST_ROWS = 30 };
    const struct stored_sweep *sweep = view->sweep;
    const int numbers = sweep_numbers(sweep);
    struct table_column columns[MOST_COLUMNS + 2] = {
        {"number", "ใน", "in no.", CELL_YEAR, false},
        {"scenario", "สถานการณ์", "scenario", CELL_TEXT, false},
    };
    char head[MOST_COLUMNS][16];
    if (count > MOST_COLUMNS || numbers > MOST_ROWS) return;
    for (int i = 0; i < count; i++) {
        snprintf(head[i], sizeof head[i], "%d", regret[i].decision);
        columns[i + 2] = (struct table_column){head[i], head[i], head[i], CELL_NUMBER, false};
    }
    struct table *table = table_new(
        lang_pick("ความเสียใจของการตัดสินใจแต่ละแบบ (คอลัมน์) ในแต่ละสถานการณ์หรืออนาคต ว่าง = ทำไม่ได้",
                  "Regret of each decision (column) in each scenario or future; blank: impossible"),
        columns, count + 2);
    for (int number = 0; number < numbers; number++) {
        const struct sweep_outcome *own = sweep_find(sweep, -1, number);
        if (!own || own->state != ERR_OK) continue;
        table_row(table);
        table_int(table, number);
        const bool named = sweep->kind == SWEEP_SCENARIOS || number == 0;
        table_text(table, named ? sweep->scenario[number].name : "");
        for (int i = 0; i < count; i++) {
            const struct sweep_outcome *held = sweep_find(sweep, regret[i].decision, number);
            sweep_put(table, held && held->state == ERR_OK ? held->objective - own->objective : NAN,
                      2);
        }
    }
    print_and_free(view, table, out);
}

static void add_chosen(const struct sweep_view *view, const struct regret *regret, const char *what,
                       struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"kind",   "ชนิด",    "what",   CELL_TEXT, false},
        {"source", "จาก",    "from",   CELL_TEXT, false},
        {"major",  "วิชาเอก",  "major",  CELL_TEXT, false},
        {"people", "คน",     "people", CELL_INT,  false},
    };
    static const char *const kinds[CHOICE_KINDS][2] = {
        [CHOICE_SEATS]  = {"ที่ประกาศสอบ", "seats"},
        [CHOICE_PLACES] = {"ที่เรียน",     "places"},
        [CHOICE_CALLS]  = {"เรียกบรรจุ",   "call-ups"},
    };
    // clang-format on
    const struct sweep_outcome *outcome = sweep_find(view->sweep, -1, regret->decision);
    struct text title = {0};
    text_add(&title,
             lang_pick("%s: การตัดสินใจ %d เสียใจมากสุด %.2f เฉลี่ย %.2f คะแนน",
                       "%s: decision %d, worst regret %.2f, mean %.2f points"),
             what, regret->decision, regret->worst, regret->mean);
    struct table *table = table_new(title.s, columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < outcome->choices; i++) {
        const struct sweep_choice *choice = &outcome->choice[i];
        const struct major *major = &view->reg->major[choice->major];
        table_row(table);
        table_text(table, lang_pick(kinds[choice->kind][0], kinds[choice->kind][1]));
        table_text(table, choice->source);
        table_text(table, name_shown(major->name_th, major->name_en, major->code));
        table_int(table, choice->people);
    }
    print_and_free(view, table, out);
    text_clear(&title);
}

static void add_regret(const struct sweep_view *view, struct text *out)
{
    struct regret *regret = NULL;
    const int count = sweep_regrets(view, &regret);
    const int worst = regret_least_worst(regret, count), mean = regret_least_mean(regret, count);
    if (count > 0 && regret[worst].possible > 0) {
        print_and_free(view, sweep_part_table(view, SWEEP_REGRET), out);
        add_matrix(view, regret, count, out);
        add_chosen(view, &regret[worst], lang_pick("เสียใจมากสุดน้อยที่สุด", "Least worst regret"), out);
        if (mean != worst)
            add_chosen(view, &regret[mean], lang_pick("เสียใจเฉลี่ยน้อยที่สุด", "Least mean regret"), out);
    }
    free(regret);
}

static void add_remarks(const struct sweep_view *view, struct text *out)
{
    struct text note = {0};
    text_add(out, "%s\n",
             lang_pick("ทุกค่าเป็นค่าเหมาะที่สุดของโปรแกรมเชิงเส้นซึ่งรู้อนาคตของตนล่วงหน้า ยังไม่ปัดเป็นคนเต็มคน",
                       "all figures are optima of the linear program, which knows its own future; "
                       "people are not made whole"));
    synthetic_note(view->reg, &note);
    if (note.length > 0) text_add(out, "%s\n", note.s);
    text_clear(&note);
}

void sweep_summary(const struct sweep_view *view, struct text *out)
{
    add_title(view, out);
    if (view->sweep->kind == SWEEP_FUTURES) {
        add_distributions(view, out);
    } else {
        print_and_free(view, sweep_part_table(view, SWEEP_OUTCOMES), out);
        add_scenario_years(view, out);
    }
    add_failures(view, out);
    add_regret(view, out);
    add_remarks(view, out);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void add_head(const struct sweep_view *view, struct json *json)
{
    const struct stored_sweep *sweep = view->sweep;
    const struct tally tally = count_outcomes(sweep);
    json_object(json, "sweep");
    json_text(json, "name", sweep->name);
    json_text(json, "kind", sweep_kind_word[sweep->kind]);
    json_int(json, "seed", sweep->seed);
    json_int(json, "futures", sweep->futures);
    json_int(json, "decisions", sweep->decisions);
    json_int(json, "solved", tally.solved);
    json_int(json, "failed", tally.failed);
    json_int(json, "refused", tally.refused);
    json_int(json, "missing", tally.missing);
    json_text(json, "data_hash", sweep->data_hash);
    json_text(json, "program_version", sweep->program_version);
    json_bool(json, "synthetic", sweep->synthetic != 0);
    json_bool(json, "whole", false);
    json_array(json, "scenarios");
    for (int i = 0; i < sweep->scenarios; i++) {
        json_object(json, NULL);
        json_int(json, "number", i);
        json_text(json, "name", sweep->scenario[i].name);
        json_text(json, "hash", sweep->scenario[i].hash);
        json_text(json, "text", sweep->scenario[i].text);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void add_part(const struct sweep_view *view, enum sweep_part part, struct json *json)
{
    struct table *table = sweep_part_table(view, part);
    table_json_rows(table, part == SWEEP_CERTAINTY ? "districts" : sweep_part_word[part], json);
    table_free(table);
}

static void add_certainty(const struct sweep_view *view, struct json *json)
{
    struct certainty certainty;
    struct text sentence = {0};
    if (view->sweep->kind != SWEEP_FUTURES) return;
    sweep_certainty(view, -1, &certainty);
    sweep_sentence(view, &sentence);
    json_object(json, "certainty");
    json_number(json, "share", SWEEP_CERTAIN_SHARE);
    json_int(json, "futures", certainty.futures);
    json_number(json, "most", certainty.most);
    json_number(json, "low", certainty.low);
    json_number(json, "high", certainty.high);
    json_text(json, "sentence", text_s(&sentence));
    add_part(view, SWEEP_CERTAINTY, json);
    json_object_end(json);
    text_clear(&sentence);
}

void sweep_json(const struct sweep_view *view, struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    add_head(view, &json);
    for (int part = 0; part < SWEEP_PARTS; part++) {
        if (part == SWEEP_CERTAINTY)
            add_certainty(view, &json);
        else
            add_part(view, (enum sweep_part)part, &json);
    }
    json_object_end(&json);
}
