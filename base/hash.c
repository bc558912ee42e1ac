/* Every value goes in with its kind, so that no two different lists of values look alike. */
#include "base/hash.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct hash), "room for the state");

static crypto_hash_sha256_state state_of(const struct hash *hash)
{
    crypto_hash_sha256_state state;
    memcpy(&state, hash->state, sizeof state);
    return state;
}

void hash_start(struct hash *hash)
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    memset(hash->state, 0, sizeof hash->state);
    memcpy(hash->state, &state, sizeof state);
}

void hash_bytes(struct hash *hash, const void *bytes, size_t count)
{
    crypto_hash_sha256_state state = state_of(hash);
    crypto_hash_sha256_update(&state, bytes, count);
    memcpy(hash->state, &state, sizeof state);
}

void hash_text(struct hash *hash, const char *text)
{
    hash_bytes(hash, text ? "t" : "n", 1);
    if (text) hash_bytes(hash, text, strlen(text) + 1);
}

void hash_int(struct hash *hash, long long value)
{
    unsigned char bytes[9] = {'i'};
    for (int i = 0; i < 8; i++)
        bytes[i + 1] = (unsigned char)((unsigned long long)value >> (8 * i));
    hash_bytes(hash, bytes, sizeof bytes);
}

void hash_number(struct hash *hash, double value)
{
    unsigned long long bits;
    if (value == 0.0) value = 0.0; /* -0 and 0 are the same number */
    memcpy(&bits, &value, sizeof bits);
    hash_bytes(hash, "d", 1);
    hash_int(hash, (long long)bits);
}

void hash_end(struct hash *hash, char out[HASH_TEXT])
{
    crypto_hash_sha256_state state = state_of(hash);
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(out, HASH_TEXT, digest, sizeof digest);
}
