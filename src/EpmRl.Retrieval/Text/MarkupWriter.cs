namespace EpmRl.Retrieval.Text;

/// <summary>Converts a text with markup to plain text.</summary>
internal sealed class MarkupWriter
{
    private const int MostCells = 12; // of a row whose cells are read as pairs
    private const int LongestName = 40; // characters of a cell that names the next one's value
    private readonly string text;
    private readonly TracedTextBuilder builder;
    private readonly List<Cell> row = [];
    private Edge edge; // pending before the next text
    private (int Start, int End) edgeTag;
    private bool inName; // in a dt without a dd so far
    private int raised; // depth of sup, negative in sub

    private MarkupWriter(TracedText source, string text)
    {
        this.text = text;
        builder = new TracedTextBuilder(source);
    }

    /// <summary>The separator between two pieces of text.</summary>
    private enum Edge
    {
        None,
        Blank,
        Name,
        Cell,
        Break,
    }

    /// <summary>A cell of the current row.</summary>
    /// <param name="IsHeader">Whether it is a th.</param>
    /// <param name="Start">Where its text begins in the output.</param>
    /// <param name="Mark">Position of the mark after it; negative without one.</param>
    private readonly record struct Cell(bool IsHeader, int Start, int Mark);

    /// <summary>The plain text.</summary>
    /// <param name="source">A text with markup.</param>
    /// <param name="tags">Whether it may have tags; otherwise only character references are decoded.</param>
    public static TracedText Write(TracedText source, bool tags)
    {
        // The tokenizer folds line ends and drops null characters; blanks in their place keep positions. CDATA's marks mean nothing to
        // readers.
        string text = !tags ? source.Text : source.Text.Replace('\r', ' ').Replace('\0', ' ')
            .Replace("<![CDATA[", "         ", StringComparison.Ordinal).Replace("]]>", "   ", StringComparison.Ordinal);
        IReadOnlyList<MarkupToken> tokens = tags ? MarkupTokens.Of(text) : [new MarkupToken(MarkupKind.Text, "", 0, text.Length)];
        if (tokens.Any(token => token.Kind == MarkupKind.Start && Elements.IsBlock(token.Name)))
        {
            text = text.Replace('\n', ' '); // line ends are layout of the page's source
        }

        var writer = new MarkupWriter(source, text);
        foreach (MarkupToken token in tokens)
        {
            switch (token.Kind)
            {
                case MarkupKind.Text:
                    writer.Text(token.Start, token.End);
                    break;
                case MarkupKind.Start:
                    writer.Open(token);
                    break;
                case MarkupKind.End:
                    writer.Close(token);
                    break;
                default:
                    writer.Due(Edge.None, token);
                    break;
            }
        }

        writer.EndRow();
        return writer.builder.ToText();
    }

    private void Open(MarkupToken token)
    {
        switch (token.Name)
        {
            case "td" or "th":
                Due(row.Count == 0 ? Edge.Break : Edge.Cell, token);
                // The start of the text is known when the edge is written; until then the cell is the next one.
                row.Add(new Cell(token.Name == "th", -1, -1));
                break;
            case "tr":
                EndRow();
                Due(Edge.Break, token);
                break;
            case "dd":
                Due(inName ? Edge.Name : Edge.Break, token);
                inName = false;
                break;
            case "dt":
                Due(Edge.Break, token);
                inName = true;
                break;
            case "sup":
                raised = 1;
                break;
            case "sub":
                raised = -1;
                break;
            default:
                Due(EdgeOf(token.Name), token);
                break;
        }
    }

    private void Close(MarkupToken token)
    {
        switch (token.Name)
        {
            case "td" or "th":
                Due(Edge.Blank, token);
                break;
            case "dt":
                break; // a dd or another dt follows
            case "tr" or "table":
                EndRow();
                Due(Edge.Break, token);
                break;
            case "sup" or "sub":
                raised = 0;
                break;
            default:
                inName &= token.Name != "dl";
                Due(EdgeOf(token.Name), token);
                break;
        }
    }

