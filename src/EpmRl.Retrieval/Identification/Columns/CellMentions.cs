using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Reads a cell with the text readers, as if its attribute's name preceded it: "Weight: 2.8 kg".</summary>
internal sealed class CellMentions(AttributeDefinition attribute, MentionReaderFactory readers)
{
    private readonly MentionReader reader = readers.ReaderOf(attribute);
    private readonly string announcing = RoleOf(attribute) + ": ";

    /// <summary>The mentions of a cell that are not denied, with offsets into the cell.</summary>
    /// <param name="cell">The cell's text.</param>
    /// <param name="behind">Text to read after the cell, such as a unit; its evidence is clipped to the cell.</param>
    public IReadOnlyList<Mention> Of(string cell, string behind = "")
    {
        // Denials count only inside the cell: "Heel drop: 8 mm" is not about a heel, and "Material: no leather" affirms nothing.
        IReadOnlyList<Mention> alone = Read(cell + behind);
        var found = new List<Mention>();
        foreach (Mention mention in Read(announcing + cell + behind))
        {
            int start = mention.Start - announcing.Length;
            int end = Math.Min(mention.End - announcing.Length, cell.Length);
            Mention context = alone.FirstOrDefault(other => other.Start == start && other.Label == mention.Label) ?? mention;
            if (start >= 0 && end > start && !MentionScore.IsDenied(context))
            {
                found.Add(mention with { Start = start, End = end });
            }
        }

        return [.. found.OrderBy(mention => mention.Start).ThenByDescending(mention => mention.End)];
    }

    /// <summary>Reads a yes or no in a cell as in "Dimmable: no": the attribute's own name may be the value.</summary>
    public Mention? OfAnswer(string answer) =>
        Read($"{attribute.Name}: {answer}").FirstOrDefault(mention => !MentionScore.IsDenied(mention));

    private IReadOnlyList<Mention> Read(string text) => reader.Read([FieldText.OfCell(text)]).GetValueOrDefault(attribute.Id) ?? [];

    // A role word of the attribute; its name if it has no role words or is one itself.
    private static string RoleOf(AttributeDefinition attribute) =>
        attribute.RoleWords.Count == 0 || attribute.RoleWords.Contains(attribute.Name, StringComparer.OrdinalIgnoreCase)
            ? attribute.Name
            : attribute.RoleWords[0];
}
