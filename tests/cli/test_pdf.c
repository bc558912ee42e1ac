/* PDF of a saved plan: what is signed has the figures that `kru show` prints, of the whole, a
   district or a school, in Thai that copies out as it was written. */
#include "tests/cli/run.h"

#include <ctype.h>

static const char *db(void)
{
    return run_path("tiny.db");
}

static const char *pdf(void)
{
    return run_path("p.pdf");
}

static int setup_plan(void **state)
{
    struct run run = {0};
    if (run_setup_tiny(state) != 0) return -1;
    setenv("KRU_NOW", "1795318678", 1); /* 2026-11-22T03:37:58Z */
    kru(&run, "plan", db(), "--name", "p", "--set", "exam.seats_total.2568=0");
    const int status = run.status;
    if (status != 0) print_error("plan: %s", run.err);
    run_clear(&run);
    return status;
}

/* What a tool of poppler says of the document; free() it. */
static char *ask(const char *tool, const char *arguments, const char *to)
{
    char command[2 * RUN_PATH];
    snprintf(command, sizeof command, "%s %s '%s' %s", tool, arguments, pdf(), to);
    FILE *pipe = popen(command, "r"), *copy = tmpfile();
    char bytes[4096];
    size_t count;
    assert_non_null(pipe);
    assert_non_null(copy);
    while ((count = fread(bytes, 1, sizeof bytes, pipe)) > 0) fwrite(bytes, 1, count, copy);
    assert_int_equal(pclose(pipe), 0);
    char *said = run_read(copy);
    fclose(copy);
    return said;
}

static char *text_of(int first, int last)
{
    char pages[64];
    snprintf(pages, sizeof pages, "-layout -f %d -l %d", first, last);
    return ask("pdftotext", pages, "-");
}

static char *all_text(void)
{
    return ask("pdftotext", "-layout", "-");
}

static int page_count(void)
{
    char *info = ask("pdfinfo", "", "");
    const char *at = strstr(info, "Pages:");
    assert_non_null(at);
    const int count = (int)strtol(at + 6, NULL, 10);
    free(info);
    return count;
}

static void without_blanks(char *text)
{
    char *to = text;
    for (const char *c = text; *c; c++)
        if (!isspace((unsigned char)*c)) *to++ = *c;
    *to = '\0';
}

/* `part` is in the text when blanks and ends of lines count for nothing. */
static void assert_copies_out(const char *text, const char *part)
{
    char *all = strdup(text), *want = strdup(part);
    without_blanks(all);
    without_blanks(want);
    if (!strstr(all, want)) fail_msg("'%s' is not in:\n%s", part, text);
    free(all);
    free(want);
}

static int times_in(const char *text, const char *part)
{
    int times = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part)) times++;
    return times;
}

static void export_to(const char *lang, const char *option, const char *value)
{
    struct run run = {0};
    if (option)
        kru_plain(&run, "--lang", lang, "export", db(), "p", "--to", pdf(), option, value);
    else
        kru_plain(&run, "--lang", lang, "export", db(), "p", "--to", pdf());
    assert_quiet(&run);
    run_clear(&run);
}

/* ---- the plan ------------------------------------------------------------------------ */

/* Numbers of the line of the text that begins with `label`, commas left out; returns how many. */
static int numbers_of(const char *text, const char *label, long long *out, int most)
{
    const char *line = text;
    int count = 0;
    while (line) {
        while (*line == ' ' || *line == '\n') line++;
        if (strncmp(line, label, strlen(label)) == 0) break;
        line = strchr(line, '\n');
    }
    if (!line) fail_msg("no line '%s' in:\n%s", label, text);
    for (const char *c = line; *c && *c != '\n' && count < most;) {
        if (!isdigit((unsigned char)*c)) {
            c++;
            continue;
        }
        out[count] = 0;
        for (; isdigit((unsigned char)*c) || *c == ','; c++)
            if (*c != ',') out[count] = out[count] * 10 + (*c - '0');
        count++;
    }
    return count;
}

