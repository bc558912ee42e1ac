/* Plans as files. Whatever is written grows beside its place under a name of its own and is moved
   there when it is whole, so that a full disk leaves the old file, or none, and never half of one.
 */
#define _POSIX_C_SOURCE 200809L
#include "report/plan_report.h"

#include "base/mem.h"
#include "report/geojson.h"
#include "report/placement_report.h"
#include "report/workbook.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err_code cannot_write(const char *path, struct err *err)
{
    const char *reason = err_reason(errno);
    return err_set(err, ERR_STORE, "เขียน '%s' ไม่ได้: %s", "cannot write '%s': %s", path, reason);
}

bool export_suffix_is(const char *path, const char *suffix)
{
    const size_t length = strlen(path), end = strlen(suffix);
    return length > end && strcasecmp(path + length - end, suffix) == 0;
}

/* `path` without slashes at its end, and the process in the name: two exports do not meet. */
static char *beside_of(const char *path)
{
    struct text name = {0};
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;
    text_add_bytes(&name, path, length);
    text_add(&name, ".new-%ld", (long)getpid());
    return name.s;
}

static void clear_file(struct export_file *file)
{
    free(file->path);
    free(file->beside);
    *file = (struct export_file){0};
}

enum err_code export_file_open(const char *path, struct export_file *out, struct err *err)
{
    struct export_file made = {.path = mem_text(path), .beside = beside_of(path)};
    made.file = fopen(made.beside, "wb");
    if (!made.file) {
        const enum err_code code = cannot_write(path, err);
        clear_file(&made);
        return code;
    }
    *out = made;
    return ERR_OK;
}

enum err_code export_file_finish(struct export_file *file, struct err *err)
{
    enum err_code code = ERR_OK;
    bool whole = fflush(file->file) == 0 && !ferror(file->file) && fsync(fileno(file->file)) == 0;
    if (!whole) code = cannot_write(file->path, err);
    if (fclose(file->file) != 0 && whole) {
        whole = false;
        code = cannot_write(file->path, err);
    }
    if (whole && rename(file->beside, file->path) != 0) code = cannot_write(file->path, err);
    if (code != ERR_OK) unlink(file->beside);
    clear_file(file);
    return code;
}

void export_file_drop(struct export_file *file)
{
    fclose(file->file);
    unlink(file->beside);
    clear_file(file);
}

static enum err_code write_file(const char *path, const struct text *content, struct err *err)
{
    struct export_file file;
    const enum err_code code = export_file_open(path, &file, err);
    if (code != ERR_OK) return code;
    fwrite(text_s(content), 1, content->length, file.file);
    return export_file_finish(&file, err);
}

static enum err_code export_json(const struct plan_view *view, enum export_part part,
                                 const char *path, struct err *err)
{
    struct text content = {0};
    (void)part;
    plan_json(view->reg, view->plan, true, &content);
    const enum err_code code = write_file(path, &content, err);
    text_clear(&content);
    return code;
}

/* The files of a folder: the parts of the plan, then its placement list. */
enum { FOLDER_FILES = PLAN_PARTS + PLACEMENT_TABLES };

static char *part_path(const char *folder, int file)
{
    struct text path = {0};
    const int placement = file - PLAN_PARTS;
    text_add(&path, "%s/%s.csv", folder,
             placement < 0 ? plan_part_word[file] : placement_file_word[placement]);
    return path.s;
}

static struct table *part_table(const struct plan_view *view, int file)
{
    if (file < PLAN_PARTS) return plan_part_table((enum plan_part)file, view->reg, view->plan);
    return placement_table((enum placement_table)(file - PLAN_PARTS), view,
                           &(struct placement_filter){.major = -1});
}

static enum err_code write_part(const struct plan_view *view, const char *folder, int file,
                                struct err *err)
{
    struct text content = {0};
    char *path = part_path(folder, file);
    struct table *table = part_table(view, file);
    table_print(table, FORMAT_CSV, false, !view->no_bom, &content);
    const enum err_code code = write_file(path, &content, err);
    table_free(table);
    text_clear(&content);
    free(path);
    return code;
}

static void remove_folder(const char *folder)
{
    for (int file = 0; file < FOLDER_FILES; file++) {
        char *path = part_path(folder, file);
        unlink(path);
        free(path);
    }
    rmdir(folder);
}

static enum err_code export_csv(const struct plan_view *view, enum export_part whole,
                                const char *path, struct err *err)
{
    enum err_code code = ERR_OK;
    char *folder = beside_of(path);
    (void)whole;
    if (mkdir(folder, 0777) != 0) {
        code = cannot_write(path, err);
        free(folder);
        return code;
    }
    const int files = view->placement ? FOLDER_FILES : PLAN_PARTS;
    for (int file = 0; file < files && code == ERR_OK; file++)
        code = write_part(view, folder, file, err);
    if (code == ERR_OK && rename(folder, path) != 0) code = cannot_write(path, err);
    if (code != ERR_OK) remove_folder(folder);
    free(folder);
    return code;
}

static enum err_code export_geojson(const struct plan_view *view, enum export_part part,
                                    const char *path, struct err *err)
{
    struct text content = {0};
    struct city_map map = city_map_of_plan(view);
    (void)part;
    city_map_geojson(&map, &content);
    const enum err_code code = write_file(path, &content, err);
    text_clear(&content);
    city_map_clear(&map);
    return code;
}

const char *const export_part_word[EXPORT_PARTS] = {"plan", "placement"};

/* Each suffix, what it can hold beside the whole plan of the whole city, and who writes it. */
static const struct format_entry {
    const char *suffix;
    bool place; /* a district or school alone */
    bool part;  /* a part alone */
    enum err_code (*write)(const struct plan_view *view, enum export_part part, const char *path,
                           struct err *err);
} formats[] = {
    {".json", false, false, export_json},
    {".csv", false, false, export_csv},
    {".xlsx", true, false, workbook_export},
    {".geojson", true, false, export_geojson},
};
enum { FORMATS_WRITTEN = sizeof formats / sizeof *formats };

void export_suffixes(struct text *out)
{
    for (int f = 0; f < FORMATS_WRITTEN; f++) text_add(out, "%s ", formats[f].suffix);
    text_add(out, ".mps");
}

static enum err_code suffix_unknown(const char *path, struct err *err)
{
    struct text known = {0};
    export_suffixes(&known);
    err_set(err, ERR_INPUT, "ไม่รู้จักนามสกุลของ '%s' ใช้ได้เฉพาะ %s",
            "'%s' has no known suffix, allowed are %s", path, text_s(&known));
    text_clear(&known);
    return ERR_INPUT;
}

enum err_code plan_export(const struct plan_view *view, enum export_part part, const char *path,
                          struct err *err)
{
    const struct format_entry *format = NULL;
    for (int f = 0; f < FORMATS_WRITTEN; f++)
        if (export_suffix_is(path, formats[f].suffix)) format = &formats[f];
    if (!format) return suffix_unknown(path, err);
    if (!format->place && (view->district >= 0 || view->school >= 0))
        return err_set(err, ERR_INPUT, "ไฟล์ %s เป็นของทั้งกรุงเทพฯ ใช้ --district หรือ --school ไม่ได้",
                       "a file %s holds the whole plan, --district and --school do not apply",
                       format->suffix);
    if (!format->part && part != EXPORT_PLAN)
        return err_set(err, ERR_INPUT, "ไฟล์ %s เป็นของทั้งแผน ใช้ --part ไม่ได้",
                       "a file %s holds the whole plan, --part does not apply", format->suffix);
    return format->write(view, part, path, err);
}
