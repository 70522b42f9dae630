using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Identifies the attributes of listings of one category. Prepared once per category, safe for concurrent callers.</summary>
internal sealed class CategoryReader
{
    private readonly IdentificationChannels channels;
    private readonly MentionReader? mentionReader;
    private readonly AttributeDecider[] deciders;

    public CategoryReader(Category category, IdentificationChannels channels, SharedReaders readers, Func<AttributeDefinition, AttributeDecider> decider)
    {
        this.channels = channels;
        mentionReader = channels.HasFlag(IdentificationChannels.Mentions) ? new MentionReader(category, readers) : null;
        deciders = [.. category.Attributes.Select(decider)];
    }

    /// <summary>Whether the dense scores are asked for.</summary>
    public bool NeedsDense => channels.HasFlag(IdentificationChannels.Dense);

    /// <summary>One answer for each attribute of the category, in its order.</summary>
    public AttributeAnswer[] Identify(ProductProfile profile, IReadOnlyList<AttributeScores> dense)
    {
        Dictionary<string, AttributeScores> scores = dense.ToDictionary(attribute => attribute.AttributeId, StringComparer.Ordinal);
        if (mentionReader is null)
        {
            return [.. deciders.Select(decider => decider.DecideDense(
                scores.GetValueOrDefault(decider.Attribute.Id) ?? new AttributeScores(decider.Attribute.Id, 0, [])))];
        }

        IReadOnlyList<FieldText> fields = FieldText.Of(profile);
        IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions = mentionReader.Read(fields);
        return [.. deciders.Select(decider => decider.Decide(
            fields,
            mentions.GetValueOrDefault(decider.Attribute.Id) ?? [],
            scores.GetValueOrDefault(decider.Attribute.Id)))];
    }
}
