/* Reads the public sources: no quotes, no line breaks in a cell, one header line. */
#include "data/bma2566/generate.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SOURCE_BYTES = 4 << 20, MAX_COLUMNS = 32, MAX_COUNT = 100000 };

/* A file of comma-separated cells; cell [rows][columns] points into bytes, row 0 is the header. */
struct sheet {
    const char *name;
    char *bytes;
    char **cell;
    int rows, columns;
};

static void sheet_clear(struct sheet *sheet)
{
    free(sheet->bytes);
    free(sheet->cell);
    *sheet = (struct sheet){0};
}

static enum err_code read_bytes(const char *path, char **out, struct err *err)
{
    FILE *file = fopen(path, "rb");
    if (!file) return err_set(err, ERR_NOT_FOUND, "ไม่มีไฟล์ '%s'", "there is no file '%s'", path);
    char *bytes = mem_new(MAX_SOURCE_BYTES + 1, 1);
    const size_t size = fread(bytes, 1, MAX_SOURCE_BYTES, file);
    fclose(file);
    if (size == 0 || size == MAX_SOURCE_BYTES || memchr(bytes, '"', size)) {
        free(bytes);
        return err_set(err, ERR_INPUT, "ไฟล์ '%s' ต้องเป็น CSV ที่ไม่มีเครื่องหมายคำพูด ไม่ว่าง และไม่ใหญ่เกินไป",
                       "'%s' must be CSV without quotes, not empty and not too large", path);
    }
    *out = bytes;
    return ERR_OK;
}

/* Cuts a line into cells; false when their number is not that of the header. */
static bool cut_line(struct sheet *sheet, char *line, int *capacity)
{
    int columns = 0;
    for (char *at = line; at && columns < MAX_COLUMNS; columns++) {
        const int count = sheet->rows * sheet->columns + columns;
        sheet->cell = mem_room(sheet->cell, count, capacity, sizeof *sheet->cell);
        sheet->cell[count] = at;
        at = strchr(at, ',');
        if (at) *at++ = '\0';
    }
    if (sheet->rows == 0) sheet->columns = columns;
    sheet->rows++;
    return columns == sheet->columns;
}

static enum err_code sheet_read(const char *folder, const char *name, struct sheet *out,
                                struct err *err)
{
    struct text path = {0};
    text_add(&path, "%s/%s", folder, name);
    struct sheet sheet = {.name = name};
    enum err_code code = read_bytes(text_s(&path), &sheet.bytes, err);
    int capacity = 0;
    for (char *line = sheet.bytes, *end; code == ERR_OK && *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end) *end++ = '\0';
        line[strcspn(line, "\r")] = '\0';
        if (!cut_line(&sheet, line, &capacity))
            code = err_set(err, ERR_INPUT, "'%s' บรรทัด %d มีจำนวนช่องไม่เท่าหัวตาราง",
                           "'%s' line %d has not as many cells as its header", text_s(&path),
                           sheet.rows);
    }
    text_clear(&path);
    if (code == ERR_OK)
        *out = sheet;
    else
        sheet_clear(&sheet);
    return code;
}

/* Positions of the named columns. */
static enum err_code sheet_columns(const struct sheet *sheet, const char *const *name, int count,
                                   int *out, struct err *err)
{
    for (int i = 0; i < count; i++) {
        out[i] = -1;
        for (int c = 0; c < sheet->columns; c++)
            if (strcmp(sheet->cell[c], name[i]) == 0) out[i] = c;
        if (out[i] < 0)
            return err_set(err, ERR_INPUT, "'%s' ไม่มีคอลัมน์ '%s'", "'%s' has no column '%s'",
                           sheet->name, name[i]);
    }
    return ERR_OK;
}

static char *cell_of(const struct sheet *sheet, int row, int column)
{
    return sheet->cell[row * sheet->columns + column];
}

/* A cell as a whole number from `lowest` on. */
static enum err_code read_count(const struct sheet *sheet, int row, int column, int lowest,
                                int *out, struct err *err)
{
    const char *text = cell_of(sheet, row, column);
    char *end = NULL;
    const long number = strtol(text, &end, 10);
    if (end == text || *end || number < lowest || number > MAX_COUNT)
        return err_set(err, ERR_INPUT, "'%s' บรรทัด %d คอลัมน์ '%s' คือ '%s' ต้องเป็น %d .. %d",
                       "'%s' line %d column '%s' is '%s', allowed are %d .. %d", sheet->name,
                       row + 1, cell_of(sheet, 0, column), text, lowest, MAX_COUNT);
    *out = (int)number;
    return ERR_OK;
}

/* "13.75539" as hundred-thousandths of a degree, so that no fraction enters the generator. */
static int64_t degrees_e5(const char *text)
{
    int64_t value = 0;
    int decimals = -1;
    for (; *text && decimals < 5; text++) {
        if (*text == '.')
            decimals = 0;
        else {
            value = value * 10 + (*text - '0');
            if (decimals >= 0) decimals++;
        }
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 5; i++) value *= 10;
    return value;
}

