using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.LifeCycle;

/// <summary>Finds values of an attribute with nearly the same meaning to an encoder ("Stainless", "Stainless steel").</summary>
internal static class NearDuplicates
{
    /// <summary>The cosine from which two labels count as near.</summary>
    public const double DefaultThreshold = 0.90;

    /// <summary>The values whose label a change adds or alters: those of which a near duplicate would be news.</summary>
    public static IReadOnlySet<ValueId> ChangedBy(TaxonomyDiff diff) => diff.Changes
        .Where(change => change.What == "value" && change.Kind is ChangeKind.Added or ChangeKind.Renamed or ChangeKind.Restored)
        .Select(change => ValueId.TryParse(change.Id, out ValueId id) ? id : default)
        .ToHashSet();

    /// <summary>
    /// Searches for near values among the active ones; numbers, codes and labels that differ in their digits are distinguished by other
    /// means.
    /// </summary>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <param name="encoder">The encoder.</param>
    /// <param name="changed">The values one of which must be in each pair; null for all.</param>
    /// <param name="threshold">The lowest cosine.</param>
    /// <param name="cancellationToken">Checked between attributes.</param>
    /// <returns>The pairs, nearest first.</returns>
    public static async Task<IReadOnlyList<NearDuplicate>> FindAsync(
        ProductTaxonomy taxonomy, ITextEncoder encoder, IReadOnlySet<ValueId>? changed, double threshold = DefaultThreshold,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(encoder);
        var found = new List<NearDuplicate>();
        foreach (AttributeDefinition attribute in taxonomy.Attributes.Where(attribute => attribute.IsNamed))
        {
            TaxonomyValue[] values = [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)];
            bool[] asked = [.. values.Select(value => changed is null || changed.Contains(new ValueId(attribute.Id, value.Id)))];
            if (values.Length < 2 || !asked.Contains(true))
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            EmbeddingBatch vectors = await encoder.EncodeAsync(
                [.. values.Select(value => encoder.Space.Prompts.ForQuery(value.Label))], cancellationToken).ConfigureAwait(false);
            string[] digits = [.. values.Select(value => string.Concat(value.Label.Where(char.IsDigit)))];
            for (int i = 0; i < values.Length; i++)
            {
                for (int j = asked[i] ? 0 : i + 1; j < values.Length; j++)
                {
                    // A pair of two requested values is reported once.
                    if (j == i || !(asked[i] || asked[j]) || (asked[i] && asked[j] && j < i) || (!asked[i] && asked[j])
                        || digits[i] != digits[j])
                    {
                        continue;
                    }

                    double cosine = DotProduct.Of(vectors[i].Span, vectors[j].Span);
                    if (cosine >= threshold)
                    {
                        found.Add(new NearDuplicate(attribute.Id, values[i].Id, values[i].Label, values[j].Id, values[j].Label, cosine));
                    }
                }
            }
        }

        return
        [
            .. found.OrderByDescending(pair => pair.Cosine)
                .ThenBy(pair => pair.Attribute, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .ThenBy(pair => pair.Other, StringComparer.Ordinal),
        ];
    }
}
