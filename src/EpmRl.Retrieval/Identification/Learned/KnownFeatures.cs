using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// A cache of the features of one attribute of one listing, which are the same for every model fitted to it. All feature numbers are of one
/// vocabulary. For one caller at a time.
/// </summary>
internal sealed class KnownFeatures
{
    private readonly Dictionary<Mention, IReadOnlyList<Feature>> mentions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string? Id, string Label), IReadOnlyList<Feature>> values = [];
    private IReadOnlyList<Feature>? none;

    /// <summary>The features of a mention; null if not cached.</summary>
    public IReadOnlyList<Feature>? Of(Mention mention) => mentions.GetValueOrDefault(mention);

    /// <summary>The features of a value; null if not cached.</summary>
    public IReadOnlyList<Feature>? Of(Candidate candidate) => values.GetValueOrDefault((candidate.ValueId, candidate.Label));

    /// <summary>The features of the null value; null if not cached.</summary>
    public IReadOnlyList<Feature>? OfNull => none;

    /// <summary>Caches the features of a mention.</summary>
    public void Add(Mention mention, IReadOnlyList<Feature> features) => mentions.Add(mention, features);

    /// <summary>Caches the features of a value.</summary>
    public void Add(Candidate candidate, IReadOnlyList<Feature> features) => values.Add((candidate.ValueId, candidate.Label), features);

    /// <summary>Caches the features of the null value.</summary>
    public void AddNull(IReadOnlyList<Feature> features) => none = features;
}
