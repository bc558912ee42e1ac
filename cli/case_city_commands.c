/* case sample, detect, report, items, item: what looks at many cases or pupils. */
#include "cli/case_desk.h"

#include "base/env.h"
#include "base/lang.h"
#include "equity/case_facts.h"
#include "equity/case_pupil.h"
#include "equity/dropouts.h"
#include "equity/free_items.h"
#include "equity/roll_detect.h"
#include "equity/verification.h"
#include "report/table.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS(columns) columns, (int)(sizeof(columns) / sizeof *(columns))
enum { FIRST_YEAR = 2500, LAST_YEAR = 2699, LONG_DAYS = 30 };

static enum err_code school_year(const struct call *call, int *year, struct err *err)
{
    *year = case_school_year(env_now());
    return call_whole(call, OPTION_YEAR, FIRST_YEAR, LAST_YEAR, year, err);
}

/* ---- sample -------------------------------------------------------------------------------- */

static const struct {
    const char *th, *en;
} why_names[WHYS] = {
    [WHY_NOT] = {"ไม่ต้องตรวจ", "not in the sample"},
    [WHY_NEAR] = {"คะแนนใกล้เส้นตัด", "near the line"},
    [WHY_OVERRIDE] = {"ขอตัดสินต่างจากคะแนน", "against the score"},
    [WHY_PHOTO] = {"ไม่มีภาพถ่าย", "no photographs"},
    [WHY_DRAWN] = {"สุ่มได้", "drawn"},
};

static struct table *sample_table(const struct call *call, const struct sample_rule *rule,
                                  const struct candidate *candidate, int count)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"case",     "เรื่อง",      "case",     CELL_YEAR, false},
        {"district", "เขต",       "district", CELL_TEXT, false},
        {"score",    "คะแนน",     "score",    CELL_YEAR, false},
        {"cut",      "เส้นตัด",     "cut",      CELL_YEAR, false},
        {"why",      "ตรวจเพราะ", "why",      CELL_TEXT, false},
    };
    // clang-format on
    struct text note = {0};
    int chosen = 0;
    struct table *table =
        table_new(lang_pick("เรื่องที่ต้องตรวจซ้ำ", "Cases for a second visit"), COLUMNS(columns));
    for (int c = 0; c < count; c++) {
        const enum why why = candidate[c].why;
        chosen += why != WHY_NOT;
        if (call->format == FORMAT_TABLE && why == WHY_NOT) continue;
        table_row(table);
        table_int(table, candidate[c].id);
        table_text(table, candidate[c].district);
        table_int(table, candidate[c].score);
        table_int(table, candidate[c].cut);
        table_text(table, case_word(call, why_words[why], why_names[why].th, why_names[why].en));
    }
    text_add(&note,
             lang_pick("%d จาก %d เรื่อง; เมล็ด %lld ใกล้เส้นตัด %d ร้อยละ %d ของเขต",
                       "%d of %d cases; seed %lld, near the line %d, %d %% of each district"),
             chosen, count, (long long)rule->seed, rule->delta, rule->percent);
    table_note(table, note.s);
    text_clear(&note);
    return table;
}

