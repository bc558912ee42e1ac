/* A plan written by hand, and its tables for people: of the whole, of a district, of a school. */
#include "tests/test.h"

#include "report/plan_view.h"

/*
 * Two districts, three schools (oak and elm in D1, fir in D2), two majors, two years from 2567.
 *            today 2566            2567                        2568
 *   oak math need 4, 3 in post     1 retires, 1 comes: 3, -1   1 comes: 4
 *   elm thai need 2, 2 in post     2                           1 comes: 3, +1
 *   fir math need 3, 3 in post     1 lost, 1 moves off: 1, -2  1 comes: 2, -1
 */
static struct district district[] = {{"D1", "พระนคร", "Phra Nakhon", "กลาง"},
                                     {"D2", "เขตสาทร", "", "ใต้"}};
static struct school school[] = {{.code = "A", .name_th = "โรงเรียนวัดเอ", .district = 0},
                                 {.code = "B", .name_th = "โรงเรียนวัดบี", .district = 0},
                                 {.code = "C", .name_th = "โรงเรียนวัดซี", .district = 1}};
static struct major major[] = {{"math", "คณิตศาสตร์", "Mathematics"}, {"thai", "ภาษาไทย", ""}};
static struct channel channel[] = {
    {"exam", "สอบแข่งขัน", "Competitive exam", CHANNEL_EXAM, 0, 1.0},
    {"erawan", "ทุนเอราวัณ", "Erawan scholarship", CHANNEL_PIPELINE, 4, 0.9},
};
static struct provenance_row provenance[] = {
    {"schools.csv", "real", "a register"},
    {"teachers.csv", "synthetic", "made up"},
};
/* Born on 1 May of 1963: 60 in 2566; 1962: overdue; 1964: 2567; 1965: 2568; 1990: far away. */
static struct teacher teacher[] = {
    {"P1", 0, POSITION_TEACHER, 0, 0, {1963, 5, 1}, {0}, STATUS_ACTIVE, 0},
    {"P2", 0, POSITION_DIRECTOR, -1, -1, {1962, 5, 1}, {0}, STATUS_ACTIVE, 0},
    {"P3", 0, POSITION_TEACHER, 0, 0, {1990, 5, 1}, {0}, STATUS_ACTIVE, 0},
    {"P4", 1, POSITION_ASSISTANT, 1, 1, {1990, 5, 1}, {0}, STATUS_ACTIVE, 2568},
    {"P5", 2, POSITION_TEACHER, 0, 0, {1965, 5, 1}, {0}, STATUS_ACTIVE, 0},
    {"P6", 2, POSITION_TEACHER, 0, 0, {1965, 6, 1}, {0}, STATUS_SECONDED, 0},
    {"P7", 2, POSITION_TEACHER, 0, 0, {1963, 5, 1}, {0}, STATUS_LEFT, 0},
};
static const struct school_register reg = {
    .district = district,
    .districts = 2,
    .school = school,
    .schools = 3,
    .major = major,
    .majors = 2,
    .channel = channel,
    .channels = 2,
    .teacher = teacher,
    .teachers = 7,
    .provenance = provenance,
    .provenances = 2,
};
static struct stored_total total[] = {
    {2567, 1, 1, 9, 6, 3, 0, 0, 0, 0, 1, 0, 5, 1250000},
    {2568, 0, 0, 9, 9, 1, 1, 2, 1, 1, 0, 0, 0, 432000},
};
static struct stored_chain chain[] = {
    {0, 0, 2566, 4, 3, 0, 0, 1, 0, 0, 0}, {0, 0, 2567, 4, 3, 1, 0, 1, 0, 1, 0},
    {0, 0, 2568, 4, 4, 1, 0, 0, 0, 0, 0}, {1, 1, 2566, 2, 2, 0, 0, 0, 0, 0, 0},
    {1, 1, 2567, 2, 2, 0, 0, 0, 0, 0, 0}, {1, 1, 2568, 2, 3, 1, 0, 0, 1, 0, 0},
    {2, 0, 2566, 3, 3, 0, 0, 0, 0, 0, 0}, {2, 0, 2567, 3, 1, 0, 1, 2, 0, 0, 1},
    {2, 0, 2568, 3, 2, 1, 0, 1, 0, 0, 0},
};
static struct stored_recruit recruit[] = {
    {2567, 1, 1, 0, 0, 5, 4, 0}, {2568, 0, 0, 3, 2, 0, 0, 0}, {2568, 1, 0, 0, 0, 0, 0, 1}};
