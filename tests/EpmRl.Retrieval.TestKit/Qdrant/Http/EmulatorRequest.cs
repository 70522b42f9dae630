using System.Globalization;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;
using EpmRl.Retrieval.TestKit.Qdrant.Updates;

namespace EpmRl.Retrieval.TestKit.Qdrant.Http;

/// <summary>A request with its route resolved.</summary>
internal sealed class EmulatorRequest
{
    public required string Method { get; init; }

    /// <summary>Parameters of the query string by name.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    /// <summary>Header values by lower-case name.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Parts of the path by the name that the route gives them, decoded.</summary>
    public required IReadOnlyDictionary<string, string> Route { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>A write that was read already, in place of a body.</summary>
    public Update? Update { get; init; }

    /// <summary>Whether the key that came along allows writes.</summary>
    public required bool MayWrite { get; init; }

    public string Collection => Route["collection"];

    /// <summary>Whether a writer waits for its write; it does not unless it says so.</summary>
    public bool Wait => Flag("wait", otherwise: false);

    /// <summary>Seconds that the caller gives a read or a write of points; null when it says nothing.</summary>
    public int? Timeout
    {
        get
        {
            if (!Query.TryGetValue("timeout", out string? text))
            {
                return null;
            }

            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            {
                throw BadParameter("invalid digit found in string");
            }

            return seconds > 0 ? seconds : throw BadParameter("invalid value: integer `0`, expected a nonzero u64");
        }
    }

    /// <exception cref="FormatFault">The body is not JSON.</exception>
    public JsonItem Json() => JsonText.Parse(Body);

    /// <summary>The body of a request whose fields the server gathers before it judges: every message names the end of the body.</summary>
    /// <param name="type">The server's name of the body.</param>
    /// <param name="read">Reads it.</param>
    public T Gathered<T>(string type, Func<JsonItem, T> read)
    {
        JsonItem body = Json();
        DemandObject(body, type);
        try
        {
            return read(body);
        }
        catch (FormatFault fault)
        {
            throw fault.At(body.End);
        }
    }

    public JsonItem JsonObject(string type)
    {
        JsonItem body = Json();
        DemandObject(body, type);
        return body;
    }

    /// <exception cref="QdrantError">403.</exception>
    public void DemandWrite()
    {
        if (!MayWrite)
        {
            throw QdrantError.Forbidden("Global manage access is required");
        }
    }

    public bool Flag(string name, bool otherwise) => Query.GetValueOrDefault(name) switch
    {
        null => otherwise,
        "true" => true,
        "false" => false,
        _ => throw BadParameter("provided string was not `true` or `false`"),
    };

    /// <summary>Checks the parameters that a read or a write takes, before its body is read.</summary>
    public void CheckParameters()
    {
        _ = Wait;
        _ = Timeout;
        if (Query.TryGetValue("ordering", out string? ordering) && ordering is not ("weak" or "medium" or "strong"))
        {
            throw BadParameter($"unknown variant `{ordering}`, expected one of `weak`, `medium`, `strong`");
        }

        if (Query.TryGetValue("consistency", out string? consistency) && consistency is not ("majority" or "quorum" or "all")
            && !uint.TryParse(consistency, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw BadParameter($"failed to deserialize read consistency query parameter value '{consistency}'");
        }
    }

    /// <summary>Checks the timeout of a call that changes collections or aliases: there a wrong one is another error.</summary>
    public void CheckAdministrationTimeout()
    {
        if (Query.TryGetValue("timeout", out string? text))
        {
            if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seconds))
            {
                throw BadParameter("invalid digit found in string");
            }

            if (seconds == 0)
            {
                throw QdrantError.Invalid("query parameters", "timeout", "value 0 invalid, must be 1 or larger");
            }
        }
    }

    private static void DemandObject(JsonItem body, string type)
    {
        if (body.Kind != JsonKind.Object)
        {
            throw FormatFault.WrongKind(body, $"struct {type}");
        }
    }

    private static QdrantError BadParameter(string text) => new(400, $"Deserialize error in query parameters: {text}");
}
