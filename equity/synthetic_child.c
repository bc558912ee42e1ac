/* Invents the children of a school and shares them out to homes. Names are syllables without
   meaning behind a family name that begins with the Thai word for synthetic; numbers are such as no
   office issues. */
#include "equity/synthetic_internal.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
static const char *const syllables[] = {
    "มา", "นี", "ลู", "ตา", "ริ", "โน", "เก", "ซา", "ปิ", "โต", "วา", "เล", "มิ", "ดา", "โซ", "กิ",
    "นา", "โร", "เม", "พู", "ยา", "ลี", "โบ", "ที", "จู", "ฟา", "เน", "โม", "ระ", "ชู", "วิ", "โก",
    "เซ", "ปา", "ติ", "ลา", "โย", "เว", "มู", "ดี",
};
static const char *const titles[2][2][2] = { /* [15 or older][male][short] */
    {{"เด็กหญิง", "ด.ญ."}, {"เด็กชาย", "ด.ช."}},
    {{"นางสาว", "น.ส."}, {"นาย", "นาย"}},
};
/* Permille of children on both rolls, by what the second differs in. */
static const int slip_permille[SLIPS] = {
    [SLIP_TITLE] = 50, [SLIP_NAME] = 2, [SLIP_DATE] = 1, [SLIP_DIGIT] = 1, [SLIP_GAINED] = 50,
};
/* Height in millimetres by age from 3 years. */
static const int heights[] = {
    950, 1020, 1090, 1150, 1210, 1270, 1320, 1380, 1440, 1500, 1550, 1590, 1620, 1640, 1650, 1660,
};

/* How often a child of the level leaves, of two neighbours in size. */
static const int leaving_weight[LEVELS] = {1, 2, 6};
// clang-format on

#define FAMILY_MARK "สังเคราะห์"
#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum {
    NUMBERS_A_PUPIL = 4, /* of a school's own range: its own, gained, and two for who is gone */
    LEAVER_POORER = 800,
    LEAVING_PER_10000 = 14, /* in a year, NSO for 2558; docs/equity-synthetic.md */
    EFFECT_SLOPE = 5,       /* wealth for a tenth of the equity index */
    EFFECT_DEVIATION = 350, /* of a school without an index */
    MEAN_TENTHS = 500,
    ONE_CHILD = 780, /* permille of homes */
    TWO_CHILDREN = 960,
    SIBLINGS_APART = 2, /* grades */
    LOOK_AHEAD = 12,
    NEWCOMERS = 5,
    TRANSFERRED = 5,
    PASSPORTS = 140, /* permille of children without a national number */
    YEAR_ONLY = 50,  /* permille of those: only the year of birth is known */
    MALE = 512,
    YOUNGEST = 3, /* of the heights */
    HEIGHT_DEVIATION = 45,
    MEAN_BMI_TENTHS = 165,
    BMI_DEVIATION = 20,
    LEAST_BMI_TENTHS = 125,
    ADULT_TITLE = 15,
    FIRST_MONTH = 5, /* a school year's children are born from 17 May to 16 May */
    FIRST_DAY = 17,
    LETTER_BYTES = 3, /* of a Thai letter in UTF-8 */
};

/* Permille of children 1, 2 and 3 years older than usual. */
static const int over_age[2][3] = {{40, 5, 0}, {250, 150, 50}};

#define TEN_DIGITS INT64_C(10000000000)
/* Ends in 7, so that multiplying by it permutes the numbers of ten digits. */
#define SCATTER INT64_C(6180339887)

/* ---- numbers -------------------------------------------------------------------------------- */

static int64_t scattered(const struct synthetic_city *city, int64_t index, int64_t kind)
{
    struct env_random random = {(uint64_t)(city->order.seed * INT64_C(8) + kind)};
    const int64_t shift = (int64_t)(env_random_bits(&random) % (uint64_t)TEN_DIGITS);
    /* Both factors are below 2^34 and 2^28: no overflow. */
    return (index * SCATTER + shift) % TEN_DIGITS;
}

/* First digit 9, third digit 0: what is mistyped there is nobody else's number. */
static struct identity national(const struct synthetic_city *city, int64_t index)
{
    enum { REST = 1000000000 };
    struct identity out = {.kind = ID_THAI};
    const int64_t digits = scattered(city, index, ID_THAI);
    snprintf(out.number, sizeof out.number, "9%d0%09d", (int)(digits / REST), (int)(digits % REST));
    out.number[ID_DIGITS - 1] = identity_check_digit(out.number);
    return out;
}

static struct identity foreign_number(const struct synthetic_city *city, int64_t index,
                                      bool passport)
{
    struct identity out = {.kind = passport ? ID_PASSPORT : ID_G_CODE};
    if (passport)
        snprintf(out.number, sizeof out.number, "ZZSYN%09lld", (long long)index);
    else
        snprintf(out.number, sizeof out.number, "G99%010lld",
                 (long long)scattered(city, index, ID_G_CODE));
    return out;
}

