/* Sentences of explanations. Every figure in them is in the struct, and in the JSON beside it. */
#include "report/explain_report.h"

#include "base/lang.h"
#include "report/plan_report.h"

#include <math.h>
#include <stdlib.h>

/* Of a pipeline. */
static const char *pipeline_name(const struct staffing *d, int c)
{
    return channel_name(d->reg, d->params->pipeline[c].channel);
}

/* ---- the ways ----------------------------------------------------------------------------- */

static void frame_text(const struct way *way, struct text *out)
{
    if (way->state == WAY_OPEN) {
        text_add(out,
                 lang_pick("กรอบอัตรากำลังยังว่าง: มีครู %d จาก %d อัตรา",
                           "the frame has room: %d of %d posts are filled"),
                 way->used, way->cap);
        return;
    }
    text_add(out,
             lang_pick("กรอบอัตรากำลังเต็ม: มีครู %d จาก %d อัตรา",
                       "the frame is full: %d of %d posts are filled"),
             way->used, way->cap);
    if (way->spare > 0)
        text_add(out,
                 lang_pick(" มีครูเกินในวิชาเอกอื่น %d คน ในจำนวนนี้ %d คนไม่ย้ายเพราะจะเกษียณในช่วงแผน",
                           "; %d of them are above need in other majors, of whom %d are not "
                           "moved because they retire within the plan"),
                 way->spare, way->pinned);
}

static void old_list_text(const struct staffing *d, const struct way *way, struct text *out)
{
    char day[48];
    const char *code = d->list[way->l].code;
    date_shown(day, d->reg->list[way->l].last_day);
    if (way->state == WAY_USED_UP)
        text_add(out,
                 lang_pick("บัญชี %s เรียกครบทั้ง %d คนแล้ว", "all %2$d people of list %1$s are called"),
                 code, way->cap);
    else if (way->state == WAY_ENDED)
        text_add(out,
                 lang_pick("บัญชี %s หมดอายุ %s เรียกไป %d จาก %d คน",
                           "list %s ended on %s; %d of its %d people are called"),
                 code, day, way->used, way->cap);
    else
        text_add(out,
                 lang_pick("บัญชี %s (ถึง %s) ยังเหลือคน: เรียกไป %d จาก %d คน จึงไม่ใช่สิ่งที่ขาด",
                           "list %s (until %s) has people left: %d of %d are called, so it is "
                           "not what is missing"),
                 code, day, way->used, way->cap);
}

/* "40 of 40 for this major, 300 of 300 in all"; `what` counts nothing. */
static void add_caps(const struct way *way, struct text *out)
{
    text_add(out, lang_pick("วิชาเอกนี้ %d", "%d for this major"), way->used);
    if (way->cap != NO_LIMIT) text_add(out, lang_pick(" จาก %d", " of %d"), way->cap);
    if (way->total_cap != NO_LIMIT)
        text_add(out, lang_pick(" รวมทุกวิชาเอก %d จาก %d", ", %d of %d in all"), way->total_used,
                 way->total_cap);
}

static void exam_text(const struct staffing *d, const struct way *way, struct text *out)
{
    const int fy = d->first_fy + way->t;
    switch (way->state) {
    case WAY_NONE:
        text_add(out, lang_pick("ปี %d ไม่เปิดสอบวิชาเอกนี้", "there is no exam for this major in %d"),
                 fy);
        return;
    case WAY_ENDED:
        text_add(out,
                 lang_pick("บัญชีสอบปี %d หมดอายุ 30 ก.ย. %d (ผู้สอบได้ ",
                           "the list of the %d exam ended on 30 Sep %d (passers: "),
                 fy, way->last_fy);
        add_caps(way, out);
        text_add(out, ")");
        return;
    case WAY_USED_UP:
        text_add(out,
                 lang_pick("จำนวนรับสอบปี %d ใช้หมดแล้ว (", "the seats of the %d exam are all used ("),
                 fy);
        add_caps(way, out);
        text_add(out, ")");
        return;
    case WAY_OPEN:
    case WAY_TOO_LATE:
    case WAY_STATES:
        break;
    }
    text_add(out, lang_pick("การสอบปี %d ยังมีที่ว่าง (", "the %d exam has seats left ("), fy);
    add_caps(way, out);
    text_add(out, lang_pick(") จึงไม่ใช่สิ่งที่ขาด", "), so they are not what is missing"));
}

