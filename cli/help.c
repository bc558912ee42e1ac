/* The tables of commands, options and documents, and what is made from them: help and the nearest
   name. */
#include "cli/cli.h"

#include "base/lang.h"
#include "base/mem.h"
#include "data/import.h"
#include "data/mapping.h"
#include "planner/scenario.h"

#include <stdlib.h>
#include <string.h>

// clang-format off
const struct option_entry option_table[OPTIONS] = {
    [OPTION_FORMAT]   = {"format", "table|json|csv", false,
                         "รูปแบบผลลัพธ์ ปกติเป็น table", "form of the output, table unless said"},
    [OPTION_LANG]     = {"lang", "th|en", false,
                         "ภาษา ปกติตามเครื่อง", "language, by the locale unless said"},
    [OPTION_NO_COLOR] = {"no-color", NULL, false,
                         "ไม่ใช้สี", "no colour"},
    [OPTION_HELP]     = {"help", NULL, false,
                         "แสดงวิธีใช้", "show how it is used"},
    [OPTION_VERSION]  = {"version", NULL, false,
                         "แสดงรุ่นของโปรแกรม", "show the version of the program"},
    [OPTION_FROM]     = {"from", "DIR", false,
                         "โฟลเดอร์ข้อมูล ปกติใช้ชุดที่มากับโปรแกรม", "folder of data, the bundled set unless said"},
    [OPTION_DRY_RUN]  = {"dry-run", NULL, false,
                         "ลองทำและรายงาน ไม่บันทึกอะไร", "do and report, but save nothing"},
    [OPTION_BY]       = {"by", "WORD", false,
                         "แจกแจงตาม", "what the rows are"},
    [OPTION_FY]       = {"fy", "YEAR", false,
                         "เฉพาะปีงบประมาณนี้ (พ.ศ.)", "only this fiscal year (Buddhist era)"},
    [OPTION_DISTRICT] = {"district", "CODE", false,
                         "เฉพาะเขตนี้", "only this district"},
    [OPTION_SCHOOL]   = {"school", "CODE", false,
                         "เฉพาะโรงเรียนนี้", "only this school"},
    [OPTION_MAJOR]    = {"major", "CODE", false,
                         "เฉพาะวิชาเอกนี้", "only this major"},
    [OPTION_PLAN]     = {"plan", "PLAN", false,
                         "ตามแผนที่บันทึกไว้ (หมายเลขหรือชื่อ)", "under a saved plan (number or name)"},
    [OPTION_SCENARIO] = {"scenario", "FILE", true,
                         "ไฟล์สถานการณ์ ซ้อนกันได้ตามลำดับ", "scenario file; several are layers in order"},
    [OPTION_SET]      = {"set", "SECTION.KEY=VALUE", true,
                         "เปลี่ยนค่าหนึ่งของสถานการณ์", "change one value of the scenario"},
    [OPTION_NAME]     = {"name", "NAME", false,
                         "ชื่อแผน", "name of the plan"},
    [OPTION_DETAIL]   = {"detail", NULL, false,
                         "ละเอียดถึงโรงเรียนและวิชาเอก", "down to schools and majors"},
    [OPTION_PROGRESS] = {"progress", NULL, false,
                         "แสดงความคืบหน้าแม้ไม่ใช่จอเทอร์มินัล", "show progress although it is no terminal"},
    [OPTION_TO]       = {"to", "FILE", false,
                         "ไฟล์ที่จะเขียน .json .csv (โฟลเดอร์) .xlsx .pdf .geojson .mps", "what to write: .json .csv (a folder) .xlsx .pdf .geojson .mps"},
    [OPTION_NO_CAUSES] = {"no-causes", NULL, false,
                         "ไม่หาสาเหตุ", "do not look for causes"},
    [OPTION_CHANGE_PRICE] = {"change-price", "X", false,
                         "ราคาของคำมั่นหนึ่งตำแหน่งที่เปลี่ยน ปกติ 20", "price of one promise changed, 20 unless said"},
    [OPTION_FIRM_YEARS] = {"firm-years", "N", false,
                         "จำนวนปีแรกที่นับเป็นคำมั่น ปกติ 2", "first years that count as promised, 2 unless said"},
    [OPTION_WITHIN]   = {"within", "PERCENT", false,
                         "ห่างจากแผนที่ดีที่สุดไม่เกินร้อยละ ปกติ 1", "how far from the best, per cent, 1 unless said"},
    [OPTION_COUNT]    = {"count", "N", false,
                         "จำนวนสูงสุด ปกติ 5", "how many at most, 5 unless said"},
    [OPTION_SAVE]     = {"save", NULL, false,
                         "บันทึกแผนที่พบ", "save the plans found"},
    [OPTION_SCENARIOS] = {"scenarios", "PATH", true,
                         "โฟลเดอร์ของสถานการณ์ หรือไฟล์เดียว", "folder of scenarios, or one file"},
    [OPTION_FUTURES]  = {"futures", "N", false,
                         "จำนวนอนาคตสุ่ม", "number of sampled futures"},
    [OPTION_SEED]     = {"seed", "S", false,
                         "เมล็ดของการสุ่ม ปกติ 1", "seed of the sampling, 1 unless said"},
    [OPTION_WORKERS]  = {"workers", "N", false,
                         "จำนวนโพรเซสที่คำนวณพร้อมกัน ปกติเท่าจำนวนคอร์", "processes that solve at once, as many as cores unless said"},
    [OPTION_REGRET]   = {"regret", "K", false,
                         "ลองการตัดสินใจปีแรกของ K ลำดับแรกในทุกสถานการณ์หรืออนาคต", "try the first-year decisions of the first K in all scenarios or futures"},
    [OPTION_DROP]     = {"drop", "NAME", false,
                         "ลบชุดทดลองนี้", "remove this sweep"},
    [OPTION_PART]     = {"part", "plan|placement", false,
                         "ทั้งแผน หรือเฉพาะบัญชีเรียกบรรจุ ปกติทั้งแผน", "the whole plan or the placement list alone, the plan unless said"},
    [OPTION_TABLE]    = {"table", "NAME", true,
                         "ตารางที่จะเขียน ปกติทุกตาราง", "table to write, all of them unless said"},
    [OPTION_NO_BOM]   = {"no-bom", NULL, false,
                         "CSV ไม่มีเครื่องหมาย BOM นำหน้า (Excel ต้องมี จึงมีเป็นปกติ)", "CSV without the byte-order mark that Excel needs"},
    [OPTION_MAPPING]  = {"mapping", "FILE", false,
                         "แผนผังคอลัมน์ของไฟล์หน่วยงาน (conf/mapping)", "how an office's own columns become ours (conf/mapping)"},
    [OPTION_AS]       = {"as", "USER", false,
                         "ชื่อผู้ใช้ที่ทำงานนี้", "the user who does this"},
    [OPTION_REASON]   = {"reason", "TEXT", false,
                         "เหตุผล จะถูกบันทึกไว้ ห้ามมีชื่อหรือเลขประจำตัว", "why; it is recorded, so no names and numbers in it"},
    [OPTION_KEY]      = {"key", "FILE", false,
                         "ไฟล์กุญแจ ปกติตาม KRU_KEY_FILE หรืออยู่ข้างฐานข้อมูล", "the key file, by KRU_KEY_FILE or beside the database unless said"},
    [OPTION_ROLE]     = {"role", "ROLE", false,
                         "บทบาทของผู้ใช้ที่เพิ่ม", "role of the user to be added"},
    [OPTION_PLACE]    = {"place", "CODE", false,
                         "รหัสโรงเรียนหรือเขต หรือชื่อภาคี ของผู้ใช้ที่เพิ่ม", "school, district or partner of the user to be added"},
    [OPTION_ADD]      = {"add", "NAME", false,
                         "เพิ่ม: ชื่อผู้ใช้ หรือไฟล์แบบจำลอง", "add: name of a user, or file of a model"},
    [OPTION_DISABLE]  = {"disable", "NAME", false,
                         "ระงับผู้ใช้นี้", "disable this user"},
    [OPTION_TEST]     = {"test", "VERSION", false,
                         "ทดสอบแบบจำลองด้วยครัวเรือนตัวอย่าง", "test a model on its golden households"},
    [OPTION_WAIVE]    = {"waive", "VERSION", false,
                         "ลงนามยกเว้นการสอบเทียบของแบบจำลอง ต้องมี --reason", "sign that a model needs no calibration, with --reason"},
    [OPTION_ACTIVATE] = {"activate", "VERSION", false,
                         "เปิดใช้แบบจำลอง ต้องเป็นคนละคนกับผู้ทดสอบ", "activate a model, another person than its tester"},
    [OPTION_RETIRE]   = {"retire", "VERSION", false,
                         "เลิกใช้แบบจำลอง", "retire a model"},
    [OPTION_ROUND]    = {"round", "ROUND", false,
                         "รอบ เช่น 2566-1", "the round, such as 2566-1"},
    [OPTION_DECIDE]   = {"decide", "NUMBER", false,
                         "รายการที่จะเทียบดูหรือตัดสิน", "the entry to be compared or decided on"},
    [OPTION_ANSWER]   = {"answer", "same|same-number|new", false,
                         "คำตัดสิน: คนเดียวกัน คนเดียวกันและเลขใหม่ถูก หรือคนใหม่", "the decision: the same person, the same with the new number, or somebody new"},
    [OPTION_HEAD]     = {"head", "ROWS:HASH", false,
                         "หัวของบันทึกที่จดไว้ครั้งก่อน", "the head that was noted down before"},
    [OPTION_PUPILS]   = {"pupils", "N", false,
                         "จำนวนนักเรียนสูงสุด เป็นทั้งโรงเรียน ปกติทุกคน", "most pupils, in whole schools, all of them unless said"},
    [OPTION_WHAT]     = {"what", "WORD", false,
                         "สิ่งที่ส่งออก", "what goes out"},
    [OPTION_STUDENT]  = {"student", "ID", false,
                         "หมายเลขภายในของนักเรียน หรือ visit:CODE คือนักเรียนของการเยี่ยมนั้น", "number of the pupil in this database, or visit:CODE, the pupil of a visit"},
    [OPTION_CAUSE]    = {"cause", "N", false,
                         "สาเหตุ 1 ถึง 19 ดู 'kru case report'", "cause 1 .. 19, see 'kru case report'"},
    [OPTION_PARTNER]  = {"partner", "CODE", false,
                         "หน่วยงานภาคีที่รับเรื่อง", "the partner to whom a case is referred"},
    [OPTION_PROOF]    = {"proof", "TEXT", false,
                         "เลขที่ใบสำคัญรับเงิน หรือค่าแฮชของไฟล์ที่ส่ง", "number of the receipt, or hash of the exported file"},
    [OPTION_KIND]     = {"kind", "WORD", false,
                         "สถานศึกษาที่กลับเข้าเรียน: school non-formal vocational special", "where the child returned to: school non-formal vocational special"},
    [OPTION_SEEN]     = {"seen", "N", false,
                         "รุ่นของเรื่องที่อ่านมา ถ้าเปลี่ยนไปแล้วจะไม่ทำ", "version of the case that was read; if it changed since, nothing is done"},
    [OPTION_REQUEST]  = {"request", "KEY", false,
                         "รหัสคำขอ ส่งซ้ำได้โดยทำครั้งเดียว", "key of the request; sent again it is not done twice"},
    [OPTION_YEAR]     = {"year", "YEAR", false,
                         "ปีการศึกษา (พ.ศ.)", "school year (Buddhist era)"},
    [OPTION_TERM]     = {"term", "1|2", false,
                         "ภาคเรียน", "term of the school year"},
};

