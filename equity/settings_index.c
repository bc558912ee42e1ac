/* The parameters of the school index: one table, read from [index] and printed as
   conf/index/base.ini. */
#include "equity/school_index.h"
#include "equity/settings_file.h"

#include <inttypes.h>
#include <stddef.h>

// clang-format off
#define OURS "เสนอโดย kru ยังไม่ได้รับการยืนยัน", "proposed by kru, unconfirmed"
static const struct index_key {
    const char *name;
    size_t field;
    int places; /* decimals; the field holds the number times 10^places */
    int lowest, highest, preset;
    const char *unit_th, *unit_en, *meaning_th, *meaning_en, *source_th, *source_en;
} keys[] = {
    {"a", offsetof(struct index_params, share[INDEX_A]), 0, 0, 100, 40, "ร้อยละ", "percent",
     "น้ำหนักของสัดส่วนนักเรียนยากจนพิเศษ (A)", "weight of the share of extremely poor pupils (A)", OURS},
    {"b", offsetof(struct index_params, share[INDEX_B]), 0, 0, 100, 25, "ร้อยละ", "percent",
     "น้ำหนักของความลึกในกลุ่มจนที่สุด (B)", "weight of the depth within the poorest (B)", OURS},
    {"c", offsetof(struct index_params, share[INDEX_C]), 0, 0, 100, 20, "ร้อยละ", "percent",
     "น้ำหนักของการขาดเรียนและการออกกลางคัน (C)", "weight of attendance and drop-out (C)", OURS},
    {"d", offsetof(struct index_params, share[INDEX_D]), 0, 0, 100, 15, "ร้อยละ", "percent",
     "น้ำหนักของความพิการ รหัส G และกรณีวิกฤต (D)", "weight of disability, G-code and crisis (D)", OURS},
    {"shrink", offsetof(struct index_params, shrink), 0, 0, 1000, 20, "คน", "pupils",
     "จำนวนนักเรียนสมมติที่มีสัดส่วนเท่าทั้งเมือง ซึ่งเติมให้ทุกโรงเรียนใน A กันโรงเรียนเล็กขึ้นอันดับเพราะโชค",
     "imagined pupils with the city's share, added to each school in A, so that a small school does not "
     "top the list by luck", OURS},
    {"coverage_min", offsetof(struct index_params, coverage_min), 0, 0, 100, 60, "ร้อยละ", "percent",
     "ถ้าคัดกรองน้อยกว่านี้ ดัชนีจะผสมกับค่าเฉลี่ยของเขต", "below it the index is mixed with the district's mean",
     OURS},
    {"poorest", offsetof(struct index_params, poorest), 0, 1, 50, 15, "ร้อยละ", "percent",
     "กลุ่มจนที่สุดของเมืองที่นับใน B", "the poorest of the city, whom B counts",
     "เป้าหมายของ กสศ. คือกลุ่มจนที่สุดร้อยละ 15", "the fund's target is the poorest 15 %"},
    {"clip", offsetof(struct index_params, clip_hundredths), 2, 50, 400, 200, "ส่วนเบี่ยงเบนมาตรฐาน",
     "standard deviations", "ส่วนที่เกินค่านี้ไม่นับ", "what lies beyond does not count", OURS},
};
// clang-format on
enum { KEYS = sizeof keys / sizeof *keys };

static int *field_of(struct index_params *params, const struct index_key *key)
{
    return (int *)(void *)((char *)params + key->field);
}

void index_params_preset(struct index_params *out)
{
    for (int k = 0; k < KEYS; k++) *field_of(out, &keys[k]) = keys[k].preset;
}

static enum err_code read_keys(const struct settings_file *file, struct index_params *out,
                               struct err *err)
{
    struct index_params params;
    int sum = 0;
    index_params_preset(&params);
    settings_take(file, "index", "");
    for (int k = 0; k < KEYS; k++) {
        const struct settings_line *line = settings_take(file, "index", keys[k].name);
        int64_t value = 0;
        if (!line) continue;
        const enum err_code code = settings_decimal(file, line, keys[k].places, keys[k].lowest,
                                                    keys[k].highest, &value, err);
        if (code != ERR_OK) return code;
        *field_of(&params, &keys[k]) = (int)value;
    }
    for (int j = 0; j < INDEX_PARTS; j++) sum += params.share[j];
    if (sum != 100)
        return err_set(err, ERR_CONFIG, "a b c d ใน '%s' รวมเป็น %d ต้องรวมเป็น 100 พอดี",
                       "a, b, c and d in '%s' sum to %d, allowed is 100", file->origin, sum);
    const enum err_code code = settings_all_taken(file, err);
    if (code == ERR_OK) *out = params;
    return code;
}

enum err_code index_params_read(const char *path, struct index_params *out, struct err *err)
{
    struct settings_file file = {0};
    enum err_code code = settings_file_read(path, &file, err);
    if (code == ERR_OK) code = read_keys(&file, out, err);
    settings_file_clear(&file);
    return code;
}

enum err_code index_params_read_text(const char *ini, const char *origin, struct index_params *out,
                                     struct err *err)
{
    struct settings_file file = {0};
    enum err_code code = settings_text_read(ini, origin, &file, err);
    if (code == ERR_OK) code = read_keys(&file, out, err);
    settings_file_clear(&file);
    return code;
}

static void add_number(struct text *out, int value, int places)
{
    int unit = 1;
    for (int i = 0; i < places; i++) unit *= 10;
    text_add(out, "%d", value / unit);
    if (value % unit) text_add(out, ".%0*d", places, value % unit);
}

void index_params_text(const struct index_params *params, struct text *out)
{
    struct index_params copy = *params;
    text_add(out, "[index]\n");
    for (int k = 0; k < KEYS; k++) {
        text_add(out, "%s = ", keys[k].name);
        add_number(out, *field_of(&copy, &keys[k]), keys[k].places);
        text_add(out, "\n");
    }
}

void index_params_document(struct text *out)
{
    text_add(out, "; ค่าของดัชนีความเสมอภาคของโรงเรียน พิมพ์จากตารางใน equity/settings_index.c\n"
                  "; The parameters of the schools' equity index, printed from the table in "
                  "equity/settings_index.c.\n"
                  "; a + b + c + d = 100\n\n[index]\n");
    for (int k = 0; k < KEYS; k++) {
        const struct index_key *key = &keys[k];
        text_add(out, "; %s [%s] ใช้ได้: ", key->meaning_th, key->unit_th);
        add_number(out, key->lowest, key->places);
        text_add(out, " .. ");
        add_number(out, key->highest, key->places);
        text_add(out, " ที่มา: %s\n; %s [%s] allowed: ", key->source_th, key->meaning_en,
                 key->unit_en);
        add_number(out, key->lowest, key->places);
        text_add(out, " .. ");
        add_number(out, key->highest, key->places);
        text_add(out, " source: %s\n%s = ", key->source_en, key->name);
        add_number(out, key->preset, key->places);
        text_add(out, "\n");
    }
}
