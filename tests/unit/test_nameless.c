/* Bytes as a file. */
#define _POSIX_C_SOURCE 200809L
#include "tests/test.h"

#include "base/nameless.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void bytes_are_read_back_from_the_path_until_it_is_closed(void **state)
{
    struct nameless file;
    char text[32] = "";
    (void)state;
    assert_true(nameless_open("one\ntwo\n", 8, &file));
    FILE *stream = fopen(file.path, "rb");
    assert_non_null(stream);
    assert_int_equal(fread(text, 1, sizeof text, stream), 8);
    fclose(stream);
    assert_string_equal(text, "one\ntwo\n");
    const bool on_disk = file.on_disk;
    nameless_close(&file);
    nameless_close(&file); /* again is nothing */
    assert_false(on_disk); /* where /proc is there, no byte of it touches a disk */
}

static const struct CMUnitTest cases[] = {
    CASE(bytes_are_read_back_from_the_path_until_it_is_closed),
};
TEST_MAIN(cases)
