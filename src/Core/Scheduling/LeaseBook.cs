namespace SiameseSweep.Core.Scheduling;

/// <summary>
/// The workers, their slots, and the leases on them. A lease lives as long as its worker renews it. The
/// book's clock runs only while the head does, so a head that was away expires nobody on its return.
/// </summary>
public sealed class LeaseBook(TimeSpan leaseTime)
{
    /// <summary>A gap between two looks at the clock counts as this at most: a longer one means that the head was away.</summary>
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Worker> _workers = [];
    private readonly Dictionary<string, Lease> _leases = [];
    private readonly Dictionary<string, IReadOnlyCollection<string>> _wanting = []; // with the silos that cannot train it
    private DateTimeOffset? _looked;
    private TimeSpan _clock;

    private sealed class Worker(WorkerReport report)
    {
        public WorkerReport Report { get; set; } = report;
        public TimeSpan Renewed { get; set; }
        public DateTimeOffset LastSeen { get; set; }
        public bool Alive { get; set; } = true;

        public void Die()
        {
            Alive = false;
            Report = Report with { Held = [] }; // others will hold it
        }
    }

    /// <summary>Whether every live worker has had the time to say what it holds since the book was opened.</summary>
    public bool IsWarm => _clock >= leaseTime;

    /// <summary>All slots of live workers.</summary>
    public int Slots => Lending.Sum(w => w.Report.Devices.Sum(d => d.Slots));

    private IEnumerable<Worker> Lending => _workers.Values.Where(w => w.Alive && !w.Report.Leaving);

    /// <summary>A worker says what it has and holds: registers or renews it. Returns tokens that it holds wrongly.</summary>
    /// <param name="report">From the worker.</param>
    /// <param name="now">When it arrived.</param>
    /// <param name="isCurrent">Whether the record knows a held attempt as the run's current one: then its lease is taken up again.</param>
    public IReadOnlyList<string> Renew(WorkerReport report, DateTimeOffset now, Func<HeldLease, bool> isCurrent)
    {
        Tick(now);
        if (!_workers.TryGetValue(report.Silo, out Worker? worker))
        {
            _workers[report.Silo] = worker = new Worker(report);
        }

        worker.Report = report;
        worker.Renewed = _clock;
        worker.LastSeen = now;
        worker.Alive = true;
        List<string> wrong = [];
        HashSet<string> held = [];
        foreach (HeldLease lease in report.Held)
        {
            held.Add(lease.Token);
            if (_leases.TryGetValue(lease.Token, out Lease? known))
            {
                _leases[lease.Token] = known with { Run = lease.Run };
            }
            else if (isCurrent(lease))
            {
                DeviceOffer? device = report.Devices.FirstOrDefault(d => d.Device == lease.Device);
                _leases[lease.Token] = new Lease(
                    lease.Token, lease.Run.SweepId, report.Silo, report.Address, lease.Device, device?.Threads ?? 1, lease.Run, _clock)
                {
                    OnHead = report.OnHead,
                };
            }
            else
            {
                wrong.Add(lease.Token);
            }
        }

        foreach (Lease lease in OfSilo(report.Silo).Where(l => !held.Contains(l.Token) && _clock - l.GrantedAt > leaseTime / 2))
        {
            _leases[lease.Token] = lease with { Forgotten = true };
        }

        return wrong;
    }

    /// <summary>A silo is known to be gone (it left, or the cluster declared it dead).</summary>
    public void MarkDead(string silo)
    {
        if (_workers.TryGetValue(silo, out Worker? worker))
        {
            worker.Die();
        }
    }

    /// <summary>
    /// Moves the clock and returns, removing them, the leases that ran out: their worker is silent, gone, or knows nothing of them.
    /// </summary>
    public IReadOnlyList<Lease> Expire(DateTimeOffset now)
    {
        Tick(now);
        foreach (Worker worker in _workers.Values.Where(w => _clock - w.Renewed > leaseTime))
        {
            worker.Die();
        }

        List<Lease> lost = [.. _leases.Values.Where(l => l.Forgotten || !_workers.TryGetValue(l.Silo, out Worker? w) || !w.Alive)];
        lost.ForEach(l => _leases.Remove(l.Token));
        return lost;
    }

    /// <summary>Gives a lease back; unknown tokens change nothing.</summary>
    public bool Release(string token) => _leases.Remove(token);

