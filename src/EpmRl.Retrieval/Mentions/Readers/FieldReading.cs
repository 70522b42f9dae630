namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// A field with the data shared by all readers: its quantities and the parts of its glued words. For one caller at a time.
/// </summary>
/// <param name="Field">The field.</param>
/// <param name="Quantities">Its quantities, in the order of the text; they do not overlap.</param>
internal sealed record FieldReading(FieldText Field, IReadOnlyList<Quantity> Quantities)
{
    private readonly HashSet<int> marks =
    [
        .. Quantities.Where(quantity => quantity.Role is not null)
            .SelectMany(quantity => Enumerable.Range(quantity.RolePlace.Start, quantity.RolePlace.End - quantity.RolePlace.Start)),
    ];

    private IReadOnlyList<Word>? parts;

    /// <summary>The field's words with glued ones split; empty if none is glued.</summary>
    public IReadOnlyList<Word> Parts => parts ??= GluedWords.Split(Field);

    /// <summary>Whether a position is in a role word that marks a quantity.</summary>
    public bool IsMark(int position) => marks.Contains(position);

    /// <summary>The quantities that overlap a span.</summary>
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