/* Whether the round is there; it was drawn again then, and gave the same list. */
static enum err_code read_round(struct case_desk *desk, const char *round, struct sample_rule *rule,
                                struct candidate **candidate, int *count, bool *there,
                                struct err *err)
{
    const enum err_code code = sample_read(desk->store, round, rule, candidate, count, err);
    *there = code == ERR_OK;
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

static enum err_code draw_round(const struct call *call, struct case_desk *desk, const char *round,
                                struct sample_rule *rule, struct candidate **candidate, int *count,
                                int *without, struct err *err)
{
    const char *seed = NULL;
    *rule = desk->settings.sample;
    enum err_code code = case_option(call, OPTION_SEED, &seed, err);
    if (code == ERR_OK) code = desk_number(seed, "--seed", "--seed", &rule->seed, err);
    if (code == ERR_OK)
        code = case_candidates(desk->store, &desk->actor, candidate, count, without, err);
    if (code == ERR_OK && *count == 0)
        code = err_set(err, ERR_INPUT, "ไม่มีเรื่องที่มีคะแนนอยู่ในวาระคณะอนุกรรมการ จึงไม่มีอะไรให้สุ่ม",
                       "no case with a score is before the subcommittee, so there is nothing to "
                       "draw");
    if (code == ERR_OK)
        code = sample_save(desk->store, round, rule, *candidate, *count, &desk->actor, err);
    return code;
}

static enum err_code same_seed(const struct call *call, const struct sample_rule *rule,
                               struct err *err)
{
    int64_t seed = rule->seed;
    const char *word = call_value(call, OPTION_SEED);
    const enum err_code code = word ? desk_number(word, "--seed", "--seed", &seed, err) : ERR_OK;
    if (code != ERR_OK || seed == rule->seed) return code;
    return err_set(err, ERR_INPUT, "รอบนี้สุ่มไปแล้วด้วยเมล็ด '%lld' รอบใหม่ต้องใช้ชื่อใหม่",
                   "this round was drawn with seed '%lld', allowed for another is a new name",
                   (long long)rule->seed);
}

/* Who may see cases of the whole city; the secretary alone draws. */
static enum err_code sees_city(const struct case_desk *desk, struct err *err)
{
    if (role_table[desk->actor.role].scope == SCOPE_CITY) return ERR_OK;
    return err_set(err, ERR_INPUT, "'%s' ดูรายการตรวจซ้ำของทั้งเมืองไม่ได้",
                   "'%s' may not see the sample of the whole city", desk->actor.name);
}

enum err_code run_case_sample(const struct call *call, struct text *out, struct err *err)
{
    struct case_desk desk = {0};
    struct sample_rule rule = {0};
    struct candidate *candidate = NULL;
    const char *round = NULL;
    int count = 0, without = 0;
    bool there = false;
    enum err_code code = case_option(call, OPTION_ROUND, &round, err);
    if (code == ERR_OK) code = case_desk_open(call, &desk, err);
    if (code == ERR_OK) code = sees_city(&desk, err);
    if (code == ERR_OK) code = read_round(&desk, round, &rule, &candidate, &count, &there, err);
    if (code == ERR_OK && there) code = same_seed(call, &rule, err);
    if (code == ERR_OK && !there)
        code = draw_round(call, &desk, round, &rule, &candidate, &count, &without, err);
    if (code == ERR_OK) {
        struct table *table = sample_table(call, &rule, candidate, count);
        if (there)
            table_note(table, lang_pick("สุ่มซ้ำจากเมล็ดและกฎที่เก็บไว้ ได้รายการเดิมทุกเรื่อง",
                                        "drawn again from the stored seed and rule: the same "
                                        "list"));
        if (without > 0)
            table_note(table, lang_pick("เรื่องที่ไม่มีคะแนนไม่อยู่ในรายการ",
                                        "cases without a score were left out"));
        call_print(call, table, out);
    }
    free(candidate);
    case_desk_close(&desk);
    return code;
}

/* ---- detect -------------------------------------------------------------------------------- */

static void add_values(const struct detected *found, struct table *table)
{
    struct text why = {0};
    for (int r = 0; found->kind == DETECTED_RISK && r < RISKS; r++)
        if (found->value[r] > 0)
            text_add(&why, "%s%s %d", why.length ? ", " : "",
                     lang_pick(risk_table[r].th, risk_table[r].en), found->value[r]);
    table_text(table, text_s(&why));
    text_clear(&why);
}

static void note_detection(const struct call *call, const struct case_desk *desk,
                           const struct detection *detection, struct table *table)
{
    struct text note = {0};
    int opened = 0;
    for (int i = 0; i < detection->count; i++) opened += detection->found[i].opened;
    text_add(&note,
             lang_pick("ภาคก่อน %d คน ภาคนี้ %d คน เปิดเรื่องใหม่ %d เรื่อง",
                       "%d pupils last term, %d this term, %d cases opened"),
             detection->before, detection->now, opened);
    table_note(table, note.s);
    text_clear(&note);
    if (call_has(call, OPTION_DRY_RUN))
        table_note(table, lang_pick("ลองทำเท่านั้น ไม่เปิดเรื่อง", "a trial: no case was opened"));
    if (detection->schools_without > 0) {
        text_add(&note,
                 lang_pick("%d โรงเรียนไม่มีทะเบียนภาคนี้ จึงไม่ได้เทียบ",
                           "%d schools have no roll of this term and were not compared"),
                 detection->schools_without);
        table_note(table, note.s);
        text_clear(&note);
    }
    table_note(table, lang_pick("ผู้จบชั้นสูงสุดของโรงเรียนต้องค้นในทะเบียนของสังกัดอื่นก่อน จึงไม่เปิดเรื่องให้",
                                "who finished the highest grade of a school is to be looked up "
                                "elsewhere first, so no case is opened"));
    if (desk->settings.risks.open_at == 0)
        table_note(
            table,
            lang_pick(
                "ไม่มีกติกาความเสี่ยง วางไฟล์อย่าง conf/equity/cases.ini ไว้ข้างฐานข้อมูลในชื่อ 'bma-cases.ini'",
                "no rules of risk: put a file such as conf/equity/cases.ini "
                "beside the database as 'bma-cases.ini'"));
}

static struct table *detection_table(const struct call *call, const struct detection *detection)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"kind",     "พบว่า",      "found",    CELL_TEXT, false},
        {"student",  "นักเรียน",    "pupil",    CELL_YEAR, false},
        {"school",   "โรงเรียน",   "school",   CELL_TEXT, false},
        {"district", "เขต",       "district", CELL_TEXT, false},
        {"grade",    "ชั้น",        "grade",    CELL_YEAR, false},
        {"points",   "คะแนนเสี่ยง", "points",   CELL_INT,  false},
        {"why",      "เพราะ",     "why",      CELL_TEXT, false},
        {"case",     "เรื่อง",      "case",     CELL_YEAR, false},
        {"opened",   "เปิดใหม่",    "opened",   CELL_TEXT, false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("เด็กที่หายจากทะเบียนและเด็กเสี่ยง", "Missing and at risk"), COLUMNS(columns));
    for (int i = 0; i < detection->count; i++) {
        const struct detected *found = &detection->found[i];
        const struct workflow_word *kind = &detected_table[found->kind];
        table_row(table);
        table_text(table, case_word(call, kind->word, kind->th, kind->en));
        table_int(table, found->student);
        table_text(table, found->school);
        table_text(table, found->district);
        table_text(table, case_grade_word(found->grade));
        if (found->kind == DETECTED_RISK)
            table_int(table, found->points);
        else
            table_blank(table);
        add_values(found, table);
        if (found->case_id)
            table_int(table, found->case_id);
        else
            table_blank(table);
        table_text(table, found->opened ? case_word(call, "yes", "ใช่", "yes") : "");
    }
    return table;
}

