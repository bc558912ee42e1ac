/*
 * The sums of a city agree wherever they are shown: schools, districts, majors and city, in lists,
 * in a plan, in its instance and in its export. All on the bundled data, whose one number known
 * from outside is the 316 people who retire in 2566.
 *
 * Time: the city is made once a run of this program, which takes 2 s under the sanitizers; its
 * plan of two years takes about 2 s more in the cases that ask for it. CTest runs each case as a
 * run of its own, so the cases are few and walk much.
 */
#include "tests/cli/run.h"

enum { SCHOOLS = 437, MAJORS = 18, DISTRICTS = 50, YEARS = 10, PLAN_YEARS = 2 };

/* Of gaps, of a plan and of its parts. */
static const char *const measures[] = {"need", "headcount", "shortage", "surplus"};
enum { MEASURES = 4 };

/* ---- the city ------------------------------------------------------------------------------ */

static void remove_city(void)
{
    run_teardown(NULL);
}

/* The database, made when it is first asked for; gone when the program ends. */
static const char *city(void)
{
    static bool made;
    const char *db = run_path("city.db");
    if (made) return db;
    struct run run = {0};
    assert_int_equal(run_setup(NULL), 0);
    atexit(remove_city);
    db = run_path("city.db");
    kru(&run, "init", db);
    assert_quiet(&run);
    run_clear(&run);
    made = true;
    return db;
}

/* What a command answers about the city, as JSON; NULL ends the words. */
static cJSON *ask(const char *command, const char *a, const char *b, const char *c)
{
    struct run run = {0};
    kru(&run, command, city(), a, b, c);
    assert_quiet(&run);
    cJSON *json = run_json(run.out);
    run_clear(&run);
    return json;
}

static cJSON *list(const char *command, const char *a, const char *b)
{
    return ask(command, "--format=json", a ? a : "--no-color", b);
}

/* Plan 'two': the first two years, one call for all its checks. */
static cJSON *plan_of_two_years(void)
{
    static bool made;
    struct run run = {0};
    if (!made) {
        kru(&run, "plan", city(), "--name=two", "--set=horizon.years=2");
        assert_quiet(&run);
        made = true;
    }
    run_clear(&run);
    return ask("show", "two", "--format=json", "--detail");
}

/* ---- reading ------------------------------------------------------------------------------- */

static const cJSON *part(const cJSON *json, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);
    if (!item) fail_msg("no member '%s'", key);
    return item;
}

static int whole(const cJSON *item)
{
    if (!cJSON_IsNumber(item)) fail_msg("'%s' is no number", item->string ? item->string : "?");
    const double value = item->valuedouble;
    assert_true(value == floor(value));
    return (int)value;
}

static int number(const cJSON *row, const char *key)
{
    return whole(part(row, key));
}

static int in_year(const cJSON *years, int t)
{
    const cJSON *item = cJSON_GetArrayItem(years, t);
    assert_non_null(item);
    return whole(item);
}

static const char *word(const cJSON *row, const char *key)
{
    const cJSON *item = part(row, key);
    assert_true(cJSON_IsString(item));
    return item->valuestring;
}

/* The row of a list with this number under `key`. */
static const cJSON *row_of(const cJSON *rows, const char *key, int value)
{
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        if (number(row, key) == value) return row;
    }
    fail_msg("no row has %s %d", key, value);
    return NULL;
}

/* Sum of a column; `fy` 0: over all rows. */
static int sum(const cJSON *rows, const char *key, int fy)
{
    int total = 0;
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        if (!fy || number(row, "fy") == fy) total += number(row, key);
    }
    return total;
}

/* Codes of a dimension and where each stands. */
struct codes {
    int count;
    char code[SCHOOLS][24];
};

static int place(const struct codes *codes, const char *code)
{
    for (int i = 0; i < codes->count; i++)
        if (strcmp(codes->code[i], code) == 0) return i;
    fail_msg("'%s' is not known", code);
    return -1;
}

static void codes_read(const cJSON *array, struct codes *out)
{
    const cJSON *item;
    out->count = 0;
    cJSON_ArrayForEach(item, array)
    {
        assert_true(out->count < SCHOOLS);
        snprintf(out->code[out->count++], sizeof out->code[0], "%s", item->valuestring);
    }
}

/* The district of a school, from the file that was imported: code,name,district,... without quotes.
 */
