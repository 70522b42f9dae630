using System.Runtime.InteropServices;
using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Server.Batching;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Security;

namespace EpmRl.Retrieval.Server.Api;

/// <summary><c>POST /v1/embeddings</c> as OpenAI's clients expect it, and <c>/v1/models</c>.</summary>
internal static class EmbeddingEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapEmbeddings(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/embeddings", EmbedAsync).WithTags("Embeddings").RequireScope(KeyScope.Tag)
            .WithMetadata(CallsEncoder.Mark).Produces<EmbeddingsResult>()
            .WithSummary("Embeds texts, as OpenAI's API does; encoding_format float or base64");
        app.MapGet("/v1/models", (EngineHost engines) =>
            {
                using EngineLease lease = engines.Acquire();
                return new ModelList("list", [new ModelEntry(lease.Engine.Space.ModelId, "model", "epmrl")]);
            })
            .WithTags("Embeddings").RequireScope(KeyScope.Read).WithSummary("The model that is served");
    }

    private static async Task EmbedAsync(EmbeddingsBody body, HttpContext context, ServerOptions options)
    {
        string[] texts = TextsOf(body.Input, options.Limits);
        bool isBase64 = body.EncodingFormat switch
        {
            null or "float" => false,
            "base64" => true,
            _ => throw RequestException.Invalid($"'encoding_format' is '{body.EncodingFormat}'; expected float or base64.",
                "encoding_format"),
        };
        using RequestContext request = RequestContext.Begin(context);
        EncoderSpace space = request.Engine.Space;
        if (body.Model is { Length: > 0 } asked && asked != space.ModelId)
        {
            throw new RequestException(
                StatusCodes.Status404NotFound, "model_not_found", $"There is no model '{asked}'; '{space.ModelId}' is served.", "model");
        }

        if (body.Dimensions is { } dimensions && dimensions != space.Dimension)
        {
            throw RequestException.Invalid(
                $"'dimensions' is {dimensions}; the model's vectors have {space.Dimension} and cannot be shortened.", "dimensions");
        }

        ITextEncoder encoder = request.Engine.Queue.Of(Lane.Interactive);
        EmbeddingBatch vectors = await encoder.EncodeAsync(texts, request.CancellationToken);
        int tokens = texts.Sum(text => request.Engine.Queue.CostOf(text));
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (int i = 0; i < vectors.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, i);
            Write(json, vectors[i].Span, isBase64);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model"u8, space.ModelId);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, tokens);
        json.WriteNumber("total_tokens"u8, tokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<float> vector, bool isBase64)
    {
        if (isBase64)
        {
            json.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes(vector)); // little-endian float32, as OpenAI's
            return;
        }

        json.WriteStartArray("embedding"u8);
        foreach (float number in vector)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static string[] TextsOf(JsonElement input, LimitOptions limits)
    {
        string[] texts = input.ValueKind switch
        {
            JsonValueKind.String => [input.GetString()!],
            JsonValueKind.Array when input.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String) =>
                [.. input.EnumerateArray().Select(text => text.GetString()!)],
            JsonValueKind.Array => throw RequestException.Invalid(
                "'input' is an array of other things than texts. Arrays of token ids are not supported: they depend on the tokenizer.",
                    "input"),
            JsonValueKind.Undefined => throw RequestException.Invalid("'input' is missing; expected a text or an array of texts.", "input"),
            _ => throw RequestException.Invalid($"'input' is a JSON {input.ValueKind}; expected a text or an array of texts.", "input"),
        };
        if (texts.Length == 0 || texts.Any(text => text.Length == 0))
        {
            throw RequestException.Invalid("'input' is empty, or holds an empty text.", "input");
        }

        if (texts.Length > limits.MaxItems)
        {
            throw new RequestException(
                StatusCodes.Status413PayloadTooLarge, "too_many",
                $"'input' has {texts.Length} texts; at most {limits.MaxItems} are allowed in one request.", "input");
        }

        return texts.FirstOrDefault(text => text.Length > limits.MaxTextCharacters) is { } tooLong
            ? throw new RequestException(
                StatusCodes.Status413PayloadTooLarge, "too_large",
                $"A text has {tooLong.Length:N0} characters; at most {limits.MaxTextCharacters:N0} are allowed.", "input")
            : texts;
    }
}

/// <summary>Texts to embed, as OpenAI's API names them.</summary>
/// <param name="Input">A text or an array of texts.</param>
/// <param name="Model">Id of the model; absent for the one that is served.</param>
/// <param name="EncodingFormat"><c>float</c> (default) or <c>base64</c>.</param>
/// <param name="Dimensions">Length of the vectors; only the model's own is possible.</param>
/// <param name="User">Ignored.</param>
internal sealed record EmbeddingsBody(
    JsonElement Input, string? Model = null, string? EncodingFormat = null, int? Dimensions = null, string? User = null);

/// <summary>The models served.</summary>
/// <param name="Object"><c>list</c>.</param>
/// <param name="Data">The models.</param>
internal sealed record ModelList(string Object, IReadOnlyList<ModelEntry> Data);

/// <summary>A model.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Object"><c>model</c>.</param>
/// <param name="OwnedBy">Who owns it.</param>
internal sealed record ModelEntry(string Id, string Object, string OwnedBy);
