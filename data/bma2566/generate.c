/* Makes the default data set: `kru-generate OUT_DIR [--seed N] [--schools N] [--source DIR]`.
   The same seed gives the same bytes everywhere; README.md says what is real and what is not. */
#include "data/bma2566/generate.h"

#include "base/lang.h"
#include "base/mem.h"
#include "planner/need.h"
#include "planner/retirement.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef KRU_SOURCE
#define KRU_SOURCE "."
#endif

enum { PRESET_SEED = 2566, MAX_SCHOOLS = 30000, MAX_SEED = 1000000000 };

struct env_random city_random(const struct city *city, enum stream stream)
{
    struct env_random random = {city->seed * 64 + (uint64_t)stream};
    return random;
}

void deal_whole(int64_t total, const int64_t *weight, int count, int *out)
{
    int64_t sum = 0, left = total;
    for (int i = 0; i < count; i++) sum += weight[i];
    int64_t *remainder = mem_new(count, sizeof *remainder);
    for (int i = 0; i < count; i++) {
        out[i] = (int)(weight[i] * total / sum);
        remainder[i] = weight[i] * total % sum;
        left -= out[i];
    }
    for (; left > 0; left--) {
        int best = 0;
        for (int i = 1; i < count; i++)
            if (remainder[i] > remainder[best]) best = i;
        out[best]++;
        remainder[best] = -1;
    }
    free(remainder);
}

void city_clear(struct city *city)
{
    for (int s = 0; s < city->reg.schools; s++) {
        free(city->lat[s]);
        free(city->lon[s]);
    }
    free(city->lat);
    free(city->lon);
    free(city->snapshot);
    free(city->pupils);
    free(city->outerness);
    free(city->posts.directors);
    free(city->posts.deputies);
    free(city->posts.need);
    register_clear(&city->reg);
    *city = (struct city){0};
}

/* ---- posts and retirement ---------------------------------------------------------------- */

int city_retirement_fy(struct date birth)
{
    static const struct age_rule age = {1, {0}, {RETIREMENT_AGE}};
    return retirement_fy(birth, &age);
}

/* Of the first opening of each school and major. */
static void keep_posts(struct city *city, const struct needs *needs)
{
    const int schools = needs->schools, openings = needs->years + 1;
    struct posts *posts = &city->posts;
    posts->directors = mem_new(schools, sizeof(int));
    posts->deputies = mem_new(schools, sizeof(int));
    posts->need = mem_new((size_t)schools * (size_t)needs->majors, sizeof(int));
    for (int s = 0; s < schools; s++) {
        posts->directors[s] = needs->director[s * openings];
        posts->deputies[s] = needs->deputies[s * openings];
    }
    for (int chain = 0; chain < schools * needs->majors; chain++)
        posts->need[chain] = needs->need[chain * openings];
}

/* Today's needs by the norm, nothing grown and no table. */
enum err_code city_add_posts(struct city *city, struct err *err)
{
    const struct school_register *reg = &city->reg;
    struct params params = {
        .first_fy = TODAY_FY + 1,
        .years = 1,
        .majors = reg->majors,
        .district_in = mem_new(reg->districts, sizeof(bool)),
        .growth = mem_new((size_t)LEVELS * (size_t)reg->districts, sizeof(double)),
        .norm = NORM_KORTOR_2545,
        .rounding = ROUND_PER_SCHOOL,
        .load_hours = mem_new(reg->majors, sizeof(double)),
    };
    for (int d = 0; d < reg->districts; d++) params.district_in[d] = true;
    /* The same for every major, so that its value does not matter. */
    for (int m = 0; m < reg->majors; m++) params.load_hours[m] = 20.0;
    struct needs needs = {0};
    const enum err_code code = needs_make(reg, &params, &needs, err);
    if (code == ERR_OK) keep_posts(city, &needs);
    needs_clear(&needs);
    free(params.district_in);
    free(params.growth);
    free(params.load_hours);
    return code;
}

/* ---- the files ----------------------------------------------------------------------------
   One writer a file. Codes need no quotes; names go through csv_text. Numbers with a fraction
   are written from their hundredths or thousandths, so that no rounding of the machine shows. */

static void write_districts(const struct city *city, struct text *out)
{
    text_add(out, "code,name_th,name_en,zone\n");
    for (int d = 0; d < city->reg.districts; d++) {
        const struct district *row = &city->reg.district[d];
        text_add(out, "%s,%s,%s,%s\n", row->code, row->name_th, row->name_en, row->zone);
    }
}

