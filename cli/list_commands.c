/* retire, need, gaps: counts of the register and of plans. */
#include "cli/cli.h"

#include "base/lang.h"
#include "base/mem.h"
#include "cli/rows.h"
#include "planner/retirement.h"
#include "report/geojson.h"
#include "report/plan_report.h"

#include <stdlib.h>
#include <string.h>

/* ---- retire ------------------------------------------------------------------------------ */

/* One retirement inside the years shown. */
struct leaver {
    const struct teacher *person;
    int y; /* 0: today's fiscal year, with those who are overdue */
};

struct retire_list {
    struct leaver *leaver;
    int leavers, overdue, room;
};

static void list_retirements(const struct work *work, int fy, struct retire_list *out)
{
    const struct school_register *reg = &work->reg;
    const int today = work->params.first_fy - 1;
    for (int i = 0; i < reg->teachers; i++) {
        const struct teacher *person = &reg->teacher[i];
        if (person->status == STATUS_LEFT) continue;
        if (!work->params.district_in[reg->school[person->school].district]) continue;
        const int retires = teacher_retirement_fy(person, &work->params.age);
        const int leaves = retires < today ? today : retires;
        if (leaves > today + work->params.years || (fy && leaves != fy)) continue;
        out->leaver = mem_room(out->leaver, out->leavers, &out->room, sizeof *out->leaver);
        out->leaver[out->leavers++] = (struct leaver){person, leaves - today};
        if (retires < today) out->overdue++;
    }
}

/* Age completed on 30 September of fiscal year `fy`: the rule of retirement with age 0 tells the
   year of birth by which it counts. */
static int age_at(const struct teacher *person, int fy)
{
    static const struct age_rule at_birth = {.steps = 1};
    const int age = fy - retirement_fy(person->birth, &at_birth);
    return age < 0 ? 0 : age;
}

static struct table *retire_years(const struct work *work, const struct retire_list *list, int fy)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"fy",        "ปีงบ",           "FY",        CELL_YEAR, false},
        {"people",    "รวม",           "people",    CELL_INT,  true},
        {"teachers",  "ครูผู้สอน",        "teachers",  CELL_INT,  true},
        {"directors", "ผู้อำนวยการ",     "directors", CELL_INT,  true},
        {"deputies",  "รองผู้อำนวยการ",  "deputies",  CELL_INT,  true},
        {"support",   "สายสนับสนุน",    "support",   CELL_INT,  true},
    };
    // clang-format on
    const int today = work->params.first_fy - 1;
    struct table *table = table_new(lang_pick("ผู้เกษียณ ณ 30 ก.ย. ของปีงบประมาณ",
                                              "Retirements on 30 September of the fiscal year"),
                                    columns, sizeof columns / sizeof *columns);
    for (int y = 0; y <= work->params.years; y++) {
        int count[POSITIONS] = {0}, people = 0;
        if (fy && today + y != fy) continue;
        for (int i = 0; i < list->leavers; i++) {
            if (list->leaver[i].y != y) continue;
            count[list->leaver[i].person->position]++;
            people++;
        }
        table_row(table);
        table_int(table, today + y);
        table_int(table, people);
        table_int(table, count[POSITION_TEACHER] + count[POSITION_ASSISTANT]);
        table_int(table, count[POSITION_DIRECTOR]);
        table_int(table, count[POSITION_DEPUTY]);
        table_int(table, count[POSITION_SUPPORT]);
    }
    return table;
}

static int leaver_group(enum by by, const struct work *work, const struct teacher *person)
{
    enum { OLDEST = 119 };
    const int age = age_at(person, work->params.first_fy - 1);
    if (by == BY_AGE) return age > OLDEST ? OLDEST : age;
    if (by == BY_POSITION) return (int)person->position;
    return rows_group(by, &work->reg, person->school, person->post_major);
}

static void add_retire_notes(const struct work *work, enum by by, int overdue, struct table *table)
{
    struct text note = {0};
    if (by == BY_AGE) {
        text_add(&note, lang_pick("อายุเต็มปี ณ 30 ก.ย. %d", "age completed on 30 September %d"),
                 work->params.first_fy - 1);
        table_note(table, note.s);
        text_clear(&note);
    }
    if (overdue > 0) {
        text_add(&note,
                 lang_pick("%d คนควรเกษียณไปก่อนปี %d แล้ว นับไว้ในปีนั้น",
                           "%d people were due before %d and are counted in that year"),
                 overdue, work->params.first_fy - 1);
        table_note(table, note.s);
        text_clear(&note);
    }
    note_synthetic(&work->reg, table);
}

