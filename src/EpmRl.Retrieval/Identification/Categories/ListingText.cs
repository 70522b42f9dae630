using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification;

/// <summary>The text of one listing, cleaned once, and its mentions for each category considered. For one caller at a time.</summary>
/// <param name="profile">The listing.</param>
internal sealed class ListingText(ProductProfile profile)
{
    private readonly Dictionary<MentionReader, IReadOnlyDictionary<string, IReadOnlyList<Mention>>> mentions =
        new(ReferenceEqualityComparer.Instance);

    /// <summary>The listing.</summary>
    public ProductProfile Profile => profile;

    /// <summary>Its fields.</summary>
    public IReadOnlyList<FieldText> Fields { get; } = FieldText.Of(profile);

    /// <summary>Attribute id → its mentions, as a category's reader gives them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Mention>> MentionsBy(MentionReader reader, CancellationToken cancellationToken)
    {
        if (!mentions.TryGetValue(reader, out IReadOnlyDictionary<string, IReadOnlyList<Mention>>? read))
        {
            mentions.Add(reader, read = reader.Read(Fields, cancellationToken));
        }

        return read;
    }

    /// <summary>The span of a kind, with its text.</summary>
    public Evidence EvidenceOf(KindMention mention)
    {
        string original = Fields.First(field => field.Field == mention.Field).Clean.Original;
        return new Evidence(mention.Field, mention.Start, mention.End, original[mention.Start..mention.End]);
    }
}
