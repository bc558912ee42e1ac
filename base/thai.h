/* How the office writes: Buddhist years and dates, Thai digits and month names, text typed in
   several ways. Inside kru a date is always a date of the common era. */
#ifndef BASE_THAI_H
#define BASE_THAI_H

#include <stdbool.h>
#include <stddef.h>

enum { BUDDHIST_OFFSET = 543 }; /* Buddhist year = common-era year + 543 */

/* A date of the common era; month and day are 0 where they are not known. */
struct date {
    int year, month, day;
};

/**
 * Reads `1963-09-30`, `1963-09-30 00:00:00`, `30/09/2506`, `30-9-2506`, `30 กันยายน 2506`,
 * `30 ก.ย. 2506` and the same in Thai digits. A year from 2300 on is Buddhist. Unknown parts are
 * `00` (`1963-00-00`, `00/05/2506`) or left out (`2506`, `05/2506`, `1963-05`).
 * False for anything else, for a date that no calendar has (31 February) and for years outside
 * 1900 .. 2199.
 */
bool date_parse(const char *text, struct date *out);

/** A date for counting: unknown month or day become the first of what is known. */
struct date date_known(struct date date);
bool date_is_whole(struct date date);
/** < 0, 0, > 0 as a is before, the same as, after b, both taken by date_known. */
int date_compare(struct date a, struct date b);

/** `1963-09-30` (unknown parts 00), out[11]; returns out. */
const char *date_iso(char out[16], struct date date);
/** `30 ก.ย. 2506` or, in English, `30 Sep 2506`; unknown parts left out. Returns out. */
const char *date_shown(char out[48], struct date date);

/** Fiscal year (Buddhist) of a date: 1 October starts the next one. */
int date_fiscal_year(struct date date);

/** Thai digits to ASCII digits, in place. */
void thai_digits(char *text);

/**
 * Clean a text in place for storing: canonical order of Thai vowels and tone marks (the three
 * ways to type นำ้ become one), NFC, zero-width and byte-order marks dropped, no-break spaces
 * to spaces, runs of white space to one space, ends trimmed. The result is never longer.
 */
void thai_clean(char *text);

/** Letters side by side, columns of a terminal: Thai marks above and below take no room. */
int thai_columns(const char *text);

/** True when the bytes are well-formed UTF-8 without NUL. */
bool thai_utf8_valid(const char *bytes, size_t count);

#endif
