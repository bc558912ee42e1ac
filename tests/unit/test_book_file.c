/* The reader of workbooks: every way to write a cell, and files that mean harm. */
#define _POSIX_C_SOURCE 200809L
#include "tests/test.h"

#include "base/thai.h"
#include "data/book_file.h"
#include "tests/book_maker.h"

#include <stdlib.h>
#include <unistd.h>

#define BOOK_PART "xl/workbook.xml"
#define SHEET_PART "xl/worksheets/sheet1.xml"
#define STRINGS_PART "xl/sharedStrings.xml"
#define STYLES_PART "xl/styles.xml"
#define LINKS_PART "xl/_rels/workbook.xml.rels"

/* Rows as text, a row a line: `3: a|=25670|@1963-09-30(23284)|?TRUE|!#N/A|%=`. */
static void tell_row(void *context, const struct csv_row *row)
{
    static const char mark[] = {'\0', '=', '@', '?', '!', '%'};
    struct text *out = context;
    text_add(out, "%d:", row->line);
    for (int i = 0; i < row->cells; i++) {
        const struct csv_origin *origin = &row->origin[i];
        assert_int_equal(origin->column, i);
        assert_true(thai_utf8_valid(row->cell[i], strlen(row->cell[i])));
        text_add(out, "%s", i ? "|" : " ");
        if (mark[origin->holds]) text_add(out, "%c", mark[origin->holds]);
        text_add(out, "%s", row->cell[i]);
        if (origin->number) text_add(out, "(%s)", origin->number);
    }
    text_add(out, "\n");
}

/* All sheets of a workbook in memory; stops at the first thing that is wrong. */
static enum err_code read_all(const struct text *bytes, struct text *rows, struct book_place *place,
                              struct err *err)
{
    struct book_file *book = NULL;
    *place = (struct book_place){.column = -1};
    enum err_code code = book_file_open_bytes(bytes->s, bytes->length, "b.xlsx", &book, err);
    for (int s = 0; code == ERR_OK && s < book_file_sheets(book); s++)
        code = book_file_rows(book, s, tell_row, rows, place, err);
    book_file_close(book);
    return code;
}

static void assert_rows(const struct part *changes, const char *want)
{
    struct maker maker = {0};
    struct text rows = {0};
    struct book_place place;
    struct err err;
    make_book(&maker, changes);
    assert_ok(read_all(&maker.bytes, &rows, &place, &err));
    assert_string_equal(text_s(&rows), want);
    text_clear(&rows);
    maker_clear(&maker);
}

/* The sheet alone is changed. */
#define assert_sheet(rows, want)                                                                   \
    assert_rows((const struct part[]){{SHEET_PART, SHEET(rows)}, {NULL, NULL}}, want)

/* ---- cells ------------------------------------------------------------------------------- */

static void texts_are_read_in_all_their_forms(void **state)
{
    (void)state;
    const struct part changes[] = {
        {STRINGS_PART, STRINGS("<si><t>plain</t></si>"
                               "<si><r><rPr><b/></rPr><t>ri</t></r><r><t xml:space=\"preserve\">ch "
                               "</t></r><rPh sb=\"0\" eb=\"1\"><t>NO</t></rPh><phoneticPr "
                               "fontId=\"1\"/></si><si><t>a_x000A_b_x005F_x0041_</t></si>"
                               "<si><t/></si><si><t>_xD83D__xDE00__xD800__x0000_.</t></si>")},
        {SHEET_PART,
         SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
               "<c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c>"
               "<c r=\"E1\" t=\"s\"><v>4</v></c></row>"
               "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>in</t></is></c>"
               "<c r=\"B2\" t=\"inlineStr\"><is><r><t>li</t></r><r><t>ne</t></r><rPh sb=\"0\" "
               "eb=\"1\"><t>NO</t></rPh></is></c>"
               "<c r=\"C2\" t=\"str\"><f>A1&amp;\"x\"</f><v>0012</v></c>"
               "<c r=\"D2\" t=\"str\"><f>\"\"</f><v></v></c><c r=\"E2\" "
               "t=\"inlineStr\"><is><t>=1+1</t></is></c></row>")},
        {NULL, NULL}};
    assert_rows(changes, "1: plain|rich |a\nb_x0041_||\xF0\x9F\x98\x80\xEF\xBF\xBD.\n"
                         "2: in|line|0012||=1+1\n");
}

static void numbers_are_written_as_people_write_them(void **state)
{
    (void)state;
    const struct part changes[] = {
        {STYLES_PART, STYLES("<numFmt numFmtId=\"164\" formatCode=\"0000\"/>",
                             "<xf numFmtId=\"0\"/><xf numFmtId=\"164\"/>")},
        {SHEET_PART,
         SHEET("<row r=\"1\"><c><v>25670</v></c><c><v>2567.0</v></c><c><v>1E3</v></c>"
               "<c><v>3110012101</v></c><c><v>3.110012101E9</v></c><c><v>-0</v></c></row>"
               "<row><c><v>0.10000000000000001</v></c><c><v>-12.5</v></c><c><v>0.8333333</v></c>"
               "<c s=\"1\"><v>25</v></c><c s=\"1\"><v>-25</v></c><c s=\"1\"><v>1.5</v></c></row>"
               "<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>false</v></c><c t=\"e\"><v>#N/A</v></c>"
               "<c><f>1+1</f><v>2</v></c><c><f>1+1</f></c><c><f>1+1</f><v/></c></row>")},
        {NULL, NULL}};
    assert_rows(changes, "1: =25670|=2567|=1000|=3110012101|=3110012101|=0\n"
                         "2: =0.1|=-12.5|=0.8333333|=0025|=-25|=1.5\n"
                         "3: ?TRUE|?FALSE|!#N/A|=2|%=|%=\n");
}

/* 30 September 1963 is day 23284: 63 years of 365 days, 16 leap days with that of 1900 which is
   none (1900, 04 .. 60), and the 273rd day: 22995 + 16 + 273. */