/* ---- children ------------------------------------------------------------------------------- */

/* Age in whole years on 16 May of the school year: 6 in p1. */
static int usual_age(enum grade grade)
{
    return (int)grade + 3;
}

/* `day` days after 17 May of `year`, in years of 365 days. */
static struct date day_from_may(int year, int day)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct date date = {year, FIRST_MONTH, FIRST_DAY + day};
    while (date.day > length[date.month - 1]) {
        date.day -= length[date.month - 1];
        if (++date.month > 12) {
            date.month = 1;
            date.year++;
        }
    }
    return date;
}

static int years_over(struct env_random *random, bool foreign)
{
    int drawn = env_random_below(random, PERMILLE), years = 0;
    for (int y = 0; y < COUNT(over_age[0]); y++) {
        if (drawn >= 0 && drawn < over_age[foreign][y]) years = y + 1;
        drawn -= over_age[foreign][y];
    }
    return years;
}

/* Another school with that grade, or this one when there is none. */
static int other_school(const struct synthetic_city *city, struct env_random *random, int school,
                        enum grade grade)
{
    const int schools = city->reg->schools, start = env_random_below(random, schools);
    for (int i = 0; i < schools; i++) {
        const int other = (start + i) % schools;
        if (other != school && city->pupils[other][grade] > 0) return other;
    }
    return school;
}

static enum slip draw_slip(struct env_random *random, const struct child *child)
{
    enum slip slip = SLIP_NONE;
    int drawn = env_random_below(random, PERMILLE);
    for (int s = 0; s < SLIPS; s++) {
        if (drawn >= 0 && drawn < slip_permille[s]) slip = (enum slip)s;
        drawn -= slip_permille[s];
    }
    const bool swappable =
        child->birth.day > 0 && child->birth.day <= 12 && child->birth.day != child->birth.month;
    if (slip == SLIP_DATE && !swappable) slip = SLIP_NAME;
    if (slip == SLIP_DIGIT && child->identity.kind != ID_THAI) slip = SLIP_NAME;
    if (slip == SLIP_GAINED && child->identity.kind != ID_G_CODE) slip = SLIP_NONE;
    return child->gone || child->newcomer ? SLIP_NONE : slip;
}

static void measure(struct env_random *random, struct child *child)
{
    const int years = child->age - YOUNGEST;
    const int height = heights[years < COUNT(heights) ? years : COUNT(heights) - 1];
    child->height_mm = height + synthetic_normal(random, HEIGHT_DEVIATION);
    child->bmi_tenths = MEAN_BMI_TENTHS + synthetic_normal(random, BMI_DEVIATION);
    if (child->bmi_tenths < LEAST_BMI_TENTHS) child->bmi_tenths = LEAST_BMI_TENTHS;
}

/* Who the child is, once its home is known. */
static void name_child(struct synthetic_school *school, int number, struct child *child)
{
    const struct synthetic_city *city = school->city;
    struct env_random *random = &school->random[STREAM_CHILDREN];
    const int64_t first = NUMBERS_A_PUPIL * city->before[school->school];
    const int64_t pupils = city->before[school->school + 1] - city->before[school->school];
    const int64_t index = first + number + (child->gone ? pupils : 0);
    const bool foreign = school->home[child->home].foreign;
    child->male = synthetic_chance(random, MALE);
    for (int i = 0; i < GIVEN_SYLLABLES; i++)
        child->given[i] = (unsigned char)env_random_below(random, COUNT(syllables));
    child->age = usual_age(child->grade) + years_over(random, foreign);
    child->birth = day_from_may(city->academic_year - BUDDHIST_OFFSET - child->age - 1,
                                env_random_below(random, 365));
    if (foreign && synthetic_chance(random, YEAR_ONLY)) child->birth.month = child->birth.day = 0;
    const bool passport = synthetic_chance(random, PASSPORTS);
    child->identity = foreign ? foreign_number(city, index, passport) : national(city, index);
    child->gained = national(city, index + pupils);
    child->newcomer = !child->gone && synthetic_chance(random, NEWCOMERS);
    child->school_before = school->school;
    if (!child->gone && !child->newcomer && synthetic_chance(random, TRANSFERRED))
        child->school_before = other_school(city, random, school->school, child->grade);
    child->slip = draw_slip(random, child);
    measure(random, child);
}

/* ---- homes ---------------------------------------------------------------------------------- */

static int apart(const struct child *a, const struct child *b)
{
    return abs((int)a->grade - (int)b->grade);
}

/* One more child for the home from the next few of the shuffled order; grades differ by two. */
static void add_sibling(struct synthetic_school *school, const int *order, int at, int home)
{
    for (int i = at + 1; i < school->children && i <= at + LOOK_AHEAD; i++) {
        struct child *next = &school->child[order[i]];
        bool fits = next->home < 0;
        for (int j = at; j < i && fits; j++) {
            const struct child *sibling = &school->child[order[j]];
            fits = sibling->home != home || apart(sibling, next) >= SIBLINGS_APART;
        }
        if (!fits) continue;
        next->home = home;
        school->home[home].children++;
        return;
    }
}