static void district_of(const char *school, char out[24])
{
    static char *file;
    char line[32];
    if (!file) file = run_read_file(KRU_SOURCE "/data/bma2566/schools.csv");
    snprintf(line, sizeof line, "\n%s,", school);
    const char *at = strstr(file, line);
    if (!at) fail_msg("school '%s' is not in the data", school);
    at = strchr(at + strlen(line), ',') + 1;
    snprintf(out, 24, "%.*s", (int)strcspn(at, ","), at);
}

/* ---- sums of lists ------------------------------------------------------------------------- */

/* Every district has in `key` what its schools have together; `fy` 0: lists of one year. */
static void assert_districts_are_their_schools(const cJSON *districts, const cJSON *schools,
                                               const char *key, int fy)
{
    static struct codes codes;
    int of_schools[DISTRICTS] = {0};
    char code[24];
    const cJSON *row;
    codes.count = 0;
    cJSON_ArrayForEach(row, districts)
    {
        if (fy && number(row, "fy") != fy) continue;
        assert_true(codes.count < DISTRICTS);
        snprintf(codes.code[codes.count++], sizeof code, "%s", word(row, "district"));
    }
    assert_int_equal(codes.count, DISTRICTS);
    cJSON_ArrayForEach(row, schools)
    {
        if (fy && number(row, "fy") != fy) continue;
        district_of(word(row, "school"), code);
        of_schools[place(&codes, code)] += number(row, key);
    }
    cJSON_ArrayForEach(row, districts)
    {
        if (fy && number(row, "fy") != fy) continue;
        assert_int_equal(number(row, key), of_schools[place(&codes, word(row, "district"))]);
    }
}

/* A list with a column a fiscal year, in every view, against `key` of the list by year. */
static void assert_views_agree(const char *command, const char *key, const char *const *views,
                               int count)
{
    cJSON *years = list(command, "--by=fy", NULL),
          *districts = list(command, "--by=district", NULL),
          *schools = list(command, "--by=school", NULL);
    for (int y = 0; y <= YEARS; y++) {
        char fy[8];
        snprintf(fy, sizeof fy, "%d", 2566 + y);
        assert_districts_are_their_schools(part(districts, "rows"), part(schools, "rows"), fy, 0);
    }
    for (int i = 0; i < count; i++) {
        cJSON *view = list(command, views[i], NULL);
        const cJSON *year;
        cJSON_ArrayForEach(year, part(years, "rows"))
        {
            char fy[8];
            snprintf(fy, sizeof fy, "%d", number(year, "fy"));
            assert_int_equal(sum(part(view, "rows"), fy, 0), number(year, key));
        }
        cJSON_Delete(view);
    }
    assert_int_equal(cJSON_GetArraySize(part(years, "rows")), YEARS + 1);
    cJSON_Delete(years);
    cJSON_Delete(districts);
    cJSON_Delete(schools);
}

/* Takes 4 s under the sanitizers. The 316 are the number known from outside. */
static void retirements_add_up_in_every_view_and_are_316_in_2566(void **state)
{
    static const char *const views[] = {"--by=major", "--by=district", "--by=school", "--by=age",
                                        "--by=position"};
    (void)state;
    assert_views_agree("retire", "people", views, 5);
    cJSON *years = list("retire", "--by=fy", NULL);
    const cJSON *row;
    assert_int_equal(number(row_of(part(years, "rows"), "fy", 2566), "people"), 316);
    cJSON_ArrayForEach(row, part(years, "rows"))
    {
        assert_int_equal(number(row, "people"), number(row, "teachers") + number(row, "directors") +
                                                    number(row, "deputies") +
                                                    number(row, "support"));
    }
    cJSON_Delete(years);
}

/* What a list of gaps says of each row: who is there and who is missing makes the need. */
static void assert_gaps_balance(const cJSON *rows)
{
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        assert_int_equal(number(row, "headcount") + number(row, "shortage"),
                         number(row, "need") + number(row, "surplus"));
    }
}

/* gaps by district, school and major of one year against the row of that year. */
static void assert_gaps_agree(const char *fy, const cJSON *year)
{
    cJSON *districts = list("gaps", "--by=district", fy),
          *schools = list("gaps", "--by=school", fy), *majors = list("gaps", "--by=major", fy);
    const cJSON *const views[] = {part(districts, "rows"), part(schools, "rows"),
                                  part(majors, "rows")};
    for (int k = 0; k < MEASURES; k++) {
        for (int i = 0; i < 3; i++)
            assert_int_equal(sum(views[i], measures[k], 0), number(year, measures[k]));
        assert_districts_are_their_schools(views[0], views[1], measures[k], 0);
    }
    for (int i = 0; i < 3; i++) assert_gaps_balance(views[i]);
    cJSON_Delete(districts);
    cJSON_Delete(schools);
    cJSON_Delete(majors);
}