static void dates_are_found_by_their_format(void **state)
{
    static const struct {
        const char *code;
        bool date;
    } formats[] = {
        {"dd/mm/yyyy", true},
        {"[$-1070000]d/mm/yyyy;@", true},
        {"[$-107041E]d mmmm yyyy;@", true},
        {"[$-D07041E]d mmmm bbbb", true},
        {"B2dd/mm/yyyy", true},
        {"d\\ mmm\\ yyyy", true},
        {"[h]:mm:ss", true},
        {"mm:ss.0", true},
        {"\xE0\xB8\xA7/\xE0\xB8\x94/\xE0\xB8\x9B\xE0\xB8\x9B\xE0\xB8\x9B\xE0\xB8\x9B", true},
        {"General", false},
        {"0.00", false},
        {"#,##0;[Red]-#,##0", false},
        {"0.00E+00", false},
        {"\"day \"0", false},
        {"\\d0", false},
        {"_d0", false},
        {"[$\xE0\xB8\xBF-41E]#,##0.00", false},
        {"#,##0 \xE0\xB8\x84\xE0\xB8\x99;d", false},
        {"[>100]0;0", false},
        {"@", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct text styles = {0}, escaped = {0};
        for (const char *c = formats[i].code; *c; c++)
            *c == '"'   ? text_add(&escaped, "&quot;")
            : *c == '>' ? text_add(&escaped, "&gt;")
                        : text_add_bytes(&escaped, c, 1);
        text_add(&styles,
                 STYLES("<numFmt numFmtId=\"170\" formatCode=\"%s\"/>",
                        "<xf numFmtId=\"0\"/><xf numFmtId=\"170\"/>"),
                 escaped.s);
        const struct part changes[] = {
            {STYLES_PART, styles.s},
            {SHEET_PART, SHEET("<row><c s=\"1\"><v>23284</v></c></row>")},
            {NULL, NULL}};
        assert_rows(changes, formats[i].date ? "1: @1963-09-30(23284)\n" : "1: =23284\n");
        text_clear(&styles);
        text_clear(&escaped);
    }
}

static void built_in_formats_of_dates_need_no_code(void **state)
{
    static const int dates[] = {14, 15, 16, 17, 18, 19, 20, 21, 22, 27,
                                36, 45, 46, 47, 50, 58, 71, 74, 77, 81};
    static const int others[] = {0, 1, 4, 9, 11, 12, 13, 23, 37, 44, 48, 49, 59, 62, 70, 82};
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof *dates + sizeof others / sizeof *others; i++) {
        const bool date = i < sizeof dates / sizeof *dates;
        const int id = date ? dates[i] : others[i - sizeof dates / sizeof *dates];
        struct text styles = {0};
        text_add(&styles, STYLES("", "<xf numFmtId=\"%d\"/>"), id);
        const struct part changes[] = {{STYLES_PART, styles.s},
                                       {SHEET_PART, SHEET("<row><c><v>1</v></c></row>")},
                                       {NULL, NULL}};
        assert_rows(changes, date ? "1: @1900-01-01(1)\n" : "1: =1\n");
        text_clear(&styles);
    }
}

/* Day 60 of 1900 is a 29 February that there was not; day 61 is 1 March. 1904 begins 1,462 days
   later. A day that is no date stays a number; half a day is noon. */
static void both_calendars_of_workbooks_are_known(void **state)
{
    (void)state;
    static const char cells[] =
        SHEET("<row><c s=\"1\"><v>59</v></c><c s=\"1\"><v>60</v></c><c s=\"1\"><v>61</v></c>"
              "<c s=\"1\"><v>0</v></c><c s=\"1\"><v>-1</v></c><c s=\"1\"><v>2958465</v></c>"
              "<c s=\"1\"><v>2958466</v></c><c s=\"1\"><v>23284.5</v></c>"
              "<c s=\"1\"><v>23283.999999999</v></c><c s=\"1\"><v>0.75</v></c>"
              "<c t=\"d\"><v>2026-09-30T00:00:00</v></c></row>");
    const struct part of_1900[] = {{SHEET_PART, cells}, {NULL, NULL}};
    const struct part of_1904[] = {
        {SHEET_PART, cells},
        {BOOK_PART, BOOK_WITH("<workbookPr date1904=\"1\"/>", SHEET_NAMED("districts", "1"))},
        {NULL, NULL}};
    assert_rows(of_1900, "1: @1900-02-28(59)|=60|@1900-03-01(61)|=0|=-1|@9999-12-31(2958465)"
                         "|=2958466|@1963-09-30 12:00:00(23284.5)|@1963-09-30(23283.999999999)"
                         "|=0.75|@2026-09-30T00:00:00\n");
    assert_rows(of_1904, "1: @1904-02-29(59)|@1904-03-01(60)|@1904-03-02(61)|@1904-01-01(0)|=-1"
                         "|=2958465|=2958466|@1967-10-01 12:00:00(23284.5)"
                         "|@1967-10-01(23283.999999999)|@1904-01-01 18:00:00(0.75)"
                         "|@2026-09-30T00:00:00\n");
}

/* ---- rows -------------------------------------------------------------------------------- */

static void gaps_and_blank_ends_do_not_shift_cells(void **state)
{
    (void)state;
    assert_sheet("<row r=\"3\"><c r=\"A3\"><v>1</v></c><c r=\"C3\"><v>3</v></c><c r=\"XFD3\" "
                 "s=\"1\"/></row><row r=\"4\"/><row r=\"5\"><c r=\"B5\"><v>2</v></c></row>"
                 "<row r=\"7\"><c r=\"A7\" t=\"inlineStr\"><is><t>  </t></is></c></row>"
                 "<row r=\"1048576\"><c r=\"A1048576\"><v>9</v></c></row>",
                 "3: =1||=3\n5: |=2|\n1048576: =9||\n");
    /* Neither rows nor cells need say where they are. */
    assert_sheet("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c r=\"B2\"><v>2</v></c><c><v>"
                 "4</v></c></row>",
                 "1: =1||=3\n2: |=2|=4\n");
}

static void what_stands_right_of_the_heads_is_left_out_and_told(void **state)
{
    struct maker maker = {0};
    struct text rows = {0};
    struct book_file *book = NULL;
    struct book_place place;
    struct err err;
    const struct book_merge *merge = NULL;
    const struct part changes[] = {
        {SHEET_PART,
         XML "<worksheet xmlns=\"" MAIN "\"><sheetData><row><c><v>1</v></c></row><row><c "
             "r=\"A2\"><v>2</v></c><c r=\"AB2\"><v>3</v></c><c r=\"AC2\"><v>3</v></c></row></"
             "sheetData><mergeCells count=\"2\"><mergeCell ref=\"A2:A3\"/><mergeCell "
             "ref=\"B7:AA9\"/></mergeCells></worksheet>"},
        {BOOK_PART, BOOK(SHEET_NAMED("districts", "1") "<sheet name=\"x\" sheetId=\"2\" "
                                                       "state=\"hidden\" r:id=\"rId2\"/>")},
        {NULL, NULL}};
    (void)state;
    make_book(&maker, changes);
    assert_ok(book_file_open_bytes(maker.bytes.s, maker.bytes.length, "b.xlsx", &book, &err));
    assert_int_equal(book_file_sheets(book), 2);
    assert_string_equal(book_file_sheet_name(book, 0), "districts");
    assert_false(book_file_sheet_hidden(book, 0));
    assert_true(book_file_sheet_hidden(book, 1));
    assert_int_equal(strlen(book_file_sha256(book)), 64);
    assert_ok(book_file_rows(book, 0, tell_row, &rows, &place, &err));
    assert_string_equal(rows.s, "1: =1\n2: =2\n");
    assert_int_equal(book_file_beyond(book), 27);
    assert_int_equal(book_file_merges(book, &merge), 2);
    assert_memory_equal(&merge[1], (&(struct book_merge){7, 1, 9, 26}), sizeof *merge);
    assert_ok(book_file_rows(book, 1, tell_row, &rows, &place, &err));
    assert_int_equal(book_file_beyond(book), -1);
    assert_int_equal(book_file_merges(book, &merge), 0);
    book_file_close(book);
    text_clear(&rows);
    maker_clear(&maker);
}