#define BIT(option)     (UINT64_C(1) << OPTION_##option)
#define SCENARIO_BITS   (BIT(SCENARIO) | BIT(SET))
#define PLACE_BITS      (BIT(DISTRICT) | BIT(SCHOOL) | BIT(MAJOR))

const uint64_t common_options = BIT(LANG) | BIT(NO_COLOR) | BIT(HELP) | BIT(VERSION);

const struct command command_table[] = {
    {"init", "DB", 1, 1,
     "สร้างฐานข้อมูลและนำเข้าข้อมูล", "make a database and import a folder of data",
     BIT(FORMAT) | BIT(FROM), NULL, NULL, run_init},
    {"import", "DB PATH...", 2, ANY_NUMBER,
     "นำเข้าไฟล์หรือโฟลเดอร์", "import files or folders",
     BIT(FORMAT) | BIT(DRY_RUN) | BIT(MAPPING) | BIT(SET),
     "รับ .csv และสมุดงาน .xlsx (แผ่นงานที่ชื่อเป็นตาราง เช่น teachers) ถ้ามีช่องที่ผิดแม้ช่องเดียว จะไม่นำเข้าอะไรเลย และบอกทุกช่องที่ผิด\n"
     "--mapping อ่านไฟล์ในรูปแบบของหน่วยงาน ดู 'kru help mapping'; --set COLUMN=VALUE เปลี่ยนค่าคงที่ของแผนผัง",
     "reads .csv and workbooks .xlsx (sheets named as tables, such as teachers); one bad cell and nothing is "
     "imported, every bad cell is named\n"
     "--mapping reads an office's own form, see 'kru help mapping'; --set COLUMN=VALUE changes a constant of it",
     run_import},
    {"data", "DB", 1, 1,
     "เขียนข้อมูลลงสมุดงานหรือโฟลเดอร์ ในรูปที่นำเข้ากลับได้", "write the data to a workbook or folder that import reads back",
     BIT(FORMAT) | BIT(TO) | BIT(TABLE),
     "--to FILE.xlsx: หนึ่งตารางต่อหนึ่งแผ่นงาน หมายเหตุที่หัวคอลัมน์บอกความหมายและค่าที่ใช้ได้; --to FOLDER.csv: โฟลเดอร์ใหม่\n"
     "แก้แล้วนำเข้ากลับด้วย 'kru import' จะเปลี่ยนเฉพาะแถวที่แก้ แถวที่ลบออกจะไม่ถูกลบในฐานข้อมูล ยกเว้น curriculum major_share retrain\n"
     "ตาราง teachers มีรหัสแทนตัว วันเกิด และวันบรรจุของครูแต่ละคน ไฟล์จึงเปิดอ่านได้เฉพาะเจ้าของ (0600)",
     "--to FILE.xlsx: a sheet for each table, comments at the heads say what is meant and allowed; --to FOLDER.csv: a new folder\n"
     "'kru import' reads it back and changes the rows that were edited; rows taken out stay in the database, but for curriculum major_share retrain\n"
     "teachers holds the pseudonym, birth and appointment date of each person, so the file is for its owner alone to read (0600)",
     run_data},
    {"check", "DB", 1, 1,
     "ตรวจคุณภาพข้อมูล", "report what is missing, impossible or doubtful in the data",
     BIT(FORMAT), NULL, NULL, run_check},
    {"retire", "DB", 1, 1,
     "ใครเกษียณเมื่อใด", "who retires when",
     BIT(FORMAT) | BIT(BY) | BIT(FY) | SCENARIO_BITS,
     "--by: fy (ปกติ) major district school age position",
     "--by: fy (unless said) major district school age position", run_retire},
    {"need", "DB", 1, 1,
     "ครูที่ต้องการตามวิชาเอก", "teachers needed, by major",
     BIT(FORMAT) | BIT(BY) | BIT(FY) | PLACE_BITS | SCENARIO_BITS,
     "--by: major (ปกติ) district school fy (fy มีกรอบ นักเรียน และผู้บริหารด้วย)",
     "--by: major (unless said) district school fy (fy shows frames, pupils and heads, too)",
     run_need},
    {"gaps", "DB", 1, 1,
     "ครูที่มี ต้องการ ขาด เกิน", "teachers in post, needed, short and over",
     BIT(FORMAT) | BIT(BY) | BIT(FY) | PLACE_BITS | BIT(PLAN) | BIT(TO) | SCENARIO_BITS,
     "--by: major (ปกติ) district school fy ถ้าไม่มี --fy และ --plan จะแสดงวันนี้; fy แสดงทุกปีถ้าไม่รับใครเพิ่ม; --to FILE.geojson เขียนแผนที่รายโรงเรียน",
     "--by: major (unless said) district school fy; without --fy and --plan: today; "
     "fy shows every year if nobody comes; --to FILE.geojson writes a map of the schools", run_gaps},
    {"plan", "DB", 1, 1,
     "คำนวณแผน แสดงสรุป และบันทึก", "make a plan, show its summary and save it",
     BIT(FORMAT) | BIT(NAME) | BIT(DETAIL) | BIT(DRY_RUN) | BIT(PROGRESS) | SCENARIO_BITS,
     NULL, NULL, run_plan},
    {"plans", "DB", 1, 1,
     "รายชื่อแผนที่บันทึกไว้", "list the saved plans",
     BIT(FORMAT), NULL, NULL, run_plans},
    {"show", "DB PLAN", 2, 2,
     "แสดงแผนที่บันทึกไว้", "show a saved plan",
     BIT(FORMAT) | BIT(DETAIL), NULL, NULL, run_show},
    {"drop", "DB PLAN", 2, 2,
     "ลบแผนที่บันทึกไว้", "remove a saved plan",
     BIT(FORMAT), NULL, NULL, run_drop},
    {"explain", "DB PLAN", 2, 2,
     "ทำไมจึงขาดครู และควรขออะไร", "why posts stay empty, and what to ask for",
     BIT(FORMAT) | BIT(SCHOOL) | BIT(MAJOR) | BIT(FY) | BIT(PROGRESS),
     "ถ้าไม่ใส่ --school --major --fy จะบอกสิบสิ่งที่ควรขอเพื่อลดการขาดครูทั้งแผน ทุกผลได้จากการคำนวณใหม่",
     "without --school --major --fy: the ten changes that remove most shortage of the whole plan; "
     "every effect is found by solving again", run_explain},
    {"clock", "DB PLAN", 2, 2,
     "สายเกินไปแล้วเท่าใด ปีนี้ต้องตัดสินใจอะไร บัญชีใดจะหมดอายุ",
     "what is too late, what must be decided this year, which lists end",
     BIT(FORMAT) | BIT(DETAIL) | BIT(PROGRESS),
     "--detail แสดงบัญชีที่แผนจะสร้างทุกบัญชี; csv มีเฉพาะสิ่งที่ต้องตัดสินใจปีนี้",
     "--detail: every list that the plan makes; csv has the decisions of this year alone", run_clock},
    {"sensitivity", "DB PLAN", 2, 2,
     "แผนอาศัยกติกาใด ครูกระจายตามความต้องการเพียงใด ความเสมอภาคมีราคาเท่าใด",
     "which rules a plan leans on, how teachers follow need, what equity costs",
     BIT(FORMAT) | BIT(DETAIL) | BIT(PROGRESS),
     "--detail แสดงกติกาที่ไม่มีผลด้วย; csv มีเฉพาะกติกา",
     "--detail: also rules that change nothing; csv has the rules alone", run_sensitivity},
    {"instance", "DB", 1, 1,
     "ข้อมูลของโปรแกรมเชิงเส้นเป็น JSON", "the data of the linear program as JSON",
     SCENARIO_BITS, NULL, NULL, run_instance},
    {"verify", "DB PLAN", 2, 2,
     "คำนวณแผนที่บันทึกไว้ใหม่จากข้อมูลและเทียบ", "recompute a saved plan from the data and compare",
     BIT(FORMAT), NULL, NULL, run_verify},
    {"export", "DB PLAN", 2, 2,
     "เขียนแผนลงไฟล์", "write a plan to a file",
     BIT(FORMAT) | BIT(TO) | BIT(DISTRICT) | BIT(SCHOOL) | BIT(PART), NULL, NULL, run_export},
    {"placement", "DB PLAN", 2, 2,
     "บัญชีเรียกบรรจุ: อันดับใดลงโรงเรียนใด และลำดับการย้าย", "the placement list: which rank goes to which school, and transfers in order",
     BIT(FORMAT) | BIT(BY) | BIT(FY) | PLACE_BITS,
     "--by: call (ปกติ) move list; ตารางแสดงปีแรกของแผนหากไม่ระบุ --fy; JSON มีทั้งสามตาราง; --school แสดงทั้งผู้บรรจุและผู้ย้าย",
     "--by: call (unless said) move list; a table shows the first year unless --fy says another; "
     "JSON has all three; --school shows calls and transfers", run_placement},
    {"compare", "DB PLAN PLAN...", 3, ANY_NUMBER,
     "เทียบแผนที่บันทึกไว้ และบอกสาเหตุที่ต่างกัน", "saved plans side by side, and what caused the difference",
     BIT(FORMAT) | PLACE_BITS | BIT(NO_CAUSES) | BIT(PROGRESS),
     "ทุกแผนเทียบกับแผนแรก สาเหตุคือส่วนแบ่งแบบแชปลีย์ของค่าที่เปลี่ยน ไม่ขึ้นกับลำดับ; CSV คือตารางรายปี",
     "every plan is held against the first; causes are Shapley shares of the changed settings, "
     "whatever their order; CSV is the table by year", run_compare},
    {"replan", "DB PLAN", 2, 2,
     "วางแผนใหม่โดยเปลี่ยนคำมั่นให้น้อยที่สุด", "plan again while changing as few promises as possible",
     BIT(FORMAT) | BIT(NAME) | BIT(DRY_RUN) | BIT(PROGRESS) | SCENARIO_BITS | BIT(CHANGE_PRICE) | BIT(FIRM_YEARS),
     "เริ่มจากสถานการณ์ของแผนเดิม แล้วใส่ --scenario และ --set ทับ; CSV คือรายการคำมั่นที่เปลี่ยน",
     "starts from the scenario of the plan, --scenario and --set go over it; CSV lists the promises changed",
     run_replan},
    {"alternatives", "DB PLAN", 2, 2,
     "แผนที่ดีเกือบเท่ากันแต่สรรหาต่างออกไป", "plans nearly as good that recruit otherwise",
     BIT(FORMAT) | BIT(WITHIN) | BIT(COUNT) | BIT(SAVE) | BIT(PROGRESS),
     "เท่าที่หาพบ ไม่ได้พิสูจน์ว่าต่างกันที่สุด --save บันทึกในชื่อ 'ชื่อแผน ทางเลือก 1' เป็นต้น",
     "as far as found, not proved to differ most; --save keeps them as 'PLAN alternative 1' and so on",
     run_alternatives},
    {"sweep", "DB", 1, 1,
     "คำนวณหลายสถานการณ์หรืออนาคตสุ่มพร้อมกัน", "solve many scenarios or sampled futures at once",
     BIT(FORMAT) | BIT(NAME) | BIT(SCENARIOS) | BIT(FUTURES) | BIT(SEED) | BIT(WORKERS) | BIT(REGRET) |
         BIT(BY) | BIT(FY) | BIT(PROGRESS) | SCENARIO_BITS,
     "--name ของชุดที่มีอยู่: ทำต่อจากที่ค้าง หรือแสดงอีกครั้งถ้าเสร็จแล้ว\n"
     "--by ตารางเดียว: number fy major district certainty decision regret cell",
     "--name of a sweep that exists: go on where it was, or show it again when it is finished\n"
     "--by one table: number fy major district certainty decision regret cell", run_sweep},
    {"sweeps", "DB", 1, 1,
     "รายชื่อชุดทดลองที่บันทึกไว้ หรือลบหนึ่งชุด", "list the saved sweeps, or remove one",
     BIT(FORMAT) | BIT(DROP), NULL, NULL, run_sweeps},
    {"equity init", "DB", 1, 1,
     "สร้างฐานข้อมูลนักเรียนข้าง DB ไฟล์กุญแจ และผู้ดูแลระบบคนแรก", "make the database of pupils beside DB, its key file and the first administrator",
     BIT(FORMAT) | BIT(AS) | BIT(KEY),
     "bma.db -> bma-equity.db ชื่อและเลขประจำตัวในไฟล์นี้เข้ารหัสด้วยไฟล์กุญแจ ไม่มีกุญแจก็อ่านไม่ได้อีก: เก็บแยกจากฐานข้อมูล และเก็บสำเนาไว้ในตู้นิรภัย",
     "bma.db -> bma-equity.db; names and numbers in it are encrypted with the key file, without which they are lost: keep "
     "it apart from the database, and a copy in a safe", run_equity_init},
    {"equity users", "DB", 1, 1,
     "ผู้ใช้ บทบาท และสถานที่: แสดง เพิ่ม ระงับ", "users with role and place: list, add, disable",
     BIT(FORMAT) | BIT(AS) | BIT(ADD) | BIT(ROLE) | BIT(PLACE) | BIT(DISABLE),
     "--role: teacher certifier director (--place รหัสโรงเรียน) district (--place รหัสเขต) partner (--place ชื่อภาคี) "
     "secretary member verifier liaison planner data-protection auditor administrator",
     "--role: teacher certifier director (--place a school) district (--place a district) partner (--place its name) "
     "secretary member verifier liaison planner data-protection auditor administrator", run_equity_users},
    {"equity models", "DB", 1, 1,
     "แบบจำลองความยากจน: แสดง เพิ่ม ทดสอบ ยกเว้น เปิดใช้ เลิกใช้", "models of poverty: list, add, test, waive, activate, retire",
     BIT(FORMAT) | BIT(AS) | BIT(REASON) | BIT(ADD) | BIT(TEST) | BIT(WAIVE) | BIT(ACTIVATE) | BIT(RETIRE),
     "ครั้งละหนึ่งอย่าง; ผู้เปิดใช้ต้องไม่ใช่ผู้ทดสอบ และต้องมีรายงานการสอบเทียบ (kru equity calibrate) หรือการยกเว้นที่ผู้อื่นลงนาม",
     "one change at a time; whoever activates is not the tester, and needs a calibration (kru equity calibrate) or a waiver "
     "that somebody else has signed", run_equity_models},
    {"equity score", "DB", 1, 1,
     "ให้คะแนนการเยี่ยมบ้านทุกครั้งที่ยังไม่มีคะแนน", "score every visit that has no score yet",
     BIT(FORMAT) | BIT(AS) | BIT(DRY_RUN),
     "ตามแบบจำลองที่เปิดใช้อยู่ คำตอบที่ขาดไม่มีค่าเดา: นับเป็น INCOMPLETE",
     "by the active model; a missing answer is never guessed: the visit counts as INCOMPLETE", run_equity_score},
    {"equity why", "DB VISIT", 2, 2,
     "เหตุผลของคะแนนหนึ่งครั้ง เป็นถ้อยคำสำหรับครอบครัว", "why a visit has its score, in words for the family",
     BIT(AS) | BIT(REASON) | BIT(KEY), NULL, NULL, run_equity_why},
    {"equity calibrate", "DB", 1, 1,
     "เทียบแบบจำลองกับรายได้ที่วัดจริง: ตกหล่น รั่วไหล สหสัมพันธ์", "hold a model against measured incomes: under-coverage, leakage, correlation",
     BIT(FORMAT) | BIT(AS) | BIT(TEST) | BIT(SAVE),
     "--test รุ่นที่จะเทียบ ปกติรุ่นที่เปิดใช้; --save เก็บรายงานไว้เป็นหลักฐานสำหรับเปิดใช้",
     "--test the version, the active one unless said; --save keeps the report as evidence for activation", run_equity_calibrate},
    {"equity index", "DB", 1, 1,
     "ดัชนีความเสมอภาคของโรงเรียนที่ตรึงไว้", "the frozen equity index of schools",
     BIT(FORMAT) | BIT(ROUND),
     "ไม่มี --round: รอบที่ตรึงไว้ทั้งหมด; มี --round: โรงเรียนทั้งหมดของรอบ และที่ขึ้นหรือลงมากที่สุดจากรอบก่อน",
     "without --round the frozen rounds; with it the schools of a round, and the largest risers and fallers since the one before",
     run_equity_index},
    {"equity matches", "DB", 1, 1,
     "บุคคลที่อาจซ้ำกัน: แสดง เทียบ ตัดสิน", "persons who may be the same: list, compare, decide",
     BIT(FORMAT) | BIT(AS) | BIT(REASON) | BIT(KEY) | BIT(DECIDE) | BIT(ANSWER),
     "--decide ไม่มี --answer แสดงทั้งสองฝั่งให้เทียบ; ตัดสินแล้วเปลี่ยนไม่ได้",
     "--decide without --answer shows both sides; a decision is final", run_equity_matches},
    {"equity person", "DB ID", 2, 2,
     "ทุกอย่างที่เก็บไว้เกี่ยวกับบุคคลหนึ่ง เป็น JSON", "everything held on one person, as JSON",
     BIT(AS) | BIT(REASON) | BIT(KEY),
     "สำหรับเจ้าหน้าที่คุ้มครองข้อมูล รวมว่าใครเคยอ่านและเพราะเหตุใด; ID: หมายเลขภายใน หรือ - เพื่ออ่านเลขประจำตัวหรือรหัส G จาก standard input",
     "for the data-protection officer; with who has read it and why; ID: the number of the person in this database, or - to "
     "read a national number or G-code from standard input", run_equity_person},
    {"equity forget", "DB", 1, 1,
     "ตัดชื่อและเลขประจำตัวของผู้ที่พ้นระยะเก็บรักษา", "remove names and numbers of those whose retention period is over",
     BIT(FORMAT) | BIT(AS) | BIT(REASON) | BIT(KEY) | BIT(DRY_RUN) | BIT(FROM),
     "--from ไฟล์ตั้งค่า (retention.closed_years) ปกติ 10 ปี; --dry-run บอกจำนวนโดยไม่เปลี่ยนอะไร",
     "--from a file of settings (retention.closed_years), 10 years unless said; --dry-run tells how many and changes nothing",
     run_equity_forget},
    {"equity import", "DB PATH...", 2, ANY_NUMBER,
     "นำเข้ารายชื่อนักเรียน การเยี่ยมบ้าน เวลาเรียน และบัญชีต่าง ๆ", "import rolls, home visits, attendance and lists",
     BIT(FORMAT) | BIT(AS) | BIT(REASON) | BIT(KEY) | BIT(DRY_RUN),
     "ชื่อไฟล์หรือแผ่นงาน: rolls visits attendance survey dropouts not_traced; ผิดแม้ช่องเดียวก็ไม่นำเข้า และไม่แสดงค่าของช่องใด; "
     "ครู ผู้อำนวยการ และเขตนำเข้าได้เฉพาะพื้นที่ของตน",
     "names of files or sheets: rolls visits attendance survey dropouts not_traced; one bad cell and nothing is imported, and no "
     "cell is quoted; teachers, directors and districts import their own place alone", run_equity_import},
    {"equity export", "DB", 1, 1,
     "ส่งออกบัญชีสำหรับ กสศ. ภาคี หรือจำนวนที่เผยแพร่ได้", "write the list for the fund or a partner, or counts fit to be published",
     BIT(FORMAT) | BIT(AS) | BIT(REASON) | BIT(KEY) | BIT(WHAT) | BIT(TO) | BIT(FROM),
     "--what: eef (ตามคอลัมน์ใน --from แบบ conf/equity/eef-columns.ini) district partner open; --to .csv .xlsx อ่านได้เฉพาะเจ้าของ; "
     "จำนวนต่ำกว่า 10 ถูกปกปิด; eef ทำให้ทุกเรื่องเป็น EXPORTED พร้อม SHA-256 ของไฟล์",
     "--what: eef (columns by --from, as in conf/equity/eef-columns.ini) district partner open; --to .csv .xlsx, for its "
     "owner alone; counts below 10 are hidden; eef makes every case EXPORTED with the SHA-256 of the file", run_equity_export},
    {"equity freeze", "DB", 1, 1,
     "ตรึงดัชนีความเสมอภาคของรอบหนึ่ง และส่งให้ผู้วางแผน", "freeze the equity index of a round, and hand it to the planner",
     BIT(FORMAT) | BIT(AS) | BIT(ROUND) | BIT(FROM),
     "--from ไฟล์ค่าของดัชนี เช่น conf/index/base.ini; ฐานข้อมูลผู้วางแผนได้รับเพียง โรงเรียน รอบ ดัชนี และสัดส่วนที่คัดกรอง",
     "--from a file of parameters such as conf/index/base.ini; the planner's database receives school, round, index and "
     "coverage alone", run_equity_freeze},
    {"equity audit", "DB", 1, 1,
     "ตรวจบันทึกการกระทำว่าไม่ถูกแก้ไข", "check that the record of what was done is whole",
     BIT(FORMAT) | BIT(HEAD),
     "จดหัวของบันทึก (ROWS:HASH) ไว้ที่อื่นทุกวัน ครั้งต่อไปใส่ --head จะพบแม้บันทึกที่ถูกตัดท้ายหรือเขียนใหม่ทั้งหมด",
     "note the head (ROWS:HASH) down elsewhere every day; with --head next time a record cut off or written anew is found, too",
     run_equity_audit},
    {"equity generate", "DB", 1, 1,
     "สร้างนักเรียนและครัวเรือนสังเคราะห์ของโรงเรียนในฐานข้อมูล", "invent synthetic pupils and households for the schools of the database",
     BIT(FORMAT) | BIT(TO) | BIT(SEED) | BIT(PUPILS),
     "--to FOLDER: โฟลเดอร์ใหม่ของไฟล์ตาม docs/equity-files.md; เมล็ดเดียวกันได้ไฟล์เดียวกันทุกเครื่อง ดู docs/equity-synthetic.md",
     "--to FOLDER: a new folder of the files of docs/equity-files.md; the same seed gives the same files "
     "on every machine, see docs/equity-synthetic.md", run_equity_generate},
    {"case list", "DB [WORKFLOW [STATE]]", 1, 3,
     "เรื่องที่ผู้ใช้เห็นได้", "the cases that a user may see",
     BIT(FORMAT) | BIT(AS), NULL, NULL, run_case_list},
    {"case show", "DB ID", 2, 2,
     "เรื่องหนึ่ง: สถานะ ประวัติ และใครทำอะไรต่อได้", "one case: state, history, and who may do what next",
     BIT(FORMAT) | BIT(AS) | BIT(KEY), NULL, NULL, run_case_show},
    {"case open", "DB WORKFLOW", 2, 2,
     "เปิดเรื่องของนักเรียน", "open a case of a pupil",
     BIT(FORMAT) | BIT(AS) | BIT(STUDENT) | BIT(PARTNER) | BIT(YEAR) | BIT(REQUEST),
     "WORKFLOW: screening grant crisis dropout referral; โรงเรียนและเขตคือของนักเรียน ปีการศึกษาคือปีปัจจุบันหากไม่ระบุ --year",
     "WORKFLOW: screening grant crisis dropout referral; school and district are the pupil's, the school year is the present one unless --year says another",
     run_case_open},
    {"case consent", "DB PURPOSE GIVER [VERSION]", 3, 4,
     "บันทึกความยินยอม หรือการถอนความยินยอม", "record a consent, or that it was withdrawn",
     BIT(AS) | BIT(REASON) | BIT(KEY) | BIT(STUDENT),
     "PURPOSE: screening health photograph referral; GIVER: student parent guardian พร้อม VERSION ของหนังสือที่ลงนาม หรือ withdraw",
     "PURPOSE: screening health photograph referral; GIVER: student parent guardian with the VERSION of the text signed, or withdraw",
     run_case_consent},
    {"case act", "DB ID ACTION", 3, 3,
     "ทำหนึ่งขั้นของเรื่อง", "take one step of a case",
     BIT(FORMAT) | BIT(AS) | BIT(REASON) | BIT(KEY) | BIT(CAUSE) | BIT(PARTNER) | BIT(PROOF) | BIT(KIND) | BIT(SEEN) | BIT(REQUEST),
     "ขั้นที่ทำได้ดูด้วย 'kru case show' ขั้นที่ถูกปฏิเสธถูกบันทึกไว้ด้วย; --request ต้องมี --seen จึงส่งซ้ำได้อย่างปลอดภัย",
     "'kru case show' lists the steps; a refused one is recorded, too; --request needs --seen, so that it can be sent again safely",
     run_case_act},
    {"case sample", "DB", 1, 1,
     "สุ่มเรื่องที่ต้องตรวจซ้ำ หรือสุ่มรอบเดิมอีกครั้งเพื่อพิสูจน์", "draw the cases for a second visit, or draw a round again as proof",
     BIT(FORMAT) | BIT(AS) | BIT(ROUND) | BIT(SEED),
     "จากทุกเรื่องที่อยู่ในวาระคณะอนุกรรมการ; รอบที่มีอยู่แล้วจะถูกสุ่มซ้ำจากเมล็ดที่เก็บไว้และต้องได้รายการเดิม",
     "among all cases before the subcommittee; a round that exists is drawn again from its seed and must give the same list",
     run_case_sample},
    {"case detect", "DB", 1, 1,
     "ค้นหาเด็กที่หายจากทะเบียนและเด็กเสี่ยง และเปิดเรื่องให้ผู้ที่หาย", "find pupils missing from the roll and pupils at risk; open cases of the missing",
     BIT(FORMAT) | BIT(AS) | BIT(YEAR) | BIT(TERM) | BIT(DRY_RUN),
     "เทียบทะเบียนของภาคเรียนนี้กับภาคก่อน ภายในขอบเขตของผู้ใช้; --dry-run แสดงโดยไม่เปิดเรื่อง",
     "compares the roll of the term with that of the term before, where the user acts; --dry-run shows and opens nothing",
     run_case_detect},
    {"case rules", "DB FILE", 2, 2,
     "บันทึกอัตราทุนจากไฟล์", "put the rules of grants from a file into the database",
     BIT(FORMAT) | BIT(AS), "FILE: ดูตัวอย่างที่ conf/equity/grants.ini ทุนที่ให้ไปแล้วไม่เปลี่ยน",
     "FILE: as conf/equity/grants.ini; awards already made do not change", run_case_rules},
    {"case grant", "DB ID [BAND | DAYS PRESENT GRAMS MM]", 2, 6,
     "กำหนดเงินทุน บันทึกการมาเรียนและการเติบโต หรือดูที่จ่ายแล้ว", "set an award, record attendance and growth, or see what was paid",
     BIT(FORMAT) | BIT(AS),
     "BAND: poor extreme โดยเลขานุการ; DAYS PRESENT GRAMS MM: วันเรียน วันที่มา น้ำหนัก (กรัม) ส่วนสูง (มม.) ของภาคเรียน โดยครู ก่อนขั้น monitor",
     "BAND: poor extreme, by the secretary; DAYS PRESENT GRAMS MM: school days, days present, weight in grams and height in millimetres "
     "of the term, by a teacher before the step monitor",
     run_case_grant},
    {"case report", "DB", 1, 1,
     "ผลการพากลับมาเรียนรายเขต และสาเหตุ", "back to school: figures by district, and causes",
     BIT(FORMAT) | BIT(BY) | BIT(YEAR),
     "--by: district (ปกติ) cause; JSON มีทั้งสองตาราง; --year เลือกปีของบัญชีเด็กที่ติดตามไม่ได้ซึ่งเผยแพร่",
     "--by: district (unless said) cause; JSON has both; --year picks the published table of children not traced",
     run_case_report},
    {"case items", "DB", 1, 1,
     "บัญชีสิ่งของเรียนฟรี 20 รายการ", "the ledger of the 20 free-education items",
     BIT(FORMAT) | BIT(AS) | BIT(SCHOOL) | BIT(YEAR),
     "ครูและผู้อำนวยการเห็นโรงเรียนของตนโดยไม่ต้องระบุ --school",
     "a teacher or director sees the own school without --school", run_case_items},
    {"case item", "DB NUMBER [KIND]", 2, 3,
     "ตั้งชื่อรายการ หรือบันทึกการรับสิ่งของ", "name an item, or enter what a pupil is due or received",
     BIT(FORMAT) | BIT(AS) | BIT(NAME) | BIT(STUDENT) | BIT(COUNT) | BIT(YEAR) | BIT(REQUEST),
     "KIND: due delivered taken-back พร้อม --student และ --count (ปกติ 1); หรือ --name โดยเลขานุการ",
     "KIND: due delivered taken-back with --student and --count (1 unless said); or --name by the secretary",
     run_case_item},
    {"case workflow", "[NAME]", 0, 1,
     "ตารางของสายงาน: ใครทำขั้นใดได้", "the table of a workflow: who may take which step",
     BIT(FORMAT), NULL, NULL, run_case_workflow},
    {"help", "[WORD...]", 0, 2,
     "แสดงวิธีใช้", "show how a command is used",
     0, "WORD: ชื่อคำสั่ง หรือเอกสาร ดูทั้งหมดด้วย 'kru help'",
     "WORD: a command or a document, 'kru help' lists both", run_help},
};

