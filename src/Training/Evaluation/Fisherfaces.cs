using SiameseSweep.Core.Losses;
using SiameseSweep.Training.Data;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Evaluation;

/// <summary>
/// The fisherfaces baseline (Belhumeur, Hespanha and Kriegman 1997): principal components of the training images, then a linear
/// discriminant of the training people, then the cosine distance. As many components are kept as hold 95 % of the images' variance, at
/// most n − c of n images of c people: with all n − c of them, as in the paper, unseen people of ORL have an EER of 28 % instead of 9 %.
/// The discriminant is that of scikit-learn's <c>LinearDiscriminantAnalysis(solver="svd")</c>.
/// </summary>
public sealed class Fisherfaces
{
    /// <summary>Most training images that are used, whole people in their order: the cost grows with the cube of their number.</summary>
    public const int MostImages = 1_000;

    private const double KeptVariance = 0.95;
    private const double Tolerance = 1e-4; // scikit-learn's: relative standard deviation below which a direction has no rank
    private const int Columns = 4_096; // pixels that are summed up at once, in double precision

    private readonly PreparedImages _training;
    private readonly int[] _classes;
    private readonly int _people;

    private Fisherfaces(PreparedImages training, int[] classes, int people)
    {
        _training = training;
        _classes = classes;
        _people = people;
    }

    /// <summary>Returns the first people's images that are used of a training set.</summary>
    public static PreparedImages Used(PreparedImages training)
    {
        if (training.Count <= MostImages)
        {
            return training;
        }

        HashSet<string> people = [];
        int images = 0;
        foreach (IGrouping<string, string> person in training.People.GroupBy(p => p))
        {
            images += person.Count();
            if (images > MostImages && people.Count >= 2)
            {
                break;
            }

            people.Add(person.Key);
        }

        int[] kept = [.. Enumerable.Range(0, training.Count).Where(i => people.Contains(training.People[i]))];
        int length = training.Size * training.Size;
        float[] pixels = new float[kept.Length * length];
        for (int i = 0; i < kept.Length; i++)
        {
            training.Pixels.AsSpan(kept[i] * length, length).CopyTo(pixels.AsSpan(i * length));
        }

        return new PreparedImages(
            [.. kept.Select(i => training.Paths[i])], [.. kept.Select(i => training.People[i])], training.Size, pixels);
    }

    /// <summary>Takes the training people's images.</summary>
    /// <param name="training">Images with their people.</param>
    /// <param name="why">Why there are no fisherfaces of them; null where there are.</param>
    /// <returns>Null where a linear discriminant is impossible.</returns>
    public static Fisherfaces? Of(PreparedImages training, out string? why)
    {
        string[] names = [.. training.People.Distinct(StringComparer.Ordinal)];
        int[] classes = [.. training.People.Select(p => Array.IndexOf(names, p))];
        why = names.Length < 2 ? "There is only one training person."
            : names.Length == training.Count ? "No training person has two images."
            : null;
        return why is null ? new Fisherfaces(training, classes, names.Length) : null;
    }

