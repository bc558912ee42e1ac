/* A workbook as a whole: which parts it has and which sheets, found by following its links from the
   root as its standard (ECMA-376) says, not by the usual names. */
#define _POSIX_C_SOURCE 200809L
#include "data/book_file_internal.h"

#include "base/lang.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- names ------------------------------------------------------------------------------- */

static bool ends_in(const char *path, const char *const *ending)
{
    const char *dot = strrchr(path, '.');
    for (; dot && *ending; ending++)
        if (strcasecmp(dot, *ending) == 0) return true;
    return false;
}

bool book_file_is_named(const char *path)
{
    static const char *const endings[] = {".xlsx", ".xlsm", NULL};
    return ends_in(path, endings);
}

bool book_file_is_foreign(const char *path)
{
    static const char *const endings[] = {".xls", ".xlsb",    ".ods", ".fods",
                                          ".xlt", ".numbers", NULL};
    return ends_in(path, endings);
}

enum err_code book_file_foreign(const char *name, struct err *err)
{
    const char *dot = strrchr(name, '.');
    return err_set(
        err, ERR_INPUT, "'%s' เป็นไฟล์ %s ซึ่งอ่านไม่ได้ โปรดเปิดใน Excel หรือ LibreOffice แล้วบันทึกเป็น .xlsx",
        "'%s' is a %s file, which kru does not read; open it in Excel or LibreOffice and "
        "save it as .xlsx",
        name, dot ? dot : "");
}

enum err_code book_damaged(const char *name, struct err *err, const char *th, const char *en, ...)
{
    char what[400];
    va_list args;
    va_start(args, en);
    vsnprintf(what, sizeof what, lang_pick(th, en), args);
    va_end(args);
    return err_set(
        err, ERR_INPUT, "'%s' เสียหาย: %s; โปรดเปิดใน Excel หรือ LibreOffice แล้วบันทึกใหม่เป็น .xlsx",
        "'%s' is damaged: %s; open it in Excel or LibreOffice and save it again as .xlsx", name,
        what);
}

/* ---- links ------------------------------------------------------------------------------- */

/* One link of a part to another. */
struct link {
    char *id, *kind, *target; /* target: a name in the zip */
};
struct links {
    struct link *link;
    int count, room;
    const char *base; /* the part whose links they are, "" for the root */
};

static void links_clear(struct links *links)
{
    for (int i = 0; i < links->count; i++) {
        free(links->link[i].id);
        free(links->link[i].kind);
        free(links->link[i].target);
    }
    free(links->link);
    *links = (struct links){0};
}

/* "../sharedStrings.xml" seen from "xl/workbook.xml" to its name in the zip. */
static char *resolve(const char *base, const char *target)
{
    struct text path = {0};
    if (*target != '/') {
        const char *slash = strrchr(base, '/');
        text_add_bytes(&path, base, slash ? (size_t)(slash - base) : 0);
    }
    while (*target) {
        const size_t length = strcspn(target, "/");
        if (length == 2 && strncmp(target, "..", 2) == 0) {
            const char *slash = path.length ? strrchr(path.s, '/') : NULL;
            path.length = slash ? (size_t)(slash - path.s) : 0;
            if (path.s) path.s[path.length] = '\0';
        } else if (length > 0 && !(length == 1 && *target == '.')) {
            if (path.length > 0) text_add_bytes(&path, "/", 1);
            text_add_bytes(&path, target, length);
        }
        target += length + (target[length] == '/');
    }
    return path.s ? path.s : mem_text("");
}

static void start_link(struct book_xml *xml, const char *name, const char **attribute)
{
    struct links *links = xml->context;
    const char *id = book_xml_attribute(attribute, "Id");
    const char *kind = book_xml_attribute(attribute, "Type");
    const char *target = book_xml_attribute(attribute, "Target");
    const char *mode = book_xml_attribute(attribute, "TargetMode");
    if (strcmp(name, "Relationship") != 0 || !id || !kind || !target) return;
    if (mode && strcmp(mode, "External") == 0) return;
    if (links->count >= BOOK_MAX_ENTRIES) {
        book_xml_stop(xml,
                      book_damaged(xml->name, xml->err, "'%s' มีลิงก์เกิน %d ลิงก์",
                                   "'%s' has more than %d links", xml->part, BOOK_MAX_ENTRIES));
        return;
    }
    const char *slash = strrchr(kind, '/');
    links->link = mem_room(links->link, links->count, &links->room, sizeof *links->link);
    links->link[links->count++] = (struct link){.id = mem_text(id),
                                                .kind = mem_text(slash ? slash + 1 : kind),
                                                .target = resolve(links->base, target)};
}

