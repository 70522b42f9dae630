using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.LifeCycle;

/// <summary>Tags the same listings with two taxonomies and reports the differences.</summary>
internal static class TagComparison
{
    /// <summary>Compares the tags of listings.</summary>
    /// <param name="before">One taxonomy.</param>
    /// <param name="after">The other.</param>
    /// <param name="listings">The listings; those without a category in both taxonomies are skipped and counted.</param>
    /// <param name="encoder">The encoder.</param>
    /// <param name="options">How attributes are identified.</param>
    /// <param name="scratch">A folder for two small indexes.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    public static async Task<TagComparisonResult> RunAsync(
        ProductTaxonomy before, ProductTaxonomy after, IReadOnlyList<ProductProfile> listings, ITextEncoder encoder,
        IdentificationOptions? options,
        string scratch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(listings);
        ProductProfile[] usable = [.. listings.Where(listing => listing.Category is string name
            && before.TryFindCategory(name, out Category? old) && after.TryFindCategory(name, out Category? now) && old.Id == now.Id)];
        if (usable.Length == 0)
        {
            return new TagComparisonResult(0, listings.Count, 0, []);
        }

        // Only the categories of these listings are encoded; the second index reuses the vectors of the first.
        HashSet<string> categories =
            [.. usable.Select(listing => before.TryFindCategory(listing.Category!, out Category? found) ? found.Id : "")];
        IReadOnlyList<TagResult> first = await TagAsync(before, "one").ConfigureAwait(false),
        second = await TagAsync(after, "one").ConfigureAwait(false);
        var changes = new List<TagChange>();
        for (int i = 0; i < usable.Length; i++)
        {
            Dictionary<string, AttributeAnswer> old =
                first[i].Attributes.ToDictionary(answer => answer.AttributeId, StringComparer.Ordinal);
            foreach (AttributeAnswer now in second[i].Attributes)
            {
                string was = old.Remove(now.AttributeId, out AttributeAnswer? answer) ? Say(answer) : "", becomes = Say(now);
                if (was != becomes)
                {
                    changes.Add(new TagChange(usable[i].Id, usable[i].Title, now.Attribute, was, becomes));
                }
            }

            changes.AddRange(old.Values.Where(answer => answer.Values.Count > 0)
                .Select(answer => new TagChange(usable[i].Id, usable[i].Title, answer.Attribute, Say(answer), "")));
        }

        return new TagComparisonResult(
            usable.Length, listings.Count - usable.Length, changes.Select(change => change.ListingId).Distinct().Count(), changes);

        async Task<IReadOnlyList<TagResult>> TagAsync(ProductTaxonomy taxonomy, string name)
        {
            string folder = Path.Combine(scratch, name);
            await new IndexBuilder(folder).BuildAsync(TaxonomyPart.Of(taxonomy, categories), encoder, null, cancellationToken)
                .ConfigureAwait(false);
            using EmbeddedVectorIndex index = EmbeddedVectorIndex.Open(folder);
            return await new AttributeIdentifier(index, encoder, options).IdentifyAsync(usable, cancellationToken).ConfigureAwait(false);
        }

        static string Say(AttributeAnswer answer) => string.Join(", ", answer.Values.Select(value => value.Label))
            + (answer.Status == AnswerStatus.NeedsReview ? " (to review)" : "");
    }
}

/// <summary>The differences.</summary>
/// <param name="Compared">Listings tagged twice.</param>
/// <param name="LeftOut">Listings without a category in both taxonomies.</param>
/// <param name="Changed">Listings with a different tag.</param>
/// <param name="Changes">The different tags.</param>
internal sealed record TagComparisonResult(int Compared, int LeftOut, int Changed, IReadOnlyList<TagChange> Changes);

/// <summary>A different tag.</summary>
/// <param name="ListingId">The listing.</param>
/// <param name="Title">Its title.</param>
/// <param name="Attribute">Name of the attribute.</param>
/// <param name="Before">Labels of its values before; empty for none.</param>
/// <param name="After">Labels after; empty for none.</param>
internal sealed record TagChange(string ListingId, string Title, string Attribute, string Before, string After);
