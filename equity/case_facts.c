/* Facts of a case from visits, scores and consents. */
#define _POSIX_C_SOURCE 200809L
#include "equity/case_facts.h"

#include "base/mem.h"
#include "base/thai.h"
#include "equity/exchange.h"
#include "equity/pmt_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ISO_DAY = 24, ISO_MOMENT = 24 };
static const char no_band[] = "none", incomplete[] = "incomplete";

/* ---- which visits -------------------------------------------------------------------------- */

static void moment(int64_t seconds, char out[ISO_MOMENT])
{
    const time_t at = (time_t)seconds;
    struct tm date;
    gmtime_r(&at, &date);
    strftime(out, ISO_MOMENT, "%Y-%m-%dT%H:%M:%SZ", &date);
}

/* 16 May of the school year to 15 May of the next; ISO days sort as texts. */
static bool in_school_year(const char *day, int school_year)
{
    char first[ISO_DAY], end[ISO_DAY];
    snprintf(first, sizeof first, "%04d-05-16", school_year - BUDDHIST_OFFSET);
    snprintf(end, sizeof end, "%04d-05-16", school_year + 1 - BUDDHIST_OFFSET);
    return strcmp(day, first) >= 0 && strcmp(day, end) < 0;
}

/* Visits come oldest first by the day of the visit; the newest recorded is the highest id. */
static void choose_visits(const struct case_file *file, const struct visit *visit, int count,
                          const struct visit **first, const struct visit **second)
{
    char entered[ISO_MOMENT];
    moment(file->entered, entered);
    for (int v = 0; v < count; v++) {
        const bool fresh =
            file->state != SCREENING_RETURNED || strcmp(visit[v].created_at, entered) >= 0;
        if (visit[v].kind == VISIT_SCREEN && fresh &&
            in_school_year(visit[v].visited_on, file->school_year) &&
            (!*first || visit[v].id > (*first)->id))
            *first = &visit[v];
    }
    for (int v = 0; *first && v < count; v++)
        if (visit[v].kind == VISIT_VERIFY && visit[v].id > (*first)->id &&
            visit[v].visitor != (*first)->visitor && (!*second || visit[v].id > (*second)->id))
            *second = &visit[v];
}

/* ---- their scores -------------------------------------------------------------------------- */

struct one_score {
    bool there;
    int scaled, cut;
    char version[PMT_VERSION], band[PMT_CODE];
};

/* The line that a household must reach: the cut of the lowest band. */
static enum err_code read_cut(struct store *store, const struct visit *visit,
                              struct one_score *score, struct err *err)
{
    struct pmt_model *model = mem_new(1, sizeof *model);
    enum err_code code = pmt_store_read(store, score->version, model, NULL, err);
    if (code == ERR_OK && model->bands > 0) {
        const struct pmt_band *lowest = &model->band[model->bands - 1];
        const bool institution = strcmp(visit->household, "institutional") == 0;
        score->cut = institution ? lowest->institution_cut : lowest->cut;
    }
    if (code == ERR_OK) pmt_model_clear(model);
    free(model);
    return code;
}

/* The newest score that is complete; of the model `version` where that is not NULL. */
static enum err_code read_score(struct store *store, const struct visit *visit, const char *version,
                                struct one_score *out, struct err *err)
{
    struct pmt_stored_score *list = NULL;
    struct one_score score = {0};
    int count = 0;
    enum err_code code = pmt_store_scores(store, visit->id, &list, &count, err);
    for (int s = 0; code == ERR_OK && s < count; s++) {
        if (list[s].state != PMT_SCORED || (version && strcmp(version, list[s].version) != 0))
            continue;
        score.there = true;
        score.scaled = list[s].scaled;
        snprintf(score.version, sizeof score.version, "%s", list[s].version);
        snprintf(score.band, sizeof score.band, "%s", list[s].band);
    }
    pmt_stored_scores_free(list, count);
    if (code == ERR_OK && score.there) code = read_cut(store, visit, &score, err);
    if (code == ERR_OK) *out = score;
    return code;
}

static bool in_a_band(const char *band)
{
    return strcmp(band, no_band) != 0 && strcmp(band, incomplete) != 0;
}