static void pipeline_text(const struct staffing *d, const struct way *way, struct text *out)
{
    const int fy = d->first_fy + way->t;
    const char *name = pipeline_name(d, way->c);
    switch (way->state) {
    case WAY_TOO_LATE:
        text_add(out,
                 lang_pick("%s: บัณฑิตของปีนั้นต้องรับเข้าเรียนตั้งแต่ปี %d ซึ่งผ่านไปแล้ว มีบัณฑิต %d คน",
                           "%s: graduates of that year would have had to be taken in in %d, "
                           "before the plan; %d graduate"),
                 name, fy, way->graduates);
        return;
    case WAY_NONE:
        text_add(out,
                 lang_pick("%s: ปี %d ไม่เปิดที่เรียนวิชาเอกนี้",
                           "%s: no places for this major are offered in %d"),
                 name, fy);
        return;
    case WAY_USED_UP:
        text_add(out,
                 lang_pick("%s: ที่เรียนรุ่นปี %d ใช้หมดแล้ว (บัณฑิตที่จะได้ ",
                           "%s: the places of the %d intake are all used (graduates to be: "),
                 name, fy);
        add_caps(way, out);
        text_add(out, ")");
        return;
    case WAY_OPEN:
    case WAY_ENDED:
    case WAY_STATES:
        break;
    }
    text_add(out,
             lang_pick("%s: รุ่นปี %d ยังมีที่เรียนว่าง (บัณฑิตที่จะได้ ",
                       "%s: the %d intake has places left (graduates to be: "),
             name, fy);
    add_caps(way, out);
    text_add(out, lang_pick(") จึงไม่ใช่สิ่งที่ขาด", "), so they are not what is missing"));
}

static void transfer_text(const struct staffing *d, const struct way *way, struct text *out)
{
    const int fy = d->first_fy + way->t;
    if (way->state == WAY_USED_UP)
        text_add(out,
                 lang_pick("การย้ายของปี %d ใช้ครบ %d ครั้งแล้ว", "all %2$d transfers of %1$d are used"),
                 fy, way->total_cap);
    else if (way->state == WAY_OPEN)
        text_add(
            out,
            lang_pick("ปี %d โรงเรียนอื่นมีครูวิชาเอกนี้เกิน %d คน แต่ย้ายมาที่นี่แล้วไม่ดีขึ้นหรือไม่มีกรอบรับ",
                      "in %d other schools have %d teachers of this major above need, but moving "
                      "them here gains nothing or finds no room"),
            fy, way->spare - way->pinned);
    else if (way->spare > 0)
        text_add(
            out,
            lang_pick("ปี %d ครูวิชาเอกนี้ที่เกินอยู่ %d คนไม่ย้าย เพราะจะเกษียณในช่วงแผน",
                      "in %d the %d teachers of this major above need elsewhere are not moved, "
                      "because they retire within the plan"),
            fy, way->spare);
    else
        text_add(out,
                 lang_pick("ปี %d ไม่มีโรงเรียนใดมีครูวิชาเอกนี้เกิน",
                           "in %d no school has a teacher of this major above need"),
                 fy);
}

