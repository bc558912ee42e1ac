/* Who is called for which vacancy: the numbers of a plan dealt out to ranks, graduates, transfers.
 */
#include "planner/placement.h"

#include "base/lang.h"
#include "base/mem.h"
#include "planner/placement_order.h"
#include "planner/plan.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const vacancy_word[VACANCIES] = {"retired", "lost",   "moved",
                                             "earlier", "growth", "ahead"};

/* A post to be filled this year. */
struct seat {
    int chain, school, major, nth; /* nth arrival of its chain in this year, from 0 */
    enum vacancy vacancy;
    bool left_too;      /* somebody leaves the chain in the same year */
    double urgency;     /* weight * price of the shortage tier that the arrival ends */
    double short_share; /* of its school, before anybody comes */
    int step;           /* who comes: position among the steps of the year, -1: nobody yet */
};

struct placing {
    const struct school_register *reg;
    const struct params *params;
    const struct stored_plan *plan;
    struct staffing d;
    const struct stored_chain **row; /* [chains][T + 1], from the year before the first */
    struct placement out;
    int step_room;
    /* Of the year that is being dealt: */
    int t, first_step;
    struct seat *seat;
    int seats, seat_room;
    int *seat_of; /* [majors + 1] the first seat of a major */
    int *leaving; /* [chains] who leave and have no seat yet */
    int *path; /* [majors][majors] who leave major a and come to major b; retrained unless a = b */
    int *hops; /* [majors][majors] retrainings of them all */
    int *next; /* [lists] ranks given so far */
};

void placement_clear(struct placement *placement)
{
    for (int l = 0; l < placement->lists; l++) free(placement->list[l].code);
    free(placement->list);
    free(placement->step);
    *placement = (struct placement){0};
}

static enum err_code mismatch(const struct placing *p, int fy, int m, const char *th,
                              const char *en, struct err *err)
{
    return err_set(err, ERR_MISMATCH,
                   "จัดบัญชีเรียกบรรจุจากแผน '%s' ไม่ได้: %s ปี %d วิชาเอก '%s' โปรดดู 'kru verify'",
                   "no placement list from plan '%s': %s in %d, major '%s', see 'kru verify'",
                   p->plan->name, lang_pick(th, en), fy, p->reg->major[m].code);
}

/* ---- rows of the plan -------------------------------------------------------------------- */

static const struct stored_chain *row_of(const struct placing *p, int j, int t)
{
    return p->row[j * (p->d.years + 1) + t + 1];
}

/* In post when the year opens, before anybody comes or moves. */
static int head_before(const struct placing *p, int j, int t)
{
    const struct stored_chain *row = row_of(p, j, t);
    return row->headcount - row->in + row->out;
}

static enum err_code find_rows(struct placing *p, struct err *err)
{
    const struct staffing *d = &p->d;
    const int T = d->years;
    p->row = mem_new((size_t)d->chains * (T + 1), sizeof *p->row);
    for (int i = 0; i < p->plan->chains; i++) {
        const struct stored_chain *row = &p->plan->chain[i];
        const int j = d->chain_of[row->school * d->majors + row->major], t = row->fy - d->first_fy;
        if (j < 0 || t < -1 || t >= T || row_of(p, j, t))
            return mismatch(p, row->fy, row->major, "มีแถวของโรงเรียนที่ข้อมูลไม่มี",
                            "a row of a school that the data do not have", err);
        p->row[j * (T + 1) + t + 1] = row;
    }
    for (int j = 0; j < d->chains; j++)
        for (int t = -1; t < T; t++) {
            const struct stored_chain *row = row_of(p, j, t);
            if (!row)
                return mismatch(p, d->first_fy + t, d->chain[j].major, "ขาดแถวของโรงเรียนหนึ่ง",
                                "the row of a school is missing", err);
            if (t >= 0 && row->headcount != row_of(p, j, t - 1)->headcount - row->retire -
                                                row->other_loss + row->in - row->out)
                return mismatch(p, row->fy, row->major, "จำนวนครูไม่ตรงกับผู้เข้าและออก",
                                "a headcount differs from who came and left", err);
        }
    return ERR_OK;
}

