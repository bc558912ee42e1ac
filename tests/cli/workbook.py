"""Reads workbooks of kru with openpyxl, a reader that shares no line with their writer, and holds them
against the JSON of the same plan.

    workbook.py whole BOOK.xlsx PLAN.json            every number and form of a whole workbook
    workbook.py parts WHOLE.xlsx PART.xlsx...        the parts add up to the whole
    workbook.py part BOOK.xlsx PLAN.json CODE        a school's rows are those of the plan
    workbook.py plant DB.db TEXTS.json               puts 300 texts that look like formulas into a database
    workbook.py planted BOOK.xlsx TEXTS.json         finds them as texts
"""

import datetime
import json
import re
import sqlite3
import sys
import zipfile

import openpyxl

SHEETS = ["Summary", "Recruitment", "Majors", "School x major", "Schools", "Retirement", "Placement",
          "Transfers", "Lists", "Conditions"]
FLOW = {"need": "need", "headcount": "in post", "in": "in", "out": "out", "shortage": "short",
        "surplus": "over"}
TOTALS = {"retire": "retired", "other_loss": "lost", "need": "need", "headcount": "in post",
          "shortage": "short", "surplus": "over", "call_up": "called", "graduates": "graduates",
          "idle": "idle", "transfer": "moved", "retrain": "retrained", "intake": "places",
          "cost_thb": "baht"}
FOLDED = ["channel code", "major code", "position code", "source code", "district code", "school code",
          "vacancy", "from major code", "from district code", "from school code"]
SUBTOTAL = re.compile(r"=SUBTOTAL\(109,([A-Z]+)(\d+):\1(\d+)\)$")


def fail(sentence):
    sys.exit(sentence)


def same(got, want, what):
    if got != want:
        fail(f"{what}: {got!r} is not {want!r}")


