/* The register, read table by table into arrays, and its hash. One entry of `readers` is one
   array of the register: its query, how a row fills an element, and what of it is hashed. */
#include "data/store.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/store_sql.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* What every reader needs: the rows come sorted by school, so the last one found is remembered. */
struct reading {
    const struct query *query;
    const struct school_register *reg;
    int last_school;
};

static int school_at(struct reading *reading, int column)
{
    const struct school_register *reg = reading->reg;
    const char *code = query_text(reading->query, column);
    for (int step = 0; step < reg->schools; step++) {
        const int s = (reading->last_school + step) % reg->schools;
        if (strcmp(reg->school[s].code, code) == 0) return reading->last_school = s;
    }
    return -1;
}

/* -1 for no major. */
static int major_at(const struct reading *reading, int column)
{
    return register_find_major(reading->reg, query_text(reading->query, column));
}

static int word_at(const struct reading *reading, int column, const char *const *words, int count)
{
    const char *word = query_text(reading->query, column);
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0) return i;
    assert(!"a word that the table's CHECK does not allow");
    return 0;
}

/* "1963-09-30"; year 0 when there is none. The table's CHECK has seen to the form. */
static struct date date_at(const struct reading *reading, int column)
{
    const char *iso = query_text(reading->query, column);
    struct date date = {0};
    if (!*iso) return date;
    int *const parts[] = {&date.year, &date.month, &date.day};
    for (int part = 0; part < 3; part++, iso++)
        for (; *iso >= '0' && *iso <= '9'; iso++) *parts[part] = *parts[part] * 10 + (*iso - '0');
    return date;
}

/* ---- one function a table ---------------------------------------------------------------- */

static void read_district(struct reading *in, void *element)
{
    struct district *row = element;
    row->code = query_copy(in->query, 0);
    row->name_th = query_copy(in->query, 1);
    row->name_en = query_copy(in->query, 2);
    row->zone = query_copy(in->query, 3);
}

static void hash_district(struct hash *hash, const void *element)
{
    const struct district *row = element;
    hash_text(hash, row->code);
    hash_text(hash, row->name_th);
    hash_text(hash, row->name_en);
    hash_text(hash, row->zone);
}

static void read_school(struct reading *in, void *element)
{
    struct school *row = element;
    row->code = query_copy(in->query, 0);
    row->name_th = query_copy(in->query, 1);
    row->district = register_find_district(in->reg, query_text(in->query, 2));
    row->lat_deg = query_number(in->query, 3); /* NULL reads as 0 */
    row->lon_deg = query_number(in->query, 4);
}

static void hash_school(struct hash *hash, const void *element)
{
    const struct school *row = element;
    hash_text(hash, row->code);
    hash_text(hash, row->name_th);
    hash_int(hash, row->district);
}

static void read_major(struct reading *in, void *element)
{
    struct major *row = element;
    row->code = query_copy(in->query, 0);
    row->name_th = query_copy(in->query, 1);
    row->name_en = query_copy(in->query, 2);
}

static void hash_major(struct hash *hash, const void *element)
{
    const struct major *row = element;
    hash_text(hash, row->code);
    hash_text(hash, row->name_th);
    hash_text(hash, row->name_en);
}

static void read_channel(struct reading *in, void *element)
{
    struct channel *row = element;
    row->code = query_copy(in->query, 0);
    row->name_th = query_copy(in->query, 1);
    row->name_en = query_copy(in->query, 2);
    row->kind = word_at(in, 3, channel_kind_word, CHANNEL_KINDS);
    row->lead_years = query_int(in->query, 4);
    row->completion = query_number(in->query, 5);
}

static void hash_channel(struct hash *hash, const void *element)
{
    const struct channel *row = element;
    hash_text(hash, row->code);
    hash_text(hash, row->name_th);
    hash_text(hash, row->name_en);
    hash_int(hash, row->kind);
    hash_int(hash, row->lead_years);
    hash_number(hash, row->completion);
}

static void read_enrolment(struct reading *in, void *element)
{
    struct enrolment *row = element;
    row->school = school_at(in, 0);
    row->academic_year = query_int(in->query, 1);
    row->grade = word_at(in, 2, grade_word, GRADES);
    row->pupils = query_int(in->query, 3);
}