/* ---- lists --------------------------------------------------------------------------------- */

/* 1 October on which fiscal year fy opens. */
static struct date opening(int fy)
{
    return (struct date){fy - 1 - BUDDHIST_OFFSET, 10, 1};
}

static void add_list(struct placing *p, int *room, struct placement_list list)
{
    struct placement *out = &p->out;
    out->list = mem_room(out->list, out->lists, room, sizeof *out->list);
    list.left = list.people;
    list.ends = date_fiscal_year(list.last_day) < p->d.first_fy + p->d.years;
    out->list[out->lists++] = list;
}

static void make_lists(struct placing *p)
{
    const struct staffing *d = &p->d;
    const int exam = plan_exam_channel(p->reg);
    int room = 0;
    for (int l = 0; l < p->reg->lists; l++) {
        const struct eligible_list *row = &p->reg->list[l];
        add_list(p, &room,
                 (struct placement_list){.code = mem_text(row->code),
                                         .major = row->major,
                                         .people = row->remaining,
                                         .first_rank = row->next_rank > 0 ? row->next_rank : 1,
                                         .rank_known = row->next_rank > 0,
                                         .last_day = date_known(row->last_day)});
    }
    for (int t = 0; t < d->years; t++)
        for (int i = 0; i < p->plan->recruits; i++) {
            const struct stored_recruit *row = &p->plan->recruit[i];
            const int fy = d->first_fy + t;
            if (row->fy != fy || row->channel != exam || row->pass == 0) continue;
            struct text code = {0};
            text_add(&code, "exam-%d", fy);
            /* Called in fy .. fy + list_years - 1: to the last day of the last of these years. */
            const int last_fy = fy + p->params->list_years - 1;
            add_list(p, &room,
                     (struct placement_list){.code = code.s,
                                             .major = row->major,
                                             .people = row->pass,
                                             .first_rank = 1,
                                             .rank_known = true,
                                             .exam_fy = fy,
                                             .last_day = {last_fy - BUDDHIST_OFFSET, 9, 30}});
        }
}

static int find_list(const struct placement *placement, const char *code, int major)
{
    for (int l = 0; l < placement->lists; l++)
        if (placement->list[l].major == major && strcmp(placement->list[l].code, code) == 0)
            return l;
    return -1;
}

/* Every call is of a list that there is, of people it has, while it is valid. */
static enum err_code take_calls(struct placing *p, struct err *err)
{
    for (int i = 0; i < p->plan->calls; i++) {
        const struct stored_call *call = &p->plan->call[i];
        const int t = call->fy - p->d.first_fy;
        const int l = find_list(&p->out, call->list, call->major);
        if (l < 0 || t < 0 || t >= p->d.years || call->count < 0)
            return mismatch(p, call->fy, call->major, "เรียกจากบัญชีที่ไม่มี",
                            "somebody is called from a list that is not there", err);
        struct placement_list *list = &p->out.list[l];
        if (date_compare(opening(call->fy), list->last_day) > 0 || call->fy < list->exam_fy)
            return mismatch(p, call->fy, call->major, "เรียกจากบัญชีที่หมดอายุหรือยังไม่มี",
                            "somebody is called from a list that is over or not there yet", err);
        if (call->count > list->left)
            return mismatch(p, call->fy, call->major, "เรียกเกินจำนวนคนในบัญชี",
                            "more are called than a list has", err);
        list->called[t] += call->count;
        list->left -= call->count;
    }
    return ERR_OK;
}

/* ---- vacancies ------------------------------------------------------------------------------- */

/* Price of the tier in which the s-th missing post of a need lies; 0 when none is missing. */
static double tier_price(const struct params *q, int need, int s)
{
    if (s <= 0) return 0.0;
    for (int k = 0, room = 0; k < q->tiers; k++) {
        room += staffing_tier_room(q->tier_share, q->tiers, k, need);
        if (s <= room) return q->tier_price[k];
    }
    return q->tier_price[q->tiers - 1];
}

