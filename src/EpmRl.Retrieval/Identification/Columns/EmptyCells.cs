using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification.Columns;

/// <summary>Cells that say that nothing is known: what people and programs write instead of leaving a cell empty.</summary>
internal static class EmptyCells
{
    private static readonly HashSet<string> Words =
    [
        .. "n/a|n.a.|n.a|na|#n/a|#na|#ref!|#value!|#name?|#div/0!|nan|null|nil|none|undefined|unknown|unspecified|not specified|not applicable|not available|not known|no data|tbd|tba|tbc|to be defined|default|does not apply|unbranded|no brand"
            .Split('|'),
        .. "k.a.|k. a.|ka|keine angabe|keine angaben|unbekannt|nicht angegeben|nicht zutreffend|entfällt|inconnu|non spécifié|non renseigné|non applicable|sans objet|s/o|nc|n.c.".Split('|').Select(TextKey.Of),
        .. "desconocido|sin especificar|no especificado|no aplica|n/d|n.d.|nd|sconosciuto|non specificato|non applicabile|onbekend|n.v.t.|nvt|niet van toepassing|nieznany|brak danych|nie dotyczy|não especificado|não se aplica"
            .Split('|').Select(TextKey.Of),
        .. "不明|未定|該当なし|未知|不详|不适用".Split('|').Select(TextKey.Of),
    ];

    /// <summary>Whether a cell is empty, marks alone, or such a word.</summary>
    public static bool Contains(string cell)
    {
        const int Longest = 40;
        ReadOnlySpan<char> text = cell.AsSpan().Trim();
        return text.Length <= Longest && (Words.Contains(TextKey.Of(text.ToString())) || !HasContent(text));
    }

    private static bool HasContent(ReadOnlySpan<char> text)
    {
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            if (System.Text.Rune.IsLetterOrDigit(rune) || System.Text.Rune.IsSymbol(rune))
            {
                return true; // "○" says yes
            }
        }

        return false;
    }
}
