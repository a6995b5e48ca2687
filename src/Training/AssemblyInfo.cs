using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("SiameseSweep.Training.Tests")]
[assembly: InternalsVisibleTo("SiameseSweep.Bench")]
