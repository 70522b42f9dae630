using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Identifies the attributes of listings of one category. Prepared once per category, safe for concurrent callers.</summary>
internal sealed class CategoryReader
{
    private readonly Category category;
    private readonly IdentificationOptions options;
    private readonly AttributeDecider[] deciders;

    public CategoryReader(Category category, IdentificationOptions options, SharedReaders readers, Func<AttributeDefinition, AttributeDecider> decider)
    {
        this.category = category;
        this.options = options;
        MentionReader = options.Channels.HasFlag(IdentificationChannels.Mentions) ? new MentionReader(category, readers) : null;
        deciders = [.. category.Attributes.Select(decider)];
    }

    /// <summary>Reads the mentions of the category's attributes; null where mentions take no part.</summary>
    public MentionReader? MentionReader { get; }

    /// <summary>Whether the dense scores are asked for.</summary>
    public bool NeedsDense => options.Channels.HasFlag(IdentificationChannels.Dense);

    /// <summary>The same of a listing that was not read before.</summary>
    public AttributeAnswer[] Identify(
        ProductProfile profile, ReadOnlyMemory<float> vector, IReadOnlyList<AttributeScores> dense, CancellationToken cancellationToken = default) =>
        Identify(new ListingText(profile), vector, dense, cancellationToken);

    /// <summary>One answer for each attribute of the category, in its order.</summary>
    /// <param name="text">The listing.</param>
    /// <param name="vector">Its unit vector, [D].</param>
    /// <param name="dense">Its dense scores; empty when they were not asked for.</param>
    /// <param name="cancellationToken">Checked between attributes.</param>
    public AttributeAnswer[] Identify(
        ListingText text, ReadOnlyMemory<float> vector, IReadOnlyList<AttributeScores> dense, CancellationToken cancellationToken = default)
    {
        Dictionary<string, AttributeScores> scores = dense.ToDictionary(attribute => attribute.AttributeId, StringComparer.Ordinal);
        if (MentionReader is null)
        {
            return [.. deciders.Select(decider => decider.DecideDense(
                scores.GetValueOrDefault(decider.Attribute.Id) ?? new AttributeScores(decider.Attribute.Id, 0, [])))];
        }

        IReadOnlyList<FieldText> fields = text.Fields;
        var listing = new ListingReading(category, fields, text.MentionsBy(MentionReader, cancellationToken), NeedsDense ? vector : default);
        float[] rows = options.Model?.Text.Score(listing) ?? [];
        var rankings = new AttributeRanking[deciders.Length];
        for (int i = 0; i < rankings.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rankings[i] = deciders[i].Rank(listing, rows, scores.GetValueOrDefault(deciders[i].Attribute.Id));
        }

        if (options.Model is { } model)
        {
            SharedPlaces.Settle(rankings, model.Exclusion);
        }
        else
        {
            SharedPlaces.SettleByRule(rankings);
        }

        return [.. deciders.Zip(rankings, (decider, ranking) => decider.Decide(ranking.Candidates, fields))];
    }
}
