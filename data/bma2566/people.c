/* Invents everybody who works in the schools: first the posts that are filled, then a fiscal year
   of retirement for each from a deck with a fixed number of cards a year, then the dates. */
#include "data/bma2566/generate.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

enum {
    SURPLUS_EVERY = 6,  /* one school with a vacancy in so many has a teacher too many elsewhere */
    SUPPORT_FROM = 600, /* pupils of a school with a member of support staff */
    ASSISTANT_PERMILLE = 75, /* of the teachers: appointed within the last two years */
    OUT_OF_FIELD_PERMILLE = 40,
    DAYS_OF_INDUCTION = 730,
    DAYS_OF_ENTRY = 3650, /* people enter the service within ten years after their 22nd birthday */
    AGE_OF_ENTRY = 22,
};

/* The register is of this day; whoever came in the two years before is an assistant teacher. */
static const struct date as_of = {2023, 5, 31};

// clang-format off
/* People in the deck by the fiscal year of their retirement, for 437 schools: the wave of the
   horizon as stated in README.md, then weights for the younger. */
static const int wave[] = {RETIRING_NOW, 331, 344, 358, 371, 366, 352, 340, 329, 318, 306};
static const int younger[] = {
    100, 100, 98, 97, 96, 96, 97, 98, 100, 102, 104, 106, 107, 108, 108, 108, 107, 106, 105, 104,
    102, 98, 92, 82, 68, 52,
};

/* Fiscal years of retirement in which the holders of a position are found, as years from now;
   assistants first of all, because only they can be as young as the last years. */
static const struct window { enum position position; int first, last; } window[] = {
    {POSITION_ASSISTANT, 28, DECK_YEARS - 1},
    {POSITION_DIRECTOR,   0, 16},
    {POSITION_DEPUTY,     0, 24},
    {POSITION_SUPPORT,    0, 34},
    {POSITION_TEACHER,    0, DECK_YEARS - 1},
};

/* Births that stand at the edges of the rule: each replaces the birth of the first teacher of its
   year that has not been replaced. */
static const struct { int fy; struct date birth; } edge[] = {
    {2566, {1963, 10, 1}}, {2566, {1962, 10, 2}}, {2566, {1963, 9, 30}},
    {2567, {1963, 10, 2}}, {2567, {1964, 2, 29}}, {2567, {1964, 10, 1}},
};

/* Majors in which a school may have somebody too many. */
static const char *const crowded[] = {"primary", "social", "pe", "home_economics", "agriculture"};

/* Gaps in the records, so that the data check has something true to say. None of them changes a
   fiscal year of retirement: the births are outside October, and nobody retires within the horizon. */
enum gap { NO_DAY, NO_MONTH, NO_APPOINTMENT, NO_DEGREE, LEFT, ON_LEAVE, SECONDED, GAPS };
static const int gap_count[GAPS] = {
    [NO_DAY] = 9, [NO_MONTH] = 3, [NO_APPOINTMENT] = 7, [NO_DEGREE] = 11, [LEFT] = 8,
    [ON_LEAVE] = 64, [SECONDED] = 41,
};
// clang-format on

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static int scaled(const struct city *city, int count)
{
    return (count * city->reg.schools + REGISTER_SCHOOLS / 2) / REGISTER_SCHOOLS;
}

/* ---- posts ------------------------------------------------------------------------------- */

static void add_person(struct school_register *reg, int *capacity, int s, enum position position,
                       int major)
{
    struct text id = {0};
    reg->teacher = mem_room(reg->teacher, reg->teachers, capacity, sizeof *reg->teacher);
    text_add(&id, "T%06d", reg->teachers + 1);
    reg->teacher[reg->teachers++] = (struct teacher){
        .id = id.s,
        .school = s,
        .position = position,
        .post_major = major,
        .degree_major = major,
    };
}

/* Vacancies in 100,000 posts of a major in a district: the outermost has 3.1 times as many as the
   innermost. */
static int vacancies(const struct city *city, int s, int m)
{
    const int outer = city->outerness[city->reg.school[s].district];
    return major_vacancy_permille(m) * (48 + 2 * outer);
}