/* Takes 5 s under the sanitizers. Today, and the last year if nobody comes. */
static void need_and_gaps_add_up_in_every_view(void **state)
{
    static const char *const views[] = {"--by=major", "--by=district", "--by=school"};
    (void)state;
    assert_views_agree("need", "need", views, 3);
    cJSON *years = list("gaps", "--by=fy", NULL), *needs = list("need", "--by=fy", NULL);
    assert_gaps_agree(NULL, row_of(part(years, "rows"), "fy", 2566));
    assert_gaps_agree("--fy=2576", row_of(part(years, "rows"), "fy", 2576));
    assert_gaps_balance(part(years, "rows"));
    for (int fy = 2566; fy <= 2576; fy++)
        assert_int_equal(number(row_of(part(years, "rows"), "fy", fy), "need"),
                         number(row_of(part(needs, "rows"), "fy", fy), "need"));
    cJSON_Delete(years);
    cJSON_Delete(needs);
}

/* ---- the instance -------------------------------------------------------------------------- */

/* Headcount, need and shortage of the chains in year t; t = -1: only the headcount of today. */
static void chain_sums(const cJSON *chains, int t, int *headcount, int *need, int *shortage)
{
    const cJSON *chain;
    *headcount = *need = *shortage = 0;
    cJSON_ArrayForEach(chain, chains)
    {
        const int b = t < 0 ? number(chain, "b0") : in_year(part(chain, "b"), t);
        const int n = t < 0 ? 0 : in_year(part(chain, "n"), t);
        *headcount += b;
        *need += n;
        *shortage += n > b ? n - b : 0;
    }
}

/* Takes 3 s under the sanitizers. Frames bind no school by default, so its needs sum to its frame;
   without anybody coming the chains are the gaps of each year. */
static void the_instance_is_what_need_and_gaps_show(void **state)
{
    static struct codes schools;
    static int need_of[SCHOOLS][YEARS];
    int headcount, need, shortage;
    const cJSON *chain;
    (void)state;
    cJSON *instance = ask("instance", NULL, NULL, NULL), *years = list("gaps", "--by=fy", NULL);
    const cJSON *chains = part(instance, "chains");
    codes_read(part(instance, "schools"), &schools);
    assert_int_equal(schools.count, SCHOOLS);
    cJSON_ArrayForEach(chain, chains)
    {
        int *need_here = need_of[place(&schools, word(chain, "school"))];
        for (int t = 0; t < YEARS; t++) need_here[t] += in_year(part(chain, "n"), t);
    }
    for (int s = 0; s < SCHOOLS; s++) {
        const cJSON *frame = part(part(instance, "frame"), schools.code[s]);
        for (int t = 0; t < YEARS; t++) assert_int_equal(need_of[s][t], in_year(frame, t));
    }
    for (int t = -1; t < YEARS; t++) {
        const cJSON *year = row_of(part(years, "rows"), "fy", 2567 + t);
        chain_sums(chains, t, &headcount, &need, &shortage);
        assert_int_equal(headcount, number(year, "headcount"));
        if (t < 0) continue;
        assert_int_equal(need, number(year, "need"));
        assert_int_equal(shortage, number(year, "shortage"));
    }
    cJSON_Delete(instance);
    cJSON_Delete(years);
}

/* By major, [0]: today, [1 + t]: at the opening of year t if nobody comes. */
static void headcounts_by_major(const cJSON *instance, const struct codes *majors, int years,
                                int out[MAJORS][YEARS + 1])
{
    const cJSON *chain;
    memset(out, 0, MAJORS * sizeof out[0]);
    cJSON_ArrayForEach(chain, part(instance, "chains"))
    {
        int *to = out[place(majors, word(chain, "major"))];
        to[0] += number(chain, "b0");
        for (int t = 0; t < years; t++) to[1 + t] += in_year(part(chain, "b"), t);
    }
}

/* Takes 2 s under the sanitizers. Who has a major is a teacher, so the retirements by major are all
   that leaves when other losses are switched off: those of 2566 before the opening of 2567. */