static void columns_have_the_letters_of_a_sheet(void **state)
{
    char letters[BOOK_LETTERS];
    (void)state;
    assert_string_equal(book_column_letters(letters, 0), "A");
    assert_string_equal(book_column_letters(letters, 25), "Z");
    assert_string_equal(book_column_letters(letters, 26), "AA");
    assert_string_equal(book_column_letters(letters, 701), "ZZ");
    assert_string_equal(book_column_letters(letters, 16383), "XFD");
}

/* ---- containers -------------------------------------------------------------------------- */

#define GOOD_ROWS "1: code|name_th\n2: =1001|\xE0\xB8\x9E\xE0\xB8\xA3\xE0\xB8\xB0\n"

static void the_strict_dialect_and_absolute_links_are_read(void **state)
{
    (void)state;
    const struct part changes[] = {
        {"_rels/.rels", XML "<Relationships xmlns=\"" PACKAGE "\"><Relationship Id=\"r\" "
                            "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/"
                            "officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>"},
        {BOOK_PART,
         XML "<x:workbook xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
             "xmlns:q=\"http://purl.oclc.org/ooxml/officeDocument/relationships\" "
             "conformance=\"strict\"><x:workbookPr/><x:sheets><x:sheet name=\"districts\" "
             "sheetId=\"1\" q:id=\"rId1\"/></x:sheets></x:workbook>"},
        {LINKS_PART, RELS(REL("rId1", "worksheet", "/xl/worksheets/sheet1.xml")
                              REL("rId2", "sharedStrings", "./../xl/sharedStrings.xml")
                                  REL("rId3", "styles", "/xl/styles.xml"))},
        {SHEET_PART, XML "<worksheet xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
                         "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">"
                         "<mc:AlternateContent><mc:Choice><sheetData><row><c><v>9</v></c></row>"
                         "</sheetData></mc:Choice></mc:AlternateContent><sheetData><row r=\"1\">"
                         "<c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
                         "<row r=\"2\"><c r=\"A2\"><v>1001</v></c><c r=\"B2\" t=\"s\"><v>2</v>"
                         "<extLst><ext uri=\"x\"><v>7</v></ext></extLst></c></row></sheetData>"
                         "</worksheet>"},
        {NULL, NULL}};
    assert_rows(changes, GOOD_ROWS);
}

/* ASCII as UTF-16 with its mark. */
static void add_utf16(struct text *out, const char *ascii, bool big)
{
    text_add_bytes(out, big ? "\xFE\xFF" : "\xFF\xFE", 2);
    for (; *ascii; ascii++) {
        const char pair[2] = {big ? '\0' : *ascii, big ? *ascii : '\0'};
        text_add_bytes(out, pair, 2);
    }
}

static void zips_of_all_makers_are_read(void **state)
{
    static const struct entry_form forms[] = {
        {.store = true}, {.descriptor = true}, {.zip64 = true}, {.store = true, .zip64 = true}};
    (void)state;
    for (size_t i = 0; i < 2 * sizeof forms / sizeof *forms; i++) {
        struct maker maker = {0};
        struct text rows = {0};
        struct book_place place;
        struct err err;
        make_parts(&maker, NULL, forms[i / 2]);
        maker_end(&maker, 0, i % 2 == 1);
        assert_ok(read_all(&maker.bytes, &rows, &place, &err));
        assert_string_equal(rows.s, GOOD_ROWS);
        text_clear(&rows);
        maker_clear(&maker);
    }
}

static void xml_may_be_utf_16(void **state)
{
    (void)state;
    for (int big = 0; big < 2; big++) {
        struct maker maker = {0};
        struct text rows = {0}, sheet = {0};
        struct book_place place;
        struct err err;
        const struct part changes[] = {{SHEET_PART, NULL}, {NULL, NULL}};
        add_utf16(&sheet,
                  "<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet xmlns=\"" MAIN
                  "\"><sheetData><row><c t=\"s\"><v>2</v></c></row></sheetData></worksheet>",
                  big);
        make_parts(&maker, changes, (struct entry_form){0});
        maker_add(&maker, SHEET_PART, sheet.s, sheet.length, (struct entry_form){0});
        maker_end(&maker, 0, false);
        assert_ok(read_all(&maker.bytes, &rows, &place, &err));
        assert_string_equal(rows.s, "1: \xE0\xB8\x9E\xE0\xB8\xA3\xE0\xB8\xB0\n");
        text_clear(&rows);
        text_clear(&sheet);
        maker_clear(&maker);
    }
}

/* ---- harm -------------------------------------------------------------------------------- */

static void assert_refused(const struct text *bytes, const char *what, const char *en,
                           const char *th, int line, int column)
{
    const char *const want[] = {en, th};
    static const enum lang lang[] = {LANG_EN, LANG_TH};
    for (int l = 0; l < 2; l++) {
        struct text rows = {0};
        struct book_place place;
        struct err err = {0};
        lang_set(lang[l]);
        const enum err_code code = read_all(bytes, &rows, &place, &err);
        lang_set(LANG_EN);
        text_clear(&rows);
        if (code != ERR_INPUT) fail_msg("%s: not refused but %d %s", what, code, err.text);
        if (strcmp(err.text, want[l]) != 0)
            fail_msg("%s:\n got '%s'\nwant '%s'", what, err.text, want[l]);
        if (place.line != line || place.column != column)
            fail_msg("%s: at %d, %d", what, place.line, place.column);
    }
}

#define DAMAGED_EN(what)                                                                           \
    "'b.xlsx' is damaged: " what "; open it in Excel or LibreOffice and save it again as .xlsx"
#define DAMAGED_TH(what)                                                                           \
    "'b.xlsx' เสียหาย: " what "; โปรดเปิดใน Excel หรือ LibreOffice แล้วบันทึกใหม่เป็น .xlsx"
#define MISPLACED_EN(what)                                                                         \
    "'" what "' cannot stand here, the workbook is damaged; open it and save it again"
#define MISPLACED_TH(what) "'" what "' ใช้ที่นี่ไม่ได้ สมุดงานผิดเพี้ยน โปรดเปิดแล้วบันทึกใหม่"
#define NO_NUMBER_EN(what) "'" what "' is no number that a workbook can hold"
#define NO_NUMBER_TH(what) "'" what "' ไม่ใช่ตัวเลขที่สมุดงานเก็บได้"
#define NO_BOOK_EN "'b.xlsx' is no workbook, allowed are .xlsx of Excel or LibreOffice, or .csv"
#define NO_BOOK_TH "'b.xlsx' ไม่ใช่สมุดงาน ที่ใช้ได้คือ .xlsx จาก Excel หรือ LibreOffice หรือ .csv"
#define BAD_CELL(cell) SHEET("<row r=\"2\">" cell "</row>")
#define DEEP8(x) "<a><a><a><a><a><a><a><a>" x "</a></a></a></a></a></a></a></a>"

