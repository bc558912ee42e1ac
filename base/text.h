/* Bounded text building, and the escaping of the two text formats that leave kru: JSON and CSV. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* A text that grows; zeroed is empty. `s` is NULL or ends in '\0'. */
struct text {
    char *s;
    size_t length, capacity;
};
void text_add(struct text *text, const char *fmt, ...) PRINTF_LIKE(2, 3);
void text_add_bytes(struct text *text, const char *bytes, size_t count);
void text_clear(struct text *text);
/** The content, "" when empty; borrowed until the next change. */
const char *text_s(const struct text *text);

/** Shortest decimal form that reads back as the same double ("0.1", "40", "1e+300"). */
void text_number(char out[32], double value);

/* At most 60 bytes of a text for an error, cut between letters. */
struct text_short {
    char s[64];
};
struct text_short text_shortened(const char *text);

/** `value` with a comma every three digits: "1,234,567"; out[32]. Returns out. */
const char *text_grouped(char out[32], long long value);

/**
 * Writes one JSON document into a text. Keys are NULL inside arrays. Commas, escaping and
 * nesting (at most JSON_DEPTH) are its work; infinities and NaN are written as null.
 */
enum { JSON_DEPTH = 16 };
struct json {
    struct text *out;
    int depth;
    bool filled[JSON_DEPTH]; /* the level has an element already */
};
void json_start(struct json *json, struct text *out);
void json_object(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_array(struct json *json, const char *key);
void json_array_end(struct json *json);
void json_text(struct json *json, const char *key, const char *value); /* NULL: null */
void json_int(struct json *json, const char *key, long long value);
void json_number(struct json *json, const char *key, double value);
void json_bool(struct json *json, const char *key, bool value);

/**
 * One CSV field: quoted when RFC 4180 asks for it. A text that a spreadsheet would run as a
 * formula (first character = + - @ tab CR) gets a leading apostrophe; numbers go through
 * csv_int and csv_number, so negative numbers stay numbers.
 */
void csv_text(struct text *out, const char *value);
void csv_int(struct text *out, long long value);
void csv_number(struct text *out, double value);
/** The comma between two fields, and the CR LF that ends a record. */
void csv_next(struct text *out);
void csv_end(struct text *out);

#endif
