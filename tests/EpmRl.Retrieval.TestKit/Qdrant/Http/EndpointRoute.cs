namespace EpmRl.Retrieval.TestKit.Qdrant.Http;

/// <summary>A method and a path with variable parts, and what answers it: one of the two handlers.</summary>
internal sealed record EndpointRoute(
    string Method,
    string Template,
    Func<EmulatorRequest, EmulatorAnswer>? Handler,
    Func<EmulatorRequest, CancellationToken, Task<EmulatorAnswer>>? SlowHandler)
{
    private readonly string[] _parts = Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public int Variables => _parts.Count(part => part[0] == '{');

    /// <summary>The variable parts by name; null when the path is another one.</summary>
    public IReadOnlyDictionary<string, string>? Match(string[] path)
    {
        if (path.Length != _parts.Length)
        {
            return null;
        }

        Dictionary<string, string> values = [];
        for (int i = 0; i < path.Length; i++)
        {
            if (_parts[i][0] == '{')
            {
                values[_parts[i][1..^1]] = path[i];
            }
            else if (_parts[i] != path[i])
            {
                return null;
            }
        }

        return values;
    }
}
