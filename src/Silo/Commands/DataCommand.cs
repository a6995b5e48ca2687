using System.CommandLine;

namespace SiameseSweep.Silo.Commands;

/// <summary><c>data orl</c> and <c>data synthetic</c></summary>
internal sealed class DataCommand : Command
{
    public DataCommand()
        : base("data", "Puts a data set on disk.")
    {
        Add(new DataOrlCommand());
        Add(new DataSyntheticCommand());
    }
}