/* One part is other than it should be. */
// clang-format off
static const struct {
    const char *part, *content, *en, *th;
    int line, column;
} wrong_parts[] = {
    {"_rels/.rels", NULL, NO_BOOK_EN, NO_BOOK_TH, 0, -1},
    {"_rels/.rels", RELS(""), NO_BOOK_EN, NO_BOOK_TH, 0, -1},
    {"_rels/.rels", RELS(REL("r", "officeDocument", "../../etc/passwd")),
     DAMAGED_EN("'etc/_rels/passwd.rels' is missing in it"), DAMAGED_TH("ไม่มี 'etc/_rels/passwd.rels' อยู่ข้างใน"), 0, -1},
    {BOOK_PART, NULL, DAMAGED_EN("'xl/workbook.xml' is missing in it"), DAMAGED_TH("ไม่มี 'xl/workbook.xml' อยู่ข้างใน"), 0, -1},
    {LINKS_PART, NULL, DAMAGED_EN("'xl/_rels/workbook.xml.rels' is missing in it"), DAMAGED_TH("ไม่มี 'xl/_rels/workbook.xml.rels' อยู่ข้างใน"), 0, -1},
    {SHEET_PART, NULL, DAMAGED_EN("the sheet 'districts' is missing in it"), DAMAGED_TH("ไม่มีแผ่นงาน 'districts' อยู่ข้างใน"), 0, -1},
    {STYLES_PART, NULL, DAMAGED_EN("'xl/styles.xml' is missing in it"), DAMAGED_TH("ไม่มี 'xl/styles.xml' อยู่ข้างใน"), 0, -1},
    {STRINGS_PART, NULL, DAMAGED_EN("'xl/sharedStrings.xml' is missing in it"), DAMAGED_TH("ไม่มี 'xl/sharedStrings.xml' อยู่ข้างใน"), 0, -1},
    {BOOK_PART, BOOK(""), DAMAGED_EN("it has no sheet"), DAMAGED_TH("ไม่มีแผ่นงาน"), 0, -1},
    {BOOK_PART, SHEET(""), DAMAGED_EN("'xl/workbook.xml' is no workbook"), DAMAGED_TH("'xl/workbook.xml' ไม่ใช่สมุดงาน"), 0, -1},
    {BOOK_PART, BOOK(SHEET_NAMED("a", "1") SHEET_NAMED("A", "2")), DAMAGED_EN("it has two sheets 'A'"), DAMAGED_TH("มีแผ่นงาน 'A' สองแผ่น"), 0, -1},
    {BOOK_PART, BOOK(SHEET_NAMED("a", "7")), DAMAGED_EN("the sheet 'a' is missing in it"), DAMAGED_TH("ไม่มีแผ่นงาน 'a' อยู่ข้างใน"), 0, -1},
    {BOOK_PART, "", DAMAGED_EN("'xl/workbook.xml' is no XML at its line 1"), DAMAGED_TH("'xl/workbook.xml' ไม่ใช่ XML ที่บรรทัด 1"), 0, -1},
    {SHEET_PART, "{\"json\": true}", DAMAGED_EN("'xl/worksheets/sheet1.xml' is no XML at its line 1"), DAMAGED_TH("'xl/worksheets/sheet1.xml' ไม่ใช่ XML ที่บรรทัด 1"), 0, -1},
    {SHEET_PART, STRINGS(""), DAMAGED_EN("'xl/worksheets/sheet1.xml' is no worksheet"), DAMAGED_TH("'xl/worksheets/sheet1.xml' ไม่ใช่แผ่นงาน"), 0, -1},
    {STRINGS_PART, SHEET(""), DAMAGED_EN("'xl/sharedStrings.xml' is no list of texts"), DAMAGED_TH("'xl/sharedStrings.xml' ไม่ใช่รายการข้อความ"), 0, -1},
    {STYLES_PART, SHEET(""), DAMAGED_EN("'xl/styles.xml' holds no formats"), DAMAGED_TH("'xl/styles.xml' ไม่ใช่รูปแบบเซลล์"), 0, -1},
    {SHEET_PART, XML "<worksheet xmlns=\"" MAIN "\"><sheetData><row><c><v>1</v></c></row>",
     DAMAGED_EN("'xl/worksheets/sheet1.xml' is no XML at its line 2"), DAMAGED_TH("'xl/worksheets/sheet1.xml' ไม่ใช่ XML ที่บรรทัด 2"), 0, -1},
    {SHEET_PART, "<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet xmlns=\"" MAIN "\"><sheetData><row><c t=\"str\"><v>&a;</v></c></row></sheetData></worksheet>",
     DAMAGED_EN("'xl/worksheets/sheet1.xml' has a DOCTYPE, which no workbook has"), DAMAGED_TH("'xl/worksheets/sheet1.xml' มี DOCTYPE ซึ่งสมุดงานไม่มี"), 0, -1},
    {BOOK_PART, "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><workbook xmlns=\"" MAIN "\"/>",
     DAMAGED_EN("'xl/workbook.xml' has a DOCTYPE, which no workbook has"), DAMAGED_TH("'xl/workbook.xml' มี DOCTYPE ซึ่งสมุดงานไม่มี"), 0, -1},
    {SHEET_PART, SHEET("<row><c t=\"str\"><v>&bomb;</v></c></row>"),
     DAMAGED_EN("'xl/worksheets/sheet1.xml' is no XML at its line 2"), DAMAGED_TH("'xl/worksheets/sheet1.xml' ไม่ใช่ XML ที่บรรทัด 2"), 0, -1},
    {SHEET_PART, SHEET(DEEP8(DEEP8(DEEP8(DEEP8(DEEP8(DEEP8(DEEP8(DEEP8(""))))))))),
     DAMAGED_EN("'xl/worksheets/sheet1.xml' is nested deeper than 64"), DAMAGED_TH("'xl/worksheets/sheet1.xml' ซ้อนลึกเกิน 64 ชั้น"), 0, -1},
    {SHEET_PART, "<?xml version=\"1.0\" encoding=\"x-none\"?><worksheet/>",
     DAMAGED_EN("'xl/worksheets/sheet1.xml' is no XML at its line 1"), DAMAGED_TH("'xl/worksheets/sheet1.xml' ไม่ใช่ XML ที่บรรทัด 1"), 0, -1},
    {SHEET_PART, SHEET("<row><c t=\"str\"><v>\xFF\xFE</v></c></row>"),
     DAMAGED_EN("'xl/worksheets/sheet1.xml' is no XML at its line 2"), DAMAGED_TH("'xl/worksheets/sheet1.xml' ไม่ใช่ XML ที่บรรทัด 2"), 0, -1},
    {SHEET_PART, XML "<worksheet xmlns=\"" MAIN "\"><sheetData/><mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells></worksheet>",
     DAMAGED_EN("merged cells are no ranges, or more than 65536"), DAMAGED_TH("ช่วงที่ผสานเซลล์ผิดรูปหรือมีเกิน 65536 ช่วง"), 0, -1},
    {SHEET_PART, SHEET("<row r=\"-1\"/>"), MISPLACED_EN("-1"), MISPLACED_TH("-1"), 0, -1},
    {SHEET_PART, SHEET("<row r=\"0\"/>"), MISPLACED_EN("0"), MISPLACED_TH("0"), 0, -1},
    {SHEET_PART, SHEET("<row r=\"1048577\"/>"), MISPLACED_EN("1048577"), MISPLACED_TH("1048577"), 0, -1},
    {SHEET_PART, SHEET("<row r=\"99999999999999999999\"/>"), MISPLACED_EN("99999999999999999999"), MISPLACED_TH("99999999999999999999"), 0, -1},
    {SHEET_PART, SHEET("<row r=\"1048576\"/><row/>"), MISPLACED_EN("<row>"), MISPLACED_TH("<row>"), 1048576, -1},
    {SHEET_PART, SHEET("<row r=\"3\"/><row r=\"3\"/>"), MISPLACED_EN("3"), MISPLACED_TH("3"), 3, -1},
    {SHEET_PART, BAD_CELL("<c r=\"XFE2\"><v>1</v></c>"), MISPLACED_EN("XFE2"), MISPLACED_TH("XFE2"), 2, -1},
    {SHEET_PART, BAD_CELL("<c r=\"A0\"><v>1</v></c>"), MISPLACED_EN("A0"), MISPLACED_TH("A0"), 2, -1},
    {SHEET_PART, BAD_CELL("<c r=\"2\"><v>1</v></c>"), MISPLACED_EN("2"), MISPLACED_TH("2"), 2, -1},
    {SHEET_PART, BAD_CELL("<c r=\"A3\"><v>1</v></c>"), MISPLACED_EN("A3"), MISPLACED_TH("A3"), 2, -1},
    {SHEET_PART, BAD_CELL("<c r=\"A2x\"><v>1</v></c>"), MISPLACED_EN("A2x"), MISPLACED_TH("A2x"), 2, -1},
    {SHEET_PART, BAD_CELL("<c r=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA2\"/>"), MISPLACED_EN("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), MISPLACED_TH("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), 2, -1},
    {SHEET_PART, BAD_CELL("<c r=\"B2\"><v>1</v></c><c r=\"B2\"><v>2</v></c>"), MISPLACED_EN("B2"), MISPLACED_TH("B2"), 2, -1},
    {SHEET_PART, BAD_CELL("<c r=\"B2\"><v>1</v></c><c r=\"A2\"><v>2</v></c>"), MISPLACED_EN("A2"), MISPLACED_TH("A2"), 2, -1},
    {SHEET_PART, BAD_CELL("<c r=\"C2\" t=\"zzz\"><v>1</v></c>"), MISPLACED_EN("zzz"), MISPLACED_TH("zzz"), 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"C2\" s=\"2\"><v>1</v></c>"), MISPLACED_EN("2"), MISPLACED_TH("2"), 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"C2\" s=\"-1\"><v>1</v></c>"), MISPLACED_EN("-1"), MISPLACED_TH("-1"), 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"C2\"><v>NaN</v></c>"), NO_NUMBER_EN("NaN"), NO_NUMBER_TH("NaN"), 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"C2\"><v>inf</v></c>"), NO_NUMBER_EN("inf"), NO_NUMBER_TH("inf"), 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"C2\"><v>0x10</v></c>"), NO_NUMBER_EN("0x10"), NO_NUMBER_TH("0x10"), 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"C2\"><v>1e999</v></c>"), NO_NUMBER_EN("1e999"), NO_NUMBER_TH("1e999"), 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"C2\"><v>1,000</v></c>"), NO_NUMBER_EN("1,000"), NO_NUMBER_TH("1,000"), 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"C2\"><v>99999999999999999999999999999999999999999999999999x</v></c>"),
     NO_NUMBER_EN("999999999999999999999999999999999999999999999999"), NO_NUMBER_TH("999999999999999999999999999999999999999999999999"), 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"C2\" t=\"b\"><v>2</v></c>"), "the cell should be TRUE or FALSE and is neither", "ช่องนี้ควรเป็น TRUE หรือ FALSE แต่ไม่ใช่", 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"C2\" t=\"s\"><v>3</v></c>"),
     "the cell refers to a text that the workbook has not, open it and save it again", "ช่องนี้อ้างข้อความที่สมุดงานไม่มี โปรดเปิดแล้วบันทึกใหม่", 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"C2\" t=\"s\"><v>-1</v></c>"),
     "the cell refers to a text that the workbook has not, open it and save it again", "ช่องนี้อ้างข้อความที่สมุดงานไม่มี โปรดเปิดแล้วบันทึกใหม่", 2, 2},
    {SHEET_PART, BAD_CELL("<c r=\"GS2\"><v>1</v></c>"), "the row of heads has more than the 200 cells allowed", "แถวหัวตารางมีเกิน 200 ช่องที่กำหนด", 2, 200},
};
// clang-format on

