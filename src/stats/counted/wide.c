#include "stats/counted/wide.h"

#include <math.h>

void wide_add(uint64_t to[WIDE_LIMBS], const uint64_t a[WIDE_LIMBS])
{
    wide_half carry = 0;
    for (int i = 0; i < WIDE_LIMBS; i++) {
        carry += (wide_half)to[i] + a[i];
        to[i] = (uint64_t)carry;
        carry >>= 64;
    }
}

static void multiply(wide_half a, uint64_t b, uint64_t product[WIDE_LIMBS])
{
    wide_half low = (wide_half)(uint64_t)a * b;
    wide_half high = (wide_half)(uint64_t)(a >> 64) * b + (low >> 64);
    product[0] = (uint64_t)low;
    product[1] = (uint64_t)high;
    product[2] = (uint64_t)(high >> 64);
}

void wide_add_product(uint64_t to[WIDE_LIMBS], wide_half a, uint64_t b)
{
    uint64_t product[WIDE_LIMBS];
    multiply(a, b, product);
    wide_add(to, product);
}

void wide_take_product(uint64_t to[WIDE_LIMBS], wide_half a, uint64_t b)
{
    uint64_t product[WIDE_LIMBS], borrow = 0;
    multiply(a, b, product);
    for (int i = 0; i < WIDE_LIMBS; i++) {
        uint64_t left = to[i] - product[i], taken = left - borrow;
        borrow = (to[i] < product[i]) | (left < borrow);
        to[i] = taken;
    }
}

double wide_value(const uint64_t a[WIDE_LIMBS])
{
    return ldexp((double)a[2], 128) + ldexp((double)a[1], 64) + (double)a[0];
}