static void figures_of_the_years_are_those_of_show(void **state)
{
    static const char *const key[] = {
        "fy",      "retire",  "other_loss", "need", "headcount", "in",      "out",    "shortage",
        "surplus", "call_up", "graduates",  "idle", "transfer",  "retrain", "intake", "cost_thb"};
    enum { KEYS = sizeof key / sizeof *key };
    struct run run = {0};
    (void)state;
    export_to("en", NULL, NULL);
    kru(&run, "show", db(), "p", "--format", "json");
    assert_quiet(&run);
    cJSON *shown = run_json(run.out);
    char *text = text_of(4, 4); /* cover, what is asked, contents, then the years */
    assert_has(text, "Year by year");
    const cJSON *total;
    int years = 0;
    cJSON_ArrayForEach(total, cJSON_GetObjectItem(shown, "totals"))
    {
        long long number[KEYS];
        char fy[16];
        snprintf(fy, sizeof fy, "%d ", cJSON_GetObjectItem(total, "fy")->valueint);
        assert_int_equal(numbers_of(text, fy, number, KEYS), KEYS);
        for (int k = 0; k < KEYS; k++) { /* in and out stand in the tables of places alone */
            const cJSON *value = cJSON_GetObjectItem(total, key[k]);
            if (value) assert_int_equal(number[k], (long long)value->valuedouble);
        }
        years++;
    }
    assert_int_equal(years, 10);
    free(text);
    cJSON_Delete(shown);
    run_clear(&run);
}

static void what_is_asked_says_shortage_hires_and_cost_as_show_does(void **state)
{
    struct run run = {0};
    char want[200];
    (void)state;
    export_to("en", NULL, NULL);
    kru(&run, "show", db(), "p", "--format", "json");
    cJSON *shown = run_json(run.out);
    const cJSON *total;
    long long called = 0, graduates = 0, cost = 0, last = 0;
    cJSON_ArrayForEach(total, cJSON_GetObjectItem(shown, "totals"))
    {
        called += cJSON_GetObjectItem(total, "call_up")->valueint;
        graduates += cJSON_GetObjectItem(total, "graduates")->valueint;
        cost += (long long)cJSON_GetObjectItem(total, "cost_thb")->valuedouble;
        last = cJSON_GetObjectItem(total, "shortage")->valueint;
    }
    char *text = text_of(2, 2);
    snprintf(want, sizeof want,
             "Over the plan: call %lld people from the lists, hire %lld graduates", called,
             graduates);
    assert_copies_out(text, want);
    snprintf(want, sizeof want, "fiscal year 2576, under the plan, %lld teachers are short", last);
    assert_copies_out(text, want);
    /* Less than a thousand million, more than a million: grouped twice. */
    snprintf(want, sizeof want, "for %lld,%03lld,%03lld baht", cost / 1000000, cost / 1000 % 1000,
             cost % 1000);
    assert_copies_out(text, want);
    free(text);
    cJSON_Delete(shown);
    run_clear(&run);
}

static void hires_of_each_year_are_those_of_show(void **state)
{
    enum { YEARS = 10 };
    struct run run = {0};
    long long number[YEARS + 1], hires[YEARS + 1] = {0}; /* the last: of all years */
    (void)state;
    export_to("en", NULL, NULL);
    kru(&run, "show", db(), "p", "--format", "json");
    cJSON *shown = run_json(run.out);
    const cJSON *row;
    cJSON_ArrayForEach(row, cJSON_GetObjectItem(shown, "recruit"))
    {
        const int hire = cJSON_GetObjectItem(row, "hire")->valueint;
        hires[cJSON_GetObjectItem(row, "fy")->valueint - 2567] += hire;
        hires[YEARS] += hire;
    }
    assert_true(hires[YEARS] > 0);
    char *text = text_of(5, 5);
    const char *table = strstr(text, "Hires by channel and year");
    assert_non_null(table);
    assert_int_equal(numbers_of(table, "total ", number, YEARS + 1), YEARS + 1);
    for (int t = 0; t <= YEARS; t++) assert_int_equal(number[t], hires[t]);
    free(text);
    cJSON_Delete(shown);
    run_clear(&run);
}

static void every_page_of_a_synthetic_plan_says_so(void **state)
{
    (void)state;
    const char *const lang[] = {"th", "en"};
    const char *const warning[] = {"ข้อมูลสังเคราะห์ ไม่ใช่ข้อมูลจริง", "synthetic data, not real"};
    for (int l = 0; l < 2; l++) {
        export_to(lang[l], NULL, NULL);
        for (int page = 1, pages = page_count(); page <= pages; page++) {
            char *text = text_of(page, page), number[64];
            snprintf(number, sizeof number, l ? "page %d of %d" : "หน้า %d จาก %d", page, pages);
            assert_copies_out(text, warning[l]);
            assert_copies_out(text, number);
            free(text);
        }
    }
}

