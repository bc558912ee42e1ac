/* Invents homes: one latent wealth decides, with noise of its own for each question, what is seen,
   so that the answers agree with each other as they do in a survey. Integers only. */
#include "equity/synthetic_internal.h"

#include <limits.h>

// clang-format off
/* A question is a ladder: the first rung above wealth + noise is the answer. */
struct rung { int below; const char *word; };
#define TOP INT_MAX
static const struct rung
    tenure[] = {{-1650, "free"}, {150, "rent"}, {330, "dorm"}, {TOP, "own"}},
    ground[] = {{-3400, "earth"}, {-3200, "bamboo"}, {-1300, "plank"}, {-700, "vinyl"},
                {100, "cement"}, {2300, "tile"}, {TOP, "parquet"}},
    wall[] = {{-3100, "bamboo"}, {-2000, "zinc"}, {-1500, "plywood"}, {-900, "plank"},
              {-500, "board"}, {500, "brick"}, {TOP, "plaster"}},
    roof[] = {{-3500, "leaves"}, {-2700, "plastic"}, {-2600, "plank"}, {700, "metal"}, {TOP, "tile"}},
    toilet[] = {{-2300, "no"}, {TOP, "yes"}},
    land[] = {{-7500, "below-1-rai"}, {7000, "none"}, {8300, "1-5-rai"}, {TOP, "above-5-rai"}},
    water[] = {{-3700, "rain"}, {-3200, "well"}, {-800, "tap"}, {TOP, "bottle"}},
    power[] = {{-3400, "none"}, {-3200, "generator"}, {-1600, "shared"}, {TOP, "meter"}},
    vehicles[] = {{-1200, "none"}, {1000, "motorcycle"}, {TOP, "car"}},
    goods[] = {{-2300, "0"}, {-1400, "1"}, {-500, "2"}, {400, "3"}, {1200, "4"}, {TOP, "5"}},
    dependants[] = {{-3300, "4"}, {-2600, "3"}, {-1500, "2"}, {300, "1"}, {TOP, "0"}};

#define LADDER(array) array, (int)(sizeof(array) / sizeof *(array))
static const struct question {
    const char *code;
    const struct rung *rung;
    int rungs;
    int noise;  /* standard deviation about wealth */
    int second; /* permille of homes that tick the rung below, too */
    int lowest; /* the lowest rung that may stand beside another */
} questions[] = {
    {"tenure",     LADDER(tenure),      900,   0, 0},
    {"floor",      LADDER(ground),      700, 120, 0},
    {"wall",       LADDER(wall),        700, 150, 0},
    {"roof",       LADDER(roof),        700,  80, 0},
    {"toilet",     LADDER(toilet),      600,   0, 0},
    {"land",       LADDER(land),       3000,   0, 0},
    {"water",      LADDER(water),       900,   0, 0},
    {"power",      LADDER(power),       600,   0, 0},
    {"vehicles",   LADDER(vehicles),    900, 400, 1},
    {"goods",      LADDER(goods),       600,   0, 0},
    {"dependants", LADDER(dependants), 1500,   0, 0},
};

/* Income a head and month by wealth + noise, straight lines between. */
static const struct { int wealth, thb; } incomes[] = {
    {-4000, 300}, {-3000, 700}, {-2000, 1500}, {-1500, 2000}, {-1000, 2700}, {-500, 3700},
    {0, 5000}, {500, 6800}, {1000, 9300}, {1500, 12800}, {2000, 17500}, {3000, 32000}, {4000, 55000},
};
// clang-format on

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))
_Static_assert(sizeof questions / sizeof *questions <= MOST_QUESTIONS, "room for every question");

enum {
    HOME_DEVIATION = 950,   /* of homes about their school */
    INCOME_DEVIATION = 700, /* of income about wealth */
    FOREIGN = 29,           /* permille of homes of mean wealth */
    FOREIGN_SLOPE = 15,     /* permille more for each standard deviation below the mean */
    FOREIGN_POORER = 300,
    INSTITUTION = 4,
    APPLY_SLOPE = 80, /* permille more that apply for each standard deviation below the mean */
    INCOMPLETE = 20,
    SURVEYED = 20,
    DECLARED_LEAST = 75, /* percent of the true income that is declared: 75 .. 105 */
    DECLARED_RANGE = 31,
    MEASURED_LEAST = 95, /* percent that the survey measures: 95 .. 105 */
    MEASURED_RANGE = 11,
    ROUND_FROM = 10000, /* people say 12,500 and not 12,300 */
    COARSE = 500,
    FINE = 100,
    POOR_WEALTH = -700,
    CARD_WEALTH = -500, /* holders of the state welfare card */
    MOST_RICHER = 60,   /* percent of income that a second visit adds */
};

int synthetic_normal(struct env_random *random, int deviation)
{
    enum { DRAWS = 12 };
    int sum = -DRAWS * PERMILLE / 2;
    for (int i = 0; i < DRAWS; i++) sum += env_random_below(random, PERMILLE + 1);
    return sum * deviation / PERMILLE;
}

