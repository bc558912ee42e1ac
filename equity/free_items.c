/* A ledger: entries are added and never changed, balances are sums. */
#include "equity/free_items.h"

#include "base/env.h"
#include "base/lang.h"
#include "base/thai.h"
#include "data/store_sql.h"
#include "equity/audit.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 481 };

extern const char query_item_name[], query_item_list[], query_item_entry_insert[],
    query_item_entry_same[], query_item_balance[], query_item_school[];

static const char *const kind_words[ITEM_KINDS] = {"due", "delivered", "taken-back"};

enum err_code free_items(struct store *store, struct free_item out[FREE_ITEMS], struct err *err)
{
    struct query query = {0};
    bool row = false;
    int filled = 0;
    enum err_code code = query_open(store, query_item_list, &query, err);
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        assert(filled < FREE_ITEMS);
        out[filled].number = query_int(&query, 0);
        snprintf(out[filled].name, sizeof out[filled].name, "%s", query_text(&query, 1));
        out[filled++].named = query_int(&query, 2) == 1;
    }
    query_close(&query);
    return code;
}

static enum err_code no_such_item(int number, struct err *err)
{
    return err_set(err, ERR_INPUT, "ไม่มีรายการที่ '%d' ต้องอยู่ระหว่าง 1 ถึง %d",
                   "no item '%d', allowed are 1 .. %d", number, FREE_ITEMS);
}

static enum err_code record(struct store *store, const struct actor *by, const char *action,
                            const char *entity, int64_t id, const char *detail, struct err *err)
{
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)id);
    return audit_append(
        store,
        &(struct audit_event){
            .actor = by, .action = action, .entity = entity, .entity_id = number, .detail = detail},
        err);
}

static enum err_code put_name(struct store *store, int number, const char *name, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, query_item_name, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":number", number);
        query_set_text(&query, ":name", name);
        code = query_run(&query, NULL, err);
    }
    query_close(&query);
    return code;
}

enum err_code free_item_name(struct store *store, int number, const char *name,
                             const struct actor *by, struct err *err)
{
    char clean[NAME_BYTES];
    if (number < 1 || number > FREE_ITEMS) return no_such_item(number, err);
    if (by->role != ROLE_SECRETARY)
        return err_set(err, ERR_INPUT, "'%s' ตั้งชื่อรายการไม่ได้ ทำได้เฉพาะ '%s'",
                       "'%s' may not name items, allowed is '%s'", by->name,
                       lang_pick(role_table[ROLE_SECRETARY].th, role_table[ROLE_SECRETARY].en));
    const bool fits = snprintf(clean, sizeof clean, "%s", name) < (int)sizeof clean;
    size_t characters = 0;
    if (fits && thai_utf8_valid(clean, strlen(clean))) {
        thai_clean(clean);
        for (const char *c = clean; *c; c++) characters += (*c & 0xC0) != 0x80;
    }
    if (characters < 1 || characters > FREE_ITEM_NAME_CHARS)
        return err_set(err, ERR_INPUT, "ชื่อรายการที่ '%d' ต้องมี 1 ถึง %d อักขระ",
                       "the name of item '%d' needs 1 .. %d characters", number,
                       FREE_ITEM_NAME_CHARS);
    enum err_code code = store_begin(store, err);
    if (code == ERR_OK) code = put_name(store, number, clean, err);
    if (code == ERR_OK) code = record(store, by, "item.name", "item", number, NULL, err);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    return code;
}

/* ---- entries ----------------------------------------------------------------------------- */

static enum err_code check_entry(const struct item_entry *entry, const struct actor *by,
                                 struct err *err)
{
    if (!actor_covers(by, entry->school, entry->district))
        return err_set(err, ERR_NOT_FOUND, "ไม่มีโรงเรียน '%s' ในขอบเขตของ '%s'",
                       "no school '%s' within the scope of '%s'", entry->school, by->name);
    if (by->role != ROLE_TEACHER && by->role != ROLE_DIRECTOR)
        return err_set(err, ERR_INPUT, "'%s' บันทึกรายการไม่ได้ ทำได้เฉพาะ '%s' และ '%s'",
                       "'%s' may not enter items, allowed are '%s' and '%s'", by->name,
                       lang_pick(role_table[ROLE_TEACHER].th, role_table[ROLE_TEACHER].en),
                       lang_pick(role_table[ROLE_DIRECTOR].th, role_table[ROLE_DIRECTOR].en));
    if (entry->item < 1 || entry->item > FREE_ITEMS) return no_such_item(entry->item, err);
    if (entry->pieces < 1 || entry->pieces > FREE_ITEM_MOST)
        return err_set(err, ERR_INPUT, "จำนวนของรายการที่ '%d' คือ %d ต้องอยู่ระหว่าง 1 ถึง %d",
                       "item '%d' has %d pieces, allowed are 1 .. %d", entry->item, entry->pieces,
                       FREE_ITEM_MOST);
    return ERR_OK;
}

enum err_code free_item_balance(struct store *store, int64_t student, int school_year, int item,
                                struct item_balance *out, struct err *err)
{
    struct query query = {0};
    bool row = false;
    enum err_code code = query_open(store, query_item_balance, &query, err);
    if (code == ERR_OK) {
        query_set_int(&query, ":student_id", student);
        query_set_int(&query, ":school_year", school_year);
        query_set_int(&query, ":item", item);
        code = query_next(&query, &row, err);
    }
    if (code == ERR_OK)
        *out = (struct item_balance){.item = item,
                                     .heads = 1,
                                     .due = query_int(&query, 0),
                                     .delivered = query_int(&query, 1),
                                     .taken_back = query_int(&query, 2)};
    query_close(&query);
    return code;
}

