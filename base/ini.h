/* Ini files as checked lines. A first pass of our own checks form and keeps where each key stands,
   because iniparser knows no line numbers, takes the last of two equal keys and gives up a whole
   file silently; then iniparser reads the values. What keys mean, and whether one may stand twice,
   is for who reads them. */
#ifndef BASE_INI_H
#define BASE_INI_H

#include "base/err.h"
#include "base/text.h"

#include <stddef.h>
#include <sys/types.h>

enum {
    INI_LINE_BYTES = 1000, /* iniparser gives up at 1,024 */
    INI_FILE_BYTES = 1 << 20,
    INI_FILE_LINES = 10000,
};

struct ini {
    char *origin; /* the path as it was given, or what ini_read_text() calls the text */
    dev_t device; /* of a file, with inode: which one it is, by whatever name */
    ino_t inode;
    struct ini_line {
        char *section, *key; /* lower case; key "": the line of the [section] itself */
        char *value;         /* without quotes and remarks */
        int number;          /* from 1 */
    } * line;
    int lines, capacity;
};
void ini_clear(struct ini *ini);

/**
 * Errors: ERR_NOT_FOUND no such file; ERR_CONFIG naming the file: a folder, one that cannot be
 * read, more than INI_FILE_BYTES or INI_FILE_LINES, a zero byte, no UTF-8, nothing in it; with the
 * line: longer than INI_LINE_BYTES, neither [section] nor key = value, a value that goes on in the
 * next line, a quote that does not close at its end, a key before the first section. *out is
 * cleared then, but for the origin.
 */
MUST_CHECK enum err_code ini_read_file(const char *path, struct ini *out, struct err *err);
/** The bytes of such a file, added to *out: what is kept of it. Errors: those about the file as a
    whole. */
MUST_CHECK enum err_code ini_file_bytes(const char *path, struct text *out, struct err *err);
/** A text of `size` bytes, ended by a zero byte, with limits of its own. */
MUST_CHECK enum err_code ini_read_text(const char *text, size_t size, const char *origin,
                                       size_t most_bytes, int most_lines, struct ini *out,
                                       struct err *err);

#endif