static void retrain_text(const struct staffing *d, const struct way *way, struct text *out)
{
    const int fy = d->first_fy + way->t;
    if (way->state == WAY_NONE)
        text_add(
            out, "%s",
            lang_pick("ไม่มีการอบรมจากวิชาเอกอื่นมาเป็นวิชาเอกนี้", "no retraining leads to this major"));
    else if (way->state == WAY_USED_UP)
        text_add(out,
                 lang_pick("การอบรมเปลี่ยนวิชาเอกของปี %d ใช้ครบ %d คนแล้ว",
                           "all %2$d retrainings of %1$d are used"),
                 fy, way->total_cap);
    else
        text_add(out,
                 lang_pick("การอบรมเปลี่ยนวิชาเอกของปี %d ยังทำได้อีก จึงไม่ใช่สิ่งที่ขาด",
                           "more could be retrained in %d, so it is not what is missing"),
                 fy);
}

static void budget_text(const struct staffing *d, const struct way *way, struct text *out)
{
    char used[32], cap[32];
    text_add(
        out,
        lang_pick("งบประมาณปี %d ใช้ไป %s จาก %s บาท ที่เหลือไม่พอเรียกบรรจุอีกคน",
                  "the budget of %d is used: %s of %s baht, what is left pays no further call-up"),
        d->first_fy + way->t, text_grouped(used, way->used_thb), text_grouped(cap, way->cap_thb));
}

void explain_way_text(const struct staffing *d, const struct way *way, struct text *out)
{
    switch (way->kind) {
    case WAY_FRAME:
        frame_text(way, out);
        break;
    case WAY_OLD_LIST:
        old_list_text(d, way, out);
        break;
    case WAY_EXAM:
        exam_text(d, way, out);
        break;
    case WAY_LIST_YEARS:
        text_add(out,
                 lang_pick("บัญชีใช้ได้ %d ปี บัญชีของปี %d และก่อนหน้าจึงหมดอายุแล้ว",
                           "a list is valid %d years, so those of %d and before had ended"),
                 way->cap, way->last_fy);
        break;
    case WAY_PIPELINE:
        pipeline_text(d, way, out);
        break;
    case WAY_TRANSFER:
        transfer_text(d, way, out);
        break;
    case WAY_RETRAIN:
        retrain_text(d, way, out);
        break;
    case WAY_BUDGET:
        budget_text(d, way, out);
        break;
    case WAY_KINDS:
        break;
    }
}

/* ---- claims -------------------------------------------------------------------------------- */

static void lever_text(const struct staffing *d, const struct lever *lever, int steps,
                       struct text *out)
{
    const int fy = d->first_fy + lever->t;
    const char *major = major_name(d->reg, lever->m);
    const double more = lever_then(d, lever, steps) - lever_now(d, lever);
    switch (lever->kind) {
    case LEVER_SEATS:
        text_add(out, lang_pick("รับสอบ%s ปี %d เพิ่ม %.0f ที่", "exam seats for %s in %d +%.0f"), major,
                 fy, more);
        break;
    case LEVER_SEATS_TOTAL:
        text_add(out, lang_pick("รับสอบรวม ปี %d เพิ่ม %.0f ที่", "exam seats in all in %d +%.0f"), fy,
                 more);
        break;
    case LEVER_PLACES:
        text_add(out, lang_pick("%s เปิดที่เรียน%s ปี %d เพิ่ม %.0f ที่", "%s, places for %s in %d +%.0f"),
                 pipeline_name(d, lever->c), major, fy, more);
        break;
    case LEVER_PLACES_TOTAL:
        text_add(out, lang_pick("%s เปิดที่เรียนรวม ปี %d เพิ่ม %.0f ที่", "%s, places in all in %d +%.0f"),
                 pipeline_name(d, lever->c), fy, more);
        break;
    case LEVER_TRANSFERS:
        text_add(out, lang_pick("การย้ายในปี %d เพิ่ม %.0f คน", "transfers in %d +%.0f"), fy, more);
        break;
    case LEVER_RETRAIN:
        text_add(out, lang_pick("อบรมเปลี่ยนวิชาเอกในปี %d เพิ่ม %.0f คน", "retrainings in %d +%.0f"), fy,
                 more);
        break;
    case LEVER_BUDGET:
        text_add(out, lang_pick("งบประมาณปี %d เพิ่ม %.0f ล้านบาท", "budget of %d +%.0f million baht"),
                 fy, more / LEVER_BUDGET_THB);
        break;
    case LEVER_LIST_YEARS:
        text_add(out,
                 lang_pick("บัญชีสอบใช้ได้ %.0f ปี แทน %d ปี", "lists valid %.0f years in place of %d"),
                 lever_then(d, lever, steps), d->params->list_years);
        break;
    case LEVER_LAST_DAY:
        text_add(out, lang_pick("ต่ออายุบัญชี %s อีก %.0f ปี", "list %s valid +%.0f years"),
                 d->list[lever->l].code, more);
        break;
    case LEVER_KINDS:
        break;
    }
}

