#include "base/digest.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>

void digest_compute(const char *bytes, size_t n, uint8_t digest[SHA256_BYTES])
{
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, n, (const uint8_t *)bytes);
    sha256_digest(&context, SHA256_BYTES, digest);
}

void digest_write_hex(const uint8_t digest[SHA256_BYTES], char hex[SHA256_HEX])
{
    base16_encode_update(hex, SHA256_BYTES, digest);
    hex[SHA256_HEX - 1] = '\0';
}

void digest_write(const char *bytes, size_t n, char hex[SHA256_HEX])
{
    uint8_t digest[SHA256_BYTES];
    digest_compute(bytes, n, digest);
    digest_write_hex(digest, hex);
}
