namespace SiameseSweep.Dashboard.Model.Charts;

/// <summary>
/// The two directions along which vectors spread most, found by Jacobi rotations of their covariance: exact and always the same.
/// </summary>
public sealed class PrincipalComponents
{
    private const int MostSweeps = 60;

    private PrincipalComponents(IReadOnlyList<(double X, double Y)> points, double[] explained)
    {
        Points = points;
        Explained = explained;
    }

    /// <summary>Each vector in the plane, in order.</summary>
    public IReadOnlyList<(double X, double Y)> Points { get; }

    /// <summary>Shares of the spread along the two directions; 0 when there is no spread.</summary>
    public double[] Explained { get; }

    /// <summary>Projects vectors of one length.</summary>
    public static PrincipalComponents Of(IReadOnlyList<float[]> vectors)
    {
        int size = vectors[0].Length;
        double[] mean = new double[size];
        foreach (float[] vector in vectors)
        {
            for (int i = 0; i < size; i++)
            {
                mean[i] += vector[i] / (double)vectors.Count;
            }
        }

        double[,] covariance = new double[size, size];
        foreach (float[] vector in vectors)
        {
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    covariance[i, j] += (vector[i] - mean[i]) * (vector[j] - mean[j]) / vectors.Count;
                    covariance[j, i] = covariance[i, j];
                }
            }
        }

        (double[] values, double[,] axes) = Eigen(covariance, size);
        int[] order = Enumerable.Range(0, size).OrderByDescending(i => values[i]).ThenBy(i => i).ToArray();
        double total = values.Sum(v => Math.Max(0, v));
        List<(double, double)> points = vectors
            .Select(v => (Along(v, mean, axes, order[0]), size > 1 ? Along(v, mean, axes, order[1]) : 0)).ToList();
        return new PrincipalComponents(points, [Share(0), Share(1)]);

        double Share(int n) => n < size && total > 0 ? Math.Max(0, values[order[n]]) / total : 0;
    }

    private static double Along(float[] vector, double[] mean, double[,] axes, int axis)
    {
        // The sign of an axis is free: its largest entry is made positive, so that a picture does not flip between epochs.
        double sum = 0, largest = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            sum += (vector[i] - mean[i]) * axes[i, axis];
            largest = Math.Abs(axes[i, axis]) > Math.Abs(largest) ? axes[i, axis] : largest;
        }

        return largest < 0 ? -sum : sum;
    }

    private static (double[] Values, double[,] Axes) Eigen(double[,] a, int size)
    {
        double[,] axes = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            axes[i, i] = 1;
        }

        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double off = 0;
            for (int p = 0; p < size; p++)
            {
                for (int q = p + 1; q < size; q++)
                {
                    off += a[p, q] * a[p, q];
                    Rotate(a, axes, size, p, q);
                }
            }

            if (off < 1e-24)
            {
                break;
            }
        }

        return (Enumerable.Range(0, size).Select(i => a[i, i]).ToArray(), axes);
    }

    private static void Rotate(double[,] a, double[,] axes, int size, int p, int q)
    {
        if (a[p, q] == 0)
        {
            return;
        }

        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1), s = t * c;
        for (int k = 0; k < size; k++)
        {
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        }

        for (int k = 0; k < size; k++)
        {
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
            (axes[k, p], axes[k, q]) = ((c * axes[k, p]) - (s * axes[k, q]), (s * axes[k, p]) + (c * axes[k, q]));
        }
    }
}
