/* Schools with their gaps as points of a map: GeoJSON (RFC 7946) for QGIS, web maps and the like.
 */
#ifndef REPORT_GEOJSON_H
#define REPORT_GEOJSON_H

#include "base/text.h"
#include "data/store.h"
#include "report/plan_view.h"

/* What a school has and needs in each year; zero it, make it, clear it. */
struct city_map {
    const struct school_register *reg; /* borrowed, as is the plan */
    const struct stored_plan *plan;    /* NULL: no plan */
    int first_fy, years;
    int district, school; /* positions in reg; -1: all */
    struct map_sum {
        int need, headcount, shortage, surplus; /* people, by school and major, then added up */
    } * sum;                                    /* [schools][years] */
};
struct city_map city_map_new(const struct school_register *reg, int first_fy, int years);
void city_map_clear(struct city_map *map);

/** Add a school's need and headcount of one major; years outside the map are left out. */
void city_map_add(struct city_map *map, int school, int fy, int need, int headcount);

/** The schools of a view, from today (first_fy - 1) to the last year of its plan. */
struct city_map city_map_of_plan(const struct plan_view *view);

/** How many schools of the map have no coordinates; *schools: of how many. */
int city_map_unplaced(const struct city_map *map, int *schools);

/**
 * A FeatureCollection with one feature a school, in the order of their codes: a Point [lon, lat] in
 * degrees of WGS84, rounded to 6 decimals (0.1 m), or null as geometry where it is not known;
 * properties `code`, `name`, `district`, `district_name` and for each fiscal year `need_2567`,
 * `headcount_2567`, `shortage_2567`, `surplus_2567` [people], `short_share_2567` (0 .. 1, null
 * where nothing is needed). Flat, because map programs style by flat properties. Further members of
 * the collection: `title`, `plan` (or null), `years`, `schools`, `without_coordinates`,
 * `synthetic`, `remark`, `provenance`.
 */
void city_map_geojson(const struct city_map *map, struct text *out);

#endif
