/* The keys of a scenario: one table from which checks, presets, errors and conf/base.ini come. */
#define _POSIX_C_SOURCE 200809L

#include "planner/scenario_internal.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define IN(field) offsetof(struct params, field)
#define OF(field) offsetof(struct pipeline_params, field)
#define YEARLY OVER_YEAR
#define YEAR_AND_MAJOR (OVER_YEAR | OVER_MAJOR)

/* Columns that come in pairs, Thai and English. */
#define NO_UNIT "", ""
#define PEOPLE "คน", "people"
#define PLACES "ที่", "places"
#define YEARS "ปี", "years"
#define YEAR "ปี พ.ศ.", "Buddhist year"
#define SHARE "สัดส่วน", "share"
#define SHARE_A_YEAR "สัดส่วนต่อปี", "share a year"
#define BAHT "บาท", "baht"
#define POINTS "คะแนน", "points"
#define NO_SOURCE "", ""
#define UNCONFIRMED "ยังไม่ยืนยัน", "unconfirmed"
#define CHOSEN "ค่าที่ kru เลือกไว้ ยังไม่ยืนยัน", "chosen by kru, unconfirmed"
#define MEASURED "ค่าที่ kru เลือกจากการทดลอง 437 โรงเรียน", "chosen by kru from trials with 437 schools"
#define NOT_SET "ไม่กำหนดไว้", "not set"
#define OF_CHANNELS "channels.csv", "channels.csv"
#define OF_SECTION "ดูหัวหมวด", "see the head of the section"
#define FIRST_SALARY                                                                               \
    "เงินเดือนแรกบรรจุหลังปรับสองครั้งอย่างน้อย 18,000 บาท x 12 เดือน",                                      \
        "entry salary after two steps of 10 %, at least 18,000 baht, x 12 months"

