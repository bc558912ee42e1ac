/* Pages: what is put on them is what a reader copies out, and nothing falls off an edge. */
#define _XOPEN_SOURCE 700
#include "report/page.h"

#include "base/lang.h"
#include "base/mem.h"
#include "tests/test.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct page_frame frame = {.title = "A title",
                                        .subject = "a subject",
                                        .made = "made",
                                        .warning = "warned",
                                        .created = "2026-11-22T03:37:58Z"};

enum { COMMAND = 512 };
static char path[256]; /* of the document of the running case */

static void make(const struct page_frame *how, page_write_fn write, const void *context)
{
    struct err err;
    struct text bytes = {0};
    snprintf(path, sizeof path, "%s/page-%ld.pdf", KRU_BUILD, (long)getpid());
    assert_ok(pages_make(how, write, context, &bytes, &err));
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.s, 1, bytes.length, file), bytes.length);
    assert_int_equal(fclose(file), 0);
    text_clear(&bytes);
}

/* What a tool of poppler says of the document; free() it. */
static char *ask(const char *tool, const char *arguments, const char *to)
{
    char command[COMMAND];
    struct text said = {0};
    char bytes[4096];
    size_t count;
    snprintf(command, sizeof command, "%s %s '%s' %s", tool, arguments, path, to);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    while ((count = fread(bytes, 1, sizeof bytes, pipe)) > 0) text_add_bytes(&said, bytes, count);
    assert_int_equal(pclose(pipe), 0);
    return said.s ? said.s : mem_text("");
}

static char *page_text(int page)
{
    char pages[64];
    snprintf(pages, sizeof pages, "-layout -f %d -l %d", page, page);
    return ask("pdftotext", pages, "-");
}

static int page_count(void)
{
    char *info = ask("pdfinfo", "", "");
    const char *at = strstr(info, "Pages:");
    assert_non_null(at);
    const int count = (int)strtol(at + 6, NULL, 10);
    free(info);
    return count;
}

static void without_blanks(char *text)
{
    char *to = text;
    for (const char *c = text; *c; c++)
        if (!strchr(" \n\r\t\f", *c)) *to++ = *c;
    *to = '\0';
}

static void assert_within(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("'%s' is not in:\n%s", part, text);
}

/* ---- texts --------------------------------------------------------------------------- */

static const char *const hard_words[] = {"ป้ำ น้ำ กำลัง ผู้ที่ ญี่ปุ่น ที่ ปี่ ฟ้า ผู้ใหญ่ ซื้อ เก้าอี้ ฐานะ หญ้า กตัญญู",
                                         "โรงเรียนวัดปทุมวนาราม ในพระราชูปถัมภ์สมเด็จพระเทพรัตนราชสุดาฯ",
                                         "Teachers 1,234 (12.5 %) – fiscal year ๒๕๖๗/2567"};
enum { HARD_WORDS = sizeof hard_words / sizeof *hard_words };

static void write_hard_words(struct pages *pages, const void *context)
{
    (void)context;
    for (int i = 0; i < HARD_WORDS; i++) {
        page_heading(pages, 1, hard_words[i]);
        page_paragraph(pages, hard_words[i]);
        page_point(pages, hard_words[i]);
    }
}

/* Readers go by the order in the file, by where letters stand, or by lines. */
static void text_copies_out_as_it_was_put_in(void **state)
{
    static const char *const mode[] = {"-raw", "", "-layout"};
    (void)state;
    make(&frame, write_hard_words, NULL);
    for (size_t m = 0; m < sizeof mode / sizeof *mode; m++) {
        char *text = ask("pdftotext", mode[m], "-");
        assert_within(text, "ป้ำ น้ำ กำลัง ผู้ที่ ญี่ปุ่น ที่ ปี่ ฟ้า ผู้ใหญ่ ซื้อ"); /* blanks, too */
        without_blanks(text);
        for (int i = 0; i < HARD_WORDS; i++) {
            char want[512];
            snprintf(want, sizeof want, "%s", hard_words[i]);
            without_blanks(want);
            const char *at = text; /* as heading, paragraph and point */
            for (int times = 0; times < 3; times++) {
                at = strstr(at, want);
                if (!at) fail_msg("'%s' is not there three times in:\n%s", want, text);
                at += strlen(want);
            }
        }
        free(text);
    }
}