    private static Edge EdgeOf(string name) => Elements.IsBlock(name) ? Edge.Break : Elements.IsFormat(name) ? Edge.None : Edge.Blank;

    private void Due(Edge next, MarkupToken token)
    {
        if (next > edge)
        {
            edge = next;
            edgeTag = (token.Start, token.End);
        }
    }

    private void Text(int start, int end)
    {
        for (int i = start; i < end;)
        {
            if (text[i] == '&' && CharacterReferences.Read(text, i, out int after) is { } decoded && after <= end)
            {
                Write(decoded, i, after);
                i = after;
            }
            else
            {
                Write(text.AsSpan(i, 1), i, i + 1);
                i++;
            }
        }
    }

    private void Write(ReadOnlySpan<char> piece, int start, int end)
    {
        if (edge != Edge.None)
        {
            if (piece.IsWhiteSpace())
            {
                if (edge != Edge.Blank || builder.Last == ' ')
                {
                    return; // blanks around an edge are the page's layout
                }

                edge = Edge.None;
            }
            else
            {
                WriteEdge();
            }
        }

        foreach (char c in piece)
        {
            builder.Append(raised == 0 ? c : Raised(c), start, end);
        }
    }

    private void WriteEdge()
    {
        int mark = -1;
        if (edge == Edge.Blank)
        {
            if (char.IsLetterOrDigit(builder.Last))
            {
                builder.Append(' ', edgeTag.Start, edgeTag.End);
            }
        }
        else
        {
            builder.TrimEnd();
            if (builder.Length > 0)
            {
                if (!IsMark(builder.Last))
                {
                    mark = builder.Length;
                    builder.Append(edge == Edge.Name ? ':' : ';', edgeTag.Start, edgeTag.End);
                }

                bool named = builder.Last == ':'; // "<b>Color:</b><br>Red" is one sentence
                builder.Append(' ', edgeTag.Start, edgeTag.End);
                if (!named)
                {
                    builder.Break();
                }
            }
        }

        edge = Edge.None;
        BeginCell(mark);
    }

    // The first text of a cell: the mark before it belongs to the previous cell.
    private void BeginCell(int mark)
    {
        if (row.Count == 0 || row[^1].Start >= 0)
        {
            return;
        }

        row[^1] = row[^1] with { Start = builder.Length };
        if (row.Count > 1)
        {
            row[^2] = row[^2] with { Mark = mark };
        }
    }

    // "Weight | 5 kg": the first of two cells names the second, a th names the cells after it, and so do the cells of a row of pairs.
    private void EndRow()
    {
        bool pairs = row.Count % 2 == 0 && row.Count <= MostCells;
        for (int i = 0; i + 1 < row.Count && row.Count <= MostCells; i++)
        {
            bool names = row[i].IsHeader ? !row[i + 1].IsHeader : pairs && i % 2 == 0 && !row[i + 1].IsHeader && IsName(row[i]);
            if (names && row[i].Start >= 0 && row[i].Mark >= row[i].Start)
            {
                builder[row[i].Mark] = ':';
                builder.Unbreak(row[i].Mark + 2);
            }
        }

        row.Clear();
    }

    private bool IsName(Cell cell)
    {
        int i = Math.Max(cell.Start, 0);
        while (i < cell.Mark && !char.IsDigit(builder[i]))
        {
            i++;
        }

        return i >= cell.Mark && cell.Mark - cell.Start <= LongestName;
    }

    private static bool IsMark(char c) =>
        c is '.' or ';' or ':' or '!' or '?' or ',' or '|' or '\u3002' or '\uFF1A' or '\uFF01' or '\uFF1F';

    // Plain text has its own characters for powers and footnotes: "m<sup>2</sup>" is m².
    private char Raised(char c) => raised > 0
        ? c switch
        {
            '1' => '\u00B9',
            '2' => '\u00B2',
            '3' => '\u00B3',
            >= '0' and <= '9' => (char)('\u2070' + (c - '0')),
            '-' or '\u2212' => '\u207B',
            _ => c,
        }
        : c is >= '0' and <= '9' ? (char)('\u2080' + (c - '0')) : c;
}
