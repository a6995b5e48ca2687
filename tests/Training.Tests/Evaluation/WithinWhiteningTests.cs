using SiameseSweep.Core;
using SiameseSweep.Core.Models;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;
using SiameseSweep.Training.Tests.Runs;
using static SiameseSweep.Training.Tests.Models.HashedNumbers;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Evaluation;

public sealed class WithinWhiteningTests
{
    [Fact]
    public void The_map_is_the_inverse_root_of_the_shrunk_covariance_within_people()
    {
        using var scope = NewDisposeScope();
        (Tensor embeddings, string[] people) = Embeddings([5, 1, 4, 2, 6], 4);
        Tensor map = WithinWhitening.Fit(embeddings, people);

        // By the definition, person by person.
        Tensor covariance = zeros(4, 4, float64);
        foreach (string person in people.Distinct())
        {
            Tensor own = embeddings[tensor(people.Select(p => p == person).ToArray())];
            Tensor centred = own - own.mean([0L]);
            covariance += centred.t().matmul(centred);
        }

        covariance /= people.Length - 5;
        Tensor shrunk = covariance * 0.9 / covariance.diagonal().mean() + 0.1 * eye(4, dtype: float64);
        AssertClose(Values(eye(4, dtype: float64)), Values(map.matmul(shrunk).matmul(map)), 1e-9, "map · covariance · map");
        AssertClose(Values(map.t()), Values(map), 1e-9, "symmetry");
    }

    [Fact]
    public void Embeddings_that_vary_alike_in_all_directions_stay_as_they_are_whatever_their_scale()
    {
        using var scope = NewDisposeScope();
        Tensor points = cat([eye(3, dtype: float64), eye(3, dtype: float64) * -1], 0);
        foreach (double scale in new[] { 1e-3, 1, 1e3 })
        {
            Tensor embeddings = cat([points * scale + 5, points * scale - 5], 0);
            Tensor map = WithinWhitening.Fit(embeddings, [.. Enumerable.Repeat("a", 6), .. Enumerable.Repeat("b", 6)]);
            AssertClose(Values(eye(3, dtype: float64)), Values(map), 1e-9, $"scale {scale}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Embeddings_without_a_covariance_are_not_mapped(double value)
    {
        using var scope = NewDisposeScope();
        Tensor map = WithinWhitening.Fit(full([4, 3], value, float32), ["a", "a", "b", "b"]);
        Assert.Equal(Values(eye(3)), Values(map));
        Assert.Equal(float32, map.dtype);
    }

    [Fact]
    public void Two_people_with_two_images_are_enough_and_fewer_are_refused()
    {
        WithinWhitening.ThrowIfNotFittable(["a", "a", "b", "b", "c"]);
        Assert.Contains(
            "whiten 'within' needs two training people with two images each, but 1 of the 3 training people have as many",
            Assert.Throws<UserErrorException>(() => WithinWhitening.ThrowIfNotFittable(["a", "a", "b", "c"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_has_nothing_to_fit_it_on_fails_with_the_reason()
    {
        using TrainingBench bench = new();
        string data = bench.Home.DefaultData;
        SyntheticFaces.WriteTo(data, new DatasetSpec { People = 6, Images = 2, Seed = 1 });
        string[] second = Directory.GetFiles(Path.Combine(data, "training"), "2.pgm", SearchOption.AllDirectories);
        Array.ForEach(second[1..], File.Delete); // one person keeps two images, without which no run can be
        SiameseOptions options = new()
        {
            Dataset = new DatasetSpec { Kind = DatasetKind.Folder, Train = "training", Test = "testing" }, ValidationIdentities = 0,
        };
        RunConfiguration configuration = TrainingBench.Small() with { Whiten = Whitening.Within };
        EndedReport ended = Assert.Single(bench.Train(TrainingBench.Assignment(configuration, options: options)).Of<EndedReport>());
        Assert.Equal(RunState.Failed, ended.State);
        Assert.Contains("Say 'whiten: none'", ended.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Recorded_dissimilarities_are_whitened_and_those_of_the_untrained_network_are_not()
    {
        using TrainingBench plainBench = new(), whitenedBench = new();
        RunConfiguration configuration = TrainingBench.Small() with { Model = ModelKind.Convnet, ImageSize = 24, Width = 4, Epochs = 1 };
        RecordingReporter plain = plainBench.Train(TrainingBench.Assignment(configuration));
        RecordingReporter whitened = whitenedBench.Train(TrainingBench.Assignment(configuration with { Whiten = Whitening.Within }));
        Assert.Equal(plain.Losses(), whitened.Losses());
        Assert.Equal(
            plain.Of<BaselineReport>().SelectMany(b => b.Metrics).Select(m => (m.Key, m.Value)),
            whitened.Of<BaselineReport>().SelectMany(b => b.Metrics).Select(m => (m.Key, m.Value)));
        Assert.NotEqual(
            plain.Of<EvaluationReport>().Single().Test!.Dissimilarities, whitened.Of<EvaluationReport>().Single().Test!.Dissimilarities);
    }

    private static (Tensor Embeddings, string[] People) Embeddings(int[] images, int size)
    {
        string[] people = [.. images.SelectMany((count, person) => Enumerable.Repeat($"p{person}", count))];
        Tensor scales = tensor(Enumerable.Range(1, size).Select(k => (double)(k * k)).ToArray());
        return (tensor(Uniform(1, people.Length * size), [people.Length, size]) * scales, people);
    }
}