/* Why the nth arrival finds a free post. */
static enum vacancy why_free(const struct placing *p, int j, int nth)
{
    const struct stored_chain *row = row_of(p, j, p->t), *past = row_of(p, j, p->t - 1);
    const int gap = row->need - (head_before(p, j, p->t) - row->out);
    const int causes[VACANCY_AHEAD] = {
        [VACANCY_RETIRED] = row->retire,
        [VACANCY_LOST] = row->other_loss,
        [VACANCY_MOVED] = row->out,
        [VACANCY_EARLIER] = past->shortage,
        [VACANCY_GROWTH] = row->need > past->need ? row->need - past->need : 0,
    };
    if (nth >= gap) return VACANCY_AHEAD;
    int explained = 0;
    for (int why = 0; why < VACANCY_AHEAD; why++) {
        explained += causes[why];
        if (nth < explained) return (enum vacancy)why;
    }
    return VACANCY_EARLIER;
}

static double school_short_share(const struct placing *p, int s)
{
    int missing = 0, need = 0;
    for (int j = p->d.first_chain[s]; j < p->d.first_chain[s + 1]; j++) {
        const struct stored_chain *row = row_of(p, j, p->t);
        const int gap = row->need - head_before(p, j, p->t);
        need += row->need;
        missing += gap > 0 ? gap : 0;
    }
    return need > 0 ? (double)missing / need : 0.0;
}

/* Order in which vacancies are filled. */
static int by_urgency(const void *a, const void *b)
{
    const struct seat *left = a, *right = b;
    if (left->major != right->major) return left->major - right->major;
    if (left->left_too != right->left_too) return left->left_too ? -1 : 1;
    if (left->urgency != right->urgency) return left->urgency > right->urgency ? -1 : 1;
    if (left->short_share != right->short_share)
        return left->short_share > right->short_share ? -1 : 1;
    if (left->school != right->school) return left->school - right->school;
    return left->nth - right->nth;
}

static void find_seats(struct placing *p)
{
    const struct staffing *d = &p->d;
    p->seats = 0;
    for (int s = 0; s < d->schools; s++) {
        const double short_share = school_short_share(p, s);
        for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++) {
            const struct stored_chain *row = row_of(p, j, p->t);
            const int gap = row->need - (head_before(p, j, p->t) - row->out);
            for (int nth = 0; nth < row->in; nth++) {
                p->seat = mem_room(p->seat, p->seats, &p->seat_room, sizeof *p->seat);
                p->seat[p->seats++] = (struct seat){
                    .chain = j,
                    .school = s,
                    .major = row->major,
                    .nth = nth,
                    .vacancy = why_free(p, j, nth),
                    .left_too = row->out > 0,
                    .urgency = d->weight[s] * tier_price(p->params, row->need, gap - nth),
                    .short_share = short_share,
                    .step = -1,
                };
            }
        }
    }
    if (p->seats > 0) qsort(p->seat, (size_t)p->seats, sizeof *p->seat, by_urgency);
    for (int m = 0, i = 0; m <= d->majors; m++) {
        while (i < p->seats && p->seat[i].major < m) i++;
        p->seat_of[m] = i;
    }
}

/* ---- steps -------------------------------------------------------------------------------------
 */

static struct placement_step *add_step(struct placing *p, struct seat *seat)
{
    struct placement *out = &p->out;
    const int fy = p->d.first_fy + p->t;
    out->step = mem_room(out->step, out->steps, &p->step_room, sizeof *out->step);
    seat->step = out->steps;
    out->step[out->steps] = (struct placement_step){.fy = fy,
                                                    .list = -1,
                                                    .channel = -1,
                                                    .from_school = -1,
                                                    .from_major = -1,
                                                    .school = seat->school,
                                                    .major = seat->major,
                                                    .vacancy = seat->vacancy,
                                                    .report = opening(fy)};
    return &out->step[out->steps++];
}

