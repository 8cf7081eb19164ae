"""Computes the polynomial coefficients of the elementary functions (src/Glissade.Engine/Devices/Cpu/Lanes).

Remez exchange in 60 digits: for each function the polynomial of least weighted error, its coefficients rounded to the lane's type,
highest power first as Horner wants them, and the error after rounding as a power of two. Run: /usr/bin/python3 minimax.py [name ...]
(needs Debian's python3-mpmath). The weights turn an error of the polynomial into a relative error of the function.
"""
import struct
import sys

from mpmath import mp, mpf, cos, erf, erfc, exp, expm1, log, log1p, lu_solve, matrix, pi, sin, sqrt, tanh

mp.dps = 60


def remez(function, weight, low, high, degree, rounds=8):
    low, high = mpf(low), mpf(high)
    count = degree + 2
    grid = [(low + high) / 2 - (high - low) / 2 * cos(pi * i / 600) for i in range(601)]
    grid = [x for x in grid if abs(x) > mpf(10) ** -12]
    values = [function(x) for x in grid]
    weights = [abs(weight(x)) for x in grid]
    # The grid is already dense at its ends, so the first reference is simply spread over its indices.
    points = [round(i * (len(grid) - 1) / (count - 1)) for i in range(count)]
    for _ in range(rounds):
        rows = matrix(count, count)
        right = matrix(count, 1)
        for i, p in enumerate(points):
            for j in range(degree + 1):
                rows[i, j] = grid[p] ** j
            rows[i, degree + 1] = (-1) ** i / weights[p] if weights[p] != 0 else 0
            right[i] = values[p]
        solution = lu_solve(rows, right)
        coefficients = [solution[j] for j in range(degree + 1)]
        errors = [w * (horner(coefficients, x) - v) for x, v, w in zip(grid, values, weights)]
        runs = []
        for i, e in enumerate(errors):
            if runs and (errors[runs[-1]] > 0) == (e > 0):
                if abs(e) > abs(errors[runs[-1]]):
                    runs[-1] = i
            else:
                runs.append(i)
        while len(runs) > count:
            runs.pop(0 if abs(errors[runs[0]]) < abs(errors[runs[-1]]) else -1)
        if len(runs) < count:
            break
        points = runs
    return coefficients, grid, values, weights


def horner(coefficients, x):
    total = mpf(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


def to_single(x):
    return struct.unpack('f', struct.pack('f', float(x)))[0]


def show(name, function, weight, low, high, degree, single):
    coefficients, grid, values, weights = remez(function, weight, low, high, degree)
    rounded = [mpf(to_single(c)) if single else mpf(float(c)) for c in coefficients]
    worst = [max(abs(w * (horner(cs, x) - v)) for x, v, w in zip(grid, values, weights)) for cs in (coefficients, rounded)]
    bits = [mp.nstr(log(w, 2), 5) for w in worst]
    print(f'{name}: degree {degree}, error 2^{bits[0]}, with rounded coefficients 2^{bits[1]}')
    print('    ' + ', '.join(repr(float(c)) for c in reversed(rounded)))
    sys.stdout.flush()


LN2 = log(mpf(2))
HALF = LN2 / 2 * mpf('1.0001')
ERF_SPLIT = mpf(1)
TWO_OVER_ROOT_PI = 2 / sqrt(pi)


def exp_tail(x): return (expm1(x) - x) / x ** 2
def exp_weight(x): return x ** 2 / expm1(x)
def exp2_tail(x): return (expm1(x * LN2)) / x
def exp2_weight(x): return x / exp(x * LN2)
def log_tail(x): return (log1p(x) - x) / x ** 2
def log_weight(x): return x ** 2 / log1p(x)
def atanh_tail(z): s = sqrt(z); return (log((1 + s) / (1 - s)) / s - 2) / z
def sin_tail(z): r = sqrt(z); return (sin(r) / r - 1) / z
def sin_weight(z): r = sqrt(z); return z * r / sin(r)
def cos_tail(z): return (cos(sqrt(z)) - 1 + z / 2) / z ** 2
def cos_weight(z): return z ** 2 / cos(sqrt(z))
def tanh_tail(z): a = sqrt(z); return (tanh(a) / a - 1) / z
def tanh_weight(z): a = sqrt(z); return z * a / tanh(a)
def erf_factor(z): a = sqrt(z); return erf(a) / a - 1
def erf_weight(z): a = sqrt(z); return a / erf(a)
def log2_erfc(u): return log(erfc(u + ERF_SPLIT), 2)
def log2_erfc_weight(u): a = u + ERF_SPLIT; return erfc(a) * LN2 / erf(a)


QUARTER = (pi / 4 * mpf('1.0001')) ** 2
FITS = {
    'exp32': lambda d: show('exp32', exp_tail, exp_weight, -HALF, HALF, d or 4, True),
    'exp64': lambda d: show('exp64', exp_tail, exp_weight, -HALF, HALF, d or 9, False),
    'exp2_32': lambda d: show('exp2_32', exp2_tail, exp2_weight, -0.5, 0.5, d or 4, True),
    'exp2_64': lambda d: show('exp2_64', exp2_tail, exp2_weight, -0.5, 0.5, d or 10, False),
    'log32': lambda d: show('log32', log_tail, log_weight, -mpf(1) / 3, mpf(1) / 3, d or 8, True),
    'log64': lambda d: show('log64', atanh_tail, lambda z: z / 2, 0, mpf('0.1716') ** 2, d or 6, False),
    'sin32': lambda d: show('sin32', sin_tail, sin_weight, 0, QUARTER, d or 2, True),
    'sin64': lambda d: show('sin64', sin_tail, sin_weight, 0, QUARTER, d or 5, False),
    'cos32': lambda d: show('cos32', cos_tail, cos_weight, 0, QUARTER, d or 2, True),
    'cos64': lambda d: show('cos64', cos_tail, cos_weight, 0, QUARTER, d or 5, False),
    'tanh32': lambda d: show('tanh32', tanh_tail, tanh_weight, 0, mpf('0.55') ** 2, d or 4, True),
    'erf32': lambda d: show('erf32', erf_factor, erf_weight, 0, ERF_SPLIT ** 2, d or 6, True),
    'erf64': lambda d: show('erf64', erf_factor, erf_weight, 0, ERF_SPLIT ** 2, d or 11, False),
    'erfc32': lambda d: show('erfc32', log2_erfc, log2_erfc_weight, 0, 3, d or 6, True),
    'erfc64': lambda d: show('erfc64', log2_erfc, log2_erfc_weight, 0, 5, d or 19, False),
}

if __name__ == '__main__':
    for argument in sys.argv[1:] or FITS:
        name, _, degree = argument.partition(':')
        FITS[name](int(degree) if degree else 0)
