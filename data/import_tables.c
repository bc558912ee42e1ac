/* The table of tables: every file of an import with its columns, what they allow and the queries
   they go into. Reading, messages and the document walk it. */
#define _POSIX_C_SOURCE 200809L
#include "data/import_internal.h"

#include "base/lang.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_TEXT = 200 }; /* letters of a name */

const struct import_known_table import_known_tables[IMPORT_KNOWNS] = {
    [IMPORT_KNOWN_CHANNEL] = {"channels", "ช่องทาง", "channel"},
    [IMPORT_KNOWN_DISTRICT] = {"districts", "เขต", "district"},
    [IMPORT_KNOWN_MAJOR] = {"majors", "วิชาเอก", "major"},
    [IMPORT_KNOWN_SCHOOL] = {"schools", "โรงเรียน", "school"},
};

static const char *const provenance_word[] = {"real", "estimated", "synthetic", "unconfirmed"};

// clang-format off
#define IS_TEXT(name, flags, letters, th, en)  {name, IMPORT_TEXT, flags, 0, letters, NULL, 0, IMPORT_NO_REFERENCE, th, en}
#define IS_CODE(name, flags, th, en)           {name, IMPORT_CODE, flags, 0, 0, NULL, 0, IMPORT_NO_REFERENCE, th, en}
#define IS_LABEL(name, flags, th, en)          {name, IMPORT_LABEL, flags, 0, 0, NULL, 0, IMPORT_NO_REFERENCE, th, en}
#define IS_WORD(name, flags, words, count, th, en) {name, IMPORT_WORD, flags, 0, 0, words, count, IMPORT_NO_REFERENCE, th, en}
#define IS_WHOLE(name, flags, low, high, th, en)   {name, IMPORT_WHOLE, flags, low, high, NULL, 0, IMPORT_NO_REFERENCE, th, en}
#define IS_NUMBER(name, flags, low, high, th, en)  {name, IMPORT_NUMBER, flags, low, high, NULL, 0, IMPORT_NO_REFERENCE, th, en}
#define IS_DATE(name, kind, flags, th, en)     {name, kind, flags, 0, 0, NULL, 0, IMPORT_NO_REFERENCE, th, en}
#define IS_OF(name, flags, known, th, en)      {name, IMPORT_LABEL, flags, 0, 0, NULL, 0, known, th, en}
#define SCHOOL_KEY IS_OF("school", IMPORT_KEY, IMPORT_KNOWN_SCHOOL, "รหัสโรงเรียน", "code of the school")
#define MAJOR_KEY  IS_OF("major", IMPORT_KEY, IMPORT_KNOWN_MAJOR, "รหัสวิชาเอก", "code of the major")
#define FY_KEY     IS_WHOLE("fy", IMPORT_KEY, 2500, 2699, "ปีงบประมาณ พ.ศ.", "fiscal year, Buddhist era")
#define GRADE_KEY  IS_WORD("grade", IMPORT_KEY, grade_word, GRADES, "ชั้น", "grade")
#define AREA_KEY   IS_CODE("area", IMPORT_KEY, "กลุ่มสาระการเรียนรู้", "learning area of the curriculum")
#define NAME_TH    IS_TEXT("name_th", IMPORT_REQUIRED, MAX_TEXT, "ชื่อภาษาไทย", "Thai name")
#define NAME_EN    IS_TEXT("name_en", 0, MAX_TEXT, "ชื่อภาษาอังกฤษ", "English name")