static void without_other_losses_headcounts_fall_by_the_retirements_of_each_major(void **state)
{
    static struct codes majors;
    int headcount[MAJORS][YEARS + 1];
    const cJSON *row;
    (void)state;
    cJSON *instance = ask("instance", "--set=loss.rate=0", NULL, NULL),
          *retire = list("retire", "--by=major", NULL);
    codes_read(part(instance, "majors"), &majors);
    assert_int_equal(majors.count, MAJORS);
    headcounts_by_major(instance, &majors, YEARS, headcount);
    cJSON_ArrayForEach(row, part(retire, "rows"))
    {
        if (strcmp(word(row, "major"), "-") == 0) continue; /* directors, deputies, support */
        const int m = place(&majors, word(row, "major"));
        for (int t = 0; t < YEARS; t++) {
            char fy[8];
            snprintf(fy, sizeof fy, "%d", 2566 + t);
            assert_int_equal(headcount[m][t] - number(row, fy), headcount[m][t + 1]);
        }
    }
    cJSON_Delete(instance);
    cJSON_Delete(retire);
}

/* ---- a plan -------------------------------------------------------------------------------- */

/* x(t) = b(t) + everybody who came up to t - everybody who went, for each chain of the plan. */
static void assert_chains_follow_the_instance(const cJSON *plan, const cJSON *instance)
{
    static struct codes schools, majors;
    static int stay[SCHOOLS][MAJORS][PLAN_YEARS], moved[SCHOOLS][MAJORS][PLAN_YEARS];
    const cJSON *row;
    int seen = 0;
    codes_read(part(instance, "schools"), &schools);
    codes_read(part(instance, "majors"), &majors);
    cJSON_ArrayForEach(row, part(instance, "chains"))
    {
        const int s = place(&schools, word(row, "school")), m = place(&majors, word(row, "major"));
        for (int t = 0; t < PLAN_YEARS; t++) stay[s][m][t] = in_year(part(row, "b"), t);
    }
    cJSON_ArrayForEach(row, part(plan, "chains"))
    {
        const int s = place(&schools, word(row, "school")), m = place(&majors, word(row, "major"));
        for (int t = number(row, "fy") - 2567; t < PLAN_YEARS; t++)
            moved[s][m][t] += number(row, "in") - number(row, "out");
    }
    cJSON_ArrayForEach(row, part(plan, "chains"))
    {
        const int s = place(&schools, word(row, "school")), m = place(&majors, word(row, "major"));
        const int t = number(row, "fy") - 2567;
        assert_int_equal(number(row, "headcount"), stay[s][m][t] + moved[s][m][t]);
        seen++;
    }
    assert_int_equal(seen, PLAN_YEARS * cJSON_GetArraySize(part(instance, "chains")));
    assert_gaps_balance(part(plan, "chains"));
}

/* Who leaves between today and each opening: in the totals, and by major in the instance. */
static void assert_leavers_agree(const cJSON *plan, const cJSON *instance)
{
    static struct codes majors;
    int headcount[MAJORS][YEARS + 1];
    cJSON *by_year = list("retire", "--by=fy", NULL),
          *by_major = list("retire", "--by=major", NULL);
    codes_read(part(instance, "majors"), &majors);
    headcounts_by_major(instance, &majors, PLAN_YEARS, headcount);
    for (int t = 0; t < PLAN_YEARS; t++) {
        const cJSON *total = row_of(part(plan, "totals"), "fy", 2567 + t), *row;
        int left = 0;
        char before[8];
        snprintf(before, sizeof before, "%d", 2566 + t);
        for (int m = 0; m < MAJORS; m++) left += headcount[m][t] - headcount[m][t + 1];
        assert_int_equal(left, number(total, "retire") + number(total, "other_loss"));
        assert_int_equal(number(total, "retire"),
                         number(row_of(part(by_year, "rows"), "fy", 2566 + t), "teachers"));
        cJSON_ArrayForEach(row, part(by_major, "rows"))
        {
            if (strcmp(word(row, "major"), "-") == 0) continue;
            const int m = place(&majors, word(row, "major"));
            assert_true(headcount[m][t] - headcount[m][t + 1] >= number(row, before));
        }
    }
    cJSON_Delete(by_year);
    cJSON_Delete(by_major);
}

