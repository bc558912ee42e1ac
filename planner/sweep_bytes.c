/* An outcome as bytes, from a worker to the process that saves it, on machines of one kind. */
#include "base/mem.h"
#include "planner/sweep.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CELLS = 1 << 20, MOST_SENTENCE = 4096, MOST_SOURCE = 256 };

/* Whole numbers that come first. */
struct head {
    int number, decision, state, first_fy, years, majors, districts, choices;
    double objective, bound;
};

static void put(struct text *out, const void *bytes, size_t size)
{
    if (size > 0) text_add_bytes(out, bytes, size);
}

static void put_text(struct text *out, const char *text)
{
    const int length = (int)strlen(text);
    put(out, &length, sizeof length);
    put(out, text, (size_t)length);
}

void sweep_pack(const struct sweep_outcome *outcome, struct text *out)
{
    const struct head head = {outcome->number,    outcome->decision, (int)outcome->state,
                              outcome->first_fy,  outcome->years,    outcome->majors,
                              outcome->districts, outcome->choices,  outcome->objective,
                              outcome->bound};
    const size_t years = (size_t)outcome->years;
    put(out, &head, sizeof head);
    put_text(out, outcome->sentence ? outcome->sentence : "");
    put(out, outcome->year, years * sizeof *outcome->year);
    put(out, outcome->major, (size_t)outcome->majors * years * sizeof *outcome->major);
    put(out, outcome->district, (size_t)outcome->districts * years * sizeof *outcome->district);
    for (int i = 0; i < outcome->choices; i++) {
        const int numbers[] = {(int)outcome->choice[i].kind, outcome->choice[i].major,
                               outcome->choice[i].people};
        put(out, numbers, sizeof numbers);
        put_text(out, outcome->choice[i].source);
    }
}

struct reader {
    const char *at;
    size_t left;
    bool good;
};

static void get(struct reader *reader, void *to, size_t size)
{
    reader->good = reader->good && reader->left >= size;
    if (!reader->good) return;
    if (size > 0) memcpy(to, reader->at, size);
    reader->at += size;
    reader->left -= size;
}

static char *get_text(struct reader *reader, int most)
{
    int length = 0;
    get(reader, &length, sizeof length);
    reader->good = reader->good && length >= 0 && length <= most;
    char *text = mem_new(reader->good ? (size_t)length + 1 : 1, 1);
    if (reader->good) get(reader, text, (size_t)length);
    return text;
}

static double *get_numbers(struct reader *reader, size_t count)
{
    reader->good = reader->good && count <= MOST_CELLS && reader->left >= count * sizeof(double);
    double *numbers = mem_new(reader->good ? count : 0, sizeof *numbers);
    if (reader->good) get(reader, numbers, count * sizeof *numbers);
    return numbers;
}

static void get_choices(struct reader *reader, int count, struct sweep_outcome *out)
{
    int capacity = 0;
    for (int i = 0; reader->good && i < count; i++) {
        int numbers[3] = {0};
        get(reader, numbers, sizeof numbers);
        reader->good = reader->good && numbers[0] >= 0 && numbers[0] < CHOICE_KINDS &&
                       numbers[1] >= 0 && numbers[1] < out->majors && numbers[2] > 0;
        if (!reader->good) return;
        char *source = get_text(reader, MOST_SOURCE);
        out->choice = mem_room(out->choice, out->choices, &capacity, sizeof *out->choice);
        out->choice[out->choices++] =
            (struct sweep_choice){(enum choice_kind)numbers[0], source, numbers[1], numbers[2]};
    }
}

bool sweep_unpack(const void *bytes, size_t length, struct sweep_outcome *out)
{
    struct reader reader = {bytes, length, true};
    struct head head = {0};
    get(&reader, &head, sizeof head);
    reader.good = reader.good && head.number >= 0 && head.decision >= -1 && head.state >= 0 &&
                  head.state < ERR_CODES && head.years >= 0 && head.years <= MAX_YEARS &&
                  head.majors >= 0 && head.districts >= 0 && head.majors < MOST_CELLS &&
                  head.districts < MOST_CELLS;
    if (!reader.good) return false;
    struct sweep_outcome read = {
        .number = head.number,
        .decision = head.decision,
        .state = (enum err_code)head.state,
        .first_fy = head.first_fy,
        .years = head.years,
        .majors = head.majors,
        .districts = head.districts,
        .objective = head.objective,
        .bound = head.bound,
    };
    const size_t years = (size_t)head.years;
    read.sentence = get_text(&reader, MOST_SENTENCE);
    read.year = (struct sweep_year *)(void *)get_numbers(
        &reader, years * (sizeof *read.year / sizeof(double)));
    read.major = get_numbers(&reader, (size_t)head.majors * years);
    read.district = get_numbers(&reader, (size_t)head.districts * years);
    get_choices(&reader, head.choices, &read);
    if (!reader.good || reader.left > 0) {
        sweep_outcome_clear(&read);
        return false;
    }
    *out = read;
    return true;
}
