using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Identification;

/// <summary>A column or option of a row that names an attribute, with its text.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attribute">The attribute that it names.</param>
/// <param name="Cell">Its text, unit and number format.</param>
/// <param name="Rank">Its precedence, from 0 for the highest.</param>
/// <param name="Option">Start of its text in the options' text; null for a column.</param>
internal sealed record RowColumn(string Name, NamedAttribute Attribute, Cell Cell, int Rank, int? Option)
{
    /// <summary>Whether an unreadable cell needs a manual check: a column named only by a role word may be about something else.</summary>
    public bool IsSure => Attribute.Naming != Naming.Word;

    /// <summary>The span of a value in the row.</summary>
    public Evidence EvidenceOf(CellValue value)
    {
        string text = Cell.Text[value.Start..value.End];
        return Option is { } offset
            ? new Evidence(ProfileField.Options, offset + value.Start, offset + value.End, text)
            : new Evidence(ProfileField.Column, value.Start, value.End, text) { Column = Name };
    }
}

/// <summary>Finds the columns and options of a row that name attributes.</summary>
internal static class RowColumns
{
    /// <summary>Length of the longest cell that is read as an attribute, in characters; longer ones are prose.</summary>
    public const int LongestCell = 500;

    private const int PerNaming = 4; // ranks: three of locales, and options before columns

    /// <summary>The columns by precedence: mapped, options, names, words; within each, the chosen locale first.</summary>
    /// <param name="profile">The row.</param>
    /// <param name="find">Finds the attribute that a column names; null if none.</param>
    public static List<RowColumn> Of(ProductProfile profile, Func<ColumnMeaning, NamedAttribute?> find)
    {
        var found = new List<RowColumn>();
        ColumnLayout layout = profile.Layout;
        int offset = 0;
        foreach (ProductOption option in profile.Options)
        {
            ColumnMeaning meaning = layout.MeaningOf(option.Name);
            if (option.Value.Length <= LongestCell && find(meaning) is { } attribute)
            {
                int start = offset + option.Name.Length + 2; // "Color: "
                var cell = new Cell(option.Value, attribute.Unit, false);
                found.Add(new RowColumn(option.Name, attribute, cell, (int)attribute.Naming * PerNaming, start));
            }

            offset += option.Name.Length + option.Value.Length + 4; // "Color: Red; "
        }

        foreach ((string name, JsonElement value) in profile.Extra.Concat(profile.Shared)) // values of the parent that the row leaves empty
        {
            ColumnMeaning meaning = layout.MeaningOf(name);
            if (find(meaning) is { } attribute && TextOf(value) is { Length: > 0 and <= LongestCell } text)
            {
                var cell = new Cell(
                    text, attribute.Unit ?? UnitBeside(profile, name), layout.HasPlainNumbers || value.ValueKind == JsonValueKind.Number);
                found.Add(new RowColumn(name, attribute, cell, ((int)attribute.Naming * PerNaming) + 1 + meaning.LocaleRank, null));
            }
        }

        return found;
    }

    // Numbers as a person writes them: 1e3 is 1000.
    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number =>
            value.GetRawText() is var raw && raw.AsSpan().ContainsAny('e', 'E') && value.TryGetDecimal(out decimal number)
            ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : raw,
        JsonValueKind.Array when value.EnumerateArray().Any(element => element.ValueKind is JsonValueKind.Object or JsonValueKind.Array) =>
            null,
        JsonValueKind.Object => null,
        _ => JsonTexts.TextOf(value, ", "),
    };

    private static string? UnitBeside(ProductProfile profile, string name)
    {
        foreach (string column in ColumnLayout.UnitColumnsOf(name))
        {
            if (profile.TryGetColumn(column, out JsonElement unit) && unit.ValueKind == JsonValueKind.String
                && unit.GetString() is { Length: > 0 and < 40 } text)
            {
                return profile.Layout.UnitOf(text.Trim());
            }
        }

        return null;
    }
}