/* Squared distance from the City Hall in Phra Nakhon; a degree of longitude is 0.97 as long. */
static int64_t distance_from_centre(const char *lat, const char *lon)
{
    const int64_t north = degrees_e5(lat) - 1375390, east = (degrees_e5(lon) - 10050140) * 97 / 100;
    return north * north + east * east;
}

static void rank_districts(struct city *city, const int64_t *distance)
{
    const int districts = city->reg.districts;
    city->outerness = mem_new(districts, sizeof(int));
    for (int d = 0; d < districts; d++)
        for (int other = 0; other < districts; other++)
            city->outerness[d] += distance[other] < distance[d];
}

static enum err_code read_districts(struct city *city, const char *folder, struct err *err)
{
    enum { CODE, TH, EN, ZONE, LAT, LON, COLUMNS };
    static const char *const names[COLUMNS] = {"code",    "name_th",      "name_en",
                                               "zone_th", "centroid_lat", "centroid_lon"};
    struct sheet sheet = {0};
    int column[COLUMNS];
    enum err_code code = sheet_read(folder, "district_zones.csv", &sheet, err);
    if (code == ERR_OK) code = sheet_columns(&sheet, names, COLUMNS, column, err);
    if (code != ERR_OK) goto done;
    struct school_register *reg = &city->reg;
    reg->district = mem_new(sheet.rows, sizeof *reg->district);
    int64_t *distance = mem_new(sheet.rows, sizeof *distance);
    for (int row = 1; row < sheet.rows; row++) {
        reg->district[reg->districts++] = (struct district){
            .code = mem_text(cell_of(&sheet, row, column[CODE])),
            .name_th = mem_text(cell_of(&sheet, row, column[TH])),
            .name_en = mem_text(cell_of(&sheet, row, column[EN])),
            .zone = mem_text(cell_of(&sheet, row, column[ZONE])),
        };
        distance[row - 1] = distance_from_centre(cell_of(&sheet, row, column[LAT]),
                                                 cell_of(&sheet, row, column[LON]));
    }
    rank_districts(city, distance);
    free(distance);
done:
    sheet_clear(&sheet);
    return code;
}

static int find_district(const struct school_register *reg, const char *code)
{
    for (int d = 0; d < reg->districts; d++)
        if (strcmp(reg->district[d].code, code) == 0) return d;
    return -1;
}

/* A row of the source: the same id twice is one school with the pupils of both rows. */
static enum err_code add_source_school(struct city *city, const struct sheet *sheet, int row,
                                       const int *column, struct err *err)
{
    enum { ID, TH, DISTRICT, PUPILS, LAT, LON };
    struct school_register *reg = &city->reg;
    int pupils = 0;
    const enum err_code code = read_count(sheet, row, column[PUPILS], 0, &pupils, err);
    if (code != ERR_OK) return code;
    const char *id = cell_of(sheet, row, column[ID]);
    for (int s = 0; s < reg->schools; s++) {
        if (strcmp(reg->school[s].code, id) != 0) continue;
        city->snapshot[s] += pupils;
        return ERR_OK;
    }
    const int district = find_district(reg, cell_of(sheet, row, column[DISTRICT]));
    if (district < 0)
        return err_set(err, ERR_INPUT, "'%s' บรรทัด %d อยู่ในเขต '%s' ซึ่งไม่มี",
                       "'%s' line %d is in district '%s', which does not exist", sheet->name,
                       row + 1, cell_of(sheet, row, column[DISTRICT]));
    const int s = reg->schools++;
    reg->school[s] = (struct school){
        .code = mem_text(id),
        .name_th = mem_text(cell_of(sheet, row, column[TH])),
        .district = district,
    };
    city->lat[s] = mem_text(cell_of(sheet, row, column[LAT]));
    city->lon[s] = mem_text(cell_of(sheet, row, column[LON]));
    city->snapshot[s] = pupils;
    return ERR_OK;
}

static void make_room_for_schools(struct city *city, int schools)
{
    city->reg.school = mem_new(schools, sizeof *city->reg.school);
    city->lat = mem_new(schools, sizeof *city->lat);
    city->lon = mem_new(schools, sizeof *city->lon);
    city->snapshot = mem_new(schools, sizeof *city->snapshot);
    city->pupils = mem_new(schools, sizeof *city->pupils);
}

static enum err_code read_schools(struct city *city, const char *folder, struct err *err)
{
    static const char *const names[] = {"school_id",         "name_th", "district_code",
                                        "students_snapshot", "lat",     "lon"};
    enum { COLUMNS = sizeof names / sizeof *names };
    struct sheet sheet = {0};
    int column[COLUMNS];
    enum err_code code = sheet_read(folder, "bma_schools_gis.csv", &sheet, err);
    if (code == ERR_OK) code = sheet_columns(&sheet, names, COLUMNS, column, err);
    if (code == ERR_OK) make_room_for_schools(city, sheet.rows);
    for (int row = 1; code == ERR_OK && row < sheet.rows; row++)
        code = add_source_school(city, &sheet, row, column, err);
    sheet_clear(&sheet);
    return code;
}