/* Headcount(t) = headcount(t-1) - retirements - other losses + who comes from outside. */
static void assert_city_balances(const cJSON *plan)
{
    cJSON *today = list("gaps", "--by=major", NULL);
    int before = sum(part(today, "rows"), "headcount", 0);
    for (int fy = 2567; fy < 2567 + PLAN_YEARS; fy++) {
        const cJSON *total = row_of(part(plan, "totals"), "fy", fy), *chains = part(plan, "chains");
        const int came = number(total, "call_up") + number(total, "graduates");
        assert_int_equal(number(total, "headcount"),
                         before - number(total, "retire") - number(total, "other_loss") + came);
        assert_int_equal(sum(chains, "in", fy) - sum(chains, "out", fy), came);
        assert_int_equal(sum(chains, "out", fy), number(total, "transfer"));
        before = number(total, "headcount");
    }
    assert_gaps_balance(part(plan, "totals"));
    cJSON_Delete(today);
}

/* Sums `key` of the rows of a year and major; the member that names the major is given. */
static int sum_of_major(const cJSON *rows, const char *key, int fy, const char *name,
                        const char *major)
{
    int total = 0;
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        if (number(row, "fy") == fy && strcmp(word(row, name), major) == 0)
            total += number(row, key);
    }
    return total;
}

/* Who comes to a major is called, has graduated, or is retrained; the call-ups stand in two lists.
 */
static void assert_major_balances(const cJSON *plan, const char *major, int fy)
{
    const cJSON *chains = part(plan, "chains"), *majors = part(plan, "majors"),
                *recruit = part(plan, "recruit"), *retrain = part(plan, "retrainings"), *row;
    int called = 0;
    for (int k = 0; k < MEASURES; k++)
        assert_int_equal(sum_of_major(chains, measures[k], fy, "major", major),
                         sum_of_major(majors, measures[k], fy, "major", major));
    assert_int_equal(sum_of_major(chains, "in", fy, "major", major) -
                         sum_of_major(chains, "out", fy, "major", major),
                     sum_of_major(recruit, "hire", fy, "major", major) +
                         sum_of_major(retrain, "count", fy, "to_major", major) -
                         sum_of_major(retrain, "count", fy, "from_major", major));
    cJSON_ArrayForEach(row, recruit)
    {
        if (number(row, "fy") == fy && strcmp(word(row, "channel"), "exam") == 0 &&
            strcmp(word(row, "major"), major) == 0)
            called += number(row, "hire");
    }
    assert_int_equal(called, sum_of_major(part(plan, "calls"), "count", fy, "major", major));
}

static void assert_parts_are_the_totals(const cJSON *plan)
{
    for (int fy = 2567; fy < 2567 + PLAN_YEARS; fy++) {
        const cJSON *total = row_of(part(plan, "totals"), "fy", fy);
        for (int k = 0; k < MEASURES; k++) {
            assert_int_equal(sum(part(plan, "chains"), measures[k], fy),
                             number(total, measures[k]));
            assert_int_equal(sum(part(plan, "majors"), measures[k], fy),
                             number(total, measures[k]));
        }
        assert_int_equal(sum(part(plan, "calls"), "count", fy), number(total, "call_up"));
        assert_int_equal(sum(part(plan, "recruit"), "hire", fy),
                         number(total, "call_up") + number(total, "graduates"));
        assert_int_equal(sum(part(plan, "recruit"), "intake", fy), number(total, "intake"));
        assert_int_equal(sum(part(plan, "retrainings"), "count", fy), number(total, "retrain"));
    }
}

/* Takes 5 s under the sanitizers. */
static void a_plan_adds_up_by_chain_major_and_year(void **state)
{
    (void)state;
    cJSON *plan = plan_of_two_years(),
          *instance = ask("instance", "--set=horizon.years=2", NULL, NULL);
    const cJSON *major;
    assert_chains_follow_the_instance(plan, instance);
    assert_leavers_agree(plan, instance);
    assert_city_balances(plan);
    assert_parts_are_the_totals(plan);
    cJSON_ArrayForEach(major, part(instance, "majors"))
    {
        for (int t = 0; t < PLAN_YEARS; t++)
            assert_major_balances(plan, major->valuestring, 2567 + t);
    }
    cJSON_Delete(plan);
    cJSON_Delete(instance);
}

/* ---- a plan elsewhere ---------------------------------------------------------------------- */

/* Sum of a column of an exported file, and how many rows it has; -1 rows: no such column. The
   files that are asked for have neither quotes nor commas in their fields. */
