/* XML by expat, piece by piece. No DOCTYPE, so no entities; depth and the length of a tag are
   limited, since expat keeps a tag until it is whole. */
#include "data/book_file_internal.h"

#include "base/mem.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 64 << 10, MARK = '\n' /* between namespace and name */ };

#define OPEN "http://schemas.openxmlformats.org/"
#define STRICT "http://purl.oclc.org/ooxml/"
struct space {
    const char *name;
    size_t length;
};
#define SPACE(name)                                                                                \
    {                                                                                              \
        name, sizeof(name) - 1                                                                     \
    }
/* Of elements: what workbooks of both dialects, the transitional and the strict one, are made of.
 */
static const struct space element_space[] = {
    SPACE(OPEN "spreadsheetml/2006/main"),
    SPACE(STRICT "spreadsheetml/main"),
    SPACE(OPEN "package/2006/relationships"),
};
/* Of r:id. */
static const struct space link_space[] = {
    SPACE(OPEN "officeDocument/2006/relationships"),
    SPACE(STRICT "officeDocument/relationships"),
};

/* The name behind one of these namespaces, NULL: it is of another one. */
static const char *name_in(const char *name, const struct space *space, size_t spaces)
{
    for (size_t i = 0; i < spaces; i++)
        if (strncmp(name, space[i].name, space[i].length) == 0 && name[space[i].length] == MARK)
            return name + space[i].length + 1;
    return NULL;
}
#define NAME_IN(name, space) name_in(name, space, sizeof(space) / sizeof *(space))

void book_xml_stop(struct book_xml *xml, enum err_code code)
{
    if (xml->code == ERR_OK) XML_StopParser(xml->parser, XML_FALSE);
    xml->code = code;
}

static void XMLCALL on_start(void *context, const char *full, const char **attribute)
{
    struct book_xml *xml = context;
    if (xml->code != ERR_OK) return;
    if (++xml->depth > BOOK_MAX_DEPTH) {
        book_xml_stop(xml,
                      book_damaged(xml->name, xml->err, "'%s' ซ้อนลึกเกิน %d ชั้น",
                                   "'%s' is nested deeper than %d", xml->part, BOOK_MAX_DEPTH));
        return;
    }
    if (xml->skipped) return;
    const char *name = NAME_IN(full, element_space);
    xml->behind[xml->depth] = name ? (size_t)(name - full) : 0;
    if (name)
        xml->calls->start(xml, name, attribute);
    else
        xml->skipped = xml->depth;
}

static void XMLCALL on_end(void *context, const char *full)
{
    struct book_xml *xml = context;
    if (xml->code != ERR_OK) return;
    if (!xml->skipped) xml->calls->end(xml, full + xml->behind[xml->depth]);
    if (xml->skipped == xml->depth) xml->skipped = 0;
    xml->depth--;
}

static void XMLCALL on_text(void *context, const char *bytes, int size)
{
    struct book_xml *xml = context;
    if (xml->code == ERR_OK && !xml->skipped && xml->calls->text)
        xml->calls->text(xml, bytes, (size_t)size);
}

static void XMLCALL on_doctype(void *context, const char *name, const char *system,
                               const char *public_id, int internal)
{
    struct book_xml *xml = context;
    (void)name, (void)system, (void)public_id, (void)internal;
    book_xml_stop(xml, book_damaged(xml->name, xml->err, "'%s' มี DOCTYPE ซึ่งสมุดงานไม่มี",
                                    "'%s' has a DOCTYPE, which no workbook has", xml->part));
}

/* Memory that is gone ends the program as everywhere (mem.h); what expat keeps is limited here. */
static void *take(size_t size)
{
    return mem_resize(NULL, size, 1);
}

static void *take_again(void *old, size_t size)
{
    return mem_resize(old, size, 1);
}

static const XML_Memory_Handling_Suite memory = {take, take_again, free};

static enum err_code is_no_xml(const struct book_xml *xml)
{
    return book_damaged(xml->name, xml->err, "'%s' ไม่ใช่ XML ที่บรรทัด %lu",
                        "'%s' is no XML at its line %lu", xml->part,
                        (unsigned long)XML_GetCurrentLineNumber(xml->parser));
}

static enum err_code read_pieces(struct book_xml *xml, struct book_part *part)
{
    size_t got = 1;
    long long fed = 0;
    while (got > 0 && xml->code == ERR_OK) {
        void *room = XML_GetBuffer(xml->parser, PIECE);
        if (!room) return is_no_xml(xml);
        const enum err_code code = book_part_read(part, room, PIECE, &got, xml->err);
        if (code != ERR_OK) return code;
        fed += (long long)got;
        if (XML_ParseBuffer(xml->parser, (int)got, got == 0) != XML_STATUS_OK)
            return xml->code != ERR_OK ? xml->code : is_no_xml(xml);
        /* What expat has not made an event of yet is a tag without its end. */
        const long long done = XML_GetCurrentByteIndex(xml->parser);
        if (fed - (done > 0 ? done : 0) > BOOK_MAX_TOKEN + PIECE)
            return book_damaged(xml->name, xml->err, "'%s' มีแท็กยาวเกิน %d ไบต์",
                                "'%s' has a tag of more than %d bytes", xml->part, BOOK_MAX_TOKEN);
    }
    return xml->code;
}

enum err_code book_xml_read(struct book_zip *zip, const char *part,
                            const struct book_xml_calls *calls, void *context, struct err *err)
{
    struct book_part *opened = NULL;
    enum err_code code = book_part_open(zip, part, &opened, err);
    if (code != ERR_OK) return code;
    static const XML_Char mark[] = {MARK, '\0'};
    XML_Parser parser = XML_ParserCreate_MM(NULL, &memory, mark);
    struct book_xml xml = {.context = context,
                           .parser = parser,
                           .err = err,
                           .name = book_zip_name(zip),
                           .part = part,
                           .calls = calls};
    XML_SetUserData(parser, &xml);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    code = read_pieces(&xml, opened);
    XML_ParserFree(parser);
    book_part_close(opened);
    return code;
}

const char *book_xml_attribute(const char **attribute, const char *name)
{
    const bool link = strncmp(name, "r:", 2) == 0;
    for (; *attribute; attribute += 2) {
        const char *own = link ? NAME_IN(attribute[0], link_space) : attribute[0];
        if (own && strcmp(own, link ? name + 2 : name) == 0) return attribute[1];
    }
    return NULL;
}

long book_xml_whole(const char *text, long highest)
{
    long value = 0;
    if (!*text) return -1;
    for (; *text >= '0' && *text <= '9'; text++) {
        value = value * 10 + (*text - '0');
        if (value > highest) return -1;
    }
    return *text == '\0' ? value : -1;
}