bool synthetic_chance(struct env_random *random, int permille)
{
    return env_random_below(random, PERMILLE) < permille;
}

int question_count(void)
{
    return COUNT(questions);
}

const char *question_code(int question)
{
    return questions[question].code;
}

void question_words(int question, uint32_t tick, struct text *out)
{
    const struct question *asked = &questions[question];
    const char *between = "";
    for (int r = 0; r < asked->rungs; r++)
        if (tick >> r & 1) {
            text_add(out, "%s%s", between, asked->rung[r].word);
            between = "|";
        }
}

static uint32_t answer(struct env_random *random, const struct question *asked, int wealth)
{
    const int height = wealth + synthetic_normal(random, asked->noise);
    int r = 0;
    while (height >= asked->rung[r].below && r < asked->rungs - 1) r++;
    const bool second = r > asked->lowest && synthetic_chance(random, asked->second);
    return UINT32_C(1) << r | (second ? UINT32_C(1) << (r - 1) : 0);
}

static int income_a_head(int wealth)
{
    int i = 1;
    while (i < COUNT(incomes) - 1 && wealth >= incomes[i].wealth) i++;
    const int from = incomes[i - 1].wealth, to = incomes[i].wealth;
    const int inside = wealth < from ? from : wealth > to ? to : wealth;
    return incomes[i - 1].thb +
           (incomes[i].thb - incomes[i - 1].thb) * (inside - from) / (to - from);
}

static int rounded(int thb)
{
    const int step = thb >= ROUND_FROM ? COARSE : FINE;
    return (thb + step / 2) / step * step;
}

/* Where the declared income comes from: the parts sum to it. */
static void divide_income(struct env_random *random, const struct home *home, int declared,
                          int part[INCOMES])
{
    enum { WAGE, FARM, BUSINESS, WELFARE, OTHER };
    enum { CARD_THB = 200, CARD_STEPS = 4, TENTH = 10 };
    const int source = env_random_below(random, PERMILLE), share = env_random_below(random, 5);
    int left = declared;
    for (int i = 0; i < INCOMES; i++) part[i] = 0;
    if (home->wealth < CARD_WEALTH) {
        const int card = CARD_THB * (1 + env_random_below(random, CARD_STEPS));
        part[WELFARE] = card < left ? card : left;
        left -= part[WELFARE];
    }
    if (synthetic_chance(random, 200)) {
        part[OTHER] = left / TENTH / FINE * FINE;
        left -= part[OTHER];
    }
    const int main_part = left / TENTH * (TENTH - share);
    if (source < 10)
        part[FARM] = main_part;
    else if (source < 260)
        part[BUSINESS] = main_part;
    part[WAGE] = left - part[FARM] - part[BUSINESS];
}

void home_invent(struct env_random *random, int effect, int coverage, struct home *out)
{
    *out = (struct home){.wealth = effect + synthetic_normal(random, HOME_DEVIATION)};
    out->foreign = synthetic_chance(random, FOREIGN - out->wealth * FOREIGN_SLOPE / PERMILLE);
    if (out->foreign) out->wealth -= FOREIGN_POORER;
    out->institution = synthetic_chance(random, INSTITUTION);
    out->applied = synthetic_chance(random, coverage - out->wealth * APPLY_SLOPE / PERMILLE);
    out->incomplete = synthetic_chance(random, INCOMPLETE);
    out->surveyed = synthetic_chance(random, SURVEYED) && !out->institution;
}

void home_answer(struct env_random *random, struct home *home)
{
    struct home_answers *answers = &home->answers;
    answers->members = 1 + home->children + env_random_below(random, 3) +
                       env_random_below(random, 2) +
                       (home->wealth < POOR_WEALTH ? env_random_below(random, 2) : 0);
    const int a_head = income_a_head(home->wealth + synthetic_normal(random, INCOME_DEVIATION));
    const int true_thb = a_head * answers->members;
    home->measured_thb =
        true_thb / 100 * (MEASURED_LEAST + env_random_below(random, MEASURED_RANGE));
    const int declared =
        true_thb / 100 * (DECLARED_LEAST + env_random_below(random, DECLARED_RANGE));
    divide_income(random, home, rounded(declared), answers->income_thb);
    for (int q = 0; q < COUNT(questions); q++)
        answers->tick[q] = answer(random, &questions[q], home->wealth);
}

/* One rung up on goods and vehicles, and more of the largest income. */
void home_richer(struct env_random *random, struct home_answers *answers)
{
    int largest = 0;
    for (int i = 1; i < INCOMES; i++)
        if (answers->income_thb[i] > answers->income_thb[largest]) largest = i;
    const int percent = 100 + 10 + env_random_below(random, MOST_RICHER - 10 + 1);
    answers->income_thb[largest] = rounded(answers->income_thb[largest] / 100 * percent);
    for (int q = 0; q < COUNT(questions); q++) {
        const struct question *asked = &questions[q];
        const uint32_t top = UINT32_C(1) << (asked->rungs - 1);
        if (asked->rung != goods && asked->rung != vehicles) continue;
        if (answers->tick[q] < top) answers->tick[q] <<= 1;
    }
}
