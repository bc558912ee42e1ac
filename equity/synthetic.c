/* Invents pupils school by school and writes them away at once, so that a city needs no more memory
   than its largest school. */
#define _POSIX_C_SOURCE 200809L
#include "equity/synthetic.h"

#include "base/mem.h"
#include "equity/synthetic_internal.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char synthetic_mark[] = "synthetic.txt";

enum {
    PRESET_COVERAGE = 750, /* permille of a school without an index */
    LOW_COVERAGE = 30,     /* permille of schools that screened half of that */
    LEAST_COVERAGE = 100,
    ORDER_OF_SCHOOLS = 999999999, /* its draws are apart from all others */
    MOST_COVERAGE = 1000,
};

/* ---- what is known of the city ------------------------------------------------------------- */

static int newest_year(const struct school_register *reg)
{
    int year = 0;
    for (int i = 0; i < reg->enrolments; i++)
        if (reg->enrolment[i].academic_year > year) year = reg->enrolment[i].academic_year;
    return year;
}

static void read_pupils(struct synthetic_city *city)
{
    const struct school_register *reg = city->reg;
    city->pupils = mem_new((size_t)reg->schools, sizeof *city->pupils);
    city->before = mem_new((size_t)reg->schools + 1, sizeof *city->before);
    for (int i = 0; i < reg->enrolments; i++) {
        const struct enrolment *row = &reg->enrolment[i];
        if (row->academic_year != city->academic_year) continue;
        city->pupils[row->school][row->grade] = row->pupils;
        city->before[row->school + 1] += row->pupils;
    }
    for (int s = 0; s < reg->schools; s++) city->before[s + 1] += city->before[s];
}

static void read_index(struct synthetic_city *city)
{
    const struct school_register *reg = city->reg;
    struct env_random random = {(uint64_t)city->order.seed};
    city->index_tenths = mem_new((size_t)reg->schools, sizeof *city->index_tenths);
    city->coverage = mem_new((size_t)reg->schools, sizeof *city->coverage);
    for (int s = 0; s < reg->schools; s++) {
        city->index_tenths[s] = -1;
        city->coverage[s] = PRESET_COVERAGE;
    }
    for (int i = 0; i < reg->equities; i++) {
        const struct equity_row *row = &reg->equity[i];
        city->index_tenths[row->school] = (int)(row->index * 10.0 + 0.5);
        city->coverage[row->school] = (int)(row->coverage * PERMILLE + 0.5);
    }
    for (int s = 0; s < reg->schools; s++) {
        int *coverage = &city->coverage[s];
        if (synthetic_chance(&random, LOW_COVERAGE)) *coverage /= 2;
        if (*coverage < LEAST_COVERAGE) *coverage = LEAST_COVERAGE;
        if (*coverage > MOST_COVERAGE) *coverage = MOST_COVERAGE;
    }
}

static int64_t pupils_of(const struct synthetic_city *city, int school)
{
    return city->before[school + 1] - city->before[school];
}