const struct group group_table[] = {
    {"equity", "นักเรียน ครัวเรือน และดัชนีความเสมอภาค", "pupils, households and the equity index"},
    {"case",   "งานรายกรณี: คัดกรอง ทุน วิกฤต พากลับมาเรียน", "casework: screening, grants, crises, drop-outs"},
};

static void model_document(struct text *out)
{
    lp_document(&staffing_model, out);
}

/* Documents made from the tables that the program walks. One that has the name of a command
   follows the help of that command. */
static const struct document {
    const char *name, *th, *en;
    void (*print)(struct text *out);
} documents[] = {
    {"import", "ไฟล์นำเข้าและคอลัมน์",           "files to import and their columns",      import_document},
    {"keys",   "ทุกค่าของสถานการณ์",            "every key of a scenario",                settings_document},
    {"mapping", "แผนผังคอลัมน์ของไฟล์หน่วยงาน",  "how an office's own files are read",       mapping_document},
    {"model",  "ตัวแปรและเงื่อนไขของโปรแกรมเชิงเส้น", "variables and rows of the linear program", model_document},
};
// clang-format on
const int command_count = sizeof command_table / sizeof *command_table;
const int group_count = sizeof group_table / sizeof *group_table;
enum { DOCUMENTS = sizeof documents / sizeof *documents };

