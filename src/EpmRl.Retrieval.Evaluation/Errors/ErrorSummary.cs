namespace EpmRl.Retrieval.Evaluation;

/// <summary>The wrong answers of an engine, by class.</summary>
/// <param name="Classes">The classes that occur, the most frequent first.</param>
/// <param name="Shown">A selection of errors in which every class has its share.</param>
/// <param name="Count">Number of all errors.</param>
internal sealed record ErrorSummary(IReadOnlyList<ErrorClassLine> Classes, IReadOnlyList<ClassifiedError> Shown, int Count)
{
    /// <summary>
    /// Classifies errors. Within a class the errors with the highest probability come first: they show most about the engine, or about the
    /// labels. The classes alternate in proportion, so that a short list is representative too.
    /// </summary>
    /// <param name="pairs">Scored pairs, right ones included.</param>
    /// <param name="shown">How many errors to keep at most.</param>
    public static ErrorSummary Of(IReadOnlyCollection<PairResult> pairs, int shown)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var classifier = new ErrorClassifier(pairs);
        IGrouping<ErrorClass, PairResult>[] classes =
        [
            .. pairs.Where(pair => pair.Outcome is PairOutcome.Wrong or PairOutcome.Invented or PairOutcome.Missed)
                .GroupBy(pair => classifier.Of(pair)!.Value).OrderByDescending(errors => errors.Count()).ThenBy(errors => errors.Key),
        ];
        IEnumerable<(ClassifiedError Error, double Place)> placed = classes.SelectMany(errors => errors
            .OrderByDescending(pair => pair.Best?.Probability ?? 0).ThenBy(pair => pair.ListingIndex)
            .Select((pair, rank) => (new ClassifiedError(errors.Key, pair), (rank + 0.5) / errors.Count())));
        return new ErrorSummary(
            [.. classes.Select(errors => new ErrorClassLine(
                errors.Key, ErrorClassText.NameOf(errors.Key), errors.Count(), ErrorClassText.RemedyOf(errors.Key)))],
            [.. placed.OrderBy(error => error.Place).ThenBy(error => error.Error.Class).Take(shown).Select(error => error.Error)],
            classes.Sum(errors => errors.Count()));
    }
}

/// <summary>How often a class of errors occurs.</summary>
/// <param name="Class">The class.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Count">Number of errors.</param>
/// <param name="Remedy">A possible remedy.</param>
internal sealed record ErrorClassLine(ErrorClass Class, string Name, int Count, string Remedy);

/// <summary>A wrong answer.</summary>
/// <param name="Class">The class of the error.</param>
/// <param name="Pair">The pair.</param>
internal sealed record ClassifiedError(ErrorClass Class, PairResult Pair);