// clang-format off
const struct scenario_key scenario_keys[] = {
    /* section, key, type, over, lowest, highest, words, preset, store, field,
       unit, meaning th, meaning en, source */
    {"scenario", "name", TYPE_TEXT, 0, 1, SCENARIO_NAME - 1, NULL, "แผนฐาน / base plan", AS_TEXT, IN(name),
     NO_UNIT, "ชื่อสถานการณ์", "name of the scenario", NO_SOURCE},
    {"scenario", "note", TYPE_TEXT, 0, 0, 255, NULL, "", AS_TEXT, IN(note),
     NO_UNIT, "หมายเหตุ", "what the scenario is about", NO_SOURCE},
    {"scenario", "base", TYPE_TEXT, 0, 0, 255, NULL, "", AS_NOTHING, 0,
     NO_UNIT, "ไฟล์ฐานที่สถานการณ์นี้แก้ไขต่อ นับจากโฟลเดอร์ของไฟล์นี้ ว่าง = ไม่มี",
     "file whose settings come first, beside this file; empty: none", NO_SOURCE},

    {"horizon", "first_fy", TYPE_WHOLE, 0, 2550, 2650, NULL, "2567", AS_INT, IN(first_fy),
     YEAR, "ปีงบประมาณแรกของแผน", "first fiscal year of the plan",
     "ข้อมูลตั้งต้นนับ ณ 30 กันยายน 2566", "the default data are of 30 September 2566"},
    {"horizon", "years", TYPE_WHOLE, 0, 1, MAX_YEARS, NULL, "10", AS_INT, IN(years),
     YEARS, "จำนวนปีของแผน", "length of the plan", CHOSEN},

    {"scope", "districts", TYPE_CODES, 0, 1, 900, NULL, "all", AS_YES_NO, IN(district_in),
     NO_UNIT, "เขตที่วางแผน", "districts that are planned", NO_SOURCE},

    {"retirement", "age", TYPE_WHOLE, OVER_FROM_YEAR, 50, 75, NULL, "60", AS_NOTHING, IN(age),
     YEARS, "อายุเกษียณ ระบุปี = ใช้ตั้งแต่ปีงบประมาณนั้น",
     "age that is completed to retire; with a year: in force from that fiscal year on",
     "เกษียณ 30 กันยายนของปีงบประมาณที่อายุครบ 60 ปี",
     "retirement on 30 September of the fiscal year in which age 60 is completed"},

    {"loss", "rate", TYPE_NUMBER, OVER_MAJOR, 0, 1, NULL, "0.02", AS_NUMBER, IN(loss_rate),
     SHARE_A_YEAR, "สูญเสียอื่นนอกจากเกษียณ (ลาออก โอน ตาย เกษียณก่อนกำหนด)",
     "losses other than retirement (resignation, transfer out, death, early retirement)", UNCONFIRMED},

    {"enrolment", "growth", TYPE_NUMBER, OVER_YEAR | OVER_LEVEL | OVER_DISTRICT, -1, 1, NULL, "0", AS_NUMBER, IN(growth),
     SHARE_A_YEAR, "จำนวนนักเรียนเพิ่ม (+) หรือลด (-) เทียบกับปีก่อน ระดับ: kindergarten primary secondary",
     "pupils against the year before; levels: kindergarten primary secondary", NOT_SET},

    {"norm", "version", TYPE_CHOICE, 0, 0, 0, "kortor-2545|table", "kortor-2545", AS_INT, IN(norm),
     NO_UNIT, "เกณฑ์อัตรากำลัง: สูตร ก.ต. 2545 หรือตารางที่นำเข้าเท่านั้น",
     "staffing norm: the formula in use before 2563, or imported tables only",
     "เกณฑ์ที่ใช้ก่อนปี 2563 (ไม่พบ ว23/2563)", "the rule before 2563 (circular 23/2563 was not found)"},
    {"norm", "rounding", TYPE_CHOICE, 0, 0, 0, "per_school|per_grade", "per_school", AS_INT, IN(rounding),
     NO_UNIT, "ปัดเศษครั้งเดียวทั้งโรงเรียน หรือทีละชั้น", "rounding once a school, or grade by grade", UNCONFIRMED},
    {"norm", "load_hours", TYPE_NUMBER, OVER_MAJOR, 1, 40, NULL, "20", AS_NUMBER, IN(load_hours),
     "ชั่วโมงต่อสัปดาห์", "hours a week", "ภาระงานสอนของครูหนึ่งคน", "lessons of a full-time teacher", UNCONFIRMED},

    {"exam", "seats_total", TYPE_WHOLE, YEARLY, 0, 100000, "none", "300", AS_NUMBER, IN(seats_total),
     PEOPLE, "ผู้สอบแข่งขันได้ที่ขึ้นบัญชีในปีนั้น รวมทุกวิชาเอก", "passers of the exam of that year, all majors together",
     "ประกาศสอบ กทม. 1/2561 รับ 300 อัตรา (ปี 2552: 333, ปี 2560: 229, 1/2565: 110 ใน 18 วิชาเอก)",
     "BMA exam 1/2561 announced 300 posts (2552: 333, 2560: 229, 1/2565: 110 in 18 majors)"},
    {"exam", "seats", TYPE_WHOLE, YEAR_AND_MAJOR, 0, 100000, "none", "none", AS_NUMBER, IN(seats),
     PEOPLE, "ผู้สอบแข่งขันได้ของแต่ละวิชาเอก", "passers of each major", NOT_SET},
    {"exam", "list_years", TYPE_WHOLE, 0, 1, MAX_LIST_YEARS, NULL, "2", AS_INT, IN(list_years),
     YEARS, "อายุบัญชีผู้สอบแข่งขันได้ นับปีที่สอบด้วย", "fiscal years in which a list can call, its own included",
     "เข้าใจกันว่าไม่เกิน 2 ปี ยังไม่ยืนยันสำหรับ กทม.", "generally 'at most 2 years', unconfirmed for BMA"},
    {"exam", "cost_thb", TYPE_BAHT, YEARLY, 0, 1e9, NULL, "5000", AS_NUMBER, IN(exam_cost_thb),
     BAHT, "ค่าจัดสอบต่อผู้สอบได้หนึ่งคน", "cost of the exam for each passer", UNCONFIRMED},
    {"exam", "call_cost_thb", TYPE_BAHT, YEARLY, 0, 1e9, NULL, "216000", AS_NUMBER, IN(call_cost_thb),
     BAHT, "ค่าใช้จ่ายต่อการเรียกบรรจุหนึ่งคน", "cost of each call-up", FIRST_SALARY},

    {"pipeline", "places_total", TYPE_WHOLE, YEARLY, 0, 100000, "none", "0", AS_NUMBER, OF(places_total),
     PLACES, "ที่เรียนที่เปิดรับในปีนั้น รวมทุกวิชาเอก", "places offered that year, all majors together", OF_SECTION},
    {"pipeline", "places", TYPE_WHOLE, YEAR_AND_MAJOR, 0, 100000, "none", "none", AS_NUMBER, OF(places),
     PLACES, "ที่เรียนของแต่ละวิชาเอก", "places of each major", NOT_SET},
    {"pipeline", "lead_years", TYPE_WHOLE, 0, 0, 10, "register", "register", AS_INT, OF(lead_years),
     YEARS, "จำนวนปีจากรับเข้าเรียนถึงบรรจุ register = ตาม channels.csv",
     "years from intake to appointment; register: as channels.csv says", OF_CHANNELS},
    {"pipeline", "completion", TYPE_NUMBER, 0, 0.001, 1, "register", "register", AS_NUMBER, OF(completion),
     SHARE, "สัดส่วนที่เรียนจนจบและพร้อมบรรจุ register = ตาม channels.csv",
     "places that yield a graduate; register: as channels.csv says", OF_CHANNELS},
    {"pipeline", "place_cost_thb", TYPE_BAHT, YEARLY, 0, 1e9, NULL, "0", AS_NUMBER, OF(place_cost_thb),
     BAHT, "ค่าใช้จ่ายต่อที่เรียนหนึ่งที่ คิดครั้งเดียวในปีที่รับ", "cost of a place, once, in the year of intake", OF_SECTION},
    {"pipeline", "hire_cost_thb", TYPE_BAHT, YEARLY, 0, 1e9, NULL, "216000", AS_NUMBER, OF(hire_cost_thb),
     BAHT, "ค่าใช้จ่ายต่อบัณฑิตที่บรรจุหนึ่งคน", "cost of each graduate appointed", FIRST_SALARY},

    {"transfer", "max", TYPE_WHOLE, YEARLY, 0, 100000, "none", "300", AS_NUMBER, IN(transfers_max),
     PEOPLE, "จำนวนการย้ายสูงสุดต่อปี", "most transfers a year", UNCONFIRMED},
    {"transfer", "cost_thb", TYPE_BAHT, YEARLY, 0, 1e9, NULL, "0", AS_NUMBER, IN(transfer_cost_thb),
     BAHT, "ค่าใช้จ่ายต่อการย้ายหนึ่งครั้ง", "cost of a transfer", UNCONFIRMED},

    {"retrain", "max", TYPE_WHOLE, YEARLY, 0, 100000, "none", "30", AS_NUMBER, IN(retrain_max),
     PEOPLE, "จำนวนครูที่อบรมเปลี่ยนวิชาเอกสูงสุดต่อปี", "most teachers retrained for another major a year", UNCONFIRMED},
    {"retrain", "cost_thb", TYPE_BAHT, YEARLY, 0, 1e9, NULL, "30000", AS_NUMBER, IN(retrain_cost_thb),
     BAHT, "ค่าอบรมต่อคน", "cost of retraining one teacher", UNCONFIRMED},

    {"budget", "total_thb", TYPE_BAHT, YEARLY, 0, 1e12, "none", "none", AS_NUMBER, IN(budget_thb),
     BAHT, "งบประมาณสูงสุดต่อปีของทุกช่องทาง", "most money a year, all channels together", NOT_SET},
    {"budget", "hard_minimum_thb", TYPE_BAHT, YEARLY, 0, 1e12, NULL, "0", AS_NUMBER, IN(budget_minimum_thb),
     BAHT, "งบประมาณขั้นต่ำที่ต้องใช้ต่อปี 0 = ไม่มีกฎ", "money that must be spent a year; 0: no rule", NOT_SET},

    {"shortage", "tier_shares", TYPE_NUMBERS, 0, 0.001, 1, NULL, "0.1 0.2 0.3 0.4", AS_NUMBERS, IN(tier_share),
     SHARE, "ขั้นของการขาดครูในวิชาเอกหนึ่งของโรงเรียน รวมกันได้ 1", "tiers of shortage in a major of a school; their sum is 1", MEASURED},
    {"shortage", "tier_prices", TYPE_NUMBERS, 0, 0, 1e6, NULL, "10 20 40 80", AS_NUMBERS, IN(tier_price),
     POINTS, "ราคาของครูที่ขาดหนึ่งคนในแต่ละขั้น ไม่ลดลง", "price of one missing teacher in each tier, never falling", MEASURED},
    {"shortage", "school_tier_shares", TYPE_NUMBERS, 0, 0.001, 1, NULL, "0.05 0.05 0.1 0.8", AS_NUMBERS, IN(school_tier_share),
     SHARE, "ขั้นของการขาดครูทั้งโรงเรียน รวมกันได้ 1", "tiers of shortage in a whole school; their sum is 1", MEASURED},
    {"shortage", "school_tier_prices", TYPE_NUMBERS, 0, 0, 1e6, NULL, "0 5 15 40", AS_NUMBERS, IN(school_tier_price),
     POINTS, "ราคาที่เพิ่มของครูที่ขาดหนึ่งคนในแต่ละขั้น ไม่ลดลง", "further price of one missing teacher in each tier, never falling", MEASURED},

    {"price", "over", TYPE_NUMBER, 0, 0, 1e6, NULL, "4", AS_NUMBER, IN(price_over),
     POINTS, "ราคาของครูเกินหนึ่งคน", "price of one surplus teacher", MEASURED},
    {"price", "move", TYPE_NUMBER, 0, 0, 1e6, NULL, "3", AS_NUMBER, IN(price_move),
     POINTS, "ราคาของการย้ายหนึ่งครั้ง", "price of one transfer", MEASURED},
    {"price", "idle", TYPE_NUMBER, 0, 0, 1e6, NULL, "8", AS_NUMBER, IN(price_idle),
     POINTS, "ราคาของบัณฑิตที่ไม่ได้บรรจุหนึ่งคน", "price of one graduate without a post", MEASURED},
    {"price", "retrain", TYPE_NUMBER, 0, 0, 1e6, NULL, "5", AS_NUMBER, IN(price_retrain),
     POINTS, "ราคาของการอบรมเปลี่ยนวิชาเอกหนึ่งคน", "price of one retraining", MEASURED},
    {"price", "money", TYPE_NUMBER, 0, 0, 1e6, NULL, "1", AS_NUMBER, IN(price_money),
     POINTS, "ราคาของเงินหนึ่งล้านบาท", "price of one million baht", MEASURED},
    {"price", "discount", TYPE_NUMBER, 0, 0.01, 1, NULL, "0.97", AS_NUMBER, IN(discount),
     SHARE, "น้ำหนักของปีหนึ่งเทียบกับปีก่อนหน้า", "weight of a year against the year before it", MEASURED},

    {"equity", "alpha", TYPE_NUMBER, 0, 0, 2, NULL, "0.25", AS_NUMBER, IN(alpha),
     NO_UNIT, "แรงของดัชนีความเสมอภาค 0 = ไม่ใช้", "force of the equity index; 0: none", MEASURED},
    {"equity", "weight_min", TYPE_NUMBER, 0, 0, 1, NULL, "0.5", AS_NUMBER, IN(weight_min),
     NO_UNIT, "น้ำหนักต่ำสุดของโรงเรียน", "least weight of a school", CHOSEN},
    {"equity", "weight_max", TYPE_NUMBER, 0, 1, 100, NULL, "2", AS_NUMBER, IN(weight_max),
     NO_UNIT, "น้ำหนักสูงสุดของโรงเรียน", "greatest weight of a school", CHOSEN},

    {"rule", "max_short_share", TYPE_NUMBER, YEARLY, 0, 1, "none", "none", AS_NUMBER, IN(max_short_share),
     SHARE, "กฎ: ครูที่ขาดของแต่ละโรงเรียนต้องไม่เกินสัดส่วนนี้ของความต้องการ", "rule: no school is short of more than this share of its need", NOT_SET},
    {"rule", "must_fill", TYPE_YES_NO, YEAR_AND_MAJOR, 0, 1, NULL, "no", AS_YES_NO, IN(must_fill),
     NO_UNIT, "กฎ: วิชาเอกนี้ต้องไม่ขาดครู", "rule: no school is short of this major", NOT_SET},
    {"rule", "min_headcount", TYPE_WHOLE, YEAR_AND_MAJOR, 0, 100000, NULL, "0", AS_NUMBER, IN(min_headcount),
     PEOPLE, "กฎ: จำนวนครูขั้นต่ำของวิชาเอกทั้งเมือง 0 = ไม่มีกฎ", "rule: least teachers of the major, city-wide; 0: no rule", NOT_SET},

    {"future", "loss_spread", TYPE_NUMBER, 0, 0, 1, NULL, "0.2", AS_NUMBER, IN(future.loss_spread),
     SHARE, "อนาคตสุ่ม: อัตราสูญเสียอื่นของแต่ละปีต่างจากที่ระบุไม่เกินสัดส่วนนี้",
     "sampled futures: the loss rate of a year deviates by at most this share of itself", CHOSEN},
    {"future", "middle_age", TYPE_WHOLE, 0, 20, 75, NULL, "35", AS_INT, IN(future.middle_age),
     YEARS, "อนาคตสุ่ม: อายุที่เริ่มช่วงกลาง", "sampled futures: age at which the middle band begins", CHOSEN},
    {"future", "senior_age", TYPE_WHOLE, 0, 20, 75, NULL, "50", AS_INT, IN(future.senior_age),
     YEARS, "อนาคตสุ่ม: อายุที่เริ่มช่วงอาวุโส", "sampled futures: age at which the senior band begins", CHOSEN},
    {"future", "loss_young", TYPE_NUMBER, 0, 0, 100, NULL, "1.5", AS_NUMBER, IN(future.loss_young),
     NO_UNIT, "อนาคตสุ่ม: น้ำหนักการสูญเสียของผู้ที่อายุยังไม่ถึงช่วงกลาง ค่าเฉลี่ยของวิชาเอกยังเท่า loss.rate",
     "sampled futures: weight of losses below the middle band; the mean of a major stays loss.rate", CHOSEN},
    {"future", "loss_middle", TYPE_NUMBER, 0, 0, 100, NULL, "0.8", AS_NUMBER, IN(future.loss_middle),
     NO_UNIT, "อนาคตสุ่ม: น้ำหนักการสูญเสียของช่วงกลาง", "sampled futures: weight of losses in the middle band", CHOSEN},
    {"future", "loss_senior", TYPE_NUMBER, 0, 0, 100, NULL, "1", AS_NUMBER, IN(future.loss_senior),
     NO_UNIT, "อนาคตสุ่ม: น้ำหนักการสูญเสียของช่วงอาวุโส", "sampled futures: weight of losses in the senior band", CHOSEN},
    {"future", "pass_share", TYPE_NUMBER, 0, 0.01, 1, NULL, "0.9", AS_NUMBER, IN(future.pass_share),
     SHARE, "อนาคตสุ่ม: ส่วนของอัตราที่ประกาศสอบที่มีผู้สอบผ่านจริง ค่ากลาง",
     "sampled futures: share of the announced seats that somebody really passes for, the middle", CHOSEN},
    {"future", "pass_spread", TYPE_NUMBER, 0, 0, 1, NULL, "0.1", AS_NUMBER, IN(future.pass_spread),
     SHARE, "อนาคตสุ่ม: ส่วนนั้นของการสอบแต่ละปีต่างจากค่ากลางไม่เกินเท่านี้",
     "sampled futures: by how much that share of an exam deviates at most", CHOSEN},
    {"future", "pass_major_spread", TYPE_NUMBER, 0, 0, 1, NULL, "0.15", AS_NUMBER, IN(future.pass_major_spread),
     SHARE, "อนาคตสุ่ม: และของแต่ละวิชาเอกในการสอบนั้นไม่เกินเท่านี้",
     "sampled futures: and that of a major in the exam, besides", CHOSEN},
    {"future", "completion_spread", TYPE_NUMBER, 0, 0, 1, NULL, "0.1", AS_NUMBER, IN(future.completion_spread),
     SHARE, "อนาคตสุ่ม: สัดส่วนเรียนจบของช่องทางผลิตครูต่างจากที่ระบุไม่เกินสัดส่วนนี้",
     "sampled futures: the completion of a pipeline deviates by at most this share of itself", CHOSEN},
    {"future", "growth_spread", TYPE_NUMBER, 0, 0, 1, NULL, "0.01", AS_NUMBER, IN(future.growth_spread),
     SHARE_A_YEAR, "อนาคตสุ่ม: การเพิ่มของนักเรียนทั้งเมืองในปีหนึ่งต่างจากที่ระบุไม่เกินเท่านี้",
     "sampled futures: the growth of pupils in a year deviates by at most this, city-wide", CHOSEN},
    {"future", "growth_district_spread", TYPE_NUMBER, 0, 0, 1, NULL, "0.01", AS_NUMBER, IN(future.growth_district_spread),
     SHARE_A_YEAR, "อนาคตสุ่ม: และของแต่ละเขตในปีนั้นไม่เกินเท่านี้",
     "sampled futures: and that of a district in the year, besides", CHOSEN},

    {"solve", "limit_s", TYPE_NUMBER, 0, 1, 86400, NULL, "900", AS_NUMBER, IN(limit_s),
     "วินาที", "seconds", "เวลาสูงสุดของการคำนวณ", "longest time of a solve", CHOSEN},
    {"solve", "memory_mb", TYPE_WHOLE, 0, 20, 1000000, NULL, "3000", AS_INT, IN(memory_mb),
     "MB", "MB", "หน่วยความจำสูงสุดของการคำนวณ", "most memory of a solve",
     "437 โรงเรียนใช้ราว 100 MB เมื่อคิด 10 ปี",
     "437 schools need about 100 MB for 10 years"},
    {"solve", "threads", TYPE_WHOLE, 0, 1, 64, NULL, "2", AS_INT, IN(threads),
     NO_UNIT, "จำนวนเธรดของการคำนวณ", "threads of a solve", CHOSEN},
};

