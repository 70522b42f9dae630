using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Identification;

/// <summary>Placeholders that people and programs write instead of leaving a cell empty.</summary>
internal static class EmptyCells
{
    private static readonly HashSet<string> Words =
    [
        .. Of("n/a|n.a.|n.a|na|#n/a|#na|#ref!|#value!|#name?|#div/0!|nan|null|nil|none|undefined|unknown|unspecified"
            + "|default|no data|tbd|tba|tbc"),
        .. Of("not specified|not applicable|not available|not known|to be defined|does not apply|unbranded|no brand"),
        .. Of("k.a.|k. a.|ka|keine angabe|keine angaben|unbekannt|nicht angegeben|nicht zutreffend|entfällt"),
        .. Of("inconnu|non spécifié|non renseigné|non applicable|sans objet|s/o|nc|n.c."),
        .. Of("desconocido|sin especificar|no especificado|no aplica|n/d|n.d.|nd|sconosciuto|non specificato|non applicabile"),
        .. Of("onbekend|n.v.t.|nvt|niet van toepassing|nieznany|brak danych|nie dotyczy|não especificado|não se aplica"),
        .. Of("不明|未定|該当なし|未知|不详|不适用"),
    ];

    /// <summary>Whether a cell is empty, only punctuation, or such a placeholder.</summary>
    public static bool Contains(string cell)
    {
        const int Longest = 40;
        ReadOnlySpan<char> text = cell.AsSpan().Trim();
        return text.Length <= Longest && (Words.Contains(TextKey.Of(text.ToString())) || !HasContent(text));
    }

    private static IEnumerable<string> Of(string words) => words.Split('|').Select(TextKey.Of);

    private static bool HasContent(ReadOnlySpan<char> text)
    {
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            if (System.Text.Rune.IsLetterOrDigit(rune) || System.Text.Rune.IsSymbol(rune))
            {
                return true; // "○" means yes
            }
        }

        return false;
    }
}
