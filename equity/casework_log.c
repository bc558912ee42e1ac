/* What was done with a case and why: reasons are sealed in pieces, because a sealed cell is short.
 */
#include "equity/casework_internal.h"

#include "base/mem.h"
#include "data/store_sql.h"
#include "equity/person.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 480, FIELD = 48 };

enum err_code case_consent_holds(struct store *store, const struct case_file *file, bool *holds,
                                 struct err *err)
{
    return consent_holds(store, file->student,
                         file->workflow == WORKFLOW_SCREENING ? "screening" : "referral", holds,
                         err);
}

static void field_of(int number, int piece, char out[FIELD])
{
    snprintf(out, FIELD, "case-reason.%d.%d", number, piece);
}

void case_reason_seal(const struct keys *keys, int64_t id, int number, const char *reason,
                      struct text *out)
{
    const size_t length = strlen(reason);
    for (size_t at = 0; at < length; at += PIECE) {
        char field[FIELD], plain[PIECE + 1], sealed[SEALED_TEXT];
        field_of(number, (int)(at / PIECE), field);
        snprintf(plain, sizeof plain, "%s", reason + at);
        keys_seal(keys, id, field, plain, sealed);
        text_add(out, "%s%s", at ? " " : "", sealed);
        keys_wipe(plain, sizeof plain);
    }
}

enum err_code case_reason_open(const struct keys *keys, int64_t id, int number, const char *sealed,
                               struct text *out, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int piece = 0; code == ERR_OK && *sealed; piece++) {
        const size_t length = strcspn(sealed, " ");
        char field[FIELD], cell[SEALED_TEXT], plain[SEALED_PLAIN_MAX + 1];
        field_of(number, piece, field);
        snprintf(cell, sizeof cell, "%.*s", (int)(length < sizeof cell ? length : 0), sealed);
        code = keys_unseal(keys, id, field, cell, plain, sizeof plain, err);
        if (code == ERR_OK) text_add(out, "%s", plain);
        keys_wipe(plain, sizeof plain);
        sealed += length + (sealed[length] == ' ');
    }
    return code;
}

void case_log_clear(struct case_act_row *row, int count)
{
    for (int i = 0; i < count; i++) free(row[i].reason);
    free(row);
}

static enum err_code read_row(const struct query *query, const struct case_file *file,
                              const struct keys *keys, struct case_act_row *out, struct err *err)
{
    struct text reason = {0};
    /* case_load has read the words of the same rows. */
    *out = (struct case_act_row){.number = query_int(query, 0),
                                 .signature = query_int(query, 4) == 1,
                                 .overdue = query_int(query, 5) == 1,
                                 .actor = query_int64(query, 6),
                                 .cause = query_int(query, 9)};
    action_parse(query_text(query, 1), &out->action);
    state_parse(file->workflow, query_text(query, 2), &out->from);
    state_parse(file->workflow, query_text(query, 3), &out->to);
    school_kind_parse(query_text(query, 10), &out->school_kind);
    snprintf(out->role, sizeof out->role, "%s", query_text(query, 7));
    snprintf(out->at, sizeof out->at, "%s", query_text(query, 8));
    const enum err_code code =
        case_reason_open(keys, file->id, out->number, query_text(query, 11), &reason, err);
    out->reason = mem_text(text_s(&reason));
    text_clear(&reason);
    return code;
}

static enum err_code read_log(struct store *store, const struct case_file *file,
                              const struct keys *keys, struct case_act_row **out, int *count,
                              struct err *err)
{
    struct query query = {0};
    int capacity = 0;
    bool row = false;
    enum err_code code = query_open(store, query_case_log, &query, err);
    if (code == ERR_OK) query_set_int(&query, ":id", file->id);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        *out = mem_room(*out, *count, &capacity, sizeof **out);
        code = read_row(&query, file, keys, &(*out)[(*count)++], err);
    }
    query_close(&query);
    return code;
}

enum err_code case_log(struct store *store, int64_t id, const struct actor *actor,
                       const struct keys *keys, struct case_act_row **out, int *count,
                       struct err *err)
{
    struct case_file file = {0};
    struct case_act_row *rows = NULL;
    int filled = 0;
    bool found = false, seen = false;
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = case_load(store, id, &found, &file, err);
    if (code == ERR_OK && found) code = case_look_at(store, actor, &file, &seen, err);
    if (actor && role_table[actor->role].scope == SCOPE_PARTNER &&
        file.workflow != WORKFLOW_REFERRAL)
        seen = false;
    if (code == ERR_OK && seen) code = read_log(store, &file, keys, &rows, &filled, err);
    if (code == ERR_OK && seen) code = case_record(store, actor, "case", "log", id, NULL, err);
    if (code == ERR_OK && seen) code = store_commit(store, err);
    store_rollback(store);
    if (code == ERR_OK && !seen)
        code = case_record_refusal(store, actor, "case", "log", id, REFUSAL_ABSENT,
                                   found ? &file : NULL, case_is_absent(id, err), err);
    case_file_clear(&file);
    if (code != ERR_OK) {
        case_log_clear(rows, filled);
        return code;
    }
    *out = rows;
    *count = filled;
    return ERR_OK;
}
