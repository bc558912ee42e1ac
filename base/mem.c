/* Memory exhaustion ends the program here, with one sentence. */
#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 16 };

static bool quiet;

void mem_keep_quiet(void)
{
    quiet = true;
}

static _Noreturn void no_memory(void)
{
    if (!quiet) fputs("kru: out of memory\n", stderr);
    _Exit(MEM_EXIT_STATUS);
}

void *mem_new(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory) no_memory();
    return memory;
}

void *mem_resize(void *old, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) no_memory();
    void *memory = realloc(old, count > 0 && size > 0 ? count * size : 1);
    if (!memory) no_memory();
    return memory;
}

void *mem_room(void *array, int count, int *capacity, size_t size)
{
    if (count < *capacity) return array;
    *capacity = *capacity ? *capacity * 2 : FIRST_ROOM;
    return mem_resize(array, (size_t)*capacity, size);
}

char *mem_text(const char *text)
{
    if (!text) text = "";
    const size_t size = strlen(text) + 1;
    return memcpy(mem_new(size, 1), text, size);
}