/* Where a pipeline starts from something other than the table; all others have 0 places. */
static const struct {
    const char *pipeline, *places_total, *place_cost_thb;
    const char *source_th, *source_en;
} pipeline_presets[] = {
    {"erawan", "100", "200000",
     "ทุนเอราวัณปีละ 100 ทุน รุ่นแรกปี 2561 ค่าใช้จ่ายต่อทุนยังไม่ยืนยัน",
     "Erawan scholarships, 100 a year, first cohort 2561; cost of a scholarship unconfirmed"},
    {"cooperation", "60", "0", CHOSEN},
    {"local", "40", "0",
     "รุ่นปี 2561 ทั้งประเทศ 4,195 คน ส่วนของ กทม. ไม่ทราบ ค่าที่ kru เลือกไว้",
     "4,195 nationally for the 2561 round, BMA's share not known; chosen by kru, unconfirmed"},
};
// clang-format on

const int scenario_key_count = sizeof scenario_keys / sizeof *scenario_keys;
enum { PIPELINE_PRESETS = sizeof pipeline_presets / sizeof *pipeline_presets };

static bool is_pipeline_section(const char *section)
{
    return strncmp(section, "pipeline.", strlen("pipeline.")) == 0 && section[9] != '\0';
}

const struct scenario_key *key_find(const char *section, const char *name)
{
    if (strcmp(section, "pipeline") == 0) return NULL;
    if (is_pipeline_section(section)) section = "pipeline";
    for (int i = 0; i < scenario_key_count; i++)
        if (strcmp(scenario_keys[i].section, section) == 0 &&
            strcmp(scenario_keys[i].name, name) == 0)
            return &scenario_keys[i];
    return NULL;
}