static void print_retirements(const struct call *call, const struct work *work, enum by by, int fy,
                              struct text *out)
{
    struct retire_list list = {0};
    list_retirements(work, fy, &list);
    if (by == BY_FY) {
        struct table *table = retire_years(work, &list, fy);
        add_retire_notes(work, by, list.overdue, table);
        call_print(call, table, out);
    } else {
        struct matrix_head head;
        struct matrix matrix =
            matrix_new(by, &work->reg, work->params.first_fy - 1, work->params.years + 1);
        for (int i = 0; i < list.leavers; i++)
            matrix.count[leaver_group(by, work, list.leaver[i].person) * matrix.years +
                         list.leaver[i].y]++;
        matrix_head_make(&matrix, fy, true, &head);
        struct table *table =
            matrix_table(&matrix, &work->reg,
                         lang_pick("ผู้เกษียณ ณ 30 ก.ย. ของปีงบประมาณ",
                                   "Retirements on 30 September of the fiscal year"),
                         fy, true, &head);
        add_retire_notes(work, by, list.overdue, table);
        call_print(call, table, out);
        free(matrix.count);
    }
    free(list.leaver);
}

enum err_code run_retire(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    enum by by = BY_FY;
    int fy = 0;
    enum err_code code = rows_parse_by(
        call, SOME(FY) | SOME(MAJOR) | SOME(DISTRICT) | SOME(SCHOOL) | SOME(AGE) | SOME(POSITION),
        &by, err);
    if (code == ERR_OK) code = work_open(call, &work, err);
    if (code == ERR_OK) code = work_resolve(call, &work, err);
    if (code == ERR_OK)
        code = rows_parse_fy(call, work.params.first_fy - 1,
                             work.params.first_fy + work.params.years - 1, &fy, err);
    if (code == ERR_OK) print_retirements(call, &work, by, fy, out);
    work_close(&work);
    return code;
}

/* ---- need -------------------------------------------------------------------------------- */

static struct table *need_years(const struct work *work, const struct needs *needs,
                                const struct filter *filter, int fy)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"fy",        "ปีงบ",           "FY",        CELL_YEAR, false},
        {"pupils",    "นักเรียน",        "pupils",    CELL_INT,  false},
        {"frame",     "กรอบครู",        "frame",     CELL_INT,  false},
        {"need",      "ต้องการ",        "need",      CELL_INT,  false},
        {"directors", "ผู้อำนวยการ",     "directors", CELL_INT,  false},
        {"deputies",  "รองผู้อำนวยการ",  "deputies",  CELL_INT,  false},
    };
    // clang-format on
    const struct school_register *reg = &work->reg;
    struct table *table = table_new(lang_pick("ความต้องการครูรายปี", "Teachers needed by year"),
                                    columns, sizeof columns / sizeof *columns);
    for (int y = 0; y <= needs->years; y++) {
        long long pupils = 0, frame = 0, need = 0, directors = 0, deputies = 0;
        if (fy && work->params.first_fy - 1 + y != fy) continue;
        for (int s = 0; s < needs->schools; s++) {
            const int sy = s * (needs->years + 1) + y;
            for (int m = 0; m < needs->majors; m++)
                if (filter_has(reg, filter, s, m))
                    need += needs->need[(s * needs->majors + m) * (needs->years + 1) + y];
            if (!filter_has(reg, filter, s, filter->major)) continue;
            for (int g = 0; g < GRADES; g++) pupils += needs->pupils[sy * GRADES + g];
            frame += needs->frame[sy];
            directors += needs->director[sy];
            deputies += needs->deputies[sy];
        }
        table_row(table);
        table_int(table, work->params.first_fy - 1 + y);
        table_int(table, pupils);
        table_int(table, frame);
        table_int(table, need);
        table_int(table, directors);
        table_int(table, deputies);
    }
    return table;
}

