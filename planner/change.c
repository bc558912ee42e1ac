/* Two texts cut into lines, lines gathered by key, keys joined into groups. */
#include "planner/change.h"

#include "base/mem.h"
#include "planner/scenario.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_NAME = 128 };

struct key_entry {
    char name[KEY_NAME];
    int root;    /* the entry it goes with, itself when it stands alone */
    bool yearly; /* something is said of a single year */
};

struct key_list {
    struct key_entry *entry;
    int count, room;
};

/* Keys that are read together. */
static const struct {
    const char *key, *with;
} bound_keys[] = {
    {"shortage.tier_prices", "shortage.tier_shares"},
    {"shortage.school_tier_prices", "shortage.school_tier_shares"},
    {"budget.total_thb", "budget.hard_minimum_thb"},
    {"horizon.years", "horizon.first_fy"},
};

static bool starts_with(const char *text, const char *head)
{
    return strncmp(text, head, strlen(head)) == 0;
}

/* Bytes of "section.key" at the start of a setting's name; a pipeline's section has two words. */
static size_t key_length(const char *name)
{
    int words = starts_with(name, "pipeline.") ? 3 : 2;
    size_t length = 0;
    while (name[length] && !(name[length] == '.' && --words == 0)) length++;
    return length;
}

static bool is_idle(const char *name)
{
    static const char source[] = ".source";
    const size_t length = strlen(name), tail = sizeof source - 1;
    return starts_with(name, "scenario.") || starts_with(name, "solve.") ||
           (length > tail && strcmp(name + length - tail, source) == 0);
}

static bool has_year(const char *name)
{
    for (const char *word = name; word; word = strchr(word, '.')) {
        word += *word == '.';
        if (strspn(word, "0123456789") == 4 && (word[4] == '.' || word[4] == '\0')) return true;
    }
    return false;
}

static void keep_line(void *context, const char *key, const char *value)
{
    struct change_side *side = context;
    if (is_idle(key)) return;
    side->line = mem_room(side->line, side->lines, &side->room, sizeof *side->line);
    side->line[side->lines++] = (struct change_line){mem_text(key), mem_text(value), -1};
}

static bool is_of(const struct change_line *line, const char *key)
{
    const size_t length = key_length(line->key);
    return strncmp(line->key, key, length) == 0 && key[length] == '\0';
}

static int find_key(const struct key_list *list, const char *name)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->entry[i].name, name) == 0) return i;
    return -1;
}

/* The lines of a key as one text: equal settings are written equally. */
static void all_of(const struct change_side *side, const char *key, struct text *out)
{
    for (int i = 0; i < side->lines; i++)
        if (is_of(&side->line[i], key))
            text_add(out, "%s=%s\n", side->line[i].key, side->line[i].value);
}

static bool differs(const struct changes *changes, const char *key)
{
    struct text text[2] = {{0}, {0}};
    for (int side = 0; side < 2; side++) all_of(&changes->side[side], key, &text[side]);
    const bool different = strcmp(text_s(&text[0]), text_s(&text[1])) != 0;
    for (int side = 0; side < 2; side++) text_clear(&text[side]);
    return different;
}

static void list_keys(const struct changes *changes, struct key_list *list)
{
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < changes->side[side].lines; i++) {
            const struct change_line *line = &changes->side[side].line[i];
            struct key_entry entry = {.yearly = has_year(line->key)};
            const size_t length = key_length(line->key);
            if (length >= sizeof entry.name) continue;
            memcpy(entry.name, line->key, length);
            const int known = find_key(list, entry.name);
            if (known >= 0) list->entry[known].yearly |= entry.yearly;
            if (known >= 0 || !differs(changes, entry.name)) continue;
            list->entry = mem_room(list->entry, list->count, &list->room, sizeof *list->entry);
            list->entry[list->count++] = entry;
        }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct key_entry *)a)->name, ((const struct key_entry *)b)->name);
}

