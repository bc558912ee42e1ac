/* Lists and counts that go out: as cells, which the caller writes as a file; then what left is
   recorded with the SHA-256 of that file. */
#ifndef EQUITY_EXCHANGE_EXPORT_H
#define EQUITY_EXCHANGE_EXPORT_H

#include "base/hash.h"
#include "equity/person.h"

enum export_kind { EXPORT_EEF, EXPORT_DISTRICT, EXPORT_PARTNER, EXPORT_OPEN, EXPORT_KINDS };
extern const struct export_entry {
    const char *word, *th, *en;
    uint32_t roles; /* bits of enum role: who may */
} export_table[EXPORT_KINDS];
bool export_kind_parse(const char *word, enum export_kind *out);

/* Cells by row; heads as they leave. A count that is hidden holds disclosure_mark. */
struct export_sheet {
    int columns, rows;
    char **head;  /* [columns] */
    char **cell;  /* [rows][columns] */
    int64_t *id;  /* EXPORT_EEF: [rows] the case, */
    int *version; /* [rows] and the version that was read */
    bool persons; /* it names pupils */
    bool synthetic;
};
/** Wipes what it held. */
void export_sheet_clear(struct export_sheet *sheet);

/**
 * What may leave. Each person in it is a row 'person.read' of the record.
 *   eef       approved screening cases, columns by the file `columns_ini`; NULL: those of
 *             conf/equity/eef-columns.ini, which is built in
 *   district  screening cases by district and state, small counts hidden
 *   partner   referrals that the partner has accepted; name, school and grade only with the
 *             consent to referral, never a number
 *   open      pupils on the newest roll by district and band, small counts hidden
 * Errors: ERR_INPUT the role or the reason; those of settings_file_read, a field that is none.
 */
MUST_CHECK enum err_code export_make(const struct person_access *access, enum export_kind kind,
                                     const char *columns_ini, struct export_sheet *out,
                                     struct err *err);

/**
 * The file was written: kept with its hash, and of the fund's list every case is EXPORTED with the
 * hash as its batch, in steps of their own (case_act). *marked: how many. A case that changed since
 * it was read is left as it is and an error ERR_MISMATCH; the same call again goes on.
 */
MUST_CHECK enum err_code export_done(const struct person_access *access, enum export_kind kind,
                                     const struct export_sheet *sheet, const char sha256[HASH_TEXT],
                                     int *marked, struct err *err);

#endif