static const struct stored_plan plan = {
    .id = 7,
    .name = "หนึ่ง",
    .scenario = "ฐาน",
    .scenario_text = "[scenario]\nname = ฐาน\n\n[exam]\nseats.2568.math = 2\n"
                     "seats.2568.math.source = ว 1\n[pipeline.erawan]\nplace_cost_thb = 9000\n",
    .scenario_hash = "aa",
    .data_hash = "bb",
    .created_at = "2026-12-31T18:04:05Z",
    .status = "optimal",
    .program_version = "0.1.0",
    .first_fy = 2567,
    .years = 2,
    .synthetic = 1,
    .objective = 200.0,
    .bound = 199.0,
    .total = total,
    .totals = 2,
    .chain = chain,
    .chains = 9,
    .recruit = recruit,
    .recruits = 3,
};
static bool in_scope[] = {true, true};
static const struct params params = {
    .first_fy = 2567, .years = 2, .district_in = in_scope, .age = {.steps = 1, .age = {60}}};

static struct table *table_of(enum view_table which, int of_district, int of_school)
{
    static const struct placement nobody_placed;
    const struct plan_view view = {.reg = &reg,
                                   .plan = &plan,
                                   .params = &params,
                                   .placement = &nobody_placed,
                                   .district = of_district,
                                   .school = of_school};
    return plan_view_table(which, &view);
}

static int column_of(const struct table *table, const char *key)
{
    for (int c = 0; c < table_columns(table); c++)
        if (strcmp(table_column_of(table, c)->key, key) == 0) return c;
    fail_msg("no column '%s'", key);
    return -1;
}

/* Sum of a column in a fiscal year; blanks count nothing. */
static long long sum_in(const struct table *table, const char *key, int fy)
{
    const int year = column_of(table, "fy"), column = column_of(table, key);
    long long sum = 0;
    for (int row = 0; row < table_rows(table); row++)
        if (table_cell_at(table, row, year).whole == fy)
            sum += table_cell_at(table, row, column).whole;
    return sum;
}

static long long sum_of(enum view_table which, int of_district, int of_school, const char *key,
                        int fy)
{
    struct table *table = table_of(which, of_district, of_school);
    const long long sum = sum_in(table, key, fy);
    table_free(table);
    return sum;
}

static void assert_csv(struct table *table, const char *want)
{
    struct text out = {0};
    table_print(table, FORMAT_CSV, false, false, &out);
    assert_string_equal(text_s(&out), want);
    text_clear(&out);
    table_free(table);
}

/* Today: need 4+2+3, in post 3+2+3, oak short 1. 2567: 8 - 1 - 1 + 1 - 1 = 6. 2568: 6 + 3 = 9. */
static void years_of_the_whole_begin_today_and_end_with_the_money(void **state)
{
    (void)state;
    assert_csv(table_of(VIEW_YEARS, -1, -1),
               "fy,retire,other_loss,need,headcount,in,out,shortage,surplus,call_up,graduates,idle,"
               "transfer,retrain,intake,cost_thb\r\n"
               "2566,,,9,8,,,1,0,,,,,,,\r\n"
               "2567,1,1,9,6,1,1,3,0,0,0,0,1,0,5,1250000\r\n"
               "2568,0,0,9,9,3,0,1,1,2,1,1,0,0,0,432000\r\n");
}