static void only_noto_sans_and_noto_sans_thai_are_embedded(void **state)
{
    (void)state;
    make(&frame, write_hard_words, NULL);
    char *fonts = ask("pdffonts", "", "");
    int count = 0;
    /* Two lines of heads; then "ABCDEF+NotoSansThai-Regular ... yes yes yes" */
    char *line = strchr(strchr(fonts, '\n') + 1, '\n') + 1;
    for (; *line; line = strchr(line, '\n') + 1, count++) {
        const char *name = strchr(line, '+');
        assert_non_null(name);
        if (strncmp(name, "+NotoSans-", 10) != 0 && strncmp(name, "+NotoSansThai-", 14) != 0)
            fail_msg("another font: %s", line);
    }
    assert_true(count >= 2);
    free(fonts);
}

static void write_strange(struct pages *pages, const void *context)
{
    page_paragraph(pages, context);
}

static void control_and_unknown_letters_become_question_marks(void **state)
{
    (void)state;
    /* Escape, tab, delete, a C1 control, right-to-left override, line separator, a byte that is no
       UTF-8, Chinese: one mark for each. */
    make(&frame, write_strange,
         "a\033b\tc\177d\xC2\x85"
         "e\xE2\x80\xAE"
         "f\xE2\x80\xA8"
         "g\xFF"
         "h\xE4\xB8\xAD"
         "i <b>bold</b> &amp;");
    char *text = ask("pdftotext", "-raw", "-");
    assert_within(text, "a?b?c?d?e?f?g?h?i <b>bold</b> &amp;");
    free(text);
}

/* ---- tables -------------------------------------------------------------------------- */

// clang-format off
static const struct table_column columns[] = {
    {"name",  "ชื่อ",  "name of the row", CELL_TEXT, false},
    {"count", "จำนวน", "how many",        CELL_INT,  true},
};
// clang-format on

static struct table *rows_table(int rows)
{
    struct table *table = table_new("A table", columns, 2);
    for (int i = 1; i <= rows; i++) {
        char name[32];
        snprintf(name, sizeof name, "row-%d-end", i);
        table_row(table);
        table_text(table, name);
        table_int(table, 1000 + i);
    }
    table_note(table, "a note");
    return table;
}

static void write_table(struct pages *pages, const void *context)
{
    page_table(pages, context, NULL);
}

static int times_in(const char *text, const char *part)
{
    int times = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part)) times++;
    return times;
}

static void heads_stand_again_on_each_page_and_the_sum_once(void **state)
{
    (void)state;
    struct table *table = rows_table(200);
    make(&frame, write_table, table);
    const int pages = page_count();
    assert_true(pages >= 3);
    for (int page = 1; page <= pages; page++) {
        char *text = page_text(page), number[32];
        snprintf(number, sizeof number, "page %d of %d", page, pages);
        assert_within(text, number);
        assert_within(text, "warned");
        assert_within(text, "A title");
        assert_int_equal(times_in(text, "name of the row"), 1);
        assert_int_equal(times_in(text, "total"), page == pages);
        free(text);
    }
    char *all = ask("pdftotext", "-layout", "-");
    for (int i = 1; i <= 200; i++) {
        char name[32];
        snprintf(name, sizeof name, "row-%d-end", i);
        assert_int_equal(times_in(all, name), 1);
    }
    assert_within(all, "220,100"); /* 200 * 1,000 + 1 + ... + 200 */
    assert_within(all, "a note");
    free(all);
    table_free(table);
}

