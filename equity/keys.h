/* The key file: without it the database of cases holds no name and no number. It stands outside the
   database, best on another disk, and a copy of it in a safe. */
#ifndef EQUITY_KEYS_H
#define EQUITY_KEYS_H

#include "base/hash.h"
#include "base/text.h"
#include "data/store.h"
#include "equity/identity.h"

struct keys; /* opaque; locked in memory, zeroed when closed */

/* A text of four lines, which can be printed, and typed again from paper:
     kru equity key 1
     join 64 hexadecimal digits      HMAC-SHA-256, for looking up a number
     seal 64 hexadecimal digits      XChaCha20-Poly1305, for reading names and numbers
     check 16 hexadecimal digits     SHA-256 of the lines above: tells a slip of typing */

/** Where the key file is: `given` (an option) or KRU_KEY_FILE or, with neither, beside the database
    ("bma.db" -> "bma-equity.key"). NULL and "" are not given. */
void keys_path(const char *given, const char *planner_path, struct text *out);

/** True when the key file stands in the folder of the database, where whoever copies one copies
    the other; keys_advice() is the sentence to show then. */
bool keys_stand_beside(const char *path, const struct store *store);
const char *keys_advice(void);

/** Make a key file (mode 0600) of random bytes and note down in the database how to recognise it.
    Errors: ERR_INPUT when the file exists, or the database has a key already; ERR_STORE. */
MUST_CHECK enum err_code keys_make(const char *path, struct store *store, struct err *err);

/**
 * Open the key file of this database; keys_close() it. From then on what is removed from the
 * database is overwritten in the file.
 * Errors: ERR_NOT_FOUND no such file; ERR_INPUT no key file, a newer version, a slip of typing, a
 * file that group or others can read, the key of another database.
 */
MUST_CHECK enum err_code keys_open(const char *path, struct store *store, struct keys **out,
                                   struct err *err);
void keys_close(struct keys *keys);

/** What a number is looked up by: HMAC-SHA-256(join, word of the kind + number), hexadecimal. */
void keys_join(const struct keys *keys, const struct identity *identity, char out[HASH_TEXT]);
/** The same for any text; `domain` is a word in small letters that no kind of number is. */
void keys_fingerprint(const struct keys *keys, const char *domain, const char *text,
                      char out[HASH_TEXT]);

enum { SEALED_PLAIN_MAX = 511, SEALED_TEXT = 800 };
/**
 * Encrypt `plain` (at most SEALED_PLAIN_MAX bytes; an assertion) for the cell `field` of person
 * `id`: base64 of nonce (24 random bytes), ciphertext and tag. It opens as that cell of that
 * person only, so that cells cannot be exchanged. The length is padded to 32 bytes, or it would
 * tell names apart.
 */
void keys_seal(const struct keys *keys, int64_t id, const char *field, const char *plain,
               char out[SEALED_TEXT]);
/** `sealed` "" opens as "". Errors: ERR_STORE when the cell was altered or moved. */
MUST_CHECK enum err_code keys_unseal(const struct keys *keys, int64_t id, const char *field,
                                     const char *sealed, char *out, size_t size, struct err *err);

/** A random number of a person: 1 .. 2^53 - 1, which every reader of JSON holds exactly. */
int64_t keys_random_id(void);

/** Overwrite what must not stay in memory. */
void keys_wipe(void *bytes, size_t size);

#endif
