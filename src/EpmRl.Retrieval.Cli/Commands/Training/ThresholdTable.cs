using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Prints thresholds for people.</summary>
internal static class ThresholdTable
{
    /// <summary>Prints a line an attribute.</summary>
    public static void Print(IReadOnlyList<ThresholdFigure> figures, ProductTaxonomy taxonomy, Terminal terminal)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("attribute").AddColumn("kind");
        foreach (string name in new[] { "threshold", "precision", "recall", "n" })
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        table.AddColumn("curve");
        foreach (ThresholdFigure figure in figures)
        {
            string name =
                taxonomy.TryFindAttribute(figure.AttributeId, out AttributeDefinition? attribute) ? attribute.Name : figure.AttributeId;
            table.AddRow(
                Markup.Escape(name == figure.AttributeId ? name : $"{name} ({figure.AttributeId})"),
                figure.Kind.ToString().ToLowerInvariant(),
                figure.Threshold > 1 ? "never" : Number(figure.Threshold, "0.000"),
                figure.Precision is { } precision ? Number(precision * 100, "0.0") : "–",
                figure.Recall is { } recall ? Number(recall * 100, "0.0") : "–",
                Number(figure.Samples, "#,0"),
                figure.Own ? "own" : "pooled");
        }

        terminal.People.Write(table);
        terminal.Out.WriteLine("Precision and recall are out of fold: each answer met thresholds that were fitted without it.");
        terminal.Out.Flush();
    }

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
