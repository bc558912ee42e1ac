/* Mappings: ini files that say how the columns, words and codes of an office's own file become a
   file of the import. `kru help mapping` prints every section and key. */
#ifndef DATA_MAPPING_H
#define DATA_MAPPING_H

#include "base/err.h"
#include "base/text.h"
#include "data/import.h"

struct mapping; /* opaque */

/**
 * Read a mapping and check it against the columns of its table.
 * Errors: ERR_NOT_FOUND no such file; ERR_INPUT a section, key, column or word that is not known,
 * a required column without a source, with file and line.
 */
MUST_CHECK enum err_code mapping_read(const char *path, struct mapping **out, struct err *err);
void mapping_free(struct mapping *mapping);

/** Replace a constant, "academic_year=2568". Errors: ERR_INPUT no constant, no such value. */
MUST_CHECK enum err_code mapping_set(struct mapping *mapping, const char *setting, struct err *err);

/**
 * import_paths() for files of the mapping's form, whatever their names; each file with the table of
 * the mapping. Folders are refused. A cell is named by our column and by where it stands:
 * `bemis.csv:5 pupils (F5, ป.1 > รวม) ...`; no cell of a column that the mapping does not use is
 * read, kept or quoted.
 */
MUST_CHECK enum err_code import_mapped(struct store *store, const struct mapping *mapping,
                                       const char *const *paths, int count, bool dry_run,
                                       struct import_report *report, struct err *err);

/** Sections and keys as documentation. */
void mapping_document(struct text *out);

#endif
