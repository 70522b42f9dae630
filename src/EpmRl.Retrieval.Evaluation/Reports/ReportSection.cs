using System.Globalization;
using System.Net;
using System.Text;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>A section that the caller adds to a report: a table, or a curve.</summary>
internal sealed record ReportSection
{
    private ReportSection(string title, string caption, string html) => (Title, Caption, Html) = (title, caption, html);

    /// <summary>Its heading.</summary>
    public string Title { get; }

    /// <summary>Its caption, in a sentence.</summary>
    public string Caption { get; }

    /// <summary>Its content; every text in it is escaped.</summary>
    internal string Html { get; }

    /// <summary>A table; the first column names the row.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="caption">The caption.</param>
    /// <param name="columns">C column names.</param>
    /// <param name="rows">Rows of C cells.</param>
    public static ReportSection Table(string title, string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var html = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
        html.AppendJoin("", columns.Select(column => $"<th>{WebUtility.HtmlEncode(column)}</th>")).Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th>{WebUtility.HtmlEncode(row[0])}</th>")
                .AppendJoin("", row.Skip(1).Select(cell => $"<td>{WebUtility.HtmlEncode(cell)}</td>")).Append("</tr>\n");
        }

        return new ReportSection(title, caption, html.Append("</tbody></table></div>").ToString());
    }

    /// <summary>A curve over steps.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="caption">The caption.</param>
    /// <param name="x">Name of the horizontal axis.</param>
    /// <param name="y">Name of the vertical axis, which starts at 0.</param>
    /// <param name="points">The points, ascending by X; at least one.</param>
    public static ReportSection Curve(string title, string caption, string x, string y, IReadOnlyList<(double X, double Y)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return new ReportSection(title, caption, SvgPlots.Curve(x, y, points));
    }
}