static int csv_sum(const char *file, const char *column, int *rows)
{
    int total = 0, at = 0;
    char *text = run_read_file(run_path(file)), *rest = NULL;
    char *line = strtok_r(text, "\r\n", &rest), *inside = NULL;
    assert_non_null(line);
    *rows = -1;
    line += strncmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    for (char *name = strtok_r(line, ",", &inside); name; name = strtok_r(NULL, ",", &inside)) {
        if (strcmp(name, column) == 0) *rows = 0;
        if (*rows == 0) break;
        at++;
    }
    while (*rows >= 0 && (line = strtok_r(NULL, "\r\n", &rest))) {
        char *field = strtok_r(line, ",", &inside);
        for (int i = 0; i < at && field; i++) field = strtok_r(NULL, ",", &inside);
        assert_non_null(field);
        total += atoi(field);
        ++*rows;
    }
    free(text);
    return total;
}

/* Every column of numbers of every list has the same sum in its file. */
static void assert_export_is_the_plan(const cJSON *plan)
{
    static const char *const lists[] = {"totals", "recruit", "majors",
                                        "chains", "calls",   "retrainings"};
    int rows;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const cJSON *json = part(plan, lists[i]), *item;
        char file[32];
        snprintf(file, sizeof file, "two.csv/%s.csv", lists[i]);
        if (cJSON_GetArraySize(json) == 0) continue;
        cJSON_ArrayForEach(item, cJSON_GetArrayItem(json, 0))
        {
            if (!cJSON_IsNumber(item)) continue;
            assert_int_equal(csv_sum(file, item->string, &rows), sum(json, item->string, 0));
            assert_int_equal(rows, cJSON_GetArraySize(json));
        }
    }
    for (int k = 0; k < MEASURES; k++)
        assert_int_equal(csv_sum("two.csv/schools.csv", measures[k], &rows),
                         sum(part(plan, "totals"), measures[k], 0));
    assert_int_equal(rows, SCHOOLS * PLAN_YEARS);
}

/* gaps of the plan in every view; they also show the year before the plan, which is today. */
static void assert_gaps_of_the_plan(const cJSON *plan)
{
    static const char *const views[] = {"--by=fy", "--by=major", "--by=district", "--by=school"};
    cJSON *json[4], *today = list("gaps", "--by=major", NULL);
    for (int i = 0; i < 4; i++) json[i] = ask("gaps", "--plan=two", views[i], "--format=json");
    for (int k = 0; k < MEASURES; k++) {
        for (int i = 0; i < 4; i++)
            assert_int_equal(sum(part(json[i], "rows"), measures[k], 2566),
                             sum(part(today, "rows"), measures[k], 0));
        for (int fy = 2567; fy < 2567 + PLAN_YEARS; fy++) {
            const int total = number(row_of(part(plan, "totals"), "fy", fy), measures[k]);
            for (int i = 0; i < 4; i++)
                assert_int_equal(sum(part(json[i], "rows"), measures[k], fy), total);
            assert_districts_are_their_schools(part(json[2], "rows"), part(json[3], "rows"),
                                               measures[k], fy);
        }
    }
    for (int i = 0; i < 4; i++) cJSON_Delete(json[i]);
    cJSON_Delete(today);
}

/* Takes 5 s under the sanitizers. */
static void a_plan_has_the_same_numbers_in_gaps_export_and_verify(void **state)
{
    struct run run = {0};
    (void)state;
    cJSON *plan = plan_of_two_years(), *verified = list("verify", "two", NULL);
    assert_int_equal(number(cJSON_GetArrayItem(part(verified, "rows"), 0), "broken"), 0);
    assert_gaps_of_the_plan(plan);
    kru(&run, "export", city(), "two", "--to", run_path("two.csv"));
    assert_quiet(&run);
    assert_export_is_the_plan(plan);
    run_clear(&run);
    cJSON_Delete(plan);
    cJSON_Delete(verified);
}

static const struct CMUnitTest cases[] = {
    CASE(retirements_add_up_in_every_view_and_are_316_in_2566),
    CASE(need_and_gaps_add_up_in_every_view),
    CASE(the_instance_is_what_need_and_gaps_show),
    CASE(without_other_losses_headcounts_fall_by_the_retirements_of_each_major),
    CASE(a_plan_adds_up_by_chain_major_and_year),
    CASE(a_plan_has_the_same_numbers_in_gaps_export_and_verify),
};
TEST_MAIN(cases)