enum err_code run_case_detect(const struct call *call, struct text *out, struct err *err)
{
    struct case_desk desk = {0};
    struct detection detection = {0};
    const char *word = NULL;
    int year = 0, term = 1;
    enum err_code code = case_option(call, OPTION_TERM, &word, err);
    if (code == ERR_OK) code = school_year(call, &year, err);
    if (code == ERR_OK) code = call_whole(call, OPTION_TERM, 1, 2, &term, err);
    if (code == ERR_OK) code = case_desk_open(call, &desk, err);
    if (code == ERR_OK)
        code = detect_term(desk.store, &desk.settings.risks, year, term, &desk.actor, &desk.world,
                           !call_has(call, OPTION_DRY_RUN), &detection, err);
    if (code == ERR_OK) {
        struct table *table = detection_table(call, &detection);
        note_detection(call, &desk, &detection, table);
        call_print(call, table, out);
    }
    detection_clear(&detection);
    case_desk_close(&desk);
    return code;
}

/* ---- report -------------------------------------------------------------------------------- */

static void add_days(struct table *table, int days)
{
    if (days >= 0)
        table_int(table, days);
    else
        table_blank(table);
}

static void add_share(struct table *table, int part, int whole)
{
    const int share = share_permille(part, whole);
    if (share >= 0)
        table_number(table, share / 10.0, 1);
    else
        table_blank(table);
}