static const struct import_column district_columns[] = {
    IS_LABEL("code", IMPORT_KEY, "รหัสเขต", "code of the district"),
    NAME_TH, NAME_EN,
    IS_TEXT("zone", 0, MAX_TEXT, "กลุ่มเขต", "zone of the city"),
};
static const struct import_column school_columns[] = {
    IS_LABEL("code", IMPORT_KEY, "รหัสโรงเรียน", "code of the school"),
    NAME_TH,
    IS_OF("district", IMPORT_REQUIRED, IMPORT_KNOWN_DISTRICT, "รหัสเขต", "code of the district"),
    IS_NUMBER("lat", 0, 5, 21, "ละติจูด องศา", "latitude in degrees"),
    IS_NUMBER("lon", 0, 97, 106, "ลองจิจูด องศา", "longitude in degrees"),
};
static const struct import_column major_columns[] = {
    IS_CODE("code", IMPORT_KEY, "รหัสวิชาเอก", "code of the major"),
    NAME_TH, NAME_EN,
    IS_WHOLE("position", 0, 1, 10000, "ลำดับ ว่างคือแถวในไฟล์", "place in the order, which breaks ties; empty means the row of the file"),
};
static const struct import_column enrolment_columns[] = {
    SCHOOL_KEY,
    IS_WHOLE("academic_year", IMPORT_KEY, 2500, 2699, "ปีการศึกษา พ.ศ.", "academic year, Buddhist era"),
    GRADE_KEY,
    IS_WHOLE("pupils", IMPORT_REQUIRED, 0, 20000, "จำนวนนักเรียน", "pupils of the grade"),
};
static const struct import_column teacher_columns[] = {
    IS_LABEL("id", IMPORT_KEY, "รหัสแทนตัวบุคคล", "a pseudonym, never a national id"),
    IS_OF("school", IMPORT_REQUIRED, IMPORT_KNOWN_SCHOOL, "รหัสโรงเรียน", "code of the school"),
    IS_WORD("position", IMPORT_REQUIRED, position_word, POSITIONS, "ตำแหน่ง", "position"),
    IS_OF("post_major", 0, IMPORT_KNOWN_MAJOR, "วิชาเอกของตำแหน่ง", "major of the post; teachers and assistants need one"),
    IS_OF("degree_major", 0, IMPORT_KNOWN_MAJOR, "วิชาเอกที่จบ", "major of the degree"),
    IS_DATE("birth_date", IMPORT_PAST_DATE, IMPORT_REQUIRED, "วันเกิด", "date of birth, unknown day or month 00"),
    IS_DATE("appointed_date", IMPORT_DATE, 0, "วันบรรจุ", "date of appointment"),
    IS_WORD("status", 0, status_word, STATUSES, "สถานะ ว่างคือ active", "status; empty means active"),
    IS_WHOLE("retire_override_fy", 0, 2500, 2699, "ปีงบประมาณที่เกษียณ หากต่างจากกฎ", "fiscal year of retirement where the rule does not hold"),
    IS_TEXT("retire_override_reason", 0, MAX_TEXT, "เหตุผลที่ต่างจากกฎ", "why the rule does not hold"),
};
static const struct import_column need_columns[] = {
    SCHOOL_KEY, MAJOR_KEY, FY_KEY,
    IS_WHOLE("need", IMPORT_REQUIRED, 0, 1000, "ครูที่ควรมีในวิชาเอก", "posts of the major that should be filled"),
};
static const struct import_column frame_columns[] = {
    SCHOOL_KEY, FY_KEY,
    IS_WHOLE("frame", IMPORT_REQUIRED, 0, 2000, "กรอบอัตรากำลังครู", "teaching posts the school may fill"),
};
static const struct import_column curriculum_columns[] = {
    AREA_KEY, GRADE_KEY,
    IS_NUMBER("hours_per_year", IMPORT_REQUIRED, 0, 2000, "ชั่วโมงต่อปี", "hours a year"),
};
static const struct import_column share_columns[] = {
    AREA_KEY, GRADE_KEY, MAJOR_KEY,
    IS_NUMBER("share", IMPORT_REQUIRED, 0, 1, "สัดส่วนชั่วโมงของวิชาเอก รวมเป็น 1", "share of the hours; they sum to 1 over majors"),
};
static const struct import_column channel_columns[] = {
    IS_CODE("code", IMPORT_KEY, "รหัสช่องทาง", "code of the channel"),
    NAME_TH, NAME_EN,
    IS_WORD("kind", IMPORT_REQUIRED, channel_kind_word, CHANNEL_KINDS, "ชนิด", "kind"),
    IS_WHOLE("lead_years", IMPORT_REQUIRED, 0, 15, "ปีจากรับเข้าถึงสำเร็จการศึกษา", "years from intake to graduation"),
    /* A channel that yields nobody is left out of the file. */
    IS_NUMBER("completion", IMPORT_REQUIRED, 0.001, 1, "สัดส่วนผู้สำเร็จการศึกษา", "share of places that yield a graduate"),
};
static const struct import_column committed_columns[] = {
    IS_OF("channel", IMPORT_KEY, IMPORT_KNOWN_CHANNEL, "รหัสช่องทาง", "code of the channel"),
    MAJOR_KEY, FY_KEY,
    IS_WHOLE("graduates", IMPORT_REQUIRED, 0, 100000, "ผู้จะสำเร็จการศึกษาที่กำลังเรียนอยู่", "graduates of those already studying"),
};
static const struct import_column list_columns[] = {
    IS_LABEL("list", IMPORT_KEY, "ชื่อบัญชี", "name of the eligible list"),
    MAJOR_KEY,
    IS_DATE("announced", IMPORT_DATE, IMPORT_REQUIRED, "วันประกาศ", "day of announcement"),
    IS_DATE("last_day", IMPORT_DATE, IMPORT_REQUIRED, "วันหมดอายุ", "last day on which it may be called"),
    IS_WHOLE("remaining", IMPORT_REQUIRED, 0, 100000, "ผู้ที่ยังไม่ถูกเรียกบรรจุ", "people not called yet"),
    IS_WHOLE("next_rank", 0, 1, 100000, "อันดับของคนถัดไปที่จะถูกเรียก ว่างคือไม่ทราบ", "rank that is called next; empty: not known"),
};
static const struct import_column retrain_columns[] = {
    IS_OF("from_major", IMPORT_KEY, IMPORT_KNOWN_MAJOR, "วิชาเอกเดิม", "major of those who retrain"),
    IS_OF("to_major", IMPORT_KEY, IMPORT_KNOWN_MAJOR, "วิชาเอกใหม่", "major they may take up"),
};
static const struct import_column equity_columns[] = {
    SCHOOL_KEY,
    IS_DATE("round", IMPORT_ROUND, IMPORT_KEY, "รอบ ปี พ.ศ. ขึ้นต้น", "round, year first: 2566, 2566-1 or 2566/1"),
    IS_NUMBER("index", IMPORT_REQUIRED, 30, 70, "ดัชนีความเสมอภาค ค่าเฉลี่ยทั้งเมือง 50", "equity index, 50 is the city's mean"),
    IS_NUMBER("coverage", IMPORT_REQUIRED, 0, 1, "สัดส่วนนักเรียนที่มีข้อมูล", "share of pupils with data"),
};
static const struct import_column provenance_columns[] = {
    IS_LABEL("file", IMPORT_KEY, "ชื่อไฟล์", "file the statement is about"),
    IS_WORD("status", IMPORT_REQUIRED, provenance_word, 4, "สถานะของข้อมูล", "what kind of data it holds"),
    IS_TEXT("source", 0, 1000, "แหล่งที่มา", "where they come from"),
};