static void write_schools(const struct city *city, struct text *out)
{
    text_add(out, "code,name_th,district,lat,lon\n");
    for (int s = 0; s < city->reg.schools; s++) {
        const struct school *row = &city->reg.school[s];
        text_add(out, "%s,", row->code);
        csv_text(out, row->name_th);
        text_add(out, ",%s,%s,%s\n", city->reg.district[row->district].code, city->lat[s],
                 city->lon[s]);
    }
}

static void write_majors(const struct city *city, struct text *out)
{
    text_add(out, "code,name_th,name_en\n");
    for (int m = 0; m < city->reg.majors; m++) {
        const struct major *row = &city->reg.major[m];
        text_add(out, "%s,%s,%s\n", row->code, row->name_th, row->name_en);
    }
}

static void write_enrolment(const struct city *city, struct text *out)
{
    text_add(out, "school,academic_year,grade,pupils\n");
    for (int i = 0; i < city->reg.enrolments; i++) {
        const struct enrolment *row = &city->reg.enrolment[i];
        text_add(out, "%s,%d,%s,%d\n", city->reg.school[row->school].code, row->academic_year,
                 grade_word[row->grade], row->pupils);
    }
}

static const char *major_code(const struct city *city, int m)
{
    return m < 0 ? "" : city->reg.major[m].code;
}

static void write_teachers(const struct city *city, struct text *out)
{
    text_add(out, "id,school,position,post_major,degree_major,birth_date,appointed_date,status\n");
    for (int i = 0; i < city->reg.teachers; i++) {
        const struct teacher *row = &city->reg.teacher[i];
        char birth[16], appointed[16];
        text_add(out, "%s,%s,%s,%s,%s,%s,%s,%s\n", row->id, city->reg.school[row->school].code,
                 position_word[row->position], major_code(city, row->post_major),
                 major_code(city, row->degree_major), date_iso(birth, row->birth),
                 row->appointed.year ? date_iso(appointed, row->appointed) : "",
                 status_word[row->status]);
    }
}

static void write_curriculum(const struct city *city, struct text *out)
{
    text_add(out, "area,grade,hours_per_year\n");
    for (int i = 0; i < city->reg.curricula; i++) {
        const struct curriculum_row *row = &city->reg.curriculum[i];
        text_add(out, "%s,%s,%d\n", row->area, grade_word[row->grade], (int)row->hours_per_year);
    }
}

/* A number of at most three decimals, without zeros at its end. */
static void write_decimal(struct text *out, double value)
{
    char digits[32];
    text_number(digits, (double)(int64_t)(value * 1000.0 + 0.5) / 1000.0);
    text_add(out, "%s", digits);
}

static void write_shares(const struct city *city, struct text *out)
{
    text_add(out, "area,grade,major,share\n");
    for (int i = 0; i < city->reg.shares; i++) {
        const struct share_row *row = &city->reg.share[i];
        text_add(out, "%s,%s,%s,", row->area, grade_word[row->grade], major_code(city, row->major));
        write_decimal(out, row->share);
        text_add(out, "\n");
    }
}

static void write_channels(const struct city *city, struct text *out)
{
    text_add(out, "code,name_th,name_en,kind,lead_years,completion\n");
    for (int c = 0; c < city->reg.channels; c++) {
        const struct channel *row = &city->reg.channel[c];
        text_add(out, "%s,%s,%s,%s,%d,", row->code, row->name_th, row->name_en,
                 channel_kind_word[row->kind], row->lead_years);
        write_decimal(out, row->completion);
        text_add(out, "\n");
    }
}

static void write_committed(const struct city *city, struct text *out)
{
    text_add(out, "channel,major,fy,graduates\n");
    for (int i = 0; i < city->reg.committeds; i++) {
        const struct committed_row *row = &city->reg.committed[i];
        text_add(out, "%s,%s,%d,%d\n", city->reg.channel[row->channel].code,
                 major_code(city, row->major), row->fy, row->graduates);
    }
}

static void write_lists(const struct city *city, struct text *out)
{
    text_add(out, "list,major,announced,last_day,remaining\n");
    for (int i = 0; i < city->reg.lists; i++) {
        const struct eligible_list *row = &city->reg.list[i];
        char announced[16], last_day[16];
        text_add(out, "%s,%s,%s,%s,%d\n", row->code, major_code(city, row->major),
                 date_iso(announced, row->announced), date_iso(last_day, row->last_day),
                 row->remaining);
    }
}