/* The city is the first row. */
static struct table *figures_table(const struct call *call, const struct dropout_figures *figures,
                                   int count)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"district",          "เขต",                "district",               CELL_TEXT,   false},
        {"listed",            "ในบัญชี",              "listed",                 CELL_INT,    false},
        {"visited",           "เยี่ยมแล้ว",            "visited",                CELL_INT,    false},
        {"visit_days_median", "วันถึงเยี่ยม (กลาง)",   "days to visit (median)", CELL_INT,    false},
        {"visit_days_most",   "นานสุด",              "longest",                CELL_INT,    false},
        {"returned",          "กลับมา",              "returned",               CELL_INT,    false},
        {"returned_percent",  "ร้อยละที่กลับ",         "returned (%)",           CELL_NUMBER, false},
        {"return_days_median","วันถึงกลับ (กลาง)",    "days to return (median)",CELL_INT,    false},
        {"with_cause",        "ทราบสาเหตุ",          "cause known",            CELL_INT,    false},
        {"moved_percent",     "ร้อยละที่ย้ายถิ่น",      "moved (%)",              CELL_NUMBER, false},
        {"open",              "ค้างอยู่",              "open",                   CELL_INT,    false},
        {"open_long",         "ค้างเกิน 30 วัน",      "open over 30 days",      CELL_INT,    false},
    };
    // clang-format on
    struct table *table = table_new(lang_pick("พากลับมาเรียน", "Back to school"), COLUMNS(columns));
    for (int i = 0; i < count; i++) {
        const struct dropout_figures *f = &figures[i];
        table_row(table);
        table_text(table, *f->district ? f->district : case_word(call, "", "ทั้งเมือง", "city"));
        table_int(table, f->listed);
        table_int(table, f->visited);
        add_days(table, f->visit_days_median);
        add_days(table, f->visit_days_most);
        table_int(table, f->returned);
        add_share(table, f->returned, f->listed);
        add_days(table, f->return_days_median);
        table_int(table, f->with_cause);
        add_share(table, f->moved, f->with_cause);
        table_int(table, f->open);
        table_int(table, f->open_long);
    }
    table_note(table, lang_pick("ร้อยละที่กลับ = กลับ / ในบัญชี; ร้อยละที่ย้ายถิ่น = สาเหตุ 18 / ทราบสาเหตุ",
                                "returned (%) = returned / listed; moved (%) = cause 18 / cause "
                                "known"));
    return table;
}

struct causes {
    struct dropout_cause name[DROPOUT_CAUSES];
    int closed[DROPOUT_CAUSES], published[DROPOUT_CAUSES];
    int year; /* of the published table; -1: none */
};

static enum err_code read_causes(const struct call *call, struct case_desk *desk,
                                 struct causes *out, struct err *err)
{
    struct err none;
    out->year = -1;
    enum err_code code = call_whole(call, OPTION_YEAR, FIRST_YEAR, LAST_YEAR, &out->year, err);
    if (code == ERR_OK) code = dropout_causes(desk->store, out->name, err);
    if (code == ERR_OK) code = dropout_by_cause(desk->store, out->closed, err);
    if (code != ERR_OK) return code;
    code = not_traced_sums(desk->store, &out->year, out->published, &none);
    if (code != ERR_NOT_FOUND && code != ERR_OK && err) *err = none;
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

static struct table *causes_table(const struct causes *causes)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"cause",     "ที่",              "no.",                    CELL_YEAR, false},
        {"name",      "สาเหตุ",          "cause",                  CELL_TEXT, false},
        {"closed",    "ปิดโดยไม่กลับ",     "closed, not returned",   CELL_INT,  true},
        {"published", "ติดตามไม่ได้ (เผยแพร่)", "not traced (published)", CELL_INT,  true},
    };
    // clang-format on
    struct text note = {0};
    enum { ALL = sizeof columns / sizeof *columns };
    /* Without a published table its column is left out, so that nobody reads a zero in it. */
    struct table *table =
        table_new(lang_pick("สาเหตุ", "Causes"), columns, causes->year >= 0 ? ALL : ALL - 1);
    for (int c = 0; c < DROPOUT_CAUSES; c++) {
        table_row(table);
        table_int(table, causes->name[c].code);
        table_text(table, lang_pick(causes->name[c].th, causes->name[c].en));
        table_int(table, causes->closed[c]);
        if (causes->year >= 0) table_int(table, causes->published[c]);
    }
    if (causes->year > 0)
        text_add(&note,
                 lang_pick("บัญชีที่เผยแพร่ปี %d รวมทุกพื้นที่ที่นำเข้า",
                           "published table of %d, all imported areas together"),
                 causes->year);
    else if (causes->year == 0)
        text_add(&note, "%s",
                 lang_pick("บัญชีที่เผยแพร่ไม่บอกปี รวมทุกพื้นที่ที่นำเข้า",
                           "the published table shows no year; all imported areas together"));
    else
        text_add(&note, "%s",
                 lang_pick("ยังไม่ได้นำเข้าบัญชีเด็กที่ติดตามไม่ได้",
                           "no published table of children not traced was imported"));
    table_note(table, note.s);
    text_clear(&note);
    return table;
}

