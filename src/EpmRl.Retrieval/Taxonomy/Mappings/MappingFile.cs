using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A file that maps the categories of one taxonomy to those of another, edited by hand and reviewed like code.</summary>
internal sealed record MappingFile
{
    private static readonly Dictionary<string, MappingRelation> Relations = new(StringComparer.Ordinal)
    {
        ["exact"] = MappingRelation.Exact, ["broader"] = MappingRelation.Broader, ["narrower"] = MappingRelation.Narrower,
    };

    /// <summary>Name of the source taxonomy.</summary>
    public required string From { get; init; }

    /// <summary>Its version when the file was written; null when not stated.</summary>
    public string? FromVersion { get; init; }

    /// <summary>Name of the target taxonomy.</summary>
    public required string To { get; init; }

    /// <summary>Its version when the file was written; null when not stated.</summary>
    public string? ToVersion { get; init; }

    /// <summary>The mappings.</summary>
    public required IReadOnlyList<CategoryMapping> Mappings { get; init; }

    /// <summary>Ids of categories reviewed as having no counterpart.</summary>
    public IReadOnlyList<string> Unmapped { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TaxonomyFormatException">It cannot be read; carries every problem.</exception>
    public static MappingFile Read(string path)
    {
        var log = new ProblemLog();
        MappingFile? file = Read(path, log);
        log.ThrowIfErrors(problems => new TaxonomyFormatException(problems));
        return file!;
    }

    /// <summary>Checks a file against both taxonomies.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="from">The source taxonomy.</param>
    /// <param name="to">The target taxonomy.</param>
    /// <returns>Every problem and warning.</returns>
    public IReadOnlyList<FileProblem> Check(string path, ProductTaxonomy from, ProductTaxonomy to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var log = new ProblemLog();
        Dictionary<string, Category> sources = from.Categories.ToDictionary(one => one.Id, StringComparer.Ordinal),
        targets = to.Categories.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var exact = new Dictionary<string, CategoryMapping>(StringComparer.Ordinal);
        foreach (CategoryMapping mapping in Mappings)
        {
            if (!sources.ContainsKey(mapping.From))
            {
                log.Error(path, mapping.Line, $"'{from.Name}' has no category '{mapping.From}'.{log.Hint(mapping.From, sources.Keys)}");
            }

            foreach (string target in mapping.To.Where(target => !targets.ContainsKey(target)))
            {
                log.Error(path, mapping.Line, $"'{to.Name}' has no category '{target}', to which '{mapping.From}' is "
                    + $"mapped.{log.Hint(target, targets.Keys)}");
            }

            if (mapping.Relation == MappingRelation.Exact && mapping.To.Count == 1 && !exact.TryAdd(mapping.To[0], mapping))
            {
                log.Error(path, mapping.Line, $"'{mapping.From}' and '{exact[mapping.To[0]].From}' (line {exact[mapping.To[0]].Line}) are "
                    + $"both mapped as 'exact' to '{mapping.To[0]}', "
                    + "so they would be the same category. Make one of them 'broader'.");
            }
        }

        foreach (string id in Unmapped.Where(id => !sources.ContainsKey(id)))
        {
            log.Error(path, 0, $"'unmapped' lists '{id}', which '{from.Name}' does not have.{log.Hint(id, sources.Keys)}");
        }

        Warn(FromVersion, from);
        Warn(ToVersion, to);
        return log.ToList();

        void Warn(string? stated, ProductTaxonomy taxonomy)
        {
            if (stated is not null && stated != taxonomy.Version)
            {
                log.Warn(path, 0, $"The file was made for version {stated} of '{taxonomy.Name}'; this is {taxonomy.Version}. Check what "
                    + $"changed, then update the version.");
            }
        }
    }

    /// <summary>Writes the file, completely or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="nameOf">Display names of categories, written as comments; null for none.</param>
    public void Write(string path, Func<CategoryMapping, string>? nameOf = null)
    {
        var text = new StringBuilder("format: 1\n");
        text.Append("from: ").Append(Side(From, FromVersion)).Append('\n').Append("to: ").Append(Side(To, ToVersion)).Append('\n')
            .Append(Mappings.Count == 0 ? "mappings: {}\n" : "mappings:\n");
        foreach (CategoryMapping mapping in Mappings)
        {
            var entries = new List<(string, string)>
            {
                ("to", mapping.To.Count == 1 ? YamlOut.Text(mapping.To[0]) : YamlOut.List(mapping.To)),
                ("relation", Relations.First(pair => pair.Value == mapping.Relation).Key),
            };
            entries.AddRange(mapping.ReviewedBy is null ? [] : [("reviewed_by", YamlOut.Text(mapping.ReviewedBy))]);
            entries.AddRange(mapping.Score is null ? [] : [("score", mapping.Score.Value.ToString("0.000", CultureInfo.InvariantCulture))]);
            text.Append("  ").Append(YamlOut.Text(mapping.From)).Append(": ").Append(YamlOut.Map(entries));
            text.Append(nameOf is null ? "" : "   # " + nameOf(mapping).ReplaceLineEndings(" ")).Append('\n');
        }

        if (Unmapped.Count > 0)
        {
            text.Append("unmapped:\n");
            foreach (string id in Unmapped)
            {
                text.Append("  - ").Append(YamlOut.Text(id)).Append('\n');
            }
        }

        AtomicFile.Write(path, text.ToString());

        static string Side(string name, string? version) =>
            YamlOut.Map([("taxonomy", YamlOut.Text(name)), .. version is null ? [] : new[] { ("version", YamlOut.Text(version)) }]);
    }

    private static MappingFile? Read(string path, ProblemLog log)
    {
        if (YamlFile.Read(path, log) is not { } root)
        {
            return null;
        }

        var fields = new YamlFields(root, path, "the mapping", log, ["format", "from", "to", "mappings", "unmapped"]);
        TaxonomyReader.CheckFormat(fields, log);
        (string from, string? fromVersion) = Side(fields, "from", log);
        (string to, string? toVersion) = Side(fields, "to", log);
        var mappings = new List<CategoryMapping>();
        foreach ((YamlText key, YamlNode node) in fields.Map("mappings")?.Entries ?? [])
        {
            if (node is not YamlMap map)
            {
                log.Error(path, key.Line, $"The mapping of '{key.Text}' is {node.Kind}. Expected {{to: id, relation: exact}}.");
                continue;
            }

            var entry = new YamlFields(map, path, $"the mapping of '{key.Text}'", log, ["to", "relation", "reviewed_by", "score"]);
            IReadOnlyList<string> targets = map.Entries.FirstOrDefault(one => one.Key.Text == "to").Value is YamlList
                ? [.. (entry.Texts("to") ?? []).Select(text => text.Text)]
                : entry.RequiredText("to", "5") is { Length: > 0 } target ? [target] : [];
            MappingRelation? relation = entry.Choice("relation", Relations);
            if (relation is null && !entry.Has("relation"))
            {
                log.Error(
                    path, key.Line, $"The mapping of '{key.Text}' has no 'relation'. Expected one of {string.Join(", ", Relations.Keys)}.");
            }

            if (targets.Count == 0 && entry.Has("to"))
            {
                log.Error(
                    path, key.Line, $"The mapping of '{key.Text}' has no target. List the id under 'unmapped' if it has no counterpart.");
            }
            else if (targets.Count > 1 && relation is MappingRelation.Exact or MappingRelation.Broader)
            {
                log.Error(path, key.Line, $"The mapping of '{key.Text}' has {targets.Count} targets. Only 'narrower' may have several.");
            }

            mappings.Add(new CategoryMapping(
                key.Text, targets, relation ?? MappingRelation.Exact, entry.Text("reviewed_by"), entry.Number("score"), key.Line));
        }

        string[] unmapped = [.. (fields.Texts("unmapped") ?? []).Select(text => text.Text)];
        HashSet<string> withoutTarget = new(unmapped, StringComparer.Ordinal);
        foreach (CategoryMapping both in mappings.Where(mapping => withoutTarget.Contains(mapping.From)))
        {
            log.Error(path, both.Line, $"'{both.From}' is mapped and listed under 'unmapped' too. Remove one.");
        }

        return new MappingFile
        {
            From = from,
            FromVersion = fromVersion,
            To = to,
            ToVersion = toVersion,
            Mappings = mappings,
            Unmapped = unmapped,
        };
    }

    private static (string Name, string? Version) Side(YamlFields fields, string key, ProblemLog log)
    {
        if (!fields.Has(key) || fields.Map(key) is not { } map)
        {
            log.Error(fields.Path, fields.LineOf(key), $"The mapping has no '{key}'. Write: {key}: {{taxonomy: name, version: hash}}.");
            return ("", null);
        }

        var side = new YamlFields(map, fields.Path, $"'{key}'", log, ["taxonomy", "version"]);
        return (side.RequiredText("taxonomy", "google"), side.Text("version"));
    }
}
