#!/usr/bin/python3
"""splitmix64, xoshiro256++ and Lemire's bounded integers, written again in Python from the published algorithms; first
outputs that the authors and others published are asserted. Run by hand from this folder; it is not random.py, which numpy
would import. Writes xoshiro.csv (what,seed,stream,part,n,index,value): splitmix64 of a seed; xoshiro256++ from the state
1, 2, 3, 4; a generator of (seed, stream, part); uniform numbers times 2^53 from it; integers below n."""
import csv

MASK = 2**64 - 1


class SplitMix:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)


class Xoshiro:
    def __init__(self, state):
        self.s = list(state)

    @classmethod
    def of(cls, seed, stream, part):
        mix = SplitMix(SplitMix(SplitMix(seed).next() ^ stream).next() ^ part)
        return cls([mix.next() for _ in range(4)])

    def next(self):
        def rotl(x, k):
            return ((x << k) | (x >> (64 - k))) & MASK

        s = self.s
        result = (rotl((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return result

    def below(self, n):
        """32 bits to 0..n-1: those whose product's low half is below 2^32 mod n are drawn again."""
        product = (self.next() >> 32) * n
        while product % 2**32 < 2**32 % n:
            product = (self.next() >> 32) * n
        return product >> 32


mix = SplitMix(1234567)
splitmix = [mix.next() for _ in range(5)]
# Rosetta Code, "Pseudo-random numbers/Splitmix64".
assert splitmix == [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431,
                    16408922859458223821]
counter = Xoshiro([1, 2, 3, 4])
xoshiro = [counter.next() for _ in range(10)]
# Made with the authors' C code for the tests of Rust's rand_xoshiro.
assert xoshiro[:4] == [41943041, 58720359, 3588806011781223, 3591011842654386]

with open("xoshiro.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["what", "seed", "stream", "part", "n", "index", "value"])
    out.writerows(["splitmix64", 1234567, 0, 0, 0, i, x] for i, x in enumerate(splitmix))
    out.writerows(["xoshiro", 0, 0, 0, 0, i, x] for i, x in enumerate(xoshiro))
    for key in ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (MASK, 2**63, 12345678901234567)):
        draws = Xoshiro.of(*key)
        out.writerows(["next", *key, 0, i, draws.next()] for i in range(5))
        draws = Xoshiro.of(*key)
        out.writerows(["uniform", *key, 0, i, draws.next() >> 11] for i in range(5))
        # 3 * 2^30: a quarter is drawn again.
        for n in (1, 2, 10, 2500, 3 * 2**30, 2**31 + 1, 2**32 - 1):
            draws = Xoshiro.of(*key)
            out.writerows(["below", *key, n, i, draws.below(n)] for i in range(11))
