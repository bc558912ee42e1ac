/* Workbooks made byte by byte, good ones and others: zips with entries that lie about themselves.
 */
#ifndef TESTS_BOOK_MAKER_H
#define TESTS_BOOK_MAKER_H

#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* How an entry is written; zeroed: packed, as it is. */
struct entry_form {
    bool store;          /* not packed */
    bool descriptor;     /* sizes behind the bytes, as streams are written */
    bool zip64;          /* sizes in an extra field */
    unsigned flags;      /* bits added: 1 is encrypted */
    unsigned attributes; /* of a Unix file: 0120777 is a link */
    bool wrong_checksum;
    unsigned method;  /* said instead of the true one, 0: the true one */
    uint32_t claimed; /* unzipped size said instead of the true one, 0: the true one */
};

struct maker {
    struct text bytes, directory;
    unsigned entries;
};

static inline void put_little(struct text *out, uint64_t value, int count)
{
    for (int i = 0; i < count; i++) {
        const char byte = (char)(value >> 8 * i & 0xFF);
        text_add_bytes(out, &byte, 1);
    }
}

/* Raw deflate. */
static inline void pack(const char *bytes, size_t size, struct text *out)
{
    z_stream stream = {0};
    deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    const size_t room = deflateBound(&stream, size);
    char *packed = malloc(room);
    stream.next_in = (Bytef *)(uintptr_t)bytes;
    stream.avail_in = (uInt)size;
    stream.next_out = (Bytef *)packed;
    stream.avail_out = (uInt)room;
    deflate(&stream, Z_FINISH);
    text_add_bytes(out, packed, room - stream.avail_out);
    deflateEnd(&stream);
    free(packed);
}

static inline void put_sizes(struct text *out, uint32_t crc, size_t packed, size_t size, bool zip64)
{
    put_little(out, crc, 4);
    put_little(out, zip64 ? 0xFFFFFFFFu : packed, 4);
    put_little(out, zip64 ? 0xFFFFFFFFu : size, 4);
}

static inline void put_extra(struct text *out, size_t packed, size_t size)
{
    put_little(out, 1, 2);
    put_little(out, 16, 2);
    put_little(out, size, 8);
    put_little(out, packed, 8);
}

static inline void maker_add(struct maker *maker, const char *name, const char *content,
                             size_t size, struct entry_form form)
{
    struct text data = {0};
    const size_t at = maker->bytes.length, length = strlen(name);
    uint32_t crc = (uint32_t)crc32(0, (const Bytef *)content, (uInt)size);
    if (form.store)
        text_add_bytes(&data, content, size);
    else
        pack(content, size, &data);
    if (form.wrong_checksum) crc ^= 1;
    const size_t said = form.claimed ? form.claimed : size;
    const unsigned method = form.method ? form.method : form.store ? 0 : 8;
    const unsigned flags = form.flags | (form.descriptor ? 8u : 0u);
    const unsigned extra = form.zip64 ? 20 : 0;
    text_add_bytes(&maker->bytes, "PK\3\4", 4);
    put_little(&maker->bytes, 20, 2);
    put_little(&maker->bytes, flags, 2);
    put_little(&maker->bytes, method, 2);
    put_little(&maker->bytes, 0x21, 4); /* 1 January 1980 is 0x0021 and midnight */
    if (form.descriptor)
        put_sizes(&maker->bytes, 0, 0, 0, false);
    else
        put_sizes(&maker->bytes, crc, data.length, said, form.zip64);
    put_little(&maker->bytes, length, 2);
    put_little(&maker->bytes, form.descriptor ? 0 : extra, 2);
    text_add_bytes(&maker->bytes, name, length);
    if (form.zip64 && !form.descriptor) put_extra(&maker->bytes, data.length, said);
    text_add_bytes(&maker->bytes, text_s(&data), data.length);
    if (form.descriptor) {
        text_add_bytes(&maker->bytes, "PK\7\10", 4);
        put_sizes(&maker->bytes, crc, data.length, said, false);
    }
    text_add_bytes(&maker->directory, "PK\1\2", 4);
    put_little(&maker->directory, 3 << 8 | 20, 2);
    put_little(&maker->directory, 20, 2);
    put_little(&maker->directory, flags, 2);
    put_little(&maker->directory, method, 2);
    put_little(&maker->directory, 0x21, 4);
    put_sizes(&maker->directory, crc, data.length, said, form.zip64);
    put_little(&maker->directory, length, 2);
    put_little(&maker->directory, extra, 2);
    put_little(&maker->directory, 0, 2 + 2 + 2); /* comment, disk, internal attributes */
    put_little(&maker->directory, (uint64_t)form.attributes << 16, 4);
    put_little(&maker->directory, at, 4);
    text_add_bytes(&maker->directory, name, length);
    if (form.zip64) put_extra(&maker->directory, data.length, said);
    maker->entries++;
    text_clear(&data);
}