uint64_t command_options(const struct command *command)
{
    const uint64_t with_format = command->options & BIT(FORMAT) ? BIT(NO_BOM) : 0;
    return command->options | common_options | with_format;
}

const struct command *command_find(const char *name)
{
    for (int i = 0; i < command_count; i++)
        if (strcmp(command_table[i].name, name) == 0) return &command_table[i];
    return NULL;
}

/* Letters to add, drop or change to make b from a. */
static int distance(const char *a, const char *b)
{
    const int length = (int)strlen(b);
    int *row = mem_new((size_t)length + 1, sizeof *row);
    for (int j = 0; j <= length; j++) row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= length; j++) {
            int best = diagonal + (a[i - 1] != b[j - 1]);
            if (row[j] + 1 < best) best = row[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = best;
        }
    }
    const int found = row[length];
    free(row);
    return found;
}

const char *nearest_word(const char *word, const char *const *words, int count)
{
    enum { LONGEST = 64 };
    const char *nearest = NULL;
    int least = 3;
    if (strlen(word) > LONGEST) return NULL;
    for (int i = 0; i < count; i++) {
        const int away = distance(word, words[i]);
        if (away >= least || away >= (int)strlen(words[i])) continue;
        least = away;
        nearest = words[i];
    }
    return nearest;
}

