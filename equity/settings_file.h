/* An ini file as checked lines: section, key, value and where each stands. Whoever reads settings
   takes what it knows; what nobody has taken is an error with file and line. */
#ifndef EQUITY_SETTINGS_FILE_H
#define EQUITY_SETTINGS_FILE_H

#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct settings_line {
    char *section, *key; /* lower case; key "" is the line of the [section] itself */
    char *value;
    int number; /* from 1 */
    bool taken;
};

struct settings_file {
    char *origin; /* the path, or what settings_text_read() calls the text */
    struct settings_line *line;
    int lines, capacity;
};
void settings_file_clear(struct settings_file *file);

/**
 * Errors: those of ini_read_file; ERR_CONFIG with file and line: the same key or section twice.
 */
MUST_CHECK enum err_code settings_file_read(const char *path, struct settings_file *out,
                                            struct err *err);
MUST_CHECK enum err_code settings_text_read(const char *text, const char *origin,
                                            struct settings_file *out, struct err *err);

/** The line of a key, marked as taken; NULL: there is none. `key` "" takes the section's line. */
struct settings_line *settings_take(const struct settings_file *file, const char *section,
                                    const char *key);
/** As settings_take. Errors: ERR_CONFIG: 'section.key' is missing in the file. */
MUST_CHECK enum err_code settings_need(const struct settings_file *file, const char *section,
                                       const char *key, const struct settings_line **out,
                                       struct err *err);

/** A whole number without anything behind it. Errors: ERR_CONFIG with file, line and range. */
MUST_CHECK enum err_code settings_whole(const struct settings_file *file,
                                        const struct settings_line *line, int64_t lowest,
                                        int64_t highest, int64_t *out, struct err *err);
/** A decimal of at most `places` digits behind the point, times 10^places: "0.91" by 4 is 9100. */
MUST_CHECK enum err_code settings_decimal(const struct settings_file *file,
                                          const struct settings_line *line, int places,
                                          int64_t lowest, int64_t highest, int64_t *out,
                                          struct err *err);
/** The position of the value among `words`. Errors: ERR_CONFIG naming all of them. */
MUST_CHECK enum err_code settings_word(const struct settings_file *file,
                                       const struct settings_line *line, const char *const *words,
                                       int count, int *out, struct err *err);
/** ERR_CONFIG: `'section.key' in 'file' line 4 is 'value', allowed are ...`. */
enum err_code settings_wrong(const struct settings_file *file, const struct settings_line *line,
                             const char *allowed_th, const char *allowed_en, struct err *err);
/** Errors: ERR_CONFIG naming the first line that nobody took. */
MUST_CHECK enum err_code settings_all_taken(const struct settings_file *file, struct err *err);

/** True for a strict whole number in base 10: sign, digits, nothing else. */
bool settings_number(const char *text, int64_t *out);

#endif