/* The directory and its end; `promised` entries instead of the true number unless 0. */
static inline void maker_end(struct maker *maker, unsigned promised, bool zip64)
{
    const size_t at = maker->bytes.length;
    const unsigned entries = promised ? promised : maker->entries;
    text_add_bytes(&maker->bytes, text_s(&maker->directory), maker->directory.length);
    if (zip64) {
        const size_t end = maker->bytes.length;
        text_add_bytes(&maker->bytes, "PK\6\6", 4);
        put_little(&maker->bytes, 44, 8);
        put_little(&maker->bytes, 45, 2);
        put_little(&maker->bytes, 45, 2);
        put_little(&maker->bytes, 0, 8);
        put_little(&maker->bytes, entries, 8);
        put_little(&maker->bytes, entries, 8);
        put_little(&maker->bytes, maker->directory.length, 8);
        put_little(&maker->bytes, at, 8);
        text_add_bytes(&maker->bytes, "PK\6\7", 4);
        put_little(&maker->bytes, 0, 4);
        put_little(&maker->bytes, end, 8);
        put_little(&maker->bytes, 1, 4);
    }
    text_add_bytes(&maker->bytes, "PK\5\6", 4);
    put_little(&maker->bytes, 0, 4);
    put_little(&maker->bytes, zip64 ? 0xFFFF : entries, 2);
    put_little(&maker->bytes, zip64 ? 0xFFFF : entries, 2);
    put_little(&maker->bytes, zip64 ? 0xFFFFFFFFu : maker->directory.length, 4);
    put_little(&maker->bytes, zip64 ? 0xFFFFFFFFu : at, 4);
    put_little(&maker->bytes, 0, 2);
}

static inline void maker_clear(struct maker *maker)
{
    text_clear(&maker->bytes);
    text_clear(&maker->directory);
    maker->entries = 0;
}

/* ---- parts of a workbook ----------------------------------------------------------------- */

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define LINKS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"
#define RELS(links) XML "<Relationships xmlns=\"" PACKAGE "\">" links "</Relationships>"
#define REL(id, kind, target)                                                                      \
    "<Relationship Id=\"" id "\" Type=\"" LINKS "/" kind "\" Target=\"" target "\"/>"
#define SHEET_NAMED(name, id) "<sheet name=\"" name "\" sheetId=\"" id "\" r:id=\"rId" id "\"/>"
#define BOOK_WITH(settings, sheets)                                                                \
    XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" LINKS "\">" settings "<sheets>" sheets           \
        "</sheets></workbook>"
#define BOOK(sheets) BOOK_WITH("", sheets)
#define SHEET(rows) XML "<worksheet xmlns=\"" MAIN "\"><sheetData>" rows "</sheetData></worksheet>"
#define STRINGS(texts) XML "<sst xmlns=\"" MAIN "\">" texts "</sst>"
#define STYLES(formats, styles)                                                                    \
    XML "<styleSheet xmlns=\"" MAIN "\"><numFmts>" formats "</numFmts><cellXfs>" styles            \
        "</cellXfs></styleSheet>"

