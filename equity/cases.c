/* Where the database of cases is, and what kind of file. */
#include "equity/cases.h"

#include "data/sql.h"
#include "data/store_sql.h"

#include <string.h>

extern const struct migration equity_migrations[];
extern const int equity_migration_count;

static const struct store_kind store_cases = {CASES_APPLICATION_ID, "kru equity init",
                                              equity_migrations, &equity_migration_count};

void cases_path(const char *planner_path, struct text *out)
{
    static const char ending[] = ".db";
    size_t length = strlen(planner_path);
    if (length > strlen(ending) && strcmp(planner_path + length - strlen(ending), ending) == 0)
        length -= strlen(ending);
    text_add_bytes(out, planner_path, length);
    text_add(out, "-equity.db");
}

typedef enum err_code (*opening)(const struct store_kind *kind, const char *path,
                                 struct store **out, struct err *err);

static enum err_code open_by(opening how, const char *planner_path, struct store **out,
                             struct err *err)
{
    struct text path = {0};
    cases_path(planner_path, &path);
    const enum err_code code = how(&store_cases, path.s, out, err);
    text_clear(&path);
    return code;
}

enum err_code cases_open(const char *planner_path, struct store **out, struct err *err)
{
    if (strcmp(planner_path, ":memory:") == 0)
        return store_open_kind(&store_cases, planner_path, out, err);
    return open_by(store_open_kind, planner_path, out, err);
}

enum err_code cases_create(const char *planner_path, struct store **out, struct err *err)
{
    return open_by(store_create_kind, planner_path, out, err);
}
