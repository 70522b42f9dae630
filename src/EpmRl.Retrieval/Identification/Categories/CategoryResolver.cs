using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Finds the category of a listing: the one it names, the feed's, or a prediction from its text and vector.</summary>
internal sealed class CategoryResolver
{
    private const int Shown = 3;

    // Attributes are read for these few categories only, whatever the size of the taxonomy.
    private const int Nearest = 3; // by vector
    private const int Named = 2; // by the text
    private const int Scored = 50; // cosines requested: a category that the text names is rarely far away

    private readonly IVectorIndex index;
    private readonly KindReader kinds;
    private readonly AttributeSupport support;
    private readonly double threshold;
    private readonly bool hasNames;
    private readonly Category? only; // the taxonomy's category, if it has a single one
    private readonly Category? standing; // the default for listings that name none

    /// <summary>Prepares the taxonomy's categories.</summary>
    /// <param name="index">The index.</param>
    /// <param name="options">Threshold and default.</param>
    /// <param name="support">Measures how much of a text a category's attributes explain.</param>
    /// <exception cref="ArgumentException">The default category is not in the taxonomy.</exception>
    public CategoryResolver(IVectorIndex index, IdentificationOptions options, AttributeSupport support)
    {
        this.index = index;
        this.support = support;
        kinds = new KindReader(KindTable.Of(index.Taxonomy));
        hasNames = index.Taxonomy.Categories.Any(category => category.Names.Count > 0);
        threshold = options.CategoryThreshold ?? CategoryRule.Threshold;
        if (!(threshold is >= 0 and <= 1))
        {
            throw new ArgumentException($"The category threshold is {threshold}. Expected a probability from 0 to 1.", nameof(options));
        }

        Category[] withAttributes = [.. index.Taxonomy.Categories.Where(category => category.Attributes.Count > 0).Take(2)];
        only = withAttributes is [var one] ? one : null;
        if (options.DefaultCategory is { } name)
        {
            standing = index.Taxonomy.TryFindCategory(name, out Category? found) ? found
                : throw new ArgumentException(
                    $"The taxonomy has no category '{name}'."
                    + ClosestName.Hint(name, [.. index.Taxonomy.Categories.Select(category => category.Name)]),
                    nameof(options));
        }
    }

    /// <summary>Finds the category of a listing.</summary>
    /// <param name="listing">The listing's text, read once for all categories.</param>
    /// <param name="vector">Its unit vector, [D].</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<CategoryAnswer> ResolveAsync(
        ListingText listing, ReadOnlyMemory<float> vector, CancellationToken cancellationToken)
    {
        // The first known one, or a more specific category below it.
        Category? given = null;
        foreach (string named in listing.Profile.OtherCategories.Prepend(listing.Profile.Category ?? ""))
        {
            if (named.Length > 0 && index.Taxonomy.TryFindCategory(named, out Category? category)
                && (given is null || category.Path.StartsWith(given.Path + " > ", StringComparison.Ordinal)))
            {
                given = category;
            }
        }

        if (given is not null)
        {
            return new CategoryAnswer(given.Id, given.Path, Predicted: false, []);
        }

        if ((standing ?? only) is { } known)
        {
            return new CategoryAnswer(known.Id, known.Path, Predicted: false, []) { Assumed = true };
        }

        List<CategoryEvidence> evidence = await EvidenceAsync(listing, vector, cancellationToken).ConfigureAwait(false);
        double[] probabilities = CategoryRule.Probabilities(evidence);
        CategoryCandidate[] candidates =
        [
            .. evidence.Zip(probabilities, (one, probability) => new CategoryCandidate(one.CategoryId, Path(one.CategoryId), one.Cosine)
            {
                Probability = probability,
                Evidence = [.. one.Mentions.Select(mention => listing.EvidenceOf(mention))],
            }).OrderByDescending(candidate => candidate.Probability).ThenBy(candidate => candidate.Id, StringComparer.Ordinal).Take(Shown),
        ];
        return candidates is [var best, ..] && best.Probability >= threshold
            ? new CategoryAnswer(best.Id, best.Path, Predicted: true, candidates)
            : new CategoryAnswer(null, null, Predicted: true, candidates);
    }

    // The evidence for and against each category that the listing may belong to.
    private async ValueTask<List<CategoryEvidence>> EvidenceAsync(
        ListingText listing, ReadOnlyMemory<float> vector, CancellationToken cancellationToken)
    {
        IReadOnlyList<KindMention> mentions = kinds.Read(listing.Fields, cancellationToken);
        IReadOnlyList<CategoryScore> scores = await index.ScoreCategoriesAsync(vector, Scored, cancellationToken).ConfigureAwait(false);
        return Gather(mentions, scores, listing, cancellationToken);
    }

    private List<CategoryEvidence> Gather(
        IReadOnlyList<KindMention> mentions, IReadOnlyList<CategoryScore> scores, ListingText listing, CancellationToken cancellationToken)
    {
        if (scores.Count == 0 || listing.Fields.Count == 0)
        {
            return [];
        }

        var cosines = scores.ToDictionary(score => score.CategoryId, score => (double)score.Score, StringComparer.Ordinal);
        double least = scores[^1].Score; // categories that are not among them are further away
        var naming = new NamedKinds(mentions, listing.Fields[0].Field);
        string[] ids =
        [
            .. naming.ByProminence(id => cosines.GetValueOrDefault(id, least)).Take(Named)
                .Concat(scores.Take(Nearest).Select(score => score.CategoryId)).Distinct(StringComparer.Ordinal),
        ];
        return
        [
            .. ids.Select(id =>
            {
                double cosine = cosines.GetValueOrDefault(id, least);
                double? rival = scores.Where(score => score.CategoryId != id).Select(score => (double?)score.Score).FirstOrDefault();
                CategoryEvidence known = naming.For(id) with { Cosine = cosine, HasNames = hasNames, Margin = cosine - (rival ?? cosine) };
                return CategoryRule.CanReach(known, threshold)
                    ? known with { Explained = support.Of(id, listing, cancellationToken) }
                    : known;
            }),
        ];
    }

    private string Path(string categoryId) =>
        index.Taxonomy.TryFindCategory(categoryId, out Category? category) ? category.Path : categoryId;
}