/* Schools in an order of the seed, as many as fit. */
static enum err_code choose_schools(struct synthetic_city *city, struct err *err)
{
    const int schools = city->reg->schools, most = city->order.pupils;
    struct env_random random = {(uint64_t)city->order.seed + ORDER_OF_SCHOOLS};
    int *order = mem_new((size_t)schools, sizeof *order);
    int64_t chosen = 0, smallest = INT64_MAX;
    city->chosen = mem_new((size_t)schools, sizeof *city->chosen);
    for (int i = 0; i < schools; i++) {
        const int j = env_random_below(&random, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
    for (int i = 0; i < schools; i++) {
        const int64_t pupils = pupils_of(city, order[i]);
        if (pupils > 0 && pupils < smallest) smallest = pupils;
        if (pupils == 0 || (most > 0 && chosen + pupils > most)) continue;
        city->chosen[order[i]] = true;
        chosen += pupils;
    }
    free(order);
    if (chosen > 0) return ERR_OK;
    return err_set(err, ERR_INPUT,
                   "จำนวนนักเรียนที่ขอคือ %d แต่เขียนทั้งโรงเรียนเท่านั้น โรงเรียนเล็กที่สุดมี %lld คน",
                   "%d pupils are asked for, but only whole schools are written, and the smallest "
                   "has %lld",
                   most, (long long)smallest);
}

static void city_clear(struct synthetic_city *city)
{
    free(city->pupils);
    free(city->before);
    free(city->index_tenths);
    free(city->coverage);
    free(city->chosen);
    *city = (struct synthetic_city){0};
}

static enum err_code city_read(const struct school_register *reg,
                               const struct synthetic_order *order, struct synthetic_city *out,
                               struct err *err)
{
    *out = (struct synthetic_city){.reg = reg, .order = *order, .academic_year = newest_year(reg)};
    read_pupils(out);
    if (out->before[reg->schools] == 0)
        return err_set(err, ERR_INPUT, "ฐานข้อมูลไม่มีจำนวนนักเรียน ต้องนำเข้า 'enrolment.csv' ก่อน",
                       "the database has no pupils, import 'enrolment.csv' first");
    read_index(out);
    return choose_schools(out, err);
}

/* ---- files ---------------------------------------------------------------------------------- */

struct folder {
    const char *path;
    FILE *file[SYNTHETIC_FILES];
};

static char *path_in(const struct folder *folder, const char *name)
{
    struct text path = {0};
    text_add(&path, "%s/%s", folder->path, name);
    return path.s;
}

static enum err_code cannot_write(const char *path, struct err *err)
{
    const char *reason = err_reason(errno);
    return err_set(err, ERR_STORE, "เขียน '%s' ไม่ได้: %s", "cannot write '%s': %s", path, reason);
}

static enum err_code folder_open(const char *path, struct folder *out, struct err *err)
{
    *out = (struct folder){.path = path};
    if (mkdir(path, 0777) == 0) return ERR_OK;
    if (errno != EEXIST) return cannot_write(path, err);
    return err_set(err, ERR_INPUT, "'%s' มีอยู่แล้ว ต้องเป็นโฟลเดอร์ใหม่",
                   "'%s' exists already, it must be a new folder", path);
}

static enum err_code open_files(struct folder *folder, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int f = 0; f < SYNTHETIC_FILES && code == ERR_OK; f++) {
        char *path = path_in(folder, synthetic_file_name[f]);
        folder->file[f] = fopen(path, "wb");
        if (!folder->file[f]) code = cannot_write(path, err);
        free(path);
    }
    return code;
}

static enum err_code flush(struct folder *folder, struct synthetic_rows *rows, struct err *err)
{
    for (int f = 0; f < SYNTHETIC_FILES; f++) {
        struct text *text = &rows->text[f];
        if (fwrite(text_s(text), 1, text->length, folder->file[f]) != text->length)
            return cannot_write(folder->path, err);
        text->length = 0;
    }
    return ERR_OK;
}

/* Closes all; a folder that is not whole is removed. */
static enum err_code folder_close(struct folder *folder, enum err_code code, struct err *err)
{
    for (int f = 0; f < SYNTHETIC_FILES; f++)
        if (folder->file[f] && fclose(folder->file[f]) != 0 && code == ERR_OK)
            code = cannot_write(folder->path, err);
    if (code == ERR_OK) return ERR_OK;
    for (int f = 0; f <= SYNTHETIC_FILES; f++) {
        char *path = path_in(folder, f < SYNTHETIC_FILES ? synthetic_file_name[f] : synthetic_mark);
        unlink(path);
        free(path);
    }
    rmdir(folder->path);
    return code;
}

/* ---- the mark ------------------------------------------------------------------------------- */

static const char mark_text[] =
    "ข้อมูลสังเคราะห์ทั้งหมด ไม่ใช่ของบุคคลจริง ห้ามใช้ตัดสินใจเรื่องใด\r\n"
    "ชื่อสกุลทุกคนขึ้นต้นด้วยคำว่า สังเคราะห์ เลขประจำตัวขึ้นต้นด้วย 9 ซึ่งไม่มีหน่วยงานใดออกให้ "
    "รหัส G ขึ้นต้นด้วย G99 หนังสือเดินทางขึ้นต้นด้วย ZZSYN\r\n"
    "ของจริงมีเพียงจำนวนใน not_traced.csv ซึ่งเผยแพร่แล้ว ไม่มีตัวบุคคล\r\n"
    "จำนวนนักเรียนรายโรงเรียนและรายชั้นเป็นของฐานข้อมูลที่ให้มา ซึ่งอาจสังเคราะห์ด้วย\r\n"
    "\r\n"
    "ALL OF THIS IS SYNTHETIC: nobody in it exists, and no decision may rest on it.\r\n"
    "Every family name begins with the Thai word for synthetic. National numbers begin with 9, "
    "which no "
    "office issues, G-codes with G99, passports with ZZSYN.\r\n"
    "Real are only the counts of not_traced.csv, which are published and name nobody.\r\n"
    "Pupils by school and grade are those of the database given, which may be synthetic, too.\r\n"
    "How it is made: docs/equity-synthetic.md\r\n";

static enum err_code write_mark(const struct folder *folder, const struct synthetic_city *city,
                                const struct synthetic_report *report, struct err *err)
{
    struct text content = {0};
    char *path = path_in(folder, synthetic_mark);
    FILE *file = fopen(path, "wb");
    text_add(&content, "%s%s\r\n", city->order.bom ? "\xEF\xBB\xBF" : "", mark_text);
    text_add(&content, "seed %d, academic year %d, schools %d, pupils %d, data %s\r\n",
             city->order.seed, report->academic_year, report->schools, report->pupils,
             city->reg->data_hash);
    bool whole = file && fwrite(content.s, 1, content.length, file) == content.length;
    if (file && fclose(file) != 0) whole = false;
    const enum err_code code = whole ? ERR_OK : cannot_write(path, err);
    text_clear(&content);
    free(path);
    return code;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static enum err_code write_schools(const struct synthetic_city *city, struct folder *folder,
                                   struct synthetic_report *report, struct err *err)
{
    struct synthetic_rows rows = {0};
    enum err_code code = ERR_OK;
    rows_headers(&rows, city->order.bom);
    rows_published(&rows);
    for (int s = 0; s < city->reg->schools && code == ERR_OK; s++) {
        struct synthetic_school school;
        if (!city->chosen[s]) continue;
        school_invent(city, s, &school);
        rows_school(&school, &rows);
        report->schools++;
        report->pupils += (int)pupils_of(city, s);
        report->gone += school.children - (int)pupils_of(city, s);
        school_clear(&school);
        code = flush(folder, &rows, err);
    }
    for (int f = 0; f < SYNTHETIC_FILES; f++) {
        report->rows[f] = rows.count[f];
        text_clear(&rows.text[f]);
    }
    return code;
}

enum err_code synthetic_write(const struct school_register *reg,
                              const struct synthetic_order *order, const char *folder_path,
                              struct synthetic_report *out, struct err *err)
{
    struct synthetic_city city;
    struct folder folder;
    enum err_code code = city_read(reg, order, &city, err);
    if (code == ERR_OK) code = folder_open(folder_path, &folder, err);
    if (code == ERR_OK) {
        struct synthetic_report report = {.academic_year = city.academic_year};
        code = open_files(&folder, err);
        if (code == ERR_OK) code = write_schools(&city, &folder, &report, err);
        if (code == ERR_OK) code = write_mark(&folder, &city, &report, err);
        code = folder_close(&folder, code, err);
        if (code == ERR_OK) *out = report;
    }
    city_clear(&city);
    return code;
}
