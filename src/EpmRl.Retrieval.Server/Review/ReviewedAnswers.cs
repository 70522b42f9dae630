using System.Globalization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Telemetry;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Server.Review;

/// <summary>
/// Puts decisions of people in place of the engine's answers, after it: in requests, streams, jobs and the console alike. Safe for
/// concurrent callers.
/// </summary>
internal sealed class ReviewedAnswers(DecisionBook book, SeenAnswers seen)
{
    /// <summary>Applies the decisions about some listings.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="listings">The listings.</param>
    /// <param name="results">The engine's results, one for each listing, in order.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The results; those without a decision are the engine's own objects.</returns>
    /// <remarks>
    /// A decision about the listing's id and one about its text may both exist: the newer one counts. A value that was replaced since is
    /// followed to its successor; where a value was split or removed, the engine's answer stays.
    /// </remarks>
    public async ValueTask<IReadOnlyList<TagResult>> ApplyAsync(
        CatalogEngine catalog, IReadOnlyList<ProductProfile> listings, IReadOnlyList<TagResult> results,
            CancellationToken cancellationToken)
    {
        seen.Note(catalog.Name, results);
        IReadOnlyDictionary<string, Decision> decisions = await book.OfAsync(catalog.Name, cancellationToken);
        if (decisions.Count == 0)
        {
            return results;
        }

        TagResult[]? reviewed = null;
        IndexLease? lease = null;
        try
        {
            for (int i = 0; i < results.Count; i++)
            {
                AttributeAnswer[]? answers = null;
                string? hash = null;
                for (int j = 0; j < results[i].Attributes.Count; j++)
                {
                    AttributeAnswer answer = results[i].Attributes[j];
                    if (Find(decisions, catalog.Name, listings[i], answer.AttributeId, ref hash) is not { } decision)
                    {
                        continue;
                    }

                    lease ??= await catalog.Indexes.AcquireAsync(cancellationToken);
                    if (Apply(decision, answer, lease.Index.Taxonomy) is { } decided)
                    {
                        answers ??= [.. results[i].Attributes];
                        answers[j] = decided;
                    }
                }

                if (answers is not null)
                {
                    reviewed ??= [.. results];
                    reviewed[i] = results[i] with { Attributes = answers };
                }
            }
        }
        finally
        {
            lease?.Dispose();
        }

        return reviewed ?? results;
    }

    private static Decision? Find(
        IReadOnlyDictionary<string, Decision> decisions, string catalog, ProductProfile listing, string attribute, ref string? hash)
    {
        Decision? byId = Decision.IsOwnId(listing.Id)
            ? decisions.GetValueOrDefault(Decision.IdOf(catalog, Decision.KeyOf(listing.Id, null), attribute))
            : null;
        hash ??= Decision.HashOf(listing);
        Decision? byText = decisions.GetValueOrDefault(Decision.IdOf(catalog, Decision.KeyOf(null, hash), attribute));
        return byId is null || byText?.Time > byId.Time ? byText : byId;
    }

    // Null where the decision no longer names values of the taxonomy.
    private static AttributeAnswer? Apply(Decision decision, AttributeAnswer answer, ProductTaxonomy taxonomy)
    {
        var values = new List<ValueAnswer>();
        if (decision.Action != DecisionAction.Reject)
        {
            var succession = new ValueSuccession(taxonomy);
            bool isOpen = taxonomy.TryFindAttribute(answer.AttributeId, out AttributeDefinition? attribute) && attribute.Open;
            foreach (string named in decision.ValueList)
            {
                ValueOutcome outcome = succession.Of(new ValueId(answer.AttributeId, named));
                if (outcome is { Fate: ValueFate.Kept or ValueFate.Redirected, Values: [var id] } && id.Attribute == answer.AttributeId)
                {
                    values.Add(Of(answer, id.Value, succession.Find(id)!.Label));
                }
                else if (outcome.Fate == ValueFate.Lost && isOpen && succession.Find(new ValueId(answer.AttributeId, named)) is null)
                {
                    values.Add(Of(answer, null, named));
                }
                else
                {
                    return null;
                }
            }
        }

        string day = DateTimeOffset.FromUnixTimeMilliseconds(decision.Time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string verb = decision.Action switch
        {
            DecisionAction.Accept => "accepted",
            DecisionAction.Correct => "corrected",
            _ => "rejected",
        };
        return answer with
        {
            Status = values.Count > 0 ? AnswerStatus.Value : AnswerStatus.NoValue,
            Values = values,
            Alternatives = [.. answer.Values.Concat(answer.Alternatives).Where(one => !values.Any(value => value.Label == one.Label))],
            Conflict = [],
            Reason = $"{verb} by a person on {day}{(decision.Reason is { Length: > 0 } why ? $": {why}" : "")}",
            DecidedBy = decision.Author,
        };
    }

    // The engine's own scores and evidence where it saw the value too.
    private static ValueAnswer Of(AttributeAnswer answer, string? id, string label) =>
        answer.Values.Concat(answer.Alternatives).FirstOrDefault(value => id is null ? value.Open && value.Label == label : value.Id == id)
        ?? new ValueAnswer { Id = id, Label = label, Score = 1, Probability = 1, Threshold = 0, Margin = 1, Evidence = [] };
}