void explain_ask_text(const struct staffing *d, const struct claim *claim, int steps,
                      struct text *out)
{
    for (int i = 0; i < claim->ask.levers; i++) {
        if (i > 0) text_add(out, "%s", lang_pick(" พร้อมกับ", " together with "));
        lever_text(d, &claim->ask.lever[i], steps, out);
    }
}

void explain_ask_lines(const struct staffing *d, const struct claim *claim, int steps,
                       struct text *out)
{
    for (int i = 0; i < claim->ask.levers; i++) {
        if (i > 0) text_add(out, " ");
        lever_line(d, &claim->ask.lever[i], steps, out);
    }
}

/* What further steps do, where the first one helps. */
static void add_reach(const struct claim *claim, struct text *out)
{
    if (claim->reach > claim->steps && !claim->reach_open)
        text_add(
            out,
            lang_pick(
                " และขั้นต่อไปได้ผลเท่ากันจนถึง %d ขั้น รวม %.1f ครู-ปี",
                "; each further step gains as much, up to %d steps, %.1f teacher-years in all"),
            claim->reach, claim->reach_shortage);
    else if (claim->reach > claim->steps)
        text_add(out,
                 lang_pick(" และขั้นต่อไปได้ผลเท่ากันอย่างน้อยถึง %d ขั้น รวม %.1f ครู-ปี",
                           "; each further step gains as much, up to %d steps at least, %.1f "
                           "teacher-years in all"),
                 claim->reach, claim->reach_shortage);
    else if (claim->reach > 0)
        text_add(out, "%s", lang_pick(" แต่ขั้นต่อไปได้ผลน้อยกว่านี้", "; a further step gains less"));
}

static void add_post_short(const struct claim *claim, struct text *out)
{
    if (claim->post_short < 0.5)
        text_add(out, "%s", lang_pick(" ที่นี่จะไม่ขาด", "; nothing is short here then"));
    else
        text_add(out, lang_pick(" ที่นี่ยังขาด %.0f", "; %.0f short here then"), claim->post_short);
    if (claim->post_steps > claim->steps)
        text_add(out,
                 lang_pick(" ถ้าเพิ่มถึง %d ขั้นที่นี่จึงได้เพิ่ม (%d ขั้นยังไม่ได้)",
                           "; one more comes here with %d steps (with %d not yet)"),
                 claim->post_steps, claim->post_steps / 2);
}

void explain_claim_text(const struct staffing *d, const struct claim *claim, bool post,
                        struct text *out)
{
    char money[32];
    explain_ask_text(d, claim, claim->steps, out);
    if (claim->gain == 0.0) {
        text_add(out, "%s", lang_pick(": ไม่เปลี่ยนอะไรเลย", ": changes nothing"));
        return;
    }
    text_add(
        out,
        lang_pick(": ลดการขาดครูทั้งแผน %.1f ครู-ปี (ค่าเป้าหมายดีขึ้น %.2f) ",
                  ": removes %.1f teacher-years of shortage in the whole plan (objective better "
                  "by %.2f) "),
        claim->shortage, claim->gain);
    text_grouped(money, llabs(llround(claim->money_thb)));
    text_add(out,
             claim->money_thb < -0.5 ? lang_pick("ประหยัดเงิน %s บาท", "and saves %s baht")
                                     : lang_pick("ใช้เงินเพิ่ม %s บาท", "and spends %s baht more"),
             money);
    if (post) add_post_short(claim, out);
    add_reach(claim, out);
}

