/* Maps of the schools: GeoJSON as RFC 7946 has it, with the numbers of the plan. */
#include "tests/cli/run.h"

#include <dirent.h>

/* Two schools have places in Bangkok, two have none, and one has a name meant to do harm. */
#define PAYLOAD "\"},{\"type\":\"Feature\""
static const char schools_csv[] = "code,name_th,district,lat,lon\n"
                                  "S1,วัดหนึ่ง,D1,13.7653411,100.5069774\n"
                                  "S2,\""
                                  "\"\"},{\"\"type\"\":\"\"Feature\"\""
                                  "\",D1,13.76,100.5\n"
                                  "S3,อนุบาลสาม,D2,,\n"
                                  "S4,บ้านสี่,D2,13.7,\n"
                                  "S5,=1+1,D3,13.85,100.86\n";

static const char *db(void)
{
    return run_path("map.db");
}

/* The fixtures with places for the schools, and a plan of three years. */
static int set_up_map(void **state)
{
    struct run run = {0};
    if (run_setup(state) != 0 || mkdir(run_path("tiny"), 0777) != 0) return -1;
    DIR *folder = opendir(KRU_SOURCE "/tests/fixtures/tiny");
    for (struct dirent *entry = NULL; folder && (entry = readdir(folder));) {
        char from[RUN_PATH], to[64];
        if (*entry->d_name == '.') continue;
        snprintf(from, sizeof from, KRU_SOURCE "/tests/fixtures/tiny/%s", entry->d_name);
        snprintf(to, sizeof to, "tiny/%.40s", entry->d_name);
        char *text = run_read_file(from);
        run_write_file(run_path(to),
                       strcmp(entry->d_name, "schools.csv") == 0 ? schools_csv : text);
        free(text);
    }
    if (folder) closedir(folder);
    kru(&run, "init", db(), "--from", run_path("tiny"));
    if (run.status == 0) kru(&run, "plan", db(), "--name", "p", "--set", "horizon.years=3");
    const int status = run.status;
    if (status != 0) print_error("%s", run.err);
    run_clear(&run);
    return status;
}

static cJSON *map_of(struct run *run, const char *path)
{
    char *text = run_read_file(path);
    cJSON *json = run_json(text);
    (void)run;
    free(text);
    return json;
}

static double number_of(const cJSON *object, const char *key)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(value) ? value->valuedouble : NAN;
}

static bool text_is(const cJSON *object, const char *key, const char *want)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text && strcmp(text, want) == 0;
}

/* Bangkok: no other order of longitude and latitude falls inside. */
static bool point_is_in_bangkok(const cJSON *geometry)
{
    const cJSON *at = cJSON_GetObjectItemCaseSensitive(geometry, "coordinates");
    if (!text_is(geometry, "type", "Point") || cJSON_GetArraySize(at) != 2) return false;
    const double lon = cJSON_GetNumberValue(cJSON_GetArrayItem(at, 0));
    const double lat = cJSON_GetNumberValue(cJSON_GetArrayItem(at, 1));
    return lon > 100.3 && lon < 101.0 && lat > 13.4 && lat < 14.0;
}

static bool feature_is_good(const cJSON *feature)
{
    const cJSON *geometry = cJSON_GetObjectItemCaseSensitive(feature, "geometry");
    const cJSON *properties = cJSON_GetObjectItemCaseSensitive(feature, "properties");
    return text_is(feature, "type", "Feature") && geometry && cJSON_IsObject(properties) &&
           (cJSON_IsNull(geometry) || point_is_in_bangkok(geometry)) &&
           cJSON_IsString(cJSON_GetObjectItemCaseSensitive(properties, "code")) &&
           cJSON_IsString(cJSON_GetObjectItemCaseSensitive(properties, "name")) &&
           cJSON_IsString(cJSON_GetObjectItemCaseSensitive(properties, "district"));
}

/* What RFC 7946 and we ask of a map. */
static bool map_is_good(const cJSON *map)
{
    const cJSON *features = cJSON_GetObjectItemCaseSensitive(map, "features"), *feature = NULL;
    int unplaced = 0;
    if (!text_is(map, "type", "FeatureCollection") || !cJSON_IsArray(features)) return false;
    cJSON_ArrayForEach(feature, features)
    {
        if (!feature_is_good(feature)) return false;
        unplaced += cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(feature, "geometry"));
    }
    return number_of(map, "schools") == cJSON_GetArraySize(features) &&
           number_of(map, "without_coordinates") == unplaced &&
           !cJSON_HasObjectItem(map, "crs"); /* removed by RFC 7946 */
}

