/* The language in which a person is answered: Thai first, English one switch away. */
#ifndef BASE_LANG_H
#define BASE_LANG_H

#include <stdbool.h>

enum lang { LANG_TH, LANG_EN };

/** The language of the calling thread; LANG_TH until it is set. */
void lang_set(enum lang lang);
enum lang lang_get(void);

/** `th` or `en`, whichever is the current language. */
const char *lang_pick(const char *th, const char *en);

/** "th" or "en" to the language; false for any other word. */
bool lang_parse(const char *word, enum lang *out);

/** From LC_ALL, LC_MESSAGES, LANG: English for en*, Thai for everything else. */
enum lang lang_of_locale(void);

#endif