bool key_section_known(const char *section)
{
    if (is_pipeline_section(section)) return true;
    for (int i = 0; i < scenario_key_count; i++)
        if (strcmp(scenario_keys[i].section, section) == 0) return strcmp(section, "pipeline") != 0;
    return false;
}

static const struct scenario_key *key_of_dotted(const char *key)
{
    char section[128];
    const char *dot = strrchr(key, '.');
    if (!dot || (size_t)(dot - key) >= sizeof section) return NULL;
    memcpy(section, key, (size_t)(dot - key));
    section[dot - key] = '\0';
    return key_find(section, dot + 1);
}

const char *settings_meaning(const char *key)
{
    const struct scenario_key *found = key_of_dotted(key);
    return found ? lang_pick(found->meaning_th, found->meaning_en) : NULL;
}

const char *settings_unit(const char *key)
{
    const struct scenario_key *found = key_of_dotted(key);
    return found ? lang_pick(found->unit_th, found->unit_en) : NULL;
}

static int find_pipeline_preset(const char *pipeline)
{
    for (int i = 0; pipeline && i < PIPELINE_PRESETS; i++)
        if (strcasecmp(pipeline_presets[i].pipeline, pipeline) == 0) return i;
    return -1;
}

bool key_pipeline_has_preset(const char *pipeline)
{
    return find_pipeline_preset(pipeline) >= 0;
}