const struct group *group_find(const char *name)
{
    for (int i = 0; i < group_count; i++)
        if (strcmp(group_table[i].name, name) == 0) return &group_table[i];
    return NULL;
}

bool group_has(const struct group *group, const struct command *command)
{
    const size_t length = strlen(group->name);
    return strncmp(command->name, group->name, length) == 0 && command->name[length] == ' ';
}

/* Without its second word a group says which there are. */
static enum err_code group_unfinished(const struct group *group, struct err *err)
{
    struct text words = {0};
    for (int i = 0; i < command_count; i++)
        if (group_has(group, &command_table[i]))
            text_add(&words, " %s", command_table[i].name + strlen(group->name) + 1);
    err_set(err, ERR_INPUT, "หลัง 'kru %s' ต้องมีคำสั่ง:%s", "'kru %s' needs one of these after it:%s",
            group->name, text_s(&words));
    text_clear(&words);
    return ERR_INPUT;
}

enum err_code command_unknown(const char *name, struct err *err)
{
    const struct group *group = group_find(name);
    if (group) return group_unfinished(group, err);
    const char **names = mem_new((size_t)command_count, sizeof *names);
    for (int i = 0; i < command_count; i++) names[i] = command_table[i].name;
    const char *nearest = nearest_word(name, names, command_count);
    free(names);
    if (!nearest)
        return err_set(err, ERR_INPUT, "ไม่มีคำสั่ง '%s' ดูทั้งหมดด้วย 'kru help'",
                       "no command '%s', 'kru help' lists them", name);
    return err_set(err, ERR_INPUT, "ไม่มีคำสั่ง '%s' หมายถึง '%s' หรือไม่",
                   "no command '%s', is '%s' meant", name, nearest);
}

