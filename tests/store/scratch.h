/* A folder of its own for a test that needs files: CASE_WITH(name, scratch_make, scratch_remove).
 */
#ifndef TESTS_STORE_SCRATCH_H
#define TESTS_STORE_SCRATCH_H

#include "tests/test.h"

#include "base/text.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCRATCH_PATH = 512, SCRATCH_PATHS = 8 };

static char scratch_folder[SCRATCH_PATH / 2];

static inline int scratch_make(void **state)
{
    (void)state;
    snprintf(scratch_folder, sizeof scratch_folder, "%s/scratch-%ld", KRU_BUILD, (long)getpid());
    setenv("KRU_BUSY_MS", "50", 1);
    return mkdir(scratch_folder, 0700);
}

/* A path in the folder, good until eight more have been asked for. */
static inline const char *scratch(const char *name)
{
    static char paths[SCRATCH_PATHS][SCRATCH_PATH];
    static int next;
    char *path = paths[next++ % SCRATCH_PATHS];
    snprintf(path, SCRATCH_PATH, "%s/%s", scratch_folder, name);
    return path;
}

static inline int scratch_remove(void **state)
{
    (void)state;
    DIR *folder = opendir(scratch_folder);
    for (struct dirent *entry = NULL; folder && (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            unlink(scratch(entry->d_name)) != 0)
            rmdir(scratch(entry->d_name));
    if (folder) closedir(folder);
    return rmdir(scratch_folder);
}

static inline void scratch_write(const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(scratch(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static inline struct text scratch_read(const char *name)
{
    struct text text = {0};
    char piece[4096];
    FILE *file = fopen(scratch(name), "rb");
    assert_non_null(file);
    for (size_t got = 0; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        text_add_bytes(&text, piece, got);
    fclose(file);
    return text;
}

/* The text of an error that names a file of the folder: '%s' stands for its path. */
static inline const char *scratch_text(const char *fmt, const char *name)
{
    static char text[2 * SCRATCH_PATH];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, fmt, scratch(name));
#pragma GCC diagnostic pop
    return text;
}

#endif
