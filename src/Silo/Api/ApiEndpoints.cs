using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Api;

/// <summary>The HTTP API of CONTRACT §5.</summary>
internal static class ApiEndpoints
{
    /// <summary>Far above any sweep file; a larger body is refused before it is read.</summary>
    public const long MostBodyBytes = 2 * 1024 * 1024;

    public static void AddSiameseSweepApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>(); // before the framework's: the first that can, writes
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemHandler>();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // so that ?page=x gets a sentence too
        services.AddSingleton<OpenApiDocument>();
        services.AddSingleton<PairPictures>();
        services.AddOpenApi(
            OpenApiDocument.Name,
            openApi =>
                openApi.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info.Title = "SiameseSweep";
                        document.Info.Description =
                            "Sweeps of Siamese networks: submit, watch, and download results. "
                            + "Names are those of the record's columns.";
                        return Task.CompletedTask;
                    }));
    }

    public static void MapSiameseSweepApi(this WebApplication app)
    {
        app.MapGet($"/openapi/{OpenApiDocument.Name}.json", async (HttpContext context, OpenApiDocument document) =>
            EntityTags.Bytes(context, await document.Json, "application/json; charset=utf-8")).ExcludeFromDescription();
        app.MapGet("/healthz", () => "ok").ExcludeFromDescription();
        RouteGroupBuilder api = app.MapGroup("/api").AddEndpointFilter<RouteGroupBuilder, EntityTags>();
        SweepEndpoints.Map(api);
        SweepCommandEndpoints.Map(api);
        RunEndpoints.Map(api);
        RunFileEndpoints.Map(api);
        FaceEndpoints.Map(api);
        ClusterEndpoints.Map(api);
        // Anything else under /api is a problem document, not a page: a route of its own, because a fallback stands behind the
        // pages' "not found".
        api.Map("/{**rest}", ApiNotFound.Refuse).ExcludeFromDescription();
    }
}
