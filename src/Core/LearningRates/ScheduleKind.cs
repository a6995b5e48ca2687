namespace SiameseSweep.Core.LearningRates;

/// <summary>Course of the learning rate over a run. Sweep files use the names in lower case, words joined by underscores.</summary>
public enum ScheduleKind
{
    /// <summary>The same rate at every step.</summary>
    Constant,

    /// <summary>Half a period of the cosine, from the rate to 0.</summary>
    Cosine,

    /// <summary>PyTorch's <c>OneCycleLR</c>: up to the rate and down to almost 0, both along cosines.</summary>
    OneCycle,
}

/// <summary>The facts about <see cref="ScheduleKind"/>.</summary>
public static class ScheduleFacts
{
    extension(ScheduleKind schedule)
    {
        /// <summary>Whether a step's rate depends on how many epochs there will be.</summary>
        public bool DependsOnLength => schedule != ScheduleKind.Constant;
    }
}
