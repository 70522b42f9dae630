using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Adds accepted aliases to a taxonomy, by the same edits as any other change, or to a schema file.</summary>
/// <remarks>Everything is checked before anything is written. Existing aliases are skipped, so a run can be repeated.</remarks>
internal static class AcceptedAliases
{
    /// <summary>Adds aliases to a taxonomy with a store: one entry of its journal, and then its files.</summary>
    /// <param name="workspace">The taxonomy, opened for writing.</param>
    /// <param name="aliases">The aliases.</param>
    /// <param name="by">Who accepts them, and why.</param>
    /// <exception cref="TaxonomyFormatException">
    /// An alias names an unknown or deprecated value, or means another one already. Carries every problem; nothing was written.
    /// </exception>
    /// <exception cref="TaxonomyEditException">The files have edits by hand that were not committed.</exception>
    public static AddedAliases AddTo(TaxonomyWorkspace workspace, IReadOnlyList<AliasToAdd> aliases, Authorship by)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(aliases);
        IReadOnlyList<AliasToAdd> fresh = FreshOf(workspace.CatchUp(), workspace.Folder, aliases);
        return Made(workspace.Folder, fresh, aliases, fresh.Count == 0 ? null : Named(fresh, edits => workspace.Apply(edits, by)));
    }

    /// <summary>Adds aliases to the files of a taxonomy without a store.</summary>
    /// <param name="folder">The taxonomy's folder.</param>
    /// <param name="aliases">The aliases.</param>
    /// <param name="cancellationToken">Checked while the files are read.</param>
    /// <exception cref="TaxonomyFormatException">
    /// As for <see cref="AddTo(TaxonomyWorkspace, IReadOnlyList{AliasToAdd}, Authorship)"/>, or the taxonomy has errors.
    /// </exception>
    /// <exception cref="InvalidOperationException">The taxonomy has a store, whose journal must record every change.</exception>
    public static AddedAliases AddTo(string folder, IReadOnlyList<AliasToAdd> aliases, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(aliases);
        if (TaxonomyWorkspace.HasStore(folder))
        {
            throw new InvalidOperationException($"{folder} has a store. Open it as a {nameof(TaxonomyWorkspace)} to change it.");
        }

        ProductTaxonomy taxonomy = TaxonomyReader.Load(folder, cancellationToken);
        IReadOnlyList<AliasToAdd> fresh = FreshOf(taxonomy, folder, aliases);
        if (fresh.Count > 0)
        {
            FolderWriter.Write(folder, taxonomy, Named(fresh, edits => TaxonomyEdits.Apply(taxonomy, edits)), FileSystem.Real);
        }

        return Made(folder, fresh, aliases, null);
    }

    /// <summary>Adds aliases to a schema file, for the next import with it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="aliases">The aliases.</param>
    /// <exception cref="TaxonomyFormatException">
    /// The schema cannot be read, or cannot be extended in place; nothing was written.
    /// </exception>
    public static AddedAliases AddToSchema(string path, IReadOnlyList<AliasToAdd> aliases)
    {
        ArgumentNullException.ThrowIfNull(aliases);
        var log = new ProblemLog();
        SchemaFile.Read(path, log);
        log.ThrowIfErrors(problems => new TaxonomyFormatException(problems));
        (string text, int added) = new SchemaAliasEdits(path, File.ReadAllText(path), log).Apply(aliases);
        log.ThrowIfErrors(problems => new TaxonomyFormatException(problems));
        if (added > 0)
        {
            AtomicFile.Write(path, text);
        }

        return new AddedAliases(added, aliases.Count - added, added == 0 ? [] : [path]);
    }

    private static AddedAliases Made(
        string folder, IReadOnlyList<AliasToAdd> fresh, IReadOnlyList<AliasToAdd> aliases, JournalEntry? entry) => new(
        fresh.Count,
        aliases.Count - fresh.Count,
        [.. fresh.Select(alias => alias.AttributeId).Distinct()
            .Select(id => Path.Combine(folder, TaxonomySchema.AttributesFolder, id + TaxonomySchema.Extension))],
        entry);

    // Makes one edit per value; a refused one is reported with the file and line that accepted it.
    private static T Named<T>(IReadOnlyList<AliasToAdd> aliases, Func<IReadOnlyList<TaxonomyEdit>, T> make)
    {
        IGrouping<ValueId, AliasToAdd>[] values = [.. aliases.GroupBy(alias => new ValueId(alias.AttributeId, alias.ValueId))];
        try
        {
            return make([.. values.Select(value => new AddAlias { Value = value.Key, Aliases = [.. value.Select(alias => alias.Alias)] })]);
        }
        catch (TaxonomyEditException refused) when (refused.Problems.All(problem => problem.Edit is not null))
        {
            throw new TaxonomyFormatException([.. refused.Problems.Select(problem =>
            {
                AliasToAdd first = values[problem.Edit!.Value].First();
                return new FileProblem(first.Path, first.Line, problem.Message);
            })]);
        }
    }

    // The aliases that do not exist yet. Invalid ones are errors.
    private static List<AliasToAdd> FreshOf(ProductTaxonomy taxonomy, string folder, IReadOnlyList<AliasToAdd> aliases)
    {
        var log = new ProblemLog();
        var fresh = new List<AliasToAdd>();
        foreach (IGrouping<string, AliasToAdd> group in aliases.GroupBy(alias => alias.AttributeId))
        {
            if (taxonomy.TryFindAttribute(group.Key, out AttributeDefinition? attribute))
            {
                fresh.AddRange(FreshOf(attribute, group, log));
            }
            else
            {
                AliasToAdd first = group.First();
                log.Error(first.Path, first.Line, $"'{folder}' has no attribute "
                    + $"'{group.Key}'.{log.Hint(group.Key, [.. taxonomy.Attributes.Select(one => one.Id)])}");
            }
        }

        log.ThrowIfErrors(problems => new TaxonomyFormatException(problems));
        return fresh;
    }

    private static IEnumerable<AliasToAdd> FreshOf(AttributeDefinition attribute, IEnumerable<AliasToAdd> aliases, ProblemLog log)
    {
        Dictionary<string, TaxonomyValue> values = attribute.Values.ToDictionary(value => value.Id, StringComparer.Ordinal);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
        {
            foreach (string text in value.Aliases.Prepend(value.Label))
            {
                owners.TryAdd(Key(text), value.Id);
            }
        }

        foreach (AliasToAdd alias in aliases)
        {
            if (!values.TryGetValue(alias.ValueId, out TaxonomyValue? value))
            {
                log.Error(alias.Path, alias.Line,
                    $"Attribute '{attribute.Id}' has no value '{alias.ValueId}'.{log.Hint(alias.ValueId, values.Keys)}");
            }
            else if (value.Status != ValueStatus.Active)
            {
                string successor = value.ReplacedBy is null ? "" : $", replaced by '{value.ReplacedBy}'";
                log.Error(alias.Path, alias.Line,
                    $"The value '{alias.ValueId}' of attribute '{attribute.Id}' is deprecated{successor}. Name a value that is in use, or "
                        + $"set 'accept: false' here.");
            }
            else if (owners.TryAdd(Key(alias.Alias), alias.ValueId))
            {
                yield return alias;
            }
            else if (owners[Key(alias.Alias)] is { } owner && owner != alias.ValueId)
            {
                log.Error(alias.Path, alias.Line,
                    $"'{alias.Alias}' cannot mean the value '{alias.ValueId}' of attribute '{attribute.Id}': it means '{owner}'. Set "
                        + $"'accept: false' here.");
            }
        }

        string Key(string text) => attribute.CaseSensitive ? TextKey.OfCased(text) : TextKey.Of(text);
    }
}
