using System.Text;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>
/// Marks places of a text while it is composed, and finds them afterwards: marks are characters of the private use area, so that parts can
/// be joined in any order.
/// </summary>
internal sealed class MarkedPlaces
{
    private const char Open = '\uE000', Close = '\uE001', First = '\uE100', Last = '\uF8FF';

    private readonly List<(string AttributeId, bool Stated)> marks = [];

    /// <summary>A text whose place is remembered.</summary>
    public string Mark(string attributeId, bool stated, string text)
    {
        char index = (char)(First + marks.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, Last);
        marks.Add((attributeId, stated));
        return $"{Open}{index}{string.Concat(text.Where(letter => letter is not (Open or Close)))}{Close}";
    }

    /// <summary>The text without its marks.</summary>
    /// <param name="marked">A text with marks, which may not lie within each other.</param>
    /// <param name="field">The text's field.</param>
    /// <param name="spans">Receives the places, in their order.</param>
    public string Read(string marked, ProfileField field, List<SpanLabel> spans)
    {
        var text = new StringBuilder(marked.Length);
        int start = 0;
        (string AttributeId, bool Stated) mark = ("", false);
        for (int i = 0; i < marked.Length; i++)
        {
            if (marked[i] == Open)
            {
                mark = marks[marked[++i] - First];
                start = text.Length;
            }
            else if (marked[i] == Close)
            {
                spans.Add(new SpanLabel(mark.AttributeId, field, start, text.Length, mark.Stated));
            }
            else
            {
                text.Append(marked[i]);
            }
        }

        return text.ToString();
    }
}
