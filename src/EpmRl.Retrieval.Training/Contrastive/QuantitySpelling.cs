using System.Text;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Prompts;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>Labels that occur in texts in the seller's unit: 30.5 (cm) as "12 in", "12 x 18" or "1 ft".</summary>
/// <param name="writer">Knows the attribute's labels and units.</param>
/// <param name="scanner">Finds the quantities of the category's listings.</param>
internal sealed class QuantitySpelling(QuantityWriter writer, QuantityScanner scanner) : ILabelSpelling
{
    public int Count(string text, string label) => Find(text, label).Places.Count;

    public bool MayRepeat(string label) => true; // marked by unit, role or chain, or the only one

    public string Swap(string text, string before, string after)
    {
        (FieldText field, IReadOnlyList<Quantity> places) = Find(text, before);
        var swapped = new StringBuilder();
        int from = 0;
        foreach (Quantity place in places)
        {
            if (writer.NumberOf(after, place) is { } number)
            {
                (int start, int end) = field.Clean.ToOriginal(place.Number.Start, place.Number.End);
                swapped.Append(text, from, start - from).Append(number);
                from = end;
            }
        }

        return swapped.Append(text, from, text.Length - from).ToString();
    }

    private (FieldText Field, IReadOnlyList<Quantity> Places) Find(string text, string label)
    {
        FieldText field = FieldText.OfTitle(text);
        return (field, writer.Find(scanner.Scan(field), label));
    }
}