static void years_of_a_school_hold_what_is_its_own(void **state)
{
    (void)state;
    assert_csv(table_of(VIEW_YEARS, -1, 2),
               "fy,retire,other_loss,need,headcount,in,out,shortage,surplus\r\n"
               "2566,,,3,3,,,0,0\r\n"
               "2567,0,1,3,1,0,1,2,0\r\n"
               "2568,0,0,3,2,1,0,1,0\r\n");
}

static void schools_add_up_to_districts_and_districts_to_the_whole(void **state)
{
    static const char *const keys[] = {"retire", "other_loss", "need",     "headcount",
                                       "in",     "out",        "shortage", "surplus"};
    static const enum view_table tables[] = {VIEW_YEARS, VIEW_MAJORS, VIEW_SCHOOLS, VIEW_CHAINS};
    (void)state;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        for (int fy = 2566; fy <= 2568; fy++)
            for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
                const long long whole = sum_of(VIEW_YEARS, -1, -1, keys[k], fy);
                long long districts = 0, schools = 0;
                for (int d = 0; d < reg.districts; d++)
                    districts += sum_of(tables[i], d, -1, keys[k], fy);
                for (int s = 0; s < reg.schools; s++)
                    schools += sum_of(tables[i], -1, s, keys[k], fy);
                assert_int_equal(sum_of(tables[i], -1, -1, keys[k], fy), whole);
                assert_int_equal(districts, whole);
                assert_int_equal(schools, whole);
            }
}

/* fir lacks 2 of 3 in 2567 = 66.7 %, 1 of 3 in 2568 = 33.3 %; elm, of the other district, is out.
 */
static void schools_of_a_district_are_named_with_their_share(void **state)
{
    char shown[CELL_SHOWN];
    struct table *table = table_of(VIEW_SCHOOLS, 1, -1);
    const int percent = column_of(table, "percent"), name = column_of(table, "name");
    (void)state;
    assert_int_equal(table_rows(table), 3);
    for (int row = 0; row < 3; row++) {
        static const char *const want[] = {"0.0", "66.7", "33.3"};
        const struct table_cell cell = table_cell_at(table, row, percent);
        assert_string_equal(table_cell_shown(shown, &cell, CELL_NUMBER), want[row]);
        assert_string_equal(table_cell_at(table, row, name).text, "โรงเรียนวัดซี");
    }
    table_free(table);
}

static void recruitment_has_names_beside_codes(void **state)
{
    (void)state;
    assert_csv(table_of(VIEW_RECRUIT, -1, -1),
               "fy,channel_name,channel,major_name,major,pass,hire,intake,expected\r\n"
               "2567,Erawan scholarship,erawan,ภาษาไทย,thai,0,0,5,4\r\n"
               "2568,Competitive exam,exam,Mathematics,math,3,2,0,0\r\n");
}

/* P1 and the overdue director in 2566, P4 (its own year) and both of fir in 2568; P7 has left. The
   teacher of 2566 is the one retired of 2567 in the plan. */
static void retirements_are_counted_by_post_and_name_nobody(void **state)
{
    (void)state;
    assert_int_equal(sum_of(VIEW_YEARS, -1, -1, "retire", 2567), 1);
    struct table *table = table_of(VIEW_RETIRE, -1, -1);
    assert_string_equal(table_note_at(table, 1),
                        "1 people were due before 2566 and are counted in that year");
    assert_csv(table, "fy,district,school,name,position_name,position,major_name,major,people\r\n"
                      "2566,Phra Nakhon,A,โรงเรียนวัดเอ,director,director,,,1\r\n"
                      "2566,Phra Nakhon,A,โรงเรียนวัดเอ,teacher,teacher,Mathematics,math,1\r\n"
                      "2568,Phra Nakhon,B,โรงเรียนวัดบี,assistant teacher,assistant,ภาษาไทย,thai,1\r\n"
                      "2568,เขตสาทร,C,โรงเรียนวัดซี,teacher,teacher,Mathematics,math,2\r\n");
    assert_int_equal(sum_of(VIEW_RETIRE, 0, -1, "people", 2568), 1);
    assert_int_equal(sum_of(VIEW_RETIRE, -1, 2, "people", 2568), 2);
}