    /// <summary>
    /// Leases up to <paramref name="count"/> slots to a sweep: preferred places first, then the least loaded device. While others want a
    /// slot too, none gets more of them than its share. What it does not get, it is remembered to want, until it asks again: for
    /// none, when it wants no more.
    /// </summary>
    /// <param name="sweepId">For whom.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="preferred">Silo and device of runs that have state there.</param>
    /// <param name="refused">Silos that cannot train it.</param>
    /// <param name="newToken">Makes lease tokens.</param>
    public IReadOnlyList<Lease> Grant(
        string sweepId, int count, IReadOnlyList<DevicePlace> preferred, IReadOnlyCollection<string> refused, Func<string> newToken)
    {
        List<Lease> granted = [];
        _wanting.Remove(sweepId);
        int mine = _leases.Values.Count(l => l.SweepId == sweepId);
        int share = Share(sweepId);
        Dictionary<DevicePlace, (Worker Worker, DeviceOffer Offer, int Used)> places = Places();
        while (granted.Count < count)
        {
            DevicePlace? best = preferred.Skip(granted.Count).Where(Free).Cast<DevicePlace?>().FirstOrDefault()
                ?? places.Keys.Where(Free).OrderBy(Load).ThenBy(p => p.Silo, StringComparer.Ordinal).Cast<DevicePlace?>().FirstOrDefault();
            if (best is not { } chosen)
            {
                break;
            }

            (Worker worker, DeviceOffer offered, int busy) = places[chosen];
            places[chosen] = (worker, offered, busy + 1);
            Lease lease = new(newToken(), sweepId, chosen.Silo, worker.Report.Address, chosen.Device, offered.Threads, null, _clock)
            {
                OnHead = worker.Report.OnHead,
            };
            _leases[lease.Token] = lease;
            granted.Add(lease);
        }

        bool Free(DevicePlace place) => places.TryGetValue(place, out var at) && at.Used < at.Offer.Slots && !refused.Contains(place.Silo)
            && (mine + granted.Count < share || _wanting.Values.All(cannot => cannot.Contains(place.Silo)));
        double Load(DevicePlace place) => (double)places[place].Used / places[place].Offer.Slots;

        if (granted.Count < count)
        {
            _wanting[sweepId] = refused;
        }

        return granted;
    }

    /// <summary>Sweeps that want slots while some are free that can train them, those with the fewest leases first.</summary>
    public IReadOnlyList<string> SweepsToNotify()
    {
        HashSet<string> free =
            _wanting.Count == 0 ? [] : [.. Places().Where(p => p.Value.Used < p.Value.Offer.Slots).Select(p => p.Key.Silo)];
        return
        [
            .. _wanting.Where(w => free.Any(silo => !w.Value.Contains(silo)))
                .Select(w => w.Key)
                .OrderBy(s => _leases.Values.Count(l => l.SweepId == s)),
        ];
    }

    /// <summary>The live leases of a sweep.</summary>
    public IReadOnlyList<Lease> Of(string sweepId) => [.. _leases.Values.Where(l => l.SweepId == sweepId)];

    /// <summary>All workers heard of since the head started.</summary>
    public IReadOnlyList<(WorkerReport Report, bool Alive, DateTimeOffset LastSeen)> Workers =>
        [.. _workers.Values.Select(w => (w.Report, w.Alive && !w.Report.Leaving, w.LastSeen))];

    private int Share(string sweepId)
    {
        HashSet<string> active = [sweepId, .. _wanting.Keys];
        return active.Count == 1 ? int.MaxValue : (Slots + active.Count - 1) / active.Count;
    }

    private IEnumerable<Lease> OfSilo(string silo) => [.. _leases.Values.Where(l => l.Silo == silo)];

    private Dictionary<DevicePlace, (Worker Worker, DeviceOffer Offer, int Used)> Places()
    {
        Dictionary<DevicePlace, (Worker Worker, DeviceOffer Offer, int Used)> places = [];
        foreach (Worker worker in Lending)
        {
            foreach (DeviceOffer offer in worker.Report.Devices)
            {
                places[new DevicePlace(worker.Report.Silo, offer.Device)] = (worker, offer, 0);
            }
        }

        foreach (Lease lease in _leases.Values)
        {
            DevicePlace place = new(lease.Silo, lease.Device);
            if (places.TryGetValue(place, out var at))
            {
                places[place] = at with { Used = at.Used + 1 };
            }
        }

        return places;
    }

    private void Tick(DateTimeOffset now)
    {
        if (_looked is { } before && now > before)
        {
            TimeSpan passed = now - before;
            _clock += passed < LongestTick ? passed : LongestTick;
        }

        _looked = now;
    }
}
