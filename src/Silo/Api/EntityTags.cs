using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace SiameseSweep.Silo.Api;

/// <summary>
/// Gives every document that is read an ETag, so that who asks again with <c>If-None-Match</c> gets 304 and no body (RFC 9110,
/// 13.1.2). Of what is sent rather than of the record's state: nothing can change unseen, and nothing has to be kept in step.
/// </summary>
internal sealed class EntityTags(IOptions<JsonOptions> json) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        object? answer = await next(context);
        HttpContext http = context.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) || answer is null or IResult)
        {
            return answer;
        }

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), json.Value.SerializerOptions);
        return Bytes(http, body, "application/json; charset=utf-8");
    }

    /// <summary>A body that is whole already, with its tag; browsers ask again each time.</summary>
    public static IResult Bytes(HttpContext context, byte[] body, string type)
    {
        context.Response.Headers.CacheControl = "private, no-cache";
        string hash = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16));
        // weak: a proxy may send it in another encoding
        return Results.Bytes(body, type, entityTag: new EntityTagHeaderValue($"\"{hash}\"", isWeak: true));
    }
}
