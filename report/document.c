/* Documents as files: what all of them share, and which is meant. */
#include "report/document_inner.h"

#include "base/lang.h"

#include <stdarg.h>
#include <stdio.h>

void document_say(struct pages *pages, say_fn say, const char *th, const char *en, ...)
{
    char line[2048];
    va_list arguments;
    va_start(arguments, en);
    vsnprintf(line, sizeof line, lang_pick(th, en), arguments);
    va_end(arguments);
    say(pages, line);
}

const char *figure(long long value)
{
    enum { AT_ONCE = 8 };
    static _Thread_local char out[AT_ONCE][32];
    static _Thread_local int next;
    next = (next + 1) % AT_ONCE;
    return text_grouped(out[next], value);
}

const char *document_warning(const struct plan_view *view)
{
    if (!view->plan->synthetic && !register_is_synthetic(view->reg)) return "";
    return lang_pick("ข้อมูลสังเคราะห์ ไม่ใช่ข้อมูลจริง", "synthetic data, not real");
}

static enum err_code write_bytes(const char *path, const struct text *bytes, struct err *err)
{
    struct export_file file;
    const enum err_code code = export_file_open(path, &file, err);
    if (code != ERR_OK) return code;
    fwrite(text_s(bytes), 1, bytes->length, file.file);
    return export_file_finish(&file, err);
}

enum err_code document_write(const struct plan_view *view, const char *title, bool one_page,
                             page_write_fn write, const void *context, const char *path,
                             struct err *err)
{
    struct text subject = {0}, made = {0}, bytes = {0};
    text_add(&subject, lang_pick("แผน '%s' หมายเลข %lld", "plan '%s', number %lld"),
             view->plan->name, (long long)view->plan->id);
    text_add(&made, "%s", lang_pick("ทำแผนเมื่อ ", "plan made on "));
    plan_made_shown(view->plan, &made);
    const struct page_frame frame = {.title = title,
                                     .subject = text_s(&subject),
                                     .made = text_s(&made),
                                     .warning = document_warning(view),
                                     .created = view->plan->created_at,
                                     .one_page = one_page};
    enum err_code code = pages_make(&frame, write, context, &bytes, err);
    if (code == ERR_OK) code = write_bytes(path, &bytes, err);
    text_clear(&subject);
    text_clear(&made);
    text_clear(&bytes);
    return code;
}

enum err_code document_export(const struct plan_view *view, enum export_part part, const char *path,
                              struct err *err)
{
    if (part == EXPORT_PLACEMENT) return document_placement(view, path, err);
    return view->school >= 0 ? document_school(view, path, err) : document_plan(view, path, err);
}
