using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>From listings to normalised attribute values. Safe for concurrent callers.</summary>
public sealed class AttributeIdentifier
{
    private readonly IVectorIndex index;
    private readonly ITextEncoder encoder;
    private readonly IdentificationOptions options;

    /// <summary>Joins an index and the encoder it was built with.</summary>
    /// <exception cref="SpaceMismatchException">The index was built with another encoder.</exception>
    public AttributeIdentifier(IVectorIndex index, ITextEncoder encoder, IdentificationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(encoder);
        if (index.Manifest.Space != encoder.Space.Fingerprint)
        {
            throw new SpaceMismatchException(
                $"Index '{index.Manifest.Version}' was built with '{index.Manifest.ModelId}' {index.Manifest.Precision} " +
                $"(space {index.Manifest.Space}), loaded is '{encoder.Space.ModelId}' {encoder.Space.Precision} " +
                $"(space {encoder.Space.Fingerprint}). Run: epmrl index build");
        }

        this.index = index;
        this.encoder = encoder;
        this.options = options ?? new IdentificationOptions();
    }

    /// <summary>Identifies the attributes of listings.</summary>
    /// <param name="profiles">N listings, encoded as one batch.</param>
    /// <param name="cancellationToken">Checked between listings.</param>
    /// <returns>N results, in order.</returns>
    public async ValueTask<IReadOnlyList<TagResult>> IdentifyAsync(
        IReadOnlyList<ProductProfile> profiles, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        EmbeddingBatch vectors = await EncodeAsync(profiles, cancellationToken).ConfigureAwait(false);
        var results = new TagResult[profiles.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = await IdentifyAsync(profiles[i], vectors[i], vectors.IsTruncated(i), cancellationToken).ConfigureAwait(false);
        }

        return results;
    }

    /// <summary>The item vectors of listings, for callers that identify the same listings several times.</summary>
    /// <returns>float32 [N, D], row i for listing i.</returns>
    public ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<ProductProfile> profiles, CancellationToken cancellationToken = default) =>
        encoder.EncodeAsync([.. profiles.Select(encoder.Space.Prompts.ForItem)], cancellationToken);

    /// <summary>Identifies the attributes of one listing whose vector is at hand.</summary>
    /// <param name="profile">The listing.</param>
    /// <param name="vector">Its unit vector, [D].</param>
    /// <param name="truncated">Whether the encoder cut its text.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<TagResult> IdentifyAsync(
        ProductProfile profile, ReadOnlyMemory<float> vector, bool truncated, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (profile.Category is null || !index.Taxonomy.TryFindCategory(profile.Category, out Category? category))
        {
            return Result(profile, new CategoryAnswer(null, null, true, []), [], truncated);
        }

        var answers = new List<AttributeAnswer>();
        foreach (AttributeScores scores in await index.ScoreAsync(vector, category.Id, options.Alternatives + 1, cancellationToken).ConfigureAwait(false))
        {
            AttributeDefinition attribute = category.Attributes.First(candidate => candidate.Id == scores.AttributeId);
            answers.Add(Decide(attribute, scores));
        }

        return Result(profile, new CategoryAnswer(category.Id, category.Path, false, []), answers, truncated);
    }

    private static AttributeAnswer Decide(AttributeDefinition attribute, AttributeScores scores)
    {
        ValueAnswer[] values = [.. scores.Values.Select(value => new ValueAnswer
        {
            Id = value.ValueId,
            Label = attribute.Values.First(candidate => candidate.Id == value.ValueId).Label,
            Score = value.Score,
            Probability = Math.Clamp(value.Score, 0, 1),
            Threshold = scores.NullScore,
            Margin = value.Score - scores.NullScore,
            Evidence = [],
        })];
        bool found = values.Length > 0 && values[0].Score > scores.NullScore;
        return new AttributeAnswer
        {
            AttributeId = attribute.Id,
            Attribute = attribute.Name,
            Status = found ? AnswerStatus.Value : AnswerStatus.NoValue,
            Values = found ? values[..1] : [],
            Alternatives = found ? values[1..] : values,
            Reason = found ? "nearest value, above the null value" : "the null value scores highest",
        };
    }

    private TagResult Result(ProductProfile profile, CategoryAnswer category, IReadOnlyList<AttributeAnswer> attributes, bool truncated) => new()
    {
        ListingId = profile.Id,
        Category = category,
        Attributes = attributes,
        TaxonomyVersion = index.Taxonomy.Version,
        Space = encoder.Space.Fingerprint,
        Truncated = truncated,
    };
}
