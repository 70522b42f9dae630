using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification;

/// <summary>
/// The features of one attribute of one listing, each written once: what a mention or a value looks like is the same for every model that
/// is fitted to it. All numbers are of one vocabulary. For one caller at a time.
/// </summary>
internal sealed class KnownFeatures
{
    private readonly Dictionary<Mention, IReadOnlyList<Feature>> mentions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string? Id, string Label), IReadOnlyList<Feature>> values = [];
    private IReadOnlyList<Feature>? none;

    /// <summary>The features of a mention; null before they were written.</summary>
    public IReadOnlyList<Feature>? Of(Mention mention) => mentions.GetValueOrDefault(mention);

    /// <summary>The features of a value as a whole; null before they were written.</summary>
    public IReadOnlyList<Feature>? Of(Candidate candidate) => values.GetValueOrDefault((candidate.ValueId, candidate.Label));

    /// <summary>The features of the null value; null before they were written.</summary>
    public IReadOnlyList<Feature>? OfNull => none;

    /// <summary>Keeps the features of a mention.</summary>
    public void Add(Mention mention, IReadOnlyList<Feature> features) => mentions.Add(mention, features);

    /// <summary>Keeps the features of a value.</summary>
    public void Add(Candidate candidate, IReadOnlyList<Feature> features) => values.Add((candidate.ValueId, candidate.Label), features);

    /// <summary>Keeps the features of the null value.</summary>
    public void AddNull(IReadOnlyList<Feature> features) => none = features;
}
