/* The shortest decimal of a double; number.c writes the usual ones itself. */
#ifndef FAASTAT_BASE_SHORTEST_H
#define FAASTAT_BASE_SHORTEST_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Of all decimals that read back to the value, those with the fewest digits, and of these the nearest:
 * *digits times 10 to the *power. False for values that this is not for: zero, negative and subnormal ones,
 * those past the doubles, powers of two, whose neighbours are not as far on both sides; and where the
 * compiler has no integers of 128 bits.
 *
 * Source: Giulietti (2021), The Schubfach way to render doubles.
 */
bool shortest_find(double value, uint64_t *digits, int *power);

#endif
