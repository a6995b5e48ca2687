namespace SiameseSweep.Silo.Cli;

/// <summary>Progress as lines on stderr, in order (<see cref="Progress{T}"/> would post them to other threads).</summary>
internal sealed class ProgressNotes : IProgress<string>
{
    public void Report(string value) => Terminal.Note(value);
}
