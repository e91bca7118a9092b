package dev.rabbitpatterns.rpc;

import java.math.BigInteger;

/** The Fibonacci numbers: F(0) = 0, F(1) = 1, and each further one the sum of the two before. */
final class Fibonacci {

    private Fibonacci() {}

    /**
     * F(n), exactly, in as many steps as n has bits: F(2k) = F(k)·(2·F(k+1) − F(k)) and F(2k+1) =
     * F(k)² + F(k+1)².
     */
    static BigInteger of(int n) {
        BigInteger current = BigInteger.ZERO;
        BigInteger next = BigInteger.ONE;
        for (int bit = Integer.highestOneBit(n); bit != 0; bit >>>= 1) {
            BigInteger even = current.multiply(next.shiftLeft(1).subtract(current));
            BigInteger odd = current.multiply(current).add(next.multiply(next));
            boolean isSet = (n & bit) != 0;
            current = isSet ? odd : even;
            next = isSet ? even.add(odd) : odd;
        }
        return current;
    }
}
