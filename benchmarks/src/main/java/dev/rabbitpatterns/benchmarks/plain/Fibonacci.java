package dev.rabbitpatterns.benchmarks.plain;

import java.math.BigInteger;

/** What every remote call of the benchmark computes. */
public final class Fibonacci {

    private Fibonacci() {}

    /** F(n), by adding. */
    public static BigInteger of(int n) {
        BigInteger current = BigInteger.ZERO;
        BigInteger next = BigInteger.ONE;
        for (int i = 0; i < n; i++) {
            BigInteger sum = current.add(next);
            current = next;
            next = sum;
        }
        return current;
    }
}