/* Wherever the end of a page falls, three rows or more stand before the sum on the last page. */
static void the_last_rows_and_the_sum_stay_together(void **state)
{
    (void)state;
    for (int rows = 44; rows <= 58; rows++) {
        struct table *table = rows_table(rows);
        make(&frame, write_table, table);
        char *text = page_text(page_count());
        if (times_in(text, "-end") < 3)
            fail_msg("%d rows: the last page has %d", rows, times_in(text, "-end"));
        assert_int_equal(times_in(text, "total"), 1);
        free(text);
        table_free(table);
    }
}

static void write_heading_low(struct pages *pages, const void *context)
{
    struct table *table = rows_table(100);
    page_space(pages, 1.0);
    for (int i = 0; i < *(const int *)context; i++) page_paragraph(pages, "filling");
    page_heading(pages, 1, "the heading");
    page_table(pages, table, NULL);
    table_free(table);
}

static void a_heading_is_not_parted_from_its_table(void **state)
{
    (void)state;
    /* A page holds about 30 lines: the heading is pushed over its end line by line. */
    for (int lines = 26; lines <= 36; lines++) {
        make(&frame, write_heading_low, &lines);
        for (int page = 1, pages = page_count(); page <= pages; page++) {
            char *text = page_text(page);
            if (strstr(text, "the heading")) assert_within(text, "row-3-end");
            free(text);
        }
    }
}

/* Every word of every page stands inside the paper. */
static void assert_inside(void)
{
    char *boxes = ask("pdftotext", "-bbox", "-");
    double width = 0.0, height = 0.0;
    int words = 0;
    for (char *line = boxes; line && *line; line = strchr(line, '\n')) {
        double x0, y0, x1, y1;
        line += *line == '\n';
        if (sscanf(line, " <page width=\"%lf\" height=\"%lf\"", &width, &height) == 2) continue;
        if (sscanf(line, " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &x0, &y0,
                   &x1, &y1) != 4)
            continue;
        words++;
        if (!(x0 > 20.0 && y0 > 10.0 && x1 < width - 20.0 && y1 < height - 10.0))
            fail_msg("outside of %.0f x %.0f: %.120s", width, height, line);
    }
    assert_true(words > 0);
    free(boxes);
}

static void a_hundred_long_names_do_not_break_a_page(void **state)
{
    (void)state;
    static const char *const payload[] = {"=cmd|'/c calc'!A1",
                                          "<script>alert(1)</script>",
                                          "\033[31mแดง\033[0m",
                                          "'; DROP TABLE school; --",
                                          "%s%n%x",
                                          "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"};
    struct table *table = table_new("Names", columns, 2);
    for (int i = 0; i < 100; i++) {
        struct text name = {0};
        const char *piece = payload[i % 6];
        while (name.length < 600) text_add(&name, "%s", piece);
        table_row(table);
        table_text(table, name.s);
        table_int(table, i);
        text_clear(&name);
    }
    make(&frame, write_table, table);
    assert_inside();
    char *text = ask("pdftotext", "-raw", "-");
    assert_within(text, "<script>alert(1)</script>");
    assert_within(text, "?[31m");
    assert_null(strchr(text, '\033'));
    free(text);
    table_free(table);
}

static void write_wide(struct pages *pages, const void *context)
{
    page_paragraph(pages, "before");
    page_table(pages, context, NULL);
    page_paragraph(pages, "after");
}

static void a_wide_table_stands_in_landscape_and_what_follows_upright(void **state)
{
    (void)state;
    enum { WIDE = 20 };
    struct table_column wide[WIDE];
    for (int c = 0; c < WIDE; c++) wide[c] = (struct table_column){"k", "k", "k", CELL_INT, false};
    struct table *table = table_new("Wide", wide, WIDE);
    table_row(table);
    /* 20 columns of "100,000,000": at 6.5 points each takes 39 points with its padding, together
       780: more than the 499 of an upright page, less than ... nothing but landscape holds it. */
    for (int c = 0; c < WIDE; c++) table_int(table, 100000000);
    make(&frame, write_wide, table);
    assert_int_equal(page_count(), 3);
    assert_inside();
    char *boxes = ask("pdftotext", "-bbox", "-");
    const char *first = strstr(boxes, "<page "), *second = strstr(first + 1, "<page ");
    const char *third = strstr(second + 1, "<page ");
    assert_int_equal(strncmp(first, "<page width=\"595.", 17), 0);
    assert_int_equal(strncmp(second, "<page width=\"841.", 17), 0);
    assert_int_equal(strncmp(third, "<page width=\"595.", 17), 0);
    free(boxes);
    table_free(table);
}

