/* Allocation that ends the program when memory is gone: sizes are limited where data enter. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

enum { MEM_EXIT_STATUS = 70 }; /* of a program that ends here */

/** End without the sentence: for a child process, whose caller says it better (child.h). */
void mem_keep_quiet(void);

/** `count` zeroed elements of `size` bytes; never NULL, also for 0 elements. */
void *mem_new(size_t count, size_t size);

/** `old` (may be NULL) with room for `count` elements; the new part is not zeroed. */
void *mem_resize(void *old, size_t count, size_t size);

/**
 * Room for one more element: grows `*array` of `*capacity` elements by doubling when `count`
 * has reached it. Returns the (possibly moved) array.
 */
void *mem_room(void *array, int count, int *capacity, size_t size);

/** A copy of a text; NULL gives "". */
char *mem_text(const char *text);

#endif
