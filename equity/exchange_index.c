/* The facts of schools, and the way of the index to the planner. */
#include "equity/exchange_index.h"

#include "base/mem.h"
#include "data/import.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/exchange.h"
#include "equity/pmt_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char query_index_term[], query_index_schools[], query_index_scores[],
    query_index_cases[];

static const char index_file[] = "equity_index.csv", synthetic_word[] = "synthetic";

/* Schools in order of their codes, with what school_facts borrows. */
struct counting {
    const struct index_order *order;
    struct index_report *report;
    struct counted {
        char code[INDEX_CODE], district[INDEX_CODE];
        int *r;
        int room;
        struct school_facts facts;
    } * school;
    int schools, room;
};

static void counting_clear(struct counting *counting)
{
    for (int s = 0; s < counting->schools; s++) free(counting->school[s].r);
    free(counting->school);
}

/* ---- counting ------------------------------------------------------------------------------ */

static enum err_code read_term(struct counting *counting, struct err *err)
{
    struct query query = {0};
    bool row = false;
    struct index_report *report = counting->report;
    enum err_code code = query_open(counting->order->cases, query_index_term, &query, err);
    if (code == ERR_OK) code = query_next(&query, &row, err);
    if (code == ERR_OK && row) {
        report->academic_year = query_int(&query, 0);
        report->term = query_int(&query, 1);
        report->attendance_min = query_int(&query, 2);
    }
    query_close(&query);
    if (code != ERR_OK || row) return code;
    return err_set(err, ERR_NOT_FOUND, "ยังไม่มีบัญชีรายชื่อนักเรียน ต้องนำเข้าด้วย 'kru equity import' ก่อน",
                   "there is no roll, import one with 'kru equity import' first");
}

static void set_term(const struct counting *counting, const struct query *query)
{
    query_set_int(query, ":academic_year", counting->report->academic_year);
    query_set_int(query, ":term", counting->report->term);
}

static enum err_code count_pupils(struct counting *counting, struct err *err)
{
    enum { SCHOOL, DISTRICT, PUPILS, G_CODE, LOW };
    struct query query = {0};
    bool row = true;
    enum err_code code = query_open(counting->order->cases, query_index_schools, &query, err);
    if (code == ERR_OK) {
        set_term(counting, &query);
        query_set_int(&query, ":attendance_min", counting->report->attendance_min);
    }
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        counting->school = mem_room(counting->school, counting->schools, &counting->room,
                                    sizeof *counting->school);
        struct counted *school = &counting->school[counting->schools++];
        *school = (struct counted){.facts = {.enrolled = query_int(&query, PUPILS),
                                             .g_code = query_int(&query, G_CODE),
                                             .low_attendance = query_int(&query, LOW)}};
        snprintf(school->code, sizeof school->code, "%s", query_text(&query, SCHOOL));
        snprintf(school->district, sizeof school->district, "%s", query_text(&query, DISTRICT));
        counting->report->pupils += school->facts.enrolled;
    }
    query_close(&query);
    counting->report->schools = counting->schools;
    return code;
}

/* Both lists are by school: *at only goes forward. NULL: a school without pupils on the roll. */
static struct counted *school_from(struct counting *counting, int *at, const char *code)
{
    while (*at < counting->schools && strcmp(counting->school[*at].code, code) < 0) ++*at;
    const bool found = *at < counting->schools && strcmp(counting->school[*at].code, code) == 0;
    return found ? &counting->school[*at] : NULL;
}

static enum err_code count_scores(struct counting *counting, const struct pmt_model *model,
                                  struct err *err)
{
    struct query query = {0};
    bool row = true;
    int at = 0;
    enum err_code code = query_open(counting->order->cases, query_index_scores, &query, err);
    if (code == ERR_OK) {
        set_term(counting, &query);
        query_set_text(&query, ":version", model->version);
        query_set_text(&query, ":band", model->bands ? model->band[0].code : "");
    }
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        struct counted *school = school_from(counting, &at, query_text(&query, 0));
        if (!school) continue;
        school->r = mem_room(school->r, school->facts.screened, &school->room, sizeof *school->r);
        school->r[school->facts.screened++] = query_int(&query, 1);
        school->facts.extremely_poor += query_int(&query, 2) != 0;
        counting->report->screened++;
        counting->report->extremely_poor += query_int(&query, 2) != 0;
    }
    query_close(&query);
    return code;
}

static enum err_code count_cases(struct counting *counting, struct err *err)
{
    struct query query = {0};
    bool row = true;
    int at = 0;
    enum err_code code = query_open(counting->order->cases, query_index_cases, &query, err);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        struct counted *school = school_from(counting, &at, query_text(&query, 0));
        if (!school) continue;
        school->facts.dropout_open = query_int(&query, 1);
        school->facts.crisis = query_int(&query, 2);
    }
    query_close(&query);
    return code;
}

static enum err_code count_all(struct counting *counting, struct err *err)
{
    struct pmt_model *model = mem_new(1, sizeof *model);
    enum err_code code = pmt_store_read(counting->order->cases, NULL, model, NULL, err);
    if (code == ERR_OK) {
        snprintf(counting->report->model, sizeof counting->report->model, "%s", model->version);
        code = read_term(counting, err);
        if (code == ERR_OK) code = count_pupils(counting, err);
        if (code == ERR_OK) code = count_scores(counting, model, err);
        if (code == ERR_OK) code = count_cases(counting, err);
        pmt_model_clear(model);
    }
    free(model);
    return code;
}