/* In the order in which they are imported: what is referred to comes first. */
static const struct import_table tables[] = {
#define COLUMNS(array) array, sizeof array / sizeof *(array)
    {"districts", COLUMNS(district_columns), query_put_district, query_get_district, NULL, NULL, IMPORT_KNOWN_DISTRICT},
    {"schools", COLUMNS(school_columns), query_put_school, query_get_school, NULL, NULL, IMPORT_KNOWN_SCHOOL},
    {"majors", COLUMNS(major_columns), query_put_major, query_get_major, NULL, NULL, IMPORT_KNOWN_MAJOR},
    {"enrolment", COLUMNS(enrolment_columns), query_put_enrolment, query_get_enrolment, NULL, NULL, IMPORT_NO_REFERENCE},
    {"teachers", COLUMNS(teacher_columns), query_put_teacher, query_get_teacher, NULL, import_check_teacher, IMPORT_NO_REFERENCE},
    {"needs", COLUMNS(need_columns), query_put_need, query_get_need, NULL, NULL, IMPORT_NO_REFERENCE},
    {"frames", COLUMNS(frame_columns), query_put_frame, query_get_frame, NULL, NULL, IMPORT_NO_REFERENCE},
    {"curriculum", COLUMNS(curriculum_columns), query_put_curriculum, query_get_curriculum, query_keep_curriculum, NULL, IMPORT_NO_REFERENCE},
    {"major_share", COLUMNS(share_columns), query_put_major_share, query_get_major_share, query_keep_major_share, NULL, IMPORT_NO_REFERENCE},
    {"channels", COLUMNS(channel_columns), query_put_channel, query_get_channel, NULL, NULL, IMPORT_KNOWN_CHANNEL},
    {"committed", COLUMNS(committed_columns), query_put_committed, query_get_committed, NULL, NULL, IMPORT_NO_REFERENCE},
    {"eligible_lists", COLUMNS(list_columns), query_put_eligible_list, query_get_eligible_list, NULL, import_check_list, IMPORT_NO_REFERENCE},
    {"retrain", COLUMNS(retrain_columns), query_put_retrain, query_get_retrain, query_keep_retrain, import_check_retrain, IMPORT_NO_REFERENCE},
    {"equity_index", COLUMNS(equity_columns), query_put_equity_index, query_get_equity_index, NULL, NULL, IMPORT_NO_REFERENCE},
    {"provenance", COLUMNS(provenance_columns), query_put_provenance, query_get_provenance, NULL, NULL, IMPORT_NO_REFERENCE},
#undef COLUMNS
};
// clang-format on
enum { TABLES = sizeof tables / sizeof *tables };