static void print_need(const struct call *call, const struct work *work, const struct needs *needs,
                       enum by by, const struct filter *filter, int fy, struct text *out)
{
    struct matrix_head head;
    struct matrix matrix = matrix_new(by, &work->reg, work->params.first_fy - 1, needs->years + 1);
    for (int s = 0; s < needs->schools; s++)
        for (int m = 0; m < needs->majors; m++) {
            if (!filter_has(&work->reg, filter, s, m)) continue;
            int *row = &matrix.count[rows_group(by, &work->reg, s, m) * matrix.years];
            for (int y = 0; y < matrix.years; y++)
                row[y] += needs->need[(s * needs->majors + m) * matrix.years + y];
        }
    matrix_head_make(&matrix, fy, false, &head);
    struct table *table =
        matrix_table(&matrix, &work->reg,
                     lang_pick("ครูที่ต้องการ ณ 1 ต.ค. วันเปิดปีงบประมาณ",
                               "Teachers needed on 1 October, when the fiscal year opens"),
                     fy, false, &head);
    note_synthetic(&work->reg, table);
    call_print(call, table, out);
    free(matrix.count);
}

static void print_need_years(const struct call *call, const struct work *work,
                             const struct needs *needs, const struct filter *filter, int fy,
                             struct text *out)
{
    struct table *table = need_years(work, needs, filter, fy);
    note_synthetic(&work->reg, table);
    call_print(call, table, out);
}

enum err_code run_need(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct needs needs = {0};
    struct filter filter;
    enum by by = BY_MAJOR;
    int fy = 0;
    enum err_code code =
        rows_parse_by(call, SOME(FY) | SOME(MAJOR) | SOME(DISTRICT) | SOME(SCHOOL), &by, err);
    if (code == ERR_OK) code = work_open(call, &work, err);
    if (code == ERR_OK) code = work_resolve(call, &work, err);
    if (code == ERR_OK)
        code = rows_parse_fy(call, work.params.first_fy - 1,
                             work.params.first_fy + work.params.years - 1, &fy, err);
    if (code == ERR_OK) code = filter_parse(call, &work.reg, &filter, err);
    if (code == ERR_OK) code = needs_make(&work.reg, &work.params, &needs, err);
    if (code == ERR_OK && by == BY_FY) print_need_years(call, &work, &needs, &filter, fy, out);
    if (code == ERR_OK && by != BY_FY) print_need(call, &work, &needs, by, &filter, fy, out);
    needs_clear(&needs);
    work_close(&work);
    return code;
}

/* ---- gaps -------------------------------------------------------------------------------- */

/* A chain in one year, from a saved plan or, if nobody comes, from the instance. */
struct gap {
    int school, major, fy, need, headcount;
};

struct gaps {
    struct gap *gap;
    int count, room, first_fy, last_fy;
};

static void add_gap(struct gaps *gaps, struct gap gap)
{
    gaps->gap = mem_room(gaps->gap, gaps->count, &gaps->room, sizeof *gaps->gap);
    gaps->gap[gaps->count++] = gap;
}

static void gaps_of_staffing(const struct staffing *d, struct gaps *out)
{
    out->first_fy = d->first_fy - 1;
    out->last_fy = d->first_fy + d->years - 1;
    for (int j = 0; j < d->chains; j++) {
        const int s = d->chain[j].school, m = d->chain[j].major;
        add_gap(out, (struct gap){s, m, out->first_fy, d->need0[j], d->b0[j]});
        for (int t = 0; t < d->years; t++)
            add_gap(out, (struct gap){s, m, d->first_fy + t, d->n[j * d->years + t],
                                      d->b[j * d->years + t]});
    }
}

static void gaps_of_plan(const struct stored_plan *plan, struct gaps *out)
{
    out->first_fy = plan->first_fy - 1;
    out->last_fy = plan->first_fy + plan->years - 1;
    for (int i = 0; i < plan->chains; i++) {
        const struct stored_chain *chain = &plan->chain[i];
        add_gap(out, (struct gap){chain->school, chain->major, chain->fy, chain->need,
                                  chain->headcount});
    }
}

struct gap_sum {
    bool any;
    long long need, headcount, shortage, surplus;
};

/* What is short of one major does not make up for what is over of another: gaps add up by chain. */
static void sum_gaps(const struct gaps *gaps, const struct school_register *reg, enum by by,
                     const struct filter *filter, int fy, struct gap_sum *sum)
{
    for (int i = 0; i < gaps->count; i++) {
        const struct gap *gap = &gaps->gap[i];
        if (gap->fy != fy || !filter_has(reg, filter, gap->school, gap->major)) continue;
        struct gap_sum *to = &sum[rows_group(by, reg, gap->school, gap->major)];
        const int missing = gap->need - gap->headcount;
        to->any = true;
        to->need += gap->need;
        to->headcount += gap->headcount;
        to->shortage += missing > 0 ? missing : 0;
        to->surplus += missing < 0 ? -missing : 0;
    }
}

