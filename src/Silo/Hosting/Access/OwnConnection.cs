namespace SiameseSweep.Silo.Hosting.Access;

/// <summary>A feature of connections whose other end is a process of the head's own user (<see cref="OwnConnections"/>).</summary>
internal sealed class OwnConnection;