const char *key_preset(const struct scenario_key *key, const char *pipeline)
{
    const int at = find_pipeline_preset(pipeline);
    if (at >= 0 && strcmp(key->name, "places_total") == 0) return pipeline_presets[at].places_total;
    if (at >= 0 && strcmp(key->name, "place_cost_thb") == 0)
        return pipeline_presets[at].place_cost_thb;
    return key->preset;
}

struct key_value key_preset_value(const struct scenario_key *key, const char *pipeline)
{
    struct key_value value = {0};
    const enum err_code code =
        key_read(key, key->name, "", key_preset(key, pipeline), &value, NULL);
    assert(code == ERR_OK);
    (void)code;
    return value;
}

/* What is allowed. */

__attribute__((format_arg(2), format_arg(3))) static const char *
pick(enum lang lang, const char *th, const char *en)
{
    return lang == LANG_TH ? th : en;
}

/* "a|b" as "a, b". */
static void choices_text(const char *words, char out[KEY_ALLOWED_TEXT])
{
    char *to = out;
    for (const char *c = words; *c && to < out + KEY_ALLOWED_TEXT - 3; c++) {
        *to++ = *c == '|' ? ',' : *c;
        if (*c == '|') *to++ = ' ';
    }
    *to = '\0';
}

static void range_text(const struct scenario_key *key, enum lang lang, char out[KEY_ALLOWED_TEXT])
{
    char lowest[32], highest[32];
    text_number(lowest, key->lowest);
    text_number(highest, key->highest);
    snprintf(out, KEY_ALLOWED_TEXT, "%s .. %s%s%s", lowest, highest,
             key->words ? pick(lang, " หรือ ", " or ") : "", key->words ? key->words : "");
}

