/* CSV bytes to rows: limits, encodings, delimiters, quotes and line numbers. */
#define _POSIX_C_SOURCE 200809L
#include "data/csv_file.h"

#include "base/mem.h"
#include "tests/store/scratch.h"

#include <stdlib.h>

/* Rows as text: "1:a|b" a line of the file and its cells, one row a line. */
static void note_row(void *context, const struct csv_row *row)
{
    struct text *out = context;
    text_add(out, "%d:", row->line);
    for (int i = 0; i < row->cells; i++) text_add(out, "%s%s", i ? "|" : "", row->cell[i]);
    text_add(out, "\n");
}

static void assert_rows(const char *bytes, const char *want)
{
    struct err err;
    struct text utf8 = {0}, rows = {0};
    bool converted = false;
    int line = 0;
    assert_ok(csv_file_decode(bytes, strlen(bytes), "x.csv", &utf8, &converted, &err));
    assert_ok(csv_file_rows(&utf8, "x.csv", note_row, &rows, &line, &err));
    assert_string_equal(text_s(&rows), want);
    text_clear(&utf8);
    text_clear(&rows);
}

static void assert_no_rows(const char *bytes, int want_line, const char *want)
{
    struct err err = {0};
    struct text utf8 = {0}, rows = {0};
    bool converted = false;
    int line = -1;
    assert_ok(csv_file_decode(bytes, strlen(bytes), "x.csv", &utf8, &converted, &err));
    assert_int_equal(csv_file_rows(&utf8, "x.csv", note_row, &rows, &line, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, want);
    assert_int_equal(line, want_line);
    text_clear(&utf8);
    text_clear(&rows);
}

static void assert_undecodable(const char *bytes, size_t size, const char *want)
{
    struct err err = {0};
    struct text utf8 = {0};
    bool converted = false;
    assert_int_equal(csv_file_decode(bytes, size, "x.csv", &utf8, &converted, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, want);
    assert_null(utf8.s);
}

static void comma_semicolon_and_tab_are_told_apart_by_the_header(void **state)
{
    (void)state;
    assert_rows("a,b\n1,2\n", "1:a|b\n2:1|2\n");
    assert_rows("a;b\n1,5;2\n", "1:a|b\n2:1,5|2\n");
    assert_rows("a\tb\n1\t\n", "1:a|b\n2:1|\n");
    assert_rows("\"a;;;\",b\n1,2\n", "1:a;;;|b\n2:1|2\n");
    assert_rows("a\n1\n", "1:a\n2:1\n");
}

static void every_kind_of_line_break_counts_as_one_line(void **state)
{
    (void)state;
    assert_rows("a,b\r\n1,2\r\n3,4", "1:a|b\n2:1|2\n3:3|4\n");
    assert_rows("a,b\r1,2\r3,4\r", "1:a|b\n2:1|2\n3:3|4\n");
    assert_rows("a,b\n1,2\r\n3,4\r5,6\n", "1:a|b\n2:1|2\n3:3|4\n4:5|6\n");
}

static void line_numbers_are_right_behind_quoted_line_breaks(void **state)
{
    (void)state;
    assert_rows("a,b\n\"1\n1\r\n1\",2\n3,4\n", "1:a|b\n2:1\n1\r\n1|2\n5:3|4\n");
    assert_rows("a,b\n\n\n1,\"x\n\ny\"\n\n9,9\n", "1:a|b\n4:1|x\n\ny\n8:9|9\n");
}

static void blank_lines_and_rows_of_blank_cells_are_no_rows(void **state)
{
    (void)state;
    assert_rows("\n\na,b\n\n1,2\n,\n , \n\n\n", "3:a|b\n5:1|2\n");
}

static void quotes_hold_delimiters_quotes_and_blanks(void **state)
{
    (void)state;
    assert_rows("a,b\n\"1,5\",\"say \"\"x\"\"\"\n  3 ,\" 4 \"\n",
                "1:a|b\n2:1,5|say \"x\"\n3:3| 4 \n");
}

static void a_byte_order_mark_is_dropped(void **state)
{
    (void)state;
    assert_rows("\xEF\xBB\xBF"
                "a,b\n1,2\n",
                "1:a|b\n2:1|2\n");
    assert_rows("\xEF\xBB\xBF", "");
}

static void windows_874_is_converted_and_said(void **state)
{
    struct err err;
    struct text utf8 = {0};
    bool converted = false;
    (void)state;
    /* "ครู" is A4 C3 D9 in Windows-874 */
    assert_ok(csv_file_decode("a\n\xa4\xc3\xd9\n", 6, "x.csv", &utf8, &converted, &err));
    assert_string_equal(text_s(&utf8), "a\nครู\n");
    assert_true(converted);
    text_clear(&utf8);
    assert_ok(csv_file_decode("a\nครู\n", 12, "x.csv", &utf8, &converted, &err));
    assert_false(converted);
    text_clear(&utf8);
}

static void other_encodings_are_refused_by_name(void **state)
{
    (void)state;
    assert_undecodable("\xFF\xFE"
                       "a\0",
                       4, "'x.csv' is UTF-16, save it as CSV UTF-8");
    assert_undecodable("\xFE\xFF\0a", 4, "'x.csv' is UTF-16, save it as CSV UTF-8");
    assert_undecodable("PK\3\4abc", 7, "'x.csv' is a spreadsheet, save it as CSV UTF-8");
    /* 81 has no letter in Windows-874; the second line is the wrong one */
    assert_undecodable("a\nb\x81\n", 5, "line 2 of 'x.csv' is neither UTF-8 nor Windows-874");
    assert_undecodable("a\nb\nc\0d", 7,
                       "'x.csv' has a byte 0 in line 3, allowed is text in UTF-8 or Windows-874");
    assert_undecodable("", 0, "'x.csv' is empty, needed are a header line and at least one row");
}

static void misplaced_quotes_are_reported_by_line(void **state)
{
    static const char inside[] =
        "a quote stands inside a cell, allowed is a whole cell in quotes with \"\" for \"";
    (void)state;
    assert_no_rows("a,b\n1,2\nx\"y,2\n", 3, inside);
    assert_no_rows("a,b\n\"x\"y,2\n", 2, inside);
    assert_no_rows("a,b\n1,2\n\n\"never closed,2\n3,4\n", 4,
                   "a quote that opens in this row is not closed");
}

static void more_than_200_columns_are_refused(void **state)
{
    struct text bytes = {0}, rows = {0};
    struct err err = {0};
    int line = 0;
    (void)state;
    text_add(&bytes, "a,b\n");
    for (int i = 0; i < CSV_MAX_COLUMNS - 1; i++) text_add(&bytes, "1,");
    text_add(&bytes, "1\n");
    assert_ok(csv_file_rows(&bytes, "x.csv", note_row, &rows, &line, &err));
    bytes.length--;
    text_add(&bytes, ",1\n");
    assert_int_equal(csv_file_rows(&bytes, "x.csv", note_row, &rows, &line, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "this row has more than the 200 cells allowed");
    assert_int_equal(line, 2);
    bytes.length--; /* the same without an end of line */
    bytes.s[bytes.length] = '\0';
    assert_int_equal(csv_file_rows(&bytes, "x.csv", note_row, &rows, &line, &err), ERR_INPUT);
    text_clear(&bytes);
    text_clear(&rows);
}

static void count_row(void *context, const struct csv_row *row)
{
    int *rows = context;
    (void)row;
    ++*rows;
}

static void more_than_two_million_rows_are_refused(void **state)
{
    const size_t lines = CSV_MAX_ROWS + 2; /* the header, the rows allowed, and one more */
    struct text bytes = {.s = mem_new(2 * lines + 1, 1), .length = 2 * lines};
    struct err err = {0};
    int line = -1, rows = 0;
    (void)state;
    for (size_t i = 0; i < lines; i++) memcpy(bytes.s + 2 * i, "1\n", 2);
    assert_int_equal(csv_file_rows(&bytes, "x.csv", count_row, &rows, &line, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "'x.csv' has more than the 2000000 rows allowed");
    assert_int_equal(line, 0);
    assert_int_equal(rows, CSV_MAX_ROWS + 1);
    bytes.length -= 2;
    bytes.s[bytes.length] = '\0';
    rows = 0;
    assert_ok(csv_file_rows(&bytes, "x.csv", count_row, &rows, &line, &err));
    assert_int_equal(rows, CSV_MAX_ROWS + 1);
    text_clear(&bytes);
}

static void a_cell_of_many_lines_has_a_limit_too(void **state)
{
    struct text bytes = {0};
    struct err err = {0};
    int line = 0, rows = 0;
    (void)state;
    text_add(&bytes, "a\n\"");
    while (bytes.length < CSV_MAX_LINE + 100) text_add(&bytes, "many short lines\n");
    assert_int_equal(csv_file_rows(&bytes, "x.csv", count_row, &rows, &line, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "a quote that opens in this row is not closed");
    assert_int_equal(line, 2);
    text_clear(&bytes);
}

static void files_are_read_or_refused_by_name(void **state)
{
    struct err err = {0};
    struct text bytes = {0};
    (void)state;
    scratch_write("good.csv", "a\n1\n", 4);
    assert_ok(csv_file_read(scratch("good.csv"), "good.csv", &bytes, &err));
    assert_string_equal(text_s(&bytes), "a\n1\n");
    text_clear(&bytes);
    assert_int_equal(csv_file_read(scratch("none.csv"), "none.csv", &bytes, &err), ERR_NOT_FOUND);
    assert_error(err, ERR_NOT_FOUND, scratch_text("no file or folder '%s'", "none.csv"));
    assert_int_equal(csv_file_read(scratch_folder, "folder", &bytes, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "'folder' is no CSV file");
    scratch_write("empty.csv", "", 0);
    assert_int_equal(csv_file_read(scratch("empty.csv"), "empty.csv", &bytes, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "'empty.csv' is empty, needed are a header line and at least one row");
    assert_null(bytes.s);
}

/* A file with a hole takes no room on the disk, whatever its size. */
static void write_hole(const char *name, const char *start, long long size)
{
    scratch_write(name, start, strlen(start));
    assert_int_equal(truncate(scratch(name), size), 0);
}

static void a_gigabyte_is_refused_before_it_is_read(void **state)
{
    struct err err = {0};
    struct text bytes = {0};
    struct scan_piece {
        char text[1 << 16];
    } *piece = mem_new(1, sizeof *piece);
    (void)state;
    write_hole("large.csv", "a,b\n", 1LL << 30);
    assert_int_equal(csv_file_read(scratch("large.csv"), "large.csv", &bytes, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "'large.csv' is larger than the 256 MiB allowed");
    /* zeros: the first piece is enough to refuse */
    write_hole("zeros.csv", "a,b\n", 1LL << 27);
    assert_int_equal(csv_file_read(scratch("zeros.csv"), "zeros.csv", &bytes, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT,
                 "'zeros.csv' has a byte 0 in line 2, allowed is text in UTF-8 or Windows-874");
    /* one long line: refused after its first MiB */
    FILE *file = fopen(scratch("line.csv"), "wb");
    assert_non_null(file);
    memset(piece, 'x', sizeof *piece);
    for (int i = 0; i < 20; i++) assert_int_equal(fwrite(piece, sizeof *piece, 1, file), 1);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(csv_file_read(scratch("line.csv"), "line.csv", &bytes, &err), ERR_INPUT);
    assert_error(err, ERR_INPUT, "line 1 of 'line.csv' is longer than the 1 MiB allowed");
    assert_null(bytes.s);
    free(piece);
}

static void more_than_256_mib_are_refused(void **state)
{
    const size_t size = (size_t)CSV_MAX_FILE + 1;
    char *bytes = mem_new(size, 1);
    (void)state;
    memset(bytes, '\n', size);
    assert_undecodable(bytes, size, "'x.csv' is larger than the 256 MiB allowed");
    free(bytes);
}

static const struct CMUnitTest cases[] = {
    CASE(comma_semicolon_and_tab_are_told_apart_by_the_header),
    CASE(every_kind_of_line_break_counts_as_one_line),
    CASE(line_numbers_are_right_behind_quoted_line_breaks),
    CASE(blank_lines_and_rows_of_blank_cells_are_no_rows),
    CASE(quotes_hold_delimiters_quotes_and_blanks),
    CASE(a_byte_order_mark_is_dropped),
    CASE(windows_874_is_converted_and_said),
    CASE(other_encodings_are_refused_by_name),
    CASE(misplaced_quotes_are_reported_by_line),
    CASE(more_than_200_columns_are_refused),
    CASE(more_than_two_million_rows_are_refused),
    CASE(a_cell_of_many_lines_has_a_limit_too),
    CASE_WITH(files_are_read_or_refused_by_name, scratch_make, scratch_remove),
    CASE_WITH(a_gigabyte_is_refused_before_it_is_read, scratch_make, scratch_remove),
    CASE(more_than_256_mib_are_refused),
};
TEST_MAIN(cases)
