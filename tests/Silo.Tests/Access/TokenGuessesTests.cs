using System.Diagnostics;
using System.Net;
using SiameseSweep.Silo.Hosting.Access;

namespace SiameseSweep.Silo.Tests.Access;

public sealed class TokenGuessesTests
{
    [Fact]
    public void Twenty_wrong_tokens_are_free_and_another_address_has_its_own()
    {
        using TokenGuesses guesses = new();
        IPAddress one = IPAddress.Parse("10.0.0.1"), two = IPAddress.Parse("10.0.0.2");
        int tried = 0;
        while (guesses.MayTry(one) && tried < 100)
        {
            guesses.WasWrong(one);
            tried++;
        }

        Assert.InRange(tried, 20, 25);
        Assert.True(guesses.MayTry(two));
    }

    [Fact]
    public async Task After_that_one_a_second_may_be_tried()
    {
        using TokenGuesses guesses = new();
        int tried = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(3))
        {
            if (guesses.MayTry(IPAddress.Loopback))
            {
                guesses.WasWrong(IPAddress.Loopback);
                tried++;
            }

            await Task.Delay(10);
        }

        Assert.InRange(tried, 21, 20 + (int)Stopwatch.GetElapsedTime(start).TotalSeconds + 1);
    }

    [Fact]
    public void Right_tokens_cost_nothing()
    {
        using TokenGuesses guesses = new();
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(guesses.MayTry(IPAddress.Loopback));
        }
    }
}
