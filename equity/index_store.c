/* Rounds of the index: written once, never changed. */
#include "equity/index_store.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/mem.h"
#include "data/store_sql.h"
#include "equity/audit.h"
#include "equity/pmt_sql.h"
#include "equity/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const part_name[INDEX_PARTS] = {":part_a", ":part_b", ":part_c", ":part_d"};

void frozen_index_clear(struct frozen_index *frozen)
{
    if (!frozen) return;
    school_index_clear(&frozen->index);
    *frozen = (struct frozen_index){0};
}

static enum err_code check_call(const struct actor *by, const char *round, struct err *err)
{
    const size_t length = strlen(round);
    if (by->role != ROLE_SECRETARY && by->role != ROLE_PLANNER)
        return err_set(err, ERR_INPUT, "'%s' เป็น%s การตรึงดัชนีเป็นหน้าที่ของเลขานุการหรือผู้วางแผนอัตรากำลัง",
                       "'%s' is a %s, allowed to freeze an index are the secretary and planners",
                       by->name, lang_pick(role_table[by->role].th, role_table[by->role].en));
    if (length >= 4 && length < INDEX_ROUND && round[0] == '2' &&
        (round[1] == '5' || round[1] == '6') && strspn(round, "0123456789") >= 4 &&
        strpbrk(round, " \t\r\n") == NULL)
        return ERR_OK;
    return err_set(err, ERR_INPUT, "ชื่อรอบ '%.40s' ต้องขึ้นต้นด้วยปี พ.ศ. เช่น 2566 หรือ 2566-1 ไม่เกิน %d ตัว",
                   "round '%.40s' must begin with a Buddhist year, as 2566 or 2566-1, and have at "
                   "most %d letters",
                   round, INDEX_ROUND - 1);
}

/* ---- reading ----------------------------------------------------------------------------- */

static enum err_code read_head(struct store *store, const char *round, bool before,
                               struct frozen_index *out, bool *found, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_read_index_round, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":round", round);
        query_set_int(&query, ":before", before);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK && row) {
        snprintf(out->round, sizeof out->round, "%s", query_text(&query, 0));
        snprintf(out->index.hash, sizeof out->index.hash, "%s", query_text(&query, 1));
        out->index.cut15 = query_int(&query, 3);
        out->index.city_share = query_number(&query, 4);
        snprintf(out->at, sizeof out->at, "%s", query_text(&query, 5));
        snprintf(out->by, sizeof out->by, "%s", query_text(&query, 6));
        code = index_params_read_text(query_text(&query, 2), out->round, &out->params, err);
    }
    query_close(&query);
    *found = row;
    return code;
}

static void read_school(const struct query *query, struct school_index_row *row)
{
    *row = (struct school_index_row){.enrolled = query_int(query, 2),
                                     .screened = query_int(query, 3),
                                     .own = query_number(query, 8),
                                     .index = query_number(query, 9),
                                     .coverage = query_number(query, 10),
                                     .low_confidence = query_int(query, 11) != 0};
    snprintf(row->code, sizeof row->code, "%s", query_text(query, 0));
    snprintf(row->district, sizeof row->district, "%s", query_text(query, 1));
    for (int j = 0; j < INDEX_PARTS; j++) row->part[j] = query_number(query, 4 + j);
}

static enum err_code read_schools(struct store *store, struct frozen_index *out, struct err *err)
{
    struct query query = {0};
    int capacity = 0;
    bool row = true;
    enum err_code code = query_open(store, query_read_index_school, &query, err);
    if (code == ERR_OK) query_set_text(&query, ":round", out->round);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        out->index.row =
            mem_room(out->index.row, out->index.rows, &capacity, sizeof *out->index.row);
        read_school(&query, &out->index.row[out->index.rows++]);
    }
    query_close(&query);
    return code;
}

/* Head and schools as they were at one moment. */
static enum err_code read_round(struct store *store, const char *round, bool before,
                                struct frozen_index *out, bool *found, struct err *err)
{
    struct frozen_index frozen = {0};
    bool began = false, there = false;
    enum err_code code = store_begin_reading(store, &began, err);
    if (code != ERR_OK) return code;
    code = read_head(store, round, before, &frozen, &there, err);
    if (code == ERR_OK && there) code = read_schools(store, &frozen, err);
    store_end_reading(store, began);
    if (code == ERR_OK && there)
        *out = frozen;
    else
        frozen_index_clear(&frozen);
    if (code == ERR_OK) *found = there;
    return code;
}

enum err_code index_store_read(struct store *store, const char *round, struct frozen_index *out,
                               struct err *err)
{
    bool found = false;
    const enum err_code code = read_round(store, round, false, out, &found, err);
    if (code != ERR_OK || found) return code;
    return err_set(err, ERR_NOT_FOUND, "ยังไม่ได้ตรึงดัชนีรอบ '%.40s'",
                   "no index is frozen for round '%.40s'", round);
}

