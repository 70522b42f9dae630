namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

/// <summary>A value as the model keeps it.</summary>
internal sealed record ModelValue(
    string Label, IReadOnlyList<string> Aliases, bool Active, bool Split, IReadOnlyList<(string Attribute, string Value)> Successors)
{
    public IEnumerable<string> Spellings => Aliases.Prepend(Label).Select(text => text.ToLowerInvariant());
}