static void read_teacher(struct reading *in, void *element)
{
    struct teacher *row = element;
    row->id = query_copy(in->query, 0);
    row->school = school_at(in, 1);
    row->position = word_at(in, 2, position_word, POSITIONS);
    row->post_major = major_at(in, 3);
    row->degree_major = major_at(in, 4);
    row->birth = date_at(in, 5);
    row->appointed = date_at(in, 6);
    row->status = word_at(in, 7, status_word, STATUSES);
    row->retire_override_fy = query_int(in->query, 8);
}

static void hash_date(struct hash *hash, struct date date)
{
    hash_int(hash, (date.year * 100LL + date.month) * 100 + date.day);
}

static void hash_teacher(struct hash *hash, const void *element)
{
    const struct teacher *row = element;
    hash_text(hash, row->id);
    hash_int(hash, row->school);
    hash_int(hash, row->position);
    hash_int(hash, row->post_major);
    hash_int(hash, row->degree_major);
    hash_date(hash, row->birth);
    hash_date(hash, row->appointed);
    hash_int(hash, row->status);
    hash_int(hash, row->retire_override_fy);
}

static void read_need(struct reading *in, void *element)
{
    struct need_row *row = element;
    row->school = school_at(in, 0);
    row->major = major_at(in, 1);
    row->fy = query_int(in->query, 2);
    row->need = query_int(in->query, 3);
}

static void read_frame(struct reading *in, void *element)
{
    struct frame_row *row = element;
    row->school = school_at(in, 0);
    row->fy = query_int(in->query, 1);
    row->frame = query_int(in->query, 2);
}

static void read_curriculum(struct reading *in, void *element)
{
    struct curriculum_row *row = element;
    row->area = query_copy(in->query, 0);
    row->grade = word_at(in, 1, grade_word, GRADES);
    row->hours_per_year = query_number(in->query, 2);
}

static void hash_curriculum(struct hash *hash, const void *element)
{
    const struct curriculum_row *row = element;
    hash_text(hash, row->area);
    hash_int(hash, row->grade);
    hash_number(hash, row->hours_per_year);
}

static void read_share(struct reading *in, void *element)
{
    struct share_row *row = element;
    row->area = query_copy(in->query, 0);
    row->grade = word_at(in, 1, grade_word, GRADES);
    row->major = major_at(in, 2);
    row->share = query_number(in->query, 3);
}

static void hash_share(struct hash *hash, const void *element)
{
    const struct share_row *row = element;
    hash_text(hash, row->area);
    hash_int(hash, row->grade);
    hash_int(hash, row->major);
    hash_number(hash, row->share);
}

static void read_committed(struct reading *in, void *element)
{
    struct committed_row *row = element;
    row->channel = register_find_channel(in->reg, query_text(in->query, 0));
    row->major = major_at(in, 1);
    row->fy = query_int(in->query, 2);
    row->graduates = query_int(in->query, 3);
}

static void read_list(struct reading *in, void *element)
{
    struct eligible_list *row = element;
    row->code = query_copy(in->query, 0);
    row->major = major_at(in, 1);
    row->announced = date_at(in, 2);
    row->last_day = date_at(in, 3);
    row->remaining = query_int(in->query, 4);
    row->next_rank = query_int(in->query, 5);
}

static void hash_list(struct hash *hash, const void *element)
{
    const struct eligible_list *row = element;
    hash_text(hash, row->code);
    hash_int(hash, row->major);
    hash_date(hash, row->announced);
    hash_date(hash, row->last_day);
    hash_int(hash, row->remaining);
    if (row->next_rank == 0) return; /* data without the column keep the hash that plans carry */
    hash_text(hash, "next_rank");
    hash_int(hash, row->next_rank);
}

static void read_arc(struct reading *in, void *element)
{
    struct retrain_arc *row = element;
    row->from_major = major_at(in, 0);
    row->to_major = major_at(in, 1);
}

static void read_equity(struct reading *in, void *element)
{
    struct equity_row *row = element;
    row->school = school_at(in, 0);
    row->round = query_copy(in->query, 1);
    row->index = query_number(in->query, 2);
    row->coverage = query_number(in->query, 3);
}

static void hash_equity(struct hash *hash, const void *element)
{
    const struct equity_row *row = element;
    hash_int(hash, row->school);
    hash_text(hash, row->round);
    hash_number(hash, row->index);
    hash_number(hash, row->coverage);
}

static void read_provenance(struct reading *in, void *element)
{
    struct provenance_row *row = element;
    row->file = query_copy(in->query, 0);
    row->status = query_copy(in->query, 1);
    row->source = query_copy(in->query, 2);
}

static void hash_provenance(struct hash *hash, const void *element)
{
    const struct provenance_row *row = element;
    hash_text(hash, row->file);
    hash_text(hash, row->status);
    hash_text(hash, row->source);
}

