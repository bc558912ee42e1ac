/* Differences of recruitment by channel and major, and the sentence made of the largest. */
#include "report/alternatives_report.h"

#include "base/lang.h"
#include "base/mem.h"
#include "report/plan_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PHRASES = 3 };
/* Of what differs in a channel this share goes one way: then the channel is said as a whole. */
static const double ONE_WAY = 0.6;

// clang-format off
static const struct {
    const char *word, *th, *en;
} pushes[PUSH_KINDS] = {
    [PUSH_EXAM_LESS]   = {"exam_less",   "สอบน้อยลง",         "less by exam"},
    [PUSH_EXAM_MORE]   = {"exam_more",   "สอบมากขึ้น",         "more by exam"},
    [PUSH_PLACES_LESS] = {"places_less", "น้อยลงทาง",         "less by"},
    [PUSH_PLACES_MORE] = {"places_more", "มากขึ้นทาง",         "more by"},
    [PUSH_MOVES_LESS]  = {"moves_less",  "ย้ายน้อยลง",         "fewer transfers"},
    [PUSH_EARLIER]     = {"earlier",     "เร็วขึ้น",            "earlier"},
    [PUSH_LATER]       = {"later",       "ช้าลง",             "later"},
    [PUSH_APART]       = {"apart",       "ให้ต่างจากที่พบแล้ว",   "apart from those found"},
};
// clang-format on

/* Passes and places of a plan by channel and major, over all years. */
static long long *opened_of(const struct school_register *reg, const struct stored_plan *plan)
{
    long long *sum = mem_new((size_t)reg->channels * (size_t)reg->majors, sizeof *sum);
    for (int i = 0; i < plan->recruits; i++) {
        const struct stored_recruit *row = &plan->recruit[i];
        sum[row->channel * reg->majors + row->major] += row->pass + row->intake;
    }
    return sum;
}

static long long *difference_of(const struct school_register *reg, const struct stored_plan *from,
                                const struct stored_plan *to)
{
    long long *before = opened_of(reg, from), *after = opened_of(reg, to);
    for (int i = 0; i < reg->channels * reg->majors; i++) after[i] -= before[i];
    free(before);
    return after;
}

static long long transfers_of(const struct stored_plan *plan)
{
    long long sum = 0;
    for (int i = 0; i < plan->totals; i++) sum += plan->total[i].transfer;
    return sum;
}

/* ---- the sentence ---------------------------------------------------------------------------- */

struct phrase {
    long long by;
    int channel, major; /* major -1: of the whole channel; channel -1: transfers */
};

static int larger_first(const void *a, const void *b)
{
    const struct phrase *x = a, *y = b;
    const long long more = llabs(y->by) - llabs(x->by);
    if (more != 0) return more > 0 ? 1 : -1;
    if (x->channel != y->channel) return x->channel - y->channel;
    return x->major - y->major;
}

static void add_phrase(const struct school_register *reg, const struct phrase *phrase,
                       struct text *out)
{
    const char *more = phrase->by > 0 ? lang_pick("เพิ่ม", "more") : lang_pick("ลด", "fewer");
    const long long count = llabs(phrase->by);
    const bool one = count == 1;
    if (phrase->channel < 0) {
        text_add(out, lang_pick("%2$sการย้าย %1$lld ครั้ง%3$s", "%1$lld %2$s transfer%3$s"), count,
                 more, lang_pick("", one ? "" : "s"));
        return;
    }
    const struct channel *channel = &reg->channel[phrase->channel];
    const char *name = name_shown(channel->name_th, channel->name_en, channel->code);
    if (channel->kind == CHANNEL_EXAM)
        text_add(out, lang_pick("%2$sผู้สอบได้ %1$lld คน%3$s", "%1$lld %2$s exam pass%3$s"), count,
                 more, lang_pick("", one ? "" : "es"));
    else
        text_add(out, lang_pick("%2$sที่เรียน%4$s %1$lld ที่%3$s", "%1$lld %2$s place%3$s of %4$s"),
                 count, more, lang_pick("", one ? "" : "s"), name);
    if (phrase->major < 0) return;
    const struct major *major = &reg->major[phrase->major];
    text_add(out, lang_pick(" วิชา%s", " for %s"),
             name_shown(major->name_th, major->name_en, major->code));
}

