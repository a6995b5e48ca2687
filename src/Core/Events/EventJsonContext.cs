using System.Text.Json.Serialization;
using SiameseSweep.Core.Runs;

namespace SiameseSweep.Core.Events;

/// <summary>Generated readers and writers of events.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    Converters = [typeof(SnakeCaseEnum<RunState>), typeof(SnakeCaseEnum<CheckpointKind>), typeof(SnakeCaseEnum<QueueCause>)])]
[JsonSerializable(typeof(RecordedEvent))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
