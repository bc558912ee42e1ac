# Writes files into one C file as texts.
#   cmake -DKIND=sql|data|ini -DOUT=FILE.c -DFILES="a;b" [-DPREFIX=word_] -P embed.cmake
# sql:  const char query_NAME[] for queries/NAME.sql, and the table PREFIXmigrations of
#       migrations/NNNN_name.sql
# data: const struct import_source import_bundled[]
# ini:  const char text_NAME[] for NAME.ini, dashes as underscores
# Each table ends in an empty entry, which its count leaves out: C has no array of no entries.

# Texts, not lists of numbers: a compiler reads a megabyte of them in a tenth of the time.
function(text_of file out)
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" text "${hex}")
    string(REPLACE "\\x0a" "\\x0a\"\n    \"" text "${text}")
    set(${out} "\n    \"${text}\"" PARENT_SCOPE)
endfunction()

list(SORT FILES)
set(table "")
set(count 0)
set(code "/* Made by cmake/embed.cmake. */\n")
if(KIND STREQUAL "sql")
    string(APPEND code "#include \"data/sql.h\"\n\n#include <stddef.h>\n\n"
                       "extern const struct migration ${PREFIX}migrations[];\n"
                       "extern const int ${PREFIX}migration_count;\n\n")
elseif(KIND STREQUAL "data")
    string(APPEND code "#include \"data/import.h\"\n\n#include <stddef.h>\n\n")
endif()
string(APPEND code "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n")
foreach(file ${FILES})
    text_of(${file} text)
    get_filename_component(name ${file} NAME)
    get_filename_component(word ${file} NAME_WE)
    if(KIND STREQUAL "data")
        file(SIZE ${file} size)
        string(APPEND code "static const char file_${count}[] = ${text};\n")
        string(APPEND table "    {\"${name}\", file_${count}, ${size}},\n")
        math(EXPR count "${count} + 1")
    elseif(KIND STREQUAL "ini")
        string(REPLACE "-" "_" word ${word})
        string(APPEND code "extern const char text_${word}[];\nconst char text_${word}[] = ${text};\n")
    elseif(file MATCHES "/migrations/")
        string(APPEND code "static const char migration_${word}[] = ${text};\n")
        string(APPEND table "    {\"${word}\", migration_${word}},\n")
        math(EXPR count "${count} + 1")
    else()
        string(APPEND code "extern const char query_${word}[];\nconst char query_${word}[] = ${text};\n")
    endif()
endforeach()
if(KIND STREQUAL "sql")
    string(APPEND code "\nconst struct migration ${PREFIX}migrations[] = {\n${table}    {NULL, NULL},\n};\n"
                       "const int ${PREFIX}migration_count = ${count};\n")
elseif(KIND STREQUAL "data")
    string(APPEND code "\nconst struct import_source import_bundled[] = {\n${table}    {NULL, NULL, 0},\n};\n"
                       "const int import_bundled_count = ${count};\n")
endif()
file(WRITE ${OUT} "${code}")