static void add_option(int i, struct text *out)
{
    enum { NAME_WIDTH = 26 };
    const struct option_entry *option = &option_table[i];
    struct text name = {0};
    text_add(&name, "--%s%s%s", option->name, option->argument ? " " : "",
             option->argument ? option->argument : "");
    text_add(out, "  %-*s %s%s\n", NAME_WIDTH, text_s(&name), lang_pick(option->th, option->en),
             option->repeatable ? lang_pick(" (ใช้ซ้ำได้)", " (may be repeated)") : "");
    text_clear(&name);
}

static void add_options(uint64_t options, struct text *out)
{
    text_add(out, "\n%s\n", lang_pick("ตัวเลือก", "Options"));
    for (int i = 0; i < OPTIONS; i++)
        if (options & option_bit(i)) add_option(i, out);
}

static void add_command_line(const struct command *command, int width, struct text *out)
{
    text_add(out, "  %-*s %-15s %s\n", width, command->name, command->arguments,
             lang_pick(command->th, command->en));
}

static void add_group_help(const struct group *group, struct text *out)
{
    int width = 0;
    text_add(out, "kru %s  %s\n\n", group->name, lang_pick(group->th, group->en));
    for (int i = 0; i < command_count; i++) {
        const int length = (int)strlen(command_table[i].name);
        if (group_has(group, &command_table[i]) && length > width) width = length;
    }
    for (int i = 0; i < command_count; i++)
        if (group_has(group, &command_table[i])) add_command_line(&command_table[i], width, out);
}

