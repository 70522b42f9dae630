namespace EpmRl.Retrieval.TestKit.Qdrant.Http;

/// <summary>
/// Finds the handler of a request by method and path. Empty parts of a path are ignored, such as trailing or repeated slashes.
/// </summary>
internal sealed class Router
{
    private readonly List<EndpointRoute> _routes = [];

    /// <summary>Adds a handler that answers at once, alone with the state.</summary>
    public void Map(string method, string template, Func<EmulatorRequest, EmulatorAnswer> handler) =>
        Add(new EndpointRoute(method, template, handler, null));

    /// <summary>Adds a handler that takes its time, and takes hold of the state itself.</summary>
    public void MapSlow(string method, string template, Func<EmulatorRequest, CancellationToken, Task<EmulatorAnswer>> handler) =>
        Add(new EndpointRoute(method, template, null, handler));

    public (EndpointRoute Route, IReadOnlyDictionary<string, string> Values)? Find(string method, string path)
    {
        string[] parts = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        foreach (EndpointRoute route in _routes)
        {
            if (route.Method == method && route.Match(parts) is { } values)
            {
                return (route, values);
            }
        }

        return null;
    }

    private void Add(EndpointRoute route)
    {
        // Routes with fixed parts come before those with variable ones in the same place.
        int at = _routes.FindIndex(other => other.Variables > route.Variables);
        _routes.Insert(at < 0 ? _routes.Count : at, route);
    }
}