static void add_gap_cells(const struct gap_sum *sum, struct table *table)
{
    table_int(table, sum->need);
    table_int(table, sum->headcount);
    table_int(table, sum->shortage);
    table_int(table, sum->surplus);
    if (sum->need > 0)
        table_number(table, 100.0 * (double)sum->shortage / (double)sum->need, 1);
    else
        table_blank(table);
}

static void add_gap_year(const struct gaps *gaps, const struct work *work, enum by by,
                         const struct filter *filter, int fy, struct table *table)
{
    const int groups = rows_groups(by, &work->reg);
    struct gap_sum *sum = mem_new((size_t)groups, sizeof *sum);
    sum_gaps(gaps, &work->reg, by, filter, fy, sum);
    for (int i = 0; i < groups; i++) {
        if (!sum[i].any) continue;
        table_row(table);
        table_int(table, fy);
        if (by != BY_FY) rows_add_group(table, by, &work->reg, i);
        add_gap_cells(&sum[i], table);
    }
    free(sum);
}

/* `fy` 0: every year; people of different years are not added up then. */
static void print_gaps(const struct call *call, const struct work *work, const struct gaps *gaps,
                       enum by by, const struct filter *filter, int fy, const char *title,
                       struct text *out)
{
    const bool total = fy != 0;
    // clang-format off
    const struct table_column columns[] = {
        {"fy",            "ปีงบ",           "FY",             CELL_YEAR,   false},
        {rows_word(by),   "รหัส",           "code",           CELL_TEXT,   false},
        {"name",          rows_shown(by),  rows_shown(by),   CELL_TEXT,   false},
        {"need",          "ต้องการ",        "need",           CELL_INT,    total},
        {"headcount",     "มีครู",          "in post",        CELL_INT,    total},
        {"shortage",      "ขาด",           "short",          CELL_INT,    total},
        {"surplus",       "เกิน",           "over",           CELL_INT,    total},
        {"short_percent", "ขาดร้อยละ",      "short %",        CELL_NUMBER, false},
    };
    // clang-format on
    enum { COLUMNS = sizeof columns / sizeof *columns };
    struct table_column without_group[COLUMNS - 2];
    without_group[0] = columns[0];
    memcpy(without_group + 1, columns + 3, (COLUMNS - 3) * sizeof *columns);
    struct table *table = by == BY_FY ? table_new(title, without_group, COLUMNS - 2)
                                      : table_new(title, columns, COLUMNS);
    for (int year = gaps->first_fy; year <= gaps->last_fy; year++)
        if (!fy || year == fy) add_gap_year(gaps, work, by, filter, year, table);
    note_synthetic(&work->reg, table);
    call_print(call, table, out);
}

static enum err_code read_gaps(const struct call *call, struct work *work, struct gaps *out,
                               struct err *err)
{
    const char *plan_name = call_value(call, OPTION_PLAN);
    struct stored_plan plan = {0};
    enum err_code code;
    if (plan_name && (call_has(call, OPTION_SCENARIO) || call_has(call, OPTION_SET)))
        return err_set(err, ERR_INPUT, "'--plan' ใช้พร้อม '--scenario' หรือ '--set' ไม่ได้",
                       "'--plan' does not go with '--scenario' or '--set'");
    if (!plan_name) {
        code = work_staff(call, work, err);
        if (code == ERR_OK) gaps_of_staffing(&work->staffing, out);
        return code;
    }
    code = work_open(call, work, err);
    if (code == ERR_OK) code = store_read_plan(work->store, &work->reg, plan_name, &plan, err);
    if (code == ERR_OK) gaps_of_plan(&plan, out);
    stored_plan_clear(&plan);
    return code;
}