static enum err_code weigh(struct store *store, const struct case_file *file,
                           const struct visit *first, const struct visit *second,
                           struct case_evidence *out, struct err *err)
{
    struct one_score one = {0}, two = {0};
    char entered[ISO_MOMENT];
    enum err_code code = read_score(store, first, NULL, &one, err);
    if (code == ERR_OK && second && one.there)
        code = read_score(store, second, one.version, &two, err);
    if (code != ERR_OK) return code;
    moment(file->entered, entered);
    const struct one_score *deciding = two.there ? &two : &one;
    *out = (struct case_evidence){.visit = first->id,
                                  .second = second ? second->id : 0,
                                  .photos = visit_has_photos(first),
                                  .photo_exempt = first->photos < VISIT_PHOTOS,
                                  .scored = one.there,
                                  .second_scored = two.there,
                                  .second_now = second && strcmp(second->created_at, entered) >= 0,
                                  .score = deciding->scaled,
                                  .cut = deciding->cut,
                                  .within = deciding->there && in_a_band(deciding->band),
                                  .changed = two.there && strcmp(one.band, two.band) != 0};
    snprintf(out->band, sizeof out->band, "%s", one.band);
    snprintf(out->second_band, sizeof out->second_band, "%s", two.band);
    return ERR_OK;
}

enum err_code case_evidence_read(struct store *store, const struct case_file *file,
                                 struct case_evidence *out, struct err *err)
{
    struct visit *visit = NULL;
    const struct visit *first = NULL, *second = NULL;
    struct case_evidence evidence = {0};
    int count = 0;
    enum err_code code = visits_of(store, file->student, &visit, &count, err);
    if (code == ERR_OK) choose_visits(file, visit, count, &first, &second);
    if (code == ERR_OK && first) code = weigh(store, file, first, second, &evidence, err);
    free(visit);
    if (code == ERR_OK) *out = evidence;
    return code;
}

/* ---- facts --------------------------------------------------------------------------------- */

enum err_code case_facts_of_visits(void *context, struct store *store, const struct case_file *file,
                                   uint32_t *holds, struct err *err)
{
    struct case_evidence seen = {0};
    bool consent = false;
    (void)context;
    enum err_code code = case_consent_holds(store, file, &consent, err);
    if (code == ERR_OK && file->workflow == WORKFLOW_SCREENING)
        code = case_evidence_read(store, file, &seen, err);
    if (code != ERR_OK) return code;
    const struct {
        enum guard guard;
        bool holds;
    } facts[] = {
        {GUARD_CONSENT, consent},
        {GUARD_SCORED, seen.scored},
        {GUARD_PHOTOS, seen.photos},
        {GUARD_SECOND_VISIT, seen.second_scored && seen.second_now},
        {GUARD_UNCHANGED, seen.second_scored && !seen.changed},
        {GUARD_CHANGED, seen.changed},
        {GUARD_WITHIN, seen.scored && seen.within},
        {GUARD_BEYOND, seen.scored && !seen.within},
    };
    for (size_t f = 0; f < sizeof facts / sizeof *facts; f++)
        if (facts[f].holds) *holds |= 1u << facts[f].guard;
    return ERR_OK;
}

/* ---- the sample ---------------------------------------------------------------------------- */

enum err_code case_candidates(struct store *store, const struct actor *by, struct candidate **out,
                              int *count, int *without, struct err *err)
{
    const struct case_filter filter = {workflow_table[WORKFLOW_SCREENING].word,
                                       state_table[SCREENING_SUBCOMMITTEE_REVIEW].word};
    struct case_file *file = NULL;
    int files = 0, filled = 0;
    enum err_code code = case_list(store, &filter, by, &file, &files, err);
    struct candidate *list = mem_new((size_t)files, sizeof *list);
    for (int f = 0; code == ERR_OK && f < files; f++) {
        struct case_evidence seen;
        code = case_evidence_read(store, &file[f], &seen, err);
        if (code != ERR_OK || !seen.scored) continue;
        list[filled] = (struct candidate){.id = file[f].id,
                                          .score = seen.score,
                                          .cut = seen.cut,
                                          .photo_exempt = seen.photo_exempt};
        snprintf(list[filled].district, sizeof list[filled].district, "%s", file[f].district);
        filled++;
    }
    free(file);
    if (code != ERR_OK) {
        free(list);
        return code;
    }
    *out = list;
    *count = filled;
    *without = files - filled;
    return ERR_OK;
}
