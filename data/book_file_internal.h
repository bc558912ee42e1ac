/* What the files of the workbook reader share: a zip whose parts are read piece by piece within
   limits, XML as calls, the styles of cells. Only they include this. */
#ifndef DATA_BOOK_FILE_INTERNAL_H
#define DATA_BOOK_FILE_INTERNAL_H

#include "base/hash.h"
#include "base/thai.h"
#include "data/book_file.h"

#include <stdint.h>

/* "'teachers.xlsx' is damaged: ..., open it and save it again"; the formats name what is wrong. */
enum err_code book_damaged(const char *name, struct err *err, const char *th, const char *en, ...)
    PRINTF_LIKE(3, 5) PRINTF_LIKE(4, 5);

/* ---- book_file_zip.c --------------------------------------------------------------------- */

struct book_zip;  /* opaque */
struct book_part; /* opaque: a file of the zip that is being read */

/** `path` NULL: the bytes. Errors: those of book_file_open that are about the file and its zip. */
MUST_CHECK enum err_code book_zip_open(const char *path, const char *bytes, size_t size,
                                       const char *name, struct book_zip **out, struct err *err);
void book_zip_close(struct book_zip *zip);
const char *book_zip_name(const struct book_zip *zip);
const char *book_zip_sha256(const struct book_zip *zip);
bool book_zip_has(const struct book_zip *zip, const char *part);

/** Errors: ERR_INPUT no such part, encrypted, packed in another way than deflate, too large. */
MUST_CHECK enum err_code book_part_open(struct book_zip *zip, const char *part,
                                        struct book_part **out, struct err *err);
/** At most `room` bytes; *got 0: the end, whose checksum was right. */
MUST_CHECK enum err_code book_part_read(struct book_part *part, void *bytes, size_t room,
                                        size_t *got, struct err *err);
void book_part_close(struct book_part *part);

/* ---- book_file_xml.c --------------------------------------------------------------------- */

/* A document being read. Elements of namespaces that kru does not know are left out with all that
   is in them. Names come without their namespace; attributes as name and value in turn. */
struct book_xml {
    void *context;
    int depth; /* of the element that starts or ends: 1 is the outermost */
    void *parser;
    enum err_code code; /* of book_xml_stop */
    struct err *err;
    const char *name, *part;           /* of the workbook, in the zip */
    int skipped;                       /* depth inside a foreign element, 0: none */
    size_t behind[BOOK_MAX_DEPTH + 1]; /* where the name of each open element begins */
    const struct book_xml_calls *calls;
};
struct book_xml_calls {
    void (*start)(struct book_xml *xml, const char *name, const char **attribute);
    void (*end)(struct book_xml *xml, const char *name);
    void (*text)(struct book_xml *xml, const char *bytes, size_t size); /* or NULL */
};
/** Errors: those of the part; ERR_INPUT no XML, a DOCTYPE, too deep, a tag too long; what
    book_xml_stop was given. */
MUST_CHECK enum err_code book_xml_read(struct book_zip *zip, const char *part,
                                       const struct book_xml_calls *calls, void *context,
                                       struct err *err);
/** End the reading: `code` is what err_set said about xml->err. */
void book_xml_stop(struct book_xml *xml, enum err_code code);
/** The value of an attribute, NULL when it is not there; "r:id" is one of another namespace. */
const char *book_xml_attribute(const char **attribute, const char *name);
/** The whole number of a text of digits alone, -1 when it is none or above `highest`. */
long book_xml_whole(const char *text, long highest);

/* ---- book_file_style.c ------------------------------------------------------------------- */

/* How numbers of a style are meant. */
struct book_style {
    bool date;
    int zeros; /* digits of a format of zeros alone, 0: another one */
};
struct book_styles {
    struct book_style *style;
    int count; /* 0: the workbook has no styles */
};
MUST_CHECK enum err_code book_styles_read(struct book_zip *zip, const char *part,
                                          struct book_styles *out, struct err *err);
void book_styles_clear(struct book_styles *styles);
/** What a format code says: "[$-1070000]d/mm/yyyy;@" is a date. */
struct book_style book_style_of_code(const char *code);

enum { BOOK_NUMBER = 48 };
/** A number of the XML as text: "25670" of "2.567E4". False when it is none. */
bool book_number_text(const char *number, char out[BOOK_NUMBER]);
/** The date of a day number: "1963-09-30", with a time behind it where there is one. False when no
    calendar has it. */
bool book_date_text(double day, bool from_1904, char out[BOOK_NUMBER]);

/* ---- book_file_text.c -------------------------------------------------------------------- */

/* The texts that cells share: one behind the other, each ended by '\0'. */
struct book_strings {
    struct text bytes;
    uint32_t *start;
    int count, capacity;
};
MUST_CHECK enum err_code book_strings_read(struct book_zip *zip, const char *part,
                                           struct book_strings *out, struct err *err);
void book_strings_clear(struct book_strings *strings);
/** "_x0041_" to "A", in place, as workbooks write what XML cannot. */
void book_unescape(char *text);

/* A text in runs, as elements of <si> or <is> come: only <t> outside of phonetic runs counts. */
struct book_runs {
    bool in_text;
    int phonetic; /* depth of the <rPh> that is open, 0: none */
};
void book_runs_start(struct book_runs *runs, const struct book_xml *xml, const char *name);
void book_runs_end(struct book_runs *runs, const struct book_xml *xml, const char *name);
/** Collect a piece; a text beyond BOOK_MAX_CELL ends the reading. */
void book_collect(struct book_xml *xml, struct text *text, size_t from, const char *bytes,
                  size_t size);

/* ---- book_file_sheet.c ------------------------------------------------------------------- */

struct book_sheet_of {
    char *name, *part;
    bool hidden;
};
struct book_file {
    struct book_zip *zip;
    char *name;
    struct book_sheet_of *sheet;
    int sheets, sheet_room;
    char *strings_part, *styles_part; /* NULL: none */
    bool from_1904, loaded;
    struct book_strings strings;
    struct book_styles styles;
    int beyond; /* of the sheet read last */
    struct book_merge *merge;
    int merges, merge_room;
};

#endif