def text_of(value):
    """What a cell says: ECMA-376 22.9.2.19 has _xHHHH_ stand for a letter."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), value)


class Table:
    """Rows below the heads of a sheet up to the totals, as {head: value}."""

    def __init__(self, sheet, values, first_head):
        self.rows = []
        heads = None
        for row in values.iter_rows():
            cells = [cell.value for cell in row]
            if heads is None:
                if cells[0] == first_head:
                    heads = cells
                    self.head_row = row[0].row
                continue
            if cells[0] is None or "total" in cells[:2] or isinstance(cells[0], str) and \
                    cells[0].startswith("(nothing"):
                break
            self.rows.append({h: c for h, c in zip(heads, cells) if h is not None})
        if heads is None:
            fail(f"'{sheet.title}' has no head '{first_head}'")
        self.last_row = self.head_row + len(self.rows)

    def sum(self, head, **where):
        return sum(row[head] or 0 for row in self.rows if all(row[k] == v for k, v in where.items()))


class Book:
    def __init__(self, path):
        self.formulas = openpyxl.load_workbook(path)
        self.values = openpyxl.load_workbook(path, data_only=True)

    def table(self, name, first_head="FY"):
        return Table(self.formulas[name], self.values[name], first_head)


def check_formulas(book):
    """The only formulas are totals, and each shows the sum of its column."""
    found = 0
    for sheet in book.formulas:
        values = book.values[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                match = SUBTOTAL.match(cell.value)
                if not match:
                    fail(f"'{sheet.title}'!{cell.coordinate} is the formula {cell.value}")
                column, first, last = match.group(1), int(match.group(2)), int(match.group(3))
                same(column, cell.column_letter, "column of a total")
                same(last, cell.row - 1, "last row of a total")
                want = sum(values[f"{column}{r}"].value or 0 for r in range(first, last + 1))
                same(values[cell.coordinate].value, want, f"'{sheet.title}'!{cell.coordinate}")
                found += 1
    if found == 0:
        fail("no totals")


def check_columns(path):
    """Excel refuses a sheet of which two settings claim one column."""
    archive = zipfile.ZipFile(path)
    for name in archive.namelist():
        if re.match(r"xl/worksheets/sheet\d+\.xml$", name):
            last = 0
            for first, end in re.findall(r'<col min="(\d+)" max="(\d+)"', archive.read(name).decode()):
                if int(first) <= last:
                    fail(f"{name} sets column {first} twice")
                last = int(end)


def check_forms(book):
    """Filters, panes, paper, heads on each page, and who it is from."""
    for sheet in book.formulas:
        what = f"'{sheet.title}'"
        same(sheet.page_setup.paperSize, 9, what + " paper")
        if not re.search(r"kru .*&P", str(sheet.HeaderFooter.oddFooter), re.S):
            fail(f"{what} has the foot {sheet.HeaderFooter.oddFooter}")
        if not sheet.oddHeader.left.text:
            fail(what + " has no running head")
        if sheet.title == "Summary":
            same(len(sheet._charts), 4, what + " charts")
            continue
        same(sheet.sheet_properties.pageSetUpPr.fitToPage, True, what + " fits its paper")
        same(sheet.page_setup.fitToWidth in (None, 1), True, what + " pages across")
        same(int(sheet.page_setup.fitToHeight), 0, what + " pages down")
        first = {"Lists": "list or channel", "Conditions": "item", "School x major": "district"}.get(sheet.title, "FY")
        table = book.table(sheet.title, first)
        same(sheet.print_title_rows.replace("$", ""), f"{table.head_row}:{table.head_row}", what + " repeated")
        if not re.match(rf"A{table.head_row}:[A-Z]+{table.last_row}$", sheet.auto_filter.ref or ""):
            fail(f"{what} filters {sheet.auto_filter.ref}, not rows {table.head_row} to {table.last_row}")
        if not re.match(rf"[A-Z]+{table.head_row + 1}$", sheet.freeze_panes or ""):
            fail(f"{what} is frozen at {sheet.freeze_panes}")
        for column in sheet.column_dimensions.values():
            head = sheet.cell(table.head_row, column.min).value
            folded = head in FOLDED + (["order", "same day"] if sheet.title == "Placement" else [])
            same(bool(column.hidden), folded, f"{what} column '{head}' is folded")
        above = [sheet.cell(r, 1).value for r in range(1, table.head_row)]
        if not any(text and "synthetic" in text for text in above):
            fail(what + " does not say above its table what is synthetic")


def check_chains(book, plan):
    table = book.table("School x major", "district")
    rows = {(r["code"], r["major code"], r["FY"]): r for r in table.rows}
    same(len(rows), len(table.rows), "chains that stand once")
    first = plan["plan"]["first_fy"]
    want = {(c["school"], c["major"], c["fy"]): c for c in plan["chains"]}
    same({k for k in rows if k[2] >= first}, set(want), "chains")
    for key, chain in want.items():
        for member, head in FLOW.items():
            same(rows[key][head], chain[member], f"{member} of {key}")
    for key, row in rows.items():
        if key[2] < first:
            same([row[h] for h in ("retired", "lost", "in", "out")], [None] * 4, f"today of {key}")
    return table


def check_totals(book, plan):
    """The years of the summary, cell by cell, and what the other sheets sum up to."""
    years = book.table("Summary")
    first = plan["plan"]["first_fy"]
    rows = {r["FY"]: r for r in years.rows}
    same(sorted(rows), list(range(first - 1, first + plan["plan"]["years"])), "years")
    chains = check_chains(book, plan)
    majors, schools = book.table("Majors"), book.table("Schools")
    for total in plan["totals"]:
        fy = total["fy"]
        for member, head in TOTALS.items():
            same(rows[fy][head], total[member], f"{member} of {fy}")
        for head in ("in", "out"):
            same(rows[fy][head], sum(c[head] for c in plan["chains"] if c["fy"] == fy), f"{head} of {fy}")
    for fy, row in rows.items():
        for head in ("retired", "lost", "need", "in post", "in", "out", "short", "over"):
            for table in (chains, majors, schools):
                same(table.sum(head, FY=fy), row[head] or 0, f"{head} of {fy} in another sheet")


def check_people(book, plan):
    """Recruitment, retirements and the placement list give the totals of their year."""
    recruit = book.table("Recruitment")
    got = [(r["FY"], r["channel code"], r["major code"], r["passes"], r["hires"], r["places"], r["expected"])
           for r in recruit.rows]
    want = [(r["fy"], r["channel"], r["major"], r["pass"], r["hire"], r["intake"], r["expected"])
            for r in plan["recruit"]]
    same(got, want, "recruitment")
    majors = {(r["FY"], r["major code"]): r for r in book.table("Majors").rows}
    for m in plan["majors"]:
        for member in ("need", "headcount", "shortage", "surplus"):
            same(majors[m["fy"], m["major"]][FLOW[member]], m[member], f"{member} of {m['major']}")
    retire, calls, moves = book.table("Retirement"), book.table("Placement"), book.table("Transfers")
    for total in plan["totals"]:
        fy = total["fy"]
        same(sum(r["people"] for r in retire.rows if r["FY"] == fy - 1 and r["major"] and
                 r["position code"] in ("teacher", "assistant")), total["retire"], f"retired before {fy}")
        came = total["call_up"] + total["graduates"]
        same(sum(r["FY"] == fy for r in calls.rows), came, f"people placed in {fy}")
        same(sum(r["FY"] == fy for r in moves.rows),
             sum(c["in"] for c in plan["chains"] if c["fy"] == fy) - came, f"people moved in {fy}")
    for row in retire.rows:
        if any(re.match(r"T\d+$", str(value)) for value in row.values()):
            fail(f"a person is named: {row}")


def check_dates(book):
    """Days are dates of the common era, shown in the Buddhist calendar."""
    sheet, found = book.formulas["Placement"], 0
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, (datetime.date, datetime.datetime)):
                if not cell.number_format.startswith("[$-107"):
                    fail(f"{cell.coordinate} is shown as {cell.number_format}")
                if not 2020 <= cell.value.year <= 2040:
                    fail(f"{cell.coordinate} is {cell.value}")
                found += 1
    if found < len(book.table("Placement").rows):
        fail(f"{found} dates for {len(book.table('Placement').rows)} people")


def whole(path, json_path):
    book, plan = Book(path), json.load(open(json_path, encoding="utf-8"))
    same(book.formulas.sheetnames, SHEETS, "sheets")
    check_formulas(book)
    check_columns(path)
    check_forms(book)
    check_totals(book, plan)
    check_people(book, plan)
    check_dates(book)
    conditions = {r["item"]: r["value"] for r in book.table("Conditions", "item").rows}
    for member in ("name", "scenario", "data_hash", "scenario_hash"):
        same(conditions[member], plan["plan"][member], member)


def parts(path, *part_paths):
    years = book_years(path)
    sums = {}
    for part in part_paths:
        for fy, row in book_years(part).items():
            for head in ("retired", "lost", "need", "in post", "in", "out", "short", "over"):
                sums[fy, head] = sums.get((fy, head), 0) + (row[head] or 0)
    for (fy, head), value in sums.items():
        same(value, years[fy][head] or 0, f"{head} of {fy} over the parts")
    if len(sums) != 8 * len(years):
        fail("years are missing in the parts")


def book_years(path):
    book = Book(path)
    check_formulas(book)
    return {r["FY"]: r for r in book.table("Summary").rows}


def part(path, json_path, code):
    book, plan = Book(path), json.load(open(json_path, encoding="utf-8"))
    if "Recruitment" in book.formulas.sheetnames:
        fail("recruitment is decided for the city, and stands in a part")
    plan["chains"] = [c for c in plan["chains"] if c["school"] == code]
    check_chains(book, plan)
    for name, head in (("Schools", "code"), ("Retirement", "code"), ("Placement", "school code")):
        for row in book.table(name).rows:
            same(row[head], code, f"school in '{name}'")


def payloads():
    """300 texts, 50 with each beginning that a spreadsheet takes for a formula or cuts off."""
    tails = ["1+1", "SUM(A1:A9)", "HYPERLINK(\"http://example.org\",\"x\")", "cmd|' /C calc'!A0", "ครู", "5",
             "<b>&amp;\"'", "_x0041_", "A1", "{1}"]
    return [f"{start}{tail} {n}" for start in "=+-@\t\r" for n in range(5) for tail in tails]


def plant(db, json_path):
    texts = payloads()
    left = iter(texts)
    base = sqlite3.connect(db)
    base.execute("DELETE FROM provenance")
    fields = [("district", "name_th"), ("district", "name_en"), ("school", "name_th"), ("major", "name_th"),
              ("major", "name_en"), ("channel", "name_th"), ("channel", "name_en")]
    for table, field in fields:
        for (code,) in base.execute(f"SELECT code FROM {table}").fetchall():
            base.execute(f"UPDATE {table} SET {field} = ? WHERE code = ?", (next(left), code))
    for number, text in enumerate(left):
        base.execute("INSERT INTO provenance VALUES (?, 'synthetic', ?)",
                     (f"={number}" if number % 2 else f"@{number}", text))
    base.commit()
    base.close()
    json.dump(texts, open(json_path, "w", encoding="utf-8"))


def planted(path, json_path):
    book = Book(path)
    check_formulas(book)
    seen = set()
    for sheet in book.formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type != "f":
                    same(cell.data_type, "s", f"kind of {cell.coordinate}")
                    seen.add(text_of(cell.value))
                if cell.hyperlink:
                    fail(f"'{sheet.title}'!{cell.coordinate} is a link")
    texts = json.load(open(json_path, encoding="utf-8"))
    same(len(texts), 300, "texts")
    # By the order of plant(): names of 3 districts, 5 schools, 4 majors and 2 channels. A book has
    # those of its language.
    english = "Summary" in book.formulas.sheetnames
    other = {0, 1, 2, 11, 12, 13, 14, 19, 20} if english else {3, 4, 5, 15, 16, 17, 18, 21, 22}
    for number, text in enumerate(texts):
        if text not in seen and number not in other:
            fail(f"text {number} is gone: {text!r}")


if __name__ == "__main__":
    {"whole": whole, "parts": parts, "part": part, "plant": plant, "planted": planted}[sys.argv[1]](*sys.argv[2:])
