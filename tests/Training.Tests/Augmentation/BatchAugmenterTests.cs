using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.Training.Augmentation;
using static TorchSharp.torch;

namespace SiameseSweep.Training.Tests.Augmentation;

public sealed class BatchAugmenterTests
{
    private const int Side = 20;

    [Fact]
    public void Without_augmentation_images_stay_as_they_are()
    {
        using var scope = NewDisposeScope();
        Tensor images = Images(3);
        Assert.Equal(Values(images), Values(BatchAugmenter.Apply(images, Augmentations.None, Random(1))));
    }

    [Fact]
    public void Flip_mirrors_about_half_of_the_images_and_leaves_the_others()
    {
        using var scope = NewDisposeScope();
        Tensor images = Images(400);
        Tensor result = BatchAugmenter.Apply(images, Augmentations.Flip, Random(1));
        int mirrored = 0;
        for (int i = 0; i < 400; i++)
        {
            bool flipped = result[i].equal(images[i].flip(2)).all().item<bool>();
            Assert.True(flipped || result[i].equal(images[i]).all().item<bool>());
            mirrored += flipped ? 1 : 0;
        }

        Assert.InRange(mirrored, 160, 240); // four standard deviations
    }

    [Fact]
    public void Shift_moves_by_at_most_a_twentieth_of_the_side_and_repeats_the_edge()
    {
        using var scope = NewDisposeScope();
        float[] ramp = [.. Enumerable.Range(0, Side * Side).Select(k => ((k % Side) + (100f * (k / Side))) / 4000f)];
        Tensor images = tensor(ramp).view(1, 1, Side, Side).expand(200, 1, Side, Side).contiguous();
        float[] moved = Values(BatchAugmenter.Apply(images, Augmentations.Shift, Random(1)));
        HashSet<(int, int)> seen = [];
        for (int i = 0; i < 200; i++)
        {
            // The value in the middle says where it came from; the edges must then follow.
            int middle = (int)Math.Round(4000 * moved[(i * Side * Side) + (10 * Side) + 10]);
            (int down, int right) = (10 - (middle / 100), 10 - (middle % 100));
            seen.Add((down, right));
            for (int y = 0; y < Side; y++)
            {
                for (int x = 0; x < Side; x++)
                {
                    float expected = ramp[(Math.Clamp(y - down, 0, Side - 1) * Side) + Math.Clamp(x - right, 0, Side - 1)];
                    Assert.Equal(expected, moved[(i * Side * Side) + (y * Side) + x]);
                }
            }
        }

        Assert.Equal(9, seen.Count); // −1, 0, 1 each way
    }

    [Fact]
    public void Light_is_torchvisions_brightness_then_contrast_within_a_fifth()
    {
        using var scope = NewDisposeScope();
        Tensor images = Images(50) * 0.5 + 0.25; // nothing is clamped
        Tensor result = BatchAugmenter.Apply(images, Augmentations.Light, Random(1));
        HashSet<float> contrasts = [];
        for (int i = 0; i < 50; i++)
        {
            float[] before = Values(images[i]), after = Values(result[i]);
            // c·(b·x) + (1 − c)·mean(b·x): the mean changes by b alone, the deviations by b·c.
            double brightness = after.Average() / before.Average();
            double slope = (after[7] - after[3]) / (before[7] - before[3]);
            Assert.InRange(brightness, 0.7999, 1.2001);
            Assert.InRange(slope / brightness, 0.799, 1.201);
            contrasts.Add((float)Math.Round(slope / brightness, 3));
        }

        Assert.True(contrasts.Count > 25);
    }

    [Fact]
    public void Light_never_leaves_the_range_of_grey_levels()
    {
        using var scope = NewDisposeScope();
        Tensor result = BatchAugmenter.Apply(Images(100), Augmentations.Light, Random(1));
        Assert.Equal((0f, 1f), (result.min().item<float>(), result.max().item<float>()));
    }

    [Fact]
    public void The_same_key_changes_alike_and_asking_for_more_does_not_move_the_rest()
    {
        using var scope = NewDisposeScope();
        Tensor images = Images(20);
        const Augmentations Both = Augmentations.Flip | Augmentations.Shift;
        Assert.Equal(Values(BatchAugmenter.Apply(images, Both, Random(1))), Values(BatchAugmenter.Apply(images, Both, Random(1))));
        Assert.NotEqual(Values(BatchAugmenter.Apply(images, Both, Random(1))), Values(BatchAugmenter.Apply(images, Both, Random(2))));
        Tensor lightAlone = BatchAugmenter.Apply(images, Augmentations.Light, Random(1)).sum([1, 2, 3]);
        Tensor lightAndFlip = BatchAugmenter.Apply(images, Augmentations.Light | Augmentations.Flip, Random(1)).sum([1, 2, 3]);
        Assert.True(lightAlone.allclose(lightAndFlip, 1e-5));
    }

    [Fact]
    public void The_images_given_are_left_alone_and_no_tensor_is_left_behind()
    {
        using var scope = NewDisposeScope();
        Tensor images = Images(4);
        float[] before = Values(images);
        int tensors = scope.DisposablesCount;
        Tensor result = BatchAugmenter.Apply(images, Augmentations.Flip | Augmentations.Shift | Augmentations.Light, Random(1));
        Assert.Equal(tensors + 1, scope.DisposablesCount);
        Assert.Equal(images.shape, result.shape);
        Assert.Equal(images.dtype, result.dtype);
        Assert.Equal(before, Values(images));
    }

    private static KeyedRandom Random(long part) => KeyedRandom.For(1, RandomUse.Augmentation, part);

    private static Tensor Images(int count)
    {
        using var generator = new Generator(4);
        return rand([count, 1, Side, Side], generator: generator);
    }

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
