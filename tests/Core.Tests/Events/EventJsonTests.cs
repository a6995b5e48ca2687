using System.Reflection;
using SiameseSweep.Core.Events;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Tests.Events;

/// <summary>Events as text and back: today's bytes, those of older builds, and those of builds that do not exist yet.</summary>
public sealed class EventJsonTests
{
    public static TheoryData<string> Kinds => [.. EventKinds.All];

    [Fact]
    public void Every_kind_has_a_constant_and_every_constant_an_event()
    {
        string[] constants =
        [
            .. typeof(EventKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!),
        ];

        Assert.Equal(constants.Order(), EventKinds.All.Order());
    }

    [Fact]
    public void Every_event_type_is_in_the_table_of_kinds()
    {
        Type[] types = [.. typeof(RecordedEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RecordedEvent)) && !t.IsAbstract)];

        Assert.Equal(EventKinds.All.Order(), types.Select(t => EventJson.KindOf((RecordedEvent)Empty(t))).Order());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_event_comes_back_as_it_was_written(string kind)
    {
        RecordedEvent happened = EventJson.Read(kind, "{}")!;

        Assert.Equal(kind, EventJson.KindOf(happened));
        Assert.Equal(happened, EventJson.Read(kind, EventJson.Write(happened)));
        Assert.Equal((kind, EventJson.Write(happened)), (happened.ToReport().Kind, happened.ToReport().Detail));
    }

    [Fact]
    public void What_trainers_pruners_and_heads_write_keeps_its_text()
    {
        Collapsed collapsed = new()
        {
            Epoch = 4,
            TrainLoss = null,
            ChanceFloor = 0.25,
            Spread = 1e-9,
            EffectiveRank = 1.5,
            ValidationAuc = null,
        };
        AtChance atChance = new()
        {
            Epoch = 9,
            TrainLoss = 0.2,
            ChanceFloor = 0.25,
            Spread = null,
            EffectiveRank = null,
            ValidationAuc = 0.5,
        };
        Assert.Equal(
            """{"epoch":4,"train_loss":null,"chance_floor":0.25,"spread":1E-09,"effective_rank":1.5,"validation_auc":null}""",
            EventJson.Write(collapsed));
        Assert.Equal(
            """{"epoch":9,"train_loss":0.2,"chance_floor":0.25,"spread":null,"effective_rank":null,"validation_auc":0.5}""",
            EventJson.Write(atChance));
        Assert.Equal("""{"step":3,"loss":"NaN"}""", EventJson.Write(new NonFinite(3, float.NaN)));
        Assert.Equal("""{"step":3,"loss":"-Infinity"}""", EventJson.Write(new NonFinite(3, float.NegativeInfinity)));
        Assert.Equal("""{"redrawn":1}""", EventJson.Write(new DeadInitialization(1)));
        Assert.Equal("""{"unusable":"It is damaged."}""", EventJson.Write(new Resumed(Unusable: "It is damaged.")));
        Assert.Equal(
            """{"method":"hyperband","band":3,"value":0.5,"threshold":null,"peers":2,"prune":false}""",
            EventJson.Write(new PruneJudged("hyperband", 3, 0.5, null, 2, false)));
        Assert.Equal("""{"silo":"worker-7","reason":null}""", EventJson.Write(new WorkerRefused("worker-7")));
        Assert.Equal("""{"path":"/x","error":"\u003Cdenied\u003E"}""", EventJson.Write(new FileNotRemoved("/x", "<denied>")));
    }

    [Fact]
    public void A_kind_that_this_build_does_not_know_is_no_event() => Assert.Null(EventJson.Read("paused_by_moon", """{"phase":1}"""));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_detail_that_nobody_can_read_leaves_the_kind(string kind)
    {
        foreach (string detail in (string[])["", "plain", "null", "3", "[1]", "{", """{"step":""", "{\"attempt\":{\"a\":[]}}"])
        {
            Assert.Equal(EventJson.Read(kind, "{}"), EventJson.Read(kind, detail));
        }
    }

    [Fact]
    public void A_field_of_another_type_or_name_is_left_out_and_the_others_are_read()
    {
        RunQueued queued = (RunQueued)
            EventJson.Read(
                EventKinds.RunQueued,
                """{"from":"dreaming","attempt":"two","epoch":3,"step":12,"cause":"weather","weather":{"rain":true},"reason":"Wet."}"""
            )!;

        Assert.Equal(
            new RunQueued
            {
                Epoch = 3,
                Step = 12,
                Reason = "Wet.",
            },
            queued);
        Assert.Equal(
            new WorkerRefused("", "No images."),
            EventJson.Read(EventKinds.WorkerRefused, """{"silo":null,"reason":"No images."}"""));
    }

    [Fact]
    public void Attempts_that_no_worker_took_are_known_in_records_of_older_builds_by_their_reason()
    {
        RunQueued Read(string detail) => (RunQueued)EventJson.Read(EventKinds.RunQueued, detail)!;

        Assert.Equal(
            QueueCause.NotStarted,
            Read("""{"from":"running","attempt":1,"epoch":0,"step":0,"reason":"Not started: busy."}""").Cause);
        Assert.Equal(QueueCause.Worker, Read("""{"attempt":1,"epoch":0,"step":0,"cause":"worker","reason":"No images."}""").Cause);
        Assert.Null(Read("""{"from":"running","attempt":1,"epoch":0,"step":0,"reason":"The worker is gone."}""").Cause);
        Assert.Equal(
            """{"attempt":0,"epoch":0,"step":0,"cause":"not_started"}""",
            EventJson.Write(new RunQueued { Cause = QueueCause.NotStarted }));
    }

    [Fact]
    public void Attempts_on_the_head_are_known_in_records_of_older_builds_by_the_name_of_its_silo()
    {
        bool? OnHead(string silo) =>
            ((RunStarted)EventJson.Read(EventKinds.RunStarted, $$"""{"attempt":1,"device":"cpu","silo":"{{silo}}","threads":2}""")!).Head;

        Assert.Equal((true, null), (OnHead("head-12-ab"), OnHead("worker-12-ab")));
    }

    [Fact]
    public void Moves_are_events_of_their_state()
    {
        Assert.All(
            Enum.GetValues<SweepState>(),
            state => Assert.Equal("sweep_" + state.Name(), EventJson.KindOf(SweepMoved.To(state, null))));
        Assert.All(
            Enum.GetValues<RunState>().Where(s => s != RunState.Running),
            state => Assert.Equal("run_" + state.Name(), EventJson.KindOf(RunMoved.To(state))));
        Assert.Throws<ArgumentOutOfRangeException>(() => RunMoved.To(RunState.Running));
    }

    private static object Empty(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => p.DefaultValue)]);
    }
}
