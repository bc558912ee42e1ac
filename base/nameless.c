/* Memory that has the path of a descriptor; a bare system without /proc gets a file of mode 0600.
 */
#define _GNU_SOURCE
#include "base/nameless.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static bool open_in_memory(struct nameless *out)
{
    out->file = memfd_create("kru", MFD_CLOEXEC);
    if (out->file < 0) return false;
    snprintf(out->path, sizeof out->path, "/proc/self/fd/%d", out->file);
    if (access(out->path, R_OK) == 0) return true;
    close(out->file);
    return false;
}

static bool open_on_disk(struct nameless *out)
{
    const char *folder = getenv("TMPDIR");
    const int length =
        snprintf(out->path, sizeof out->path, "%s/kru-XXXXXX", folder && *folder ? folder : "/tmp");
    if (length >= (int)sizeof out->path) return false;
    out->file = mkstemp(out->path);
    out->on_disk = out->file >= 0;
    return out->on_disk;
}

bool nameless_open(const char *bytes, size_t size, struct nameless *out)
{
    *out = (struct nameless){.file = -1};
    if (!open_in_memory(out) && !open_on_disk(out)) return false;
    size_t written = 0;
    for (ssize_t step = 1; written < size && step > 0; written += (size_t)(step > 0 ? step : 0))
        step = write(out->file, bytes + written, size - written);
    if (written == size) return true;
    nameless_close(out);
    return false;
}

void nameless_close(struct nameless *nameless)
{
    if (nameless->file < 0) return;
    close(nameless->file);
    if (nameless->on_disk) unlink(nameless->path);
    *nameless = (struct nameless){.file = -1};
}
