/* Charts on pages. Each series has a colour, a hatch and a marker of its own: the colours are those
   of Okabe and Ito, which colour-blind people tell apart, and the rest is for black and white. */
#include "report/page_inner.h"

#include "base/lang.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

static const struct page_type type_title = {10.0, true}, type_text = {9.0, false},
                              type_tick = {7.5, false}, type_value = {7.0, false};
static const double plot_height = 150.0, legend_step = 13.0, axis_room = 40.0, tick_line = 12.0;
static const double hatch_gap = 4.5;
static const double small = 20.0;  /* people */
static const double widest = 48.0; /* points of a bar */

enum hatch { HATCH_NONE, HATCH_UP, HATCH_DOWN, HATCH_LEVEL, HATCH_CROSS, HATCH_UPRIGHT };

static const struct series_style {
    struct page_colour colour;
    enum hatch hatch;
    double dash[2]; /* 0: a whole line */
} style[CHART_MOST_SERIES] = {
    {{0.00, 0.45, 0.70}, HATCH_NONE, {0.0, 0.0}},  {{0.90, 0.62, 0.00}, HATCH_UP, {6.0, 3.0}},
    {{0.00, 0.62, 0.45}, HATCH_DOWN, {2.0, 2.0}},  {{0.84, 0.37, 0.00}, HATCH_LEVEL, {9.0, 3.0}},
    {{0.80, 0.47, 0.65}, HATCH_CROSS, {4.0, 1.5}}, {{0.34, 0.71, 0.91}, HATCH_UPRIGHT, {1.0, 2.0}},
};

/* The plot area, and what its axes show. */
struct plot {
    struct pages *pages;
    const struct page_chart *chart;
    double x, y, width, height;
    double low, high, step;
};

static double value_at(const struct page_chart *chart, int k, int i)
{
    return chart->series[k].value[i];
}

/* ---- scale --------------------------------------------------------------------------- */

/* 1, 2 or 5 times a power of ten, so that `span` takes about five steps; whole. */
static double round_step(double span)
{
    const double rough = fmax(span / 5.0, 1e-9), power = pow(10.0, floor(log10(rough)));
    const double times = rough / power;
    const double step = power * (times <= 1.0   ? 1.0
                                 : times <= 2.0 ? 2.0
                                 : times <= 5.0 ? 5.0
                                                : 10.0);
    return fmax(step, 1.0);
}

static void find_scale(struct plot *plot)
{
    const struct page_chart *chart = plot->chart;
    double low = HUGE_VAL, high = 0.0;
    for (int i = 0; i < chart->points; i++) {
        double sum = 0.0;
        for (int k = 0; k < chart->count; k++) {
            sum += value_at(chart, k, i);
            low = fmin(low, value_at(chart, k, i));
            high = fmax(high, value_at(chart, k, i));
        }
        if (chart->kind == CHART_STACKED) high = fmax(high, sum);
    }
    /* Bars begin at 0, their length is what is read; so do lines that come near it, or a step of
       one person would look like a fall. */
    if (chart->kind != CHART_LINES || low < 0.6 * high || high <= small || chart->points == 0)
        low = 0.0;
    plot->step = round_step(high - low);
    plot->low = low > 0.0 ? fmax(0.0, floor(low / plot->step - 0.3) * plot->step) : 0.0;
    plot->high = ceil(high / plot->step + 0.05) * plot->step;
    if (plot->high <= plot->low) plot->high = plot->low + plot->step;
}

static double level_of(const struct plot *plot, double value)
{
    return plot->y + plot->height * (1.0 - (value - plot->low) / (plot->high - plot->low));
}

static double slot(const struct plot *plot)
{
    return plot->width / (plot->chart->points > 0 ? plot->chart->points : 1);
}

static const char *number_text(char out[32], double value)
{
    return text_grouped(out, llround(value));
}

/* ---- marks --------------------------------------------------------------------------- */

