/* equity models, score, why, calibrate: the score of a household, from its model to its words. */
#include "cli/equity_call.h"

#include "base/lang.h"
#include "base/mem.h"
#include "equity/audit.h"
#include "equity/exchange.h"
#include "equity/pmt_store.h"
#include "equity/scoring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What every output that rests on a model says of it. */
static void note_model(const struct pmt_model *model, struct table *table)
{
    struct text note = {0};
    bool confirmed = true;
    for (int b = 0; b < model->bands; b++) confirmed = confirmed && model->band[b].confirmed;
    text_add(&note, lang_pick("แบบจำลอง '%s': %s", "model '%s': %s"), model->version,
             lang_pick(model->th, model->en));
    if (!confirmed)
        text_add(&note, "%s", lang_pick(" (เส้นแบ่งยังไม่ยืนยัน)", " (its lines are unconfirmed)"));
    table_note(table, text_s(&note));
    text_clear(&note);
}

/* ---- models ------------------------------------------------------------------------------ */

static enum err_code add_model(const struct desk *desk, const char *path, struct err *err)
{
    struct pmt_model *model = mem_new(1, sizeof *model);
    enum err_code code = pmt_model_read(path, model, err);
    if (code == ERR_OK) code = pmt_store_add(desk->store, &desk->actor, model, NULL, err);
    pmt_model_clear(model);
    free(model);
    return code;
}

static enum err_code waive_model(const struct call *call, const struct desk *desk, struct err *err)
{
    const char *reason = call_value(call, OPTION_REASON);
    return pmt_store_waive(desk->store, &desk->actor, call_value(call, OPTION_WAIVE),
                           reason ? reason : "", err);
}

static enum err_code change_models(const struct call *call, const struct desk *desk,
                                   struct err *err)
{
    static const enum option_id changes[] = {OPTION_ADD, OPTION_TEST, OPTION_WAIVE, OPTION_ACTIVATE,
                                             OPTION_RETIRE};
    int wanted = 0;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        wanted += call_has(call, changes[i]);
    if (wanted > 1)
        return err_set(err, ERR_INPUT,
                       "เปลี่ยนแบบจำลองได้ครั้งละอย่างเดียวจาก --add --test --waive --activate --retire",
                       "models change one at a time, allowed is one of --add --test --waive "
                       "--activate --retire");
    if (call_has(call, OPTION_REASON) && !call_has(call, OPTION_WAIVE))
        return err_set(err, ERR_INPUT, "--reason ใช้กับ --waive เท่านั้น",
                       "--reason goes with --waive alone");
    if (call_has(call, OPTION_ADD)) return add_model(desk, call_value(call, OPTION_ADD), err);
    if (call_has(call, OPTION_TEST))
        return pmt_store_test(desk->store, &desk->actor, call_value(call, OPTION_TEST), err);
    if (call_has(call, OPTION_WAIVE)) return waive_model(call, desk, err);
    if (call_has(call, OPTION_ACTIVATE))
        return pmt_store_activate(desk->store, &desk->actor, call_value(call, OPTION_ACTIVATE),
                                  err);
    if (call_has(call, OPTION_RETIRE))
        return pmt_store_retire(desk->store, &desk->actor, call_value(call, OPTION_RETIRE), err);
    return ERR_OK;
}

static const char *evidence(const struct call *call, const struct pmt_stored *model)
{
    const bool words = call->format == FORMAT_TABLE;
    if (model->calibrated) return words ? lang_pick("สอบเทียบแล้ว", "calibrated") : "calibration";
    if (model->waived) return words ? lang_pick("ยกเว้น", "waived") : "waiver";
    return "";
}

static void print_models(const struct call *call, const struct pmt_stored *model, int count,
                         struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"version",      "รุ่น",        "version",      CELL_TEXT,   false},
        {"status",       "สถานะ",     "status",       CELL_TEXT,   false},
        {"evidence",     "หลักฐาน",   "evidence",     CELL_TEXT,   false},
        {"added_by",     "เพิ่มโดย",    "added by",     CELL_TEXT,   false},
        {"tested_by",    "ทดสอบโดย",  "tested by",    CELL_TEXT,   false},
        {"activated_by", "เปิดใช้โดย",  "activated by", CELL_TEXT,   false},
        {"activated_at", "เปิดใช้เมื่อ",  "activated at", CELL_TEXT,   false},
        {"hash",         "แฮช",       "hash",         CELL_HIDDEN, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("แบบจำลอง", "Models"), columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < count; i++) {
        const struct pmt_status_entry *status = &pmt_status_table[model[i].status];
        table_row(table);
        table_text(table, model[i].version);
        table_text(table,
                   call->format == FORMAT_TABLE ? lang_pick(status->th, status->en) : status->word);
        table_text(table, evidence(call, &model[i]));
        table_text(table, model[i].who[PMT_DRAFT]);
        table_text(table, model[i].who[PMT_TESTED]);
        table_text(table, model[i].who[PMT_ACTIVE]);
        table_text(table, model[i].at[PMT_ACTIVE]);
        table_text(table, model[i].hash);
    }
    call_print(call, table, out);
}

