/* The numbers by which persons are known: the national number of 13 digits, the G-code of a learner
   who has none, a passport. No error ever quotes the number, since errors go into logs. */
#ifndef EQUITY_IDENTITY_H
#define EQUITY_IDENTITY_H

#include "base/err.h"

#include <stdbool.h>

enum id_kind { ID_THAI, ID_G_CODE, ID_PASSPORT, ID_KINDS };
enum { ID_DIGITS = 13, ID_TEXT = 24 };

extern const struct id_kind_entry {
    const char *word; /* "T", "G", "P": as stored */
    const char *th, *en;
} id_kind_table[ID_KINDS];
bool id_kind_parse(const char *word, enum id_kind *out);

struct identity {
    enum id_kind kind;
    char number[ID_TEXT]; /* ASCII, without blanks and hyphens; "": the person has none */
};

/**
 * Read a number as it is typed: blanks and hyphens are dropped, Thai digits and small letters
 * accepted.
 *   ID_THAI      13 digits N1 .. N13, N13 = (11 - sum(i = 1..12) (14 - i) * N_i mod 11) mod 10;
 *                N1 is 0 .. 8, and 9, a test number that no office issues, only with `allow_test`
 *   ID_G_CODE    G and 12 digits
 *   ID_PASSPORT  5 .. 20 letters A-Z and digits
 * The check misses 9 % of single wrong digits and 2 % of swaps (the third digit is not checked at
 * all), so that a number alone never says who somebody is: match.h.
 * Errors: ERR_INPUT, which says what is wrong without the number.
 */
MUST_CHECK enum err_code identity_parse(enum id_kind kind, const char *typed, bool allow_test,
                                        struct identity *out, struct err *err);

/** What a typed number looks like: G and a digit, only digits (blanks, hyphens), or a passport. */
enum id_kind identity_kind_of(const char *typed);

/** The check digit that belongs to the first twelve of `digits`: '0' .. '9'. */
char identity_check_digit(const char *digits);

#endif
