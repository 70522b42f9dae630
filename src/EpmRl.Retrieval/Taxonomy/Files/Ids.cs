using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The form of ids: they are file names and keys, and never change.</summary>
internal static class Ids
{
    public const string Rule = "lower-case letters a-z, digits, '.', '_' and '-', the first a letter or digit, at most 200 in all";

    public static bool IsValid(string id)
    {
        if (id.Length is 0 or > TaxonomyLimits.Id || !IsLetterOrDigit(id[0]))
        {
            return false;
        }

        foreach (char c in id)
        {
            if (!IsLetterOrDigit(c) && c is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Logs an id in another form.</summary>
    public static bool Check(string id, string what, Place place, ProblemLog log)
    {
        if (IsValid(id))
        {
            return true;
        }

        if (id.Length > TaxonomyLimits.Id)
        {
            log.Error(place.Path, place.Line, $"The {what} id has {id.Length:N0} characters, at most {TaxonomyLimits.Id} expected: '{id}'. "
                + $"Shorten it, or the names it is derived from.");
            return false;
        }

        log.Error(place.Path, place.Line, $"The {what} id '{id}' is not allowed. Ids are {Rule}; for example '{Slug.Of(id)}'.");
        return false;
    }

    private static bool IsLetterOrDigit(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