static enum err_code make_index(struct counting *counting, struct school_index *out,
                                struct err *err)
{
    struct school_facts *facts = mem_new((size_t)counting->schools, sizeof *facts);
    for (int s = 0; s < counting->schools; s++) {
        facts[s] = counting->school[s].facts;
        facts[s].code = counting->school[s].code;
        facts[s].district = counting->school[s].district;
        facts[s].r = counting->school[s].r;
    }
    const enum err_code code =
        school_index_make(facts, counting->schools, counting->order->params, out, err);
    free(facts);
    for (int s = 0; code == ERR_OK && s < out->rows; s++)
        counting->report->low_confidence += out->row[s].low_confidence;
    return code;
}

/* ---- to the planner ------------------------------------------------------------------------ */

static bool has_school(const struct school_index *index, const char *code)
{
    for (int s = 0; s < index->rows; s++)
        if (strcmp(index->row[s].code, code) == 0) return true;
    return false;
}

/* Some school would still be weighed by a round that was called synthetic before. */
static bool synthetic_remains(const struct school_register *reg, const struct school_index *index,
                              const char *round)
{
    bool called_so = false;
    for (int p = 0; p < reg->provenances; p++)
        called_so = called_so || (strcmp(reg->provenance[p].file, index_file) == 0 &&
                                  strcmp(reg->provenance[p].status, synthetic_word) == 0);
    for (int e = 0; called_so && e < reg->equities; e++) {
        const struct equity_row *row = &reg->equity[e];
        if (strcmp(row->round, round) > 0 || !has_school(index, reg->school[row->school].code))
            return true;
        /* The same round again: what it rests on has not changed. */
        if (strcmp(row->round, round) == 0) return true;
    }
    return false;
}

/* The round and what it rests on; nobody is named. */
static void write_provenance(const struct counting *counting, const struct school_index *index,
                             struct text *out)
{
    const struct index_report *report = counting->report;
    struct text source = {0};
    text_add(&source,
             "รอบ %s จากทะเบียนปีการศึกษา %d ภาคเรียน %d แบบจำลอง %s / round %s from the roll of %d "
             "term %d, model %s, SHA-256 %.16s%s",
             counting->order->round, report->academic_year, report->term, report->model,
             counting->order->round, report->academic_year, report->term, report->model,
             index->hash, report->synthetic ? " ข้อมูลสังเคราะห์ / synthetic data" : "");
    text_add(out, "file,status,source");
    csv_end(out);
    csv_text(out, index_file);
    csv_next(out);
    csv_text(out, report->synthetic ? synthetic_word : "estimated");
    csv_next(out);
    csv_text(out, source.s);
    csv_end(out);
    text_clear(&source);
}

static enum err_code hand_over(struct counting *counting, const struct school_index *index,
                               struct err *err)
{
    struct school_register reg = {0};
    struct import_report report = {0};
    struct text rows = {0}, provenance = {0};
    const struct index_order *order = counting->order;
    enum err_code code = store_read_register(order->planner, &reg, err);
    if (code == ERR_OK) {
        counting->report->synthetic =
            counting->report->synthetic || synthetic_remains(&reg, index, order->round);
        school_index_csv(index, order->round, &rows);
        write_provenance(counting, index, &provenance);
        const struct import_source sources[] = {
            {index_file, rows.s, rows.length},
            {"provenance.csv", provenance.s, provenance.length},
        };
        code = import_sources(order->planner, sources, 2, false, &report, err);
    }
    for (int f = 0; code == ERR_OK && f < report.files; f++)
        counting->report->written += report.file[f].added + report.file[f].changed;
    import_report_clear(&report);
    register_clear(&reg);
    text_clear(&rows);
    text_clear(&provenance);
    return code;
}

/* ---- both ---------------------------------------------------------------------------------- */

static enum err_code record(const struct counting *counting, struct err *err)
{
    if (counting->report->written == 0) return ERR_OK;
    return audit_append(counting->order->cases,
                        &(struct audit_event){counting->order->by, "index.handover", "index-round",
                                              counting->order->round, NULL},
                        err);
}

static enum err_code freeze(struct counting *counting, struct school_index *index, struct err *err)
{
    const struct index_order *order = counting->order;
    enum err_code code = exchange_is_synthetic(order->cases, &counting->report->synthetic, err);
    if (code == ERR_OK) code = count_all(counting, err);
    if (code == ERR_OK) code = make_index(counting, index, err);
    if (code == ERR_OK)
        code = index_store_freeze(order->cases, order->by, order->round, order->params, index,
                                  &counting->report->frozen, err);
    if (code == ERR_OK) code = hand_over(counting, index, err);
    return code == ERR_OK ? record(counting, err) : code;
}

enum err_code exchange_freeze(const struct index_order *order, struct index_report *out,
                              struct err *err)
{
    struct index_report report = {0};
    struct counting counting = {.order = order, .report = &report};
    struct school_index index = {0};
    enum err_code code = store_begin(order->cases, err);
    if (code != ERR_OK) return code;
    code = freeze(&counting, &index, err);
    if (code == ERR_OK) code = store_commit(order->cases, err);
    store_rollback(order->cases);
    school_index_clear(&index);
    counting_clear(&counting);
    if (code == ERR_OK) *out = report;
    return code;
}