/* ---- a post --------------------------------------------------------------------------------- */

static void add_post(const struct staffing *d, const struct explanation *to, struct text *out)
{
    const struct school *school = &d->reg->school[to->s];
    text_add(out,
             lang_pick("%s %s วิชาเอก%s ปี %d: ต้องการ %d มี %d ขาด %d\n",
                       "%s %s, %s, %d: %d needed, %d in post, %d short\n"),
             school->code, school->name_th, major_name(d->reg, to->m), d->first_fy + to->t,
             to->need, to->in_post, to->shortage);
}

/* What equity costs this post, or gives it. */
static void add_weight(const struct explanation *to, struct text *out)
{
    if (!to->weighted) return;
    text_add(
        out,
        lang_pick("น้ำหนักความเสมอภาคของโรงเรียนนี้คือ %.2f (เฉลี่ย 1) ถ้าไม่ถ่วงน้ำหนัก ที่นี่จะขาด %.1f "
                  "และรวมทั้งแผนจะต่างไป %+.1f ครู-ปี\n      equity.alpha=0\n",
                  "the equity weight of this school is %.2f (the mean is 1); without weights %.1f "
                  "would be short here, and %+.1f teacher-years in the whole plan\n"
                  "      equity.alpha=0\n"),
        to->weight, to->unweighted_short, to->unweighted_shortage);
}

void explain_post_text(const struct staffing *d, const struct explanation *to, struct text *out)
{
    add_post(d, to, out);
    if (to->shortage == 0) {
        text_add(out, "%s\n",
                 lang_pick("ไม่ขาดครู จึงไม่มีอะไรต้องอธิบาย",
                           "nothing is short, so there is nothing to explain"));
        return;
    }
    text_add(out,
             lang_pick("ครูหนึ่งคนที่นี่มีค่า %.2f คะแนนในแผน ผู้ที่มาได้ไปอยู่ที่ซึ่งมีค่ามากกว่า\n\n",
                       "one teacher here counts %.2f points in the plan; who could come went where "
                       "more was gained\n\n"),
             to->price);
    for (int i = 0; i < to->ways; i++) {
        text_add(out, "%2d  ", i + 1);
        explain_way_text(d, &to->way[i], out);
        text_add(out, "\n");
        if (to->way[i].claim == NO_CLAIM) continue;
        text_add(out, "    → ");
        explain_claim_text(d, &to->claim[to->way[i].claim], true, out);
        text_add(out, "\n      ");
        explain_ask_lines(d, &to->claim[to->way[i].claim], to->claim[to->way[i].claim].steps, out);
        text_add(out, "\n");
    }
    add_weight(to, out);
    text_add(out,
             lang_pick("\nผลทุกข้อได้จากการคำนวณแผนใหม่ %d ครั้ง ช่วยได้ %d ข้อ\n",
                       "\nevery effect was found by solving again: %d changes, of which %d help\n"),
             to->claims, to->helping);
}