/* The most urgent seat of a major that nobody has; NULL: none. */
static struct seat *next_seat(struct placing *p, int m)
{
    for (int i = p->seat_of[m]; i < p->seat_of[m + 1]; i++)
        if (p->seat[i].step < 0) return &p->seat[i];
    return NULL;
}

/* ---- transfers ---------------------------------------------------------------------------------
 */

/* Fewest retrainings that are left from major a to a major where people still arrive; `via` is the
   major before on the way. -1: none. */
static int way_to(const struct placing *p, const int *arcs, const int *arriving, int a, int *via)
{
    const int M = p->d.majors;
    int *queue = mem_new((size_t)M, sizeof *queue), first = 0, last = 0, found = -1;
    for (int m = 0; m < M; m++) via[m] = -1;
    via[a] = a;
    queue[last++] = a;
    while (first < last && found < 0) {
        const int m = queue[first++];
        for (int to = 0; to < M && found < 0; to++) {
            if (arcs[m * M + to] == 0 || via[to] >= 0) continue;
            via[to] = m;
            queue[last++] = to;
            if (arriving[to] > 0) found = to;
        }
    }
    free(queue);
    return found;
}

/* Takes one person who leaves major a along retrainings to b. */
static void take_way(struct placing *p, int *arcs, const int *via, int a, int b)
{
    const int M = p->d.majors;
    int hops = 0;
    for (int m = b; m != a; m = via[m]) {
        arcs[via[m] * M + m]--;
        hops++;
    }
    p->path[a * M + b]++;
    p->hops[a * M + b] += hops;
}

/* Those who leave each major, as paths: first all who are retrained, then who stay in the major.
   In each major as many leave and are retrained into it as arrive and are retrained out of it, and
   each path taken keeps that. So when no path is left, what is left of the retrainings are circles
   in which nobody leaves a school; they move nobody. */
static enum err_code find_paths(struct placing *p, const int *leavers, const int *movers,
                                struct err *err)
{
    const int M = p->d.majors, fy = p->d.first_fy + p->t;
    int *arcs = mem_new((size_t)M * M, sizeof *arcs), *via = mem_new((size_t)M, sizeof *via);
    int *leaving = mem_new((size_t)M, sizeof *leaving);
    int *balance = mem_new((size_t)M, sizeof *balance);
    int *arriving = mem_new((size_t)M, sizeof *arriving);
    enum err_code code = ERR_OK;
    memcpy(leaving, leavers, (size_t)M * sizeof *leaving);
    memcpy(arriving, movers, (size_t)M * sizeof *arriving);
    memset(p->path, 0, (size_t)M * M * sizeof *p->path);
    memset(p->hops, 0, (size_t)M * M * sizeof *p->hops);
    for (int i = 0; i < p->plan->retrainings; i++) {
        const struct stored_retraining *row = &p->plan->retraining[i];
        if (row->fy != fy) continue;
        arcs[row->from_major * M + row->to_major] += row->count;
        balance[row->from_major] -= row->count;
        balance[row->to_major] += row->count;
    }
    for (int m = 0; m < M && code == ERR_OK; m++)
        if (leaving[m] + balance[m] != arriving[m])
            code = mismatch(p, fy, m, "ผู้ย้ายออกไม่เท่ากับผู้ย้ายเข้า",
                            "those who leave schools are not those who arrive", err);
    for (int a = 0; a < M && code == ERR_OK; a++)
        for (int b; leaving[a] > 0 && (b = way_to(p, arcs, arriving, a, via)) >= 0;) {
            take_way(p, arcs, via, a, b);
            leaving[a]--;
            arriving[b]--;
        }
    for (int m = 0; m < M; m++) p->path[m * M + m] = leaving[m];
    free(balance);
    free(arcs);
    free(via);
    free(leaving);
    free(arriving);
    return code;
}