    /// <summary>
    /// Returns the dissimilarities of all pairs of each set of images, in pair order, from 0 to 2; null where the training images show
    /// no difference between or within people. Uses one thread, so that the bits do not depend on how many a run has.
    /// </summary>
    /// <param name="sets">Images of the training images' size.</param>
    public IReadOnlyList<float[]>? Dissimilarities(params IReadOnlyList<PreparedImages> sets)
    {
        int threads = get_num_threads();
        set_num_threads(1);
        try
        {
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            Tensor others = Products([.. sets]); // [n + m, n]
            int n = _training.Count;
            return Project(others[..n], others[n..]) is not { } projected ? null :
            [
                .. projected.split([.. sets.Select(s => (long)s.Count)])
                    .Select(embeddings => PairDissimilarities.Compute(embeddings, DissimilarityKind.Cosine)),
            ];
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    /// <summary>Inner products of all images, training images first, with the training images; all less the training mean.</summary>
    private Tensor Products(IReadOnlyList<PreparedImages> sets)
    {
        int length = _training.Size * _training.Size;
        Tensor[] images = [.. new[] { _training }.Concat(sets).Select(s => tensor(s.Pixels, [s.Count, length]))];
        Tensor sum = zeros(images.Sum(i => i.shape[0]), _training.Count, ScalarType.Float64);
        for (int start = 0; start < length; start += Columns)
        {
            using var scope = NewDisposeScope();
            int end = Math.Min(length, start + Columns);
            Tensor part = cat([.. images.Select(i => i[.., start..end])], 0).to(ScalarType.Float64);
            part.sub_(part[.._training.Count].mean([0], keepdim: true));
            sum = sum.Plus(part.matmul(part[.._training.Count].t())).MoveToOuterDisposeScope();
        }

        return sum;
    }

    /// <summary>Fits on the training images' products and projects the others'.</summary>
    /// <param name="gram">[n, n].</param>
    /// <param name="others">[m, n].</param>
    /// <returns>[m, d] with d ≤ c − 1; null where the images do not differ.</returns>
    private Tensor? Project(Tensor gram, Tensor others)
    {
        int n = _training.Count;
        (Tensor ascending, Tensor vectors) = linalg.eigh(gram);
        double[] variances = ascending.flip(0).data<double>().ToArray();
        int components = Kept(variances, n - _people);
        if (components == 0)
        {
            return null;
        }

        Tensor lengths = ascending.flip(0)[..components].sqrt();
        Tensor basis = vectors.flip(1)[.., ..components] / lengths;
        Tensor principal = vectors.flip(1)[.., ..components] * lengths; // [n, k], the training images' coordinates
        return Discriminant(principal) is { } directions ? others.matmul(basis).matmul(directions) : null;
    }

    private static int Kept(double[] variances, int most)
    {
        double total = variances.Where(v => v > 0).Sum();
        double kept = 0;
        int components = 0;
        while (components < most && variances[components] > 1e-10 * variances[0] && kept < KeptVariance * total)
        {
            kept += variances[components++];
        }

        return components;
    }

    /// <summary>Directions of the linear discriminant.</summary>
    /// <param name="x">[n, k] with mean 0.</param>
    /// <returns>[k, d]; null where there is none.</returns>
    private Tensor? Discriminant(Tensor x)
    {
        int n = _training.Count;
        double[] isOf = new double[_people * n];
        for (int i = 0; i < n; i++)
        {
            isOf[(_classes[i] * n) + i] = 1;
        }

        Tensor member = tensor(isOf, [_people, n]);
        Tensor counts = member.sum(1, keepdim: true);
        Tensor means = member.matmul(x) / counts;
        Tensor within = x - member.t().matmul(means);
        Tensor deviations = within.Squared().mean([0]).sqrt();
        if (deviations.max().item<double>() <= 1e-10 * x.abs().max().item<double>())
        {
            return null; // the images of each person are equal
        }

        deviations = deviations.FilledWhere(deviations.logical_not(), 1);
        (_, Tensor s, Tensor vt) = linalg.svd((within / deviations).Times(1 / Math.Sqrt(n - _people)), fullMatrices: false);
        int rank = s.data<double>().Count(v => v > Tolerance);
        Tensor whitening = (vt[..rank] / deviations).t() / s[..rank];

        Tensor between = (means * counts.sqrt()).Times(1 / Math.Sqrt(_people - 1)).matmul(whitening);
        (_, Tensor spread, Tensor directions) = linalg.svd(between, fullMatrices: false);
        double[] spreads = [.. spread.data<double>()];
        int d = spreads.Count(v => v > Tolerance * spreads[0]);
        return d == 0 ? null : whitening.matmul(directions[..d].t());
    }
}
