namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Names of the collections of an alias: <c>alias-version</c>.</summary>
internal static class CollectionNames
{
    public static string Of(string alias, string version) => $"{alias}-{Checked(version)}";

    /// <summary>The version that a collection would hold if it is one of the alias's; null when it cannot be.</summary>
    public static string? VersionIn(string collection, string alias) =>
        collection.StartsWith(alias + "-", StringComparison.Ordinal) && IndexFolder.IsVersionName(collection[(alias.Length + 1)..])
            ? collection[(alias.Length + 1)..]
            : null;

    /// <summary>A version's name, which may become part of a path or an address.</summary>
    public static string Checked(string version) => IndexFolder.IsVersionName(version)
        ? version
        : throw new InvalidRequestException($"'{version}' is no name of a version: 1 to 64 letters, digits and '-' expected.");
}
