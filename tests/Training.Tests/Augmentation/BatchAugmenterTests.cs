using System.Text.Json;
using SiameseSweep.Core.Randomness;
using SiameseSweep.Core.Sweeps;
using SiameseSweep.TestKit;
using SiameseSweep.Training.Augmentation;
using SiameseSweep.Training.Tests.Runs;
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
        Assert.Equal(Values(images), Values(BatchAugmenter.Apply(images, Augmentations.None, 1, Key(1))));
    }

    [Fact]
    public void Flip_mirrors_about_half_of_the_images_and_leaves_the_others()
    {
        using var scope = NewDisposeScope();
        Tensor images = Images(400);
        Tensor result = BatchAugmenter.Apply(images, Augmentations.Flip, 1, Key(1));
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
        float[] moved = Values(BatchAugmenter.Apply(images, Augmentations.Shift, 1, Key(1)));
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
        Tensor result = BatchAugmenter.Apply(images, Augmentations.Light, 1, Key(1));
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
        Tensor result = BatchAugmenter.Apply(Images(100), Augmentations.Light, 1, Key(1));
        Assert.Equal((0f, 1f), (result.min().item<float>(), result.max().item<float>()));
    }

    [Fact]
    public void The_same_key_changes_alike_and_asking_for_more_does_not_move_the_rest()
    {
        using var scope = NewDisposeScope();
        Tensor images = Images(20);
        const Augmentations Both = Augmentations.Flip | Augmentations.Shift;
        Assert.Equal(Values(BatchAugmenter.Apply(images, Both, 1, Key(1))), Values(BatchAugmenter.Apply(images, Both, 1, Key(1))));
        Assert.NotEqual(Values(BatchAugmenter.Apply(images, Both, 1, Key(1))), Values(BatchAugmenter.Apply(images, Both, 1, Key(2))));
        Tensor lightAlone = BatchAugmenter.Apply(images, Augmentations.Light, 1, Key(1)).sum([1, 2, 3]);
        Tensor lightAndFlip = BatchAugmenter.Apply(images, Augmentations.Light | Augmentations.Flip, 1, Key(1)).sum([1, 2, 3]);
        Assert.True(lightAlone.allclose(lightAndFlip, 1e-5));
    }

    [Fact]
    public void Flip_shift_and_light_have_the_bits_that_they_had_before_there_were_others()
    {
        using var scope = NewDisposeScope();
        Tensor images = Images(30);
        Tensor result = BatchAugmenter.Apply(images, Augmentations.Flip | Augmentations.Shift | Augmentations.Light, 1, Key(3));
        KeyedRandom random = KeyedRandom.For(1, RandomUse.Augmentation, 1, 3, 0);
        for (int i = 0; i < 30; i++)
        {
            bool flip = random.NextInt(2) == 1;
            int right = random.NextInt(3) - 1, down = random.NextInt(3) - 1; // a pixel is a twentieth of 20
            float brightness = (float)random.NextDouble(0.8, 1.2), contrast = (float)random.NextDouble(0.8, 1.2);
            float[] before = Values(images[i]), moved = new float[Side * Side];
            for (int y = 0; y < Side; y++)
            {
                for (int x = 0; x < Side; x++)
                {
                    int from = Math.Clamp(x - right, 0, Side - 1);
                    moved[(y * Side) + x] = before[(Math.Clamp(y - down, 0, Side - 1) * Side) + (flip ? Side - 1 - from : from)];
                }
            }

            Tensor lit = (tensor(moved, [1, 1, Side, Side]) * tensor(brightness)).clamp(0, 1);
            Tensor mean = lit.mean([1, 2, 3], keepdim: true) * (tensor(contrast).negative() + 1);
            Assert.Equal(Values((lit * tensor(contrast) + mean).clamp(0, 1)), Values(result[i]));
        }
    }

    [Fact]
    public void Draws_fill_their_ranges_evenly_and_grow_with_the_strength()
    {
        const int Count = 20_000;
        foreach (double strength in new[] { 0.5, 1, 2 })
        {
            AugmentationDraws draws = AugmentationDraws.Make(Count, 32, strength, Key(1));
            AssertUniform(draws.Angle, 8 * strength * Math.PI / 180);
            AssertUniform([.. draws.Zoom.Select(z => Math.Log(z))], 0.1 * strength);
            AssertUniform([.. draws.Aspect.Select(z => Math.Log(z))], 0.05 * strength);
            AssertUniform([.. draws.Brightness.Select(b => b - 1)], 0.2 * strength);
            AssertUniform([.. draws.Contrast.Select(c => c - 1)], 0.2 * strength);
            AssertUniform([.. draws.ErasedRow.Select(r => r - 15.5)], 16);
            AssertUniform([.. draws.ErasedColumn.Select(c => c - 15.5)], 16);
            int reach = strength switch { 0.5 => 1, 1 => 2, _ => 3 }; // 0.8, 1.6 and 3.2 pixels
            Assert.Equal(Enumerable.Range(-reach, (2 * reach) + 1), draws.Right.Distinct().Order());
            Assert.Equal(Enumerable.Range(-reach, (2 * reach) + 1), draws.Down.Distinct().Order());
            Assert.Equal((int)(0.3 * strength * 32) / 2, draws.ErasedReach);
        }

        static void AssertUniform(double[] values, double reach)
        {
            Assert.All(values, v => Assert.InRange(v, -reach, reach));
            double mean = values.Average(), variance = values.Average(v => v * v);
            Assert.InRange(mean, -0.02 * reach, 0.02 * reach); // five standard errors
            Assert.InRange(variance, 0.32 * reach * reach, 0.347 * reach * reach);
        }
    }

    [Fact]
    public void An_images_draws_depend_on_no_other_image_and_on_no_other_augmentation()
    {
        AugmentationDraws few = AugmentationDraws.Make(5, 32, 1, Key(1)), many = AugmentationDraws.Make(9, 32, 1, Key(1));
        Assert.Equal(few.Angle, many.Angle.Take(5));
        Assert.Equal(few.Aspect, many.Aspect.Take(5));
        Assert.Equal(few.ErasedColumn, many.ErasedColumn.Take(5));

        using var scope = NewDisposeScope();
        Tensor images = Images(20);
        Tensor both = BatchAugmenter.Apply(images, Augmentations.Rotate | Augmentations.Erase, 1, Key(1));
        Tensor rotated = BatchAugmenter.Apply(images, Augmentations.Rotate, 1, Key(1));
        Tensor erased = BatchAugmenter.Apply(images, Augmentations.Erase, 1, Key(1)).ne(images);
        Assert.Equal(Values(rotated.masked_select(erased.logical_not())), Values(both.masked_select(erased.logical_not())));
    }

    [Theory]
    [InlineData(Augmentations.Rotate)]
    [InlineData(Augmentations.Scale)]
    [InlineData(Augmentations.Flip | Augmentations.Shift | Augmentations.Rotate | Augmentations.Scale)]
    [InlineData(Augmentations.Flip | Augmentations.Shift | Augmentations.Rotate | Augmentations.Scale | Augmentations.Light
        | Augmentations.Erase)]
    public async Task Images_are_those_of_pytorchs_grid_sample_under_the_same_draws(Augmentations augmentations)
    {
        using TemporaryDirectory folder = new();
        using var scope = NewDisposeScope();
        const int Count = 12;
        foreach (double strength in new[] { 1, 2.5 })
        {
            Tensor images = Images(Count);
            AugmentationDraws draws = AugmentationDraws.Make(Count, Side, strength, Key(1));
            string file = folder.File("draws.json");
            await File.WriteAllTextAsync(
                file,
                JsonSerializer.Serialize(new { images = Values(images), side = Side, augment = augmentations.ToString(), draws }),
                TestContext.Current.CancellationToken);
            string script = Path.Combine(Repository.Root, "tests", "Training.Tests", "Fixtures", "augment_with_pytorch.py");
            double[] theirs = JsonSerializer.Deserialize<double[]>(await Python.Run("torch", script, file))!;
            float[] ours = Values(BatchAugmenter.Apply(images, augmentations, strength, Key(1)));
            Assert.Equal(theirs, ours.Select(v => (double)v), (a, b) => Math.Abs(a - b) <= 1e-5);
        }
    }

    [Fact]
    public void A_square_of_a_third_of_the_side_gets_the_images_mean()
    {
        using var scope = NewDisposeScope();
        Tensor images = Images(50);
        float[] before = Values(images), after = Values(BatchAugmenter.Apply(images, Augmentations.Erase, 1, Key(1)));
        AugmentationDraws draws = AugmentationDraws.Make(50, Side, 1, Key(1));
        for (int i = 0; i < 50; i++)
        {
            float mean = before.Skip(i * Side * Side).Take(Side * Side).Average();
            for (int k = 0; k < Side * Side; k++)
            {
                // 7 pixels of 20: 30 %, to the next odd number.
                bool erased = Math.Abs((k / Side) - draws.ErasedRow[i]) <= 3 && Math.Abs((k % Side) - draws.ErasedColumn[i]) <= 3;
                Assert.Equal(erased ? mean : before[(i * Side * Side) + k], after[(i * Side * Side) + k], 1e-5f);
            }
        }
    }

    [Fact]
    public void However_strong_the_changes_are_images_stay_finite_and_grey()
    {
        using var scope = NewDisposeScope();
        Tensor result = BatchAugmenter.Apply(Images(20), TrainingBench.EveryAugmentation, 1e6, Key(1));
        Assert.True(isfinite(result).all().item<bool>());
        Assert.InRange(result.min().item<float>(), 0, 1);
        Assert.InRange(result.max().item<float>(), 0, 1);
    }

    [Fact]
    public void The_images_given_are_left_alone_and_no_tensor_is_left_behind()
    {
        using var scope = NewDisposeScope();
        Tensor images = Images(4);
        float[] before = Values(images);
        int tensors = scope.DisposablesCount;
        Tensor result = BatchAugmenter.Apply(images, TrainingBench.EveryAugmentation, 1, Key(1));
        Assert.Equal(tensors + 1, scope.DisposablesCount);
        Assert.Equal(images.shape, result.shape);
        Assert.Equal(images.dtype, result.dtype);
        Assert.Equal(before, Values(images));
    }

    private static AugmentationKey Key(long step) => new(1, 1, step, 0);

    private static Tensor Images(int count)
    {
        using var generator = new Generator(4);
        return rand([count, 1, Side, Side], generator: generator);
    }

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