/* A channel as a whole where it goes one way, else its majors. */
static int list_phrases(const struct school_register *reg, const long long *difference,
                        struct phrase *phrase)
{
    int count = 0;
    for (int c = 0; c < reg->channels; c++) {
        long long total = 0, all = 0;
        for (int m = 0; m < reg->majors; m++) {
            total += difference[c * reg->majors + m];
            all += llabs(difference[c * reg->majors + m]);
        }
        const bool one_way = (double)llabs(total) >= ONE_WAY * (double)all && all > 0;
        if (one_way) phrase[count++] = (struct phrase){total, c, -1};
        for (int m = 0; m < reg->majors && !one_way; m++)
            if (difference[c * reg->majors + m] != 0)
                phrase[count++] = (struct phrase){difference[c * reg->majors + m], c, m};
    }
    return count;
}

void recruit_sentence(const struct school_register *reg, const struct stored_plan *from,
                      const struct stored_plan *to, struct text *out)
{
    long long *difference = difference_of(reg, from, to);
    const long long transfers = transfers_of(to) - transfers_of(from);
    const size_t most = (size_t)reg->channels * (size_t)reg->majors + 1;
    struct phrase *phrase = mem_new(most, sizeof *phrase);
    int count = list_phrases(reg, difference, phrase);
    qsort(phrase, (size_t)count, sizeof *phrase, larger_first);
    if (count > MOST_PHRASES) count = MOST_PHRASES;
    if (transfers != 0 && count < MOST_PHRASES)
        phrase[count++] = (struct phrase){transfers, -1, -1};
    for (int i = 0; i < count; i++) {
        if (i > 0) text_add(out, ", ");
        add_phrase(reg, &phrase[i], out);
    }
    if (count == 0)
        text_add(out, "%s",
                 lang_pick("จำนวนรวมเท่าเดิม ต่างกันที่ปี", "the same numbers in all, in other years"));
    free(phrase);
    free(difference);
}

/* ---- tables ---------------------------------------------------------------------------------- */

static double share_above(const struct alternatives_shown *shown, int i)
{
    const double best = shown->best_objective;
    return best != 0.0 ? (shown->plan[i].objective - best) / (best < 0.0 ? -best : best) : 0.0;
}

static long long shortage_of(const struct stored_plan *plan)
{
    long long sum = 0;
    for (int i = 0; i < plan->totals; i++) sum += plan->total[i].shortage;
    return sum;
}

static void push_text(const struct alternatives_shown *shown, const struct alternative *one,
                      struct text *out)
{
    text_add(out, "%s", lang_pick(pushes[one->push].th, pushes[one->push].en));
    if (one->pipeline < 0) return;
    const struct channel *channel =
        &shown->reg->channel[shown->params->pipeline[one->pipeline].channel];
    text_add(out, " %s", name_shown(channel->name_th, channel->name_en, channel->code));
}

static struct table *summary_table(const struct alternatives_shown *shown)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"alternative", "ทางเลือก",         "alternative",         CELL_YEAR,   false},
        {"objective",   "ค่าเป้าหมาย",        "objective",           CELL_NUMBER, false},
        {"above",       "เหนือแผนที่ดีที่สุด %", "above best %",        CELL_NUMBER, false},
        {"distance",    "สรรหาต่าง (คน)",     "recruited otherwise", CELL_NUMBER, false},
        {"shortage",    "ขาด (คน-ปี)",       "teacher-years short", CELL_INT,    false},
        {"differs",     "ต่างจากแผนเดิมอย่างไร", "what differs",        CELL_TEXT,   false},
    };
    // clang-format on
    struct table *table =
        table_new(lang_pick("แผนใกล้เคียงที่สรรหาต่างออกไป", "Near plans that recruit otherwise"),
                  columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < shown->found->count; i++) {
        struct text sentence = {0};
        recruit_sentence(shown->reg, shown->best, &shown->plan[i], &sentence);
        table_row(table);
        table_int(table, i + 1);
        table_number(table, shown->plan[i].objective, 2);
        table_number(table, 100.0 * share_above(shown, i), 3);
        table_number(table, shown->found->one[i].distance, 1);
        table_int(table, shortage_of(&shown->plan[i]));
        table_text(table, text_s(&sentence));
        text_clear(&sentence);
    }
    return table;
}