static void names_of_all_schools_copy_out_in_thai(void **state)
{
    static const char *const words[] = {"วัดหนึ่ง",
                                        "วัดสอง",
                                        "อนุบาลสาม",
                                        "บ้านสี่",
                                        "ประถมห้า",
                                        "พระนคร",
                                        "บางรัก",
                                        "หนองจอก",
                                        "สิ่งที่ขอให้พิจารณา",
                                        "ผู้จัดทำ",
                                        "แผนอัตรากำลังครู",
                                        "ผู้อนุมัติ",
                                        "โรงเรียนที่ขาดครูมากที่สุด",
                                        "บัญชีเรียกบรรจุ ปีงบประมาณ 2567",
                                        "exam.seats_total.2568"};
    (void)state;
    export_to("th", NULL, NULL);
    char *text = all_text();
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) assert_copies_out(text, words[i]);
    free(text);
}

static void contents_name_the_pages(void **state)
{
    static const char *const chapter[] = {"What is asked",
                                          "Year by year",
                                          "Recruitment",
                                          "By major",
                                          "By district",
                                          "Retirements",
                                          "Transfers, fiscal year 2567",
                                          "Conditions of the plan"};
    (void)state;
    export_to("en", NULL, NULL);
    char *contents = text_of(3, 3);
    assert_has(contents, "Contents");
    for (size_t i = 0; i < sizeof chapter / sizeof *chapter; i++) {
        const char *line = strstr(contents, chapter[i]);
        if (!line) fail_msg("no '%s' in:\n%s", chapter[i], contents);
        line += strlen(chapter[i]);
        const int page = (int)strtol(line + strspn(line, " ."), NULL, 10);
        assert_true(page >= 1 && page <= page_count());
        char *text = text_of(page, page);
        assert_has(text, chapter[i]);
        free(text);
    }
    free(contents);
}

static void outline_and_links_lead_to_the_chapters(void **state)
{
    (void)state;
    export_to("en", NULL, NULL);
    char *file = run_read_file(pdf()); /* up to its first zero byte: objects of text come later */
    free(file);
    FILE *bytes = fopen(pdf(), "rb");
    assert_non_null(bytes);
    static char whole[1 << 21];
    const size_t count = fread(whole, 1, sizeof whole - 1, bytes);
    fclose(bytes);
    int links = 0, outlines = 0;
    for (size_t i = 0; i + 16 < count; i++) {
        links += memcmp(whole + i, "/Subtype /Link", 14) == 0;
        outlines += memcmp(whole + i, "/Type /Outlines", 15) == 0;
    }
    assert_int_equal(outlines, 1);
    assert_true(links >= 12); /* chapters of the contents */
}

static void the_same_plan_gives_the_same_bytes(void **state)
{
    (void)state;
    export_to("th", NULL, NULL);
    char *first = all_text(), move[2 * RUN_PATH + 200];
    assert_int_equal(rename(pdf(), run_path("first.pdf")), 0);
    setenv("KRU_NOW", "1895318678", 1); /* years later */
    export_to("th", NULL, NULL);
    snprintf(move, sizeof move, "cmp '%s' '%s'", run_path("first.pdf"), pdf());
    FILE *pipe = popen(move, "r");
    assert_non_null(pipe);
    assert_int_equal(pclose(pipe), 0);
    free(first);
}

static void only_noto_sans_is_embedded(void **state)
{
    (void)state;
    export_to("th", NULL, NULL);
    char *fonts = ask("pdffonts", "", "");
    assert_has(fonts, "+NotoSansThai-Regular");
    /* A line a font, below two lines of heads. */
    assert_int_equal(times_in(fonts, "\n") - 2, times_in(fonts, "+NotoSans"));
    assert_has_not(fonts, "+NotoSansMono");
    free(fonts);
}

/* ---- parts --------------------------------------------------------------------------- */

static void a_district_has_its_schools_alone(void **state)
{
    (void)state;
    export_to("th", "--district", "D1");
    char *text = all_text();
    assert_copies_out(text, "เขตพระนคร");
    assert_copies_out(text, "วัดสอง");
    assert_has_not(text, "ประถมห้า");
    assert_has_not(text, "บางรัก");
    assert_copies_out(text, "เงื่อนไขของแผน");
    free(text);
}