/* ---- contents ------------------------------------------------------------------------ */

static void write_chapters(struct pages *pages, const void *context)
{
    page_contents(pages, "Contents");
    for (int i = 1; i <= *(const int *)context; i++) {
        char name[64];
        snprintf(name, sizeof name, "Chapter%03d", i);
        page_heading(pages, i % 2 ? 1 : 2, name);
        for (int k = 0; k < i % 7; k++) page_paragraph(pages, "words");
        if (i % 3 == 0) page_break(pages);
    }
}

static void contents_name_the_pages_on_which_headings_stand(void **state)
{
    (void)state;
    const int counts[] = {5, 120}; /* the second fills more than one page of contents */
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++) {
        make(&frame, write_chapters, &counts[n]);
        const int pages = page_count();
        int found = 0;
        char *contents = ask("pdftotext", "-layout", "-");
        for (int page = 2; page <= pages; page++) {
            char *text = page_text(page);
            if (strstr(text, "Contents")) {
                free(text);
                continue;
            }
            for (int i = 1; i <= counts[n]; i++) {
                char name[64];
                snprintf(name, sizeof name, "Chapter%03d", i);
                if (!strstr(text, name)) continue;
                const char *line = strstr(contents, name);
                assert_int_equal(
                    strtol(line + strlen(name) + strspn(line + strlen(name), " ."), NULL, 10),
                    page);
                found++;
            }
            free(text);
        }
        assert_int_equal(found, counts[n]);
        free(contents);
    }
}

/* ---- charts -------------------------------------------------------------------------- */

static void write_charts(struct pages *pages, const void *context)
{
    static const char *const label[] = {"2567", "2568", "2569"};
    static const double one[] = {10.0, 20.0, 30.0}, two[] = {5.0, 0.0, 12.0},
                        none[] = {0.0, 0.0, 0.0};
    (void)context;
    for (int kind = CHART_BARS; kind <= CHART_LINES; kind++)
        page_chart(pages,
                   &(struct page_chart){.kind = (enum chart_kind)kind,
                                        .title = "Chart title",
                                        .summary = "One sentence.",
                                        .unit = "people",
                                        .axis = "fiscal year",
                                        .points = 3,
                                        .label = label,
                                        .count = 2,
                                        .series = {{"series one", one}, {"series two", two}}});
    page_chart(pages, &(struct page_chart){.kind = CHART_LINES,
                                           .title = "Nothing",
                                           .summary = "All is 0.",
                                           .unit = "people",
                                           .axis = "fiscal year",
                                           .points = 3,
                                           .label = label,
                                           .count = 1,
                                           .series = {{"none", none}}});
}

static void charts_have_title_sentence_axes_unit_and_legend(void **state)
{
    (void)state;
    make(&frame, write_charts, NULL);
    assert_inside();
    char *text = ask("pdftotext", "-raw", "-");
    assert_int_equal(times_in(text, "Chart title"), 3);
    assert_int_equal(times_in(text, "One sentence."), 3);
    assert_int_equal(times_in(text, "series one"), 3);
    assert_int_equal(times_in(text, "fiscal year"), 4);
    assert_int_equal(times_in(text, "people"), 4);
    assert_int_equal(times_in(text, "2568"), 4);
    assert_within(text, "42"); /* 30 + 12 over the last stack */
    free(text);
}

/* ---- the whole ----------------------------------------------------------------------- */