/* ---- the table of tables ----------------------------------------------------------------- */

static const struct reader {
    const char *query;
    size_t array, count, size; /* places in the register, bytes of an element */
    void (*read)(struct reading *in, void *element);
    void (*hash)(struct hash *hash, const void *element); /* NULL: the element is ints alone */
} readers[] = {
#define PLACES(array, count)                                                                       \
    offsetof(struct school_register, array), offsetof(struct school_register, count),              \
        sizeof *((struct school_register *)0)->array
    /* Tables that others refer to come before those others. */
    // clang-format off
    {query_read_district,      PLACES(district, districts),     read_district,   hash_district},
    {query_read_school,        PLACES(school, schools),         read_school,     hash_school},
    {query_read_major,         PLACES(major, majors),           read_major,      hash_major},
    {query_read_channel,       PLACES(channel, channels),       read_channel,    hash_channel},
    {query_read_enrolment,     PLACES(enrolment, enrolments),   read_enrolment,  NULL},
    {query_read_teacher,       PLACES(teacher, teachers),       read_teacher,    hash_teacher},
    {query_read_need,          PLACES(need, needs),             read_need,       NULL},
    {query_read_frame,         PLACES(frame, frames),           read_frame,      NULL},
    {query_read_curriculum,    PLACES(curriculum, curricula),   read_curriculum, hash_curriculum},
    {query_read_major_share,   PLACES(share, shares),           read_share,      hash_share},
    {query_read_committed,     PLACES(committed, committeds),   read_committed,  NULL},
    {query_read_eligible_list, PLACES(list, lists),             read_list,       hash_list},
    {query_read_retrain,       PLACES(arc, arcs),               read_arc,        NULL},
    {query_read_equity_index,  PLACES(equity, equities),        read_equity,     hash_equity},
    {query_read_provenance,    PLACES(provenance, provenances), read_provenance, hash_provenance},
// clang-format on
#undef PLACES
};
enum { READERS = sizeof readers / sizeof *readers };

/* Count and array are stored after each row, so that a register cut off by an error can be
   cleared like a whole one. */
static void put_back(struct school_register *reg, const struct reader *reader, void *array,
                     int count)
{
    memcpy((char *)reg + reader->array, &array, sizeof array);
    memcpy((char *)reg + reader->count, &count, sizeof count);
}

static enum err_code read_table(struct store *store, const struct reader *reader,
                                struct school_register *reg, struct err *err)
{
    struct query query = {0};
    enum err_code code = query_open(store, reader->query, &query, err);
    struct reading reading = {.query = &query, .reg = reg};
    void *array = NULL;
    int count = 0, capacity = 0;
    for (bool row = code == ERR_OK; row;) {
        code = query_next(&query, &row, err);
        if (code != ERR_OK || !row) break;
        array = mem_room(array, count, &capacity, reader->size);
        void *element = (char *)array + (size_t)count * reader->size;
        memset(element, 0, reader->size);
        reader->read(&reading, element);
        put_back(reg, reader, array, ++count);
    }
    query_close(&query);
    return code;
}

static void hash_ints(struct hash *hash, const void *element, size_t size)
{
    const int *value = element;
    for (size_t i = 0; i < size / sizeof *value; i++) hash_int(hash, value[i]);
}

static void hash_register(struct school_register *reg)
{
    struct hash hash;
    hash_start(&hash);
    for (int r = 0; r < READERS; r++) {
        const char *array;
        int count;
        memcpy(&array, (const char *)reg + readers[r].array, sizeof array);
        memcpy(&count, (const char *)reg + readers[r].count, sizeof count);
        hash_int(&hash, count);
        for (int i = 0; i < count; i++, array += readers[r].size) {
            if (readers[r].hash)
                readers[r].hash(&hash, array);
            else
                hash_ints(&hash, array, readers[r].size);
        }
    }
    hash_end(&hash, reg->data_hash);
}

enum err_code store_read_register(struct store *store, struct school_register *out, struct err *err)
{
    struct school_register reg = {0};
    bool began = false;
    enum err_code code = store_begin_reading(store, &began, err);
    for (int r = 0; code == ERR_OK && r < READERS; r++)
        code = read_table(store, &readers[r], &reg, err);
    store_end_reading(store, began);
    if (code != ERR_OK) {
        register_clear(&reg);
        return code;
    }
    hash_register(&reg);
    *out = reg;
    return ERR_OK;
}
