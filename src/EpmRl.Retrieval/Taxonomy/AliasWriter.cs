using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Writes aliases into a taxonomy's files, or into a schema, and leaves everything else in them as it is, comments and layout included.</summary>
/// <remarks>
/// Everything is checked before the first file is written; each file is then replaced in one step. A run that is cut short between two
/// files can be repeated: aliases that are there already are passed over.
/// </remarks>
public static class AliasWriter
{
    /// <summary>Adds aliases to a taxonomy folder.</summary>
    /// <param name="folder">The taxonomy's folder.</param>
    /// <param name="aliases">The aliases.</param>
    /// <param name="cancellationToken">Checked between files; not inside one.</param>
    /// <exception cref="TaxonomyFormatException">
    /// The taxonomy has errors, or an alias names an unknown attribute or value, or already means another value. Carries every problem;
    /// nothing was written.
    /// </exception>
    public static AddedAliases AddToTaxonomy(string folder, IReadOnlyList<AliasToAdd> aliases, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(aliases);
        ProductTaxonomy taxonomy = TaxonomyReader.Load(folder, cancellationToken);
        var log = new ProblemLog();
        var changes = new List<(string Path, string Text)>();
        int added = 0;
        foreach (IGrouping<string, AliasToAdd> group in aliases.GroupBy(alias => alias.AttributeId))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!taxonomy.TryFindAttribute(group.Key, out AttributeDefinition? attribute))
            {
                AliasToAdd first = group.First();
                log.Error(first.Path, first.Line, $"'{folder}' has no attribute '{group.Key}'.{log.Hint(group.Key, [.. taxonomy.Attributes.Select(one => one.Id)])}");
                continue;
            }

            AliasToAdd[] fresh = [.. NewOnes(attribute, group, log)];
            if (fresh.Length > 0)
            {
                added += fresh.Length;
                string path = Path.Combine(folder, TaxonomyWords.AttributesFolder, attribute.Id + TaxonomyWords.Extension);
                changes.Add((path, EditAttribute(File.ReadAllText(path), fresh)));
            }
        }

        return Write(changes, added, aliases.Count - added, log, cancellationToken);
    }

    /// <summary>Adds aliases to a schema file, for the next import with it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="aliases">The aliases.</param>
    /// <param name="cancellationToken">Checked before the file is written.</param>
    /// <exception cref="TaxonomyFormatException">The schema cannot be read, or has a form that cannot be added to; nothing was written.</exception>
    public static AddedAliases AddToSchema(string path, IReadOnlyList<AliasToAdd> aliases, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(aliases);
        var log = new ProblemLog();
        SchemaFile.Read(path, log);
        log.ThrowIfErrors();
        (string text, int added) = new SchemaAliasEdits(path, File.ReadAllText(path), log).Apply(aliases);
        return Write(added == 0 ? [] : [(path, text)], added, aliases.Count - added, log, cancellationToken);
    }

    private static AddedAliases Write(
        List<(string Path, string Text)> changes, int added, int known, ProblemLog log, CancellationToken cancellationToken)
    {
        log.ThrowIfErrors();
        foreach ((string path, string text) in changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AtomicFile.Write(path, text);
        }

        return new AddedAliases(added, known, [.. changes.Select(change => change.Path)]);
    }

    // The aliases that are not there yet; those that cannot be there are logged.
    private static IEnumerable<AliasToAdd> NewOnes(AttributeDefinition attribute, IEnumerable<AliasToAdd> aliases, ProblemLog log)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (TaxonomyValue value in attribute.Values)
        {
            foreach (string text in value.Aliases.Prepend(value.Label))
            {
                owners.TryAdd(Key(text), value.Id);
            }
        }

        foreach (AliasToAdd alias in aliases)
        {
            if (attribute.Values.All(value => value.Id != alias.ValueId))
            {
                log.Error(alias.Path, alias.Line,
                    $"Attribute '{attribute.Id}' has no value '{alias.ValueId}'.{log.Hint(alias.ValueId, [.. attribute.Values.Select(value => value.Id)])}");
            }
            else if (owners.TryAdd(Key(alias.Alias), alias.ValueId))
            {
                yield return alias;
            }
            else if (owners[Key(alias.Alias)] is { } owner && owner != alias.ValueId)
            {
                log.Error(alias.Path, alias.Line,
                    $"'{alias.Alias}' cannot mean the value '{alias.ValueId}' of attribute '{attribute.Id}': it means '{owner}'. Set 'accept: false' here.");
            }
        }

        string Key(string text) => attribute.CaseSensitive ? TextKey.OfCased(text) : TextKey.Of(text);
    }

    private static string EditAttribute(string text, IEnumerable<AliasToAdd> aliases)
    {
        var edits = new AliasEdits(text);
        var values = (YamlMapSpan)((YamlMapSpan)YamlSpan.Of(text))["values"]!;
        foreach (IGrouping<string, AliasToAdd> value in aliases.GroupBy(alias => alias.ValueId))
        {
            edits.Add(values[value.Key]!, [.. value.Select(alias => alias.Alias)]);
        }

        return edits.Apply();
    }
}