static void write_arcs(const struct city *city, struct text *out)
{
    text_add(out, "from_major,to_major\n");
    for (int i = 0; i < city->reg.arcs; i++)
        text_add(out, "%s,%s\n", major_code(city, city->reg.arc[i].from_major),
                 major_code(city, city->reg.arc[i].to_major));
}

static void write_equity(const struct city *city, struct text *out)
{
    text_add(out, "school,round,index,coverage\n");
    for (int i = 0; i < city->reg.equities; i++) {
        const struct equity_row *row = &city->reg.equity[i];
        text_add(out, "%s,%s,", city->reg.school[row->school].code, row->round);
        write_decimal(out, row->index);
        text_add(out, ",");
        write_decimal(out, row->coverage);
        text_add(out, "\n");
    }
}

static void write_provenance(const struct city *city, struct text *out);

// clang-format off
static const struct file {
    const char *name, *status, *source; /* the last two as provenance.csv tells them */
    void (*write)(const struct city *city, struct text *out);
} files[] = {
    {"districts.csv", "real",
     "รหัส ชื่อเขต และกลุ่มเขตจากชั้นข้อมูล GIS ของกรุงเทพมหานคร (data.bangkok.go.th) แก้ตัวสะกดตาม source/PROVENANCE.md",
     write_districts},
    {"schools.csv", "real",
     "ที่ตั้งโรงเรียนในสังกัดกรุงเทพมหานคร ชุดข้อมูลราว พ.ศ. 2558 (data.bangkok.go.th) 438 แถว รหัสที่ซ้ำ 1 รหัสนับเป็นโรงเรียนเดียว จึงเหลือ 437 แห่ง",
     write_schools},
    {"majors.csv", "estimated",
     "18 วิชาเอก: 8 วิชาเอกทราบจากประกาศสอบครูผู้ช่วย กทม. 1/2565 อีก 10 วิชาเอกสันนิษฐาน",
     write_majors},
    {"enrolment.csv", "synthetic",
     "ยอดรวม 253,515 คนของปีการศึกษา 2565 เป็นของจริง ขนาดโรงเรียนปรับตามสัดส่วนจากข้อมูลราว พ.ศ. 2558 จำนวนรายชั้นสังเคราะห์ขึ้น",
     write_enrolment},
    {"teachers.csv", "synthetic",
     "สังเคราะห์ขึ้นทุกคน มีเพียงยอดเกษียณ 316 คนเมื่อสิ้นปีงบประมาณ 2566 ที่เป็นของจริง",
     write_teachers},
    {"curriculum.csv", "estimated",
     "โครงสร้างเวลาเรียนหลักสูตรแกนกลาง 2551 จากหน้าเว็บของโรงเรียน ยกเว้น ม.4-6 และบางแถวของ ม.ต้น ที่เป็นความรู้ทั่วไป เวลารวมสามปีของ ม.4-6 เฉลี่ยเท่ากันทุกชั้น",
     write_curriculum},
    {"major_share.csv", "unconfirmed",
     "สัดส่วนชั่วโมงสอนตามวิชาเอกเป็นข้อสมมติ ยังไม่ยืนยัน",
     write_shares},
    {"channels.csv", "unconfirmed",
     "ระยะเวลาผลิตและอัตราสำเร็จเป็นข้อสมมติ ยังไม่ยืนยัน",
     write_channels},
    {"committed.csv", "synthetic",
     "สังเคราะห์ขึ้นโดยอิงทุนเอราวัณปีละ 100 ทุนที่มีผู้รับไม่ครบ รุ่นคู่ที่บรรจุในปี 2566 ผ่านไปแล้วจึงไม่อยู่ในรายการ",
     write_committed},
    {"eligible_lists.csv", "synthetic",
     "ประกาศ 110 อัตราใน 18 วิชาเอกเป็นของจริง จำนวนผู้สอบได้ที่เหลือสังเคราะห์ขึ้น วันประกาศและอายุบัญชี 2 ปียังไม่ยืนยัน",
     write_lists},
    {"retrain.csv", "unconfirmed",
     "วิชาเอกที่ใกล้เคียงกันเป็นข้อสมมติ ยังไม่ยืนยัน",
     write_arcs},
    {"equity_index.csv", "synthetic",
     "สังเคราะห์ขึ้นจนกว่าจะคำนวณจากการคัดกรองจริง ค่าสูงหมายถึงยากจนกว่า",
     write_equity},
    {"provenance.csv", "real",
     "เขียนโดยโปรแกรมสร้างข้อมูลชุดนี้",
     write_provenance},
};
// clang-format on
enum { FILES = sizeof files / sizeof *files };