struct part {
    const char *name, *content; /* content NULL: the part is not there */
};

static const struct part good_parts[] = {
    {"[Content_Types].xml", XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                                "content-types\"/>"},
    {"_rels/.rels", RELS(REL("rId1", "officeDocument", "xl/workbook.xml"))},
    {"xl/workbook.xml", BOOK(SHEET_NAMED("districts", "1"))},
    {"xl/_rels/workbook.xml.rels", RELS(REL("rId1", "worksheet", "worksheets/sheet1.xml")
                                            REL("rId2", "worksheet", "worksheets/sheet2.xml")
                                                REL("rId8", "sharedStrings", "sharedStrings.xml")
                                                    REL("rId9", "styles", "styles.xml"))},
    {"xl/sharedStrings.xml", STRINGS("<si><t>code</t></si><si><t>name_th</t></si>"
                                     "<si><t>\xE0\xB8\x9E\xE0\xB8\xA3\xE0\xB8\xB0</t></si>")},
    {"xl/styles.xml", STYLES("<numFmt numFmtId=\"164\" formatCode=\"[$-1070000]d/mm/yyyy;@\"/>",
                             "<xf numFmtId=\"0\"/><xf numFmtId=\"164\"/>")},
    {"xl/worksheets/sheet1.xml",
     SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
           "<row r=\"2\"><c r=\"A2\"><v>1001</v></c><c r=\"B2\" t=\"s\"><v>2</v></c></row>")},
    {"xl/worksheets/sheet2.xml", SHEET("")},
};
enum { GOOD_PARTS = sizeof good_parts / sizeof *good_parts };

/* The good workbook with `changes` of its parts, which end with a name NULL. */
static inline void make_parts(struct maker *maker, const struct part *changes,
                              struct entry_form form)
{
    for (int p = 0; p < GOOD_PARTS; p++) {
        const char *content = good_parts[p].content;
        for (const struct part *change = changes; change && change->name; change++)
            if (strcmp(change->name, good_parts[p].name) == 0) content = change->content;
        if (content) maker_add(maker, good_parts[p].name, content, strlen(content), form);
    }
}

static inline void make_book(struct maker *maker, const struct part *changes)
{
    make_parts(maker, changes, (struct entry_form){0});
    maker_end(maker, 0, false);
}

/* ---- chance ------------------------------------------------------------------------------ */

static inline uint64_t chance(uint64_t *seed)
{
    *seed ^= *seed << 13; /* xorshift */
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Up to eight changes: a byte or bit other, a piece cut out, doubled or written over. */
static inline void mutate(struct text *bytes, uint64_t *seed)
{
    const int changes = 1 + (int)(chance(seed) % 8);
    for (int i = 0; i < changes && bytes->length > 1; i++) {
        const size_t at = chance(seed) % bytes->length;
        const size_t count = 1 + chance(seed) % 16;
        const size_t piece = at + count > bytes->length ? bytes->length - at : count;
        switch (chance(seed) % 6) {
        case 0:
            bytes->s[at] = (char)(bytes->s[at] ^ 1 << chance(seed) % 8);
            break;
        case 1:
            bytes->s[at] = "<>\"/&\0-9A\xFF"[chance(seed) % 10];
            break;
        case 2:
            memmove(bytes->s + at, bytes->s + at + piece, bytes->length - at - piece);
            bytes->length -= piece;
            break;
        case 3:
            if (chance(seed) % 8 == 0) bytes->length = at + 1;
            break;
        case 4: {
            const size_t from = chance(seed) % bytes->length;
            const size_t most = bytes->length - (at > from ? at : from);
            memmove(bytes->s + at, bytes->s + from, piece < most ? piece : most);
            break;
        }
        default: {
            char copy[16];
            memcpy(copy, bytes->s + at, piece);
            text_add_bytes(bytes, copy, piece);
        }
        }
        bytes->s[bytes->length] = '\0';
    }
}

#endif