static void hatch_lines(struct pages *pages, enum hatch hatch, double x, double y, double width,
                        double height)
{
    const double gap = hatch_gap, span = width + height;
    cairo_t *cr = pages->cr;
    if (hatch == HATCH_UP || hatch == HATCH_CROSS)
        for (double at = gap; at < span; at += gap) {
            cairo_move_to(cr, x + at - height, y + height);
            cairo_line_to(cr, x + at, y);
        }
    if (hatch == HATCH_DOWN || hatch == HATCH_CROSS)
        for (double at = gap; at < span; at += gap) {
            cairo_move_to(cr, x + at - height, y);
            cairo_line_to(cr, x + at, y + height);
        }
    if (hatch == HATCH_LEVEL)
        for (double at = gap / 2.0; at < height; at += gap / 1.5) {
            cairo_move_to(cr, x, y + at);
            cairo_line_to(cr, x + width, y + at);
        }
    if (hatch == HATCH_UPRIGHT)
        for (double at = gap / 2.0; at < width; at += gap / 1.5) {
            cairo_move_to(cr, x + at, y);
            cairo_line_to(cr, x + at, y + height);
        }
}

static void bar(struct pages *pages, int k, double x, double y, double width, double height)
{
    if (!pages->drawing || height <= 0.0) return;
    page_fill(pages, x, y, width, height, style[k].colour);
    cairo_save(pages->cr);
    cairo_rectangle(pages->cr, x, y, width, height);
    cairo_clip(pages->cr);
    cairo_set_source_rgb(pages->cr, 1.0, 1.0, 1.0);
    cairo_set_line_width(pages->cr, 1.0);
    hatch_lines(pages, style[k].hatch, x, y, width, height);
    cairo_stroke(pages->cr);
    cairo_restore(pages->cr);
    page_frame_box(pages, x, y, width, height, 0.5, page_black);
}

static void marker(struct pages *pages, int k, double x, double y)
{
    enum { SHAPES = 4 };
    const double r = 2.8;
    cairo_t *cr = pages->cr;
    cairo_new_path(cr);
    switch (k % SHAPES) {
    case 0:
        cairo_arc(cr, x, y, r, 0.0, 2.0 * G_PI);
        break;
    case 1:
        cairo_rectangle(cr, x - r, y - r, 2.0 * r, 2.0 * r);
        break;
    case 2:
        cairo_move_to(cr, x, y - r * 1.3);
        cairo_line_to(cr, x + r * 1.2, y + r);
        cairo_line_to(cr, x - r * 1.2, y + r);
        cairo_close_path(cr);
        break;
    default:
        cairo_move_to(cr, x, y - r * 1.4);
        cairo_line_to(cr, x + r * 1.4, y);
        cairo_line_to(cr, x, y + r * 1.4);
        cairo_line_to(cr, x - r * 1.4, y);
        cairo_close_path(cr);
    }
    cairo_set_source_rgb(cr, style[k].colour.red, style[k].colour.green, style[k].colour.blue);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, 0.0, 0.0, 0.0);
    cairo_set_line_width(cr, 0.5);
    cairo_stroke(cr);
}

static void line_piece(struct pages *pages, int k, double x0, double y0, double x1, double y1)
{
    cairo_save(pages->cr);
    if (style[k].dash[0] > 0.0) cairo_set_dash(pages->cr, style[k].dash, 2, 0.0);
    page_line(pages, x0, y0, x1, y1, 1.6, style[k].colour);
    cairo_restore(pages->cr);
}

/* ---- parts of a chart ---------------------------------------------------------------- */

