/* The current language is kept by thread, so that a server can answer two people at once. */
#include "base/lang.h"

#include <stdlib.h>
#include <string.h>

static _Thread_local enum lang current = LANG_TH;

void lang_set(enum lang lang)
{
    current = lang;
}

enum lang lang_get(void)
{
    return current;
}

const char *lang_pick(const char *th, const char *en)
{
    return current == LANG_TH ? th : en;
}

bool lang_parse(const char *word, enum lang *out)
{
    if (strcmp(word, "th") != 0 && strcmp(word, "en") != 0) return false;
    *out = word[0] == 't' ? LANG_TH : LANG_EN;
    return true;
}

enum lang lang_of_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return strncmp(value, "en", 2) == 0 ? LANG_EN : LANG_TH;
    }
    return LANG_TH;
}
