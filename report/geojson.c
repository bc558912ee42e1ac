/* One feature a school. What is synthetic travels in the file, because maps are passed on. */
#include "report/geojson.h"

#include "base/lang.h"
#include "base/mem.h"
#include "report/plan_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct city_map city_map_new(const struct school_register *reg, int first_fy, int years)
{
    return (struct city_map){
        .reg = reg,
        .first_fy = first_fy,
        .years = years,
        .district = -1,
        .school = -1,
        .sum = mem_new((size_t)reg->schools * (size_t)years, sizeof(struct map_sum)),
    };
}

void city_map_clear(struct city_map *map)
{
    free(map->sum);
    *map = (struct city_map){0};
}

void city_map_add(struct city_map *map, int school, int fy, int need, int headcount)
{
    const int t = fy - map->first_fy;
    if (t < 0 || t >= map->years) return;
    struct map_sum *sum = &map->sum[school * map->years + t];
    sum->need += need;
    sum->headcount += headcount;
    if (need > headcount) sum->shortage += need - headcount;
    if (need < headcount) sum->surplus += headcount - need;
}

struct city_map city_map_of_plan(const struct plan_view *view)
{
    const struct stored_plan *plan = view->plan;
    struct city_map map = city_map_new(view->reg, plan->first_fy - 1, plan->years + 1);
    map.plan = plan;
    map.district = view->district;
    map.school = view->school;
    for (int i = 0; i < plan->chains; i++)
        city_map_add(&map, plan->chain[i].school, plan->chain[i].fy, plan->chain[i].need,
                     plan->chain[i].headcount);
    return map;
}

static bool is_shown(const struct city_map *map, int s)
{
    return (map->school < 0 || s == map->school) &&
           (map->district < 0 || map->reg->school[s].district == map->district);
}

static bool is_placed(const struct school *school)
{
    return school->lat_deg != 0.0 && school->lon_deg != 0.0;
}

int city_map_unplaced(const struct city_map *map, int *schools)
{
    int unplaced = 0;
    *schools = 0;
    for (int s = 0; s < map->reg->schools; s++) {
        if (!is_shown(map, s)) continue;
        ++*schools;
        unplaced += !is_placed(&map->reg->school[s]);
    }
    return unplaced;
}

static double rounded(double value, double parts)
{
    return round(value * parts) / parts;
}

static void add_point(const struct school *school, struct json *json)
{
    const double degree_parts = 1e6;
    if (!is_placed(school)) {
        json_text(json, "geometry", NULL);
        return;
    }
    json_object(json, "geometry");
    json_text(json, "type", "Point");
    json_array(json, "coordinates");
    json_number(json, NULL, rounded(school->lon_deg, degree_parts));
    json_number(json, NULL, rounded(school->lat_deg, degree_parts));
    json_array_end(json);
    json_object_end(json);
}

static const char *key_of(char out[32], const char *word, int fy)
{
    snprintf(out, 32, "%s_%d", word, fy);
    return out;
}

static void add_year(const struct map_sum *sum, int fy, struct json *json)
{
    const double share_parts = 1e4;
    char key[32];
    json_int(json, key_of(key, "need", fy), sum->need);
    json_int(json, key_of(key, "headcount", fy), sum->headcount);
    json_int(json, key_of(key, "shortage", fy), sum->shortage);
    json_int(json, key_of(key, "surplus", fy), sum->surplus);
    if (sum->need > 0)
        json_number(json, key_of(key, "short_share", fy),
                    rounded((double)sum->shortage / (double)sum->need, share_parts));
    else
        json_text(json, key_of(key, "short_share", fy), NULL);
}

static void add_feature(const struct city_map *map, int s, struct json *json)
{
    const struct school *school = &map->reg->school[s];
    const struct district *district = &map->reg->district[school->district];
    json_object(json, NULL);
    json_text(json, "type", "Feature");
    json_text(json, "id", school->code);
    add_point(school, json);
    json_object(json, "properties");
    json_text(json, "code", school->code);
    json_text(json, "name", school->name_th);
    json_text(json, "district", district->code);
    json_text(json, "district_name",
              name_shown(district->name_th, district->name_en, district->code));
    for (int t = 0; t < map->years; t++)
        add_year(&map->sum[s * map->years + t], map->first_fy + t, json);
    json_object_end(json);
    json_object_end(json);
}

static void add_plan(const struct stored_plan *plan, struct json *json)
{
    if (!plan) {
        json_text(json, "plan", NULL);
        return;
    }
    json_object(json, "plan");
    json_int(json, "id", plan->id);
    json_text(json, "name", plan->name);
    json_text(json, "scenario", plan->scenario);
    json_text(json, "data_hash", plan->data_hash);
    json_text(json, "created_at", plan->created_at);
    json_object_end(json);
}

static void add_provenance(const struct school_register *reg, struct json *json)
{
    json_array(json, "provenance");
    for (int i = 0; i < reg->provenances; i++) {
        json_object(json, NULL);
        json_text(json, "file", reg->provenance[i].file);
        json_text(json, "status", reg->provenance[i].status);
        json_text(json, "source", reg->provenance[i].source);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_head(const struct city_map *map, struct json *json)
{
    struct text note = {0};
    int schools = 0;
    const int unplaced = city_map_unplaced(map, &schools);
    synthetic_note(map->reg, &note);
    json_text(json, "type", "FeatureCollection");
    json_text(json, "title",
              lang_pick("ครูที่มีและต้องการ รายโรงเรียน", "Teachers in post and needed, by school"));
    add_plan(map->plan, json);
    json_array(json, "years");
    for (int t = 0; t < map->years; t++) json_int(json, NULL, map->first_fy + t);
    json_array_end(json);
    json_int(json, "schools", schools);
    json_int(json, "without_coordinates", unplaced);
    json_bool(json, "synthetic", register_is_synthetic(map->reg));
    json_text(json, "remark", text_s(&note));
    add_provenance(map->reg, json);
    text_clear(&note);
}

void city_map_geojson(const struct city_map *map, struct text *out)
{
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    add_head(map, &json);
    json_array(&json, "features");
    for (int s = 0; s < map->reg->schools; s++)
        if (is_shown(map, s)) add_feature(map, s, &json);
    json_array_end(&json);
    json_object_end(&json);
}
