namespace EpmRl.Retrieval.Server.WebConsole.Parts;

/// <summary>A place of a text that is marked.</summary>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="End">The unit after the last.</param>
/// <param name="Key">What it belongs to; everything with this key lights up together. Letters, digits and '-'.</param>
/// <param name="Name">What it was read as, for people.</param>
/// <param name="Tone">Class that says how it relates: its line and its colour.</param>
/// <param name="Sign">A short text after it, such as a number that another text repeats; empty for none.</param>
public sealed record TextMark(int Start, int End, string Key, string Name, string Tone, string Sign = "");

/// <summary>A part of a text with the marks that cover it.</summary>
/// <param name="Text">The part.</param>
/// <param name="Marks">Its marks, in their order; empty for text between.</param>
internal sealed record MarkedPart(string Text, IReadOnlyList<TextMark> Marks)
{
    /// <summary>Cuts a text where marks begin and end, so that marks may overlap.</summary>
    public static IReadOnlyList<MarkedPart> Split(string text, IReadOnlyList<TextMark> marks)
    {
        TextMark[] valid = [.. marks.Where(mark => mark.Start >= 0 && mark.Start < mark.End && mark.End <= text.Length)];
        int[] cuts = [.. valid.SelectMany(mark => new[] { mark.Start, mark.End }).Append(0).Append(text.Length).Distinct().Order()];
        return
        [
            .. cuts.Zip(cuts.Skip(1), (start, end) => new MarkedPart(
                text[start..end], [.. valid.Where(mark => mark.Start <= start && mark.End >= end).DistinctBy(mark => mark.Key)])),
        ];
    }
}
