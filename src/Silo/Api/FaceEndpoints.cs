using SiameseSweep.Core;
using SiameseSweep.Core.Head;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Api;

/// <summary>The images that a sweep works with.</summary>
internal static class FaceEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder sweeps = api.MapGroup("/sweeps").WithTags("Files");
        sweeps.MapGet(
                "/{id}/faces",
                (IRecordReader record, IFacePictures pictures, string id) => pictures.Faces(Lookup.Sweep(record, id).SweepId))
            .WithSummary("The images of the sweep's data set, test people first.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        sweeps.MapGet("/{id}/face.png", Picture)
            .WithSummary("One of them by its path, as a PNG.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult Picture(HttpContext context, IRecordReader record, IFacePictures pictures, string id, string path)
    {
        byte[] png =
            pictures.Png(Lookup.Sweep(record, id).SweepId, path)
            ?? throw new BadHttpRequestException(
                $"The data set of {id} has no image {QuotedText.Short(path)}.",
                StatusCodes.Status404NotFound);
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return Results.File(png, "image/png");
    }
}
