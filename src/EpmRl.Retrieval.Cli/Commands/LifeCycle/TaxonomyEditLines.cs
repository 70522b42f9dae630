using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Edits of a file, one JSON object a line, in the format of the journal.</summary>
internal static class TaxonomyEditLines
{
    /// <summary>Reads all edits; lines that cannot be read are listed together.</summary>
    /// <returns>The edits with their lines.</returns>
    /// <exception cref="UsageException">A line cannot be read, or the file has no edits.</exception>
    public static async Task<IReadOnlyList<(int Line, TaxonomyEdit Edit)>> ReadAsync(
        string path, Terminal terminal, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(path == "-" ? terminal.OpenInput() : new FileStream(path, FileMode.Open, FileAccess.Read));
        var edits = new List<(int, TaxonomyEdit)>();
        var problems = new List<string>();
        for (int line = 1; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (text.Trim().Length == 0)
            {
                continue;
            }

            if (TaxonomyEditJson.TryRead(text, out TaxonomyEdit? edit, out string? problem, "the line"))
            {
                edits.Add((line, edit));
            }
            else
            {
                problems.Add($"{path}:{line}: {problem}");
            }
        }

        return problems.Count > 0 ? throw new UsageException(string.Join(Environment.NewLine, problems.Take(50)))
            : edits.Count > 0 ? edits
            : throw new UsageException($"{path} holds no edits. Expected lines such as {{\"edit\": \"rename-value\", \"value\": "
                + $"\"color/slate\", \"label\": \"Slate grey\"}}.");
    }
}
