/* Bytes as a file, for libraries that read files only. */
#ifndef BASE_NAMELESS_H
#define BASE_NAMELESS_H

#include <stdbool.h>
#include <stddef.h>

struct nameless {
    int file;
    bool on_disk; /* in the folder of temporary files, since there is no /proc */
    char path[256];
};
/** Makes a file that can be read under out->path until nameless_close(). False when the system
    refuses; nothing is left behind then. */
bool nameless_open(const char *bytes, size_t size, struct nameless *out);
void nameless_close(struct nameless *nameless);

#endif
