namespace EpmRl.Retrieval.Files;

/// <summary>Checks the lengths of texts.</summary>
internal static class LimitCheck
{
    /// <summary>The problem with a text's length; null when it is within the limit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">The limit.</param>
    /// <param name="what">The text's name in the message: <c>The label of value 'navy'</c>.</param>
    public static string? Problem(string text, int most, string what)
    {
        if (text.Length <= most)
        {
            return null;
        }

        BoundedMessage message = $"{what} has {text.Length:N0} characters, at most {most:N0} expected: '{text}'. Shorten it.";
        return message.ToStringAndClear();
    }

    /// <summary>Logs a text that is too long.</summary>
    public static void Text(string text, int most, string what, Place place, ProblemLog log)
    {
        if (Problem(text, most, what) is { } problem)
        {
            log.Error(place.Path, place.Line, problem);
        }
    }
}
