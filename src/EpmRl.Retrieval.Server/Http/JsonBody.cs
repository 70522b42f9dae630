using System.Text.Json;

namespace EpmRl.Retrieval.Server.Http;

/// <summary>Looks at JSON bodies.</summary>
internal static class JsonBody
{
    /// <summary>Checks that a body is JSON, and tells whether it is one object with any of some names.</summary>
    /// <exception cref="RequestException">It is not JSON: 400.</exception>
    public static bool IsOne(byte[] body, params ReadOnlySpan<string> names)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            if (json.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                throw RequestException.Invalid($"The body is a JSON {json.RootElement.ValueKind}; expected an object or an array.");
            }

            if (json.RootElement.ValueKind == JsonValueKind.Array)
            {
                return false;
            }

            foreach (string name in names)
            {
                if (json.RootElement.TryGetProperty(name, out _))
                {
                    return true;
                }
            }

            // An object without any known name is a listing at fault, unless it holds an array.
            return !json.RootElement.EnumerateObject().Any(member => member.Value.ValueKind == JsonValueKind.Array);
        }
        catch (JsonException malformed)
        {
            throw new RequestException(
                StatusCodes.Status400BadRequest, "malformed",
                $"The body is not JSON: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}.",
                    line: malformed.LineNumber + 1);
        }
        catch (InvalidOperationException)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, "malformed", "The body holds text that is not valid Unicode.");
        }
    }
}
