using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>Compares an index's answers with the exact ones, for a sample of its own vectors.</summary>
internal sealed class SampledSearches(ExactAnswers exact, IVectorIndex index)
{
    private const int Samples = 12, Limit = 10;

    // Both ways use the same stored numbers; they only sum them in a different order.
    private const float Tolerance = 1e-4f;

    private readonly List<string> problems = [];

    /// <summary>Compares.</summary>
    /// <returns>Every difference, in words.</returns>
    public async ValueTask<IReadOnlyList<string>> CompareAsync(CancellationToken cancellationToken)
    {
        ProductTaxonomy taxonomy = index.Taxonomy;
        IndexManifest manifest = index.Manifest;
        if (manifest.Vectors != exact.Layout.Rows || manifest.Ranges != exact.Layout.RangeCount)
        {
            return [$"{manifest.Version} has {manifest.Vectors} vectors in {manifest.Ranges} ranges, "
                + $"its taxonomy asks for {exact.Layout.Rows} in {exact.Layout.RangeCount}"];
        }

        // The same sample whenever a version is verified, a different one for each version.
        var random = new Random(manifest.Version.Aggregate(17, (hash, c) => unchecked((hash * 31) + c)));
        int[] withValues =
            [.. Enumerable.Range(0, taxonomy.Categories.Count).Where(place => exact.Layout.Categories[place].Ranges.Length > 0)];
        for (int sample = 0; sample < Samples && withValues.Length > 0; sample++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int place = withValues[random.Next(withValues.Length)];
            AttributeRange[] ranges = exact.Layout.Categories[place].Ranges;
            AttributeRange range = ranges[random.Next(ranges.Length)];
            float[] query = exact.Vector(range.FirstRow + random.Next(exact.Layout.ValueOfRow[range.Attribute].Length + 1));
            await CompareAsync(query, taxonomy.Categories[place].Id, taxonomy.Attributes[range.Attribute].Id, cancellationToken)
                .ConfigureAwait(false);
            if (sample % 4 == 0)
            {
                IReadOnlyList<CategoryScore> found =
                    await index.ScoreCategoriesAsync(query, Limit, cancellationToken).ConfigureAwait(false);
                Compare("ranking the categories", [.. found.Select(one => (one.CategoryId, one.Score))], exact.ScoreCategories(query));
            }
        }

        return problems;
    }

    private async ValueTask CompareAsync(float[] query, string category, string attribute, CancellationToken cancellationToken)
    {
        Dictionary<string, (float Null, Dictionary<string, float> Values)> expected = exact.Score(query, category);
        IReadOnlyList<AttributeScores> scored = await index.ScoreAsync(query, category, Limit, cancellationToken).ConfigureAwait(false);
        string where = $"scoring category '{category}'";
        if (!scored.Select(one => one.AttributeId).ToHashSet(StringComparer.Ordinal).SetEquals(expected.Keys))
        {
            problems.Add($"{index.Manifest.Version}: {where} gives {scored.Count} attributes, expected {expected.Count}");
            return;
        }

        foreach (AttributeScores one in scored)
        {
            (float none, Dictionary<string, float> values) = expected[one.AttributeId];
            string what = $"{where}, attribute '{one.AttributeId}'";
            if (Math.Abs(one.NullScore - none) > Tolerance)
            {
                problems.Add($"{index.Manifest.Version}: {what} gives {one.NullScore} for the null value, {none} is exact");
            }

            Compare(what, [.. one.Values.Select(value => (value.ValueId, value.Score))], values);
        }

        IReadOnlyList<ValueHit> found =
            await index.SearchAsync(query, new ValueFilter(category, attribute), Limit, cancellationToken).ConfigureAwait(false);
        Compare(
            $"searching attribute '{attribute}' of category '{category}'", [.. found.Select(hit => (hit.ValueId, hit.Score))],
            expected[attribute].Values);
    }

    // Scores must agree place by place, and each with the exact score of the result; ties may come in any order.
    private void Compare(string what, (string Id, float Score)[] found, Dictionary<string, float> expected)
    {
        float[] best = [.. expected.Values.OrderDescending().Take(Limit)];
        bool same = found.Length == best.Length
            && found.Select(one => one.Id).Distinct(StringComparer.Ordinal).Count() == found.Length
            && found.Zip(best).All(pair => Math.Abs(pair.First.Score - pair.Second) <= Tolerance)
            && found.All(one => expected.TryGetValue(one.Id, out float score) && Math.Abs(one.Score - score) <= Tolerance);
        if (!same)
        {
            IEnumerable<string> given = found.Take(3).Select(one => $"{one.Id} {one.Score:0.0000}");
            IEnumerable<string> exactly =
                expected.OrderByDescending(pair => pair.Value).Take(3).Select(pair => $"{pair.Key} {pair.Value:0.0000}");
            problems.Add(
                $"{index.Manifest.Version}: {what} gives {string.Join(", ", given)}, exact is {string.Join(", ", exactly)}");
        }
    }
}