static void end_nothing(struct book_xml *xml, const char *name)
{
    (void)xml, (void)name;
}

/* The links of a part stand in "_rels/NAME.rels" beside it. */
static enum err_code read_links(struct book_zip *zip, const char *base, struct links *out,
                                struct err *err)
{
    static const struct book_xml_calls calls = {start_link, end_nothing, NULL};
    struct text part = {0};
    const char *slash = strrchr(base, '/');
    text_add(&part, "%.*s_rels/%s.rels", slash ? (int)(slash + 1 - base) : 0, base,
             slash ? slash + 1 : base);
    struct links links = {.base = base};
    const enum err_code code = book_xml_read(zip, part.s, &calls, &links, err);
    text_clear(&part);
    if (code == ERR_OK)
        *out = links;
    else
        links_clear(&links);
    return code;
}

static const struct link *link_of(const struct links *links, const char *id, const char *kind)
{
    for (int i = 0; i < links->count; i++)
        if ((!id || strcmp(links->link[i].id, id) == 0) && strcmp(links->link[i].kind, kind) == 0)
            return &links->link[i];
    return NULL;
}

/* ---- the workbook part ------------------------------------------------------------------- */

struct opening {
    struct book_file *book;
    const struct links *links;
};

static bool is_kind_of_sheet(const struct links *links, const char *id)
{
    static const char *const kinds[] = {"chartsheet", "dialogsheet", "xlMacrosheet",
                                        "xlIntlMacrosheet"};
    for (size_t i = 0; id && i < sizeof kinds / sizeof *kinds; i++)
        if (link_of(links, id, kinds[i])) return true;
    return false;
}

static void add_sheet(struct book_xml *xml, const char **attribute)
{
    struct opening *in = xml->context;
    struct book_file *book = in->book;
    const char *name = book_xml_attribute(attribute, "name");
    const char *state = book_xml_attribute(attribute, "state");
    const char *id = book_xml_attribute(attribute, "r:id");
    const struct link *link = id ? link_of(in->links, id, "worksheet") : NULL;
    if (is_kind_of_sheet(in->links, id)) return; /* a chart on a sheet of its own has no rows */
    if (!name || !*name || strlen(name) > 4 * 255 || !link ||
        !book_zip_has(book->zip, link->target)) {
        book_xml_stop(xml, book_damaged(xml->name, xml->err, "ไม่มีแผ่นงาน '%.60s' อยู่ข้างใน",
                                        "the sheet '%.60s' is missing in it", name ? name : ""));
        return;
    }
    for (int i = 0; i < book->sheets; i++)
        if (strcasecmp(book->sheet[i].name, name) == 0) {
            book_xml_stop(xml, book_damaged(xml->name, xml->err, "มีแผ่นงาน '%.60s' สองแผ่น",
                                            "it has two sheets '%.60s'", name));
            return;
        }
    if (book->sheets >= BOOK_MAX_SHEETS) {
        book_xml_stop(xml, err_set(xml->err, ERR_INPUT, "'%s' มีเกิน %d แผ่นงานที่กำหนด",
                                   "'%s' has more than the %d sheets allowed", xml->name,
                                   BOOK_MAX_SHEETS));
        return;
    }
    book->sheet = mem_room(book->sheet, book->sheets, &book->sheet_room, sizeof *book->sheet);
    book->sheet[book->sheets++] = (struct book_sheet_of){
        .name = mem_text(name),
        .part = mem_text(link->target),
        .hidden = state && strcmp(state, "visible") != 0,
    };
}

static void start_workbook(struct book_xml *xml, const char *name, const char **attribute)
{
    struct opening *in = xml->context;
    if (xml->depth == 1 && strcmp(name, "workbook") != 0) {
        book_xml_stop(xml, book_damaged(xml->name, xml->err, "'%s' ไม่ใช่สมุดงาน",
                                        "'%s' is no workbook", xml->part));
    } else if (xml->depth == 2 && strcmp(name, "workbookPr") == 0) {
        const char *from = book_xml_attribute(attribute, "date1904");
        in->book->from_1904 = from && (strcmp(from, "1") == 0 || strcmp(from, "true") == 0);
    } else if (xml->depth == 3 && strcmp(name, "sheet") == 0) {
        add_sheet(xml, attribute);
    }
}

static char *part_of(const struct links *links, const char *kind)
{
    const struct link *link = link_of(links, NULL, kind);
    return link ? mem_text(link->target) : NULL;
}