static cJSON *export_map(struct run *run)
{
    kru(run, "export", db(), "p", "--to", run_path("p.geojson"));
    assert_quiet(run);
    return map_of(run, run_path("p.geojson"));
}

static cJSON *feature_at(const cJSON *map, int i)
{
    return cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(map, "features"), i);
}

static void a_plan_becomes_a_map_of_points(void **state)
{
    struct run run = {0};
    (void)state;
    cJSON *map = export_map(&run);
    assert_true(map_is_good(map));
    assert_close(number_of(map, "schools"), 5, 0);
    assert_close(number_of(map, "without_coordinates"), 2, 0); /* S3; S4 has only a latitude */
    assert_true(text_is(cJSON_GetObjectItemCaseSensitive(map, "plan"), "name", "p"));
    /* six decimals: 100.5069774 and 13.7653411 */
    const cJSON *at = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(feature_at(map, 0), "geometry"), "coordinates");
    assert_close(cJSON_GetNumberValue(cJSON_GetArrayItem(at, 0)), 100.506977, 1e-9);
    assert_close(cJSON_GetNumberValue(cJSON_GetArrayItem(at, 1)), 13.765341, 1e-9);
    cJSON_Delete(map);
    run_clear(&run);
}

static void a_map_that_is_wrong_is_told_apart(void **state)
{
    struct run run = {0};
    (void)state;
    cJSON *map = export_map(&run);
    cJSON *at = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(feature_at(map, 0), "geometry"), "coordinates");
    cJSON_AddItemToArray(at, cJSON_DetachItemFromArray(at, 0)); /* lat, lon */
    assert_false(map_is_good(map));
    cJSON_AddItemToArray(at, cJSON_DetachItemFromArray(at, 0));
    assert_true(map_is_good(map));
    cJSON_DeleteItemFromObjectCaseSensitive(feature_at(map, 1), "geometry");
    assert_false(map_is_good(map));
    cJSON_Delete(map);
    run_clear(&run);
}

static double sum_over(const cJSON *map, const char *word, int fy)
{
    const cJSON *features = cJSON_GetObjectItemCaseSensitive(map, "features"), *feature = NULL;
    char key[64];
    double sum = 0;
    snprintf(key, sizeof key, "%s_%d", word, fy);
    cJSON_ArrayForEach(feature, features) sum +=
        number_of(cJSON_GetObjectItemCaseSensitive(feature, "properties"), key);
    return sum;
}

static void its_sums_are_those_of_the_plan_and_of_today(void **state)
{
    static const char *const words[] = {"need", "headcount", "shortage", "surplus"};
    struct run run = {0};
    (void)state;
    cJSON *map = export_map(&run);
    kru(&run, "show", db(), "p", "--format", "json");
    cJSON *plan = run_json(run.out);
    const cJSON *totals = cJSON_GetObjectItem(plan, "totals"), *total = NULL;
    assert_int_equal(cJSON_GetArraySize(totals), 3);
    cJSON_ArrayForEach(total, totals)
    {
        for (int k = 0; k < 4; k++)
            assert_close(sum_over(map, words[k], (int)number_of(total, "fy")),
                         number_of(total, words[k]), 0);
    }
    kru(&run, "gaps", db(), "--format", "json");
    cJSON *today = run_json(run.out);
    for (int k = 0; k < 4; k++)
        assert_close(sum_over(map, words[k], 2566),
                     number_of(cJSON_GetObjectItem(today, "total"), words[k]), 0);
    cJSON_Delete(today);
    cJSON_Delete(plan);
    cJSON_Delete(map);
    run_clear(&run);
}

static void names_stay_text_and_synthetic_data_say_so(void **state)
{
    struct run run = {0};
    (void)state;
    cJSON *map = export_map(&run);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(map, "features")), 5);
    assert_true(text_is(cJSON_GetObjectItem(feature_at(map, 1), "properties"), "name", PAYLOAD));
    assert_true(text_is(cJSON_GetObjectItem(feature_at(map, 4), "properties"), "name", "=1+1"));
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(map, "synthetic")));
    assert_true(text_is(map, "remark", "synthetic data, not real: teachers.csv"));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(map, "provenance")), 3);
    cJSON_Delete(map);
    run_clear(&run);
}

