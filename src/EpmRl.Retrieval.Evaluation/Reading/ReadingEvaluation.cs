using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Runs reading cases through an engine.</summary>
/// <param name="identifier">The engine.</param>
internal sealed class ReadingEvaluation(AttributeIdentifier identifier)
{
    private const int BatchSize = 32;

    /// <summary>Answers the cases.</summary>
    /// <param name="cases">N cases, of the engine's taxonomy.</param>
    /// <param name="progress">Receives the number of answered cases.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <returns>N results, in order.</returns>
    public async Task<IReadOnlyList<ReadingResult>> RunAsync(
        IReadOnlyList<ReadingCase> cases, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cases);
        var results = new List<ReadingResult>(cases.Count);
        foreach (ReadingCase[] batch in cases.Chunk(BatchSize))
        {
            IReadOnlyList<TagResult> answers =
                await identifier.IdentifyAsync([.. batch.Select(one => one.Profile)], cancellationToken).ConfigureAwait(false);
            results.AddRange(batch.Zip(answers, (one, answer) =>
                new ReadingResult(
                    one,
                    answer.Attributes.First(given => given.Attribute == one.Attribute || given.AttributeId == one.Attribute))));
            progress?.Report(results.Count);
        }

        return results;
    }
}
