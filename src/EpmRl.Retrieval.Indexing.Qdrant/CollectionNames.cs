namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Names of the collections of an alias: <c>alias-version</c>.</summary>
internal static class CollectionNames
{
    public static string Of(string alias, string version) => $"{alias}-{Checked(version)}";

    /// <summary>The version that a collection holds if it belongs to the alias; null when it does not.</summary>
    public static string? VersionIn(string collection, string alias) =>
        collection.StartsWith(alias + "-", StringComparison.Ordinal) && IndexFolder.IsVersionName(collection[(alias.Length + 1)..])
            ? collection[(alias.Length + 1)..]
            : null;

    /// <summary>Checks the name of a version, which may become part of a path or an address.</summary>
    public static string Checked(string version) => IndexFolder.IsVersionName(version)
        ? version
        : throw new InvalidRequestException($"'{version}' is not a version name; expected 1 to 64 letters, digits or '-'.");
}
