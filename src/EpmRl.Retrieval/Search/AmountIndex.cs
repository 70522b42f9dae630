using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Search;

/// <summary>Amounts and where they are stated. Finds the spellings that state an amount, in any unit.</summary>
internal sealed class AmountIndex
{
    private const double Same = 1e-3; // 12 in and 30.48 cm, rounded as people write them
    private const double Rounded = 0.01; // 27 in and 68.5 cm

    // by dimension, in order
    private readonly Dictionary<string, (double[] Amounts, (int Place, string Text)[] Places)> single = new(StringComparer.Ordinal);
    private readonly ILookup<string, (double Low, double High, int Place, string Text)> ranges;

    /// <param name="amounts">Every amount, with the place and the text that states it.</param>
    public AmountIndex(IReadOnlyList<(StatedAmount Amount, int Place, string Text)> amounts)
    {
        foreach (var dimension in amounts.Where(one => one.Amount.Low == one.Amount.High)
            .GroupBy(one => one.Amount.Dimension, StringComparer.Ordinal))
        {
            var ordered = dimension.OrderBy(one => one.Amount.Low).ToArray();
            single.Add(dimension.Key, ([.. ordered.Select(one => one.Amount.Low)], [.. ordered.Select(one => (one.Place, one.Text))]));
        }

        ranges = amounts.Where(one => one.Amount.Low != one.Amount.High)
            .ToLookup(one => one.Amount.Dimension, one => (one.Amount.Low, one.Amount.High, one.Place, one.Text), StringComparer.Ordinal);
    }

    /// <summary>The spellings that state an amount; if none, those that state it rounded, or a range that contains it.</summary>
    public List<(int Place, string Text)> Find(StatedAmount amount)
    {
        var found = new List<(int, string)>();
        AddRanges(found, one => IsNear(one.Low, amount.Low, Same) && IsNear(one.High, amount.High, Same));
        if (amount.Low == amount.High)
        {
            AddSingle(found, Same);
            if (found.Count == 0)
            {
                AddSingle(found, Rounded);
                AddRanges(found, one => one.Low <= amount.Low && amount.Low <= one.High);
            }
        }

        return found;

        void AddSingle(List<(int, string)> to, double tolerance)
        {
            if (single.TryGetValue(amount.Dimension, out var all))
            {
                double reach = Math.Abs(amount.Low) * tolerance;
                int first = Array.BinarySearch(all.Amounts, amount.Low - reach);
                for (first = first < 0 ? ~first : first; first > 0 && all.Amounts[first - 1] >= amount.Low - reach; first--)
                {
                }

                for (int i = first; i < all.Amounts.Length && all.Amounts[i] <= amount.Low + reach; i++)
                {
                    to.Add(all.Places[i]);
                }
            }
        }

        void AddRanges(List<(int, string)> to, Func<(double Low, double High, int Place, string Text), bool> fits) =>
            to.AddRange(ranges[amount.Dimension].Where(fits).Select(one => (one.Place, one.Text)));
    }

    private static bool IsNear(double one, double other, double tolerance) => Math.Abs(one - other) <= Math.Abs(other) * tolerance;
}
