/* SHA-256, for telling whether data or a scenario are the same as before (libsodium). */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>

enum { HASH_TEXT = 65 }; /* 64 hexadecimal digits and '\0' */

struct hash {
    unsigned char state[208]; /* crypto_hash_sha256_state; hash.c checks the size */
};
void hash_start(struct hash *hash);
void hash_bytes(struct hash *hash, const void *bytes, size_t count);
/** A text and its end, so that "ab","c" and "a","bc" differ. NULL differs from "". */
void hash_text(struct hash *hash, const char *text);
void hash_int(struct hash *hash, long long value);
void hash_number(struct hash *hash, double value);
void hash_end(struct hash *hash, char out[HASH_TEXT]);

#endif