static void the_same_calls_give_the_same_bytes(void **state)
{
    (void)state;
    struct err err;
    struct text first = {0}, second = {0};
    assert_ok(pages_make(&frame, write_charts, NULL, &first, &err));
    assert_ok(pages_make(&frame, write_charts, NULL, &second, &err));
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.s, second.s, first.length);
    text_clear(&first);
    text_clear(&second);
}

static void a_document_of_one_page_is_set_smaller(void **state)
{
    (void)state;
    struct page_frame one = frame;
    struct table *table = rows_table(60); /* about a page and a third */
    make(&frame, write_table, table);
    assert_int_equal(page_count(), 2);
    one.one_page = true;
    make(&one, write_table, table);
    assert_int_equal(page_count(), 1);
    assert_inside();
    table_free(table);
}

static void metadata_are_the_title_and_the_date_given(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    make(&frame, write_hard_words, NULL);
    char *info = ask("pdfinfo", "-isodates", "");
    assert_within(info, "A title");
    assert_within(info, "2026-11-22T03:37:58");
    assert_null(strstr(info, "Author:"));
    free(info);
}

static void a_missing_font_is_named_with_its_package(void **state)
{
    (void)state;
    struct err err;
    struct text bytes = {0};
    char config[300];
    snprintf(config, sizeof config, "%s/no-fonts-%ld.conf", KRU_BUILD, (long)getpid());
    FILE *file = fopen(config, "w");
    assert_non_null(file);
    fputs("<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n"
          "<fontconfig><dir>/nowhere</dir></fontconfig>\n",
          file);
    fclose(file);
    setenv("FONTCONFIG_FILE", config, 1);
    assert_int_equal(pages_make(&frame, write_hard_words, NULL, &bytes, &err), ERR_CONFIG);
    assert_error(err, ERR_CONFIG,
                 "the font 'Noto Sans' is missing, PDF needs it: install the package "
                 "fonts-noto-core");
    lang_set(LANG_TH);
    assert_int_equal(pages_make(&frame, write_hard_words, NULL, &bytes, &err), ERR_CONFIG);
    assert_error(err, ERR_CONFIG,
                 "ไม่มีแบบอักษร 'Noto Sans' จึงเขียน PDF ไม่ได้ ต้องติดตั้งแพ็กเกจ fonts-noto-core");
    assert_int_equal(bytes.length, 0);
    remove(config);
}

static int remove_document(void **state)
{
    (void)state;
    lang_set(LANG_EN);
    if (*path && !getenv("KEEP")) remove(path);
    return 0;
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(text_copies_out_as_it_was_put_in, NULL, remove_document),
    CASE_WITH(only_noto_sans_and_noto_sans_thai_are_embedded, NULL, remove_document),
    CASE_WITH(control_and_unknown_letters_become_question_marks, NULL, remove_document),
    CASE_WITH(heads_stand_again_on_each_page_and_the_sum_once, NULL, remove_document),
    CASE_WITH(the_last_rows_and_the_sum_stay_together, NULL, remove_document),
    CASE_WITH(a_heading_is_not_parted_from_its_table, NULL, remove_document),
    CASE_WITH(a_hundred_long_names_do_not_break_a_page, NULL, remove_document),
    CASE_WITH(a_wide_table_stands_in_landscape_and_what_follows_upright, NULL, remove_document),
    CASE_WITH(contents_name_the_pages_on_which_headings_stand, NULL, remove_document),
    CASE_WITH(charts_have_title_sentence_axes_unit_and_legend, NULL, remove_document),
    CASE_WITH(the_same_calls_give_the_same_bytes, NULL, remove_document),
    CASE_WITH(a_document_of_one_page_is_set_smaller, NULL, remove_document),
    CASE_WITH(metadata_are_the_title_and_the_date_given, NULL, remove_document),
    CASE_WITH(a_missing_font_is_named_with_its_package, NULL, remove_document),
};
TEST_MAIN(cases)
