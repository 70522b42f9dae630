namespace EpmRl.Retrieval.Matching;

/// <summary>Makes a trace for each labelled pair: a person's, else a teacher's that verifies, else a derived one.</summary>
/// <param name="catalog">The listings.</param>
/// <param name="teacher">The teacher; null for none.</param>
internal sealed class TraceCollector(EvidenceCatalog catalog, TraceTeacher? teacher = null)
{
    private readonly Lock counting = new();
    private readonly Dictionary<(TraceSource, TraceRefusal), int> refused = [];

    /// <summary>Collects traces.</summary>
    /// <param name="pairs">Positions of the listings of each pair with its label; null for a pair that only a person has decided.</param>
    /// <param name="corrections">What people say of a pair, by its place in <paramref name="pairs"/>.</param>
    /// <param name="warn">Receives corrections whose text does not verify, with the reason.</param>
    /// <param name="progress">Receives the number of pairs done; may be null.</param>
    /// <param name="cancellationToken">Cancels the work; answers of the teacher are kept in its cache.</param>
    /// <returns>The rows in the order of the pairs, and what became of them.</returns>
    /// <exception cref="GeneratorException">The teacher failed.</exception>
    public async Task<(IReadOnlyList<TraceRow> Rows, TraceReport Report)> CollectAsync(
        IReadOnlyList<(int Left, int Right, bool? IsSame)> pairs, IReadOnlyDictionary<int, TraceCorrection> corrections,
        Action<TraceCorrection, TraceRefusal> warn, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(corrections);
        ArgumentNullException.ThrowIfNull(warn);
        refused.Clear();
        var rows = new TraceRow?[pairs.Count];
        int done = 0;
        var work = new ParallelOptions
        {
            MaxDegreeOfParallelism = teacher?.Concurrency ?? Environment.ProcessorCount, CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, pairs.Count, work, async (i, token) =>
        {
            rows[i] = await TraceAsync(pairs[i], corrections.GetValueOrDefault(i), warn, token).ConfigureAwait(false);
            lock (counting)
            {
                progress?.Invoke(++done);
            }
        }).ConfigureAwait(false);
        TraceRow[] kept = [.. rows.OfType<TraceRow>()];
        return (kept, new TraceReport(
            pairs.Count,
            kept.GroupBy(row => row.Source).ToDictionary(group => group.Key, group => group.Count()),
            new Dictionary<(TraceSource, TraceRefusal), int>(refused),
            kept.Length == 0 ? 0 : kept.Average(row => row.Text.AsSpan().Count('\n')),
            kept.Length == 0 ? 0 : kept.Average(row => row.Text.Length)));
    }

    private async Task<TraceRow?> TraceAsync(
        (int Left, int Right, bool? IsSame) labelled, TraceCorrection? correction, Action<TraceCorrection, TraceRefusal> warn,
        CancellationToken cancellationToken)
    {
        PairEvidence pair = catalog.Pair(labelled.Left, labelled.Right, labelled.IsSame);
        if (correction is not null)
        {
            (string? text, TraceRefusal refusal) = Corrected(correction, pair.With(correction.Verdict));
            if (text is not null)
            {
                return RowOf(text, correction.Verdict, TraceSource.Person);
            }

            Count(TraceSource.Person, refusal);
            warn(correction, refusal);
            return null; // its label is wrong or unexplained: no other trace of the pair is right
        }

        if (teacher is not null)
        {
            (int a, int b) = pair.IsSwapped ? (labelled.Right, labelled.Left) : (labelled.Left, labelled.Right);
            (DerivedTrace? told, TraceRefusal refusal) =
                await teacher.ExplainAsync(catalog, a, b, pair, cancellationToken).ConfigureAwait(false);
            if (told is not null)
            {
                return RowOf(told.Text, told.Verdict, TraceSource.Teacher);
            }

            Count(TraceSource.Teacher, refusal);
        }

        if (DerivedTrace.Of(pair, out TraceRefusal none) is { } derived)
        {
            return RowOf(derived.Text, derived.Verdict, TraceSource.Derived);
        }

        Count(TraceSource.Derived, none);
        return null;

        TraceRow RowOf(string text, MatchVerdict verdict, TraceSource source) =>
            new(pair.A.Id, pair.B.Id, text, verdict, source, labelled.IsSame, catalog.Prompt.Version);
    }

    private static (string? Text, TraceRefusal Refusal) Corrected(TraceCorrection correction, PairEvidence pair)
    {
        if (correction.Text is null)
        {
            return (DerivedTrace.Of(pair, out TraceRefusal none)?.Text, none);
        }

        PairEvidence asWritten = correction.A == pair.A.Id ? pair : pair.Swapped();
        TraceRefusal refusal = TraceCheck.Of(correction.Text, asWritten, out Answer? answer);
        refusal = refusal == TraceRefusal.None && answer!.Verdict != correction.Verdict ? TraceRefusal.WrongVerdict : refusal;
        return refusal != TraceRefusal.None ? (null, refusal)
            : (AnswerForm.Lines.Write(
                ReferenceEquals(asWritten, pair) ? answer!.Claims : [.. answer!.Claims.Select(claim => claim.Swapped())],
                correction.Verdict), TraceRefusal.None);
    }

    private void Count(TraceSource source, TraceRefusal refusal)
    {
        lock (counting)
        {
            refused[(source, refusal)] = refused.GetValueOrDefault((source, refusal)) + 1;
        }
    }
}