enum err_code run_equity_models(const struct call *call, struct text *out, struct err *err)
{
    struct desk desk = {0};
    struct pmt_stored *model = NULL;
    int count = 0;
    enum err_code code = desk_open(call, &desk, err);
    if (code == ERR_OK) code = change_models(call, &desk, err);
    if (code == ERR_OK) code = pmt_store_list(desk.store, &model, &count, err);
    if (code == ERR_OK) print_models(call, model, count, out);
    free(model);
    desk_close(&desk);
    return code;
}

/* ---- score ------------------------------------------------------------------------------- */

static void add_count(const char *word, const char *name, int64_t count, struct table *table)
{
    table_row(table);
    table_text(table, word);
    table_text(table, name);
    table_int(table, count);
}

static enum err_code print_scores(const struct call *call, struct store *store,
                                  const struct pmt_model *model, const struct scoring *scoring,
                                  struct text *out, struct err *err)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"band",   "กลุ่ม",      "band",   CELL_TEXT, false},
        {"name",   "ชื่อ",        "name",   CELL_TEXT, false},
        {"visits", "การเยี่ยมบ้าน", "visits", CELL_INT,  true},
    };
    // clang-format on
    struct text note = {0};
    struct table *table =
        table_new(call_has(call, OPTION_DRY_RUN)
                      ? lang_pick("คะแนนที่จะได้ ยังไม่บันทึก", "Scores to be, nothing saved")
                      : lang_pick("คะแนนของการเยี่ยมบ้าน", "Scores of visits"),
                  columns, sizeof columns / sizeof *columns);
    for (int b = 0; b < model->bands; b++)
        add_count(model->band[b].code, lang_pick(model->band[b].th, model->band[b].en),
                  scoring->band[b], table);
    add_count("none", lang_pick("ไม่อยู่ในกลุ่มใด", "in no band"), scoring->none, table);
    add_count("incomplete",
              lang_pick("INCOMPLETE: ขาดคำตอบ ไม่มีคะแนน", "INCOMPLETE: answers missing, no score"),
              scoring->incomplete, table);
    text_add(&note, lang_pick("คะแนนใหม่ %lld", "new scores: %lld"), (long long)scoring->added);
    table_note(table, note.s);
    note_model(model, table);
    text_clear(&note);
    const enum err_code code = desk_note_synthetic(store, table, err);
    if (code == ERR_OK)
        call_print(call, table, out);
    else
        table_free(table);
    return code;
}

enum err_code run_equity_score(const struct call *call, struct text *out, struct err *err)
{
    struct desk desk = {0};
    struct pmt_stored about;
    struct scoring scoring = {0};
    struct pmt_model *model = mem_new(1, sizeof *model);
    enum err_code code = desk_open(call, &desk, err);
    if (code == ERR_OK)
        code = desk_allow(call, &desk, 1u << ROLE_SECRETARY | 1u << ROLE_MEMBER, err);
    if (code == ERR_OK) code = pmt_store_read(desk.store, NULL, model, &about, err);
    if (code == ERR_OK)
        code = scoring_run(desk.store, &desk.actor, model, about.id, call_has(call, OPTION_DRY_RUN),
                           &scoring, err);
    if (code == ERR_OK) code = print_scores(call, desk.store, model, &scoring, out, err);
    pmt_model_clear(model);
    free(model);
    desk_close(&desk);
    return code;
}

/* ---- why --------------------------------------------------------------------------------- */

/* One sentence for a visit that is not there and one that is outside the user's place. */
static enum err_code visit_absent(const struct call *call, const struct desk *desk, struct err *err)
{
    return err_set(err, ERR_NOT_FOUND, "ไม่มีการเยี่ยมบ้าน '%.40s' ในพื้นที่ของผู้ใช้ '%s'",
                   "no visit '%.40s' where the user '%s' acts", call->argument[1],
                   desk->actor.name);
}