/* --to: the gaps of one year as a map. */
static enum err_code check_map(const struct call *call, struct err *err)
{
    const char *path = call_value(call, OPTION_TO);
    if (!path) return ERR_OK;
    if (!export_suffix_is(path, ".geojson"))
        return err_set(err, ERR_INPUT, "'kru gaps' เขียนได้เฉพาะไฟล์ .geojson ไม่ใช่ '%s'",
                       "'kru gaps' writes .geojson, not '%s'", path);
    if (call_has(call, OPTION_BY))
        return err_set(err, ERR_INPUT, "'--by' ใช้พร้อม '--to' ไม่ได้ แผนที่เป็นรายโรงเรียนเสมอ",
                       "'--by' does not go with '--to', a map is by school");
    if (call_has(call, OPTION_PLAN))
        return err_set(err, ERR_INPUT,
                       "'--plan' ใช้พร้อม '--to' ไม่ได้ แผนที่ของแผนเขียนด้วย 'kru export DB PLAN --to %s'",
                       "'--plan' does not go with '--to', 'kru export DB PLAN --to %s' writes it",
                       path);
    return ERR_OK;
}

static void print_map(const struct call *call, const struct city_map *map, const char *path,
                      struct text *out)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"fy",                  "ปีงบ",          "FY",                  CELL_YEAR, false},
        {"schools",             "โรงเรียน",       "schools",             CELL_INT,  false},
        {"without_coordinates", "ไม่มีพิกัด",      "without coordinates", CELL_INT,  false},
        {"file",                "เขียนไว้ที่",      "written",             CELL_TEXT, false},
    };
    // clang-format on
    int schools = 0;
    const int unplaced = city_map_unplaced(map, &schools);
    struct table *table = table_new(NULL, columns, sizeof columns / sizeof *columns);
    table_row(table);
    table_int(table, map->first_fy);
    table_int(table, schools);
    table_int(table, unplaced);
    table_text(table, path);
    note_synthetic(map->reg, table);
    call_print(call, table, out);
}

static enum err_code write_map(const struct call *call, const struct work *work,
                               const struct gaps *gaps, const struct filter *filter, int fy,
                               struct text *out, struct err *err)
{
    const char *path = call_value(call, OPTION_TO);
    struct text content = {0};
    struct export_file file = {0};
    struct city_map map = city_map_new(&work->reg, fy, 1);
    map.district = filter->district;
    map.school = filter->school;
    for (int i = 0; i < gaps->count; i++) {
        const struct gap *gap = &gaps->gap[i];
        if (filter_has(&work->reg, filter, gap->school, gap->major))
            city_map_add(&map, gap->school, gap->fy, gap->need, gap->headcount);
    }
    city_map_geojson(&map, &content);
    enum err_code code = export_file_open(path, &file, err);
    if (code == ERR_OK) {
        fwrite(content.s, 1, content.length, file.file);
        code = export_file_finish(&file, err);
    }
    if (code == ERR_OK) print_map(call, &map, path, out);
    text_clear(&content);
    city_map_clear(&map);
    return code;
}

enum err_code run_gaps(const struct call *call, struct text *out, struct err *err)
{
    struct work work = {0};
    struct gaps gaps = {0};
    struct filter filter;
    const bool of_plan = call_has(call, OPTION_PLAN);
    enum by by = of_plan && !call_has(call, OPTION_FY) ? BY_FY : BY_MAJOR;
    int fy = 0;
    enum err_code code =
        rows_parse_by(call, SOME(FY) | SOME(MAJOR) | SOME(DISTRICT) | SOME(SCHOOL), &by, err);
    if (code == ERR_OK) code = check_map(call, err);
    if (code == ERR_OK) code = read_gaps(call, &work, &gaps, err);
    if (code == ERR_OK && !of_plan && by != BY_FY) fy = gaps.first_fy;
    if (code == ERR_OK) code = rows_parse_fy(call, gaps.first_fy, gaps.last_fy, &fy, err);
    if (code == ERR_OK) code = filter_parse(call, &work.reg, &filter, err);
    if (code == ERR_OK && call_has(call, OPTION_TO))
        code = write_map(call, &work, &gaps, &filter, fy, out, err);
    if (code == ERR_OK && !call_has(call, OPTION_TO)) {
        const char *title =
            of_plan ? lang_pick("ครูที่มีและต้องการตามแผน", "Teachers in post and needed under the plan")
            : fy == gaps.first_fy
                ? lang_pick("ครูที่มีและต้องการวันนี้", "Teachers in post and needed today")
                : lang_pick("ครูที่มีและต้องการ ถ้าไม่รับใครเพิ่ม",
                            "Teachers in post and needed if nobody comes");
        print_gaps(call, &work, &gaps, by, &filter, fy, title, out);
    }
    free(gaps.gap);
    work_close(&work);
    return code;
}
