/* A plan as one JSON object: names and shapes are a contract with other programs. */
#include "report/plan_report.h"

static void add_head(const struct stored_plan *plan, struct json *json)
{
    json_object(json, "plan");
    json_int(json, "id", plan->id);
    json_text(json, "name", plan->name);
    json_text(json, "scenario", plan->scenario);
    json_int(json, "first_fy", plan->first_fy);
    json_int(json, "years", plan->years);
    json_text(json, "status", plan->status);
    json_number(json, "objective", plan->objective);
    json_number(json, "lp_objective", plan->lp_objective);
    json_number(json, "bound", plan->bound);
    json_number(json, "gap", plan_gap_share(plan));
    json_bool(json, "whole", true);
    json_text(json, "data_hash", plan->data_hash);
    json_number(json, "solver_s", plan->solver_s);
    json_text(json, "scenario_hash", plan->scenario_hash);
    json_text(json, "created_at", plan->created_at);
    json_bool(json, "synthetic", plan->synthetic != 0);
    json_object_end(json);
}

static void add_part(enum plan_part part, const struct school_register *reg,
                     const struct stored_plan *plan, struct json *json)
{
    table_json_take(plan_part_table(part, reg, plan), plan_part_word[part], json);
}

void plan_json(const struct school_register *reg, const struct stored_plan *plan, bool detail,
               struct text *out)
{
    static const struct {
        enum plan_part part;
        bool detail;
    } members[] = {
        {PLAN_TOTALS, false}, {PLAN_RECRUIT, false},    {PLAN_MAJORS, false}, {PLAN_CHAINS, true},
        {PLAN_CALLS, true},   {PLAN_RETRAININGS, true}, {PLAN_FIFTHS, true},
    };
    struct json json;
    json_start(&json, out);
    json_object(&json, NULL);
    add_head(plan, &json);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (detail || !members[i].detail) add_part(members[i].part, reg, plan, &json);
    json_object_end(&json);
}
