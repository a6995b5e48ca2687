using System.Text.Json;
using System.Text.Json.Serialization;

namespace SiameseSweep.Core.Events;

/// <summary>Enumeration values as the record writes them, such as <c>not_started</c>.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
