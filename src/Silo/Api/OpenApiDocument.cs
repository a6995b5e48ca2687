using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SiameseSweep.Silo.Api;

/// <summary>The description of the API, which is the same for everybody and made once.</summary>
internal sealed class OpenApiDocument([FromKeyedServices(OpenApiDocument.Name)] IOpenApiDocumentProvider provider)
{
    public const string Name = "v1";

    private readonly Lazy<Task<byte[]>> _json = new(() => Make(provider));

    public Task<byte[]> Json => _json.Value;

    private static async Task<byte[]> Make(IOpenApiDocumentProvider provider)
    {
        Microsoft.OpenApi.OpenApiDocument document = await provider.GetOpenApiDocumentAsync();
        using MemoryStream json = new();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        return json.ToArray();
    }
}