static void the_sheet_of_each_school_is_one_page_without_persons(void **state)
{
    static const char *const school[] = {"S1", "S2", "S3", "S4", "S5"};
    struct run run = {0};
    (void)state;
    char *teachers = run_read_file(KRU_SOURCE "/tests/fixtures/tiny/teachers.csv");
    for (size_t i = 0; i < sizeof school / sizeof *school; i++) {
        kru_th(&run, "export", db(), "p", "--to", pdf(), "--school", school[i]);
        assert_quiet(&run);
        assert_int_equal(page_count(), 1);
        char *text = all_text();
        assert_copies_out(text, "ใครพ้นไป ใครเข้ามา เมื่อใด");
        assert_copies_out(text, "ความต้องการและครูที่มี");
        for (const char *line = strchr(teachers, '\n'); line && line[1];
             line = strchr(line + 1, '\n')) {
            char id[64];
            snprintf(id, sizeof id, "%.*s", (int)strcspn(line + 1, ","), line + 1);
            assert_has_not(text, id);
        }
        free(text);
    }
    free(teachers);
    run_clear(&run);
}

static void a_school_of_many_years_still_takes_one_page(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "plan", db(), "--name", "long", "--set", "horizon.years=15");
    assert_status(&run, 0);
    kru(&run, "export", db(), "long", "--to", pdf(), "--school", "S1");
    assert_quiet(&run);
    assert_int_equal(page_count(), 1);
    char *text = all_text();
    assert_has(text, "2581");
    free(text);
    run_clear(&run);
}

static void the_placement_list_is_that_of_the_first_year_and_signed(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "show", db(), "p", "--format", "json");
    cJSON *shown = run_json(run.out);
    const cJSON *first = cJSON_GetArrayItem(cJSON_GetObjectItem(shown, "totals"), 0);
    export_to("en", "--part", "placement");
    char *text = all_text(), want[200];
    snprintf(want, sizeof want,
             "%d people are called from lists or hired as graduates, and %d are transferred",
             cJSON_GetObjectItem(first, "call_up")->valueint +
                 cJSON_GetObjectItem(first, "graduates")->valueint,
             cJSON_GetObjectItem(first, "transfer")->valueint);
    assert_copies_out(text, want);
    assert_copies_out(text, "Placement list, fiscal year 2567");
    assert_has(text, "1 Oct 2566"); /* the day to report */
    assert_has(text, "approved by");
    assert_has(text, "synthetic data, not real");
    free(text);
    cJSON_Delete(shown);
    run_clear(&run);
}

/* ---- the city ----------------------------------------------------------------------------- */

/* The plan of the bundled data takes too long with sanitizers on. */
static void need_speed(void)
{
#ifdef KRU_SANITIZED
    skip();
#endif
}

/* The schools with most teachers have the longest sheets; three of them by headcount. */
static void assert_greatest_schools_fit(const cJSON *schools)
{
    double below = 1e9;
    struct run run = {0};
    for (int rank = 0; rank < 3; rank++) {
        const cJSON *school, *greatest = NULL;
        cJSON_ArrayForEach(school, schools)
        {
            const double people = cJSON_GetObjectItem(school, "headcount")->valuedouble;
            if (people < below &&
                (!greatest || people > cJSON_GetObjectItem(greatest, "headcount")->valuedouble))
                greatest = school;
        }
        assert_non_null(greatest);
        below = cJSON_GetObjectItem(greatest, "headcount")->valuedouble;
        const char *code = cJSON_GetObjectItem(greatest, "school")->valuestring;
        kru_th(&run, "export", run_path("city.db"), "p", "--to", pdf(), "--school", code);
        assert_quiet(&run);
        assert_int_equal(page_count(), 1);
    }
    run_clear(&run);
}

static void the_city_has_every_school_and_the_greatest_have_one_page(void **state)
{
    struct run run = {0};
    (void)state;
    need_speed();
    kru(&run, "init", run_path("city.db"));
    assert_status(&run, 0);
    kru(&run, "plan", run_path("city.db"), "--name", "p");
    assert_status(&run, 0);
    kru_th(&run, "export", run_path("city.db"), "p", "--to", pdf());
    assert_quiet(&run);
    assert_in_range(page_count(), 20, 60);
    char *text = ask("pdftotext", "-raw", "-");
    without_blanks(text);
    kru_th(&run, "gaps", run_path("city.db"), "--by", "school", "--format", "json");
    assert_quiet(&run);
    cJSON *gaps = run_json(run.out);
    const cJSON *schools = cJSON_GetObjectItem(gaps, "rows"), *school;
    assert_int_equal(cJSON_GetArraySize(schools), 437);
    cJSON_ArrayForEach(school, schools)
    {
        char *name = strdup(cJSON_GetObjectItem(school, "name")->valuestring);
        without_blanks(name);
        if (!strstr(text, name)) fail_msg("'%s' is not found", name);
        free(name);
    }
    assert_greatest_schools_fit(schools);
    cJSON_Delete(gaps);
    free(text);
    run_clear(&run);
}

