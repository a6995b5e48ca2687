using SiameseSweep.Core.Runs;
using SiameseSweep.Core.Scheduling;

namespace SiameseSweep.Core.Tests.Scheduling;

public sealed class LeaseBookTests
{
    private readonly LeaseBook _book = new(TimeSpan.FromSeconds(10));
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private int _token;

    [Fact]
    public void The_least_loaded_device_gets_the_next_run_and_slots_are_the_limit()
    {
        Hear("a", 2);
        Hear("b", 2);
        Assert.Equal(["a", "b", "a", "b"], Grant("s", 9).Select(l => l.Silo));
        Assert.Empty(Grant("s", 1));
    }

    [Fact]
    public void A_runs_previous_device_is_preferred_while_it_has_a_slot()
    {
        Hear("a", 1);
        Hear("b", 1);
        Assert.Equal("b", Assert.Single(_book.Grant("s", 1, [new DevicePlace("b", "cpu")], [], Token)).Silo);
        Assert.Equal("a", Assert.Single(_book.Grant("s", 1, [new DevicePlace("b", "cpu")], [], Token)).Silo);
    }

    [Fact]
    public void Leases_of_a_silent_worker_run_out_and_those_of_one_that_renews_do_not()
    {
        Hear("a", 1);
        Hear("b", 1);
        Lease[] leases = [.. Grant("s", 2)];
        for (int second = 0; second < 10; second++)
        {
            Assert.Empty(Pass(1));
            Hear("b", 1, Held(leases[1]));
        }

        Assert.Equal("a", Assert.Single(Pass(0.5)).Silo);
        Assert.Equal(["b"], _book.Of("s").Select(l => l.Silo));
        Assert.Equal([true], _book.Workers.Where(w => w.Alive).Select(w => w.Report.Silo == "b"));
    }

    [Fact]
    public void A_worker_that_died_holds_nothing()
    {
        Hear("a", 1);
        Hear("b", 1);
        Lease[] leases = [.. Grant("s", 2)];
        Hear("a", 1, Held(leases[0]));
        Hear("b", 1, Held(leases[1]));
        _book.MarkDead("a");
        Pass(1);
        Assert.Equal(["b"], _book.Workers.Where(w => w.Report.Held.Length > 0).Select(w => w.Report.Silo));
    }

    [Fact]
    public void The_clock_stands_while_the_head_is_away()
    {
        Hear("a", 1);
        Grant("s", 1);
        Assert.Empty(Pass(60)); // a head frozen for a minute saw nobody renew
        Assert.Single(_book.Of("s"));
    }

    [Fact]
    public void A_lease_that_its_worker_does_not_know_of_is_lost()
    {
        Hear("a", 1);
        Grant("s", 1);
        for (int second = 0; second < 6; second++)
        {
            Pass(1);
        }

        Hear("a", 1);
        Assert.Single(Pass(0.1));
    }

    [Fact]
    public void A_lease_that_its_worker_may_not_have_heard_of_yet_is_not_lost()
    {
        Hear("a", 1);
        Grant("s", 1);
        for (int second = 0; second < 4; second++)
        {
            Pass(1);
        }

        Hear("a", 1); // sent before the lease reached it: half the lease's time is left for that
        Assert.Empty(Pass(0.1));
    }

    [Fact]
    public void A_new_book_takes_up_what_the_record_confirms_and_refuses_the_rest()
    {
        RunId run = new("s", 0, 0, 0);
        WorkerReport report = new(
            "a",
            "addr",
            "worker",
            "b",
            [new DeviceOffer("cpu", "", 2, 1)],
            [new HeldLease(run, 3, "good", "cpu"), new HeldLease(run, 2, "old", "cpu")],
            false);
        Assert.Equal(["old"], _book.Renew(report, _now, held => held.Attempt == 3));
        Assert.Equal("good", Assert.Single(_book.Of("s")).Token);
        Assert.Single(Grant("s", 5));
    }

    [Fact]
    public void A_lease_that_is_taken_up_again_has_the_threads_of_its_device()
    {
        RunId run = new("s", 0, 0, 0);
        _book.Renew(
            new WorkerReport(
                "a",
                "addr",
                "worker",
                "b",
                [new DeviceOffer("cuda:0", "", 1, 2), new DeviceOffer("cuda:1", "", 1, 7)],
                [new HeldLease(run, 1, "kept", "cuda:1")],
                false),
            _now,
            _ => true);
        Lease lease = Assert.Single(_book.Of("s"));
        Assert.Equal(("cuda:1", 7, run), (lease.Device, lease.Threads, lease.Run));
    }

