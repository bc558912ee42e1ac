/* Text, JSON and CSV are built in memory and written once. */
#include "base/text.h"

#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

static void reserve(struct text *text, size_t more)
{
    const size_t wanted = text->length + more + 1;
    if (wanted <= text->capacity) return;
    size_t capacity = text->capacity ? text->capacity : FIRST_CAPACITY;
    while (capacity < wanted) capacity *= 2;
    text->s = mem_resize(text->s, capacity, 1);
    text->capacity = capacity;
}

void text_add(struct text *text, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    const int count = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    assert(count >= 0);
    reserve(text, (size_t)count);
    vsnprintf(text->s + text->length, (size_t)count + 1, fmt, again);
    va_end(again);
    text->length += (size_t)count;
}

void text_add_bytes(struct text *text, const char *bytes, size_t count)
{
    reserve(text, count);
    memcpy(text->s + text->length, bytes, count);
    text->length += count;
    text->s[text->length] = '\0';
}

void text_clear(struct text *text)
{
    free(text->s);
    *text = (struct text){0};
}

const char *text_s(const struct text *text)
{
    return text->s ? text->s : "";
}

void text_number(char out[32], double value)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(out, 32, "%.*g", digits, value);
        if (strtod(out, NULL) == value) return;
    }
}

const char *text_grouped(char out[32], long long value)
{
    char digits[24];
    const int length = snprintf(digits, sizeof digits, "%lld", value);
    char *to = out;
    for (int i = 0; i < length; i++) {
        const int left = length - i;
        if (i > 0 && left % 3 == 0 && digits[i - 1] != '-') *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return out;
}

void json_start(struct json *json, struct text *out)
{
    *json = (struct json){.out = out};
}

static void escaped(struct text *out, const char *value)
{
    text_add_bytes(out, "\"", 1);
    for (const char *c = value; *c; c++) {
        if (*c == '"' || *c == '\\')
            text_add(out, "\\%c", *c);
        else if (*c == '\n')
            text_add_bytes(out, "\\n", 2);
        else if ((unsigned char)*c < 0x20)
            text_add(out, "\\u%04x", (unsigned)*c);
        else
            text_add_bytes(out, c, 1);
    }
    text_add_bytes(out, "\"", 1);
}

static void begin_value(struct json *json, const char *key)
{
    bool *filled = &json->filled[json->depth];
    if (*filled)
        text_add_bytes(json->out, json->depth <= 2 ? ",\n" : ",", json->depth <= 2 ? 2 : 1);
    *filled = true;
    if (!key) return;
    escaped(json->out, key);
    text_add_bytes(json->out, ":", 1);
}

static void open_level(struct json *json, const char *key, const char *bracket)
{
    begin_value(json, key);
    text_add_bytes(json->out, bracket, 1);
    json->depth++;
    assert(json->depth < JSON_DEPTH);
    json->filled[json->depth] = false;
}

static void close_level(struct json *json, const char *bracket)
{
    assert(json->depth > 0);
    json->depth--;
    text_add_bytes(json->out, bracket, 1);
    if (json->depth == 0) text_add_bytes(json->out, "\n", 1);
}

void json_object(struct json *json, const char *key)
{
    open_level(json, key, "{");
}

void json_object_end(struct json *json)
{
    close_level(json, "}");
}

void json_array(struct json *json, const char *key)
{
    open_level(json, key, "[");
}

void json_array_end(struct json *json)
{
    close_level(json, "]");
}

void json_text(struct json *json, const char *key, const char *value)
{
    begin_value(json, key);
    if (value)
        escaped(json->out, value);
    else
        text_add_bytes(json->out, "null", 4);
}

void json_int(struct json *json, const char *key, long long value)
{
    begin_value(json, key);
    text_add(json->out, "%lld", value);
}

void json_number(struct json *json, const char *key, double value)
{
    char number[32] = "null";
    if (isfinite(value)) text_number(number, value);
    begin_value(json, key);
    text_add(json->out, "%s", number);
}

void json_bool(struct json *json, const char *key, bool value)
{
    begin_value(json, key);
    text_add(json->out, "%s", value ? "true" : "false");
}

void csv_text(struct text *out, const char *value)
{
    /* A text that looks guarded already gets one more guard, so that reading takes off one. */
    const char first = value[strspn(value, "'")];
    const bool formula = first && strchr("=+-@\t\r", first) != NULL;
    const bool quote = strpbrk(value, ",;\"\r\n\t") != NULL || *value == ' ';
    if (quote) text_add_bytes(out, "\"", 1);
    if (formula) text_add_bytes(out, "'", 1);
    for (const char *c = value; *c; c++) {
        if (*c == '"') text_add_bytes(out, "\"", 1);
        text_add_bytes(out, c, 1);
    }
    if (quote) text_add_bytes(out, "\"", 1);
}

void csv_int(struct text *out, long long value)
{
    text_add(out, "%lld", value);
}

void csv_number(struct text *out, double value)
{
    char number[32] = "";
    if (isfinite(value)) text_number(number, value);
    text_add(out, "%s", number);
}

void csv_next(struct text *out)
{
    text_add_bytes(out, ",", 1);
}

void csv_end(struct text *out)
{
    text_add_bytes(out, "\r\n", 2);
}

struct text_short text_shortened(const char *text)
{
    struct text_short out = {{0}};
    size_t length = strlen(text);
    if (length > 60) {
        length = 60;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
    }
    memcpy(out.s, text, length);
    return out;
}
