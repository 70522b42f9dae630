using System.Text;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Joins several ids into one keyword, such that different lists of ids give different keywords.</summary>
/// <remarks>
/// A filter on one field keeps the recall that a conjunction of two fields loses: the graph has extra links for the values of a field,
/// never for combinations.
/// </remarks>
internal static class Keywords
{
    /// <summary>Joins ids by <c>|</c>; a <c>|</c> or <c>\</c> inside an id is preceded by <c>\</c>.</summary>
    public static string Join(params ReadOnlySpan<string> ids)
    {
        var text = new StringBuilder();
        for (int i = 0; i < ids.Length; i++)
        {
            text.Append(i > 0 ? "|" : "");
            foreach (char c in ids[i])
            {
                text.Append(c is '|' or '\\' ? "\\" : "").Append(c);
            }
        }

        return text.ToString();
    }
}
