using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Reads a cell as a text that is announced by its attribute, "Weight: 2.8 kg", with the readers of texts.</summary>
internal sealed class CellMentions(AttributeDefinition attribute, MentionReaderFactory readers)
{
    private readonly MentionReader reader = readers.ReaderOf(attribute);
    private readonly string announcing = RoleOf(attribute) + ": ";

    /// <summary>The places of a cell from which a value can be read that it does not deny, with offsets into the cell.</summary>
    /// <param name="cell">The cell's text.</param>
    /// <param name="behind">What is read behind it, a unit; evidence of it is of the cell.</param>
    public IReadOnlyList<Mention> Of(string cell, string behind = "")
    {
        // The cell itself says what it denies: "Heel drop: 8 mm" is about no heel, and "Material: no leather" affirms nothing.
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

    /// <summary>What "Dimmable: no" says, where the cell is a yes or a no: the value may be named by the attribute itself.</summary>
    public Mention? OfAnswer(string answer) =>
        Read($"{attribute.Name}: {answer}").FirstOrDefault(mention => !MentionScore.IsDenied(mention));

    private IReadOnlyList<Mention> Read(string text) => reader.Read([FieldText.OfCell(text)]).GetValueOrDefault(attribute.Id) ?? [];

    // A word that announces it in texts; its name where it has none, or where that is one.
    private static string RoleOf(AttributeDefinition attribute) =>
        attribute.RoleWords.Count == 0 || attribute.RoleWords.Contains(attribute.Name, StringComparer.OrdinalIgnoreCase)
            ? attribute.Name
            : attribute.RoleWords[0];
}