    [Fact]
    public void Leases_on_a_heads_process_say_so_when_they_are_granted_and_when_they_are_taken_up_again()
    {
        RunId run = new("s", 0, 0, 0);
        WorkerReport office = new(
            "office",
            "addr",
            "head, worker",
            "b",
            [new DeviceOffer("cpu", "", 2, 1)],
            [new HeldLease(run, 1, "kept", "cpu")],
            false);
        _book.Renew(office with { OnHead = true }, _now, _ => true);
        Hear("head-quarters", 1);

        Assert.Equal(["head-quarters: False", "office: True"], Grant("s", 2).Select(l => $"{l.Silo}: {l.OnHead}").Order());
        Assert.True(Assert.Single(_book.Of("s"), l => l.Token == "kept").OnHead);
    }

    [Fact]
    public void A_worker_was_last_seen_when_it_last_said_something()
    {
        Hear("a", 1);
        Pass(3);
        Hear("a", 1);
        DateTimeOffset heard = _now;
        Pass(2);
        Assert.Equal(heard, Assert.Single(_book.Workers).LastSeen);
    }

    [Fact]
    public void Sweeps_that_both_want_slots_share_them()
    {
        Hear("a", 4);
        Assert.Equal(4, Grant("s", 8).Count);
        Assert.Empty(Grant("t", 8));
        foreach (Lease lease in _book.Of("s").ToList())
        {
            _book.Release(lease.Token);
            Grant("s", 8);
            Grant("t", 8);
        }

        Assert.Equal((2, 2), (_book.Of("s").Count, _book.Of("t").Count));
    }

    [Fact]
    public void A_sweep_that_wants_no_more_leaves_its_share_to_the_others()
    {
        Hear("a", 4);
        Grant("s", 4);
        Grant("t", 8); // waits
        Grant("t", 0); // and is stopped
        _book.Release(_book.Of("s")[0].Token);
        Assert.Empty(_book.SweepsToNotify());
        Assert.Single(Grant("s", 8));
    }

    [Fact]
    public void A_silo_that_cannot_train_a_sweep_is_not_leased_to_it_nor_kept_free_for_it()
    {
        Hear("a", 1);
        Hear("b", 3);
        Assert.Equal("a", Assert.Single(_book.Grant("s", 4, [new DevicePlace("b", "cpu")], ["b"], Token)).Silo);
        Assert.Empty(_book.SweepsToNotify()); // b's slots are of no use to it
        Assert.Equal(["b", "b", "b"], Grant("t", 4).Select(l => l.Silo));

        // Both wait now. A slot of a's is shared out between them; one of b's is not.
        _book.Release(_book.Of("t")[0].Token);
        Assert.Equal(["t"], _book.SweepsToNotify());
        Assert.Equal("b", Assert.Single(Grant("t", 4)).Silo);
        _book.Release(_book.Of("s")[0].Token);
        Assert.Equal(["s", "t"], _book.SweepsToNotify());
        Assert.Empty(Grant("t", 4));
        Assert.Equal("a", Assert.Single(Grant("s", 4, "b")).Silo);
    }

    [Fact]
    public void A_slot_that_one_of_the_waiting_sweeps_cannot_use_is_still_shared_with_another_that_can()
    {
        Hear("a", 1);
        Hear("b", 2);
        Assert.Equal(3, Grant("t", 4).Count);
        Assert.Empty(Grant("s", 1, "b"));
        Assert.Empty(Grant("u", 1));
        _book.Release(_book.Of("t").First(l => l.Silo == "b").Token);
        Assert.Empty(Grant("t", 4)); // it has two of three: the free one is u's
        Assert.Equal("b", Assert.Single(Grant("u", 1)).Silo);
    }

    [Fact]
    public void A_worker_that_leaves_lends_nothing_more()
    {
        Hear("a", 1);
        _book.Renew(new WorkerReport("a", "addr", "worker", "b", [new DeviceOffer("cpu", "", 1, 1)], [], Leaving: true), _now, _ => true);
        Assert.Empty(Grant("s", 1));
    }

    private static HeldLease Held(Lease lease) => new(new RunId("s", 0, 0, 0), 1, lease.Token, "cpu");

    private void Hear(string silo, int slots, params HeldLease[] held) =>
        _book.Renew(new WorkerReport(silo, "addr", "worker", "b", [new DeviceOffer("cpu", "", slots, 1)], held, false), _now, _ => true);

    private IReadOnlyList<Lease> Grant(string sweep, int count, params string[] refused) => _book.Grant(sweep, count, [], refused, Token);

    private string Token() => $"t{_token++}";

    private IReadOnlyList<Lease> Pass(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return _book.Expire(_now);
    }
}
