using System.Globalization;

namespace EpmRl.Retrieval.Files;

/// <summary>Shortens file content for messages.</summary>
internal static class Excerpt
{
    private const int MostWhole = 400, Shown = 80;

    /// <summary>The text, or its beginning and its length: <c>abc… (28,672 characters)</c>.</summary>
    public static string Of(string text)
    {
        if (text.Length <= MostWhole)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[Shown - 1]) ? Shown - 1 : Shown;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}… ({text.Length:N0} characters)");
    }
}
