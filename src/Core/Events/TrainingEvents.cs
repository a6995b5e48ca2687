using System.Text.Json.Serialization;

namespace SiameseSweep.Core.Events;

/// <summary>The rule for hopeless runs fired.</summary>
public abstract record HopelessAlarm : RecordedEvent
{
    /// <summary>Epoch after which it fired, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>Mean training loss of the epoch; null if not finite.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? TrainLoss { get; init; }

    /// <summary>Loss of a network that knows nothing.</summary>
    public double ChanceFloor { get; init; }

    /// <summary>Mean distance of the embeddings from their centre; null if not finite.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Spread { get; init; }

    /// <summary>Effective rank of the embeddings; null if not finite.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? EffectiveRank { get; init; }

    /// <summary>Area under the ROC curve of the validation people; null if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? ValidationAuc { get; init; }
}

/// <summary>A run's embeddings have collapsed to a point.</summary>
public sealed record Collapsed : HopelessAlarm;

/// <summary>A run's loss stays at its chance level.</summary>
public sealed record AtChance : HopelessAlarm;

/// <summary>A run that had collapsed or was at chance is so no more.</summary>
/// <param name="Epoch">Epoch after which it was seen, from 1.</param>
public sealed record Recovered(int Epoch = 0) : RecordedEvent;

/// <summary>
/// The first weights of a run gave all images of its first batch the same embedding, so it trains from others, drawn under another key.
/// </summary>
/// <param name="Redrawn">Number of the weights' draw, from 1; those before it were dead too.</param>
public sealed record DeadInitialization(int Redrawn = 0) : RecordedEvent;

/// <summary>A baseline cannot be made of a run's training people.</summary>
/// <param name="Method">Name of a <see cref="Runs.Baseline"/>.</param>
/// <param name="Reason">A sentence.</param>
public sealed record BaselineImpossible(string Method = "", string Reason = "") : RecordedEvent;

/// <summary>A loss is not a finite number.</summary>
/// <param name="Step">Its step, from 1.</param>
/// <param name="Loss">NaN or an infinity.</param>
public sealed record NonFinite(int Step = 0, float Loss = float.NaN) : RecordedEvent;

/// <summary>A repeated step gave another loss than the first time, so the run is not deterministic here. The first value stays.</summary>
/// <param name="Step">The step, from 1.</param>
/// <param name="Recorded">Loss of the first time.</param>
/// <param name="Repeated">Loss of the repetition.</param>
public sealed record LossMismatch(int Step = 0, double Recorded = double.NaN, double Repeated = double.NaN) : RecordedEvent;

/// <summary>Losses arrived that leave steps out: a worker is broken.</summary>
/// <param name="AfterStep">Last step on record.</param>
/// <param name="FirstStep">First step that arrived.</param>
public sealed record LossGap(int AfterStep = 0, int FirstStep = 0) : RecordedEvent;

/// <summary>A pruner judged a run.</summary>
/// <param name="Method">Type of the pruner.</param>
/// <param name="Band">Finite values it was judged after; null in records of older builds.</param>
/// <param name="Value">The run's value; null if not finite.</param>
/// <param name="Threshold">Value that it had to keep up with; null if not finite.</param>
/// <param name="Peers">Runs compared with, itself included.</param>
/// <param name="Prune">Whether the run ends.</param>
public sealed record PruneJudged(
    string Method = "",
    int? Band = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Value = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Threshold = null,
    int Peers = 0,
    bool Prune = false) : RecordedEvent;
