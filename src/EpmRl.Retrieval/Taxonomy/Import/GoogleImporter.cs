using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Reads a list of category paths with numbers, one per line: <c>5181 - Luggage &amp; Bags &gt; Backpacks</c>. It has no attributes.
/// </summary>
internal static class GoogleImporter
{
    private const string Separator = " > ";

    public static ProductTaxonomy? Read(string path, string? name, ProblemLog log, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            log.Error(path, 0, "The file does not exist. Expected the release with numbers, such as taxonomy-with-ids.en-US.txt.");
            return null;
        }

        var drafts = new List<CategoryDraft>();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal); // path → id
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] parts = line.Split(" - ", 2);
            if (parts.Length < 2 || !Ids.IsValid(parts[0]) || parts[1].Trim().Length == 0)
            {
                log.Error(path, number, $"Expected a number and a path ('5181 - Luggage & Bags > Backpacks'), found '{line}'.");
                continue;
            }

            string full = parts[1].Trim();
            int last = full.LastIndexOf(Separator, StringComparison.Ordinal);
            string? parent = last < 0 ? null : full[..last];
            if (!lines.TryAdd(parts[0], number) || !ids.TryAdd(full, parts[0]))
            {
                log.Error(path, number, $"The number {parts[0]} or the path '{full}' is listed again. Remove one.");
            }
            else if (parent is not null && !ids.ContainsKey(parent))
            {
                log.Error(path, number, $"The parent '{parent}' is on no line before. Parents come first.");
            }
            else
            {
                drafts.Add(new CategoryDraft(
                    parts[0], last < 0 ? full : full[(last + Separator.Length)..], parent is null ? null : ids[parent], null, [], [])
                    .At(path, number));
            }
        }

        if (drafts.Count == 0)
        {
            log.Error(path, 0, "The file has no categories.");
        }

        return log.HasErrors
            ? null
            : TaxonomyBuilder.Build(name ?? "google", "en", drafts, [], new PackSet(), path, log, cancellationToken);
    }
}