/* A teacher or an assistant for each post that is filled. */
static void fill_post(struct city *city, struct env_random *random, int *capacity, int s, int m)
{
    const bool assistant = env_random_below(random, 1000) < ASSISTANT_PERMILLE;
    add_person(&city->reg, capacity, s, assistant ? POSITION_ASSISTANT : POSITION_TEACHER, m);
}

static void fill_school(struct city *city, struct env_random *random, int *capacity, int s)
{
    struct school_register *reg = &city->reg;
    const struct posts *posts = &city->posts;
    bool vacant = false;
    for (int i = 0; i < posts->directors[s]; i++)
        add_person(reg, capacity, s, POSITION_DIRECTOR, -1);
    for (int i = 0; i < posts->deputies[s]; i++) add_person(reg, capacity, s, POSITION_DEPUTY, -1);
    for (int m = 0; m < reg->majors; m++)
        for (int i = 0; i < posts->need[s * reg->majors + m]; i++) {
            if (env_random_below(random, 100000) < vacancies(city, s, m))
                vacant = true;
            else
                fill_post(city, random, capacity, s, m);
        }
    if (vacant && env_random_below(random, SURPLUS_EVERY) == 0) {
        const char *major = crowded[env_random_below(random, COUNT(crowded))];
        fill_post(city, random, capacity, s, register_find_major(reg, major));
    }
    if (city->pupils[s] >= SUPPORT_FROM) add_person(reg, capacity, s, POSITION_SUPPORT, -1);
}

/* ---- the deck of retirements ------------------------------------------------------------- */

/* Cards by years from now: the wave of the horizon, and the rest of the people by `younger`. */
static void make_deck(const struct city *city, int deck[DECK_YEARS])
{
    int64_t weight[COUNT(younger)];
    int rest = city->reg.teachers;
    for (int y = 0; y < COUNT(wave); y++) {
        const int cards = scaled(city, wave[y]);
        deck[y] = cards < rest ? cards : rest;
        rest -= deck[y];
    }
    for (int i = 0; i < COUNT(younger); i++) weight[i] = younger[i];
    assert(COUNT(wave) + COUNT(younger) == DECK_YEARS);
    deal_whole(rest, weight, COUNT(younger), &deck[COUNT(wave)]);
}

/* Draws one card from the years first .. last, or from all when those are used up. */
static int draw(struct env_random *random, int deck[DECK_YEARS], int first, int last)
{
    int cards = 0;
    for (int y = first; y <= last; y++) cards += deck[y];
    if (cards == 0) return draw(random, deck, 0, DECK_YEARS - 1);
    int card = env_random_below(random, cards), y = first;
    while (card >= deck[y]) card -= deck[y++];
    deck[y]--;
    return y;
}

static struct date next_day(struct date date)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = date.month == 2 && date.year % 4 == 0; /* 1901 .. 2099 */
    if (++date.day <= days[date.month - 1] + leap) return date;
    date.day = 1;
    if (++date.month <= 12) return date;
    date.month = 1;
    date.year++;
    return date;
}

static struct date days_after(struct date date, int days)
{
    for (int i = 0; i < days; i++) date = next_day(date);
    return date;
}

/* A birth that retires at the end of `fy`: from 2 October to 1 October of the next year. */
static struct date birth_for(struct env_random *random, int fy)
{
    const int year = fy - BUDDHIST_OFFSET - RETIREMENT_AGE;
    const bool leap = year % 4 == 0; /* 29 February falls into the later of the two years */
    return days_after((struct date){year - 1, 10, 2}, env_random_below(random, 365 + leap));
}

/* Assistants came within two years, everybody else before that and after the 22nd birthday. */
static struct date appointment_for(struct env_random *random, const struct teacher *person)
{
    const struct date induction = {as_of.year - 2, as_of.month, as_of.day};
    if (person->position == POSITION_ASSISTANT)
        return days_after(next_day(induction), env_random_below(random, DAYS_OF_INDUCTION));
    struct date entry = person->birth;
    entry.year += AGE_OF_ENTRY;
    if (entry.month == 2 && entry.day == 29) entry.day = 28;
    /* The lesser of two draws: most come young. */
    const int one = env_random_below(random, DAYS_OF_ENTRY);
    const int two = env_random_below(random, DAYS_OF_ENTRY);
    entry = days_after(entry, one < two ? one : two);
    return date_compare(entry, induction) > 0 ? induction : entry;
}

