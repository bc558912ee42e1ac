/* A score in words: for the family, and as JSON for the record. */
#include "base/lang.h"
#include "equity/pmt.h"

#include <inttypes.h>

static const char *thousands(char out[32], int64_t value)
{
    return text_grouped(out, (long long)value);
}

/* What a weight of 1/10,000 times points is in R: hundredths only where there are some. */
static void add_hundredths(struct text *out, int hundredths)
{
    char whole[32];
    text_add(out, "%s", thousands(whole, hundredths / 100));
    if (hundredths % 100) text_add(out, ".%02d", hundredths % 100);
}

static void comma(struct text *out)
{
    if (out->length) text_add(out, ", ");
}

void pmt_missing(const struct pmt_model *model, const struct pmt_score *score, struct text *out)
{
    static const struct {
        uint32_t bit;
        const char *th, *en;
    } rows[] = {
        {PMT_NO_HOUSEHOLD, "ประเภทครัวเรือน", "kind of household"},
        {PMT_NO_INCOME, "รายได้ครัวเรือน", "income of the household"},
        {PMT_NO_MEMBERS, "จำนวนสมาชิก", "number of members"},
    };
    struct text names = {0};
    for (int i = 0; i < 3; i++) {
        if (!(score->missing & rows[i].bit)) continue;
        comma(&names);
        text_add(&names, "%s", lang_pick(rows[i].th, rows[i].en));
    }
    for (int i = 0; i < model->items; i++) {
        if (!(score->missing & 1u << i)) continue;
        comma(&names);
        text_add(&names, "%s", lang_pick(model->item[i].th, model->item[i].en));
    }
    text_add(out, "%s", text_s(&names));
    text_clear(&names);
}

static void explain_income(const struct pmt_model *model, const struct pmt_answers *answers,
                           const struct pmt_score *score, struct text *out)
{
    char income[32], cap[32], all[32];
    if (!score->income_test) {
        text_add(out, "%s\n",
                 lang_pick("ครัวเรือนสถาบัน: ไม่ใช้เกณฑ์รายได้",
                           "Institutional household: income is not asked for."));
        return;
    }
    thousands(income, answers->income_thb);
    thousands(cap, model->cap_thb);
    thousands(all, model->cap_thb * answers->members);
    const char *verdict = score->income_passed ? lang_pick("ไม่เกินเกณฑ์", "within it")
                                               : lang_pick("เกินเกณฑ์", "above it");
    text_add(out,
             lang_pick("รายได้: %s บาทต่อเดือน สมาชิก %d คน เกณฑ์คนละ %s บาท รวม %s บาท: %s\n",
                       "Income: %s baht a month for %d people. The limit is %s baht a person, %s "
                       "baht in all: %s.\n"),
             income, answers->members, cap, all, verdict);
}

static void add_answer(const struct pmt_item *item, uint32_t ticks, const struct pmt_answers *given,
                       struct text *out)
{
    if (item->kind == PMT_RANGE) {
        char baht[32];
        if (given->institution)
            text_add(out, "%s", lang_pick("ครัวเรือนสถาบัน", "institutional household"));
        else
            text_add(out, lang_pick("คนละ %s บาท", "%s baht a person"),
                     thousands(baht, pmt_per_member(given)));
        return;
    }
    if (item->kind == PMT_COUNT) {
        text_add(out, "%d", (int)ticks - 1);
        return;
    }
    bool first = true;
    for (int v = 0; v < item->values; v++) {
        if (!(ticks & 1u << v)) continue;
        text_add(out, "%s%s", first ? "" : ", ", lang_pick(item->value[v].th, item->value[v].en));
        first = false;
    }
}

static void explain_items(const struct pmt_model *model, const struct pmt_answers *answers,
                          const struct pmt_score *score, struct text *out)
{
    char weight[32];
    text_add(out, "%s\n",
             lang_pick("แต่ละข้อได้ 0 ถึง 100 คะแนน คะแนนคูณน้ำหนักหารด้วย 100 คือส่วนที่นำไปรวม",
                       "Each answer has 0 to 100 points; points times weight, divided by 100, is "
                       "what it adds."));
    for (int i = 0; i < model->items; i++) {
        const struct pmt_item *item = &model->item[i];
        text_add(out, "  %s: ", lang_pick(item->th, item->en));
        add_answer(item, answers->answer[i], answers, out);
        text_add(out, lang_pick(" ได้ %d คะแนน x น้ำหนัก %s: รวม ", ". %d points x weight %s: adds "),
                 score->points[i], thousands(weight, item->weight));
        add_hundredths(out, item->weight * score->points[i]);
        text_add(out, "\n");
    }
}