static void parts_that_are_wrong_are_refused_by_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong_parts / sizeof *wrong_parts; i++) {
        const struct part changes[] = {{wrong_parts[i].part, wrong_parts[i].content}, {NULL, NULL}};
        struct maker maker = {0};
        char what[128];
        snprintf(what, sizeof what, "case %zu, %.100s", i, wrong_parts[i].en);
        make_book(&maker, changes);
        assert_refused(&maker.bytes, what, wrong_parts[i].en, wrong_parts[i].th,
                       wrong_parts[i].line, wrong_parts[i].column);
        maker_clear(&maker);
    }
}

/* Bytes that are no workbook at all. */
static void files_that_are_no_workbooks_say_what_to_do(void **state)
{
    // clang-format off
    static const struct {
        const char *bytes;
        size_t size;
        const char *en, *th;
    } cases[] = {
        {"", 0, "'b.xlsx' is empty, needed is a workbook .xlsx", "'b.xlsx' ว่างเปล่า ต้องเป็นสมุดงาน .xlsx"},
        {"code,name_th\n", 13, NO_BOOK_EN, NO_BOOK_TH},
        {"\0\0\0\0\0\0\0\0", 8, NO_BOOK_EN, NO_BOOK_TH},
        {"%PDF-1.7", 8, NO_BOOK_EN, NO_BOOK_TH},
        {"PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22, NO_BOOK_EN, NO_BOOK_TH},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", 12,
         "'b.xlsx' is an old .xls file or locked by a password; open it, take off the password and save it as .xlsx",
         "'b.xlsx' เป็นไฟล์ .xls แบบเก่าหรือมีรหัสผ่าน โปรดเปิด ถอดรหัสผ่าน แล้วบันทึกเป็น .xlsx"},
        {"PK\3\4 and nothing else", 21, DAMAGED_EN("it is cut short, or its zip has no directory"), DAMAGED_TH("ไฟล์ขาดตอน หรืออ่านสารบัญของ zip ไม่ได้")},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct text bytes = {.s = (char *)(uintptr_t)cases[i].bytes, .length = cases[i].size};
        assert_refused(&bytes, cases[i].en, cases[i].en, cases[i].th, 0, -1);
    }
    struct err err;
    assert_int_equal(book_file_foreign("old/t.xls", &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "'old/t.xls' is a .xls file, which kru does not read; open it in Excel or "
                 "LibreOffice and save it as .xlsx");
    lang_set(LANG_TH);
    assert_int_equal(book_file_foreign("t.ods", &err), ERR_INPUT);
    assert_string_equal(err.text, "'t.ods' เป็นไฟล์ .ods ซึ่งอ่านไม่ได้ โปรดเปิดใน Excel หรือ LibreOffice "
                                  "แล้วบันทึกเป็น .xlsx");
    lang_set(LANG_EN);
    static const char *const yes[] = {"a.xls", "a.XLSB", "a.ods", "b/c.fods"};
    for (int i = 0; i < 4; i++) assert_true(book_file_is_foreign(yes[i]));
    assert_false(book_file_is_foreign("a.xlsx"));
    assert_true(book_file_is_named("A.XLSX") && book_file_is_named("a.xlsm"));
    assert_false(book_file_is_named("xlsx") || book_file_is_named("a.csv"));
}

struct extra {
    const char *name, *content;
    struct entry_form form;
    const char *en, *th;
};

/* Entries of the zip that no workbook has, beside those of a good one. */
static void entries_that_no_workbook_has_are_refused(void **state)
{
    // clang-format off
    static const struct extra cases[] = {
        {"xl/workbook.bin", "x", {0}, "'b.xlsx' is a binary workbook (.xlsb); open it in Excel and save it as .xlsx",
         "'b.xlsx' เป็นสมุดงานแบบไบนารี (.xlsb) โปรดเปิดใน Excel แล้วบันทึกเป็น .xlsx"},
        {"mimetype", "application/vnd.oasis.opendocument.spreadsheet", {0},
         "'b.xlsx' is an OpenDocument file (.ods); open it in LibreOffice and save it as .xlsx",
         "'b.xlsx' เป็นไฟล์ OpenDocument (.ods) โปรดเปิดใน LibreOffice แล้วบันทึกเป็น .xlsx"},
        {"XL/Workbook.xml", "x", {0}, DAMAGED_EN("it holds 'XL/Workbook.xml' twice"), DAMAGED_TH("มี 'XL/Workbook.xml' สองครั้ง")},
        {"xl/link", "/etc/passwd", {.store = true, .attributes = 0120777}, DAMAGED_EN("'xl/link' is a link"), DAMAGED_TH("'xl/link' เป็นลิงก์")},
        {"xl/secret", "x", {.flags = 1}, "'xl/secret' in 'b.xlsx' is encrypted, save it as .xlsx without a password",
         "'xl/secret' ใน 'b.xlsx' เข้ารหัสไว้ โปรดบันทึกเป็น .xlsx ที่ไม่มีรหัสผ่าน"},
        {"xl/huge", "x", {.claimed = 2000000000}, "'xl/huge' in 'b.xlsx' unzips to more than the 1024 MiB allowed",
         "'xl/huge' ใน 'b.xlsx' คลายแล้วใหญ่เกิน 1024 MiB ที่กำหนด"},
        {"xl/bomb", "x", {.claimed = 64 << 20}, "'xl/bomb' in 'b.xlsx' unzips to more than 250 times its size",
         "'xl/bomb' ใน 'b.xlsx' คลายแล้วใหญ่เกิน 250 เท่าของที่บีบไว้"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct maker maker = {0};
        make_parts(&maker, NULL, (struct entry_form){0});
        maker_add(&maker, cases[i].name, cases[i].content, strlen(cases[i].content), cases[i].form);
        maker_end(&maker, 0, false);
        /* libzip may refuse two entries of one name before we see them. */
        assert_refused(&maker.bytes, cases[i].name, cases[i].en, cases[i].th, 0, -1);
        maker_clear(&maker);
    }
}

/* A sheet whose entry is not what it says. */
static void sheets_that_lie_about_their_bytes_are_refused(void **state)
{
    static const struct entry_form forms[] = {
        {.wrong_checksum = true}, {.method = 12}, {.claimed = 20}};
    // clang-format off
    static const char *const en[] = {
        DAMAGED_EN("'xl/worksheets/sheet1.xml' is cut short or changed"),
        DAMAGED_EN("'xl/worksheets/sheet1.xml' is packed in a way that workbooks do not know"),
        DAMAGED_EN("'xl/worksheets/sheet1.xml' is cut short or changed")};
    static const char *const th[] = {
        DAMAGED_TH("'xl/worksheets/sheet1.xml' ขาดตอนหรือผิดเพี้ยน"),
        DAMAGED_TH("'xl/worksheets/sheet1.xml' บีบด้วยวิธีที่ไม่รู้จัก"),
        DAMAGED_TH("'xl/worksheets/sheet1.xml' ขาดตอนหรือผิดเพี้ยน")};
    // clang-format on
    (void)state;
    for (int i = 0; i < 3; i++) {
        const struct part changes[] = {{SHEET_PART, NULL}, {NULL, NULL}};
        struct maker maker = {0};
        make_parts(&maker, changes, (struct entry_form){0});
        maker_add(&maker, SHEET_PART, SHEET(""), strlen(SHEET("")), forms[i]);
        maker_end(&maker, 0, false);
        assert_refused(&maker.bytes, en[i], en[i], th[i], 0, -1);
        maker_clear(&maker);
    }
}

static void a_hundred_thousand_entries_are_refused_unread(void **state)
{
    static const char en[] = "'b.xlsx' holds 100000 files, allowed are 10000";
    static const char th[] = "'b.xlsx' มีไฟล์ย่อย 100000 ไฟล์ เกิน 10000 ที่กำหนด";
    struct maker maker = {0};
    (void)state;
    for (int i = 0; i < 100000; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%d", i);
        maker_add(&maker, name, "", 0, (struct entry_form){.store = true});
    }
    maker_end(&maker, 0, true);
    assert_refused(&maker.bytes, "entries", en, th, 0, -1);
    maker_clear(&maker);
    /* Few that are promised to be many. */
    make_parts(&maker, NULL, (struct entry_form){0});
    maker_end(&maker, 60000, false);
    assert_refused(&maker.bytes, "promise", "'b.xlsx' holds 60000 files, allowed are 10000",
                   "'b.xlsx' มีไฟล์ย่อย 60000 ไฟล์ เกิน 10000 ที่กำหนด", 0, -1);
    maker_clear(&maker);
}

/* 40 MiB of blanks pack 1000 to 1. */
static void a_bomb_is_refused_before_it_is_unpacked(void **state)
{
    enum { BOMB = 40 << 20 };
    struct maker maker = {0};
    const struct part changes[] = {{SHEET_PART, NULL}, {NULL, NULL}};
    char *blanks = malloc(BOMB);
    (void)state;
    assert_non_null(blanks);
    memset(blanks, ' ', BOMB);
    make_parts(&maker, changes, (struct entry_form){0});
    maker_add(&maker, SHEET_PART, blanks, BOMB, (struct entry_form){0});
    maker_end(&maker, 0, false);
    assert_refused(&maker.bytes, "bomb",
                   "'xl/worksheets/sheet1.xml' in 'b.xlsx' unzips to more than 250 times its size",
                   "'xl/worksheets/sheet1.xml' ใน 'b.xlsx' คลายแล้วใหญ่เกิน 250 เท่าของที่บีบไว้", 0, -1);
    maker_clear(&maker);
    free(blanks);
}

static void add_times(struct text *out, const char *piece, int times)
{
    for (int i = 0; i < times; i++) text_add_bytes(out, piece, strlen(piece));
}

/* A sheet of `head`, `piece` many times, and `tail`. */
static void assert_long_refused(const char *head, const char *piece, int times, const char *tail,
                                const char *en, const char *th, int line, int column)
{
    struct maker maker = {0};
    struct text sheet = {0};
    text_add(&sheet, "%s", head);
    add_times(&sheet, piece, times);
    text_add(&sheet, "%s", tail);
    const struct part changes[] = {{SHEET_PART, sheet.s}, {NULL, NULL}};
    make_book(&maker, changes);
    assert_refused(&maker.bytes, en, en, th, line, column);
    text_clear(&sheet);
    maker_clear(&maker);
}

#define SHEET_HEAD XML "<worksheet xmlns=\"" MAIN "\"><sheetData>"
#define SHEET_TAIL "</sheetData></worksheet>"

static void what_grows_without_end_is_refused_at_its_limit(void **state)
{
    (void)state;
    /* One million columns: the 16,385th has no letter. */
    assert_long_refused(SHEET_HEAD "<row>", "<c/>", 1000000, "</row>" SHEET_TAIL,
                        MISPLACED_EN("<c>"), MISPLACED_TH("<c>"), 1, -1);
    assert_long_refused(SHEET_HEAD "<row><c t=\"str\"><v>", "0123456789abcdef", 8193,
                        "</v></c></row>" SHEET_TAIL,
                        "a cell holds more than the 131072 bytes of text allowed",
                        "ข้อความในช่องยาวเกิน 131072 ไบต์ที่กำหนด", 1, 0);
    assert_long_refused(
        SHEET_HEAD "<row r=\"", "0123456789abcdef", 80000, "\"/>" SHEET_TAIL,
        DAMAGED_EN("'xl/worksheets/sheet1.xml' has a tag of more than 1048576 bytes"),
        DAMAGED_TH("'xl/worksheets/sheet1.xml' มีแท็กยาวเกิน 1048576 ไบต์"), 0, -1);
    assert_long_refused(
        SHEET_HEAD "<!--", "0123456789abcdef", 80000, "-->" SHEET_TAIL,
        DAMAGED_EN("'xl/worksheets/sheet1.xml' has a tag of more than 1048576 bytes"),
        DAMAGED_TH("'xl/worksheets/sheet1.xml' มีแท็กยาวเกิน 1048576 ไบต์"), 0, -1);
}

static void sheets_and_styles_have_limits_too(void **state)
{
    struct maker maker = {0};
    struct text part = {0};
    (void)state;
    text_add(&part, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" LINKS "\"><sheets>");
    for (int i = 0; i < 1001; i++)
        text_add(&part, "<sheet name=\"s%d\" sheetId=\"%d\" r:id=\"rId1\"/>", i, i + 1);
    text_add(&part, "</sheets></workbook>");
    make_book(&maker, (const struct part[]){{BOOK_PART, part.s}, {NULL, NULL}});
    assert_refused(&maker.bytes, "sheets", "'b.xlsx' has more than the 1000 sheets allowed",
                   "'b.xlsx' มีเกิน 1000 แผ่นงานที่กำหนด", 0, -1);
    maker_clear(&maker);
    text_clear(&part);
    text_add(&part, XML "<styleSheet xmlns=\"" MAIN "\"><cellXfs>");
    add_times(&part, "<xf/>", 65537);
    text_add(&part, "</cellXfs></styleSheet>");
    make_book(&maker, (const struct part[]){{STYLES_PART, part.s}, {NULL, NULL}});
    assert_refused(&maker.bytes, "styles", DAMAGED_EN("it has more than 65536 formats of cells"),
                   DAMAGED_TH("มีรูปแบบเซลล์เกิน 65536 แบบ"), 0, -1);
    maker_clear(&maker);
    text_clear(&part);
}

static void texts_and_links_have_limits_too(void **state)
{
    struct maker maker = {0};
    struct text part = {0};
    const struct part without_texts[] = {{STRINGS_PART, NULL}, {NULL, NULL}};
    (void)state;
    text_add(&part, XML "<sst xmlns=\"" MAIN "\">");
    add_times(&part, "<si/>", (2 << 20) + 1);
    text_add(&part, "</sst>");
    make_parts(&maker, without_texts, (struct entry_form){0});
    maker_add(&maker, STRINGS_PART, part.s, part.length, (struct entry_form){.store = true});
    maker_end(&maker, 0, false);
    assert_refused(&maker.bytes, "texts",
                   "'b.xlsx' has more than the 2097152 texts or 128 MiB of them allowed",
                   "'b.xlsx' มีข้อความเกิน 2097152 ข้อความหรือ 128 MiB ที่กำหนด", 0, -1);
    maker_clear(&maker);
    text_clear(&part);
    text_add(&part, XML "<Relationships xmlns=\"" PACKAGE "\">");
    add_times(&part, "<Relationship Id=\"a\" Type=\"b\" Target=\"c\"/>", 10001);
    text_add(&part, "</Relationships>");
    make_book(&maker, (const struct part[]){{LINKS_PART, part.s}, {NULL, NULL}});
    assert_refused(&maker.bytes, "links",
                   DAMAGED_EN("'xl/_rels/workbook.xml.rels' has more than 10000 links"),
                   DAMAGED_TH("'xl/_rels/workbook.xml.rels' มีลิงก์เกิน 10000 ลิงก์"), 0, -1);
    maker_clear(&maker);
    text_clear(&part);
}

/* Three parts of 900 MiB each, as they say: 2,700 MiB are more than 2,048. */
static void all_parts_together_have_a_limit(void **state)
{
    enum { SIZE = 4 << 20 };
    struct maker maker = {0};
    char *blanks = calloc(1, SIZE);
    (void)state;
    assert_non_null(blanks);
    make_parts(&maker, NULL, (struct entry_form){0});
    for (int i = 0; i < 3; i++) {
        const char *const names[] = {"a", "b", "c"};
        maker_add(&maker, names[i], blanks, SIZE,
                  (struct entry_form){.store = true, .claimed = 900u << 20});
    }
    maker_end(&maker, 0, false);
    assert_refused(&maker.bytes, "all", "'c' in 'b.xlsx' unzips to more than the 2048 MiB allowed",
                   "'c' ใน 'b.xlsx' คลายแล้วใหญ่เกิน 2048 MiB ที่กำหนด", 0, -1);
    maker_clear(&maker);
    free(blanks);
}

static void a_byte_0_in_a_sheet_is_refused(void **state)
{
    static const char sheet[] = XML "<worksheet xmlns=\"" MAIN "\"><sheetData><row><c "
                                    "t=\"str\"><v>a\0b</v></c></row></sheetData></worksheet>";
    struct maker maker = {0};
    (void)state;
    make_parts(&maker, (const struct part[]){{SHEET_PART, NULL}, {NULL, NULL}},
               (struct entry_form){0});
    maker_add(&maker, SHEET_PART, sheet, sizeof sheet - 1, (struct entry_form){0});
    maker_end(&maker, 0, false);
    assert_refused(&maker.bytes, "byte 0",
                   DAMAGED_EN("'xl/worksheets/sheet1.xml' is no XML at its line 2"),
                   DAMAGED_TH("'xl/worksheets/sheet1.xml' ไม่ใช่ XML ที่บรรทัด 2"), 0, -1);
    maker_clear(&maker);
}

static void a_workbook_cut_short_anywhere_is_refused(void **state)
{
    struct maker maker = {0};
    (void)state;
    make_book(&maker, NULL);
    const size_t whole = maker.bytes.length;
    for (size_t length = 0; length < whole; length += 3) {
        struct text rows = {0};
        struct book_place place;
        struct err err = {0};
        char *bytes = malloc(length + 1); /* of its own, so that a byte too far is seen */
        assert_non_null(bytes);
        memcpy(bytes, maker.bytes.s, length);
        const struct text cut = {.s = bytes, .length = length};
        assert_int_equal(read_all(&cut, &rows, &place, &err), ERR_INPUT);
        assert_true(*err.text);
        text_clear(&rows);
        free(bytes);
    }
    maker_clear(&maker);
}

static void a_file_of_more_than_256_mib_is_refused_unread(void **state)
{
    char path[512];
    struct book_file *book = NULL;
    struct err err;
    (void)state;
    snprintf(path, sizeof path, "%s/large-book-%ld.xlsx", KRU_BUILD, (long)getpid());
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), (256L << 20) + 1), 0);
    fclose(file);
    const enum err_code code = book_file_open(path, "b.xlsx", &book, &err);
    lang_set(LANG_TH);
    struct err thai;
    const enum err_code again = book_file_open(path, "b.xlsx", &book, &thai);
    lang_set(LANG_EN);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(code, ERR_INPUT);
    assert_error(err, ERR_INPUT, "'b.xlsx' is larger than the 256 MiB allowed");
    assert_int_equal(again, ERR_INPUT);
    assert_string_equal(thai.text, "'b.xlsx' ใหญ่เกิน 256 MiB ที่กำหนด");
}

