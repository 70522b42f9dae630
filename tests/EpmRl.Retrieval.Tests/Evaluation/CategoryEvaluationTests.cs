using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class CategoryEvaluationTests
{
    [Fact]
    public void Figures_of_each_right_category_come_by_id_and_those_of_all_last()
    {
        CategoryPrediction[] predictions =
            [Predicted("b", "b"), Predicted("a", "b"), Predicted("a", null), Predicted(null, "a"), Predicted(null, null)];

        var report = CategoryReport.Of(predictions);

        Assert.Equal(
            [("a", 2, 1, 0), ("b", 1, 1, 1), ("no category", 2, 1, 0), ("all", 5, 3, 1)],
            report.Lines.Select(line => (line.Name, line.Listings, line.Predicted, line.Right)));
        Assert.Equal(predictions[1..4], report.Wrong);
    }

    private static CategoryPrediction Predicted(string? gold, string? answer) =>
        new(Labelled.Listing(gold ?? "", "t"), gold, new CategoryAnswer(answer, answer, true, []));
}
