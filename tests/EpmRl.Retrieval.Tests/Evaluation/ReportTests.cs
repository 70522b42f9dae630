using System.Text.Json;
using System.Xml.Linq;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;
using static EpmRl.Retrieval.Tests.Evaluation.Labelled;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class ReportTests
{
    [Fact]
    public void Text_of_the_reports_author_is_escaped_on_the_page()
    {
        XDocument page = XDocument.Parse(HtmlReport.Render(Report("Desk"),
        [
            ReportSection.Table("Names", "a < b", ["name", "n"], [["<i>", "1"]]),
            ReportSection.Curve("Loss", "falls", "step", "loss", [(1, 3.2), (2, 1.6), (4, 0)]),
        ]));

        Assert.Contains(page.Descendants("th"), cell => cell.Value == "<i>");
        Assert.Contains(page.Descendants("p"), text => text.Value == "a < b");
        // From (1/4, 3.2/4) of the plot's area to its right lower corner.
        string line = page.Descendants("section").Last(section => section.Elements("h2").Any(title => title.Value == "Loss"))
            .Descendants("path").Single().Attribute("d")!.Value;
        Assert.Equal(3, line.Split('M', 'L').Length - 1);
        Assert.Contains(page.Descendants("text"), text => text.Value == "4");
    }

    [Fact]
    public void Page_is_well_formed_needs_nothing_from_outside_and_escapes_what_listings_say()
    {
        string page = HtmlReport.Render(Report("Desk <b>&</b> \"chair\" 47 in"));

        XDocument document = XDocument.Parse(page); // throws unless every element is closed and every text escaped
        IEnumerable<XElement> parts = document.Descendants("article").First().Nodes().OfType<XElement>();
        Assert.Contains("Desk <b>&</b> \"chair\"", string.Concat(parts.Select(e => e.Value)), StringComparison.Ordinal);
        Assert.DoesNotContain(
            document.Descendants(), e =>
                e.Name.LocalName is "script" or "link" or "img" || e.Attribute("src") is not null || e.Attribute("href") is not null);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_marks_the_evidence_of_an_error_in_the_listing()
    {
        XDocument document =
            XDocument.Parse(HtmlReport.Render(Report("Oak desk 47 in wide", new Evidence(ProfileField.Title, 9, 14, "47 in"))));

        Assert.Equal("47 in", Assert.Single(document.Descendants("mark")).Value);
    }

    [Fact]
    public void Page_of_a_data_set_without_a_single_answer_still_renders()
    {
        var nothing = new ChannelPairs("combined", [[Pair(PairOutcome.Missed)]]);

        Assert.NotNull(XDocument.Parse(HtmlReport.Render(EvaluationReports.Of(Data(), [nothing], Conditions, Subsets, 10))).Root);
    }

    [Fact]
    public void Page_of_nothing_asked_has_no_figures_but_the_parts_of_its_maker()
    {
        XDocument page = XDocument.Parse(HtmlReport.Render(
            EvaluationReports.Of(Data(), [new ChannelPairs("trained", [[]])], Conditions, Subsets, 10),
            [ReportSection.Curve("Loss", "falls", "step", "loss", [(1, 1)])]));

        Assert.DoesNotContain(
            page.Descendants("div"), part => part.Attribute("class")?.Value.StartsWith("card", StringComparison.Ordinal) == true);
        Assert.Contains(page.Descendants("h2"), title => title.Value == "Loss");
    }

    [Fact]
    public void Json_states_figures_conditions_and_errors()
    {
        using var stream = new MemoryStream();
        EvaluationJson.Write(Report("Oak desk 47 in wide", new Evidence(ProfileField.Title, 9, 14, "47 in")), stream);
        JsonElement root = JsonDocument.Parse(stream.ToArray()).RootElement;

        JsonElement all = root.GetProperty("channels")[0].GetProperty("subsets")[0];
        Assert.Equal("all", all.GetProperty("name").GetString());
        Assert.Equal(0.8, all.GetProperty("counts").GetProperty("f1").GetDouble());
        Assert.Equal("without Color", root.GetProperty("channels")[0].GetProperty("subsets")[1].GetProperty("name").GetString());
        JsonElement error = root.GetProperty("errors")[0];
        Assert.Equal(("wrong", "measurement"), (error.GetProperty("outcome").GetString(), error.GetProperty("kind").GetString()));
        Assert.Equal("title", error.GetProperty("answer").GetProperty("evidence")[0].GetProperty("field").GetString());
        Assert.Equal(1, root.GetProperty("error_count").GetInt32());
        Assert.Equal("implicit_not_found", error.GetProperty("class").GetString());
        Assert.Equal("implicit_not_found", root.GetProperty("error_classes")[0].GetProperty("class").GetString());
    }

    private static readonly EvaluationConditions Conditions =
        new("F1", "lists", "no split", "nothing fitted", 0, [1], "m, fp32", "s", "t", "1");

    private static readonly Dictionary<string, IReadOnlyList<string>> Subsets = new() { ["without Color"] = ["color"] };

    private static LabelledDataSet Data() => new()
    {
        Name = "desks",
        Format = LabelledDataFormat.TitleOnly,
        File = "train.jsonl",
        Listings = [Listing("c", "t")],
        BadRows = [],
    };

    // Four right answers and one wrong one: F1 = 0.8.
    private static EvaluationReport Report(string title, params Evidence[] evidence)
    {
        AttributeAnswer answer = Answer("Width", "120.0", 0.9);
        var wrong = new PairResult
        {
            ListingIndex = 0,
            Listing = Listing("Desks", title, ("Width", ["119.4"])),
            Attribute = "Width",
            Kind = AttributeKind.Measurement,
            Gold = ["119.4"],
            Answer = answer with { Values = [answer.Values[0] with { Evidence = evidence }] },
            Outcome = PairOutcome.Wrong,
            BestIsRight = false,
            Explicit = false,
        };
        PairResult[] pairs = [wrong, .. Enumerable.Range(1, 4).Select(i => Pair(PairOutcome.Right, 0.2 * i, i, "Color"))];
        return EvaluationReports.Of(Data(), [new ChannelPairs("combined", [pairs])], Conditions, Subsets, 10);
    }
}