static void date_people(struct city *city)
{
    struct school_register *reg = &city->reg;
    struct env_random random = city_random(city, STREAM_AGES);
    int deck[DECK_YEARS];
    make_deck(city, deck);
    for (int w = 0; w < COUNT(window); w++)
        for (int i = 0; i < reg->teachers; i++) {
            struct teacher *person = &reg->teacher[i];
            if (person->position != window[w].position) continue;
            const int y = draw(&random, deck, window[w].first, window[w].last);
            person->birth = birth_for(&random, TODAY_FY + y);
            person->appointed = appointment_for(&random, person);
        }
}

static void set_edges(struct city *city)
{
    for (int i = 0, e = 0; i < city->reg.teachers && e < COUNT(edge); i++) {
        struct teacher *person = &city->reg.teacher[i];
        if (person->position != POSITION_TEACHER || city_retirement_fy(person->birth) != edge[e].fy)
            continue;
        person->birth = edge[e++].birth;
    }
}

/* ---- degrees and gaps -------------------------------------------------------------------- */

/* A neighbouring major from which one could be retrained for m; m itself when there is none. */
static int neighbour(const struct school_register *reg, struct env_random *random, int m)
{
    int found = m, seen = 0;
    for (int i = 0; i < reg->arcs; i++) {
        if (reg->arc[i].to_major != m) continue;
        if (env_random_below(random, ++seen) == 0) found = reg->arc[i].from_major;
    }
    return found;
}

static void change_degrees(struct city *city, struct env_random *random)
{
    struct school_register *reg = &city->reg;
    for (int i = 0; i < reg->teachers; i++) {
        struct teacher *person = &reg->teacher[i];
        if (person->post_major < 0) continue;
        if (env_random_below(random, 1000) < OUT_OF_FIELD_PERMILLE)
            person->degree_major = neighbour(reg, random, person->post_major);
    }
}

static void make_gap(struct teacher *person, enum gap gap)
{
    switch (gap) {
    case NO_DAY:
        person->birth.day = 0;
        break;
    case NO_MONTH:
        person->birth.month = person->birth.day = 0;
        break;
    case NO_APPOINTMENT:
        person->appointed = (struct date){0};
        break;
    case NO_DEGREE:
        person->degree_major = -1;
        break;
    case LEFT:
        person->status = STATUS_LEFT;
        break;
    case ON_LEAVE:
        person->status = STATUS_LEAVE;
        break;
    default:
        person->status = STATUS_SECONDED;
        break;
    }
}

/* Each gap goes to teachers drawn at random who have none yet. */
static void make_gaps(struct city *city, struct env_random *random)
{
    struct school_register *reg = &city->reg;
    bool *chosen = mem_new(reg->teachers, sizeof *chosen);
    for (int gap = 0; gap < GAPS; gap++)
        for (int left = scaled(city, gap_count[gap]), tries = 0; left > 0 && tries < 10000;
             tries++) {
            const int i = env_random_below(random, reg->teachers);
            struct teacher *person = &reg->teacher[i];
            if (chosen[i] || person->position != POSITION_TEACHER || person->birth.month >= 10 ||
                city_retirement_fy(person->birth) <= TODAY_FY + COUNT(wave))
                continue;
            make_gap(person, (enum gap)gap);
            chosen[i] = true;
            left--;
        }
    free(chosen);
}

void city_add_people(struct city *city)
{
    struct env_random posts = city_random(city, STREAM_POSTS);
    struct env_random people = city_random(city, STREAM_PEOPLE);
    int capacity = 0;
    for (int s = 0; s < city->reg.schools; s++) fill_school(city, &posts, &capacity, s);
    date_people(city);
    set_edges(city);
    change_degrees(city, &people);
    make_gaps(city, &people);
}