/* ---- errors -------------------------------------------------------------------------- */

static void without_the_font_it_says_which_package_has_it_and_writes_nothing(void **state)
{
    struct run run = {0};
    (void)state;
    run_write_file(run_path("fonts.conf"), "<?xml version=\"1.0\"?>\n"
                                           "<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n"
                                           "<fontconfig><dir>/nowhere</dir></fontconfig>\n");
    setenv("FONTCONFIG_FILE", run_path("fonts.conf"), 1);
    kru(&run, "export", db(), "p", "--to", pdf());
    assert_fails(&run, ERR_CONFIG,
                 "the font 'Noto Sans' is missing, PDF needs it: install the package "
                 "fonts-noto-core");
    kru_th(&run, "export", db(), "p", "--to", pdf());
    assert_fails(&run, ERR_CONFIG,
                 "ไม่มีแบบอักษร 'Noto Sans' จึงเขียน PDF ไม่ได้ ต้องติดตั้งแพ็กเกจ fonts-noto-core");
    unsetenv("FONTCONFIG_FILE");
    assert_int_equal(access(pdf(), F_OK), -1);
    run_clear(&run);
}

static void a_place_that_cannot_be_written_is_named(void **state)
{
    struct run run = {0};
    char want[RUN_PATH + 200];
    (void)state;
    snprintf(want, sizeof want, "cannot write '%s': No such file or directory",
             run_path("none/p.pdf"));
    kru(&run, "export", db(), "p", "--to", run_path("none/p.pdf"));
    assert_fails(&run, ERR_STORE, want);
    run_clear(&run);
}

static void names_of_others_are_shown_and_never_obeyed(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "plan", db(), "--name", "<b>&amp;</b> ก\xCC\x81 %s '; --", "--set",
        "horizon.years=2");
    assert_status(&run, 0);
    kru(&run, "export", db(), "2", "--to", pdf());
    assert_quiet(&run);
    char *text = text_of(1, 1);
    assert_has(text, "<b>&amp;</b>");
    assert_has(text, "%s '; --");
    free(text);
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(figures_of_the_years_are_those_of_show, setup_plan, run_teardown),
    CASE_WITH(what_is_asked_says_shortage_hires_and_cost_as_show_does, setup_plan, run_teardown),
    CASE_WITH(hires_of_each_year_are_those_of_show, setup_plan, run_teardown),
    CASE_WITH(every_page_of_a_synthetic_plan_says_so, setup_plan, run_teardown),
    CASE_WITH(names_of_all_schools_copy_out_in_thai, setup_plan, run_teardown),
    CASE_WITH(contents_name_the_pages, setup_plan, run_teardown),
    CASE_WITH(outline_and_links_lead_to_the_chapters, setup_plan, run_teardown),
    CASE_WITH(the_same_plan_gives_the_same_bytes, setup_plan, run_teardown),
    CASE_WITH(only_noto_sans_is_embedded, setup_plan, run_teardown),
    CASE_WITH(a_district_has_its_schools_alone, setup_plan, run_teardown),
    CASE_WITH(the_sheet_of_each_school_is_one_page_without_persons, setup_plan, run_teardown),
    CASE_WITH(a_school_of_many_years_still_takes_one_page, setup_plan, run_teardown),
    CASE_WITH(the_placement_list_is_that_of_the_first_year_and_signed, setup_plan, run_teardown),
    CASE_WITH(the_city_has_every_school_and_the_greatest_have_one_page, run_setup, run_teardown),
    CASE_WITH(without_the_font_it_says_which_package_has_it_and_writes_nothing, setup_plan,
              run_teardown),
    CASE_WITH(a_place_that_cannot_be_written_is_named, setup_plan, run_teardown),
    CASE_WITH(names_of_others_are_shown_and_never_obeyed, setup_plan, run_teardown),
};
TEST_MAIN(cases)