static void a_share_is_null_where_nothing_is_needed(void **state)
{
    struct run run = {0};
    (void)state;
    cJSON *map = export_map(&run);
    const cJSON *feature = NULL;
    cJSON_ArrayForEach(feature, cJSON_GetObjectItem(map, "features"))
    {
        const cJSON *of = cJSON_GetObjectItem(feature, "properties");
        const double need = number_of(of, "need_2567"), share = number_of(of, "short_share_2567");
        if (need > 0)
            assert_close(share, number_of(of, "shortage_2567") / need, 0.5e-4 + 1e-9);
        else
            assert_true(cJSON_IsNull(cJSON_GetObjectItem(of, "short_share_2567")));
    }
    cJSON_Delete(map);
    run_clear(&run);
}

static void gaps_of_today_become_a_map_of_a_district(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "gaps", db(), "--district", "D1", "--to", run_path("d1.geojson"), "--format", "json");
    assert_quiet(&run);
    cJSON *said = run_json(run.out);
    assert_close(number_of(cJSON_GetArrayItem(cJSON_GetObjectItem(said, "rows"), 0), "schools"), 2,
                 0);
    cJSON_Delete(said);
    cJSON *map = map_of(&run, run_path("d1.geojson"));
    assert_true(map_is_good(map));
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(map, "plan")));
    kru(&run, "gaps", db(), "--district", "D1", "--format", "json");
    cJSON *list = run_json(run.out);
    assert_close(sum_over(map, "shortage", 2566),
                 number_of(cJSON_GetObjectItem(list, "total"), "shortage"), 0);
    cJSON_Delete(list);
    cJSON_Delete(map);
    run_clear(&run);
}

static void what_a_map_cannot_hold_is_refused(void **state)
{
    struct run run = {0};
    (void)state;
    kru(&run, "gaps", db(), "--to", "x.csv");
    assert_fails(&run, ERR_INPUT, "'kru gaps' writes .geojson, not 'x.csv'");
    kru(&run, "gaps", db(), "--to", "x.geojson", "--by", "major");
    assert_fails(&run, ERR_INPUT, "'--by' does not go with '--to', a map is by school");
    kru(&run, "gaps", db(), "--to", "x.geojson", "--plan", "p");
    assert_fails(&run, ERR_INPUT,
                 "'--plan' does not go with '--to', 'kru export DB PLAN --to x.geojson' writes it");
    run_clear(&run);
}

/* Where a school stands decides nothing, so plans made before its place was known stay good. */
static void places_do_not_change_the_hash_of_the_data(void **state)
{
    struct run run = {0};
    char hash[2][65];
    (void)state;
    for (int i = 0; i < 2; i++) {
        kru(&run, "plan", db(), "--dry-run", "--set", "horizon.years=1", "--format", "json");
        cJSON *plan = run_json(run.out);
        snprintf(hash[i], sizeof hash[i], "%s",
                 cJSON_GetStringValue(
                     cJSON_GetObjectItem(cJSON_GetObjectItem(plan, "plan"), "data_hash")));
        cJSON_Delete(plan);
        run_write_file(run_path("schools.csv"), "code,name_th,district,lat,lon\n"
                                                "S3,อนุบาลสาม,D2,13.72,100.52\n");
        kru(&run, "import", db(), run_path("schools.csv"), "--format", "json");
        assert_quiet(&run);
    }
    assert_string_equal(hash[1], hash[0]);
    cJSON *map = export_map(&run);
    assert_close(number_of(map, "without_coordinates"), 1, 0); /* S3 has a place now */
    cJSON_Delete(map);
    run_clear(&run);
}

static const struct CMUnitTest cases[] = {
    CASE_WITH(a_plan_becomes_a_map_of_points, set_up_map, run_teardown),
    CASE_WITH(a_map_that_is_wrong_is_told_apart, set_up_map, run_teardown),
    CASE_WITH(its_sums_are_those_of_the_plan_and_of_today, set_up_map, run_teardown),
    CASE_WITH(names_stay_text_and_synthetic_data_say_so, set_up_map, run_teardown),
    CASE_WITH(a_share_is_null_where_nothing_is_needed, set_up_map, run_teardown),
    CASE_WITH(gaps_of_today_become_a_map_of_a_district, set_up_map, run_teardown),
    CASE_WITH(what_a_map_cannot_hold_is_refused, set_up_map, run_teardown),
    CASE_WITH(places_do_not_change_the_hash_of_the_data, set_up_map, run_teardown),
};
TEST_MAIN(cases)