static void invent_home(struct synthetic_school *school, const int *order, int at)
{
    struct env_random *random = &school->random[STREAM_HOMES];
    struct child *child = &school->child[order[at]];
    const int number = school->homes++;
    struct home *home = &school->home[number];
    home_invent(random, school->effect - (child->gone ? LEAVER_POORER : 0),
                school->city->coverage[school->school], home);
    for (int i = 0; i < FAMILY_SYLLABLES; i++)
        home->family[i] = (unsigned char)env_random_below(random, COUNT(syllables));
    child->home = number;
    home->children = 1;
    const int drawn = env_random_below(random, PERMILLE);
    if (drawn >= ONE_CHILD) add_sibling(school, order, at, number);
    if (drawn >= TWO_CHILDREN) add_sibling(school, order, at, number);
    home_answer(random, home);
}

static void add_homes(struct synthetic_school *school)
{
    struct env_random *random = &school->random[STREAM_HOMES];
    int *order = mem_new((size_t)school->children, sizeof *order);
    for (int i = 0; i < school->children; i++) {
        const int j = env_random_below(random, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
    school->home = mem_new((size_t)school->children, sizeof *school->home);
    for (int i = 0; i < school->children; i++)
        if (school->child[order[i]].home < 0) invent_home(school, order, i);
    free(order);
}

/* ---- a school ------------------------------------------------------------------------------- */

/* Children who left, of all pupils before and including this school, so that their sum over the
   city is exact. */
static int leavers(const struct synthetic_city *city, int school)
{
    enum { PARTS = 10000 };
    struct env_random random = {(uint64_t)city->order.seed};
    const int64_t shift = env_random_below(&random, PARTS);
    return (int)((city->before[school + 1] * LEAVING_PER_10000 + shift) / PARTS -
                 (city->before[school] * LEAVING_PER_10000 + shift) / PARTS);
}

static enum grade leaving_grade(const struct synthetic_school *school, struct env_random *random)
{
    const int *pupils = school->city->pupils[school->school];
    int sum = 0, grade = 0;
    for (int g = 0; g < GRADES; g++)
        sum += pupils[g] * leaving_weight[level_of_grade((enum grade)g)];
    int drawn = env_random_below(random, sum);
    for (; grade < GRADES - 1; grade++) {
        drawn -= pupils[grade] * leaving_weight[level_of_grade((enum grade)grade)];
        if (drawn < 0) break;
    }
    return (enum grade)grade;
}

static void add_children(struct synthetic_school *school)
{
    const struct synthetic_city *city = school->city;
    const int gone = leavers(city, school->school);
    const int enrolled = (int)(city->before[school->school + 1] - city->before[school->school]);
    school->child = mem_new((size_t)(enrolled + gone), sizeof *school->child);
    for (int g = 0; g < GRADES; g++)
        for (int i = 0; i < city->pupils[school->school][g]; i++)
            school->child[school->children++] = (struct child){.grade = (enum grade)g, .home = -1};
    for (int i = 0; i < gone; i++)
        school->child[school->children++] = (struct child){
            .grade = leaving_grade(school, &school->random[STREAM_CHILDREN]),
            .home = -1,
            .gone = true,
        };
}

void school_invent(const struct synthetic_city *city, int school, struct synthetic_school *out)
{
    *out = (struct synthetic_school){.city = city, .school = school};
    for (int s = 0; s < STREAMS; s++)
        out->random[s].state =
            ((uint64_t)city->order.seed * 100003 + (uint64_t)school) * STREAMS + (uint64_t)s;
    struct env_random *random = &out->random[STREAM_HOMES];
    const int drawn = synthetic_normal(random, EFFECT_DEVIATION),
              tenths = city->index_tenths[school];
    out->effect = tenths < 0 ? drawn : (MEAN_TENTHS - tenths) * EFFECT_SLOPE;
    add_children(out);
    add_homes(out);
    for (int i = 0; i < out->children; i++) name_child(out, i, &out->child[i]);
}

void school_clear(struct synthetic_school *school)
{
    free(school->child);
    free(school->home);
    *school = (struct synthetic_school){0};
}

void child_name(const struct synthetic_school *school, const struct child *child, bool second,
                struct text *out)
{
    const bool brief = second && child->slip == SLIP_TITLE;
    text_add(out, "%s", titles[child->age >= ADULT_TITLE][child->male][brief]);
    for (int i = 0; i < GIVEN_SYLLABLES; i++) text_add(out, "%s", syllables[child->given[i]]);
    if (second && child->slip == SLIP_NAME) {
        out->length -= LETTER_BYTES;
        out->s[out->length] = '\0';
    }
    text_add(out, " " FAMILY_MARK);
    const unsigned char *family = school->home[child->home].family;
    for (int i = 0; i < FAMILY_SYLLABLES; i++) text_add(out, "%s", syllables[family[i]]);
}
