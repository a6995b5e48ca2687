using System.Security.Cryptography;
using System.Text;
using SiameseSweep.Core;
using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Data;
using SiameseSweep.Training.Evaluation;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Runs;

/// <summary>People to judge by: their images on the device and the book of their pairs.</summary>
/// <param name="Book">As it is recorded.</param>
/// <param name="Prepared">On the host, for the pixel baseline.</param>
/// <param name="Images">The network's input, [n, C, S, S] on the device.</param>
/// <param name="Different">For each pair of the book whether the people differ.</param>
internal sealed record EvaluationPeople(PairBookReport Book, PreparedImages Prepared, Tensor Images, bool[] Different);

/// <summary>A run's data: split into people, prepared once, one tensor a split on the device.</summary>
internal sealed class RunDataset : IDisposable
{
    private RunDataset(
        string fingerprint, PreparedImages prepared, Tensor training, GreyStatistics grey, NetworkInput input,
        EvaluationPeople? validation, EvaluationPeople test)
    {
        Fingerprint = fingerprint;
        TrainingPeople = prepared.People;
        TrainingPersons = prepared.People.Distinct(StringComparer.Ordinal).Count();
        Fisherfaces = Evaluation.Fisherfaces.Used(prepared);
        Training = training;
        Grey = grey;
        Input = input;
        Validation = validation;
        Test = test;
    }

    /// <summary>Of the whole data set.</summary>
    public string Fingerprint { get; }

    /// <summary>The person of each training image.</summary>
    public string[] TrainingPeople { get; }

    /// <summary>Number of training people.</summary>
    public int TrainingPersons { get; }

    /// <summary>Training images on the host, for the baseline.</summary>
    public PreparedImages Fisherfaces { get; }

    /// <summary>Grey images, [n, 1, S, S] on the device.</summary>
    public Tensor Training { get; }

    /// <summary>Of the training images.</summary>
    public GreyStatistics Grey { get; }

    /// <summary>Makes the network's input of training images.</summary>
    public NetworkInput Input { get; }

    /// <summary>The people to choose by; null without.</summary>
    public EvaluationPeople? Validation { get; }

    /// <summary>The people never chosen by.</summary>
    public EvaluationPeople Test { get; }

    /// <summary>Opens, splits and prepares.</summary>
    public static RunDataset Load(RunAssignment assignment, string dataDirectory, Device device)
    {
        FaceDataset dataset = Open(assignment.Options.Dataset, dataDirectory);
        IdentitySplit split = IdentitySplit.For(
            dataset.Training.Select(i => i.Person),
            dataset.Testing.Select(i => i.Person),
            assignment.Options,
            assignment.Run.Replicate,
            assignment.Run.Fold);
        FaceImage[] all = [.. dataset.Training, .. dataset.Testing];

        RunConfiguration configuration = assignment.Configuration;
        using var scope = NewDisposeScope(); // what was made before an exception goes with it
        PreparedImages training = Prepare(split.Training);
        GreyStatistics grey = GreyStatistics.Of(training.Pixels);
        RunDataset data = new(
            dataset.Fingerprint, training,
            tensor(training.Pixels, [training.Count, 1, training.Size, training.Size]).to(device), grey,
            new NetworkInput(configuration.Input, configuration.ImageSize, grey, device),
            split.Validation.Count == 0 ? null : People(EvaluationSplit.Validation, split.Validation),
            People(EvaluationSplit.Test, split.Test));
        data.Training.DetachFromDisposeScope();
        data.Validation?.Images.DetachFromDisposeScope();
        data.Test.Images.DetachFromDisposeScope();
        return data;

        PreparedImages Prepare(IReadOnlyList<string> people)
        {
            HashSet<string> chosen = [.. people];
            return ImagePreparation.Prepare(
                [.. all.Where(i => chosen.Contains(i.Person))], configuration.ImageSize, configuration.Invert);
        }

        EvaluationPeople People(EvaluationSplit which, IReadOnlyList<string> people)
        {
            PreparedImages prepared = Prepare(people);
            return new EvaluationPeople(
                Book(which, prepared),
                prepared,
                NetworkInput.Exactly(configuration.Input, grey, prepared.Pixels, prepared.Size).to(device),
                PairDissimilarities.Different(prepared.People));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Training.Dispose();
        Input.Dispose();
        Validation?.Images.Dispose();
        Test.Images.Dispose();
    }

    private static FaceDataset Open(DatasetSpec dataset, string dataDirectory)
    {
        try
        {
            return Datasets.Open(dataset, dataDirectory);
        }
        catch (UserErrorException error)
        {
            throw new DatasetUnavailableException(error.Message, error); // the sweep's images were opened elsewhere
        }
    }

    private static PairBookReport Book(EvaluationSplit split, PreparedImages images)
    {
        string text = string.Join('\n', images.Paths.Zip(images.People, (path, person) => $"{person}\t{path}"));
        return new PairBookReport(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            split,
            images.Paths,
            images.People);
    }
}
