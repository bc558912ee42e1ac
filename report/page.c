/* Pages under construction: passes, fonts, heads and feet, the flow of text. */
#include "report/page_inner.h"

#include "base/lang.h"
#include "base/mem.h"

#include <assert.h>
#include <cairo-pdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points. A4 is 210 x 297 mm. */
static const double a4_short = 595.276, a4_long = 841.890;
static const double side = 48.0, head_line = 44.0, foot_line = 42.0, body_gap = 14.0;

/* Size below which a document of one page is not set, and the steps on the way. */
static const double smallest_scale = 0.6, scale_step = 0.05;

/* What stands on a page beside the longest text: title and head of a table. */
static const double most_beside = 200.0;

static const char font_package[] = "fonts-noto-core";
/* Latin letters and figures are in the first, Thai in the second; nothing else is ever used. */
static const char *const family[FAMILIES] = {"Noto Sans", "Noto Sans Thai"};

const struct page_colour page_black = {0.0, 0.0, 0.0}, page_grey = {0.36, 0.36, 0.36},
                         page_rule = {0.72, 0.72, 0.72}, page_pale = {0.955, 0.955, 0.955},
                         page_accent = {0.0, 0.27, 0.47};

static const struct page_type type_title = {24.0, true}, type_body = {10.5, false},
                              type_remark = {8.0, false}, type_frame = {7.0, false},
                              type_warning = {8.5, true}, type_boxed = {11.0, true},
                              type_fact = {20.0, true}, type_meaning = {8.5, false},
                              type_sign = {9.5, false}, type_contents = {10.5, false};
static const struct page_type type_heading[] = {{15.0, true}, {12.0, true}};

#ifdef __SANITIZE_ADDRESS__
/* Reading its configuration fontconfig loses a pattern of 256 bytes once in a process. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig.so";
}
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
#endif

/* ---- fonts --------------------------------------------------------------------------- */

/* The font of a family, or NULL when fontconfig would give another one. */
static PangoFont *load_font(PangoContext *context, const char *name, PangoWeight weight)
{
    PangoFontDescription *wanted = pango_font_description_new();
    pango_font_description_set_family(wanted, name);
    pango_font_description_set_weight(wanted, weight);
    pango_font_description_set_absolute_size(wanted, 10.0 * PANGO_SCALE);
    PangoFont *font = pango_context_load_font(context, wanted);
    bool found = false;
    if (font) {
        PangoFontDescription *got = pango_font_describe(font);
        found = strcmp(pango_font_description_get_family(got), name) == 0;
        pango_font_description_free(got);
        if (!found) g_clear_object(&font);
    }
    pango_font_description_free(wanted);
    return font;
}

static enum err_code load_fonts(struct pages *pages, struct err *err)
{
    PangoContext *context = pango_layout_get_context(pages->layout);
    for (int f = 0; f < FAMILIES; f++) {
        PangoFont *bold = load_font(context, family[f], PANGO_WEIGHT_BOLD);
        pages->face[f] = load_font(context, family[f], PANGO_WEIGHT_NORMAL);
        const bool found = bold && pages->face[f];
        g_clear_object(&bold);
        if (found) continue;
        return err_set(err, ERR_CONFIG, "ไม่มีแบบอักษร '%s' จึงเขียน PDF ไม่ได้ ต้องติดตั้งแพ็กเกจ %s",
                       "the font '%s' is missing, PDF needs it: install the package %s", family[f],
                       font_package);
    }
    return ERR_OK;
}

/* ---- texts --------------------------------------------------------------------------- */

/* Control characters, and those that turn the direction of a line or end it. */
static bool is_control(gunichar letter)
{
    return letter < 0x20 || (letter >= 0x7F && letter < 0xA0) ||
           (letter >= 0x200E && letter <= 0x200F) || (letter >= 0x2028 && letter <= 0x202E) ||
           (letter >= 0x2066 && letter <= 0x2069) || letter == 0xFEFF;
}

/* Letters of other scripts would be set in a font by chance, or as boxes. */
static bool has_letter(const struct pages *pages, gunichar letter)
{
    if (letter < 0x7F || (letter >= 0x0E01 && letter <= 0x0E3A) ||
        (letter >= 0x0E3F && letter <= 0x0E5B))
        return true;
    for (int f = 0; f < FAMILIES; f++)
        if (pages->face[f] && pango_font_has_char(pages->face[f], letter)) return true;
    return false;
}