const struct import_table *import_table_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash ? slash + 1 : name;
    const size_t length = strcspn(base, "-.");
    for (int t = 0; t < TABLES; t++)
        if (strlen(tables[t].name) == length && strncasecmp(tables[t].name, base, length) == 0)
            return &tables[t];
    return NULL;
}

const struct import_table *import_table_at(int position)
{
    return position < TABLES ? &tables[position] : NULL;
}

const struct import_table *import_table_of_sheet(const char *name)
{
    char *plain = mem_text(name);
    thai_clean(plain);
    for (char *c = plain; *c; c++)
        if (*c == ' ') *c = '_';
    size_t length = strcspn(plain, "-.");
    while (length > 0 && plain[length - 1] == '_') length--;
    plain[length] = '\0';
    const struct import_table *table = import_table_of(plain);
    free(plain);
    return table;
}

void import_name_files(const char *ending, struct text *out)
{
    for (int t = 0; t < TABLES; t++) text_add(out, "%s%s%s", t ? ", " : "", tables[t].name, ending);
}

void import_allowed(const struct import_column *column, struct text *out)
{
    char low[32], high[32];
    text_number(low, column->lowest);
    text_number(high, column->highest);
    if (column->kind == IMPORT_WORD)
        import_allowed_words(column, out);
    else if (column->kind == IMPORT_WHOLE || column->kind == IMPORT_NUMBER)
        text_add(out, "%s .. %s", low, high);
    else if (column->kind == IMPORT_TEXT)
        text_add(out, lang_pick("ไม่เกิน %s ตัวอักษร", "up to %s letters"), high);
    else if (column->refers != IMPORT_NO_REFERENCE)
        text_add(out, "%s.csv", import_known_tables[column->refers].table);
    else
        text_add(out, "%s", import_kinds[column->kind].allowed);
}

static void document_table(const struct import_table *table, struct text *out)
{
    text_add(out, "\n## %s.csv\n\n", table->name);
    if (table->keep)
        text_add(out, "%s\n\n",
                 lang_pick("ไฟล์นี้แทนที่ทั้งตาราง",
                           "The file is the whole table: rows it has not are removed."));
    text_add(out, "%s\n|---|---|---|---|---|\n",
             lang_pick("| คอลัมน์ | ต้องมี | ชนิด | ที่ใช้ได้ | ความหมาย |",
                       "| column | needed | type | allowed | meaning |"));
    for (int c = 0; c < table->columns; c++) {
        const struct import_column *column = &table->column[c];
        const char *needed = column->flags & IMPORT_KEY        ? lang_pick("กุญแจ", "key")
                             : column->flags & IMPORT_REQUIRED ? lang_pick("ใช่", "yes")
                                                               : "";
        text_add(out, "| `%s` | %s | %s | ", column->name, needed,
                 lang_pick(import_kinds[column->kind].th, import_kinds[column->kind].en));
        import_allowed(column, out);
        text_add(out, " | %s |\n", lang_pick(column->th, column->en));
    }
}

void import_document(struct text *out)
{
    text_add(
        out, "%s",
        lang_pick(
            "# ไฟล์นำเข้า\n\nไฟล์ CSV แบบ UTF-8 หรือ Windows-874 หรือสมุดงาน .xlsx ที่มีแผ่นงานชื่อเดียวกับตาราง "
            "เช่น teachers แถวแรกเป็นชื่อคอลัมน์\n",
            "# Files to import\n\nCSV in UTF-8 or Windows-874, or workbooks .xlsx with a "
            "sheet for each table, named as it is, such as\nteachers; the first line names "
            "the columns, in any order.\n"));
    for (int t = 0; t < TABLES; t++) document_table(&tables[t], out);
}