static void print_report(const struct call *call, const struct dropout_figures *figures, int count,
                         const struct causes *causes, struct text *out)
{
    const char *by = call_value(call, OPTION_BY);
    const bool all = !by && call->format != FORMAT_CSV;
    struct json json;
    if (call->format == FORMAT_JSON) {
        json_start(&json, out);
        json_object(&json, NULL);
        if (all || strcmp(by, "district") == 0)
            table_json_take(figures_table(call, figures, count), "districts", &json);
        if (all || strcmp(by, "cause") == 0) table_json_take(causes_table(causes), "causes", &json);
        json_object_end(&json);
        return;
    }
    if (all || !by || strcmp(by, "district") == 0)
        call_print(call, figures_table(call, figures, count), out);
    if (all) text_add(out, "\n");
    if (all || (by && strcmp(by, "cause") == 0)) call_print(call, causes_table(causes), out);
}

enum err_code run_case_report(const struct call *call, struct text *out, struct err *err)
{
    struct case_desk desk = {0};
    struct causes causes = {0};
    struct dropout_figures *figures = NULL;
    int count = 0;
    const char *by = call_value(call, OPTION_BY);
    enum err_code code = ERR_OK;
    if (by && strcmp(by, "district") != 0 && strcmp(by, "cause") != 0)
        code = err_set(err, ERR_INPUT, "'--by' เป็น '%s' ที่ใช้ได้คือ district, cause",
                       "'--by' is '%s', allowed are district, cause", by);
    if (code == ERR_OK) code = case_desk_open_unnamed(call, &desk, err);
    if (code == ERR_OK) code = dropout_figures(desk.store, LONG_DAYS, &figures, &count, err);
    if (code == ERR_OK) code = read_causes(call, &desk, &causes, err);
    if (code == ERR_OK) print_report(call, figures, count, &causes, out);
    free(figures);
    case_desk_close(&desk);
    return code;
}

/* ---- items --------------------------------------------------------------------------------- */

static enum err_code choose_school(const struct call *call, struct case_desk *desk,
                                   const char **school, struct err *err)
{
    const bool own = role_table[desk->actor.role].scope == SCOPE_SCHOOL;
    bool within = false;
    enum err_code code = ERR_OK;
    *school = call_value(call, OPTION_SCHOOL);
    if (!*school && own) *school = desk->actor.place;
    if (!*school) code = case_option(call, OPTION_SCHOOL, school, err);
    if (code == ERR_OK) code = case_school_within(desk->store, &desk->actor, *school, &within, err);
    if (code == ERR_OK && !within)
        code = err_set(err, ERR_NOT_FOUND, "ไม่มีโรงเรียน '%s' ในขอบเขตของ '%s'",
                       "no school '%s' within the scope of '%s'", *school, desk->actor.name);
    return code;
}

static struct table *items_table(const struct free_item *item, const struct item_balance *balance,
                                 const char *school, int year)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"item",        "ที่",        "no.",         CELL_YEAR, false},
        {"name",        "รายการ",   "item",        CELL_TEXT, false},
        {"heads",       "นักเรียน",   "pupils",      CELL_INT,  false},
        {"due",         "พึงได้",     "due",         CELL_INT,  true},
        {"delivered",   "ได้รับ",     "delivered",   CELL_INT,  true},
        {"taken_back",  "รับคืน",     "taken back",  CELL_INT,  true},
        {"outstanding", "ค้าง",      "outstanding", CELL_INT,  true},
    };
    // clang-format on
    struct text title = {0};
    bool named = true;
    text_add(&title,
             lang_pick("สิ่งของเรียนฟรี โรงเรียน %s ปี %d", "Free-education items, school %s, %d"),
             school, year);
    struct table *table = table_new(title.s, COLUMNS(columns));
    for (int i = 0; i < FREE_ITEMS; i++) {
        const struct item_balance *b = &balance[i];
        named = named && item[i].named;
        table_row(table);
        table_int(table, item[i].number);
        table_text(table, item[i].name);
        table_int(table, b->heads);
        table_int(table, b->due);
        table_int(table, b->delivered);
        table_int(table, b->taken_back);
        table_int(table, b->due - (b->delivered - b->taken_back));
    }
    if (!named)
        table_note(
            table,
            lang_pick("ชื่อรายการที่ยังเป็น 'item' ต้องให้เลขานุการตั้ง: kru case item DB NUMBER --name NAME",
                      "items still called 'item' wait for their names from the "
                      "secretary: kru case item DB NUMBER --name NAME"));
    text_clear(&title);
    return table;
}