static void write_provenance(const struct city *city, struct text *out)
{
    (void)city;
    text_add(out, "file,status,source\n");
    for (int i = 0; i < FILES; i++) {
        text_add(out, "%s,%s,", files[i].name, files[i].status);
        csv_text(out, files[i].source);
        text_add(out, "\n");
    }
}

static enum err_code write_file(const char *folder, const char *name, const struct text *content,
                                struct err *err)
{
    struct text path = {0};
    text_add(&path, "%s/%s", folder, name);
    FILE *file = fopen(text_s(&path), "wb");
    bool written = file && fwrite(content->s, 1, content->length, file) == content->length;
    if (file && fclose(file) != 0) written = false;
    enum err_code code = ERR_OK;
    if (!written)
        code = err_set(err, ERR_INPUT, "เขียน '%s' ไม่ได้: %s", "'%s' cannot be written: %s",
                       text_s(&path), strerror(errno));
    text_clear(&path);
    return code;
}

static enum err_code write_files(const struct city *city, const char *folder, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int i = 0; i < FILES && code == ERR_OK; i++) {
        struct text content = {0};
        files[i].write(city, &content);
        code = write_file(folder, files[i].name, &content, err);
        text_clear(&content);
    }
    return code;
}

/* ---- the command line -------------------------------------------------------------------- */

struct options {
    const char *out, *source;
    int seed, schools;
};

static enum err_code read_number(const char *option, const char *value, int highest, int *out,
                                 struct err *err)
{
    char *end = NULL;
    const long number = strtol(value, &end, 10);
    if (end == value || *end || number < 1 || number > highest)
        return err_set(err, ERR_INPUT, "'%s' คือ '%s' ต้องเป็น 1 .. %d",
                       "'%s' is '%s', allowed are 1 .. %d", option, value, highest);
    *out = (int)number;
    return ERR_OK;
}

static enum err_code usage(struct err *err)
{
    return err_set(err, ERR_INPUT,
                   "วิธีใช้: kru-generate OUT_DIR [--seed N] [--schools N] [--source DIR]",
                   "usage: kru-generate OUT_DIR [--seed N] [--schools N] [--source DIR]");
}

static enum err_code read_options(int argc, char **argv, struct options *out, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int i = 1; i < argc && code == ERR_OK; i++) {
        const char *word = argv[i];
        if (word[0] != '-' && !out->out) {
            out->out = word;
            continue;
        }
        const char *value = i + 1 < argc ? argv[++i] : NULL;
        if (value && strcmp(word, "--seed") == 0)
            code = read_number(word, value, MAX_SEED, &out->seed, err);
        else if (value && strcmp(word, "--schools") == 0)
            code = read_number(word, value, MAX_SCHOOLS, &out->schools, err);
        else if (value && strcmp(word, "--source") == 0)
            out->source = value;
        else
            code = usage(err);
    }
    return code == ERR_OK && !out->out ? usage(err) : code;
}

static enum err_code generate(const struct options *options, struct err *err)
{
    struct city city = {.seed = (uint64_t)options->seed};
    enum err_code code = city_read(&city, options->source, options->schools, err);
    if (code == ERR_OK) {
        city_add_tables(&city);
        city_add_grades(&city);
        city_add_equity(&city);
        code = city_add_posts(&city, err);
    }
    if (code == ERR_OK) city_add_people(&city);
    if (code == ERR_OK) code = write_files(&city, options->out, err);
    city_clear(&city);
    return code;
}

int main(int argc, char **argv)
{
    struct options options = {
        .source = KRU_SOURCE "/data/bma2566/source",
        .seed = PRESET_SEED,
        .schools = REGISTER_SCHOOLS,
    };
    struct err err = {0};
    lang_set(LANG_EN);
    enum err_code code = read_options(argc, argv, &options, &err);
    if (code == ERR_OK) code = generate(&options, &err);
    if (code != ERR_OK) fprintf(stderr, "kru-generate: %s\n", err.text);
    return err_exit_status(code);
}