static void add_program_help(struct text *out)
{
    enum { PROGRAM_WIDTH = 12 };
    text_add(
        out, "kru %s  %s\n\n", KRU_VERSION,
        lang_pick("วางแผนอัตรากำลังครูของโรงเรียนรัฐ", "plans teacher staffing for public schools"));
    text_add(out, "%s kru COMMAND ...\n\n", lang_pick("วิธีใช้:", "usage:"));
    text_add(out, "%s\n", lang_pick("คำสั่ง", "Commands"));
    for (int i = 0; i < command_count; i++)
        if (!strchr(command_table[i].name, ' '))
            add_command_line(&command_table[i], PROGRAM_WIDTH, out);
    for (int i = 0; i < group_count; i++)
        text_add(out, "  %-12s %-15s %s\n", group_table[i].name, "COMMAND ...",
                 lang_pick(group_table[i].th, group_table[i].en));
    add_options(~UINT64_C(0), out);
    text_add(out, "\n%s\n", lang_pick("เอกสาร", "Documents"));
    for (int i = 0; i < DOCUMENTS; i++)
        text_add(out, "  kru help %-7s %s\n", documents[i].name,
                 lang_pick(documents[i].th, documents[i].en));
    text_add(out, "\n%s\n",
             lang_pick("'kru help COMMAND' บอกวิธีใช้ของคำสั่งหนึ่ง",
                       "'kru help COMMAND' tells more about one"));
}