/* Places the keys of the legend from left to right; returns its height. */
static double legend(struct pages *pages, const struct page_chart *chart, double y)
{
    const double step = legend_step * pages->scale,
                 right = page_left(pages) + page_body_width(pages);
    double x = page_left(pages), top = y;
    if (chart->count < 2) return 0.0;
    for (int k = 0; k < chart->count; k++) {
        const double width = page_natural(pages, chart->series[k].name, type_text);
        if (x > page_left(pages) && x + 30.0 + width > right) {
            x = page_left(pages);
            top += step;
        }
        if (pages->drawing && chart->kind == CHART_LINES) {
            line_piece(pages, k, x, top + 6.0, x + 22.0, top + 6.0);
            marker(pages, k, x + 11.0, top + 6.0);
        } else {
            bar(pages, k, x + 4.0, top + 2.0, 16.0, 8.0);
        }
        page_label(pages, chart->series[k].name, type_text, x + 26.0, top, right - x - 26.0,
                   ALIGN_LEFT, page_black);
        x += 26.0 + width + 16.0;
    }
    return top + step - y;
}

static double legend_height(struct pages *pages, const struct page_chart *chart)
{
    const bool drawing = pages->drawing;
    pages->drawing = false;
    const double height = legend(pages, chart, 0.0);
    pages->drawing = drawing;
    return height;
}

static void draw_axes(const struct plot *plot)
{
    struct pages *pages = plot->pages;
    const struct page_chart *chart = plot->chart;
    char number[32];
    for (double at = plot->low; at <= plot->high + plot->step / 2.0; at += plot->step) {
        const double y = level_of(plot, at);
        page_line(pages, plot->x, y, plot->x + plot->width, y, 0.4, page_rule);
        page_label(pages, number_text(number, at), type_tick, plot->x - 5.0, y - 6.0 * pages->scale,
                   axis_room, ALIGN_RIGHT, page_black);
    }
    page_line(pages, plot->x, plot->y + plot->height, plot->x + plot->width, plot->y + plot->height,
              0.8, page_black);
    const double room = fmax(slot(plot), 1.0);
    int every = 1; /* labels that would touch each other are left out */
    for (int i = 0; i < chart->points; i++)
        while (page_natural(pages, chart->label[i], type_tick) + 3.0 > room * every) every++;
    for (int i = 0; i < chart->points; i += every)
        page_label(pages, chart->label[i], type_tick, plot->x + (i + 0.5) * slot(plot),
                   plot->y + plot->height + 2.0, room * every, ALIGN_MIDDLE, page_black);
    page_label(pages, chart->axis, type_tick, plot->x + plot->width / 2.0,
               plot->y + plot->height + tick_line * pages->scale, plot->width, ALIGN_MIDDLE,
               page_grey);
}

static void draw_value(const struct plot *plot, double value, double x, double y)
{
    char number[32];
    number_text(number, value);
    if (page_natural(plot->pages, number, type_value) > slot(plot)) return;
    const double width = page_natural(plot->pages, number, type_value);
    page_fill(plot->pages, x - width / 2.0, y - 8.0 * plot->pages->scale, width,
              6.5 * plot->pages->scale, (struct page_colour){1.0, 1.0, 1.0}); /* over the grid */
    page_label(plot->pages, number, type_value, x, y - 10.5 * plot->pages->scale, slot(plot),
               ALIGN_MIDDLE, page_black);
}

static void draw_bars(const struct plot *plot)
{
    const struct page_chart *chart = plot->chart;
    const double group = fmin(slot(plot) * 0.72, widest), wide = group / chart->count;
    for (int i = 0; i < chart->points; i++)
        for (int k = 0; k < chart->count; k++) {
            const double x = plot->x + (i + 0.5) * slot(plot) - group / 2.0 + k * wide;
            const double top = level_of(plot, value_at(chart, k, i));
            bar(plot->pages, k, x, top, wide, plot->y + plot->height - top);
            if (chart->count == 1) draw_value(plot, value_at(chart, k, i), x + wide / 2.0, top);
        }
}

static void draw_stacks(const struct plot *plot)
{
    const struct page_chart *chart = plot->chart;
    const double wide = fmin(slot(plot) * 0.66, widest);
    for (int i = 0; i < chart->points; i++) {
        double below = 0.0;
        const double x = plot->x + (i + 0.5) * slot(plot) - wide / 2.0;
        for (int k = 0; k < chart->count; k++) {
            const double bottom = level_of(plot, below);
            below += value_at(chart, k, i);
            bar(plot->pages, k, x, level_of(plot, below), wide, bottom - level_of(plot, below));
        }
        draw_value(plot, below, x + wide / 2.0, level_of(plot, below));
    }
}

