/* The .sql files of queries/ and migrations/, embedded by the build. */
#ifndef DATA_SQL_H
#define DATA_SQL_H

struct migration {
    const char *name; /* "0001_register" */
    const char *sql;
};
extern const struct migration migrations[];
extern const int migration_count;

#endif
