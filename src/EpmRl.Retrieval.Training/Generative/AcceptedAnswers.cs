using System.Text.Json;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>
/// The best of several own answers about each pair, under the reward (rejection sampling, as in RAFT, arXiv:2304.06767): kept if it is
/// right, its quotes verify and its verdict follows. Written line by line, so that an interrupted run resumes.
/// </summary>
internal static class AcceptedAnswers
{
    private const string FileName = "accepted.jsonl";
    private const int Sampling = 71;

    private sealed record Row(int Pair, string? Text, double Reward);

    /// <summary>Samples and chooses.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="rollout">Samples and rewards answers.</param>
    /// <param name="options">How many at once.</param>
    /// <param name="say">Receives progress.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>Pairs with an answer to learn.</returns>
    /// <exception cref="TrainingException">The file of an interrupted run is damaged.</exception>
    public static async Task<IReadOnlyList<(GenerativePair Pair, string Text)>> OfAsync(
        string folder, IReadOnlyList<GenerativePair> pairs, Rollout rollout, GenerativeTrainingOptions options, Action<string> say,
        CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, FileName);
        List<Row> rows = Read(path, pairs.Count, options.BatchPairs);
        await using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read))
        {
            file.Seek(0, SeekOrigin.End);
            var progress = new Matching.StepProgress("pairs", pairs.Count - rows.Count, say, TimeSpan.FromSeconds(30));
            while (rows.Count < pairs.Count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int first = rows.Count;
                GenerativePair[] asked = [.. pairs.Skip(first).Take(options.BatchPairs)];
                IReadOnlyList<RolledOut> rolled = await rollout.OfAsync(
                    asked, Seeds.Random(options.Seed, Sampling, first).Next(), cancellationToken).ConfigureAwait(false);
                Row[] more = [.. rolled.Select((one, i) => Best(first + i, one))];
                WholeLines.Write(file, System.Text.Encoding.UTF8.GetBytes(
                    string.Concat(more.Select(row => JsonSerializer.Serialize(row) + "\n"))));
                rows.AddRange(more);
                progress.Add(more.Length, 1 - more.Average(row => row.Text is null ? 0 : 1));
            }
        }

        (GenerativePair, string)[] accepted = [.. rows.Where(row => row.Text is not null).Select(row => (pairs[row.Pair], row.Text!))];
        double mean = rows.Where(row => row.Text is not null).Select(row => row.Reward).DefaultIfEmpty().Average();
        say(FormattableString.Invariant($"{accepted.Length:N0} of {pairs.Count:N0} pairs have an answer that is right, verified and ")
            + FormattableString.Invariant($"consistent; mean reward {mean:0.000}."));
        return accepted;
    }

    private static Row Best(int pair, RolledOut rolled)
    {
        RolledOutAnswer? best = rolled.Answers
            .Where(answer => answer.Parsed is not null && TraceCheck.Of(answer.Text, rolled.Pair.Evidence, out _) == TraceRefusal.None)
            .MaxBy(answer => answer.Reward!.Total);
        return new Row(pair, best?.Text, best?.Reward!.Total ?? 0);
    }

    // Whole batches: a killed run may leave a part of one, or of a line, and a batch is sampled by the seed of its first pair.
    private static List<Row> Read(string path, int count, int batch)
    {
        var rows = new List<Row>();
        if (!File.Exists(path))
        {
            return rows;
        }

        string[] lines = File.ReadAllText(path).Split('\n')[..^1]; // what follows the last end of line is torn
        int whole = lines.Length == count ? count : lines.Length - (lines.Length % batch);
        AtomicFile.Write(path, string.Concat(lines.Take(whole).Select(line => line + "\n")));
        foreach (string line in lines.Take(whole))
        {
            Row? row;
            try
            {
                row = JsonSerializer.Deserialize<Row>(line);
            }
            catch (JsonException)
            {
                row = null;
            }

            if (row is null || row.Pair != rows.Count || row.Pair >= count)
            {
                throw new TrainingException(
                    $"{path}:{rows.Count + 1}: expected the answer about pair {rows.Count}. The run is damaged: remove its folder and "
                        + "train again.");
            }

            rows.Add(row);
        }

        return rows;
    }
}
