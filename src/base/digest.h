/* SHA-256 (FIPS 180-4), by nettle, whose way of computing it is the processor's own where there is one. */
#ifndef FAASTAT_BASE_DIGEST_H
#define FAASTAT_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32, SHA256_HEX = 65 };

void digest_compute(const char *bytes, size_t n, uint8_t digest[SHA256_BYTES]);
/* The same, written with small letters. */
void digest_write(const char *bytes, size_t n, char hex[SHA256_HEX]);
/* Writes a digest that was computed. */
void digest_write_hex(const uint8_t digest[SHA256_BYTES], char hex[SHA256_HEX]);

#endif
