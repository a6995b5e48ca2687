using SiameseSweep.Core;
using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Mining;

/// <summary>
/// The training images sorted by person, so that "any image of this person" and "any image of the others" are each one draw:
/// the seed draws until it fits, which never ends where nobody else trains.
/// </summary>
internal sealed class PeopleIndex
{
    private readonly int[] _rows; // image rows, person by person
    private readonly int[] _start;
    private readonly int[] _count;

    /// <summary>Sorts the images.</summary>
    /// <param name="people">The person of each training image.</param>
    public PeopleIndex(IReadOnlyList<string> people)
    {
        Dictionary<string, int> classes = new(StringComparer.Ordinal);
        Names = [];
        ClassOf = new int[people.Count];
        for (int i = 0; i < people.Count; i++)
        {
            if (!classes.TryGetValue(people[i], out int index))
            {
                index = classes.Count;
                classes.Add(people[i], index);
                Names.Add(people[i]);
            }

            ClassOf[i] = index;
        }

        _count = new int[classes.Count];
        foreach (int index in ClassOf)
        {
            _count[index]++;
        }

        _start = new int[classes.Count];
        for (int c = 1; c < _start.Length; c++)
        {
            _start[c] = _start[c - 1] + _count[c - 1];
        }

        _rows = [.. Enumerable.Range(0, people.Count).OrderBy(i => ClassOf[i])]; // a stable sort keeps the images' order
    }

    /// <summary>Class index of each image: people are numbered by first appearance.</summary>
    public int[] ClassOf { get; }

    /// <summary>The people by class index.</summary>
    public List<string> Names { get; }

    /// <summary>Number of images.</summary>
    public int Images => _rows.Length;

    /// <summary>Number of people.</summary>
    public int People => _count.Length;

    /// <summary>Refuses training people of whom no two can be told apart.</summary>
    /// <param name="people">Number of training people.</param>
    /// <exception cref="UserErrorException">There are fewer than two.</exception>
    public static void RequireTwoPeople(int people)
    {
        if (people < 2)
        {
            throw new UserErrorException(
                $"At least 2 training people are needed, and there {(people == 1 ? "is 1" : $"are {people}")}. "
                    + $"Lower validation_identities or add people."
            );
        }
    }

    /// <summary>Refuses people who have nobody to be compared with as "same".</summary>
    /// <param name="needs">What needs two images, beginning the sentence.</param>
    /// <exception cref="UserErrorException">A person has one image only.</exception>
    public void RequireTwoImagesEach(string needs)
    {
        int lonely = Array.FindIndex(_count, n => n < 2);
        if (lonely >= 0)
        {
            throw new UserErrorException(
                $"{needs} needs two images of every person, and {Names[lonely]} has one. Add an image or leave the person out.");
        }
    }

    /// <summary>The rows of a person's images.</summary>
    public ReadOnlySpan<int> RowsOf(int person) => _rows.AsSpan(_start[person], _count[person]);

    /// <summary>Any image of the person.</summary>
    public int AnyOf(int person, KeyedRandom random) => _rows[_start[person] + random.NextInt(_count[person])];

    /// <summary>Any image of the person's but <paramref name="row"/>; the person must have two.</summary>
    public int AnotherOf(int person, int row, KeyedRandom random)
    {
        int at = _start[person] + random.NextInt(_count[person] - 1);
        return _rows[at] == row ? _rows[_start[person] + _count[person] - 1] : _rows[at]; // the last one stands in for the row itself
    }

    /// <summary>Any image of anybody but the person; somebody else must train.</summary>
    public int AnyOfOthers(int person, KeyedRandom random)
    {
        int at = random.NextInt(_rows.Length - _count[person]);
        return _rows[at < _start[person] ? at : at + _count[person]];
    }
}