/* How near a transfer is, nearest first; NEAR_ITSELF is the chain that is left, and no move. */
enum near { NEAR_SCHOOL, NEAR_DISTRICT, NEAR_ZONE, NEAR_CITY, NEAR_ITSELF, NEARS };

static enum near nearness(const struct placing *p, int from_chain, const struct seat *seat)
{
    const struct school_register *reg = p->reg;
    const int from = p->d.chain[from_chain].school;
    const int a = reg->school[from].district, b = reg->school[seat->school].district;
    if (from_chain == seat->chain) return NEAR_ITSELF;
    if (from == seat->school) return NEAR_SCHOOL;
    if (a == b) return NEAR_DISTRICT;
    return strcmp(reg->district[a].zone, reg->district[b].zone) == 0 ? NEAR_ZONE : NEAR_CITY;
}

static void add_move(struct placing *p, int from_chain, struct seat *seat)
{
    const struct staffing_chain *from = &p->d.chain[from_chain];
    const struct stored_chain *row = row_of(p, from_chain, p->t);
    const int cell = from->major * p->d.majors + seat->major;
    struct placement_step *step = add_step(p, seat);
    step->from = FROM_SCHOOL;
    step->from_school = from->school;
    step->from_major = from->major;
    step->retrainings = p->hops[cell] / p->path[cell];
    step->from_surplus = head_before(p, from_chain, p->t) > row->need;
    p->leaving[from_chain]--;
    p->hops[cell] -= step->retrainings;
    p->path[cell]--;
}

/* Deal all that is as near as `near` between major a and major b. Schools, districts and zones lie
   inside each other, so that taking the nearest first gives as many of each as there can be. */
static void deal_near(struct placing *p, int a, int b, enum near near)
{
    const int cell = a * p->d.majors + b;
    for (int j = 0; j < p->d.chains && p->path[cell] > 0; j++) {
        if (p->d.chain[j].major != a) continue;
        for (int i = p->seat_of[b]; i < p->seat_of[b + 1]; i++) {
            if (p->leaving[j] == 0 || p->path[cell] == 0) break;
            if (p->seat[i].step < 0 && nearness(p, j, &p->seat[i]) == near)
                add_move(p, j, &p->seat[i]);
        }
    }
}

static bool is_itself(const struct placement_step *step)
{
    return step->from_school == step->school && step->from_major == step->major;
}

/* Somebody dealt to the chain that is left changes places with another of the same majors. */
static void part_from_itself(struct placing *p)
{
    struct placement_step *all = p->out.step;
    for (int i = p->first_step; i < p->out.steps; i++)
        for (int k = p->first_step; k < p->out.steps && is_itself(&all[i]); k++) {
            struct placement_step *one = &all[i], *other = &all[k];
            if (other->from_major != one->from_major || other->major != one->major) continue;
            if (other->from_school == one->school || other->school == one->from_school) continue;
            const int school = one->from_school;
            const bool surplus = one->from_surplus;
            one->from_school = other->from_school;
            one->from_surplus = other->from_surplus;
            other->from_school = school;
            other->from_surplus = surplus;
        }
}

static void deal_moves(struct placing *p)
{
    const int M = p->d.majors;
    for (int near = 0; near < NEARS; near++)
        for (int a = 0; a < M; a++)
            for (int b = 0; b < M; b++)
                if (p->path[a * M + b] > 0) deal_near(p, a, b, (enum near)near);
    part_from_itself(p);
}

/* ---- calls and graduates ------------------------------------------------------------------------
 */

/* The list of a major that ends first among those with somebody still to be called in this year. */
static int next_list(const struct placing *p, int m, const int *rest)
{
    int best = -1;
    for (int l = 0; l < p->out.lists; l++) {
        const struct placement_list *list = &p->out.list[l];
        if (list->major != m || rest[l] == 0) continue;
        if (best < 0 || date_compare(list->last_day, p->out.list[best].last_day) < 0) best = l;
    }
    return best;
}