/* The entry that comes first by name stands for both. */
static void join(struct key_list *list, int a, int b)
{
    const int x = list->entry[a].root, y = list->entry[b].root;
    const int first = x < y ? x : y, other = x < y ? y : x;
    for (int i = 0; i < list->count; i++)
        if (list->entry[i].root == other) list->entry[i].root = first;
}

static void join_bound(struct key_list *list)
{
    for (int i = 0; i < list->count; i++) list->entry[i].root = i;
    for (size_t n = 0; n < sizeof bound_keys / sizeof *bound_keys; n++) {
        const int a = find_key(list, bound_keys[n].key), b = find_key(list, bound_keys[n].with);
        if (a >= 0 && b >= 0) join(list, a, b);
    }
    for (int h = 0; h < list->count; h++)
        for (int i = 0; starts_with(list->entry[h].name, "horizon.") && i < list->count; i++)
            if (list->entry[i].yearly) join(list, h, i);
}

static void name_group(struct changes *changes, int group, const char *name)
{
    struct text joined = {0};
    if (changes->key[group]) text_add(&joined, "%s + ", changes->key[group]);
    text_add(&joined, "%s", name);
    free(changes->key[group]);
    changes->key[group] = joined.s;
}

static void number_groups(struct changes *changes, const struct key_list *list)
{
    int *group = mem_new((size_t)list->count, sizeof *group);
    for (int i = 0; i < list->count; i++) {
        const struct key_entry *entry = &list->entry[i];
        if (entry->root != i)
            group[i] = group[entry->root];
        else
            group[i] = changes->count < CHANGE_MOST ? changes->count++ : CHANGE_MOST - 1;
        name_group(changes, group[i], entry->name);
        for (int side = 0; side < 2; side++)
            for (int n = 0; n < changes->side[side].lines; n++)
                if (is_of(&changes->side[side].line[n], entry->name))
                    changes->side[side].line[n].group = group[i];
    }
    free(group);
}

void changes_find(const char *from, const char *to, struct changes *out)
{
    struct key_list list = {0};
    *out = (struct changes){0};
    settings_text_each(from, keep_line, &out->side[0]);
    settings_text_each(to, keep_line, &out->side[1]);
    list_keys(out, &list);
    if (list.count > 0) qsort(list.entry, (size_t)list.count, sizeof *list.entry, by_name);
    join_bound(&list);
    number_groups(out, &list);
    free(list.entry);
}

void changes_join(struct changes *changes)
{
    for (int g = 1; g < changes->count; g++) {
        name_group(changes, 0, changes->key[g]);
        free(changes->key[g]);
        changes->key[g] = NULL;
    }
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < changes->side[side].lines; i++)
            if (changes->side[side].line[i].group > 0) changes->side[side].line[i].group = 0;
    if (changes->count > 1) changes->count = 1;
}

void changes_clear(struct changes *changes)
{
    for (int side = 0; side < 2; side++) {
        for (int i = 0; i < changes->side[side].lines; i++) {
            free(changes->side[side].line[i].key);
            free(changes->side[side].line[i].value);
        }
        free(changes->side[side].line);
    }
    for (int g = 0; g < CHANGE_MOST; g++) free(changes->key[g]);
    *changes = (struct changes){0};
}

/* A pipeline's section has two words. */
static void add_line(const struct change_line *line, struct text *ini)
{
    const char *dot = strchr(line->key, '.');
    if (dot && starts_with(line->key, "pipeline.")) dot = strchr(dot + 1, '.');
    if (!dot) return;
    text_add(ini, "[%.*s]\n%s = %s\n", (int)(dot - line->key), line->key, dot + 1, line->value);
}

void changes_mix(const struct changes *changes, uint64_t taken, struct text *ini)
{
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < changes->side[side].lines; i++) {
            const struct change_line *line = &changes->side[side].line[i];
            const bool second = line->group >= 0 && (taken >> line->group & 1) != 0;
            if (second == (side == 1)) add_line(line, ini);
        }
}