/* Hours of one area in each grade; the source has one number for m4 .. m6 together, of which the
   earlier grades get the hours that cannot be divided by three. */
static enum err_code add_area(struct city *city, const struct sheet *sheet, int row,
                              const char *area, const int *column, struct err *err)
{
    struct school_register *reg = &city->reg;
    for (int g = GRADE_P1; g < GRADES; g++) {
        const int upper = g - GRADE_M4;
        const int from = upper >= 0 ? GRADE_M4 : g;
        int hours = 0;
        const enum err_code code = read_count(sheet, row, column[from - GRADE_P1], 1, &hours, err);
        if (code != ERR_OK) return code;
        reg->curriculum[reg->curricula++] = (struct curriculum_row){
            .area = mem_text(area),
            .grade = g,
            .hours_per_year = upper >= 0 ? hours / 3 + (upper < hours % 3) : hours,
        };
    }
    return ERR_OK;
}

static enum err_code read_curriculum(struct city *city, const char *folder, struct err *err)
{
    static const char *const names[] = {"p1", "p2", "p3", "p4",         "p5",     "p6",
                                        "m1", "m2", "m3", "m4_6_total", "area_en"};
    enum { COLUMNS = sizeof names / sizeof *names, AREA_EN = COLUMNS - 1 };
    struct sheet sheet = {0};
    int column[COLUMNS];
    enum err_code code = sheet_read(folder, "curriculum_hours_2551.csv", &sheet, err);
    if (code == ERR_OK) code = sheet_columns(&sheet, names, COLUMNS, column, err);
    if (code == ERR_OK)
        city->reg.curriculum = mem_new((size_t)sheet.rows * GRADES, sizeof *city->reg.curriculum);
    for (int row = 1; code == ERR_OK && row < sheet.rows; row++) {
        const char *name = cell_of(&sheet, row, column[AREA_EN]);
        const char *area = area_code(name);
        code = area ? add_area(city, &sheet, row, area, column, err)
                    : err_set(err, ERR_INPUT, "'%s' บรรทัด %d มีกลุ่มสาระ '%s' ซึ่งไม่รู้จัก",
                              "'%s' line %d has the area '%s', which is not known", sheet.name,
                              row + 1, name);
    }
    sheet_clear(&sheet);
    return code;
}

/* Thins the schools out evenly, or repeats them: school i is number i * read / wanted of the
   source, and a repetition has its number behind its code. */
static void resize_schools(struct city *city, int wanted)
{
    struct city old = *city;
    struct school_register *reg = &city->reg;
    const int read = reg->schools;
    make_room_for_schools(city, wanted);
    for (int i = 0, copy = 0; i < wanted; i++) {
        const int from = (int)((int64_t)i * read / wanted);
        copy = i > 0 && from == (int)((int64_t)(i - 1) * read / wanted) ? copy + 1 : 0;
        struct text code = {0};
        text_add(&code, copy ? "%s%02d" : "%s", old.reg.school[from].code, copy);
        reg->school[i] = (struct school){
            .code = mem_text(text_s(&code)),
            .name_th = mem_text(old.reg.school[from].name_th),
            .district = old.reg.school[from].district,
        };
        text_clear(&code);
        city->lat[i] = mem_text(old.lat[from]);
        city->lon[i] = mem_text(old.lon[from]);
        city->snapshot[i] = old.snapshot[from];
    }
    reg->schools = wanted;
    old.reg = (struct school_register){.school = old.reg.school, .schools = read};
    old.outerness = NULL;
    city_clear(&old);
}

/* Sizes of the snapshot, brought to the total of PUPILS_YEAR. */
static void scale_pupils(struct city *city)
{
    const int schools = city->reg.schools;
    int64_t *weight = mem_new(schools, sizeof *weight);
    for (int s = 0; s < schools; s++) weight[s] = city->snapshot[s];
    deal_whole((int64_t)REGISTER_PUPILS * schools / REGISTER_SCHOOLS, weight, schools,
               city->pupils);
    free(weight);
}

enum err_code city_read(struct city *city, const char *folder, int schools, struct err *err)
{
    enum err_code code = read_districts(city, folder, err);
    if (code == ERR_OK) code = read_schools(city, folder, err);
    if (code == ERR_OK) code = read_curriculum(city, folder, err);
    if (code != ERR_OK) return code;
    if (city->reg.schools != REGISTER_SCHOOLS)
        return err_set(err, ERR_INPUT, "'%s' มีโรงเรียน %d แห่ง ต้องมี %d แห่ง",
                       "'%s' has %d schools, it must have %d", "bma_schools_gis.csv",
                       city->reg.schools, REGISTER_SCHOOLS);
    if (schools != REGISTER_SCHOOLS) resize_schools(city, schools);
    scale_pupils(city);
    return ERR_OK;
}
