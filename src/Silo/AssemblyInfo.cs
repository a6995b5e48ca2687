using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

[assembly: InternalsVisibleTo("SiameseSweep.Silo.Tests")]
[assembly: SupportedOSPlatform("linux")]
