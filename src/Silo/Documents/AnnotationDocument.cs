using SiameseSweep.Core.Runs;

namespace SiameseSweep.Silo.Documents;

/// <summary>Tags and note of a run.</summary>
/// <param name="Tags">Each once, in order of name.</param>
/// <param name="Note">Free text.</param>
internal sealed record AnnotationDocument(IReadOnlyList<string>? Tags, string? Note)
{
    public static AnnotationDocument From(Annotation annotation) => new(annotation.Tags, annotation.Note);
}
