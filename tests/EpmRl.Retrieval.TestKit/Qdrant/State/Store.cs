namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>The persistent state of the emulated server; it survives a restart.</summary>
internal sealed class Store(EmulatorSettings settings)
{
    private readonly SortedDictionary<string, Collection> _collections = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<string, SnapshotFile>> _snapshots = new(StringComparer.Ordinal);

    public EmulatorSettings Settings { get; } = settings;

    public IReadOnlyDictionary<string, Collection> Collections => _collections;

    /// <summary>Names of collections by alias.</summary>
    public IReadOnlyDictionary<string, string> Aliases => _aliases;

    /// <summary>Snapshots of the entire storage.</summary>
    public SortedDictionary<string, SnapshotFile> FullSnapshots { get; } = new(StringComparer.Ordinal);

    /// <summary>A collection by its name or an alias; null when there is none.</summary>
    public Collection? Find(string name) => _collections.GetValueOrDefault(_aliases.GetValueOrDefault(name, name));

    /// <exception cref="QdrantError">404.</exception>
    public Collection Get(string name)
    {
        Collection collection = Find(name) ?? throw QdrantError.NoCollection(name);
        collection.Optimizer.Settle();
        return collection;
    }

    /// <exception cref="QdrantError">The name is taken, by a collection or an alias.</exception>
    public void Create(string name, Func<Collection> create)
    {
        if (_collections.ContainsKey(name))
        {
            throw new QdrantError(409, $"Wrong input: Collection `{name}` already exists!");
        }

        if (_aliases.ContainsKey(name))
        {
            throw QdrantError.WrongInput($"Can't create collection with name {name}. Alias with the same name already exists");
        }

        _collections[name] = create();
    }

    /// <summary>Puts a restored collection in the place of the former one.</summary>
    public void Replace(Collection collection) => _collections[collection.Name] = collection;

    /// <summary>Drops a collection with the aliases that point to it. An alias is not followed.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Drop(string name)
    {
        if (!_collections.Remove(name))
        {
            return false;
        }

        foreach (string alias in _aliases.Where(pair => pair.Value == name).Select(pair => pair.Key).ToList())
        {
            _aliases.Remove(alias);
        }

        _snapshots.Remove(name);
        return true;
    }

    /// <summary>Sets an alias, or moves it. An alias cannot point to an alias.</summary>
    public void SetAlias(string alias, string collection)
    {
        if (!_collections.ContainsKey(collection))
        {
            throw QdrantError.NoCollection(collection);
        }

        if (_collections.ContainsKey(alias))
        {
            throw new QdrantError(409, $"Wrong input: Collection `{alias}` already exists!");
        }

        _aliases[alias] = collection;
    }

    public void DeleteAlias(string alias) => _aliases.Remove(alias);

    public void RenameAlias(string from, string to)
    {
        if (!_aliases.Remove(from, out string? collection))
        {
            throw QdrantError.NotFound($"Alias {from} does not exists!");
        }

        _aliases[to] = collection;
    }

    /// <summary>The snapshots of a collection; null while it never had one.</summary>
    public SortedDictionary<string, SnapshotFile>? SnapshotsOf(string collection) => _snapshots.GetValueOrDefault(collection);

    public void Add(string collection, SnapshotFile snapshot)
    {
        if (!_snapshots.TryGetValue(collection, out SortedDictionary<string, SnapshotFile>? files))
        {
            _snapshots[collection] = files = new(StringComparer.Ordinal);
        }

        files[snapshot.Name] = snapshot;
    }

    /// <summary>Records that the server was restarted.</summary>
    public void Restart()
    {
        foreach (Collection collection in _collections.Values)
        {
            collection.Optimizer.Restart();
        }
    }
}
