/* Names as offices write them, made comparable. */
#include "base/mem.h"
#include "base/thai.h"
#include "equity/keys.h"
#include "equity/match.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { SLIPS_OF_LETTERS = 8, SLIPS_MAX = 3 };

/* Longest first, since one may begin another. The last column: a word that may also begin a name is
   a title only where a mark or blank ends it. */
static const struct {
    const char *title;
    bool stands_apart;
} titles[] = {
    {"เด็กชาย", false}, {"เด็กหญิง", false}, {"นางสาว", false}, {"ด.ช.", false},  {"ด.ญ.", false},
    {"น.ส.", false},   {"ดช.", false},    {"ดญ.", false},    {"นส.", false},   {"นาย", false},
    {"นาง", true},     {"ดช", true},      {"ดญ", true},      {"master", true}, {"miss", true},
    {"mrs", true},     {"mr", true},      {"ms", true},
};

static bool is_mark(char c)
{
    return c != '\0' && strchr(".,-'\"()/_*", c) != NULL;
}

/* The bytes of the title that `name` begins with; 0: none. */
static size_t title_at(const char *name)
{
    for (size_t t = 0; t < sizeof titles / sizeof *titles; t++) {
        const size_t length = strlen(titles[t].title);
        if (strncmp(name, titles[t].title, length) != 0) continue;
        const char next = name[length];
        if (titles[t].stands_apart && next != ' ' && !is_mark(next)) continue;
        return length;
    }
    return 0;
}

static const char *behind_title(const char *name)
{
    const char *at = name + title_at(name);
    while (*at == ' ' || is_mark(*at)) at++;
    return *at ? at : name; /* whoever is called by a title alone */
}

void match_name(const char *name, char out[MATCH_NAME])
{
    char clean[MATCH_NAME];
    snprintf(clean, sizeof clean, "%s", name);
    thai_clean(clean);
    for (char *c = clean; *c; c++) *c = (char)tolower((unsigned char)*c);
    const char *from = clean;
    while (*from == ' ' || is_mark(*from)) from++;
    char *to = out;
    for (from = behind_title(from); *from; from++) {
        const bool blank = *from == ' ' || is_mark(*from);
        if (blank && (to == out || to[-1] == ' ')) continue;
        *to++ = blank ? ' ' : *from;
    }
    while (to > out && to[-1] == ' ') to--;
    *to = '\0';
    keys_wipe(clean, sizeof clean);
}

void match_spell(const char *name, struct match_letters *out)
{
    char plain[MATCH_NAME];
    int n = 0;
    match_name(name, plain);
    for (const char *c = plain; *c; c++) {
        if (*c == ' ') continue;
        /* Bytes that are no UTF-8 stand for themselves. */
        if (((unsigned char)*c & 0xC0) == 0x80 && n > 0)
            out->letter[n - 1] = out->letter[n - 1] << 8 | (unsigned char)*c;
        else
            out->letter[n++] = (unsigned char)*c;
    }
    out->count = n;
    keys_wipe(plain, sizeof plain);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

int match_apart(const struct match_letters *a, const struct match_letters *b, int limit)
{
    const uint32_t *x = a->letter, *y = b->letter;
    int rows[3][MATCH_NAME + 1]; /* the row before the last, the last, the present one */
    int *older = rows[0], *old = rows[1], *row = rows[2];
    const int m = a->count, n = b->count;
    if (m - n > limit || n - m > limit) return limit + 1;
    for (int j = 0; j <= n; j++) old[j] = older[j] = j;
    for (int i = 1; i <= m; i++) {
        int nearest = row[0] = i;
        for (int j = 1; j <= n; j++) {
            row[j] = least(least(old[j], row[j - 1]) + 1, old[j - 1] + (x[i - 1] != y[j - 1]));
            const bool swapped = i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1];
            if (swapped) row[j] = least(row[j], older[j - 2] + 1);
            nearest = least(nearest, row[j]);
        }
        /* Two rows on, a swap may still cost no more than the row before this one. */
        if (nearest > limit + 1) return limit + 1;
        int *const free_row = older;
        older = old;
        old = row;
        row = free_row;
    }
    return least(old[n], limit + 1);
}

int match_distance(const char *a, const char *b)
{
    struct match_letters x, y;
    match_spell(a, &x);
    match_spell(b, &y);
    const int distance = match_apart(&x, &y, MATCH_NAME);
    keys_wipe(&x, sizeof x);
    keys_wipe(&y, sizeof y);
    return distance;
}

int match_slips(const struct match_letters *name)
{
    const int slips = 1 + name->count / SLIPS_OF_LETTERS;
    return least(slips, SLIPS_MAX);
}
