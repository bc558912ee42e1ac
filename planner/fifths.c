/* Fifths of schools by equity index, and a saved plan by them. */
#include "planner/fifths.h"

#include "base/mem.h"

#include <stdlib.h>

static const double mean_index = 50.0; /* of the city, by the definition of the index */

struct ranked {
    double index;
    int s;
};

static int poorest_first(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->index != b->index) return a->index > b->index ? -1 : 1;
    return a->s - b->s;
}

void fifths_deal(const struct school_register *reg, const bool *in, int *fifth)
{
    struct ranked *order = mem_new((size_t)reg->schools, sizeof *order);
    double *index = mem_new((size_t)reg->schools, sizeof *index);
    int count = 0;
    for (int s = 0; s < reg->schools; s++) index[s] = mean_index;
    for (int i = 0; i < reg->equities; i++) index[reg->equity[i].school] = reg->equity[i].index;
    for (int s = 0; s < reg->schools; s++) {
        fifth[s] = -1;
        if (in[s]) order[count++] = (struct ranked){index[s], s};
    }
    if (count > 0) qsort(order, (size_t)count, sizeof *order, poorest_first);
    for (int i = 0; i < count; i++) fifth[order[i].s] = i * FIFTHS / count;
    free(index);
    free(order);
}

static void add_chain(struct fifth *to, const struct stored_chain *chain, int first_fy, int last_fy)
{
    to->need += chain->need;
    to->shortage += chain->shortage;
    if (chain->fy == first_fy) {
        to->first_need += chain->need;
        to->first_shortage += chain->shortage;
    }
    if (chain->fy == last_fy) {
        to->last_need += chain->need;
        to->last_shortage += chain->shortage;
    }
}

static void find_largest(const struct school_register *reg, const int *need, const int *shortage,
                         struct fifths *out)
{
    out->largest_school = -1;
    for (int s = 0; s < reg->schools; s++) {
        if (need[s] == 0 || shortage[s] == 0) continue;
        const double share = (double)shortage[s] / need[s];
        if (share <= out->largest) continue;
        out->largest = share;
        out->largest_school = s;
    }
}

void plan_fifths(const struct school_register *reg, const struct stored_plan *plan,
                 struct fifths *out)
{
    const int last_fy = plan->first_fy + plan->years - 1;
    bool *in = mem_new((size_t)reg->schools, sizeof *in);
    int *fifth = mem_new((size_t)reg->schools, sizeof *fifth);
    int *need = mem_new((size_t)reg->schools, sizeof *need);
    int *shortage = mem_new((size_t)reg->schools, sizeof *shortage);
    *out = (struct fifths){0};
    for (int i = 0; i < plan->chains; i++) in[plan->chain[i].school] = true;
    fifths_deal(reg, in, fifth);
    for (int s = 0; s < reg->schools; s++)
        if (in[s]) out->fifth[fifth[s]].schools++;
    for (int i = 0; i < plan->chains; i++) {
        const struct stored_chain *chain = &plan->chain[i];
        if (chain->fy < plan->first_fy) continue;
        add_chain(&out->fifth[fifth[chain->school]], chain, plan->first_fy, last_fy);
        need[chain->school] += chain->need;
        shortage[chain->school] += chain->shortage;
        out->need += chain->need;
        out->shortage += chain->shortage;
    }
    find_largest(reg, need, shortage, out);
    free(in);
    free(fifth);
    free(need);
    free(shortage);
}