static void deal_lists(struct placing *p)
{
    int *rest = mem_new((size_t)p->out.lists, sizeof *rest);
    for (int l = 0; l < p->out.lists; l++) rest[l] = p->out.list[l].called[p->t];
    for (int m = 0; m < p->d.majors; m++)
        for (int l = next_list(p, m, rest); l >= 0; l = next_list(p, m, rest)) {
            struct placement_step *step = add_step(p, next_seat(p, m));
            step->from = FROM_LIST;
            step->list = l;
            step->rank = p->out.list[l].first_rank + p->next[l]++;
            rest[l]--;
        }
    free(rest);
}

static void deal_graduates(struct placing *p)
{
    const int exam = plan_exam_channel(p->reg), fy = p->d.first_fy + p->t;
    for (int m = 0; m < p->d.majors; m++)
        for (int i = 0; i < p->plan->recruits; i++) {
            const struct stored_recruit *row = &p->plan->recruit[i];
            if (row->fy != fy || row->major != m || row->channel == exam) continue;
            for (int n = 1; n <= row->hire; n++) {
                struct placement_step *step = add_step(p, next_seat(p, m));
                step->from = FROM_CHANNEL;
                step->channel = row->channel;
                step->rank = n;
            }
        }
}

/* ---- a year
 * ---------------------------------------------------------------------------------------- */

/* Those who leave schools by major, and of the arrivals those who are not called or graduates. */
static enum err_code count_year(struct placing *p, int *leavers, int *movers, struct err *err)
{
    const int M = p->d.majors, exam = plan_exam_channel(p->reg), fy = p->d.first_fy + p->t;
    int *calls = mem_new((size_t)M, sizeof *calls);
    enum err_code code = ERR_OK;
    memset(leavers, 0, (size_t)M * sizeof *leavers);
    memset(movers, 0, (size_t)M * sizeof *movers);
    for (int j = 0; j < p->d.chains; j++) {
        const struct stored_chain *row = row_of(p, j, p->t);
        leavers[row->major] += row->out;
        movers[row->major] += row->in;
        p->leaving[j] = row->out;
    }
    for (int l = 0; l < p->out.lists; l++)
        calls[p->out.list[l].major] += p->out.list[l].called[p->t];
    for (int m = 0; m < M; m++) movers[m] -= calls[m];
    for (int i = 0; i < p->plan->recruits; i++) {
        const struct stored_recruit *row = &p->plan->recruit[i];
        if (row->fy != fy) continue;
        if (row->channel == exam)
            calls[row->major] -= row->hire;
        else
            movers[row->major] -= row->hire;
    }
    for (int m = 0; m < M && code == ERR_OK; m++)
        if (movers[m] < 0)
            code = mismatch(p, fy, m, "ผู้ได้รับบรรจุมีมากกว่าผู้เข้าโรงเรียน",
                            "more are hired than come to schools", err);
        else if (calls[m] != 0)
            code = mismatch(p, fy, m, "ผู้ถูกเรียกไม่เท่ากับผู้ได้รับบรรจุจากการสอบ",
                            "those called are not those hired by exam", err);
    free(calls);
    return code;
}

/* Head, low and room of the year: F = max(frame, teachers of today still in post), and never less
   than a plan without the rule on frames leaves in a school. */
static void find_place(const struct placing *p, int *school, int *low, int *room,
                       struct order_place *place)
{
    const struct staffing *d = &p->d;
    for (int s = 0; s < d->schools; s++) {
        int staying = 0, after = 0;
        for (int j = d->first_chain[s]; j < d->first_chain[s + 1]; j++) {
            const struct stored_chain *row = row_of(p, j, p->t);
            const int before = head_before(p, j, p->t);
            int least = row->headcount < row->need ? row->headcount : row->need;
            if (before < least) least = before;
            school[j] = s;
            low[j] = least;
            place->head[j] = before;
            place->total[s] += before;
            staying += d->b[j * d->years + p->t];
            after += row->headcount;
        }
        room[s] = d->frame[s * d->years + p->t];
        if (room[s] < staying) room[s] = staying;
        if (room[s] < after) room[s] = after;
    }
    place->school = school;
    place->low = low;
    place->room = room;
}

