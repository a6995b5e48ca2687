using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using SiameseSweep.Core;

namespace SiameseSweep.Silo.Api;

/// <summary>Bodies of commands, whatever content type the client names: curl calls its <c>--data</c> a form.</summary>
internal static class JsonBody
{
    /// <summary>Describes the body in the OpenAPI document.</summary>
    public static RouteHandlerBuilder AcceptsJson<T>(this RouteHandlerBuilder endpoint)
        where T : notnull => endpoint.Accepts<T>("application/json", "*/*");

    /// <exception cref="UserErrorException">It is no JSON, or other JSON than what is expected.</exception>
    public static async Task<T> Read<T>(HttpRequest request, string expected)
    {
        JsonSerializerOptions options = request.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>()
            .Value.SerializerOptions;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, options, request.HttpContext.RequestAborted)
                ?? throw new UserErrorException($"The body is null; send JSON such as {expected}.");
        }
        catch (JsonException error)
        {
            string where = error.Path is { Length: > 1 } path ? $" ({path[2..]})" : "";
            throw new UserErrorException($"The body is not the JSON that is expected here{where}; send such as {expected}.", inner: error);
        }
    }
}