static void files_are_opened_or_refused_by_name(void **state)
{
    struct book_file *book = NULL;
    struct err err;
    (void)state;
    assert_int_equal(book_file_open("/nowhere/b.xlsx", "b.xlsx", &book, &err), ERR_NOT_FOUND);
    assert_error(err, ERR_NOT_FOUND, "no file or folder '/nowhere/b.xlsx'");
    assert_int_equal(book_file_open("/", "b.xlsx", &book, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, NO_BOOK_EN);
    assert_int_equal(book_file_open("/dev/zero", "b.xlsx", &book, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, NO_BOOK_EN);
    assert_null(book);
}

/* ---- chance ------------------------------------------------------------------------------ */

/* A change of the zip seldom gets beyond its checksums, so every second one is of a part. */
static void mutated_book(struct maker *maker, uint64_t *seed)
{
    const int changed = (int)(chance(seed) % (2 * GOOD_PARTS));
    const struct entry_form form = {.store = chance(seed) % 2 == 0};
    for (int p = 0; p < GOOD_PARTS; p++) {
        struct text content = {0};
        text_add(&content, "%s", good_parts[p].content);
        if (p == changed) mutate(&content, seed);
        maker_add(maker, good_parts[p].name, content.s, content.length, form);
        text_clear(&content);
    }
    maker_end(maker, 0, false);
    if (changed >= GOOD_PARTS) mutate(&maker->bytes, seed);
}

/* KRU_MUTATIONS=200000 tries more, KRU_SEED others. */
static void mutated_workbooks_are_read_or_refused_by_one_sentence(void **state)
{
    const char *more = getenv("KRU_MUTATIONS"), *other = getenv("KRU_SEED");
    const long rounds = more ? strtol(more, NULL, 10) : 2000;
    uint64_t seed = other ? strtoull(other, NULL, 10) : 20260930;
    long good = 0;
    (void)state;
    for (long i = 0; i < rounds; i++) {
        const uint64_t start = seed;
        struct maker maker = {0};
        struct text rows = {0};
        struct book_place place;
        struct err err = {0};
        mutated_book(&maker, &seed);
        const enum err_code code = read_all(&maker.bytes, &rows, &place, &err);
        if (code != ERR_OK && (code != ERR_INPUT || !*err.text || strchr(err.text, '\n')))
            fail_msg("seed %llu: %d '%s'", (unsigned long long)start, code, err.text);
        good += code == ERR_OK;
        text_clear(&rows);
        maker_clear(&maker);
    }
    if (more) print_message("%ld of %ld were read\n", good, rounds);
    assert_true(good > 0 && good < rounds);
}

static const struct CMUnitTest cases[] = {
    CASE(texts_are_read_in_all_their_forms),
    CASE(numbers_are_written_as_people_write_them),
    CASE(dates_are_found_by_their_format),
    CASE(built_in_formats_of_dates_need_no_code),
    CASE(both_calendars_of_workbooks_are_known),
    CASE(gaps_and_blank_ends_do_not_shift_cells),
    CASE(what_stands_right_of_the_heads_is_left_out_and_told),
    CASE(columns_have_the_letters_of_a_sheet),
    CASE(the_strict_dialect_and_absolute_links_are_read),
    CASE(zips_of_all_makers_are_read),
    CASE(xml_may_be_utf_16),
    CASE(parts_that_are_wrong_are_refused_by_sentence),
    CASE(files_that_are_no_workbooks_say_what_to_do),
    CASE(entries_that_no_workbook_has_are_refused),
    CASE(sheets_that_lie_about_their_bytes_are_refused),
    CASE(a_hundred_thousand_entries_are_refused_unread),
    CASE(a_bomb_is_refused_before_it_is_unpacked),
    CASE(what_grows_without_end_is_refused_at_its_limit),
    CASE(sheets_and_styles_have_limits_too),
    CASE(texts_and_links_have_limits_too),
    CASE(all_parts_together_have_a_limit),
    CASE(a_byte_0_in_a_sheet_is_refused),
    CASE(a_workbook_cut_short_anywhere_is_refused),
    CASE(a_file_of_more_than_256_mib_is_refused_unread),
    CASE(files_are_opened_or_refused_by_name),
    CASE(mutated_workbooks_are_read_or_refused_by_one_sentence),
};
TEST_MAIN(cases)