void help_text(const struct command *command, struct text *out)
{
    if (!command) {
        add_program_help(out);
        return;
    }
    text_add(out, "kru %s  %s\n\n%s kru %s %s", command->name, lang_pick(command->th, command->en),
             lang_pick("วิธีใช้:", "usage:"), command->name, command->arguments);
    const uint64_t options = command_options(command);
    for (int i = 0; i < OPTIONS; i++) {
        if (!(options & ~common_options & option_bit(i))) continue;
        const struct option_entry *option = &option_table[i];
        text_add(out, " [--%s%s%s]%s", option->name, option->argument ? " " : "",
                 option->argument ? option->argument : "", option->repeatable ? "..." : "");
    }
    text_add(out, "\n");
    if (command->note_en) text_add(out, "\n%s\n", lang_pick(command->note_th, command->note_en));
    add_options(options, out);
    examples_text(command, out);
}

static const struct document *document_find(const char *name)
{
    for (int i = 0; i < DOCUMENTS; i++)
        if (strcmp(documents[i].name, name) == 0) return &documents[i];
    return NULL;
}

enum err_code run_help(const struct call *call, struct text *out, struct err *err)
{
    struct text words = {0};
    for (int i = 0; i < call->arguments; i++)
        text_add(&words, "%s%s", i > 0 ? " " : "", call->argument[i]);
    const char *word = text_s(&words);
    const struct group *group = group_find(word);
    const struct command *command = *word ? command_find(word) : NULL;
    const struct document *document = *word ? document_find(word) : NULL;
    const bool known = !*word || group || command || document;
    const enum err_code code = known ? ERR_OK : command_unknown(word, err);
    if (group) add_group_help(group, out);
    if (known && !group && (command || !*word)) help_text(command, out);
    if (command && document) text_add(out, "\n");
    if (document) document->print(out);
    text_clear(&words);
    return code;
}
