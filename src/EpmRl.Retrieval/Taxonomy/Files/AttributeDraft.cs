using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>An attribute being built, with the positions of its parts, so that a later check can report them.</summary>
internal sealed class AttributeDraft(AttributeDefinition definition, Place place)
{
    private readonly Dictionary<string, Place> settings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Place> values = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Value, string Alias), Place> aliases = [];

    /// <summary>The attribute so far.</summary>
    public AttributeDefinition Definition { get; set; } = definition;

    /// <summary>Where the attribute begins.</summary>
    public Place Place { get; } = place;

    /// <summary>Whether a file declares the setting.</summary>
    public bool Declares(string key) => settings.ContainsKey(key);

    public Place PlaceOf(string key) => settings.GetValueOrDefault(key, Place);

    public Place PlaceOfValue(string id) => values.GetValueOrDefault(id, Place);

    public Place PlaceOfAlias(string id, string alias) => aliases.TryGetValue((id, alias), out Place found) ? found : PlaceOfValue(id);

    public void SetPlace(string key, Place found) => settings[key] = found;

    public void SetPlaceOfValue(string id, Place found) => values[id] = found;

    public void SetPlaceOfAlias(string id, string alias, Place found) => aliases[(id, alias)] = found;
}