static enum err_code read_workbook(struct book_file *book, const char *part, struct err *err)
{
    static const struct book_xml_calls calls = {start_workbook, end_nothing, NULL};
    struct links links = {0};
    struct opening opening = {.book = book, .links = &links};
    enum err_code code = read_links(book->zip, part, &links, err);
    if (code == ERR_OK) code = book_xml_read(book->zip, part, &calls, &opening, err);
    if (code == ERR_OK) {
        book->strings_part = part_of(&links, "sharedStrings");
        book->styles_part = part_of(&links, "styles");
        if (book->sheets == 0) code = book_damaged(book->name, err, "ไม่มีแผ่นงาน", "it has no sheet");
    }
    links_clear(&links);
    return code;
}

/* ---- opening ----------------------------------------------------------------------------- */

/* Other things that are kept in a zip, by a part that only they have. */
static enum err_code refuse_other(const struct book_zip *zip, const char *name, struct err *err)
{
    if (book_zip_has(zip, "xl/workbook.bin"))
        return err_set(
            err, ERR_INPUT, "'%s' เป็นสมุดงานแบบไบนารี (.xlsb) โปรดเปิดใน Excel แล้วบันทึกเป็น .xlsx",
            "'%s' is a binary workbook (.xlsb); open it in Excel and save it as .xlsx", name);
    if (book_zip_has(zip, "mimetype"))
        return err_set(err, ERR_INPUT,
                       "'%s' เป็นไฟล์ OpenDocument (.ods) โปรดเปิดใน LibreOffice แล้วบันทึกเป็น .xlsx",
                       "'%s' is an OpenDocument file (.ods); open it in LibreOffice and save it as "
                       ".xlsx",
                       name);
    return err_set(err, ERR_INPUT,
                   "'%s' ไม่ใช่สมุดงาน ที่ใช้ได้คือ .xlsx จาก Excel หรือ LibreOffice หรือ .csv",
                   "'%s' is no workbook, allowed are .xlsx of Excel or LibreOffice, or .csv", name);
}

static enum err_code read_root(struct book_file *book, struct err *err)
{
    struct links root = {0};
    if (!book_zip_has(book->zip, "_rels/.rels") || book_zip_has(book->zip, "xl/workbook.bin") ||
        book_zip_has(book->zip, "mimetype"))
        return refuse_other(book->zip, book->name, err);
    enum err_code code = read_links(book->zip, "", &root, err);
    if (code != ERR_OK) return code;
    const struct link *link = link_of(&root, NULL, "officeDocument");
    code = link ? read_workbook(book, link->target, err) : refuse_other(book->zip, book->name, err);
    links_clear(&root);
    return code;
}

static enum err_code open_book(const char *path, const char *bytes, size_t size, const char *name,
                               struct book_file **out, struct err *err)
{
    struct book_file *book = mem_new(1, sizeof *book);
    book->name = mem_text(name);
    book->beyond = -1;
    enum err_code code = book_zip_open(path, bytes, size, name, &book->zip, err);
    if (code == ERR_OK) code = read_root(book, err);
    if (code == ERR_OK)
        *out = book;
    else
        book_file_close(book);
    return code;
}

enum err_code book_file_open(const char *path, const char *name, struct book_file **out,
                             struct err *err)
{
    return open_book(path, NULL, 0, name, out, err);
}

enum err_code book_file_open_bytes(const char *bytes, size_t size, const char *name,
                                   struct book_file **out, struct err *err)
{
    return open_book(NULL, bytes, size, name, out, err);
}

void book_file_close(struct book_file *book)
{
    if (!book) return;
    for (int i = 0; i < book->sheets; i++) {
        free(book->sheet[i].name);
        free(book->sheet[i].part);
    }
    free(book->sheet);
    free(book->strings_part);
    free(book->styles_part);
    free(book->merge);
    free(book->name);
    book_strings_clear(&book->strings);
    book_styles_clear(&book->styles);
    book_zip_close(book->zip);
    free(book);
}

const char *book_file_sha256(const struct book_file *book)
{
    return book_zip_sha256(book->zip);
}

int book_file_sheets(const struct book_file *book)
{
    return book->sheets;
}

const char *book_file_sheet_name(const struct book_file *book, int sheet)
{
    return book->sheet[sheet].name;
}

bool book_file_sheet_hidden(const struct book_file *book, int sheet)
{
    return book->sheet[sheet].hidden;
}

int book_file_beyond(const struct book_file *book)
{
    return book->beyond;
}

int book_file_merges(const struct book_file *book, const struct book_merge **merge)
{
    *merge = book->merge;
    return book->merges;
}
