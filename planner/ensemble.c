/* Order statistics without interpolation, and regret by comparing objectives. */
#include "planner/ensemble.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TAIL = 0.025; /* on each side of a 95 % range */

void sample_add(struct sample *sample, double value)
{
    sample->value =
        mem_room(sample->value, sample->count, &sample->capacity, sizeof *sample->value);
    sample->value[sample->count++] = value;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void sample_close(struct sample *sample)
{
    if (sample->count > 0)
        qsort(sample->value, (size_t)sample->count, sizeof *sample->value, by_value);
}

void sample_clear(struct sample *sample)
{
    free(sample->value);
    *sample = (struct sample){0};
}

double sample_quantile(const struct sample *sample, double share)
{
    static const double SAME = 1e-9; /* 0.9 * 10 is 9 */
    if (sample->count == 0) return NAN;
    const int rank = (int)ceil(share * sample->count - SAME);
    return sample->value[rank < 1 ? 0 : rank - 1];
}

double sample_mean(const struct sample *sample)
{
    double sum = 0.0;
    for (int i = 0; i < sample->count; i++) sum += sample->value[i];
    return sample->count > 0 ? sum / sample->count : NAN;
}

double sample_error(const struct sample *sample)
{
    const double mean = sample_mean(sample);
    double squares = 0.0;
    if (sample->count < 2) return NAN;
    for (int i = 0; i < sample->count; i++)
        squares += (sample->value[i] - mean) * (sample->value[i] - mean);
    return sqrt(squares / (sample->count - 1) / sample->count);
}

/* log of C(n,k) p^k (1-p)^(n-k) */
static double log_term(int n, int k, double p)
{
    return lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) + k * log(p) +
           (n - k) * log1p(-p);
}

void sample_quantile_range(const struct sample *sample, double share, double *low, double *high)
{
    const int n = sample->count;
    int low_rank = 0, high_rank = 0;
    double below = 0.0; /* P(B < rank) */
    for (int rank = 1; rank <= n && high_rank == 0; rank++) {
        below += exp(log_term(n, rank - 1, share));
        if (below <= TAIL) low_rank = rank;
        if (1.0 - below <= TAIL) high_rank = rank;
    }
    *low = low_rank > 0 ? sample->value[low_rank - 1] : -INFINITY;
    *high = high_rank > 0 ? sample->value[high_rank - 1] : INFINITY;
}

double outcome_shortage(const struct sweep_outcome *outcome)
{
    double sum = 0.0;
    for (int t = 0; t < outcome->years; t++) sum += outcome->year[t].shortage;
    return sum;
}

double outcome_cost_thb(const struct sweep_outcome *outcome)
{
    double sum = 0.0;
    for (int t = 0; t < outcome->years; t++) sum += outcome->year[t].cost_thb;
    return sum;
}

static int by_place(const void *key, const void *member)
{
    const int *wanted = key;
    const struct sweep_outcome *outcome = member;
    if (wanted[0] != outcome->decision) return wanted[0] < outcome->decision ? -1 : 1;
    return (wanted[1] > outcome->number) - (wanted[1] < outcome->number);
}

const struct sweep_outcome *sweep_find(const struct stored_sweep *sweep, int decision, int number)
{
    const int wanted[] = {decision, number};
    if (sweep->outcomes == 0) return NULL;
    return bsearch(wanted, sweep->outcome, (size_t)sweep->outcomes, sizeof *sweep->outcome,
                   by_place);
}

void regret_of(const struct stored_sweep *sweep, int decision, struct regret *out)
{
    struct regret regret = {.decision = decision, .worst_number = -1};
    const int first = sweep->kind == SWEEP_FUTURES ? 1 : 0;
    const int end = sweep->kind == SWEEP_FUTURES ? sweep->futures + 1 : sweep->scenarios;
    for (int number = first; number < end; number++) {
        const struct sweep_outcome *own = sweep_find(sweep, -1, number);
        const struct sweep_outcome *held = sweep_find(sweep, decision, number);
        if (!own || own->state != ERR_OK) continue;
        if (!held || held->state != ERR_OK) {
            regret.impossible++;
            continue;
        }
        const double more = held->objective - own->objective;
        if (regret.possible == 0 || more > regret.worst) {
            regret.worst = more;
            regret.worst_number = number;
        }
        regret.mean += more;
        regret.more_short += outcome_shortage(held) - outcome_shortage(own);
        regret.more_thb += outcome_cost_thb(held) - outcome_cost_thb(own);
        regret.possible++;
    }
    if (regret.possible > 0) {
        regret.mean /= regret.possible;
        regret.more_short /= regret.possible;
        regret.more_thb /= regret.possible;
    } else {
        regret.worst = regret.mean = regret.more_short = regret.more_thb = NAN;
    }
    *out = regret;
}

static int least(const struct regret *regret, int count, size_t place)
{
    int best = -1;
    double least_value = 0.0;
    for (int i = 0; i < count; i++) {
        double value;
        memcpy(&value, (const char *)&regret[i] + place, sizeof value);
        const bool fewer = best < 0 || regret[i].impossible < regret[best].impossible;
        const bool as_few = best >= 0 && regret[i].impossible == regret[best].impossible;
        if (!fewer && !(as_few && (value < least_value || isnan(least_value)))) continue;
        best = i;
        least_value = value;
    }
    return best;
}

int regret_least_worst(const struct regret *regret, int count)
{
    return least(regret, count, offsetof(struct regret, worst));
}

int regret_least_mean(const struct regret *regret, int count)
{
    return least(regret, count, offsetof(struct regret, mean));
}
