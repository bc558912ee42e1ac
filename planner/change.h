/* What two scenarios differ in, as groups of keys that can be taken from one or the other.

   A group is one key with all that stands after it: `exam.seats` for every year and major,
   `pipeline.erawan.places`. Keys that mean something only together are one group: tiers' shares and
   prices, a least and a most budget; and where the horizon differs, all that is said of single
   years goes with it, since a year may exist on one side only. What cannot change a plan is left
   out: names, notes, sources, limits of the solver. */
#ifndef PLANNER_CHANGE_H
#define PLANNER_CHANGE_H

#include "base/text.h"

#include <stdint.h>

enum { CHANGE_MOST = 60 }; /* groups; those beyond, by name, are one with the last */

struct change_line {
    char *key, *value;
    int group; /* -1: equal on both sides */
};

struct changes {
    struct change_side {
        struct change_line *line;
        int lines, room;
    } side[2];
    char *key[CHANGE_MOST]; /* "exam.seats_total"; of several, joined by " + " */
    int count;
};

/** Compare two texts of params (params.text), which write equal settings equally. Groups stand in
    the order of their names, whatever the order in which the settings were made. */
void changes_find(const char *from, const char *to, struct changes *out);
void changes_clear(struct changes *changes);

/** All groups are one from here on: what must change together. */
void changes_join(struct changes *changes);

/** The ini text of the first side with the groups whose bits are set taken from the second. */
void changes_mix(const struct changes *changes, uint64_t taken, struct text *ini);

#endif
