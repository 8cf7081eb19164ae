"""Writes elementary.csv: correctly rounded float64 values of exp, expm1, log, log1p, sin, cos, tanh and erf (function, input bits, output bits).

Run: /usr/bin/python3 elementary.py > elementary.csv (needs Debian's python3-mpmath). 1,500 bits of working precision, so that huge angles
and the correct rounding are beyond doubt; the division of integers rounds to the nearest double, subnormals included.
"""
import math
import random
import struct

from mpmath import mp, mpmathify, cos, erf, exp, expm1, log, log1p, pi, sin, tanh

mp.prec = 1500
random.seed(20240607)


def bits(value):
    return struct.unpack('<Q', struct.pack('<d', value))[0]


def from_bits(pattern):
    return struct.unpack('<d', struct.pack('<Q', pattern))[0]


def rounded(value):
    sign, mantissa, exponent, _ = value._mpf_
    mantissa = -int(mantissa) if sign else int(mantissa)
    try:
        return mantissa * 2 ** exponent / 1 if exponent >= 0 else mantissa / 2 ** -exponent
    except OverflowError:
        return -math.inf if mantissa < 0 else math.inf


def everywhere(count, signed=True):
    """Any finite bit pattern, so every exponent is as likely as another."""
    for _ in range(count):
        yield from_bits(random.randrange(0x7FF << 52) | (random.getrandbits(1) << 63 if signed else 0))


def between(low, high, count):
    for _ in range(count):
        yield random.uniform(low, high)


def scaled(low, high, count):
    """Of magnitude 2^low to 2^high, of both signs."""
    for _ in range(count):
        yield random.choice((-1, 1)) * 2.0 ** random.uniform(low, high)


def near_quarters():
    for exponent in range(0, 1020, 8):
        quarter = random.randrange(1, 2 ** (exponent + 2))
        yield rounded(quarter * pi / 2)
    yield 6381956970095103.0 * 2.0 ** 797  # The double nearest of all to a multiple of π/2.
    yield 5.319372648326541e255
    yield 1.7976931348623157e308


EDGES = [5e-324, -5e-324, 2.225073858507201e-308, 2.2250738585072014e-308, 1e-300, -1e-20, 1e-16, -1.2e-16, 2.0 ** -54, 2.0 ** -55, -2.0 ** -53]
FUNCTIONS = {
    'exp': (exp, lambda: [*everywhere(60), *between(-1, 1, 60), *between(-708, 709.78, 80), *between(-745.2, -707, 60), 709.782712893384,
                          709.7827128933841, -745.1332191019411, -745.1332191019412, 710.0, -746.0, 1e300, -1e300]),
    'expm1': (expm1, lambda: [*everywhere(60), *between(-1.5, 1.5, 120), *scaled(-60, 3, 60), *between(-50, 709.78, 60), 710.0, 1e300]),
    'log': (log, lambda: [*everywhere(140, signed=False), *between(0.5, 1.5, 80), *between(0.99, 1.01, 40), 0.9999999999999999,
                          1.0000000000000002, *[math.ldexp(random.random(), -1040) for _ in range(20)]]),
    'log1p': (log1p, lambda: [*everywhere(60, signed=False), *between(-0.5, 1, 120), *between(-0.9999, 3, 60), *scaled(-60, -1, 60), -0.9999999999999999]),
    'sin': (sin, lambda: [*everywhere(100), *between(-4, 4, 80), *scaled(3, 40, 60), *scaled(29.5, 30.5, 20), *near_quarters()]),
    'cos': (cos, lambda: [*everywhere(100), *between(-4, 4, 80), *scaled(3, 40, 60), *scaled(29.5, 30.5, 20), *near_quarters()]),
    'tanh': (tanh, lambda: [*everywhere(60), *between(-2, 2, 140), *scaled(-40, 1, 60), *between(-21, 21, 60)]),
    'erf': (erf, lambda: [*everywhere(60), *between(-1.2, 1.2, 120), *between(-6.2, 6.2, 80), *scaled(-40, 1, 40), 0.9999999999999999, 1.0, 5.99, 7.0]),
}

if __name__ == '__main__':
    for name, (function, inputs) in FUNCTIONS.items():
        for x in [*(e for e in EDGES if name != 'log' or e > 0), *inputs()]:
            if name == 'exp' and abs(x) > 1e4 or name == 'expm1' and abs(x) > 1e4:
                y = (-1.0 if name == 'expm1' else 0.0) if x < 0 else math.inf
            elif name in ('tanh', 'erf') and abs(x) > 100:
                y = math.copysign(1.0, x)
            elif name in ('tanh', 'erf', 'expm1', 'log1p') and abs(x) < 1e-150 and name != 'erf':
                y = x
            elif name in ('erf',) and abs(x) < 1e-150:
                y = rounded(mpmathify(x) * 2 / mp.sqrt(pi))
            else:
                y = rounded(function(mpmathify(x)))
            print(f'{name},0x{bits(x):016x},0x{bits(y):016x}')