/* The first and last value of each line; above the upper line, below the lower one. */
static void draw_ends(const struct plot *plot, int k)
{
    const struct page_chart *chart = plot->chart;
    const int end[2] = {0, chart->points - 1};
    for (int e = 0; e < (chart->points > 1 ? 2 : 1); e++) {
        const int i = end[e];
        bool lower = false;
        for (int other = 0; other < chart->count; other++)
            lower |= other != k && value_at(chart, other, i) > value_at(chart, k, i);
        const double level = level_of(plot, value_at(chart, k, i));
        const double below = level + 18.0 * plot->pages->scale; /* unless the axis is there */
        draw_value(plot, value_at(chart, k, i), plot->x + (i + 0.5) * slot(plot),
                   lower && below < plot->y + plot->height ? below : level - 2.0);
    }
}

static void draw_lines(const struct plot *plot)
{
    const struct page_chart *chart = plot->chart;
    for (int k = 0; k < chart->count; k++) {
        double before_x = 0.0, before_y = 0.0;
        for (int i = 0; i < chart->points; i++) {
            const double x = plot->x + (i + 0.5) * slot(plot);
            const double y = level_of(plot, value_at(chart, k, i));
            if (i > 0) line_piece(plot->pages, k, before_x, before_y, x, y);
            before_x = x;
            before_y = y;
        }
        for (int i = 0; i < chart->points; i++)
            marker(plot->pages, k, plot->x + (i + 0.5) * slot(plot),
                   level_of(plot, value_at(chart, k, i)));
        draw_ends(plot, k);
    }
}

static void draw_plot(const struct plot *plot)
{
    static void (*const draw[])(const struct plot *plot) = {
        [CHART_BARS] = draw_bars, [CHART_STACKED] = draw_stacks, [CHART_LINES] = draw_lines};
    if (!plot->pages->drawing) return;
    draw_axes(plot);
    draw[plot->chart->kind](plot);
}

static void text_line(struct pages *pages, const char *text, struct page_type type,
                      struct page_colour colour)
{
    const double height = page_set(pages, text, type, page_body_width(pages), ALIGN_LEFT);
    page_show(pages, page_left(pages), pages->y, colour);
    pages->y += height;
}

void page_chart(struct pages *pages, const struct page_chart *chart)
{
    assert(chart->count >= 1 && chart->count <= CHART_MOST_SERIES);
    struct plot plot = {.pages = pages, .chart = chart};
    struct text unit = {0};
    find_scale(&plot);
    plot.height = (chart->height > 0.0 ? chart->height : plot_height) * pages->scale;
    plot.width = page_body_width(pages) - axis_room;
    text_add(&unit, "%s%s", chart->unit,
             plot.low > 0.0 ? lang_pick(" (แกนไม่เริ่มที่ 0)", " (the axis does not begin at 0)") : "");
    const double beside = (26.0 + 2.0 * tick_line) * pages->scale;
    const double texts =
        page_set(pages, chart->title, type_title, page_body_width(pages), ALIGN_LEFT) +
        page_set(pages, chart->summary, type_text, page_body_width(pages), ALIGN_LEFT);
    page_need(pages, texts + legend_height(pages, chart) + plot.height + beside);
    text_line(pages, chart->title, type_title, page_black);
    text_line(pages, chart->summary, type_text, page_black);
    pages->y += 2.0 + legend(pages, chart, pages->y + 2.0);
    page_label(pages, unit.s, type_tick, page_left(pages), pages->y, page_body_width(pages),
               ALIGN_LEFT, page_grey);
    plot.x = page_left(pages) + axis_room;
    plot.y = pages->y + 22.0 * pages->scale;
    draw_plot(&plot);
    pages->y = plot.y + plot.height + (2.0 * tick_line + 10.0) * pages->scale;
    text_clear(&unit);
}
