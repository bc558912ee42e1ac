/* The register's words, look-ups and release. */
#include "data/register.h"

#include <stdlib.h>
#include <string.h>

const char *const grade_word[GRADES] = {"k1", "k2", "k3", "p1", "p2", "p3", "p4", "p5",
                                        "p6", "m1", "m2", "m3", "m4", "m5", "m6"};
const char *const level_word[LEVELS] = {"kindergarten", "primary", "secondary"};
const char *const position_word[POSITIONS] = {"director", "deputy", "teacher", "assistant",
                                              "support"};
const char *const status_word[STATUSES] = {"active", "leave", "seconded", "left"};
const char *const channel_kind_word[CHANNEL_KINDS] = {"exam", "pipeline"};

enum level level_of_grade(enum grade grade)
{
    if (grade <= GRADE_K3) return LEVEL_KINDERGARTEN;
    return grade <= GRADE_P6 ? LEVEL_PRIMARY : LEVEL_SECONDARY;
}

bool teacher_meets_need(const struct teacher *teacher)
{
    return (teacher->position == POSITION_TEACHER || teacher->position == POSITION_ASSISTANT) &&
           teacher->status != STATUS_LEFT;
}

/* Every table that is looked up by code begins with the code. */
static int find(const void *rows, int count, size_t size, const char *code)
{
    const char *row = rows;
    for (int i = 0; i < count; i++, row += size) {
        const char *own;
        memcpy(&own, row, sizeof own);
        if (strcmp(own, code) == 0) return i;
    }
    return -1;
}

int register_find_school(const struct school_register *reg, const char *code)
{
    return find(reg->school, reg->schools, sizeof *reg->school, code);
}

int register_find_major(const struct school_register *reg, const char *code)
{
    return find(reg->major, reg->majors, sizeof *reg->major, code);
}

int register_find_district(const struct school_register *reg, const char *code)
{
    return find(reg->district, reg->districts, sizeof *reg->district, code);
}

int register_find_channel(const struct school_register *reg, const char *code)
{
    return find(reg->channel, reg->channels, sizeof *reg->channel, code);
}

bool register_is_synthetic(const struct school_register *reg)
{
    for (int i = 0; i < reg->provenances; i++)
        if (strcmp(reg->provenance[i].status, "synthetic") == 0) return true;
    return false;
}

static void clear_places(struct school_register *reg)
{
    for (int i = 0; i < reg->districts; i++) {
        free(reg->district[i].code);
        free(reg->district[i].name_th);
        free(reg->district[i].name_en);
        free(reg->district[i].zone);
    }
    for (int i = 0; i < reg->schools; i++) {
        free(reg->school[i].code);
        free(reg->school[i].name_th);
    }
    for (int i = 0; i < reg->majors; i++) {
        free(reg->major[i].code);
        free(reg->major[i].name_th);
        free(reg->major[i].name_en);
    }
    for (int i = 0; i < reg->channels; i++) {
        free(reg->channel[i].code);
        free(reg->channel[i].name_th);
        free(reg->channel[i].name_en);
    }
}

static void clear_rows(struct school_register *reg)
{
    for (int i = 0; i < reg->teachers; i++) free(reg->teacher[i].id);
    for (int i = 0; i < reg->curricula; i++) free(reg->curriculum[i].area);
    for (int i = 0; i < reg->shares; i++) free(reg->share[i].area);
    for (int i = 0; i < reg->lists; i++) free(reg->list[i].code);
    for (int i = 0; i < reg->equities; i++) free(reg->equity[i].round);
    for (int i = 0; i < reg->provenances; i++) {
        free(reg->provenance[i].file);
        free(reg->provenance[i].status);
        free(reg->provenance[i].source);
    }
}

void register_clear(struct school_register *reg)
{
    if (!reg) return;
    clear_places(reg);
    clear_rows(reg);
    void *const arrays[] = {reg->district, reg->school,  reg->major,     reg->enrolment,
                            reg->teacher,  reg->need,    reg->frame,     reg->curriculum,
                            reg->share,    reg->channel, reg->committed, reg->list,
                            reg->arc,      reg->equity,  reg->provenance};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
    *reg = (struct school_register){0};
}