/* The pupil is read first, with its row: whoever may not see the pupil sees no answer. */
static enum err_code find_visit(const struct call *call, const struct desk *desk,
                                struct visit *visit, struct err *err)
{
    struct person person = {0};
    const struct person_access access = desk_access(call, desk);
    int64_t id = 0;
    enum err_code code = visit_find(desk->store, call->argument[1], &id, err);
    if (code == ERR_OK) code = visit_read(desk->store, id, NULL, visit, NULL, err);
    if (code == ERR_OK || code == ERR_NOT_FOUND)
        code = person_read(&access, code == ERR_OK ? visit->student : 0, &person, err);
    keys_wipe(&person, sizeof person);
    return code == ERR_NOT_FOUND ? visit_absent(call, desk, err) : code;
}

/* The model of the newest score, so that the family reads why it was decided as it was; the active
   one for a visit without a score. */
static enum err_code read_model(const struct desk *desk, int64_t visit, struct pmt_model *model,
                                bool *scored, struct err *err)
{
    struct pmt_stored_score *score = NULL;
    int count = 0;
    enum err_code code = pmt_store_scores(desk->store, visit, &score, &count, err);
    if (code == ERR_OK)
        code = pmt_store_read(desk->store, count > 0 ? score[count - 1].version : NULL, model, NULL,
                              err);
    if (code == ERR_OK) *scored = count > 0;
    pmt_stored_scores_free(score, count);
    return code;
}

static enum err_code explain_visit(const struct desk *desk, const struct visit *visit,
                                   struct text *out, struct err *err)
{
    struct pmt_model *model = mem_new(1, sizeof *model);
    struct pmt_answers answers = {0};
    struct pmt_score score;
    bool scored = false, synthetic = false;
    enum err_code code = read_model(desk, visit->id, model, &scored, err);
    if (code == ERR_OK) code = visit_read(desk->store, visit->id, model, NULL, &answers, err);
    if (code == ERR_OK) code = exchange_is_synthetic(desk->store, &synthetic, err);
    if (code == ERR_OK) {
        pmt_score(model, &answers, &score);
        text_add(out, lang_pick("การเยี่ยมบ้าน %s วันที่ %s\n", "Visit %s of %s\n"), visit->code,
                 visit->visited_on);
        pmt_explain(model, &answers, &score, out);
        if (!scored)
            text_add(out, "%s\n",
                     lang_pick("ยังไม่ได้บันทึกคะแนน (kru equity score)",
                               "This score is not on record yet (kru equity score)."));
        if (synthetic)
            text_add(out, "%s\n",
                     lang_pick("มีข้อมูลสังเคราะห์ ไม่ใช่ครัวเรือนจริง",
                               "Some of the data are synthetic, no real households."));
    }
    pmt_model_clear(model);
    free(model);
    return code;
}

enum err_code run_equity_why(const struct call *call, struct text *out, struct err *err)
{
    struct desk desk = {0};
    struct visit visit = {0};
    enum err_code code = desk_open_with_key(call, &desk, err);
    if (code == ERR_OK) code = find_visit(call, &desk, &visit, err);
    if (code == ERR_OK) code = explain_visit(&desk, &visit, out, err);
    desk_close(&desk);
    return code;
}

/* ---- calibrate --------------------------------------------------------------------------- */

static void add_share(double share, struct table *table)
{
    if (isnan(share))
        table_blank(table);
    else
        table_number(table, share, 3);
}