void key_allowed(const struct scenario_key *key, enum lang lang, char out[KEY_ALLOWED_TEXT])
{
    char range[KEY_ALLOWED_TEXT] = "";
    range_text(key, lang, range);
    switch (key->type) {
    case TYPE_TEXT:
        snprintf(out, KEY_ALLOWED_TEXT, pick(lang, "ข้อความยาว %s ไบต์", "a text of %s bytes"),
                 range);
        break;
    case TYPE_CHOICE:
        choices_text(key->words, out);
        break;
    case TYPE_YES_NO:
        choices_text("yes|no", out);
        break;
    case TYPE_NUMBERS:
        snprintf(out, KEY_ALLOWED_TEXT,
                 pick(lang, "ตัวเลข 1 .. %d ตัว คั่นด้วยช่องว่าง ตัวละ %s",
                      "1 .. %d numbers separated by blanks, each %s"),
                 MAX_TIERS, range);
        break;
    case TYPE_CODES:
        snprintf(out, KEY_ALLOWED_TEXT, "%s",
                 pick(lang, "all หรือรหัสเขต คั่นด้วยช่องว่างหรือจุลภาค",
                      "all, or codes of districts separated by blanks or commas"));
        break;
    case TYPE_WHOLE:
    case TYPE_NUMBER:
    case TYPE_BAHT:
        snprintf(out, KEY_ALLOWED_TEXT, "%s", range);
    }
}

void key_allowed_after(const struct scenario_key *key, enum lang lang, char out[KEY_ALLOWED_TEXT])
{
    static const struct {
        unsigned over;
        const char *th, *en;
    } words[] = {
        {OVER_ANY_YEAR, "ปี", "a year"},
        {OVER_LEVEL, "ระดับ", "a level"},
        {OVER_MAJOR, "วิชาเอก", "a major"},
        {OVER_DISTRICT, "เขต", "a district"},
    };
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!(key->over & words[i].over)) continue;
        length += (size_t)snprintf(out + length, KEY_ALLOWED_TEXT - length, "%s%s",
                                   length ? pick(lang, " และ", " and ") : "",
                                   pick(lang, words[i].th, words[i].en));
    }
}

/* Reading a value. */

static enum err_code wrong(const struct scenario_key *key, const char *subject, const char *place,
                           const char *text, struct err *err)
{
    char allowed[KEY_ALLOWED_TEXT];
    key_allowed(key, lang_get(), allowed);
    return err_set(err, ERR_CONFIG, "'%s' %s มีค่า '%s' ค่าที่ใช้ได้คือ %s",
                   "'%s' %s is '%s', allowed are %s", text_shortened(subject).s, place,
                   text_shortened(text).s, allowed);
}

/* strtod() alone would take hexadecimal numbers, `inf` and `nan`. */
static bool number_of(const char *text, double *out)
{
    if (*text == '\0' || strspn(text, "0123456789+-.eE") != strlen(text)) return false;
    char *end = NULL;
    *out = strtod(text, &end);
    return *end == '\0' && isfinite(*out);
}

static bool is_whole(const char *text)
{
    const char *digits = text + (*text == '-' || *text == '+');
    return *digits != '\0' && strspn(digits, "0123456789") == strlen(digits);
}