void alternatives_summary(const struct alternatives_shown *shown, bool colour, struct text *out)
{
    struct table *table = summary_table(shown);
    struct text note = {0};
    text_add(&note,
             lang_pick("ห่างจากแผน '%s' (%.2f) ไม่เกินร้อยละ %g ลอง %d ทิศทาง พบ %d; "
                       "เท่าที่หาพบ ไม่ได้พิสูจน์ว่าต่างกันที่สุด",
                       "within %3$g %% of plan '%1$s' (%2$.2f); %4$d directions tried, %5$d led to "
                       "one; as far as found, not proved to differ most"),
             shown->best->name, shown->best_objective, 100.0 * shown->within, shown->found->pushes,
             shown->found->found);
    table_note(table, text_s(&note));
    text_clear(&note);
    for (int i = 0; i < shown->found->count; i++) {
        if (shown->plan[i].id == 0) continue;
        text_add(&note, lang_pick("ทางเลือก %d บันทึกเป็น '%s'", "alternative %d is saved as '%s'"),
                 i + 1, shown->plan[i].name);
        table_note(table, text_s(&note));
        text_clear(&note);
    }
    table_print(table, FORMAT_TABLE, colour, false, out);
    table_free(table);
}

/* Of alternative `only`, or of all (-1): what is opened, channel by channel and major by major. */
static struct table *differences_table(const struct alternatives_shown *shown, int only)
{
    // clang-format off
    static const struct table_column columns[] = {
        {"alternative", "ทางเลือก", "alternative", CELL_YEAR, false},
        {"channel",     "ช่องทาง",  "channel",     CELL_TEXT, false},
        {"major",       "วิชาเอก",  "major",       CELL_TEXT, false},
        {"best",        "เดิม",     "best",        CELL_INT,  false},
        {"opened",      "ทางเลือก", "here",        CELL_INT,  false},
        {"change",      "เปลี่ยน",   "change",      CELL_INT,  false},
    };
    // clang-format on
    const struct school_register *reg = shown->reg;
    struct table *table = table_new(NULL, columns, sizeof columns / sizeof *columns);
    long long *best = opened_of(reg, shown->best);
    for (int i = 0; i < shown->found->count; i++) {
        long long *here = opened_of(reg, &shown->plan[i]);
        for (int n = 0; n < reg->channels * reg->majors && (only < 0 || only == i); n++) {
            if (here[n] == best[n]) continue;
            table_row(table);
            table_int(table, i + 1);
            table_text(table, reg->channel[n / reg->majors].code);
            table_text(table, reg->major[n % reg->majors].code);
            table_int(table, best[n]);
            table_int(table, here[n]);
            table_int(table, here[n] - best[n]);
        }
        free(here);
    }
    free(best);
    return table;
}

static void add_alternative(const struct alternatives_shown *shown, int i, struct json *json)
{
    const struct alternative *one = &shown->found->one[i];
    struct text sentence = {0}, push = {0};
    struct table *table = differences_table(shown, i);
    recruit_sentence(shown->reg, shown->best, &shown->plan[i], &sentence);
    push_text(shown, one, &push);
    json_object(json, NULL);
    json_int(json, "alternative", i + 1);
    json_int(json, "id", shown->plan[i].id);
    json_text(json, "name", shown->plan[i].id ? shown->plan[i].name : NULL);
    json_number(json, "objective", shown->plan[i].objective);
    json_number(json, "share_above", share_above(shown, i));
    json_number(json, "distance", one->distance);
    json_number(json, "nearest_distance", one->nearest_distance);
    json_int(json, "shortage", shortage_of(&shown->plan[i]));
    json_int(json, "transfer", transfers_of(&shown->plan[i]));
    json_text(json, "push", pushes[one->push].word);
    json_text(json, "push_text", text_s(&push));
    json_number(json, "push_price", one->price);
    json_text(json, "differs", text_s(&sentence));
    table_json_rows(table, "differences", json);
    json_object_end(json);
    table_free(table);
    text_clear(&sentence);
    text_clear(&push);
}

void alternatives_json(const struct alternatives_shown *shown, struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    json_int(&json, "id", shown->best->id);
    json_text(&json, "name", shown->best->name);
    json_number(&json, "best_objective", shown->best_objective);
    json_number(&json, "within", shown->within);
    json_int(&json, "pushes", shown->found->pushes);
    json_int(&json, "found", shown->found->found);
    json_bool(&json, "proved_most_different", false);
    json_array(&json, "alternatives");
    for (int i = 0; i < shown->found->count; i++) add_alternative(shown, i, &json);
    json_array_end(&json);
    json_object_end(&json);
}

struct table *alternatives_table(const struct alternatives_shown *shown)
{
    return differences_table(shown, -1);
}
