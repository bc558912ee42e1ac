/* Scales. Raw: S = R. Percentile: S = floor(10000 x share of a frozen set not above R).
   Logistic: S = floor(10000 / (1 + e^-x)), x = (R - middle) / spread, in fixed point, so that every
   machine has the same table. */
#include "equity/pmt_scale.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* e^-x for x = above / below >= 0, in 1/2^30: e^-whole by products, e^-part by its series. */
static uint64_t exp_minus(uint64_t above, uint64_t below)
{
    enum { BITS = 30, TERMS = 14, FAR = 25 /* e^-25 is below 2^-30 */ };
    const uint64_t one = 1u << BITS, inverse_e = 395007542; /* 2^30 / e, rounded */
    if (above / below >= FAR) return 0;
    const uint64_t part = ((above % below) << BITS) / below;
    int64_t sum = (int64_t)one, term = (int64_t)one;
    for (int k = 1; k <= TERMS; k++) {
        term = (int64_t)((uint64_t)term * part >> BITS) / k;
        sum += k % 2 ? -term : term;
    }
    uint64_t result = (uint64_t)sum;
    for (uint64_t whole = above / below; whole > 0; whole--) result = result * inverse_e >> BITS;
    return result;
}

static int logistic(int r, int middle, int spread)
{
    const uint64_t one = 1u << 30;
    const bool above = r >= middle;
    const uint64_t e = exp_minus((uint64_t)(above ? r - middle : middle - r), (uint64_t)spread);
    return (int)(PMT_WEIGHTS * (above ? one : e) / (one + e));
}

void pmt_scale_fill(struct pmt_model *model)
{
    model->ready = model->scale != PMT_PERCENTILE;
    int highest = 0; /* rounding must not let S fall */
    for (int r = 0; r <= PMT_WEIGHTS; r++) {
        int s = 0;
        if (model->scale == PMT_RAW) s = r;
        if (model->scale == PMT_LOGISTIC) s = logistic(r, model->middle, model->spread);
        if (s > highest) highest = s;
        model->scaled[r] = (uint16_t)highest;
    }
}

/* How many of r[n] are at each score; false for one out of range. */
static bool count_scores(const int *r, int n, int count[PMT_WEIGHTS + 1])
{
    memset(count, 0, (PMT_WEIGHTS + 1) * sizeof *count);
    for (int i = 0; i < n; i++) {
        if (r[i] < 0 || r[i] > PMT_WEIGHTS) return false;
        count[r[i]]++;
    }
    return true;
}

void pmt_reference_hash(const int *r, int n, char out[HASH_TEXT])
{
    int *count = mem_new(PMT_WEIGHTS + 1, sizeof *count);
    const bool whole = count_scores(r, n, count);
    assert(whole);
    (void)whole;
    struct hash hash;
    hash_start(&hash);
    for (int s = 0; s <= PMT_WEIGHTS; s++) {
        if (count[s] == 0) continue;
        hash_int(&hash, s);
        hash_int(&hash, count[s]);
    }
    hash_end(&hash, out);
    free(count);
}

enum err_code pmt_model_use_reference(struct pmt_model *model, const int *r, int n, struct err *err)
{
    int *count = mem_new(PMT_WEIGHTS + 1, sizeof *count);
    char hash[HASH_TEXT] = "";
    enum err_code code = ERR_OK;
    const bool whole = count_scores(r, n, count);
    if (n < 1 || !whole)
        code = err_set(err, ERR_INPUT, "ชุดอ้างอิงต้องมีคะแนนอย่างน้อยหนึ่งค่า และทุกค่าอยู่ใน 0 .. 10000",
                       "a reference set needs at least one score, each within 0 .. 10000");
    else
        pmt_reference_hash(r, n, hash);
    if (code == ERR_OK && strcmp(hash, model->reference) != 0)
        code = err_set(err, ERR_MISMATCH,
                       "ชุดอ้างอิงมีแฮช '%.16s...' แต่แบบจำลอง '%s' ใช้ '%.16s...' ต้องเป็นชุดเดียวกัน",
                       "the reference set has hash '%.16s...', model '%s' is made for '%.16s...'",
                       hash, model->version, model->reference);
    int64_t below = 0;
    for (int s = 0; code == ERR_OK && s <= PMT_WEIGHTS; s++) {
        below += count[s];
        model->scaled[s] = (uint16_t)(PMT_WEIGHTS * below / n);
    }
    if (code == ERR_OK) model->ready = true;
    free(count);
    return code;
}
