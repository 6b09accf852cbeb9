namespace Vigil.Analysis.Statistics;

/// <summary>Tails of the distributions that significance is read from.</summary>
internal static class Distributions
{
    /// <summary>
    /// P(Z ≥ z) of the standard normal. Below z = 6 by the error function of W. J. Cody's kind given in M. Abramowitz and
    /// I. Stegun, Handbook of Mathematical Functions, 7.1.5 (series) and 7.1.14 (continued fraction), to 1e-12 relative.
    /// </summary>
    public static double NormalTail(double z)
    {
        if (double.IsNaN(z))
        {
            return double.NaN;
        }

        double x = Math.Abs(z);
        double tail = x < 2.5 ? 0.5 - (Density(x) * Series(x)) : x > 38 ? 0 : Density(x) * Fraction(x);
        return z >= 0 ? tail : 1 - tail;
    }

    /// <summary>The z above which a normal value lies with this probability, 0 &lt; tail &lt; 1; by bisection.</summary>
    public static double NormalQuantile(double tail)
    {
        double low = -38;
        double high = 38;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = NormalTail(middle) > tail ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>
    /// P(T ≥ t) of Student's distribution, by the incomplete beta function (Abramowitz and Stegun 26.7.1, 26.5.8).
    /// </summary>
    /// <param name="t">Any value.</param>
    /// <param name="degrees">Degrees of freedom, above 0, not necessarily whole.</param>
    public static double StudentTail(double t, double degrees)
    {
        if (double.IsNaN(t))
        {
            return double.NaN;
        }

        double tail = 0.5 * IncompleteBeta(degrees / (degrees + (t * t)), degrees / 2, 0.5);
        return t >= 0 ? tail : 1 - tail;
    }

    /// <summary>The t above which Student's value lies with this probability, 0 &lt; tail &lt; 0.5; by bisection.</summary>
    public static double StudentQuantile(double tail, double degrees)
    {
        double low = 0;
        double high = 1e6;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = StudentTail(middle, degrees) > tail ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>
    /// P(sup |B(t)| ≥ x) of the Brownian bridge: 2 Σ (−1)^(k+1) exp(−2 k² x²) (A. Kolmogorov, 1933).
    /// </summary>
    public static double BridgeTail(double x)
    {
        if (x < 0.2)
        {
            return 1;
        }

        double sum = 0;
        for (int k = 1; k <= 100; k++)
        {
            double term = Math.Exp(-2 * k * k * x * x);
            sum += (k % 2 == 1 ? 1 : -1) * term;
            if (term < 1e-17)
            {
                break;
            }
        }

        return Math.Clamp(2 * sum, 0, 1);
    }

    private static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    private static double Series(double x)
    {
        double term = x;
        double sum = x;
        for (int k = 1; k < 200 && term > 1e-17 * sum; k++)
        {
            term *= x * x / ((2 * k) + 1);
            sum += term;
        }

        return sum;
    }

    private static double Fraction(double x)
    {
        double value = 0;
        for (int k = 200; k > 0; k--)
        {
            value = k / (x + value);
        }

        return 1 / (x + value);
    }

    private static double IncompleteBeta(double x, double a, double b)
    {
        if (x <= 0)
        {
            return 0;
        }

        if (x >= 1)
        {
            return 1;
        }

        // The continued fraction converges fast on the near side of the mean only.
        if (x > (a + 1) / (a + b + 2))
        {
            return 1 - IncompleteBeta(1 - x, b, a);
        }

        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x))) / a;
        const double Tiny = 1e-300;
        double c = 1;
        double d = 1 - ((a + b) * x / (a + 1));
        d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
        double fraction = d;
        for (int m = 1; m < 500; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            Advance(even);
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            if (Math.Abs(Advance(odd) - 1) < 1e-14)
            {
                break;
            }
        }

        return front * fraction;

        double Advance(double numerator)
        {
            d = 1 + (numerator * d);
            c = 1 + (numerator / c);
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            fraction *= c * d;
            return c * d;
        }
    }

    /// <summary>Stirling's series (Abramowitz and Stegun 6.1.41) once the argument is raised above 10.</summary>
    private static double LogGamma(double x)
    {
        double shift = 0;
        while (x < 10)
        {
            shift -= Math.Log(x);
            x++;
        }

        double inverse = 1 / (x * x);
        double series = ((((-1.0 / 1680 * inverse) + (1.0 / 1260)) * inverse - (1.0 / 360)) * inverse + (1.0 / 12)) / x;
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series;
    }
}