static enum err_code read_number(const struct scenario_key *key, const char *subject,
                                 const char *place, const char *text, double *out, struct err *err)
{
    double number = 0.0;
    if (strchr(text, '%'))
        return err_set(err, ERR_CONFIG, "'%s' %s มีค่า '%s' ซึ่งเป็นร้อยละ ให้เขียนเป็นสัดส่วน 0 .. 1",
                       "'%s' %s is '%s', a percentage; shares are written 0 .. 1",
                       text_shortened(subject).s, place, text_shortened(text).s);
    if (!number_of(text, &number) || !(number >= key->lowest && number <= key->highest))
        return wrong(key, subject, place, text, err);
    if ((key->type == TYPE_WHOLE || key->type == TYPE_BAHT) && !is_whole(text)) {
        char allowed[KEY_ALLOWED_TEXT];
        key_allowed(key, lang_get(), allowed);
        return err_set(err, ERR_CONFIG, "'%s' %s มีค่า '%s' ใช้ได้เฉพาะจำนวนเต็ม %s",
                       "'%s' %s is '%s', allowed are whole numbers %s", text_shortened(subject).s,
                       place, text_shortened(text).s, allowed);
    }
    *out = number;
    return ERR_OK;
}

/* Position of a word in "a|b", -1 when it is not there. */
static int choice_of(const char *words, const char *text)
{
    const size_t length = strlen(text);
    int at = 0;
    for (const char *word = words; word; at++) {
        if (strncasecmp(word, text, length) == 0 && (word[length] == '|' || word[length] == '\0'))
            return length > 0 ? at : -1;
        word = strchr(word, '|');
        if (word) word++;
    }
    return -1;
}

static enum err_code read_numbers(const struct scenario_key *key, const char *subject,
                                  const char *place, const char *text, struct key_value *out,
                                  struct err *err)
{
    struct key_value value = {0};
    static const char blanks[] = " ,\t";
    for (const char *at = text + strspn(text, blanks); *at; at += strspn(at, blanks)) {
        const size_t length = strcspn(at, blanks);
        char one[64];
        if (length >= sizeof one || value.count == MAX_TIERS)
            return wrong(key, subject, place, text, err);
        memcpy(one, at, length);
        one[length] = '\0';
        const enum err_code code =
            read_number(key, subject, place, one, &value.number[value.count++], err);
        if (code != ERR_OK) return code;
        at += length;
    }
    if (value.count == 0) return wrong(key, subject, place, text, err);
    *out = value;
    return ERR_OK;
}

static enum err_code read_text(const struct scenario_key *key, const char *subject,
                               const char *place, const char *text, struct err *err)
{
    const double length = (double)strlen(text);
    if (length >= key->lowest && length <= key->highest) return ERR_OK;
    return err_set(err, ERR_CONFIG,
                   "'%s' %s ยาว %zu ไบต์ ที่ใช้ได้คือ %.0f .. %.0f (อักษรไทยหนึ่งตัวใช้ 3 ไบต์)",
                   "'%s' %s is %zu bytes long, allowed are %.0f .. %.0f (a Thai letter takes 3)",
                   text_shortened(subject).s, place, strlen(text), key->lowest, key->highest);
}

enum err_code key_read(const struct scenario_key *key, const char *subject, const char *place,
                       const char *text, struct key_value *out, struct err *err)
{
    struct key_value value = {.count = 1};
    enum err_code code = ERR_OK;
    switch (key->type) {
    case TYPE_TEXT:
        code = read_text(key, subject, place, text, err);
        break;
    case TYPE_CODES:
        if (strspn(text, " ,\t") == strlen(text))
            code = wrong(key, subject, place, text, err);
        else
            code = read_text(key, subject, place, text, err);
        break;
    case TYPE_NUMBERS:
        code = read_numbers(key, subject, place, text, &value, err);
        break;
    case TYPE_CHOICE:
    case TYPE_YES_NO: {
        const int at = choice_of(key->type == TYPE_CHOICE ? key->words : "no|yes", text);
        if (at < 0) code = wrong(key, subject, place, text, err);
        value.number[0] = at;
        break;
    }
    case TYPE_WHOLE:
    case TYPE_NUMBER:
    case TYPE_BAHT:
        if (key->words && choice_of(key->words, text) == 0)
            value.number[0] = strcmp(key->words, "none") == 0 ? INFINITY : KEY_AS_REGISTER;
        else
            code = read_number(key, subject, place, text, &value.number[0], err);
    }
    if (code == ERR_OK) *out = value;
    return code;
}

void key_number_text(const struct scenario_key *key, double number, char out[32])
{
    if (key->type == TYPE_YES_NO) {
        snprintf(out, 32, "%s", number != 0.0 ? "yes" : "no");
    } else if (key->type == TYPE_CHOICE) {
        const char *word = key->words;
        for (int at = 0; at < (int)number; at++) word = strchr(word, '|') + 1;
        snprintf(out, 32, "%.*s", (int)strcspn(word, "|"), word);
    } else if (isinf(number) || (key->words && number == KEY_AS_REGISTER)) {
        snprintf(out, 32, "%s", key->words);
    } else {
        text_number(out, number);
    }
}

/* The nearest known word. */

enum { NEAREST_LETTERS = 100 };