enum err_code index_store_read_before(struct store *store, const char *round,
                                      struct frozen_index *out, bool *found, struct err *err)
{
    return read_round(store, round, true, out, found, err);
}

/* ---- writing ----------------------------------------------------------------------------- */

static enum err_code write_head(struct store *store, const struct actor *by, const char *round,
                                const struct index_params *params, const struct school_index *index,
                                struct err *err)
{
    struct query query = {0};
    struct text text = {0};
    char at[24];
    env_now_iso(at, sizeof at);
    index_params_text(params, &text);
    enum err_code code = query_open(store, query_insert_index_round, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":round", round);
        query_set_text(&query, ":hash", index->hash);
        query_set_text(&query, ":params", text.s);
        query_set_int(&query, ":cut15", index->cut15);
        query_set_number(&query, ":city_share", index->city_share);
        query_set_text(&query, ":at", at);
        query_set_text(&query, ":who", by->name);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    text_clear(&text);
    return code;
}

static enum err_code write_schools(struct store *store, const char *round,
                                   const struct school_index *index, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, query_insert_index_school, &query, err);
    for (int s = 0; code == ERR_OK && s < index->rows; s++) {
        const struct school_index_row *row = &index->row[s];
        query_set_text(&query, ":round", round);
        query_set_text(&query, ":school", row->code);
        query_set_text(&query, ":district", row->district);
        query_set_int(&query, ":enrolled", row->enrolled);
        query_set_int(&query, ":screened", row->screened);
        for (int j = 0; j < INDEX_PARTS; j++) query_set_number(&query, part_name[j], row->part[j]);
        query_set_number(&query, ":own", row->own);
        query_set_number(&query, ":index", row->index);
        query_set_number(&query, ":coverage", row->coverage);
        query_set_int(&query, ":low_confidence", row->low_confidence);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

static bool same_rows(const struct school_index *a, const struct school_index *b)
{
    if (a->rows != b->rows) return false;
    for (int s = 0; s < a->rows; s++)
        if (strcmp(a->row[s].code, b->row[s].code) != 0 || a->row[s].index != b->row[s].index ||
            a->row[s].coverage != b->row[s].coverage)
            return false;
    return true;
}

/* Written means read back. */
static enum err_code read_back(struct store *store, const char *round,
                               const struct school_index *index, struct err *err)
{
    struct frozen_index got = {0};
    enum err_code code = index_store_read(store, round, &got, err);
    if (code == ERR_OK && !same_rows(&got.index, index))
        code =
            err_set(err, ERR_STORE, "ดัชนีรอบ '%s' ที่เขียนไม่ตรงกับที่อ่านกลับ ไม่ได้บันทึก",
                    "round '%s' reads back otherwise than it was written; nothing is kept", round);
    frozen_index_clear(&got);
    return code;
}

static enum err_code freeze(struct store *store, const struct actor *by, const char *round,
                            const struct index_params *params, const struct school_index *index,
                            bool *written, struct err *err)
{
    struct frozen_index old = {0};
    bool found = false;
    enum err_code code = read_round(store, round, false, &old, &found, err);
    if (code == ERR_OK && found && strcmp(old.index.hash, index->hash) != 0)
        code = err_set(err, ERR_MISMATCH, "ดัชนีรอบ '%s' ถูกตรึงไว้แล้วเมื่อ %s ด้วยข้อมูลอื่น ต้องใช้ชื่อรอบใหม่",
                       "round '%s' was frozen on %s with other facts, allowed is a new round",
                       round, old.at);
    frozen_index_clear(&old);
    *written = code == ERR_OK && !found;
    if (!*written) return code;
    code = write_head(store, by, round, params, index, err);
    if (code == ERR_OK) code = write_schools(store, round, index, err);
    if (code == ERR_OK) code = read_back(store, round, index, err);
    if (code == ERR_OK)
        code = audit_append(
            store, &(struct audit_event){by, "index.freeze", "index-round", round, NULL}, err);
    return code;
}

enum err_code index_store_freeze(struct store *store, const struct actor *by, const char *round,
                                 const struct index_params *params,
                                 const struct school_index *index, bool *written, struct err *err)
{
    struct work work;
    bool wrote = false;
    enum err_code code = check_call(by, round, err);
    if (code == ERR_OK) code = work_begin(store, &work, err);
    if (code != ERR_OK) return code;
    code = work_end(&work, freeze(store, by, round, params, index, &wrote, err), false, err);
    if (code == ERR_OK && written) *written = wrote;
    return code;
}
