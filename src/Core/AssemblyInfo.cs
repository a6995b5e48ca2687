using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("SiameseSweep.Core.Tests")]
