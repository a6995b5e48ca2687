using SiameseSweep.Silo.Tests.Programs;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
[assembly: AssemblyFixture(typeof(FinishedHome))]