enum err_code run_case_items(const struct call *call, struct text *out, struct err *err)
{
    struct case_desk desk = {0};
    struct free_item item[FREE_ITEMS];
    struct item_balance balance[FREE_ITEMS];
    const char *school = NULL;
    int year = 0;
    enum err_code code = school_year(call, &year, err);
    if (code == ERR_OK) code = case_desk_open(call, &desk, err);
    if (code == ERR_OK) code = choose_school(call, &desk, &school, err);
    if (code == ERR_OK) code = free_items(desk.store, item, err);
    if (code == ERR_OK) code = free_item_school(desk.store, school, year, balance, err);
    if (code == ERR_OK) call_print(call, items_table(item, balance, school, year), out);
    case_desk_close(&desk);
    return code;
}

/* ---- item ---------------------------------------------------------------------------------- */

static enum err_code parse_kind(const char *word, enum item_kind *out, struct err *err)
{
    static const char *const words[ITEM_KINDS] = {"due", "delivered", "taken-back"};
    for (int k = 0; k < ITEM_KINDS; k++)
        if (strcmp(word, words[k]) == 0) {
            *out = (enum item_kind)k;
            return ERR_OK;
        }
    return err_set(err, ERR_INPUT, "'%s' ไม่ใช่รายการบัญชี ที่ใช้ได้คือ due, delivered, taken-back",
                   "'%s' is no entry of the ledger, allowed are due, delivered, taken-back", word);
}

static enum err_code enter_item(const struct call *call, struct case_desk *desk, int number,
                                struct text *out, struct err *err)
{
    struct case_pupil pupil = {.school = "-", .district = "-"};
    struct item_entry entry = {.item = number, .pieces = 1};
    struct item_balance balance;
    char key[CASE_REQUEST_KEY + 1];
    const char *word = NULL;
    bool found = false;
    enum err_code code = parse_kind(call->argument[2], &entry.kind, err);
    if (code == ERR_OK) code = case_option(call, OPTION_STUDENT, &word, err);
    if (code == ERR_OK) code = desk_number(word, "--student", "--student", &entry.student, err);
    if (code == ERR_OK)
        code = call_whole(call, OPTION_COUNT, 1, FREE_ITEM_MOST, &entry.pieces, err);
    if (code == ERR_OK) code = school_year(call, &entry.school_year, err);
    if (code == ERR_OK) code = case_pupil_read(desk->store, entry.student, &pupil, &found, err);
    if (code != ERR_OK) return code;
    case_request_key(call, key);
    entry.key = key;
    entry.school = pupil.school;
    entry.district = pupil.district;
    code = free_item_enter(desk->store, &entry, &desk->actor, err);
    if (code == ERR_NOT_FOUND)
        code = err_set(err, ERR_NOT_FOUND, "ไม่มีนักเรียนหมายเลข '%lld' ในขอบเขตของผู้ใช้นี้",
                       "no pupil '%lld' where this user acts", (long long)entry.student);
    if (code == ERR_OK)
        code =
            free_item_balance(desk->store, entry.student, entry.school_year, number, &balance, err);
    if (code == ERR_OK)
        text_add(out,
                 lang_pick("บันทึกแล้ว: พึงได้ %d ได้รับ %d รับคืน %d\n",
                           "entered: due %d, delivered %d, taken back %d\n"),
                 balance.due, balance.delivered, balance.taken_back);
    return code;
}

enum err_code run_case_item(const struct call *call, struct text *out, struct err *err)
{
    struct case_desk desk = {0};
    int64_t number = 0;
    const char *name = call_value(call, OPTION_NAME);
    enum err_code code = desk_number(call->argument[1], "NUMBER", "NUMBER", &number, err);
    if (code == ERR_OK && number > FREE_ITEMS)
        code = err_set(err, ERR_INPUT, "รายการ '%lld' ไม่มี ที่มีคือ 1 ถึง %d",
                       "no item '%lld', allowed are 1 .. %d", (long long)number, FREE_ITEMS);
    if (code == ERR_OK && !name == (call->arguments < 3))
        code =
            err_set(err, ERR_INPUT, "ระบุอย่างใดอย่างหนึ่ง: --name NAME หรือ due, delivered, taken-back",
                    "one of the two is needed: --name NAME, or due, delivered, taken-back");
    if (code == ERR_OK) code = case_desk_open(call, &desk, err);
    if (code == ERR_OK && name) {
        code = free_item_name(desk.store, (int)number, name, &desk.actor, err);
        if (code == ERR_OK)
            text_add(out, lang_pick("รายการ %d ชื่อ '%s'\n", "item %d is called '%s'\n"), (int)number,
                     name);
    } else if (code == ERR_OK) {
        code = enter_item(call, &desk, (int)number, out, err);
    }
    case_desk_close(&desk);
    return code;
}