static void retirements_outside_the_scope_are_left_out(void **state)
{
    bool first_alone[] = {true, false};
    struct params narrow = params;
    narrow.district_in = first_alone;
    const struct plan_view view = {
        .reg = &reg, .plan = &plan, .params = &narrow, .district = -1, .school = -1};
    struct text scope = {0};
    (void)state;
    struct table *table = plan_view_table(VIEW_RETIRE, &view);
    assert_int_equal(sum_in(table, "people", 2568), 1);
    table_free(table);
    plan_view_scope(&view, &scope);
    assert_string_equal(text_s(&scope), "1 districts, 2 schools");
    text_clear(&scope);
}

/* 18:04 UTC on the last day of 2026 is 01:04 on the first of 2570 in Bangkok. */
static void conditions_say_what_each_changed_key_means(void **state)
{
    struct text out = {0};
    (void)state;
    struct table *table = table_of(VIEW_CONDITIONS, -1, -1);
    table_print(table, FORMAT_CSV, false, false, &out);
    table_free(table);
    static const char *const lines[] = {
        "created_at,made on,\"1 Jan 2570, 01:04 Bangkok time\",\r\n",
        "data_hash,hash of the data (SHA-256),bb,\r\n",
        "program_version,version of kru,0.1.0,\r\n",
        "status,status,the best plan under its rules,\r\n",
        "exam.seats.2568.math,passers of each major,2,people\r\n",
        "pipeline.erawan.place_cost_thb,\"cost of a place, once, in the year of "
        "intake\",9000,baht\r\n",
        "synthetic,rests on synthetic data,yes,\r\n",
        "schools.csv,real,a register,\r\n",
        "teachers.csv,synthetic,made up,\r\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!strstr(text_s(&out), lines[i])) fail_msg("'%s' is not in:\n%s", lines[i], out.s);
    assert_non_null(strstr(out.s, "exam.seats.2568.math.source,source of: "));
    text_clear(&out);
}

static void every_table_ends_with_what_is_synthetic(void **state)
{
    (void)state;
    for (int which = 0; which < VIEW_TABLES; which++) {
        struct table *table = table_of((enum view_table)which, -1, -1);
        assert_string_equal(table_note_at(table, table_notes(table) - 1),
                            "synthetic data, not real: teachers.csv");
        table_free(table);
    }
}

static void a_title_says_which_part_is_meant(void **state)
{
    static const struct {
        int district, school;
        const char *th, *en;
    } cases[] = {
        {-1, -1, "รายวิชาเอก · 2 เขต 3 โรงเรียน", "By major · 2 districts, 3 schools"},
        {0, -1, "รายวิชาเอก · เขตพระนคร", "By major · Phra Nakhon district"},
        {1, -1, "รายวิชาเอก · เขตสาทร", "By major · เขตสาทร district"},
        {-1, 0, "รายวิชาเอก · โรงเรียนวัดเอ เขตพระนคร", "By major · โรงเรียนวัดเอ Phra Nakhon district"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int lang = 0; lang < 2; lang++) {
            lang_set(lang ? LANG_EN : LANG_TH);
            struct table *table = table_of(VIEW_MAJORS, cases[i].district, cases[i].school);
            assert_string_equal(table_title(table), lang ? cases[i].en : cases[i].th);
            table_free(table);
        }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest cases[] = {
        CASE(years_of_the_whole_begin_today_and_end_with_the_money),
        CASE(years_of_a_school_hold_what_is_its_own),
        CASE(schools_add_up_to_districts_and_districts_to_the_whole),
        CASE(schools_of_a_district_are_named_with_their_share),
        CASE(recruitment_has_names_beside_codes),
        CASE(retirements_are_counted_by_post_and_name_nobody),
        CASE(retirements_outside_the_scope_are_left_out),
        CASE(conditions_say_what_each_changed_key_means),
        CASE(every_table_ends_with_what_is_synthetic),
        CASE(a_title_says_which_part_is_meant),
    };
    return test_run(argc, argv, cases, sizeof cases / sizeof *cases);
}