/* `now` holds the entry already. */
static enum err_code check_balance(const struct item_balance *now, const struct item_entry *entry,
                                   struct err *err)
{
    const int held = now->delivered - now->taken_back;
    if (held > now->due)
        return err_set(err, ERR_INPUT, "รายการที่ '%d' มีสิทธิ์ %d ชิ้น รับแล้ว %d จ่ายเพิ่มได้ไม่เกิน %d ชิ้น",
                       "item '%d': %d pieces are due and %d delivered, allowed are %d more",
                       entry->item, now->due, held - entry->pieces,
                       now->due - held + entry->pieces);
    if (held < 0)
        return err_set(err, ERR_INPUT, "รายการที่ '%d' รับไว้ %d ชิ้น คืนได้ไม่เกินนั้น",
                       "item '%d': %d pieces are held, no more can be taken back", entry->item,
                       held + entry->pieces);
    return ERR_OK;
}

static void set_entry(const struct query *query, const struct item_entry *entry,
                      const struct actor *by)
{
    query_set_text(query, ":request_key", entry->key);
    query_set_int(query, ":school_year", entry->school_year);
    query_set_int(query, ":student_id", entry->student);
    query_set_text(query, ":school_code", entry->school);
    query_set_int(query, ":item", entry->item);
    query_set_text(query, ":kind", kind_words[entry->kind]);
    query_set_int(query, ":pieces", entry->pieces);
    query_set_int(query, ":by", by->id);
}

/* *written 0: the request was applied before. */
static enum err_code insert_entry(struct store *store, const struct item_entry *entry,
                                  const struct actor *by, int *written, struct err *err)
{
    struct query query = {0}, same = {0};
    bool row = false;
    char at[24];
    env_now_iso(at, sizeof at);
    enum err_code code = query_open(store, query_item_entry_insert, &query, err);
    if (code == ERR_OK) code = query_open(store, query_item_entry_same, &same, err);
    if (code == ERR_OK) {
        set_entry(&query, entry, by);
        set_entry(&same, entry, by);
        query_set_text(&query, ":at", at);
        code = query_run(&query, written, err);
    }
    if (code == ERR_OK && *written == 0) {
        code = query_next(&same, &row, err);
        if (code == ERR_OK && !row)
            code = err_set(err, ERR_INPUT, "รหัสคำขอ '%s' ถูกใช้กับรายการอื่นแล้ว คำขอใหม่ต้องมีรหัสใหม่",
                           "request key '%s' was used for another entry, allowed is a new key",
                           entry->key);
    }
    query_close(&query);
    query_close(&same);
    return code;
}

static enum err_code record_refused(struct store *store, const struct item_entry *entry,
                                    const struct actor *by, enum err_code refused, struct err *err)
{
    struct err failed;
    char action[40];
    snprintf(action, sizeof action, "item.%s.refused", kind_words[entry->kind]);
    enum err_code code = store_begin(store, &failed);
    if (code == ERR_OK) code = record(store, by, action, "student", entry->student, NULL, &failed);
    if (code == ERR_OK) code = store_commit(store, &failed);
    store_rollback(store);
    if (code == ERR_OK) return refused;
    if (err) *err = failed;
    return code;
}

enum err_code free_item_enter(struct store *store, const struct item_entry *entry,
                              const struct actor *by, struct err *err)
{
    char action[40], detail[64];
    int written = 0;
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK) return code;
    code = check_entry(entry, by, err);
    /* The key first: what was applied is not weighed against the balance that it made. */
    if (code == ERR_OK) code = insert_entry(store, entry, by, &written, err);
    if (code == ERR_OK && written) {
        struct item_balance after = {0};
        code =
            free_item_balance(store, entry->student, entry->school_year, entry->item, &after, err);
        if (code == ERR_OK) code = check_balance(&after, entry, err);
    }
    snprintf(action, sizeof action, "item.%s", kind_words[entry->kind]);
    snprintf(detail, sizeof detail, "{\"item\":%d,\"pieces\":%d}", entry->item, entry->pieces);
    if (code == ERR_OK && written)
        code = record(store, by, action, "student", entry->student, detail, err);
    if (code == ERR_OK) code = store_commit(store, err);
    store_rollback(store);
    return code == ERR_INPUT || code == ERR_NOT_FOUND ? record_refused(store, entry, by, code, err)
                                                      : code;
}

enum err_code free_item_school(struct store *store, const char *school, int school_year,
                               struct item_balance out[FREE_ITEMS], struct err *err)
{
    struct query query = {0};
    struct item_balance balance[FREE_ITEMS] = {{0}};
    bool row = false;
    for (int i = 0; i < FREE_ITEMS; i++) balance[i].item = i + 1;
    enum err_code code = query_open(store, query_item_school, &query, err);
    if (code == ERR_OK) {
        query_set_text(&query, ":school_code", school);
        query_set_int(&query, ":school_year", school_year);
    }
    while (code == ERR_OK && (code = query_next(&query, &row, err)) == ERR_OK && row) {
        struct item_balance *b = &balance[query_int(&query, 0) - 1];
        b->heads = query_int(&query, 1);
        b->due = query_int(&query, 2);
        b->delivered = query_int(&query, 3);
        b->taken_back = query_int(&query, 4);
    }
    query_close(&query);
    if (code == ERR_OK) memcpy(out, balance, sizeof balance);
    return code;
}