static void json_claim(const struct staffing *d, const struct claim *claim, struct json *json)
{
    struct text text = {0};
    json_object(json, "claim");
    json_array(json, "change");
    for (int i = 0; i < claim->ask.levers; i++) {
        lever_line(d, &claim->ask.lever[i], claim->steps, &text);
        json_text(json, NULL, text_s(&text));
        text_clear(&text);
    }
    json_array_end(json);
    explain_ask_text(d, claim, claim->steps, &text);
    json_text(json, "text", text_s(&text));
    json_int(json, "steps", claim->steps);
    json_number(json, "gain", claim->gain);
    json_number(json, "shortage_removed", claim->shortage);
    json_number(json, "money_thb", claim->money_thb);
    json_number(json, "post_short", claim->post_short);
    json_int(json, "post_steps", claim->post_steps);
    json_int(json, "reach", claim->reach);
    json_bool(json, "reach_open", claim->reach_open);
    json_number(json, "reach_gain", claim->reach_gain);
    json_number(json, "reach_shortage_removed", claim->reach_shortage);
    json_number(json, "reach_money_thb", claim->reach_money_thb);
    json_object_end(json);
    text_clear(&text);
}

static void json_cap(const char *key, int cap, struct json *json)
{
    json_number(json, key, cap == NO_LIMIT ? (double)NAN : (double)cap);
}

static void json_way(const struct staffing *d, const struct explanation *to, const struct way *way,
                     struct json *json)
{
    struct text text = {0};
    explain_way_text(d, way, &text);
    json_object(json, NULL);
    json_text(json, "way", way_word[way->kind]);
    json_text(json, "state", way_state_word[way->state]);
    json_text(json, "text", text_s(&text));
    json_int(json, "fy", d->first_fy + way->t);
    if (way->kind == WAY_PIPELINE)
        json_text(json, "channel", d->reg->channel[d->params->pipeline[way->c].channel].code);
    if (way->kind == WAY_OLD_LIST) json_text(json, "list", d->list[way->l].code);
    if (way->last_fy) json_int(json, "last_fy", way->last_fy);
    json_cap("cap", way->cap, json);
    json_int(json, "used", way->used);
    json_cap("total_cap", way->total_cap, json);
    json_int(json, "total_used", way->total_used);
    json_int(json, "spare", way->spare);
    json_int(json, "pinned", way->pinned);
    json_int(json, "graduates", way->graduates);
    if (way->kind == WAY_BUDGET) {
        json_int(json, "cap_thb", way->cap_thb);
        json_int(json, "used_thb", way->used_thb);
    }
    if (way->claim != NO_CLAIM) json_claim(d, &to->claim[way->claim], json);
    json_object_end(json);
    text_clear(&text);
}

void explain_post_json(const struct staffing *d, const struct explanation *to, struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    json_object(&json, "post");
    json_text(&json, "school", d->reg->school[to->s].code);
    json_text(&json, "major", d->reg->major[to->m].code);
    json_int(&json, "fy", d->first_fy + to->t);
    json_int(&json, "need", to->need);
    json_int(&json, "in_post", to->in_post);
    json_int(&json, "shortage", to->shortage);
    json_number(&json, "price", to->price);
    json_number(&json, "equity_weight", to->weight);
    json_number(&json, "short_unweighted", to->weighted ? to->unweighted_short : (double)NAN);
    json_number(&json, "shortage_unweighted", to->weighted ? to->unweighted_shortage : (double)NAN);
    json_object_end(&json);
    json_array(&json, "ways");
    for (int i = 0; i < to->ways; i++) json_way(d, to, &to->way[i], &json);
    json_array_end(&json);
    json_bool(&json, "synthetic", register_is_synthetic(d->reg));
    json_object_end(&json);
}

// clang-format off
static const struct table_column way_columns[] = {
    {"way",              "ทาง",          "way",             CELL_TEXT,   false},
    {"state",            "สถานะ",       "state",           CELL_TEXT,   false},
    {"text",             "คำอธิบาย",      "explanation",     CELL_TEXT,   false},
    {"change",           "ถ้าเปลี่ยน",      "change",          CELL_TEXT,   false},
    {"gain",             "ค่าเป้าหมายดีขึ้น", "gain",            CELL_NUMBER, false},
    {"shortage_removed", "ลดครู-ปี",       "teacher-years",   CELL_NUMBER, false},
    {"money_thb",        "บาท",          "baht",            CELL_MONEY,  false},
    {"post_short",       "ยังขาด",       "short then",      CELL_NUMBER, false},
    {"reach",            "ถึงขั้น",        "steps",           CELL_INT,    false},
};