static int chain_at(const struct placing *p, int school, int major)
{
    return school < 0 ? -1 : p->d.chain_of[school * p->d.majors + major];
}

static int by_order(const void *a, const void *b)
{
    return ((const struct placement_step *)a)->order - ((const struct placement_step *)b)->order;
}

static void order_steps(struct placing *p)
{
    const struct staffing *d = &p->d;
    const int count = p->out.steps - p->first_step;
    struct placement_step *step = p->out.step + p->first_step;
    struct order_step *order = mem_new((size_t)count, sizeof *order);
    int *last = mem_new((size_t)p->out.lists, sizeof *last);
    int *number = mem_new((size_t)d->chains * 2 + d->schools, sizeof *number);
    struct order_place place = {.head = mem_new((size_t)d->chains, sizeof *place.head),
                                .total = mem_new((size_t)d->schools, sizeof *place.total)};
    find_place(p, number, number + d->chains, number + 2 * d->chains, &place);
    for (int l = 0; l < p->out.lists; l++) last[l] = -1;
    for (int i = 0; i < count; i++) {
        order[i] = (struct order_step){.from = chain_at(p, step[i].from_school, step[i].from_major),
                                       .to = chain_at(p, step[i].school, step[i].major),
                                       .before = -1};
        if (step[i].from != FROM_LIST) continue;
        order[i].before = last[step[i].list];
        last[step[i].list] = i;
    }
    placement_order(&place, order, count);
    for (int i = 0; i < count; i++) {
        step[i].order = order[i].order;
        step[i].same_day = order[i].same_day;
    }
    if (count > 0) qsort(step, (size_t)count, sizeof *step, by_order);
    free(order);
    free(last);
    free(number);
    free(place.head);
    free(place.total);
}

static enum err_code deal_year(struct placing *p, int *leavers, int *movers, struct err *err)
{
    enum err_code code = count_year(p, leavers, movers, err);
    if (code == ERR_OK) code = find_paths(p, leavers, movers, err);
    if (code != ERR_OK) return code;
    p->first_step = p->out.steps;
    find_seats(p);
    deal_moves(p);
    deal_lists(p);
    deal_graduates(p);
    order_steps(p);
    return ERR_OK;
}

static enum err_code deal_years(struct placing *p, struct err *err)
{
    const struct staffing *d = &p->d;
    const size_t M = (size_t)d->majors;
    int *leavers = mem_new(M, sizeof *leavers), *movers = mem_new(M, sizeof *movers);
    enum err_code code = ERR_OK;
    p->seat_of = mem_new(M + 1, sizeof *p->seat_of);
    p->leaving = mem_new((size_t)d->chains, sizeof *p->leaving);
    p->path = mem_new(M * M, sizeof *p->path);
    p->hops = mem_new(M * M, sizeof *p->hops);
    p->next = mem_new((size_t)p->out.lists, sizeof *p->next);
    for (p->t = 0; p->t < d->years && code == ERR_OK; p->t++)
        code = deal_year(p, leavers, movers, err);
    free(leavers);
    free(movers);
    return code;
}

enum err_code placement_make(const struct school_register *reg, const struct params *params,
                             const struct stored_plan *plan, struct placement *out, struct err *err)
{
    struct placing p = {.reg = reg, .params = params, .plan = plan};
    enum err_code code = staffing_make(reg, params, &p.d, err);
    if (code == ERR_OK) code = find_rows(&p, err);
    if (code == ERR_OK) {
        make_lists(&p);
        code = take_calls(&p, err);
    }
    if (code == ERR_OK) code = deal_years(&p, err);
    free(p.row);
    free(p.seat);
    free(p.seat_of);
    free(p.leaving);
    free(p.path);
    free(p.hops);
    free(p.next);
    staffing_clear(&p.d);
    if (code == ERR_OK)
        *out = p.out;
    else
        placement_clear(&p.out);
    return code;
}