static struct table *calibration_table(const struct call *call,
                                       const struct pmt_calibration *calibration)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"district",         "เขต",           "district",         CELL_TEXT,   false},
        {"households",       "ครัวเรือน",       "households",       CELL_INT,    false},
        {"poor",             "ยากจน",         "poor",             CELL_INT,    false},
        {"selected",         "ถูกเลือก",        "selected",         CELL_INT,    false},
        {"found",            "พบ",            "found",            CELL_INT,    false},
        {"under_coverage",   "ตกหล่น",         "under-coverage",   CELL_NUMBER, false},
        {"leakage_selected", "รั่วไหล/ถูกเลือก", "leakage/selected", CELL_NUMBER, false},
        {"leakage_not_poor", "รั่วไหล/ไม่จน",    "leakage/not poor", CELL_NUMBER, false},
        {"r2",               "R2",            "R2",               CELL_NUMBER, false},
        {"rank",             "สหสัมพันธ์อันดับ",   "rank corr.",       CELL_NUMBER, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("แบบจำลองเทียบกับรายได้ที่วัดจริง", "The model against measured incomes"),
                  columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < calibration->rows; i++) {
        const struct pmt_calibration_row *row = &calibration->row[i];
        table_row(table);
        const char *all = call->format == FORMAT_TABLE ? lang_pick("ทั้งหมด", "all") : "all";
        table_text(table, *row->district ? row->district : all);
        table_int(table, row->households);
        table_int(table, row->poor);
        table_int(table, row->selected);
        table_int(table, row->found);
        add_share(row->under_coverage, table);
        add_share(row->leakage_selected, table);
        add_share(row->leakage_not_poor, table);
        add_share(row->r2, table);
        add_share(row->rank, table);
    }
    return table;
}

static enum err_code print_calibration(const struct call *call, struct store *store,
                                       const struct pmt_model *model,
                                       const struct pmt_calibration *calibration, struct text *out,
                                       struct err *err)
{
    struct text note = {0};
    struct table *table = NULL;
    if (call->format == FORMAT_JSON) {
        pmt_calibration_json(calibration, out);
        return ERR_OK;
    }
    table = calibration_table(call, calibration);
    for (int f = 0; f < PMT_FIGURES; f++) {
        text_clear(&note);
        text_add(&note, "%s: %s", lang_pick(pmt_figures[f].name_th, pmt_figures[f].name_en),
                 lang_pick(pmt_figures[f].formula_th, pmt_figures[f].formula_en));
        table_note(table, note.s);
    }
    text_clear(&note);
    text_add(
        &note,
        lang_pick(
            "ยากจน: รายได้ที่วัดจริงไม่เกิน %lld บาทต่อเดือนต่อคน; ถูกเลือก: กลุ่ม '%s' หรือจนกว่า; ไม่มีคะแนน %d",
            "poor: measured income of at most %lld baht a month and member; selected: band '%s' or "
            "poorer; without a score: %d"),
        (long long)calibration->line_thb, calibration->band, calibration->left_out);
    table_note(table, note.s);
    note_model(model, table);
    text_clear(&note);
    const enum err_code code = desk_note_synthetic(store, table, err);
    if (code == ERR_OK)
        call_print(call, table, out);
    else
        table_free(table);
    return code;
}

static enum err_code calibrate(const struct desk *desk, const struct pmt_model *model,
                               struct pmt_calibration *out, struct err *err)
{
    struct pmt_surveyed *sample = NULL;
    int count = 0;
    enum err_code code = scoring_survey(desk->store, model, &sample, &count, err);
    if (code == ERR_OK && count == 0)
        code = err_set(err, ERR_NOT_FOUND,
                       "ยังไม่มีรายได้ที่วัดจริง นำเข้า survey.csv ก่อนด้วย 'kru equity import'",
                       "no measured incomes yet, import survey.csv with 'kru equity import' first");
    if (code == ERR_OK)
        code = pmt_calibrate(model, sample, count, model->band[model->bands - 1].code,
                             model->cap_thb, out, err);
    free(sample);
    return code;
}

enum err_code run_equity_calibrate(const struct call *call, struct text *out, struct err *err)
{
    struct desk desk = {0};
    struct pmt_calibration calibration = {0};
    struct pmt_model *model = mem_new(1, sizeof *model);
    enum err_code code = desk_open(call, &desk, err);
    if (code == ERR_OK)
        code = desk_allow(call, &desk,
                          1u << ROLE_SECRETARY | 1u << ROLE_MEMBER | 1u << ROLE_AUDITOR, err);
    if (code == ERR_OK)
        code = pmt_store_read(desk.store, call_value(call, OPTION_TEST), model, NULL, err);
    if (code == ERR_OK) code = calibrate(&desk, model, &calibration, err);
    if (code == ERR_OK && call_has(call, OPTION_SAVE))
        code = pmt_store_calibrated(desk.store, &desk.actor, model->version, &calibration, err);
    if (code == ERR_OK) code = print_calibration(call, desk.store, model, &calibration, out, err);
    pmt_calibration_clear(&calibration);
    pmt_model_clear(model);
    free(model);
    desk_close(&desk);
    return code;
}