static const struct table_column ask_columns[] = {
    {"change",                 "ขอ",              "ask for",                    CELL_TEXT,   false},
    {"shortage_removed",       "ลดครู-ปี",          "teacher-years less",         CELL_NUMBER, false},
    {"first_shortage_removed", "ขั้นแรกลดครู-ปี",    "of these by the first step", CELL_NUMBER, false},
    {"gain",                   "ค่าเป้าหมายดีขึ้น",    "gain",                       CELL_NUMBER, false},
    {"money_thb",              "เงินเพิ่ม บาท",       "more baht",                  CELL_MONEY,  false},
    {"thb_per_teacher_year",   "บาทต่อครู-ปี",       "baht a teacher-year",        CELL_MONEY,  false},
    {"set",                    "เขียนว่า",          "written",                    CELL_TEXT,   false},
};
// clang-format on

struct table *explain_post_table(const struct staffing *d, const struct explanation *to)
{
    struct table *table = table_new(NULL, way_columns, sizeof way_columns / sizeof *way_columns);
    for (int i = 0; i < to->ways; i++) {
        const struct way *way = &to->way[i];
        struct text text = {0}, change = {0};
        explain_way_text(d, way, &text);
        table_row(table);
        table_text(table, way_word[way->kind]);
        table_text(table, way_state_word[way->state]);
        table_text(table, text_s(&text));
        if (way->claim == NO_CLAIM) {
            for (int k = 0; k < 6; k++) table_blank(table);
        } else {
            const struct claim *claim = &to->claim[way->claim];
            explain_ask_lines(d, claim, claim->steps, &change);
            table_text(table, text_s(&change));
            table_number(table, claim->gain, 6);
            table_number(table, claim->shortage, 6);
            table_int(table, llround(claim->money_thb));
            table_number(table, claim->post_short, 6);
            table_int(table, claim->reach);
        }
        text_clear(&text);
        text_clear(&change);
    }
    return table;
}

struct table *explain_plan_table(const struct staffing *d, const struct claim *claim, int claims)
{
    struct table *table = table_new(
        lang_pick("สิ่งที่ควรขอ เรียงตามการขาดครูที่ลดได้", "What to ask for, by the shortage it removes"),
        ask_columns, sizeof ask_columns / sizeof *ask_columns);
    for (int i = 0; i < claims; i++) {
        struct text text = {0}, lines = {0};
        explain_ask_text(d, &claim[i], claim[i].reach, &text);
        explain_ask_lines(d, &claim[i], claim[i].reach, &lines);
        table_row(table);
        table_text(table, text_s(&text));
        table_number(table, claim[i].reach_shortage, 1);
        table_number(table, claim[i].shortage, 1);
        table_number(table, claim[i].reach_gain, 2);
        table_int(table, llround(claim[i].reach_money_thb));
        if (claim[i].reach_shortage > 0.05)
            table_int(table, llround(claim[i].reach_money_thb / claim[i].reach_shortage));
        else
            table_blank(table);
        table_text(table, text_s(&lines));
        text_clear(&text);
        text_clear(&lines);
    }
    table_note(table,
               lang_pick("แต่ละข้อคิดแยกกัน นำมาบวกกันไม่ได้ ครู-ปี คือขาดครูหนึ่งอัตราเป็นเวลาหนึ่งปี",
                         "each by itself: they do not add up; a teacher-year is one post short "
                         "for one year"));
    table_note(table, lang_pick("ผลทุกข้อได้จากการคำนวณใหม่ทั้งแผน",
                                "every effect was found by solving the whole plan again"));
    return table;
}
