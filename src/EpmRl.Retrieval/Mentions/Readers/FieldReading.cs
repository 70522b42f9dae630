using EpmRl.Retrieval.Mentions.Quantities;

namespace EpmRl.Retrieval.Mentions.Readers;

/// <summary>A field with what all readers share: its quantities, found once.</summary>
/// <param name="Field">The field.</param>
/// <param name="Quantities">Its quantities, in the order of the text; they do not overlap.</param>
internal sealed record FieldReading(FieldText Field, IReadOnlyList<Quantity> Quantities)
{
    private readonly HashSet<int> marks =
    [
        .. Quantities.Where(quantity => quantity.Role is not null)
            .SelectMany(quantity => Enumerable.Range(quantity.RolePlace.Start, quantity.RolePlace.End - quantity.RolePlace.Start)),
    ];

    /// <summary>Whether a role word that marks a quantity stands at a position.</summary>
    public bool IsMark(int position) => marks.Contains(position);

    /// <summary>The quantities that overlap a place.</summary>
    public IEnumerable<Quantity> QuantitiesIn(int start, int end)
    {
        int low = 0;
        int high = Quantities.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Quantities[middle].End <= start ? (middle + 1, high) : (low, middle);
        }

        for (; low < Quantities.Count && Quantities[low].Start < end; low++)
        {
            yield return Quantities[low];
        }
    }
}
