/* The 20 items of free education: what each pupil is due, what was delivered, and that it balances.
   The names of the items are not known here; the office sets them. */
#ifndef EQUITY_FREE_ITEMS_H
#define EQUITY_FREE_ITEMS_H

#include "data/store.h"
#include "equity/role.h"

#include <stdint.h>

enum { FREE_ITEMS = 20, FREE_ITEM_MOST = 1000, FREE_ITEM_NAME_CHARS = 120 };

struct free_item {
    int number;     /* 1 .. 20 */
    char name[484]; /* "item 1" until the office names it */
    bool named;
};
MUST_CHECK enum err_code free_items(struct store *store, struct free_item out[FREE_ITEMS],
                                    struct err *err);
/** Name an item; audited as item.name. Errors: ERR_INPUT for a number or length out of range, `by`
    not the secretary. */
MUST_CHECK enum err_code free_item_name(struct store *store, int number, const char *name,
                                        const struct actor *by, struct err *err);

enum item_kind { ITEM_DUE, ITEM_DELIVERED, ITEM_TAKEN_BACK, ITEM_KINDS };

struct item_entry {
    const char *key; /* as in case_request: a repeat writes nothing */
    int school_year; /* Buddhist */
    int64_t student;
    const char *school, *district;
    int item; /* 1 .. 20 */
    enum item_kind kind;
    int pieces; /* 1 .. 1000 */
};
/**
 * One entry of the ledger; entries are never changed. Audited as item.due and so on, refusals, too.
 * Errors: ERR_NOT_FOUND the school is out of scope; ERR_INPUT `by` neither teacher nor director, a
 * number out of range, more delivered than due, more taken back than delivered; ERR_STORE.
 */
MUST_CHECK enum err_code free_item_enter(struct store *store, const struct item_entry *entry,
                                         const struct actor *by, struct err *err);

struct item_balance {
    int item, heads; /* pupils with an entry */
    int due, delivered, taken_back;
};
/** One pupil, year and item; outstanding = due - (delivered - taken back), never below 0. */
MUST_CHECK enum err_code free_item_balance(struct store *store, int64_t student, int school_year,
                                           int item, struct item_balance *out, struct err *err);
/** A school's year by item, [FREE_ITEMS]; the sums over pupils. */
MUST_CHECK enum err_code free_item_school(struct store *store, const char *school, int school_year,
                                          struct item_balance out[FREE_ITEMS], struct err *err);

#endif