static const char *clean(struct pages *pages, const char *text)
{
    pages->clean.length = 0;
    text_add_bytes(&pages->clean, "", 0);
    for (const char *c = text; *c;) {
        const gunichar letter = g_utf8_get_char_validated(c, -1);
        const bool invalid = letter == (gunichar)-1 || letter == (gunichar)-2;
        const char *next = invalid ? c + 1 : g_utf8_next_char(c);
        if (invalid || is_control(letter) || !has_letter(pages, letter))
            text_add_bytes(&pages->clean, "?", 1);
        else
            text_add_bytes(&pages->clean, c, (size_t)(next - c));
        c = next;
    }
    return text_s(&pages->clean);
}

static void put(struct pages *pages, const char *text, struct page_type type, double width,
                enum page_align align, PangoWrapMode wrap)
{
    static const PangoAlignment pango_align[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
                                                 PANGO_ALIGN_RIGHT};
    pango_font_description_set_weight(pages->font,
                                      type.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(pages->font, type.size * pages->scale * PANGO_SCALE);
    pango_layout_set_font_description(pages->layout, pages->font);
    pango_layout_set_width(pages->layout, width < 0.0 ? -1 : (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(pages->layout, wrap);
    pango_layout_set_alignment(pages->layout, pango_align[align]);
    pango_layout_set_ellipsize(pages->layout, PANGO_ELLIPSIZE_NONE);
    pango_layout_set_text(pages->layout, clean(pages, text), -1);
}

double page_set(struct pages *pages, const char *text, struct page_type type, double width,
                enum page_align align)
{
    int height;
    put(pages, text, type, width, align, PANGO_WRAP_WORD_CHAR);
    pango_layout_get_size(pages->layout, NULL, &height);
    const double most = page_body_bottom(pages) - page_body_top(pages) - most_beside;
    if ((double)height / PANGO_SCALE > most) { /* no text goes over the edge of a page */
        pango_layout_set_height(pages->layout, (int)(most * PANGO_SCALE));
        pango_layout_set_ellipsize(pages->layout, PANGO_ELLIPSIZE_END);
        pango_layout_get_size(pages->layout, NULL, &height);
    }
    return (double)height / PANGO_SCALE;
}

static double set_width(const struct pages *pages)
{
    int width;
    pango_layout_get_size(pages->layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

/* A run of letters of one font. A letter and the marks above and below it are one cluster, which
   goes to the file with its text: readers that copy from where marks stand get them in disorder. */
static void show_run(struct pages *pages, const PangoGlyphItem *run, double x, double y)
{
    const PangoGlyphString *set = run->glyphs;
    const char *text = pango_layout_get_text(pages->layout) + run->item->offset;
    int glyphs = 0, clusters = 0;
    double at = x;
    cairo_glyph_t *glyph = mem_new((size_t)set->num_glyphs, sizeof *glyph);
    cairo_text_cluster_t *cluster = mem_new((size_t)set->num_glyphs, sizeof *cluster);
    for (int i = 0, next; i < set->num_glyphs; i = next) {
        for (next = i; next < set->num_glyphs && set->log_clusters[next] == set->log_clusters[i];)
            next++;
        const int end = next < set->num_glyphs ? set->log_clusters[next] : run->item->length;
        const bool is_mark = set->glyphs[i].geometry.width == 0;
        if (clusters == 0 || !is_mark) cluster[clusters++] = (cairo_text_cluster_t){0, 0};
        cluster[clusters - 1].num_bytes += end - set->log_clusters[i];
        for (int g = i; g < next; g++) {
            const PangoGlyphInfo *info = &set->glyphs[g];
            if (info->glyph != PANGO_GLYPH_EMPTY) {
                glyph[glyphs++] =
                    (cairo_glyph_t){info->glyph, at + (double)info->geometry.x_offset / PANGO_SCALE,
                                    y + (double)info->geometry.y_offset / PANGO_SCALE};
                cluster[clusters - 1].num_glyphs++;
            }
            at += (double)info->geometry.width / PANGO_SCALE;
        }
    }
    cairo_set_scaled_font(
        pages->cr, pango_cairo_font_get_scaled_font((PangoCairoFont *)run->item->analysis.font));
    cairo_show_text_glyphs(pages->cr, text, run->item->length, glyph, glyphs, cluster, clusters, 0);
    free(glyph);
    free(cluster);
}

void page_show(struct pages *pages, double x, double y, struct page_colour colour)
{
    if (!pages->drawing) return;
    cairo_set_source_rgb(pages->cr, colour.red, colour.green, colour.blue);
    PangoLayoutIter *iter = pango_layout_get_iter(pages->layout);
    do {
        PangoRectangle place;
        const PangoGlyphItem *run = pango_layout_iter_get_run_readonly(iter);
        if (!run) continue; /* the end of a line */
        pango_layout_iter_get_run_extents(iter, NULL, &place);
        show_run(pages, run, x + (double)place.x / PANGO_SCALE,
                 y + (double)pango_layout_iter_get_baseline(iter) / PANGO_SCALE);
    } while (pango_layout_iter_next_run(iter));
    pango_layout_iter_free(iter);
}

static guint width_hash(const void *key)
{
    const struct page_width *width = key;
    return g_str_hash(width->text) ^ ((guint)(width->size * 64.0) << 1) ^ width->bold;
}

static gboolean width_equal(const void *a, const void *b)
{
    const struct page_width *x = a, *y = b;
    return fabs(x->size - y->size) < 1e-9 && x->bold == y->bold && strcmp(x->text, y->text) == 0;
}

static void width_free(void *width)
{
    free(((struct page_width *)width)->text);
    free(width);
}

static struct page_width *measured(struct pages *pages, const char *text, struct page_type type)
{
    struct page_width wanted = {
        .text = (char *)(uintptr_t)text, .size = type.size * pages->scale, .bold = type.bold};
    struct page_width *known = g_hash_table_lookup(pages->width, &wanted);
    if (known) return known;
    known = mem_new(1, sizeof *known);
    *known = wanted;
    known->text = mem_text(text);
    put(pages, text, type, -1.0, ALIGN_LEFT, PANGO_WRAP_WORD);
    known->natural = set_width(pages);
    known->word = -1.0;
    g_hash_table_add(pages->width, known);
    return known;
}

double page_natural(struct pages *pages, const char *text, struct page_type type)
{
    return measured(pages, text, type)->natural;
}

double page_longest_word(struct pages *pages, const char *text, struct page_type type)
{
    struct page_width *known = measured(pages, text, type);
    if (known->word < 0.0) {
        put(pages, text, type, 0.0, ALIGN_LEFT, PANGO_WRAP_WORD);
        known->word = set_width(pages);
    }
    return known->word;
}

void page_label(struct pages *pages, const char *text, struct page_type type, double x, double y,
                double width, enum page_align align, struct page_colour colour)
{
    if (!pages->drawing) return;
    page_set(pages, text, type, -1.0, ALIGN_LEFT);
    double taken = set_width(pages);
    if (taken > width) {
        pango_layout_set_ellipsize(pages->layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_width(pages->layout, (int)(width * PANGO_SCALE));
        pango_layout_set_height(pages->layout, -1); /* one line */
        taken = set_width(pages);
    }
    const double before = align == ALIGN_LEFT ? 0.0 : align == ALIGN_RIGHT ? taken : taken / 2.0;
    page_show(pages, x - before, y, colour);
}

/* ---- lines and areas ----------------------------------------------------------------- */

void page_line(struct pages *pages, double x0, double y0, double x1, double y1, double thick,
               struct page_colour colour)
{
    if (!pages->drawing) return;
    cairo_set_source_rgb(pages->cr, colour.red, colour.green, colour.blue);
    cairo_set_line_width(pages->cr, thick);
    cairo_move_to(pages->cr, x0, y0);
    cairo_line_to(pages->cr, x1, y1);
    cairo_stroke(pages->cr);
}

void page_fill(struct pages *pages, double x, double y, double width, double height,
               struct page_colour colour)
{
    if (!pages->drawing) return;
    cairo_set_source_rgb(pages->cr, colour.red, colour.green, colour.blue);
    cairo_rectangle(pages->cr, x, y, width, height);
    cairo_fill(pages->cr);
}

void page_frame_box(struct pages *pages, double x, double y, double width, double height,
                    double thick, struct page_colour colour)
{
    if (!pages->drawing) return;
    cairo_set_source_rgb(pages->cr, colour.red, colour.green, colour.blue);
    cairo_set_line_width(pages->cr, thick);
    cairo_rectangle(pages->cr, x, y, width, height);
    cairo_stroke(pages->cr);
}

/* ---- pages --------------------------------------------------------------------------- */

static double page_width(const struct pages *pages)
{
    return pages->landscape ? a4_long : a4_short;
}

static double page_height(const struct pages *pages)
{
    return pages->landscape ? a4_short : a4_long;
}

double page_left(const struct pages *pages)
{
    (void)pages;
    return side;
}

double page_body_width(const struct pages *pages)
{
    return page_width(pages) - 2.0 * side;
}

double page_body_top(const struct pages *pages)
{
    (void)pages;
    return head_line + body_gap;
}

double page_body_bottom(const struct pages *pages)
{
    return page_height(pages) - foot_line - body_gap;
}

static void draw_frame(struct pages *pages)
{
    const struct page_frame *frame = pages->frame;
    const double left = page_left(pages), right = page_width(pages) - side;
    const double half = page_body_width(pages) / 2.0 - 8.0;
    const double third = page_body_width(pages) / 3.0 - 10.0;
    const double foot = page_height(pages) - foot_line, scale = pages->scale;
    struct text number = {0};
    pages->scale = 1.0; /* of the text between them */
    text_add(&number, lang_pick("หน้า %d จาก %d", "page %d of %d"), pages->page, pages->page_count);
    const double beside = fmin(half, page_natural(pages, frame->subject, type_frame));
    page_label(pages, frame->title, type_frame, left, head_line - 14.0,
               page_body_width(pages) - beside - 16.0, ALIGN_LEFT, page_grey);
    page_label(pages, frame->subject, type_frame, right, head_line - 14.0, half, ALIGN_RIGHT,
               page_grey);
    page_line(pages, left, head_line, right, head_line, 0.5, page_rule);
    page_line(pages, left, foot, right, foot, 0.5, page_rule);
    page_label(pages, frame->made, type_frame, left, foot + 4.0, third + 14.0, ALIGN_LEFT,
               page_grey);
    page_label(pages, frame->warning, type_warning, (left + right) / 2.0, foot + 3.0, third,
               ALIGN_MIDDLE, page_black);
    page_label(pages, number.s, type_frame, right, foot + 4.0, third, ALIGN_RIGHT, page_grey);
    pages->scale = scale;
    text_clear(&number);
}

static void start_page(struct pages *pages)
{
    if (pages->started) return;
    pages->started = true;
    pages->page++;
    pages->y = page_body_top(pages);
    if (!pages->drawing) return;
    cairo_pdf_surface_set_size(pages->surface, page_width(pages), page_height(pages));
    draw_frame(pages);
}

static void end_page(struct pages *pages)
{
    if (!pages->started) return;
    pages->started = false;
    if (pages->drawing) cairo_show_page(pages->cr);
}

static double heading_height(struct pages *pages, const struct pending *heading)
{
    return (heading->level == 1 ? 12.0 : 8.0) * pages->scale + 4.0 +
           page_set(pages, heading->text, type_heading[heading->level - 1], page_body_width(pages),
                    ALIGN_LEFT);
}

static void note_mark(struct pages *pages, const struct pending *heading)
{
    if (!pages->drawing) {
        pages->mark = mem_room(pages->mark, pages->marks, &pages->mark_room, sizeof *pages->mark);
        pages->mark[pages->marks++] = (struct page_mark){mem_text(clean(pages, heading->text)),
                                                         heading->level, pages->page, pages->y};
        return;
    }
    char at[96];
    snprintf(at, sizeof at, "page=%d pos=[%.1f %.1f]", pages->page, page_left(pages), pages->y);
    const int parent = heading->level == 1 ? CAIRO_PDF_OUTLINE_ROOT : pages->outline_parent;
    const int added = cairo_pdf_surface_add_outline(
        pages->surface, parent, clean(pages, heading->text), at, CAIRO_PDF_OUTLINE_FLAG_OPEN);
    if (heading->level == 1) pages->outline_parent = added;
}

static void set_headings(struct pages *pages)
{
    for (int h = 0; h < pages->pendings; h++) {
        struct pending *heading = &pages->pending[h];
        const bool first = pages->y <= page_body_top(pages) + 1.0;
        const double height = heading_height(pages, heading);
        const double above = (heading->level == 1 ? 12.0 : 8.0) * pages->scale;
        if (!first) pages->y += above;
        note_mark(pages, heading);
        page_set(pages, heading->text, type_heading[heading->level - 1], page_body_width(pages),
                 ALIGN_LEFT);
        page_show(pages, page_left(pages), pages->y, page_accent);
        pages->y += height - above;
        free(heading->text);
    }
    pages->pendings = 0;
}

void page_need(struct pages *pages, double height)
{
    double whole = height;
    for (int h = 0; h < pages->pendings; h++) whole += heading_height(pages, &pages->pending[h]);
    if (pages->started && pages->y > page_body_top(pages) + 1.0 &&
        pages->y + whole > page_body_bottom(pages))
        end_page(pages);
    start_page(pages);
    set_headings(pages);
}

void page_break(struct pages *pages)
{
    if (pages->pendings > 0) page_need(pages, 0.0); /* headings that nothing follows */
    end_page(pages);
}

void page_turn(struct pages *pages, bool landscape)
{
    if (pages->landscape == landscape) return;
    end_page(pages);
    pages->landscape = landscape;
}

void page_space(struct pages *pages, double points)
{
    if (pages->started) pages->y += points * pages->scale;
}

/* ---- flow of text -------------------------------------------------------------------- */

static void flow(struct pages *pages, const char *text, struct page_type type, double indent,
                 double below, enum page_align align, struct page_colour colour)
{
    const double width = page_body_width(pages) - indent;
    page_need(pages, page_set(pages, text, type, width, align));
    const double height = page_set(pages, text, type, width, align);
    page_show(pages, page_left(pages) + indent, pages->y, colour);
    pages->y += height + below * pages->scale;
}

void page_title(struct pages *pages, const char *text)
{
    flow(pages, text, type_title, 0.0, 6.0, ALIGN_LEFT, page_accent);
}

void page_heading(struct pages *pages, int level, const char *text)
{
    enum { MOST = sizeof pages->pending / sizeof *pages->pending };
    assert(level >= 1 && level <= 2 && pages->pendings < MOST);
    pages->pending[pages->pendings++] = (struct pending){mem_text(text), level};
}

void page_paragraph(struct pages *pages, const char *text)
{
    flow(pages, text, type_body, 0.0, 5.0, ALIGN_LEFT, page_black);
}

void page_point(struct pages *pages, const char *text)
{
    const double indent = 14.0 * pages->scale;
    page_need(pages, page_set(pages, text, type_body, page_body_width(pages) - indent, ALIGN_LEFT));
    page_set(pages, "•", type_body, -1.0, ALIGN_LEFT);
    page_show(pages, page_left(pages) + 2.0, pages->y, page_accent);
    flow(pages, text, type_body, indent, 4.0, ALIGN_LEFT, page_black);
}

void page_remark(struct pages *pages, const char *text)
{
    flow(pages, text, type_remark, 0.0, 3.0, ALIGN_LEFT, page_grey);
}

void page_boxed(struct pages *pages, const char *text)
{
    const double pad = 7.0 * pages->scale, width = page_body_width(pages) - 2.0 * pad;
    page_need(pages, 2.0 * pad + page_set(pages, text, type_boxed, width, ALIGN_MIDDLE));
    const double height = page_set(pages, text, type_boxed, width, ALIGN_MIDDLE);
    page_frame_box(pages, page_left(pages), pages->y, page_body_width(pages), height + 2.0 * pad,
                   1.2, page_black);
    page_set(pages, text, type_boxed, width, ALIGN_MIDDLE);
    page_show(pages, page_left(pages) + pad, pages->y + pad, page_black);
    pages->y += height + 2.0 * pad + 8.0 * pages->scale;
}

void page_facts(struct pages *pages, const struct page_fact *fact, int count)
{
    const double gap = 8.0, pad = 6.0 * pages->scale;
    const double wide = (page_body_width(pages) - gap * (count - 1)) / count;
    double figure = 0.0, meaning = 0.0;
    for (int i = 0; i < count; i++) {
        figure = fmax(figure, page_set(pages, fact[i].figure, type_fact, -1.0, ALIGN_LEFT));
        meaning = fmax(
            meaning, page_set(pages, fact[i].meaning, type_meaning, wide - 2.0 * pad, ALIGN_LEFT));
    }
    const double height = figure + meaning + 2.0 * pad;
    page_need(pages, height);
    for (int i = 0; i < count; i++) {
        const double x = page_left(pages) + i * (wide + gap);
        page_fill(pages, x, pages->y, wide, height, page_pale);
        page_fill(pages, x, pages->y, 2.5, height, page_accent);
        page_label(pages, fact[i].figure, type_fact, x + pad + 2.0, pages->y + pad - 2.0,
                   wide - 2.0 * pad, ALIGN_LEFT, page_black);
        page_set(pages, fact[i].meaning, type_meaning, wide - 2.0 * pad, ALIGN_LEFT);
        page_show(pages, x + pad + 2.0, pages->y + pad + figure - 2.0, page_grey);
    }
    pages->y += height + 8.0 * pages->scale;
}

static void sign_line(struct pages *pages, const char *word, double x, double y, double width)
{
    const double taken = page_natural(pages, word, type_sign);
    page_set(pages, word, type_sign, -1.0, ALIGN_LEFT);
    page_show(pages, x, y, page_black);
    page_line(pages, x + taken + 3.0, y + type_sign.size * pages->scale * 1.2, x + width,
              y + type_sign.size * pages->scale * 1.2, 0.5, page_grey);
}

void page_signatures(struct pages *pages, const char *const *role, int count)
{
    enum { IN_A_ROW = 3, LINES = 4 };
    const char *const word[LINES] = {lang_pick("ลงชื่อ", "signed"), lang_pick("ชื่อ", "name"),
                                     lang_pick("ตำแหน่ง", "position"), lang_pick("วันที่", "date")};
    const double gap = 16.0, step = 24.0 * pages->scale,
                 wide = (page_body_width(pages) - gap * (IN_A_ROW - 1)) / IN_A_ROW;
    for (int i = 0; i < count; i += IN_A_ROW) {
        page_need(pages, step * (LINES + 1));
        for (int k = i; k < count && k < i + IN_A_ROW; k++) {
            const double x = page_left(pages) + (k - i) * (wide + gap);
            page_label(pages, role[k], (struct page_type){type_sign.size, true}, x, pages->y, wide,
                       ALIGN_LEFT, page_black);
            for (int line = 0; line < LINES; line++)
                sign_line(pages, word[line], x, pages->y + step * (line + 1), wide);
        }
        pages->y += step * (LINES + 1) + 6.0;
    }
}

/* ---- contents ------------------------------------------------------------------------ */

static double contents_step(const struct pages *pages)
{
    return type_contents.size * pages->scale * 1.75;
}

/* Lines of the contents on one page, below their title. */
static int contents_lines(const struct pages *pages)
{
    return (int)((page_body_bottom(pages) - page_body_top(pages) - 40.0) / contents_step(pages));
}

static void draw_contents_line(struct pages *pages, const struct page_mark *mark, double y)
{
    char at[96], number[16];
    const struct page_type type = {type_contents.size, mark->level == 1};
    const double left = page_left(pages) + (mark->level - 1) * 16.0;
    const double right = page_left(pages) + page_body_width(pages);
    snprintf(at, sizeof at, "page=%d pos=[%.1f %.1f]", mark->page, page_left(pages), mark->y);
    snprintf(number, sizeof number, "%d", mark->page);
    cairo_tag_begin(pages->cr, CAIRO_TAG_LINK, at);
    page_label(pages, mark->text, type, left, y, right - left - 40.0, ALIGN_LEFT, page_black);
    page_label(pages, number, type_contents, right, y, 36.0, ALIGN_RIGHT, page_black);
    cairo_tag_end(pages->cr, CAIRO_TAG_LINK);
    const double end = left + fmin(page_natural(pages, mark->text, type), right - left - 40.0);
    const double line = y + type.size * 1.15;
    cairo_save(pages->cr);
    cairo_set_dash(pages->cr, (const double[]){0.8, 3.0}, 2, 0.0);
    page_line(pages, end + 6.0, line, right - 26.0, line, 0.7, page_grey);
    cairo_restore(pages->cr);
}

void page_contents(struct pages *pages, const char *title)
{
    page_break(pages);
    pages->contents_page = pages->page + 1;
    const int first_page = pages->contents_page, lines = contents_lines(pages);
    for (int k = 0; k < (pages->drawing ? pages->contents_pages : 1); k++) {
        page_break(pages);
        flow(pages, title, type_heading[0], 0.0, 8.0, ALIGN_LEFT, page_accent);
        for (int i = 0; pages->drawing && i < lines && k * lines + i < pages->marks; i++)
            draw_contents_line(pages, &pages->mark[k * lines + i],
                               pages->y + i * contents_step(pages));
    }
    assert(pages->page == first_page + (pages->drawing ? pages->contents_pages : 1) - 1);
    page_break(pages);
}

/* Once all headings are known: how many pages the contents take, and what follows moves on. */
static void make_room_for_contents(struct pages *pages)
{
    if (pages->contents_page == 0) return;
    const int lines = contents_lines(pages);
    pages->contents_pages = pages->marks > 0 ? (pages->marks + lines - 1) / lines : 1;
    const int more = pages->contents_pages - 1;
    for (int i = 0; i < pages->marks; i++)
        if (pages->mark[i].page > pages->contents_page) pages->mark[i].page += more;
    pages->page_count += more;
}

/* ---- passes -------------------------------------------------------------------------- */

static void forget_marks(struct pages *pages)
{
    for (int i = 0; i < pages->marks; i++) free(pages->mark[i].text);
    pages->marks = 0;
}

static void run_pass(struct pages *pages, bool drawing, page_write_fn write, const void *context)
{
    pages->drawing = drawing;
    pages->started = pages->landscape = false;
    pages->page = pages->contents_page = 0;
    pages->y = 0.0;
    if (!drawing) forget_marks(pages);
    write(pages, context);
    if (pages->page == 0) start_page(pages); /* a page at least */
    page_break(pages);
    if (drawing) return;
    pages->page_count = pages->page;
    make_room_for_contents(pages);
}

static cairo_status_t take_bytes(void *out, const unsigned char *bytes, unsigned count)
{
    text_add_bytes(out, (const char *)bytes, count);
    return CAIRO_STATUS_SUCCESS;
}

static void open_surface(struct pages *pages, struct text *out)
{
    pages->surface = cairo_pdf_surface_create_for_stream(take_bytes, out, a4_short, a4_long);
    pages->cr = cairo_create(pages->surface);
    PangoFontMap *map = pango_cairo_font_map_new(); /* its own, so that it can be given back */
    PangoContext *context = pango_font_map_create_context(map);
    g_object_unref(map);
    pango_cairo_update_context(pages->cr, context);
    pages->layout = pango_layout_new(context);
    g_object_unref(context); /* the layout holds it */
    /* Letters stand where the font says, not on whole points: small type would be uneven. */
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE);
    cairo_font_options_destroy(options);
    pages->font = pango_font_description_new();
    pango_font_description_set_family(pages->font, "Noto Sans,Noto Sans Thai");
    pages->width = g_hash_table_new_full(width_hash, width_equal, width_free, NULL);
}

static void set_metadata(struct pages *pages)
{
    cairo_pdf_surface_set_metadata(pages->surface, CAIRO_PDF_METADATA_TITLE,
                                   clean(pages, pages->frame->title));
    cairo_pdf_surface_set_metadata(pages->surface, CAIRO_PDF_METADATA_SUBJECT,
                                   clean(pages, pages->frame->subject));
    cairo_pdf_surface_set_metadata(pages->surface, CAIRO_PDF_METADATA_CREATOR, "kru");
    cairo_pdf_surface_set_metadata(pages->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   pages->frame->created);
}

static void close_surface(struct pages *pages)
{
    g_hash_table_destroy(pages->width);
    pango_font_description_free(pages->font);
    for (int f = 0; f < FAMILIES; f++) g_clear_object(&pages->face[f]);
    g_object_unref(pages->layout);
    cairo_destroy(pages->cr);
    cairo_surface_finish(pages->surface);
    assert(cairo_surface_status(pages->surface) == CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(pages->surface);
    forget_marks(pages);
    free(pages->mark);
    text_clear(&pages->clean);
}

enum err_code pages_make(const struct page_frame *frame, page_write_fn write, const void *context,
                         struct text *out, struct err *err)
{
    struct pages pages = {.frame = frame, .scale = 1.0};
    struct text bytes = {0};
    open_surface(&pages, &bytes);
    enum err_code code = load_fonts(&pages, err);
    if (code == ERR_OK) {
        set_metadata(&pages);
        run_pass(&pages, false, write, context);
        while (frame->one_page && pages.page_count > 1 && pages.scale > smallest_scale) {
            pages.scale -= scale_step;
            run_pass(&pages, false, write, context);
        }
        run_pass(&pages, true, write, context);
    }
    close_surface(&pages);
    if (code == ERR_OK) text_add_bytes(out, text_s(&bytes), bytes.length);
    text_clear(&bytes);
    return code;
}