/* Letters to insert, drop or change to make one word of the other (Levenshtein). */
static int edit_distance(const char *a, const char *b)
{
    const int n = (int)strnlen(a, NEAREST_LETTERS), m = (int)strnlen(b, NEAREST_LETTERS);
    int row[NEAREST_LETTERS + 1];
    for (int j = 0; j <= m; j++) row[j] = j;
    for (int i = 1; i <= n; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            const bool same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            int best = diagonal + !same;
            diagonal = row[j];
            if (row[j] + 1 < best) best = row[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[m];
}

void nearest_try(struct nearest *nearest, const char *candidate)
{
    const int distance = edit_distance(nearest->wanted, candidate);
    if (nearest->best && distance >= nearest->distance) return;
    nearest->best = candidate;
    nearest->distance = distance;
}

static void key_name(const struct scenario_key *key, const char *pipeline, char out[128])
{
    if (strcmp(key->section, "pipeline") == 0)
        snprintf(out, 128, "pipeline.%.60s.%s", pipeline ? pipeline : "CODE", key->name);
    else
        snprintf(out, 128, "%s.%s", key->section, key->name);
}

void nearest_key(const char *wanted, const char *pipeline, char out[128])
{
    int least = -1;
    for (int i = 0; i < scenario_key_count; i++) {
        char name[128];
        key_name(&scenario_keys[i], pipeline, name);
        const int distance = edit_distance(wanted, name);
        if (least >= 0 && distance >= least) continue;
        least = distance;
        memcpy(out, name, sizeof name);
    }
}

void nearest_section(const char *wanted, char out[128])
{
    struct nearest nearest = {.wanted = wanted};
    for (int i = 0; i < scenario_key_count; i++)
        nearest_try(&nearest, strcmp(scenario_keys[i].section, "pipeline") == 0
                                  ? "pipeline.CODE"
                                  : scenario_keys[i].section);
    snprintf(out, 128, "%s", nearest.best);
}

/* Conf/base.ini. */

static const char document_head[] =
    "; ทุกค่าของสถานการณ์ พร้อมความหมาย หน่วย ช่วงที่ใช้ได้ ค่าเริ่มต้น และที่มา\n"
    "; Every key of a scenario with its meaning, unit, range, preset and source.\n"
    ";\n"
    "; ไฟล์นี้พิมพ์จากตารางใน planner/scenario_keys.c การโหลดไฟล์นี้ไม่เปลี่ยนค่าใด\n"
    "; This file is printed from the table in planner/scenario_keys.c; loading it changes "
    "nothing.\n"
    ";\n"
    "; ค่าของปีเดียวหรือวิชาเอกเดียว: seats.2568 = 300, seats.math = 40, seats.2568.math = 40\n"
    "; A value for one year or one major: seats.2568 = 300, seats.math = 40, seats.2568.math = 40\n"
    "; บันทึกที่มาของตัวเลขที่แก้: seats_total.source = ประกาศฉบับที่ ...\n"
    "; Say where your own number comes from: seats_total.source = announcement no. ...\n";

/* "; meaning (unit), by a year and a major; allowed: range; source: ..." */
static void document_line(const struct scenario_key *key, const char *source, enum lang lang,
                          struct text *out)
{
    const char *unit = pick(lang, key->unit_th, key->unit_en);
    char allowed[KEY_ALLOWED_TEXT], after[KEY_ALLOWED_TEXT];
    key_allowed(key, lang, allowed);
    key_allowed_after(key, lang, after);
    text_add(out, "; %s", pick(lang, key->meaning_th, key->meaning_en));
    if (*unit) text_add(out, " (%s)", unit);
    if (*after) text_add(out, pick(lang, " แยกตาม%sได้", ", by %s"), after);
    text_add(out, pick(lang, " · ใช้ได้: %s", "; allowed: %s"), allowed);
    if (*source) text_add(out, pick(lang, " · ที่มา: %s", "; source: %s"), source);
    text_add(out, "\n");
}

static void document_key(const struct scenario_key *key, const char *pipeline, bool first,
                         struct text *out)
{
    const char *preset = key_preset(key, pipeline);
    if (!first) text_add(out, "\n");
    document_line(key, key->source_th, LANG_TH, out);
    document_line(key, key->source_en, LANG_EN, out);
    text_add(out, "%s =%s%s\n", key->name, *preset ? " " : "", preset);
}

/* The keys of the first pipeline are explained, the others only set. */
static void document_pipelines(const struct scenario_key *first, int count, struct text *out)
{
    for (int p = 0; p < PIPELINE_PRESETS; p++) {
        const char *pipeline = pipeline_presets[p].pipeline;
        text_add(out, "\n; ที่มา: %s\n; source: %s\n[pipeline.%s]\n", pipeline_presets[p].source_th,
                 pipeline_presets[p].source_en, pipeline);
        for (int i = 0; i < count; i++)
            if (p == 0)
                document_key(&first[i], pipeline, i == 0, out);
            else
                text_add(out, "%s = %s\n", first[i].name, key_preset(&first[i], pipeline));
    }
}

void settings_document(struct text *out)
{
    text_add(out, "%s", document_head);
    for (int i = 0, end; i < scenario_key_count; i = end) {
        const struct scenario_key *first = &scenario_keys[i];
        for (end = i; end < scenario_key_count; end++)
            if (strcmp(scenario_keys[end].section, first->section) != 0) break;
        if (strcmp(first->section, "pipeline") == 0) {
            document_pipelines(first, end - i, out);
            continue;
        }
        text_add(out, "\n[%s]\n", first->section);
        for (int k = i; k < end; k++) document_key(&scenario_keys[k], NULL, k == i, out);
    }
}
