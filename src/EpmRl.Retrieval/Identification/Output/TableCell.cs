using System.Globalization;

namespace EpmRl.Retrieval.Identification;

/// <summary>A cell of a table.</summary>
/// <param name="Text">The content; null for an empty cell.</param>
/// <param name="IsText">Whether it is text from outside, not a number or Boolean of this program.</param>
internal readonly record struct TableCell(string? Text, bool IsText = true)
{
    /// <summary>A number in its shortest form, or an empty cell.</summary>
    public static TableCell Of(double? number) => new(number?.ToString("R", CultureInfo.InvariantCulture), IsText: false);

    /// <summary>An integer, or an empty cell.</summary>
    public static TableCell Of(long? number) => new(number?.ToString(CultureInfo.InvariantCulture), IsText: false);

    /// <summary>A Boolean, or an empty cell.</summary>
    public static TableCell Of(bool? value) => new(value is { } known ? known ? "true" : "false" : null, IsText: false);

    /// <summary>A number or a Boolean, or an empty cell.</summary>
    public static TableCell Of(object? value) => value switch
    {
        bool known => Of((bool?)known),
        double number => Of((double?)number),
        int number => Of((long?)number),
        long number => Of((long?)number),
        _ => default,
    };
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name; unique.</param>
/// <param name="IsNumber">Whether its cells are numbers.</param>
internal readonly record struct TagColumn(string Name, bool IsNumber = false);