static void explain_scale(const struct pmt_model *model, const struct pmt_score *score,
                          struct text *out)
{
    char r[32], scaled[32];
    text_add(out, lang_pick("รวม: %s จาก 10,000", "Sum: %s of 10,000."), thousands(r, score->r));
    if (model->scale == PMT_PERCENTILE)
        text_add(out,
                 lang_pick(" ไม่ต่ำกว่า %s จาก 10,000 ครัวเรือนของชุดอ้างอิง",
                           " Not below %s of every 10,000 households of the reference set."),
                 thousands(scaled, score->scaled));
    if (model->scale == PMT_LOGISTIC)
        text_add(out, lang_pick(" ปรับสเกลแล้ว %s", " On the logistic scale: %s."),
                 thousands(scaled, score->scaled));
    text_add(out, "\n");
}

static int cut_of(const struct pmt_band *band, const struct pmt_score *score)
{
    return score->income_test ? band->cut : band->institution_cut;
}

static void explain_band(const struct pmt_model *model, const struct pmt_score *score,
                         struct text *out)
{
    const bool none = score->band < 0;
    const struct pmt_band *band = &model->band[none ? model->bands - 1 : score->band];
    char cut[32];
    thousands(cut, cut_of(band, score));
    const char *name = lang_pick(band->th, band->en);
    if (score->income_test && !score->income_passed) {
        text_add(out, "%s\n",
                 lang_pick("ผล: ไม่อยู่ในกลุ่มใด เพราะรายได้เกินเกณฑ์",
                           "Result: in no band, because the income is above the limit."));
        return;
    }
    if (none)
        text_add(
            out,
            lang_pick("ผล: ไม่อยู่ในกลุ่มใด เพราะคะแนนต่ำกว่า %s ซึ่งเป็นเส้นแบ่งของ '%s'\n",
                      "Result: in no band, because the score is below %s, the line of '%s'.\n"),
            cut, name);
    else
        text_add(out,
                 lang_pick("ผล: '%2$s' (คะแนนตั้งแต่ %1$s ขึ้นไป)\n",
                           "Result: '%2$s' (a score of %1$s or more).\n"),
                 cut, name);
    if (!band->confirmed)
        text_add(out, "%s\n", lang_pick("เส้นแบ่งนี้ยังไม่ได้รับการยืนยัน", "This line is unconfirmed."));
}

void pmt_explain(const struct pmt_model *model, const struct pmt_answers *answers,
                 const struct pmt_score *score, struct text *out)
{
    text_add(
        out,
        lang_pick("คะแนนครัวเรือน แบบจำลอง '%s': %s\n", "Score of a household, model '%s': %s\n"),
        model->version, lang_pick(model->th, model->en));
    if (score->state == PMT_INCOMPLETE) {
        text_add(out, "%s", lang_pick("ยังไม่มีคะแนน ขาดคำตอบ: ", "No score yet. Missing answers: "));
        pmt_missing(model, score, out);
        text_add(out, "\n");
        return;
    }
    explain_income(model, answers, score, out);
    explain_items(model, answers, score, out);
    explain_scale(model, score, out);
    explain_band(model, score, out);
}

void pmt_breakdown(const struct pmt_model *model, const struct pmt_score *score, struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_array(&json, NULL);
    for (int i = 0; i < model->items; i++) {
        const struct pmt_item *item = &model->item[i];
        json_object(&json, NULL);
        json_text(&json, "item", item->code);
        json_bool(&json, "missing", score->missing & 1u << i);
        json_int(&json, "points", score->points[i]);
        json_int(&json, "weight", item->weight);
        json_int(&json, "adds_hundredths", item->weight * score->points[i]);
        json_object_end(&json);
    }
    json_array_end(&json);
}
